"""`/api/v1/encounters/`: another system records what happened, once, and sees only that."""

import json
from base64 import b64encode
from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, datetime
from http.client import HTTPConnection
from urllib.parse import urlsplit

import pytest
from django.db import connections
from knox.models import AuthToken

from casework.api import EncounterTold, Latest, PersonTold
from casework.models import AgencyPerson, Case, ContactPoint, Encounter, Neighbor, Source
from heart.accounts.models import User
from heart.accounts.roles import Role
from heart.audit.models import AuditEvent
from tests.cast import Cast, assemble

URL = "/api/v1/encounters/"
TOLD = {"agency": "Durham", "incident_number": "D26-1", "received_at": "2026-03-09T21:30:00-04:00", "pilot": "crt"}
PERSON = {"first_name": "Jo", "phone": "919-555-0100", "also_known_as": ["Joey"], "agency_person_id": "P1"}


def bearer(user: User) -> dict[str, str]:
    return {"authorization": f"Token {AuthToken.objects.create(user)[1]}"}


@pytest.fixture
def post(client, cast: Cast):
    """As Ira, unless another user is named."""

    def send(body=TOLD, user=cast.ira, **changes):
        said = body | changes if isinstance(body, dict) else body
        return client.post(URL, said, content_type="application/json", headers=bearer(user))

    return send


def outcome(response):
    return response.status_code, response.json()["field"], response.json()["detail"]


# -- Recording


def test_a_new_encounter(post, cast):
    response = post(person=PERSON, follow_up_wanted="yes", outcome="refused", beat="111", note="ok")
    found = Encounter.objects.get()
    assert response.status_code == 201
    assert response.json() == {
        "id": found.pk,
        "agency": "Durham",
        "incident_number": "D26-1",
        "recorded_at": found.recorded_at.astimezone(
            datetime.fromisoformat(response.json()["recorded_at"]).tzinfo
        ).isoformat(),
        "case_opened": True,
    }
    assert (found.source, found.recorded_by, found.received_at, found.beat) == (
        Source.API,
        cast.ira,
        datetime(2026, 3, 10, 1, 30, tzinfo=UTC),
        "111",
    )
    assert (found.neighbor.first_name, list(found.neighbor.also_known_as.values_list("name", flat=True))) == (
        "Jo",
        ["Joey"],
    )
    assert AgencyPerson.objects.get().neighbor == found.neighbor
    assert list(AuditEvent.objects.filter(event="encounter.recorded").values_list("actor_id", flat=True)) == [
        cast.ira.pk
    ]


def test_the_answer_names_nobody(post):
    text = post(person={"first_name": "Canary", "phone": "919-555-0199"}, note="Canary too").content.decode()
    assert ("Canary" in text, "0199" in text) == (False, False)


def test_as_little_as_may_be(post):
    response = post({key: TOLD[key] for key in ("agency", "incident_number", "received_at")})
    assert (response.status_code, response.json()["case_opened"]) == (201, False)


def test_the_same_again_is_the_same_answer(post):
    first, again = post(person=PERSON), post(person=PERSON)
    assert (first.status_code, again.status_code) == (201, 200)
    assert first.json() == again.json()
    assert (Encounter.objects.count(), Neighbor.objects.count()) == (1, 1)


def test_the_same_instant_in_another_offset_is_the_same(post):
    assert [post().status_code, post(received_at="2026-03-10T01:30:00Z").status_code] == [201, 200]


def test_another_body_is_refused_and_changes_nothing(post):
    post(beat="111")
    assert outcome(post(beat="112")) == (
        409,
        "incident_number",
        "This incident is recorded already, with other details.",
    )
    assert Encounter.objects.get().beat == "111"


def test_another_integrations_incident_is_not_handed_out(post):
    other = User.objects.create_user("other@city.example", name="Other", role=Role.INTEGRATION)
    post()
    assert outcome(post(user=other)) == (
        409,
        "incident_number",
        "This incident is recorded already, with other details.",
    )


# -- Who


@pytest.mark.parametrize("role", [role for role in Role if role != Role.INTEGRATION])
def test_only_integrations(post, client, role):
    user = User.objects.create_user(f"{role}@city.example", name="Somebody", role=role)
    headers = bearer(user)
    codes = [client.get(URL, headers=headers).status_code, client.get(f"{URL}1/", headers=headers).status_code]
    assert (post(user=user).status_code, codes) == (403, [403, 403])
    assert Encounter.objects.count() == 0


def test_nobody_without_a_token(client, cast):
    answers = [client.get(URL), client.post(URL, TOLD, content_type="application/json"), client.get(f"{URL}1/")]
    assert [(a.status_code, a["www-authenticate"]) for a in answers] == [(401, "Token")] * 3


