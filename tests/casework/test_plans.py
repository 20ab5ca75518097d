"""The response plan: who writes, hands in, approves, looks at again and ends it; nobody overwrites another."""

import re
from datetime import date, timedelta

import pytest
from django.db import transaction
from django.urls import reverse

from casework.actions.links import link_records, unlink_records
from casework.actions.plans import (
    PlanWords,
    approve_plan,
    edit_plan,
    remind_of_reviews,
    retire_plan,
    review_plan,
    send_back,
    submit_plan,
    write_plan,
)
from casework.models import Link, NamedReader, Neighbor, PlanState, ResponsePlan, Restriction
from heart.audit.models import AuditEvent
from heart.lib.errors import DomainError, NotAllowed, NotPossibleNow
from heart.notify.models import Message
from tests.attempts import at_once, refused, sql
from tests.factories import CaseFactory, PlanFactory
from tests.times import FRIDAY_9, MONDAY_9, TUESDAY_9, WEDNESDAY_9, local

WORDS = PlanWords(helps="Ask about the dog", avoid="Sirens", who_to_call="Her sister May")
IN_90_DAYS = date(2026, 8, 2)


@pytest.fixture
def case(cast):
    return CaseFactory(stage="outreach", team=cast.team)


def plan_of(case, state: str = "draft", **words) -> ResponsePlan:
    return PlanFactory(case=case, state=state, **words)


def told(person) -> list[str]:
    return [m.params["what"] for m in Message.objects.filter(template="plan", recipient=person, channel="in_app")]


# -- Writing -----------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("name", ["ada", "ben", "sol", "mia"])
def test_the_pair_and_their_overseers_write(cast, case, name) -> None:
    plan = write_plan(neighbor=case.neighbor, words=WORDS, by=cast.people[name], now=MONDAY_9)
    assert (plan.state, plan.helps, plan.written_by, plan.written_at) == (
        "draft",
        "Ask about the dog",
        cast.people[name],
        MONDAY_9,
    )


@pytest.mark.parametrize("name", ["eve", "dan", "zoe", "rex", "ira", "ana"])
def test_nobody_else_writes(cast, case, name) -> None:
    with pytest.raises(NotAllowed):
        write_plan(neighbor=case.neighbor, words=WORDS, by=cast.people[name], now=MONDAY_9)
    assert not ResponsePlan.objects.exists()


def test_one_draft_at_a_time_for_the_person(cast, case) -> None:
    other = CaseFactory(stage="outreach", team=cast.team).neighbor
    link_records(first=case.neighbor, second=other, why="Same person", by=None)
    other.refresh_from_db()
    plan_of(case)
    for neighbor in (case.neighbor, other):
        with pytest.raises(NotPossibleNow):
            write_plan(neighbor=neighbor, words=WORDS, by=cast.ada, now=MONDAY_9)


def test_two_first_drafts_at_once_are_one(commits) -> None:
    from tests.cast import assemble

    cast = assemble()
    neighbor = CaseFactory(stage="outreach", team=cast.team).neighbor
    results = at_once(*(lambda by=by: write_plan(neighbor=neighbor, words=WORDS, by=by) for by in (cast.ada, cast.ben)))
    assert sorted(type(result).__name__ for result in results) == ["NotPossibleNow", "ResponsePlan"]


def test_words_are_trimmed_and_empty_lines_left_out(cast, case) -> None:
    words = PlanWords(helps="  Sit down too \r\n\r\n Ask about the dog\n")
    assert write_plan(neighbor=case.neighbor, words=words, by=cast.ada).helps == "Sit down too\nAsk about the dog"


@pytest.mark.parametrize(
    ("field", "text"),
    [
        ("helps", "x" * 241),
        ("avoid", "x" * 241),
        ("who_to_call", "x" * 161),
        ("safety", "x" * 121),
        ("helps", "a\nb\nc\nd\ne\nf\ng"),
        ("who_to_call", "a\nb\nc\nd\ne"),
        ("safety", "a\nb"),
    ],
)
def test_what_the_card_has_no_room_for_is_refused(cast, case, field, text) -> None:
    with pytest.raises(DomainError) as refusal:
        write_plan(neighbor=case.neighbor, words=PlanWords(**{field: text}), by=cast.ada)
    assert refusal.value.field == field


def test_whoever_edits_last_is_its_writer(cast, case) -> None:
    plan = plan_of(case)
    edited = edit_plan(plan=plan, words=WORDS, seen=plan.as_seen, by=cast.ben, now=TUESDAY_9)
    assert (edited.helps, edited.written_by, edited.written_at) == ("Ask about the dog", cast.ben, TUESDAY_9)


