"""The referral's states are HL7 FHIR Task's, verbatim (DOMAIN 5); and what follows from each answer."""

from datetime import timedelta
from functools import partial
from itertools import product
from uuid import uuid4

import pytest
from django.utils import timezone

from casework.models import Case
from heart.lib.clock import ZONE
from heart.lib.errors import DomainError, NotAllowed, NotPossibleNow
from referrals.actions.connections import confirm_connection, confirm_still_connected, record_lost_connection
from referrals.actions.referrals import (
    chase_provider,
    end_referral_case,
    record_answer,
    record_need,
    send_referral,
    set_appointment,
)
from referrals.models import Connection, Need, Referral
from referrals.states import BY_REQUESTER, BY_TARGET, NEEDS_REASON, Evidence, ReferralStatus, next_status
from tests.attempts import at_once, refused, sql
from tests.cast import Cast, assemble
from tests.factories import CaseFactory, ConnectionFactory, ConsentFactory, NeedFactory, ReferralFactory, ServiceFactory
from tests.times import FRIDAY_9, MONDAY_9, NEXT_MONDAY_9, TUESDAY_9, local

ALLOWED = {
    "draft": "requested entered-in-error",
    "requested": "accepted rejected cancelled entered-in-error",
    "accepted": "in-progress on-hold cancelled completed failed entered-in-error",
    "in-progress": "on-hold cancelled completed failed entered-in-error",
    "on-hold": "in-progress cancelled completed failed entered-in-error",
    "rejected": "entered-in-error",
    "cancelled": "entered-in-error",
    "failed": "entered-in-error",
    "completed": "entered-in-error",
    "entered-in-error": "",
}
S = ReferralStatus


@pytest.fixture
def case(cast: Cast) -> Case:
    return CaseFactory(stage="engaged", team=cast.team)


@pytest.fixture
def referral(case: Case) -> Referral:
    """Sent on Monday at 9."""
    return ReferralFactory(case=case)


def promises(case: Case) -> list[tuple[str, int, str, str]]:
    rows = case.follow_ups.open().order_by("due_at", "pk").select_related("owner")
    return [(f.phase, f.step, f.owner.name, f"{timezone.localtime(f.due_at, ZONE):%a %m-%d %H:%M}") for f in rows]


WEEKLY = ("engaged", 1, "Ada", "Mon 05-11 09:00")

# -- The table -----------------------------------------------------------------------------------------------------


def test_the_codes_are_those_of_fhir() -> None:
    assert set(S.values) == set(ALLOWED)


@pytest.mark.parametrize(("state", "verb"), list(product(S, S)), ids=str)
def test_every_pair_of_the_table(state: ReferralStatus, verb: ReferralStatus) -> None:
    if verb in ALLOWED[state].split():
        assert next_status(state, verb) == verb
    else:
        with pytest.raises(NotPossibleNow):
            next_status(state, verb)


def test_who_sets_what() -> None:
    assert set(BY_TARGET) == {"accepted", "rejected", "in-progress", "on-hold", "failed", "completed"}
    assert set(BY_REQUESTER) == {"draft", "requested", "entered-in-error"}
    assert set(S) - BY_TARGET - BY_REQUESTER == {"cancelled"}
    assert set(NEEDS_REASON) == {"rejected", "cancelled", "on-hold", "failed"}


@pytest.mark.parametrize("status", sorted(NEEDS_REASON))
def test_a_reason_is_needed(case: Case, cast: Cast, referral: Referral, status: str) -> None:
    with pytest.raises(DomainError) as error:
        record_answer(referral=referral, status=S(status), reason=" ", by=cast.ada, now=TUESDAY_9)

    assert (error.value.field, Referral.objects.get().status) == ("reason", "requested")


