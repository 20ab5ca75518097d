"""Versions of the cadence: a draft is weighed before it comes into force, and running cases keep theirs or take it."""

from datetime import datetime, timedelta
from functools import partial
from time import perf_counter

import pghistory.models
import pytest
from django.db import connection
from django.urls import reverse
from django.utils import timezone
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from casework.actions.cases import close_case
from casework.actions.follow_ups import move_follow_up
from casework.actions.policies import (
    Difference,
    differences,
    effect_of,
    lacking,
    move_running_cases,
    put_in_force,
    remove_policies,
    save_policy,
)
from casework.actions.programme import remove_programme, save_programme
from casework.cadence import Cadence, Effect, Promise, Step, due_under, effects
from casework.explain.why import explain
from casework.models import CadencePolicy, CadenceStep, Case, FollowUp, PolicyState, cadence_of
from casework.reminders import sweep
from casework.states import CloseReason, Phase
from heart.accounts.models import User
from heart.audit.models import AuditEvent
from heart.lib.clock import ZONE
from heart.lib.errors import DomainError, NotAllowed, NotPossibleNow
from heart.notify.models import Message
from tests.attempts import at_once, refused
from tests.cast import Cast, assemble
from tests.factories import CaseFactory, ContactFactory, DraftFactory
from tests.times import MONDAY_9, NEXT_MONDAY_9, TUESDAY_9, WEDNESDAY_9, local

DAY = timedelta(days=1)
HOUR = timedelta(hours=1)
NOTHING = timedelta()
EARLIER = {("engaged", 1): {"after": 72}}
LATER = {("engaged", 1): {"after": 240}}
STAYS = "Cases run on this version: it stays as it is."


def wall_clock(moment: datetime) -> str:
    return f"{timezone.localtime(moment, ZONE):%a %m-%d %H:%M}"


def due(case: Case) -> list[str]:
    return [wall_clock(row.due_at) for row in case.follow_ups.open().order_by("due_at")]


@pytest.fixture
def engaged(cast: Cast) -> Case:
    """Reached on Monday at 9: checked in with on Monday the 11th."""
    return CaseFactory(stage="engaged", team=cast.team)


# -- Drafts --------------------------------------------------------------------------------------------------------


def test_a_draft_begins_with_the_steps_of_another_version(cast: Cast) -> None:
    first = CadencePolicy.objects.in_force()

    draft = DraftFactory(by=cast.mia, what="Sooner")

    assert (draft.version, draft.state, draft.made_by, differences(first, draft)) == (2, "draft", cast.mia, [])
    assert draft.steps.count() == first.steps.count() == 34
    assert AuditEvent.objects.filter(event="cadence.drafted", actor_id=cast.mia.pk).count() == 1


def test_a_draft_may_lack_a_phase_and_says_so_until_it_is_to_come_into_force(cast: Cast) -> None:
    draft = DraftFactory()
    remove_programme(rows=list(draft.steps.filter(phase__in=["decide", "intake"])), by=cast.mia)

    assert lacking(draft) == ["Waiting for a team", "All attempts made"]
    with pytest.raises(DomainError, match="Without one: Waiting for a team, All attempts made"):
        put_in_force(policy=draft, running="keep", why="the winter", by=cast.mia)
    assert CadencePolicy.objects.in_force().version == 1


def test_a_draft_is_edited_and_removed(cast: Cast) -> None:
    draft = DraftFactory()
    step = draft.steps.get(phase="engaged", position=1)
    step.after, draft.attempts = 72, 7

    save_programme(row=step, by=cast.mia)
    save_policy(policy=draft, by=cast.mia)

    draft.refresh_from_db()
    assert (cadence_of(draft.pk).step("engaged", 1).after, cadence_of(draft.pk).protocol.attempts) == (72, 7)
    remove_policies(policies=[draft], by=cast.mia)
    assert (CadencePolicy.objects.count(), CadenceStep.objects.exclude(policy__version=1).count()) == (1, 0)


