"""Whoever is met again under a new record, and is restricted under an older one: who is named is told at once."""

from datetime import date

import pytest

from casework.actions.matching import decide_match, look_for_matches
from casework.models import MatchState, Neighbor, PossibleMatch
from heart.notify import texts
from heart.notify.models import Message
from tests.cast import Cast
from tests.factories import CaseFactory, NeighborFactory, RestrictionFactory
from tests.times import MONDAY_9

WALTER = {"first_name": "Walter", "last_name": "Ashcombe", "preferred_name": "", "birth_date": date(1971, 5, 14)}


@pytest.fixture
def restricted(cast: Cast) -> Neighbor:
    case = CaseFactory(stage="outreach", team=cast.team, neighbor=NeighborFactory(**WALTER))
    RestrictionFactory(neighbor=case.neighbor, named=[cast.sol, cast.ada, cast.ben], by=cast.sol)
    return case.neighbor


def met_again() -> Neighbor:
    again = CaseFactory(stage="intake", neighbor=NeighborFactory(**WALTER)).neighbor
    look_for_matches(neighbor=again, by=None, now=MONDAY_9)
    return again


def told() -> list[tuple[str, str]]:
    of_matches = Message.objects.filter(template="match", channel="in_app")
    return [(message.recipient.name, message.path) for message in of_matches]


def test_overseers_who_are_named_are_told_and_nobody_else(cast: Cast, restricted: Neighbor) -> None:
    met_again()
    match = PossibleMatch.objects.get()
    assert told() == [("Sol", f"/matches/{match.pk}/")]


def test_once(cast: Cast, restricted: Neighbor) -> None:
    again = met_again()
    look_for_matches(neighbor=again, by=None, now=MONDAY_9)
    assert len(told()) == 1


def test_of_records_that_everybody_may_know_nobody_is_told(cast: Cast) -> None:
    CaseFactory(stage="outreach", team=cast.team, neighbor=NeighborFactory(**WALTER))
    met_again()
    assert (PossibleMatch.objects.count(), told()) == (1, [])


def test_the_message_says_nothing_of_whom(cast: Cast, restricted: Neighbor) -> None:
    met_again()
    message = Message.objects.filter(template="match").first()
    assert message and texts.subject(message) == (
        "A new record may be somebody whose record is restricted: say who it is before others work on it"
    )


def test_once_it_is_answered_it_is_no_longer_needed(cast: Cast, restricted: Neighbor) -> None:
    met_again()
    decide_match(
        match=PossibleMatch.objects.get(), state=MatchState.DIFFERENT, why="cousins", by=cast.sol, now=MONDAY_9
    )
    messages = Message.objects.filter(template="match").order_by("channel")
    assert list(messages.values_list("channel", "delivery", "moot")) == [
        ("email", "withdrawn", True),
        ("in_app", "sent", True),
    ]


def test_it_is_out_of_sight_for_who_is_named_no_longer(cast: Cast, restricted: Neighbor) -> None:
    met_again()
    assert Message.objects.filter(template="match").visible_to(cast.sol).exists()
    Message.objects.filter(template="match").update(recipient=cast.mia)
    assert not Message.objects.filter(template="match").visible_to(cast.mia).exists()
