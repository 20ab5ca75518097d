"""Thin: beat calls, the outbox decides."""

from time import monotonic

from celery import shared_task
from django.utils import timezone

from heart.notify import outbox, watch

ENOUGH = 20  # seconds; the next tick goes on, so that a long backlog never keeps the sweeps waiting


@shared_task(name="heart.notify.tasks.send_messages")
def send_messages() -> int:
    """Drain what is due, batch by batch. Several workers may do this at once."""
    sent, until = 0, monotonic() + ENOUGH
    while monotonic() < until and (claimed := outbox.send_batch(now=timezone.now())):
        watch.pulse(watch.SEND, now=timezone.now())
        sent += claimed
    watch.pulse(watch.SEND, now=timezone.now())
    return sent
