"""What the columns of an unknown CAD export are: by the words of their names, in many vendors' dialects, and by the
look of their values. A guess that a person looks at before anything is imported."""

import itertools
import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.utils import timezone
from django.utils.translation import gettext as _

from casework.interop.cad_csv import positions
from casework.interop.cad_lines import Encoding, delimiter_of, sample
from casework.interop.cad_mapping import NEEDED, PERSON, TIMES
from casework.interop.cad_times import (
    CLOCKS,
    DATES,
    guess_forms,
    joined,
    looks_like_day,
    looks_like_time,
    read_day,
    read_time,
    zone_named,
)
from casework.interop.columns import (
    BACKUPS,
    BLANKS,
    HALF,
    MOSTLY,
    NAME,
    PHONE,
    WORDS,
    Column,
    city_zones,
    in_words,
    said_by_name,
)
from casework.interop.content import Content
from casework.interop.looks import NO, YES, looks, pilot_in
from casework.interop.tables import fold

DAY_OF = "received_at date"
ZONE = "America/New_York"
ROWS = 200
# Without a word in the header these are recognised by their values alone; more would be guessing. Whose a name or a
# birth date is, no value says.
BY_VALUE = frozenset({"incident_number", "call_type", "priority", "beat", "location", "disposition", *TIMES})
LEAST = {"incident_number": 2.0, "received_at": 1.0, "call_type": 3.0, "priority": 2.5, "beat": 2.5, "location": 1.5}
# In a file without a header.
LEAST_NAMELESS = LEAST | {"incident_number": 3.0, "call_type": 4.0, "disposition": 4.0}
# A column whose words are call types of the programme.
KNOWN = 6
# So near to each other, two columns may both be it.
NEAR = 0.3
# Filled as often as the fullest, nearly; and rows that may stand against the others.
FULL, DISAGREE = 0.75, 0.25


@dataclass
class Guess:
    """`roles`: for each column what it is, "" for left out; "received_at date" is a date with the time elsewhere."""

    encoding: Encoding
    delimiter: str
    header: bool
    columns: list[Column]
    roles: list[str]
    time_formats: list[str]

    @property
    def warnings(self) -> list[str]:
        """What a person must look at, in words."""
        return [*self._about_zones(), *([] if self.header else self._about_columns())]

    def _zone(self) -> str:
        """The one place that a column names in every row."""
        named = {value for column in self.columns if column.is_zone for value in column.filled} & city_zones()
        return named.pop() if len(named) == 1 else ZONE

    def _about_zones(self) -> Iterator[str]:
        named = {zone_named(value) for c, role in self._chosen if role in TIMES for value in c.filled} - {""}
        if named:
            yield _(
                "The times name their zone (%(names)s) and are read as it says, not in the zone below. Look at the first rows: EST in summer is an hour behind the clocks. If the clocks are meant, leave the names out of the export."
            ) % {"names": ", ".join(sorted(named))}
        for column, _role in self._chosen:
            if column.is_zone:
                yield _(
                    "Column %(column)s names the zone of the times (%(names)s) and is left out: they are read in the zone chosen below. Where it changes from row to row, have it stand behind each time in the export, as 01:30 EST."
                ) % {"column": column.name, "names": ", ".join(sorted(set(column.filled))[:5])}

    @property
    def _chosen(self) -> list[tuple[Column, str]]:
        return list(zip(self.columns, self.roles, strict=True))

    def _about_columns(self) -> list[str]:
        """Of a file without a header."""
        told = [
            _("The file has no row that names its columns: what they are is guessed from their values. Check each.")
        ]
        if "incident_number" not in self.roles:
            told.append(_("Which column is the incident number is not sure. Choose it."))
        if "received_at" not in self.roles:
            told.append(_("Which column is the time of the call is not sure. Choose it."))
        times = [c.name for c, role in zip(self.columns, self.roles, strict=True) if c.is_moment and not role]
        if times:
            told.append(
                _("Times of which it is not sure what they tell, left out: column %(columns)s.")
                % {"columns": ", ".join(times)}
            )
        people = [c.name for c in self.columns if _may_tell_who(c)]
        if people:
            told.append(
                _(
                    "Column %(columns)s may be about a person and is left out. Choose what it is if it is the neighbor, never a caller or an officer."
                )
                % {"columns": ", ".join(people)}
            )
        return told

    def mapping(self, agency: str) -> dict[str, Any]:
        return mapping_of(
            self.columns, self.roles, header=self.header, agency=agency, zone=self._zone(),
            time_formats=self.time_formats,
            blank=sorted({value for c in self.columns for value in c.values if fold(value) in BLANKS}),
        )  # fmt: skip


def _may_tell_who(column: Column) -> bool:
    return column.share(NAME.fullmatch) >= MOSTLY or column.share(PHONE.fullmatch) >= MOSTLY or _are_births(column)


def _are_births(column: Column) -> bool:
    """Days that lie decades apart, or long ago."""
    if not column.is_day:
        return False
    years = [day.year for value in column.filled[:60] if (day := read_day(value, DATES))]
    return bool(years) and (max(years) - min(years) > 12 or max(years) < timezone.now().year - 15)


