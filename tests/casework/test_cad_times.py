"""The short ways of reading a file's times say what the long ones say."""

from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from casework.interop.cad_times import CLOCKS, DATES, read_time
from heart.lib.wall_clock import NoSuchTime, instant

FORMS = [*(f"{day} {clock}" for day in DATES for clock in CLOCKS), "%Y-%m-%d", "%Y%m%d%H%M%S", "(%d) %m/%Y"]
ZONE = ZoneInfo("America/New_York")


def long_way(text: str, form: str) -> datetime | None:
    try:
        return datetime.strptime(text, form)  # noqa: DTZ007
    except ValueError:
        return None


def short_way(text: str, form: str) -> datetime | None:
    try:
        return read_time(text, [form])[0]
    except ValueError:
        return None


@given(
    st.sampled_from(FORMS),
    st.datetimes(min_value=datetime(1900, 1, 1), max_value=datetime(2999, 12, 31)),  # noqa: DTZ001
    st.sampled_from(["", "0", " ", "٣", "\n", "60", "24", "13", "31", "x"]),
    st.integers(0, 25),
    st.booleans(),
)
def test_a_time_is_read_as_strptime_reads_it(form, moment, put_in, place, instead) -> None:  # type: ignore[no-untyped-def]
    whole = moment.strftime(form)
    spoilt = whole[:place] + put_in + whole[place + len(put_in) * instead :]
    for text in (whole, spoilt):
        assert short_way(text, form) == long_way(text, form)


@pytest.mark.parametrize(
    "text", ["02/30/2026 10:00:00", "3/9/2026 1:02:03", "03/09/2026 24:00:00", "03/09/2026  10:00:00"]
)
def test_what_is_not_written_in_full_is_left_to_strptime(text: str) -> None:
    form = "%m/%d/%Y %H:%M:%S"
    assert short_way(text, form) == long_way(text, form)


def by_way_of_utc(wall: datetime, not_before: datetime | None) -> datetime | None:
    """None for a time that no clock has shown."""
    first, second = (wall.replace(tzinfo=ZONE, fold=fold).astimezone(UTC) for fold in (0, 1))
    if first.astimezone(ZONE).replace(tzinfo=None) != wall:
        return None
    return second if not_before and first < not_before <= second else first


@pytest.mark.parametrize("day", [datetime(2026, 3, 8), datetime(2026, 11, 1), datetime(2026, 7, 1)])  # noqa: DTZ001
def test_every_minute_around_the_changes_of_the_clock(day: datetime) -> None:
    for minute in range(4 * 60):
        wall = day + timedelta(minutes=minute, seconds=30)
        for not_before in (None, day.replace(tzinfo=UTC) + timedelta(hours=5, minutes=minute)):
            try:
                found = instant(wall, ZONE, not_before=not_before)
            except NoSuchTime:
                found = None
            assert found == by_way_of_utc(wall, not_before)
