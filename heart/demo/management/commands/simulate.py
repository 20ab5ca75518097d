"""`manage.py simulate`: what would this cadence, with so many teams, come to in ninety made-up days?

1. read what is tried from the real database;
2. make a database aside, which is dropped at the end, and when interrupted;
3. live the days in it, through the real actions, sweep and outbox;
4. say what came of it. Two trials run beside each other, as two processes.
"""

import contextlib
import gc
import json
import signal
import subprocess
import sys
from argparse import ArgumentParser, ArgumentTypeError
from collections.abc import Iterator
from datetime import date
from typing import Any

from django.conf import settings
from django.core.management import call_command
from django.core.management.base import BaseCommand, CommandError
from django.db import connection
from django.db.migrations.executor import MigrationExecutor

from casework.models import CadencePolicy
from heart.accounts.models import Team
from heart.demo import apart
from heart.demo.simulation import FIRST_DAY, Programme, Trial, rates, run
from heart.demo.trials import say

LONGEST = 366
MOST_TEAMS = 60
TOLD_EVERY = 10  # days, where nobody watches
ROWS = {
    "responses": "responses",
    "cases_opened": "cases opened",
    "attempted_48h": "attempted within 48 h",
    "attempted_16_working_hours": "attempted within 16 working hours",
    "reached_7_days": "reached within 7 days",
    "engaged": "engaged",
    "referrals": "referrals",
    "accepted": "accepted",
    "connected": "connected",
    "connected_30_days": "connected within 30 days",
    "unable_to_contact": "closed: unable to contact",
    "declined": "closed: declined",
    "still_open": "still open",
    "overdue_at_the_end": "overdue at the end",
    "promise_kept_percent": "promise kept (48 h), %",
    "open_without_next_step": "open cases without a next step",
    "reminders_a_person_a_day": "reminders a person and working day",
    "reminders_a_day_of_the_busiest": "… of the busiest person",
    "escalated_to_supervisors": "escalated to supervisors",
    "escalated_to_managers": "escalated to programme managers",
    "messages_undelivered": "messages undelivered",
}


class Command(BaseCommand):
    help = "Try a version of the cadence, or another number of teams, on a made-up programme. No record is touched."
    requires_system_checks = []

    def add_arguments(self, parser: ArgumentParser) -> None:
        several = {"type": number(1, 10**6), "action": "append", "default": []}
        parser.add_argument("--days", type=number(1, LONGEST), default=90)
        parser.add_argument("--seed", type=int, default=1)
        parser.add_argument(
            "--policy", **several, help="A version, drafts too; twice to compare. Else the one in force."
        )
        parser.add_argument("--teams", **several, help="How many; twice to compare. Else as many as there are.")
        parser.add_argument("--from", dest="first", type=day, default=FIRST_DAY, help=f"The first day ({FIRST_DAY}).")
        parser.add_argument("--responses", type=number(1, 10**5), default=rates.RESPONSES_A_YEAR, help="A year.")
        parser.add_argument("--json", action="store_true", help="One JSON object as the last line of stdout.")

    def handle(self, *args: Any, **options: Any) -> None:
        with stopped_by_signals():
            make_sure_of_tables()
            pairs = tried(options["policy"], options["teams"])
            runs = [alone(*pairs[0], options)] if len(pairs) == 1 else beside_each_other(pairs, options)
        tell(runs)
        if options["json"]:
            about = {"days": options["days"], "seed": options["seed"], "from": str(options["first"])}
            self.stdout.write(json.dumps({**about, "runs": runs}))


def make_sure_of_tables() -> None:
    """What is tried is read with the tables of this release. Made where manage.py has started servers for this command
    alone; elsewhere a release is somebody's decision."""
    executor = MigrationExecutor(connection)
    if not executor.loader.applied_migrations:
        call_command("migrate", verbosity=0, interactive=False)
    elif executor.migration_plan(executor.loader.graph.leaf_nodes()):
        raise CommandError("The database is older than this program. First: python3 manage.py migrate")


