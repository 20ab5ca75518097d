"""Meeting a neighbor: as much as was said, as little as that may be."""

from dataclasses import dataclass
from datetime import date, datetime

from django.db import connection

from casework.models import AgencyPerson, ContactPoint, ContactPointKind, Neighbor
from heart.accounts.models import User
from heart.audit.record import record
from heart.lib.actions import NOW, action

# Fields of Person that are fields of Neighbor too.
SAME_FIELDS = (
    "preferred_name",
    "first_name",
    "last_name",
    "description",
    "birth_date",
    "pronouns",
    "language",
    "interpreter",
    "living_situation",
    "where_to_find",
)


@dataclass(frozen=True)
class Person:
    """What an encounter says about whom it met. Everything may be missing."""

    preferred_name: str = ""
    first_name: str = ""
    last_name: str = ""
    description: str = ""
    birth_date: date | None = None
    pronouns: str = ""
    language: str = "en"
    interpreter: str = ""
    living_situation: str = ""
    where_to_find: str = ""
    domestic_violence: bool = False
    also_known_as: tuple[str, ...] = ()
    phone: str = ""
    voicemail_ok: str = ""
    text_ok: str = ""
    may_say_heart: str = ""
    who_else_answers: str = ""
    agency_person_id: str = ""

    @property
    def says_something(self) -> bool:
        return self != Person(language=self.language)


@action
def meet_neighbor(*, person: Person, agency: str, by: User | None, now: datetime = NOW) -> Neighbor:
    """The neighbor known by the agency's person number (a sure match, DOMAIN 7), else a new record."""
    known = _known(person, agency)
    if known:
        _fill_blanks(known, person)
        neighbor = known
    else:
        neighbor = Neighbor.objects.create(
            created_at=now, domestic_violence=person.domestic_violence, **{f: getattr(person, f) for f in SAME_FIELDS}
        )
        record("neighbor.met", subject=neighbor, by=by, at=now)
    _remember(neighbor, person, agency)
    return neighbor


@action
def get_to_know(*, neighbor: Neighbor, person: Person, agency: str, by: User | None, now: datetime = NOW) -> Neighbor:
    """More about somebody whom we have met: blanks are filled, nothing that stands is overwritten."""
    _fill_blanks(neighbor, person)
    _remember(neighbor, person, agency)
    record("neighbor.learned", subject=neighbor, by=by, at=now)
    return neighbor


def _known(person: Person, agency: str) -> Neighbor | None:
    if not person.agency_person_id:
        return None
    _hold(agency, person.agency_person_id)
    return Neighbor.objects.filter(
        agency_persons__agency=agency, agency_persons__person_id=person.agency_person_id
    ).first()


def _hold(agency: str, person_id: str) -> None:
    """One at a time for this person, until the transaction ends: two first encounters at once are one neighbor."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_advisory_xact_lock(hashtextextended(%s, 912))", [f"{agency}\n{person_id}"])


def _fill_blanks(neighbor: Neighbor, person: Person) -> None:
    """What we did not know yet; nothing that stands is overwritten. A warning is never taken back by an encounter."""
    changed = [f for f in SAME_FIELDS if f != "language" and not getattr(neighbor, f) and getattr(person, f)]
    for field in changed:
        setattr(neighbor, field, getattr(person, field))
    if person.domestic_violence and not neighbor.domestic_violence:
        neighbor.domestic_violence = True
        changed.append("domestic_violence")
    if changed:
        neighbor.save(update_fields=changed)


def _remember(neighbor: Neighbor, person: Person, agency: str) -> None:
    """Other names, the phone with what is safe there, the agency's number."""
    for name in person.also_known_as:
        neighbor.also_known_as.get_or_create(name=name)
    if person.phone:
        safety = {f: getattr(person, f) for f in ("voicemail_ok", "text_ok", "may_say_heart", "who_else_answers")}
        ContactPoint.objects.get_or_create(
            neighbor=neighbor, kind=ContactPointKind.PHONE, value=person.phone, defaults=safety
        )
    if person.agency_person_id:
        AgencyPerson.objects.get_or_create(
            agency=agency, person_id=person.agency_person_id, defaults={"neighbor": neighbor}
        )