def guess(content: Content, encoding: Encoding, *, known: frozenset[str] = frozenset()) -> Guess:
    """`known`: call types of the programme, folded."""
    delimiter = delimiter_of(content, encoding)
    rows = sample(content, encoding, delimiter, ROWS)
    width = len(positions(rows))
    fitting = [row for row in rows if len(row) >= width]
    header = bool(fitting) and is_header(fitting)
    return guess_columns(fitting, header=header, encoding=encoding, delimiter=delimiter, known=known)


def guess_columns(
    rows: Sequence[Sequence[str]],
    *,
    header: bool,
    encoding: Encoding,
    delimiter: str,
    known: frozenset[str] = frozenset(),
) -> Guess:
    width = len(positions(rows))
    names = [cell.strip() for cell in rows[0][:width]] if header else [str(n + 1) for n in range(width)]
    body = rows[1:] if header else rows
    columns = [Column(n, name, [row[n].strip() for row in body if n < len(row)]) for n, name in enumerate(names)]
    roles = roles_of(columns, named=header, rows=len(body), known=known)
    return Guess(encoding, delimiter, header, columns, roles, time_forms(columns, roles))


def is_header(rows: Sequence[Sequence[str]]) -> bool:
    """The first row names columns: none of its cells is a time or a number, or its words are known and no value below
    is like it."""
    first = [cell.strip() for cell in rows[0]]
    if any(looks_like_time(cell) or looks_like_day(cell) or re.fullmatch(r"-?\d+([.,]\d+)?", cell) for cell in first):
        return False
    known = sum(any(said_by_name(role, in_words(cell)) >= 5 for role in WORDS) for cell in first if cell)
    below = [set(map(str.strip, column)) for column in zip(*rows[1:], strict=False)]
    again = sum(bool(cell) and cell in values for cell, values in zip(first, below, strict=False))
    return known >= 2 or (again == 0 and len(set(filter(None, first))) >= len(first) - 1)


def roles_of(columns: Sequence[Column], *, named: bool, rows: int, known: frozenset[str] = frozenset()) -> list[str]:
    """Each role to the column that fits best, the surest first; a column has one role."""
    scored = []
    for column in columns:
        for role in WORDS:
            says = said_by_name(role, column.words) if named else 0
            if not says and (named or role not in BY_VALUE) and role not in (*NEEDED, "call_type", "pilot"):
                continue
            score = says + looks(role, column, rows) - (1 if BACKUPS.search(column.words) else 0)
            if role == "call_type" and known and column.share(lambda value: fold(value) in known) >= HALF:
                score += KNOWN
            if says or score >= (LEAST if named else LEAST_NAMELESS).get(role, 4.0):
                scored.append((score, -column.number, role))
    roles = [""] * len(columns)
    unsure = set() if named else _in_doubt(scored)
    for score, place, role in sorted(scored, reverse=True):
        if score > 0 and not roles[-place] and role not in {*roles, *unsure} and not (role in TIMES and not named):
            roles[-place] = role
    if not named:
        _times_by_value(columns, roles)
    _received(columns, roles, named=named)
    return roles


def _in_doubt(scored: Sequence[tuple[float, int, str]]) -> set[str]:
    """An incident number that two columns could as well be: wrong, it would overwrite other calls."""
    numbers = sorted((score for score, _place, role in scored if role == "incident_number"), reverse=True)
    return {"incident_number"} if len(numbers) > 1 and numbers[0] - numbers[1] < NEAR else set()


def _times_by_value(columns: Sequence[Column], roles: list[str]) -> None:
    """Nameless times in the order in which they happen, row by row. The call's is the earliest of the fullest. The
    others are named only when there are all four; fewer or more could be anything."""
    moments = [column for column in columns if column.is_moment and not roles[column.number]]
    forms = guess_forms([value for column in moments for value in column.filled[:30]])[0]
    told = {column.number: [_moment(value, forms) for value in column.values] for column in moments}
    fullest = max((len(column.filled) for column in moments), default=0)
    full = [column for column in moments if len(column.filled) >= fullest * FULL]
    received = next(iter(_in_order(full, told)), None)
    if received is None or any(_order(received, other, told) is None for other in full if other is not received):
        return
    rest = _in_order([column for column in moments if column is not received], told)
    order = [received, *rest]
    sure = all(_order(a, b, told) for a, b in itertools.pairwise(order)) or order == moments
    for role, column in zip(TIMES, order if len(order) == len(TIMES) and sure else order[:1], strict=False):
        roles[column.number] = role


Moments = dict[int, list[datetime | None]]


def _in_order(columns: Sequence[Column], told: Moments) -> list[Column]:
    """By how many others come after; then the fuller, then as they stand."""

    def rank(column: Column) -> tuple[int, int, int]:
        others = [other for other in columns if other is not column]
        after = sum(_order(column, other, told) or 0 for other in others)
        return (-after, -len(column.filled), column.number)

    return sorted(columns, key=rank)


