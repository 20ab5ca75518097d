"""What the attempts must come to before "unable to contact": the schedule, followed to its end, always gets there."""

from collections.abc import Sequence
from datetime import UTC, datetime, timedelta

import pytest
from django.utils import timezone
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from casework.actions.cases import close_case, gaps_in_words, reopen_case
from casework.actions.contacts import ContactDetails, log_contact
from casework.actions.policies import put_in_force
from casework.cadence import Attempt, Cadence, Protocol, Step, after_attempt, protocol_gaps
from casework.models import CadencePolicy, Case, FollowUp, LivingSituation, cadence_of
from casework.states import CloseReason, Phase
from heart.lib.clock import ZONE, part_of_day
from heart.lib.errors import DomainError
from tests.cast import Cast
from tests.factories import CaseFactory, ContactFactory, ContactPointFactory, DraftFactory, NeighborFactory
from tests.times import MONDAY_9, TUESDAY_9, WEDNESDAY_9, local

HOUR = timedelta(hours=1)
LAST = 6


@pytest.fixture
def cadence(db: None) -> Cadence:
    return cadence_of(CadencePolicy.objects.in_force().pk)


def wall_clock(moment: datetime) -> str:
    return f"{timezone.localtime(moment, ZONE):%a %m-%d %H:%M}"


def by_phone(*moments: datetime) -> list[Attempt]:
    return [Attempt(moment, "phone") for moment in moments]


# -- The part of the day -------------------------------------------------------------------------------------------

MORNINGS = by_phone(MONDAY_9, TUESDAY_9)
AFTERNOONS = by_phone(local(2026, 5, 4, 13), local(2026, 5, 5, 14))


@pytest.mark.parametrize(
    ("part", "hour", "tried", "when"),
    [
        ("", 10, MORNINGS, "Wed 05-06 10:00"),
        ("morning", 10, [], "Wed 05-06 10:00"),
        ("morning", 15, [], "Wed 05-06 09:00"),
        ("afternoon", 10, [], "Wed 05-06 12:00"),
        ("afternoon", 15, [], "Wed 05-06 15:00"),
        ("other", 10, MORNINGS, "Wed 05-06 12:00"),
        ("other", 15, MORNINGS, "Wed 05-06 15:00"),
        ("other", 15, AFTERNOONS, "Wed 05-06 09:00"),
        ("other", 10, [*MORNINGS, *AFTERNOONS], "Wed 05-06 10:00"),
        ("other", 10, [], "Wed 05-06 10:00"),
    ],
)
def test_a_step_falls_into_its_part_of_its_day(
    cadence: Cadence, part: str, hour: int, tried: Sequence[Attempt], when: str
) -> None:
    step = Step(Phase.NOT_REACHED, 3, "attempt", 48, "elapsed_hours", part_of_day=part)

    found = cadence.due_at(step, anchor=local(2026, 5, 4, hour), now=TUESDAY_9, attempts=tried)

    assert wall_clock(found) == when


@pytest.mark.parametrize(
    ("part", "now", "when"),
    [
        ("morning", local(2026, 5, 6, 11, 30), "Wed 05-06 11:30"),
        ("morning", local(2026, 5, 6, 12), "Thu 05-07 09:00"),
        ("morning", local(2026, 5, 8, 16), "Mon 05-11 09:00"),
        ("afternoon", local(2026, 5, 6, 16, 59), "Wed 05-06 16:59"),
        ("afternoon", local(2026, 5, 6, 17), "Thu 05-07 12:00"),
    ],
)
def test_when_that_part_is_over_the_next_working_day_has_another(
    cadence: Cadence, part: str, now: datetime, when: str
) -> None:
    step = Step(Phase.NOT_REACHED, 3, "attempt", 48, "elapsed_hours", part_of_day=part)

    assert wall_clock(cadence.due_at(step, anchor=local(2026, 5, 4, 10), now=now)) == when


def test_a_calendar_without_that_part_of_the_day_makes_do(cadence: Cadence) -> None:
    step = Step(Phase.NOT_REACHED, 3, "attempt", 0, "elapsed_hours", part_of_day="evening")

    assert wall_clock(cadence.due_at(step, anchor=WEDNESDAY_9, now=WEDNESDAY_9)) == "Wed 05-06 09:00"


def test_hours_since_the_last_attempt_count_before_the_part_of_the_day(cadence: Cadence) -> None:
    """Tried at 11: the afternoon may begin at 15:00 only; tried at 14, the next afternoon is tomorrow's."""
    step = Step(Phase.NOT_REACHED, 3, "attempt", 0, "elapsed_hours", at_least=4, part_of_day="afternoon")

    found = [
        wall_clock(cadence.due_at(step, anchor=MONDAY_9, now=MONDAY_9, attempts=by_phone(local(2026, 5, 4, hour))))
        for hour in (11, 14)
    ]

    assert found == ["Mon 05-04 15:00", "Tue 05-05 12:00"]


