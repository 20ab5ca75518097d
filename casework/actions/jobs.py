"""Long work in small steps: each commits what it did together with how far it is, so that a kill anywhere loses nothing.

Who works on a job holds `alive_at` as a lease: long ago, and whoever comes next takes the job over from its last step.
What the work is, is not known here: `Kind.step` does a piece of it.
"""

from collections.abc import Callable, Mapping
from contextlib import suppress
from dataclasses import dataclass
from datetime import datetime, timedelta
from time import monotonic
from typing import Any

import pghistory
import structlog
from django.db import OperationalError, connection
from django.db.models import F, Q
from django.utils import timezone, translation
from django.utils.translation import gettext as _

from casework import access
from casework.models import Job, JobChunk, JobKind, JobState
from casework.models.jobs import STOP
from heart.accounts.models import User
from heart.audit.record import record
from heart.lib.actions import NOW, action
from heart.lib.errors import AtOnce, DomainError, NotAllowed, NotPossibleNow

log = structlog.get_logger(__name__)

# Silent for so long: its worker has died. A step takes a second or two, a look through a file says that it lives.
LEASE = timedelta(seconds=60)
# How long one task works before others get their turn.
SLICE_SECONDS = 5.0
# How often it was begun since its last step that was done.
TRIES, MOST_TRIES = "tries", 20
ONE_AT_A_TIME = "SELECT pg_advisory_xact_lock(hashtextextended('casework.jobs', 911))"
COUNTS = ("total", "done", "read", "created", "changed", "unchanged", "refused")

# Does a bounded piece in the transaction that it is called in, writes how far it is to `job.place` and the counts
# (not saving them), and says whether that was the last.
Step = Callable[[Job, datetime], bool]


class Lost(Exception):
    """Another has taken the job over, or it is to stop: nothing more is written."""


@dataclass(frozen=True)
class Kind:
    """`before` runs ahead of the first step of every slice, outside a transaction, and calls its second argument every
    second or so; what it finds it keeps itself."""

    step: Step
    before: Callable[[Job, Callable[[], None]], None] | None = None


Kinds = Mapping[str, Kind]


@action
def start_job(
    *,
    kind: JobKind,
    name: str = "",
    settings: dict[str, Any] | None = None,
    total: int = 0,
    undoes: Job | None = None,
    by: User | None,
    now: datetime = NOW,
) -> Job:
    """It waits for a worker. `by` is None for what the clock starts."""
    _may(by)
    job = Job.objects.create(
        kind=kind,
        state=JobState.WAITING,
        name=name,
        settings=settings or {},
        total=total,
        undoes=undoes,
        made_at=now,
        made_by=by,
    )
    record("job.started", subject=job, by=by, at=now, kind=kind)
    return job


@action
def ask_to_cancel(*, job: Job, by: User, now: datetime = NOW) -> Job:
    """It ends after the step that is being done; what was done stays. One that nobody works on ends at once."""
    _may(by)
    if job.kind == JobKind.UNDO and job.state == JobState.RUNNING:
        raise NotPossibleNow(_("An undo is all or nothing: it cannot be stopped in the middle."))
    locked = Job.objects.select_for_update(skip_locked=job.state == JobState.RUNNING).filter(pk=job.pk).first()
    if locked is None:
        return _leave_word(job, by, now)
    if locked.ended_at:
        raise NotPossibleNow(_("It has ended already."))
    locked.cancel_asked_at = now
    if locked.state != JobState.RUNNING or not locked.alive_at or locked.alive_at < now - LEASE:
        _end(locked, JobState.CANCELLED, now)
    locked.save(update_fields=["cancel_asked_at", "state", "ended_at", "alive_at"])
    record("job.cancelled", subject=locked, by=by, at=now)
    return locked


def _leave_word(job: Job, by: User, now: datetime) -> Job:
    """A step is being done and holds the row for seconds: whoever asks goes on at once, and it is seen after the step."""
    JobChunk.objects.bulk_create([JobChunk(job=job, part=STOP, position=0, data=b"")], ignore_conflicts=True)
    record("job.cancelled", subject=job, by=by, at=now)
    return job


@action
def resume_job(*, job: Job, by: User, now: datetime = NOW) -> Job:
    """One that was stopped or failed goes on where it was."""
    _may(by)
    locked = Job.objects.select_for_update().get(pk=job.pk)
    if locked.state not in (JobState.CANCELLED, JobState.FAILED):
        raise NotPossibleNow(_("Only what was stopped or has failed can go on."))
    if Job.objects.filter(undoes=locked).exists():
        raise NotPossibleNow(_("It is being undone, or has been."))
    locked.state, locked.ended_at, locked.cancel_asked_at, locked.problem = JobState.WAITING, None, None, ""
    locked.place.pop(TRIES, None)
    locked.chunks.filter(part=STOP).delete()
    locked.save(update_fields=["state", "ended_at", "cancel_asked_at", "problem", "place"])
    record("job.resumed", subject=locked, by=by, at=now)
    return locked


def work_on_next(kinds: Kinds, *, seconds: float = SLICE_SECONDS) -> bool:
    """Take the job that has waited longest and work on it for a while. True: there may be more to do.

    1. Claim one: a row lock that others skip, a lease that a kill leaves to run out.
    2. Steps, each its own transaction, until the time is up, it is done, or it was asked to stop.
    3. Give the lease back, so that the next task goes on at once.
    """
    job = _claim(by=None)
    if job is None:
        return False
    with suppress(Lost), translation.override(job.settings.get("language") or "en"):
        try:
            _check_tries(job)
            _work(job, kinds[job.kind], seconds)
        except (
            OperationalError,
            AtOnce,
            Lost,
        ):  # the database went away, or let us go: the lease runs out, another goes on
            raise
        except Exception as error:
            _fail(job=job, problem=_in_words(error), by=None)
    return True


