"""One incident and one person each have one number, whichever door it came in by and whatever stands unseen in it."""

import pytest
from django.utils import timezone
from knox.models import AuthToken

from casework.actions.encounters import EncounterDetails, record_encounter
from casework.actions.neighbors import Person
from casework.matching.searching import search
from casework.models import AgencyPerson, Encounter, Neighbor, Source
from heart.lib.errors import DomainError
from tests.casework.test_import_jobs import counts, given_back, hand_in, work
from tests.eido import ID, as_bytes, document, merge
from tests.factories import EncounterFactory
from tests.times import MONDAY_9

API, FORM = "/api/v1/encounters/", "/encounters/new/"
TOLD = {"agency": "Durham", "incident_number": "G1", "received_at": "2026-03-09T21:30:00-04:00"}
TYPED = {"pilot": "crt", "received_at": "2026-03-09T21:30", "preferred_name": "Rosie", "follow_up_wanted": "no"}
AS_G1 = ["G1\u200b", "\u200eG1", "\u202eG1", "G1\ufeff", "G\u00ad1", "G1\u2060", " G1\t", "\u00a0G1"]
AS_G_1 = ["G\u00a01", "G  1", "G\u2003\u200b 1"]
UNSEEN = "\u200b"


def numbers() -> list[str]:
    return list(Encounter.objects.order_by("pk").values_list("incident_number", flat=True))


@pytest.fixture
def post(client, cast):
    headers = {"authorization": f"Token {AuthToken.objects.create(cast.ira)[1]}"}

    def send(**changes):
        return client.post(API, TOLD | changes, content_type="application/json", headers=headers)

    return send


@pytest.fixture
def post_document(client, cast):
    headers = {"authorization": f"Token {AuthToken.objects.create(cast.ira)[1]}"}

    def send(**changes):
        body = as_bytes(document(**changes))
        return client.generic("POST", f"{API}eido/", body, content_type="application/json", headers=headers)

    return send


def test_another_system_tells_of_it_once(post) -> None:
    assert [post(incident_number=told).status_code for told in ["G1", *AS_G1]] == [201] + [200] * len(AS_G1)
    assert [post(incident_number=told).status_code for told in AS_G_1] == [201, 200, 200]
    assert numbers() == ["G1", "G 1"]


def test_what_differs_to_the_eye_is_another(post) -> None:
    differing = ["G1", "g1", "G-1", "G\u20101", "\uff271", "G01", "G.1"]
    assert [post(incident_number=told).status_code for told in differing] == [201] * len(differing)
    assert numbers() == differing


def test_an_agency_has_one_name_too(post) -> None:
    assert [post(agency=told).status_code for told in ("Durham", f"Durham{UNSEEN}", "Durham\u00a0")] == [201, 200, 200]
    assert list(Encounter.objects.values_list("agency", flat=True)) == ["Durham"]


def test_a_responder_tells_of_it_once(cast, as_) -> None:
    client = as_(cast.rex)
    told = [TYPED | {"incident_number": number, "note": str(nth)} for nth, number in enumerate(["G1", *AS_G1])]
    answers = [client.post(FORM, typed) for typed in told]
    assert ([answer.status_code for answer in answers], numbers()) == ([302] + [422] * len(AS_G1), ["G1"])
    assert [answer.context["twin"]["url"] for answer in answers[1:]] == [
        f"/encounters/#encounter-{Encounter.objects.get().pk}"
    ] * len(AS_G1)


def test_a_draft_of_it_is_found(cast, as_) -> None:
    client = as_(cast.rex)
    client.post(FORM, TYPED | {"incident_number": f"G1{UNSEEN}", "draft": "1"})
    client.post(FORM, TYPED | {"incident_number": "G1"})
    again = client.post(FORM, TYPED | {"incident_number": "\u2060G1", "note": "again"})
    assert len(again.context["twin"]["drafts"]) == 1


def test_a_file_tells_of_it_once(cast) -> None:
    job = hand_in(cast, [[told, "03/09/2026 10:15", "", ""] for told in ("G1", *AS_G1[:-2], *AS_G_1)])
    work()
    assert (counts(job), numbers()) == (("done", 10, 2, 0, 8, 0), ["G1", "G 1"])


def test_of_a_file_the_last_row_of_it_counts(cast) -> None:
    lines = [["G1", "03/09/2026 10:15", "first", ""], [f"G1{UNSEEN}", "03/09/2026 10:15", "last", ""]]
    first = hand_in(cast, lines)
    work()
    again = hand_in(cast, lines)
    work()
    assert (counts(first), counts(again)) == (("done", 2, 1, 1, 0, 0), ("done", 2, 0, 0, 2, 0))
    assert Encounter.objects.get().note == "last"


