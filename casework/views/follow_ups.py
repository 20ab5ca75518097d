"""One tap on a row; moving a promise with a reason, snoozing it with one, and having seen it."""

from datetime import datetime
from uuid import uuid4

from django.contrib import messages
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from casework.actions.contacts import log_contact
from casework.actions.follow_ups import move_follow_up
from casework.actions.snoozing import (
    MOST_SNOOZES,
    SnoozeRange,
    offered_snoozes,
    see_follow_up,
    snooze_follow_up,
    snooze_range,
)
from casework.explain.beside import seen
from casework.forms import LOCAL, MoveForm, SnoozeForm, quick_details
from casework.models import Contact, FollowUp
from casework.states import ContactChannel, ContactResult
from casework.views.rows import promised_after, why_of
from heart.accounts.calendar import working_calendar
from heart.accounts.signed_in import person
from heart.audit.record import record
from heart.lib import when
from heart.lib.clock import ZONE
from heart.lib.pages import is_part
from heart.lib.posting import pressed, submitted

ONE_TAP = {ContactResult.VOICEMAIL, ContactResult.NO_ANSWER, ContactResult.NOT_FOUND, ContactResult.WRONG_NUMBER}


@require_POST
def follow_up_result(request: HttpRequest, pk: int) -> HttpResponse:
    """The usual results in one tap; `reached` needs more said and opens the form."""
    follow_up = get_object_or_404(FollowUp.objects.visible_to(person(request)).select_related("case__neighbor"), pk=pk)
    result = request.POST.get("result", "")
    if result not in ONE_TAP:
        return _to_form(request, follow_up, result)
    channel = ContactChannel.IN_PERSON if result == ContactResult.NOT_FOUND else follow_up.channel
    details = quick_details(result, channel, uuid4())
    if not follow_up.is_open:
        messages.info(request, _("This follow-up was done already."))
        return _back(request, reverse("today"))
    contact = pressed(
        request, lambda: log_contact(case=follow_up.case, details=details, follow_up=follow_up, by=person(request))
    )
    if is_part(request) and contact:
        return render(request, "casework/_done_row.html", _done(follow_up, contact))
    if contact:
        messages.success(request, _said(contact))
    return _back(request, reverse("today"))


def _to_form(request: HttpRequest, follow_up: FollowUp, result: str) -> HttpResponse:
    return _back(request, f"{reverse('contact', args=[follow_up.case_id])}?follow_up={follow_up.pk}&result={result}")


def _back(request: HttpRequest, url: str) -> HttpResponse:
    if is_part(request):
        return HttpResponse(headers={"HX-Redirect": url})
    return HttpResponseRedirect(url)


def _done(follow_up: FollowUp, contact: Contact) -> dict[str, object]:
    return {
        "dom_id": f"follow-up-{follow_up.pk}",
        "url": reverse("case", args=[follow_up.case_id]),
        "name": follow_up.case.neighbor.display_name,
        "said": contact.get_result_display(),
        "next": _next(contact),
    }


def _next(contact: Contact) -> str:
    following = promised_after(contact)
    return f"{why_of(following)}, {when.short(following.due_at, timezone.now())}" if following else ""


def _said(contact: Contact) -> str:
    result, following = contact.get_result_display(), _next(contact)
    if not following:
        return _("Written down: %(result)s.") % {"result": result}
    return _("Written down: %(result)s. Next: %(next)s") % {"result": result, "next": following}


@require_http_methods(["GET", "HEAD", "POST"])
def follow_up_move(request: HttpRequest, pk: int) -> HttpResponse:
    user = person(request)
    follow_up = get_object_or_404(FollowUp.objects.visible_to(user).open().select_related("case__neighbor"), pk=pk)
    form = MoveForm(request.POST or None)
    moved = submitted(form, lambda: move_follow_up(follow_up=follow_up, by=user, **form.cleaned_data))
    if moved:
        messages.success(request, _("Moved to %(time)s") % {"time": when.short(moved.due_at, timezone.now())})
        return redirect("case", pk=follow_up.case_id)
    record("case.read", subject=follow_up.case, by=user)
    context = {
        "form": form,
        "follow_up": follow_up,
        "why": why_of(follow_up),
        "due": when.short(follow_up.due_at, timezone.now()),
    }
    return render(request, "casework/follow_up_move.html", context, status=422 if form.errors else 200)


@require_http_methods(["GET", "HEAD", "POST"])
def follow_up_snooze(request: HttpRequest, pk: int) -> HttpResponse:
    user, now = person(request), timezone.now()
    follow_up = get_object_or_404(FollowUp.objects.visible_to(user).open().select_related("case__neighbor"), pk=pk)
    calendar = working_calendar()
    offered = [(_local(moment), when.short(moment, now)) for moment in offered_snoozes(follow_up, calendar, now)]
    form = SnoozeForm(request.POST or None, offered=offered)
    snoozed = submitted(form, lambda: snooze_follow_up(follow_up=follow_up, by=user, **form.cleaned_data))
    if snoozed:
        words = _("Quiet until %(time)s; it is due all the same: %(due)s")
        due = when.short(follow_up.due_at, now)
        messages.success(request, words % {"time": when.short(snoozed.snoozed_until or now, now), "due": due})
        return redirect("case", pk=follow_up.case_id)
    record("case.read", subject=follow_up.case, by=user, at=now)
    context = {
        "form": form,
        "follow_up": follow_up,
        "why": why_of(follow_up),
        "due": when.short(follow_up.due_at, now),
        "range": _range(snooze_range(follow_up, calendar, now), now),
        "snoozes": follow_up.snoozes,
        "most_snoozes": MOST_SNOOZES,
    }
    return render(request, "casework/follow_up_snooze.html", context, status=422 if form.errors else 200)


def _local(moment: datetime) -> str:
    return timezone.localtime(moment, ZONE).strftime(LOCAL)


def _range(allowed: SnoozeRange, now: datetime) -> str:
    """What may be chosen, said beforehand."""
    words = {"after": when.short(allowed.after, now), "most": when.short(allowed.most, now)}
    if allowed.is_empty:
        return _("The next reminder comes %(after)s anyway, and it may not be put off beyond %(most)s.") % words
    if allowed.promised:
        return _("Later than %(after)s, and by %(most)s at most: the first contact is promised by then.") % words
    return _("Later than %(after)s, and until %(most)s at most.") % words


@require_POST
def follow_up_seen(request: HttpRequest, pk: int) -> HttpResponse:
    """“I have seen it”, which is not doing it."""
    user = person(request)
    follow_up = get_object_or_404(FollowUp.objects.visible_to(user), pk=pk)
    done = pressed(request, lambda: see_follow_up(follow_up=follow_up, by=user))
    if is_part(request) and done:
        return render(request, "casework/_seen.html", {"seen": seen(done, timezone.now())})
    return _back(request, reverse("case", args=[follow_up.case_id]))
