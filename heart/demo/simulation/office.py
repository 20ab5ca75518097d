"""Care navigation in its made-up time: who is there, who sits at which desk, and the list that lies on it."""

from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from typing import Any, NamedTuple

from casework.models import FollowUp
from casework.models.cases import FIRST_CONTACT_WITHIN
from casework.models.follow_ups import FollowUpQuerySet
from casework.states import FollowUpKind
from heart.accounts.models import User
from heart.accounts.roles import Role
from heart.demo.city.stories import Life
from heart.demo.city.town import Days, Moment, Town
from heart.demo.simulation.staff import Absence
from heart.lib.clock import midnight_after

# Somebody with nothing overdue takes what falls due within this time.
AHEAD = timedelta(hours=1)


class Row(NamedTuple):
    """An open follow-up as the database has it. Kept, so that an idle desk need not ask for it."""

    pk: int
    renewals: int
    case: int
    kind: str
    owner: int | None
    due_at: datetime
    created_at: datetime
    next_reminder_at: datetime
    clock_started_at: datetime
    first_attempt_at: datetime | None


FIELDS = (
    "pk", "renewals", "case_id", "kind", "owner_id", "due_at", "created_at", "next_reminder_at",
    "case__clock_started_at", "case__first_attempt_at",
)  # fmt: skip


@dataclass
class Desk:
    """`half`: the other one of the pair, whose list is worked too while they are away. `aside`: rows that wait for
    another moment. `turn` counts how often this person has been told when to look again; only the last counts."""

    person: User
    half: User | None = None
    aside: dict[tuple[int, int], datetime] = field(default_factory=dict)
    turn: int = 0
    idle: bool = False

    @property
    def is_supervisors(self) -> bool:
        return self.person.role == Role.SUPERVISOR

    def put_aside(self, follow_up: FollowUp, until: datetime) -> None:
        self.aside[follow_up.pk, follow_up.renewals] = until

    def time_for(self, row: Row) -> datetime:
        """From when on the person takes it."""
        from_due = row.due_at - AHEAD
        return max(from_due, self.aside.get((row.pk, row.renewals), from_due))


@dataclass
class Office(Town):
    """The city's town with working days that end. `working`: whose turn it is. `rows`: all that is open, by case."""

    desks: dict[int, Desk] = field(default_factory=dict)
    absences: list[Absence] = field(default_factory=list)
    working: User | None = None
    rows: dict[int, list[Row]] = field(default_factory=dict)

    def owner(self, follow_up: FollowUp) -> User:
        """Who does it: whoever took the row."""
        return self.working or super().owner(follow_up)

    def is_away(self, person: User, day: date) -> bool:
        return any(a.person is person and a.starts_on <= day <= a.ends_on for a in self.absences)

    def refresh(self, case: int) -> list[Row]:
        """What is open on the case, as it stands now."""
        self.rows[case] = read(FollowUp.objects.filter(case=case))
        return self.rows[case]

    def refresh_all(self) -> None:
        self.rows = {}
        for row in read(FollowUp.objects.all()):
            self.rows.setdefault(row.case, []).append(row)

    def every_row(self) -> Iterable[Row]:
        return (row for rows in self.rows.values() for row in rows)

    def list_of(self, desk: Desk, at: datetime) -> list[Row]:
        """What the person, or the half who is away, owns; a supervisor's are the cases without a team."""
        owners: list[int | None] = [None if desk.is_supervisors else desk.person.pk]
        if desk.half and self.is_away(desk.half, self.hours.calendar.day_of(at)):
            owners.append(desk.half.pk)
        return [row for row in self.every_row() if row.owner in owners]


def read(rows: FollowUpQuerySet) -> list[Row]:
    """The open ones, as they were made."""
    return [Row._make(values) for values in rows.working().order_by("pk").values_list(*FIELDS)]


class Agenda(Days):
    """Days after each moment of which the lists are as the database has them."""

    office: Office

    def happens(self, at: datetime, what: Moment, arguments: tuple[Any, ...]) -> None:
        super().happens(at, what, arguments)
        for life in arguments:
            if isinstance(life, Life) and life.case:
                self.office.refresh(life.case.pk)


def in_order(rows: Iterable[Row], now: datetime) -> list[Row]:
    """As the Today page shows them from top to bottom: interrupting, the newest first; overdue; today. Of the overdue
    and of today's, the first contacts whose 48 hours end today come first."""
    midnight = midnight_after(now)

    def place(row: Row) -> tuple[int, float, int]:
        if row.kind == FollowUpKind.NEW_CRISIS:
            return 0, -row.created_at.timestamp(), -row.pk
        group = 1 if row.due_at < now else 3
        return group + (not _at_risk(row, now, midnight)), row.due_at.timestamp(), row.pk

    return sorted(rows, key=place)


def _at_risk(row: Row, now: datetime, midnight: datetime) -> bool:
    first_contact = row.kind == FollowUpKind.ATTEMPT and row.first_attempt_at is None and row.due_at < midnight
    return first_contact and now <= row.clock_started_at + FIRST_CONTACT_WITHIN < midnight
