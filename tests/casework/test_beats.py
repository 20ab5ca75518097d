"""Where the beats lie: the map of a day, and one beat for each point."""

import json
import os
from datetime import date
from functools import partial
from io import StringIO
from pathlib import Path

import pytest
from django.core.management import CommandError, call_command
from hypothesis import given
from hypothesis import strategies as st

from casework.actions.encounters import record_encounter
from casework.actions.imports import Row, import_rows
from casework.actions.outlines import LacksBeats, Outline, Redrawn, compared, redraw_beats, take_back_map
from casework.beats import beat_at
from casework.interop.geojson import NotTaken, read_outlines
from casework.models import BeatOutline, Encounter, Source
from heart.audit.models import AuditEvent
from heart.lib.errors import NotAllowed, NotPossibleNow
from heart.lib.polygons import holds
from tests.cast import Cast
from tests.factories import EncounterDetailsFactory
from tests.times import local

DURHAM = Path(os.environ.get("SHARED_DATA", Path(__file__).parents[3] / "shared/data")) / "cad/durham_beats.geojson"
MAY_1, MAY_4 = date(2026, 5, 1), date(2026, 5, 4)
PILOT_BEATS = {"111", "112", "113", "114", "122", "214", "223", "411", "413", "511", "512", "513"}


def ring(west, south, east, north):
    return [[west, south], [east, south], [east, north], [west, north], [west, south]]


def square(west, south, east, north, *holes):
    """A MultiPolygon of one square."""
    return [[ring(west, south, east, north), *holes]]


def feature(code, shape, name="beat", kind="MultiPolygon"):
    return {"type": "Feature", "properties": {name: code}, "geometry": {"type": kind, "coordinates": shape}}


def collection(*features, **more):
    return json.dumps({"type": "FeatureCollection", "features": features, **more}).encode()


# -- One beat for each point


@pytest.fixture
def two_beats(db: None) -> None:
    """Side by side, 112 with a lake that is 299, and beyond a gap 113 in two parts."""
    lake = ring(1.4, 0.4, 1.6, 0.6)
    told = {
        "111": square(0, 0, 1, 1),
        "112": square(1, 0, 2, 1, lake),
        "113": [*square(5, 0, 6, 1), *square(7, 0, 8, 1)],
        "299": [[lake]],
    }
    redraw_beats(outlines=[Outline(*one) for one in told.items()], since=MAY_4, by=None)


@pytest.mark.parametrize(
    ("longitude", "latitude", "code"),
    [
        (0.5, 0.5, "111"),
        (1.2, 0.5, "112"),
        (1.5, 0.5, "299"),
        (5.5, 0.5, "113"),
        (7.5, 0.5, "113"),
        (6.5, 0.5, ""),
        (3, 0.5, ""),
        (0.5, 1.5, ""),
    ],
)
def test_a_point_finds_its_beat(two_beats, longitude, latitude, code) -> None:
    assert beat_at(latitude, longitude, on=MAY_4) == code


@pytest.mark.parametrize(
    ("longitude", "latitude", "codes"),
    [
        (1, 0.5, {"111", "112"}),
        (1, 0, {"111", "112"}),
        (1, 1, {"111", "112"}),
        (0, 0, {"111"}),
        (2, 1, {"112"}),
        (0.5, 1, {"111"}),
        (1.4, 0.5, {"112", "299"}),
        (1.6, 0.6, {"112", "299"}),
        (1 + 5e-8, 1 + 5e-8, {"111", "112"}),
    ],
)
def test_on_a_border_it_is_one_of_the_two_and_always_the_same(two_beats, longitude, latitude, codes) -> None:
    found = {beat_at(latitude, longitude, on=MAY_4) for _ in range(3)}
    assert (len(found), found <= codes) == (1, True)


@given(
    st.lists(st.tuples(st.integers(0, 8), st.integers(0, 8)), min_size=1, max_size=9),
    st.integers(0, 8),
    st.integers(0, 8),
)
def test_areas_that_share_a_border_share_no_point_of_it(corners, x, y) -> None:
    """A square cut in two along any line from its left to its right side, one drawn against the other's direction."""
    line = [(0, 4), *sorted(corners), (8, 4)]
    upper = [[*line, (8, 9), (0, 9), (0, 4)]]
    lower = [[(0, -1), (8, -1), *reversed(line), (0, -1)]]
    whole = [[(0, -1), (8, -1), (8, 9), (0, 9), (0, -1)]]
    assert holds([upper], x, y) ^ holds([lower], x, y) == holds([whole], x, y)


def test_where_outlines_overlap_the_first_by_code_counts(db: None) -> None:
    told = [Outline("9", square(0, 0, 2, 2)), Outline("2", square(1, 1, 3, 3))]
    redraw_beats(outlines=told, since=MAY_4, by=None)
    assert beat_at(1.5, 1.5, on=MAY_4) == "2"


