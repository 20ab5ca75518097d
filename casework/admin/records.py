"""Records about neighbors, read only. What moves them are actions on the site's own pages."""

from typing import Any

from django.contrib import admin, messages
from django.db.models import Case as Choice
from django.db.models import When
from django.http import HttpRequest
from django.urls import URLPattern, path, reverse
from django.utils.html import format_html_join
from django.utils.safestring import mark_safe
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from casework.actions.handing_over import hand_over_follow_up
from casework.admin.inlines import Inline, Record
from casework.eligibility import could_have_answered
from casework.models import (
    AlsoKnownAs,
    Case,
    Contact,
    ContactPoint,
    EidoDocument,
    Encounter,
    FollowUp,
    IncidentBond,
    Job,
    JobKind,
    Neighbor,
    ResponsePlan,
    Restriction,
)
from casework.views.imports import Pages
from heart.accounts.signed_in import person
from heart.lib.errors import DomainError


class ContactPointInline(Inline):
    model = ContactPoint
    fields = ["kind", "value", "voicemail_ok", "text_ok", "may_say_heart", "who_else_answers", "is_current"]


class AlsoKnownAsInline(Inline):
    model = AlsoKnownAs
    fields = ["name"]


@admin.register(Neighbor)
class NeighborAdmin(Record):
    noun = "neighbor"
    list_display = ["number", "display_name", "language", "living_situation", "created_at"]
    list_filter = ["created_at", "living_situation"]
    search_fields = ["=id"]  # what is typed here stands in the address, and a name may not
    search_help_text = gettext_lazy(
        "The number of a record. A name is looked for under Search, which puts it in no address."
    )
    ordering = ["-pk"]
    inlines = [ContactPointInline, AlsoKnownAsInline]

    def view_on_site(self, obj: Neighbor) -> str:
        """Who may see the record: the one thing about a neighbor, with or without a case, that is done there."""
        return reverse("restriction", args=[obj.pk])

    @admin.display(description=gettext_lazy("name"))
    def display_name(self, neighbor: Neighbor) -> str:
        return neighbor.display_name


class DocumentInline(admin.StackedInline):
    """To the letter, the newest first."""

    model = EidoDocument
    fields = ["document_id", "updated_at", "received_at", "received_from", "body"]
    ordering = ["-updated_at"]
    extra = 0
    can_delete = False
    classes = ["collapse"]

    def has_add_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return False

    def has_change_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return False


class BondInline(Inline):
    model = IncidentBond
    fields = ["kind", "other", "told_at"]


@admin.register(Encounter)
class EncounterAdmin(Record):
    noun = "encounter"
    change_list_template = "admin/casework/encounter/change_list.html"
    list_display = ["received_at", "agency", "incident_number", "pilot", "call_type", "beat", "source", "case_number"]
    list_display_links = ["received_at", "incident_number"]
    list_filter = ["received_at", "pilot", "source", "follow_up_wanted", "outcome"]
    search_fields = ["incident_number", "agency"]
    ordering = ["-received_at"]
    exclude = ["responders"]
    readonly_fields = ["who_could"]
    inlines = [BondInline, DocumentInline]

    def get_object(self, request: HttpRequest, object_id: str, from_field: str | None = None) -> Encounter | None:
        """In no case and bound to no incident that one may not know of. It is only shown, never saved."""
        encounter: Encounter | None = super().get_object(request, object_id, from_field)
        return encounter and encounter.as_seen()

    def get_queryset(self, request: HttpRequest) -> Any:
        seen_case = When(case_is_hidden=False, then="case")
        found: Any = super().get_queryset(request)
        return found.for_reader(person(request)).annotate(seen_case=Choice(seen_case))

    @admin.display(description=gettext_lazy("case"), ordering="seen_case")
    def case_number(self, encounter: Any) -> Any:
        return encounter.seen_case

    @admin.display(description=gettext_lazy("who could have answered"))
    def who_could(self, encounter: Encounter) -> str:
        return format_html_join(
            mark_safe("<br>"), "{}", ((said.in_words(),) for said in could_have_answered(encounter))
        )


