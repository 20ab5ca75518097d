"""Thin: beat calls, reminders decide."""

from celery import shared_task
from django.utils import timezone

from casework import reminders


@shared_task(name="casework.tasks.sweep_reminders")
def sweep_reminders() -> int:
    """Remind of what is due. Running it twice at once, or late, does no harm."""
    return reminders.sweep(now=timezone.now())
