"""A file that somebody hands in for an import: kept in pieces, prepared, and begun when it is said so."""

from collections.abc import Callable, Iterable
from datetime import datetime, timedelta
from typing import Any

from django.utils.translation import gettext as _

from casework import access
from casework.models import Job, JobChunk, JobKind, JobState
from heart.accounts.models import User
from heart.audit.record import record, record_each
from heart.lib.actions import NOW, action
from heart.lib.errors import DomainError, NotAllowed, NotPossibleNow

FILE, REFUSED, REPEATED = "file", "refused", "repeated"
LARGEST = 2 * 1024**3
# What is handed in and not begun, or was stopped, is not kept for ever: it names people.
KEPT_FOR = timedelta(days=30)
# Nobody went on with it.
PREPARED_FOR = timedelta(days=7)


@action
def take_file(
    *, name: str, pieces: Iterable[bytes], settings: Callable[[], dict[str, Any]], by: User, now: datetime = NOW
) -> Job:
    """Keep the bytes, a piece at a time. `settings` is asked when all have gone by. Nothing is imported yet."""
    _may(by)
    job = Job.objects.create(kind=JobKind.ENCOUNTERS, name=name[-200:], made_at=now, made_by=by)
    size = 0
    for position, piece in enumerate(pieces):
        size += len(piece)
        if size > LARGEST:
            raise DomainError(_("The file is larger than 2 GB. Import it in parts."), field="file")
        JobChunk.objects.create(job=job, part=FILE, position=position, data=piece)
    if not size:
        raise DomainError(_("The file is empty."), field="file")
    job.total, job.settings = size, settings()
    job.save(update_fields=["total", "settings"])
    record("job.file_taken", subject=job, by=by, at=now, size=size)
    return job


@action
def keep_mapping(*, job: Job, mapping: dict[str, Any], by: User, now: datetime = NOW) -> Job:
    """Which column is which, as last shown. Only before it has begun."""
    locked = _prepared(job, by)
    locked.settings = locked.settings | {"mapping": mapping}
    locked.save(update_fields=["settings"])
    return locked


@action
def begin_import(*, job: Job, mapping: dict[str, Any], header: Iterable[str], by: User, now: datetime = NOW) -> Job:
    """As it was previewed. A worker takes it from here."""
    locked = _prepared(job, by)
    locked.settings = locked.settings | {"mapping": mapping, "header": list(header), "language": by.language}
    locked.state = JobState.WAITING
    locked.save(update_fields=["settings", "state"])
    record("job.started", subject=locked, by=by, at=now, kind=locked.kind)
    return locked


@action
def throw_away(*, job: Job, by: User, now: datetime = NOW) -> None:
    """Handed in and not begun: gone, with its file."""
    locked = _prepared(job, by)
    record("job.thrown_away", subject=locked, by=by, at=now)
    locked.delete()


@action
def keep_repeated(*, job: Job, pieces: Iterable[bytes], by: User | None, now: datetime = NOW) -> None:
    """What a look through the whole file found, so that nobody has to look again after a kill."""
    job.chunks.filter(part=REPEATED).delete()
    for position, piece in enumerate(pieces):
        JobChunk.objects.create(job=job, part=REPEATED, position=position, data=piece)
    locked = Job.objects.select_for_update().get(pk=job.pk)
    locked.place = locked.place | {"looked": True}
    locked.save(update_fields=["place"])


@action
def keep_refused(*, job: Job, rows: bytes, by: User | None, now: datetime = NOW) -> None:
    """Rows to be given back, as CSV. Part of the step that refused them."""
    position = job.chunks.filter(part=REFUSED).count()
    JobChunk.objects.create(job=job, part=REFUSED, position=position, data=rows)


@action
def forget_old_files(*, by: None = None, now: datetime = NOW) -> int:
    """What was handed in long ago goes; what became of it, and what was refused, stays on the job's page. What nobody
    began goes as a whole."""
    prepared = Job.objects.filter(kind=JobKind.ENCOUNTERS, state=JobState.PREPARED)
    left = list(prepared.filter(made_at__lt=now - PREPARED_FOR).select_for_update(skip_locked=True))
    record_each("job.thrown_away", subjects=left, by=by, at=now)
    Job.objects.filter(pk__in=[job.pk for job in left]).delete()
    old = JobChunk.objects.filter(part__in=[FILE, REPEATED], job__made_at__lt=now - KEPT_FOR)
    gone, _models = old.exclude(job__state__in=[JobState.WAITING, JobState.RUNNING]).delete()
    return gone + len(left)


def _prepared(job: Job, by: User) -> Job:
    _may(by)
    locked = Job.objects.select_for_update().get(pk=job.pk)
    if locked.state != JobState.PREPARED or locked.kind != JobKind.ENCOUNTERS:
        raise NotPossibleNow(_("This import has begun already."))
    return locked


def _may(by: User) -> None:
    if not access.can_run_jobs(by):
        raise NotAllowed(_("Only a programme manager may do this."))