# -- Fourteen days -------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("first_tried", "when"),
    [
        (local(2026, 5, 4, 9), "Mon 05-18 09:00"),
        (local(2026, 5, 4, 16), "Mon 05-18 09:00"),
        (local(2026, 5, 6, 15), "Wed 05-20 09:00"),
        (local(2026, 5, 9, 10), "Tue 05-26 09:00"),
    ],
    ids=["at once", "the same day", "two days late", "on a saturday, and a long weekend after"],
)
def test_the_last_attempt_is_fourteen_days_after_the_first_not_after_the_call(
    cadence: Cadence, first_tried: datetime, when: str
) -> None:
    tried = [*by_phone(first_tried), Attempt(local(2026, 5, 11, 14), "in_person")]

    found = cadence.due_at(
        cadence.step(Phase.NOT_REACHED, LAST), anchor=local(2026, 5, 4, 8), now=local(2026, 5, 11, 15), attempts=tried
    )

    assert wall_clock(found) == when


def follow(cadence: Cadence, start: datetime, late: Sequence[int], *, phone: bool) -> list[Attempt]:
    """Every attempt made so many days after it fell due, at that time of day, over the channel that was suggested."""
    attempts: list[Attempt] = []
    phase, step, now = Phase.NOT_REACHED, 1, start
    while phase == Phase.NOT_REACHED:
        found = cadence.step(phase, step)
        channel = cadence.channel(found, attempts=attempts, phone=phone, unsheltered=True)
        due_at = cadence.due_at(found, anchor=start, now=now, attempts=attempts)
        now = (due_at.astimezone(ZONE) + timedelta(days=late[step - 1])).astimezone(UTC)
        attempts.append(Attempt(now, channel))
        phase, step = after_attempt(cadence, phase=phase, step=step)
    return attempts


DELAYS = st.lists(st.integers(0, 4), min_size=LAST, max_size=LAST)
STARTS = st.integers(0, 3 * 365 * 24 * 60).map(lambda minutes: local(2026, 1, 1) + timedelta(minutes=minutes))


@given(start=STARTS, delays=DELAYS, phone=st.booleans())
@settings(suppress_health_check=[HealthCheck.function_scoped_fixture], deadline=None, max_examples=100)
def test_whoever_follows_the_schedule_completes_the_protocol(
    cadence: Cadence, start: datetime, delays: list[int], phone: bool
) -> None:
    """From any moment, daylight-saving nights and leap day among them, however late the attempts are made: with a
    phone or without one, and for somebody who sleeps outside."""
    attempts = follow(cadence, start, delays, phone=phone)

    assert (len(attempts), protocol_gaps(attempts, unsheltered=True)) == (LAST, [])


@given(start=STARTS, delays=DELAYS, position=st.integers(1, LAST), late=st.timedeltas(timedelta(), timedelta(days=30)))
@settings(suppress_health_check=[HealthCheck.function_scoped_fixture], deadline=None, max_examples=100)
def test_every_attempt_is_due_in_working_time_and_never_in_the_past(
    cadence: Cadence, start: datetime, delays: list[int], position: int, late: timedelta
) -> None:
    attempts = follow(cadence, start, delays, phone=True)[: position - 1]
    now = max([start, *(a.at for a in attempts)]) + late

    found = cadence.due_at(cadence.step(Phase.NOT_REACHED, position), anchor=start, now=now, attempts=attempts)

    assert (found >= now, cadence.calendar.is_working(found)) == (True, True)
    if attempts:
        assert cadence.calendar.working_between(attempts[-1].at, found) >= timedelta(hours=4)


# -- The channel ---------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("position", "tried", "phone", "unsheltered", "channel"),
    [
        (1, "", True, False, "phone"),
        (1, "", False, False, "in_person"),
        (2, "in_person", False, False, "in_person"),
        (3, "phone phone", True, False, "in_person"),
        (5, "phone phone phone phone", True, True, "in_person"),
        (6, "phone phone phone phone phone", True, True, "in_person"),
        (6, "phone phone phone phone phone", True, False, "in_person"),
        (5, "in_person in_person in_person in_person", True, False, "phone"),
        (5, "in_person in_person in_person in_person", False, True, "letter"),
        (6, "phone phone in_person phone in_person", True, True, "phone"),
        (6, "text text text text text", True, True, "in_person"),
    ],
)
def test_the_channel_that_is_suggested(
    cadence: Cadence, position: int, tried: str, phone: bool, unsheltered: bool, channel: str
) -> None:
    attempts = [Attempt(MONDAY_9 + n * HOUR, name) for n, name in enumerate(tried.split())]
    step = cadence.step(Phase.NOT_REACHED, position)

    assert cadence.channel(step, attempts=attempts, phone=phone, unsheltered=unsheltered) == channel


def test_the_provider_is_called_whether_or_not_the_neighbor_has_a_phone(cadence: Cadence) -> None:
    step = cadence.step(Phase.REFERRAL_SENT, 1)

    assert cadence.channel(step, attempts=[], phone=False, unsheltered=True) == "phone"


