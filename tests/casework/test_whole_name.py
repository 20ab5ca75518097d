"""The whole name, where people decide who is who: the preferred one, and first and last name where they say more."""

import pytest

from casework.models import Neighbor


@pytest.mark.parametrize(
    ("preferred", "first", "last", "whole"),
    [
        ("Betty", "Elizabeth", "Okafor-Smythe", "Betty (Elizabeth Okafor-Smythe)"),
        ("Elizabeth", "Elizabeth", "Okafor-Smythe", "Elizabeth Okafor-Smythe"),
        ("elizabeth okafor", "Elizabeth", "", "elizabeth okafor"),
        ("Betty Okafor", "Elizabeth", "Okafor", "Betty Okafor (Elizabeth Okafor)"),
        ("Betty", "", "", "Betty"),
        ("", "Elizabeth", "Okafor", "Elizabeth Okafor"),
        ("", "", "", "man, 50s"),
    ],
)
def test_the_whole_name(preferred, first, last, whole) -> None:
    neighbor = Neighbor(preferred_name=preferred, first_name=first, last_name=last, description="man, 50s")
    assert neighbor.whole_name == whole


def test_nothing_known() -> None:
    assert Neighbor().whole_name == "Name not known"
