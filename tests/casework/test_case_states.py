"""What may become of a case: the table, every pair of it, and random histories of all the actions together."""

import os
from dataclasses import replace
from datetime import timedelta
from itertools import pairwise, product
from uuid import uuid4

import pytest
from django.db import connection, transaction
from hypothesis import HealthCheck, settings
from hypothesis import strategies as st
from hypothesis.stateful import (
    RuleBasedStateMachine,
    initialize,
    invariant,
    precondition,
    rule,
    run_state_machine_as_test,
)

from casework.actions import cases
from casework.actions.cases import close_case, interrupt_case
from casework.actions.contacts import ContactDetails, log_contact
from casework.actions.follow_ups import cancel_follow_up, complete_follow_up, move_follow_up
from casework.models import Case, FollowUp
from casework.reminders import sweep
from casework.states import (
    TRANSITIONS,
    Answer,
    CaseStatus,
    CaseVerb,
    CloseReason,
    ContactChannel,
    ContactResult,
    FollowUpStatus,
    next_status,
)
from heart.accounts.models import User
from heart.audit.models import AuditEvent
from heart.lib.errors import DomainError, NotPossibleNow
from heart.notify.models import Delivery, Message
from referrals.actions.connections import confirm_connection, confirm_still_connected, record_lost_connection
from referrals.actions.referrals import chase_provider, end_referral_case, record_answer, record_need, send_referral
from referrals.models import Referral
from referrals.states import ReferralStatus
from tests.attempts import refused
from tests.cast import Cast, assemble
from tests.factories import (
    CaseFactory,
    ConsentFactory,
    EncounterFactory,
    PersonFactory,
    ServiceFactory,
)
from tests.times import MONDAY_9, local

S, V = CaseStatus, CaseVerb

# Written out once more, so that a change of the table is a decision and not a slip.
ALLOWED = {
    (S.INTAKE, V.ASSIGN): S.OUTREACH,
    (S.OUTREACH, V.ASSIGN): S.OUTREACH,
    (S.ENGAGED, V.ASSIGN): S.ENGAGED,
    (S.CONNECTED, V.ASSIGN): S.CONNECTED,
    (S.OUTREACH, V.ENGAGE): S.ENGAGED,
    (S.ENGAGED, V.CONNECT): S.CONNECTED,
    (S.CONNECTED, V.CONNECT): S.CONNECTED,
    (S.CONNECTED, V.LOSE_CONNECTION): S.ENGAGED,
    (S.INTAKE, V.CLOSE): S.CLOSED,
    (S.OUTREACH, V.CLOSE): S.CLOSED,
    (S.ENGAGED, V.CLOSE): S.CLOSED,
    (S.CONNECTED, V.CLOSE): S.CLOSED,
    (S.CLOSED, V.REOPEN): S.OUTREACH,
    (S.CLOSED, V.REOPEN_UNASSIGNED): S.INTAKE,
}


def do(verb: CaseVerb, case: Case, cast: Cast) -> Case:
    """The action behind the verb."""
    match verb:
        case V.ASSIGN:
            return cases.assign_case(case=case, team=cast.team, by=cast.mia, now=MONDAY_9)
        case V.ENGAGE:
            return cases.engage_case(case=case, by=cast.ada, now=MONDAY_9)
        case V.CONNECT:
            return cases.connect_case(case=case, since=MONDAY_9, by=cast.ada, now=MONDAY_9)
        case V.LOSE_CONNECTION:
            return cases.lose_connection(case=case, why="moved on", by=cast.ada, now=MONDAY_9)
        case V.CLOSE:
            return cases.close_case(case=case, reason=CloseReason.DECLINED, by=cast.mia, now=MONDAY_9)
        case _:
            return cases.reopen_case(case=case, met_at=MONDAY_9, by=None, now=MONDAY_9)


def test_the_table_is_the_one_that_was_decided() -> None:
    assert TRANSITIONS == ALLOWED


@pytest.mark.parametrize(("state", "verb"), list(product(S, V)), ids=str)
def test_every_pair_of_the_table_known_or_not(state: CaseStatus, verb: CaseVerb) -> None:
    if (state, verb) in ALLOWED:
        assert next_status(state, verb) == ALLOWED[state, verb]
    else:
        with pytest.raises(NotPossibleNow):
            next_status(state, verb)


