"""Search: one line, any way it is typed; what one may see, and of the rest at most whom to ask."""

import json
import re
from datetime import date
from pathlib import Path

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from casework.actions.callers import record_caller
from casework.actions.cases import assign_case
from casework.actions.links import link_records
from casework.matching.searching import cleaned, read, search
from casework.models import AlsoKnownAs, Case, Encounter, Neighbor
from heart.audit.models import AuditEvent
from tests.factories import CaseFactory, ContactPointFactory, EncounterFactory, RestrictionFactory, TeamFactory
from tests.times import MONDAY_9

TODAY = date(2026, 5, 4)
NAUGHTY = Path(__file__).parents[3] / "shared" / "data" / "edge" / "blns" / "blns.json"


@pytest.fixture
def rosa(cast) -> Case:
    """Ada's and Ben's: Rosa García, known as Chayo, born 3 April 1980."""
    case = CaseFactory(
        stage="outreach",
        team=cast.team,
        neighbor__preferred_name="",
        neighbor__first_name="Rosa",
        neighbor__last_name="García",
        neighbor__birth_date=date(1980, 4, 3),
    )
    AlsoKnownAs.objects.create(neighbor=case.neighbor, name="Chayo Lugo")
    ContactPointFactory(neighbor=case.neighbor, value="+19195550142")
    CaseFactory(stage="outreach", team=cast.team, neighbor__preferred_name="Walter Quill")
    return case


def names(user, typed: str) -> list[str]:
    return [one.record.display_name for one in search(user, typed, today=TODAY).persons]


@pytest.mark.parametrize(
    "typed",
    [
        "Rosa García",
        "rosa garcia",
        "garcia, rosa",
        "Roza Garcia",
        "rosa gracia",
        "Garcia",
        "Chayo",
        "chayo lugo",
        "9195550142",
        "(919) 555-0142",
        "+1 919.555.0142",
        "1980-04-03",
        "4/3/1980",
        "4/3/80",
        "3/4/1980",
        "April 3, 1980",
        "3 de abril de 1980",
        "3 abril 1980",
        "garcia 4/3/1980",
        "ROSA   GARCÍA\t",
    ],
)
def test_somebody_is_found_however_it_is_typed(cast, rosa, typed) -> None:
    assert names(cast.ada, typed)[:1] == ["Rosa García"]


@pytest.mark.parametrize("typed", ["", " ", "r", "\0", "Zebulon", "1", "984-555-0199", "31/31/1980", "%", "_", "'"])
def test_nobody_is_found(cast, rosa, typed) -> None:
    assert names(cast.ada, typed) == []


@pytest.mark.parametrize(
    ("typed", "day"),
    [
        ("3/4/1980", date(1980, 3, 4)),
        ("13/4/1980", date(1980, 4, 13)),
        ("4-3-26", date(2026, 4, 3)),
        ("4-3-27", date(1927, 4, 3)),
        ("abr 3 1980", date(1980, 4, 3)),
        ("1º de enero del 1980", date(1980, 1, 1)),
        ("2/30/1980", None),
        ("2026-000123", None),
    ],
)
def test_birth_dates_as_people_write_them(typed, day) -> None:
    assert read(typed, TODAY).birth_date == day


def test_an_incident_number_finds_whom_it_was_about(cast) -> None:
    case = EncounterFactory(incident_number="26-004711", person__preferred_name="Odell").case
    assign_case(case=case, team=cast.team, by=cast.sol)

    assert [names(cast.ada, typed) for typed in ("26-004711", "26-0047", "26-9")] == [["Odell"], ["Odell"], []]


def test_somebody_without_a_name_is_found_by_what_was_seen(cast) -> None:
    words = "man, 50s, red coat, bus station"
    CaseFactory(stage="outreach", team=cast.team, neighbor__preferred_name="", neighbor__description=words)

    assert [names(cast.ada, typed) for typed in ("red coat", "Bus station RED", "blue coat")] == [[words], [words], []]


def test_linked_records_are_one_person_with_the_name_that_was_found(cast, rosa, as_) -> None:
    other = CaseFactory(stage="outreach", team=cast.team, neighbor__preferred_name="Maria Thorne")
    link_records(first=rosa.neighbor, second=other.neighbor, why="same voice", by=cast.sol, now=MONDAY_9)
    (found,) = search(cast.ada, "Maria Thorne", today=TODAY).persons

    assert (found.case.goes_on_in, found.matched.display_name) == (None, "Maria Thorne")
    html = as_(cast.ada).post(reverse("search"), {"q": "Thorne"}).content.decode()
    assert "Maria Thorne" in html and "Found on a linked record" in html


