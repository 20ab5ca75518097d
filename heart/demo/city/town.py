"""The city while its days pass: who is there, and the queue of moments that are still to come."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from heapq import heappop, heappush
from itertools import count
from random import Random
from typing import Any

from casework.models import Case, FollowUp
from heart.accounts.models import User
from heart.demo.city.hours import Hours
from heart.demo.city.staff import Staff
from heart.demo.city.stories import Life
from referrals.models import Service

Moment = Callable[..., None]


class Days:
    """A queue of moments up to `end`. What happens at one may add later ones; equal times keep the order of adding."""

    def __init__(self, end: datetime) -> None:
        self.end = end
        self.now: datetime | None = None
        self._queue: list[tuple[datetime, int, Moment, tuple[Any, ...]]] = []
        self._order = count()

    def add(self, at: datetime, what: Moment, *arguments: Any) -> None:
        """Call `what(at, *arguments)` when its moment comes; never, when that is after the end."""
        if self.now and at < self.now:
            at = self.now
        if at <= self.end:
            heappush(self._queue, (at, next(self._order), what, arguments))

    def pass_by(self, each: Callable[[datetime], None], *, before: datetime | None = None) -> None:
        """Every moment in turn, `each` first; those before a moment only, when one is given."""
        while self._queue and (before is None or self._queue[0][0] < before):
            self.now, _order, what, arguments = heappop(self._queue)
            each(self.now)
            self.happens(self.now, what, arguments)

    def happens(self, at: datetime, what: Moment, arguments: tuple[Any, ...]) -> None:
        what(at, *arguments)


@dataclass
class Town:
    """`by_neighbor`: whose life a record is, by its key. `open_cases`: how many each team has, by its name."""

    hours: Hours
    staff: Staff
    services: list[Service]
    lives: list[Life]
    days: Days
    dice: Random
    open_cases: dict[str, int]
    incidents: Iterator[int]
    by_neighbor: dict[int, Life] = field(default_factory=dict)

    def peer(self, case: Case) -> User:
        return self.staff.team(case.team_id).peer  # type: ignore[arg-type]

    def owner(self, follow_up: FollowUp) -> User:
        return self.staff.person(follow_up.owner_id)  # type: ignore[arg-type]

    def count_closed(self, case: Case) -> None:
        if case.team_id:
            self.open_cases[self.staff.team(case.team_id).name] -= 1

    def working_after(self, at: datetime, hours: float) -> datetime:
        """So many of care navigation's working hours later, away from the stroke of the opening."""
        return self.hours.calendar.add_working(at, timedelta(hours=hours))
