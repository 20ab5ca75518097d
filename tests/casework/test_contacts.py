"""Logging a contact ends the promise that it fulfils and makes the next one, whatever its result was."""

from datetime import datetime, timedelta
from functools import partial
from uuid import uuid4

import pytest
from django.utils import timezone

from casework.actions.cases import assign_case, interrupt_case
from casework.actions.contacts import ContactDetails, log_contact
from casework.models import Case, Contact, Direction
from casework.states import Answer, CaseStatus, ContactChannel, ContactResult
from heart.lib.clock import ZONE
from heart.lib.errors import DomainError, NotAllowed, NotPossibleNow
from referrals.actions.connections import confirm_still_connected, look_for_crisis
from tests.attempts import at_once, refused
from tests.cast import Cast, assemble
from tests.factories import CaseFactory
from tests.times import MONDAY_9, TUESDAY_9, local

HOUR = timedelta(hours=1)
R, A = ContactResult, Answer


def details(result: ContactResult, answer: str = "", **words) -> ContactDetails:
    return ContactDetails(channel=words.pop("channel", ContactChannel.PHONE), result=result, answer=answer, **words)


def promises(case: Case) -> list[tuple[str, int, str, str]]:
    """What is open: phase, step, whose, when."""
    rows = case.follow_ups.open().order_by("due_at", "pk").select_related("owner")
    return [(row.phase, row.step, row.owner.name, wall_clock(row.due_at)) for row in rows]


def wall_clock(moment: datetime) -> str:
    return f"{timezone.localtime(moment, ZONE):%a %m-%d %H:%M}"


@pytest.fixture
def case(cast: Cast) -> Case:
    """The responder's contact was on Monday at 8; Ada is to try at 9."""
    return CaseFactory(stage="outreach", team=cast.team)


# -- Each result ---------------------------------------------------------------------------------------------------

SECOND_TRY = ("not_reached", 2, "Ada", "Tue 05-05 09:00")


@pytest.mark.parametrize("result", [R.VOICEMAIL, R.NO_ANSWER, R.WRONG_NUMBER, R.SOMEONE_ELSE, R.NOT_FOUND])
def test_not_reached_leads_to_the_next_attempt(case: Case, cast: Cast, result: ContactResult) -> None:
    log_contact(case=case, details=details(result), by=cast.ada, now=MONDAY_9)

    case.refresh_from_db()
    assert (promises(case), case.status) == ([SECOND_TRY], "outreach")
    assert (case.first_attempt_at, case.reached_at) == (MONDAY_9, None)


@pytest.mark.parametrize(
    ("answer", "status", "promise"),
    [
        (A.AGREED, "engaged", ("engaged", 1, "Ada", "Mon 05-11 09:00")),
        (A.UNDECIDED, "outreach", ("engaged", 2, "Ada", "Wed 05-06 09:00")),
        (A.DECLINED, "outreach", ("decide", 1, "Ben", "Tue 05-05 09:00")),
    ],
)
def test_reached_ends_the_attempts_whatever_the_neighbor_says(
    case: Case, cast: Cast, answer: str, status: str, promise: tuple
) -> None:
    log_contact(case=case, details=details(R.REACHED, answer), by=cast.ada, now=MONDAY_9)

    case.refresh_from_db()
    assert (promises(case), case.status, case.reached_at) == ([promise], status, MONDAY_9)


def test_refused_is_an_answer_too_and_leads_to_a_decision(case: Case, cast: Cast) -> None:
    contact = log_contact(case=case, details=details(R.REFUSED), by=cast.ada, now=MONDAY_9)

    assert (contact.answer, promises(case)) == ("declined", [("decide", 1, "Ben", "Tue 05-05 09:00")])


@pytest.mark.parametrize("result", [R.VOICEMAIL, R.SOMEONE_ELSE, R.REFUSED])
def test_an_answer_that_the_neighbor_cannot_have_given_engages_nobody(
    case: Case, cast: Cast, result: ContactResult
) -> None:
    """A relative who says "she wants it" on the phone, or a box left ticked."""
    contact = log_contact(case=case, details=details(result, A.AGREED), by=cast.ada, now=MONDAY_9)

    case.refresh_from_db()
    assert (case.status, contact.answer == "agreed") == ("outreach", False)


