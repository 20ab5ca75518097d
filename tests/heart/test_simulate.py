"""The simulation: the same seed is the same answer, fewer people are later, nothing leaves, and nothing is left."""

import json
import os
import re
import signal
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import timedelta
from io import StringIO
from typing import Any

import pytest
import time_machine
from django.conf import settings
from django.core import mail
from django.core.management import call_command
from django.core.management.base import CommandError
from django.db import connection, transaction

from casework.actions.cases import interrupt_case
from casework.actions.follow_ups import move_follow_up
from casework.models import CadencePolicy, Case, Clock, FollowUp
from casework.states import Phase
from heart.accounts.models import TimeOff, User
from heart.demo import apart
from heart.demo.management.commands import simulate
from heart.demo.simulation import FIRST_DAY, Programme, Trial, rates, run
from heart.demo.simulation.arrivals import arrivals
from heart.demo.simulation.office import in_order, read
from tests.factories import CaseFactory, DraftFactory
from tests.times import MONDAY_9, local

NOON = local(2026, 5, 4, 12)
FEW = 1500  # responses a year


class Undone(Exception):
    """Ends a transaction without a trace."""


@contextmanager
def undone() -> Iterator[None]:
    with pytest.raises(Undone), transaction.atomic():
        yield
        raise Undone


@pytest.fixture(autouse=True)
def half_of_them_want_it(monkeypatch: pytest.MonkeyPatch) -> None:
    """So that a few days of few responses have cases."""
    monkeypatch.setattr(rates, "WANTED", dict.fromkeys(rates.WANTED, 0.5))


def nothing(_day: int, _of: int) -> None: ...


def told(**how: Any) -> str:
    """What a small trial comes to, as the command would print it."""
    said = []
    with undone():
        said.append(
            json.dumps(run(Trial(Programme.read(), **{"teams": 1, "days": 3, "responses_a_year": FEW, **how}), nothing))
        )
        with connection.cursor() as cursor:
            cursor.execute("SET CONSTRAINTS ALL IMMEDIATE")
    return said[0]


def test_the_same_seed_gives_the_same_answer_and_another_seed_another(db):
    assert told(seed=1) == told(seed=1) != told(seed=2)


def test_fewer_teams_attempt_fewer_within_48_hours(db, monkeypatch):
    """Nearly no time for the list, so that a few days tell."""
    monkeypatch.setitem(rates.FOR_THE_LIST, "navigator", 0.01)

    few, many = (json.loads(told(teams=teams, days=4)) for teams in (1, 4))

    assert few["cases_opened"] == many["cases_opened"]
    assert few["attempted_48h"]["percent"] < many["attempted_48h"]["percent"]


def test_what_is_tried_is_the_version_asked_for(db):
    """A draft that first tries after three working days attempts nobody within 48 hours."""
    late = {(Phase.NOT_REACHED, 1): {"after": 3, "clock": Clock.WORKING_DAYS}}
    draft = DraftFactory(change=late)
    draft.attempts = 2
    draft.save()
    programme = Programme.read(draft.version)
    with undone():
        said = run(Trial(programme, teams=1, days=4, responses_a_year=FEW), nothing)

        assert CadencePolicy.objects.in_force().attempts == 2
        assert said["attempted_48h"] == {"n": 0, "of": said["attempted_48h"]["of"], "percent": 0.0}
    assert CadencePolicy.objects.in_force().version != draft.version


def test_mail_goes_nowhere_and_the_settings_come_back(db):
    before = settings.EMAIL_BACKEND, settings.TEXT_URL

    told()

    assert (mail.outbox, (settings.EMAIL_BACKEND, settings.TEXT_URL)) == ([], before)


def test_who_is_away_is_written_down_by_the_action(db, monkeypatch):
    monkeypatch.setattr(rates, "SICK_A_DAY", 0.5)
    with undone():
        run(Trial(Programme.read(), teams=2, days=3, responses_a_year=FEW), nothing)

        away = TimeOff.objects.select_related("user")
        assert {row.user.role for row in away} == {"peer", "clinician"}
        assert all(row.starts_on >= FIRST_DAY for row in away)


def test_arrivals_keep_the_pilots_hours(db):
    met = arrivals(1, FIRST_DAY, 14, rates.RESPONSES_A_YEAR)

    assert (
        met == arrivals(1, FIRST_DAY, 14, rates.RESPONSES_A_YEAR) != arrivals(2, FIRST_DAY, 14, rates.RESPONSES_A_YEAR)
    )
    assert 350 < len(met) < 550
    assert max(one.number for one in met) < len(met)