def _check_tries(job: Job) -> None:
    """One that takes its worker down with it, again and again at the same place, must not keep others from theirs."""
    if job.place[TRIES] > MOST_TRIES:
        raise DomainError(_("Its worker died %(count)s times at the same place.") % {"count": MOST_TRIES})


def _work(job: Job, kind: Kind, seconds: float) -> None:
    until = monotonic() + seconds
    if kind.before:
        kind.before(job, lambda: _keep(job=job, by=None))
    while True:
        _bring_up_to_date(job, _take_step(job=job, step=kind.step, by=job.made_by))
        if job.ended_at:
            return None
        if monotonic() >= until:
            return _hand_back(job=job, by=None)


def run_to_end(kinds: Kinds, *, slices: int = 10_000) -> None:
    """Everything that waits, one after another, in this process."""
    for _slice in range(slices):
        if not work_on_next(kinds):
            return


@action
def _claim(*, by: None, now: datetime = NOW) -> Job | None:
    """Whichever has waited longest since it was last worked on, so that a long one keeps none from its turn; but of
    imports only the first in line, and one claim at a time, or two could each be the first."""
    with connection.cursor() as cursor:
        cursor.execute(ONE_AT_A_TIME)
    first = Job.objects.imports_in_line().values_list("pk", flat=True).first()
    free = Q(state=JobState.WAITING) | Q(state=JobState.RUNNING, alive_at=None)
    died = Q(state=JobState.RUNNING, alive_at__lt=now - LEASE)
    theirs = ~Q(kind=JobKind.ENCOUNTERS) | Q(pk=first)
    waiting = Job.objects.filter(free | died, theirs).select_for_update(skip_locked=True)
    job: Job | None = waiting.order_by(F("alive_at").asc(nulls_first=True), "pk").first()
    if job is None:
        return None
    tries = job.place.get(TRIES, 0) + 1
    job.state, job.alive_at, job.place = JobState.RUNNING, now, job.place | {TRIES: tries}
    job.save(update_fields=["state", "alive_at", "place"])
    return job


@action
def _take_step(*, job: Job, step: Step, by: User | None, now: datetime = NOW) -> Job:
    """One step and its place in the same commit. Lost when it is another's by now. `job` itself stays as it was: what
    the commit refuses has not been."""
    locked = _held(job)
    if locked.is_to_stop:
        _end(locked, JobState.CANCELLED, now)
    else:
        locked.alive_at = max(now, timezone.now())
        pghistory.context(job=locked.pk)
        was_last = step(locked, now)
        locked.place.pop(TRIES, None)
        if was_last:
            _end(locked, JobState.DONE, now)
            record("job.done", subject=locked, by=by, at=now, **{count: getattr(locked, count) for count in COUNTS})
    locked.save(update_fields=["state", "place", "alive_at", "ended_at", "cancel_asked_at", *COUNTS])
    return locked


def _bring_up_to_date(job: Job, taken: Job) -> None:
    for column in Job._meta.concrete_fields:
        setattr(job, column.attname, getattr(taken, column.attname))


@action
def _keep(*, job: Job, by: None, now: datetime = NOW) -> None:
    """Say that it is being worked on. Lost when it is to stop."""
    locked = _held(job)
    if locked.is_to_stop:
        _end(locked, JobState.CANCELLED, now)
    else:
        locked.alive_at = now
    locked.save(update_fields=["state", "alive_at", "ended_at", "cancel_asked_at"])
    job.alive_at = locked.alive_at
    job.ended_at = locked.ended_at


@action
def _hand_back(*, job: Job, by: None, now: datetime = NOW) -> None:
    """A lease that ran out already, for every clock, and still says whose turn was last."""
    locked = _held(job)
    locked.alive_at = now - 2 * LEASE
    locked.save(update_fields=["alive_at"])


@action
def _fail(*, job: Job, problem: str, by: None, now: datetime = NOW) -> None:
    locked = _held(job)
    locked.problem = problem[:500]
    _end(locked, JobState.FAILED, now)
    locked.save(update_fields=["problem", "state", "alive_at", "ended_at"])
    record("job.failed", subject=locked, by=by, at=now)
    log.error("job_failed", job=locked.pk, kind=locked.kind)


def _held(job: Job) -> Job:
    """The row, locked, as long as the lease is still ours. Its key is not: a word to stop may be left beside it."""
    locked = Job.objects.select_for_update(no_key=True).get(pk=job.pk)
    if locked.state != JobState.RUNNING or locked.alive_at != job.alive_at:
        raise Lost
    return locked


def _end(job: Job, state: JobState, now: datetime) -> None:
    if state == JobState.CANCELLED:
        job.cancel_asked_at = job.cancel_asked_at or now
        job.chunks.filter(part=STOP).delete()
    job.state, job.ended_at, job.alive_at = state, now, None


def _in_words(error: Exception) -> str:
    """Without the data that it stumbled over, which the database's own messages quote."""
    if isinstance(error, DomainError):
        return str(error)
    return _("Something unexpected happened (%(name)s). It can go on from its last step.") % {
        "name": type(error).__name__
    }


def _may(by: User | None) -> None:
    if by is not None and not access.can_run_jobs(by):
        raise NotAllowed(_("Only a programme manager may do this."))
