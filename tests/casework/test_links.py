"""Two records of one person are linked, and parted again, exactly as they were (DOMAIN 7)."""

from datetime import timedelta

import pytest

from casework import reminders
from casework.actions.cases import assign_case, close_case, interrupt_case, join_or_open_case
from casework.actions.contacts import ContactDetails, log_contact
from casework.actions.handing_over import hand_over_all
from casework.actions.links import link_records, unlink_records
from casework.explain.why import explain
from casework.models import Case, FollowUp, Link, Neighbor
from casework.states import CaseStatus, CloseReason, ContactChannel, ContactResult, FollowUpKind
from heart.audit.models import AuditEvent
from heart.lib.errors import DomainError, NotAllowed, NotPossibleNow
from heart.notify.models import Message
from tests.cast import Cast
from tests.factories import CaseFactory, NeighborFactory
from tests.factories.referrals import ReferralFactory
from tests.times import MONDAY_9

SOON = MONDAY_9 + timedelta(minutes=10)


def link(first: Neighbor, second: Neighbor, cast: Cast, **words) -> Link:
    return link_records(first=first, second=second, **{"why": "same birth date", "by": cast.mia, "now": SOON} | words)


def unlink(link: Link, cast: Cast, **words) -> Link:
    return unlink_records(link=link, **{"why": "two sisters", "by": cast.mia, "now": SOON} | words)


def numbers(*records: Neighbor) -> list[int]:
    return [Neighbor.objects.get(pk=record.pk).person_number for record in records]


# -- Who is one with whom ------------------------------------------------------------------------------------------


def test_the_earliest_record_stands_for_all(cast: Cast) -> None:
    a, b, c = NeighborFactory.create_batch(3)

    link(c, b, cast)
    link(a, c, cast)

    assert numbers(a, b, c) == [a.pk, a.pk, a.pk]
    assert list(Link.objects.order_by("pk").values_list("first", "second")) == [(b.pk, c.pk), (a.pk, c.pk)]


def test_parting_makes_two_again(cast: Cast) -> None:
    a, b, c = NeighborFactory.create_batch(3)
    link(c, b, cast)
    made = link(a, c, cast)

    unlink(made, cast)

    assert numbers(a, b, c) == [a.pk, b.pk, b.pk]


def test_records_that_are_one_already_are_not_linked_again(cast: Cast) -> None:
    a, b, c = NeighborFactory.create_batch(3)
    link(a, b, cast)
    link(b, c, cast)

    with pytest.raises(NotPossibleNow):
        link(a, c, cast)


def test_a_record_is_not_linked_with_itself(cast: Cast) -> None:
    a = NeighborFactory()

    with pytest.raises(DomainError) as refusal:
        link(a, a, cast)

    assert refusal.value.field == "second"


def test_a_reason_is_needed_for_both(cast: Cast) -> None:
    made = link(*NeighborFactory.create_batch(2), cast)

    with pytest.raises(DomainError) as refusal:
        unlink(made, cast, why=" ")
    assert refusal.value.field == "why"
    with pytest.raises(DomainError) as refusal:
        link(*NeighborFactory.create_batch(2), cast, why="")
    assert refusal.value.field == "why"


def test_what_is_unlinked_is_not_unlinked_again(cast: Cast) -> None:
    made = unlink(link(*NeighborFactory.create_batch(2), cast), cast)

    with pytest.raises(NotPossibleNow):
        unlink(made, cast)


def test_both_records_tell_of_it(cast: Cast) -> None:
    a, b = NeighborFactory.create_batch(2)

    unlink(link(a, b, cast), cast)

    told = AuditEvent.objects.filter(event__in=["neighbor.linked", "neighbor.unlinked"]).order_by("pk")
    assert list(told.values_list("event", "neighbor_id", "actor_id")) == [
        ("neighbor.linked", a.pk, cast.mia.pk),
        ("neighbor.linked", b.pk, cast.mia.pk),
        ("neighbor.unlinked", a.pk, cast.mia.pk),
        ("neighbor.unlinked", b.pk, cast.mia.pk),
    ]


# -- Who may -------------------------------------------------------------------------------------------------------


def test_who_sees_a_case_of_both_may_link(cast: Cast) -> None:
    one, other = (CaseFactory(stage="outreach", team=cast.team) for _ in range(2))

    assert link(one.neighbor, other.neighbor, cast, by=cast.ada).made_by == cast.ada


