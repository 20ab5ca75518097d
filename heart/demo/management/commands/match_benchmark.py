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
from heart.lib.files import trouble


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
        parser.add_argument(
            "--show",
            type=int,
            default=20,
            metavar="N",
            help="so many of the wrong and of the missed pairs are listed on stderr, by line and truth, with their "
            "scores (%(default)s; 0: none, -1: all)",
        )
        parser.add_argument("--json", action="store_true", help="one JSON object as the last line of stdout")

    def handle(self, *args: Any, file: Path, truth: str, json: bool, **options: Any) -> None:
        try:
            people = linkage.read(file, truth=truth, pattern=options["truth_pattern"], columns=options["columns"])
        except OSError as error:
            raise CommandError(trouble(error)) from error
        except linkage.Unusable as error:
            raise CommandError(str(error)) from error
        self.tell(benchmark(people, show=options["show"]), json)

    def tell(self, result: dict[str, Any], as_json: bool) -> None:
        for key, value in result.items():
            say(f"  {key:<14}{value}")
        if as_json:
            self.stdout.write(json.dumps(result))


def benchmark(people: linkage.People, *, show: int) -> dict[str, Any]:
    say(f"{len(people.rows)} rows; " + ", ".join(f"{key} is {name}" for key, name in people.columns.items()))
    with apart.database("matches"):
        keys = linkage.write(people, timezone.now())
        started = time.perf_counter()
        true = people.true_pairs
        scored = linkage.scored_pairs(keys, true, lambda done: say(f"{done} looked for") if done else None)
        seconds, probable = time.perf_counter() - started, thresholds().probable
    list_some(linkage.mistakes(people, scored), show)
    return {
        "records": len(people.rows),
        **linkage.judged(scored.found, true),
        "threshold": probable,
        "closure": "none",
        "ms_each": round(1000 * seconds / max(1, len(people.rows)), 1),
    }


def list_some(lines: list[str], show: int) -> None:
    """So many of each kind, and how many there are more."""
    for kind in ("wrong", "missed"):
        told = [line for line in lines if line.startswith(kind)]
        shown = told if show < 0 else told[:show]
        for line in shown:
            say(f"  {line}")
        if show and len(told) > len(shown):
            say(f"  {kind}   {len(told) - len(shown)} more: --show -1 lists all")


def chosen(text: str) -> dict[str, str]:
    """first=given_name,last=surname"""
    pairs = [part.partition("=") for part in text.split(",") if part.strip()]
    wrong = [key for key, _mark, name in pairs if key.strip() not in linkage.CALLED or not name.strip()]
    if wrong:
        raise ArgumentTypeError(f"{wrong[0]!r}: one of {', '.join(linkage.CALLED)}, each with =COLUMN")
    return {key.strip(): name.strip() for key, _mark, name in pairs}
