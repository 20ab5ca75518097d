"""Long work as a row: how far it is, cancelled, resumed, undone. The file it works on lies in the database, so that web
and worker need no disk in common and a backup has it too."""

from __future__ import annotations

from collections.abc import Collection
from typing import Any

import pghistory
from django.db import models
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from casework.models.encounters import Encounter
from heart.accounts.models import User


class JobKind(models.TextChoices):
    ENCOUNTERS = "encounters", _("Import of encounters")
    UNDO = "undo", _("Undoing an import")
    MATCHING = "matching", _("Matching every record")


class JobState(models.TextChoices):
    PREPARED = "prepared", _("Being prepared")
    WAITING = "waiting", _("Waiting")
    RUNNING = "running", _("Running")
    DONE = "done", _("Done")
    CANCELLED = "cancelled", _("Cancelled")
    FAILED = "failed", _("Failed")


# A piece that says: end after this step. Whoever asks for it does not wait for the step, which holds the job's row.
STOP = "stop"
ENDED = [JobState.DONE, JobState.CANCELLED, JobState.FAILED]


class JobQuerySet(models.QuerySet["Job"]):
    def visible_to(self, user: User) -> JobQuerySet:
        """Programme managers see every job; others see none."""
        return self if user.is_active and user.role == "programme_manager" else self.none()

    def unfinished(self) -> JobQuerySet:
        return self.filter(state__in=[JobState.WAITING, JobState.RUNNING])

    def imports_in_line(self) -> JobQuerySet:
        """One after another, so that of two files the later one counts: what has begun goes on to its end, then in the
        order in which the files were handed in."""
        begun = models.Case(models.When(state=JobState.RUNNING, then=0), default=1)
        return self.unfinished().filter(kind=JobKind.ENCOUNTERS).order_by(begun, "pk")


@pghistory.track(
    pghistory.InsertEvent(), pghistory.UpdateEvent(condition=pghistory.AnyChange("state", "cancel_asked_at"))
)
class Job(models.Model):
    """`place` is where it goes on after a kill. `alive_at` is touched by whoever works on it: long ago, and another takes
    it over. read = created + changed + unchanged + refused."""

    kind = models.CharField(_("what"), max_length=12, choices=JobKind)
    state = models.CharField(_("state"), max_length=10, choices=JobState, default=JobState.PREPARED)
    name = models.CharField(_("file"), max_length=200, blank=True)
    settings = models.JSONField(default=dict, blank=True, editable=False)
    place = models.JSONField(default=dict, blank=True, editable=False)
    total = models.BigIntegerField(_("size"), default=0)
    done = models.BigIntegerField(_("so far"), default=0)
    read = models.BigIntegerField(_("read"), default=0)
    created = models.BigIntegerField(_("created"), default=0)
    changed = models.BigIntegerField(_("changed"), default=0)
    unchanged = models.BigIntegerField(_("unchanged"), default=0)
    refused = models.BigIntegerField(_("refused"), default=0)
    problem = models.CharField(_("problem"), max_length=500, blank=True)
    made_at = models.DateTimeField(_("begun"), default=timezone.now)
    made_by = models.ForeignKey(User, models.PROTECT, null=True, blank=True, related_name="+", verbose_name=_("by"))
    alive_at = models.DateTimeField(null=True, blank=True, editable=False)
    cancel_asked_at = models.DateTimeField(_("asked to stop"), null=True, blank=True)
    ended_at = models.DateTimeField(_("ended"), null=True, blank=True)
    undoes = models.OneToOneField(
        "self", models.PROTECT, null=True, blank=True, related_name="undone_by", verbose_name=_("undoes")
    )

    objects = JobQuerySet.as_manager()

    class Meta:
        verbose_name = _("job")
        verbose_name_plural = _("jobs")
        ordering = ["-pk"]
        constraints = [
            models.CheckConstraint(condition=Q(state__in=JobState.values), name="job_state_known"),
            models.CheckConstraint(
                condition=Q(state__in=ENDED, ended_at__isnull=False) | (~Q(state__in=ENDED) & Q(ended_at__isnull=True)),
                name="job_ended_with_time",
            ),
            models.CheckConstraint(
                condition=Q(
                    read=models.F("created") + models.F("changed") + models.F("unchanged") + models.F("refused")
                ),
                name="job_accounts_for_every_row",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.get_kind_display()} {self.pk}"

    @property
    def is_in_line(self) -> bool:
        return self.kind == JobKind.ENCOUNTERS and self.state == JobState.WAITING

    @property
    def is_to_stop(self) -> bool:
        return self.cancel_asked_at is not None or self.chunks.filter(part=STOP).exists()

    @property
    def stands(self) -> str:
        """Its state in words: an import that was taken back is no longer just done."""
        undoing: Job | None = getattr(self, "undone_by", None)
        if undoing and undoing.state == JobState.DONE:
            return str(_("Undone"))
        if undoing and undoing.state in (JobState.WAITING, JobState.RUNNING):
            return str(_("Being undone"))
        if self.kind == JobKind.UNDO and self.state == JobState.DONE:
            return _("Done: %(count)s taken back") % {"count": self.changed}
        return self.get_state_display()


class JobChunk(models.Model):
    """A piece of a job's file, in order: what was uploaded, or the rows that were refused. Or the word to stop."""

    job = models.ForeignKey(Job, models.CASCADE, related_name="chunks")
    part = models.CharField(max_length=10)
    position = models.PositiveIntegerField()
    data = models.BinaryField()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["job", "part", "position"], name="job_chunk_once")]

    def __str__(self) -> str:
        return f"{self.job_id} {self.part} {self.position}"


class ImportedEncounterQuerySet(models.QuerySet["ImportedEncounter"]):
    def in_bulk_of(self, job: Job, encounters: Collection[int]) -> dict[int, ImportedEncounter]:
        """Those that this job has touched already, by the encounter's key."""
        known = self.filter(job=job, encounter__in=encounters) if encounters else self.none()
        return {row.encounter_id: row for row in known}


class ImportedEncounter(models.Model):
    """What an import did to an encounter: `before` is None when it made it, else the fields that it overwrote, as they
    were and as they became."""

    job = models.ForeignKey(Job, models.CASCADE, related_name="imported")
    encounter = models.ForeignKey(Encounter, models.CASCADE, related_name="imported")
    before = models.JSONField(null=True)

    objects = ImportedEncounterQuerySet.as_manager()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["job", "encounter"], name="imported_encounter_once")]

    def __str__(self) -> str:
        return f"{self.job_id}: {self.encounter_id}"

    def and_then(self, later: dict[str, dict[str, Any]]) -> ImportedEncounter:
        """Changed once more by the same job: what was at first counts, and what became of it last."""
        before = self.before or {"was": {}, "became": {}}
        self.before = {"was": later["was"] | before["was"], "became": before["became"] | later["became"]}
        return self
