"""What beat does for real: the sweep and the sender, every few minutes of the made-up day."""

from collections.abc import Iterator
from datetime import UTC, date, datetime, time

from casework import reminders
from heart.demo.simulation import rates
from heart.demo.simulation.mail import Provider
from heart.demo.simulation.office import Office
from heart.lib.clock import ZONE
from heart.notify import outbox
from heart.notify.models import Message

# After hours nothing is reminded, but a new crisis is told at once.
AFTER_HOURS = range(9, 22)


def plan(office: Office, day: date, provider: Provider) -> None:
    for at in _moments(office, day):
        office.days.add(at, tick, office, provider)


def tick(at: datetime, office: Office, provider: Provider) -> None:
    """Sweeps when a reminder is due, as the rows say; sends what is queued."""
    if any(row.next_reminder_at <= at for row in office.every_row()) and reminders.sweep(now=at):
        office.refresh_all()
    provider.now = at
    while Message.objects.to_send(at).exists():
        outbox.send_batch(now=at)


def _moments(office: Office, day: date) -> Iterator[datetime]:
    spans = office.hours.calendar.spans(day)
    for at, closing in spans:
        while at < closing:
            yield at
            at += rates.SWEEP_EVERY
    for hour in AFTER_HOURS:
        at = datetime.combine(day, time(hour), ZONE).astimezone(UTC)
        if not any(start <= at < end for start, end in spans):
            yield at
