"""Which pilot could have answered a call, and why not (DOMAIN 1): by the programme that was in force on its local day.

Pure once the programme is read: `programme_between` asks four statements for any number of days, `answerable` asks none,
so that a month of calls is one reading and a count by reason.
"""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date, datetime, time
from typing import Any, TypeVar

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from casework.models import Beat, CallType, Encounter, Pilot, PilotHours, PilotService
from casework.models.programme import InForce
from heart.lib.clock import ZONE
from heart.lib.remember import remembered


class Could(models.TextChoices):
    YES = "yes", _("Yes")
    NO = "no", _("No")
    UNKNOWN = "unknown", _("Not known")


class Why(models.TextChoices):
    """Why not; those that end in _UNKNOWN, why nobody can say."""

    SERVICE = "service", _("not in service on that day")
    HOURS = "hours", _("outside its hours")
    BEAT = "beat", _("outside its beats")
    CALL_TYPE = "call_type", _("not one of its call types")
    WEAPON = "weapon", _("a weapon or violence was told of")
    LOW_RISK = "low_risk", _("no weapon or violence was told of")
    BEAT_UNKNOWN = "beat_unknown", _("the beat was not recorded")
    CALL_TYPE_UNKNOWN = "call_type_unknown", _("the call type was not recorded")
    WEAPON_UNKNOWN = "weapon_unknown", _("whether there was a weapon was not recorded")


NOBODY_CAN_SAY = frozenset({Why.BEAT_UNKNOWN, Why.CALL_TYPE_UNKNOWN, Why.WEAPON_UNKNOWN})


@dataclass(frozen=True)
class Answer:
    """Of one pilot. One reason against is enough, whatever else is unknown."""

    pilot: Pilot
    whys: tuple[Why, ...]

    @property
    def could(self) -> Could:
        if set(self.whys) - NOBODY_CAN_SAY:
            return Could.NO
        return Could.UNKNOWN if self.whys else Could.YES

    @property
    def else_fits(self) -> str:
        """Of what nobody can say: what was recorded, and would not have been in the way."""
        if self.could != Could.UNKNOWN:
            return ""
        if Why.BEAT_UNKNOWN in self.whys:
            return gettext("it was within its hours")
        return gettext("it was within its hours and beats")

    def in_words(self) -> str:
        """“Co-Response: no, outside its hours, outside its beats”; of a no, only what speaks against it. “Co-Response:
        not known, the call type was not recorded; it was within its hours and beats”."""
        told = [why for why in self.whys if (why in NOBODY_CAN_SAY) == (self.could == Could.UNKNOWN)]
        words = ", ".join([str(self.could.label).lower(), *(str(why.label) for why in told)])
        return f"{self.pilot.label}: " + "; ".join(filter(None, [words, self.else_fits]))


Row = TypeVar("Row", bound=InForce)


@dataclass(frozen=True)
class Programme:
    """Rows in force some time between two days, whatever their day: each question picks those of its own day."""

    services: tuple[PilotService, ...]
    hours: dict[tuple[str, int], list[PilotHours]]
    beats: dict[str, list[Beat]]
    call_types: dict[tuple[str, str], list[CallType]]


@remembered
def programme_between(first: date, last: date) -> Programme:
    """All that is in force on any of these days: four statements."""
    hours: dict[tuple[str, int], list[PilotHours]] = {}
    for row in _between(PilotHours, first, last):
        hours.setdefault((row.pilot, row.weekday), []).append(row)
    beats: dict[str, list[Beat]] = {}
    for beat in _between(Beat, first, last):
        beats.setdefault(beat.code, []).append(beat)
    call_types: dict[tuple[str, str], list[CallType]] = {}
    for call_type in _between(CallType, first, last):
        call_types.setdefault((call_type.pilot, _plain(call_type.name)), []).append(call_type)
    return Programme(tuple(_between(PilotService, first, last)), hours, beats, call_types)


