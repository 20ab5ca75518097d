"""The short ways of reading a file's times say what the long ones say."""

from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from casework.actions.imports import Refusal, Row
from casework.interop.cad_csv import open_cad
from casework.interop.cad_mapping import parse_mapping
from casework.interop.cad_people import person_of
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


COLUMNS = {"incident_number": "number", "received_at": "call", "dispatched_at": "sent"}
ONE_DAY = {"received_at": "day", "dispatched_at": "day"}
TWO_DAYS = {"received_at": "day", "dispatched_at": "sent day"}


def sent(folder: Path, header: str, cells: str, dates: dict[str, str]) -> str:
    """When somebody was sent to a call in Durham, in UTC; or why the row is refused."""
    path = folder / "calls.csv"
    path.write_text(f"number,{header}\n1,{cells}\n")
    told = {"agency": "A", "zone": ZONE.key, "time_formats": FORMATS, "columns": COLUMNS, "dates": dates}
    (row,) = open_cad(path, parse_mapping(told)).records()
    if isinstance(row, Refusal):
        return row.reason
    assert isinstance(row, Row)
    return f"{row.details.dispatched_at:%d %H:%M:%S}"


FORMATS = ["%m/%d/%Y %I:%M:%S %p", "%m/%d/%Y %I:%M %p", "%m/%d/%Y %H:%M:%S", "%m/%d/%Y %H:%M", "iso"]


@pytest.mark.parametrize(
    ("cells", "at"),
    [
        ("11/01/2026 01:30:45 AM,11/01/2026 01:30 AM", "01 05:30:45"),
        ("11/01/2026 01:30:45 AM,11/01/2026 01:29 AM", "01 06:29:00"),
        ("2026-11-01T01:30:45-05:00,2026-11-01T01:30-05:00", "01 06:30:45"),
        ("12/31/2025 11:59 PM,01/01/2026 12:00 AM", "01 05:00:00"),
        ("11/01/2026 01:30:45 EST,11/01/2026 01:30 EST", "01 06:30:45"),
        ("11/01/2026 01:50:45 EDT,11/01/2026 01:10 EST", "01 06:10:00"),
    ],
    ids=[
        "the same minute", "an earlier minute, so the second time", "with its offset", "New Year",
        "with its zone", "with a zone of its own",
    ],
)  # fmt: skip
def test_a_time_without_seconds_is_not_before_its_own_minute(tmp_path: Path, cells: str, at: str) -> None:
    assert sent(tmp_path, "call,sent", cells, {}) == at


@pytest.mark.parametrize(
    ("cells", "at"),
    [
        ("11/05/2026,10:30:45,10:30", "05 15:30:45"),
        ("12/31/2025,23:50,00:01", "01 05:01:00"),
        ("11/01/2026,01:50,01:10", "01 06:10:00"),
        ("03/08/2026,23:50,02:30", "09 06:30:00"),
        ("03/07/2026,23:50,02:30", "The clocks were put forward over this time: it did not exist."),
        ("03/08/2026,01:50,02:30", "The clocks were put forward over this time: it did not exist."),
        ("11/05/2026,10:30:45,10:30:43", "05 15:30:43"),
    ],
    ids=["same minute", "New Year", "autumn", "after spring", "into spring", "in spring", "two clocks"],
)
def test_a_date_that_is_the_calls_goes_on_after_midnight(tmp_path: Path, cells: str, at: str) -> None:
    """Two clocks that disagree are not a day apart: such a row is refused where it is looked at."""
    assert sent(tmp_path, "day,call,sent", cells, ONE_DAY) == at


def test_a_date_of_its_own_is_that_date(tmp_path: Path) -> None:
    assert sent(tmp_path, "day,call,sent day,sent", "11/05/2026,10:30,11/05/2026,10:20", TWO_DAYS) == "05 15:20:00"


@pytest.mark.parametrize(
    ("text", "at"),
    [
        ("11/01/2026 01:30 AM EDT", "05:30"),
        ("11/01/2026 01:30 AM EST", "06:30"),
        ("11/01/2026 01:30:00 est", "06:30"),
        ("11/01/2026 01:30CST", "07:30"),
        ("2026-11-01T01:30:00 EST", "06:30"),
        ("2026-11-01T01:30:00-04:00", "05:30"),
    ],
)
def test_the_zone_behind_a_time_is_its_offset(text: str, at: str) -> None:
    read, _of_minutes = read_time(text, FORMATS)
    assert f"{read.astimezone(UTC):%H:%M}" == at


@pytest.mark.parametrize(
    ("text", "says"),
    [
        ("11/01/2026 01:30 America/New_York", "The time cannot be read: the zone that stands behind it is not known."),
        ("11/01/2026 01:30 PM ET", "The time cannot be read: the zone that stands behind it is not known."),
        ("11-01-2026 01:30 PM", "The time cannot be read."),
        ("about noon", "The time cannot be read."),
    ],
)
def test_a_zone_that_says_no_offset_is_named_as_what_is_in_the_way(tmp_path: Path, text: str, says: str) -> None:
    told = sent(tmp_path, "call,sent", f"11/01/2026 01:00,{text}", {})
    assert told.removesuffix(" Leave it out of the export.") == says


@pytest.mark.parametrize(
    ("told", "born"),
    [
        ("03/04/55", date(1955, 3, 4)),
        ("05/04/26", date(2026, 5, 4)),
        ("05/05/26", date(1926, 5, 5)),
        ("29-Feb-56", date(1956, 2, 29)),
        ("03/04/2055", date(2055, 3, 4)),  # typed so: whoever records it refuses it
    ],
)
def test_a_birth_year_of_two_figures_is_the_latest_before_the_call(told: str, born: date) -> None:
    person = person_of(lambda name: {"full_name": "Odell Pike", "birth_date": told}.get(name, ""), (), date(2026, 5, 4))
    assert person is not None
    assert person.birth_date == born
