"""A mail provider that exists in this process only. Nothing leaves it; some mails it refuses, of a few nobody knows."""

from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from datetime import date, datetime, time, timedelta

from django.conf import settings
from django.core.mail import EmailMessage
from django.core.mail.backends.base import BaseEmailBackend

from heart.demo.city.texts import dice_of
from heart.demo.simulation import rates
from heart.lib.clock import ZONE

NOTHING_LEAVES = {"EMAIL_BACKEND": f"{__name__}.Backend", "TEXT_URL": ""}


class Provider:
    """Its dice fall in the order in which mails come. `now` is told by whoever sends."""

    def __init__(self, seed: int, first: date, days: int) -> None:
        self.dice = dice_of(f"{seed} mail")
        self.now = datetime.combine(first, time.min, ZONE)
        self.taken = 0
        self.bad = [bad for offset in range(days) for bad in self._bad_moments(first + timedelta(days=offset))]

    def _bad_moments(self, day: date) -> Iterator[tuple[datetime, datetime]]:
        if self.dice.random() < rates.BAD_HOURS_A_DAY:
            begins = datetime.combine(day, time(self.dice.randrange(8, 18)), ZONE)
            yield begins, begins + timedelta(minutes=self.dice.randrange(*rates.BAD_MINUTES))

    def take(self) -> None:
        """ConnectionRefusedError: surely not taken. TimeoutError: who knows."""
        if any(begins <= self.now < ends for begins, ends in self.bad):
            raise ConnectionRefusedError
        luck = self.dice.random()
        if luck < rates.REFUSED:
            raise ConnectionRefusedError
        if luck < rates.REFUSED + rates.NOBODY_KNOWS:
            raise TimeoutError
        self.taken += 1


_at_work: list[Provider] = []


class Backend(BaseEmailBackend):
    """Django's way to the provider at work."""

    def send_messages(self, email_messages: Sequence[EmailMessage]) -> int:
        for _ in email_messages:
            _at_work[-1].take()
        return len(email_messages)


@contextmanager
def carried_by(provider: Provider) -> Iterator[Provider]:
    """Mails go to this provider, and texts nowhere."""
    former = {name: getattr(settings, name) for name in NOTHING_LEAVES}
    _at_work.append(provider)
    try:
        _set(NOTHING_LEAVES)
        yield provider
    finally:
        _set(former)
        _at_work.pop()


def _set(values: dict[str, str]) -> None:
    for name, value in values.items():
        setattr(settings, name, value)
