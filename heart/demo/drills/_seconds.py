"""The same clocks once more, by other means: whole seconds since 1970, and the two rules of the American summer time.

Nothing here asks `heart.lib.clock`, `casework.cadence` or the zone database: it is what the drill compares them with.
"""

from bisect import bisect_left, bisect_right
from calendar import monthrange
from collections.abc import Collection, Iterable
from dataclasses import dataclass, field
from datetime import UTC, date, datetime, timedelta

MINUTE, HOUR, DAY = 60, 3600, 86400
WINTER, SUMMER = -5 * HOUR, -4 * HOUR
FIRST = date(1970, 1, 1).toordinal()
PARTS = {"morning": (0, 12 * HOUR), "afternoon": (12 * HOUR, 17 * HOUR), "evening": (17 * HOUR, DAY)}


def seconds(at: datetime) -> int:
    return int(at.timestamp())


def instant(at: int) -> datetime:
    return datetime(1970, 1, 1, tzinfo=UTC) + timedelta(seconds=at)


def number(day: date) -> int:
    """Of a day, counted from 1970."""
    return day.toordinal() - FIRST


def changes(year: int) -> tuple[int, int]:
    """When summer time begins and ends: the second Sunday of March and the first of November, at two on the wall."""
    march, november = date(year, 3, 8), date(year, 11, 1)
    spring, autumn = (number(day) + (6 - day.weekday()) % 7 for day in (march, november))
    return spring * DAY + 2 * HOUR - WINTER, autumn * DAY + 2 * HOUR - SUMMER


CHANGES = [change for year in range(2010, 2050) for change in changes(year)]


def offset(at: int) -> int:
    return SUMMER if bisect_right(CHANGES, at) % 2 else WINTER


def wall(at: int) -> tuple[int, int]:
    """The day and the second of it that the wall clock shows."""
    return divmod(at + offset(at), DAY)


def at_wall(day: int, second: int, *, opening: bool = False) -> int:
    """When the wall clock shows it, for the first time. What it leaves out is an hour later by the new time; an
    opening in it is the moment of the change."""
    shown = day * DAY + second
    for zone in (SUMMER, WINTER):
        if offset(shown - zone) == zone:
            return shown - zone
    return changes(date.fromordinal(FIRST + day).year)[0] if opening else shown - WINTER


@dataclass(frozen=True)
class Open:
    """Hours of one weekday, in seconds of the day, on the days from..to."""

    weekday: int
    opens: int
    closes: int
    since: int
    until: int


@dataclass
class Office:
    """Working spans of the days `first`..`last`, in order, with the seconds worked before each."""

    hours: Collection[Open]
    closed: Collection[int]
    first: int
    last: int
    by_day: dict[int, list[tuple[int, int]]] = field(default_factory=dict)
    starts: list[int] = field(default_factory=list)
    ends: list[int] = field(default_factory=list)
    before: list[int] = field(default_factory=list)

    def __post_init__(self) -> None:
        total = 0
        for day in range(self.first, self.last + 1):
            for start, end in () if day in self.closed else self.usual(day):
                self.by_day.setdefault(day, []).append((start, end))
                self.starts.append(start)
                self.ends.append(end)
                self.before.append(total)
                total += end - start

    def usual(self, day: int) -> Iterable[tuple[int, int]]:
        """When it is open on that day, or would be if it were not closed."""
        weekday = date.fromordinal(FIRST + day).weekday()
        rows = [row for row in self.hours if row.weekday == weekday and row.since <= day <= row.until]
        spans = [
            (at_wall(day, row.opens, opening=True), at_wall(day + row.closes // DAY, row.closes % DAY, opening=True))
            for row in rows
        ]
        return sorted(span for span in spans if span[0] < span[1])

    def works(self, at: int) -> bool:
        found = bisect_right(self.starts, at) - 1
        return found >= 0 and at < self.ends[found]

    def next(self, at: int) -> int:
        return max(at, self.starts[bisect_right(self.ends, at)])

    def total(self, at: int) -> int:
        """Worked from the first day until then."""
        found = bisect_right(self.starts, at) - 1
        return self.before[found] + min(at, self.ends[found]) - self.starts[found] if found >= 0 else 0

    def worked(self, start: int, end: int) -> int:
        return self.total(end) - self.total(start)

    def after(self, at: int, amount: int) -> int:
        """The first moment by which so much has been worked since."""
        if amount == 0:
            return self.next(at)
        wanted = self.total(at) + amount
        found = bisect_left(self.before, wanted) - 1
        return self.starts[found] + wanted - self.before[found]

    def days_later(self, at: int, days: int) -> int:
        start = self.next(at)
        if days == 0:
            return start
        day, second = wall(start)
        for _ in range(days):
            day = next(d for d in range(day + 1, self.last) if d in self.by_day)
        moment = at_wall(day, second)
        return next(
            (max(moment, opens) for opens, closes in self.by_day[day] if moment <= closes), self.by_day[day][-1][1]
        )

    def day_later(self, at: int) -> int:
        """The same time on the wall on the next working day; its opening, if nobody works then."""
        same = self.days_later(at, 1)
        if self.works(same):
            return same
        return self.by_day[wall(same - 1)[0]][0][0]  # a closing: at midnight it is the next day's already

    def days_before(self, at: int, days: int) -> int:
        day, _second = wall(at)
        for _ in range(days):
            day = next(d for d in range(day - 1, self.first, -1) if d in self.by_day)
        return self.by_day[day][0][0]

    def in_part(self, wanted: Collection[str], earliest: int, floor: int) -> int:
        """The first moment of that day on, not before `floor`, in a wanted part of the day; a week is looked through."""
        day = wall(earliest)[0]
        if part(earliest) in wanted:
            return earliest
        floor = max(floor, self.by_day[day][0][0])
        first = wall(floor)[0]
        found = [
            max(floor, start, at_wall(d, begins))
            for d in range(first, first + 8)
            for start, end in self.by_day.get(d, ())
            for begins, ends in (PARTS[name] for name in wanted)
            if max(floor, start, at_wall(d, begins)) < min(end, at_wall(d + ends // DAY, ends % DAY))
        ]
        return min(found, default=earliest)


def part(at: int) -> str:
    second = wall(at)[1]
    return next(name for name, (begins, ends) in PARTS.items() if begins <= second < ends)


def months_later(at: int, months: int) -> int:
    day, second = wall(at)
    local = date.fromordinal(FIRST + day)
    year, month = local.year + (local.month - 1 + months) // 12, (local.month - 1 + months) % 12 + 1
    return at_wall(number(date(year, month, min(local.day, monthrange(year, month)[1]))), second)
