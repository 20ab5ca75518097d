"""Somebody is away: whoever is there gets the reminder, at a moment when they work."""

from datetime import date, time

import pytest

from casework.models import Case, FollowUp
from casework.reminders import sweep
from heart.accounts.calendar import Presence
from heart.accounts.models import TimeOff, User, WorkingHours
from heart.notify.models import Message
from tests.cast import Cast
from tests.factories import CaseFactory
from tests.times import MONDAY_9, TUESDAY_9, local

MONDAY = date(2026, 5, 4)


@pytest.fixture
def case(cast: Cast) -> Case:
    """Ada is to try at once: due Monday 9:00."""
    return CaseFactory(stage="outreach", team=cast.team)


def off(*people: User, until: date = date(2026, 5, 8)) -> None:
    TimeOff.objects.bulk_create(TimeOff(user=person, starts_on=MONDAY, ends_on=until) for person in people)


def works(person: User, weekday: int, opens: int, closes: int) -> None:
    WorkingHours.objects.create(
        user=person, weekday=weekday, opens=time(opens), closes=time(closes), valid_from=date(2026, 1, 1)
    )


def told(channel: str = "in_app") -> list[str]:
    rows = Message.objects.filter(template__startswith="follow_up", channel=channel)
    return list(rows.order_by("pk").values_list("recipient__name", flat=True))


# -- Time off --------------------------------------------------------------------------------------------------------


def test_the_other_half_is_told_at_once_while_the_owner_is_off(case: Case, cast: Cast) -> None:
    off(cast.ada)

    assert (sweep(now=MONDAY_9), told()) == (1, ["Ben"])


def test_with_the_whole_pair_off_it_is_the_supervisor(case: Case, cast: Cast) -> None:
    off(cast.ada, cast.ben)

    assert (sweep(now=MONDAY_9), told()) == (1, ["Sol"])


def test_with_nobody_there_at_all_the_owner_is_told_all_the_same(case: Case, cast: Cast) -> None:
    off(cast.ada, cast.ben, cast.sol, cast.mia)

    assert (sweep(now=MONDAY_9), told()) == (1, ["Ada"])


def test_after_the_last_day_off_it_is_the_owner_again(case: Case, cast: Cast) -> None:
    off(cast.ada, until=MONDAY)

    FollowUp.objects.open().update(next_reminder_at=TUESDAY_9)
    sweep(now=TUESDAY_9)

    assert told() == ["Ada"]


def test_the_last_day_off_ends_at_midnight_in_durham_and_not_in_greenwich(cast: Cast) -> None:
    off(cast.ada, until=MONDAY)

    evening, morning = Presence.load(local(2026, 5, 4, 23, 30)), Presence.load(local(2026, 5, 5, 0, 30))

    assert (evening.away(cast.ada.pk), morning.away(cast.ada.pk)) == (True, False)
    assert (evening.back_after(cast.ada.pk), morning.back_after(cast.ada.pk)) == (MONDAY, None)


def test_supervisors_who_are_off_do_not_hear_of_the_intake_queue(cast: Cast) -> None:
    CaseFactory(stage="intake")
    off(cast.sol)

    sweep(now=local(2026, 5, 4, 11))

    assert told() == ["Zoe"]


# -- Hours of their own ----------------------------------------------------------------------------------------------


def test_who_begins_later_has_it_in_the_inbox_and_the_mail_when_the_day_begins(case: Case, cast: Cast) -> None:
    works(cast.ada, 0, 12, 17)

    sweep(now=MONDAY_9)

    (mail,) = Message.objects.filter(template__startswith="follow_up", channel="email")
    assert (told(), mail.recipient, mail.send_after) == (["Ada"], cast.ada, local(2026, 5, 4, 12))


@pytest.mark.parametrize(
    ("weekday", "opens", "closes", "moment"),
    [(1, 9, 17, MONDAY_9), (0, 7, 9, MONDAY_9), (0, 9, 12, local(2026, 5, 4, 12))],
    ids=["not one of the days", "went home already", "went home this minute"],
)
def test_who_does_not_work_any_more_today_is_passed_over(
    case: Case, cast: Cast, weekday: int, opens: int, closes: int, moment: object
) -> None:
    works(cast.ada, weekday, opens, closes)

    assert (sweep(now=moment), told()) == (1, ["Ben"])


def test_hours_of_their_own_that_are_over_do_not_count(case: Case, cast: Cast) -> None:
    works(cast.ada, 1, 9, 17)
    WorkingHours.objects.filter(user=cast.ada).update(valid_to=date(2026, 4, 30))

    assert (sweep(now=MONDAY_9), told()) == (1, ["Ada"])


def test_own_hours_are_not_the_programmes(case: Case, cast: Cast) -> None:
    """Rex works on Sundays; care navigation does not."""
    works(cast.rex, 6, 9, 17)
    FollowUp.objects.open().update(next_reminder_at=local(2026, 5, 3, 10))

    assert (sweep(now=local(2026, 5, 3, 10)), told()) == (0, [])
