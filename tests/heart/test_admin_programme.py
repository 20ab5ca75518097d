"""The programme in Django admin: pilots, their hours, the map of the beats, and a call tried on all of it."""

import json
import re
from datetime import date, time

import pytest
import time_machine
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse

from casework.actions.outlines import redraw_beats
from casework.interop.geojson import read_outlines
from casework.models import BeatOutline, PilotHours, PilotService
from heart.audit.models import AuditEvent
from tests.cast import Cast
from tests.factories import EncounterFactory
from tests.heart.test_admin import problems, send, url
from tests.times import local

ADD_MAP = reverse("admin:casework_beatoutline_add")
TAKE_BACK = reverse("admin:casework_beatoutline_take_back")
TRY = reverse("admin:casework_pilotservice_who_could")


@pytest.fixture
def mia(as_, cast: Cast):
    return as_(cast.mia)


def a_map(*codes, size=1.0):
    shapes = [
        {
            "type": "Feature",
            "properties": {"beat": code},
            "geometry": {
                "type": "Polygon",
                "coordinates": [[[n, 0], [n + size, 0], [n + size, 1], [n, 1], [n, 0]]],
            },
        }
        for n, code in enumerate(codes)
    ]
    content = json.dumps({"type": "FeatureCollection", "features": shapes}).encode()
    return SimpleUploadedFile("map.geojson", content)


def rows(page, table):
    """Cells of a table of the page, row by row."""
    found = page.content.decode().split(f"<{table}", 1)[1].split("</table>")[0]
    return [
        [re.sub(r"<[^>]*>", "", cell) for cell in re.findall(r"<t[hd][^>]*>(.*?)</t[hd]>", row)]
        for row in found.split("</tr>")[:-1]
    ]


# -- Pilots and hours


def test_a_pilot_changes_from_a_day_on(mia) -> None:
    crt = PilotService.objects.get(pilot="crt")
    send(mia, url("casework.pilotservice", "change", crt.pk), valid_to="2026-12-31")
    send(mia, url("casework.pilotservice", "add"), pilot="crt", everywhere="on", valid_from="2027-01-01")
    told = PilotService.objects.filter(pilot="crt").order_by("valid_from")
    assert list(told.values_list("everywhere", "valid_from", "valid_to")) == [
        (False, date(2022, 6, 28), date(2026, 12, 31)),
        (True, date(2027, 1, 1), None),
    ]
    assert AuditEvent.objects.filter(event="programme.saved").count() == 2


def test_one_thing_is_in_force_on_a_day(mia) -> None:
    page = send(mia, url("casework.pilotservice", "add"), pilot="crt", valid_from="2027-01-01")
    assert problems(page) == {"__all__": ["On some of these days something else is in force already."]}


def test_hours_of_a_day_do_not_overlap_and_may_last_until_midnight(mia) -> None:
    told = {"pilot": "crt", "weekday": 6, "valid_from": "2027-01-01", "closes": "23:59"}
    page = send(mia, url("casework.pilothours", "add"), **told, opens="20:59")
    assert problems(page) == {"__all__": ["On some of these days something else is in force already."]}
    send(mia, url("casework.pilothours", "add"), **told, opens="21:00")
    assert PilotHours.objects.get(opens=time(21)).closes == time.max


# -- The map


def test_a_map_is_looked_at_first(mia) -> None:
    page = mia.post(ADD_MAP, {"file": a_map("111", "999"), "since": "2026-05-04", "look": "1"})
    assert rows(page, 'table id="changes"')[:4] == [
        ["New", "111, 999"],
        ["Drawn otherwise", "–"],
        ["As before", "–"],
        ["Ended", "–"],
    ]
    assert BeatOutline.objects.count() == 0


