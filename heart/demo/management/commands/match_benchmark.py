"""`manage.py match_benchmark FILE --truth COLUMN`: how well the matcher finds who is who, in a file that knows it."""

import json
import time
from argparse import ArgumentTypeError
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError
from django.utils import timezone

from casework.matching import thresholds
from heart.demo import apart, linkage
from heart.demo.trials import say


class Command(BaseCommand):
    help = (
        "Put a file of people into a database of its own, look for matches of every record with the product's own "
        "matcher and thresholds, and compare with the truth: precision, recall and f1 over pairs of records."
    )
    requires_system_checks = []

    def add_arguments(self, parser: Any) -> None:
        parser.add_argument("file", type=Path, metavar="FILE", help="CSV, with a header")
        parser.add_argument("--truth", required=True, metavar="COLUMN", help="which person a row is")
        parser.add_argument("--truth-pattern", metavar="REGEX", help="its first group names the person")
        parser.add_argument(
            "--columns",
            type=chosen,
            default={},
            metavar="first=…,last=…",
            help=f"which column is which ({', '.join(linkage.CALLED)}); left out, they are guessed by their names",
        )
        parser.add_argument("--json", action="store_true", help="one JSON object as the last line of stdout")

    def handle(self, *args: Any, file: Path, truth: str, json: bool, **options: Any) -> None:
        try:
            people = linkage.read(file, truth=truth, pattern=options["truth_pattern"], columns=options["columns"])
        except (linkage.Unusable, OSError) as error:
            raise CommandError(str(error)) from error
        self.tell(benchmark(people), json)

    def tell(self, result: dict[str, Any], as_json: bool) -> None:
        for key, value in result.items():
            say(f"  {key:<14}{value}")
        if as_json:
            self.stdout.write(json.dumps(result))


def benchmark(people: linkage.People) -> dict[str, Any]:
    say(f"{len(people.rows)} rows; " + ", ".join(f"{key} is {name}" for key, name in people.columns.items()))
    with apart.database("matches"):
        keys = linkage.write(people, timezone.now())
        started = time.perf_counter()
        found = linkage.found_pairs(keys, lambda done: say(f"{done} looked for") if done else None)
        seconds, probable = time.perf_counter() - started, thresholds().probable
    return {
        "records": len(people.rows),
        **linkage.judged(found, people.true_pairs),
        "threshold": probable,
        "closure": "none",
        "ms_each": round(1000 * seconds / max(1, len(people.rows)), 1),
    }


def chosen(text: str) -> dict[str, str]:
    """first=given_name,last=surname"""
    pairs = [part.partition("=") for part in text.split(",") if part.strip()]
    wrong = [key for key, _mark, name in pairs if key.strip() not in linkage.CALLED or not name.strip()]
    if wrong:
        raise ArgumentTypeError(f"{wrong[0]!r}: one of {', '.join(linkage.CALLED)}, each with =COLUMN")
    return {key.strip(): name.strip() for key, _mark, name in pairs}