@pytest.mark.parametrize("state", ["in_force", "retired"])
def test_what_has_been_in_force_stays_as_it_was(cast: Cast, state: str) -> None:
    draft = DraftFactory()
    if state == "retired":
        put_in_force(policy=draft, running="keep", why="the winter", by=cast.mia)
        draft = DraftFactory()
    first = CadencePolicy.objects.get(version=1)
    step, of_the_draft = first.steps.get(phase="engaged", position=1), draft.steps.get(phase="engaged", position=1)
    added = CadenceStep(policy=first, phase="engaged", position=9, kind="check_in", after=1, clock="working_days")
    of_the_draft.policy, of_the_draft.position = first, 9
    moved = CadenceStep.objects.get(pk=step.pk)
    moved.policy, moved.position = draft, 9

    for row in (step, added, of_the_draft, moved):
        with pytest.raises(NotPossibleNow, match=STAYS):
            save_programme(row=row, by=cast.mia)
    for forbidden in (
        partial(remove_programme, rows=[of_the_draft, step]),
        partial(save_policy, policy=first),
        partial(remove_policies, policies=[first]),
        partial(put_in_force, policy=first, running="keep", why="again"),
    ):
        with pytest.raises(NotPossibleNow, match=STAYS):
            forbidden(by=cast.mia)


@pytest.mark.parametrize(
    ("statement", "constraint"),
    [
        ("UPDATE casework_cadencestep SET after = 1 WHERE policy_id = %s", "cadence_step_of_a_draft"),
        ("DELETE FROM casework_cadencestep WHERE policy_id = %s", "cadence_step_of_a_draft"),
        (
            "UPDATE casework_cadencestep SET position = 50 + position, policy_id = %s WHERE phase = 'intake' AND policy_id NOT IN (SELECT id FROM casework_cadencepolicy WHERE state <> 'draft')",
            "cadence_step_of_a_draft",
        ),
        ("UPDATE casework_cadencepolicy SET attempts = 1 WHERE id = %s", "policy_stays_as_it_was"),
        (
            "UPDATE casework_cadencepolicy SET state = 'draft', in_force_at = NULL WHERE id = %s",
            "policy_stays_as_it_was",
        ),
    ],
)
def test_sql_cannot_change_what_cases_run_on(cast: Cast, statement: str, constraint: str) -> None:
    DraftFactory()
    first = CadencePolicy.objects.in_force().pk

    def run() -> None:
        with connection.cursor() as cursor:
            cursor.execute(statement, [first])

    assert refused(run) == constraint


def test_sql_may_change_a_draft(db: None) -> None:
    draft = DraftFactory()

    with connection.cursor() as cursor:
        cursor.execute(
            "UPDATE casework_cadencestep SET after = 3 WHERE policy_id = %s AND phase = 'intake'", [draft.pk]
        )

    assert draft.steps.get(phase="intake").after == 3


@pytest.mark.parametrize("who", ["ada", "ben", "sol", "rex", "ana", "ira", "zoe"])
def test_only_a_programme_manager_versions_the_cadence(cast: Cast, who: str) -> None:
    draft, by = DraftFactory(), cast.people[who]
    for forbidden in (
        partial(DraftFactory, by=by),
        partial(save_policy, policy=draft, by=by),
        partial(remove_policies, policies=[draft], by=by),
        partial(put_in_force, policy=draft, running="take", why="mine", by=by),
        partial(move_running_cases, why="mine", by=by),
    ):
        with pytest.raises(NotAllowed):
            forbidden()


# -- In words ------------------------------------------------------------------------------------------------------


