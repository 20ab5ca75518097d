"""Files of encounters handed in, previewed, and their jobs: pages of Django admin, for programme managers."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

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
from django.utils.translation import gettext_lazy, ngettext

from casework.access import can_run_jobs
from casework.actions.imports import Name, Refusal, Row
from casework.actions.jobs import ask_to_cancel, resume_job
from casework.actions.undoing import BuiltOn, undo_import
from casework.actions.uploads import begin_import, keep_mapping, throw_away
from casework.interop.cad_csv import unread
from casework.interop.cad_mapping import NEEDED
from casework.interop.guessing import mapping_of
from casework.interop.previewing import (
    GUESSED,
    Shown,
    columns_of,
    guessed,
    proposed,
    roles_in,
    saved_mappings,
    shown,
    unknown_beats,
)
from casework.interop.tables import to_toml
from casework.interop.uploads import receive, refused_csv
from casework.models import Job, JobKind, JobState, Pilot
from casework.views.layouts import LayoutForm, missing, roles
from heart.accounts.models import User
from heart.accounts.signed_in import person
from heart.audit.record import record
from heart.lib.errors import DomainError

REFRESH_SECONDS = "3"


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
        if "throw_away" in request.POST:
            return self._thrown_away(request, job, user)
        told = job.settings.get("mapping") or guessed(job)
        start = self._started_from(request, job, user)
        if isinstance(start, HttpResponse):
            return start
        found = columns_of(job, told)
        bound = request.POST if request.method == "POST" and "start" not in request.POST else None
        if bound is not None and ("header" in bound) != found.header:
            return self._other_header(job, user, told, header="header" in bound)
        form = LayoutForm(bound, columns=found.columns, told=told, to_import="import" in request.POST)
        if bound is not None and form.is_valid():
            told = form.mapping()
            done = self._chosen(request, job, user, told, form)
            if done:
                return done
        return self._shown(request, job, user, form, start, found, told)

    def _thrown_away(self, request: HttpRequest, job: Job, user: User) -> HttpResponse:
        throw_away(job=job, by=user)
        messages.success(request, _("The file %(name)s was thrown away.") % {"name": job.name})
        return HttpResponseRedirect(reverse("admin:casework_job_changelist"))

    def _started_from(self, request: HttpRequest, job: Job, user: User) -> Any:
        """The form of where to begin; or, once chosen, that mapping is kept and the page shown anew."""
        saved = saved_mappings(user, job)
        chosen = "start" in request.POST
        form = StartFromForm(request.POST if chosen else None, choices=[(key, words) for key, words, _told in saved])
        if chosen and form.is_valid():
            told = {key: mapping for key, _words, mapping in saved}.get(form.cleaned_data["start"])
            keep_mapping(job=job, mapping=told or guessed(job), by=user)
            return HttpResponseRedirect(request.get_full_path())
        return form

    def _other_header(self, job: Job, user: User, told: dict[str, Any], *, header: bool) -> HttpResponse:
        """The columns are other ones: guessed anew."""
        found = columns_of(job, {"header": header})
        mapping = mapping_of(
            found.columns, found.roles, header=header, agency=told.get("agency", ""), zone=told.get("zone", ""),
            time_formats=found.time_formats,
        )  # fmt: skip
        keep_mapping(job=job, mapping=proposed(mapping, found.columns), by=user)
        return HttpResponseRedirect(reverse("admin:casework_job_preview", args=[job.pk]))

    def _chosen(
        self, request: HttpRequest, job: Job, user: User, told: dict[str, Any], form: LayoutForm
    ) -> HttpResponse | None:
        if "import" not in request.POST and missing(told):
            keep_mapping(job=job, mapping=told, by=user)
            return HttpResponseRedirect(reverse("admin:casework_job_preview", args=[job.pk]))
        seen = shown(job, told, timezone.now())
        if seen.problem or seen.source is None:
            form.add_error(None, seen.problem)
            return None
        if "import" not in request.POST:
            keep_mapping(job=job, mapping=told, by=user)
            return HttpResponseRedirect(reverse("admin:casework_job_preview", args=[job.pk]) + "#rows")
        if not self._may_begin(request, seen, form):
            return None
        try:
            begin_import(job=job, mapping=told, header=seen.source.header, by=user)
        except DomainError as refusal:
            form.add_error(None, str(refusal))
            return None
        return HttpResponseRedirect(job_page(job))

    def _may_begin(self, request: HttpRequest, seen: Shown, form: LayoutForm) -> bool:
        """A file of which nothing would be recorded is not imported by mistake."""
        if not seen.looked_at:
            form.add_error(None, _("There is no row in this file, only the names of its columns."))
        elif seen.nothing_taken and "anyway" not in request.POST:
            form.anyway = True
            form.add_error(
                None,
                forms.ValidationError(
                    _("Every row that was looked at would be refused. Mend the columns or how times are written, or say below that you want the refused rows as a file."),
                    "id_anyway",
                ),
            )  # fmt: skip
        return not form.errors

    def _shown(
        self, request: HttpRequest, job: Job, user: User, form: LayoutForm, start: StartFromForm, found: Any, told: Any
    ) -> HttpResponse:
        seen = shown(job, told, timezone.now()) if set(NEEDED) <= set(told.get("columns", {})) else None
        fields = {name: words for _group, members in roles()[1:] for name, words in members}
        record("job.previewed", subject=job, by=user)
        context = {
            "title": _("Preview"),
            "job": job,
            "form": form,
            "start": start,
            "columns": [(form[f"role-{column.number}"], column) for column in found.columns],
            "layout": [form[name] for name in LayoutForm.base_fields],
            "call_types": form.fields_of("pilot"),
            "answers": form.fields_of("answer"),
            "missing": [] if form.errors else missing(told),
            "general": [
                (error.code or "", words) for error in form.non_field_errors().as_data() for words in error.messages
            ],
            "warnings": found.warnings if roles_in(dict(told), found.columns) == found.roles else [],
            "no_follow_up": not told.get("follow_up", {}).get("yes"),
            "no_answers": not told.get("follow_up", {}).get("column"),
            "rows": _rows(seen) if seen else [],
            "unknown_beats": unknown_beats(seen.rows) if seen else set(),
            "refusals": [
                (refusal, fields.get(refusal.field, refusal.field), *_stood(seen, refusal)) for refusal in seen.refusals
            ]
            if seen
            else [],
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
        context = self._told(job, user, problem) | {"waits_for": _ahead_of(job, user)}
        answer = self._page(request, "job", context, problem)
        if job.state in (JobState.WAITING, JobState.RUNNING):
            answer["Refresh"] = REFRESH_SECONDS
        return answer

    def _done(self, request: HttpRequest, job: Job, user: User) -> HttpResponse:
        verbs = {"cancel": ask_to_cancel, "resume": resume_job}
        verb = next((verb for verb in verbs if verb in request.POST), None)
        if verb is None:
            return HttpResponseRedirect(job_page(job))
        changed = verbs[verb](job=job, by=user)
        return HttpResponseRedirect(job_page(changed))

    def undo(self, request: HttpRequest, pk: int) -> HttpResponse:
        """What would be taken back, and then doing it."""
        user = allowed(request)
        job = get_object_or_404(Job.objects.visible_to(user), pk=pk, kind=JobKind.ENCOUNTERS)
        if not may_undo(job):
            return HttpResponseRedirect(job_page(job))
        problem: DomainError | None = None
        if request.method == "POST":
            try:
                return HttpResponseRedirect(job_page(undo_import(job=job, by=user)))
            except DomainError as refusal:
                problem = refusal
        context = {
            "title": _("Undo this import?"),
            "job": job,
            "made": job.imported.filter(before__isnull=True).count(),
            "changed": job.imported.filter(before__isnull=False).count(),
            "problem": problem,
            "built": problem.built if isinstance(problem, BuiltOn) else [],
        }
        return self._page(request, "undo", context, problem)

    def _told(self, job: Job, user: User, problem: DomainError | None) -> dict[str, Any]:
        undone = Job.objects.visible_to(user).filter(undoes=job).first()
        is_import, is_undo = job.kind == JobKind.ENCOUNTERS, job.kind == JobKind.UNDO
        running = job.state == JobState.RUNNING
        stopping = running and job.is_to_stop
        broken_off = job.state in (JobState.CANCELLED, JobState.FAILED)
        may = {
            "may_cancel": job.ended_at is None and not stopping and not (is_undo and running),
            "may_resume": broken_off and undone is None and (not is_import or "header" in job.settings),
            "may_undo": is_import and may_undo(job),
        }
        return {
            "title": str(job),
            "job": job,
            "percent": min(100, round(100 * job.done / job.total)) if job.total else 0,
            "line": job.place.get("line", 0),
            "looking": is_import and running and not job.place.get("looked"),
            "stopping": stopping,
            "counts": counts_of(job),
            **may,
            "buttons": any(may.values()) or job.ended_at is None,
            "undone": undone,
            "nothing_undone": is_undo and broken_off,
            "has_mapping": bool(job.settings.get("mapping")),
            "problem": problem,
        }

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


def _ahead_of(job: Job, user: User) -> list[Job]:
    """The imports that go first, in their order."""
    line = list(Job.objects.visible_to(user).imports_in_line()) if job.is_in_line else []
    return line[: line.index(job)] if job in line else []


@dataclass(frozen=True)
class ShownRow:
    """`again`: that its incident comes in other rows too. `born`: the birth date as it stands in the file."""

    row: Row
    pilot: str
    again: str
    born: str


def _rows(seen: Shown) -> list[ShownRow]:
    pilots = dict(Pilot.choices)
    return [
        ShownRow(row, str(pilots.get(row.details.pilot, "")), _again(row, seen.repeated), _born(seen, row))
        for row in seen.rows
    ]


def _again(row: Row, repeated: dict[Name, list[int]]) -> str:
    lines = [line for line in repeated.get(row.name, []) if line != row.line]
    if not lines:
        return ""
    told = {"lines": ", ".join(map(str, lines))}
    others = ngettext(
        "This incident is also in line %(lines)s.", "This incident is also in lines %(lines)s.", len(lines)
    )
    if row.line > lines[-1]:
        return f"{others % told} {_('This row, the last, counts.')}"
    return f"{others % told} {_('Line %(line)s, the last, counts.') % {'line': lines[-1]}}"


def _born(seen: Shown, row: Row) -> str:
    return seen.source.told("birth_date", row.cells) if seen.source and row.person else ""


def _stood(seen: Shown, refusal: Refusal) -> tuple[str, bool]:
    """What stands in the cell, and whether the forms of the times are to be looked at."""
    told = seen.source.told(refusal.field, refusal.cells) if seen.source and refusal.field else ""
    return told, bool(told) and refusal.reason == unread(told)


def may_undo(job: Job) -> bool:
    undoing: Job | None = getattr(job, "undone_by", None)
    free = undoing is None or undoing.state in (JobState.CANCELLED, JobState.FAILED)
    return job.ended_at is not None and free and job.created + job.changed > 0


def counts_of(job: Job) -> list[tuple[str, int]]:
    if job.kind == JobKind.UNDO:
        return [(_("Taken back"), job.changed)]
    return [
        (_("Read"), job.read), (_("Created"), job.created), (_("Changed"), job.changed),
        (_("Unchanged"), job.unchanged), (_("Refused"), job.refused),
    ]  # fmt: skip


def allowed(request: HttpRequest) -> User:
    user = person(request)
    if not can_run_jobs(user):
        raise PermissionDenied
    return user


def job_page(job: Job) -> str:
    return reverse("admin:casework_job_change", args=[job.pk])