@pytest.mark.parametrize("status", [S.DRAFT, S.REQUESTED, S.COMPLETED])
def test_an_answer_is_never_connected(cast: Cast, referral: Referral, status: ReferralStatus) -> None:
    with pytest.raises(DomainError) as error:
        record_answer(referral=referral, status=status, reason="so", by=cast.ada, now=TUESDAY_9)

    assert error.value.field == "status"


# -- Sending -------------------------------------------------------------------------------------------------------


def test_sending_opens_the_promise_to_confirm_the_connection(case: Case, referral: Referral) -> None:
    assert (referral.status, referral.requested_at, referral.consent is not None) == ("requested", MONDAY_9, True)
    assert promises(case) == [("referral_sent", 1, "Ada", "Wed 05-06 09:00"), WEEKLY]


@pytest.mark.parametrize("stage", ["intake", "outreach", "closed"])
def test_nothing_is_sent_before_the_neighbor_was_heard(cast: Cast, stage: str) -> None:
    case = CaseFactory(stage=stage, team=cast.team)
    need = NeedFactory(case=case, by=cast.mia)

    with pytest.raises(NotPossibleNow):
        send_referral(case=case, need=need, service=ServiceFactory(), by=cast.mia, now=MONDAY_9)

    assert Referral.objects.count() == 0


def test_nothing_is_sent_without_a_consent_and_the_case_keeps_its_step(case: Case, cast: Cast) -> None:
    need = NeedFactory(case=case)

    with pytest.raises(DomainError) as error:
        send_referral(case=case, need=need, service=ServiceFactory(), by=cast.ada, now=MONDAY_9)

    assert (error.value.field, Referral.objects.count(), promises(case)) == ("consent", 0, [WEEKLY])


def test_the_same_service_is_not_asked_twice_for_one_need(case: Case, cast: Cast, referral: Referral) -> None:
    with pytest.raises(DomainError) as error:
        send_referral(case=case, need=referral.need, service=referral.service, by=cast.ada, now=MONDAY_9)

    assert (error.value.field, Referral.objects.count()) == ("service", 1)


def test_a_need_of_another_case_is_refused(case: Case, cast: Cast) -> None:
    other = NeedFactory(case=CaseFactory(stage="engaged", team=cast.other_team))
    ConsentFactory(case=case)

    with pytest.raises(DomainError) as error:
        send_referral(case=case, need=other, service=ServiceFactory(), by=cast.ada, now=MONDAY_9)

    assert error.value.field == "need"


def test_a_double_click_sends_one_referral(commits: None) -> None:
    cast = assemble()
    case = CaseFactory(stage="engaged", team=cast.team)
    ConsentFactory(case=case)
    words = {"need": NeedFactory(case=case), "service": ServiceFactory(), "submission": uuid4()}

    sent = at_once(*[partial(send_referral, case=case, by=cast.ada, now=MONDAY_9, **words)] * 3)

    assert (len({referral.pk for referral in sent}), Referral.objects.count()) == (1, 1)


def test_a_need_is_recorded_once_and_its_words_may_change(case: Case, cast: Cast) -> None:
    record_need(case=case, category="legal", in_their_words="the landlord", by=cast.ada, now=MONDAY_9)
    record_need(case=case, category="legal", in_their_words="", by=cast.ada, now=MONDAY_9)
    record_need(case=case, category="legal", in_their_words="the landlord and a fine", by=cast.ada, now=MONDAY_9)

    assert [(n.category, n.in_their_words) for n in Need.objects.all()] == [("legal", "the landlord and a fine")]


# -- Answers -------------------------------------------------------------------------------------------------------


def test_accepted_the_weekly_check_in_gives_way_to_the_awaited_connection(
    case: Case, cast: Cast, referral: Referral
) -> None:
    answered = record_answer(referral=referral, status=S.ACCEPTED, by=cast.ada, now=TUESDAY_9)

    assert (answered.status, answered.answered_at) == ("accepted", TUESDAY_9)
    assert promises(case) == [("referral_accepted", 1, "Ada", "Tue 05-12 09:00")]


