"""Who may this be, among many: typos, swapped dates, nicknames and people who are not there.

Made-up people in a database of their own, with keys as the product's own triggers make them. Each question goes through
`casework.matching.candidates`, and beside it, in turns, one bare probe of the same index for its birth date.
"""

import random
import time
from argparse import ArgumentParser
from collections.abc import Callable
from dataclasses import replace
from datetime import date
from typing import Any

from django.db import connection

from casework.matching import Told, candidates, finding
from casework.matching.weighing import swapped
from casework.models import Nickname
from heart.demo import apart
from heart.demo.city.texts import load

NAMES = load("names")
SYLLABLES = [
    "ba",
    "be",
    "bo",
    "car",
    "den",
    "dor",
    "el",
    "fa",
    "gar",
    "hen",
    "in",
    "jo",
    "ka",
    "lan",
    "mar",
    "nor",
    "ol",
    "per",
    "ran",
    "sel",
    "ton",
    "um",
    "ver",
    "wes",
    "yan",
    "zer",
    "ley",
    "mo",
    "son",
    "for",
    "wick",
    "ham",
]
SLICE = 100_000
QUESTIONS = 600
WARM_UP = 40

# Half of the first names and of the last names are common ones, the first of the list the most; the others are made up.
# Phones, and birth dates of four in five, over seventy years.
PEOPLE = """
    INSERT INTO casework_neighbor (preferred_name, first_name, last_name, description, pronouns, language, interpreter,
        living_situation, where_to_find, domestic_violence, created_at, birth_date)
    SELECT '', CASE WHEN random() < 0.8 THEN (%(first)s::text[])[1 + floor(power(random(), 2) * %(firsts)s)::int] ELSE
            initcap((%(parts)s::text[])[1 + floor(random() * %(many)s)::int] || (%(parts)s::text[])[1 + floor(random() * %(many)s)::int])
        END,
        CASE WHEN random() < 0.5 THEN (%(last)s::text[])[1 + floor(power(random(), 2) * %(lasts)s)::int] ELSE
            initcap((%(parts)s::text[])[1 + floor(random() * %(many)s)::int] || (%(parts)s::text[])[1 + floor(random() * %(many)s)::int]
                || (%(parts)s::text[])[1 + floor(random() * %(many)s)::int])
        END,
        '', '', 'en', '', '', '', false, now(), CASE WHEN random() < 0.8 THEN date '1936-01-01' + floor(random() * 25500)::int END
    FROM generate_series(1, %(count)s)
"""
PHONES = """
    INSERT INTO casework_contactpoint (neighbor_id, kind, value, voicemail_ok, text_ok, may_say_heart, who_else_answers, is_current)
    SELECT id, 'phone', '+1555' || lpad(floor(random() * 10000000)::bigint::text, 7, '0'), '', '', '', '', true
    FROM casework_neighbor WHERE id % 3 = 0
"""
BARE = "SELECT neighbor_id FROM casework_matchkey WHERE keys @> ARRAY[hashtextextended('d' || to_char(%s::date, 'YYYYMMDD'), 0)]"


def add_arguments(parser: ArgumentParser) -> None:
    parser.add_argument("--scale", type=int, default=100_000, help="records (default 100000)")


def run(say: Callable[[str], None], *, scale: int) -> dict[str, Any]:
    """Milliseconds of the middle question and of the slowest twentieth, and how often whoever was meant is among ten."""
    dice = random.Random(7)  # noqa: S311
    with apart.database("bench") as name:
        started = time.perf_counter()
        say(f"{scale} records in {name} …")
        fill(scale)
        say(f"loaded in {time.perf_counter() - started:.0f} s")
        asked = questions(dice, QUESTIONS + WARM_UP)
        measured = [_ask(told, meant, kind) for told, meant, kind in asked][WARM_UP:]
    return _told(scale, measured)


def fill(scale: int) -> None:
    params = {
        "first": NAMES["first"],
        "firsts": len(NAMES["first"]),
        "last": NAMES["last"],
        "lasts": len(NAMES["last"]),
        "parts": SYLLABLES,
        "many": len(SYLLABLES),
        "count": scale,
    }
    with connection.cursor() as cursor:
        cursor.execute("SET maintenance_work_mem = '512MB'")
        # The index is made at the end, and no history is written: minutes instead of an hour.
        cursor.execute("DROP INDEX casework_matchkey_keys")
        cursor.execute("SET session_replication_role = replica")
        cursor.execute("SELECT setseed(0.42)")
        cursor.execute(PEOPLE, params)
        cursor.execute(PHONES)
        cursor.execute("ANALYZE casework_neighbor, casework_contactpoint")
        cursor.execute("SELECT min(id), max(id) FROM casework_neighbor")
        first, last = cursor.fetchone()
        for start in range(first, last + 1, SLICE):
            cursor.execute(
                "SELECT casework_match_refresh(ARRAY(SELECT id FROM casework_neighbor WHERE id >= %s AND id < %s))",
                [start, start + SLICE],
            )
        cursor.execute("SET session_replication_role = DEFAULT")
        cursor.execute("CREATE INDEX casework_matchkey_keys ON casework_matchkey USING gin (keys)")
    finding.count_words()
    with connection.cursor() as cursor:
        for table in ("casework_matchkey", "casework_matchword", "casework_neighbor"):
            cursor.execute(f"VACUUM ANALYZE {table}")


