"""Files of people with the truth beside them, for `match_benchmark`: read however their columns are called, put into a
database as records, and asked about one by one with the product's own matcher and thresholds."""

import csv
import re
from collections import Counter, defaultdict
from collections.abc import Callable, Collection, Container, Iterable, Iterator, Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass
from datetime import date, datetime
from itertools import combinations
from pathlib import Path

from django.db import transaction

from casework.matching import finding, thresholds
from casework.models import AlsoKnownAs, ContactPoint, ContactPointKind, Neighbor
from heart.lib.phones import in_one_shape

# What a column may be called; spaces, dots, capitals and underscores do not matter.
CALLED = {
    "first": "givenname firstname first fname forename given namefirst firstnames nombre nombres primernombre",
    "middle": "middlename middle mname namemiddle middleinitial segundonombre",
    "last": "surname lastname last lname familyname family namelast apellido apellidos",
    "name": "name fullname personname nombrecompleto",
    "alias": "alias aliases aka alsoknownas nickname preferredname goesby apodo",
    "birth_date": "dateofbirth dob birthdate bdate born birthday birth datebirth fechadenacimiento fechanacimiento nacimiento",
    "phone": "phone phonenumber telephone telephonenumber tel mobile mobilephone cell cellphone phone1 homephone telefono celular",
    "street": "address1 street streetname address addr streetaddress addressline1 addr1 homeaddress direccion calle",
    "number": "streetnumber housenumber stno houseno streetno addressnumber number stnumber numero",
    "postcode": "postcode zip zipcode postalcode postal zip5 codigopostal",
}
BATCH = 2000
CANDIDATES = 50
SAMPLE_BYTES = 20_000


class Unusable(ValueError):
    """The file, or what was said of it, cannot be used; the text says why."""


@dataclass(frozen=True)
class People:
    """The rows of a file, each with the person that the truth says it is."""

    columns: Mapping[str, str]
    rows: Sequence[Mapping[str, str]]
    persons: Sequence[str]
    truths: Sequence[str]

    def row(self, number: int) -> str:
        """By its line and what stands in the truth column; nothing of the person."""
        return f"line {number + 2} ({self.truths[number]})"

    @property
    def true_pairs(self) -> set[tuple[int, int]]:
        of: dict[str, list[int]] = defaultdict(list)
        for number, person in enumerate(self.persons):
            if person:
                of[person].append(number)
        return {pair for numbers in of.values() for pair in combinations(numbers, 2)}


def read(path: Path, *, truth: str, pattern: str | None, columns: Mapping[str, str]) -> People:
    """Delimiter, encoding and columns as they are found; what `columns` says counts."""
    data = path.read_bytes()
    try:
        text = data.decode("utf-8-sig")
    except UnicodeDecodeError:
        text = data.decode("cp1252", errors="replace")
    lines = csv.DictReader(text.splitlines(), delimiter=_delimiter(text), skipinitialspace=True)
    header = [(name or "").strip() for name in lines.fieldnames or ()]
    lines.fieldnames = header
    for name in (truth, *columns.values()):
        if name not in header:
            raise Unusable(f"There is no column {name!r}: {', '.join(header)}.")
    chosen = dict(columns) or guessed(header, truth)
    if not set(chosen) & {"first", "last", "name"}:
        raise Unusable(f"Which columns are the names? Say --columns first=…,last=…: {', '.join(header)}.")
    rows = [{key: (value or "").strip() for key, value in row.items() if isinstance(key, str)} for row in lines]
    named = re.compile(pattern or r"^(.*)$")
    return People(chosen, rows, [_person(named, row[truth]) for row in rows], [row[truth] for row in rows])


def _delimiter(text: str) -> str:
    header = text.split("\n", 1)[0]
    counts = {mark: header.count(mark) for mark in ",;\t|"}
    return max(counts, key=lambda mark: counts[mark])


def _person(pattern: re.Pattern[str], value: str) -> str:
    found = pattern.search(value)
    return (found[1] if found.groups() else found[0]) if found else value