def test_an_appointment_is_reminded_of_the_working_day_before_and_after(
    case: Case, cast: Cast, referral: Referral
) -> None:
    at = local(2026, 5, 11, 14)
    record_answer(referral=referral, status=S.ACCEPTED, appointment_at=at, by=cast.ada, now=TUESDAY_9)
    before = promises(case)
    chase_provider(referral=referral, by=cast.ada, now=FRIDAY_9)

    assert before == [("appointment", 1, "Ada", "Fri 05-08 09:00")]
    assert promises(case) == [("appointment", 2, "Ada", "Tue 05-12 14:00")]


def test_an_appointment_may_come_after_the_acceptance(case: Case, cast: Cast, referral: Referral) -> None:
    record_answer(referral=referral, status=S.ACCEPTED, by=cast.ada, now=TUESDAY_9)

    set_appointment(referral=referral, appointment_at=local(2026, 5, 8, 10), by=cast.ada, now=TUESDAY_9)

    assert promises(case) == [("appointment", 1, "Ada", "Thu 05-07 09:00")]


def test_no_appointment_before_the_provider_accepted(cast: Cast, referral: Referral) -> None:
    with pytest.raises(NotPossibleNow):
        set_appointment(referral=referral, appointment_at=FRIDAY_9, by=cast.ada, now=TUESDAY_9)


def test_a_silent_provider_is_chased_after_two_working_days_then_by_the_clinician_after_five(
    case: Case, cast: Cast, referral: Referral
) -> None:
    told = []
    for now in (local(2026, 5, 6, 9), NEXT_MONDAY_9, local(2026, 5, 12, 9)):
        chase_provider(referral=referral, by=cast.ada, now=now)
        told.append([promise for promise in promises(case) if promise[0] == "referral_sent"])

    assert told == [
        [("referral_sent", 2, "Ada", "Mon 05-11 09:00")],
        [("referral_sent", 3, "Ada", "Tue 05-12 09:00")],
        [("referral_sent", 4, "Ada", "Wed 05-13 09:00")],
    ]


@pytest.mark.parametrize("days", [3, 30, 300])
def test_having_asked_again_is_not_at_once_overdue_again(case: Case, cast: Cast, referral: Referral, days: int) -> None:
    now = MONDAY_9 + timedelta(days=7 * days)

    chase_provider(referral=referral, by=cast.ada, now=now)
    chase_provider(referral=referral, by=cast.ada, now=now)

    follow_up = Referral.objects.get().follow_up
    assert follow_up.due_at > now


@pytest.mark.parametrize("status", [S.REJECTED, S.CANCELLED])
def test_refused_the_case_keeps_its_next_step_and_the_reason_stands(
    case: Case, cast: Cast, referral: Referral, status: ReferralStatus
) -> None:
    answered = record_answer(referral=referral, status=status, reason="no capacity", by=cast.ada, now=TUESDAY_9)

    assert (answered.status, answered.status_reason, answered.ended_at) == (status, "no capacity", TUESDAY_9)
    assert promises(case) == [WEEKLY]
    assert refused(lambda: None) == ""


@pytest.mark.parametrize("status", [S.CANCELLED, S.ENTERED_IN_ERROR])
def test_what_we_ended_ourselves_is_no_answer_of_the_provider(
    cast: Cast, referral: Referral, status: ReferralStatus
) -> None:
    ended = record_answer(
        referral=referral, status=status, reason="the neighbor changed her mind", by=cast.ada, now=TUESDAY_9
    )

    assert ended.answered_at is None


def test_failed_after_acceptance_a_check_in_takes_over(case: Case, cast: Cast, referral: Referral) -> None:
    record_answer(referral=referral, status=S.ACCEPTED, by=cast.ada, now=MONDAY_9)
    record_answer(referral=referral, status=S.FAILED, reason="the place closed", by=cast.ada, now=TUESDAY_9)

    assert promises(case) == [("engaged", 2, "Ada", "Thu 05-07 09:00")]