def test_and_then_taken(mia, cast: Cast) -> None:
    told = {"since": "2026-05-04", "take": "1"}
    refused = mia.post(ADD_MAP, told | {"file": a_map("111", "999")})
    box = r'name="without" id="id_without" value="([^"]*)"><label[^>]*>(.*?)</label>'
    ((lacks, words),) = re.findall(box, refused.content.decode())
    assert (refused.status_code, words, BeatOutline.objects.count()) == (
        422,
        f"Take it without these beats: {lacks.replace(',', ', ')}",
        0,
    )
    page = mia.post(ADD_MAP, told | {"file": a_map("111", "999"), "without": lacks}, follow=True)
    assert [str(message) for message in page.context["messages"]] == ["The map is in force from 4 May 2026."]
    assert sorted(BeatOutline.objects.values_list("code", "valid_from")) == [
        ("111", date(2026, 5, 4)),
        ("999", date(2026, 5, 4)),
    ]
    assert AuditEvent.objects.get(event="beats.redrawn").actor_id == cast.mia.pk


@pytest.mark.parametrize("who", ["sol", "ada", "rex"])
def test_nobody_else_takes_a_map_back(as_, cast: Cast, who: str) -> None:
    redraw_beats(outlines=read_outlines(a_map("111").read()), since=date(2026, 6, 1), by=None)
    with time_machine.travel(local(2026, 5, 31, 12), tick=False):
        as_(cast.people[who]).post(TAKE_BACK, {"since": "2026-06-01"})
    assert BeatOutline.objects.count() == 1


def test_a_map_that_is_to_come_can_be_taken_back(mia) -> None:
    redraw_beats(outlines=read_outlines(a_map("111").read()), since=date(2026, 6, 1), by=None)
    with time_machine.travel(local(2026, 5, 31, 12), tick=False):
        (since,) = re.findall(r'name="since" value="([^"]*)"><p>A map is to be', mia.get(ADD_MAP).content.decode())
        mia.post(TAKE_BACK, {"since": "2026-06-02"})
        assert BeatOutline.objects.count() == 1
        page = mia.post(TAKE_BACK, {"since": since}, follow=True)
        assert [str(message) for message in page.context["messages"]] == ["The map of 1 Jun 2026 is taken back."]
    assert BeatOutline.objects.count() == 0


def test_a_map_with_a_fault_is_not_taken(mia) -> None:
    page = mia.post(ADD_MAP, {"file": a_map("111", ""), "since": "2026-05-04", "take": "1"})
    assert (page.status_code, page.context["form"].errors) == (
        422,
        {"file": ["Feature 2: it has no code in “beat”."]},
    )
    assert BeatOutline.objects.count() == 0


def test_a_map_from_before_another_is_refused_at_its_day(mia) -> None:
    redraw_beats(outlines=read_outlines(a_map("111").read()), since=date(2026, 5, 4), by=None)
    page = mia.post(ADD_MAP, {"file": a_map("111", size=0.5), "since": "2026-05-01", "take": "1"})
    assert page.context["form"].errors == {"since": ["A map of a later day is in force already: choose a later day."]}


@pytest.mark.parametrize("name", ["sol", "ada", "rex"])
def test_the_map_is_a_programme_managers(as_, cast: Cast, name) -> None:
    client = as_(getattr(cast, name))
    answer = client.post(ADD_MAP, {"file": a_map("111"), "since": "2026-05-04", "take": "1"})
    assert (answer.status_code, BeatOutline.objects.count()) == (302, 0)


# -- Who could have answered


def test_a_call_is_tried(mia) -> None:
    call = {"received_at": "2026-05-09T12:00", "call_type": "Trespass", "beat": "111", "weapon": "unknown"}
    assert rows(mia.get(TRY, call), 'table id="answers"')[1:] == [
        ["Crisis Call Diversion", "No", "outside its hours · not one of its call types"],
        [
            "Community Response Team",
            "Not known",
            "whether there was a weapon was not recorded; it was within its hours and beats",
        ],
        ["Co-Response", "No", "outside its hours · whether there was a weapon was not recorded"],
    ]


def test_without_a_time_it_asks_for_one(mia) -> None:
    page = mia.get(TRY, {"call_type": "Trespass"})
    assert (page.status_code, list(page.context["form"].errors), mia.get(TRY).status_code) == (
        422,
        ["received_at"],
        200,
    )


def test_an_encounter_says_who_could_have_answered(mia) -> None:
    encounter = EncounterFactory(call_type="", beat="121")
    page = mia.get(url("casework.encounter", "change", encounter.pk))
    assert "Community Response Team: no, outside its" in page.content.decode()
