"""Working time is counted in UTC and decided in America/New_York: right on both daylight-saving nights of every year,
on leap days, over closures, and after 19:00 when UTC is already in tomorrow."""

from datetime import UTC, date, datetime, time, timedelta

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from heart.lib.clock import ZONE, Hours, NoWorkingTime, WorkCalendar, part_of_day
from tests.times import FRIDAY_9, MONDAY_9, NEXT_MONDAY_9, TUESDAY_9, local

OFFICE = WorkCalendar(tuple(Hours(day, time(9), time(17)) for day in range(5)))
WHOLE_WEEK = WorkCalendar(tuple(Hours(day, time(10), time(21)) for day in range(7)))
# Open all day, also in the hour that is missing or doubled.
ALWAYS = WorkCalendar(tuple(Hours(day, time.min, time.max) for day in range(7)))
SPLIT = WorkCalendar(
    tuple(h for day in range(5) for h in (Hours(day, time(9), time(12)), Hours(day, time(13), time(17))))
)
CLOSED_TUESDAY = WorkCalendar(OFFICE.hours, frozenset({date(2026, 5, 5)}))
HOUR = timedelta(hours=1)


def edges(year: int) -> tuple[date, date]:
    """The Sundays on which daylight saving begins and ends."""
    march, november = date(year, 3, 8), date(year, 11, 1)
    return march + timedelta(days=(6 - march.weekday()) % 7), november + timedelta(days=(6 - november.weekday()) % 7)


EDGES = [day for year in range(2024, 2036) for day in edges(year)]
calendars = st.sampled_from([OFFICE, WHOLE_WEEK, ALWAYS, SPLIT, CLOSED_TUESDAY])
around_edges = st.builds(
    lambda day, seconds: datetime.combine(day, time(), UTC) + timedelta(seconds=seconds),
    st.sampled_from(EDGES),
    st.integers(-4 * 86400, 5 * 86400),
)
leap_days = st.builds(
    lambda year, seconds: datetime(year, 2, 28, tzinfo=UTC) + timedelta(seconds=seconds),
    st.sampled_from([2024, 2028, 2032]),
    st.integers(0, 3 * 86400),
)
any_time = st.integers(0, 12 * 365 * 86400).map(
    lambda seconds: datetime(2024, 1, 1, tzinfo=UTC) + timedelta(seconds=seconds)
)
instants = st.one_of(around_edges, leap_days, any_time)
amounts = st.integers(0, 60 * 60).map(lambda minutes: timedelta(minutes=minutes))


# -- Properties ----------------------------------------------------------------------------------------------------


@given(calendars, instants)
def test_the_next_working_moment_is_working_not_before_and_its_own_next(calendar: WorkCalendar, at: datetime) -> None:
    found = calendar.next_working_moment(at)

    assert (found >= at, calendar.is_working(found), calendar.next_working_moment(found)) == (True, True, found)


@given(calendars, instants)
def test_nothing_is_worked_before_the_next_working_moment(calendar: WorkCalendar, at: datetime) -> None:
    assert calendar.working_between(at, calendar.next_working_moment(at)) == timedelta()


@given(calendars, instants, amounts)
def test_adding_working_time_and_counting_it_agree(calendar: WorkCalendar, at: datetime, amount: timedelta) -> None:
    assert calendar.working_between(at, calendar.add_working(at, amount)) == amount


@given(calendars, instants, amounts, amounts)
def test_working_time_adds_up(calendar: WorkCalendar, at: datetime, one: timedelta, other: timedelta) -> None:
    in_two = calendar.add_working(calendar.add_working(at, one), other)

    assert calendar.working_between(at, in_two) == one + other


@given(calendars, instants, instants)
def test_counting_backwards_is_the_negative(calendar: WorkCalendar, one: datetime, other: datetime) -> None:
    near = one + (other - one) % timedelta(days=30)

    assert calendar.working_between(near, one) == -calendar.working_between(one, near)


@given(calendars, instants, st.integers(0, 30))
def test_working_days_later_is_a_working_day_so_many_ahead(calendar: WorkCalendar, at: datetime, days: int) -> None:
    start = calendar.day_of(calendar.next_working_moment(at))
    day = calendar.day_of(calendar.add_working_days(at, days))

    passed = sum(calendar.is_working_day(start + timedelta(days=n)) for n in range(1, (day - start).days + 1))
    assert (calendar.is_working_day(day), passed) == (True, days)


@given(calendars, instants)
def test_answers_are_in_utc(calendar: WorkCalendar, at: datetime) -> None:
    found = [calendar.next_working_moment(at), calendar.add_working(at, HOUR), calendar.add_working_days(at, 1)]

    assert [moment.tzinfo for moment in found] == [UTC] * 3


@given(instants)
@example(local(2026, 5, 4, 19, 30))
@example(local(2026, 5, 4, 23, 59))
def test_an_instant_in_any_zone_is_the_same_question(at: datetime) -> None:
    here, later = at.astimezone(ZONE), at + timedelta(days=3)

    assert OFFICE.next_working_moment(here) == OFFICE.next_working_moment(at)
    assert OFFICE.working_between(here, later.astimezone(ZONE)) == OFFICE.working_between(at, later)


# -- Daylight saving -----------------------------------------------------------------------------------------------


