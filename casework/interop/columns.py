"""One column of an unknown CAD export: what its name says in many vendors' dialects, and what its cells are."""

import re
from collections.abc import Callable
from dataclasses import dataclass, field
from functools import cache
from zoneinfo import available_timezones

from casework.interop.cad_mapping import PERSON
from casework.interop.cad_times import (
    OFFSETS,
    guess_forms,
    looks_like_bare_clock,
    looks_like_clock,
    looks_like_day,
    looks_like_time,
)
from casework.interop.tables import fold

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
def city_zones() -> frozenset[str]:
    return frozenset(name for name in available_timezones() if "/" in name)


def _names_zone(value: str) -> bool:
    return value.upper() in OFFSETS or value in city_zones()


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