def test_a_signed_in_page_is_no_token(as_, cast):
    assert as_(cast.ira).get(URL).status_code == 403


def test_a_deactivated_integration_is_out(post, cast, client):
    headers = bearer(cast.ira)
    User.objects.filter(pk=cast.ira.pk).update(is_active=False)
    assert client.get(URL, headers=headers).status_code == 401


# -- What does not fit


@pytest.mark.parametrize(
    ("changes", "field", "detail"),
    [
        ({"agency": ""}, "agency", "This field may not be blank."),
        ({"agency": None}, "agency", "This field may not be null."),
        ({"agency": "x" * 61}, "agency", "Ensure this field has no more than 60 characters."),
        ({"note": "a\x00b"}, "note", "Null characters are not allowed."),
        ({"incident_number": "a\x00"}, "incident_number", "Null characters are not allowed."),
        ({"pilot": "xyz"}, "pilot", '"xyz" is not a valid choice.'),
        ({"received_at": "2026-03-09T21:30:00"}, "received_at", "Say the offset from UTC, such as 2026-03-09T21:30:00-04:00."),
        ({"received_at": "2999-01-01T00:00:00Z"}, "received_at", "This is in the future."),
        ({"received_at": "1900-01-01T00:00:00Z"}, "received_at", "This is too long ago."),
        ({"received_at": "0001-01-01T00:00:00+14:00"}, "received_at", None),
        ({"received_at": "9999-12-31T23:59:59-14:00"}, "received_at", None),
        ({"received_at": 7}, "received_at", None),
        ({"arrived_at": "2026-03-09T21:29:59-04:00"}, "arrived_at", "This is before the call was received."),
        ({"beet": "111"}, "beet", "This field is not known."),
        ({"id": 4}, "id", "This field is not known."),
        ({"person": {"name": "Jo"}}, "person.name", "This field is not known."),
        ({"person": {"first_name": "x" * 81}}, "person.first_name", "Ensure this field has no more than 80 characters."),
        ({"person": {"also_known_as": ["ok", "\x00"]}}, "person.also_known_as.1", "Null characters are not allowed."),
        ({"person": {"birth_date": "tomorrow"}}, "person.birth_date", None),
        ({"person": {"phone": "9" * 201}}, "person.phone", "Enter a valid phone number."),
        ({"person": {"phone": "call the shelter"}}, "person.phone", "Enter a valid phone number."),
        ({"person": {"birth_date": "2999-01-01"}}, "person.birth_date", "This is in the future."),
        ({"person": {"birth_date": "1899-12-31"}}, "person.birth_date", "This is too long ago."),
        ({"person": "Jo"}, "person", None),
        ({"note": "\ud800"}, "note", None),
    ],
)  # fmt: skip
def test_a_body_that_does_not_fit(post, changes, field, detail):
    response = post(**changes)
    assert (response.status_code, response.json()["field"]) == (400, field)
    assert detail in (None, response.json()["detail"])
    assert Encounter.objects.count() == 0


HALF = "half \ud800 a character"
EVERYWHERE = [
    *({name: HALF} for name in EncounterTold().fields),
    *({"person": {name: HALF}} for name in PersonTold().fields),
    {"person": {"also_known_as": [HALF]}},
    {HALF: "1"},
    {"person": {HALF: "1"}},
]


@pytest.mark.parametrize("changes", EVERYWHERE)
def test_half_a_character_is_refused_in_words_wherever_it_stands(post, changes):
    """Also where the words repeat what was sent."""
    response = post(json.dumps(TOLD | changes))
    field, within = next(iter(changes.items()))
    path = f"{field}.{next(iter(within))}" if isinstance(within, dict) else field
    answer = response.json()
    assert (response.status_code, Encounter.objects.count()) == (400, 0)
    assert answer["field"].removesuffix(".0") == path.replace("\ud800", "?")
    assert answer["problems"] == {answer["field"]: answer["detail"]}


@pytest.mark.parametrize("phone", ["919-555-0100", "(919) 555 0100", "+1 919.555.0100", "9195550100"])
def test_a_phone_number_is_kept_in_one_shape(post, phone):
    assert post(person={"phone": phone}).status_code == 201
    assert ContactPoint.objects.get().value == "+19195550100"


@pytest.mark.parametrize(
    ("received", "cleared", "answer"),
    [
        ("01:50:00-04:00", "01:10:00-05:00", (201, None)),  # twenty minutes later
        ("01:30:00-05:00", "01:40:00-04:00", (400, ["cleared_at", "This is before the call was received."])),
    ],
)
def test_in_the_hour_that_comes_twice_instants_are_compared(post, received, cleared, answer):
    response = post(received_at=f"2025-11-02T{received}", cleared_at=f"2025-11-02T{cleared}")
    told = response.json()
    assert (response.status_code, [told["field"], told["detail"]] if "field" in told else None) == answer