def test_the_neighbor_who_calls_back_is_reached(case: Case, cast: Cast) -> None:
    call = details(R.REACHED, A.AGREED, direction=Direction.IN)

    log_contact(case=case, details=call, by=cast.ben, now=MONDAY_9)

    case.refresh_from_db()
    assert (case.status, case.reached_at, case.first_attempt_at) == ("engaged", MONDAY_9, None)


def test_the_whole_protocol_ends_in_a_decision_of_the_clinician(case: Case, cast: Cast) -> None:
    steps = []
    for _ in range(7):
        (promise,) = case.follow_ups.open()
        steps.append((promise.phase, promise.step, wall_clock(promise.due_at)))
        log_contact(case=case, details=details(R.NO_ANSWER), by=cast.ada, now=promise.due_at)

    assert steps == [
        ("not_reached", 1, "Mon 05-04 09:00"),
        ("not_reached", 2, "Tue 05-05 09:00"),
        ("not_reached", 3, "Wed 05-06 12:00"),
        ("not_reached", 4, "Thu 05-07 09:00"),
        ("not_reached", 5, "Mon 05-11 09:00"),
        ("not_reached", 6, "Mon 05-18 09:00"),
        ("decide", 1, "Tue 05-19 09:00"),
    ]
    assert promises(case) == [("decide", 2, "Ben", "Wed 05-20 09:00")]


def test_a_weekly_check_in_that_fails_is_tried_again_after_two_working_days(cast: Cast) -> None:
    case = CaseFactory(stage="engaged", team=cast.team)

    log_contact(case=case, details=details(R.NO_ANSWER), by=cast.ada, now=TUESDAY_9)

    assert promises(case) == [("engaged", 2, "Ada", "Thu 05-07 09:00")]


def test_an_engaged_neighbor_is_checked_in_with_weekly(cast: Cast) -> None:
    case = CaseFactory(stage="engaged", team=cast.team)

    log_contact(case=case, details=details(R.REACHED, A.UNDECIDED), by=cast.ada, now=TUESDAY_9)

    assert promises(case) == [("engaged", 1, "Ada", "Tue 05-12 09:00")]


def test_a_contact_with_a_connected_neighbor_leaves_the_two_checks_alone(cast: Cast) -> None:
    case = CaseFactory(stage="connected", team=cast.team)
    before = promises(case)

    log_contact(case=case, details=details(R.REACHED, A.AGREED), by=cast.ada, now=TUESDAY_9)

    assert ([phase for phase, *_rest in before], promises(case)) == (["connected", "connected"], before)


def test_the_last_check_in_of_a_connected_neighbor_leads_to_the_next_one(cast: Cast) -> None:
    case = CaseFactory(stage="connected", team=cast.team)
    connection = case.connections.get()
    for check in case.follow_ups.open().order_by("step"):
        confirm_still_connected(connection=connection, follow_up=check, by=cast.ada, now=TUESDAY_9)
    look_for_crisis(connection=connection, follow_up=case.follow_ups.open().get(), by=cast.ada, now=TUESDAY_9)
    assert promises(case) == [("engaged", 1, "Ada", "Tue 05-12 09:00")]

    log_contact(case=case, details=details(R.REACHED, A.AGREED), by=cast.ada, now=local(2026, 5, 12, 9))

    assert (promises(case), refused(lambda: None)) == ([("engaged", 1, "Ada", "Tue 05-19 09:00")], "")


def test_the_navigator_may_choose_the_next_time(case: Case, cast: Cast) -> None:
    log_contact(
        case=case, details=details(R.VOICEMAIL, next_due_at=local(2026, 5, 5, 14, 15)), by=cast.ada, now=MONDAY_9
    )

    assert promises(case) == [("not_reached", 2, "Ada", "Tue 05-05 14:15")]


