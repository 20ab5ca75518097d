"""An agency's number of a person is sure, unless what else it tells is of somebody else: then a person is asked."""

from datetime import date

import pytest

from casework.actions.links import link_records, unlink_records
from casework.actions.matching import decide_match
from casework.actions.neighbors import Person, get_to_know, meet_neighbor
from casework.models import AgencyPerson, Link, MatchState, Neighbor, PossibleMatch
from tests.factories import NeighborFactory
from tests.times import MONDAY_9

ROSA = {"first_name": "Rosa", "last_name": "García"}
JOHN = {"first_name": "John", "last_name": "Smith"}
SPRING, AUTUMN = date(1980, 3, 3), date(1980, 11, 20)


def meet(agency: str = "Durham", number: str = "77", **told) -> Neighbor:
    return meet_neighbor(person=Person(agency_person_id=number, **told), agency=agency, by=None, now=MONDAY_9)


def learn(neighbor: Neighbor, agency: str, number: str) -> None:
    get_to_know(neighbor=neighbor, person=Person(agency_person_id=number), agency=agency, by=None, now=MONDAY_9)


def are_one(*records: Neighbor) -> bool:
    found = Neighbor.objects.filter(pk__in=[one.pk for one in records])
    return found.values("person_number").distinct().count() == 1


@pytest.mark.parametrize(
    ("one", "two"),
    [
        (ROSA, JOHN),
        ({**ROSA, "birth_date": SPRING}, JOHN),
        ({**ROSA, "birth_date": SPRING}, {**JOHN, "birth_date": SPRING}),
        ({**ROSA, "birth_date": SPRING}, {**JOHN, "birth_date": AUTUMN}),
        ({**ROSA, "birth_date": SPRING}, {**JOHN, "birth_date": date(1980, 1, 1)}),
        ({**JOHN, "birth_date": date(1950, 3, 3)}, {**JOHN, "birth_date": date(1981, 11, 20)}),
        ({**JOHN, "birth_date": date(1950, 3, 3)}, {**JOHN, "birth_date": date(1981, 3, 3)}),
        ({"birth_date": date(1950, 3, 3)}, {**JOHN, "birth_date": date(1981, 11, 20)}),
        ({"preferred_name": "Rosa"}, {"preferred_name": "Kevin"}),
        ({"preferred_name": "Rosa"}, JOHN),
        (
            {"preferred_name": "Rosa", "birth_date": date(1980, 1, 1)},
            {"preferred_name": "Kevin", "birth_date": date(1980, 1, 1)},
        ),
        (ROSA, {"first_name": "Kevin", "last_name": "García"}),
    ],
)
def test_told_of_somebody_else_it_is_another_record_and_a_person_is_asked(db, one, two) -> None:
    first, second = meet(**one), meet(**two, domestic_violence=True)

    assert (first == second, are_one(first, second)) == (False, False)
    assert list(PossibleMatch.objects.values_list("first", "second", "state")) == [(first.pk, second.pk, "waiting")]
    assert list(AgencyPerson.objects.values_list("neighbor", flat=True)) == [first.pk]
    kept = Neighbor.objects.get(pk=first.pk)
    blank = {"preferred_name": "", "first_name": "", "last_name": "", "birth_date": None, **one}
    assert {name: getattr(kept, name) for name in blank} == blank
    assert kept.domestic_violence is False