def test_one_statement_for_the_boxes_and_one_for_each_outline_near(two_beats, django_assert_num_queries) -> None:
    with django_assert_num_queries(2):
        beat_at(0.5, 0.5, on=MAY_4)
    with django_assert_num_queries(1):
        beat_at(0.5, 90, on=MAY_4)


# -- An encounter that was told where, but not in which beat


def told(number, **words):
    return EncounterDetailsFactory(
        incident_number=number, received_at=local(2026, 5, 5, 1), follow_up_wanted="", **words
    )


@pytest.mark.parametrize(
    ("words", "beat"),
    [
        ({"latitude": 0.5, "longitude": 0.5}, "111"),
        ({"latitude": 0.5, "longitude": 0.5, "beat": "D1"}, "D1"),
        ({"latitude": 9.5, "longitude": 0.5}, ""),
        ({}, ""),
    ],
)
def test_the_map_of_its_day_tells(two_beats, words, beat) -> None:
    now = local(2026, 5, 5, 9)
    one = record_encounter(details=told("1", **words), person=None, by=None, source=Source.API, now=now).encounter
    import_rows(rows=[Row(1, told("2", **words))], last_lines={}, by=None, now=now)
    assert (one.beat, Encounter.objects.get(incident_number="2").beat) == (beat, beat)


def test_the_same_again_is_the_same_when_the_map_came_in_between(db: None) -> None:
    details, now = told("1", latitude=0.5, longitude=0.5), local(2026, 5, 5, 9)
    send = partial(record_encounter, details=details, person=None, by=None, source=Source.API, now=now)
    first = send()
    redraw_beats(outlines=[Outline("111", square(0, 0, 1, 1))], since=MAY_4, by=None)
    assert (first.created, send().created) == (True, False)


# -- The map of a day


def test_a_new_map_replaces_the_one_before_and_leaves_it_true_of_its_days(two_beats) -> None:
    later = date(2026, 6, 1)
    told = [Outline("111", square(0, 0, 1, 1)), Outline("112", square(1, 0, 3, 1)), Outline("114", square(3, 0, 4, 1))]
    redrawn = redraw_beats(outlines=told, since=later, by=None)
    assert redrawn == Redrawn(
        new=("114",), changed=("112",), unchanged=("111",), ended=("113", "299"), missing=redrawn.missing
    )  # fmt: skip
    days = [date(2026, 5, 3), MAY_4, date(2026, 5, 31), later]
    assert [beat_at(0.5, 1.5, on=day) for day in days] == ["", "299", "299", "112"]
    assert [beat_at(0.5, 3.5, on=day) for day in days] == ["", "", "", "114"]
    assert BeatOutline.objects.filter(code="111").count() == 1


def test_the_same_map_again_changes_nothing(two_beats) -> None:
    before = list(BeatOutline.objects.order_by("pk").values())
    same = [Outline(row["code"], row["shape"]) for row in before]
    redrawn = redraw_beats(outlines=same, since=date(2026, 6, 1), by=None)
    assert (redrawn.unchanged, list(BeatOutline.objects.order_by("pk").values())) == (
        ("111", "112", "113", "299"),
        before,
    )


def test_a_map_of_the_same_day_corrects_it(two_beats) -> None:
    redraw_beats(outlines=[Outline("111", square(0, 0, 2, 2))], since=MAY_4, by=None)
    assert list(BeatOutline.objects.values_list("code", "valid_from", "valid_to")) == [("111", MAY_4, None)]


def test_a_map_from_before_another_is_refused(two_beats) -> None:
    with pytest.raises(NotPossibleNow):
        redraw_beats(outlines=[Outline("111", square(0, 0, 1, 1))], since=MAY_1, by=None)
    assert BeatOutline.objects.count() == 4


def test_beats_of_the_pilots_that_it_does_not_show_are_named(db: None) -> None:
    told = compared([Outline("111", square(0, 0, 1, 1))], since=MAY_4)
    assert (told.missing, BeatOutline.objects.count()) == (tuple(sorted(PILOT_BEATS - {"111"})), 0)


def test_a_map_that_lacks_beats_of_the_pilots_is_only_taken_by_who_says_so(cast: Cast) -> None:
    told, lacks = [Outline("111", square(0, 0, 1, 1))], PILOT_BEATS - {"111"}
    for said in ((), lacks - {"112"}):
        with pytest.raises(LacksBeats) as refusal:
            redraw_beats(outlines=told, since=MAY_4, without=said, by=cast.mia)
        assert (refusal.value.redrawn.missing, BeatOutline.objects.count()) == (tuple(sorted(lacks)), 0)
    redraw_beats(outlines=told, since=MAY_4, without=lacks, by=cast.mia)
    assert list(BeatOutline.objects.values_list("code", flat=True)) == ["111"]