def test_documents_tell_of_it_once(post_document) -> None:
    later = [f"2026-05-04T09:0{minute}:00-04:00" for minute in range(3)]
    told = [
        document_of("D26-1", later[0]),
        document_of(f"D26-1{UNSEEN}", later[1]),
        document_of("D26\u00ad-1", later[2], **{"$id": f"{ID}{UNSEEN}"}),
    ]
    assert [post_document(**one).status_code for one in told] == [201, 200, 200]
    assert numbers() == ["D26-1"]
    assert set(Encounter.objects.get().documents.values_list("document_id", flat=True)) == {ID}


def document_of(number: str, updated: str, **changes) -> dict:
    return {"incident": {"internalIncidentId": number}, "lastUpdateTimeStamp": updated} | changes


def test_a_document_means_it_by_that_number_in_a_bond(post_document) -> None:
    first = post_document(**{"$id": "urn:q:1"}, incident={"internalIncidentId": "Q1"})
    post_document(
        **{"$id": "urn:q:2"},
        incident={"internalIncidentId": "Q2"},
        mergeComponent=merge("REPLACING", f"urn:q:1{UNSEEN}"),
    )
    assert Encounter.objects.get(pk=first.json()["id"]).replaced_by.incident_number == "Q2"


def test_all_doors_mean_the_same(cast, as_, post, post_document) -> None:
    hand_in(cast, [["G1", "03/09/2026 10:15", "", ""]])
    work()
    as_(cast.rex).post(FORM, TYPED | {"incident_number": f"G1{UNSEEN}"})
    assert post(incident_number="\u200eG1").status_code == 409
    post_document(incident={"internalIncidentId": "G\u00ad1"})
    assert numbers() == ["G1"]


def test_a_person_number_is_one(post) -> None:
    for nth, told in enumerate(("P", f"P{UNSEEN}", "\u00a0P")):
        post(incident_number=str(nth), person={"agency_person_id": told})
    assert (list(AgencyPerson.objects.values_list("person_id", flat=True)), Neighbor.objects.count()) == (["P"], 1)


def test_it_is_searched_for_as_it_is_kept(cast) -> None:
    EncounterFactory(incident_number="G 123", by=cast.rex, source="responder")
    found = [
        search(cast.rex, typed, today=MONDAY_9.date()).encounters for typed in ("G\u00ad\u00a0123", "\u202eG 12\u200b3")
    ]
    assert [[one.incident_number for one in each] for each in found] == [["G 123"]] * 2


# -- Nothing that can be seen


@pytest.mark.parametrize("unseen", [UNSEEN, "\u00a0\u2060", "\ufeff\u202e"])
@pytest.mark.parametrize(
    ("field", "reason"), [("incident_number", "The incident number is missing."), ("agency", "The agency is missing.")]
)
def test_what_cannot_be_seen_is_missing(post, field, reason, unseen) -> None:
    answer = post(**{field: unseen})
    assert (answer.status_code, answer.json()["field"], Encounter.objects.count()) == (400, field, 0)
    if unseen.strip():
        assert answer.json()["detail"] == reason


def test_a_number_that_cannot_be_seen_is_missing_in_the_form(cast, as_) -> None:
    page = as_(cast.rex).post(FORM, TYPED | {"incident_number": UNSEEN})
    assert page.status_code == 422
    assert page.context["form"].errors == {"incident_number": ["The incident number is missing."]}


def test_a_number_that_cannot_be_seen_is_missing_in_a_file(cast) -> None:
    job = hand_in(cast, [[UNSEEN, "03/09/2026 10:15", "", ""]])
    work()
    assert counts(job) == ("done", 1, 0, 0, 0, 1)
    assert given_back(job)[1:] == [
        ["2", "incident_number", "The incident number is missing.", UNSEEN, "03/09/2026 10:15", "", ""]
    ]


def test_a_number_that_cannot_be_seen_is_none_in_a_document(post_document) -> None:
    post_document(incident={"internalIncidentId": UNSEEN})
    assert numbers() == [ID]


def test_a_person_number_that_cannot_be_seen_is_none(post) -> None:
    assert post(person={"agency_person_id": UNSEEN}).status_code == 201
    assert (AgencyPerson.objects.count(), Neighbor.objects.count()) == (0, 0)


# -- Composed letters may be longer than they were


@pytest.mark.parametrize("field", ["incident_number", "agency", "agency_person_id"])
def test_longer_than_can_be_kept(cast, field) -> None:
    long = "\u0958" * 60  # each is kept as two
    told = {"agency": "Durham", "incident_number": "G1", "received_at": MONDAY_9}
    person = Person(agency_person_id=long) if field == "agency_person_id" else None
    details = EncounterDetails(**(told if person else told | {field: long}))
    with pytest.raises(DomainError, match=r"The text is longer than 60\.") as refused:
        record_encounter(details=details, person=person, by=None, source=Source.CAD, now=timezone.now())
    assert refused.value.field == field
