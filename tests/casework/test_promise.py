"""Every open case has an open follow-up with an active owner, or waits in the intake queue. The database holds it,
whoever writes. Here everybody tries to break it."""

from collections.abc import Callable
from functools import partial

import pytest
from django.db import IntegrityError, connection

from casework.actions.cases import close_case
from casework.models import CadencePolicy, Case, FollowUp
from casework.states import CloseReason
from heart.accounts.models import User
from tests.attempts import both, refused, sql
from tests.cast import Cast, assemble
from tests.factories import CaseFactory, NeighborFactory
from tests.times import MONDAY_9

ENDED = {"status": "done", "ended_at": MONDAY_9, "next_reminder_at": None}
END = "status = 'done', ended_at = now(), next_reminder_at = NULL"


# -- One transaction -----------------------------------------------------------------------------------------------


@pytest.fixture
def outreach(cast: Cast) -> Case:
    """Ada's, with one open follow-up."""
    return CaseFactory(stage="outreach", team=cast.team)


@pytest.fixture
def intake(cast: Cast) -> Case:
    return CaseFactory(stage="intake")


def test_what_the_actions_make_is_accepted(outreach: Case, intake: Case) -> None:
    assert refused(lambda: None) == ""


def test_the_orm_cannot_end_the_last_follow_up_by_saving_it(outreach: Case) -> None:
    follow_up = outreach.follow_ups.open().get()
    for field, value in ENDED.items():
        setattr(follow_up, field, value)

    assert refused(follow_up.save) == "open_case_has_follow_up"


def test_a_bulk_update_cannot_end_the_last_follow_ups(outreach: Case) -> None:
    assert refused(lambda: FollowUp.objects.update(**ENDED)) == "open_case_has_follow_up"


def test_a_bulk_delete_cannot_take_the_last_follow_up(outreach: Case) -> None:
    assert refused(lambda: FollowUp.objects.all().delete()) == "open_case_has_follow_up"


def test_cases_cannot_be_created_in_bulk_without_follow_ups(db: None) -> None:
    bare = [
        Case(
            neighbor=NeighborFactory(),
            policy=CadencePolicy.objects.in_force(),
            clock_started_at=MONDAY_9,
            phase_started_at=MONDAY_9,
        )
        for _ in range(2)
    ]

    assert refused(lambda: Case.objects.bulk_create(bare)) == "open_case_has_follow_up"


STATEMENTS = {
    "deleting the follow-up": "DELETE FROM casework_followup WHERE case_id = %s",
    "ending the follow-up": f"UPDATE casework_followup SET {END} WHERE case_id = %s",
    "cancelling the follow-up": f"UPDATE casework_followup SET {END}, why = 'no time' WHERE case_id = %s",
    "giving it to the queue after assignment": "UPDATE casework_followup SET owner_id = NULL, queue = 'intake' WHERE status = 'open' AND case_id = %s",
    "reopening a case without one": """
        WITH gone AS (DELETE FROM casework_followup WHERE case_id = %s RETURNING case_id)
        UPDATE casework_case SET phase_started_at = now(), status = 'engaged' FROM gone WHERE id = gone.case_id""",
}


@pytest.mark.parametrize("statement", STATEMENTS.values(), ids=STATEMENTS.keys())
def test_sql_cannot_break_it_by(outreach: Case, statement: str) -> None:
    assert refused(lambda: sql(statement, outreach.pk)) == "open_case_has_follow_up"


def test_sql_cannot_insert_a_case_without_a_follow_up(db: None) -> None:
    statement = """
        INSERT INTO casework_case
            (neighbor_id, policy_id, status, opened_at, clock_started_at, phase_started_at, closed_reason, closing_note)
        VALUES (%s, (SELECT id FROM casework_cadencepolicy), 'intake', now(), now(), now(), '', '')"""

    assert refused(lambda: sql(statement, NeighborFactory().pk)) == "open_case_has_follow_up"


def test_sql_cannot_give_the_last_follow_up_to_somebody_who_left(outreach: Case, cast: Cast) -> None:
    sql("UPDATE accounts_user SET is_active = false WHERE id = %s", cast.eve.pk)
    statement = "UPDATE casework_followup SET owner_id = %s WHERE status = 'open' AND case_id = %s"

    assert refused(lambda: sql(statement, cast.eve.pk, outreach.pk)) == "open_case_has_follow_up"


