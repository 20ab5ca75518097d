"""Every page that is about a case × everybody: who gets it, who is told that there is no such thing.

A page that one may not see answers exactly like one that does not exist.
"""

import re

import pytest
from django.urls import reverse

from tests.factories import CaseFactory, ConnectionFactory, ConsentFactory, ReferralFactory, ServiceFactory

# What each page answers to Ada (peer of the case), Sol (her supervisor), Mia (programme manager); then to the
# strangers Eve (another team's peer) and Zoe (her supervisor), and to Rex, Ana and Ira, who see no cases.
PEOPLE = ("ada", "ben", "sol", "mia", "eve", "zoe", "rex", "ana", "ira")
OURS = (200, 200, 200, 200, 404, 404, 404, 404, 404)
OVERSEERS = (403, 403, 200, 200, 404, 404, 404, 404, 404)


@pytest.fixture
def things(cast) -> dict[str, list[int]]:
    """The arguments of each page about an engaged case of Ada's and Ben's."""
    case = CaseFactory(stage="engaged", team=cast.team)
    connected = CaseFactory(stage="engaged", team=cast.team)
    referral = ReferralFactory(case=case)
    ConnectionFactory(case=connected)
    ConsentFactory(case=case)
    service = ServiceFactory(needs=[referral.need.category])
    follow_up = case.follow_ups.open().order_by("pk").first()
    check = connected.follow_ups.open().filter(kind="connection_check").first()
    return {
        "case": [case.pk],
        "contact": [case.pk],
        "case-who": [case.pk],
        "candidates": [case.pk],
        "assign": [case.pk],
        "restriction": [case.neighbor_id],
        "close": [case.pk],
        "refer": [case.pk],
        "refer-services": [case.pk, referral.need_id],
        "refer-to": [case.pk, referral.need_id, service.pk],
        "consent-new": [case.pk],
        "consent-to-refer": [case.pk, referral.need_id, service.pk],
        "referral": [referral.pk],
        "follow-up-move": [follow_up.pk],
        "follow-up-done": [follow_up.pk],
        "follow-up-snooze": [follow_up.pk],
        "follow-up-why": [follow_up.pk],
        "case-texts": [case.pk],
        "connection-check": [check.pk],
    }


@pytest.mark.parametrize(
    "name",
    [
        "case",
        "contact",
        "case-who",
        "candidates",
        "close",
        "refer",
        "refer-services",
        "refer-to",
        "consent-new",
        "consent-to-refer",
        "referral",
        "follow-up-move",
        "follow-up-done",
        "follow-up-snooze",
        "follow-up-why",
        "case-texts",
        "connection-check",
        "assign",
        "restriction",
    ],
)
def test_pages_of_a_case(cast, as_, things, name) -> None:
    url = reverse(name, args=things[name])
    answers = tuple(as_(cast.people[person]).get(url).status_code for person in PEOPLE)
    assert answers == (OVERSEERS if name in ("assign", "restriction") else OURS)


def test_a_hidden_case_answers_like_one_that_does_not_exist(cast, as_, things) -> None:
    client = as_(cast.eve)
    hidden, nothing = [reverse("case", args=[pk]) for pk in (things["case"][0], 987654321)]
    assert answer(client, hidden) == answer(client, nothing)


def answer(client, url: str) -> tuple[int, str]:
    """Without what differs each time: tokens, nonces and the address itself."""
    found = client.get(url)
    html = found.content.decode().replace(url, "")
    return found.status_code, re.sub(r'(csrfmiddlewaretoken" value=|X-CSRFToken": |nonce=)"[^"]+"', "", html)


LISTS = {
    "today": (200, 200, 200, 200, 200, 200, 200, 200, 200),
    "cases": (200, 200, 200, 200, 200, 200, 200, 200, 200),
    "inbox": (200, 200, 200, 200, 200, 200, 200, 200, 200),
    "encounters": (200, 200, 200, 200, 200, 200, 200, 200, 200),
    "matches": (200, 200, 200, 200, 200, 200, 403, 403, 403),
    "search": (200, 200, 200, 200, 200, 200, 200, 403, 403),
    "intake": (403, 403, 200, 200, 403, 200, 403, 403, 403),
    "board": (403, 403, 200, 200, 403, 200, 403, 403, 403),
    "board-list": (403, 403, 200, 200, 403, 200, 403, 403, 403),
    "encounter-new": (200, 200, 200, 200, 200, 200, 200, 403, 403),
}


@pytest.mark.parametrize("name", LISTS)
def test_lists(cast, as_, things, name) -> None:
    assert tuple(as_(cast.people[person]).get(reverse(name)).status_code for person in PEOPLE) == LISTS[name]


@pytest.mark.parametrize("name", LISTS)
def test_no_list_shows_a_stranger_whose_case_it_is(cast, as_, name) -> None:
    CaseFactory(stage="outreach", team=cast.team, neighbor__preferred_name="Canary Jones")
    for stranger in (cast.eve, cast.dan, cast.zoe, cast.rex, cast.ana, cast.ira):
        assert "Canary Jones" not in as_(stranger).get(reverse(name)).content.decode()


def test_somebody_deactivated_is_out_on_the_next_request(cast, as_) -> None:
    client = as_(cast.ada)
    assert client.get("/today/").status_code == 200
    cast.ada.is_active = False
    cast.ada.save(update_fields=["is_active"])
    answer = client.get("/today/")
    assert (answer.status_code, answer.url) == (302, "/accounts/login/?next=/today/")


@pytest.mark.parametrize(
    ("name", "query", "place"),
    [
        ("case", "", "/cases/"),
        ("referral", "", "/cases/"),
        ("connection-check", "", "/cases/"),
        ("assign", "", "/cases/"),
        ("assign", "?from=intake", "/intake/"),
    ],
)
def test_the_navigation_shows_where_one_is(cast, as_, things, name, query, place) -> None:
    html = as_(cast.sol).get(reverse(name, args=things[name]) + query).content.decode()
    assert re.findall(r'<a href="(/\w+/)" aria-current="page"', html) == [place]


POSTS = [
    "follow-up-result",
    "follow-up-seen",
    "follow-up-snooze",
    "referral-answer",
    "referral-chase",
    "referral-connect",
    "consent-revoke",
]


@pytest.mark.parametrize("name", POSTS)
@pytest.mark.parametrize("person", ["eve", "zoe", "rex", "ana", "ira"])
def test_a_stranger_presses_nothing(cast, as_, name, person) -> None:
    case = CaseFactory(stage="engaged", team=cast.team)
    referral = ReferralFactory(case=case)
    follow_up = case.follow_ups.open().first()
    arguments = {
        "follow-up-result": [follow_up.pk],
        "follow-up-seen": [follow_up.pk],
        "follow-up-snooze": [follow_up.pk],
        "consent-revoke": [case.pk, referral.consent_id],
    }.get(name, [referral.pk])
    before = list(case.follow_ups.order_by("pk").values()), referral.status
    answer = as_(cast.people[person]).post(reverse(name, args=arguments), {"status": "accepted", "result": "voicemail"})
    referral.refresh_from_db()
    assert answer.status_code == 404
    assert (list(case.follow_ups.order_by("pk").values()), referral.status) == before