def _order(one: Column, other: Column, told: Moments) -> int | None:
    """1 when it comes before the other, -1 after it, 0 when no row tells, None when the rows disagree."""
    pairs = [(a, b) for a, b in zip(told[one.number], told[other.number], strict=True) if a and b]
    before, after = sum(a < b for a, b in pairs), sum(b < a for a, b in pairs)
    if min(before, after) > (before + after) * DISAGREE:
        return None
    return (before > after) - (before < after)


def _moment(text: str, forms: Sequence[str]) -> datetime | None:
    try:
        return read_time(text, forms)[0].replace(tzinfo=None)
    except (ValueError, OverflowError, OSError):
        return None


def _received(columns: Sequence[Column], roles: list[str], *, named: bool) -> None:
    """The time of the call must be there: as one column, or as a date and a time; else another time stands for it."""
    place = roles.index("received_at") if "received_at" in roles else -1
    if place >= 0 and columns[place].is_moment:
        return
    moments = [n for n, column in enumerate(columns) if column.is_moment and roles[n] in ("", *TIMES)]
    clocks = [n for n, column in enumerate(columns) if column.is_clock]
    days = [
        n
        for n, column in enumerate(columns)
        if column.is_day and roles[n] != "birth_date" and (named or not _are_births(column))
    ]
    if clocks and days:
        days.sort(key=lambda n: (-said_by_name("received_at", columns[n].words), n))
        clock = _best_clock(columns, clocks, roles)
        _let_go(roles, "received_at")
        roles[days[0]], roles[clock] = DAY_OF, "received_at"
    elif moments and named:
        _let_go(roles, "received_at")
        roles[moments[0]] = "received_at"
    elif days and place < 0 and not moments:
        roles[days[0]] = "received_at"


def _best_clock(columns: Sequence[Column], clocks: Sequence[int], roles: Sequence[str]) -> int:
    def rank(n: int) -> tuple[int, int]:
        early = TIMES.index(roles[n]) if roles[n] in TIMES else 1
        return (-said_by_name("received_at", columns[n].words), early)

    return min(clocks, key=rank)


def _let_go(roles: list[str], role: str) -> None:
    for n, known in enumerate(roles):
        if known == role:
            roles[n] = ""


def time_forms(columns: Sequence[Column], roles: Sequence[str]) -> list[str]:
    """How the times of the columns with such a role are written."""
    day = roles.index(DAY_OF) if DAY_OF in roles else None
    texts = []
    for column, role in zip(columns, roles, strict=True):
        if role not in TIMES:
            continue
        if day is not None and column.is_clock:
            pairs = zip(columns[day].values, column.values, strict=False)
            texts += [joined(date, clock) for date, clock in pairs if date and clock]
        else:
            texts += column.filled
    forms = guess_forms(texts[:240])[0]
    if not forms and texts:  # dates alone
        forms = guess_forms(texts[:240], among=(*DATES, *CLOCKS))[0]
    return forms or ["iso"]


def mapping_of(
    columns: Sequence[Column],
    roles: Sequence[str],
    *,
    header: bool,
    agency: str,
    zone: str,
    time_formats: Sequence[str],
    blank: Sequence[str] = (),
) -> dict[str, Any]:
    """As a mapping file says it. Of several columns with one role the first filled counts; one that tells of the
    beginning comes after one that tells of the end."""
    names: dict[str, list[str]] = {}
    for column, role in sorted(zip(columns, roles, strict=True), key=lambda pair: bool(BACKUPS.search(pair[0].words))):
        if role:
            names.setdefault(role, []).append(column.name)
    told: dict[str, Any] = {"agency": agency, "zone": zone, "time_formats": list(time_formats)}
    if blank:
        told["blank"] = list(blank)
    if not header:
        told["header"] = False
    day = names.pop(DAY_OF, [""])[0]
    told["columns"] = {role: names[role] for role in names if role not in (*PERSON, "pilot", "follow_up")}
    clocks = [c for c, role in zip(columns, roles, strict=True) if role in TIMES and c.is_clock]
    if day:
        told["dates"] = {role: day for c, role in zip(columns, roles, strict=True) if c in clocks}
        told["dates"] = told["dates"] or {"received_at": day}
    person = {role: names[role] for role in names if role in PERSON}
    if person:
        told["person"] = person
    told["pilot"] = _pilots(columns, names)
    if "follow_up" in names:
        told["follow_up"] = _answers(columns, names["follow_up"][0])
    return {key: value for key, value in told.items() if value != {}}


def _pilots(columns: Sequence[Column], names: dict[str, list[str]]) -> dict[str, Any]:
    if "pilot" not in names:
        return {}
    column = next(c for c in columns if c.name == names["pilot"][0])
    words = {value: pilot for value in dict.fromkeys(column.filled) if (pilot := pilot_in(value))}
    return {"column": column.name, "values": words}


def _answers(columns: Sequence[Column], name: str) -> dict[str, Any]:
    column = next(c for c in columns if c.name == name)
    told = dict.fromkeys(column.filled)
    return {
        "column": name,
        "yes": [value for value in told if fold(value) in YES] or ["Yes"],
        "no": [value for value in told if fold(value) in NO] or ["No"],
    }
