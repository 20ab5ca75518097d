"""One neighbor over all records that are linked.

Whoever may see a case of the person sees of every record what keeps the person safe: names, numbers and what is safe
there, the warning of domestic violence, encounters, and that there were other episodes. Not what another team wrote.
"""

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import date
from typing import Any

from django.db.models import Count, Prefetch, Q
from django.utils.translation import gettext as _

from casework.models import Case, ContactPoint, ContactPointKind, Encounter, Interpreter, Neighbor, Safety
from casework.views.rows import language_word
from heart.lib import when
from heart.lib.phones import readable

# What was not asked is not yes.
STRICTEST_FIRST = (Safety.NO, Safety.UNKNOWN, Safety.YES)
YES_NO = {Safety.YES: True, Safety.NO: False}


@dataclass(frozen=True)
class OnePerson:
    """`record` is the one whose case is shown; `others` are linked with it, the earliest first."""

    record: Neighbor
    others: list[Neighbor]

    @property
    def records(self) -> list[Neighbor]:
        return [self.record, *self.others]

    @property
    def name(self) -> str:
        """The record's own; where it has none, the name that a linked one has."""
        return self._named().display_name

    @property
    def whole_name(self) -> str:
        return self._named().whole_name

    def _named(self) -> Neighbor:
        return next((record for record in self.records if record.is_named), self.record)

    @property
    def domestic_violence(self) -> bool:
        return any(record.domestic_violence for record in self.records)

    def names_elsewhere(self) -> list[str]:
        """Every other name that one of the records has now."""
        return _others_than([self.name], (name for record in self.records for name in names_of(record)))

    def known_before_as(self) -> list[str]:
        """What the records were called in the past, from their history."""
        stands = [self.name, *self.names_elsewhere()]
        records: list[Any] = self.records
        return _others_than(stands, (n for r in records for event in r.events.all() for n in _called(event)))


def one_person(neighbor: Neighbor) -> OnePerson:
    """With what pages show of each record: eight queries, however many records."""
    return people_of([neighbor])[neighbor.pk]


def people_of(neighbors: Iterable[Neighbor]) -> dict[int, OnePerson]:
    """By the key of the record that was asked for; in the same eight queries, however many persons."""
    asked = list(neighbors)
    encounters = Prefetch("encounters", Encounter.objects.select_related("recorded_by", "caller"))  # of these records
    resting = Count("follow_ups", filter=Q(follow_ups__rests=True))
    cases = Prefetch("cases", Case.objects.select_related("team").annotate(resting=resting))
    loaded = Neighbor.objects.of_persons(asked).prefetch_related(
        "contact_points", "also_known_as", "agency_persons", "events", encounters, cases
    )
    together: dict[int, dict[int, Neighbor]] = {}
    for record in loaded.order_by("pk"):
        together.setdefault(record.person_number, {})[record.pk] = record
    return {
        one.pk: OnePerson(
            together[one.person_number][one.pk],
            [record for pk, record in together[one.person_number].items() if pk != one.pk],
        )
        for one in asked
    }


def record_word(record: Neighbor) -> str:
    """How people tell two records apart."""
    return _("record %(number)s") % {"number": record.pk}


def names_of(record: Neighbor) -> list[str]:
    return [*_called(record), *(other.name for other in record.also_known_as.all())]


def _called(row: Any) -> list[str]:
    """Names of a record, or of a row of its history; who is meant, where there is no name."""
    names = [row.preferred_name, f"{row.first_name} {row.last_name}".strip()]
    return [name for name in names if name] or [name for name in (row.description,) if name]


def _others_than(stands: Iterable[str], names: Iterable[str]) -> list[str]:
    """Each once, whatever the case of its letters."""
    seen, found = {name.casefold() for name in stands}, []
    for name in names:
        if name.casefold() not in seen:
            seen.add(name.casefold())
            found.append(name)
    return found