@pytest.mark.parametrize(("has", "channel"), [("phone", "phone"), ("an old phone", "in_person"), ("", "in_person")])
def test_a_follow_up_suggests_what_this_neighbor_has(cast: Cast, has: str, channel: str) -> None:
    neighbor = NeighborFactory()
    if has:
        ContactPointFactory(neighbor=neighbor, is_current=has == "phone")

    case = CaseFactory(stage="outreach", team=cast.team, neighbor=neighbor)

    assert case.follow_ups.open().get().channel == channel


def test_an_unsheltered_neighbor_is_looked_for_before_the_last_attempt(cast: Cast) -> None:
    """Whatever the navigators do, the last two steps say where to go."""
    neighbor = NeighborFactory(living_situation=LivingSituation.UNSHELTERED)
    ContactPointFactory(neighbor=neighbor)
    case = CaseFactory(stage="outreach", team=cast.team, neighbor=neighbor)
    suggested = []
    for _ in range(LAST):
        promise = case.follow_ups.open().get()
        suggested.append(promise.channel)
        details = ContactDetails(channel="phone", result="no_answer")
        log_contact(case=case, details=details, by=cast.ada, now=promise.due_at)

    assert suggested == ["phone", "phone", "in_person", "phone", "in_person", "in_person"]


# -- Engaged, and then silent --------------------------------------------------------------------------------------


def test_who_falls_silent_after_engaging_leads_to_a_decision(cast: Cast) -> None:
    case = CaseFactory(stage="engaged", team=cast.team)
    steps = []
    for _ in range(5):
        promise = case.follow_ups.open().get()
        steps.append((promise.phase, promise.step, wall_clock(promise.due_at)))
        ContactFactory(case=case, result="no_answer", now=promise.due_at)

    assert steps == [
        ("engaged", 1, "Mon 05-11 09:00"),
        ("engaged", 2, "Wed 05-13 09:00"),
        ("engaged", 3, "Fri 05-15 09:00"),
        ("engaged", 4, "Tue 05-19 09:00"),
        ("decide", 1, "Wed 05-20 09:00"),
    ]


def test_an_answer_in_between_begins_the_weeks_anew(cast: Cast) -> None:
    case = CaseFactory(stage="engaged", team=cast.team)
    ContactFactory(case=case, result="no_answer", now=local(2026, 5, 11, 9))
    ContactFactory(case=case, result="no_answer", now=local(2026, 5, 13, 9))

    ContactFactory(case=case, now=local(2026, 5, 15, 9))

    assert [(p.phase, p.step, wall_clock(p.due_at)) for p in case.follow_ups.open()] == [
        ("engaged", 1, "Fri 05-22 09:00")
    ]


# -- Its numbers belong to the version -----------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("protocol", "gaps"),
    [
        (Protocol(), ["attempts", "days", "channels", "parts_of_day", "in_person"]),
        (Protocol(attempts=2, days=1, channels=1, parts_of_day=1), ["in_person"]),
        (Protocol(attempts=2, days=1, channels=1, parts_of_day=1, in_person=False), []),
        (Protocol(attempts=3, days=1, channels=1, parts_of_day=1, in_person=False), ["attempts"]),
    ],
)
def test_a_version_asks_for_what_it_says(protocol: Protocol, gaps: list[str]) -> None:
    assert protocol_gaps(MORNINGS, unsheltered=True, protocol=protocol) == gaps


def stricter(cast: Cast) -> CadencePolicy:
    draft = DraftFactory()
    CadencePolicy.objects.filter(pk=draft.pk).update(attempts=8, days=21)
    return put_in_force(policy=draft, running="keep", why="the winter", by=cast.mia, now=TUESDAY_9)


def test_a_case_is_held_to_the_version_that_it_runs_on(cast: Cast) -> None:
    before = CaseFactory(stage="outreach", team=cast.team)
    stricter(cast)
    after = CaseFactory(stage="outreach", team=cast.team, now=TUESDAY_9)

    assert [gaps_in_words(case)[:2] for case in (before, after)] == [
        ["fewer than 5 attempts", "less than 14 days of attempts"],
        ["fewer than 8 attempts", "less than 21 days of attempts"],
    ]
    with pytest.raises(DomainError, match="fewer than 8 attempts, less than 21 days of attempts"):
        close_case(case=after, reason=CloseReason.UNABLE_TO_CONTACT, by=cast.ada, now=TUESDAY_9)


def test_a_case_that_is_opened_again_runs_on_the_version_in_force(cast: Cast) -> None:
    closed = CaseFactory(stage="closed", team=cast.team)
    new = stricter(cast)
    assert Case.objects.get(pk=closed.pk).policy.version == 1

    reopen_case(case=closed, met_at=WEDNESDAY_9, by=None, now=WEDNESDAY_9)

    assert (Case.objects.get(pk=closed.pk).policy, FollowUp.objects.open().filter(case=closed).count()) == (new, 2)


def test_the_parts_of_the_day_that_are_meant_here() -> None:
    assert [part_of_day(local(2026, 5, 4, hour)) for hour in (9, 12, 17)] == ["morning", "afternoon", "evening"]
