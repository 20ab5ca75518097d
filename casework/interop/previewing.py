"""What an uploaded file would become, before anything is recorded: the guess, what a person chose, the first rows."""

import re
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import datetime, time
from typing import Any

from django.db.models import Q
from django.utils import timezone

from casework.actions.imports import Name, Refusal, Row, Tally, rehearse_rows
from casework.interop.cad_csv import CadFile, Unreadable, positions
from casework.interop.cad_lines import sample
from casework.interop.cad_mapping import read_shipped, shipped_names
from casework.interop.columns import Column
from casework.interop.content import InJob
from casework.interop.guessing import DAY_OF, ROWS, Guess, guess, guess_columns
from casework.interop.tables import MappingError, fold
from casework.interop.uploads import encoding_of_job, source_of
from casework.models import FIRST_CONTACT_WITHIN, Beat, BeatOutline, CallType, Job, JobKind
from heart.accounts.models import User

LOOKED_AT = 1000
SHOWN, REFUSED_SHOWN = 10, 20
GUESSED = "guess"
MOST_WORDS = 30
# While nobody has said which.
AGENCY = "–"
FOLLOW_UP = re.compile(r"\bfollow.?ups?\b|\bcare navigat", re.IGNORECASE)
NO_FOLLOW_UP = re.compile(r"\b(no|not|without|declined|refused) .*follow.?up|\bno care navigat", re.IGNORECASE)


def guess_of(job: Job) -> Guess:
    return guess(InJob(job), encoding_of_job(job), known=frozenset(_pilots_by_call_type()))


def guessed(job: Job) -> dict[str, Any]:
    """The mapping to begin with, its words proposed."""
    found = guess_of(job)
    return proposed(found.mapping(""), found.columns)


def words_of(columns: Sequence[Column], chosen: Sequence[str], among: Sequence[str]) -> list[str]:
    """What stands in the columns of the first of these roles that has any, the commonest first."""
    for role in among:
        there = [column for column, its in zip(columns, chosen, strict=True) if its == role]
        if there:
            counted = Counter(value for column in there for value in column.filled)
            return list({fold(word): word for word, _count in reversed(counted.most_common(MOST_WORDS))}.values())[::-1]
    return []


def proposed(told: dict[str, Any], columns: Sequence[Column]) -> dict[str, Any]:
    """With what the words that were seen probably mean, where the mapping does not say: the pilot that the programme
    names for a call type, if only one does; a disposition that speaks of following up."""
    chosen = roles_in(told, columns)
    pilot, follow_up = told.get("pilot", {}), told.get("follow_up", {})
    if "call_types" not in pilot:
        pilots = _pilots_by_call_type()
        seen = {word: pilots.get(fold(word), set()) for word in words_of(columns, chosen, ["call_type"])}
        pilot = pilot | {"call_types": {word: next(iter(codes)) for word, codes in seen.items() if len(codes) == 1}}
    column = next((c.name for c, role in zip(columns, chosen, strict=True) if role == "disposition"), "")
    if not follow_up and column:
        words = words_of(columns, chosen, ["disposition"])
        no = [word for word in words if NO_FOLLOW_UP.search(word)]
        yes = [word for word in words if FOLLOW_UP.search(word) and word not in no]
        follow_up = {"column": column, "yes": yes, "no": no}
    return told | {"pilot": pilot} | ({"follow_up": follow_up} if follow_up else {})


def _pilots_by_call_type() -> dict[str, set[str]]:
    found: dict[str, set[str]] = {}
    for name, pilot in CallType.objects.in_force(timezone.localdate()).values_list("name", "pilot"):
        found.setdefault(fold(name), set()).add(pilot)
    return found


def columns_of(job: Job, told: dict[str, Any]) -> Guess:
    """The file's columns under a mapping: its delimiter and whether there is a header; roles as it says."""
    first = guess_of(job)
    header = told.get("header", True)
    if header != first.header or told.get("delimiter", first.delimiter) != first.delimiter:
        delimiter = told.get("delimiter") or first.delimiter
        rows = sample(InJob(job), first.encoding, delimiter, ROWS)
        width = len(positions(rows))
        fitting = [row for row in rows if len(row) >= width]
        first = guess_columns(
            fitting,
            header=header,
            encoding=first.encoding,
            delimiter=delimiter,
            known=frozenset(_pilots_by_call_type()),
        )
    return first


