"""How times are written: read by one of several forms, and those forms guessed from samples.

A form is one of Python's strptime, "iso" for ISO 8601, or "epoch" for seconds (or milliseconds) since 1970. Behind a
time of any form a US name of its zone may stand, and is its offset: 01:30 EDT and 01:30 EST are an hour apart.
"""

import re
from collections.abc import Sequence
from datetime import UTC, date, datetime, timedelta, timezone
from functools import cache

ISO, EPOCH, STAMP = "iso", "epoch", "%Y%m%d%H%M%S"
DATES = (
    "%m/%d/%Y", "%d/%m/%Y", "%Y-%m-%d", "%m/%d/%y", "%d/%m/%y", "%Y/%m/%d", "%m-%d-%Y", "%d-%m-%Y", "%d.%m.%Y",
    "%d-%b-%Y", "%d-%b-%y", "%d %b %Y", "%b %d %Y", "%b %d, %Y", "%Y %b %d", "%Y%m%d", "%B %d, %Y", "%a %b %d %Y",
)  # fmt: skip
CLOCKS = (
    "%H:%M:%S", "%H:%M", "%I:%M:%S %p", "%I:%M %p", "%I:%M:%S%p", "%I:%M%p", "%H:%M:%S.%f", "%H%M", "%H%M%S",
)  # fmt: skip
# Midnight behind a date that has a column of its own for the time.
MIDNIGHT = re.compile(r"[T ]+(0{1,2}:00(:00(\.0+)?)?( ?AM)?|12:00(:00)?(\.0+)? ?AM)(Z|\+00:?00)?$", re.IGNORECASE)
BARE = re.compile(r"[0-9]{1,6}")
HALF_DAY = re.compile(r"\b([ap])\.? ?m\.?(?=$|\s)", re.IGNORECASE)
EPOCH_MS = 10**11
EARLIEST, LATEST = 10**8, 5 * 10**9
# Of what is only guessed: many an incident number would be a time otherwise.
GUESSED_FROM = datetime(2001, 9, 9, tzinfo=UTC)
SECONDS = re.compile(r"\d:\d\d:\d\d")
HOURS_ONLY = re.compile(r"([+-]\d\d)$")
# Name -> hours from UTC.
OFFSETS = {
    "EST": -5, "EDT": -4, "CST": -6, "CDT": -5, "MST": -7, "MDT": -6, "PST": -8, "PDT": -7, "AKST": -9, "AKDT": -8,
    "HST": -10, "UTC": 0, "GMT": 0,
    # As Intergraph's and Hexagon's stamps have it: 20240501081500ED.
    "ES": -5, "ED": -4, "CS": -6, "CD": -5, "MS": -7, "MD": -6, "PS": -8, "PD": -7, "UT": 0,
}  # fmt: skip
ENDS = frozenset(letter for name in OFFSETS for letter in (name[-1], name[-1].lower()))
ZONE_NAME = re.compile(rf"(?<=[\dM.])(?: |(?<=\d))({'|'.join(OFFSETS)})$", re.IGNORECASE)
# ET, Eastern Time, America/New_York: of these no offset is known.
OTHER_NAME = re.compile(r"\d ?(?:[AP]\.?M\.? )?(?![AP]\.?M\.?$)\(?[A-Z][A-Z_/ ]+\)?$", re.IGNORECASE)


# Of a form: what it is called, and how many digits it has when none is left away.
PARTS = {"Y": ("year", 4), "m": ("month", 2), "d": ("day", 2), "H": ("hour", 2), "M": ("minute", 2), "S": ("second", 2)}


def read_time(text: str, forms: Sequence[str]) -> tuple[datetime, bool]:
    """Naive unless the text carries its offset; and whether it says no seconds. ValueError when no form fits."""
    for form in forms:
        try:
            return _read(text, form), is_of_minutes(form, text)
        except ValueError:
            continue
    raise ValueError(text)


def zone_named(text: str) -> str:
    """The name behind a time that says its offset, in capitals; "" for none."""
    found = ZONE_NAME.search(text) if text[-1:] in ENDS else None
    return found[1].upper() if found else ""


def without_zone(text: str) -> str:
    name = zone_named(text)
    return text[: -len(name)].rstrip() if name else text


def _read(text: str, form: str) -> datetime:
    name = zone_named(text)
    if not name:
        return _read_plain(text, form)
    read = _read_plain(without_zone(text), form)
    return read if read.tzinfo else read.replace(tzinfo=timezone(timedelta(hours=OFFSETS[name])))


def _read_plain(text: str, form: str) -> datetime:
    if form == ISO:
        return datetime.fromisoformat(text)
    if form == EPOCH:
        return _epoch(text)
    if "%z" in form:
        text = HOURS_ONLY.sub(r"\g<1>00", text)
    if "%p" in form and "m." in text.lower():
        text = HALF_DAY.sub(r"\1m", text)
    if not _look(form).fullmatch(text):
        raise ValueError(text)
    return _read_digits(text, form) or datetime.strptime(text, form)  # noqa: DTZ007 - the zone is the mapping's


# How the parts of a form look, roughly: never narrower than strptime.
LOOKS = {"Y": r"\d{4}", "y": r"\d\d", "f": r"\d{1,6}", "d": r" ?\d{1,2}", "z": ".*"}
LOOKS |= dict.fromkeys("mHIMS", r"\d{1,2}") | dict.fromkeys("aAbBp", r"\D*")