@pytest.mark.parametrize(
    ("state", "verb"), [pair for pair in product(S, V) if pair[1] != V.REOPEN_UNASSIGNED], ids=lambda value: str(value)
)
def test_every_verb_as_an_action_on_a_case_in_every_state(cast: Cast, state: CaseStatus, verb: CaseVerb) -> None:
    case = CaseFactory(stage=state, team=cast.team)

    if (state, verb) in ALLOWED:
        moved = do(verb, case, cast)
        assert (moved.status, Case.objects.get().status) == (ALLOWED[state, verb], ALLOWED[state, verb])
    else:
        with transaction.atomic(), pytest.raises(NotPossibleNow):
            do(verb, case, cast)
        assert Case.objects.get().status == state
    assert refused(lambda: None) == ""


def test_reopening_goes_to_intake_when_the_team_is_gone(cast: Cast) -> None:
    case = CaseFactory(stage="closed", team=cast.team)
    cast.team.is_active = False
    cast.team.save()

    reopened = cases.reopen_case(case=case, met_at=MONDAY_9, by=None, now=MONDAY_9)

    assert (reopened.status, reopened.team, [f.queue for f in reopened.follow_ups.open()]) == (
        S.INTAKE,
        None,
        ["intake"],
    )
    assert refused(lambda: None) == ""


def test_reopening_goes_to_intake_when_nobody_of_the_pair_works_any_more(cast: Cast) -> None:
    """A team that was forgotten when its people left must not make an encounter impossible to record."""
    case = CaseFactory(stage="closed", team=cast.team)
    User.objects.filter(pk__in=[cast.ada.pk, cast.ben.pk, cast.sol.pk]).update(is_active=False)

    reopened = cases.reopen_case(case=Case.objects.get(pk=case.pk), met_at=MONDAY_9, by=None, now=MONDAY_9)

    assert (reopened.status, reopened.team) == (S.INTAKE, None)


# -- Closing -------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("stage", "reason", "note", "field"),
    [
        ("outreach", CloseReason.UNABLE_TO_CONTACT, "", "reason"),
        ("engaged", CloseReason.CONNECTED, "", "reason"),
        ("outreach", CloseReason.CONNECTED, "", "reason"),
        ("connected", CloseReason.CONNECTED, "", "note"),
        ("intake", CloseReason.DUPLICATE, " ", "note"),
        ("intake", CloseReason.OPENED_IN_ERROR, "", "note"),
    ],
)
def test_it_is_too_early_to_close(cast: Cast, stage: str, reason: CloseReason, note: str, field: str) -> None:
    case = CaseFactory(stage=stage, team=cast.team)

    with pytest.raises(DomainError) as error:
        cases.close_case(case=case, reason=reason, note=note, by=cast.mia, now=MONDAY_9)

    assert (error.value.field, Case.objects.get().status) == (field, stage)


@pytest.mark.parametrize("reason", [r for r in CloseReason if r not in ("unable_to_contact", "connected")])
def test_every_other_reason_closes_with_a_note(cast: Cast, reason: CloseReason) -> None:
    case = CaseFactory(stage="outreach", team=cast.team)

    closed = cases.close_case(case=case, reason=reason, note="as told", by=cast.ada, now=MONDAY_9)

    assert (closed.status, closed.closed_reason, closed.closing_note, closed.closed_at) == (
        S.CLOSED,
        reason,
        "as told",
        MONDAY_9,
    )


def test_closing_before_the_30_day_check_needs_the_reason_in_writing(cast: Cast) -> None:
    case = CaseFactory(stage="connected", team=cast.team)

    closed = cases.close_case(
        case=case, reason=CloseReason.CONNECTED, note="moved in with her sister", by=cast.ada, now=MONDAY_9
    )

    assert (closed.status, closed.follow_ups.open().count()) == (S.CLOSED, 0)


def test_unable_to_contact_after_the_whole_protocol(cast: Cast) -> None:
    case = CaseFactory(stage="outreach", team=cast.team)
    for day, hour, channel in [
        (4, 9, "phone"),
        (5, 9, "phone"),
        (6, 14, "in_person"),
        (7, 9, "phone"),
        (18, 10, "text"),
    ]:
        details = ContactDetails(channel=ContactChannel(channel), result=ContactResult.NO_ANSWER)
        log_contact(case=case, details=details, by=cast.ada, now=local(2026, 5, day, hour))

    closed = cases.close_case(case=case, reason=CloseReason.UNABLE_TO_CONTACT, by=cast.ada, now=local(2026, 5, 18, 11))

    assert closed.status == S.CLOSED


