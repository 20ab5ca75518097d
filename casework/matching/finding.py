"""Who may this be? Candidates with a score and reasons in words. Reads only; what follows is casework.actions.matching.

1. What was told is brought into the shape in which records are compared (migration 0013 keeps that of every record).
2. One indexed statement finds records that share a key with it: names that sound alike, a birth date, a number, a house.
   Only when they are too little, names with typos are looked up in the dictionary of all names, and it is asked again.
3. Each is weighed: what agrees adds its weight in bits of evidence, the more the rarer it is; what contradicts takes
   away; what is missing counts neither way. The sum becomes a score between 0 and 1.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Collection, Iterable, Sequence
from dataclasses import dataclass, field, replace
from datetime import date
from functools import partial
from typing import Any, NamedTuple

from django.core.exceptions import EmptyResultSet
from django.db import connection
from django.db.models import QuerySet

from casework.matching.weighing import Known, Reason, Words, swapped, weigh
from casework.models import MatchThresholds, Neighbor

# Records weighed for one question: those with most in common first, and those of the same name, of whom the first are
# as good as any; and spellings tried of one word.
WEIGHED, NAMESAKES = 120, 60
SPELLINGS = 12
# A beginning says half of what the whole name would.
BEGINNING_FITS = 0.4

AS_COMPARED = """
SELECT casework_match_words(%s), casework_match_words(%s),
    ARRAY(SELECT array_to_string(casework_match_words(name), ' ') FROM unnest(%s::text[]) AS name),
    ARRAY(SELECT casework_match_place(place) FROM unnest(%s::text[]) AS place)
"""

RECORDS = """
SELECT neighbor_id, given, family, others, birth_date, phones, ids, places FROM casework_matchkey
WHERE neighbor_id = ANY(%s) ORDER BY neighbor_id
"""

# What is known of words, in one question: of each phrase the names that people use for it or it for them; how many
# records have each word, '' being all records; and from which score a record counts.
ABOUT_WORDS = """
WITH formal AS (
    SELECT said, said AS name FROM unnest(%(phrases)s::text[]) AS said
    UNION SELECT said, n.name FROM unnest(%(phrases)s::text[]) AS said JOIN casework_nickname n ON n.nickname = said
)
SELECT said, name, NULL::float, NULL::float FROM formal WHERE name <> said
UNION SELECT f.said, n.nickname, NULL, NULL FROM formal f JOIN casework_nickname n ON n.name = f.name WHERE n.nickname <> f.said
UNION ALL SELECT word, NULL, max(people), NULL FROM casework_matchword WHERE word = ANY(%(words)s) AND people > 0 GROUP BY word
UNION ALL SELECT NULL, NULL, possible, probable FROM casework_matchthresholds
"""

COUNT_WORDS = """
LOCK TABLE casework_matchword IN SHARE ROW EXCLUSIVE MODE;
CREATE TEMPORARY TABLE counted ON COMMIT DROP AS
    SELECT word, count(*)::int AS people FROM (
        SELECT DISTINCT neighbor_id, unnest(given || family || string_to_array(array_to_string(others, ' '), ' ')) AS word
        FROM casework_matchkey
    ) AS words WHERE length(word) > 2 GROUP BY word
    UNION ALL SELECT '', count(*)::int FROM casework_matchkey WHERE given <> '{}' OR family <> '{}' OR others <> '{}';
DELETE FROM casework_matchword w WHERE NOT EXISTS (SELECT FROM counted c WHERE c.word = w.word)
    OR EXISTS (SELECT FROM casework_matchword twin WHERE twin.word = w.word AND twin.ctid < w.ctid);
UPDATE casework_matchword w SET people = c.people FROM counted c WHERE c.word = w.word AND w.people <> c.people;
INSERT INTO casework_matchword (word, people) SELECT word, people FROM counted c
    WHERE NOT EXISTS (SELECT FROM casework_matchword w WHERE w.word = c.word)