def guessed(header: Iterable[str], truth: str) -> dict[str, str]:
    """Which column is which, by its name."""
    names = {re.sub(r"[\W_]+", "", name.lower()): name for name in header if name != truth}
    found = {}
    for key, words in CALLED.items():
        word = next((word for word in words.split() if word in names), None)
        if word:
            found[key] = names.pop(word)
    if "first" in found or "last" in found:
        found.pop("name", None)
    return found


# -- Dates -----------------------------------------------------------------------------------------------------------


def date_reader(values: Iterable[str]) -> Callable[[str], date | None]:
    """How the dates of this column are to be read: what stands first, day or month, is decided by all of them."""
    firsts: Counter[str] = Counter()
    for value in values:
        parts = re.fullmatch(r"(\d{1,2})\D(\d{1,2})\D(\d{2}|\d{4})", value)
        if parts:
            firsts["day"] += int(parts[1]) > 12
            firsts["month"] += int(parts[2]) > 12
    day_first = firsts["day"] > firsts["month"]
    return lambda value: read_date(value, day_first=day_first)


def read_date(value: str, *, day_first: bool = False) -> date | None:
    """None of what is no date. Of a year alone, its first day; a month above 12 was written where the day belongs."""
    value = re.sub(r"[T ]\d{1,2}:\d\d.*$", "", value.strip())
    found = re.fullmatch(r"(\d{4})\D?(\d{2})\D?(\d{2})", value) or re.fullmatch(r"(\d{4})\D(\d{1,2})\D(\d{1,2})", value)
    if found:
        return _date(int(found[1]), int(found[2]), int(found[3]))
    found = re.fullmatch(r"(\d{1,2})\D(\d{1,2})\D(\d{2}|\d{4})", value)
    if found:
        one, two, year = int(found[1]), int(found[2]), int(found[3])
        month, day = (two, one) if day_first else (one, two)
        return _date(_century(year), month, day)
    found = re.fullmatch(r"(\d{4})(?:\D(\d{1,2}))?", value)
    if found:
        return _date(int(found[1]), int(found[2] or 1), 1)
    for form in ("%d %b %Y", "%d %B %Y", "%b %d, %Y", "%B %d, %Y", "%d-%b-%Y", "%d-%b-%y"):
        with suppress(ValueError):
            return datetime.strptime(value, form).date()  # noqa: DTZ007 (a birth date has no zone)
    return None


def _century(year: int) -> int:
    return year if year > 99 else year + (1900 if year > 26 else 2000)


def _date(year: int, month: int, day: int) -> date | None:
    if month > 12 >= day:
        month, day = day, month
    if year < 1850:
        return None
    with suppress(ValueError):
        return date(year, month, day)
    return None


# -- Records ---------------------------------------------------------------------------------------------------------


def write(people: People, now: datetime) -> list[int]:
    """Every row becomes a record of its own. The keys come from the database's own triggers."""
    of = {key: (lambda row, name=name: row.get(name, "")) for key, name in people.columns.items()}
    nothing = lambda row: ""  # noqa: E731
    get = {key: of.get(key, nothing) for key in CALLED}
    born = date_reader(get["birth_date"](row) for row in people.rows)
    keys: list[int] = []
    for start in range(0, len(people.rows), BATCH):
        with transaction.atomic():
            keys += _write(people.rows[start : start + BATCH], get, born, now)
    return keys


def _write(
    rows: Sequence[Mapping[str, str]],
    get: Mapping[str, Callable[[Mapping[str, str]], str]],
    born: Callable[[str], date | None],
    now: datetime,
) -> list[int]:
    records = [
        Neighbor(
            first_name=f"{get['first'](row)} {get['middle'](row)}".strip()[:80],
            last_name=get["last"](row)[:80],
            birth_date=born(get["birth_date"](row)),
            created_at=now,
        )
        for row in rows
    ]
    Neighbor.objects.bulk_create(records)
    points, names = [], []
    for record, row in zip(records, rows, strict=True):
        points += [ContactPoint(neighbor=record, kind=kind, value=value[:200]) for kind, value in _points(row, get)]
        names += [AlsoKnownAs(neighbor=record, name=name[:120]) for name in _names(row, get)]
    ContactPoint.objects.bulk_create(points)
    AlsoKnownAs.objects.bulk_create(names)
    return [record.pk for record in records]


