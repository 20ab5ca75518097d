"""The schedule of follow-ups (DOMAIN 4), as the migrations fill it in, told in examples."""

from collections.abc import Sequence
from datetime import datetime, timedelta

import pytest
from django.utils import timezone

from casework.cadence import Attempt, Cadence, after_attempt, protocol_gaps
from casework.models import CadencePolicy, cadence_of
from casework.states import Phase
from heart.accounts.models import Closure
from heart.lib.clock import ZONE
from tests.times import FRIDAY_9, MONDAY_9, NEXT_MONDAY_9, TUESDAY_9, WEDNESDAY_9, local


@pytest.fixture
def cadence(db: None) -> Cadence:
    return cadence_of(CadencePolicy.objects.in_force().pk)


def due(
    cadence: Cadence,
    phase: Phase,
    step: int,
    *,
    anchor: datetime,
    now: datetime | None = None,
    tried: Sequence[datetime] = (),
) -> str:
    """Local wall clock, so that the examples read like the protocol."""
    attempts = [Attempt(at, "phone") for at in tried]
    found = cadence.due_at(cadence.step(phase, step), anchor=anchor, now=now or anchor, attempts=attempts)
    return f"{timezone.localtime(found, ZONE):%a %m-%d %H:%M}"


# -- Not reached: 0, 24, 48, 72 hours, day 7, day 14 ------------------------------------------------------------------

FROM_MONDAY_10 = [
    (1, "Mon 05-04 10:00"),
    (2, "Tue 05-05 10:00"),
    (3, "Wed 05-06 10:00"),
    (4, "Thu 05-07 10:00"),
    (5, "Mon 05-11 10:00"),
    (6, "Mon 05-18 10:00"),
]


@pytest.mark.parametrize(("step", "when"), FROM_MONDAY_10)
def test_attempts_from_the_contact_of_a_monday_morning(cadence: Cadence, step: int, when: str) -> None:
    assert due(cadence, Phase.NOT_REACHED, step, anchor=local(2026, 5, 4, 10)) == when


@pytest.mark.parametrize(
    ("step", "when"),
    [
        (1, "Mon 05-11 09:00"),
        (2, "Mon 05-11 09:00"),
        (3, "Mon 05-11 09:00"),
        (4, "Tue 05-12 09:00"),
        (5, "Mon 05-18 09:00"),
        (6, "Tue 05-26 09:00"),
    ],
)
def test_attempts_from_a_friday_night_start_on_monday_morning(cadence: Cadence, step: int, when: str) -> None:
    """Three are due at once on Monday morning; day 14 falls into the evening before the Memorial Day weekend."""
    assert due(cadence, Phase.NOT_REACHED, step, anchor=local(2026, 5, 8, 22)) == when


def test_attempts_do_not_fall_on_top_of_each_other(cadence: Cadence) -> None:
    """Each is at least four working hours after the last one that was made."""
    friday_night = local(2026, 5, 8, 22)

    assert (
        due(cadence, Phase.NOT_REACHED, 2, anchor=friday_night, tried=[local(2026, 5, 11, 9, 30)]) == "Mon 05-11 13:30"
    )
    assert (
        due(cadence, Phase.REFERRAL_SENT, 1, anchor=friday_night, tried=[local(2026, 5, 11, 16)]) == "Wed 05-13 09:00"
    )
    assert due(cadence, Phase.NOT_REACHED, 2, anchor=friday_night, tried=[local(2026, 5, 11, 15)]) == "Tue 05-12 11:00"


def test_nothing_falls_due_in_the_past(cadence: Cadence) -> None:
    assert due(cadence, Phase.NOT_REACHED, 1, anchor=MONDAY_9, now=local(2026, 5, 6, 11)) == "Wed 05-06 11:00"