def test_the_difference_is_told_field_by_field(cast: Cast) -> None:
    draft = DraftFactory(change={("engaged", 1): {"after": 3, "clock": "working_days", "part_of_day": "morning"}})
    remove_programme(rows=list(draft.steps.filter(phase="not_reached", position=6)), by=cast.mia)
    CadencePolicy.objects.filter(pk=draft.pk).update(attempts=4, in_person=False)
    draft.refresh_from_db()

    told = differences(CadencePolicy.objects.in_force(), draft)

    gone = [d for d in told if d.where == "Not reached yet 6"]
    assert [d for d in told if d not in gone] == [
        Difference("Before “unable to contact”", "attempts before “unable to contact”", "5", "4"),
        Difference("Before “unable to contact”", "one in person when the neighbor is unsheltered", "yes", "no"),
        Difference("Engaged 1", "after", "168 hours, day and night", "3 working days"),
        Difference("Engaged 1", "part of the day", "any", "morning"),
    ]
    assert [(d.what, d.was, d.becomes) for d in gone][:2] == [
        ("what is to be done", "Reach the neighbor", ""),
        ("after", "336 hours, day and night", ""),
    ]


# -- What would change ---------------------------------------------------------------------------------------------


def effect(phase: str, **words) -> Effect:
    numbers = {"open": 0, "earlier": 0, "later": 0, "at_once": 0, "missed": 0}
    return Effect(phase=phase, **(numbers | {"most_earlier": NOTHING, "most_later": NOTHING} | words))


def test_the_effect_is_told_in_numbers_phase_by_phase(cast: Cast, engaged: Case) -> None:
    CaseFactory(stage="outreach", team=cast.team)
    CaseFactory(stage="engaged", team=cast.other_team, now=TUESDAY_9)
    draft = DraftFactory(change=EARLIER | {("not_reached", 1): {"after": 72}})

    assert effect_of(draft, now=TUESDAY_9) == [
        effect("", open=3, earlier=2, later=1, most_earlier=4 * DAY, most_later=3 * DAY, missed=1),
        effect("not_reached", open=1, later=1, most_later=3 * DAY, missed=1),
        effect("engaged", open=2, earlier=2, most_earlier=4 * DAY),
    ]


def test_what_would_have_been_due_before_now_is_due_at_once(engaged: Case) -> None:
    """72 hours after Monday were over on Thursday; now it is Friday."""
    draft = DraftFactory(change=EARLIER)

    total, *_phases = effect_of(draft, now=local(2026, 5, 8, 11))

    assert (total.earlier, total.at_once, total.most_earlier) == (1, 1, local(2026, 5, 11, 9) - local(2026, 5, 8, 11))


def test_a_time_that_a_person_chose_never_moves(cast: Cast, engaged: Case) -> None:
    move_follow_up(
        follow_up=engaged.follow_ups.open().get(), due_at=NEXT_MONDAY_9 + HOUR, why="works", by=cast.ada, now=TUESDAY_9
    )

    assert effect_of(DraftFactory(change=EARLIER), now=TUESDAY_9)[0] == effect("", open=1)


def test_a_draft_that_times_nothing_otherwise_moves_nothing(cast: Cast, engaged: Case) -> None:
    """Not even what is overdue, or what an appointment was counted from."""
    CaseFactory(stage="connected", team=cast.team)
    CaseFactory(stage="outreach", team=cast.team)
    draft = DraftFactory(change={("engaged", 1): {"channel": "in_person", "half": "clinician"}})

    assert effect_of(draft, now=local(2026, 6, 1, 10))[0] == effect("", open=4)


@pytest.mark.parametrize("rows", [1, 3])
def test_the_effect_costs_the_same_for_one_follow_up_and_for_three(
    cast: Cast, rows: int, django_assert_num_queries
) -> None:
    for _ in range(rows):
        ContactFactory(case=CaseFactory(stage="outreach", team=cast.team), result="no_answer")
    draft = DraftFactory(change={("not_reached", 2): {"after": 30}})

    with django_assert_num_queries(5):
        found = effect_of(draft, now=MONDAY_9)

    assert found[0] == effect("", open=rows, later=rows, most_later=5 * HOUR)


@pytest.fixture
def first(db: None) -> Cadence:
    return cadence_of(CadencePolicy.objects.in_force().pk)


