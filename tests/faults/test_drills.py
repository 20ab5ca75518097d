"""The drills themselves, small: each returns zeros, and the naive way under the same blows does not."""

import json
import os
import subprocess
import sys
from typing import Any

import pytest
from django.conf import settings

pytestmark = pytest.mark.faults
PLANTED = "the naive way has to be caught"


def drill(*arguments: str) -> tuple[int, dict[str, Any]]:
    """Its exit code and what it counted, through the command: it starts and kills servers of its own."""
    command = [sys.executable, "manage.py", "drill", *arguments, "--json"]
    done = subprocess.run(
        command, cwd=settings.BASE_DIR, env=os.environ | {"HEART_BOOTSTRAP": "off"}, capture_output=True, text=True
    )
    assert done.stdout, done.stderr
    return done.returncode, json.loads(done.stdout.splitlines()[-1])


def faults(counted: dict[str, Any], *names: str) -> dict[str, int]:
    return {name: counted[name] for name in names}


def test_reminders_survive_kills_of_every_program() -> None:
    code, counted = drill("kill", "--reminders", "200", "--kills", "5")

    assert faults(counted, "due", "delivered", "lost", "duplicated", "silent") == {
        "due": 200, "delivered": 200, "lost": 0, "duplicated": 0, "silent": 0,
    }  # fmt: skip
    assert counted["kills"] == {"worker": 1, "postgresql": 1, "broker": 1, "beat": 1, "web": 1}
    assert code == 0


def test_a_provider_that_knows_no_key_is_never_told_twice_and_what_is_in_doubt_is_seen() -> None:
    """Each worker is killed while texts are in the provider's hands: one that forgets this tells some of them again."""
    amidst = ("--only", "worker", "--kills", "3", "--slow", "50", "--seed", "61")
    code, counted = drill("kill", "--reminders", "200", "--sink", "dumb", *amidst)

    assert faults(counted, "due", "lost", "duplicated", "silent") == {
        "due": 200, "lost": 0, "duplicated": 0, "silent": 0,
    }  # fmt: skip
    assert counted["unclear"] > 0
    assert counted["kills"] == {"worker": 3}
    assert code == 0


def test_the_broker_is_disposable() -> None:
    code, counted = drill("broker", "--reminders", "200", "--blows", "3")

    assert faults(counted, "delivered", "lost", "duplicated", "pages", "pages_failed") == {
        "delivered": 200, "lost": 0, "duplicated": 0, "pages": 7, "pages_failed": 0,
    }  # fmt: skip
    assert code == 0


def test_two_beats_or_none_each_overdue_reminder_once_and_somebody_knows() -> None:
    code, counted = drill("beat", "--reminders", "100")

    assert faults(counted, "delivered", "lost", "duplicated", "unalarmed") == {
        "delivered": 100, "lost": 0, "duplicated": 0, "unalarmed": 0,
    }  # fmt: skip
    assert code == 0


@pytest.mark.parametrize("name", ["kill", "broker", "beat"])
def test_the_naive_way_is_caught(name: str) -> None:
    code, counted = drill(name, "--naive", "--reminders", "200")

    assert counted["lost"] + counted["duplicated"] > 0
    assert code == 1


def test_imports_account_for_every_row_whatever_kills_them() -> None:
    code, counted = drill("imports", "--rows", "100", "--kills", "2")

    assert faults(counted, "files", "rows", "unaccounted", "different") == {
        "files": 5, "rows": 420, "unaccounted": 0, "different": 0,
    }  # fmt: skip
    assert code == 0


def test_an_import_that_forgets_how_far_it_is_is_caught() -> None:
    code, counted = drill("imports", "--rows", "600", "--kills", "4", "--naive")

    assert counted["unaccounted"] + counted["different"] > 0
    assert code == 1
