"""Reminders are rows (HOUSE 5). One sweep, in order, in one transaction a batch:

1. claim follow-ups whose `next_reminder_at` has come, with SKIP LOCKED: what another sweep holds is left to it;
2. work out who is told: the rung of the ladder that `reminders_sent` stands on, and who of it is there;
3. write one outbox row a person and channel, with a key that exists once for this occasion;
4. move `next_reminder_at` on and count the occasion.

Who is told depends on the owner, the team and the rung only, and when the next one comes on the rung only: both are
worked out once for all rows alike. Either all of a batch happens or nothing of it. A follow-up of which nobody can be
told is put aside, visible in admin, and does not stop the others. Nothing here ends a reminder: only ending the
follow-up does.
"""

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import NamedTuple

import structlog
from django.db import connection, transaction
from django.urls import reverse

from casework.models import Case, FollowUp, LadderStep, Rung
from heart.accounts.calendar import Presence, working_calendar
from heart.accounts.models import Team, User
from heart.accounts.roles import Role
from heart.lib.clock import NoWorkingTime, WorkCalendar
from heart.notify import outbox
from heart.notify.models import Template

log = structlog.get_logger(__name__)

BATCH = 5000
DAILY = timedelta(hours=24)


@dataclass(frozen=True)
class Ladder:
    """Who is reminded at which occasion, and when the next one is."""

    rungs: tuple[tuple[Rung, timedelta], ...]
    calendar: WorkCalendar

    def rung(self, occasion: int) -> Rung:
        """Occasions count from 0; past the top it stays at the top."""
        return self.rungs[min(occasion, self.top)][0]

    @property
    def top(self) -> int:
        """The occasion that repeats daily."""
        return len(self.rungs) - 1

    def next_at(self, occasion: int, now: datetime) -> datetime:
        """A working moment: up the ladder in working time, then on every working day."""
        try:
            if occasion < self.top:
                later = self.calendar.add_working(now, self.rungs[occasion + 1][1])
                return self.calendar.next_working_moment(later)
            return self._on_the_next_day(now)
        except NoWorkingTime:
            return now + DAILY

    def _on_the_next_day(self, now: datetime) -> datetime:
        """The same time on the next working day, at its opening when that day is shorter or comes after a weekend."""
        opening = self.calendar.opening(self.calendar.next_working_day(self.calendar.day_of(now)))
        same_time = self.calendar.add_working_days(self.calendar.next_working_moment(now), 1)
        after_a_day = self.calendar.next_working_moment(now + DAILY)
        return min(after_a_day, same_time if self.calendar.is_working(same_time) else opening)

    def is_time(self, now: datetime) -> bool:
        return in_hours(now, self.calendar) == now


def load_ladder() -> Ladder:
    rows = LadderStep.objects.order_by("position").values_list("rung", "working_minutes")
    rungs = tuple((Rung(rung), timedelta(minutes=minutes)) for rung, minutes in rows)
    return Ladder(rungs=rungs or ((Rung.OWNER, timedelta()),), calendar=working_calendar())


def in_hours(moment: datetime, calendar: WorkCalendar) -> datetime:
    """When a reminder for this moment goes out: in working hours; and at once when somebody took all of them away:
    silence would be worse."""
    try:
        return calendar.next_working_moment(moment)
    except NoWorkingTime:
        return moment


def sweep(*, now: datetime, batch: int = BATCH) -> int:
    """Remind of everything that is due. Returns how many follow-ups were reminded of.

    Outside working hours nothing goes out: rows that an outage or a new closure left there wait for the opening.
    """
    ladder = load_ladder()
    if not ladder.is_time(now):
        return 0
    told, total = Told.load(now), 0
    while claimed := sweep_batch(ladder, told, now=now, batch=batch):
        total += claimed
    return total


class Due(NamedTuple):
    """What a reminder needs to know of a follow-up."""

    pk: int
    case: int
    kind: str
    owner: int | None
    team: int | None
    renewals: int
    occasion: int


@transaction.atomic
def sweep_batch(ladder: Ladder, told: "Told", *, now: datetime, batch: int = BATCH) -> int:
    """At most `batch` follow-ups. Returns how many were claimed, those put aside included."""
    due = _claim(now, batch)
    if not due:
        return 0
    drafts: list[outbox.Draft] = []
    reached: dict[int, list[int]] = defaultdict(list)
    nobody: list[int] = []
    path = reverse("case", args=[0]).replace("0", "%s")
    for row in due:
        people = told.of(row.owner, row.team, ladder.rung(row.occasion), row.case)
        if people:
            reached[min(row.occasion, ladder.top)].append(row.pk)
            drafts += _drafts(row, people, path, now)
        else:
            nobody.append(row.pk)
    outbox.put_out(drafts)
    for occasion, keys in reached.items():
        _move_on(keys, ladder.next_at(occasion, now))
    if nobody:
        log.error("reminders_set_aside", follow_ups=nobody)
        FollowUp.objects.filter(pk__in=nobody).update(set_aside_at=now)
    return len(due)