@pytest.mark.parametrize(
    ("met_at", "first_attempt", "within_48_hours"),
    [
        (local(2026, 5, 4, 10), "Mon 05-04 10:00", True),
        (local(2026, 5, 4, 20), "Tue 05-05 09:00", True),
        (local(2026, 5, 8, 16, 30), "Fri 05-08 16:30", True),
        (local(2026, 5, 8, 20), "Mon 05-11 09:00", False),
        (local(2026, 5, 9, 8, 59), "Mon 05-11 09:00", False),
        (local(2026, 5, 9, 9), "Mon 05-11 09:00", True),
        (local(2026, 5, 22, 18), "Tue 05-26 09:00", False),
    ],
)
def test_the_first_attempt_against_the_48_hours_that_the_city_promised(
    cadence: Cadence, met_at: datetime, first_attempt: str, within_48_hours: bool
) -> None:
    """Friday evening to Saturday morning cannot be met by working hours alone, nor a long weekend: both clocks are shown."""
    found = cadence.due_at(cadence.step(Phase.NOT_REACHED, 1), anchor=met_at, now=met_at)

    assert f"{timezone.localtime(found, ZONE):%a %m-%d %H:%M}" == first_attempt
    assert (found - met_at <= timedelta(hours=48)) == within_48_hours


def test_a_storm_closes_the_city_and_the_attempt_moves_on(cadence: Cadence) -> None:
    Closure.objects.create(date=TUESDAY_9.date(), name="Storm")

    assert (
        due(cadence_of(CadencePolicy.objects.in_force().pk), Phase.NOT_REACHED, 2, anchor=local(2026, 5, 4, 10))
        == "Wed 05-06 09:00"
    )


def test_24_hours_over_a_daylight_saving_night_are_24_hours(cadence: Cadence) -> None:
    """Friday 10:00 EST and 72 hours is Monday 11:00 EDT."""
    assert due(cadence, Phase.NOT_REACHED, 4, anchor=local(2026, 3, 6, 10)) == "Mon 03-09 11:00"


# -- Other phases --------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("phase", "step", "anchor", "when"),
    [
        (Phase.INTAKE, 1, MONDAY_9, "Mon 05-04 11:00"),
        (Phase.INTAKE, 1, local(2026, 5, 8, 16), "Mon 05-11 10:00"),
        (Phase.NEW_CRISIS, 1, local(2026, 5, 4, 14, 20), "Mon 05-04 15:20"),
        (Phase.NEW_CRISIS, 1, local(2026, 5, 9, 3), "Mon 05-11 10:00"),
        (Phase.DECIDE, 1, MONDAY_9, "Tue 05-05 09:00"),
        (Phase.ENGAGED, 1, MONDAY_9, "Mon 05-11 09:00"),
        (Phase.ENGAGED, 2, MONDAY_9, "Wed 05-06 09:00"),
        (Phase.REFERRAL_SENT, 1, FRIDAY_9, "Tue 05-12 09:00"),
        (Phase.REFERRAL_SENT, 2, FRIDAY_9, "Fri 05-15 09:00"),
        (Phase.REFERRAL_ACCEPTED, 1, MONDAY_9, "Mon 05-11 09:00"),
        (Phase.CONNECTED, 1, MONDAY_9, "Mon 05-11 09:00"),
        (Phase.CONNECTED, 2, MONDAY_9, "Wed 06-03 09:00"),
    ],
)
def test_when_the_steps_fall_due(cadence: Cadence, phase: Phase, step: int, anchor: datetime, when: str) -> None:
    assert due(cadence, phase, step, anchor=anchor) == when


@pytest.mark.parametrize(
    ("appointment", "before", "after"),
    [
        (local(2026, 5, 6, 14), "Tue 05-05 09:00", "Thu 05-07 14:00"),
        (local(2026, 5, 11, 10), "Fri 05-08 09:00", "Tue 05-12 10:00"),
        (local(2026, 5, 16, 10), "Fri 05-15 09:00", "Tue 05-19 09:00"),
        (local(2026, 5, 26, 8), "Fri 05-22 09:00", "Wed 05-27 09:00"),
    ],
    ids=["midweek", "monday", "saturday", "after a long weekend"],
)
def test_the_working_day_before_an_appointment_and_the_working_day_after(
    cadence: Cadence, appointment: datetime, before: str, after: str
) -> None:
    assert due(cadence, Phase.APPOINTMENT, 1, anchor=appointment, now=MONDAY_9) == before
    assert due(cadence, Phase.APPOINTMENT, 2, anchor=appointment, now=MONDAY_9) == after


