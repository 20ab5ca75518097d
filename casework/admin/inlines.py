"""What the pages of Django admin have in common."""

from collections.abc import Sequence
from typing import Any

from django.contrib import admin
from django.db.models import QuerySet
from django.http import HttpRequest

from casework.actions.programme import remove_programme, save_programme
from heart.accounts.signed_in import person
from heart.audit.reading import Audited
from heart.lib.admin_pages import Kept, ReadOnly


class Inline(admin.TabularInline):
    extra = 0
    can_delete = False

    def has_add_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return False

    def has_change_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return False


class ProgrammeAdmin(Kept):
    def keep(self, row: Any, request: HttpRequest) -> None:
        save_programme(row=row, by=person(request))

    def remove(self, rows: Sequence[Any], request: HttpRequest) -> None:
        remove_programme(rows=rows, by=person(request))


class Record(Audited, ReadOnly):
    """Scoped like every page, and every look is on record."""

    def get_queryset(self, request: HttpRequest) -> QuerySet[Any]:
        return super().get_queryset(request) & self.model.objects.visible_to(person(request))
