"""The inbox: one's own messages, and opening one goes where it leads. And for overseers what did not get out."""

from collections.abc import Callable
from datetime import datetime
from typing import Any

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse, HttpResponseBadRequest
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from heart.accounts.models import User
from heart.accounts.signed_in import person
from heart.lib import when
from heart.lib.pages import page_of
from heart.lib.posting import pressed
from heart.notify import watch
from heart.notify.about import names_of
from heart.notify.actions import give_up, send_again
from heart.notify.channels.text import NO_PROVIDER, SAID_NO, UNREACHABLE
from heart.notify.models import Message, Pause
from heart.notify.outbox import HANDED_OVER, mark_read
from heart.notify.texts import subject, task

WATCHER = watch.Watcher()


@require_safe
def inbox(request: HttpRequest) -> HttpResponse:
    """The latest first; `?show=unread` only those."""
    user, now = person(request), timezone.now()
    mine = Message.objects.visible_to(user).inbox()
    unread_only = request.GET.get("show") == "unread"
    page = page_of(request, mine.unread() if unread_only else mine)
    names = names_of(user, list(page.object_list))
    lines = [
        {
            "message": m,
            "name": names.get(m.pk, ""),
            "subject": subject(m),
            "task": task(m),
            "when": when.short(m.created_at, now),
            "exact": when.exact(m.created_at),
            "unread": m.read_at is None,
        }
        for m in page.object_list
    ]
    return render(request, "notify/inbox.html", {"page": page, "lines": lines, "unread_only": unread_only})


@require_safe
def count(request: HttpRequest) -> HttpResponse:
    """What a page in use asks again and again: `?have=` the number it shows, `?silent=` whether it says that reminders
    stand still. 204 when both are still so. The open inbox also says which message of its is the `newest`. Once a minute
    whoever asks also looks whether the clockwork goes."""
    user, now = person(request), timezone.now()
    WATCHER.look(now)
    mine = Message.objects.visible_to(user).inbox().unread()
    unread = mine.count()
    silent = watch.standing_still(user, now)
    have, said = request.GET.get("have", ""), request.GET.get("silent", "")
    if (have, said) == (str(unread), "1" if silent else "0"):
        return HttpResponse(status=204)
    more = unread - int(have) if have.isdecimal() and len(have) < 9 else 0
    newest = request.GET.get("newest", "")
    beyond = mine.filter(pk__gt=newest[:18]).count() if newest.isdecimal() else None
    context = {"unread": unread, "more": max(more, 0), "beyond": beyond, "standing_still": silent}
    return render(request, "notify/_count.html", context)


@require_POST
def open_message(request: HttpRequest, pk: int) -> HttpResponse:
    message = get_object_or_404(Message.objects.visible_to(person(request)).inbox(), pk=pk)
    mark_read(by=person(request), now=timezone.now(), pk=message.pk)
    return redirect(message.path)


@require_POST
def read_all(request: HttpRequest) -> HttpResponse:
    mark_read(by=person(request), now=timezone.now())
    return redirect("inbox")


@require_safe
def undelivered(request: HttpRequest) -> HttpResponse:
    """What needs a person; what was refused and is tried again; what is paused."""
    user, now = _overseer(request), timezone.now()
    mine = Message.objects.overseen_by(user).select_related("recipient")
    page = page_of(request, mine.undelivered().order_by("created_at", "pk"))
    context = {
        "page": page,
        "lines": [_letter(m, now) for m in page.object_list],
        "retries": [_letter(m, now) for m in mine.tried_again()[:MOST_RETRIES]],
        "pauses": [
            {"channel": p.get_channel_display(), "since": when.short(p.since, now), "by": p.by.name, "why": p.why}
            for p in Pause.objects.select_related("by").order_by("channel")
        ],
    }
    return render(request, "notify/undelivered.html", context)


MOST_RETRIES = 50


def _overseer(request: HttpRequest) -> User:
    user = person(request)
    if not user.is_overseer:
        raise PermissionDenied
    return user


def _letter(message: Message, now: datetime) -> dict[str, Any]:
    return {
        "pk": message.pk,
        "what": message.get_template_display(),
        "to": message.recipient.name if message.recipient else _("a neighbor"),
        "channel": message.get_channel_display(),
        "state": message.get_delivery_display(),
        "unclear": message.delivery == "unclear",
        "problem": _problem(message),
        "attempts": message.attempts,
        "written": when.short(message.created_at, now),
        "next": when.short(message.send_after, now),
        "moot": message.moot,
        "path": message.path,
    }


def _problem(message: Message) -> str:
    """In the reader's language as far as the words are our own; the name of an error stays as it is."""
    said = message.problem
    for words in (HANDED_OVER, NO_PROVIDER, UNREACHABLE, SAID_NO):
        said = said.replace(words, _(words))
    return said


DECISIONS: dict[str, Callable[..., Message]] = {"again": send_again, "drop": give_up}


@require_POST
def decide(request: HttpRequest, pk: int) -> HttpResponse:
    """`what=again` sends it once more, `what=drop` says that it does not matter any more."""
    user = _overseer(request)
    message = get_object_or_404(Message.objects.overseen_by(user), pk=pk)
    act = DECISIONS.get(request.POST.get("what", ""))
    if act is None:
        return HttpResponseBadRequest()
    if pressed(request, lambda: act(message=message, by=user)):
        messages.success(request, _("It is sent again.") if act is send_again else _("It is not sent any more."))
    return redirect("undelivered")
