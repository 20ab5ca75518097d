"""The morning's numbers: one mail a person and working day, with counts and nothing else.

From the opening on, and until the close: what an outage held back goes out later on the same day, and never on another.
A person with hours of their own gets it when they begin, one who is away not at all; where there is nothing to count,
there is no mail. The key of each makes it once. When nobody is left for later, a pulse says that the day is done.
"""

import json
from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from functools import reduce
from typing import Any, NamedTuple

from django.db import transaction
from django.db.models import BigIntegerField, Count, F, Q, When
from django.db.models import Case as Whether
from django.urls import reverse

from casework.models import Case, FollowUp
from heart.accounts.calendar import Presence, working_calendar
from heart.accounts.models import Team, User
from heart.accounts.roles import NAVIGATORS, OVERSEERS, Role
from heart.lib.clock import midnight_after
from heart.notify import outbox, watch
from heart.notify.models import Channel, Template


class Numbers(NamedTuple):
    """Open follow-ups due later today, and late ones; cases that nobody has tried yet, whose 48 hours end today."""

    today: int = 0
    overdue: int = 0
    at_risk: int = 0

    def plus(self, other: "Numbers") -> "Numbers":
        return Numbers(*(one + more for one, more in zip(self, other, strict=True)))


@transaction.atomic
def send(*, now: datetime) -> int:
    """Write the mails of today that are due now. Returns how many. The queries are as many for any number of people."""
    calendar = working_calendar()
    day = calendar.day_of(now)
    if not calendar.is_working(now) or _is_done(calendar.opening(day)):
        return 0
    outbox.withdraw(_about(calendar.previous_working_day(day)))
    there, later = _who(now)
    drafts = list(_drafts(there, Counted.load(now), day, now))
    outbox.put_out(drafts)
    if not later:
        watch.pulse(watch.DIGEST, now=now)
    return len(drafts)


def _is_done(opening: datetime) -> bool:
    done = watch.pulses().get(watch.DIGEST)
    return done is not None and done >= opening


def _about(day: date) -> str:
    return f"digest:{day}"


def _who(now: datetime) -> tuple[list[User], bool]:
    """Who is there and wants it; and whether somebody else begins later today."""
    presence = Presence.load(now)
    wanting = User.objects.active().filter(role__in=NAVIGATORS | OVERSEERS, morning_digest=True).order_by("pk")
    moments = {person: presence.next_moment(person.pk) for person in wanting}
    later = any(at is not None and at > now for at in moments.values())
    return [person for person, at in moments.items() if at == now], later


@dataclass(frozen=True)
class Counted:
    """By owner, and by team; None is no team yet. Cases about restricted neighbors are in no team's numbers: they
    count for whoever is named."""

    by_owner: Mapping[int | None, Numbers]
    by_team: Mapping[int | None, Numbers]
    by_named: Mapping[frozenset[int], Numbers]
    supervised: Mapping[int, Sequence[int]]

    @classmethod
    def load(cls, now: datetime) -> "Counted":
        by_owner: dict[int | None, Numbers] = defaultdict(Numbers)
        by_team: dict[int | None, Numbers] = defaultdict(Numbers)
        by_named: dict[frozenset[int], Numbers] = defaultdict(Numbers)
        named = Case.objects.open().named_readers()
        for owner, team, restricted, *numbers in _follow_ups(now, named):
            found = Numbers(*numbers)
            by_owner[owner] = by_owner[owner].plus(found)
            _add(found._replace(at_risk=0), by_team, team, by_named, named.get(restricted or 0))
        at_risk = Case.objects.first_contact_at_risk(now, until=midnight_after(now)).order_by()
        counted = at_risk.values("team", restricted=_if_restricted("pk", named)).annotate(number=Count("pk"))
        for team, restricted, number in counted.values_list("team", "restricted", "number"):
            _add(Numbers(at_risk=number), by_team, team, by_named, named.get(restricted or 0))
        supervised = defaultdict(list)
        for team, supervisor in Team.objects.values_list("pk", "supervisor"):
            supervised[supervisor].append(team)
        return cls(by_owner, by_team, by_named, supervised)

    def of(self, person: User) -> Numbers:
        """A navigator's own; a supervisor's teams' and what waits for a team; of a programme manager everything."""
        if person.is_navigator:
            return self.by_owner.get(person.pk, Numbers())
        everything = person.role == Role.PROGRAMME_MANAGER
        teams = self.by_team if everything else [None, *self.supervised.get(person.pk, ())]
        restricted = (numbers for named, numbers in self.by_named.items() if person.pk in named)
        return reduce(Numbers.plus, (*(self.by_team.get(team, Numbers()) for team in teams), *restricted), Numbers())


def _add(
    found: Numbers,
    by_team: dict[int | None, Numbers],
    team: int | None,
    by_named: dict[frozenset[int], Numbers],
    named: frozenset[int] | None,
) -> None:
    if named is None:
        by_team[team] = by_team[team].plus(found)
    else:
        by_named[named] = by_named[named].plus(found)


def _if_restricted(case: str, named: Mapping[int, frozenset[int]]) -> Any:
    """The case's own key when its neighbor is restricted: such cases are counted one by one."""
    return Whether(When(**{f"{case}__in": list(named)}, then=F(case)), default=None, output_field=BigIntegerField())


def _follow_ups(now: datetime, named: Mapping[int, frozenset[int]]) -> Iterable[tuple[Any, ...]]:
    """Owner, team, the case when it is restricted, and the three numbers; at risk are the cases."""
    end = midnight_after(now)
    at_risk = Q(case__in=Case.objects.first_contact_at_risk(now, until=end))
    counts = {
        "today": Count("pk", filter=Q(due_at__gte=now, due_at__lt=end)),
        "overdue": Count("pk", filter=Q(due_at__lt=now)),
        "at_risk": Count("case", filter=at_risk, distinct=True),
    }
    by_all = (
        FollowUp.objects.working().order_by().values("owner", "case__team", restricted=_if_restricted("case", named))
    )
    return by_all.annotate(**counts).values_list("owner", "case__team", "restricted", *counts)


def _drafts(people: Iterable[User], counted: Counted, day: date, now: datetime) -> Iterator[outbox.Draft]:
    about = _about(day)
    for person in people:
        numbers = counted.of(person)
        if any(numbers):
            path = reverse("board" if person.is_overseer else "today")
            params = json.dumps(numbers._asdict())
            yield outbox.draft(person.pk, about, Channel.EMAIL.value, Template.DIGEST, params, path, about, now, now)