def test_nobody_overwrites_another_unknowingly(cast, case) -> None:
    plan = plan_of(case)
    both_saw = plan.as_seen
    edit_plan(plan=plan, words=WORDS, seen=both_saw, by=cast.ada, now=MONDAY_9)
    with pytest.raises(NotPossibleNow):
        edit_plan(plan=plan, words=PlanWords(helps="Mine"), seen=both_saw, by=cast.ben, now=MONDAY_9)
    assert ResponsePlan.objects.get().helps == "Ask about the dog"


def test_two_who_save_at_once_are_one_and_a_refusal(commits) -> None:
    from tests.cast import assemble

    cast = assemble()
    plan = plan_of(CaseFactory(stage="outreach", team=cast.team))
    works = [
        lambda by=by, helps=helps: edit_plan(plan=plan, words=PlanWords(helps=helps), seen=plan.as_seen, by=by)
        for by, helps in ((cast.ada, "one"), (cast.ben, "other"))
    ]
    assert sorted(type(result).__name__ for result in at_once(*works)) == ["NotPossibleNow", "ResponsePlan"]


# -- Handing in and approving ------------------------------------------------------------------------------------------


@pytest.mark.parametrize("missing", ["helps", "avoid", "who_to_call"])
def test_a_plan_says_all_three_things_before_it_is_handed_in(cast, case, missing) -> None:
    plan = plan_of(case, **{missing: ""})
    with pytest.raises(DomainError) as refusal:
        submit_plan(plan=plan, seen=plan.as_seen, by=cast.ada)
    assert refusal.value.field == missing


def test_whoever_may_approve_is_told(cast, case) -> None:
    plan_of(case, "submitted")
    assert {name: told(person) for name, person in cast.people.items() if told(person)} == {"ben": ["submitted"]}


def test_what_waits_for_approval_is_not_edited(cast, case) -> None:
    plan = plan_of(case, "submitted")
    with pytest.raises(NotPossibleNow):
        edit_plan(plan=plan, words=WORDS, seen=plan.as_seen, by=cast.ada)


def test_a_clinician_approves_what_the_peer_wrote(cast, case) -> None:
    plan = plan_of(case, "submitted")
    approved = approve_plan(plan=plan, review_on=IN_90_DAYS, seen=plan.as_seen, by=cast.ben, now=TUESDAY_9)
    assert (approved.state, approved.approved_by, approved.approved_at, approved.review_on) == (
        "approved",
        cast.ben,
        TUESDAY_9,
        IN_90_DAYS,
    )
    assert list(
        AuditEvent.objects.filter(event__startswith="plan.").order_by("pk").values_list("event", flat=True)
    ) == [
        "plan.written",
        "plan.submitted",
        "plan.approved",
    ]


# Who wrote it last, and who of all may approve it then.
APPROVERS = {"ada": {"ben"}, "ben": {"sol", "mia"}, "sol": {"ben"}, "mia": {"ben"}}


def may_approve(plan: ResponsePlan, person) -> bool:
    """Tried, and taken back."""
    with transaction.atomic():
        try:
            approve_plan(plan=plan, review_on=IN_90_DAYS, seen=plan.as_seen, by=person, now=MONDAY_9)
        except NotAllowed:
            return False
        transaction.set_rollback(True)
    return True


@pytest.mark.parametrize("writer", APPROVERS)
def test_four_eyes_of_which_two_are_a_clinicians(cast, case, writer) -> None:
    plan = plan_of(case, "submitted", by=cast.people[writer])
    assert {name for name, person in cast.people.items() if may_approve(plan, person)} == APPROVERS[writer]


@pytest.mark.parametrize("days", [-1, 0, 366])
def test_it_is_looked_at_again_within_a_year(cast, case, days) -> None:
    plan = plan_of(case, "submitted")
    with pytest.raises(DomainError) as refusal:
        approve_plan(
            plan=plan, review_on=date(2026, 5, 4) + timedelta(days=days), seen=plan.as_seen, by=cast.ben, now=MONDAY_9
        )
    assert refusal.value.field == "review_on"


def test_one_approves_what_one_has_seen(cast, case) -> None:
    plan = plan_of(case, "submitted")
    seen = plan.as_seen
    back = send_back(plan=plan, why="Too long", seen=seen, by=cast.ada)
    edited = edit_plan(plan=back, words=WORDS, seen=back.as_seen, by=cast.ada)
    submit_plan(plan=edited, seen=edited.as_seen, by=cast.ada)
    with pytest.raises(NotPossibleNow):
        approve_plan(plan=plan, review_on=IN_90_DAYS, seen=seen, by=cast.ben, now=MONDAY_9)


