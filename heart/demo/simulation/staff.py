"""Who works in a made-up programme, and when they are away."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from random import Random

from django.contrib.auth.hashers import make_password

from casework.actions.handing_over import hand_over_all
from casework.models import Pilot
from heart.accounts.actions import save_time_off
from heart.accounts.models import Team, TimeOff, User
from heart.accounts.roles import Role
from heart.demo.city.staff import DOMAIN, Staff
from heart.demo.city.texts import dice_of
from heart.demo.simulation import rates

MANAGER = "manager"
TEAMS_A_SUPERVISOR = 3
SPEAKS_SPANISH = 4  # every fourth team
RESPONDERS = {Pilot.CRT: 6, Pilot.CCD: 3, Pilot.COR: 3}


def hire(teams: int, since: datetime) -> Staff:
    """The pairs, a supervisor for every three of them, one programme manager, and the responders."""
    numbers = range(1, teams + 1)
    rows = [(MANAGER, Role.PROGRAMME_MANAGER, 0)]
    rows += [(f"supervisor-{n}", Role.SUPERVISOR, n) for n in range(1, _supervisor_of(teams) + 1)]
    rows += [(f"peer-{n}", Role.PEER, n) for n in numbers] + [(f"clinician-{n}", Role.CLINICIAN, n) for n in numbers]
    pilots = {pilot: [f"{pilot}-{n}" for n in range(1, many + 1)] for pilot, many in RESPONDERS.items()}
    rows += [(name, Role.RESPONDER, 0) for names in pilots.values() for name in names]
    people = {name: _person(name, role, number, since) for name, role, number in rows}
    User.objects.bulk_create(people.values())
    pairs = [_team(number, people) for number in numbers]
    Team.objects.bulk_create(pairs)
    responders = {str(pilot): [people[name] for name in names] for pilot, names in pilots.items()}
    return Staff(people, {team.name: team for team in pairs}, responders)


def _supervisor_of(team: int) -> int:
    return (team + TEAMS_A_SUPERVISOR - 1) // TEAMS_A_SUPERVISOR


def _person(name: str, role: Role, number: int, since: datetime) -> User:
    return User(
        email=f"{name}@{DOMAIN}",
        name=name,
        role=role,
        password=make_password(None),
        speaks=["en", "es"] if role == Role.PEER and number % SPEAKS_SPANISH == 1 else ["en"],
        remind_by_email=role != Role.RESPONDER and number % rates.EMAIL_EVERY == 0,
        date_joined=since,
    )


def _team(number: int, people: dict[str, User]) -> Team:
    supervisor = people[f"supervisor-{_supervisor_of(number)}"]
    return Team(
        name=f"Team {number:02d}", peer=people[f"peer-{number}"], clinician=people[f"clinician-{number}"],
        supervisor=supervisor,
    )  # fmt: skip


# -- Absence ----------------------------------------------------------------------------------------------------------


@dataclass(frozen=True)
class Absence:
    """Both days counted. Leave is known before the first day, an illness on its first morning."""

    person: User
    starts_on: date
    ends_on: date
    planned: bool

    def overlaps(self, other: "Absence") -> bool:
        return self.starts_on <= other.ends_on and other.starts_on <= self.ends_on


def draw_absences(seed: int, staff: Staff, first: date, days: int) -> list[Absence]:
    """Never both halves of a pair at once, and never two supervisors."""
    last = first + timedelta(days=days)
    found: list[Absence] = []
    for team in staff.teams.values():
        found += _apart([team.peer, team.clinician], seed, first, last)
    supervisors = [person for person in staff.people.values() if person.role == Role.SUPERVISOR]
    if len(supervisors) > 1:
        found += [absence for absence in _apart(supervisors, seed, first, last) if absence.planned]
    return sorted(found, key=lambda absence: (absence.starts_on, absence.person.email))


def _apart(people: Iterable[User], seed: int, first: date, last: date) -> list[Absence]:
    kept: list[Absence] = []
    for person in people:
        for absence in _drawn(person, dice_of(f"{seed} away {person.email}"), first, last):
            if not any(absence.overlaps(other) for other in kept):
                kept.append(absence)
    return kept


def _drawn(person: User, dice: Random, first: date, last: date) -> Iterator[Absence]:
    """Leave in whole weeks from a Monday on; then illness, on any day."""
    every_day = [first + timedelta(days=offset) for offset in range((last - first).days)]
    for day in every_day:
        if day.weekday() == 0 and dice.random() < rates.LEAVE_A_YEAR / 52:
            yield Absence(person, day, day + timedelta(days=6), planned=True)
    for day in every_day:
        if day.weekday() < 5 and dice.random() < rates.SICK_A_DAY:
            yield Absence(person, day, day + timedelta(days=dice.randrange(3)), planned=False)


def report(at: datetime, absence: Absence, manager: User) -> None:
    """Written down as for real: what falls due meanwhile is first handed to the other half."""
    hand_over_all(person=absence.person, why="Away", by=manager, until=absence.ends_on, now=at)
    time_off = TimeOff(user=absence.person, starts_on=absence.starts_on, ends_on=absence.ends_on)
    save_time_off(time_off=time_off, by=manager, now=at)
