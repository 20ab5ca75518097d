"""Log a contact: result first."""

from uuid import uuid4

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from casework import access
from casework.actions.contacts import log_contact
from casework.forms import ContactForm
from casework.models import Case, Contact, FollowUp
from casework.states import ContactChannel, ContactResult
from casework.views.person import dials, one_person, safety_at
from casework.views.rows import language_word, needs_interpreter, promised_after, why_of
from heart.accounts.models import User
from heart.accounts.signed_in import person
from heart.audit.record import record
from heart.lib import when
from heart.lib.posting import submitted


@require_http_methods(["GET", "HEAD", "POST"])
def contact(request: HttpRequest, pk: int) -> HttpResponse:
    """`?follow_up=` names the promise that this contact is for; `?result=` is what was tapped."""
    user = person(request)
    case = get_object_or_404(Case.objects.visible_to(user).select_related("neighbor", "team"), pk=pk)
    if not access.can_work_on(user, case):
        raise PermissionDenied
    follow_up = _promise(request, case, user)
    form = ContactForm(request.POST or None, initial=_initial(request, follow_up))
    logged = submitted(form, lambda: log_contact(case=case, details=form.details(), follow_up=follow_up, by=user))
    if logged:
        messages.success(request, _what_next(logged))
        return redirect("case", pk=case.pk)
    record("case.read", subject=case, by=user)
    return render(
        request, "casework/contact_form.html", _context(case, follow_up, form), status=422 if form.errors else 200
    )


def _promise(request: HttpRequest, case: Case, user: User) -> FollowUp | None:
    """An open one of this case; anything else named in the URL is passed over."""
    named = request.GET.get("follow_up", "")
    if not named.isdecimal():
        return None
    return FollowUp.objects.visible_to(user).open().filter(case=case, pk=named[:18]).first()


def _initial(request: HttpRequest, follow_up: FollowUp | None) -> dict[str, object]:
    result = request.GET.get("result", "")
    return {
        "submission": uuid4(),
        "result": result if result in ContactResult.values else None,
        "channel": (follow_up.channel if follow_up else "") or ContactChannel.PHONE,
        "direction": "out",
    }


def _what_next(logged: Contact) -> str:
    following = promised_after(logged)
    if following is None:
        return _("Written down.")
    return _("Written down. Next: %(what)s, %(time)s") % {
        "what": why_of(following),
        "time": when.short(following.due_at, timezone.now()),
    }


def _context(case: Case, follow_up: FollowUp | None, form: ContactForm) -> dict[str, object]:
    who = one_person(case.neighbor)
    phones = dials(who)
    return {
        "form": form,
        "case": case,
        "why": why_of(follow_up) if follow_up else "",
        "name": who.name,
        "phones": phones,
        "safety": safety_at(who, []),
        "language": language_word(case.neighbor),
        "interpreter": needs_interpreter(case.neighbor),
    }