def test_who_sees_a_case_of_one_may_not(cast: Cast) -> None:
    one = CaseFactory(stage="outreach", team=cast.team)

    for person in (cast.ada, cast.rex, cast.ira, cast.ana, cast.zoe):
        with pytest.raises(NotAllowed):
            link(NeighborFactory(), NeighborFactory() if person == cast.zoe else one.neighbor, cast, by=person)


def test_an_overseer_of_one_of_them_may(cast: Cast) -> None:
    one, other = CaseFactory(stage="outreach", team=cast.team), CaseFactory(stage="outreach", team=cast.other_team)

    assert link(one.neighbor, other.neighbor, cast, by=cast.sol).made_by == cast.sol


def test_sure_matches_are_linked_by_nobody(cast: Cast) -> None:
    assert link(*NeighborFactory.create_batch(2), cast, by=None).made_by is None


# -- One case goes on ----------------------------------------------------------------------------------------------


@pytest.fixture
def engaged(cast: Cast) -> Case:
    return CaseFactory(stage="engaged", team=cast.team)


@pytest.fixture
def outreach(cast: Cast) -> Case:
    return CaseFactory(stage="outreach", team=cast.other_team)


def test_the_one_that_has_come_furthest_goes_on(cast: Cast, engaged: Case, outreach: Case) -> None:
    link(engaged.neighbor, outreach.neighbor, cast)

    engaged.refresh_from_db()
    outreach.refresh_from_db()
    assert (engaged.goes_on_in, outreach.goes_on_in) == (None, engaged)
    assert (outreach.status, outreach.team) == (CaseStatus.OUTREACH, cast.other_team)


def test_of_two_alike_the_older_goes_on(cast: Cast) -> None:
    younger = CaseFactory(stage="outreach", team=cast.team)
    older = CaseFactory(stage="outreach", team=cast.team, met_at=MONDAY_9 - timedelta(hours=3))

    link(younger.neighbor, older.neighbor, cast)

    younger.refresh_from_db()
    assert younger.goes_on_in == older


def test_whoever_links_may_choose(cast: Cast, engaged: Case, outreach: Case) -> None:
    link(engaged.neighbor, outreach.neighbor, cast, goes_on=outreach)

    engaged.refresh_from_db()
    assert engaged.goes_on_in == outreach


@pytest.mark.parametrize("stage", ["closed", "outreach"])
def test_only_an_open_case_of_one_of_the_two_may_be_chosen(cast: Cast, engaged: Case, stage: str) -> None:
    other = CaseFactory(stage=stage, team=cast.team)
    third = other if stage == "closed" else CaseFactory(stage="outreach", team=cast.team)

    with pytest.raises(DomainError) as refusal:
        link(engaged.neighbor, other.neighbor, cast, goes_on=third)

    assert refusal.value.field == "goes_on"


def test_a_case_without_a_team_does_not_go_on_instead_of_one_that_has_one(cast: Cast, engaged: Case) -> None:
    intake = CaseFactory(stage="intake")

    with pytest.raises(DomainError) as refusal:
        link(engaged.neighbor, intake.neighbor, cast, goes_on=intake)

    assert refusal.value.field == "goes_on"


def test_what_rests_is_neither_reminded_of_nor_on_a_list(cast: Cast, engaged: Case, outreach: Case) -> None:
    link(engaged.neighbor, outreach.neighbor, cast)
    long_after = MONDAY_9 + timedelta(days=30)

    reminders.sweep(now=long_after)

    reminded = set(FollowUp.objects.filter(reminders_sent__gt=0).values_list("case", flat=True))
    assert reminded == {engaged.pk}
    assert set(FollowUp.objects.overdue(long_after).values_list("case", flat=True)) == {engaged.pk}
    assert list(Case.objects.working()) == [engaged]


def test_what_waits_for_a_provider_goes_on_with_its_owner(cast: Cast, engaged: Case) -> None:
    connected = CaseFactory(stage="connected", team=cast.other_team)
    referral = ReferralFactory(case=engaged)

    link(engaged.neighbor, connected.neighbor, cast)

    open_ones = FollowUp.objects.open().filter(case=engaged)
    assert [f.kind for f in open_ones.filter(rests=False)] == [FollowUpKind.CONFIRM_CONNECTION]
    assert referral.follow_up in FollowUp.objects.working()
    assert set(open_ones.filter(rests=True).values_list("kind", flat=True)) <= {FollowUpKind.CHECK_IN}


