"""The audit, to be read. Nobody changes it: the database refuses that to everybody."""

from typing import Any

from django.contrib import admin
from django.db.models import QuerySet
from django.http import HttpRequest
from django.utils.translation import gettext_lazy as _

from heart.audit.models import AuditEvent
from heart.audit.record import record
from heart.lib.admin_pages import ReadOnly
from heart.lib.hiding import hidden


@admin.register(AuditEvent)
class AuditEventAdmin(ReadOnly):
    list_display = ["at", "event", "actor_id", "subject_type", "subject_id", "neighbor_id"]
    list_filter = ["at"]
    search_fields = ["^event", "=subject_id", "=actor_id", "=neighbor_id"]
    search_help_text = _("The event's beginning, or the exact number of a person, subject or neighbor.")
    ordering = ["-pk"]

    def get_queryset(self, request: HttpRequest) -> QuerySet[AuditEvent]:
        """Without what is about somebody of whom this person may not know."""
        return super().get_queryset(request).exclude(hidden("audit.auditevent", request.user))

    def changelist_view(self, request: HttpRequest, *args: Any, **kwargs: Any) -> Any:
        response = super().changelist_view(request, *args, **kwargs)
        record("audit.read", subject=None, by=request.user)  # type: ignore[arg-type]
        return response
