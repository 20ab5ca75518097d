"""Twelve years of daylight-saving edges: due times and the whole ladder stay inside hours, in order, and right by the
hour, whatever hours, closures and wall-clock moment."""

from datetime import UTC, date, datetime, time, timedelta
from itertools import pairwise

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from casework.cadence import Attempt, Cadence, Step
from casework.models import Clock, PartOfDay, Rung
from casework.reminders import Ladder, in_hours
from casework.states import ContactChannel, FollowUpKind, Phase
from heart.lib.clock import ZONE, Hours, WorkCalendar
from tests.times import local

HOUR, DAY = timedelta(hours=1), timedelta(days=1)
few = settings(max_examples=60)


def edges(year: int) -> tuple[date, date]:
    """The Sundays on which daylight saving begins and ends."""
    march, november = date(year, 3, 8), date(year, 11, 1)
    return march + (6 - march.weekday()) % 7 * DAY, november + (6 - november.weekday()) % 7 * DAY


EDGES = [day for year in range(2020, 2032) for day in edges(year)]
LEAP_DAYS = [date(year, 2, 29) for year in (2020, 2024, 2028)]


# -- Calendars and moments -----------------------------------------------------------------------------------------

DAYS = st.sampled_from([range(5), range(7), range(2, 3), range(5, 7)])
SPANS = st.sampled_from(
    [
        [(time(9), time(17))],
        [(time(9), time(12)), (time(13), time(17))],
        [(time(10), time(21))],
        [(time.min, time.max)],
        [(time.min, time(2, 30)), (time(2, 30), time(6)), (time(22), time.max)],
    ]
)


def rules(weekdays: range, spans: list[tuple[time, time]], since: date, until: date) -> list[Hours]:
    return [Hours(day, opens, closes, since, until) for day in weekdays for opens, closes in spans]


@st.composite
def offices(draw: st.DrawFn, around: date) -> WorkCalendar:
    """Some hours until that day, perhaps others afterwards, and a few days closed."""
    turn = around if draw(st.booleans()) else date.max - DAY
    hours = rules(draw(DAYS), draw(SPANS), date.min, turn) + rules(draw(DAYS), draw(SPANS), turn + DAY, date.max)
    closed = draw(st.sets(st.integers(-9, 16), max_size=5))
    return WorkCalendar(tuple(hours), frozenset(around + n * DAY for n in closed))


@st.composite
def moments(draw: st.DrawFn) -> tuple[WorkCalendar, datetime]:
    """An office, and an instant within a week of an edge or of a leap day; often after 19:00, when UTC is a day on."""
    around = draw(st.sampled_from(EDGES + LEAP_DAYS))
    day = around + draw(st.integers(-7, 7)) * DAY
    hour = draw(st.one_of(st.integers(0, 23), st.integers(19, 23), st.integers(0, 3)))
    at = datetime.combine(day, time(hour, draw(st.integers(0, 59)), fold=draw(st.integers(0, 1))), ZONE)
    return draw(offices(around)), at.astimezone(UTC)


def inside(calendar: WorkCalendar, at: datetime) -> bool:
    """By the wall clock alone: a weekday's hours in force, and no closure."""
    here = at.astimezone(ZONE)
    rows = [h for h in calendar.hours if h.weekday == here.weekday() and h.valid_from <= here.date() <= h.valid_to]
    return here.date() not in calendar.closures and any(h.opens <= here.time() < h.closes for h in rows)


# -- The working calendar ------------------------------------------------------------------------------------------


@few
@given(moments())
def test_the_next_working_moment_is_inside_hours_and_nothing_is_open_before_it(found) -> None:
    calendar, at = found

    moment = calendar.next_working_moment(at)

    quarters = [at + n * HOUR / 4 for n in range(min(200, int((moment - at) / (HOUR / 4)) + 1))]
    assert (moment >= at, inside(calendar, moment)) == (True, True)
    assert [q for q in quarters if q < moment and inside(calendar, q)] == []


@few
@given(moments(), st.integers(0, 40 * 60))
def test_adding_working_time_and_counting_it_are_each_others_inverse(found, minutes: int) -> None:
    calendar, at = found
    amount = timedelta(minutes=minutes)

    later = calendar.add_working(at, amount)

    assert (calendar.working_between(at, later), calendar.working_between(later, at)) == (amount, -amount)
    assert calendar.add_working(at, calendar.working_between(at, later)) == later