Question = tuple[Told, int | None, str]


def questions(dice: random.Random, count: int) -> list[Question]:
    """People who are there, as somebody else might tell of them, and some who are not."""
    short = dict(Nickname.objects.values_list("name", "nickname"))
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT k.neighbor_id, n.first_name, n.last_name, k.birth_date, k.phones FROM casework_matchkey k"
            " JOIN casework_neighbor n ON n.id = k.neighbor_id ORDER BY hashint8(k.neighbor_id) LIMIT %s",
            [count],
        )
        rows = cursor.fetchall()
    return [_told_otherwise(dice, row, short) for row in rows]


def _told_otherwise(dice: random.Random, row: tuple[Any, ...], short: dict[str, str]) -> Question:
    pk, first, last, born, phones = row
    told = Told(first_name=first, last_name=last, birth_date=born, phones=tuple(phones) if dice.random() < 0.3 else ())
    kind = dice.choice(("typo", "typo", "swapped date", "nickname", "swapped names", "wrong date", "nobody"))
    if kind == "typo":
        return replace(told, first_name=_typo(dice, first), last_name=_typo(dice, last)), pk, kind
    if kind == "swapped date":
        return replace(told, birth_date=swapped(born) or born), pk, kind
    if kind == "nickname":
        return replace(told, first_name=short.get(first.lower(), _typo(dice, first))), pk, kind
    if kind == "swapped names":
        return replace(told, first_name=last, last_name=first), pk, kind
    if kind == "wrong date":
        return replace(told, birth_date=born and born.replace(year=born.year + 1, day=min(born.day, 28))), pk, kind
    nobody = "".join(dice.choices("bcdfgklmnprstvz", k=2)) + "".join(dice.choices(SYLLABLES, k=3))
    return Told(first_name=_typo(dice, first), last_name=nobody, birth_date=date(2009, 2, 3)), None, kind


def _typo(dice: random.Random, name: str) -> str:
    place = dice.randrange(max(1, len(name) - 1))
    how = dice.choice(("swap", "drop", "double", "other"))
    if how == "swap":
        return name[:place] + name[place + 1 : place + 2] + name[place : place + 1] + name[place + 2 :]
    if how == "drop":
        return name[:place] + name[place + 1 :]
    letter = name[place] if how == "double" else dice.choice("aeiourstn")
    return name[:place] + letter + name[place + (how == "other") :]


def _ask(told: Told, meant: int | None, kind: str) -> tuple[float, float, bool | None, str]:
    started = time.perf_counter()
    found = candidates(told, limit=10)
    asked = time.perf_counter()
    with connection.cursor() as cursor:
        cursor.execute(BARE, [told.birth_date or date(1980, 1, 1)])
        cursor.fetchall()
    bare = time.perf_counter() - asked
    hit = None if meant is None else meant in {one.neighbor_id for one in found}
    return 1000 * (asked - started), 1000 * bare, hit, kind


def _told(scale: int, measured: list[tuple[float, float, bool | None, str]]) -> dict[str, Any]:
    asked, bare = sorted(one[0] for one in measured), sorted(one[1] for one in measured)
    hits = [one[2] for one in measured if one[2] is not None]
    kinds = sorted({one[3] for one in measured if one[2] is not None})
    recall = {
        kind: round(sum(map(bool, hit)) / len(hit), 3)
        for kind in kinds
        if (hit := [one[2] for one in measured if one[3] == kind])
    }
    return {
        "records": scale,
        "questions": len(measured),
        "p50_ms": round(asked[len(asked) // 2], 1),
        "p95_ms": round(asked[int(len(asked) * 0.95)], 1),
        "bare_p50_ms": round(bare[len(bare) // 2], 2),
        "bare_p95_ms": round(bare[int(len(bare) * 0.95)], 2),
        "recall_at_10": round(sum(map(bool, hits)) / len(hits), 3),
        "recall_by_kind": recall,
    }
