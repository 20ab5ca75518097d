"""Encounters from a CAD file, a batch at a time."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, MutableMapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import datetime
from typing import Any

from casework.actions.encounters import (
    EncounterDetails,
    ask_for_follow_up,
    check_told,
    digest_of,
    hold_names,
    in_its_beat,
    name_neighbor,
    record_encounter,
)
from casework.actions.neighbors import Person, hold_numbers
from casework.models import Encounter, FollowUpWanted, ImportedEncounter, Job, Neighbor, Source
from heart.accounts.models import User
from heart.audit.record import record_each
from heart.lib.actions import NOW, action
from heart.lib.errors import DomainError

# Agency and incident number.
Name = tuple[str, str]

# What CAD may add to an encounter that a person or another system told of: where that is empty.
CAD_ADDS = ("dispatched_at", "arrived_at", "cleared_at", "priority", "beat", "call_type", "location", "disposition")
CAD_TELLS = ("received_at", "pilot", "outcome", "follow_up_wanted", "note", *CAD_ADDS)
# What an undo gives back.
UNDONE = (*CAD_TELLS, "digest", "neighbor_id", "case_id")
INSTANTS = frozenset({"dispatched_at", "arrived_at", "cleared_at"})


@dataclass(frozen=True)
class Row:
    """One row of a file. `cells` are as they stand there, to be given back when the row is refused."""

    line: int
    details: EncounterDetails
    cells: tuple[str, ...] = ()
    person: Person | None = None

    @property
    def name(self) -> Name:
        return self.details.agency, self.details.incident_number

    @property
    def wants_follow_up(self) -> bool:
        return self.details.follow_up_wanted == FollowUpWanted.YES


@dataclass(frozen=True)
class Refusal:
    """A row that is not taken, and why. `field` is empty when it is the row as a whole."""

    line: int
    field: str
    reason: str
    cells: tuple[str, ...] = ()


@dataclass
class Tally:
    """Every row is in exactly one of the four."""

    created: int = 0
    changed: int = 0
    unchanged: int = 0
    refused: list[Refusal] = field(default_factory=list)


@action
def import_rows(
    *, rows: Sequence[Row], last_lines: Mapping[Name, int], job: Job | None = None, by: User | None, now: datetime = NOW
) -> Tally:
    """Record the rows in a few statements: what is new is created, what CAD told otherwise before is changed.

    CAD never overwrites what a person or another system told; it fills what they left empty (CAD_ADDS),
    and asks for care navigation where they said nothing about it. A follow-up once asked for is
    not taken back by a file. `last_lines` names the row that counts of those that tell of one
    incident in this file: an earlier one creates, but changes nothing. For a `job` it is written down what was made
    and what was overwritten.
    """
    names = [row.name for row in rows]
    hold_names(names)
    known = known_by_name(names, lock=True)
    telling = [row for row in rows if row.person or (row.wants_follow_up and row.name in known)]
    if telling:
        _hold_people(telling, known)
    batch = _Batch(known, last_lines, by, now)
    for row in rows:
        batch.take(row)
    batch.write()
    if job is not None:
        _remember(job, batch)
    return batch.tally


def _hold_people(rows: Sequence[Row], known: Mapping[Name, Encounter]) -> None:
    """Whom these rows tell of, as far as they are known, all at once: one after the other in the order of a file, and
    whoever links two of them would wait in a ring with it."""
    told = {(row.details.agency, row.person.agency_person_id) for row in rows if row.person}
    records = hold_numbers(number for number in told if number[1])
    met = (known[row.name].neighbor_id for row in rows if row.name in known)
    Neighbor.objects.hold_persons(*records, *(pk for pk in met if pk))


def _remember(job: Job, batch: _Batch) -> None:
    """`before` of what was made stays None, and of what was overwritten twice the first counts."""
    made = {encounter.pk for encounter in batch.made}
    changed = {pk: before for pk, before in batch.before.items() if pk not in made}
    known = ImportedEncounter.objects.in_bulk_of(job, changed)
    new = dict.fromkeys(made) | {pk: before for pk, before in changed.items() if pk not in known}
    ImportedEncounter.objects.bulk_create(
        ImportedEncounter(job=job, encounter_id=pk, before=before) for pk, before in new.items()
    )
    again = [row.and_then(changed[pk]) for pk, row in known.items() if row.before is not None]
    if again:
        ImportedEncounter.objects.bulk_update(again, ["before"], batch_size=500)


def rehearse_rows(
    *,
    rows: Sequence[Row],
    last_lines: Mapping[Name, int],
    rehearsed: MutableMapping[Name, Encounter],
    now: datetime,
) -> Tally:
    """The tally that `import_rows` would give; nothing is written. `rehearsed` carries over what earlier
    batches would have written about incidents that come again."""
    known = known_by_name([row.name for row in rows], lock=False) | dict(rehearsed)
    batch = _Rehearsal(known, last_lines, None, now)
    for row in rows:
        batch.take(row)
        if row.name in last_lines and row.name in batch.known:
            rehearsed[row.name] = batch.known[row.name]
    return batch.tally


def known_by_name(names: Iterable[Name], *, lock: bool) -> dict[Name, Encounter]:
    """Encounters recorded already: one query an agency."""
    by_agency: dict[str, set[str]] = {}
    for agency, number in names:
        by_agency.setdefault(agency, set()).add(number)
    found: dict[Name, Encounter] = {}
    for agency, numbers in by_agency.items():
        known = Encounter.objects.filter(agency=agency, incident_number__in=numbers).order_by("pk")
        for encounter in known.select_for_update() if lock else known:
            found[agency, encounter.incident_number] = encounter
    return found


@dataclass
class _Batch:
    """Sorts rows into new, changed and unchanged, and writes them together."""

    known: dict[Name, Encounter]
    last_lines: Mapping[Name, int]
    by: User | None
    now: datetime
    tally: Tally = field(default_factory=Tally)
    new: list[Encounter] = field(default_factory=list)
    changed: dict[int, Encounter] = field(default_factory=dict)
    changed_fields: set[str] = field(default_factory=set)
    # For an undo: what this made, and of what it changed the fields as they were and as they became.
    made: list[Encounter] = field(default_factory=list)
    before: dict[int, dict[str, dict[str, Any]]] = field(default_factory=dict)

    def take(self, row: Row) -> None:
        try:
            check_told(row.details, row.person, self.now)
        except DomainError as error:
            self.tally.refused.append(Refusal(row.line, error.field or "", str(error), row.cells))
            return
        row = replace(row, details=in_its_beat(row.details))
        known = self.known.get(row.name)
        if known is None:
            self.known[row.name] = self._create(row)
            self.tally.created += 1
        elif self._is_outdated(row) or not self._change(known, row):
            self.tally.unchanged += 1
        else:
            self.tally.changed += 1

    def write(self) -> None:
        """What has been gathered, in one statement a kind."""
        Encounter.objects.bulk_create(self.new)
        record_each("encounter.recorded", subjects=self.new, by=self.by, at=self.now, source=Source.CAD)
        if self.changed:
            Encounter.objects.bulk_update(self.changed.values(), sorted(self.changed_fields))
            record_each("encounter.changed", subjects=self.changed.values(), by=self.by, at=self.now, source=Source.CAD)
        self.new, self.changed, self.changed_fields = [], {}, set()

    def _is_outdated(self, row: Row) -> bool:
        return row.line < self.last_lines.get(row.name, 0)

    def _create(self, row: Row) -> Encounter:
        if row.wants_follow_up or row.person:
            encounter = self._record(row)
        else:
            encounter = encounter_of(row, self.now)
            self.new.append(encounter)
        self.made.append(encounter)
        return encounter

    def _change(self, known: Encounter, row: Row) -> bool:
        """Whether the row says something that the encounter is to take over."""
        was = {name: getattr(known, name) for name in UNDONE}
        fields = differing(known, row)
        names_somebody = row.person is not None and self._is_news(known, row)
        for name in fields:
            setattr(known, name, getattr(row.details, name))
        if (fields or names_somebody) and known.source == Source.CAD:
            known.digest = digest_of(row.details, row.person)
            fields = [*fields, "digest"]
        if fields and known.pk:
            self.changed[known.pk] = known
            self.changed_fields.update(fields)
        if names_somebody:
            self._name(known, row)
        asks = row.wants_follow_up and asks_anew(known)
        if asks:
            self._ask(known)
        if known.pk:
            self._keep(known, was)
        return bool(fields) or asks or names_somebody

    def _keep(self, known: Encounter, was: dict[str, Any]) -> None:
        """Of the first change what was, of the last what became of it."""
        kept = self.before.get(known.pk, {"was": {}, "became": {}})
        for name in UNDONE:
            if was[name] != getattr(known, name):
                kept["was"].setdefault(name, plain(was[name]))
                kept["became"][name] = plain(getattr(known, name))
        if kept["became"]:
            self.before[known.pk] = kept

    def _is_news(self, known: Encounter, row: Row) -> bool:
        """Whether it names somebody, or somebody otherwise than CAD did before."""
        if known.source == Source.CAD:
            return known.digest != digest_of(row.details, row.person)
        return known.neighbor_id is None

    def _record(self, row: Row) -> Encounter:
        return record_encounter(
            details=row.details, person=row.person, by=self.by, source=Source.CAD, now=self.now
        ).encounter

    def _ask(self, known: Encounter) -> None:
        self.write()
        ask_for_follow_up(encounter=known, by=self.by, now=self.now)

    def _name(self, known: Encounter, row: Row) -> None:
        self.write()
        if row.person:
            name_neighbor(encounter=known, person=row.person, by=self.by, now=self.now)


@dataclass
class _Rehearsal(_Batch):
    """Sorts, and writes nothing."""

    def write(self) -> None:
        pass

    def _record(self, row: Row) -> Encounter:
        return encounter_of(row, self.now)

    def _ask(self, known: Encounter) -> None:
        known.follow_up_wanted = FollowUpWanted.YES

    def _name(self, known: Encounter, row: Row) -> None:
        known.neighbor = known.neighbor or Neighbor()


def plain(value: Any) -> Any:
    """For a JSON column: instants to the microsecond."""
    return value.isoformat() if isinstance(value, datetime) else value


def encounter_of(row: Row, now: datetime) -> Encounter:
    """Not saved."""
    digest = digest_of(row.details, row.person)
    return Encounter(**vars(row.details), source=Source.CAD, recorded_at=now, digest=digest)


def asks_anew(known: Encounter) -> bool:
    """CAD wants a follow-up: news, unless it is known or a person said no."""
    if known.source == Source.CAD:
        return known.follow_up_wanted != FollowUpWanted.YES
    return known.follow_up_wanted == FollowUpWanted.UNKNOWN


def differing(known: Encounter, row: Row) -> list[str]:
    """Fields of the row that the encounter is to take over."""
    if known.source == Source.CAD:
        fields = [name for name in CAD_TELLS if getattr(known, name) != getattr(row.details, name)]
        return [name for name in fields if name != "follow_up_wanted" or _says_no(known, row)]
    return added(known, row.details)


def added(known: Encounter, details: EncounterDetails) -> list[str]:
    """Fields that a system may fill where a person, or another system, left them empty."""
    return [name for name in CAD_ADDS if _adds(known, details, name)]


def _says_no(known: Encounter, row: Row) -> bool:
    """A yes goes its own way (it opens a case), and is not taken back."""
    return FollowUpWanted.YES not in (known.follow_up_wanted, row.details.follow_up_wanted)


def _adds(known: Encounter, details: EncounterDetails, name: str) -> bool:
    value = getattr(details, name)
    if not value or getattr(known, name):
        return False
    return name not in INSTANTS or value >= known.received_at
