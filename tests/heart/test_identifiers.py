"""What reads the same is one identifier, and nothing else is."""

import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from heart.lib.identifiers import NOT_PLAIN, plain_identifier

UNSEEN = ["\u200b", "\u200e", "\u202e", "\ufeff", "\u00ad", "\u2060", "\x00", "\x7f", "\ufe0f", "\u034f", "\U000e0041"]
WHITE = [" ", "  ", "\t", "\r\n", "\x1f", "\u00a0", "\u2003", "\u2028", "\u3000"]


@pytest.mark.parametrize("sign", UNSEEN)
def test_what_is_not_seen_is_not_kept(sign: str) -> None:
    assert [plain_identifier(told) for told in (f"G{sign}1", f"{sign}G1{sign}", sign)] == ["G1", "G1", ""]


@pytest.mark.parametrize("sign", WHITE)
def test_every_white_space_is_one_plain_space(sign: str) -> None:
    assert [plain_identifier(told) for told in (f"G{sign}1", f"{sign}G 1{sign}", sign)] == ["G 1", "G 1", ""]


def test_white_space_around_what_is_not_seen_is_one() -> None:
    assert plain_identifier("\u200b G \u2060 1 \u200b") == "G 1"


def test_letters_are_composed() -> None:
    assert plain_identifier("N\u0303-1") == plain_identifier("N\u200b\u0303-1") == "\u00d1-1"


@pytest.mark.parametrize("number", ["007", "g1", "G-1", "G\u20101", "G.1", "\uff271", "No. 1/2 #3", "0"])
def test_what_is_seen_stays(number: str) -> None:
    assert plain_identifier(number) == number


@given(st.text())
def test_the_same_again_changes_nothing(told: str) -> None:
    kept = plain_identifier(told)
    assert plain_identifier(kept) == kept
    assert bool(re.search(NOT_PLAIN, kept)) == (kept == "")


@given(st.text(st.characters(categories=["Cc", "Cf", "Zs", "Zl", "Zp"])))
def test_nothing_is_kept_of_what_nobody_can_see(told: str) -> None:
    assert plain_identifier(told) == ""


@given(st.text(), st.sampled_from(UNSEEN), st.integers(0, 20))
def test_wherever_it_stands(told: str, sign: str, place: int) -> None:
    assert plain_identifier(told[:place] + sign + told[place:]) == plain_identifier(told)