def test_a_second_referral_of_a_connected_neighbor_fails_and_a_step_is_left(
    case: Case, cast: Cast, referral: Referral
) -> None:
    """The checks of the first connection are over and the weekly check-in gave way to the second referral."""
    connection = confirm_connection(
        referral=referral, attended_on=MONDAY_9.date(), evidence=Evidence.NEIGHBOR, by=cast.ada, now=MONDAY_9
    )
    for check in case.follow_ups.open().filter(kind="connection_check").order_by("step"):
        confirm_still_connected(connection=connection, follow_up=check, by=cast.ada, now=MONDAY_9)
    second = ReferralFactory(case=case, need=NeedFactory(case=case, category="legal"))
    record_need(case=case, category="legal", by=cast.ada, now=MONDAY_9)
    record_answer(referral=second, status=S.ACCEPTED, by=cast.ada, now=MONDAY_9)

    record_answer(referral=second, status=S.FAILED, reason="the place closed", by=cast.ada, now=TUESDAY_9)

    soon, look = ("engaged", 2, "Ada", "Thu 05-07 09:00"), ("repeat_crisis", 1, "Ben", "Mon 08-03 09:00")
    assert (promises(case), refused(lambda: None)) == ([soon, look], "")


def test_another_service_takes_over_once(case: Case, cast: Cast, referral: Referral) -> None:
    record_answer(referral=referral, status=S.REJECTED, reason="no capacity", by=cast.ada, now=TUESDAY_9)
    words = {"case": case, "need": referral.need, "replaces": referral, "by": cast.ada, "now": TUESDAY_9}

    second = send_referral(service=ServiceFactory(), **words)
    with pytest.raises(DomainError) as error:
        send_referral(service=ServiceFactory(), **words)

    assert (second.replaces, error.value.field) == (referral, "service")


def test_two_refusals_at_once_leave_the_case_a_next_step(commits: None) -> None:
    cast = assemble()
    case = CaseFactory(stage="engaged", team=cast.team)
    sent = [ReferralFactory(case=case), ReferralFactory(case=case, need=NeedFactory(case=case, category="legal"))]
    for referral in sent:
        record_answer(referral=referral, status=S.ACCEPTED, by=cast.ada, now=MONDAY_9)

    answers = at_once(
        *[
            partial(record_answer, referral=r, status=S.FAILED, reason="closed", by=cast.ada, now=TUESDAY_9)
            for r in sent
        ]
    )

    assert [answer.status for answer in answers] == ["failed", "failed"]
    assert promises(case) == [("engaged", 2, "Ada", "Thu 05-07 09:00")]


@pytest.mark.parametrize("who", ["eve", "dan", "zoe", "rex", "ira", "ana"])
def test_strangers_answer_confirm_and_chase_nothing(cast: Cast, referral: Referral, who: str) -> None:
    by = cast.people[who]
    for attempt in (
        partial(record_answer, referral=referral, status=S.ACCEPTED),
        partial(confirm_connection, referral=referral, attended_on=MONDAY_9.date(), evidence=Evidence.NEIGHBOR),
        partial(chase_provider, referral=referral),
        partial(set_appointment, referral=referral, appointment_at=FRIDAY_9),
    ):
        with pytest.raises(NotAllowed):
            attempt(by=by, now=TUESDAY_9)

    assert Referral.objects.get().status == "requested"