# -- Who finds what --------------------------------------------------------------------------------------------------


def test_one_finds_what_one_sees(cast, rosa) -> None:
    found = {name: names(person, "Rosa García") for name, person in cast.people.items() if name not in ("ira", "ana")}

    assert {name for name, people in found.items() if people} == {"ada", "ben", "sol", "mia"}


def test_a_responder_finds_the_own_encounters(cast, rosa) -> None:
    own = EncounterFactory(
        by=cast.rex, source="responder", incident_number="26-1234", person__preferred_name="Odell Pike"
    )

    found = [list(search(cast.rex, typed, today=TODAY).encounters) for typed in ("26-1234", "odell", "Rosa García")]
    assert found == [[own], [own], []]


def test_a_responder_finds_the_own_encounters_by_how_a_number_ends(cast, rosa) -> None:
    own, others = EncounterFactory.create_batch(2, person__preferred_name="Odell Pike", source="responder")
    Encounter.objects.filter(pk=own.pk).update(recorded_by=cast.rex)
    for neighbor in (own.neighbor, others.neighbor):
        ContactPointFactory(neighbor=neighbor, value="+19195550177")

    assert [list(search(cast.rex, typed, today=TODAY).encounters) for typed in ("0177", "0142")] == [[own], []]


@pytest.mark.parametrize("person", ["ira", "ana"])
def test_who_sees_no_neighbors_does_not_search(cast, as_, person) -> None:
    client = as_(cast.people[person])

    assert [client.get(reverse("search")).status_code, client.post(reverse("search")).status_code] == [403, 403]


ASK_SOL = "There is a record with the team Ada and Ben. Ask Sol (supervisor)."


@pytest.mark.parametrize("typed", ["919 555 0142", "Rosa García 4/3/1980"])
def test_of_a_strong_match_elsewhere_one_is_told_whom_to_ask(cast, rosa, as_, typed) -> None:
    html = as_(cast.eve).post(reverse("search"), {"q": typed}).content.decode()

    assert ASK_SOL in html
    assert "García" not in html.replace('value="Rosa García 4/3/1980"', "").replace("Rosa García ·", "")
    told = AuditEvent.objects.get(event="search.told_whom_to_ask")
    assert (told.actor_id, told.neighbor_id) == (cast.eve.pk, rosa.neighbor_id)


def test_of_a_number_that_several_have_one_is_told_of_each_team_once(cast, rosa, as_) -> None:
    third = TeamFactory(name="Lia and Gus", supervisor=cast.zoe)
    for team in (cast.team, third):
        ContactPointFactory(neighbor=CaseFactory(stage="outreach", team=team).neighbor, value="+19195550142")

    html = as_(cast.eve).post(reverse("search"), {"q": "919 555 0142"}).content.decode()

    assert re.findall(r"There is a record[^<]*", html) == [
        ASK_SOL,
        "There is a record with the team Lia and Gus. Ask Zoe (supervisor).",
    ]
    assert AuditEvent.objects.filter(event="search.told_whom_to_ask").count() == 3


@pytest.mark.parametrize(
    "typed",
    [
        "Rosa García",
        "García",
        "4/3/1980",
        "919 555",
        "555-0142",
        "Chayo",
        "Rosa García 984 555 0199",
        "Rosa García 7/9/1961",
    ],
)
def test_a_weak_one_says_nothing(cast, rosa, as_, typed) -> None:
    html = as_(cast.eve).post(reverse("search"), {"q": typed}).content.decode()

    assert "There is a record" not in html


def test_an_incident_elsewhere_only_by_its_whole_number(cast, as_) -> None:
    case = EncounterFactory(incident_number="26-004711").case
    assign_case(case=case, team=cast.team, by=cast.sol)
    said = ["There is a record" in _page(as_(cast.eve), typed) for typed in ("26-004711", "26-00471")]

    assert said == [True, False]


def test_who_asks_too_often_is_told_no_more(cast, rosa, as_) -> None:
    client = as_(cast.eve)
    said = ["Ask Sol" in _page(client, "919 555 0142") for _time in range(21)]

    assert said == [True] * 20 + [False]


def test_opening_it_is_refused(cast, rosa, as_) -> None:
    assert as_(cast.eve).get(reverse("case", args=[rosa.pk])).status_code == 404


