"""What the columns of an unknown CAD export are: by the words of their names, in many vendors' dialects, and by the
look of their values. A guess that a person looks at before anything is imported."""

import itertools
import re
from collections import Counter
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from functools import cache
from typing import Any
from zoneinfo import available_timezones

from django.utils import timezone
from django.utils.translation import gettext as _

from casework.interop.cad_csv import positions
from casework.interop.cad_lines import Encoding, delimiter_of, sample
from casework.interop.cad_mapping import NEEDED, PERSON, TIMES
from casework.interop.cad_times import (
    CLOCKS,
    DATES,
    OFFSETS,
    guess_forms,
    joined,
    looks_like_bare_clock,
    looks_like_clock,
    looks_like_day,
    looks_like_time,
    read_day,
    read_time,
    zone_named,
)
from casework.interop.content import Content
from casework.interop.tables import fold

DAY_OF = "received_at date"
ZONE = "America/New_York"
ROWS = 200
# Mostly: of the filled cells.
MOSTLY = 0.7
# But for a row or two that are broken.
ALL = 0.95
# Enough to know a time by: no other value looks like one, and bad rows may come first.
HALF = 0.5

# Role -> (words of a column's name, how much they say). Names are taken apart: NOPD_Item, TimeCreate, "Call Time" are
# "nopd item", "time create", "call time". The highest counts.
WORDS: dict[str, tuple[tuple[str, int], ...]] = {
    "incident_number": (
        (r"^(cad )?(incident|event|call|cfs|run|inci|service request)( \w+)? ?(number|num|no|nbr|nr|id|key)$", 10),
        (r"\b(incident|event|call|cad|cfs|complaint|item|run|dispatch|master incident) (number|num|no|nbr|id)\b", 9),
        (r"\b(incidentid|incidentnumber|eventnumber|callnumber|callid|cadnumber|inci id)\b", 10),
        (r"^(\w+ )?item( number)?$", 8), (r"^(case|report|file|dr|ir|rd|agency case) (number|num|no|id)$", 5),
        (r"^(incident|event|cad|cfs)$", 5), (r"^(id|number|no|record id|object id|objectid)$", 2),
        (r"\b(n[uú]mero|folio|expediente)\b", 7),
    ),
    "received_at": (
        (r"\b(received|recvd|rcvd|recd)\b", 10), (r"\b(time|date) ?(time )?(create|created|queued|entered|reported|opened|call)\b", 9),
        (r"\breport(ed)? (date|time|dttm)\b", 9), (r"\b(create|created|creation|entry|call|queued|queue|reported|intake|opened|initial call|incident|event|response) ?(date|time|datetime|dttm|timestamp|dt|tm|at)\b", 8),
        (r"\boriginal time queued\b", 10), (r"^call (date ?)?time( \w+)?$", 9), (r"\b(start(ed)?|offense|occurred|occ)\b", 5),
        (r"^(date|time|datetime|timestamp|date time|fecha|hora)$", 5), (r"\b(called|create|created|received) (at|on)\b", 9),
        (r"\brecibid[oa]\b", 8),
    ),
    "dispatched_at": ((r"\bdisp(atch(ed)?|atched)?\b", 8), (r"\b(assign|assigned|alarm)\b", 6)),
    "arrived_at": ((r"\b(arriv\w*|on ?scene|at scene|arr)\b", 9), (r"\bresponse\b", 2)),
    "cleared_at": ((r"\b(clear|cleared|clr|clearance|close|closed|closing|complete|completed|available|end|ended)\b", 8),),
    "call_type": (
        (r"\bfin(al)? (call |incident |event )?(type|nature|radio)( desc\w*| text)?\b", 10),
        (r"\b(call|incident|event|inci|cfs|problem|service) ?(type|nature|category|desc\w*)( \w+)?\b", 9),
        (r"\btype ?(text|desc\w*|name|original|final)\b", 9), (r"\b(nature|naturecode|typetext|calldescription|problem)\b", 8),
        (r"^type$", 7), (r"\b(type|typ|category|classification|tipo)\b", 5), (r"^(call )?(description|desc|signal|offense)$", 6),
    ),
    "priority": ((r"\bpriority( \w+)?$", 9), (r"\b(prio|pri|severity|urgency|prioridad)\b", 7)),
    "beat": (
        (r"\b(beat|patrol beat|bt)\b", 10), (r"\b(zone|zona|reporting area|response area|rpt dist|grid|patrol area)\b", 7),
        (r"\b(district|precinct|sector|dist)\b", 5),
    ),
    "location": (
        (r"\b(address|addr|hundred ?block\w*|block address|intersection|direcci[oó]n)\b", 9), (r"\b(location|loc)\b", 8),
        (r"\b(street|block|place|lugar)\b", 5), (r"\b(neighborhood|nhood|area)\b", 2),
    ),
    "disposition": (
        (r"\b(disposition|dispo|clearance)( text| desc\w*)\b", 10), (r"\b(disposition|dispo|csdisposition)\b", 9),
        (r"\b(clearance|outcome|result|resolution|resultado)\b|\bhow (it|call|this)?( call)? ?(was )?(ended|closed|resolved|cleared)\b", 6), (r"^disp( code| desc\w*)?$", 5),
    ),
    "note": ((r"\b(remarks?|comments?|narrative|notes?|synopsis)\b", 9),),
    "pilot": ((r"\b(pilot|programme|program|unit type|team type|responding team)\b", 6),),
    "follow_up": ((r"\b(care navigation|follow ?up|followup|navigator)\b", 9),),
    "first_name": ((r"\b(first|given|fore|f) ?name\b|^((cust|customer|subj|subject|person|patient|pt|client) )?(fname|first|given|firstname|nombre)$", 10),),
    "last_name": ((r"\b(last|family|sur|l) ?name\b|^((cust|customer|subj|subject|person|patient|pt|client) )?(lname|last|family|lastname|surname|apellidos?)$", 10),),
    "full_name": ((r"^(person|subject|patient|full|involved|contact|client)( party)?( full)? name$", 10), (r"^(name|subject|patient|person)$", 5)),
    "birth_date": ((r"\b(dob|birth|born|birthdate|nacimiento)\b", 10),),
    "phone": ((r"\b(phone|telephone|tel|mobile|cell|telefono)\b", 8),),
    "also_known_as": ((r"\b(alias|aka|nickname|also known)\b", 8),),
    "agency_person_id": ((r"\b(person|subject|patient|master name|mni|name) ?(id|number|no|num|index)\b", 9),),
}  # fmt: skip
# Whose name or number stands there is the caller's, not the neighbor's.
OTHERS = re.compile(
    r"\b(caller|complainant|reporting party|rp|officer|dispatcher|calltaker|supervisor|operator|badge|unit)\b"
)
NOT_A_TIME = re.compile(
    r"\b(total|elapsed|duration|seconds|minutes|min|sec|interval|travel|hour|dow|day|watch|year|month)\b"
)
NO_NUMBER = re.compile(
    r"\b(lat|latitude|lon|long|longitude|x|y|map x|map y|zip|zip code|zipcode|phone|code|address|date|time)\b"
)
SAYS_TIME = re.compile(
    r"time|date|dttm|\b(at|on|dt|tm|ts|dts|stamp|created|received|dispatched|arrived|cleared|closed)\b"
)
CLOCK = re.compile(r"time|\b(tm|hora|hrs)\b")
TYPICAL = re.compile(
    r"welfare|mental|suicid|crisis|trespass|disturb|suspic|assault|theft|burgl|traffic|accident|alarm|domestic|medical|"
    r"fire|noise|check|overdose|intox|psych|panhandl|loiter|unwanted|hazard|missing|fight|shots|robbery|harass|assist",
    re.IGNORECASE,
)
DISPOSED = re.compile(
    r"follow.?up|no action|report|advis|gone|goa\b|unfounded|cancel|resol|settled|transport|referr|refus|assisted|"
    r"rendered|complete|cleared|unable|arrest|citation|duplicate|handled|warn",
    re.IGNORECASE,
)
PHONE = re.compile(r"\+?1?[ .-]?\(?\d{3}\)?[ .-]\d{3}[ .-]\d{4}")
NAME = re.compile(r"[A-ZÀ-Ý][\w'-]+( [\w'-]+)?, [A-ZÀ-Ý][\w' .-]+")
BACKUPS = re.compile(r"\b(init|initial|original|first|first reported)\b")