"""

SPELT = """
SELECT said, near.word FROM unnest(%s::text[]) AS said, LATERAL (
    SELECT DISTINCT word, similarity(word, said) AS likeness FROM casework_matchword
    WHERE word %% said AND word <> said ORDER BY 2 DESC LIMIT %s
) AS near
"""
# What somebody types is perhaps not a whole word yet.
BEGUN = """
SELECT said, begun.word FROM unnest(%s::text[]) AS said, LATERAL (
    SELECT word, max(people) FROM casework_matchword WHERE word LIKE said || '%%' AND word <> said
    GROUP BY word ORDER BY 2 DESC, 1 LIMIT %s
) AS begun
"""

# Without all parts being different ones, there is no key of two names.
ASKED = """
WITH asked AS MATERIALIZED (
    SELECT casework_match_keys(%(words)s::text[], array_fill(0, ARRAY[cardinality(%(words)s::text[])]), %(dates)s::date[],
            %(phones)s::text[], %(ids)s::text[], %(places)s::text[], %(alone)s) AS narrow,
        casework_match_keys(%(words)s::text[], %(parts)s::int[], '{}', '{}', '{}', '{}', false) AS names,
        casework_match_keys(%(told)s::text[], array_fill(0, ARRAY[cardinality(%(told)s::text[])]), '{}', '{}', '{}', '{}', true)
            AS spelt
)
"""
FOUND = """
(SELECT k.neighbor_id, k.given, k.family, k.others, k.birth_date, k.phones, k.ids, k.places
FROM casework_matchkey k WHERE k.keys {by} AND NOT k.neighbor_id = ANY(%(leave_out)s::bigint[]
    || ARRAY(SELECT id FROM casework_neighbor WHERE person_number = %(person)s)) {scope}
{order} LIMIT {most})
"""
# By a birth date, a number, a house, each with or without a name: those first that have most in common.
NARROW = "&& (SELECT narrow FROM asked)"
IN_COMMON = """
ORDER BY coalesce(k.birth_date = ANY(%(dates)s::date[]), false)::int * 3 + (k.phones && %(phones)s::text[])::int * 3
    + (k.ids && %(ids)s::text[])::int * 9 + (k.places && %(places)s::text[])::int * 2 + (k.given && %(words)s::text[])::int
    + (k.family && %(words)s::text[])::int + (k.keys && (SELECT names FROM asked))::int * 2 DESC, k.neighbor_id
