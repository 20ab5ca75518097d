"""Thin: beat calls, reminders decide."""

from celery import shared_task
from django.utils import timezone

from casework import digest, reminders
from casework.actions.texts import follow_up_on_undelivered, send_caring_texts
from heart.notify import watch


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


@shared_task(name="casework.tasks.send_digests")
def send_digests() -> int:
    """The morning's numbers, to whoever wants them and has not got them yet today."""
    return digest.send(now=timezone.now())