def roles_in(told: dict[str, Any], columns: Sequence[Column]) -> list[str]:
    """For each column what the mapping says it is."""
    roles: dict[str, str] = {}
    for part in ("columns", "person"):
        for role, names in told.get(part, {}).items():
            if role != "birth_formats":
                for name in names if isinstance(names, list) else [names]:
                    roles.setdefault(fold(str(name)), role)
    for part in ("pilot", "follow_up"):
        roles.setdefault(fold(str(told.get(part, {}).get("column", ""))), part)
    for name in told.get("dates", {}).values():
        roles.setdefault(fold(str(name)), DAY_OF)
    roles.pop("", None)
    return [roles.get(fold(column.name), "") for column in columns]


def saved_mappings(user: User, but: Job) -> list[tuple[str, str, dict[str, Any]]]:
    """Shipped ones, and those of the last imports that recorded something: key, words, mapping."""
    shipped = [(name, name.title(), read_shipped(name)) for name in shipped_names()]
    took = Q(created__gt=0) | Q(changed__gt=0)
    done = Job.objects.visible_to(user).filter(took, kind=JobKind.ENCOUNTERS, settings__has_key="header")
    former = [
        (f"job-{job.pk}", f"{job.name} ({job.pk})", job.settings["mapping"]) for job in done.exclude(pk=but.pk)[:10]
    ]
    return [*shipped, *former]


@dataclass
class Shown:
    """`tally` is over the first rows that were looked at; `problem` when nothing could be read under this mapping.
    `cases`: at most so many would be opened for them, of which `late` are past the time for a first contact."""

    rows: list[Row] = field(default_factory=list)
    refusals: list[Refusal] = field(default_factory=list)
    looked_at: int = 0
    tally: Tally = field(default_factory=Tally)
    problem: str = ""
    source: CadFile | None = None

    cases: int = 0
    late: int = 0
    # Of incidents that come more than once in these rows: their lines, of which the last counts.
    repeated: dict[Name, list[int]] = field(default_factory=dict)

    @property
    def refused(self) -> int:
        return len(self.tally.refused)

    @property
    def no_hours(self) -> bool:
        """Not one call says its time of day: the 48 hours would be counted from midnight."""
        if not self.rows or self.source is None:
            return False
        zone = self.source.mapping.zone
        return {row.details.received_at.astimezone(zone).time() for row in self.rows} == {time(0)}

    @property
    def nothing_taken(self) -> bool:
        """Rows, and every one of those looked at is refused."""
        return 0 < self.looked_at == self.refused


def shown(job: Job, told: dict[str, Any], now: datetime) -> Shown:
    """The first rows as they would be recorded. Nothing is written."""
    try:
        source = source_of(job, told | {"agency": told.get("agency") or AGENCY})
    except (MappingError, Unreadable) as error:
        return Shown(problem=str(error))
    records = source.records().next_batch(LOOKED_AT)
    rows = [record for record in records if isinstance(record, Row)]
    repeated = _repeated(rows)
    tally = rehearse_rows(
        rows=rows, last_lines={name: lines[-1] for name, lines in repeated.items()}, rehearsed={}, now=now
    )
    tally.refused = sorted(
        [*tally.refused, *(record for record in records if isinstance(record, Refusal))],
        key=lambda refusal: refusal.line,
    )
    refused = {refusal.line for refusal in tally.refused}
    good = [row for row in rows if row.line not in refused]
    asking = {row.name: row.details.received_at for row in good if row.wants_follow_up}
    late = sum(at < now - FIRST_CONTACT_WITHIN for at in asking.values())
    return Shown(
        good[:SHOWN], tally.refused[:REFUSED_SHOWN], len(records), tally, "", source, len(asking), late, repeated
    )


def _repeated(rows: Sequence[Row]) -> dict[Name, list[int]]:
    lines: dict[Name, list[int]] = {}
    for row in rows:
        lines.setdefault(row.name, []).append(row.line)
    return {name: its for name, its in lines.items() if len(its) > 1}


def unknown_beats(rows: Sequence[Row]) -> set[str]:
    """Beats of these rows that neither a pilot nor the map has."""
    told = {row.details.beat for row in rows} - {""}
    return told - {code for model in (Beat, BeatOutline) for code in _codes(model, told)}


def _codes(model: Any, among: set[str]) -> set[str]:
    return set(model.objects.filter(code__in=among).values_list("code", flat=True))