# -- Connection ----------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("before", [None, S.ACCEPTED, S.IN_PROGRESS, S.ON_HOLD])
def test_confirming_completes_connects_and_begins_the_checks(
    case: Case, cast: Cast, referral: Referral, before: ReferralStatus | None
) -> None:
    if before:
        record_answer(referral=referral, status=S.ACCEPTED, by=cast.ada, now=MONDAY_9)
    if before and before != S.ACCEPTED:
        record_answer(referral=referral, status=before, reason="waits", by=cast.ada, now=MONDAY_9)

    confirm_connection(
        referral=referral, attended_on=TUESDAY_9.date(), evidence=Evidence.PROVIDER, by=cast.ada, now=TUESDAY_9
    )

    referral.refresh_from_db()
    case.refresh_from_db()
    assert (referral.status, referral.ended_at, referral.follow_up.status, case.status) == (
        "completed",
        TUESDAY_9,
        "done",
        "connected",
    )
    assert promises(case) == [("connected", 1, "Ada", "Tue 05-12 12:00"), ("connected", 2, "Ada", "Thu 06-04 12:00")]


def test_a_day_that_has_not_come_cannot_be_confirmed_not_even_after_seven_in_the_evening(
    cast: Cast, referral: Referral
) -> None:
    evening = local(2026, 5, 4, 21)

    with pytest.raises(DomainError) as error:
        confirm_connection(
            referral=referral, attended_on=evening.date(), evidence=Evidence.NAVIGATOR, by=cast.ada, now=evening
        )

    assert (error.value.field, Connection.objects.count()) == ("attended_on", 0)


def test_confirming_twice_at_once_makes_one_connection(commits: None) -> None:
    cast = assemble()
    referral = ReferralFactory(case=CaseFactory(stage="engaged", team=cast.team))
    confirm = partial(
        confirm_connection,
        referral=referral,
        attended_on=MONDAY_9.date(),
        evidence=Evidence.NEIGHBOR,
        by=cast.ada,
        now=MONDAY_9,
    )

    results = at_once(confirm, confirm)

    assert sorted(type(result).__name__ for result in results) == ["Connection", "NotPossibleNow"]
    assert Connection.objects.count() == 1


def test_lost_the_case_goes_back_to_engaged_with_the_reason(case: Case, cast: Cast) -> None:
    connection = ConnectionFactory(case=case)

    record_lost_connection(connection=connection, why="the clinic moved", by=cast.ada, now=TUESDAY_9)

    case.refresh_from_db()
    connection.refresh_from_db()
    assert (case.status, connection.lost_reason) == ("engaged", "the clinic moved")
    assert promises(case) == [("engaged", 2, "Ada", "Thu 05-07 09:00")]


def test_lost_needs_a_reason_and_happens_once(case: Case, cast: Cast) -> None:
    connection = ConnectionFactory(case=case)

    with pytest.raises(DomainError):
        record_lost_connection(connection=connection, why="  ", by=cast.ada, now=TUESDAY_9)
    record_lost_connection(connection=connection, why="moved", by=cast.ada, now=TUESDAY_9)
    with pytest.raises(NotPossibleNow):
        record_lost_connection(connection=connection, why="moved", by=cast.ada, now=TUESDAY_9)


def test_with_another_connection_standing_the_case_stays_connected(case: Case, cast: Cast) -> None:
    first = ConnectionFactory(case=case)
    ConnectionFactory(case=case, referral=ReferralFactory(case=case, need=NeedFactory(case=case, category="legal")))

    record_lost_connection(connection=first, why="moved", by=cast.ada, now=TUESDAY_9)

    case.refresh_from_db()
    assert case.status == "connected"


def check(case: Case, step: int):
    return case.follow_ups.open().get(kind="connection_check", step=step)


def test_the_7_day_check_leaves_the_30_day_check(case: Case, cast: Cast) -> None:
    connection = ConnectionFactory(case=case)

    confirm_still_connected(connection=connection, follow_up=check(case, 1), by=cast.ada, now=NEXT_MONDAY_9)

    connection.refresh_from_db()
    assert ([phase_step[:2] for phase_step in promises(case)], connection.reconfirmed_at) == ([("connected", 2)], None)


