"""Recording a response, from wherever it is told."""

import hashlib
import json
from collections.abc import Iterable, Mapping
from dataclasses import asdict, dataclass, replace
from datetime import UTC, datetime, timedelta

from django.db import connection
from django.db.models import Model
from django.utils.translation import gettext as _

from casework import access
from casework.actions.cases import join_or_open_case
from casework.actions.neighbors import Person, get_to_know, meet_neighbor
from casework.beats import beat_at
from casework.models import AgencyPerson, Case, Encounter, FollowUpWanted, Neighbor, Source
from heart.accounts.models import User
from heart.audit.record import record
from heart.lib.actions import NOW, action
from heart.lib.clock import ZONE
from heart.lib.errors import DomainError, NotAllowed, NotPossibleNow
from heart.lib.identifiers import plain_identifier

AHEAD_AT_MOST = timedelta(minutes=10)
# Earlier times stand for "not known" in other systems.
LONG_AGO = datetime(1970, 1, 2, tzinfo=UTC)
NOTHING = ("", None)
# Came later than the first digests: left out of them where nothing is said.
LATER = ("latitude", "longitude", "weapon")
# The language that the first digests had for one that was not told of: what was sent then stays the same.
UNSAID = "en"
HOLD = """
SELECT count(pg_advisory_xact_lock(key))
FROM (SELECT DISTINCT hashtextextended(name, 911) AS key FROM unnest(%s::text[]) AS name ORDER BY key) AS keys
"""


@dataclass(frozen=True)
class EncounterDetails:
    """One response as its source tells it. Instants are aware; empty text means not told. Agency and number become as
    they are kept."""

    agency: str
    incident_number: str
    received_at: datetime
    pilot: str = ""
    call_type: str = ""
    priority: str = ""
    beat: str = ""
    location: str = ""
    dispatched_at: datetime | None = None
    arrived_at: datetime | None = None
    cleared_at: datetime | None = None
    outcome: str = ""
    disposition: str = ""
    follow_up_wanted: str = ""
    note: str = ""
    latitude: float | None = None
    longitude: float | None = None
    weapon: bool | None = None

    def __post_init__(self) -> None:
        for name in ("agency", "incident_number"):
            object.__setattr__(self, name, plain_identifier(getattr(self, name)))


@dataclass(frozen=True)
class Recorded:
    """`created` is False when the very same was recorded before."""

    encounter: Encounter
    created: bool


@action
def record_encounter(
    *, details: EncounterDetails, person: Person | None, by: User | None, source: Source, now: datetime = NOW
) -> Recorded:
    """Record a response once. When care navigation should follow up, or the neighbor has an open case, it joins
    or opens one (DOMAIN 3); nobody has to be named for that.

    The same agency and incident number again: the same body gives the same encounter, another one is
    NotPossibleNow (409); but what only a CAD file had told is taken over, and the newer words win. Two at
    once wait for each other.
    """
    _may_record(by, source)
    check_told(details, person, now)
    digest = digest_of(details, person)
    hold_names([(details.agency, details.incident_number)])
    known = Encounter.objects.filter(agency=details.agency, incident_number=details.incident_number).first()
    if known and known.source == Source.CAD and source != Source.CAD:
        return Recorded(_take_over(known, details, person, by, source, digest, now), created=True)
    if known:
        return Recorded(_same(known, digest, by), created=False)
    neighbor, case = _who(details, person, by, now)
    encounter = Encounter.objects.create(
        **asdict(in_its_beat(details)),
        neighbor=neighbor,
        case=case,
        **_person_told(details, person, source),
        source=source,
        recorded_by=by,
        recorded_at=now,
        digest=digest,
    )
    _sign(encounter, by, source, now)
    return Recorded(encounter, created=True)


def _sign(encounter: Encounter, by: User | None, source: Source, now: datetime) -> None:
    if by and source == Source.RESPONDER:
        encounter.responders.add(by)
    record("encounter.recorded", subject=encounter, by=by, at=now, source=source)