@pytest.mark.parametrize("typed", ["Rosa García", "919 555 0142", "Rosa García 4/3/1980", "Chayo"])
@pytest.mark.parametrize("person", ["eve", "zoe", "mia", "dan"])
def test_of_a_restricted_record_nothing_is_said(cast, rosa, as_, person, typed) -> None:
    client = as_(cast.people[person])
    RestrictionFactory(neighbor=rosa.neighbor, named=[cast.ada, cast.ben, cast.sol])
    hidden = _page(client, typed)
    Neighbor.objects.filter(pk=rosa.neighbor_id).update(first_name="Xx", last_name="Xy", birth_date=None)
    AlsoKnownAs.objects.all().delete()
    rosa.neighbor.contact_points.all().delete()

    assert hidden == _page(client, typed)
    assert not AuditEvent.objects.filter(event="search.told_whom_to_ask").exists()


def _page(client, typed: str) -> str:
    html = client.post(reverse("search"), {"q": typed}).content.decode()
    return re.sub(r'(csrfmiddlewaretoken" value=|X-CSRFToken": |nonce=)"[^"]+"', "", html)


# -- The page --------------------------------------------------------------------------------------------------------


def test_the_page_and_its_list(cast, rosa, as_) -> None:
    client, url = as_(cast.ada), reverse("search")
    page = client.post(url, {"q": "garcia"}).content.decode()
    part = client.post(url, {"q": "garcia"}, headers={"HX-Request": "true"}).content.decode()

    assert ("<html" in page, "<html" in part) == (True, False)
    assert f'href="/cases/{rosa.pk}/"' in page and f'href="/cases/{rosa.pk}/"' in part
    assert "also Chayo Lugo" in part


def test_it_is_a_link_on_every_page(cast, as_) -> None:
    html = as_(cast.ada).get(reverse("inbox")).content.decode()

    assert re.findall(r'<a class="tool" href="(.*?)" data-key="/" aria-label="Search">', html) == ["/search/"]


def test_what_was_typed_is_in_no_address_and_not_in_the_audit(cast, rosa, as_) -> None:
    html = _page(as_(cast.ada), "Rosa García")
    said = str(list(AuditEvent.objects.values()))

    assert re.findall(r'(?:href|action)="[^"]*(?:Rosa|Garc)[^"]*"', html) == []
    assert ("Rosa" in said, "Garc" in said) == (False, False)


def test_every_search_is_on_record_with_whom_it_showed(cast, rosa, as_) -> None:
    _page(as_(cast.ada), "García")

    done = AuditEvent.objects.get(event="search.done")
    assert (done.actor_id, done.detail) == (cast.ada.pk, {"found": 1})
    assert AuditEvent.objects.get(event="search.shown").neighbor_id == rosa.neighbor_id


def test_one_and_three_are_the_same_queries(cast, as_) -> None:
    client, counts = as_(cast.sol), []
    for more in (1, 2):
        for _one in range(more):
            case = CaseFactory(stage="outreach", team=cast.team, neighbor__preferred_name="Odell Pike")
            AlsoKnownAs.objects.create(neighbor=case.neighbor, name="Dell")
        with CaptureQueriesContext(
            connection,
        ) as asked:
            html = _page(client, "Odell Pike")
        counts.append((len(asked), html.count("data-row-link")))

    assert (counts[0][1], counts[1][1]) == (1, 3)
    assert counts[0][0] == counts[1][0]
    assert counts[0][0] < 40


@pytest.mark.skipif(not NAUGHTY.exists(), reason="The list of naughty strings is not beside this checkout.")
def test_nothing_odd_breaks_it(cast, rosa, as_) -> None:
    ask, part = as_(cast.ada).post, {"HX-Request": "true"}
    texts = json.loads(NAUGHTY.read_text())
    for text in {cleaned(text): text for text in texts}.values():
        search(cast.ada, text, today=TODAY)
    answers = {ask(reverse("search"), {"q": text}, headers=part).status_code for text in texts[::8]}

    assert answers <= {200, 422}
    assert 200 in answers


@pytest.mark.parametrize(
    "typed", ["x" * 5000, "9" * 1000, "\ud800"[:0] + "\u202e\u0000García", "(" * 300, "1/1/" * 300]
)
def test_nothing_long_breaks_it(cast, rosa, as_, typed) -> None:
    assert as_(cast.ada).post(reverse("search"), {"q": typed}).status_code in (200, 422)


def test_what_is_no_letter_goes_before_anybody_looks() -> None:
    assert cleaned(" Ro\0sa\u202e  Garci\u0301a\n") == "Rosa García"


