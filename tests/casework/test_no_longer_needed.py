"""The inbox calls “no longer needed” only what is: a snooze or a hand-over leaves what is still to be done alone."""

from datetime import timedelta

import pytest

from casework.actions.handing_over import hand_over_follow_up
from casework.actions.snoozing import snooze_follow_up
from casework.models import FollowUp
from casework.reminders import sweep
from heart.notify.models import Delivery, Message
from tests.factories import CaseFactory
from tests.times import MONDAY_9

HOUR = timedelta(hours=1)


@pytest.fixture
def reminded(cast) -> FollowUp:
    """Ada was told at nine, and Ben at one; the mails are still queued. Both had heard of the case before."""
    follow_up = CaseFactory(stage="outreach", team=cast.team).follow_ups.open().get()
    for hours in (0, 4):
        sweep(now=MONDAY_9 + hours * HOUR)
    CaseFactory(stage="outreach", team=cast.other_team)  # a stranger's messages are left alone in any case
    follow_up.refresh_from_db()
    return follow_up


def inbox(moot: bool) -> list[tuple[str, str]]:
    found = Message.objects.filter(channel="in_app", moot=moot).order_by("recipient__name", "pk")
    return list(found.values_list("recipient__name", "template"))


def test_after_a_snooze_every_message_in_the_inbox_is_still_true(cast, reminded) -> None:
    snooze_follow_up(follow_up=reminded, until=MONDAY_9 + 26 * HOUR, why="asleep", by=cast.ben, now=MONDAY_9 + 5 * HOUR)

    assert inbox(moot=True) == []
    mails = Message.objects.filter(channel="email").order_by("pk").values_list("template", "delivery")
    assert list(mails) == [
        ("case_assigned", Delivery.QUEUED),
        ("case_assigned", Delivery.QUEUED),
        ("follow_up_due", Delivery.WITHDRAWN),
        ("follow_up_escalated", Delivery.WITHDRAWN),
        ("case_assigned", Delivery.QUEUED),
        ("case_assigned", Delivery.QUEUED),
    ]


def test_after_a_hand_over_only_the_former_owners_reminders_are_not_needed_any_more(cast, reminded) -> None:
    hand_over_follow_up(follow_up=reminded, by=cast.sol, why="a court date", now=MONDAY_9 + 5 * HOUR)

    assert inbox(moot=True) == [("Ada", "follow_up_due")]
    assert ("Ben", "case_assigned") in inbox(moot=False)
    queued = Message.objects.filter(channel="email", delivery=Delivery.QUEUED, template__startswith="follow_up")
    assert not queued.exists()
