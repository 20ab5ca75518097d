"""Two who settle the same match at the same moment: one link, one answer, and a person's word stands."""

from collections.abc import Callable
from datetime import date

from django.db import transaction

from casework.actions.matching import decide_match, settle_same_id
from casework.actions.neighbors import Person, get_to_know, meet_neighbor
from casework.models import Link, MatchState, Neighbor, PossibleMatch
from heart.lib.errors import NotPossibleNow
from tests.attempts import at_once
from tests.factories import NeighborFactory
from tests.times import MONDAY_9, TUESDAY_9

ANA = Person(first_name="Ana", last_name="Zumalacarregui", birth_date=date(1980, 5, 14), agency_person_id="7")


def in_one_go(work: Callable[[], object]) -> Callable[[], object]:
    def whole() -> object:
        with transaction.atomic():
            return work()

    return whole


def settle(one: Neighbor, other: Neighbor) -> Callable[[], object]:
    return in_one_go(
        lambda: settle_same_id(neighbor=one, other=other, agency_id="Durham\n7", by=None, now=TUESDAY_9),
    )


def two_records() -> tuple[Neighbor, Neighbor]:
    names = {"preferred_name": "", "first_name": "Ana", "last_name": "Zumalacarregui", "birth_date": ANA.birth_date}
    return NeighborFactory(**names), NeighborFactory(**names)


def standing() -> list[tuple[int, int]]:
    return list(Link.objects.standing().values_list("first", "second"))


def test_two_first_encounters_with_one_number_are_one_record(commits: None) -> None:
    meet = in_one_go(lambda: meet_neighbor(person=ANA, agency="Durham", by=None, now=MONDAY_9))

    first, second = at_once(meet, meet)

    assert (first, Neighbor.objects.count(), standing()) == (second, 1, [])


def test_a_sure_link_from_both_sides_is_made_once(commits: None) -> None:
    first, second = two_records()

    assert at_once(settle(first, second), settle(second, first)) == [None, None]

    assert standing() == [(first.pk, second.pk)]
    assert list(Neighbor.objects.order_by("pk").values_list("person_number", flat=True)) == [first.pk, first.pk]


def test_two_encounters_that_bring_the_number_to_one_holder_each_link_once(commits: None) -> None:
    holder = meet_neighbor(person=ANA, agency="Durham", by=None, now=MONDAY_9)
    others = two_records()
    tell = [
        in_one_go(lambda r=record: get_to_know(neighbor=r, person=ANA, agency="Durham", by=None)) for record in others
    ]

    at_once(*tell)

    assert {record.person_number for record in Neighbor.objects.all()} == {holder.pk}
    assert len(standing()) == 2


def test_a_person_who_says_two_people_at_that_moment_is_heard_or_told_that_it_is_too_late(commits: None) -> None:
    first, second = two_records()
    match = PossibleMatch.objects.create(first=first, second=second, score=0.9, reasons=[], found_at=MONDAY_9)
    decide = in_one_go(
        lambda: decide_match(match=match, state=MatchState.DIFFERENT, why="Brothers", by=None, now=TUESDAY_9)
    )

    decided, settled = at_once(decide, settle(first, second))

    match.refresh_from_db()
    too_late = type(decided) is NotPossibleNow
    assert settled is None
    assert (match.state, standing()) == (("waiting", [(first.pk, second.pk)]) if too_late else ("different", []))
    assert PossibleMatch.objects.waiting().count() == 0
