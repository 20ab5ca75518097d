"""`POST /api/v1/encounters/eido/`: another agency's document is taken once, or refused with path and reason."""

import json
from concurrent.futures import ThreadPoolExecutor
from http.client import HTTPConnection
from urllib.parse import urlsplit

import pytest
from django.db import connections
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from knox.models import AuthToken

from casework.actions.documents import Taken, take_document
from casework.interop.eido.mapping import load_mapping
from casework.interop.eido.reading import read_document
from casework.interop.eido.strict_json import Refused
from casework.models import Case, EidoDocument, Encounter, Neighbor
from heart.accounts.models import User
from heart.accounts.roles import Role
from heart.audit.models import AuditEvent
from heart.lib.errors import DomainError
from tests.cast import Cast, assemble
from tests.eido import ID, as_bytes, component, document, merge, person, ref

URL = "/api/v1/encounters/eido/"
JO = {"personComponent": [person("p@durham.example", "Patient", first="Jo", last="Canary")]}
ASKED = {
    "incident": {
        "dispositionComponent": [
            component("x", dispositionCommonRegistryCode="1", dispositionDescriptionText="Refer to Care Navigation")
        ]
    }
}


def bearer(user: User) -> dict[str, str]:
    return {"authorization": f"Token {AuthToken.objects.create(user)[1]}"}


@pytest.fixture
def post(client, cast: Cast):
    """As Ira, unless another user is named."""

    def send(body=None, user=cast.ira, kind="application/json", **changes):
        told = as_bytes(document(**changes)) if body is None else body
        return client.generic("POST", URL, told, content_type=kind, headers=bearer(user))

    return send


def outcome(response):
    said = response.json()
    return response.status_code, [(one["path"], one["reason"]) for one in said["refusals"]]


# -- Taken


def test_a_new_document(post):
    response = post(**JO, **ASKED)
    found = Encounter.objects.get()
    assert response.status_code == 201
    assert response.json() == {
        "id": found.pk,
        "agency": "Durham",
        "incident_number": "D26-1",
        "recorded_at": response.json()["recorded_at"],
        "case_opened": True,
        "became": "created",
        "left_out": [],
    }
    assert Case.objects.open().count() == 1


def test_the_same_again_a_newer_and_an_older_one(post):
    first, again = post(), post()
    newer = post(lastUpdateTimeStamp="2026-05-04T09:00:00-04:00")
    older = post(lastUpdateTimeStamp="2026-05-04T08:58:00-04:00")
    assert [(r.status_code, r.json().get("became")) for r in (first, again, newer)] == [
        (201, "created"), (200, "unchanged"), (200, "changed"),
    ]  # fmt: skip
    assert outcome(older) == (409, [("/lastUpdateTimeStamp", "A newer document of this incident was here before.")])
    assert EidoDocument.objects.count() == 2


def test_what_was_not_understood_is_told_to_the_sender(post):
    response = post(incident={"personReference": [ref("nobody")]})
    assert (response.status_code, response.json()["left_out"]) == (
        201,
        [{"path": "/incidentComponent/personReference/0/$ref", "reason": "No component here has this identifier."}],
    )


def test_the_answer_names_nobody(post):
    assert "Canary" not in post(**JO).content.decode()


def test_no_personal_detail_reaches_the_audit(post):
    post(**JO)
    assert [event for event in AuditEvent.objects.values_list("detail", flat=True) if "Canary" in str(event)] == []


def test_the_medium_may_be_named_exactly(post):
    assert post(kind="application/EmergencyCallData.eido+json").status_code == 201
    assert post(kind="text/plain").status_code == 415


def test_its_encounters_are_listed_like_any_other(post, client, cast):
    mine = post().json()
    listed = client.get("/api/v1/encounters/", headers=bearer(cast.ira)).json()["results"]
    assert [one["id"] for one in listed] == [mine["id"]]


def test_without_an_incident_component_the_tracking_identifier_is_the_number(post):
    first = post(incidentComponent=None)
    newer = post(incidentComponent=None, lastUpdateTimeStamp="2026-05-04T09:00:00-04:00")
    assert [(r.status_code, r.json()["incident_number"], r.json()["became"]) for r in (first, newer)] == [
        (201, ID, "created"), (200, ID, "changed"),
    ]  # fmt: skip


# -- Refused


def test_everything_that_is_wrong_is_named(post):
    response = post(eidoVersion="7", issuingElementIdentification=None)
    said = response.json()
    assert (response.status_code, said["detail"], said["field"]) == (
        400, "This is missing.", "/issuingElementIdentification",
    )  # fmt: skip
    assert [one["path"] for one in said["refusals"]] == ["/issuingElementIdentification", "/eidoVersion"]
    assert Encounter.objects.count() == 0


@pytest.mark.parametrize(
    "body", [b"", b"{", b"[]", b"null", b"NaN", b"[" * 200_000, b'{"a": "\xff"}', b'{"a": "\\u0000"}']
)
def test_a_body_that_is_none(post, body):
    code, refusals = outcome(post(body))
    assert (code, bool(refusals), all(reason for _path, reason in refusals)) == (400, True, True)


def test_a_body_that_is_too_long(post):
    assert post(b'{"a": "' + b"x" * 1_000_001 + b'"}').status_code == 413


def test_contradictions_have_their_place(post):
    post(lastUpdateTimeStamp="2026-05-04T08:40:00-04:00")
    words = {"$id": "urn:2", "incident": {"internalIncidentId": "D26-2"}}
    post(**words, mergeComponent=merge("REPLACING", ID))
    code, refusals = outcome(post(mergeComponent=merge("REPLACING", "urn:2")))
    assert (code, refusals[0][0]) == (409, "/mergeComponent")


