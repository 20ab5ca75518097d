"""Reminders survive crashes: many are due, and worker, broker, beat, web and PostgreSQL are killed -9 on the way."""

import random
import time
from argparse import ArgumentParser

from django.utils import timezone

from heart.demo.drills import _load, _naive_run
from heart.demo.drills._attack import Attack, plan
from heart.demo.drills._house import Say, Sink, furnish, house

FAULTS = ("lost", "duplicated", "silent")
KINDS = ("worker", "postgresql", "broker", "beat", "web")


def add_arguments(parser: ArgumentParser) -> None:
    parser.add_argument("--reminders", type=int, default=300, help="how many are due (default: 300)")
    parser.add_argument("--kills", type=int, default=6, help="how many programs are killed (default: 6)")
    parser.add_argument("--only", choices=KINDS, help="kill programs of one kind only")
    parser.add_argument("--seed", type=int, default=7, help="of the order and the moments of the kills")
    parser.add_argument(
        "--sink", choices=["key", "dumb"], default="key", help="a provider that knows a key again, or one that does not"
    )
    parser.add_argument("--slow", type=int, default=0, help="milliseconds between taking a text and answering")
    parser.add_argument(
        "--naive", action="store_true", help="one queued job a reminder instead of rows: must lose some"
    )


def run(
    say: Say, *, reminders: int, kills: int, only: str | None, seed: int, sink: str, slow: int, naive: bool
) -> dict[str, object]:
    started = time.monotonic()
    chance = random.Random(seed)  # noqa: S311 - a plan that can be had again
    counted: dict[str, object]
    if naive:
        planned = plan(kills, [only] if only else ["worker", "broker"], chance)
        counted = _naive_run.killed(say, reminders, planned, by_key=sink == "key")
    else:
        planned = plan(kills, [only] if only else KINDS, chance)
        counted = survive(say, reminders, planned, by_key=sink == "key", slow=slow)
    return {"due": reminders, **counted, "seconds": round(time.monotonic() - started, 1)}


def survive(
    say: Say, reminders: int, planned: list[tuple[float, str]], *, by_key: bool, slow: int
) -> dict[str, object]:
    furnish()
    due = _load.plant(reminders, now=timezone.now())
    say(f"{len(due)} reminders are due; {len(planned)} kills to come.")
    provider = Sink(by_key=by_key, moody=max(97, reminders // 200), slow=slow)
    url = provider.url if by_key else f"{provider.url}?idempotent=no"
    with house(say, provider, TEXT_URL=url) as home:
        home.start("web", "worker 1", "worker 2", "beat")
        Attack(home, provider, planned, len(due)).until_done()
        counted = _load.account(due, provider.taken_keys(), excused=not by_key)
    return {**counted, "kills": dict(home.kills)}