def test_the_interpreter_and_the_note_are_kept_as_they_were_said(case: Case, cast: Cast) -> None:
    contact = log_contact(
        case=case,
        details=details(R.REACHED, A.AGREED, interpreter="phone", note="  wants food\nfirst "),
        by=cast.ada,
        now=MONDAY_9,
    )

    assert (contact.interpreter, Contact.objects.get().note) == ("phone", "  wants food\nfirst ")


# -- After a new crisis --------------------------------------------------------------------------------------------


@pytest.fixture
def interrupted(case: Case, cast: Cast) -> Case:
    """Tried once on Monday; on Tuesday at 9 there was a new encounter."""
    log_contact(case=case, details=details(R.NO_ANSWER), by=cast.ada, now=MONDAY_9)
    return interrupt_case(case=case, by=None, now=TUESDAY_9)


CRISIS = ("new_crisis", 1, "Ben", "Tue 05-05 10:00")


def test_a_new_encounter_is_due_within_a_working_hour_beside_what_stands(interrupted: Case) -> None:
    assert promises(interrupted) == [SECOND_TRY, CRISIS]


def test_a_second_encounter_does_not_interrupt_twice(interrupted: Case) -> None:
    interrupt_case(case=interrupted, by=None, now=TUESDAY_9 + HOUR / 2)

    assert promises(interrupted) == [SECOND_TRY, CRISIS]


def test_trying_after_a_crisis_without_reaching_keeps_the_crisis_open(interrupted: Case, cast: Cast) -> None:
    crisis = interrupted.follow_ups.interrupting().get()

    log_contact(case=interrupted, details=details(R.NO_ANSWER), follow_up=crisis, by=cast.ben, now=TUESDAY_9)

    assert promises(interrupted) == [SECOND_TRY, ("new_crisis", 2, "Ben", "Wed 05-06 09:00")]


def test_reaching_the_neighbor_answers_the_crisis_and_the_attempts_together(interrupted: Case, cast: Cast) -> None:
    log_contact(case=interrupted, details=details(R.REACHED, A.AGREED), by=cast.ben, now=TUESDAY_9)

    assert promises(interrupted) == [("engaged", 1, "Ada", "Tue 05-12 09:00")]


def test_trying_for_the_attempt_leaves_the_crisis_as_it_is(interrupted: Case, cast: Cast) -> None:
    attempt = interrupted.follow_ups.open().get(kind="attempt")

    log_contact(case=interrupted, details=details(R.NO_ANSWER), follow_up=attempt, by=cast.ada, now=TUESDAY_9)

    assert promises(interrupted) == [CRISIS, ("not_reached", 3, "Ada", "Wed 05-06 12:00")]


# -- Refused -------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("stage", ["intake", "closed"])
def test_a_case_that_is_with_no_team_takes_no_contact(cast: Cast, stage: str) -> None:
    case = CaseFactory(stage=stage, team=cast.team)

    with pytest.raises(NotPossibleNow):
        log_contact(case=case, details=details(R.NO_ANSWER), by=cast.mia, now=MONDAY_9)

    assert Contact.objects.count() == 0


@pytest.mark.parametrize(
    ("told", "field"),
    [
        (details(R.REACHED), "answer"),
        (details(R.NO_ANSWER, at=MONDAY_9 + HOUR), "at"),
        (details(R.NO_ANSWER, next_due_at=MONDAY_9), "next_due_at"),
    ],
)
def test_what_cannot_be_is_said_of_the_field(case: Case, cast: Cast, told: ContactDetails, field: str) -> None:
    with pytest.raises(DomainError) as error:
        log_contact(case=case, details=told, by=cast.ada, now=MONDAY_9)

    assert (error.value.field, Contact.objects.count()) == (field, 0)


@pytest.mark.parametrize("who", ["eve", "dan", "zoe", "rex", "ira", "ana"])
def test_nobody_else_logs_contacts(case: Case, cast: Cast, who: str) -> None:
    with pytest.raises(NotAllowed):
        log_contact(case=case, details=details(R.NO_ANSWER), by=cast.people[who], now=MONDAY_9)

    assert (Contact.objects.count(), len(promises(case))) == (0, 1)


