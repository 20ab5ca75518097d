"""Consent: recorded in plain words, taken back in one step."""

from typing import Any
from uuid import UUID

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from casework.models import Case
from heart.accounts.models import User
from heart.audit.record import record
from heart.lib.posting import pressed, submitted
from referrals.actions.consents import record_consent, revoke_consent
from referrals.disclosures import told_by_referral
from referrals.forms import ConsentForm
from referrals.models import Consent
from referrals.states import Information
from referrals.views.refer import case_to_refer, to_be_referred, way


@require_http_methods(["GET", "HEAD", "POST"])
def consent_new(request: HttpRequest, pk: int) -> HttpResponse:
    case, user = case_to_refer(request, pk)
    return _consent(request, case, user, {}, reverse("case", args=[case.pk]))


@require_http_methods(["GET", "HEAD", "POST"])
def consent_to_refer(request: HttpRequest, pk: int, need: int, service: UUID) -> HttpResponse:
    """What one referral needs is filled in, and it goes on there."""
    case, user, wanted, chosen = to_be_referred(request, pk, need, service)
    told = sorted(told_by_referral(wanted.category, chosen))
    needed = {"organization": chosen.organization_id, "information": told}
    return _consent(request, case, user, needed, way("refer-to", request, case, wanted, chosen))


def _consent(request: HttpRequest, case: Case, user: User, needed: dict[str, Any], after: str) -> HttpResponse:
    usual = {"information": [Information.CONTACT, Information.NEED]}
    form = ConsentForm(request.POST or None, initial=usual | needed)
    recorded = submitted(form, lambda: record_consent(case=case, details=form.details(), by=user))
    if recorded:
        messages.success(request, _("The consent is recorded."))
        return redirect(after)
    record("case.read", subject=case, by=user)
    return render(
        request, "referrals/consent_form.html", {"form": form, "case": case}, status=422 if form.errors else 200
    )


@require_POST
def consent_revoke(request: HttpRequest, pk: int, consent: int) -> HttpResponse:
    case, user = case_to_refer(request, pk)
    found = get_object_or_404(Consent.objects.visible_to(user), pk=consent, neighbor=case.neighbor_id)
    if pressed(request, lambda: revoke_consent(consent=found, case=case, by=user)):
        messages.success(request, _("The consent is revoked. Nothing more is told on it."))
    return redirect("case", pk=case.pk)