def test_the_list_is_worked_in_the_order_of_the_today_page(cast, as_):
    late, later, ahead, crisis = (CaseFactory(stage="outreach", team=cast.team) for _ in range(4))
    at_risk = CaseFactory(stage="outreach", team=cast.team, met_at=NOON - timedelta(hours=40))
    CaseFactory(stage="outreach", team=cast.other_team)
    for case, minutes in ((late, 10), (later, 90), (at_risk, 120), (ahead, 200), (crisis, 300)):
        due = MONDAY_9 + timedelta(minutes=minutes)
        move_follow_up(follow_up=case.follow_ups.open().get(), due_at=due, why="asked", by=cast.ada, now=MONDAY_9)
    interrupt_case(case=crisis, by=None, now=MONDAY_9)

    with time_machine.travel(NOON, tick=False):
        page = as_(cast.ada).get("/today/?whose=team").content.decode()
    mine = FollowUp.objects.visible_to(cast.ada)

    assert [str(row.pk) for row in in_order(read(mine), NOON)] == re.findall(r'id="follow-up-(\d+)"', page)


# -- The command ------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("policies", "teams", "problem"),
    [
        ([99], [], "No cadence has the version 99. There are: 1."),
        ([1, 1, 1], [], "At most two at a time: --policy and --teams may each be given twice."),
        ([], [61], "At most 60 teams."),
    ],
)
def test_what_there_is_not_is_refused(db, policies, teams, problem):
    with pytest.raises(CommandError, match=re.escape(problem)):
        simulate.tried(policies, teams)


def test_two_cadences_two_staffings_or_both_are_compared(cast):
    assert simulate.tried([], []) == [(1, 2)]
    assert simulate.tried([], [3, 5]) == [(1, 3), (1, 5)]
    assert simulate.tried([1, 1], [3]) == [(1, 3), (1, 3)]
    assert simulate.tried([1, 1], [3, 5]) == [(1, 3), (1, 5)]


def child(code: str) -> "subprocess.Popen[str]":
    return subprocess.Popen([sys.executable, "-c", code], stdout=subprocess.PIPE, text=True)


def test_two_trials_run_beside_each_other_each_in_a_process(monkeypatch):
    said = """print('{"runs": [{"policy": %s, "teams": %s}]}')"""
    monkeypatch.setattr(simulate, "start", lambda policy, teams, _options: child(said % (policy, teams)))

    assert simulate.beside_each_other([(1, 3), (2, 3)], {}) == [{"policy": 1, "teams": 3}, {"policy": 2, "teams": 3}]


def test_one_that_fails_fails_the_command(monkeypatch):
    monkeypatch.setattr(simulate, "start", lambda policy, _teams, _options: child(f"raise SystemExit({policy - 1})"))

    with pytest.raises(CommandError, match="did not come to its end"):
        simulate.beside_each_other([(1, 3), (2, 3)], {})


@pytest.mark.parametrize(("number", "ends"), [(signal.SIGINT, KeyboardInterrupt), (signal.SIGTERM, SystemExit)])
def test_a_trial_is_interrupted_without_a_trace(commits, monkeypatch, number, ends):
    monkeypatch.delenv("HEART_EMBEDDED", raising=False)  # there it copies a migrated one, which stays
    monkeypatch.setattr(apart, "call_command", nothing_at_all)
    monkeypatch.setattr(simulate, "run", lambda *_: signal.raise_signal(number))
    before = databases()

    with pytest.raises(ends):
        call_command("simulate", days=1)

    assert databases() == before
    assert connection.settings_dict["NAME"] in before


@pytest.mark.faults
def test_the_whole_command_leaves_nothing_behind(commits, monkeypatch):
    monkeypatch.delenv("HEART_EMBEDDED", raising=False)
    before, said = databases(), StringIO()

    call_command("simulate", days=1, teams=[1], json=True, stdout=said)

    answer = json.loads(said.getvalue().splitlines()[-1])
    assert (answer["days"], answer["seed"], answer["from"]) == (1, 1, str(FIRST_DAY))
    assert [(one["policy"], one["teams"], one["open_without_next_step"]) for one in answer["runs"]] == [(1, 1, 0)]
    assert databases() == before
    assert (User.objects.count(), Case.objects.count()) == (0, 0)


def nothing_at_all(*_: Any, **__: Any) -> None: ...


def databases() -> set[str]:
    """Those of this process."""
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT datname FROM pg_database WHERE datname LIKE %s OR datname = current_database()",
            [f"heart_%_{os.getpid()}"],
        )
        return {name for (name,) in cursor.fetchall()}
