"""Thin: beat calls, reminders decide."""

from contextlib import suppress

from celery import shared_task
from django.utils import timezone
from kombu.exceptions import OperationalError

from casework import digest, reminders
from casework.actions import drafts, uploads
from casework.actions.jobs import Kind, Kinds, work_on_next
from casework.actions.matching import look_again_at_new, match_everything, match_step
from casework.actions.plans import remind_of_reviews
from casework.actions.texts import follow_up_on_undelivered, send_caring_texts
from casework.actions.undoing import undo_all
from casework.interop.uploads import IMPORT
from casework.models import JobKind
from heart.notify import watch

# What kinds of long work there are: the step that a worker takes again and again.
KINDS: Kinds = {JobKind.ENCOUNTERS: IMPORT, JobKind.UNDO: Kind(undo_all), JobKind.MATCHING: Kind(match_step)}


@shared_task(name="casework.tasks.sweep_texts")
def sweep_texts() -> int:
    """Friendly words that are due, and what may not have arrived. Running it twice at once, or late, does no harm."""
    return send_caring_texts() + follow_up_on_undelivered()


@shared_task(name="casework.tasks.sweep_reminders")
def sweep_reminders() -> int:
    """Remind of what is due. Running it twice at once, or late, does no harm."""
    total = reminders.sweep(now=timezone.now())
    watch.pulse(watch.SWEEP, now=timezone.now())
    return total


@shared_task(name="casework.tasks.sweep_plans")
def sweep_plans() -> int:
    """Response plans that are to be looked at again. Running it twice at once, or late, does no harm."""
    return remind_of_reviews()


@shared_task(name="casework.tasks.send_digests")
def send_digests() -> int:
    """The morning's numbers, to whoever wants them and has not got them yet today."""
    return digest.send(now=timezone.now())


@shared_task(name="casework.tasks.drop_old_drafts")
def drop_old_drafts() -> int:
    """Forms that nobody has gone on with for a month. Running it twice at once, or late, does no harm."""
    return drafts.drop_old_drafts(by=None)


@shared_task(name="casework.tasks.match_everything")
def match_every_night() -> bool:
    """Once a night, every record. Running it twice at once, or late, does no harm."""
    return match_everything(by=None) is not None


@shared_task(name="casework.tasks.match_new")
def match_new() -> int:
    """Records of the last minutes, once more. Running it twice at once, or late, does no harm."""
    return look_again_at_new(now=timezone.now())


@shared_task(name="casework.tasks.work_on_jobs", time_limit=6 * 3600)  # undoing millions of rows is one step
def work_on_jobs() -> bool:
    """Some seconds of the long work that waits; then others get their turn, and it goes on behind them. Without a
    broker beat's next tick goes on instead."""
    more = work_on_next(KINDS)
    if more:
        with suppress(OperationalError):
            work_on_jobs.apply_async(expires=30, retry=False)
    return more


@shared_task(name="casework.tasks.forget_old_files")
def forget_old_files() -> int:
    """Files that were handed in long ago."""
    return uploads.forget_old_files(by=None)