def test_what_is_queued_about_it_is_not_sent(cast: Cast, engaged: Case, outreach: Case) -> None:
    cast.eve.remind_by_email = True
    cast.eve.save()
    after = MONDAY_9 + timedelta(days=2)
    reminders.sweep(now=after)
    theirs = Message.objects.filter(about=outreach.follow_ups.open().get().message_key)
    before = list(theirs.order_by("pk").values())
    assert before

    made = link(engaged.neighbor, outreach.neighbor, cast, now=after)
    assert set(theirs.values_list("moot", flat=True)) == {True}
    assert not theirs.queued().exists()

    unlink(made, cast, now=after)
    assert list(theirs.order_by("pk").values()) == before


def test_what_nobody_has_looked_at_interrupts_the_one_that_goes_on(cast: Cast, engaged: Case, outreach: Case) -> None:
    interrupt_case(case=outreach, by=None, now=MONDAY_9)

    made = link(engaged.neighbor, outreach.neighbor, cast)

    standing = engaged.follow_ups.new_crisis().get()
    assert standing.stands_for == outreach.follow_ups.open().get(kind=FollowUpKind.NEW_CRISIS)
    unlink(made, cast)
    assert not engaged.follow_ups.new_crisis().exists()
    assert outreach.follow_ups.new_crisis().exists()


# -- While it rests ------------------------------------------------------------------------------------------------


def test_it_is_worked_on_where_it_goes_on(cast: Cast, engaged: Case, outreach: Case) -> None:
    link(engaged.neighbor, outreach.neighbor, cast)
    tried = ContactDetails(channel=ContactChannel.PHONE, result=ContactResult.NO_ANSWER)

    for attempt in (
        lambda: log_contact(case=outreach, details=tried, by=cast.eve, now=SOON),
        lambda: close_case(case=outreach, reason=CloseReason.DECLINED, by=cast.eve, now=SOON),
    ):
        with pytest.raises(NotPossibleNow) as refusal:
            attempt()
        assert str(engaged.pk) in str(refusal.value)


def test_at_rest_in_intake_it_needs_no_team(cast: Cast, engaged: Case) -> None:
    intake = CaseFactory(stage="intake")
    link(engaged.neighbor, intake.neighbor, cast)

    assert not Case.objects.in_intake().exists()
    with pytest.raises(NotPossibleNow):
        assign_case(case=intake, team=cast.team, by=cast.mia, now=SOON)


def test_at_rest_it_may_go_to_another_team_with_all_its_promises(cast: Cast, engaged: Case, outreach: Case) -> None:
    """Else a team could never be dissolved."""
    link(engaged.neighbor, outreach.neighbor, cast)

    assign_case(case=outreach, team=cast.team, by=cast.mia, now=SOON)

    promise = outreach.follow_ups.open().get()
    assert (promise.owner, promise.rests) == (cast.ada, True)


def test_what_rests_says_so_when_asked_why(cast: Cast, engaged: Case, outreach: Case) -> None:
    link(engaged.neighbor, outreach.neighbor, cast)
    promise = FollowUp.objects.open().select_related("case__policy", "case__team").get(case=outreach)

    said = explain(promise, SOON)

    assert said.next[0].endswith(f"goes on as case {engaged.pk}.")
    assert next(change.text for change in said.changes) == "It rests: the records were linked"
    assert (said.not_yet, said.later) == ([], [])


def test_a_new_encounter_of_either_record_joins_the_one_that_goes_on(cast: Cast, engaged: Case, outreach: Case) -> None:
    link(engaged.neighbor, outreach.neighbor, cast)

    assert join_or_open_case(neighbor=outreach.neighbor, met_at=SOON, by=None, now=SOON) == engaged


def test_one_closed_within_thirty_days_reopens_for_another_record(cast: Cast) -> None:
    closed = CaseFactory(stage="closed", team=cast.team)
    other = NeighborFactory()
    link(closed.neighbor, other, cast)

    assert join_or_open_case(neighbor=other, met_at=SOON, by=None, now=SOON) == closed