# -- Twice, and two at once ----------------------------------------------------------------------------------------


def test_the_same_form_sent_twice_is_one_contact(case: Case, cast: Cast) -> None:
    told = details(R.VOICEMAIL)

    first, again = (log_contact(case=case, details=told, by=cast.ada, now=MONDAY_9) for _ in range(2))

    assert (first, Contact.objects.count(), promises(case)) == (again, 1, [SECOND_TRY])


def test_a_double_click_at_once_is_one_contact(commits: None) -> None:
    cast = assemble()
    case = CaseFactory(stage="outreach", team=cast.team)
    click = partial(log_contact, case=case, details=details(R.VOICEMAIL, submission=uuid4()), by=cast.ada, now=MONDAY_9)

    first, *others = at_once(*[click] * 4)

    assert (others, Contact.objects.count(), promises(case)) == ([first] * 3, 1, [SECOND_TRY])


def test_two_navigators_who_log_at_once_are_both_written_down_and_one_promise_follows(commits: None) -> None:
    cast = assemble()
    case = CaseFactory(stage="outreach", team=cast.team)

    written = at_once(
        partial(log_contact, case=case, details=details(R.REACHED, A.AGREED), by=cast.ada, now=MONDAY_9),
        partial(log_contact, case=case, details=details(R.REACHED, A.AGREED), by=cast.ben, now=MONDAY_9),
    )

    assert sorted(contact.by.name for contact in written) == ["Ada", "Ben"]
    assert promises(case) == [("engaged", 1, "Ada", "Mon 05-11 09:00")]


def test_logging_while_the_case_changes_hands_leaves_the_promise_with_the_new_team(commits: None) -> None:
    cast = assemble()
    case = CaseFactory(stage="outreach", team=cast.team)

    at_once(
        partial(log_contact, case=case, details=details(R.NO_ANSWER), by=cast.mia, now=MONDAY_9),
        partial(assign_case, case=case, team=cast.other_team, by=cast.mia, now=MONDAY_9),
    )

    case.refresh_from_db()
    assert (case.status, [owner for _phase, _step, owner, _due in promises(case)]) == (CaseStatus.OUTREACH, ["Eve"])


def test_taps_at_once_on_one_row_are_one_attempt(commits: None) -> None:
    cast = assemble()
    case = CaseFactory(stage="outreach", team=cast.team)
    promise = case.follow_ups.open().get()

    def tap() -> Contact:
        details = ContactDetails(channel=ContactChannel.PHONE, result=ContactResult.NO_ANSWER)
        return log_contact(case=case, details=details, follow_up=promise, by=cast.ada, now=MONDAY_9)

    answers = at_once(tap, tap, tap, tap)

    assert sorted(type(answer).__name__ for answer in answers) == ["Contact", *["NotPossibleNow"] * 3]
    assert (Contact.objects.count(), case.follow_ups.open().get().step) == (1, 2)


def test_a_form_that_was_sent_for_another_case_is_refused_with_words(cast: Cast) -> None:
    one, other = (CaseFactory(stage="outreach", team=cast.team) for _ in range(2))
    details = ContactDetails(channel=ContactChannel.PHONE, result=ContactResult.NO_ANSWER)
    log_contact(case=one, details=details, by=cast.ada, now=MONDAY_9)
    with pytest.raises(DomainError, match="for another case"):
        log_contact(case=other, details=details, by=cast.ada, now=MONDAY_9)


def test_a_contact_before_the_encounter_is_refused(cast: Cast) -> None:
    case = CaseFactory(stage="outreach", team=cast.team)
    details = ContactDetails(
        channel=ContactChannel.PHONE, result=ContactResult.NO_ANSWER, at=MONDAY_9 - timedelta(days=400)
    )
    with pytest.raises(DomainError) as refusal:
        log_contact(case=case, details=details, by=cast.ada, now=MONDAY_9)
    assert refusal.value.field == "at"