def _claim(now: datetime, batch: int) -> list[Due]:
    due = FollowUp.objects.to_remind(now).select_for_update(skip_locked=True, of=("self",))[:batch]
    fields = ("pk", "case_id", "kind", "owner_id", "case__team_id", "renewals", "reminders_sent")
    return [Due._make(row) for row in due.values_list(*fields)]


def _drafts(row: Due, people: Iterable["Recipient"], path: str, now: datetime) -> Iterator[outbox.Draft]:
    about = f"follow_up:{row.pk}"
    key = f"{about}:{row.renewals}:{row.occasion}"
    params = f'{{"case": {row.case}, "kind": "{row.kind}"}}'
    for person in people:
        template = _template(row, person.pk)
        for channel in person.channels:
            yield outbox.draft(person.pk, key, channel, template, params, path % row.case, about, now, person.at)


def _template(row: Due, person: int) -> str:
    if row.occasion == 0:
        return DUE
    return OVERDUE if person == row.owner else ESCALATED


def _move_on(keys: list[int], next_at: datetime) -> None:
    """One statement for all of one rung. SQL, since bulk_update would send each row's values back again."""
    with connection.cursor() as cursor:
        cursor.execute(
            "UPDATE casework_followup SET next_reminder_at = %s, reminders_sent = reminders_sent + 1, "
            "set_aside_at = NULL WHERE id = ANY(%s)",
            [next_at, keys],
        )


DUE, OVERDUE, ESCALATED = (
    template.value for template in (Template.FOLLOW_UP_DUE, Template.FOLLOW_UP_OVERDUE, Template.FOLLOW_UP_ESCALATED)
)


class Recipient(NamedTuple):
    """Who is told, over which channels, and when this person's day begins."""

    pk: int
    channels: tuple[str, ...]
    at: datetime


@dataclass(frozen=True)
class Told:
    """Who stands on which rung, and who of them is there. A rung with nobody there passes to the next one up; when
    nobody at all is there, whoever stands on the rung is told all the same: silence would be worse.

    `named`: of cases about restricted neighbors, who may know of them. Nobody else is told, and where the ladder ends
    the overseers among them are, whatever their team.
    """

    people: Mapping[int, User]
    teams: Mapping[int, Team]
    presence: Presence
    named: Mapping[int, frozenset[int]] = field(default_factory=dict)
    known: dict[tuple[int | None, int | None, Rung, frozenset[int] | None], tuple[Recipient, ...]] = field(
        default_factory=dict
    )

    @classmethod
    def load(cls, now: datetime) -> "Told":
        """Five queries, whatever the number of follow-ups; six while somebody is restricted."""
        people = {person.pk: person for person in User.objects.active().order_by("pk")}
        teams = {team.pk: team for team in Team.objects.all()}
        return cls(people, teams, Presence.load(now), Case.objects.open().named_readers())

    def of(self, owner: int | None, team: int | None, rung: Rung, case: int | None = None) -> tuple[Recipient, ...]:
        """Empty when nobody is left: there is no active programme manager."""
        asked = (owner, team, rung, self.named.get(case or 0))
        if asked not in self.known:
            told = self._told(owner, self.teams.get(team or 0), rung, asked[3])
            self.known[asked] = tuple(self._recipient(pk) for pk in told)
        return self.known[asked]

    def stands_in(self, owner: int | None, team: int | None, rung: Rung, case: int | None = None) -> bool:
        """Somebody else is told than who stands on the rung."""
        on_it = self._on(owner, self.teams.get(team or 0), rung)
        return {r.pk for r in self.of(owner, team, rung, case)} != set(on_it)

    def _told(self, owner: int | None, team: Team | None, rung: Rung, named: frozenset[int] | None) -> Sequence[int]:
        on = [self._on(owner, team, step) for step in list(Rung)[list(Rung).index(rung) :]]
        if named is not None:
            overseers = [pk for pk, person in self.people.items() if person.is_overseer]
            on = [[pk for pk in people if pk in named] for people in (*on, overseers)]
        active = [[pk for pk in people if pk in self.people] for people in on]
        present = ([pk for pk in people if not self.presence.away(pk)] for people in active)
        return next((people for people in present if people), None) or next((p for p in active if p), [])

    def _on(self, owner: int | None, team: Team | None, rung: Rung) -> Sequence[int]:
        if rung == Rung.PROGRAMME_MANAGER:
            return self._in_role(Role.PROGRAMME_MANAGER)
        if owner is None or team is None:
            return self._in_role(Role.SUPERVISOR)
        if rung == Rung.OWNER:
            return [owner]
        return [team.other_half_id(owner) if rung == Rung.OTHER_HALF else team.supervisor_id]

    def _in_role(self, role: Role) -> Sequence[int]:
        return [pk for pk, person in self.people.items() if person.role == role]

    def _recipient(self, pk: int) -> Recipient:
        at = self.presence.next_moment(pk) or self.presence.at
        return Recipient(pk, tuple(outbox.channels_of(self.people[pk])), at)