def test_closing_the_one_leaves_the_other_at_rest(cast: Cast, engaged: Case, outreach: Case) -> None:
    made = link(engaged.neighbor, outreach.neighbor, cast)

    close_case(case=engaged, reason=CloseReason.DECLINED, by=cast.ada, now=SOON)

    assert list(Case.objects.working()) == []
    unlink(made, cast, now=MONDAY_9 + timedelta(days=9))
    assert list(Case.objects.working()) == [outreach]
    assert outreach.follow_ups.working().overdue(MONDAY_9 + timedelta(days=9)).count() == 1


def test_long_after_that_a_new_encounter_wakes_it(cast: Cast, engaged: Case, outreach: Case) -> None:
    link(engaged.neighbor, outreach.neighbor, cast)
    close_case(case=engaged, reason=CloseReason.DECLINED, by=cast.ada, now=SOON)
    later = SOON + timedelta(days=40)

    assert join_or_open_case(neighbor=engaged.neighbor, met_at=later, by=None, now=later) == outreach

    assert list(Case.objects.working()) == [outreach]
    assert outreach.follow_ups.new_crisis().count() == 1


def test_somebody_who_leaves_hands_over_what_rests_too(cast: Cast, engaged: Case, outreach: Case) -> None:
    made = link(engaged.neighbor, outreach.neighbor, cast)

    hand_over_all(person=cast.eve, why="leaves", by=cast.mia, now=SOON)

    promise = outreach.follow_ups.open().get()
    assert (promise.owner, promise.rests) == (cast.dan, True)
    unlink(made, cast)
    assert outreach.follow_ups.working().get().owner == cast.dan


def test_when_the_neighbor_has_died_everything_rests(cast: Cast, engaged: Case) -> None:
    connected = CaseFactory(stage="connected", team=cast.other_team)
    ReferralFactory(case=engaged)
    made = link(engaged.neighbor, connected.neighbor, cast)

    close_case(case=connected, reason=CloseReason.DECEASED, by=cast.eve, now=SOON, note="told by the family")

    assert not FollowUp.objects.working().exists()
    unlink(made, cast)
    assert set(FollowUp.objects.working().values_list("case", flat=True)) == {engaged.pk}
    assert not FollowUp.objects.filter(rests=True).exists()


def test_parted_from_who_has_died_what_waits_for_a_provider_wakes_also_where_the_case_rests_on(
    cast: Cast, engaged: Case, outreach: Case
) -> None:
    ReferralFactory(case=engaged)
    connected = CaseFactory(stage="connected", team=cast.other_team)
    link(engaged.neighbor, outreach.neighbor, cast, goes_on=outreach)
    made = link(outreach.neighbor, connected.neighbor, cast)
    close_case(case=connected, reason=CloseReason.DECEASED, by=cast.eve, now=SOON, note="told by the family")

    unlink(made, cast)

    engaged.refresh_from_db()
    assert engaged.goes_on_in == outreach
    kinds = FollowUp.objects.working().order_by("kind").values_list("case", "kind")
    assert list(kinds) == [(outreach.pk, "attempt"), (engaged.pk, "confirm_connection")]


# -- Three and more ------------------------------------------------------------------------------------------------


def test_of_three_cases_one_goes_on_and_each_wakes_in_turn(cast: Cast, engaged: Case, outreach: Case) -> None:
    intake = CaseFactory(stage="intake")
    one = link(outreach.neighbor, intake.neighbor, cast)
    other = link(intake.neighbor, engaged.neighbor, cast)
    assert list(Case.objects.working()) == [engaged]

    unlink(one, cast)
    assert list(Case.objects.working().order_by("pk")) == sorted([engaged, outreach], key=lambda case: case.pk)
    intake.refresh_from_db()
    assert intake.goes_on_in == engaged

    unlink(other, cast)
    assert Case.objects.working().count() == 3
    assert not FollowUp.objects.filter(rests=True).exists()


def test_when_the_middle_leaves_one_of_the_others_goes_on(cast: Cast, engaged: Case, outreach: Case) -> None:
    """Both had rested in its case."""
    third = CaseFactory(stage="outreach", team=cast.team)
    link(outreach.neighbor, third.neighbor, cast, goes_on=third)
    made = link(third.neighbor, engaged.neighbor, cast)
    assert list(Case.objects.working()) == [engaged]

    unlink(made, cast)

    assert list(Case.objects.working().order_by("pk")) == sorted([engaged, third], key=lambda case: case.pk)