def could_answer(*, call_type: str, beat: str, received_at: datetime, weapon: bool | None) -> list[Answer]:
    """Of one call."""
    day = received_at.astimezone(ZONE).date()
    programme = programme_between(day, day)
    return answerable(programme, call_type=call_type, beat=beat, received_at=received_at, weapon=weapon)


def could_have_answered(encounter: Encounter) -> list[Answer]:
    return could_answer(
        call_type=encounter.call_type, beat=encounter.beat, received_at=encounter.received_at, weapon=encounter.weapon
    )


def programme_of(encounters: Sequence[Encounter]) -> Programme | None:
    """All that was in force on their days; None of no encounter."""
    days = [encounter.received_at.astimezone(ZONE).date() for encounter in encounters]
    return programme_between(min(days), max(days)) if days else None


def answers_of(encounter: Encounter, programme: Programme) -> list[str]:
    """What could have answered, in words; no query."""
    found = answerable(
        programme,
        call_type=encounter.call_type,
        beat=encounter.beat,
        received_at=encounter.received_at,
        weapon=encounter.weapon,
    )
    return [answer.in_words() for answer in found]


def answerable(
    programme: Programme, *, call_type: str, beat: str, received_at: datetime, weapon: bool | None
) -> list[Answer]:
    """Of each pilot whether it could have answered, in their order. Empty text and None: not told, which is an answer
    of its own. `beat` and `call_type` as the programme writes them; capitals and spaces do not matter."""
    told = _Call(call_type, beat.strip(), received_at.astimezone(ZONE), weapon)
    return [Answer(pilot, tuple(_against(programme, pilot, told))) for pilot in Pilot]


@dataclass(frozen=True)
class _Call:
    call_type: str
    beat: str
    local: datetime
    weapon: bool | None

    def of_its_day(self, rows: Iterable[Row]) -> list[Row]:
        day = self.local.date()
        return [row for row in rows if row.valid_from <= day and (row.valid_to is None or day <= row.valid_to)]


def _against(programme: Programme, pilot: Pilot, call: _Call) -> Iterator[Why]:
    services = call.of_its_day(row for row in programme.services if row.pilot == pilot)
    if not services:
        yield Why.SERVICE
        return
    (service,) = services
    if not _in_hours(programme, pilot, call):
        yield Why.HOURS
    if not service.everywhere:
        yield from _of_the_beat(programme, pilot, call)
    yield from _of_the_call(programme, service, call)


def _in_hours(programme: Programme, pilot: Pilot, call: _Call) -> bool:
    """The local wall clock decides, in daylight-saving nights too: 01:30 is 01:30 both times."""
    now = call.local.time()
    rows = call.of_its_day(programme.hours.get((pilot, call.local.weekday()), ()))
    return any(row.opens <= now and (now < row.closes or row.closes == time.max) for row in rows)


def _of_the_beat(programme: Programme, pilot: Pilot, call: _Call) -> Iterator[Why]:
    if not call.beat:
        yield Why.BEAT_UNKNOWN
    elif not any(row.pilot in ("", pilot) for row in call.of_its_day(programme.beats.get(call.beat, ()))):
        yield Why.BEAT


def _of_the_call(programme: Programme, service: PilotService, call: _Call) -> Iterator[Why]:
    """The call type, and what a weapon means for this pilot and this type."""
    types = call.of_its_day(programme.call_types.get((service.pilot, _plain(call.call_type)), ()))
    if not call.call_type.strip():
        yield Why.CALL_TYPE_UNKNOWN
    elif not types:
        yield Why.CALL_TYPE
    at_risk_only = any(row.only_at_risk for row in types)
    if call.weapon is None:
        if at_risk_only or not service.weapons:
            yield Why.WEAPON_UNKNOWN
    elif call.weapon and not service.weapons:
        yield Why.WEAPON
    elif at_risk_only and not call.weapon:
        yield Why.LOW_RISK


def _between(model: type[Row], first: date, last: date) -> Iterable[Row]:
    found: Iterable[Any] = model.objects.filter(Q(valid_to__isnull=True) | Q(valid_to__gte=first), valid_from__lte=last)
    return found


def _plain(name: str) -> str:
    return " ".join(name.casefold().split())
