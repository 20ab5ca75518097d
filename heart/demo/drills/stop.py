"""Stop: after a case, a referral, a consent, a promise or a neighbor's texts have ended, nothing more is said of it.

Made-up cases in which everything speaks, each ended in one of twenty-one ways, at a bad moment: before a sweep, with
messages queued, with a batch claimed, or while one of them is being handed over. Then days go by, with every sweep and
every sender, over a channel that records, refuses now and then, and now and then leaves a doubt. `after_stop` is what was
written, or left, about what had ended. A message that was in a provider's hands at that moment is the one exception: it
is counted apart as `in_flight`, and is never tried again.
"""

from argparse import ArgumentParser
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager, nullcontext
from dataclasses import dataclass, field
from datetime import datetime, time, timedelta
from random import Random
from typing import Any
from unittest.mock import patch

from casework import reminders
from casework.actions.texts import follow_up_on_undelivered, send_caring_texts
from heart.audit.models import AuditEvent
from heart.demo import apart
from heart.demo.drills._histories import ENDS, NEED, OF_APPOINTMENT, REVOKE, History, House, begin
from heart.lib.clock import ZONE
from heart.lib.errors import DomainError
from heart.notify import outbox
from heart.notify.channels import Refused
from heart.notify.models import Channel, Delivery, Message
from referrals.actions.appointments import remind_of_appointments
from referrals.actions.referrals import record_need, send_referral
from referrals.models import Service

FAULTS = ("after_stop",)
BEGINS = datetime(2026, 5, 4, 9, tzinfo=ZONE)
TICKS = (time(9), time(13), time(16, 59), time(20))
PATIENCE = 3 * len(TICKS)  # ticks until it ends at whatever moment
BEFORE, QUEUED, CLAIMED, HANDING = MOMENTS = ("before the sweep", "queued", "claimed", "being handed over")
REFUSED, DOUBTED = 0.1, 0.02


def add_arguments(parser: ArgumentParser) -> None:
    parser.add_argument("--histories", type=int, default=60)
    parser.add_argument("--within", type=int, default=14, help="days in which they end")
    parser.add_argument("--days", type=int, default=90, help="days that go by afterwards")
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--naive", action="store_true", help="leave out the withdrawal of what is queued")


def run(say: Callable[[str], None], histories: int, within: int, days: int, seed: int, naive: bool) -> dict[str, Any]:
    with apart.database("stop"):
        return play(say, histories=histories, within=within, days=days, seed=seed, naive=naive)


def play(
    say: Callable[[str], None],
    *,
    histories: int,
    within: int,
    days: int,
    seed: int,
    naive: bool,
    ends: Sequence[str] = ENDS,
) -> dict[str, Any]:
    """In whatever database is in use: it must be one to be thrown away, or a transaction to be rolled back."""
    life = Life(say, histories, within, seed, ends)
    with patch.object(outbox, "opened", life.opened), without_withdrawal() if naive else nullcontext():
        life.pass_by(within + days)
    return life.result()


@contextmanager
def without_withdrawal() -> Iterator[None]:
    """As if it were enough that no new reminder is written."""
    with patch.object(outbox, "_withdraw", lambda messages: None):
        yield


@dataclass
class Recorder:
    """Takes every message and remembers it, with what had ended by then. `while_sending` happens in its hands."""

    dice: Random
    while_sending: Callable[[Message], None]
    sent: list[int] = field(default_factory=list)
    repeats_safely: bool = True

    def send(self, message: Message) -> None:
        self.sent.append(message.pk)
        self.while_sending(message)
        luck = self.dice.random()
        if luck < REFUSED:
            raise Refused("made up")
        if luck < REFUSED + DOUBTED:
            raise TimeoutError