@pytest.mark.parametrize("year", range(2024, 2036))
def test_the_day_that_loses_an_hour_has_23_and_the_day_that_gains_one_has_25(year: int) -> None:
    spring, autumn = edges(year)
    lengths = [sum((end - start for start, end in ALWAYS.spans(day)), timedelta()) for day in (spring, autumn)]

    assert lengths == [23 * HOUR, 25 * HOUR]


@pytest.mark.parametrize("edge", EDGES, ids=str)
def test_monday_after_the_change_opens_at_nine_on_the_wall(edge: date) -> None:
    friday_evening = datetime.combine(edge - timedelta(days=2), time(18), ZONE)

    opening = OFFICE.next_working_moment(friday_evening).astimezone(ZONE)

    assert (opening.date(), opening.time()) == (edge + timedelta(days=1), time(9))


@pytest.mark.parametrize("edge", EDGES, ids=str)
def test_a_working_day_is_eight_hours_on_either_side_of_the_change(edge: date) -> None:
    friday = datetime.combine(edge - timedelta(days=2), time(9), ZONE)

    end = OFFICE.add_working(friday, 16 * HOUR).astimezone(ZONE)

    assert (end.date(), end.time()) == (edge + timedelta(days=1), time(17))


@pytest.mark.parametrize("edge", EDGES, ids=str)
def test_one_working_day_later_keeps_the_wall_clock_over_the_change(edge: date) -> None:
    friday = datetime.combine(edge - timedelta(days=2), time(14, 30), ZONE)

    later = OFFICE.add_working_days(friday, 1).astimezone(ZONE)

    assert (later.date(), later.time()) == (edge + timedelta(days=1), time(14, 30))


# -- Literal examples ----------------------------------------------------------------------------------------------


def test_today_after_seven_in_the_evening_is_still_today() -> None:
    evening = local(2026, 5, 4, 20)

    assert (evening.date(), OFFICE.day_of(evening)) == (date(2026, 5, 5), date(2026, 5, 4))


def test_after_seven_in_the_evening_the_next_working_day_is_tomorrow_not_the_day_after() -> None:
    assert OFFICE.next_working_moment(local(2026, 5, 4, 20)) == TUESDAY_9


@pytest.mark.parametrize(
    ("at", "working"),
    [
        (local(2026, 5, 4, 8, 59), False),
        (local(2026, 5, 4, 9), True),
        (local(2026, 5, 4, 16, 59), True),
        (local(2026, 5, 4, 17), False),
        (local(2026, 5, 9, 12), False),
        (local(2026, 5, 5, 12), True),
    ],
)
def test_open_from_the_first_minute_until_before_the_last(at: datetime, working: bool) -> None:
    assert OFFICE.is_working(at) == working


def test_a_closure_is_not_worked() -> None:
    assert CLOSED_TUESDAY.next_working_moment(local(2026, 5, 4, 18)) == local(2026, 5, 6, 9)
    assert CLOSED_TUESDAY.add_working_days(MONDAY_9, 1) == local(2026, 5, 6, 9)


def test_eight_hours_from_the_opening_is_the_same_days_closing() -> None:
    assert OFFICE.add_working(MONDAY_9, 8 * HOUR) == local(2026, 5, 4, 17)


def test_a_break_at_noon_is_not_working_time() -> None:
    assert SPLIT.add_working(MONDAY_9, 4 * HOUR) == local(2026, 5, 4, 14)


def test_no_time_at_all_from_a_weekend_is_monday_opening() -> None:
    assert OFFICE.add_working(local(2026, 5, 9, 12), timedelta()) == NEXT_MONDAY_9


def test_working_days_from_the_evening_count_from_the_next_morning() -> None:
    assert OFFICE.add_working_days(local(2026, 5, 7, 19), 1) == NEXT_MONDAY_9


def test_working_days_from_before_opening_count_that_day() -> None:
    assert OFFICE.add_working_days(local(2026, 5, 7, 7), 1) == FRIDAY_9


def test_the_leap_day_is_a_day() -> None:
    assert OFFICE.next_working_day(date(2028, 2, 28)) == date(2028, 2, 29)
    assert WHOLE_WEEK.next_working_day(date(2032, 2, 28)) == date(2032, 2, 29)


def test_hours_change_on_the_day_they_say() -> None:
    changing = WorkCalendar(
        (
            Hours(0, time(9), time(17), date.min, date(2026, 5, 4)),
            Hours(0, time(8), time(12), date(2026, 5, 5), date.max),
        )
    )

    assert changing.spans(date(2026, 5, 4)) == ((MONDAY_9, local(2026, 5, 4, 17)),)
    assert changing.spans(date(2026, 5, 11)) == ((local(2026, 5, 11, 8), local(2026, 5, 11, 12)),)


def test_a_calendar_without_hours_says_so_instead_of_searching_for_ever() -> None:
    empty = WorkCalendar(())

    for ask in (
        lambda: empty.next_working_moment(MONDAY_9),
        lambda: empty.add_working(MONDAY_9, HOUR),
        lambda: empty.next_working_day(date(2026, 5, 4)),
        lambda: empty.previous_working_day(date(2026, 5, 4)),
    ):
        with pytest.raises(NoWorkingTime):
            ask()


@pytest.mark.parametrize(
    ("hour", "part"),
    [(0, "morning"), (11, "morning"), (12, "afternoon"), (16, "afternoon"), (17, "evening"), (23, "evening")],
)
def test_parts_of_the_day_are_local(hour: int, part: str) -> None:
    assert part_of_day(local(2026, 5, 4, hour, 59)) == part