def test_a_map_that_is_still_to_come_can_be_taken_back(two_beats, cast: Cast) -> None:
    before, later = list(BeatOutline.objects.order_by("pk").values()), date(2026, 6, 1)
    for told in (
        [Outline("112", square(1, 0, 3, 1)), Outline("114", square(3, 0, 4, 1))],
        [Outline("111", square(0, 0, 1, 1))],
    ):
        redraw_beats(outlines=told, since=later, by=cast.mia, now=local(2026, 5, 5))
        take_back_map(since=later, by=cast.mia, now=local(2026, 5, 31, 23))
        assert list(BeatOutline.objects.order_by("pk").values()) == before
    event = AuditEvent.objects.filter(event="beats.taken_back").earliest("pk")
    assert (event.actor_id, event.detail) == (cast.mia.pk, {"since": "2026-06-01", "drawn": 2, "ended": 4})


@pytest.mark.parametrize(
    ("since", "now"),
    [(date(2026, 6, 1), local(2026, 6, 1)), (date(2026, 6, 2), local(2026, 5, 5)), (MAY_4, local(2026, 5, 3))],
)
def test_only_the_latest_and_before_its_first_day(two_beats, cast: Cast, since, now) -> None:
    redraw_beats(outlines=[Outline("111", square(0, 0, 2, 2))], since=date(2026, 6, 1), by=None)
    before = list(BeatOutline.objects.order_by("pk").values())
    with pytest.raises(NotPossibleNow):
        take_back_map(since=since, by=cast.mia, now=now)
    assert list(BeatOutline.objects.order_by("pk").values()) == before


def test_only_a_programme_manager_takes_it_back(two_beats, cast: Cast) -> None:
    for stranger in (cast.sol, cast.ada, cast.rex):
        with pytest.raises(NotAllowed):
            take_back_map(since=MAY_4, by=stranger, now=local(2026, 5, 1))
    assert BeatOutline.objects.count() == 4


def test_a_map_from_before_one_that_only_ends_beats_is_refused(two_beats) -> None:
    same = [Outline(row.code, row.shape) for row in BeatOutline.objects.exclude(code="113")]
    redraw_beats(outlines=same, since=date(2026, 6, 1), by=None)
    with pytest.raises(NotPossibleNow):
        redraw_beats(outlines=same, since=date(2026, 5, 20), by=None)


def test_only_a_programme_manager_and_it_is_on_record(cast: Cast) -> None:
    told = [Outline("111", square(0, 0, 1, 1))]
    with pytest.raises(NotAllowed):
        redraw_beats(outlines=told, since=MAY_4, by=cast.sol)
    redraw_beats(outlines=told, since=MAY_4, by=cast.mia)
    event = AuditEvent.objects.get(event="beats.redrawn")
    assert (event.actor_id, event.detail["new"], event.detail["since"]) == (cast.mia.pk, 1, "2026-05-04")


# -- The file


@pytest.mark.parametrize("name", ["LAWBEAT", "beat", "BEAT_NO", "Name"])
@pytest.mark.parametrize("code", [111, "111", 111.0, " 111 "])
def test_the_code_is_found(name, code) -> None:
    file = collection(feature(code, square(0, 0, 1, 1), name))
    assert read_outlines(file) == [Outline("111", square(0, 0, 1, 1))]


def test_the_code_may_be_named() -> None:
    one = feature("D1", square(0, 0, 1, 1)) | {"properties": {"beat": "111", "zone": "D1"}}
    assert [outline.code for outline in read_outlines(collection(one), code="ZONE")] == ["D1"]


def test_a_polygon_a_third_dimension_and_parts_of_one_beat() -> None:
    high = [[[x, y, 12.5] for x, y in ring(0, 0, 1, 1)]]
    file = collection(feature("111", high, kind="Polygon"), feature("111", square(3, 0, 4, 1)))
    assert read_outlines(file) == [Outline("111", [*square(0, 0, 1, 1), *square(3, 0, 4, 1)])]


PROJECTED = (
    "The coordinates are not longitude and latitude in degrees. Save the file as WGS 84 (EPSG:4326) and try again."
)
FINE = square(0, 0, 1, 1)
UNREADABLE = "This is no GeoJSON: it cannot be read."


