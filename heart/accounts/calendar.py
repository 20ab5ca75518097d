"""The programme's working calendar, and who is there, from their rows."""

from collections import defaultdict
from collections.abc import Collection, Mapping
from dataclasses import dataclass
from datetime import date, datetime

from heart.accounts.models import Closure, TimeOff, WorkingHours
from heart.lib.clock import ZONE, Hours, WorkCalendar
from heart.lib.remember import remembered


@remembered
def working_calendar() -> WorkCalendar:
    """Care navigation's hours and closures as they stand now: two queries, once in an action."""
    rows = WorkingHours.objects.filter(user=None).order_by("weekday", "opens", "valid_from")
    return WorkCalendar(hours=_hours(rows), closures=frozenset(Closure.objects.values_list("date", flat=True)))


@dataclass(frozen=True)
class Presence:
    """Who works when on the local day of `at`: everybody as the programme does, but those who are on time off or
    have hours of their own in force on that day."""

    at: datetime
    off_until: Mapping[int, date]
    own: Mapping[int, WorkCalendar]

    @classmethod
    def load(cls, at: datetime) -> "Presence":
        """Two queries, whatever the number of people."""
        day = at.astimezone(ZONE).date()
        off = dict(TimeOff.objects.on(day).values_list("user_id", "ends_on"))
        of_person: dict[int, list[WorkingHours]] = defaultdict(list)
        for row in WorkingHours.objects.order_by("user", "weekday", "opens"):
            if row.user_id is not None:
                of_person[row.user_id].append(row)
        calendars = {user: WorkCalendar(hours=_hours(rows)) for user, rows in of_person.items()}
        own = {user: c for user, c in calendars.items() if any(_in_force(h, day) for h in c.hours)}
        return cls(at, off, own)

    def next_moment(self, user_id: int) -> datetime | None:
        """`at`, or later on the same day when the person begins; None when the person is away for the rest of it."""
        if user_id in self.off_until:
            return None
        calendar = self.own.get(user_id)
        if calendar is None:
            return self.at
        ahead = [max(start, self.at) for start, end in calendar.spans(calendar.day_of(self.at)) if end > self.at]
        return min(ahead, default=None)

    def away(self, user_id: int) -> bool:
        return self.next_moment(user_id) is None

    def back_after(self, user_id: int) -> date | None:
        """The last day of the time off; None when it is only not one of the person's days."""
        return self.off_until.get(user_id)


def _hours(rows: Collection[WorkingHours]) -> tuple[Hours, ...]:
    return tuple(Hours(row.weekday, row.opens, row.closes, row.valid_from, row.valid_to or date.max) for row in rows)


def _in_force(hours: Hours, day: date) -> bool:
    return hours.valid_from <= day <= hours.valid_to