def test_a_case_with_a_connection_awaited_does_not_close_alone(cast: Cast) -> None:
    case = CaseFactory(stage="engaged", team=cast.team)
    referral = _send(case, cast)

    with pytest.raises(DomainError):
        cases.close_case(case=case, reason=CloseReason.MOVED, by=cast.ada, now=MONDAY_9)
    end_referral_case(case=case, reason=CloseReason.MOVED, by=cast.ada, now=MONDAY_9)

    assert (Case.objects.get().status, Referral.objects.get(pk=referral.pk).status) == (S.CLOSED, "cancelled")
    assert refused(lambda: None) == ""


def _send(case: Case, cast: Cast, now=MONDAY_9) -> Referral:
    ConsentFactory(case=case, by=cast.mia, now=now)
    need = record_need(case=case, category="food-insecurity", by=cast.mia, now=now)
    return send_referral(case=case, need=need, service=ServiceFactory(), by=cast.mia, now=now)


# -- Random histories ----------------------------------------------------------------------------------------------

# How many histories are made up; the same ones every time, unless more are asked for.
QUICK = 12
HISTORIES = int(os.environ.get("HEART_HISTORIES", QUICK))
PROFILE = settings(
    max_examples=HISTORIES,
    stateful_step_count=15 if HISTORIES == QUICK else 40,
    derandomize=HISTORIES == QUICK,
    deadline=None,
    suppress_health_check=list(HealthCheck),
)


AGREED = ContactDetails(channel=ContactChannel.PHONE, result=ContactResult.REACHED, answer=Answer.AGREED)


