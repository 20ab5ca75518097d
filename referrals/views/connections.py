"""Still connected? The checks after 7 and 30 days, and recording that a connection was lost."""

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from casework.models import FollowUp
from casework.states import FollowUpKind
from heart.accounts.models import User
from heart.accounts.signed_in import person
from heart.audit.record import record
from heart.lib import when
from heart.lib.posting import submitted
from referrals import access
from referrals.actions.connections import LAST_CHECK, confirm_still_connected, look_for_crisis, record_lost_connection
from referrals.forms import CheckForm
from referrals.models import Connection

ASKS = (FollowUpKind.CONNECTION_CHECK, FollowUpKind.CRISIS_LOOK)


@require_http_methods(["GET", "HEAD", "POST"])
def connection_check(request: HttpRequest, pk: int) -> HttpResponse:
    """`pk` is the follow-up that asks: a check of a connection, or the look for a new crisis since it began."""
    user = person(request)
    checks = FollowUp.objects.visible_to(user).open().filter(kind__in=ASKS)
    follow_up = get_object_or_404(checks.select_related("case__neighbor"), pk=pk)
    connections = Connection.objects.visible_to(user).asked_by(follow_up)
    connection = connections.select_related("referral__service__organization", "case").first()
    if connection is None or not access.can_confirm_connection(user, follow_up.case):
        raise PermissionDenied
    look = follow_up.kind == FollowUpKind.CRISIS_LOOK
    last = look or follow_up.step >= LAST_CHECK
    form = CheckForm(request.POST or None, last=last)
    if submitted(form, lambda: _act(form, connection, follow_up, user)):
        messages.success(request, _said(form.cleaned_data["found"]))
        return redirect("case", pk=follow_up.case_id)
    record("case.read", subject=follow_up.case, by=user)
    context = {
        "form": form,
        "case": follow_up.case,
        "connection": connection,
        "last": last,
        "look": look,
        "encounters": follow_up.case.encounters.standing().filter(received_at__gt=follow_up.anchor_at).count()
        if look
        else 0,
        "since": when.day(connection.attended_on),
    }
    return render(request, "referrals/check.html", context, status=422 if form.errors else 200)


def _act(form: CheckForm, connection: Connection, follow_up: FollowUp, user: User) -> Connection:
    found = form.cleaned_data["found"]
    if found == CheckForm.LOST:
        return record_lost_connection(connection=connection, why=form.cleaned_data["why"], by=user)
    check = look_for_crisis if follow_up.kind == FollowUpKind.CRISIS_LOOK else confirm_still_connected
    return check(connection=connection, follow_up=follow_up, close=found == CheckForm.CLOSE, by=user)


def _said(found: str) -> str:
    return {
        CheckForm.LOST: _("Written down. The case goes on."),
        CheckForm.CLOSE: _("Still connected. The case is closed; no more reminders."),
    }.get(found, _("Written down: still connected."))
