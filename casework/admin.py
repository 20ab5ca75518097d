"""The programme, edited; records about neighbors, read only. What moves them are actions on the site's own pages."""

from collections.abc import Sequence
from datetime import time
from typing import Any

from django import forms
from django.contrib import admin, messages
from django.core.exceptions import PermissionDenied
from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.template.response import TemplateResponse
from django.urls import URLPattern, path, reverse
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.html import format_html_join
from django.utils.safestring import mark_safe
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from casework.actions.handing_over import hand_over_follow_up
from casework.actions.outlines import Redrawn, compared, redraw_beats
from casework.actions.policies import (
    PROTOCOL,
    Running,
    copy_policy,
    lacking,
    move_running_cases,
    put_in_force,
    remove_policies,
    save_policy,
    weighed,
)
from casework.actions.programme import remove_programme, save_programme
from casework.actions.teams import save_team
from casework.eligibility import could_answer, could_have_answered
from casework.forms import LocalTime
from casework.interop.geojson import NotTaken, read_outlines
from casework.models import (
    AlsoKnownAs,
    Beat,
    BeatOutline,
    CadencePolicy,
    CadenceStep,
    CallType,
    Case,
    Contact,
    ContactPoint,
    EidoDocument,
    Encounter,
    FollowUp,
    IncidentBond,
    Job,
    JobKind,
    LadderStep,
    MatchThresholds,
    Neighbor,
    Nickname,
    PilotHours,
    PilotService,
    PolicyState,
    ResponsePlan,
    Restriction,
)
from casework.views.imports import Pages
from heart.accounts.models import Team
from heart.accounts.signed_in import person
from heart.audit.reading import Audited
from heart.lib.admin_pages import Kept, ReadOnly, SeenForm
from heart.lib.errors import DomainError


class Inline(admin.TabularInline):
    extra = 0
    can_delete = False

    def has_add_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return False

    def has_change_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return False


# -- The programme ---------------------------------------------------------------------------------------------------


class ProgrammeAdmin(Kept):
    def keep(self, row: Any, request: HttpRequest) -> None:
        save_programme(row=row, by=person(request))

    def remove(self, rows: Sequence[Any], request: HttpRequest) -> None:
        remove_programme(rows=rows, by=person(request))


class PilotHoursForm(SeenForm):
    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if "closes" in self.fields:
            self.fields["closes"].help_text = _("23:59 means midnight at the end of the day.")

    def clean_closes(self) -> time:
        """Nobody types the microseconds of midnight."""
        closes = self.cleaned_data["closes"]
        return time.max if (closes.hour, closes.minute) == (23, 59) else closes


class MapForm(forms.Form):
    file = forms.FileField(
        label=gettext_lazy("GeoJSON file"),
        help_text=gettext_lazy("The beats of the whole city, in longitude and latitude."),
    )
    code = forms.CharField(
        label=gettext_lazy("Property with the beat's code"),
        max_length=60,
        required=False,
        help_text=gettext_lazy("Empty: it is guessed."),
    )
    since = forms.DateField(
        label=gettext_lazy("In force from"), widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d")
    )


class CallForm(forms.Form):
    """A call without a person: nothing of anybody's is in the address."""

    received_at = LocalTime(label=gettext_lazy("Call received"))
    call_type = forms.CharField(label=gettext_lazy("Call type"), required=False)
    beat = forms.CharField(label=gettext_lazy("Beat"), required=False)
    weapon = forms.NullBooleanField(label=gettext_lazy("A weapon or violence was told of"), required=False)

    def call(self) -> dict[str, Any]:
        return {name: self.cleaned_data[name] for name in ("received_at", "call_type", "beat", "weapon")}


@admin.register(Beat)
class BeatAdmin(ProgrammeAdmin):
    list_display = ["code", "pilot", "valid_from", "valid_to"]
    list_filter = ["pilot", "valid_from"]
    search_fields = ["code"]
    fields = ["code", "pilot", "valid_from", "valid_to"]


@admin.register(CallType)
class CallTypeAdmin(ProgrammeAdmin):
    list_display = ["name", "pilot", "only_at_risk", "valid_from", "valid_to"]
    list_filter = ["pilot", "only_at_risk", "valid_from"]
    search_fields = ["name"]
    fields = ["pilot", "name", "only_at_risk", "valid_from", "valid_to"]


