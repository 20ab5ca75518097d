"""Meeting a neighbor: as much as was said, as little as that may be."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from django.db import connection
from django.utils.translation import gettext as _

from casework import access
from casework.actions.matching import contradicts, look_for_matches, settle_same_id
from casework.actions.texts import end_texts, keep_in_step, may_text, say_it_otherwise
from casework.actions.texts_heard import tell_who_may_know
from casework.matching import Told
from casework.models import AgencyPerson, Case, ContactPoint, ContactPointKind, EndedWhy, Neighbor, Safety
from casework.models.neighbors import whole_name_of
from heart.accounts.models import User
from heart.audit.record import record
from heart.lib.actions import NOW, action
from heart.lib.errors import NotAllowed
from heart.lib.identifiers import plain_identifier
from heart.lib.phones import in_one_shape

# What is safe at a number. A "no" that is told later counts, wherever it comes from.
MAY_WE = ("voicemail_ok", "text_ok", "may_say_heart")
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
    """What an encounter says about whom it met. Everything may be missing. The agency's number becomes as it is kept."""

    preferred_name: str = ""
    first_name: str = ""
    last_name: str = ""
    description: str = ""
    birth_date: date | None = None
    pronouns: str = ""
    language: str = ""
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

    def __post_init__(self) -> None:
        object.__setattr__(self, "agency_person_id", plain_identifier(self.agency_person_id))

    @property
    def whole_name(self) -> str:
        return whole_name_of(self)

    @property
    def in_words(self) -> str:
        """All by which somebody is looked for, numbers in one shape."""
        names = (self.preferred_name, self.first_name, self.last_name, *self.also_known_as, self.description)
        born = self.birth_date.isoformat() if self.birth_date else ""
        return " ".join(filter(None, [*names, born, in_one_shape(self.phone) if self.phone else ""]))

    @property
    def says_something(self) -> bool:
        return self != Person(language=self.language)


@action
def meet_neighbor(*, person: Person, agency: str, by: User | None, now: datetime = NOW) -> Neighbor:
    """The neighbor known by the agency's person number (a sure match, DOMAIN 7), else a new record. When name or birth
    date are another's, the number is in doubt: a new record without it, and a person is asked."""
    known = _known(person, agency)
    if known:
        Neighbor.objects.hold_persons(known.pk)
    doubted = known if known and contradicts(Told.of_person(person, agency=agency), known) else None
    if known and not doubted:
        _fill_blanks(known, person, by, now)
        neighbor = known
    else:
        neighbor = Neighbor.objects.create(
            created_at=now, domestic_violence=person.domestic_violence, **{f: getattr(person, f) for f in SAME_FIELDS}
        )
        record("neighbor.met", subject=neighbor, by=by, at=now)
    _remember(neighbor, person, agency, by, now)
    _who_else(neighbor, person, agency, by, now)
    return neighbor


@action
def get_to_know(*, neighbor: Neighbor, person: Person, agency: str, by: User | None, now: datetime = NOW) -> Neighbor:
    """More about somebody whom we have met: blanks are filled, nothing that stands is overwritten."""
    holder = _known(person, agency)
    Neighbor.objects.hold_persons(neighbor.pk, *([holder.pk] if holder else []))
    _fill_blanks(neighbor, person, by, now)
    _remember(neighbor, person, agency, by, now)
    record("neighbor.learned", subject=neighbor, by=by, at=now)
    _who_else(neighbor, person, agency, by, now)
    return neighbor


@action
def say_what_is_safe(
    *,
    case: Case,
    contact_point: ContactPoint,
    text_ok: Safety,
    may_say_heart: Safety | str = "",
    is_current: bool = True,
    by: User,
    now: datetime = NOW,
) -> ContactPoint:
    """What the neighbor says of this number; what is left empty stays. Texts that may not go there any more end."""
    if not access.can_work_on(by, case):
        raise NotAllowed(_("Only the team of this case may change this."))
    point = ContactPoint.objects.select_for_update().get(pk=contact_point.pk, neighbor=case.neighbor_id)
    heart = may_say_heart or point.may_say_heart
    _write_safety(point, {"text_ok": text_ok, "may_say_heart": heart, "is_current": is_current}, by, now)
    record("neighbor.what_is_safe", subject=case, by=by, at=now, contact_point=point.pk)
    return point