@dataclass
class Column:
    """One column with what its first rows hold."""

    number: int
    name: str
    values: list[str]
    filled: list[str] = field(init=False)
    words: str = field(init=False)
    is_clock: bool = field(init=False)
    is_day: bool = field(init=False)
    is_moment: bool = field(init=False)
    is_zone: bool = field(init=False)

    def __post_init__(self) -> None:
        self.filled = [value for value in self.values if value and fold(value) not in BLANKS]
        self.words = in_words(self.name)
        may_be = self.share(looks_like_time) >= HALF and not self._is_number()
        self.moments = guess_forms(self.filled[:60])[1] if may_be else 0.0
        self.is_clock = self._mostly(looks_like_clock) or self._is_bare_clock()
        self.is_day = not self.is_clock and self._mostly(looks_like_day)
        self.is_moment = self.moments >= HALF and not self.is_clock
        self.is_zone = self._mostly(_names_zone)

    def _is_number(self) -> bool:
        """Digits that would be a moment (20240501000123, 1724000123) are one only where the name says so; of a file
        without a header only those since 1970."""
        if not self._mostly(str.isdigit) or SAYS_TIME.search(self.words):
            return False
        return not self.words.isdigit() or self._mostly(lambda value: len(value) == 14)

    def _is_bare_clock(self) -> bool:
        """0815: by its name, and all of them."""
        if not CLOCK.search(self.words) or NOT_A_TIME.search(self.words):
            return False
        return self.share(looks_like_bare_clock) >= ALL and self.share(lambda value: len(value) == 4) >= HALF

    @property
    def samples(self) -> list[str]:
        return list(dict.fromkeys(self.filled))[:3]

    @property
    def distinct(self) -> float:
        return len(set(self.filled)) / len(self.filled) if self.filled else 0.0

    def share(self, test: Callable[[str], object]) -> float:
        return sum(bool(test(value)) for value in self.filled) / len(self.filled) if self.filled else 0.0

    def _mostly(self, test: Callable[[str], object]) -> bool:
        return bool(self.filled) and self.share(test) >= MOSTLY


