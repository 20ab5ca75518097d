"""Somebody tells of an encounter with a neighbor who is hidden from them, by the agency's own number of that person: the
encounter goes to the neighbor's record, and whoever told sees what a stranger's would show."""

import json
import re
from dataclasses import replace
from datetime import timedelta
from uuid import uuid4

import pytest
from django.utils import timezone
from knox.models import AuthToken

from casework.actions.contacts import ContactDetails, log_contact
from casework.models import AgencyPerson, Beat, Case, Encounter, Neighbor
from casework.states import Answer, ContactChannel, ContactResult
from tests.casework.test_api_eido import ASKED, bearer
from tests.eido import as_bytes, document, merge
from tests.factories import CaseFactory, EncounterFactory, PlanFactory, RestrictionFactory

URL, FORM, LIST = "/api/v1/encounters/", "/encounters/new/", "/encounters/"
TOLD = {"pilot": "crt", "received_at": "2026-03-09T21:30", "preferred_name": "Rosie", "follow_up_wanted": "no"}


@pytest.fixture
def case(cast) -> Case:
    """Of somebody restricted, whom the agency calls P-777, with a card that responders may read."""
    case = CaseFactory(stage="outreach", team=cast.team, neighbor__first_name="Rosalind", neighbor__preferred_name="")
    AgencyPerson.objects.create(neighbor=case.neighbor, agency="Durham", person_id="P-777")
    PlanFactory(case=case, state="approved")
    RestrictionFactory(neighbor=case.neighbor, named=[cast.ada, cast.ben, cast.sol], by=cast.sol)
    return case


def by_form(client, number: str, person: str, **changes: str) -> list[str]:
    """What the page says when it is recorded, then its line in the list, without the incident's own number."""
    told = TOLD | {"incident_number": number, "agency_person_id": person} | changes
    answer = client.post(FORM, told, follow=True)
    said = [str(message) for message in answer.context["messages"]]
    (line,) = (line for line in answer.context["lines"] if line["number"] == number)
    shown = [line[key] for key in ("name", "what", "when", "status", "card")]
    return [str(one).replace(number, "NUMBER") for one in said + shown]


@pytest.mark.parametrize("who", ["rex", "mia"])
@pytest.mark.parametrize("name", ["Rosie", ""])
@pytest.mark.parametrize("wanted", ["yes", "no"])
def test_the_form_answers_as_of_a_stranger(cast, case, as_, who, name, wanted) -> None:
    client = as_(cast.people[who])
    hidden, stranger = (
        by_form(client, number, person, preferred_name=name, follow_up_wanted=wanted)
        for number, person in (("D26-1", "P-777"), ("D26-2", "P-778"))
    )

    assert hidden == stranger
    assert Encounter.objects.get(incident_number="D26-1").case == case


NO_ANSWER = ContactDetails(channel=ContactChannel.PHONE, result=ContactResult.NO_ANSWER)
REACHED = ContactDetails(channel=ContactChannel.PHONE, result=ContactResult.REACHED, answer=Answer.AGREED)


def test_what_the_team_did_since_is_said_as_of_anybody(cast, case, as_) -> None:
    by_form(as_(cast.rex), "D26-1", "P-777", follow_up_wanted="yes")
    log_contact(case=case, details=NO_ANSWER, by=cast.ada)

    (line,) = as_(cast.rex).get(LIST).context["lines"]
    assert (line["name"], line["status"]["label"]) == ("Rosie", "Tried")


@pytest.mark.parametrize("contact", [NO_ANSWER, REACHED])
def test_what_the_team_did_before_it_was_told_is_not(cast, case, as_, contact) -> None:
    """However long ago the call was: a stranger's has nothing before it is recorded."""
    log_contact(case=case, details=replace(contact, submission=uuid4()), by=cast.ada)
    client = as_(cast.rex)
    hidden, stranger = (
        by_form(client, number, person, follow_up_wanted="yes")
        for number, person in (("D26-1", "P-777"), ("D26-2", "P-778"))
    )

    assert hidden == stranger
    assert "Waiting for a team" in hidden[4]


FOUND_BY = ["NUMBER", "Rosie", "Ann Smith", "919-555-0142", "0142", "1980-02-03", "Smith 1980-02-03"]


@pytest.mark.parametrize("typed", [*FOUND_BY, "Rosalind", "Mora"])
def test_it_is_found_by_what_was_told_and_by_nothing_else(cast, case, as_, typed) -> None:
    client = as_(cast.rex)
    told = {"first_name": "Ann", "last_name": "Smith", "phone": "919-555-0142", "birth_date": "1980-02-03"}
    Neighbor.objects.filter(pk=case.neighbor_id).update(first_name="", description="Rosalind Mora", birth_date=None)

    def found(number: str, person: str) -> list[tuple[str, str]]:
        by_form(client, number, person, **told)
        lines = client.post("/search/", {"q": typed.replace("NUMBER", number)}).context["lines"]
        Encounter.objects.filter(incident_number=number).update(recorded_by=None)
        Encounter.responders.through.objects.all().delete()
        return [(line.name, line.what.replace(number, "NUMBER")) for line in lines]

    assert found("D26-1", "P-777") == found("D26-2", "P-778")
    assert Encounter.objects.get(incident_number="D26-1").neighbor_id == case.neighbor_id


