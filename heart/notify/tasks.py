"""Thin: beat calls, the outbox decides."""

from celery import shared_task
from django.utils import timezone

from heart.notify import outbox


@shared_task(name="heart.notify.tasks.send_messages")
def send_messages() -> int:
    """Drain what is due, batch by batch. Several workers may do this at once."""
    sent = 0
    while claimed := outbox.send_batch(now=timezone.now()):
        sent += claimed
    return sent
