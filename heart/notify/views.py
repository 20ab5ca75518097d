"""The inbox: one's own messages, and opening one goes where it leads."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.views.decorators.http import require_POST, require_safe

from heart.accounts.signed_in import person
from heart.lib import when
from heart.lib.pages import page_of
from heart.notify.models import Message
from heart.notify.outbox import mark_read
from heart.notify.texts import subject, task


@require_safe
def inbox(request: HttpRequest) -> HttpResponse:
    """The latest first; `?show=unread` only those."""
    user, now = person(request), timezone.now()
    mine = Message.objects.visible_to(user).inbox()
    unread_only = request.GET.get("show") == "unread"
    page = page_of(request, mine.unread() if unread_only else mine)
    lines = [
        {
            "message": m,
            "subject": subject(m),
            "task": task(m),
            "when": when.short(m.created_at, now),
            "exact": when.exact(m.created_at),
            "unread": m.read_at is None,
        }
        for m in page.object_list
    ]
    return render(request, "notify/inbox.html", {"page": page, "lines": lines, "unread_only": unread_only})


@require_POST
def open_message(request: HttpRequest, pk: int) -> HttpResponse:
    message = get_object_or_404(Message.objects.visible_to(person(request)).inbox(), pk=pk)
    mark_read(by=person(request), now=timezone.now(), pk=message.pk)
    return redirect(message.path)


@require_POST
def read_all(request: HttpRequest) -> HttpResponse:
    mark_read(by=person(request), now=timezone.now())
    return redirect("inbox")