def test_the_30_day_check_may_close_the_case_in_the_same_step(case: Case, cast: Cast) -> None:
    connection = ConnectionFactory(case=case)
    now = local(2026, 6, 3, 10)

    confirm_still_connected(connection=connection, follow_up=check(case, 2), close=True, by=cast.ada, now=now)

    case.refresh_from_db()
    connection.refresh_from_db()
    assert (case.status, case.closed_reason, connection.reconfirmed_at) == ("closed", "connected", now)
    assert (promises(case), refused(lambda: None)) == ([], "")


def test_the_30_day_check_without_closing_goes_on_with_the_look_after_90_days(case: Case, cast: Cast) -> None:
    connection = ConnectionFactory(case=case)
    confirm_still_connected(connection=connection, follow_up=check(case, 1), by=cast.ada, now=NEXT_MONDAY_9)

    confirm_still_connected(connection=connection, follow_up=check(case, 2), by=cast.ada, now=local(2026, 6, 3, 9))

    assert promises(case) == [("repeat_crisis", 1, "Ben", "Mon 08-03 09:00")]


def test_the_30_day_check_does_not_close_over_a_referral_that_is_still_awaited(case: Case, cast: Cast) -> None:
    connection = ConnectionFactory(case=case)
    ReferralFactory(case=case, need=NeedFactory(case=case, category="legal"))

    with pytest.raises(DomainError):
        confirm_still_connected(
            connection=connection, follow_up=check(case, 2), close=True, by=cast.ada, now=NEXT_MONDAY_9
        )

    connection.refresh_from_db()
    assert (connection.reconfirmed_at, Case.objects.get().status) == (None, "connected")


def test_closing_together_cancels_what_is_asked_of_providers(case: Case, cast: Cast, referral: Referral) -> None:
    end_referral_case(case=case, reason="deceased", by=cast.ada, now=TUESDAY_9)

    referral.refresh_from_db()
    assert (referral.status, referral.status_reason, referral.follow_up.status) == (
        "cancelled",
        "Deceased",
        "cancelled",
    )
    assert (Case.objects.get().status, refused(lambda: None)) == ("closed", "")


# -- The database --------------------------------------------------------------------------------------------------

END = "status = 'done', ended_at = now(), next_reminder_at = NULL"


def test_sql_cannot_end_the_promise_of_a_live_referral(referral: Referral) -> None:
    attempt = partial(sql, f"UPDATE casework_followup SET {END} WHERE id = %s", referral.follow_up_id)

    assert refused(attempt) == "live_referral_has_follow_up"


@pytest.mark.parametrize("status", ["requested", "accepted", "in-progress", "on-hold"])
def test_sql_cannot_revive_a_referral_whose_promise_has_ended(
    case: Case, cast: Cast, referral: Referral, status: str
) -> None:
    record_answer(referral=referral, status=S.REJECTED, reason="no capacity", by=cast.ada, now=TUESDAY_9)

    assert refused(partial(sql, "UPDATE referrals_referral SET status = %s", status)) == "live_referral_has_follow_up"


def test_sql_cannot_point_a_referral_at_a_promise_that_has_ended(case: Case, referral: Referral) -> None:
    ended = case.follow_ups.exclude(status="open").first()

    attempt = partial(sql, "UPDATE referrals_referral SET follow_up_id = %s", ended.pk)

    assert refused(attempt) == "live_referral_has_follow_up"


def test_sql_may_end_both_in_one_transaction(referral: Referral) -> None:
    def both() -> None:
        sql(f"UPDATE casework_followup SET {END} WHERE id = %s", referral.follow_up_id)
        sql("UPDATE referrals_referral SET status = 'failed', status_reason = 'closed', ended_at = now()")

    assert refused(both) == ""


def test_a_referral_that_a_connection_rests_on_is_not_called_an_error(cast: Cast) -> None:
    connection = ConnectionFactory(case=CaseFactory(stage="engaged", team=cast.team))
    with pytest.raises(DomainError) as refusal:
        record_answer(referral=connection.referral, status=ReferralStatus.ENTERED_IN_ERROR, by=cast.ada, now=MONDAY_9)
    assert refusal.value.field == "status"
