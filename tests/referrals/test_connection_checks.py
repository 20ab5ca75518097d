"""A connection is checked after 7 and 30 days, and looked at after 90: each connection's checks are its own."""

from datetime import date
from functools import partial

import pytest
from django.urls import reverse

from casework.actions.cases import interrupt_case
from casework.models import Case, FollowUp
from casework.states import ContactResult
from heart.audit.models import AuditEvent
from heart.lib.errors import DomainError, NotAllowed, NotPossibleNow
from referrals.actions.connections import (
    confirm_connection,
    confirm_still_connected,
    look_for_crisis,
    record_lost_connection,
)
from referrals.models import Connection
from referrals.states import Evidence
from tests.attempts import refused
from tests.cast import Cast
from tests.factories import CaseFactory, ConnectionFactory, ContactFactory, NeedFactory, ReferralFactory
from tests.times import MONDAY_9, TUESDAY_9, WEDNESDAY_9, local

AFTER_30_DAYS = local(2026, 6, 3, 13)
AFTER_90_DAYS = local(2026, 8, 3, 10)


@pytest.fixture
def case(cast: Cast) -> Case:
    return CaseFactory(stage="engaged", team=cast.team)


def connected(case: Case, attended_on: date, category: str) -> Connection:
    referral = ReferralFactory(case=case, need=NeedFactory(case=case, category=category))
    by = case.team.peer
    return confirm_connection(
        referral=referral, attended_on=attended_on, evidence=Evidence.PROVIDER, by=by, now=WEDNESDAY_9
    )


def promises(case: Case) -> list[tuple[str, int, date]]:
    """Phase, step, and the day it is counted from."""
    rows = case.follow_ups.open().order_by("anchor_at", "phase", "step")
    return [(row.phase, row.step, row.anchor_at.date()) for row in rows]


def check(case: Case, step: int, attended_on: date) -> FollowUp:
    return case.follow_ups.open().get(kind="connection_check", step=step, anchor_at__date=attended_on)


@pytest.fixture
def look(cast: Cast, case: Case) -> FollowUp:
    """Still connected after 30 days, and the case was kept open."""
    connection = ConnectionFactory(case=case)
    for follow_up in case.follow_ups.open().order_by("step"):
        confirm_still_connected(connection=connection, follow_up=follow_up, by=cast.ada, now=AFTER_30_DAYS)
    return case.follow_ups.open().get()


# -- The look after 90 days ----------------------------------------------------------------------------------------


def test_the_look_is_the_clinicians_ninety_days_after_the_first_day(case: Case, look: FollowUp) -> None:
    assert (look.kind, look.owner.name, promises(case)) == (
        "crisis_look",
        "Ben",
        [("repeat_crisis", 1, MONDAY_9.date())],
    )
    assert look.due_at.date() == AFTER_90_DAYS.date()


def test_without_a_new_crisis_the_case_closes_as_connected(cast: Cast, case: Case, look: FollowUp) -> None:
    look_for_crisis(connection=case.connections.get(), follow_up=look, close=True, by=cast.ben, now=AFTER_90_DAYS)

    case.refresh_from_db()
    assert (case.status, case.closed_reason, promises(case), refused(lambda: None)) == ("closed", "connected", [], "")
    said = AuditEvent.objects.get(event="connection.looked_back")
    assert (said.actor_id, said.detail) == (cast.ben.pk, {"connection": case.connections.get().pk, "closed": True})


def test_going_on_means_weekly_check_ins(cast: Cast, case: Case, look: FollowUp) -> None:
    look_for_crisis(connection=case.connections.get(), follow_up=look, by=cast.ben, now=AFTER_90_DAYS)

    assert (promises(case), refused(lambda: None)) == ([("engaged", 1, AFTER_90_DAYS.date())], "")


def test_a_new_crisis_that_nobody_looked_at_is_not_closed_over(cast: Cast, case: Case, look: FollowUp) -> None:
    interrupt_case(case=case, by=None, now=AFTER_90_DAYS)

    with pytest.raises(DomainError, match="A new encounter has not been looked at yet"):
        look_for_crisis(connection=case.connections.get(), follow_up=look, close=True, by=cast.ben, now=AFTER_90_DAYS)


def test_a_crisis_before_the_look_is_answered_with_a_step_soon(cast: Cast, case: Case, look: FollowUp) -> None:
    """The look is months away: it is no next step for somebody who was in a crisis today."""
    now = local(2026, 6, 10, 9)
    interrupt_case(case=case, by=None, now=now)

    ContactFactory(case=case, result=ContactResult.REACHED, now=now)

    assert [(phase, step) for phase, step, _day in promises(case)] == [("repeat_crisis", 1), ("engaged", 1)]


