"""A new encounter on an open case is heard at once, whatever became of the one before."""

from datetime import datetime, timedelta

import pytest

from casework.actions.cases import interrupt_case
from casework.actions.follow_ups import complete_follow_up, move_follow_up
from casework.actions.snoozing import snooze_follow_up
from casework.models import Case, FollowUp
from casework.reminders import sweep
from heart.notify.models import Delivery, Message, Template
from tests.cast import Cast
from tests.factories import CaseFactory
from tests.times import MONDAY_9, TUESDAY_9

HOUR = timedelta(hours=1)
MINUTE = timedelta(minutes=1)


@pytest.fixture
def case(cast: Cast) -> Case:
    """Ada is to try at once; and on Monday at nine there was a new encounter."""
    return interrupt_case(case=CaseFactory(stage="outreach", team=cast.team), by=None, now=MONDAY_9)


def crisis(case: Case) -> FollowUp:
    return case.follow_ups.new_crisis().get()


def mails(case: Case) -> list[str]:
    told = Message.objects.filter(template=Template.NEW_CRISIS, channel="email", params__case=case.pk)
    return list(told.order_by("pk").values_list("delivery", flat=True))


def told_by(case: Case, moment: datetime) -> int:
    return Message.objects.filter(template=Template.NEW_CRISIS, channel="in_app", created_at=moment).count()


def test_the_pair_hears_of_each_encounter(case: Case) -> None:
    interrupt_case(case=case, by=None, now=MONDAY_9 + MINUTE)

    assert [told_by(case, MONDAY_9), told_by(case, MONDAY_9 + MINUTE)] == [2, 2]
    assert crisis(case).due_at == MONDAY_9 + HOUR


def test_one_that_was_moved_is_at_once_again(case: Case, cast: Cast) -> None:
    two_weeks = MONDAY_9 + timedelta(days=14)
    move_follow_up(follow_up=crisis(case), due_at=two_weeks, why="in hospital", by=cast.ben, now=MONDAY_9)

    interrupt_case(case=case, by=None, now=TUESDAY_9)

    after = crisis(case)
    assert (after.due_at, after.step, after.by_hand, told_by(case, TUESDAY_9)) == (TUESDAY_9 + HOUR, 1, False, 2)


def test_one_that_was_snoozed_is_reminded_of_again(case: Case, cast: Cast) -> None:
    noon = MONDAY_9 + 3 * HOUR
    sweep(now=MONDAY_9 + HOUR)
    snooze_follow_up(
        follow_up=crisis(case), until=TUESDAY_9, why="she is asleep", by=cast.ben, now=MONDAY_9 + HOUR + MINUTE
    )

    interrupt_case(case=case, by=None, now=noon)

    after = crisis(case)
    assert (after.snoozed_until, after.next_reminder_at, after.reminders_sent) == (None, noon + HOUR, 0)


def test_what_becomes_of_another_promise_leaves_the_crisis_to_be_told(case: Case, cast: Cast) -> None:
    """The mails about the crisis wait for the sender while the attempt, which is due earlier, is moved."""
    attempt = case.follow_ups.open().get(kind="attempt")

    move_follow_up(follow_up=attempt, due_at=TUESDAY_9, why="tomorrow", by=cast.ada, now=MONDAY_9)

    assert mails(case) == [Delivery.QUEUED, Delivery.QUEUED]


def test_the_mails_are_not_sent_any_more_once_the_crisis_was_looked_at(case: Case, cast: Cast) -> None:
    complete_follow_up(follow_up=crisis(case), by=cast.ben, now=MONDAY_9)

    assert mails(case) == [Delivery.WITHDRAWN, Delivery.WITHDRAWN]
