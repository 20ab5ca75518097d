"""How well the values of a column fit what it may be, whatever its name says."""

import itertools
import re
from collections import Counter
from collections.abc import Callable

from casework.interop.cad_mapping import TIMES
from casework.interop.columns import DISPOSED, HALF, MOSTLY, NO_NUMBER, NOT_A_TIME, PHONE, TYPICAL, Column
from casework.interop.tables import fold


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
    "phone": _like_phone, "pilot": lambda column, rows: 6 if names_pilots(column) else -6,
    "birth_date": lambda column, rows: 4 if column.is_day else -100,
}  # fmt: skip
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


def names_pilots(column: Column) -> bool:
    return column.share(pilot_in) >= 0.3