"""
# By names alone, as they are spelt and as they sound: of a rare one these are all, of a common one there is nothing to
# choose by, and ordering ten thousand people of one name would cost more than it finds.
SPELT_SO = "@> (SELECT spelt FROM asked)"
SOUNDS_SO = "&& (SELECT names FROM asked)"


@dataclass(frozen=True)
class Told:
    """What is known of somebody. Everything may be missing, and what is missing counts neither way."""

    first_name: str = ""
    last_name: str = ""
    other_names: tuple[
        str, ...
    ] = ()  # preferred name, aliases, and names of which nobody knows which word is the first
    birth_date: date | None = None
    phones: tuple[str, ...] = ()
    agency_ids: tuple[tuple[str, str], ...] = ()  # (agency, person id)
    addresses: tuple[str, ...] = ()
    # Of a record: it is compared as the database has it, with records of other persons.
    neighbor_id: int | None = None
    person_number: int | None = field(default=None, compare=False)

    @classmethod
    def of_neighbor(cls, neighbor: Neighbor) -> Told:
        return cls(neighbor_id=neighbor.pk, person_number=neighbor.one_with_id or neighbor.pk)

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
        rest, days = _taken(DATE, typed, _day)
        rest, phones = _taken(PHONE, rest, lambda found: found.group().strip())
        name = " ".join(rest.split())
        return cls(other_names=(name,) if name else (), birth_date=days[0] if days else None, phones=tuple(phones))


@dataclass(frozen=True)
class Candidate:
    """`score`: how sure that it is the same person. `fit`: how well it answers what was told, however little that is."""

    neighbor_id: int
    score: float
    sure: bool
    reasons: tuple[Reason, ...]
    fit: float = 0.0


def thresholds() -> MatchThresholds:
    return MatchThresholds.objects.first() or MatchThresholds()


def candidates(
    told: Told,
    *,
    limit: int = 10,
    leave_out: Collection[int] = (),
    hidden: QuerySet[Neighbor] | None = None,
    among: QuerySet[Neighbor] | None = None,
    typing: bool = False,
) -> list[Candidate]:
    """The records most like what was told, best first: those that score, or fit, at least `MatchThresholds.possible`.

    `hidden`: none of these, as if they did not exist. `among`: only these. `typing`: the words may only have begun.
    """
    known = as_compared(told)
    return [] if known is None else found_for(known, told.person_number, limit, leave_out, hidden, among, typing)


def found_for(
    known: Known,
    person: int | None,
    limit: int,
    leave_out: Collection[int] = (),
    hidden: QuerySet[Neighbor] | None = None,
    among: QuerySet[Neighbor] | None = None,
    typing: bool = False,
) -> list[Candidate]:
    if not known.says_something:
        return []
    words, limits = _about_words(known)
    own = weigh(known, known, words).bits
    query = _Query(person, tuple(leave_out), *_scope(hidden, among))
    seen: dict[int, Candidate] = {}

    def look(spelt: dict[str, set[str]], alone: bool = False) -> None:
        for pk, theirs in _find(known, words.spellings(known, spelt), query, alone):
            if pk not in seen:
                weighed = weigh(known, theirs, words)
                fit = max(0.0, min(1.0, weighed.bits / own)) if own > 0 else 0.0
                seen[pk] = Candidate(pk, weighed.score, weighed.sure, weighed.reasons, round(fit, 4))

    look({})
    if known.words and max((one.score for one in seen.values()), default=0.0) < limits.probable:
        spelt = _spelt(known, typing)
        if spelt:
            look(spelt)
        if known.is_one_word:
            look(spelt, alone=True)
    fitting = BEGINNING_FITS if typing else limits.possible
    good = [one for one in seen.values() if one.sure or one.score >= limits.possible or one.fit >= fitting]
    good.sort(key=lambda one: (-one.sure, -one.score, -one.fit, one.neighbor_id))
    return [replace(one, reasons=tuple(reason.for_the_eye() for reason in one.reasons)) for one in good[:limit]]


def known_of(neighbor_ids: Sequence[int]) -> dict[int, Known]:
    """Records as they are compared."""
    with connection.cursor() as cursor:
        cursor.execute(RECORDS, [list(neighbor_ids)])
        return {row[0]: _known(row[1:]) for row in cursor.fetchall()}


def count_words() -> None:
    """How common each name is, counted anew; and what stands twice in the dictionary, or for nobody, goes."""
    with connection.cursor() as cursor:
        cursor.execute(COUNT_WORDS)


# -- Steps -----------------------------------------------------------------------------------------------------------

DATE = re.compile(r"\b(\d{4})-(\d{1,2})-(\d{1,2})\b|\b(\d{1,2})/(\d{1,2})/(\d{4})\b")
PHONE = re.compile(r"\+?\(?\d[\d\s().-]{5,}\d")


class _Query(NamedTuple):
    person: int | None
    leave_out: tuple[int, ...]
    scope: str
    scope_params: dict[str, Any]


def _day(found: re.Match[str]) -> date | None:
    year, month, day = (found[1], found[2], found[3]) if found[1] else (found[6], found[4], found[5])
    try:
        return date(int(year), int(month), int(day))
    except ValueError:
        return None


def _taken(pattern: re.Pattern[str], text: str, read: Callable[[re.Match[str]], Any]) -> tuple[str, list[Any]]:
    """The text without what the pattern found, and what that was."""
    found = [value for value in map(read, pattern.finditer(text)) if value is not None]
    return pattern.sub(" ", text), found


def digits(phone: str) -> str:
    return re.sub(r"\D", "", phone)[-10:]


def as_compared(told: Told) -> Known | None:
    if told.neighbor_id is not None:
        return known_of([told.neighbor_id]).get(told.neighbor_id)
    names: list[Any] = [told.first_name, told.last_name, list(told.other_names), list(told.addresses)]
    with connection.cursor() as cursor:
        cursor.execute(AS_COMPARED, names)
        given, family, others, places = cursor.fetchone()
    ids = [f"{agency}\n{person_id}" for agency, person_id in told.agency_ids]
    phones = [number for number in map(digits, told.phones) if len(number) >= 7]
    return _known(
        (given, family, [name for name in others if name], told.birth_date, phones, ids, [p for p in places if p])
    )


def _known(row: Sequence[Any]) -> Known:
    given, family, others, birth_date, phones, ids, places = row
    return Known(
        given=tuple(given),
        family=tuple(family),
        others=tuple(tuple(name.split(" ")) for name in others),
        birth_date=birth_date,
        phones=tuple(phones),
        ids=tuple(ids),
        places=tuple(tuple(place.split("|")) for place in places),
    )


def words_of(known: Known) -> Words:
    """What is known of the words: the names that go with them, and how many records have them."""
    return _about_words(known)[0]


def _about_words(known: Known) -> tuple[Words, MatchThresholds]:
    also: dict[str, set[str]] = {}
    people: dict[str, int] = {}
    limits = MatchThresholds()
    with connection.cursor() as cursor:
        cursor.execute(ABOUT_WORDS, {"phrases": list(known.phrases), "words": ["", *known.words]})
        for said, name, number, probable in cursor.fetchall():
            if said is None:
                limits = MatchThresholds(possible=number, probable=probable)
            elif name is None:
                people[said] = int(number)
            else:
                also.setdefault(said, set()).add(name)
    return Words(also=also, people=people), limits


def _spelt(known: Known, typing: bool) -> dict[str, set[str]]:
    near: dict[str, set[str]] = {}
    words = [word for word in known.words if len(word) > 2]
    with connection.cursor() as cursor:
        for statement in (SPELT, BEGUN) if typing else (SPELT,):
            cursor.execute(statement, [words, SPELLINGS])
            for said, word in cursor.fetchall():
                near.setdefault(said, set()).add(word)
    return near


def _dates(day: date | None) -> list[date]:
    """Dates that may have been meant: of whoever knew only the year, any month of it."""
    if day is None:
        return []
    if (day.month, day.day) == (1, 1):
        return [day.replace(month=month) for month in range(1, 13)]
    return [one for one in (day, swapped(day)) if one]


def _find(known: Known, spellings: dict[str, set[str]], query: _Query, alone: bool) -> Iterable[tuple[int, Known]]:
    words, parts = [], []
    for number, word in enumerate(known.words):
        for spelling in sorted(spellings[word]):
            words.append(spelling)
            parts.append(number)
    params = {
        "words": words,
        "parts": parts,
        "dates": _dates(known.birth_date),
        "phones": list(known.phones),
        "ids": list(known.ids),
        "places": ["|".join(place) for place in known.places],
        "told": list(known.words),
        "alone": alone,
        "person": query.person,
        "leave_out": list(query.leave_out),
        **query.scope_params,
    }
    ways = list(_by(known, words, alone, query.scope))
    if not ways:
        return []
    with connection.cursor() as cursor:
        cursor.execute(ASKED + "UNION ALL".join(ways), params)
        return {row[0]: _known(row[1:]) for row in cursor.fetchall()}.items()


def _by(known: Known, words: Sequence[str], alone: bool, scope: str) -> Iterable[str]:
    """What is looked for, each within its own bounds: so a common name does not crowd out the birth date."""
    found = partial(FOUND.format, scope=scope)
    if alone or known.birth_date or known.phones or known.ids or known.places:
        yield found(by=NARROW, order="" if alone else IN_COMMON, most=4 * WEIGHED if alone else WEIGHED)
    if len(known.words) > 1:
        yield found(by=SPELT_SO, order="", most=NAMESAKES)
    if len(words) > 1 and not alone:
        yield found(by=SOUNDS_SO, order="", most=NAMESAKES)


def _scope(hidden: QuerySet[Neighbor] | None, among: QuerySet[Neighbor] | None) -> tuple[str, dict[str, Any]]:
    """Which records count, as SQL: the same for the first statement and the second."""
    scope, params = "", {}
    for verb, asked in (("NOT IN", hidden), ("IN", among)):
        if asked is None:
            continue
        try:
            sql, values = asked.order_by().values("pk").query.sql_with_params()
        except EmptyResultSet:
            scope += "" if verb == "NOT IN" else " AND false"
            continue
        for number, value in enumerate(values):
            name = f"{verb[:2].lower()}_{number}"
            sql = sql.replace("%s", f"%({name})s", 1)
            params[name] = value
        scope += f" AND k.neighbor_id {verb} ({sql})"
    return scope, params