def test_encounters_are_those_that_one_sees(cast) -> None:
    assert Encounter.objects.visible_to(cast.ana).count() == 0


@pytest.mark.parametrize("typed", ["García 1980", "1980 rosa garcia"])
def test_a_name_with_the_year_of_birth(cast, rosa, typed) -> None:
    assert (names(cast.ada, typed), names(cast.ada, typed.replace("1980", "1981"))) == (["Rosa García"], [])


@pytest.mark.parametrize("typed", ["n5 2001", "N5-2001", "n52001"])
def test_an_incident_number_with_a_space(cast, rosa, typed) -> None:
    for number in ("N5-2001", "N52001"):
        met = EncounterFactory(incident_number=number, follow_up_wanted="no")
        Encounter.objects.filter(pk=met.pk).update(case=rosa, neighbor=rosa.neighbor)
    assert names(cast.ada, typed) == ["Rosa García"]


def test_four_figures_are_how_a_number_ends_of_whom_one_may_see(cast, rosa) -> None:
    assert [names(user, "0142") for user in (cast.ada, cast.mia, cast.eve)] == [["Rosa García"], ["Rosa García"], []]
    RestrictionFactory(neighbor=rosa.neighbor, named=[cast.ada, cast.ben, cast.sol])
    assert [names(user, "0142") for user in (cast.ada, cast.mia)] == [["Rosa García"], []]


def test_who_rings_back_is_found_by_the_number_they_called_from(cast, rosa, as_) -> None:
    met = EncounterFactory(follow_up_wanted="no")
    Encounter.objects.filter(pk=met.pk).update(case=rosa, neighbor=rosa.neighbor)
    record_caller(encounter=met, name="Lee", phone="+19845550188", who="family", by=None)
    assert [names(user, "984-555-0188") for user in (cast.ada, cast.eve)] == [["Rosa García"], []]
    html = as_(cast.ada).post(reverse("search"), {"q": "984-555-0188"}).content.decode()
    assert "Called about them from this number" in html
    RestrictionFactory(neighbor=rosa.neighbor, named=[cast.ada, cast.ben, cast.sol])
    assert [names(user, "984-555-0188") for user in (cast.ada, cast.mia)] == [["Rosa García"], []]


def test_one_letter_is_too_little_and_says_so(cast, as_) -> None:
    html = as_(cast.ada).post(reverse("search"), {"q": "a"}).content.decode()
    assert "Type a little more" in html


@pytest.fixture
def vela(cast) -> Case:
    """Guadalupe Hernández Vela, met in incident 26-900050."""
    encounter = EncounterFactory(
        agency="Durham", incident_number="26-900050", follow_up_wanted="yes",
        person__preferred_name="", person__first_name="Guadalupe", person__last_name="Hernández Vela", person__birth_date=date(1984, 3, 7),
    )  # fmt: skip
    assert encounter.case
    other = CaseFactory(stage="outreach", team=cast.team, neighbor__preferred_name="Robert Wojciechowski")
    assert other.team
    return assign_case(case=encounter.case, team=cast.team, by=cast.sol, now=MONDAY_9)


@pytest.mark.parametrize(
    "typed",
    [
        "Hernández Vela", "Hernandez-Vela", "vela hernandez", "Guadlupe Vela", "lupe hernandez", "hernan", "guada",
        "900050", "26900050", "26 900050", "03071984", "19840307",
    ],
)  # fmt: skip
def test_both_surnames_beginnings_and_numbers_without_their_signs_find_her(cast, vela, typed) -> None:
    assert names(cast.ada, typed) == ["Guadalupe Hernández Vela"]


@pytest.mark.parametrize("typed", ["wojc", "wojcie", "robert wojc"])
def test_a_long_name_is_found_by_how_it_begins(cast, vela, typed) -> None:
    assert names(cast.ada, typed) == ["Robert Wojciechowski"]


def test_why_is_said_by_the_name_as_it_is_recorded(cast, vela) -> None:
    CaseFactory(stage="outreach", team=cast.team, neighbor__preferred_name="Jose Ramirez")
    (one,) = search(cast.ada, "ramirez jose", today=TODAY).persons
    assert one.found and [reason.in_words() for reason in one.found.reasons] == [
        "Same last name: Ramirez", "Same first name: Jose",
    ]  # fmt: skip


def test_the_year_of_an_incident_is_left_out_only_of_ones_own(cast, vela) -> None:
    assert search(cast.eve, "900050", today=TODAY).elsewhere == []