def two_versions(cadence: Cadence, after: int, part: str) -> Cadence:
    """The same but for one step."""
    step = Step(Phase.ENGAGED, 1, "check_in", after, "elapsed_hours", channel="phone", part_of_day=part)
    others = tuple(s for s in cadence.steps if (s.phase, s.position) != (Phase.ENGAGED, 1))
    return Cadence((*others, step), cadence.calendar, cadence.protocol)


@given(
    made=st.integers(0, 60 * 24 * 60),
    waited=st.integers(0, 30 * 24 * 60),
    after=st.integers(0, 400),
    part=st.sampled_from(["", "morning", "afternoon", "other"]),
    by_hand=st.booleans(),
)
@settings(suppress_health_check=[HealthCheck.function_scoped_fixture], deadline=None, max_examples=200)
def test_a_promise_moves_into_working_time_ahead_or_stays(
    first: Cadence, made: int, waited: int, after: int, part: str, by_hand: bool
) -> None:
    new = two_versions(first, after, part)
    made_at = MONDAY_9 + timedelta(minutes=made)
    now = made_at + timedelta(minutes=waited)
    was = first.due_at(first.step(Phase.ENGAGED, 1), anchor=made_at, now=made_at)
    promise = Promise(first, Phase.ENGAGED, 1, made_at, made_at, was, by_hand=by_hand)

    found = due_under(promise, new, now=now)

    assert found == was or (found >= now and new.calendar.is_working(found) and not by_hand)
    moved = Promise(new, Phase.ENGAGED, 1, made_at, made_at, found, by_hand=by_hand)
    assert due_under(moved, new, now=now) == found
    (total, *_phases) = effects([promise], new, now=now)
    assert (total.earlier + total.later, total.open) == (int(found != was), 1)


def test_two_thousand_open_follow_ups_are_weighed_in_about_a_second(first: Cadence) -> None:
    new = two_versions(first, 72, "morning")
    moments = [MONDAY_9 + n * timedelta(minutes=31) for n in range(2000)]
    promises = [Promise(first, Phase.ENGAGED, 1, at, at, at + 7 * DAY) for at in moments]

    started = perf_counter()
    total, *_phases = effects(promises, new, now=NEXT_MONDAY_9)

    assert (total.open, perf_counter() - started < 3) == (2000, True)


# -- In force ------------------------------------------------------------------------------------------------------


def test_running_cases_keep_their_version_and_new_ones_take_it(cast: Cast, engaged: Case) -> None:
    draft = DraftFactory(change=EARLIER)

    new = put_in_force(policy=draft, running="keep", why="the winter", by=cast.mia, now=TUESDAY_9)

    later = CaseFactory(stage="engaged", team=cast.team, now=TUESDAY_9)
    assert [Case.objects.get(pk=case.pk).policy.version for case in (engaged, later)] == [1, 2]
    assert (due(engaged), due(later)) == (["Mon 05-11 09:00"], ["Fri 05-08 09:00"])
    states = CadencePolicy.objects.order_by("version").values_list("state", "in_force_at")
    assert (states[0][0], states[1]) == (PolicyState.RETIRED, (PolicyState.IN_FORCE, TUESDAY_9))
    said = AuditEvent.objects.get(event="cadence.in_force")
    assert (said.subject_id, said.actor_id, said.detail) == (
        str(new.pk),
        cast.mia.pk,
        {"before": 1, "running": "keep", "why": "the winter"},
    )


def test_running_cases_take_it_counted_from_the_same_start(cast: Cast, engaged: Case) -> None:
    draft = DraftFactory(change=EARLIER)

    put_in_force(policy=draft, running="take", why="the winter", by=cast.mia, now=TUESDAY_9)

    engaged.refresh_from_db()
    assert (engaged.policy, due(engaged)) == (draft, ["Thu 05-07 09:00"])
    follow_up = engaged.follow_ups.open().get()
    assert (follow_up.next_reminder_at, follow_up.renewals, follow_up.by_hand) == (local(2026, 5, 7, 9), 1, False)