def test_the_look_ends_with_the_connection(cast: Cast, case: Case, look: FollowUp) -> None:
    record_lost_connection(connection=case.connections.get(), why="moved", by=cast.ada, now=AFTER_30_DAYS)

    assert promises(case) == [("engaged", 2, AFTER_30_DAYS.date())]


@pytest.mark.parametrize("who", ["eve", "zoe", "rex", "ana"])
def test_strangers_look_at_nothing(cast: Cast, case: Case, look: FollowUp, who: str) -> None:
    with pytest.raises(NotAllowed):
        look_for_crisis(connection=case.connections.get(), follow_up=look, by=cast.people[who], now=AFTER_90_DAYS)


def test_a_check_is_no_look_and_a_look_no_check(cast: Cast, case: Case) -> None:
    connection = ConnectionFactory(case=case)
    asked = case.follow_ups.open().get(step=1)

    with pytest.raises(NotPossibleNow):
        look_for_crisis(connection=connection, follow_up=asked, by=cast.ada, now=TUESDAY_9)


def test_the_page_of_the_look_counts_the_encounters_and_closes(as_, cast: Cast, case: Case, look: FollowUp) -> None:
    ben = as_(cast.ben)
    address = reverse("connection-check", args=[look.pk])

    page = ben.get(address)
    answer = ben.post(address, {"found": "close"}, follow=True)

    case.refresh_from_db()
    assert (page.context["look"], page.context["encounters"], case.status) == (True, 0, "closed")
    assert [str(message) for message in answer.context["messages"]] == [
        "Still connected. The case is closed; no more reminders."
    ]


def test_the_row_of_the_look_leads_to_its_page(as_, cast: Cast, look: FollowUp) -> None:
    page = as_(cast.ben).get(reverse("case", args=[look.case_id])).content.decode()

    assert reverse("connection-check", args=[look.pk]) in page
    assert "Since the connection: a new crisis?" in page


# -- Two connections -----------------------------------------------------------------------------------------------

MONDAY, TUESDAY = MONDAY_9.date(), TUESDAY_9.date()
OF_MONDAY = [("connected", 1, MONDAY), ("connected", 2, MONDAY)]
OF_TUESDAY = [("connected", 1, TUESDAY), ("connected", 2, TUESDAY)]


@pytest.fixture
def two(case: Case) -> tuple[Connection, Connection]:
    return connected(case, MONDAY, "food-insecurity"), connected(case, TUESDAY, "legal")


def test_each_check_asks_about_its_own_connection(case: Case, two: tuple[Connection, Connection]) -> None:
    asked = [
        [Connection.objects.asked_by(check(case, step, day)).first() for step in (1, 2)] for day in (MONDAY, TUESDAY)
    ]

    assert asked == [[two[0]] * 2, [two[1]] * 2]


def test_losing_one_connection_ends_its_checks_only(cast: Cast, case: Case, two: tuple[Connection, Connection]) -> None:
    record_lost_connection(connection=two[0], why="moved", by=cast.ada, now=AFTER_30_DAYS)

    case.refresh_from_db()
    assert (promises(case), case.status, refused(lambda: None)) == (OF_TUESDAY, "connected", "")


def test_of_two_that_began_on_one_day_losing_one_leaves_the_other_its_checks(cast: Cast, case: Case) -> None:
    first = connected(case, MONDAY, "food-insecurity")
    connected(case, MONDAY, "legal")

    record_lost_connection(connection=first, why="moved", by=cast.ada, now=AFTER_30_DAYS)

    assert promises(case) == OF_MONDAY


def test_losing_one_whose_checks_were_all_that_was_left_opens_a_check_in(
    cast: Cast, case: Case, two: tuple[Connection, Connection]
) -> None:
    for step in (1, 2):
        confirm_still_connected(connection=two[1], follow_up=check(case, step, TUESDAY), by=cast.ada, now=AFTER_30_DAYS)

    record_lost_connection(connection=two[0], why="moved", by=cast.ada, now=AFTER_30_DAYS)

    assert promises(case) == [("repeat_crisis", 1, TUESDAY), ("engaged", 2, AFTER_30_DAYS.date())]


def test_a_30_day_check_does_not_close_over_the_checks_of_another_connection(
    cast: Cast, case: Case, two: tuple[Connection, Connection]
) -> None:
    close = partial(confirm_still_connected, connection=two[0], by=cast.ada, now=AFTER_30_DAYS)

    with pytest.raises(DomainError, match="The 30-day check is still open"):
        close(follow_up=check(case, 2, MONDAY), close=True)


def test_the_look_is_once_a_case(cast: Cast, case: Case, two: tuple[Connection, Connection]) -> None:
    for connection, day in zip(two, (MONDAY, TUESDAY), strict=True):
        for step in (1, 2):
            confirm_still_connected(
                connection=connection, follow_up=check(case, step, day), by=cast.ada, now=AFTER_30_DAYS
            )

    assert promises(case) == [("repeat_crisis", 1, MONDAY)]