@cache
def _look(form: str) -> re.Pattern[str]:
    """What a text of this form looks like. strptime itself keeps the patterns of five forms only, and over all the forms
    that are tried in guessing makes them anew each time."""
    parts = re.split(r"%(.)|(\s+)", form)
    texts, codes = parts[::3], parts[1::3]
    between = [LOOKS[code] if code else r"\s+" for code in codes]
    pattern = "".join(re.escape(text) + look for text, look in zip(texts, [*between, ""], strict=True))
    return re.compile(pattern, re.IGNORECASE)


def _read_digits(text: str, form: str) -> datetime | None:
    """What strptime would say, in a fraction of its time, of a text whose every part is there with all its digits.
    None: strptime is to be asked."""
    pattern = _digits(form)
    found = pattern.fullmatch(text) if pattern else None
    if not found:
        return None
    told = {PARTS[code][0]: int(digits) for code, digits in found.groupdict().items()}
    try:
        return datetime(**told)  # type: ignore[arg-type]  # noqa: DTZ001
    except ValueError:
        return None


@cache
def _digits(form: str) -> re.Pattern[str] | None:
    """For a form of numbers alone that says at least the day."""
    codes = re.findall("%(.)", form)
    if not set("Ymd") <= set(codes) <= PARTS.keys() or len(set(codes)) < len(codes):
        return None
    parts = (f"(?P<{code}>[0-9]{{{PARTS[code][1]}}})" for code in codes)
    between = iter(re.escape(text) for text in re.split("%.", form))
    return re.compile(next(between) + "".join(part + text for part, text in zip(parts, between, strict=True)))


def _epoch(text: str) -> datetime:
    number = float(text)
    seconds = number / 1000 if number >= EPOCH_MS else number
    if not EARLIEST < seconds < LATEST:
        raise ValueError(text)
    return datetime.fromtimestamp(seconds, UTC)


def is_of_minutes(form: str, text: str) -> bool:
    if form == ISO:
        return ":" in text and not SECONDS.search(text)
    return form != EPOCH and "%S" not in form


def joined(day: str, clock: str) -> str:
    """A date's cell and a time's cell as one text. Of a clock in bare digits the zeros before it may have got lost: 5 is
    0005, five past midnight."""
    if BARE.fullmatch(clock):
        clock = clock.zfill(6 if len(clock) > 4 else 4)
    return f"{MIDNIGHT.sub('', day)} {clock}"


def read_day(text: str, forms: Sequence[str]) -> date | None:
    for form in forms:
        try:
            return _read(MIDNIGHT.sub("", text), form).date()
        except ValueError:
            continue
    return None


@cache
def _whole() -> tuple[str, ...]:
    spaced = tuple(f"{day} {clock}" for day in DATES for clock in CLOCKS)
    others = tuple(f"{day}{between}{clock}" for day in DATES[:8] for between in ("T", ", ") for clock in CLOCKS[:6])
    zoned = tuple(f"{day} {clock}%z" for day in ("%Y/%m/%d", "%m/%d/%Y") for clock in CLOCKS[:2])
    return (
        ISO,
        STAMP,
        *spaced,
        *zoned,
        *others,
        *(f"{clock} {day}" for day in DATES[:8] for clock in CLOCKS[:4]),
        EPOCH,
    )


def guess_forms(samples: Sequence[str], among: Sequence[str] = ()) -> tuple[list[str], float]:
    """The forms that together read the most of the samples, at most three, and the share that they read. US order of
    day and month unless the values say otherwise."""
    left, found = list(dict.fromkeys(samples)), list[str]()
    total = len(left)
    while left and len(found) < 3:
        counted = [(sum(_fits(text, form) for text in left), form) for form in among or _whole()]
        best, form = max(counted, key=lambda pair: pair[0])
        if not best or (found and best < max(1, total * 0.01)):
            break
        found.append(form)
        left = [text for text in left if not _fits(text, form)]
    return found, 1 - len(left) / total if total else 0.0


def _fits(text: str, form: str) -> bool:
    try:
        read = _read(text, form)
    except (ValueError, OverflowError):
        return False
    if form == EPOCH:
        return GUESSED_FROM < read < datetime.now(UTC) + timedelta(days=366)
    return 1900 < read.year < 2200


def looks_like_time(text: str) -> bool:
    """Cheap: has the look of a date with a time, before the forms are tried."""
    return bool(re.search(r"\d{1,2}[:.]\d\d|T\d\d|\d{9,13}$|\d \d{4}$|^(19|20)\d{12}[A-Z]{0,3}$", text)) and bool(
        re.search(r"\d{1,4}\D", text + " ")
    )


def looks_like_clock(text: str) -> bool:
    plain = without_zone(text.strip())
    return bool(re.fullmatch(r"\d{1,2}:\d\d(:\d\d(\.\d+)?)?( ?[ap]\.? ?m\.?)?", plain, re.IGNORECASE))


def looks_like_bare_clock(text: str) -> bool:
    """0815, 2315; and 815 or 5, whose zeros a spreadsheet has eaten. Many a number looks like one."""
    return bool(re.fullmatch(r"\d{1,2}|([01]?\d|2[0-3])[0-5]\d", text))


def looks_like_day(text: str) -> bool:
    plain = MIDNIGHT.sub("", text.strip())
    shape = re.fullmatch(
        r"\d{1,4}[-/. ](\d{1,2}|[A-Za-z]{3,9})[-/. ,]+\d{1,4}|[A-Za-z]{3,9} \d{1,2},? \d{4}|(19|20)\d{6}", plain
    )
    return shape is not None and read_day(plain, DATES) is not None
