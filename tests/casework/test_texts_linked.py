"""Texts that wait while records are linked and parted: of linked records one speaks, what one says no to counts for
all, and afterwards each has what it had."""

import pytest

from casework.actions.links import link_records, unlink_records
from casework.actions.texts import agree_to_texts
from casework.models import AgreedHow, Case, ContactPoint, Link, Safety
from heart.accounts.models import Team
from heart.notify import outbox
from heart.notify.models import Delivery, Message, Template
from tests.cast import Cast
from tests.factories import CaseFactory, ContactPointFactory
from tests.times import MONDAY_9

PHONE = "+19195550177"


def a_case(team: Team) -> Case:
    """Engaged; the neighbor wants a friendly word at this number now and then."""
    case = CaseFactory(stage="engaged", team=team)
    point = ContactPointFactory(neighbor=case.neighbor, value=PHONE, text_ok=Safety.YES)
    words = {"appointments": True, "caring": True, "how": AgreedHow.SPOKEN}
    agree_to_texts(case=case, contact_point=point, by=team.peer, now=MONDAY_9, **words)
    return case


def friendly_word(case: Case, number: int) -> None:
    text = outbox.to_neighbor(
        PHONE,
        "en",
        key=f"caring {case.pk} {number}",
        template=Template.CARING,
        about=f"neighbor:{case.neighbor_id}",
        params={"say_heart": False},
        now=MONDAY_9,
    )
    outbox.put_out([text])


def link(one: Case, other: Case) -> Link:
    return link_records(first=one.neighbor, second=other.neighbor, why="same", by=None, now=MONDAY_9)


def waiting() -> list[str]:
    return list(
        Message.objects.filter(recipient=None, delivery=Delivery.QUEUED).order_by("pk").values_list("about", flat=True)
    )


@pytest.fixture
def two(cast: Cast) -> tuple[Case, Case]:
    return a_case(cast.team), a_case(cast.team)


def test_of_two_who_would_say_the_same_one_speaks_and_parted_both_do(cast: Cast, two: tuple[Case, Case]) -> None:
    for case in two:
        friendly_word(case, 1)
    both = waiting()

    made = link(*two)
    assert waiting() == both[:1]

    unlink_records(link=made, why="two people", by=cast.mia, now=MONDAY_9)
    assert waiting() == both


def test_what_one_record_says_twice_by_itself_comes_back_when_it_is_alone_again(
    cast: Cast, two: tuple[Case, Case]
) -> None:
    friendly_word(two[0], 1)
    friendly_word(two[0], 2)
    both = waiting()

    made = link(*two)
    assert waiting() == both[:1]

    unlink_records(link=made, why="two people", by=cast.mia, now=MONDAY_9)
    assert waiting() == both
    assert Message.objects.filter(rests=True).count() == 0


def test_a_number_that_one_record_says_no_to_is_silent_for_both_while_they_are_linked(
    cast: Cast, two: tuple[Case, Case]
) -> None:
    friendly_word(two[0], 1)
    ContactPoint.objects.filter(neighbor=two[1].neighbor).update(text_ok=Safety.NO)

    made = link(*two)
    assert waiting() == []

    unlink_records(link=made, why="two people", by=cast.mia, now=MONDAY_9)
    assert waiting() == [f"neighbor:{two[0].neighbor_id}"]