@admin.register(PilotService)
class PilotServiceAdmin(ProgrammeAdmin):
    list_display = ["pilot", "everywhere", "weapons", "valid_from", "valid_to"]
    list_filter = ["pilot", "valid_from"]
    fields = ["pilot", "everywhere", "weapons", "valid_from", "valid_to"]
    change_list_template = "admin/casework/pilotservice/list.html"

    def get_urls(self) -> list[URLPattern]:
        asked = self.admin_site.admin_view(self.who_could_view)
        return [path("who-could-answer/", asked, name="casework_pilotservice_who_could"), *super().get_urls()]

    def who_could_view(self, request: HttpRequest) -> HttpResponse:
        """One call, made up or real, tried on the programme that was in force on its day."""
        if not self.has_view_permission(request):
            raise PermissionDenied
        form = CallForm(request.GET or None)
        context = {
            **self.admin_site.each_context(request),
            "title": _("Who could have answered?"),
            "opts": self.opts,
            "form": form,
            "answers": could_answer(**form.call()) if form.is_valid() else [],
        }
        page = "admin/casework/pilotservice/who_could.html"
        return TemplateResponse(request, page, context, status=422 if form.errors else 200)


@admin.register(PilotHours)
class PilotHoursAdmin(ProgrammeAdmin):
    form = PilotHoursForm
    list_display = ["pilot", "weekday", "opens", "closes", "valid_from", "valid_to"]
    list_display_links = ["pilot", "weekday"]
    list_filter = ["pilot", "weekday", "valid_from"]
    fields = ["pilot", "weekday", "opens", "closes", "valid_from", "valid_to"]


@admin.register(BeatOutline)
class BeatOutlineAdmin(ReadOnly):
    """Where the beats lie. “Add” takes a map of the whole city; no outline is drawn by hand."""

    list_display = ["code", "valid_from", "valid_to"]
    list_filter = ["valid_from"]
    search_fields = ["code"]
    fields = ["code", "valid_from", "valid_to", "west", "south", "east", "north"]

    def get_queryset(self, request: HttpRequest) -> QuerySet[BeatOutline]:
        return super().get_queryset(request).defer("shape")

    def has_add_permission(self, request: HttpRequest) -> bool:
        return person(request).has_perm("casework.add_beatoutline")

    def add_view(self, request: HttpRequest, form_url: str = "", extra_context: Any = None) -> HttpResponse:
        """A file: what it would change, and bringing it into force."""
        if not self.has_add_permission(request):
            raise PermissionDenied
        form = MapForm(request.POST or None, request.FILES or None, initial={"since": timezone.localdate()})
        redrawn = self._redrawn(request, form) if form.is_valid() else None
        if redrawn and "take" in request.POST:
            said = _("The map is in force from %(day)s.") % {"day": date_format(form.cleaned_data["since"])}
            self.message_user(request, said, messages.SUCCESS)
            return HttpResponseRedirect(reverse("admin:casework_beatoutline_changelist"))
        context = {
            **self.admin_site.each_context(request),
            "title": _("A new map of the beats"),
            "opts": self.opts,
            "form": form,
            "redrawn": redrawn,
        }
        page = "admin/casework/beatoutline/map.html"
        return TemplateResponse(request, page, context, status=422 if form.errors else 200)

    def _redrawn(self, request: HttpRequest, form: MapForm) -> Redrawn | None:
        told = form.cleaned_data
        try:
            outlines = read_outlines(told["file"].read(), code=told["code"])
            if "take" in request.POST:
                return redraw_beats(outlines=outlines, since=told["since"], by=person(request))
            return compared(outlines, since=told["since"])
        except NotTaken as refusal:
            form.add_error("file", refusal.faults)
        except DomainError as refusal:
            form.add_error(refusal.field, str(refusal))
        return None


class StepsInline(Inline):
    model = CadenceStep
    fields = ["phase", "position", "kind", "after", "clock", "at_least", "channel", "part_of_day", "half"]
    verbose_name_plural = gettext_lazy("cadence steps")

    def get_queryset(self, request: HttpRequest) -> QuerySet[CadenceStep]:
        return CadenceStep.objects.in_order()