@cache
def _zones() -> frozenset[str]:
    return frozenset(name for name in available_timezones() if "/" in name)


def _names_zone(value: str) -> bool:
    return value.upper() in OFFSETS or value in _zones()


BLANKS = frozenset({"-", "null", "none", "n/a", "na", "nan", "\\n", "(null)"})


def in_words(name: str) -> str:
    """NOPD_Item, TimeCreate, Received DtTm, D.O.B. -> "nopd item", "time create", "received dttm", "dob"."""
    parted = re.sub(r"(?<=[a-z])(?=[A-Z])|(?<=[A-Z])(?=[A-Z][a-z])", " ", name)
    plain = re.sub(r"[^0-9a-záéíóúñ]+", " ", parted.casefold()).strip()
    return re.sub(r"\bd o b\b", "dob", re.sub(r"\bf ?u\b", "follow up", re.sub(r"\bdt tm\b", "dttm", plain)))


def said_by_name(role: str, words: str) -> int:
    if role in PERSON and OTHERS.search(words):
        return 0
    return max((says for pattern, says in WORDS[role] if re.search(pattern, words)), default=0)


# -- By the look of the values ---------------------------------------------------------------------------------------


def looks(role: str, column: Column, rows: int) -> float:
    """How well the values fit, from -100 (cannot be) to 6."""
    if not column.filled:
        return -3
    if column.is_zone:
        return -100
    if role in TIMES:
        return _like_time(column)
    if column.is_moment or column.is_clock or (column.is_day and role != "birth_date"):
        return -100
    judge = LOOKS.get(role)
    return judge(column, rows) if judge else 0


def _like_time(column: Column) -> float:
    if column.is_moment:
        return -100 if NOT_A_TIME.search(column.words) and not re.search(r"time|date", column.words) else 6
    return 2 if column.is_clock else 1 if column.is_day else -100


def _like_number(column: Column, rows: int) -> float:
    if NO_NUMBER.search(column.words):
        return -100
    if len(column.filled) < rows * 0.9 - 1 or column.distinct < 0.6:
        return -100 if column.distinct < 0.3 and rows > 4 else -4
    shape = column.share(lambda value: re.fullmatch(r"(?=.*\d)[\w./:#-]{3,40}", value))
    coordinate = column.share(lambda value: re.fullmatch(r"-?\d{1,3}\.\d{3,}", value))
    phone = column.share(PHONE.fullmatch)
    counted = _counts_on(column)
    return 5 * shape * column.distinct + _one_shape(column) - 8 * (coordinate + phone) - (3 if counted else 0)


def _one_shape(column: Column) -> float:
    """P26-900001, P26-900002: letters or dashes and digits in the same places, as no measured number has them. H-1, H-2
    say less, and still more than 122, 113."""
    shapes = Counter(re.sub(r"[A-Za-z]", "A", re.sub(r"\d", "9", value)) for value in column.filled)
    shape, count = shapes.most_common(1)[0]
    if count < MOSTLY * len(column.filled) or not re.search("[A-Z-]", shape):
        return 0.0
    return 1.0 if "99" in shape else 0.5 if "-9" in shape else 0.0


def _counts_on(column: Column) -> bool:
    """1, 2, 3 ...: the number of the row, not of an incident."""
    try:
        numbers = [int(value) for value in column.filled[:20]]
    except ValueError:
        return False
    return len(numbers) > 2 and numbers[0] < 100 and all(b - a == 1 for a, b in itertools.pairwise(numbers))