def test_the_next_form_begins_where_it_ended(cast, case, as_) -> None:
    client, beat = as_(cast.rex), Beat.objects.order_by("code").first().code
    an_hour_ago = timezone.localtime(timezone.now() - timedelta(hours=1)).strftime("%Y-%m-%dT%H:%M")
    by_form(client, "D26-1", "P-778", received_at=an_hour_ago, pilot="ccd")
    by_form(client, "D26-2", "P-777", received_at=an_hour_ago, beat=beat)

    form = client.get(FORM).context["form"]
    assert (form["pilot"].value(), form["beat"].value()) == ("crt", beat)


def test_it_is_told_again_as_one_s_own(cast, case, as_) -> None:
    client = as_(cast.rex)
    by_form(client, "D26-1", "P-777")
    again = client.post(FORM, TOLD | {"incident_number": "D26-1", "beat": "", "note": "more"}).context["twin"]

    assert (again["who"], re.sub(r",.*", "", again["text"])) == ("Rosie", "Recorded by Rex")


def by_api(client, user, number: str, person: str, **changes: str) -> list[object]:
    headers = {"authorization": f"Token {AuthToken.objects.create(user)[1]}"}
    body = {"agency": "Durham", "incident_number": number, "received_at": "2026-03-09T21:30:00-04:00", **changes}
    said = client.post(
        URL, body | {"person": {"agency_person_id": person}}, content_type="application/json", headers=headers
    )
    one = client.get(f"{URL}{said.json()['id']}/", headers=headers)
    listed = [row for row in client.get(URL, headers=headers).json()["results"] if row["incident_number"] == number]
    same = listed == [said.json()] == [one.json()]
    return [said.status_code, said.json()["case_opened"], one.status_code, same]


@pytest.mark.parametrize("wanted", ["yes", "no", ""])
def test_the_api_answers_as_of_a_stranger(cast, case, client, wanted) -> None:
    hidden, stranger = (
        by_api(client, cast.ira, number, person, follow_up_wanted=wanted)
        for number, person in (("D26-1", "P-777"), ("D26-2", "P-778"))
    )

    assert hidden == stranger == [201, wanted == "yes", 200, True]


def test_another_does_not_see_it(cast, case, as_) -> None:
    by_form(as_(cast.rex), "D26-1", "P-777")
    others = {name for name in cast.people if Encounter.objects.told_by(cast.people[name]).exists()}

    assert others == {"ada", "ben", "sol", "rex"}


def test_nor_is_it_found_by_what_the_record_says(cast, case, as_) -> None:
    by_form(as_(cast.rex), "D26-1", "P-777")

    assert not Encounter.objects.visible_to(cast.rex).exists()
    assert "Rosalind" not in as_(cast.rex).get(LIST).content.decode()
    assert not Neighbor.objects.visible_to(cast.rex).exists()


# -- An incident that CAD knew first ---------------------------------------------------------------------------------


@pytest.fixture
def known(cast) -> Encounter:
    """D26-9, of somebody hidden, with all that CAD tells."""
    known = EncounterFactory(
        agency="Durham",
        incident_number="D26-9",
        call_type="Overdose",
        beat="111",
        location="12 Hidden Street",
        follow_up_wanted="yes",
        person__first_name="Rosalind",
    )
    RestrictionFactory(neighbor=known.neighbor, named=[cast.sol], by=cast.mia)
    return known


@pytest.mark.parametrize("who", ["rex", "zoe"])
@pytest.mark.parametrize("name", ["Bob", ""])
@pytest.mark.parametrize("wanted", ["yes", "no"])
def test_taken_over_it_shows_nothing_of_what_cad_knew(cast, known, as_, who, name, wanted) -> None:
    client = as_(cast.people[who])
    hidden, stranger = (
        by_form(client, number, "", preferred_name=name, follow_up_wanted=wanted) for number in ("D26-9", "D26-8")
    )

    assert hidden == stranger
    known.refresh_from_db()
    assert (known.call_type, known.beat, known.recorded_by) == ("Overdose", "111", cast.people[who])


def test_nor_does_the_api_say_that_it_is_followed_up(cast, known, client) -> None:
    hidden, stranger = (by_api(client, cast.ira, number, "") for number in ("D26-9", "D26-8"))

    assert hidden == stranger == [201, False, 200, True]


def test_nor_does_the_answer_to_a_document(cast, known, client) -> None:
    answer = by_document(client, cast.ira, incident={"internalIncidentId": "D26-9"}, agency="Durham")

    assert (answer["incident_number"], answer["case_opened"]) == ("D26-9", False)


def by_document(client, user, *, agency: str = "", **changes) -> dict[str, object]:
    said = client.generic(
        "POST", URL + "eido/", as_bytes(document(**changes)), content_type="application/json", headers=bearer(user)
    )
    return json.loads(said.content)


@pytest.mark.parametrize("asked", [{}, ASKED])
def test_nor_to_one_about_what_a_responder_told(cast, case, as_, client, asked) -> None:
    by_form(as_(cast.rex), "D26-1", "P-777", follow_up_wanted="yes")

    assert by_document(client, cast.ira, **asked)["case_opened"] is bool(asked)


@pytest.mark.parametrize("direction", ["REPLACED", "REPLACING"])
def test_nor_to_one_that_says_it_is_one_with_a_hidden_incident(cast, case, client, direction) -> None:
    by_document(client, cast.ira, **ASKED)
    hidden = Encounter.objects.get()
    Encounter.objects.update(neighbor=case.neighbor, case=case)
    answers = [
        by_document(
            client,
            cast.ira,
            **{"$id": f"urn:uuid:{number}"},
            incident={"internalIncidentId": number},
            mergeComponent=merge(direction, other),
        )["case_opened"]
        for number, other in (("D26-11", hidden.incident_number), ("D26-12", "urn:uuid:nobody"))
    ]

    assert answers == [False, False]
