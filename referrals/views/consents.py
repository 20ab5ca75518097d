"""Consent: recorded in plain words, taken back in one step."""

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.http import url_has_allowed_host_and_scheme
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from heart.audit.record import record
from heart.lib.posting import pressed, submitted
from referrals.actions.consents import record_consent, revoke_consent
from referrals.forms import ConsentForm
from referrals.models import Consent
from referrals.states import Information
from referrals.views.refer import case_to_refer


@require_http_methods(["GET", "HEAD", "POST"])
def consent_new(request: HttpRequest, pk: int) -> HttpResponse:
    """`?organization=` and `?information=` fill in what a referral needs; `?next=` is where to go on."""
    case, user = case_to_refer(request, pk)
    form = ConsentForm(request.POST or None, initial=_initial(request))
    recorded = submitted(form, lambda: record_consent(case=case, details=form.details(), by=user))
    if recorded:
        messages.success(request, _("The consent is recorded."))
        return redirect(_next(request, reverse("case", args=[case.pk])))
    record("case.read", subject=case, by=user)
    return render(
        request, "referrals/consent_form.html", {"form": form, "case": case}, status=422 if form.errors else 200
    )


def _initial(request: HttpRequest) -> dict[str, object]:
    named = [code for code in request.GET.getlist("information") if code in Information.values]
    return {
        "organization": request.GET.get("organization"),
        "information": named or [Information.CONTACT, Information.NEED],
    }


def _next(request: HttpRequest, otherwise: str) -> str:
    """Only to this site."""
    wanted = request.GET.get("next", "")
    safe = url_has_allowed_host_and_scheme(
        wanted, allowed_hosts={request.get_host()}, require_https=request.is_secure()
    )
    return wanted if safe else otherwise


@require_POST
def consent_revoke(request: HttpRequest, pk: int, consent: int) -> HttpResponse:
    case, user = case_to_refer(request, pk)
    found = get_object_or_404(Consent.objects.visible_to(user), pk=consent, neighbor=case.neighbor_id)
    if pressed(request, lambda: revoke_consent(consent=found, case=case, by=user)):
        messages.success(request, _("The consent is revoked. Nothing more is told on it."))
    return redirect("case", pk=case.pk)
