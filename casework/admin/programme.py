"""The programme, edited: pilots, their hours, beats with their map, call types, teams."""

from datetime import date, time
from typing import Any

from django import forms
from django.contrib import admin, messages
from django.core.exceptions import PermissionDenied
from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.template.response import TemplateResponse
from django.urls import URLPattern, path, reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from casework.actions.outlines import (
    LacksBeats,
    Redrawn,
    compared,
    last_redrawn,
    redraw_beats,
    take_back_map,
)
from casework.actions.teams import save_team
from casework.admin.inlines import ProgrammeAdmin
from casework.eligibility import could_answer
from casework.forms import LocalTime
from casework.interop.geojson import NotTaken, read_outlines
from casework.models import (
    Beat,
    BeatOutline,
    CallType,
    PilotHours,
    PilotService,
)
from heart.accounts.models import Team
from heart.accounts.signed_in import person
from heart.lib import when
from heart.lib.admin_pages import Kept, ReadOnly, SeenForm
from heart.lib.errors import DomainError


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
        if redrawn and "take" in request.POST and not form.errors:
            said = _("The map is in force from %(day)s.") % {"day": when.day(form.cleaned_data["since"])}
            self.message_user(request, said, messages.SUCCESS)
            return HttpResponseRedirect(reverse("admin:casework_beatoutline_changelist"))
        context = {
            **self.admin_site.each_context(request),
            "title": _("A new map of the beats"),
            "opts": self.opts,
            "form": form,
            "redrawn": redrawn,
            "coming": self._coming(),
        }
        page = "admin/casework/beatoutline/map.html"
        return TemplateResponse(request, page, context, status=422 if form.errors else 200)

    def get_urls(self) -> list[URLPattern]:
        back = self.admin_site.admin_view(self.take_back_view)
        return [path("take-back/", back, name="casework_beatoutline_take_back"), *super().get_urls()]

    def take_back_view(self, request: HttpRequest) -> HttpResponse:
        """The map that the page named, and no other that came since."""
        coming = self._coming()
        if not self.has_add_permission(request):
            raise PermissionDenied
        if request.method == "POST" and coming and request.POST.get("since") == coming.isoformat():
            try:
                take_back_map(since=coming, by=person(request))
                said = _("The map of %(day)s is taken back.") % {"day": when.day(coming)}
                self.message_user(request, said, messages.SUCCESS)
            except DomainError as refusal:
                self.message_user(request, str(refusal), messages.ERROR)
        return HttpResponseRedirect(reverse("admin:casework_beatoutline_add"))

    def _coming(self) -> date | None:
        last = last_redrawn()
        return last if last and last > timezone.localdate() else None

    def _redrawn(self, request: HttpRequest, form: MapForm) -> Redrawn | None:
        told = form.cleaned_data
        try:
            outlines = read_outlines(told["file"].read(), code=told["code"])
            if "take" in request.POST:
                lacks = request.POST.get("without", "").split(",")
                return redraw_beats(outlines=outlines, since=told["since"], without=lacks, by=person(request))
            return compared(outlines, since=told["since"])
        except LacksBeats as refusal:
            form.add_error(None, str(refusal))
            return refusal.redrawn
        except NotTaken as refusal:
            form.add_error("file", refusal.faults)
        except DomainError as refusal:
            form.add_error(refusal.field, str(refusal))
        return None


@admin.register(Team)
class TeamAdmin(Kept):
    list_display = ["name", "peer", "clinician", "supervisor", "is_active"]
    list_select_related = ["peer", "clinician", "supervisor"]
    list_filter = ["is_active", "supervisor"]
    search_fields = ["name", "peer__name", "clinician__name"]
    fields = ["name", "peer", "clinician", "supervisor", "beats", "is_active"]

    def keep(self, row: Team, request: HttpRequest) -> None:
        save_team(team=row, by=person(request))