def test_the_explanation_names_the_version_that_was_taken(cast: Cast, engaged: Case) -> None:
    follow_up = engaged.follow_ups.open().get()
    put_in_force(policy=DraftFactory(change=EARLIER), running="take", why="the winter", by=cast.mia, now=TUESDAY_9)

    follow_up.refresh_from_db()
    found = explain(follow_up, TUESDAY_9)
    assert [(change.text, change.why) for change in found.changes][:1] == [
        ("Mia put schedule version 2 in force: now due Thu 7 May 9 a.m., before Mon 11 May 9 a.m.", "the winter")
    ]


def test_taking_does_what_the_preview_said(cast: Cast, engaged: Case) -> None:
    CaseFactory(stage="outreach", team=cast.team)
    CaseFactory(stage="connected", team=cast.other_team)
    draft = DraftFactory(change=LATER | {("connected", 1): {"part_of_day": "morning"}})
    before = dict(FollowUp.objects.open().values_list("pk", "due_at"))
    total, *_phases = effect_of(draft, now=TUESDAY_9)

    put_in_force(policy=draft, running="take", why="the winter", by=cast.mia, now=TUESDAY_9)

    after = dict(FollowUp.objects.open().values_list("pk", "due_at"))
    spans = sorted(after[pk] - due_at for pk, due_at in before.items() if after[pk] != due_at)
    assert spans == [-total.most_earlier, total.most_later] == [-3 * HOUR, 3 * DAY]
    assert (total.earlier, total.later) == (1, 1)
    assert effect_of(draft, now=TUESDAY_9)[0] == effect("", open=4)


def test_who_took_which_version_is_on_record_case_by_case(cast: Cast, engaged: Case) -> None:
    other = CaseFactory(stage="outreach", team=cast.other_team)
    closed = CaseFactory(stage="closed", team=cast.team)

    put_in_force(policy=DraftFactory(change=EARLIER), running="take", why="the winter", by=cast.mia, now=TUESDAY_9)

    told = AuditEvent.objects.filter(event="case.cadence_taken").order_by("pk")
    assert [(row.subject_id, row.neighbor_id, row.detail) for row in told] == [
        (str(case.pk), case.neighbor_id, {"version": 2, "why": "the winter"}) for case in (engaged, other)
    ]
    event = engaged.follow_ups.open().get().events.latest("pgh_id")
    assert (event.due_at, event.pgh_context.metadata["why"], event.pgh_context.metadata["by"]) == (
        local(2026, 5, 7, 9),
        "the winter",
        cast.mia.pk,
    )
    assert Case.objects.get(pk=closed.pk).policy.version == 1


def test_a_promise_whose_time_stays_is_not_made_anew(cast: Cast, engaged: Case) -> None:
    """Overdue and reminded of: the ladder goes on where it stood."""
    attempt = CaseFactory(stage="outreach", team=cast.team).follow_ups.open().get()
    sweep(now=TUESDAY_9)
    before = FollowUp.objects.filter(pk=attempt.pk).values().get()

    draft = DraftFactory(change=EARLIER | {("not_reached", 1): {"after": 1}})
    put_in_force(policy=draft, running="take", why="the winter", by=cast.mia, now=TUESDAY_9 + HOUR)

    assert FollowUp.objects.filter(pk=attempt.pk).values().get() == before
    assert (before["reminders_sent"], before["renewals"]) == (1, 0)