def test_sent_back_with_a_reason_it_is_a_draft_again_and_its_writer_is_told(cast, case) -> None:
    plan = plan_of(case, "submitted")
    back = send_back(plan=plan, why="Who is May?", seen=plan.as_seen, by=cast.ben, now=TUESDAY_9)
    assert (back.state, back.sent_back_why, back.submitted_at, told(cast.ada)) == (
        "draft",
        "Who is May?",
        None,
        ["sent_back"],
    )


def test_sending_back_needs_a_reason(cast, case) -> None:
    plan = plan_of(case, "submitted")
    with pytest.raises(DomainError) as refusal:
        send_back(plan=plan, why=" ", seen=plan.as_seen, by=cast.ben)
    assert refusal.value.field == "why"


# -- In force ----------------------------------------------------------------------------------------------------------


def test_a_draft_stands_beside_what_is_in_force_until_it_is_approved(cast, case) -> None:
    old = plan_of(case, "approved")
    new = plan_of(case, "submitted", helps="Anew", now=TUESDAY_9)
    assert list(ResponsePlan.objects.in_force()) == [old]
    approve_plan(plan=new, review_on=IN_90_DAYS, seen=new.as_seen, by=cast.ben, now=WEDNESDAY_9)
    old.refresh_from_db()
    assert list(ResponsePlan.objects.in_force()) == [new]
    assert (old.state, old.retired_at, old.helps) == ("retired", WEDNESDAY_9, "Speak slowly")


def linked_with_a_plan_each(cast, case) -> tuple[ResponsePlan, ResponsePlan]:
    other = CaseFactory(stage="outreach", team=cast.team)
    plans = plan_of(case, "approved"), plan_of(other, "approved", now=TUESDAY_9)
    link_records(first=case.neighbor, second=other.neighbor, why="Same person", by=None)
    return plans


def test_linked_records_keep_their_plans_the_newer_first(cast, case) -> None:
    first, second = linked_with_a_plan_each(cast, case)
    assert list(ResponsePlan.objects.of_person(case.neighbor).in_force().newest_first()) == [second, first]


def test_parted_again_each_has_its_own(cast, case) -> None:
    first, _second = linked_with_a_plan_each(cast, case)
    before = list(ResponsePlan.objects.order_by("pk").values())
    unlink_records(link=Link.objects.get(), why="Two people", by=cast.sol)
    assert list(ResponsePlan.objects.order_by("pk").values()) == before
    assert list(ResponsePlan.objects.of_person(Neighbor.objects.get(pk=case.neighbor_id)).in_force()) == [first]


def test_approving_a_new_one_leaves_the_other_records_plan(cast, case) -> None:
    _first, second = linked_with_a_plan_each(cast, case)
    new = plan_of(case, "submitted", now=WEDNESDAY_9)
    approve_plan(plan=new, review_on=IN_90_DAYS, seen=new.as_seen, by=cast.ben, now=WEDNESDAY_9)
    linked = list(ResponsePlan.objects.of_person(case.neighbor).in_force().newest_first())
    unlink_records(link=Link.objects.get(), why="Two people", by=cast.sol)
    parted = [list(ResponsePlan.objects.of_person(plan.neighbor).in_force()) for plan in (new, second)]
    assert (linked, parted) == ([new, second], [[new], [second]])


def test_the_newest_is_the_persons_and_the_other_is_marked(cast, case, as_) -> None:
    linked_with_a_plan_each(cast, case)
    html = as_(cast.ada).get(reverse("plan", args=[case.neighbor_id])).content.decode()
    assert re.findall(r'id="plan-\d+">([^<]+)<', html) == ["In force", "In force on the linked record"]


@pytest.mark.parametrize("state", ["draft", "submitted", "approved"])
def test_ended_with_a_reason_it_stays_to_be_read(cast, case, state) -> None:
    plan = plan_of(case, state)
    ended = retire_plan(plan=plan, why="Moved to Raleigh", seen=plan.as_seen, by=cast.ada, now=TUESDAY_9)
    assert (ended.state, ended.retired_at, ResponsePlan.objects.count()) == (PlanState.RETIRED, TUESDAY_9, 1)
    with pytest.raises(NotPossibleNow):
        retire_plan(plan=ended, why="Again", seen=ended.as_seen, by=cast.ada)


