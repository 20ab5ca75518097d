"""The whole name, where people decide who is who: the preferred one, and first and last name where they say more."""

import pytest

from casework.models import Neighbor, PossibleMatch
from tests.factories import CaseFactory, EncounterFactory, NeighborFactory, PersonFactory
from tests.times import MONDAY_9

WHOLE = "Betty (Elizabeth Okafor)"


@pytest.fixture
def betty(db: None) -> Neighbor:
    return NeighborFactory(preferred_name="Betty", first_name="Elizabeth", last_name="Okafor")


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


def test_assigning_names_it(cast, as_, betty) -> None:
    page = as_(cast.sol).get(f"/cases/{CaseFactory(neighbor=betty).pk}/assign/")
    assert (f"<h1>{WHOLE}</h1>" in page.content.decode(), page.context["facts"][0]["value"]) == (True, WHOLE)


def test_encounters_name_it(cast, as_) -> None:
    told = PersonFactory(preferred_name="Betty", first_name="Elizabeth", last_name="Okafor")
    EncounterFactory(person=told, by=cast.rex, source="responder")
    assert [line["name"] for line in as_(cast.rex).get("/encounters/").context["lines"]] == [WHOLE]
    assert as_(cast.eve).get("/encounters/").context["lines"] == []


def test_possible_matches_name_both(cast, as_, betty) -> None:
    other = NeighborFactory(preferred_name="Betty", first_name="Beatrice", last_name="Okafor")
    CaseFactory(neighbor=betty)
    CaseFactory(neighbor=other)
    match = PossibleMatch.objects.create(first=betty, second=other, score=0.9, reasons=[], found_at=MONDAY_9)
    pages = [as_(cast.sol).get(f"/matches/{end}").content.decode() for end in ("", f"{match.pk}/")]
    assert [WHOLE in page and "Betty (Beatrice Okafor)" in page for page in pages] == [True, True]