def test_sql_cannot_assign_a_case_that_still_waits_in_the_queue(intake: Case, cast: Cast) -> None:
    statement = "UPDATE casework_case SET status = 'outreach', team_id = %s WHERE id = %s"

    assert refused(lambda: sql(statement, cast.team.pk, intake.pk)) == "open_case_has_follow_up"


def test_sql_cannot_copy_a_case_in_without_a_follow_up(db: None) -> None:
    columns = (
        "neighbor_id, policy_id, status, opened_at, clock_started_at, phase_started_at, closed_reason, closing_note"
    )
    moment = MONDAY_9.isoformat()
    neighbor, policy = NeighborFactory(), CadencePolicy.objects.in_force()

    def copy() -> None:
        with connection.cursor() as cursor, cursor.copy(f"COPY casework_case ({columns}) FROM STDIN") as rows:
            rows.write_row((neighbor.pk, policy.pk, "intake", moment, moment, moment, "", ""))

    assert refused(copy) == "open_case_has_follow_up"


def test_truncating_the_follow_ups_is_refused_at_once(outreach: Case) -> None:
    connection.check_constraints()

    assert refused(lambda: sql("TRUNCATE casework_followup CASCADE")) == "open_case_has_follow_up"


def test_a_case_may_not_close_while_a_follow_up_is_open(outreach: Case) -> None:
    statement = (
        "UPDATE casework_case SET status = 'closed', closed_at = now(), closed_reason = 'declined' WHERE id = %s"
    )

    assert refused(lambda: sql(statement, outreach.pk)) == "closed_case_has_no_follow_up"


def test_a_closed_case_gets_no_follow_up(cast: Cast) -> None:
    closed = CaseFactory(stage="closed", team=cast.team)

    assert (
        refused(
            lambda: sql(
                "UPDATE casework_followup SET status = 'open', ended_at = NULL, next_reminder_at = now() WHERE case_id = %s",
                closed.pk,
            )
        )
        == "closed_case_has_no_follow_up"
    )


def test_moving_the_last_follow_up_to_another_case_leaves_neither_alone(cast: Cast, outreach: Case) -> None:
    other = CaseFactory(stage="outreach", team=cast.other_team)
    statement = "UPDATE casework_followup SET case_id = %s WHERE case_id = %s"

    assert refused(lambda: sql(statement, other.pk, outreach.pk)) == "open_case_has_follow_up"


def test_a_follow_up_may_not_move_to_a_closed_case(cast: Cast, outreach: Case) -> None:
    closed = CaseFactory(stage="closed", team=cast.other_team)
    connected = CaseFactory(stage="connected", team=cast.other_team)
    one = connected.follow_ups.open().first()

    assert refused(lambda: FollowUp.objects.filter(pk=one.pk).update(case=closed)) == "closed_case_has_no_follow_up"


def test_the_owner_of_a_last_follow_up_cannot_be_deactivated(outreach: Case, cast: Cast) -> None:
    assert refused(lambda: User.objects.filter(pk=cast.ada.pk).update(is_active=False)) == "open_case_has_follow_up"


def test_deactivating_everybody_at_once_is_refused_too(outreach: Case) -> None:
    assert refused(lambda: User.objects.update(is_active=False)) == "open_case_has_follow_up"


def test_somebody_may_leave_who_owns_nothing_or_whose_case_goes_on_with_another(outreach: Case, cast: Cast) -> None:
    FollowUp.objects.create(
        case=outreach, kind="check_in", phase="engaged", owner=cast.ben, due_at=MONDAY_9, next_reminder_at=MONDAY_9
    )
    gone = User.objects.filter(pk__in=[cast.ada.pk, cast.eve.pk])

    assert refused(lambda: gone.update(is_active=False)) == ""


def test_leaving_and_coming_back_in_one_transaction_is_nothing(outreach: Case, cast: Cast) -> None:
    def twice() -> None:
        User.objects.filter(pk=cast.ada.pk).update(is_active=False)
        User.objects.filter(pk=cast.ada.pk).update(is_active=True)

    assert refused(twice) == ""


def test_one_transaction_may_end_a_promise_before_it_makes_the_next(outreach: Case, cast: Cast) -> None:
    def in_any_order() -> None:
        outreach.follow_ups.update(**ENDED)
        FollowUp.objects.create(
            case=outreach,
            kind="attempt",
            phase="not_reached",
            owner=cast.ada,
            due_at=MONDAY_9,
            next_reminder_at=MONDAY_9,
        )

    assert refused(in_any_order) == ""