def tried(policies: list[int], teams: list[int]) -> list[tuple[int, int]]:
    """A version and a number of teams for each trial; CommandError for what there is not."""
    policies = policies or [CadencePolicy.objects.in_force().version]
    teams = teams or [Team.objects.active().count() or rates.TEAMS]
    trials = max(len(policies), len(teams))
    if trials > 2 or {len(policies), len(teams)} - {1, trials}:
        raise CommandError("At most two at a time: --policy and --teams may each be given twice.")
    known = set(CadencePolicy.objects.values_list("version", flat=True))
    if unknown := sorted(set(policies) - known):
        raise CommandError(f"No cadence has the version {unknown[0]}. There are: {', '.join(map(str, sorted(known)))}.")
    if max(teams) > MOST_TEAMS:
        raise CommandError(f"At most {MOST_TEAMS} teams.")
    return [(policies[n % len(policies)], teams[n % len(teams)]) for n in range(trials)]


def alone(policy: int, teams: int, options: dict[str, Any]) -> dict[str, Any]:
    """In this process."""
    programme = Programme.read(policy)
    trial = Trial(programme, teams, options["days"], options["seed"], options["first"], options["responses"])
    with apart.database("simulate"):
        gc.freeze()  # what is there by now stays: nobody need look through it for garbage again
        return {"policy": policy, "teams": teams, **run(trial, progress(f"Cadence {policy}, {teams} teams"))}


def beside_each_other(pairs: list[tuple[int, int]], options: dict[str, Any]) -> list[dict[str, Any]]:
    """A process each. Ctrl-C reaches them all; whatever else ends this one ends them too."""
    children = [start(policy, teams, options) for policy, teams in pairs]
    try:
        said = [child.communicate()[0] for child in children]
    except BaseException:
        for child in children:
            child.terminate()
        raise
    finally:
        for child in children:
            child.wait()
    if any(child.returncode for child in children):
        raise CommandError("A trial did not come to its end; see above.")
    return [json.loads(text.splitlines()[-1])["runs"][0] for text in said]


def start(policy: int, teams: int, options: dict[str, Any]) -> "subprocess.Popen[str]":
    words = {name: options[name] for name in ("days", "seed", "responses")} | {"from": options["first"]}
    given = [f"--{name}={value}" for name, value in (words | {"policy": policy, "teams": teams}).items()]
    command = [sys.executable, str(settings.BASE_DIR / "manage.py"), "simulate", *given, "--json"]
    return subprocess.Popen(command, stdout=subprocess.PIPE, text=True)


def progress(title: str) -> Any:
    """One line that counts, for a person who waits; every tenth day in a file."""
    watched = sys.stderr.isatty()

    def told(day: int, of: int) -> None:
        if watched:
            print(f"\r{title}: day {day} of {of}", end="\n" if day == of else "", file=sys.stderr, flush=True)
        elif day % TOLD_EVERY == 0 or day == of:
            say(f"{title}: day {day} of {of}")

    return told


def tell(runs: list[dict[str, Any]]) -> None:
    """Side by side. Every number is made up, and the head of the table says so."""
    heads = [f"cadence {one['policy']}, {one['teams']} teams" for one in runs]
    say("\nA made-up programme: for comparing, not for forecasting.\n")
    width = max(len(text) for text in ROWS.values()) + 2
    say(" " * width + "".join(f"{head:>24}" for head in heads))
    for key, text in ROWS.items():
        say(f"{text:<{width}}" + "".join(f"{shown(one[key]):>24}" for one in runs))


def shown(value: Any) -> str:
    if isinstance(value, dict):
        percent = "-" if value["percent"] is None else f"{value['percent']} %"
        return f"{value['n']}/{value['of']}  {percent:>7}"
    return "-" if value is None else str(value)


def number(least: int, most: int) -> Any:
    def parsed(text: str) -> int:
        value = int(text)
        if not least <= value <= most:
            raise ArgumentTypeError(f"between {least} and {most}")
        return value

    return parsed


def day(text: str) -> date:
    try:
        return date.fromisoformat(text)
    except ValueError:
        raise ArgumentTypeError("a day like 2026-01-05") from None


@contextlib.contextmanager
def stopped_by_signals() -> Iterator[None]:
    """Ctrl-C and SIGTERM alike, also for a program that a script starts in the background: what was made is dropped."""
    former = {one: signal.signal(one, signal.default_int_handler) for one in (signal.SIGINT, signal.SIGTERM)}
    try:
        yield
    finally:
        for one, handler in former.items():
            signal.signal(one, handler)