@few
@given(moments(), st.integers(1, 12))
def test_working_days_later_keep_the_wall_clock_within_the_days_hours(found, days: int) -> None:
    calendar, at = found
    start = calendar.next_working_moment(at).astimezone(ZONE)

    later = calendar.add_working_days(at, days)

    here, spans = later.astimezone(ZONE), calendar.spans(calendar.day_of(later))
    edge_of_a_span = later in {moment for span in spans for moment in span}
    assert any(opens <= later <= closes for opens, closes in spans)
    assert here.time() == start.time() or edge_of_a_span or not exists(here.date(), start.time())
    assert here.date() > start.date()


def exists(day: date, at: time) -> bool:
    """Whether the wall clock shows it on that day."""
    here = datetime.combine(day, at, ZONE)
    return here.astimezone(UTC).astimezone(ZONE).time() == at


@few
@given(moments())
def test_the_day_is_the_one_on_the_wall(found) -> None:
    calendar, at = found

    assert calendar.day_of(at) == at.astimezone(ZONE).date()


@pytest.mark.parametrize("edge", [edge for edge in EDGES if edge.month == 3], ids=str)
def test_hours_that_begin_within_the_lost_hour_begin_with_the_change(edge: date) -> None:
    night = WorkCalendar((Hours(6, time(1), time(2, 30)), Hours(6, time(2, 30), time(4))))
    change = datetime(edge.year, edge.month, edge.day, 7, tzinfo=UTC)

    assert night.spans(edge) == ((change - HOUR, change), (change, change + HOUR))


@pytest.mark.parametrize("edge", [edge for edge in EDGES if edge.month == 11], ids=str)
def test_hours_that_begin_within_the_doubled_hour_begin_with_the_first(edge: date) -> None:
    night = WorkCalendar((Hours(6, time(1, 30), time(3)),))
    first = datetime(edge.year, edge.month, edge.day, 5, 30, tzinfo=UTC)

    assert night.spans(edge) == ((first, first + 2.5 * HOUR),)


# -- Due times -----------------------------------------------------------------------------------------------------

CLOCKS = [
    *((Clock.ELAPSED_HOURS, after) for after in (0, 24, 48, 168, 720)),
    *((Clock.WORKING_HOURS, after) for after in (1, 2, 30)),
    *((Clock.WORKING_DAYS, after) for after in (-1, 1, 2, 5)),
    *((Clock.MONTHS, after) for after in (1, 2, 6, 12)),
]


def a_step(clock: Clock, after: int, part: str = "", at_least: int = 0) -> Step:
    return Step(Phase.ENGAGED, 1, FollowUpKind.CHECK_IN, after, clock, at_least=at_least, part_of_day=part)


@few
@given(
    moments(),
    st.sampled_from(CLOCKS),
    st.sampled_from(PartOfDay.values),
    st.integers(0, 8),
    st.lists(st.integers(0, 5 * 24 * 60), max_size=3),
)
def test_what_is_due_is_due_inside_hours_and_not_before_it_may_be(found, counted, part, at_least, tried) -> None:
    calendar, at = found
    step = a_step(*counted, part, at_least)
    attempts = [Attempt(at - timedelta(minutes=ago), ContactChannel.PHONE) for ago in tried]

    due = Cadence((step,), calendar).due_at(step, anchor=at, now=at, attempts=attempts)

    rested = calendar.working_between(max(a.at for a in attempts), due) if attempts else at_least * HOUR
    assert (inside(calendar, due), due >= at, rested >= at_least * HOUR, due.tzinfo) == (True, True, True, UTC)


@few
@given(moments(), st.sampled_from([0, 24, 48, 168, 720]))
def test_elapsed_hours_are_hours_that_have_passed(found, hours: int) -> None:
    """Seven days are 168 hours, also over the day that has 23 or 25 of them."""
    calendar, at = found
    step = a_step(Clock.ELAPSED_HOURS, hours)

    due = Cadence((step,), calendar).due_at(step, anchor=at, now=at)

    passed = datetime.fromtimestamp(at.timestamp() + hours * 3600, UTC)
    assert due == calendar.next_working_moment(passed)


