"""Search over the same keys as matching: one typed line, read as names, a birth date, a number, an incident.

Whoever searches finds the persons of whom they see a case; a responder finds the own encounters. What is restricted to
others is as if it did not exist. Of what exists elsewhere only a strong match is told of, without a name: whom to ask.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field, replace
from datetime import date
from functools import reduce
from typing import Any

from django.db.models import Exists, OuterRef, Q, QuerySet
from django.db.models.functions import Right

from casework.matching.finding import Candidate, Told, candidates, thresholds
from casework.models import Case, ContactPoint, ContactPointKind, Encounter, Neighbor
from casework.models.restrictions import hidden_from
from heart.accounts.models import User
from heart.accounts.roles import Role
from heart.lib.identifiers import plain_identifier
from heart.lib.phones import in_one_shape

LONGEST = 200
SHORTEST = 2
MOST, MOST_ELSEWHERE = 20, 3


@dataclass(frozen=True)
class Person:
    """One person, however many records: `record` is the one whose case is opened, `matched` the one that was found.
    `case` is None where one sees the record without a case."""

    record: Neighbor
    matched: Neighbor
    case: Case | None
    found: Candidate | None = None
    encounter: Encounter | None = None
    # Found by the number of who called about them; by how a number of theirs ends.
    by_caller: bool = False
    by_last_four: bool = False


@dataclass(frozen=True)
class Results:
    """`elsewhere`: records outside what the searcher may see that are meant for sure enough to say so, one a person."""

    persons: Sequence[Person] = ()
    encounters: Sequence[Encounter] = ()
    elsewhere: Sequence[Neighbor] = ()
    asked: bool = field(default=False, compare=False)


def search(user: User, typed: str, *, today: date) -> Results:
    """As many queries for one result as for many."""
    words = cleaned(typed)
    if len(_letters(words)) < SHORTEST:
        return Results()
    told, year = read(words, today), None
    if not told.birth_date and not told.phones:
        words_left, year = _without_year(words, today)
        told = read(words_left, today) if year else told
    if user.role == Role.RESPONDER:
        return Results(encounters=_own_encounters(user, words, told, today), asked=True)
    mine = _persons_of(user)
    named = mine.filter(birth_date__year=year) if year else mine
    found = {one.neighbor_id: one for one in candidates(told, limit=MOST, among=named, typing=True)}
    incidents = _incidents(words, today)
    of_incident = _by_neighbor(Encounter.objects.visible_to(user).filter(incidents)[:MOST]) if incidents else {}
    described = set(mine.filter(_described(words)).order_by("-pk").values_list("pk", flat=True)[:MOST])
    called_about = _by_neighbor(_called_from(Encounter.objects.visible_to(user), told)[:MOST])
    ending = _ending(mine, words)
    persons = _grouped(user, found, {**called_about, **of_incident}, described | ending)
    persons = [
        replace(one, by_caller=one.matched.pk in called_about, by_last_four=one.matched.pk in ending) for one in persons
    ]
    return Results(persons=persons[:MOST], elsewhere=_elsewhere(user, told, words), asked=True)


# -- What was typed --------------------------------------------------------------------------------------------------


def cleaned(typed: str) -> str:
    """As identifiers are kept, without what no name, number or date has; not longer than anybody types."""
    shown = plain_identifier(typed[: 5 * LONGEST])
    return plain_identifier("".join(" " if unicodedata.category(sign)[0] == "C" else sign for sign in shown))[:LONGEST]


def _letters(words: str) -> str:
    return "".join(sign for sign in words if sign.isalnum())


def read(words: str, today: date) -> Told:
    """Names, birth date and numbers, in any order. A birth date in figures is month/day/year, or year-month-day; the
    other way round is weighed too. A month may be a word, in English or in Spanish."""
    rest, day = _without_day(words, today)
    told = Told.of_words(rest)
    return replace(told, birth_date=day) if day else told


MONTHS = {
    name: number
    for number, names in enumerate(
        [
            "january jan enero ene",
            "february feb febrero",
            "march mar marzo",
            "april apr abril abr",
            "may mayo",
            "june jun junio",
            "july jul julio",
            "august aug agosto ago",
            "september sept sep septiembre setiembre",
            "october oct octubre",
            "november nov noviembre",
            "december dec diciembre dic",
        ],
        start=1,
    )
    for name in names.split()
}
_MONTH = "|".join(sorted(MONTHS, key=len, reverse=True))
_YEAR = r"(?P<year>\d{4}|\d{2})"
_SIGN = r"[\s./-]"
DAYS = [
    re.compile(rf"\b(?P<year>\d{{4}}){_SIGN}(?P<month>\d{{1,2}}){_SIGN}(?P<day>\d{{1,2}})\b"),
    re.compile(r"\b(?P<year>(?:19|20)\d\d)(?P<month>[01]\d)(?P<day>[0-3]\d)\b"),
    re.compile(r"\b(?P<month>\d\d)(?P<day>\d\d)(?P<year>(?:19|20)\d\d)\b"),
    re.compile(rf"\b(?P<month>\d{{1,2}})[./-](?P<day>\d{{1,2}})[./-]{_YEAR}\b"),
    re.compile(rf"\b(?P<day>\d{{1,2}})(?:st|nd|rd|th|º|°)?(?:\s+de|\s+of)?\s+(?P<word>{_MONTH})\.?,?(?:\s+del?)?\s+{_YEAR}\b", re.I),
    re.compile(rf"\b(?P<word>{_MONTH})\.?\s+(?P<day>\d{{1,2}})(?:st|nd|rd|th)?,?(?:\s+del?)?\s+{_YEAR}\b", re.I),
]  # fmt: skip


def _without_day(words: str, today: date) -> tuple[str, date | None]:
    for pattern in DAYS:
        for found in pattern.finditer(words):
            day = _day(found, today)
            if day:
                return words[: found.start()] + " " + words[found.end() :], day
    return words, None


def _day(found: re.Match[str], today: date) -> date | None:
    told = found.groupdict()
    month = MONTHS[told["word"].lower()] if told.get("word") else int(told["month"])
    year, day = int(told["year"]), int(told["day"])
    if len(told["year"]) == 2:
        year += 2000 if 2000 + year <= today.year else 1900
    if month > 12:
        day, month = month, day
    try:
        return date(year, month, day)
    except ValueError:
        return None


# -- Within what one sees --------------------------------------------------------------------------------------------


def _persons_of(user: User) -> QuerySet[Neighbor]:
    """Every record of the persons of whom one sees a case."""
    seen = Neighbor.objects.visible_to(user)
    if user.role == Role.PROGRAMME_MANAGER:
        return seen
    return Neighbor.objects.filter(person_number__in=seen.values("person_number"))


def _incidents(words: str, today: date | None) -> Q | None:
    """An incident number has a figure; its beginning is enough."""
    if not any(sign.isdecimal() for sign in words) or len(_letters(words)) < 3:
        return None
    return _numbered(words, today) & Q(neighbor__isnull=False)


def _numbered(words: str, today: date | None, how: str = "istartswith") -> Q:
    """A space, or nothing, stands for the sign that it has in CAD: "26 004711", "26004711" and "26-004711". With `today`,
    what follows the year is enough, of this year and of the one before: "004711"."""
    ways = [words, words.replace(" ", "-"), words.replace(" ", "")]
    if re.fullmatch(r"\d{5,20}", words):
        ways += [f"{words[:place]}-{words[place:]}" for place in (2, 4)]
    if today and re.fullmatch(r"\d{4,20}", words):
        ways += [
            f"{year}-{words}" for back in (0, 1) for year in (today.year - back, f"{(today.year - back) % 100:02}")
        ]
    return Q(*((f"incident_number__{how}", way) for way in dict.fromkeys(ways)), _connector=Q.OR)


YEAR = re.compile(r"\b(?:19|20)\d\d\b")


def _without_year(words: str, today: date) -> tuple[str, int | None]:
    """A name and the year of birth: "Whitcomb 1971"."""
    found = YEAR.findall(words)
    rest = " ".join(YEAR.sub(" ", words).split())
    if len(found) != 1 or int(found[0]) > today.year or not rest or any(sign.isdecimal() for sign in rest):
        return words, None
    return rest, int(found[0])


def _called_from(encounters: QuerySet[Encounter], told: Told) -> QuerySet[Encounter]:
    """Of somebody who rings back: the encounters for which they called."""
    if not told.phones:
        return encounters.none()
    numbers = [in_one_shape(number) for number in told.phones]
    return encounters.filter(caller__phone__in=numbers, neighbor__isnull=False).order_by("-received_at", "-pk")


def _ending(mine: QuerySet[Neighbor], words: str) -> set[int]:
    """Four figures: how a number ends."""
    if not re.fullmatch(r"\d{4}", words):
        return set()
    points = ContactPoint.objects.alias(ending=Right("value", 4)).filter(kind=ContactPointKind.PHONE, ending=words)
    return set(mine.filter(pk__in=points.values("neighbor")).order_by("-pk").values_list("pk", flat=True)[:MOST])


def _by_neighbor(encounters: Iterable[Encounter]) -> dict[int, Encounter]:
    return {encounter.neighbor_id: encounter for encounter in encounters if encounter.neighbor_id}


def _described(words: str) -> Q:
    """Every word of the line is in the description of somebody."""
    parts = [part for part in re.findall(r"\w+", words) if len(part) > 2][:8]
    if not parts:
        return Q(pk__in=[])
    return reduce(lambda both, part: both & Q(description__icontains=part), parts, ~Q(description=""))


def _grouped(
    user: User, found: dict[int, Candidate], of_incident: dict[int, Encounter], described: set[int]
) -> list[Person]:
    """One a person, the best record of each; of an incident first, then by how well they fit, then by description."""
    order = [*of_incident, *found, *sorted(described, reverse=True)]
    records = Neighbor.objects.prefetch_related("also_known_as").in_bulk(order)
    persons = {records[pk].person_number: records[pk] for pk in reversed(order) if pk in records}
    seen = Case.objects.visible_to(user).filter(neighbor__person_number__in=list(persons))
    ranked = sorted(seen.select_related("neighbor", "team"), key=_rank)
    cases = {case.neighbor.person_number: case for case in ranked}
    first = dict.fromkeys(records[pk].person_number for pk in order if pk in records)
    return [_person(persons[number], cases.get(number), found, of_incident) for number in first]


def _rank(case: Case) -> tuple[bool, bool, int]:
    """The one that is worked on is highest; of those that are not, the latest."""
    return case.is_open, case.goes_on_in_id is None, case.pk


def _person(
    matched: Neighbor, case: Case | None, found: dict[int, Candidate], of_incident: dict[int, Encounter]
) -> Person:
    record = case.neighbor if case else matched
    return Person(record, matched, case, found.get(matched.pk), of_incident.get(matched.pk))


def _own_encounters(user: User, words: str, told: Told, today: date) -> list[Encounter]:
    own: Any = Encounter.objects.told_by(user)
    met = Neighbor.objects.filter(Exists(own.filter(neighbor=OuterRef("pk"), is_hidden=False)))
    named = [one.neighbor_id for one in candidates(told, limit=MOST, among=met, typing=True)]
    asked = Q(neighbor__in=named) | Q(neighbor__in=met.filter(_described(words)))
    asked |= Q(is_hidden=True) & _as_told(words, told)
    if any(sign.isdecimal() for sign in words):
        asked |= _numbered(words, today)
    asked |= Q(pk__in=_called_from(own, told).values("pk")) | Q(neighbor__in=_ending(met, words))
    found = own.filter(asked).select_related("neighbor").order_by("-received_at", "-pk")[:MOST]
    return [encounter.as_seen() for encounter in found]


def _as_told(words: str, told: Told) -> Q:
    """Of somebody hidden from who told it: by what was told, also misspelt, and not by what their record says."""
    asked = Q(told_words__trigram_word_similar=" ".join(told.other_names)) if told.other_names else Q(pk__in=[])
    if told.birth_date:
        asked |= Q(told_words__contains=told.birth_date.isoformat())
    for number in told.phones:
        asked |= Q(told_words__contains=in_one_shape(number))
    if re.fullmatch(r"\d{4}", words):
        asked |= Q(told_words__endswith=words)
    return asked


# -- Beyond it -------------------------------------------------------------------------------------------------------


def _elsewhere(user: User, told: Told, words: str) -> list[Neighbor]:
    """Those whom the searcher does not see, and who are meant for sure enough: a whole number or incident number, or
    as much as the matcher calls probable. So it says nothing to who is only trying."""
    if user.role == Role.PROGRAMME_MANAGER:
        return []
    beyond = Neighbor.objects.exclude(pk__in=hidden_from(user)).exclude(
        person_number__in=Neighbor.objects.visible_to(user).values("person_number")
    )
    meant = [*_whose_incident(beyond, words), *_whose_number_or_name(beyond, told)]
    found = Neighbor.objects.in_bulk(meant)
    return list({found[pk].person_number: found[pk] for pk in reversed(meant)}.values())[::-1][:MOST_ELSEWHERE]


def _whose_incident(beyond: QuerySet[Neighbor], words: str) -> Iterable[int]:
    if not _incidents(words, None):
        return []
    met = Encounter.objects.filter(_numbered(words, None, "iexact"), neighbor__in=beyond.values("pk"))
    return dict.fromkeys(met.order_by("pk").values_list("neighbor_id", flat=True)[:MOST_ELSEWHERE])


def _whose_number_or_name(beyond: QuerySet[Neighbor], told: Told) -> Iterable[int]:
    if not told.phones and not (told.birth_date and told.other_names):
        return []
    probable = thresholds().probable
    found = candidates(told, limit=2 * MOST_ELSEWHERE, among=beyond)
    return [one.neighbor_id for one in found if _is_meant(one, probable)]


def _is_meant(one: Candidate, probable: float) -> bool:
    """A whole number, or a name with a birth date or number that agrees: beside a made-up one a name says nothing."""
    agree = {reason.code for reason in one.reasons}
    return "phone_exact" in agree or (one.score >= probable and bool(agree & BESIDE_A_NAME))


BESIDE_A_NAME = frozenset({"birth_date_exact", "birth_date_swapped", "birth_date_digit", "phone_local"})


def cases_to_ask_about(neighbors: Iterable[Neighbor]) -> dict[int, Case]:
    """By `person_number`, the one by which one says whom to ask: that is worked on, else the latest."""
    cases = Case.objects.filter(neighbor__person_number__in={neighbor.person_number for neighbor in neighbors})
    ranked = sorted(cases.select_related("neighbor", "team__supervisor"), key=_rank)
    return {case.neighbor.person_number: case for case in ranked}
