"""Texts that wait while records are linked and parted: of linked records one speaks, what one says no to counts for
all, and afterwards each has what it had."""

import pytest

from casework.actions.links import link_records, unlink_records
from casework.actions.neighbors import say_what_is_safe
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


def friendly_word(case: Case, number: int, *, say_heart: bool = False) -> None:
    put_out(case, f"caring {number}", Template.CARING, {"say_heart": say_heart})


def put_out(case: Case, key: str, template: Template, params: dict[str, object], more: str = "") -> None:
    text = outbox.to_neighbor(
        PHONE,
        "en",
        key=f"{key} {case.pk}",
        template=template,
        about=f"neighbor:{case.neighbor_id}{more}",
        params=params,
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


def test_who_we_are_is_not_said_where_a_linked_record_says_no(cast: Cast, two: tuple[Case, Case]) -> None:
    """What waits was written before they were linked."""
    friendly_word(two[0], 1, say_heart=True)
    ContactPoint.objects.filter(neighbor=two[1].neighbor).update(may_say_heart=Safety.NO)

    made = link(*two)
    assert waiting() == []

    unlink_records(link=made, why="two people", by=cast.mia, now=MONDAY_9)
    assert waiting() == [f"neighbor:{two[0].neighbor_id}"]


def test_nor_where_it_says_no_once_they_are_linked(cast: Cast, two: tuple[Case, Case]) -> None:
    link(*two)
    friendly_word(two[0], 1, say_heart=True)
    point = two[1].neighbor.contact_points.get()
    two[1].refresh_from_db()

    say_what_is_safe(
        case=two[1], contact_point=point, text_ok=Safety.YES, may_say_heart=Safety.NO, by=cast.ada, now=MONDAY_9
    )
    assert waiting() == []


def test_an_appointment_told_meanwhile_in_other_words_is_not_told_twice(cast: Cast, two: tuple[Case, Case]) -> None:
    at = MONDAY_9.isoformat()
    put_out(two[0], "appointment", Template.APPOINTMENT, {"say_heart": True, "at": at}, ":referral:1")
    ContactPoint.objects.filter(neighbor=two[1].neighbor).update(may_say_heart=Safety.NO)
    made = link(*two)
    assert waiting() == []

    put_out(two[0], "again", Template.APPOINTMENT, {"say_heart": False, "at": at}, ":referral:1")
    unlink_records(link=made, why="two people", by=cast.mia, now=MONDAY_9)
    assert [m.params["say_heart"] for m in Message.objects.filter(recipient=None, delivery=Delivery.QUEUED)] == [False]
