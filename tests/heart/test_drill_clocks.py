"""`manage.py drill clocks` counts nothing wrong, and would: whoever reckons with the wall clock is found out."""

import pytest

from heart.demo.drills import clocks

EDGES = 24


def drill(**options) -> dict[str, int]:
    return clocks.run(lambda text: None, **{"cases": 40, "seed": 7, "naive": False} | options)


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
