"""Moving a promise: with a reason, ahead, and not so far that it would be forgetting."""

from datetime import timedelta

import pytest

from casework.actions.cases import assign_case
from casework.actions.follow_ups import move_follow_up
from heart.lib.errors import DomainError
from heart.notify.models import Message
from tests.factories import CaseFactory
from tests.times import MONDAY_9

DAY = timedelta(days=1)


@pytest.mark.parametrize(
    ("who", "days", "refused"),
    [
        ("ada", 30, ""),
        ("ada", 31, "due_at"),
        ("sol", 90, ""),
        ("sol", 91, "due_at"),
        ("ada", 0, "due_at"),
        ("sol", 9000, "due_at"),
    ],
)
def test_how_far(cast, who, days, refused) -> None:
    follow_up = CaseFactory(stage="outreach", team=cast.team).follow_ups.open().get()
    field = ""
    try:
        move_follow_up(
            follow_up=follow_up, due_at=MONDAY_9 + days * DAY, why="asked", by=cast.people[who], now=MONDAY_9
        )
    except DomainError as refusal:
        field = str(refusal.field)
    assert field == refused


def test_assigning_to_the_team_that_has_it_tells_nobody_again(cast) -> None:
    case = CaseFactory(stage="outreach", team=cast.team)
    before = Message.objects.count()
    assign_case(case=case, team=cast.team, by=cast.sol, now=MONDAY_9 + DAY)
    assert Message.objects.count() == before