@few
@given(moments(), st.integers(1, 12))
@example((WorkCalendar((Hours(1, time(9), time(17)),)), local(2024, 2, 29, 20)), 12)
def test_months_later_is_the_same_day_of_the_month_or_its_last(found, months: int) -> None:
    _calendar, at = found
    always = WorkCalendar(tuple(Hours(day, time.min, time.max) for day in range(7)))
    step = a_step(Clock.MONTHS, months)

    due = Cadence((step,), always).due_at(step, anchor=at, now=at).astimezone(ZONE)

    here = at.astimezone(ZONE)
    first = date(here.year + (here.month + months - 1) // 12, (here.month + months - 1) % 12 + 1, 1)
    last = (first + 31 * DAY).replace(day=1) - DAY
    assert due.date() == first.replace(day=min(here.day, last.day))
    assert due.time() == here.time() or not exists(due.date(), here.time())


@pytest.mark.parametrize("edge", EDGES, ids=str)
def test_met_on_the_saturday_evening_the_first_attempt_is_due_on_monday_at_nine_within_48_hours(edge: date) -> None:
    office = WorkCalendar(tuple(rules(range(5), [(time(9), time(17))], date.min, date.max)))
    met = datetime.combine(edge - DAY, time(20), ZONE).astimezone(UTC)
    step = Step(Phase.NOT_REACHED, 1, FollowUpKind.ATTEMPT, 0, Clock.ELAPSED_HOURS)

    due = Cadence((step,), office).due_at(step, anchor=met, now=met)

    here = due.astimezone(ZONE)
    assert (here.date(), here.time(), due - met < 48 * HOUR) == (edge + DAY, time(9), True)


# -- The ladder ----------------------------------------------------------------------------------------------------

RUNGS = ((Rung.OWNER, 0), (Rung.OTHER_HALF, 240), (Rung.SUPERVISOR, 240), (Rung.PROGRAMME_MANAGER, 480))


def ladder(calendar: WorkCalendar) -> Ladder:
    return Ladder(tuple((rung, timedelta(minutes=minutes)) for rung, minutes in RUNGS), calendar)


def said(calendar: WorkCalendar, due: datetime, times: int) -> list[datetime]:
    """When the sweep says it, tick by tick: what comes at a closing waits for the opening."""
    found = [in_hours(due, calendar)]
    for occasion in range(times):
        found.append(calendar.next_working_moment(ladder(calendar).next_at(occasion, found[-1])))
    return found


@few
@given(moments())
def test_reminders_are_inside_hours_in_order_and_without_end(found) -> None:
    calendar, due = found

    sequence = said(calendar, due, times=12)

    assert [inside(calendar, at) for at in sequence] == [True] * 13
    assert [ladder(calendar).is_time(at) for at in sequence] == [True] * 13
    assert [one < other for one, other in pairwise(sequence)] == [True] * 12


@few
@given(moments())
def test_up_the_ladder_passes_working_time_and_at_the_top_a_day(found) -> None:
    calendar, due = found

    sequence = said(calendar, due, times=9)

    climb = [int(calendar.working_between(*pair) / timedelta(minutes=1)) for pair in pairwise(sequence[:4])]
    assert climb == [240, 240, 480]
    for one, other in pairwise(sequence[3:]):
        assert other - one >= 23 * HOUR or calendar.day_of(other) > calendar.day_of(one)
        assert other <= calendar.next_working_moment(one + 25 * HOUR)


@pytest.mark.parametrize("edge", EDGES, ids=str)
def test_over_the_edge_somebody_hears_once_a_working_day(edge: date) -> None:
    """Due on the Thursday before at ten: the manager hears on Monday, and then every day at the same time."""
    office = WorkCalendar(tuple(rules(range(5), [(time(9), time(17))], date.min, date.max)))
    due = datetime.combine(edge - 3 * DAY, time(10), ZONE).astimezone(UTC)

    when = [f"{at.astimezone(ZONE):%a %H:%M}" for at in said(office, due, times=6)]

    assert when == ["Thu 10:00", "Thu 14:00", "Fri 10:00", "Mon 10:00", "Tue 10:00", "Wed 10:00", "Thu 10:00"]
