"""Once something has ended nothing more is said of it: each way to end, at each bad moment, with days of sweeps and
senders afterwards. The drill does this at size; here it is small, in a transaction."""

import pytest

from heart.demo.drills import stop
from heart.demo.drills._histories import ENDS, LINKED, OF_APPOINTMENT
from heart.notify import outbox
from referrals.actions import referrals


def drill(**options) -> dict[str, int]:
    told: list[str] = []
    found = stop.play(
        told.append, **{"histories": len(ENDS), "within": 2, "days": 3, "seed": 3, "naive": False} | options
    )
    return found | {"told": [line for line in told if line.startswith("after")]}


def test_nothing_is_said_of_what_has_ended(db: None) -> None:
    found = drill()

    assert (found["told"], found["after_stop"]) == ([], 0)
    assert (found["ended"], found["ways"]) == (len(ENDS), len(ENDS))


def test_whoever_forgets_what_is_queued_is_found_out(db: None) -> None:
    assert drill(histories=6, within=1, days=2, naive=True)["after_stop"] > 0


def test_a_promise_that_rests_and_is_still_reminded_of_is_found_out(db: None, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(outbox, "rest", lambda messages: None)

    assert drill(ends=[LINKED], histories=6, within=1, days=1)["after_stop"] > 0


def test_an_appointment_that_is_off_and_still_texted_about_is_found_out(
    db: None, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(referrals, "forget_reminder", lambda referral: None)
    found = drill(ends=OF_APPOINTMENT, histories=8, within=1, days=1)

    assert (found["ended"], found["ways"]) == (8, 4)
    assert found["after_stop"] >= 4
    assert {line.partition(" over text")[0] for line in found["told"]} == {
        f"after {end}: appointment" for end in OF_APPOINTMENT
    }
