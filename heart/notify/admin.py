"""The outbox: what went out to whom, and what needs a person."""

from collections.abc import Callable
from typing import Any

from django.contrib import admin, messages
from django.http import HttpRequest
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from heart.accounts.signed_in import person
from heart.lib.admin_pages import ReadOnly
from heart.lib.errors import DomainError
from heart.notify.actions import give_up, send_again
from heart.notify.models import Message


@admin.register(Message)
class MessageAdmin(ReadOnly):
    list_display = ["created_at", "recipient", "channel", "template", "delivery", "attempts", "problem"]
    list_select_related = ["recipient"]
    list_filter = ["delivery", "channel", "template", "created_at"]
    search_fields = ["recipient__name", "recipient__email", "=about"]
    ordering = ["-pk"]
    actions = ["send_again", "give_up"]

    @admin.action(description=gettext_lazy("Send again (given up or unclear)"), permissions=["view"])
    def send_again(self, request: HttpRequest, queryset: Any) -> None:
        self._each(request, queryset, send_again)

    @admin.action(description=gettext_lazy("Give up (given up or unclear)"), permissions=["view"])
    def give_up(self, request: HttpRequest, queryset: Any) -> None:
        self._each(request, queryset, give_up)

    def _each(self, request: HttpRequest, queryset: Any, act: Callable[..., object]) -> None:
        done = 0
        for message in queryset:
            try:
                act(message=message, by=person(request))
                done += 1
            except DomainError as refusal:
                self.message_user(request, f"{message.pk}: {refusal}", messages.WARNING)
        self.message_user(request, _("Messages done: %(count)s.") % {"count": done})
