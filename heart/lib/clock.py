"""Working time: when the city's care navigation works, and how long something has really waited.

Instants are aware UTC datetimes, decided in a zone (America/New_York) and given back in UTC. Two aware
datetimes of one zone subtract by their wall clocks in Python, which is an hour wrong over a
daylight-saving night; so everything here turns to UTC before it adds or subtracts.
"""

from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import UTC, date, datetime, time, timedelta
from zoneinfo import ZoneInfo

from django.utils.translation import gettext_lazy

from heart.lib.errors import DomainError

ZONE = ZoneInfo("America/New_York")
# How far ahead a calendar is searched for a working moment before it is called empty.
HORIZON_DAYS = 400

Span = tuple[datetime, datetime]


class NoWorkingTime(DomainError):
    """The calendar has no working moment within HORIZON_DAYS: working hours are not set up."""

    def __init__(self) -> None:
        super().__init__(gettext_lazy("No working hours are set up. A programme manager sets them in the settings."))


@dataclass(frozen=True)
class Hours:
    """Opening hours of one weekday (0 = Monday), local wall clock, in force on `valid_from`..`valid_to`."""

    weekday: int
    opens: time
    closes: time
    valid_from: date = date.min
    valid_to: date = date.max

    def covers(self, day: date) -> bool:
        return day.weekday() == self.weekday and self.valid_from <= day <= self.valid_to


@dataclass(frozen=True)
class WorkCalendar:
    """Working hours less closures. Pure: the same answer for the same rows and instants."""

    hours: tuple[Hours, ...]
    closures: frozenset[date] = frozenset()
    zone: ZoneInfo = field(default=ZONE)
    # Days that were asked for already, worked out.
    _known: dict[date, tuple[Span, ...]] = field(default_factory=dict, init=False, repr=False, compare=False)

    def spans(self, day: date) -> tuple[Span, ...]:
        """Working spans of a local day as UTC instants, in order."""
        known = self._known.get(day)
        if known is None:
            known = self._known[day] = _spans(self, day)
        return known

    def is_working(self, at: datetime) -> bool:
        return any(start <= at < end for start, end in self.spans(self.day_of(at)))

    def day_of(self, at: datetime) -> date:
        return at.astimezone(self.zone).date()

    def is_working_day(self, day: date) -> bool:
        return bool(self.spans(day))

    def next_working_moment(self, at: datetime) -> datetime:
        """`at` itself when work is on, else the next opening."""
        start, _end = next(self._spans_from(at))
        return start

    def add_working(self, at: datetime, amount: timedelta) -> datetime:
        """The moment by which `amount` of working time has passed since `at`.

        Ends inside or at the close of a span: 8 h from Monday's opening is Monday's close, not Tuesday.
        """
        left = amount
        for start, end in self._spans_from(at):
            if left <= end - start:
                return start + left
            left -= end - start
        raise NoWorkingTime  # pragma: no cover - _spans_from raises first

    def add_working_days(self, at: datetime, days: int) -> datetime:
        """The same local time `days` working days later, moved into that day's hours. Before opening counts as that day."""
        start = self.next_working_moment(at)
        day = self.day_of(start)
        for _ in range(days):
            day = self.next_working_day(day)
        local = datetime.combine(day, start.astimezone(self.zone).time(), self.zone)
        return self._into(day, local.astimezone(UTC))

    def next_working_day(self, day: date) -> date:
        return self._step(day, 1)

    def previous_working_day(self, day: date) -> date:
        return self._step(day, -1)

    def opening(self, day: date) -> datetime:
        """First working moment of a working day."""
        return self.spans(day)[0][0]

    def working_between(self, start: datetime, end: datetime) -> timedelta:
        """Working time from `start` to `end`; negative when `end` comes first. Counted for HORIZON_DAYS at most."""
        if end < start:
            return -self.working_between(end, start)
        end = min(end, start + timedelta(days=HORIZON_DAYS))
        total, day, last = timedelta(), self.day_of(start), self.day_of(end)
        while day <= last:
            total += sum((_overlap(span, (start, end)) for span in self.spans(day)), timedelta())
            day += timedelta(days=1)
        return total

    def _step(self, day: date, by: int) -> date:
        for _ in range(HORIZON_DAYS):
            day += timedelta(days=by)
            if self.is_working_day(day):
                return day
        raise NoWorkingTime

    def _into(self, day: date, at: datetime) -> datetime:
        spans = self.spans(day)
        for start, end in spans:
            if at <= end:
                return max(at, start)
        return spans[-1][1]

    def _spans_from(self, at: datetime) -> Iterator[Span]:
        day = self.day_of(at)
        for offset in range(HORIZON_DAYS):
            for start, end in self.spans(day + timedelta(days=offset)):
                if end > at:
                    yield max(start, at).astimezone(UTC), end
        raise NoWorkingTime


def _spans(calendar: WorkCalendar, day: date) -> tuple[Span, ...]:
    if day in calendar.closures:
        return ()
    found = (
        (_instant(day, h.opens, calendar.zone), _instant(day, h.closes, calendar.zone))
        for h in calendar.hours
        if h.covers(day)
    )
    return tuple(sorted(span for span in found if span[0] < span[1]))


def _instant(day: date, at: time, zone: ZoneInfo) -> datetime:
    """23:59:59.999999 stands for midnight at the end of the day, so that a day can be whole. A time that the clock
    shows twice is the first one; one that it leaves out is the moment at which it is put forward."""
    if at == time.max:
        day, at = day + timedelta(days=1), time.min
    local = datetime.combine(day, at, zone)
    instant = local.astimezone(UTC)
    left_out = instant.astimezone(zone).replace(tzinfo=None) != local.replace(tzinfo=None)
    return _put_forward(instant, zone) if left_out else instant


def _put_forward(after: datetime, zone: ZoneInfo) -> datetime:
    """The full minute at which the clock was put forward, shortly before `after`."""
    offset, minute = after.astimezone(zone).utcoffset(), timedelta(minutes=1)
    at = after.replace(second=0, microsecond=0)
    while (at - minute).astimezone(zone).utcoffset() == offset:
        at -= minute
    return at


def _overlap(one: Span, other: Span) -> timedelta:
    return max(timedelta(), min(one[1], other[1]) - max(one[0], other[0]))


def midnight_after(now: datetime, zone: ZoneInfo = ZONE) -> datetime:
    """The end of the local day."""
    return datetime.combine(now.astimezone(zone).date() + timedelta(days=1), time.min, zone)


def part_of_day(at: datetime, zone: ZoneInfo = ZONE) -> str:
    """morning (before 12), afternoon (before 17) or evening, local."""
    hour = at.astimezone(zone).hour
    return "morning" if hour < 12 else "afternoon" if hour < 17 else "evening"
