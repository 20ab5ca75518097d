"""`manage.py drill clocks` counts nothing wrong, and would: whoever reckons with the wall clock is found out, and so is
whoever reminds 24 hours later instead of at the same time, or mistakes when somebody works."""

from collections.abc import Callable
from datetime import datetime

import pytest

from casework.reminders import DAILY, Ladder
from heart.demo.drills import clocks

EDGES = 24


def drill(**options) -> dict[str, int]:
    return clocks.look(lambda text: None, **{"cases": 40, "seed": 7, "naive": False} | options)


@pytest.mark.django_db
def test_every_step_and_reminder_over_every_edge_is_right() -> None:
    found = drill()

    assert (found["edges"], found["cases"], found["wrong"]) == (EDGES, EDGES * 40, 0)
    assert found["checked"] > 20 * found["cases"]


@pytest.mark.django_db
def test_the_wall_clock_is_found_out() -> None:
    assert drill(naive=True)["wrong"] > 0


@pytest.mark.django_db
def test_the_same_seed_looks_at_the_same() -> None:
    assert drill(cases=5) == drill(cases=5)


def a_plain_day_later(ladder: Ladder, now: datetime) -> datetime:
    return ladder.calendar.next_working_moment(now + DAILY)


@pytest.mark.django_db
def test_a_daily_reminder_that_drifts_over_the_edge_is_found_out(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(Ladder, "_on_the_next_day", a_plain_day_later)

    assert drill()["wrong"] > 0


def always(ladder: Ladder, now: datetime) -> bool:
    return True


def never(ladder: Ladder, now: datetime) -> bool:
    return False


def on_every_working_day(ladder: Ladder, now: datetime) -> bool:
    return ladder.calendar.is_working_day(ladder.calendar.day_of(now))


def until_the_closing_as_well(ladder: Ladder, now: datetime) -> bool:
    spans = ladder.calendar.spans(ladder.calendar.day_of(now))
    return any(start <= now <= end for start, end in spans)


def on_closed_days_as_well(ladder: Ladder, now: datetime) -> bool:
    local = now.astimezone(ladder.calendar.zone)
    rows = [hours for hours in ladder.calendar.hours if hours.covers(local.date())]
    return any(hours.opens <= local.time() < hours.closes for hours in rows)


@pytest.mark.parametrize(
    "gate", [always, never, on_every_working_day, until_the_closing_as_well, on_closed_days_as_well]
)
@pytest.mark.django_db
def test_a_gate_that_opens_or_shuts_at_another_time_is_found_out(
    monkeypatch: pytest.MonkeyPatch, gate: Callable[[Ladder, datetime], bool]
) -> None:
    monkeypatch.setattr(Ladder, "is_time", gate)

    assert drill(cases=5)["wrong"] > 0