def test_a_follow_up_that_moves_ahead_is_reminded_of_anew_and_once(cast: Cast, engaged: Case) -> None:
    sweep(now=NEXT_MONDAY_9)
    put_in_force(policy=DraftFactory(change=LATER), running="take", why="slower", by=cast.mia, now=NEXT_MONDAY_9 + HOUR)

    follow_up = engaged.follow_ups.open().get()
    assert (due(engaged), follow_up.reminders_sent, follow_up.renewals) == (["Thu 05-14 09:00"], 0, 1)
    told = Message.objects.about(follow_up.message_key)
    assert (set(told.values_list("moot", flat=True)), told.filter(delivery="queued").count()) == ({True}, 0)
    assert sweep(now=NEXT_MONDAY_9 + 2 * HOUR) == 0
    assert sweep(now=local(2026, 5, 14, 9)) == 1


def test_a_follow_up_whose_step_is_gone_stays_where_it_is(cast: Cast) -> None:
    case = CaseFactory(stage="outreach", team=cast.team)
    ContactFactory(case=case, result="no_answer")
    draft = DraftFactory()
    remove_programme(rows=list(draft.steps.filter(phase="not_reached", position=2)), by=cast.mia)

    put_in_force(policy=draft, running="take", why="the winter", by=cast.mia, now=MONDAY_9)

    assert (due(case), case.follow_ups.open().get().step) == (["Tue 05-05 09:00"], 2)


def test_cases_that_kept_theirs_may_take_the_version_in_force_later(cast: Cast, engaged: Case) -> None:
    put_in_force(policy=DraftFactory(change=EARLIER), running="keep", why="new ones first", by=cast.mia, now=TUESDAY_9)
    put_in_force(policy=DraftFactory(), running="keep", why="again", by=cast.mia, now=TUESDAY_9 + HOUR)

    moved = [move_running_cases(why="all of them now", by=cast.mia, now=WEDNESDAY_9) for _ in range(2)]

    assert (moved, Case.objects.get(pk=engaged.pk).policy.version, due(engaged)) == ([1, 0], 3, ["Thu 05-07 09:00"])


def test_a_case_that_closed_meanwhile_is_left_alone(cast: Cast, engaged: Case) -> None:
    close_case(case=engaged, reason=CloseReason.DECLINED, by=cast.ada, now=TUESDAY_9)

    put_in_force(policy=DraftFactory(change=EARLIER), running="take", why="the winter", by=cast.mia, now=TUESDAY_9)

    assert Case.objects.get(pk=engaged.pk).policy.version == 1


@pytest.mark.parametrize("why", ["", "  "])
def test_a_reason_is_needed(cast: Cast, why: str) -> None:
    draft = DraftFactory()

    for forbidden in (partial(put_in_force, policy=draft, running="keep"), move_running_cases):
        with pytest.raises(DomainError) as error:
            forbidden(why=why, by=cast.mia)
        assert error.value.field == "why"


# -- The page ------------------------------------------------------------------------------------------------------


def page_of(policy: CadencePolicy) -> str:
    return reverse("admin:casework_cadencepolicy_effect", args=[policy.pk])


def test_the_page_weighs_and_then_brings_into_force(as_, cast: Cast, engaged: Case) -> None:
    draft = DraftFactory(change={("engaged", 1): {"after": 240}})
    mia = as_(cast.mia)

    page = mia.get(page_of(draft))
    numbers = [(row["phase"], row["effect"].open, row["effect"].later) for row in page.context["effects"]]
    answer = mia.post(page_of(draft), {"running": "take", "why": "too often"}, follow=True)

    assert numbers[0][:2] == ("All open follow-ups", 1)
    assert "168 hours, day and night</td><td>240 hours, day and night" in page.content.decode()
    assert [str(message) for message in answer.context["messages"]] == ["Cadence 2 is in force."]
    assert Case.objects.get(pk=engaged.pk).policy == draft


def test_the_page_keeps_what_was_typed_when_it_refuses(as_, cast: Cast) -> None:
    draft = DraftFactory()

    answer = as_(cast.mia).post(page_of(draft), {"running": "keep", "why": ""})

    assert (answer.status_code, answer.context["form"]["running"].value(), list(answer.context["form"].errors)) == (
        422,
        "keep",
        ["why"],
    )
    assert CadencePolicy.objects.in_force().version == 1