def _take_over(
    known: Encounter,
    details: EncounterDetails,
    person: Person | None,
    by: User | None,
    source: Source,
    digest: str,
    now: datetime,
) -> Encounter:
    """CAD knew the incident first; now somebody who was there tells of it. What they say wins, what they leave
    out stays, and the neighbor that CAD could not name is this one, not a second."""
    beat, known.not_told = beat_then(known, details), left_out(known, details)
    for field, told in asdict(details).items():
        if told not in NOTHING:
            setattr(known, field, told)
    known.beat = beat
    known.source, known.recorded_by, known.recorded_at, known.digest = source, by, now, digest
    for field, told in _person_told(details, person, source).items():
        setattr(known, field, told)
    if known.neighbor is None:
        known.neighbor, known.case = _who(details, person, by, now)
    elif person:
        get_to_know(neighbor=known.neighbor, person=person, agency=known.agency, by=by, now=now)
    if known.case is None and known.follow_up_wanted == FollowUpWanted.YES and known.neighbor:
        known.case = join_or_open_case(neighbor=known.neighbor, met_at=known.met_at, by=by, now=now)
    known.save()
    _sign(known, by, source, now)
    return known


@action
def ask_for_follow_up(*, encounter: Encounter, by: User | None, now: datetime = NOW) -> Encounter:
    """Care navigation should follow up after all: the encounter joins or opens a case, unless it has one."""
    if encounter.case is None:
        neighbor = encounter.neighbor or meet_neighbor(
            person=_unnamed(encounter.incident_number), agency=encounter.agency, by=by, now=now
        )
        encounter.case = join_or_open_case(neighbor=neighbor, met_at=encounter.met_at, by=by, now=now)
        encounter.neighbor = neighbor
    encounter.follow_up_wanted = FollowUpWanted.YES
    encounter.save(update_fields=["neighbor", "case", "follow_up_wanted"])
    record("encounter.follow_up_wanted", subject=encounter, by=by, at=now)
    return encounter


@action
def name_neighbor(*, encounter: Encounter, person: Person, by: User | None, now: datetime = NOW) -> Encounter:
    """A source tells later whom it was about: more of the neighbor that is known, else one is met. An open case of
    theirs is joined."""
    if encounter.neighbor:
        get_to_know(neighbor=encounter.neighbor, person=person, agency=encounter.agency, by=by, now=now)
        return encounter
    encounter.neighbor = meet_neighbor(person=person, agency=encounter.agency, by=by, now=now)
    if Case.objects.open().of_person(encounter.neighbor).exists():
        encounter.case = join_or_open_case(neighbor=encounter.neighbor, met_at=encounter.met_at, by=by, now=now)
    encounter.save(update_fields=["neighbor", "case"])
    record("encounter.named", subject=encounter, by=by, at=now)
    return encounter


def in_its_beat(details: EncounterDetails) -> EncounterDetails:
    """Told where, but not in which beat: the map of the day knows."""
    if details.beat or details.latitude is None or details.longitude is None:
        return details
    day = details.received_at.astimezone(ZONE).date()
    return replace(details, beat=beat_at(details.latitude, details.longitude, on=day))


def beat_then(known: Encounter, details: EncounterDetails) -> str:
    """The beat of an encounter that was told of before: the one that is told now; else that of a point that has moved;
    else as it was. One that only the map gave goes with its point, into none too."""
    if details.beat or details.latitude is None or details.longitude is None:
        return details.beat or known.beat
    found = in_its_beat(details).beat
    moved = (known.latitude, known.longitude) != (details.latitude, details.longitude)
    if not known.beat or (moved and found):
        return found
    return "" if moved and known.beat == _beat_of_its_point(known) else known.beat


def _beat_of_its_point(known: Encounter) -> str:
    if known.latitude is None or known.longitude is None:
        return ""
    return beat_at(known.latitude, known.longitude, on=known.received_at.astimezone(ZONE).date())


def digest_of(details: EncounterDetails, person: Person | None) -> str:
    """SHA-256 over what was told, in one canonical form."""
    details_told = {name: value for name, value in vars(details).items() if name not in LATER or value is not None}
    person_told = asdict(person) | {"language": person.language or UNSAID} if person else None
    told: Mapping[str, object] = {"details": details_told, "person": person_told}
    return hashlib.sha256(json.dumps(told, sort_keys=True, default=str).encode()).hexdigest()


