"""Responders of the three pilots write down whom they met."""

from datetime import datetime, timedelta
from random import Random

from casework.actions.encounters import EncounterDetails, record_encounter
from casework.models import FollowUpWanted, Outcome, Pilot, Source
from heart.accounts.models import User
from heart.demo.city.stories import Life, Meeting, is_unsheltered
from heart.demo.city.texts import load, one_of
from heart.demo.city.town import Town

AGENCY = "Made-up 911 center"
# Heavier where more is called for; the weights are made up.
BEATS = ("111", "112", "113", "114", "122", "214", "223", "411", "413", "511", "512", "513")
BEAT_WEIGHTS = (9, 7, 5, 6, 8, 4, 6, 9, 7, 10, 8, 5)
CALLS = {
    Pilot.CRT: (
        [
            "Trespass",
            "Mental health crisis",
            "Non-urgent welfare check",
            "Urgent welfare check",
            "Intoxicated person",
            "Suicide threat",
            "Panhandling",
            "Nuisance",
            "Lost person",
        ],
        [21, 14, 14, 9, 8, 5, 4, 4, 2],
    ),
    Pilot.CCD: (["Mental health crisis", "Suicide threat", "Other behavioral health concern"], [6, 3, 4]),
    Pilot.COR: (
        [
            "Involuntary commitment",
            "Attempted suicide",
            "Physical or verbal disturbance",
            "Threat",
            "Custody issue",
            "Domestic violence",
        ],
        [5, 2, 4, 2, 1, 2],
    ),
}
OUTCOMES = {
    Pilot.CRT: (
        [
            Outcome.RESOLVED_ON_SCENE,
            Outcome.TRANSPORTED,
            Outcome.EMS,
            Outcome.REFUSED,
            Outcome.POLICE,
            Outcome.INVOLUNTARY,
        ],
        [62, 18, 6, 9, 2, 3],
    ),
    Pilot.CCD: ([Outcome.SETTLED_BY_PHONE, Outcome.EMS, Outcome.POLICE], [78, 10, 12]),
    Pilot.COR: (
        [Outcome.RESOLVED_ON_SCENE, Outcome.INVOLUNTARY, Outcome.TRANSPORTED, Outcome.POLICE],
        [44, 26, 20, 10],
    ),
}
WITHOUT_NEIGHBOR = 0.5  # calls for each neighbor that found nobody: gone on arrival
FRESH = timedelta(hours=40)


def meet(at: datetime, town: Town, life: Life, meeting: Meeting) -> None:
    by = _responder(town, meeting.pilot, life.dice, fresh=at > town.days.end - FRESH)
    told = details(
        town, life.dice, meeting.pilot, meeting.at, at, _outcome(meeting.pilot, life.dice), meeting.wanted, _note(life)
    )
    recorded = record_encounter(details=told, person=life.person, by=by, source=Source.RESPONDER, now=at).encounter
    if recorded.neighbor_id:
        town.by_neighbor[recorded.neighbor_id] = life
    life.case = recorded.case or life.case


def plan_calls_without_neighbor(town: Town) -> None:
    for _ in range(int(len(town.lives) * WITHOUT_NEIGHBOR)):
        called = town.hours.crt_time(town.dice, timedelta(hours=1), timedelta(days=59))
        town.days.add(called + timedelta(minutes=town.dice.randrange(12, 40)), find_nobody, town, called)


def find_nobody(at: datetime, town: Town, called: datetime) -> None:
    told = details(town, town.dice, Pilot.CRT, called, at, Outcome.GONE, False, "")
    by = _responder(town, Pilot.CRT, town.dice, fresh=at > town.days.end - FRESH)
    record_encounter(details=told, person=None, by=by, source=Source.RESPONDER, now=at)


def details(
    town: Town,
    dice: Random,
    pilot: Pilot,
    called: datetime,
    recorded: datetime,
    outcome: Outcome,
    wanted: bool,
    note: str,
) -> EncounterDetails:
    arrived = called + timedelta(minutes=dice.randrange(4, 14))
    by_phone = pilot == Pilot.CCD
    return EncounterDetails(
        agency=AGENCY,
        incident_number=f"DEMO-{next(town.incidents):05d}",
        received_at=called,
        dispatched_at=None if by_phone else called + timedelta(minutes=dice.randrange(1, 4)),
        arrived_at=None if by_phone else arrived,
        cleared_at=max(arrived, recorded - timedelta(minutes=dice.randrange(1, 20))),
        pilot=pilot,
        call_type=dice.choices(*CALLS[pilot])[0],
        beat=dice.choices(BEATS, BEAT_WEIGHTS)[0],
        location=dice.choice(load("names")["places"]),
        outcome=outcome,
        follow_up_wanted=FollowUpWanted.YES if wanted else FollowUpWanted.NO,
        note=note,
    )


def _outcome(pilot: Pilot, dice: Random) -> Outcome:
    return dice.choices(*OUTCOMES[pilot])[0]


def _note(life: Life) -> str:
    if life.traits.third_party:
        return one_of(life.dice, "encounters", "third_party")
    if life.traits.unnamed and is_unsheltered(life):
        return one_of(life.dice, "encounters", "unnamed")
    return one_of(life.dice, "encounters", "notes")


def _responder(town: Town, pilot: Pilot, dice: Random, *, fresh: bool) -> User:
    """The first of a pilot has been out a lot lately: somebody to sign in as."""
    everybody = town.staff.responders[pilot]
    return everybody[0] if fresh and dice.random() < 0.6 else dice.choice(everybody)