@pytest.mark.parametrize(
    ("data", "fault"),
    [
        (b"", UNREADABLE),
        (b"\xff\xfe", UNREADABLE),
        (b"[" * 100_000, UNREADABLE),
        (b'{"type": "FeatureCollection", "features": [NaN]}', UNREADABLE),
        (b"[]", "This is no GeoJSON FeatureCollection with features."),
        (collection(), "This is no GeoJSON FeatureCollection with features."),
        (collection(feature("1", FINE), crs={"properties": {"name": "urn:ogc:def:crs:EPSG::2264"}}), PROJECTED),
        (collection(feature("1", square(2e6, 8e5, 2.1e6, 9e5))), f"Feature 1: {PROJECTED}"),
        (collection(feature("1", FINE, "area")), "Which property is the beat's code? The file has: area."),
        (collection(feature("", FINE)), "Feature 1: it has no code in “beat”."),
        (collection(feature(True, FINE)), "Feature 1: it has no code in “beat”."),
        (collection(feature("a\0b", FINE)), "Feature 1: its code is longer than 12 characters."),
        (collection(feature("1", FINE), feature("x" * 13, FINE)), "Feature 2: its code is longer than 12 characters."),
        (collection(feature("1", [0, 0], kind="Point")), "There are no outlines in this file: no areas, only points or lines, or nothing. Export the beats as polygons."),
        (collection(feature("1", FINE), feature("2", [0, 0], kind="Point")), "Feature 2: it is neither a Polygon nor a MultiPolygon."),
        (collection(feature("1", None)), "Feature 1: it has no coordinates."),
        (collection(feature("1", [[ring(0, 0, 1, 1)[:3]]])), "Feature 1: a ring has fewer than four points."),
        (collection(feature("1", [[ring(0, 0, 1, 1)[:4]]])), "Feature 1: a ring does not end where it begins."),
        (collection(feature("1", square(0, 0, 0, 1))), "Feature 1: a ring goes round nothing."),
        (collection(feature("1", [[[[0, 0], [1, "0"], [1, 1], [0, 0]]]])), "Feature 1: a point is not two numbers."),
        (collection({"type": "Feature", "properties": {"beat": "1"}, "geometry": None}), "There are no outlines in this file: no areas, only points or lines, or nothing. Export the beats as polygons."),
    ],
)  # fmt: skip
def test_what_is_wrong_is_said(data, fault) -> None:
    with pytest.raises(NotTaken) as refusal:
        read_outlines(data)
    assert refusal.value.faults == [fault]


# -- The command


def test_the_command(tmp_path, db: None) -> None:
    path = tmp_path / "map.json"
    path.write_bytes(collection(feature("111", FINE)))
    said = StringIO()
    call_command("import_beats", str(path), "--from", "2026-05-04", "--dry-run", "--json", stdout=said)
    assert BeatOutline.objects.count() == 0
    call_command("import_beats", str(path), "--from", "2026-05-04", "--json", stdout=said)
    told = {"new": 1, "changed": 0, "unchanged": 0, "ended": 0, "missing": 11}
    assert [json.loads(line) for line in said.getvalue().splitlines()] == [told, told]
    assert beat_at(0.5, 0.5, on=MAY_4) == "111"


def test_the_command_says_why_not(tmp_path, db: None) -> None:
    path = tmp_path / "map.json"
    path.write_bytes(b"no map")
    with pytest.raises(CommandError) as refusal:
        call_command("import_beats", str(path))
    assert (str(refusal.value), refusal.value.returncode) == (UNREADABLE, 2)


# -- Durham's own beats


@pytest.fixture
def durham(db: None) -> None:
    if not DURHAM.exists():
        pytest.skip(f"{DURHAM} is not there")
    redraw_beats(outlines=read_outlines(DURHAM.read_bytes()), since=MAY_4, by=None)


@pytest.mark.parametrize(
    ("place", "latitude", "longitude", "code"),
    [
        ("Durham station, the bus station", 35.9964, -78.9056, None),
        ("North Carolina Central University", 35.9746, -78.8989, None),
        ("Raleigh", 35.7796, -78.6382, ""),
        ("latitude and longitude mixed up", -78.9056, 35.9964, ""),
    ],
)
def test_places_in_durham(durham, place, latitude, longitude, code) -> None:
    found = beat_at(latitude, longitude, on=MAY_4)
    assert found == code if code is not None else len(found) == 3


def test_every_beat_of_the_pilots_is_on_the_map(durham) -> None:
    codes = set(BeatOutline.objects.values_list("code", flat=True))
    assert (len(codes), PILOT_BEATS - codes) == (37, set())


def test_the_corners_that_beats_share_belong_to_one(durham) -> None:
    """Every fiftieth corner of each outline: found, and twice the same."""
    for row in BeatOutline.objects.all():
        for polygon in row.shape[:2]:
            for longitude, latitude in polygon[0][::50][:4]:
                found = beat_at(latitude, longitude, on=MAY_4)
                assert (bool(found), beat_at(latitude, longitude, on=MAY_4)) == (True, found)
