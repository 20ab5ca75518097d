"""The supervisor's board: one row a worker, counted in a fixed number of queries."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from django.db.models import Count, Q

from casework.models import Case, FollowUp
from casework.models.follow_ups import FollowUpQuerySet
from casework.states import FollowUpKind
from heart.accounts.calendar import Presence
from heart.accounts.models import Team, User
from heart.lib.clock import midnight_after

# How late, in elapsed time: up to a day, up to three, longer.
BANDS: dict[str, tuple[timedelta, timedelta | None]] = {
    "day": (timedelta(), timedelta(days=1)),
    "days": (timedelta(days=1), timedelta(days=3)),
    "longer": (timedelta(days=3), None),
}


@dataclass(frozen=True)
class Worker:
    """`cases`: open ones of the person's team. `at_risk`: first contacts that are this person's to make, and whose 48
    hours end before midnight. `away`: in words, when the person is on leave or does not work (any more) today."""

    person: User
    team: Team
    cases: int
    open: int
    day: int
    days: int
    longer: int
    at_risk: int
    away: str

    @property
    def overdue(self) -> int:
        return self.day + self.days + self.longer


def workers(user: User, now: datetime) -> list[Worker]:
    """Both halves of every active team that `user` oversees, by team."""
    teams = list(Team.objects.visible_to(user).active().select_related("peer", "clinician").order_by("name"))
    people = {p.pk: p for team in teams for p in (team.peer, team.clinician)}
    counted = {row["owner"]: row for row in _count(people, user, now)}
    cases = _by_team(Case.objects.visible_to(user).working())
    presence = Presence.load(now)
    return [
        Worker(
            p,
            team,
            cases.get(team.pk, 0),
            away=presence.absence(p.pk),
            **_numbers(counted.get(p.pk, {})),
        )
        for team in teams
        for p in (team.peer, team.clinician)
    ]


def in_band(follow_ups: FollowUpQuerySet, band: str, now: datetime) -> FollowUpQuerySet:
    """Those that are late by as much as the band says; an unknown band means every late one."""
    least, most = BANDS.get(band, (timedelta(), None))
    late = follow_ups.filter(due_at__lt=now - least)
    return late.filter(due_at__gte=now - most) if most else late


def _count(people: Iterable[int], user: User, now: datetime) -> Iterable[Any]:
    mine = FollowUp.objects.visible_to(user).working().filter(owner__in=list(people)).order_by()
    bands = {band: Count("pk", filter=_late(least, most, now)) for band, (least, most) in BANDS.items()}
    at_risk = Case.objects.visible_to(user).first_contact_at_risk(now, until=midnight_after(now))
    first = Count("pk", filter=Q(kind=FollowUpKind.ATTEMPT, case__in=at_risk))
    return mine.values("owner").annotate(open=Count("pk"), at_risk=first, **bands)


def _late(least: timedelta, most: timedelta | None, now: datetime) -> Q:
    late = Q(due_at__lt=now - least)
    return late & Q(due_at__gte=now - most) if most else late


def _numbers(row: dict[str, int]) -> dict[str, int]:
    return {name: row.get(name, 0) for name in ("open", "at_risk", *BANDS)}


def _by_team(cases) -> dict[int, int]:
    return dict(cases.order_by().exclude(team=None).values_list("team").annotate(Count("pk")))