def _may_record(by: User | None, source: Source) -> None:
    allowed = by is None or (
        access.can_send_encounters(by) if source in (Source.API, Source.EIDO) else access.can_record_encounter(by)
    )
    if not allowed:
        raise NotAllowed(_("You may not record encounters."))


def check_told(details: EncounterDetails, person: Person | None, now: datetime) -> None:
    """Identifiers that are there and can be kept, times that can be true, in an order that can be true. DomainError
    names the field."""
    if not details.incident_number:
        raise DomainError(_("The incident number is missing."), field="incident_number")
    if not details.agency:
        raise DomainError(_("The agency is missing."), field="agency")
    _check_length("incident_number", details.incident_number, Encounter)
    _check_length("agency", details.agency, Encounter)
    _check_length("agency_person_id", person.agency_person_id if person else "", AgencyPerson, "person_id")
    _check_times(details, now)


def _check_length(field: str, identifier: str, model: type[Model], column: str = "") -> None:
    """Again, whoever has looked before: composed letters may be more than those that were sent."""
    longest = getattr(model._meta.get_field(column or field), "max_length", None)
    if longest and len(identifier) > longest:
        raise DomainError(_("The text is longer than %(longest)s.") % {"longest": longest}, field=field)


def _check_times(details: EncounterDetails, now: datetime) -> None:
    if details.received_at < LONG_AGO:
        raise DomainError(_("This is too long ago."), field="received_at")
    if details.received_at > now + AHEAD_AT_MOST:
        raise DomainError(_("This is in the future."), field="received_at")
    for field in ("dispatched_at", "arrived_at", "cleared_at"):
        moment = getattr(details, field)
        if moment and moment > now + AHEAD_AT_MOST:
            raise DomainError(_("This is in the future."), field=field)
        # In UTC: two times of one zone compare by the clock on the wall, which one night a year shows an hour twice.
        if moment and moment.astimezone(UTC) < details.received_at.astimezone(UTC):
            raise DomainError(_("This is before the call was received."), field=field)


def hold_names(names: Iterable[tuple[str, str]]) -> None:
    """One at a time for each agency and incident number, until the transaction ends. Taken in one order,
    so that two who want several never wait for each other."""
    keys = [f"{agency}\n{number}" for agency, number in names]
    with connection.cursor() as cursor:
        cursor.execute(HOLD, [keys])


def _same(known: Encounter, digest: str, by: User | None) -> Encounter:
    if known.digest != digest or (by is not None and known.recorded_by_id != by.pk):
        raise NotPossibleNow(_("This incident is recorded already, with other details."), field="incident_number")
    return known


def _who(
    details: EncounterDetails, person: Person | None, by: User | None, now: datetime
) -> tuple[Neighbor | None, Case | None]:
    told = _told_of(details, person)
    if told is None:
        return None, None
    neighbor = meet_neighbor(person=told, agency=details.agency, by=by, now=now)
    if details.follow_up_wanted != FollowUpWanted.YES and not Case.objects.open().of_person(neighbor).exists():
        return neighbor, None
    met_at = details.cleared_at or details.arrived_at or details.received_at
    return neighbor, join_or_open_case(neighbor=neighbor, met_at=met_at, by=by, now=now)


def _told_of(details: EncounterDetails, person: Person | None) -> Person | None:
    """Somebody, as soon as anything is said of them or they should be followed up."""
    if details.follow_up_wanted == FollowUpWanted.YES or (person and person.says_something):
        return person or _unnamed(details.incident_number)
    return None


def _person_told(details: EncounterDetails, person: Person | None, source: Source) -> dict[str, str]:
    """What the responder's own list and search show of somebody who is hidden from them."""
    told = _told_of(details, person)
    if told is None or source != Source.RESPONDER:
        return {"told_name": "", "told_words": ""}
    return {"told_name": told.whole_name or _("Name not known"), "told_words": told.in_words}


def left_out(known: Encounter, details: EncounterDetails) -> list[str]:
    """Fields that are known of the incident and not told now."""
    told = asdict(in_its_beat(details))
    return [name for name, word in told.items() if word in NOTHING and getattr(known, name) not in NOTHING]


def _unnamed(incident_number: str) -> Person:
    """Nobody has to have a name."""
    return Person(description=_("Not named, incident %(number)s") % {"number": incident_number})