@pytest.mark.parametrize(
    ("one", "two"),
    [
        (ROSA, {}),
        (ROSA, {"birth_date": SPRING}),
        ({**ROSA, "birth_date": SPRING}, {"birth_date": SPRING}),
        (ROSA, {"first_name": "Rosa", "last_name": "Smith"}),
        (ROSA, {"first_name": "Rossa", "last_name": "Garsia"}),
        (ROSA, {"first_name": "García", "last_name": "Rosa"}),
        ({**ROSA, "birth_date": date(1980, 3, 4)}, {**ROSA, "birth_date": date(1980, 4, 3)}),
        ({**ROSA, "birth_date": SPRING}, {**ROSA, "birth_date": date(1981, 3, 3)}),
        ({**ROSA, "birth_date": SPRING}, {**ROSA, "birth_date": date(1980, 1, 1)}),
        ({"preferred_name": "Rosa", "birth_date": SPRING}, {"preferred_name": "Chayo", "birth_date": SPRING}),
        ({"preferred_name": "Rosa", "phone": "9195550101"}, {"preferred_name": "Chayo", "phone": "9195550101"}),
    ],
)
def test_what_is_missing_or_mistyped_is_no_doubt(db, one, two) -> None:
    assert meet(**one) == meet(**two)


def test_all_records_of_a_person_count(cast) -> None:
    first = meet(**ROSA)
    link_records(first=first, second=NeighborFactory(preferred_name="", **JOHN), why="x", by=cast.mia, now=MONDAY_9)
    born = NeighborFactory(preferred_name="", **ROSA, birth_date=date(1950, 3, 3))
    link_records(first=first, second=born, why="x", by=cast.mia, now=MONDAY_9)

    assert meet(**JOHN) == first
    assert meet(**JOHN, birth_date=AUTUMN) != first


def test_two_numbers_at_another_agency_are_a_doubt(cast) -> None:
    first, second = meet(**ROSA, number="1"), meet(**ROSA, number="2")
    PossibleMatch.objects.all().delete()
    learn(first, "EMS", "9")
    learn(second, "EMS", "9")
    assert (are_one(first, second), PossibleMatch.objects.get().state) == (False, MatchState.WAITING)

    third, linked = NeighborFactory(preferred_name="", **ROSA), meet(**ROSA, number="3")
    link_records(first=third, second=linked, why="x", by=cast.mia, now=MONDAY_9)
    learn(third, "EMS", "9")
    assert are_one(first, third) is False


def test_without_it_the_same_number_links(db) -> None:
    first, second = meet(**ROSA, number="1"), meet(**ROSA, agency="EMS", number="9")
    learn(second, "Durham", "1")

    assert are_one(first, second) is True


@pytest.mark.parametrize("how", ["decided", "unlinked"])
@pytest.mark.parametrize("turned", [False, True])
def test_whom_a_person_called_two_people_stay_two(cast, how, turned) -> None:
    """Whichever records of theirs have the number in common."""
    first, second, third, fourth = (NeighborFactory() for _record in range(4))
    Neighbor.objects.update(preferred_name="", **ROSA)
    if how == "decided":
        match = PossibleMatch.objects.create(first=first, second=second, score=0.9)
        decide_match(match=match, state="different", why="sisters", by=cast.mia, now=MONDAY_9)
    else:
        link = link_records(first=first, second=second, why="x", by=cast.mia, now=MONDAY_9)
        unlink_records(link=link, why="sisters", by=cast.mia, now=MONDAY_9)
    link_records(first=first, second=third, why="x", by=cast.mia, now=MONDAY_9)
    link_records(first=second, second=fourth, why="x", by=cast.mia, now=MONDAY_9)
    holder, learner = (fourth, third) if turned else (third, fourth)
    AgencyPerson.objects.create(neighbor=holder, agency="Durham", person_id="5")
    learn(learner, "Durham", "5")

    assert (are_one(first, second), Link.objects.standing().count()) == (False, 2)


def test_a_link_that_landed_meanwhile_refuses_nothing(cast, monkeypatch) -> None:
    """Somebody links them after the encounter has read whose number it is."""
    first, second = meet(**ROSA, number="1"), meet(**ROSA, agency="EMS", number="9")
    stale = Neighbor.objects.get(pk=first.pk)
    link_records(first=first, second=second, why="x", by=cast.mia, now=MONDAY_9)
    monkeypatch.setattr("casework.actions.neighbors._known", lambda _person, _agency: stale)
    learn(second, "Durham", "1")

    assert Link.objects.standing().count() == 1
