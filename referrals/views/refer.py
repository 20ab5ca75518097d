"""Refer: need, services that fit, consent in plain words, a preview of exactly what goes out, send (SCREENS)."""

from typing import Any
from urllib.parse import urlencode
from uuid import UUID, uuid4

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from casework.models import Case
from casework.views.rows import language_word, main_phone
from heart.accounts.models import User
from heart.accounts.signed_in import person
from heart.audit.record import record
from heart.lib.clock import ZONE
from heart.lib.phones import readable
from heart.lib.posting import submitted
from referrals import access
from referrals.actions.referrals import record_need, send_referral
from referrals.disclosures import decide, told_by_referral
from referrals.fit import ranked
from referrals.forms import NeedForm, ReferForm
from referrals.models import Need, Referral, Service
from referrals.states import Information


def case_to_refer(request: HttpRequest, pk: int) -> tuple[Case, User]:
    user = person(request)
    case = get_object_or_404(Case.objects.visible_to(user).open().select_related("neighbor"), pk=pk)
    if not access.can_refer(user, case):
        raise PermissionDenied
    return case, user


@require_http_methods(["GET", "HEAD", "POST"])
def refer(request: HttpRequest, pk: int) -> HttpResponse:
    """First: what is needed and wanted."""
    case, user = case_to_refer(request, pk)
    form = NeedForm(request.POST or None)
    need = submitted(form, lambda: record_need(case=case, by=user, **form.cleaned_data))
    if need:
        return redirect("refer-services", pk=case.pk, need=need.pk)
    record("case.read", subject=case, by=user)
    context = {"form": form, "case": case, "needs": case.needs.order_by("recorded_at")}
    return render(request, "referrals/need.html", context, status=422 if form.errors else 200)


@require_safe
def services(request: HttpRequest, pk: int, need: int) -> HttpResponse:
    """Second: who can help, best first with reasons. `?instead_of=` names the referral that this one replaces."""
    case, user = case_to_refer(request, pk)
    wanted = get_object_or_404(Need.objects.visible_to(user), pk=need, case=case)
    asked = set(case.referrals.filter(need=wanted).values_list("service_id", flat=True))
    offers = Service.objects.for_need(wanted.category).with_organization()
    fits = ranked((s for s in offers if s.pk not in asked), case.neighbor, timezone.localdate(None, ZONE))
    record("case.read", subject=case, by=user)
    context = {
        "case": case,
        "need": wanted,
        "fits": fits,
        "query": _query(request),
        "language": language_word(case.neighbor),
    }
    return render(request, "referrals/services.html", context)


def _query(request: HttpRequest) -> str:
    instead_of = request.GET.get("instead_of", "")
    return f"?{urlencode({'instead_of': instead_of})}" if instead_of.isdecimal() else ""


def to_be_referred(request: HttpRequest, pk: int, need: int, service: UUID) -> tuple[Case, User, Need, Service]:
    case, user = case_to_refer(request, pk)
    wanted = get_object_or_404(Need.objects.visible_to(user), pk=need, case=case)
    return case, user, wanted, get_object_or_404(Service.objects.active().with_organization(), pk=service)


def way(name: str, request: HttpRequest, case: Case, need: Need, service: Service) -> str:
    """From step to step of one referral. An address names numbers, never what is told or needed."""
    return reverse(name, args=[case.pk, need.pk, service.pk]) + _query(request)


@require_http_methods(["GET", "HEAD", "POST"])
def refer_to(request: HttpRequest, pk: int, need: int, service: UUID) -> HttpResponse:
    """Third: may we tell them, what exactly goes out, send."""
    case, user, wanted, chosen = to_be_referred(request, pk, need, service)
    form = ReferForm(request.POST or None, initial={"submission": uuid4()})
    sent = submitted(form, lambda: _send(request, case, wanted, chosen, form, user))
    if sent:
        messages.success(
            request, _("Sent to %(service)s. You are reminded until the connection is confirmed.") % {"service": chosen}
        )
        return redirect("case", pk=case.pk)
    record("case.read", subject=case, by=user)
    context = _preview(request, case, wanted, chosen, typed=form.is_bound) | {"form": form}
    return render(request, "referrals/refer_to.html", context, status=422 if form.errors else 200)


def _send(request: HttpRequest, case: Case, need: Need, service: Service, form: ReferForm, user: User) -> Referral:
    replaces = _replaced(request, case, user)
    return send_referral(case=case, need=need, service=service, replaces=replaces, by=user, **form.cleaned_data)


def _replaced(request: HttpRequest, case: Case, user: User) -> Referral | None:
    named = request.GET.get("instead_of", "")
    if not named.isdecimal():
        return None
    return Referral.objects.visible_to(user).filter(case=case, pk=named[:18]).first()


def _preview(request: HttpRequest, case: Case, need: Need, service: Service, *, typed: bool) -> dict[str, Any]:
    """`typed`: something was sent already; a message typed before a consent ended is not lost."""
    told = told_by_referral(need.category, service)
    decision = decide(neighbor=case.neighbor, organization=service.organization, information=told, now=timezone.now())
    return {
        "case": case,
        "need": need,
        "service": service,
        "decision": decision,
        "missing": [item.label for item in decision.missing],
        "packet": _packet(case, need, message=decision.allowed or typed),
        "may_write": decision.allowed or typed,
        "part2": Information.SUBSTANCE_USE in told,
        "consent_url": way("consent-to-refer", request, case, need, service),
        "query": _query(request),
    }


def _packet(case: Case, need: Need, *, message: bool) -> list[dict[str, str]]:
    """Exactly what the provider is told, line by line."""
    neighbor, phone = case.neighbor, main_phone(case.neighbor)
    lines = [
        (_("Name"), neighbor.display_name),
        (_("How to reach"), readable(phone.value) if phone else neighbor.where_to_find or _("through Care Navigation")),
        (_("Language"), language_word(neighbor) or (_("English") if neighbor.language else "")),
        (_("Wants help with"), str(need)),
        (_("In their words"), need.in_their_words),
        (_("Message"), _("and what you write below") if message else ""),
    ]
    return [{"term": term, "value": value} for term, value in lines if value]