class Histories(RuleBasedStateMachine):
    """Everything that people do to one neighbor's cases, in any order, refused or not. After each step: nobody is
    lost, every change of state has its history row, everything done is audited, nothing ended is still reminded of."""

    def __init__(self) -> None:
        super().__init__()
        self.atomic = transaction.atomic()
        self.atomic.__enter__()
        self.cast = assemble()
        self.now = MONDAY_9
        self.person = PersonFactory(agency_person_id="p-1")
        self.meet()

    @initialize(stage=st.sampled_from(["intake", "outreach", "engaged", "connected"]))
    def it_has_come_so_far(self, stage: str) -> None:
        """So that short histories reach the late states too."""
        if stage != "intake":
            self.assign(own=True)
        if stage in ("engaged", "connected"):
            self.attempt(log_contact, case=self.case, details=replace(AGREED, submission=uuid4()))
        if stage == "connected":
            referral = _send(self.case, self.cast, self.now)
            self.attempt(
                confirm_connection, referral=referral, attended_on=self.now.date(), evidence="neighbor_reported"
            )

    def teardown(self) -> None:
        transaction.set_rollback(True)
        self.atomic.__exit__(None, None, None)

    def attempt(self, action, **words) -> None:
        """An action either happens wholly or is refused by a rule; the database never has to refuse it."""
        before = AuditEvent.objects.count()
        try:
            with transaction.atomic():
                action(by=self.cast.mia, now=self.now, **words)
                connection.check_constraints()
        except DomainError:
            assert AuditEvent.objects.count() == before
        else:
            assert AuditEvent.objects.count() > before or action in (complete_follow_up, cancel_follow_up)

    @property
    def case(self) -> Case:
        return Case.objects.latest("opened_at", "pk")

    def meet(self) -> None:
        EncounterFactory(person=self.person, now=self.now, received_at=self.now)

    @rule(hours=st.integers(1, 24 * 40))
    def time_passes(self, hours: int) -> None:
        self.now += timedelta(hours=hours)

    @rule()
    def the_same_neighbor_is_met_again(self) -> None:
        self.meet()

    @rule(own=st.booleans())
    def assign(self, own: bool) -> None:
        self.attempt(cases.assign_case, case=self.case, team=self.cast.team if own else self.cast.other_team)

    @rule(
        result=st.sampled_from(ContactResult),
        answer=st.sampled_from(["", *Answer]),
        channel=st.sampled_from(ContactChannel),
    )
    def contact(self, result: ContactResult, answer: str, channel: ContactChannel) -> None:
        self.attempt(log_contact, case=self.case, details=ContactDetails(channel=channel, result=result, answer=answer))

    @rule()
    def reached_and_agreed(self) -> None:
        self.attempt(log_contact, case=self.case, details=replace(AGREED, submission=uuid4()))

    @precondition(lambda self: self.case.status in ("engaged", "connected"))
    @rule()
    def refer(self) -> None:
        _send(self.case, self.cast, self.now)

    @rule(status=st.sampled_from(ReferralStatus), ahead=st.integers(-5, 15), data=st.data())
    def answer(self, status: ReferralStatus, ahead: int, data) -> None:
        referral = self.pick(data, Referral.objects.filter(case=self.case))
        if referral:
            at = self.now + timedelta(days=ahead) if ahead else None
            self.attempt(record_answer, referral=referral, status=status, reason="as they said", appointment_at=at)

    @rule(data=st.data())
    def chase(self, data) -> None:
        referral = self.pick(data, Referral.objects.live())
        if referral:
            self.attempt(chase_provider, referral=referral)

    @rule(data=st.data())
    def confirm(self, data) -> None:
        referral = self.pick(data, Referral.objects.filter(case=self.case))
        if referral:
            self.attempt(
                confirm_connection, referral=referral, attended_on=MONDAY_9.date(), evidence="neighbor_reported"
            )

    @rule(close=st.booleans(), data=st.data())
    def check(self, close: bool, data) -> None:
        standing = self.pick(data, self.case.connections.standing())
        follow_up = self.pick(data, self.case.follow_ups.open().filter(kind="connection_check"))
        if standing and follow_up:
            self.attempt(confirm_still_connected, connection=standing, follow_up=follow_up, close=close)

    @rule(data=st.data())
    def lose(self, data) -> None:
        standing = self.pick(data, self.case.connections.standing())
        if standing:
            self.attempt(record_lost_connection, connection=standing, why="the place closed")

    @rule(data=st.data(), hours=st.integers(-3, 500))
    def move(self, data, hours: int) -> None:
        follow_up = self.pick(data, FollowUp.objects.filter(case=self.case))
        self.attempt(move_follow_up, follow_up=follow_up, due_at=self.now + timedelta(hours=hours), why="asked to wait")

    @rule(reason=st.sampled_from(CloseReason), note=st.sampled_from(["", "as told"]), together=st.booleans())
    def close(self, reason: CloseReason, note: str, together: bool) -> None:
        self.attempt(end_referral_case if together else cases.close_case, case=self.case, reason=reason, note=note)

    @rule()
    def remind(self) -> None:
        sweep(now=self.now)

    def pick(self, data, rows):
        found = list(rows.order_by("pk"))
        return data.draw(st.sampled_from(found)) if found else None

    @invariant()
    def nobody_is_lost(self) -> None:
        assert list(Case.objects.without_next_step()) == []
        assert list(FollowUp.objects.open().filter(case__status="closed")) == []

    @invariant()
    def there_is_one_open_case_at_most(self) -> None:
        assert Case.objects.open().count() <= 1

    @invariant()
    def history_ends_with_what_stands_and_follows_the_table(self) -> None:
        moves = {(before, after) for (before, _verb), after in TRANSITIONS.items()}
        for case in Case.objects.all():
            told = list(case.events.order_by("pgh_id").values_list("status", flat=True))
            changes = [pair for pair in pairwise(told) if pair[0] != pair[1]]
            assert (told[0], told[-1]) == ("intake", case.status)
            assert set(changes) <= moves

    @invariant()
    def nothing_is_queued_about_what_has_ended(self) -> None:
        ended = [f.message_key for f in FollowUp.objects.exclude(status=FollowUpStatus.OPEN)]
        assert Message.objects.filter(about__in=ended, delivery=Delivery.QUEUED).count() == 0

    @invariant()
    def no_referral_waits_unreminded(self) -> None:
        assert Referral.objects.live().exclude(follow_up__status=FollowUpStatus.OPEN).count() == 0


@pytest.fixture
def random_histories(db: None):
    return Histories


def test_no_history_of_actions_breaks_the_promise(db: None) -> None:
    run_state_machine_as_test(Histories, settings=PROFILE)


def test_a_case_does_not_close_over_a_new_encounter_that_nobody_has_looked_at(cast: Cast) -> None:
    case = CaseFactory(stage="outreach", team=cast.team)
    interrupt_case(case=case, by=None, now=MONDAY_9)
    with pytest.raises(DomainError) as refusal:
        close_case(case=case, reason=CloseReason.MOVED, by=cast.ada, now=MONDAY_9)
    assert refusal.value.field == "note"
    assert (
        close_case(case=case, reason=CloseReason.MOVED, note="Moved to Raleigh", by=cast.ada, now=MONDAY_9).status
        == "closed"
    )
