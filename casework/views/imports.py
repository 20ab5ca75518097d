"""Files of encounters handed in, previewed, and their jobs: pages of Django admin, for programme managers."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any
from zoneinfo import ZoneInfo

from django import forms
from django.contrib import messages
from django.contrib.admin import AdminSite
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect, StreamingHttpResponse
from django.shortcuts import get_object_or_404
from django.template.response import TemplateResponse
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from casework.access import can_run_jobs
from casework.actions.jobs import ask_to_cancel, resume_job
from casework.actions.undoing import BuiltOn, undo_import
from casework.actions.uploads import begin_import, keep_mapping
from casework.interop.cad_mapping import PERSON, TEXTS, TIMES
from casework.interop.guessing import DAY_OF, Column, mapping_of
from casework.interop.previewing import GUESSED, columns_of, guess_of, roles_in, saved_mappings, shown
from casework.interop.tables import fold, to_toml
from casework.interop.uploads import receive, refused_csv
from casework.models import Encounter, Job, JobKind, JobState, Pilot
from heart.accounts.models import User
from heart.accounts.signed_in import person
from heart.audit.record import record
from heart.lib.errors import DomainError

BETWEEN = " | "
REFRESH_SECONDS = "3"
WORDS_OF_PERSON = {
    "first_name": gettext_lazy("first name"),
    "last_name": gettext_lazy("last name"),
    "full_name": gettext_lazy("full name"),
    "preferred_name": gettext_lazy("preferred name"),
    "also_known_as": gettext_lazy("also known as"),
    "birth_date": gettext_lazy("birth date"),
    "phone": gettext_lazy("phone"),
    "agency_person_id": gettext_lazy("the agency's number of the person"),
    "description": gettext_lazy("description"),
}


def roles() -> list[Any]:
    """What a column may be, in groups."""

    def label(name: str) -> str:
        return str(Encounter._meta.get_field(name).verbose_name).capitalize()  # type: ignore[union-attr]

    return [
        ("", _("Leave out")),
        (
            _("Encounter"),
            [
                *((name, label(name)) for name in ("incident_number", "received_at")),
                (DAY_OF, _("Date, with the time in another column")),
                *((name, label(name)) for name in (*TIMES[1:], *TEXTS[1:])),
                ("pilot", label("pilot")),
                ("follow_up", label("follow_up_wanted")),
            ],
        ),
        (_("Person"), [(name, str(WORDS_OF_PERSON[name]).capitalize()) for name in PERSON]),
    ]


class UploadForm(forms.Form):
    file = forms.FileField(
        label=gettext_lazy("CSV file"),
        help_text=gettext_lazy("Up to 2 GB. Nothing is recorded before you have seen a preview."),
    )


class StartFromForm(forms.Form):
    start = forms.ChoiceField(label=gettext_lazy("Begin with"))

    def __init__(self, *args: Any, choices: Sequence[tuple[str, str]], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        field: Any = self.fields["start"]
        field.choices = [(GUESSED, _("what the file looks like")), *choices]


class LayoutForm(forms.Form):
    """What the file is, as guessed and then as chosen. One select a column, named role-0, role-1 ..."""

    agency = forms.CharField(
        label=gettext_lazy("Agency"),
        max_length=60,
        help_text=gettext_lazy(
            "Together with the incident number it names an encounter: the same in every file of this agency."
        ),
    )
    zone = forms.CharField(label=gettext_lazy("Time zone"), max_length=60, help_text="America/New_York")
    time_formats = forms.CharField(
        label=gettext_lazy("How times are written"),
        max_length=300,
        help_text=gettext_lazy("As Python's strptime writes it, “iso” or “epoch”; several with | between them."),
    )
    header = forms.BooleanField(label=gettext_lazy("The first row names the columns"), required=False)
    blank = forms.CharField(
        label=gettext_lazy("Cells that mean nothing"),
        required=False,
        max_length=300,
        help_text=gettext_lazy("Several with | between them."),
    )
    pilot_default = forms.ChoiceField(label=gettext_lazy("Pilot, unless the row says"), required=False)
    call_types = forms.CharField(
        label=gettext_lazy("Pilot by call type"),
        required=False,
        widget=forms.Textarea(attrs={"rows": 4, "cols": 60}),
        help_text=gettext_lazy("One a line: call type = crt"),
    )
    yes = forms.CharField(label=gettext_lazy("Words for “follow up”"), required=False, max_length=200)
    no = forms.CharField(label=gettext_lazy("Words for “do not”"), required=False, max_length=200)

    def __init__(self, *args: Any, columns: Sequence[Column], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.columns = columns
        pilots: Any = self.fields["pilot_default"]
        pilots.choices = [("", "–"), *Pilot.choices]
        choices = roles()
        for column in columns:
            self.fields[f"role-{column.number}"] = forms.ChoiceField(label=column.name, choices=choices, required=False)

    def clean_zone(self) -> str:
        name: str = self.cleaned_data["zone"]
        try:
            ZoneInfo(name)
        except (ValueError, OSError, LookupError) as error:
            raise forms.ValidationError(
                _("There is no time zone %(name)s. It is named like America/New_York."), params={"name": name}
            ) from error
        return name

    def clean_call_types(self) -> dict[str, str]:
        found = {}
        for line in filter(str.strip, self.cleaned_data["call_types"].splitlines()):
            words, _equals, pilot = line.rpartition("=")
            if fold(pilot) not in Pilot.values or not words.strip():
                raise forms.ValidationError(
                    _("“%(line)s” should read: call type = ccd, crt or cor."), params={"line": line}
                )
            found[words.strip()] = fold(pilot)
        return found

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or self.cleaned_data
        chosen = [cleaned.get(f"role-{column.number}", "") for column in self.columns]
        if "incident_number" not in chosen:
            self.add_error(None, _("Say which column is the incident number."))
        if "received_at" not in chosen:
            self.add_error(None, _("Say which column is the time of the call."))
        return cleaned

    def mapping(self, base: Mapping[str, Any]) -> dict[str, Any]:
        """What was chosen, upon what the former mapping says besides (words of pilots, outcomes, beats)."""
        told = self.cleaned_data
        chosen = [told.get(f"role-{column.number}", "") for column in self.columns]
        found = mapping_of(
            self.columns, chosen, header=told["header"], agency=told["agency"], zone=told["zone"],
            time_formats=_parts(told["time_formats"]), blank=_parts(told["blank"]),
        )  # fmt: skip
        pilot = _same_column(base, found, "pilot")
        found["pilot"] = {**pilot, "default": told["pilot_default"], "call_types": told["call_types"]}
        if "follow_up" in found:
            found["follow_up"] |= {"yes": _parts(told["yes"]) or found["follow_up"]["yes"], "no": _parts(told["no"])}
        kept = {key: base[key] for key in ("outcomes", "beats", "delimiter") if base.get(key)}
        return found | kept


def _same_column(base: Mapping[str, Any], found: dict[str, Any], part: str) -> dict[str, Any]:
    """The words of the former mapping for that column, else those that were found in it."""
    now, former = found.get(part, {}), base.get(part, {})
    return former if former.get("column") and fold(former["column"]) == fold(now.get("column", "")) else now


def _parts(text: str) -> list[str]:
    return [part.strip() for part in text.split("|") if part.strip()]


def initial_of(told: Mapping[str, Any], columns: Sequence[Column]) -> dict[str, Any]:
    """A mapping as the form shows it."""
    pilot, follow_up = told.get("pilot", {}), told.get("follow_up", {})
    formats = told.get("time_formats", ["iso"])
    chosen = roles_in(dict(told), columns)
    return {
        "agency": told.get("agency", ""),
        "zone": told.get("zone", ""),
        "time_formats": BETWEEN.join([formats] if isinstance(formats, str) else formats),
        "header": told.get("header", True),
        "blank": BETWEEN.join(told.get("blank", [])),
        "pilot_default": pilot.get("default", ""),
        "call_types": "\n".join(f"{words} = {code}" for words, code in pilot.get("call_types", {}).items()),
        "yes": BETWEEN.join(_listed(follow_up.get("yes", []))),
        "no": BETWEEN.join(_listed(follow_up.get("no", []))),
        **{f"role-{column.number}": role for column, role in zip(columns, chosen, strict=True)},
    }


def _listed(words: str | list[str]) -> list[str]:
    return [words] if isinstance(words, str) else words


# -- Pages -----------------------------------------------------------------------------------------------------------


@dataclass
class Pages:
    """Bound to the admin site that shows them."""

    site: AdminSite
    opts: Any

    def upload(self, request: HttpRequest) -> HttpResponse:
        user = allowed(request)
        form = UploadForm(request.POST or None, request.FILES or None)
        if request.method == "POST" and form.is_valid():
            try:
                job = receive(form.cleaned_data["file"], by=user)
                return HttpResponseRedirect(reverse("admin:casework_job_preview", args=[job.pk]))
            except DomainError as refusal:
                form.add_error("file", str(refusal))
        return self._page(request, "upload", {"form": form, "title": _("Import encounters from CAD")}, form.errors)

    def preview(self, request: HttpRequest, pk: int) -> HttpResponse:
        user = allowed(request)
        job = get_object_or_404(Job.objects.visible_to(user), pk=pk, kind=JobKind.ENCOUNTERS)
        if job.state != JobState.PREPARED:
            return HttpResponseRedirect(job_page(job))
        if not job.chunks.exists():
            messages.error(request, _("The file is not kept any more: hand it in again."))
            return HttpResponseRedirect(job_page(job))
        told = job.settings.get("mapping") or guess_of(job).mapping("")
        start = self._started_from(request, job, user)
        if isinstance(start, HttpResponse):
            return start
        found = columns_of(job, told)
        bound = request.POST if request.method == "POST" and "start" not in request.POST else None
        if bound is not None and ("header" in bound) != found.header:
            return self._other_header(job, user, told, header="header" in bound)
        form = LayoutForm(bound, columns=found.columns, initial=initial_of(told, found.columns))
        if bound is not None and form.is_valid():
            done = self._chosen(request, job, user, form.mapping(told), form)
            if done:
                return done
        return self._shown(request, job, user, form, start, found, told)

    def _started_from(self, request: HttpRequest, job: Job, user: User) -> Any:
        """The form of where to begin; or, once chosen, that mapping is kept and the page shown anew."""
        saved = saved_mappings(user, job)
        chosen = "start" in request.POST
        form = StartFromForm(request.POST if chosen else None, choices=[(key, words) for key, words, _told in saved])
        if chosen and form.is_valid():
            told = {key: mapping for key, _words, mapping in saved}.get(form.cleaned_data["start"])
            keep_mapping(job=job, mapping=told or guess_of(job).mapping(""), by=user)
            return HttpResponseRedirect(request.get_full_path())
        return form

    def _other_header(self, job: Job, user: User, told: dict[str, Any], *, header: bool) -> HttpResponse:
        """The columns are other ones: guessed anew."""
        found = columns_of(job, {"header": header})
        mapping = mapping_of(
            found.columns, found.roles, header=header, agency=told.get("agency", ""), zone=told.get("zone", ""),
            time_formats=found.time_formats,
        )  # fmt: skip
        keep_mapping(job=job, mapping=mapping, by=user)
        return HttpResponseRedirect(reverse("admin:casework_job_preview", args=[job.pk]))

    def _chosen(
        self, request: HttpRequest, job: Job, user: User, told: dict[str, Any], form: LayoutForm
    ) -> HttpResponse | None:
        seen = shown(job, told, timezone.now())
        if seen.problem or seen.source is None:
            form.add_error(None, seen.problem)
            return None
        if "import" not in request.POST:
            keep_mapping(job=job, mapping=told, by=user)
            return HttpResponseRedirect(reverse("admin:casework_job_preview", args=[job.pk]) + "#rows")
        try:
            begin_import(job=job, mapping=told, header=seen.source.header, by=user)
        except DomainError as refusal:
            form.add_error(None, str(refusal))
            return None
        return HttpResponseRedirect(job_page(job))

    def _shown(
        self, request: HttpRequest, job: Job, user: User, form: LayoutForm, start: StartFromForm, found: Any, told: Any
    ) -> HttpResponse:
        seen = shown(job, told, timezone.now()) if told.get("agency") else None
        record("job.previewed", subject=job, by=user)
        context = {
            "title": _("Preview"),
            "job": job,
            "form": form,
            "start": start,
            "columns": [(form[f"role-{column.number}"], column) for column in found.columns],
            "layout": [form[name] for name in LayoutForm.base_fields],
            "encoding": found.encoding.name,
            "delimiter": {"\t": _("tab"), ",": _("comma"), ";": _("semicolon"), "|": _("bar")}[found.delimiter],
            "seen": seen,
        }
        return self._page(request, "preview", context, form.errors)

    def page(self, request: HttpRequest, pk: int) -> HttpResponse:
        user = allowed(request)
        job = get_object_or_404(Job.objects.visible_to(user).select_related("made_by", "undoes"), pk=pk)
        problem: DomainError | None = None
        if request.method == "POST":
            try:
                return self._done(request, job, user)
            except DomainError as refusal:
                problem = refusal
        answer = self._page(request, "job", self._told(job, user, problem), problem)
        if job.state in (JobState.WAITING, JobState.RUNNING):
            answer["Refresh"] = REFRESH_SECONDS
        return answer

    def _done(self, request: HttpRequest, job: Job, user: User) -> HttpResponse:
        verbs = {"cancel": ask_to_cancel, "resume": resume_job, "undo": undo_import}
        verb = next((verb for verb in verbs if verb in request.POST), None)
        if verb is None:
            return HttpResponseRedirect(job_page(job))
        changed = verbs[verb](job=job, by=user)
        return HttpResponseRedirect(job_page(changed))

    def _told(self, job: Job, user: User, problem: DomainError | None) -> dict[str, Any]:
        undone = Job.objects.visible_to(user).filter(undoes=job).first()
        ended = job.ended_at is not None
        is_import = job.kind == JobKind.ENCOUNTERS
        return {
            "title": str(job),
            "job": job,
            "percent": min(100, round(100 * job.done / job.total)) if job.total else 0,
            "line": job.place.get("line", 0),
            "looking": is_import and job.state == JobState.RUNNING and not job.place.get("looked"),
            "counts": [
                (_("Read"), job.read), (_("Created"), job.created), (_("Changed"), job.changed),
                (_("Unchanged"), job.unchanged), (_("Refused"), job.refused),
            ],
            "may_cancel": not ended and not (job.kind == JobKind.UNDO and job.state == JobState.RUNNING),
            "may_resume": job.state in (JobState.CANCELLED, JobState.FAILED) and undone is None and (not is_import or "header" in job.settings),
            "may_undo": is_import and ended and (undone is None or undone.state in (JobState.CANCELLED, JobState.FAILED)) and job.created + job.changed > 0,
            "undone": undone,
            "has_mapping": bool(job.settings.get("mapping")),
            "problem": problem,
            "built": problem.built if isinstance(problem, BuiltOn) else [],
        }  # fmt: skip

    def refused(self, request: HttpRequest, pk: int) -> HttpResponse | StreamingHttpResponse:
        user = allowed(request)
        job = get_object_or_404(Job.objects.visible_to(user), pk=pk, kind=JobKind.ENCOUNTERS)
        record("job.refused_read", subject=job, by=user)
        return StreamingHttpResponse(
            refused_csv(job),
            content_type="text/csv; charset=utf-8",
            headers={"Content-Disposition": f'attachment; filename="import-{job.pk}-refused.csv"'},
        )

    def mapping(self, request: HttpRequest, pk: int) -> HttpResponse:
        job = get_object_or_404(Job.objects.visible_to(allowed(request)), pk=pk, kind=JobKind.ENCOUNTERS)
        return HttpResponse(
            to_toml(job.settings.get("mapping", {})),
            content_type="application/toml; charset=utf-8",
            headers={"Content-Disposition": f'attachment; filename="import-{job.pk}.toml"'},
        )

    def _page(self, request: HttpRequest, name: str, context: dict[str, Any], errors: Any) -> HttpResponse:
        told = {**self.site.each_context(request), "opts": self.opts, **context}
        return TemplateResponse(request, f"admin/casework/job/{name}.html", told, status=422 if errors else 200)


def allowed(request: HttpRequest) -> User:
    user = person(request)
    if not can_run_jobs(user):
        raise PermissionDenied
    return user


def job_page(job: Job) -> str:
    return reverse("admin:casework_job_change", args=[job.pk])