class Life:
    """The virtual days of all histories together."""

    def __init__(self, say: Callable[[str], None], histories: int, within: int, seed: int, ends: Sequence[str]) -> None:
        self.say = say
        self.dice = Random(seed)  # noqa: S311  made-up cases, not secrets
        self.house = House.furnish()
        self.now, self.tick_now = BEGINS, 0
        self.all = [
            begin(n, ends[n % len(ends)], self.house, BEGINS, Random(f"{seed} {n}"), within)  # noqa: S311
            for n in range(histories)
        ]
        self.ahead = [(self.tick_of(h, within), self.dice.choice(MOMENTS), h) for h in self.all]
        self.channel = Recorder(self.dice, self.while_sending)
        self.marks: dict[int, int] = {}  # history -> how many had been handed over when it ended
        self.in_flight: set[tuple[int, int]] = set()
        self.disclosed = 0

    def tick_of(self, history: History, within: int) -> int:
        """From when on it may end: any, or the day before its appointment, on which the text about it is written."""
        if history.end in OF_APPOINTMENT:
            return ((history.appointment_at - BEGINS).days - 1) * len(TICKS)
        return self.dice.randrange(within * len(TICKS))

    def pass_by(self, days: int) -> None:
        for tick in range(days * len(TICKS)):
            day, place = divmod(tick, len(TICKS))
            self.now = datetime.combine(BEGINS.date() + timedelta(days=day), TICKS[place], ZONE)
            self.tick(tick)
            if place == 0 and day % 10 == 0:
                self.say(
                    f"day {day}: {len(self.marks)} of {len(self.all)} ended, {len(self.channel.sent)} messages handed over"
                )

    def tick(self, tick: int) -> None:
        """The clockwork once around, and what ends in the midst of it."""
        self.end(tick, BEFORE)
        reminders.sweep(now=self.now)
        send_caring_texts(now=self.now)
        remind_of_appointments(now=self.now)
        follow_up_on_undelivered(now=self.now)
        self.end(tick, QUEUED)
        self.tick_now = tick
        while outbox.send_batch(now=self.now):
            pass
        for planned in [p for p in self.ahead if p[0] + PATIENCE <= tick]:
            self.ahead.remove(planned)
            self.stop(planned[2])

    @contextmanager
    def opened(self) -> Iterator[Callable[[str], Recorder]]:
        """A sender has claimed its batch and opens its channels."""
        self.end(self.tick_now, CLAIMED)
        yield lambda name: self.channel

    def while_sending(self, message: Message) -> None:
        """In the provider's hands, while somebody ends what the message is about."""
        for planned in [p for p in self.ahead if p[0] <= self.tick_now and p[1] == HANDING]:
            history = planned[2]
            history.choose()
            if history.is_about_it(message):
                self.ahead.remove(planned)
                self.stop(history)
                self.in_flight.add((history.number, message.pk))

    def end(self, tick: int, moment: str) -> None:
        for planned in [p for p in self.ahead if p[0] <= tick and p[1] == moment]:
            if moment == BEFORE or self.waits(planned[2]):
                self.ahead.remove(planned)
                self.stop(planned[2])

    def waits(self, history: History) -> bool:
        """Whether something about what ends is on its way: the worst moment to end it."""
        history.choose()
        on_its_way = Message.objects.filter(delivery__in=[Delivery.QUEUED, Delivery.SENDING])
        return any(history.is_about_it(message) for message in on_its_way)

    def stop(self, history: History) -> None:
        history.choose()
        history.stop(self.now)
        history.newest = Message.objects.order_by("-pk").values_list("pk", flat=True).first() or 0
        self.marks[history.number] = len(self.channel.sent)
        if history.end == REVOKE:
            self.try_to_tell(history)

    def try_to_tell(self, history: History) -> None:
        """On a consent that was taken back: refused, and nothing allowed is on record."""
        need = record_need(case=history.case, category=NEED, by=history.by, now=self.now)
        other = Service.objects.create(organization=self.house.service.organization, name="Other", needs=[NEED])
        before = AuditEvent.objects.filter(event="disclosure.allowed").count()
        try:
            send_referral(case=history.case, need=need, service=other, by=history.by, now=self.now)
        except DomainError:
            self.disclosed += AuditEvent.objects.filter(event="disclosure.allowed").count() - before
        else:
            self.disclosed += 1

    def result(self) -> dict[str, Any]:
        ended = [h for h in self.all if h.number in self.marks]
        after = sum(self.said_after(history) for history in ended) + self.disclosed
        return {
            "histories": len(self.all), "ended": len(ended), "ways": len({h.end for h in ended}),
            "handed_over": len(self.channel.sent), "in_flight": len(self.in_flight), "after_stop": after,
        }  # fmt: skip

    def said_after(self, history: History) -> int:
        """Left for good after it had ended, or written only then to the inbox."""
        left = self.channel.sent[self.marks[history.number] :]
        known = Message.objects.in_bulk(set(left))
        written = Message.objects.filter(channel=Channel.IN_APP, pk__gt=history.newest)
        found = [known[pk] for pk in left] + list(written)
        wrong = [m for m in found if history.is_about_it(m)]
        for message in wrong[:3]:
            self.say(f"after {history.end}: {message.template} over {message.channel}, about {message.about}")
        return len(wrong)