def test_an_intake_case_may_wait_with_a_person_instead_of_the_queue(intake: Case, cast: Cast) -> None:
    assert refused(lambda: intake.follow_ups.update(owner=cast.sol, queue="")) == ""


def test_the_query_that_looks_for_lost_cases_finds_one_when_there_is_one(outreach: Case, intake: Case) -> None:
    before = set(Case.objects.without_next_step())
    outreach.follow_ups.update(**ENDED)

    assert (before, set(Case.objects.without_next_step())) == (set(), {outreach})
    outreach.follow_ups.update(status="open", ended_at=None, next_reminder_at=MONDAY_9)


def test_a_closing_action_ends_what_is_open_in_the_same_transaction(outreach: Case, cast: Cast) -> None:
    close_case(case=outreach, reason=CloseReason.DECLINED, by=cast.ada, now=MONDAY_9)

    assert (refused(lambda: None), outreach.follow_ups.open().count()) == ("", 0)


# -- Transactions that really commit -------------------------------------------------------------------------------


def test_the_commit_itself_is_refused_and_nothing_of_it_stays(commits: None) -> None:
    case = CaseFactory(stage="outreach", team=assemble().team)

    with pytest.raises(IntegrityError) as error:
        FollowUp.objects.open().update(**ENDED)

    assert error.value.__cause__.diag.constraint_name == "open_case_has_follow_up"
    assert case.follow_ups.open().count() == 1


@pytest.fixture
def two_promises(commits: None) -> tuple[Cast, Case, list[FollowUp]]:
    """A case with two open follow-ups, one each half of the pair."""
    cast = assemble()
    case = CaseFactory(stage="outreach", team=cast.team)
    FollowUp.objects.create(
        case=case, kind="check_in", phase="engaged", owner=cast.ben, due_at=MONDAY_9, next_reminder_at=MONDAY_9
    )
    return cast, case, list(case.follow_ups.open().order_by("pk"))


def ending(follow_up: FollowUp) -> Callable[[], None]:
    return lambda: sql(f"UPDATE casework_followup SET {END} WHERE id = %s", follow_up.pk)


@pytest.mark.parametrize("attempt", range(3))
def test_two_people_who_each_end_one_of_the_last_two_promises_do_not_both_succeed(two_promises, attempt: int) -> None:
    _cast, case, (first, second) = two_promises

    assert both(ending(first), ending(second)) == ["", "IntegrityError"]
    assert case.follow_ups.open().count() == 1


@pytest.mark.parametrize("isolation", ["REPEATABLE READ", "SERIALIZABLE"])
def test_another_isolation_level_is_no_way_round_it(two_promises, isolation: str) -> None:
    """In a frozen snapshot each would see the other's promise still standing."""
    _cast, case, (first, second) = two_promises

    problems = both(ending(first), ending(second), isolation=isolation)

    assert (problems, case.follow_ups.open().count()) == (["IntegrityError", "IntegrityError"], 2)


def test_ending_a_promise_while_the_owner_of_the_other_leaves(two_promises) -> None:
    _cast, _case, (first, second) = two_promises
    leave = partial(sql, "UPDATE accounts_user SET is_active = false WHERE id = %s", second.owner_id)

    problems = both(ending(first), leave)

    assert problems in (["", "IntegrityError"], ["", "OperationalError"])
    assert list(Case.objects.without_next_step()) == []


def test_handing_over_to_somebody_who_is_leaving_at_this_moment(commits: None) -> None:
    cast = assemble()
    case = CaseFactory(stage="outreach", team=cast.team)
    hand_over = partial(
        sql, "UPDATE casework_followup SET owner_id = %s WHERE status = 'open' AND case_id = %s", cast.ben.pk, case.pk
    )
    leave = partial(sql, "UPDATE accounts_user SET is_active = false WHERE id = %s", cast.ben.pk)

    problems = both(hand_over, leave)

    assert problems in (["", "IntegrityError"], ["", "OperationalError"])
    assert list(Case.objects.without_next_step()) == []


def test_both_halves_of_a_pair_leaving_at_once(two_promises) -> None:
    cast, _case, _promises = two_promises
    leave = [
        lambda pk=pk: sql("UPDATE accounts_user SET is_active = false WHERE id = %s", pk)
        for pk in (cast.ada.pk, cast.ben.pk)
    ]

    problems = both(*leave)

    assert problems in (["", "IntegrityError"], ["", "OperationalError"])
    assert list(Case.objects.without_next_step()) == []