@pytest.mark.parametrize("role", [role for role in Role if role != Role.INTEGRATION])
def test_only_integrations(post, role):
    user = User.objects.create_user(f"{role}@city.example", name="Somebody", role=role)
    assert post(user=user).status_code == 403


def test_nobody_without_a_token(client, cast):
    assert client.post(URL, document(), content_type="application/json").status_code == 401


def test_another_integrations_incident_is_not_handed_out(post):
    other = User.objects.create_user("other@city.example", name="Other", role=Role.INTEGRATION)
    post()
    assert outcome(post(user=other))[0] == 409


@pytest.mark.parametrize("method", ["get", "put", "patch", "delete"])
def test_only_posting(client, cast, method):
    assert getattr(client, method)(URL, headers=bearer(cast.ira)).status_code == 405


def test_the_description_tells_of_it(as_, cast):
    described = as_(cast.mia).get("/api/v1/schema/?format=json").json()["paths"][URL]["post"]
    assert sorted(described["responses"]) == ["200", "201", "400", "401", "403", "409", "413"]
    assert "$id" in described["requestBody"]["content"]["application/json"]["schema"]["required"]


# -- Many at once


def test_many_identical_documents_at_once_make_one(commits, site):
    headers = {**bearer(assemble().ira), "content-type": "application/json"}
    body = as_bytes(document(**JO, **ASKED))

    def send(_):
        connection = HTTPConnection(urlsplit(site.url).netloc, timeout=60)
        connection.request("POST", URL, body, headers)
        return connection.getresponse().status

    with ThreadPoolExecutor(8) as pool:
        answers = list(pool.map(send, range(24)))
    connections.close_all()
    assert sorted(answers) == [200] * 23 + [201]
    counts = [model.objects.count() for model in (Encounter, Neighbor, Case, EidoDocument)]
    assert counts == [1, 1, 1, 1]


# -- Whatever comes

TEXT = st.text(st.characters(exclude_categories=["Cs"], exclude_characters="\x00"), max_size=40)
WORDS = TEXT | st.sampled_from(
    [ID, "urn:2", "Patient", "2026-05-04T08:12:00-04:00", "<a/>", "<!DOCTYPE a>", "#", "$ref"]
)
ANYTHING = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats(allow_nan=False, allow_infinity=False) | WORDS,
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(WORDS, inner, max_size=3),
    max_leaves=8,
)
NC = st.dictionaries(
    st.sampled_from(["name", "birthDate", "sex", "description", "primaryLanguage"]), ANYTHING, max_size=4
)
PEOPLE = st.lists(
    st.builds(
        lambda number, roles, first, last, nc: person(f"urn:p:{number}", *roles, first=first, last=last, nc=nc),
        st.uuids(), st.lists(st.sampled_from(["Caller", "Patient", "Witness", "Suspect"]), max_size=2), TEXT, TEXT, NC,
    ),
    max_size=3,
)  # fmt: skip
VALID = st.builds(
    lambda people, notes, own, number, extra: document(
        personComponent=people,
        notesComponent=[component(f"n{place}", notesActionComments=note) for place, note in enumerate(notes)],
        incident={"internalIncidentId": own, "incidentTypeInternalText": number},
        **extra,
    ),
    PEOPLE, st.lists(TEXT, max_size=3), TEXT, TEXT, st.dictionaries(TEXT.map("x-{}".format), ANYTHING, max_size=2),
)  # fmt: skip


def places(told, path=()):
    """Every place of the document, deepest last."""
    yield path
    inner = told.items() if isinstance(told, dict) else enumerate(told) if isinstance(told, list) else ()
    for key, value in inner:
        yield from places(value, (*path, key))


def mutilated(told, path, value, away):
    if not path:
        return value
    here = told
    for key in path[:-1]:
        here = here[key]
    if away:
        del here[path[-1]]
    else:
        here[path[-1]] = value
    return told


def taken(told):
    """The document as it becomes, or why it does not: there is no third."""
    try:
        reading = read_document(json.dumps(told).encode(), load_mapping("durham"))
        return take_document(told=reading.told, by=None)
    except Refused as error:
        return list(error.problems)
    except DomainError as error:
        return [(error.field, str(error))]


@pytest.mark.django_db
@settings(max_examples=60, deadline=None, suppress_health_check=list(HealthCheck))
@given(told=VALID)
def test_whatever_the_contract_allows_goes_in(told):
    found = taken(told)
    assert isinstance(found, Taken), found
    assert json.loads(EidoDocument.objects.filter(encounter=found.encounter).latest("pk").body) is not None
    Encounter.objects.update(replaced_by=None)
    EidoDocument.objects.all().delete()


@pytest.mark.django_db
@settings(max_examples=150, deadline=None, suppress_health_check=list(HealthCheck))
@given(data=st.data())
def test_whatever_is_cut_out_or_put_in_is_taken_or_refused_with_a_reason(data):
    told = document(**JO, **ASKED, mergeComponent=merge("REPLACING", "urn:2"))
    for _cut in range(data.draw(st.integers(1, 3))):
        path = data.draw(st.sampled_from(list(places(told)) if isinstance(told, dict | list) else [()]))
        told = mutilated(told, path, data.draw(ANYTHING), data.draw(st.booleans()))
    found = taken(told)
    if not isinstance(found, Taken):
        assert all(reason for _path, reason in found)
        assert all(path is None or path == "" or path.startswith("/") or path in FIELDS for path, _reason in found)


# Of the action's refusals the view makes places: see read_document's `places`.
FIELDS = {"received_at", "updated_at", "dispatched_at", "arrived_at", "cleared_at", "incident_number", "mergeComponent"}