class DraftForm(SeenForm):
    """A new version begins as a copy."""

    source = forms.ModelChoiceField(
        label=gettext_lazy("as a copy of"), queryset=CadencePolicy.objects.all(), empty_label=None
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["source"].initial = CadencePolicy.objects.in_force()


class InForceForm(forms.Form):
    running = forms.ChoiceField(label=gettext_lazy("Running cases"), choices=Running, widget=forms.RadioSelect)
    why = forms.CharField(label=gettext_lazy("Why?"), max_length=300, widget=forms.TextInput(attrs={"size": 80}))


@admin.register(CadencePolicy)
class CadencePolicyAdmin(Kept):
    """The versions. A draft is edited; what has been in force is looked at."""

    list_display = ["version", "what", "state", "in_force_at", "running_cases"]
    list_filter = ["state"]
    search_fields = ["what"]
    readonly_fields = ["version", "state", "in_force_at", "running_cases"]
    change_form_template = "admin/casework/cadencepolicy/version.html"
    inlines = [StepsInline]

    def get_queryset(self, request: HttpRequest) -> QuerySet[CadencePolicy]:
        return CadencePolicy.objects.with_running_cases(person(request))

    def get_fields(self, request: HttpRequest, obj: CadencePolicy | None = None) -> Any:
        if obj is None:
            return ["what", "source"]
        seen = ["as_seen"] if self._edits(request, obj) else []
        return ["version", "state", "in_force_at", "running_cases", "what", *PROTOCOL, *seen]

    def get_form(self, request: HttpRequest, obj: Any = None, change: bool = False, **kwargs: Any) -> Any:
        return super().get_form(request, obj, change, **kwargs | ({} if obj else {"form": DraftForm}))

    def get_inlines(self, request: HttpRequest, obj: CadencePolicy | None = None) -> Any:
        return self.inlines if obj else []

    def has_change_permission(self, request: HttpRequest, obj: CadencePolicy | None = None) -> bool:
        return super().has_change_permission(request, obj) and (obj is None or obj.is_draft)

    def has_delete_permission(self, request: HttpRequest, obj: CadencePolicy | None = None) -> bool:
        return super().has_delete_permission(request, obj) and (obj is None or obj.is_draft)

    def save_form(self, request: HttpRequest, form: Any, change: bool) -> Any:
        request.source = form.cleaned_data.get("source")  # type: ignore[attr-defined]
        return super().save_form(request, form, change)

    def keep(self, row: CadencePolicy, request: HttpRequest) -> None:
        if row._state.adding:
            copy_policy(draft=row, source=request.source, by=person(request))  # type: ignore[attr-defined]
        else:
            save_policy(policy=row, by=person(request))

    def remove(self, rows: Sequence[CadencePolicy], request: HttpRequest) -> None:
        remove_policies(policies=rows, by=person(request))

    @admin.display(description=gettext_lazy("running cases"))
    def running_cases(self, policy: CadencePolicy) -> int:
        return policy.running_cases  # type: ignore[attr-defined]

    def change_view(self, request: HttpRequest, object_id: str, form_url: str = "", extra_context: Any = None) -> Any:
        policy = CadencePolicy.objects.filter(pk=object_id).first() if object_id.isdecimal() else None
        lacks = lacking(policy) if policy else []
        return super().change_view(request, object_id, form_url, {**(extra_context or {}), "lacks": lacks})

    def get_urls(self) -> list[URLPattern]:
        effect = self.admin_site.admin_view(self.effect_view)
        return [path("<int:pk>/effect/", effect, name="casework_cadencepolicy_effect"), *super().get_urls()]

    def effect_view(self, request: HttpRequest, pk: int) -> HttpResponse:
        """What a draft would change, and bringing it into force; of the version in force, what it would change for
        the cases that kept an earlier one."""
        policy = (
            CadencePolicy.objects.with_running_cases(person(request))
            .exclude(state=PolicyState.RETIRED)
            .filter(pk=pk)
            .first()
        )
        if policy is None or not super().has_change_permission(request, policy):
            raise PermissionDenied
        form = InForceForm(request.POST or None)
        if not policy.is_draft:
            del form.fields["running"]
        if form.is_valid() and self._brought_into_force(request, policy, form):
            return HttpResponseRedirect(reverse("admin:casework_cadencepolicy_changelist"))
        context = {
            **self.admin_site.each_context(request),
            **weighed(policy, timezone.now()),
            "title": _("What would change?"),
            "original": policy,
            "opts": self.opts,
            "form": form,
        }
        page = "admin/casework/cadencepolicy/effect.html"
        return TemplateResponse(request, page, context, status=422 if form.errors else 200)

    def _brought_into_force(self, request: HttpRequest, policy: CadencePolicy, form: InForceForm) -> bool:
        told, by = form.cleaned_data, person(request)
        try:
            if policy.is_draft:
                put_in_force(policy=policy, running=Running(told["running"]), why=told["why"], by=by)
                said = _("%(cadence)s is in force.") % {"cadence": str(policy).capitalize()}
            else:
                moved = move_running_cases(why=told["why"], by=by)
                said = _("Running cases that took the version in force: %(count)s.") % {"count": moved}
        except DomainError as refusal:
            form.add_error(refusal.field if refusal.field in form.fields else None, str(refusal))
            return False
        self.message_user(request, said, messages.SUCCESS)
        return True


@admin.register(CadenceStep)
class CadenceStepAdmin(ProgrammeAdmin):
    """The steps of all versions; only those of a draft are edited."""

    list_display = [
        "policy",
        "phase",
        "position",
        "kind",
        "after",
        "clock",
        "at_least",
        "channel",
        "part_of_day",
        "half",
    ]
    list_display_links = ["phase", "position"]
    list_select_related = ["policy"]
    list_filter = ["policy", "phase"]
    fields = ["policy", "phase", "position", "kind", "after", "clock", "at_least", "channel", "part_of_day", "half"]

    def get_queryset(self, request: HttpRequest) -> QuerySet[CadenceStep]:
        return super().get_queryset(request).select_related("policy")

    def formfield_for_foreignkey(self, db_field: Any, request: HttpRequest, **kwargs: Any) -> Any:
        if db_field.name == "policy":
            kwargs["queryset"] = CadencePolicy.objects.drafts()
        return super().formfield_for_foreignkey(db_field, request, **kwargs)

    def has_change_permission(self, request: HttpRequest, obj: CadenceStep | None = None) -> bool:
        return super().has_change_permission(request, obj) and (obj is None or obj.policy.is_draft)

    def has_delete_permission(self, request: HttpRequest, obj: CadenceStep | None = None) -> bool:
        return super().has_delete_permission(request, obj) and (obj is None or obj.policy.is_draft)


@admin.register(Nickname)
class NicknameAdmin(ProgrammeAdmin):
    list_display = ["name", "nickname"]
    search_fields = ["name", "nickname"]
    fields = ["name", "nickname"]


@admin.register(MatchThresholds)
class MatchThresholdsAdmin(ProgrammeAdmin):
    """One row, which is there from the beginning: its list is its page."""

    fields = ["probable", "possible"]

    def changelist_view(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        if not self.has_view_permission(request):
            raise PermissionDenied
        row = MatchThresholds.objects.get()
        return HttpResponseRedirect(reverse("admin:casework_matchthresholds_change", args=[row.pk]))

    def change_view(self, request: HttpRequest, object_id: str, form_url: str = "", extra_context: Any = None) -> Any:
        titled = {"title": str(MatchThresholds()), "subtitle": None}
        return super().change_view(request, object_id, form_url, {**(extra_context or {}), **titled})


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
    list_display = ["received_at", "agency", "incident_number", "pilot", "call_type", "beat", "source", "case_id"]
    list_display_links = ["received_at", "incident_number"]
    list_filter = ["received_at", "pilot", "source", "follow_up_wanted", "outcome"]
    search_fields = ["incident_number", "agency"]
    ordering = ["-received_at"]
    exclude = ["responders"]
    readonly_fields = ["who_could"]
    inlines = [BondInline, DocumentInline]

    def get_object(self, request: HttpRequest, object_id: str, from_field: str | None = None) -> Encounter | None:
        """Bound to no incident that one may not know of. It is only shown, never saved."""
        encounter: Encounter | None = super().get_object(request, object_id, from_field)
        if encounter:
            bound = [encounter.replaced_by_id, encounter.split_from_id]
            seen = set(self.get_queryset(request).filter(pk__in=bound).values_list("pk", flat=True))
            encounter.replaced_by_id, encounter.split_from_id = (pk if pk in seen else None for pk in bound)
        return encounter

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