def _like_type(column: Column, rows: int) -> float:
    words = column.share(lambda value: re.search(r"[A-Za-zÀ-ÿ]{3,}", value))
    typical = column.share(TYPICAL.search)
    prose = column.share(lambda value: len(value) > 60)
    address = column.share(
        lambda value: re.search(r"\b(st|ave|rd|blvd|dr|ln|hwy|block|blk|xx)\b|^\d+ ", value, re.IGNORECASE)
    )
    if len(set(column.filled)) == 1 and rows > 4:
        return -2 + 3 * typical
    return 3 * words + 5 * typical - 4 * prose - 4 * address - (2 if column.distinct > 0.95 and rows > 20 else 0)


def _like_priority(column: Column, rows: int) -> float:
    short = column.share(
        lambda value: re.fullmatch(
            r"[A-Za-z]?\d{1,2}[A-Za-z]?|[A-E]|low|medium|high|urgent|routine|emergency\w*", value, re.IGNORECASE
        )
    )
    beats = column.share(lambda value: re.fullmatch(r"[A-Za-z]\d+", value))
    return 3 * short - beats if len(set(column.filled)) <= 15 else -6


def _like_beat(column: Column, rows: int) -> float:
    short = column.share(lambda value: re.fullmatch(r"[A-Za-z]{0,3}-?\d{0,4}[A-Za-z]{0,2}", value) and len(value) <= 12)
    digits = column.share(lambda value: re.search(r"\d\d|[A-Za-z]-?\d", value))
    return 3 * short - (1 - digits) - (4 if column.share(lambda value: len(value) > 12) > 0.2 else 0)


def _like_place(column: Column, rows: int) -> float:
    address = column.share(
        lambda value: re.search(
            r"\b(st|ave|rd|blvd|dr|ln|hwy|way|pl|block|blk|xx)\b|^\d+ \w| ?[/&] ?", value, re.IGNORECASE
        )
    )
    return 4 * address - 5 * column.share(lambda value: re.fullmatch(r"-?\d+(\.\d+)?", value))


def _like_prose(column: Column, rows: int) -> float:
    return 3 * column.share(lambda value: len(value.split()) > 4)


def _like_yes_or_no(column: Column, rows: int) -> float:
    return 4 if column.share(lambda value: fold(value) in {*YES, *NO}) >= MOSTLY else -6


def _like_disposition(column: Column, rows: int) -> float:
    words = column.share(lambda value: re.search(r"[A-Za-zÀ-ÿ]{2,}", value))
    if len(set(column.filled)) > 40:
        return 2 * words
    return 2 * words + 4 * column.share(DISPOSED.search) * (column.share(TYPICAL.search) < HALF)


def _like_name(column: Column, rows: int) -> float:
    return 3 if column.share(lambda value: re.fullmatch(r"[A-Za-zÀ-ÿ' .,-]{2,60}", value)) >= MOSTLY else -8


def _like_phone(column: Column, rows: int) -> float:
    return 4 if column.share(lambda value: re.fullmatch(r"[+()\d .x-]{7,20}", value)) >= MOSTLY else -12


YES, NO = ("y", "yes", "true", "1", "x", "si", "sí"), ("n", "no", "false", "0")
LOOKS: dict[str, Callable[[Column, int], float]] = {
    "incident_number": _like_number, "call_type": _like_type, "priority": _like_priority, "beat": _like_beat,
    "location": _like_place, "note": _like_prose, "follow_up": _like_yes_or_no, "disposition": _like_disposition,
    "first_name": _like_name, "last_name": _like_name, "full_name": _like_name, "also_known_as": _like_name,
    "phone": _like_phone, "pilot": lambda column, rows: 6 if _names_pilots(column) else -6,
    "birth_date": lambda column, rows: 4 if column.is_day else -100,
}  # fmt: skip
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


PILOT = re.compile(r"(?:heart[ -])?(ccd|crt|cor)(?:[ #-]*\d{1,3})?")
PILOTS = {
    "crisis call diversion": "ccd", "call diversion": "ccd",
    "community response": "crt", "community response team": "crt",
    "co response": "cor", "coresponse": "cor", "co response team": "cor", "co responder": "cor", "coresponder": "cor",
}  # fmt: skip


def pilot_in(value: str) -> str:
    """The pilot of a unit or team: CRT, HEART CRT-2, Co-Response."""
    plain = fold(value)
    found = PILOT.fullmatch(plain)
    words = re.sub(r"[^a-z]+", " ", plain.removeprefix("heart ")).strip()
    return found[1] if found else PILOTS.get(words, "")


def _names_pilots(column: Column) -> bool:
    return column.share(pilot_in) >= 0.3


# -- The whole file --------------------------------------------------------------------------------------------------


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
        named = {value for column in self.columns if column.is_zone for value in column.filled} & _zones()
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
