"""What stands about referring on the case page, and closing a case together with what is still asked for."""

from typing import Any

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from casework import access
from casework.actions.cases import gaps_in_words
from casework.models import Case
from heart.accounts.signed_in import person
from heart.audit.record import record
from heart.lib.posting import submitted
from referrals.actions.referrals import end_referral_case
from referrals.forms import CloseForm


@require_http_methods(["GET", "HEAD", "POST"])
def close(request: HttpRequest, pk: int) -> HttpResponse:
    user = person(request)
    case = get_object_or_404(Case.objects.visible_to(user).open().select_related("neighbor"), pk=pk)
    if not access.can_work_on(user, case):
        raise PermissionDenied
    form = CloseForm(request.POST or None)
    closed = submitted(form, lambda: end_referral_case(case=case, by=user, **form.cleaned_data))
    if closed:
        messages.success(
            request,
            _("The case is closed: %(reason)s. No more reminders.") % {"reason": closed.get_closed_reason_display()},
        )
        return redirect("case", pk=case.pk)
    record("case.read", subject=case, by=user)
    return render(request, "referrals/close.html", _context(case, form), status=422 if form.errors else 200)


def _context(case: Case, form: CloseForm) -> dict[str, Any]:
    return {
        "form": form,
        "case": case,
        "asked_for": case.referrals.live().select_related("service__organization"),
        "gaps": gaps_in_words(case),
    }