@pytest.mark.parametrize(
    "change",
    [
        "helps = 'Something else'",
        "safety = 'Something else'",
        "written_by_id = (SELECT id FROM accounts_user WHERE name = 'Eve')",
        "approved_at = now()",
        "state = 'draft'",
        "state = 'submitted'",
    ],
)
def test_what_was_approved_is_never_edited_whoever_writes(cast, case, change) -> None:
    plan_of(case, "approved")
    assert refused(lambda: sql(f"UPDATE casework_responseplan SET {change}")) == "plan_stays_as_approved"


def test_nor_is_it_deleted_or_brought_back(cast, case) -> None:
    plan = plan_of(case, "approved")
    assert refused(lambda: sql("DELETE FROM casework_responseplan")) == "plan_stays_as_approved"
    retire_plan(plan=plan, why="Moved", seen=plan.as_seen, by=cast.ada)
    back = "UPDATE casework_responseplan SET state = 'approved', retired_at = NULL"
    assert refused(lambda: sql(back)) == "plan_stays_as_approved"


# -- Looking at it again -----------------------------------------------------------------------------------------------


@pytest.mark.parametrize("name", ["ben", "sol", "mia"])
def test_a_clinician_or_an_overseer_looks_at_it_again(cast, case, name) -> None:
    plan = plan_of(case, "approved", review_on=date(2026, 5, 6))
    seen = review_plan(plan=plan, review_on=date(2026, 8, 4), seen=plan.as_seen, by=cast.people[name], now=WEDNESDAY_9)
    assert (seen.review_on, seen.approved_by) == (date(2026, 8, 4), cast.ben)


@pytest.mark.parametrize("name", ["ada", "eve", "dan", "zoe", "rex"])
def test_nobody_else_does(cast, case, name) -> None:
    plan = plan_of(case, "approved")
    with pytest.raises(NotAllowed):
        review_plan(plan=plan, review_on=IN_90_DAYS, seen=plan.as_seen, by=cast.people[name], now=MONDAY_9)


def reviewers(cast) -> dict[str, int]:
    return {name: told(person).count("review") for name, person in cast.people.items() if "review" in told(person)}


def test_when_the_day_has_come_the_clinician_and_the_supervisor_are_told_once(cast, case) -> None:
    plan_of(case, "approved", review_on=date(2026, 5, 6))
    assert [remind_of_reviews(now=now) for now in (TUESDAY_9, WEDNESDAY_9, WEDNESDAY_9, FRIDAY_9)] == [0, 1, 0, 0]
    assert reviewers(cast) == {"ben": 1, "sol": 1}


def test_not_outside_working_hours(cast, case) -> None:
    plan_of(case, "approved", review_on=date(2026, 5, 6))
    assert remind_of_reviews(now=local(2026, 5, 6, 3)) == 0


def test_the_next_day_to_look_at_it_is_told_of_anew(cast, case) -> None:
    plan = plan_of(case, "approved", review_on=date(2026, 5, 5))
    remind_of_reviews(now=TUESDAY_9)
    review_plan(plan=plan, review_on=date(2026, 5, 8), seen=plan.as_seen, by=cast.ben, now=TUESDAY_9)
    assert [remind_of_reviews(now=now) for now in (WEDNESDAY_9, FRIDAY_9)] == [0, 1]
    assert reviewers(cast) == {"ben": 2, "sol": 2}


def test_with_nobody_of_the_team_left_the_programme_managers_are_told(cast, case) -> None:
    plan_of(case, "approved", review_on=date(2026, 5, 6))
    type(cast.ben).objects.filter(name__in=["Ben", "Sol"]).update(is_active=False)
    remind_of_reviews(now=WEDNESDAY_9)
    assert reviewers(cast) == {"mia": 1}


def test_of_a_restricted_record_only_who_is_named_is_told(cast, case) -> None:
    plan_of(case, "approved", review_on=date(2026, 5, 6))
    restriction = Restriction.objects.create(neighbor=case.neighbor, why="other", by=cast.mia, since=MONDAY_9)
    NamedReader.objects.bulk_create(NamedReader(restriction=restriction, user=user) for user in (cast.ada, cast.sol))
    remind_of_reviews(now=WEDNESDAY_9)
    assert reviewers(cast) == {"sol": 1}


@pytest.mark.parametrize("state", ["draft", "submitted"])
def test_only_what_is_in_force_is_looked_at_again(cast, case, state) -> None:
    plan_of(case, state)
    assert remind_of_reviews(now=local(2027, 5, 5, 10)) == 0