def test_an_appointment_of_tomorrow_is_reminded_of_now(cadence: Cadence) -> None:
    now = local(2026, 5, 5, 15)

    assert due(cadence, Phase.APPOINTMENT, 1, anchor=local(2026, 5, 6, 10), now=now) == "Tue 05-05 15:00"


def test_an_attempt_that_failed_leads_to_the_next_one_and_the_last_to_a_decision(cadence: Cadence) -> None:
    path = [after_attempt(cadence, phase=Phase.NOT_REACHED, step=step) for step in range(1, 7)]

    assert path == [(Phase.NOT_REACHED, step) for step in range(2, 7)] + [(Phase.DECIDE, 1)]


def test_a_decision_leads_to_another_one_so_nothing_ends_by_itself(cadence: Cadence) -> None:
    assert after_attempt(cadence, phase=Phase.DECIDE, step=3) == (Phase.DECIDE, 4)
    assert due(cadence, Phase.DECIDE, 99, anchor=MONDAY_9) == "Tue 05-05 09:00"


def test_every_phase_has_a_first_step(cadence: Cadence) -> None:
    assert [phase for phase in Phase if not cadence.has_step(phase, 1)] == []


def test_a_phase_without_steps_says_which(cadence: Cadence) -> None:
    with pytest.raises(LookupError) as error:
        Cadence((), cadence.calendar).step("engaged", 1)

    assert str(error.value) == "The cadence has no step for the phase 'engaged'."


# -- "Unable to contact" -------------------------------------------------------------------------------------------

BY_THE_BOOK = [
    Attempt(MONDAY_9, "phone"),
    Attempt(TUESDAY_9, "phone"),
    Attempt(WEDNESDAY_9, "in_person"),
    Attempt(local(2026, 5, 7, 14), "phone"),
    Attempt(NEXT_MONDAY_9, "in_person"),
    Attempt(local(2026, 5, 18, 9), "phone"),
]


def test_the_default_schedule_followed_to_its_end_completes_the_protocol() -> None:
    assert protocol_gaps(BY_THE_BOOK, unsheltered=True) == []


def test_nobody_was_tried_at_all() -> None:
    assert protocol_gaps([], unsheltered=True) == ["attempts", "days", "channels", "parts_of_day", "in_person"]


@pytest.mark.parametrize(
    ("attempts", "gaps"),
    [
        (BY_THE_BOOK[2:], ["attempts", "days"]),
        ([*BY_THE_BOOK[:5], Attempt(local(2026, 5, 17, 16), "phone")], ["days"]),
        ([Attempt(a.at, "phone") for a in BY_THE_BOOK], ["channels", "in_person"]),
        ([Attempt(a.at.replace(hour=13), a.channel) for a in BY_THE_BOOK], ["parts_of_day"]),
        ([Attempt(a.at, a.channel.replace("in_person", "text")) for a in BY_THE_BOOK], ["in_person"]),
    ],
    ids=["four attempts", "thirteen days", "one channel", "only mornings", "never in person"],
)
def test_what_is_still_missing(attempts: list[Attempt], gaps: list[str]) -> None:
    assert protocol_gaps(attempts, unsheltered=True) == gaps


def test_whoever_has_a_home_need_not_be_looked_for_in_person() -> None:
    by_phone_and_text = [Attempt(a.at, a.channel.replace("in_person", "text")) for a in BY_THE_BOOK]

    assert protocol_gaps(by_phone_and_text, unsheltered=False) == []


def test_fourteen_days_are_days_of_the_calendar_not_hours() -> None:
    """First tried at 11:00, last on day 14 at 9:30: the schedule was followed."""
    attempts = [Attempt(local(2026, 5, 4, 11), "phone"), *BY_THE_BOOK[1:5], Attempt(local(2026, 5, 18, 9, 30), "phone")]

    assert protocol_gaps(attempts, unsheltered=True) == []


def test_fourteen_days_over_a_daylight_saving_night_are_fourteen() -> None:
    days = [2, 3, 4, 5, 9, 16]
    attempts = [
        Attempt(local(2026, 3, day, 9 if n else 15), "phone" if n % 2 else "in_person") for n, day in enumerate(days)
    ]

    assert protocol_gaps(attempts, unsheltered=True) == []
