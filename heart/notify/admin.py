"""The outbox: what went out to whom, and what needs a person; and which channels are paused."""

from collections.abc import Callable, Sequence
from typing import Any

from django.contrib import admin, messages
from django.contrib.admin.actions import delete_selected
from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponseRedirect
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from heart.accounts.signed_in import person
from heart.lib.admin_pages import Kept, ReadOnly
from heart.lib.errors import DomainError
from heart.notify.actions import give_up, pause_channel, resume_channels, send_again
from heart.notify.models import Channel, Message, Pause


@admin.register(Message)
class MessageAdmin(ReadOnly):
    list_display = ["created_at", "recipient", "channel", "template", "delivery", "attempts", "send_after", "problem"]
    list_select_related = ["recipient"]
    list_filter = ["delivery", "channel", "template", "created_at"]
    search_fields = ["recipient__name", "recipient__email", "=about"]
    ordering = ["-pk"]
    actions = ["send_again", "give_up"]

    def get_queryset(self, request: HttpRequest) -> QuerySet[Message]:
        return super().get_queryset(request) & Message.objects.overseen_by(person(request))

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


@admin.register(Pause)
class PauseAdmin(Kept):
    """Added, a channel is paused; deleted, it goes on, and the pages say it so."""

    list_display = ["channel", "since", "by", "why"]
    list_select_related = ["by"]
    fields = ["channel", "why"]
    actions = ["delete_selected"]

    @admin.action(description=gettext_lazy("Let it go on"), permissions=["delete"])
    def delete_selected(self, request: HttpRequest, queryset: Any) -> Any:
        """Asks first, with Django's page and our words."""
        if request.POST.get("post"):
            self.remove(list(queryset), request)
            self.message_user(request, _("It goes on."))
            return None
        page: Any = delete_selected(self, request, queryset)
        page.context_data["title"] = _("Let it go on")
        return page

    def delete_view(self, request: HttpRequest, object_id: str, extra_context: Any = None) -> Any:
        return super().delete_view(request, object_id, {"title": _("Let it go on")} | (extra_context or {}))

    def response_delete(self, request: HttpRequest, obj_display: str, obj_id: Any) -> HttpResponseRedirect:
        self.message_user(request, _("It goes on."))
        return HttpResponseRedirect(reverse("admin:notify_pause_changelist"))

    def keep(self, row: Pause, request: HttpRequest) -> None:
        pause_channel(pause=row, by=person(request))

    def remove(self, rows: Sequence[Pause], request: HttpRequest) -> None:
        resume_channels(pauses=rows, by=person(request))

    def formfield_for_choice_field(self, db_field: Any, request: HttpRequest, **kwargs: Any) -> Any:
        """The inbox is not something that leaves."""
        if db_field.name == "channel":
            kwargs["choices"] = [("", "---------"), *((c.value, c.label) for c in Channel if c != Channel.IN_APP)]
        return super().formfield_for_choice_field(db_field, request, **kwargs)
