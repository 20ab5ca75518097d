"""The programme, edited; records about neighbors, read only. What moves them are actions on the site's own pages."""

from collections.abc import Sequence
from typing import Any

from django.contrib import admin, messages
from django.db.models import QuerySet
from django.http import HttpRequest
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from casework.actions.handing_over import hand_over_follow_up
from casework.actions.programme import remove_programme, save_programme
from casework.actions.teams import save_team
from casework.models import (
    AlsoKnownAs,
    Beat,
    CadenceStep,
    CallType,
    Case,
    Contact,
    ContactPoint,
    Encounter,
    FollowUp,
    LadderStep,
    Neighbor,
)
from heart.accounts.models import Team
from heart.accounts.signed_in import person
from heart.audit.reading import Audited
from heart.lib.admin_pages import Kept, ReadOnly
from heart.lib.errors import DomainError

# -- The programme ---------------------------------------------------------------------------------------------------


class ProgrammeAdmin(Kept):
    def keep(self, row: Any, request: HttpRequest) -> None:
        save_programme(row=row, by=person(request))

    def remove(self, rows: Sequence[Any], request: HttpRequest) -> None:
        remove_programme(rows=rows, by=person(request))


@admin.register(Beat)
class BeatAdmin(ProgrammeAdmin):
    list_display = ["code", "valid_from", "valid_to"]
    list_filter = ["valid_from"]
    search_fields = ["code"]
    fields = ["code", "valid_from", "valid_to"]


@admin.register(CallType)
class CallTypeAdmin(ProgrammeAdmin):
    list_display = ["name", "pilot", "valid_from", "valid_to"]
    list_filter = ["pilot", "valid_from"]
    search_fields = ["name"]
    fields = ["pilot", "name", "valid_from", "valid_to"]


@admin.register(CadenceStep)
class CadenceStepAdmin(ProgrammeAdmin):
    list_display = ["phase", "position", "kind", "after", "clock", "at_least", "channel", "half"]
    list_display_links = ["phase", "position"]
    list_filter = ["phase"]
    fields = ["policy", "phase", "position", "kind", "after", "clock", "at_least", "channel", "part_of_day", "half"]


@admin.register(LadderStep)
class LadderStepAdmin(ProgrammeAdmin):
    list_display = ["position", "rung", "working_minutes"]
    fields = ["position", "rung", "working_minutes"]


@admin.register(Team)
class TeamAdmin(Kept):
    list_display = ["name", "peer", "clinician", "supervisor", "is_active"]
    list_select_related = ["peer", "clinician", "supervisor"]
    list_filter = ["is_active", "supervisor"]
    search_fields = ["name", "peer__name", "clinician__name"]
    fields = ["name", "peer", "clinician", "supervisor", "beats", "is_active"]

    def keep(self, row: Team, request: HttpRequest) -> None:
        save_team(team=row, by=person(request))


# -- Records about neighbors -----------------------------------------------------------------------------------------


class Record(Audited, ReadOnly):
    """Scoped like every page, and every look is on record."""

    def get_queryset(self, request: HttpRequest) -> QuerySet[Any]:
        return super().get_queryset(request) & self.model.objects.visible_to(person(request))


class Inline(admin.TabularInline):
    extra = 0
    can_delete = False

    def has_add_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return False

    def has_change_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return False


class ContactPointInline(Inline):
    model = ContactPoint
    fields = ["kind", "value", "voicemail_ok", "text_ok", "may_say_heart", "who_else_answers", "is_current"]


class AlsoKnownAsInline(Inline):
    model = AlsoKnownAs
    fields = ["name"]


@admin.register(Neighbor)
class NeighborAdmin(Record):
    noun = "neighbor"
    list_display = ["pk", "display_name", "language", "living_situation", "created_at"]
    list_filter = ["created_at", "living_situation"]
    search_fields = ["=id", "preferred_name", "first_name", "last_name"]
    ordering = ["-pk"]
    inlines = [ContactPointInline, AlsoKnownAsInline]

    @admin.display(description=gettext_lazy("name"))
    def display_name(self, neighbor: Neighbor) -> str:
        return neighbor.display_name


@admin.register(Encounter)
class EncounterAdmin(Record):
    noun = "encounter"
    list_display = ["received_at", "agency", "incident_number", "pilot", "call_type", "beat", "source", "case_id"]
    list_display_links = ["received_at", "incident_number"]
    list_filter = ["received_at", "pilot", "source", "follow_up_wanted", "outcome"]
    search_fields = ["incident_number", "agency"]
    ordering = ["-received_at"]
    exclude = ["responders"]


@admin.register(Case)
class CaseAdmin(Record):
    """A case moves on its own page: “View on site”."""

    noun = "case"
    list_display = ["pk", "status", "team", "opened_at", "reached_at", "closed_at", "closed_reason"]
    list_select_related = ["team"]
    list_filter = ["status", "opened_at", "closed_at", "closed_reason", "team"]
    search_fields = ["=id", "team__name"]
    ordering = ["-pk"]

    def view_on_site(self, obj: Case) -> str:
        return reverse("case", args=[obj.pk])


@admin.register(FollowUp)
class FollowUpAdmin(Record):
    noun = "follow_up"
    list_display = ["pk", "case_id", "kind", "owner", "queue", "status", "due_at", "next_reminder_at", "set_aside_at"]
    list_select_related = ["owner"]
    list_filter = ["status", "due_at", ("set_aside_at", admin.EmptyFieldListFilter), "kind", "owner"]
    search_fields = ["=id", "=case__id", "owner__name"]
    ordering = ["-pk"]
    actions = ["hand_over"]

    def view_on_site(self, obj: FollowUp) -> str:
        return reverse("case", args=[obj.case_id])

    @admin.action(description=gettext_lazy("Hand over to the other half of the pair"), permissions=["view"])
    def hand_over(self, request: HttpRequest, queryset: Any) -> None:
        done = 0
        for follow_up in queryset:
            try:
                hand_over_follow_up(follow_up=follow_up, by=person(request), why=_("handed over"))
                done += 1
            except DomainError as refusal:
                self.message_user(request, f"{follow_up.pk}: {refusal}", messages.WARNING)
        self.message_user(request, _("Follow-ups handed over: %(count)s.") % {"count": done})


@admin.register(Contact)
class ContactAdmin(Record):
    noun = "contact"
    list_display = ["at", "case_id", "by", "direction", "channel", "result", "answer"]
    list_select_related = ["by"]
    list_filter = ["at", "channel", "result", "direction"]
    search_fields = ["=case__id", "by__name"]
    ordering = ["-at"]
    list_display_links = ["at"]

    def view_on_site(self, obj: Contact) -> str:
        return reverse("case", args=[obj.case_id])