def test_every_problem_is_named(post):
    response = post({"beet": 1})
    assert sorted(response.json()["problems"]) == ["beet"]
    assert sorted(post({}).json()["problems"]) == ["agency", "incident_number", "received_at"]


@pytest.mark.parametrize(
    ("body", "code"), [("[]", 400), ("null", 400), ("{", 400), ('"x"', 400), ("[" * 200_000, 400), ('{"a":' * 50_000, 400), (" " * 1_000_001, 413), ("NaN", 400)]
)  # fmt: skip
def test_a_body_that_is_none(post, body, code):
    response = post(body)
    assert (response.status_code, sorted(response.json())[0]) == (code, "detail")


# -- Reading


def test_an_integration_reads_its_own(post, client, cast):
    mine = post().json()
    other = User.objects.create_user("other@city.example", name="Other", role=Role.INTEGRATION)
    theirs = post(user=other, incident_number="D26-2").json()
    headers = bearer(cast.ira)
    assert client.get(URL, headers=headers).json() == {"next": None, "previous": None, "results": [mine]}
    assert client.get(f"{URL}{mine['id']}/", headers=headers).json() == mine
    hidden, absent = client.get(f"{URL}{theirs['id']}/", headers=headers), client.get(f"{URL}999999/", headers=headers)
    assert (hidden.status_code, hidden.content) == (404, absent.content)


@pytest.mark.parametrize("rows", [1, 3])
def test_the_list_takes_the_same_statements(post, client, cast, rows, django_assert_num_queries):
    for number in range(rows):
        post(incident_number=str(number))
    headers = bearer(cast.ira)
    client.get(URL, headers=headers)
    with django_assert_num_queries(9):  # the token, the rows, and seven that keep the rate limit's count
        assert len(client.get(URL, headers=headers).json()["results"]) == rows


@pytest.mark.parametrize("position", ["\0", "%00", "2026-13-01", "2026-01-01", "", "x" * 500])
def test_a_cursor_that_names_no_instant_finds_nothing(post, client, cast, position):
    post()
    cursor = b64encode(f"p={position}".encode()).decode()
    answer = client.get(URL, {"cursor": cursor}, headers=bearer(cast.ira))
    assert (answer.status_code, answer.json()["detail"]) == (404, "Invalid cursor")


@pytest.mark.parametrize("page", [1, 2])
def test_the_next_page_is_found_by_its_cursor(post, client, cast, page, monkeypatch):
    monkeypatch.setattr(Latest, "page_size", 2)
    numbers = [post(incident_number=str(number)).json()["incident_number"] for number in range(3)]
    where = URL
    for _turn in range(page):
        answer = client.get(where, headers=bearer(cast.ira)).json()
        where = answer["next"]
    assert [row["incident_number"] for row in answer["results"]] == [numbers[:0:-1], numbers[:1]][page - 1]


@pytest.mark.parametrize("method", ["put", "patch", "delete"])
def test_nothing_is_taken_back(post, client, cast, method):
    mine = post().json()
    answer = getattr(client, method)(f"{URL}{mine['id']}/", headers=bearer(cast.ira))
    assert (answer.status_code, Encounter.objects.count()) == (405, 1)


# -- Many at once


def test_many_identical_posts_at_once_make_one(commits, site):
    cast = assemble()
    headers = {**bearer(cast.ira), "content-type": "application/json"}
    body = json.dumps(TOLD | {"person": PERSON, "follow_up_wanted": "yes"})

    def send(_):
        connection = HTTPConnection(urlsplit(site.url).netloc, timeout=60)
        connection.request("POST", URL, body, headers)
        response = connection.getresponse()
        return response.status, response.read()

    with ThreadPoolExecutor(16) as pool:
        answers = list(pool.map(send, range(48)))
    connections.close_all()
    assert sorted(status for status, _ in answers) == [200] * 47 + [201]
    assert len({text for _, text in answers}) == 1
    assert (Encounter.objects.count(), Neighbor.objects.count(), Case.objects.count()) == (1, 1, 1)


# -- The description


def test_the_description_is_behind_sign_in(client, as_, cast):
    anonymous = client.get("/api/v1/schema/").status_code, client.get("/api/v1/docs/").status_code
    signed_in = as_(cast.mia)
    assert anonymous == (401, 302)
    assert (signed_in.get("/api/v1/schema/").status_code, signed_in.get("/api/v1/docs/").status_code) == (200, 200)


def test_the_description_can_be_read_in_a_browser(page, commits, site, client):
    client.force_login(assemble().mia)
    page.context.add_cookies([{"name": "sessionid", "value": client.cookies["sessionid"].value, "url": site.url}])
    page.goto("/api/v1/docs/")
    page.get_by_text("Record an encounter", exact=True).wait_for()