def _write_safety(point: ContactPoint, words: dict[str, Any], by: User | None, now: datetime) -> None:
    for field, word in words.items():
        setattr(point, field, word)
    point.save(update_fields=list(words))
    if not may_text(point):
        end_texts(neighbor=point.neighbor, why=EndedWhy.NUMBER, contact_point=point, by=by, now=now)
    elif "may_say_heart" in words:
        say_it_otherwise(contact_point=point, by=by, now=now)
    keep_in_step(point.neighbor)


def _known(person: Person, agency: str) -> Neighbor | None:
    if not person.agency_person_id:
        return None
    _hold(agency, person.agency_person_id)
    return Neighbor.objects.filter(
        agency_persons__agency=agency, agency_persons__person_id=person.agency_person_id
    ).first()


def hold_numbers(numbers: Iterable[tuple[str, str]]) -> list[int]:
    """Of persons at agencies, in one order, until the transaction ends; and the records that have them."""
    wanted = set(numbers)
    for agency, person_id in sorted(wanted):
        _hold(agency, person_id)
    theirs = AgencyPerson.objects.filter(agency__in={a for a, _id in wanted}, person_id__in={i for _a, i in wanted})
    found = theirs.values_list("agency", "person_id", "neighbor")
    return [pk for agency, person_id, pk in found if (agency, person_id) in wanted]


def _who_else(neighbor: Neighbor, person: Person, agency: str, by: User | None, now: datetime) -> None:
    """Another record that has this agency's number, and any that is much like this one."""
    holder = _known(person, agency)
    if holder and holder != neighbor:
        agency_id = f"{agency}\n{person.agency_person_id}"
        settle_same_id(neighbor=neighbor, other=holder, agency_id=agency_id, by=by, now=now)
    look_for_matches(neighbor=neighbor, by=by, now=now)


def _hold(agency: str, person_id: str) -> None:
    """One at a time for this person, until the transaction ends: two first encounters at once are one neighbor."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_advisory_xact_lock(hashtextextended(%s, 912))", [f"{agency}\n{person_id}"])


def _fill_blanks(neighbor: Neighbor, person: Person, by: User | None, now: datetime) -> None:
    """What we did not know yet; nothing that stands is overwritten. A warning is never taken back by an encounter,
    and a new one ends texts until somebody has asked again."""
    changed = [f for f in SAME_FIELDS if not getattr(neighbor, f) and getattr(person, f)]
    for field in changed:
        setattr(neighbor, field, getattr(person, field))
    if person.domestic_violence and not neighbor.domestic_violence:
        neighbor.domestic_violence = True
        changed.append("domestic_violence")
        end_texts(neighbor=neighbor, why=EndedWhy.NUMBER, by=by, now=now)
    if changed:
        neighbor.save(update_fields=changed)
    if "domestic_violence" in changed:
        keep_in_step(neighbor)


def _remember(neighbor: Neighbor, person: Person, agency: str, by: User | None, now: datetime) -> None:
    """Other names, the phone with what is safe there, the agency's number."""
    for name in person.also_known_as:
        neighbor.also_known_as.get_or_create(name=name)
    if person.phone:
        safety = {f: getattr(person, f) for f in (*MAY_WE, "who_else_answers")}
        point, created = ContactPoint.objects.get_or_create(
            neighbor=neighbor, kind=ContactPointKind.PHONE, value=in_one_shape(person.phone), defaults=safety
        )
        if created:
            tell_who_may_know([neighbor], now)
        refused = [f for f in MAY_WE if getattr(person, f) == Safety.NO != getattr(point, f)]
        if refused and not created:
            _write_safety(point, dict.fromkeys(refused, Safety.NO), by, now)
    if person.agency_person_id:
        AgencyPerson.objects.get_or_create(
            agency=agency, person_id=person.agency_person_id, defaults={"neighbor": neighbor}
        )
