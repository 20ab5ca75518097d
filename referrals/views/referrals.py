"""One referral: where it stands, what the provider said, and confirming the connection."""

from typing import Any

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from heart.accounts.models import User
from heart.accounts.signed_in import person
from heart.audit.record import record
from heart.lib import when
from heart.lib.clock import ZONE
from heart.lib.phones import readable
from heart.lib.posting import pressed, submitted
from referrals import access
from referrals.actions.connections import confirm_connection
from referrals.actions.referrals import chase_provider, record_answer
from referrals.forms import AnswerForm, ConnectionForm
from referrals.models import Referral
from referrals.states import TRANSITIONS, ReferralStatus

TONES = {
    ReferralStatus.REQUESTED: "warn",
    ReferralStatus.ACCEPTED: "info",
    ReferralStatus.IN_PROGRESS: "info",
    ReferralStatus.ON_HOLD: "warn",
    ReferralStatus.COMPLETED: "ok",
    ReferralStatus.REJECTED: "danger",
    ReferralStatus.FAILED: "danger",
}
# Said on this page; "completed" is said by confirming the connection.
ANSWERS = (
    ReferralStatus.ACCEPTED,
    ReferralStatus.REJECTED,
    ReferralStatus.IN_PROGRESS,
    ReferralStatus.ON_HOLD,
    ReferralStatus.FAILED,
    ReferralStatus.CANCELLED,
    ReferralStatus.ENTERED_IN_ERROR,
)
MAY_CONNECT = (ReferralStatus.REQUESTED, ReferralStatus.ACCEPTED, ReferralStatus.IN_PROGRESS, ReferralStatus.ON_HOLD)


def referral_of(request: HttpRequest, pk: int) -> tuple[Referral, User]:
    user = person(request)
    found = get_object_or_404(
        Referral.objects.visible_to(user).select_related(
            "case__neighbor", "need", "service__organization", "consent", "follow_up", "created_by"
        ),
        pk=pk,
    )
    return found, user


@require_safe
def referral(request: HttpRequest, pk: int) -> HttpResponse:
    found, user = referral_of(request, pk)
    record("case.read", subject=found.case, by=user, referral=found.pk)
    return render(request, "referrals/referral.html", _context(found, user))


def _context(found: Referral, user: User, **forms: Any) -> dict[str, Any]:
    now = timezone.now()
    return {
        "referral": found,
        "case": found.case,
        "tone": TONES.get(ReferralStatus(found.status), "neutral"),
        "facts": _facts(found, now),
        "may_answer": found.is_live and access.can_answer(user, found.case),
        "may_connect": found.status in MAY_CONNECT and access.can_confirm_connection(user, found.case),
        "may_go_on": found.status in (ReferralStatus.REJECTED, ReferralStatus.FAILED, ReferralStatus.CANCELLED)
        and found.case.is_open,
        "answer_form": forms.get("answer") or AnswerForm(statuses=answers_for(found)),
        "connection_form": forms.get("connection")
        or ConnectionForm(initial={"attended_on": timezone.localdate(now, ZONE)}),
        "next_due": when.short(found.follow_up.due_at, now) if found.follow_up and found.follow_up.is_open else "",
    }


def _facts(found: Referral, now: Any) -> list[dict[str, Any]]:
    days = (now - found.requested_at).days if found.requested_at and found.is_live else None
    facts = [
        (_("Need"), str(found.need)),
        (_("Organization"), found.service.organization.name),
        (_("Phone"), readable(found.service.phone or found.service.organization.phone)),
        (_("Sent on"), f"{when.exact(found.requested_at)}, {found.created_by.name}" if found.requested_at else ""),
        (_("Waiting for"), _days(days) if days else ""),
        (_("Answered"), when.exact(found.answered_at) if found.answered_at else ""),
        (_("Appointment"), when.exact(found.appointment_at) if found.appointment_at else ""),
        (_("Reason"), found.status_reason),
        (_("We told them"), found.message),
    ]
    return [{"term": term, "value": value} for term, value in facts if value]


def _days(count: int) -> str:
    return ngettext("%(count)s day", "%(count)s days", count) % {"count": count}


def answers_for(found: Referral) -> list[ReferralStatus]:
    state = ReferralStatus(found.status)
    return [status for status in ANSWERS if (state, status) in TRANSITIONS]


@require_http_methods(["POST"])
def referral_answer(request: HttpRequest, pk: int) -> HttpResponse:
    found, user = referral_of(request, pk)
    form = AnswerForm(request.POST, statuses=answers_for(found))
    answered = submitted(form, lambda: record_answer(referral=found, by=user, **form.cleaned_data))
    if answered is None:
        return render(request, "referrals/referral.html", _context(found, user, answer=form), status=422)
    messages.success(request, _("Written down: %(status)s.") % {"status": answered.get_status_display()})
    if answered.status in (ReferralStatus.REJECTED, ReferralStatus.FAILED):
        services = reverse("refer-services", args=[found.case_id, found.need_id])
        return redirect(f"{services}?instead_of={found.pk}")
    return redirect("referral", pk=found.pk)


@require_POST
def referral_chase(request: HttpRequest, pk: int) -> HttpResponse:
    found, user = referral_of(request, pk)
    if pressed(request, lambda: chase_provider(referral=found, by=user)):
        messages.success(request, _("Written down: asked the provider again."))
    return redirect("referral", pk=found.pk)


@require_POST
def referral_connect(request: HttpRequest, pk: int) -> HttpResponse:
    """The heart of it: evidence that the neighbor was served."""
    found, user = referral_of(request, pk)
    if not access.can_confirm_connection(user, found.case):
        raise PermissionDenied
    form = ConnectionForm(request.POST)
    connection = submitted(form, lambda: confirm_connection(referral=found, by=user, **form.cleaned_data))
    if connection is None:
        return render(request, "referrals/referral.html", _context(found, user, connection=form), status=422)
    messages.success(request, _("Connected. We look again after 7 and after 30 days."))
    return redirect("case", pk=found.case_id)