COUNTS = ("read", "created", "changed", "unchanged", "refused")


def _counted(name: str) -> Any:
    """A count of rows, which an undo has not: it says how many it took back."""

    @admin.display(description=Job._meta.get_field(name).verbose_name, ordering=name)  # type: ignore[union-attr]
    def count(self: Any, job: Job) -> Any:
        return "–" if job.kind == JobKind.UNDO else getattr(job, name)

    return count


@admin.register(Job)
class JobAdmin(Record):
    """Long work: files handed in, how far they are, what became of them."""

    noun = "job"
    list_display = ["number", "kind", "name", "stands", *(f"n_{name}" for name in COUNTS), "made_at"]
    list_select_related = ["undone_by"]
    list_display_links = ["number", "kind", "name"]
    list_filter = ["kind", "state", "made_at"]
    search_fields = ["=id", "name"]
    ordering = ["-pk"]
    change_list_template = "admin/casework/job/change_list.html"
    n_read, n_created, n_changed, n_unchanged, n_refused = map(_counted, COUNTS)

    @admin.display(description=gettext_lazy("state"), ordering="state")
    def stands(self, job: Job) -> str:
        return job.stands

    def has_add_permission(self, request: HttpRequest) -> bool:
        return admin.ModelAdmin.has_add_permission(self, request)

    def get_urls(self) -> list[URLPattern]:
        pages, seen = Pages(self.admin_site, self.opts), self.admin_site.admin_view
        return [
            path("add/", seen(pages.upload), name="casework_job_add"),
            path("<int:pk>/preview/", seen(pages.preview), name="casework_job_preview"),
            path("<int:pk>/refused/", seen(pages.refused), name="casework_job_refused"),
            path("<int:pk>/mapping/", seen(pages.mapping), name="casework_job_mapping"),
            path("<int:pk>/undo/", seen(pages.undo), name="casework_job_undo"),
            path("<int:pk>/change/", seen(pages.page), name="casework_job_change"),
            *super().get_urls(),
        ]


@admin.register(Case)
class CaseAdmin(Record):
    """A case moves on its own page: “View on site”."""

    noun = "case"
    list_display = ["number", "status", "team", "opened_at", "reached_at", "closed_at", "closed_reason"]
    list_select_related = ["team"]
    list_filter = ["status", "opened_at", "closed_at", "closed_reason", "team"]
    search_fields = ["=id", "team__name"]
    ordering = ["-pk"]

    def view_on_site(self, obj: Case) -> str:
        return reverse("case", args=[obj.pk])


@admin.register(FollowUp)
class FollowUpAdmin(Record):
    noun = "follow_up"
    list_display = [
        "number",
        "case_id",
        "kind",
        "owner",
        "queue",
        "status",
        "due_at",
        "next_reminder_at",
        "set_aside_at",
    ]
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


@admin.register(ResponsePlan)
class ResponsePlanAdmin(Record):
    """Written, approved and ended on its own page: “View on site”."""

    noun = "plan"
    list_display = ["number", "neighbor_id", "state", "written_by", "approved_by", "review_on"]
    list_select_related = ["written_by", "approved_by"]
    list_filter = ["state", "review_on", "approved_at"]
    search_fields = ["=id", "=neighbor__id", "written_by__name", "approved_by__name"]
    ordering = ["-pk"]

    def view_on_site(self, obj: ResponsePlan) -> str:
        return reverse("plan", args=[obj.neighbor_id])


@admin.register(Restriction)
class RestrictionAdmin(Record):
    """Of the records that one is named for; made, changed and ended on the site: “View on site”."""

    noun = "restriction"
    list_display = ["number", "neighbor_id", "why", "since", "by", "ended_at"]
    list_select_related = ["by"]
    list_filter = ["why", "since", ("ended_at", admin.EmptyFieldListFilter)]
    search_fields = ["=neighbor__id"]
    ordering = ["-pk"]

    def view_on_site(self, obj: Restriction) -> str:
        return reverse("restriction", args=[obj.neighbor_id])
