"""The programme's working calendar, and who is there, from their rows."""

from collections import defaultdict
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime

from django.utils.translation import gettext as _

from heart.accounts.models import Closure, TimeOff, WorkingHours
from heart.lib.clock import ZONE, Hours, WorkCalendar
from heart.lib.remember import remembered
from heart.lib.when import day


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
        return Rota.load(at.astimezone(ZONE).date()).at(at)

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

    def has_day_off(self, user_id: int) -> bool:
        """With hours of their own, and none of them on this day: not one of their days at all."""
        calendar = self.own.get(user_id)
        return calendar is not None and not calendar.is_working_day(calendar.day_of(self.at))

    def absence(self, user_id: int) -> str:
        """In a few words, to stand beside a name; empty for who is there."""
        if not self.away(user_id):
            return ""
        if until := self.back_after(user_id):
            return _("away until %(day)s") % {"day": day(until, "D j M")}
        return _("not a working day") if self.has_day_off(user_id) else _("outside their hours")

    def back_after(self, user_id: int) -> date | None:
        """The last day of the time off; None when it is only not one of the person's days."""
        return self.off_until.get(user_id)


@dataclass(frozen=True)
class Rota:
    """Everybody's time off and hours of their own from a day on: who is there at any moment since, without asking
    again."""

    off: Sequence[tuple[int, date, date]]
    own: Mapping[int, WorkCalendar]

    @classmethod
    def load(cls, since: date) -> "Rota":
        """Two queries, whatever the number of people."""
        off = TimeOff.objects.filter(ends_on__gte=since).values_list("user_id", "starts_on", "ends_on")
        of_person: dict[int, list[WorkingHours]] = defaultdict(list)
        for row in WorkingHours.objects.order_by("user", "weekday", "opens"):
            if row.user_id is not None:
                of_person[row.user_id].append(row)
        return cls(list(off), {user: WorkCalendar(hours=_hours(rows)) for user, rows in of_person.items()})

    def at(self, moment: datetime) -> Presence:
        today = moment.astimezone(ZONE).date()
        off = {user: last for user, first, last in self.off if first <= today <= last}
        own = {user: c for user, c in self.own.items() if any(_in_force(h, today) for h in c.hours)}
        return Presence(moment, off, own)


@remembered
def rota_since(day: date) -> Rota:
    """Once in an action, however much it opens or hands over."""
    return Rota.load(day)


def _hours(rows: Collection[WorkingHours]) -> tuple[Hours, ...]:
    return tuple(Hours(row.weekday, row.opens, row.closes, row.valid_from, row.valid_to or date.max) for row in rows)


def _in_force(hours: Hours, day: date) -> bool:
    return hours.valid_from <= day <= hours.valid_to