def facts_of(person: OnePerson, today: date) -> list[dict[str, str]]:
    """Term and value; where a linked record says something else, both, with the record that says so."""
    own = person.record
    legal = f"{own.first_name} {own.last_name}".strip() if own.preferred_name else ""
    before = person.known_before_as()
    facts = [
        (_("Legal name"), legal),
        (_("Was known as"), "\n".join(before)),
        (_("Birth date"), _each(person, lambda r: _born(r, today))),
        (_("Pronouns"), _each(person, lambda r: r.pronouns)),
        (_("Language"), _each(person, lambda r: language_word(r)) or (_("English") if _asked(person) else "")),
        (_("Interpreter"), _each(person, _interpreter)),
        (
            _("Living situation"),
            _each(person, lambda r: r.get_living_situation_display() if r.living_situation else ""),
        ),
        (_("Where to find"), _each(person, lambda r: r.where_to_find)),
        (_("Address"), _each(person, _addresses)),
        (
            _("Description"),
            _each(person, lambda r: r.description if r.is_named and r.description not in before else ""),
        ),
    ]
    return [{"term": term, "value": value} for term, value in facts if value]


def _asked(person: OnePerson) -> bool:
    """Somebody has asked for the language, on whichever record."""
    return any(record.language for record in person.records)


def _each(person: OnePerson, value: Callable[[Neighbor], str]) -> str:
    own = value(person.record)
    lines = {own: own} if own else {}
    for record in person.others:
        said = value(record)
        if said and said not in lines:
            lines[said] = f"{said} ({record_word(record)})"
    return "\n".join(lines.values())


def _born(record: Neighbor, today: date) -> str:
    if record.birth_date is None:
        return ""
    return _("%(date)s (%(age)s)") % {"date": when.day(record.birth_date), "age": record.age_on(today)}


def _interpreter(record: Neighbor) -> str:
    return record.get_interpreter_display() if record.interpreter not in ("", Interpreter.NOT_NEEDED) else ""


def _addresses(record: Neighbor) -> str:
    points = [p for p in record.contact_points.all() if p.kind == ContactPointKind.ADDRESS and p.is_current]
    return "\n".join(point.value for point in sorted(points, key=lambda p: -p.pk))


def dials(person: OnePerson) -> list[dict[str, Any]]:
    """Every number in use, the record's own newest first: {value, label, source, safety (see safety.html)}."""
    points: dict[str, list[ContactPoint]] = {}
    for record in person.records:
        phones = [p for p in record.contact_points.all() if p.kind == ContactPointKind.PHONE]
        for point in sorted(phones, key=lambda p: -p.pk):
            points.setdefault(point.value, []).append(point)
    used = [same for same in points.values() if any(p.is_current for p in same)]
    own_first = sorted(used, key=lambda same: not all(p.is_current for p in same))
    return [_dial(person, same) for same in own_first]


def _dial(person: OnePerson, same: list[ContactPoint]) -> dict[str, Any]:
    from_elsewhere = all(point.neighbor_id != person.record.pk for point in same)
    return {
        "value": same[0].value,
        "label": readable(same[0].value),
        "source": _("record %(number)s") % {"number": same[0].neighbor_id} if from_elsewhere else "",
        "safety": safety_at(person, same),
    }


def safety_at(person: OnePerson, same: list[ContactPoint]) -> dict[str, Any]:
    """What is safe at one number, whichever records have it. See templates/components/safety.html."""
    others = list(dict.fromkeys(point.who_else_answers for point in same if point.who_else_answers))
    unused = [point for point in same if not point.is_current]
    return {
        "dv": person.domestic_violence,
        "voicemail": _word(person, same, "voicemail_ok"),
        "text": _word(person, same, "text_ok"),
        "say_heart": _word(person, same, "may_say_heart"),
        "others": _("%(who)s may answer") % {"who": ", ".join(others)} if others else "",
        "note": _("Record %(number)s says: no longer in use") % {"number": unused[0].neighbor_id} if unused else "",
    }


def _word(person: OnePerson, same: list[ContactPoint], field: str) -> bool | None:
    """A no on any record counts. Else what the record itself says: a yes to another team is none to this one."""
    words = [Safety(getattr(point, field)) for point in same]
    own = [Safety(getattr(point, field)) for point in same if point.neighbor_id == person.record.pk]
    strictest = min(words if Safety.NO in words else own or words, key=STRICTEST_FIRST.index, default=Safety.UNKNOWN)
    return YES_NO.get(strictest)
