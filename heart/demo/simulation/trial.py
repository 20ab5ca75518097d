"""One trial from its first day to its last, in an empty database."""

import logging
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from itertools import count
from typing import Any

from heart.accounts.calendar import working_calendar
from heart.accounts.models import User
from heart.accounts.roles import Role
from heart.demo.city import responders
from heart.demo.city.hours import Hours
from heart.demo.city.places import open_doors
from heart.demo.city.staff import Staff
from heart.demo.city.stories import Life, Meeting
from heart.demo.city.texts import dice_of
from heart.demo.simulation import desk, figures, machinery, rates, staff
from heart.demo.simulation.arrivals import Arrival, arrivals, life_of
from heart.demo.simulation.mail import Provider, carried_by
from heart.demo.simulation.office import Agenda, Desk, Office
from heart.demo.simulation.programme import Programme
from heart.demo.simulation.staff import Absence
from heart.lib.clock import ZONE
from heart.lib.remember import remembering
from referrals.models import Service

# A plain Monday; ninety days from it hold a few city holidays and a daylight-saving night.
FIRST_DAY = date(2026, 1, 5)
Progress = Callable[[int, int], None]


@dataclass(frozen=True)
class Trial:
    """A programme, so many teams, and how long."""

    programme: Programme
    teams: int = rates.TEAMS
    days: int = 90
    seed: int = 1
    first: date = FIRST_DAY
    responses_a_year: int = rates.RESPONSES_A_YEAR

    @property
    def begins(self) -> datetime:
        return _midnight(self.first)

    @property
    def ends(self) -> datetime:
        return _midnight(self.first + timedelta(days=self.days))


def run(trial: Trial, progress: Progress) -> dict[str, Any]:
    """Live it, and say what came of it. `progress(day, of)` as each day begins. Writes into the default database,
    which must have no records yet."""
    trial.programme.write(trial.begins)
    people = staff.hire(trial.teams, trial.begins)
    open_doors(dice_of(f"{trial.seed} places"), trial.first)
    met = arrivals(trial.seed, trial.first, trial.days, trial.responses_a_year)
    provider = Provider(trial.seed, trial.first, trial.days)
    with carried_by(provider), quiet():
        office = _open(trial, people)
        _plan(office, trial, met, provider)
        _live(office, trial, progress)
        return figures.tell(office, trial.begins, trial.ends, responses=len(met))


def _open(trial: Trial, people: Staff) -> Office:
    agenda = Agenda(trial.ends)
    agenda.office = Office(
        hours=Hours(trial.ends, working_calendar()),
        staff=people,
        services=list(Service.objects.select_related("organization").order_by("name", "pk")),
        lives=[],
        days=agenda,
        dice=dice_of(f"{trial.seed} mornings"),
        open_cases={},
        incidents=count(1),
        desks=_desks(people),
        absences=staff.draw_absences(trial.seed, people, trial.first, trial.days),
    )
    return agenda.office


def _desks(people: Staff) -> dict[int, Desk]:
    pairs = [(team.peer, team.clinician) for team in people.teams.values()]
    halves = [*pairs, *((clinician, peer) for peer, clinician in pairs)]
    supervisors = [Desk(person) for person in people.people.values() if person.role == Role.SUPERVISOR]
    return {one.person.pk: one for one in [*supervisors, *(Desk(person, half) for person, half in halves)]}


def _plan(office: Office, trial: Trial, met: list[Arrival], provider: Provider) -> None:
    """Every meeting, everybody's first morning, and who is away when."""
    manager = office.staff.people[staff.MANAGER]
    for absence in office.absences:
        if absence.planned:
            staff.report(trial.begins, absence, manager)
        else:
            office.days.add(_midnight(absence.starts_on), _fall_ill, office, absence, manager)
    for offset in range(trial.days):
        machinery.plan(office, trial.first + timedelta(days=offset), provider)
    lives: dict[int, Life] = {}
    for arrival in met:
        office.days.add(arrival.meeting.at, _meet, office, trial, lives, arrival)
    for one in office.desks.values():
        office.days.add(trial.begins, desk.look, office, one, one.turn)


def _fall_ill(at: datetime, office: Office, absence: Absence, manager: User) -> None:
    staff.report(at, absence, manager)
    office.refresh_all()


def _meet(at: datetime, office: Office, trial: Trial, lives: dict[int, Life], arrival: Arrival) -> None:
    """Of the others only the number counts: neither is a follow-up wanted nor has this neighbor ever had a case."""
    number, meeting = arrival.number, arrival.meeting
    if meeting.wanted and number not in lives:
        lives[number] = life_of(number, trial.seed, trial.first)
    if number in lives:
        recorded = at + timedelta(minutes=lives[number].dice.randrange(35, 95))
        office.days.add(recorded, _record, office, lives[number], meeting)


def _record(at: datetime, office: Office, life: Life, meeting: Meeting) -> None:
    responders.meet(at, office, life, meeting)
    if life.case:
        desk.wake(at, office, office.refresh(life.case.pk))


def _live(office: Office, trial: Trial, progress: Progress) -> None:
    for day in range(1, trial.days + 1):
        progress(day, trial.days)
        with remembering():
            office.days.pass_by(_nothing, before=_midnight(trial.first + timedelta(days=day)))


def _nothing(_at: datetime) -> None: ...


def _midnight(day: date) -> datetime:
    return datetime.combine(day, time.min, ZONE).astimezone(UTC)


@contextmanager
def quiet() -> Iterator[None]:
    """What goes wrong on purpose is counted, not logged."""
    logging.disable(logging.ERROR)
    try:
        yield
    finally:
        logging.disable(logging.NOTSET)