def _points(
    row: Mapping[str, str], get: Mapping[str, Callable[[Mapping[str, str]], str]]
) -> Iterator[tuple[ContactPointKind, str]]:
    if get["phone"](row):
        yield ContactPointKind.PHONE, in_one_shape(get["phone"](row))
    street = " ".join(filter(None, (get["number"](row), get["street"](row).replace(",", " "))))
    address = ", ".join(filter(None, (street, get["postcode"](row))))
    if address:
        yield ContactPointKind.ADDRESS, address


def _names(row: Mapping[str, str], get: Mapping[str, Callable[[Mapping[str, str]], str]]) -> Iterator[str]:
    whole = get["name"](row)
    last, comma, first = whole.partition(",")
    yield from dict.fromkeys(filter(None, (f"{first} {last}".strip() if comma else whole, get["alias"](row))))


# -- Pairs -----------------------------------------------------------------------------------------------------------


@dataclass(frozen=True)
class Scored:
    """Scores by row numbers: of the pairs that were found, and of true ones that scored too little."""

    found: Mapping[tuple[int, int], float]
    too_low: Mapping[tuple[int, int], float]


def scored_pairs(
    keys: Sequence[int], true: Container[tuple[int, int]], progress: Callable[[int], None] = lambda done: None
) -> Scored:
    """Found is every two records that the matcher links or puts before a person: sure, or at least
    `MatchThresholds.probable`. No closure: two records that are both like a third count only when they score themselves."""
    finding.count_words()
    number = {key: place for place, key in enumerate(keys)}
    probable = thresholds().probable
    pairs: dict[tuple[int, int], float] = {}
    too_low: dict[tuple[int, int], float] = {}
    for start in range(0, len(keys), 500):
        progress(start)
        for key, known in finding.known_of(keys[start : start + 500]).items():
            for one in finding.found_for(known, key, CANDIDATES):
                pair = min(number[key], number[one.neighbor_id]), max(number[key], number[one.neighbor_id])
                if one.sure or one.score >= probable:
                    pairs[pair] = max(one.score, pairs.get(pair, 0.0))
                elif pair in true:
                    too_low[pair] = max(one.score, too_low.get(pair, 0.0))
    return Scored(pairs, too_low)


def mistakes(people: People, scored: Scored) -> list[str]:
    """A line each: pairs that are not one person, the highest score first; then those that are and were not found. Of
    such a pair that never was a candidate there is no score."""
    true = people.true_pairs
    wrong = sorted(scored.found.keys() - true, key=lambda pair: (-scored.found[pair], pair))
    missed = sorted(true - scored.found.keys(), key=lambda pair: (-scored.too_low.get(pair, 0.0), pair))
    scores = {**scored.too_low, **scored.found}
    return [f"wrong   {_said(people, pair, scores)}" for pair in wrong] + [
        f"missed  {_said(people, pair, scores)}" for pair in missed
    ]


def _said(people: People, pair: tuple[int, int], scores: Mapping[tuple[int, int], float]) -> str:
    score = f"{scores[pair]:.3f}" if pair in scores else "none "
    return f"{score}  {people.row(pair[0])} | {people.row(pair[1])}"


def judged(found: Collection[tuple[int, int]], true: set[tuple[int, int]]) -> dict[str, float | int]:
    right = len(true.intersection(found))
    precision = right / len(found) if found else 0.0
    recall = right / len(true) if true else 0.0
    f1 = 2 * precision * recall / (precision + recall) if right else 0.0
    return {
        "true_pairs": len(true),
        "found_pairs": len(found),
        "right_pairs": right,
        "precision": round(precision, 4),
        "recall": round(recall, 4),
        "f1": round(f1, 4),
    }