def test_cases_take_the_version_in_force_from_its_page(as_, cast: Cast, engaged: Case) -> None:
    new = put_in_force(policy=DraftFactory(change=EARLIER), running="keep", why="first", by=cast.mia)

    answer = as_(cast.mia).post(page_of(new), {"why": "all of them"}, follow=True)

    said = [str(message) for message in answer.context["messages"]]
    assert (said, Case.objects.get(pk=engaged.pk).policy) == (
        ["Running cases that took the version in force: 1."],
        new,
    )


def test_an_incomplete_draft_says_what_it_lacks_and_offers_nothing(as_, cast: Cast) -> None:
    draft = DraftFactory()
    remove_programme(rows=list(draft.steps.filter(phase="decide")), by=cast.mia)
    mia = as_(cast.mia)

    pages = [mia.get(page_of(draft)), mia.get(reverse("admin:casework_cadencepolicy_change", args=[draft.pk]))]

    assert [page.context["lacks"] for page in pages] == [["All attempts made"]] * 2
    assert ['name="running"' in page.content.decode() for page in pages] == [False, False]


@pytest.mark.parametrize("rows", [1, 3])
def test_the_page_costs_the_same_for_one_and_for_three(as_, cast: Cast, rows: int, django_assert_num_queries) -> None:
    for _ in range(rows):
        CaseFactory(stage="engaged", team=cast.team)
    draft, mia = DraftFactory(change=EARLIER), as_(cast.mia)
    mia.get(page_of(draft))

    with django_assert_num_queries(12):
        assert len(mia.get(page_of(draft)).context["effects"]) == 2


@pytest.mark.parametrize("who", ["ada", "sol", "ana"])
def test_nobody_else_sees_the_page(as_, cast: Cast, who: str) -> None:
    draft = DraftFactory()
    person: User = cast.people[who]

    answers = [as_(person).get(page_of(draft)), as_(person).post(page_of(draft), {"running": "take", "why": "x"})]

    assert [answer.status_code for answer in answers] == [302, 302]
    assert CadencePolicy.objects.in_force().version == 1


def test_the_steps_of_a_draft_are_edited_in_the_list_and_those_in_force_looked_at(as_, cast: Cast) -> None:
    mia, draft = as_(cast.mia), DraftFactory()
    of_the_draft = draft.steps.get(phase="engaged", position=1)
    in_force = CadencePolicy.objects.in_force().steps.get(phase="engaged", position=1)

    pages = [mia.get(reverse("admin:casework_cadencestep_change", args=[s.pk])) for s in (of_the_draft, in_force)]

    assert [page.context["has_change_permission"] for page in pages] == [True, False]
    listed = mia.get(reverse("admin:casework_cadencestep_changelist"), {"policy__id__exact": draft.pk})
    assert listed.context["cl"].result_count == 34
    refusal = mia.post(reverse("admin:casework_cadencestep_delete", args=[in_force.pk]), {"post": "yes"})
    assert (refusal.status_code, CadenceStep.objects.filter(pk=in_force.pk).count()) == (403, 1)


def test_history_says_when_a_version_came_into_force(cast: Cast) -> None:
    draft = put_in_force(policy=DraftFactory(), running="keep", why="the winter", by=cast.mia, now=TUESDAY_9)

    told = pghistory.models.Events.objects.tracks(draft).order_by("pgh_created_at", "pgh_id")

    assert [row.pgh_data["state"] for row in told] == ["draft", "in_force"]


def test_two_drafts_at_once_come_into_force_one_after_the_other(commits: None) -> None:
    by = assemble().mia
    drafts = [DraftFactory(by=by), DraftFactory(by=by)]

    done = at_once(*[partial(put_in_force, policy=d, running="keep", why="try", by=by, now=MONDAY_9) for d in drafts])

    assert [result.version for result in done] == [2, 3]
    assert sorted(CadencePolicy.objects.values_list("state", flat=True)) == ["in_force", "retired", "retired"]
