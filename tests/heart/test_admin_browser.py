"""Django admin in a real browser: the `page` fixture fails on any breach of the content security policy."""

import os

import pytest

from heart.notify.models import Delivery
from tests.cast import assemble
from tests.factories import CaseFactory, ConnectionFactory, EncounterFactory, MessageFactory

PAGES = [
    "", "accounts/user/", "accounts/user/add/", "accounts/user/{ira}/change/", "accounts/user/{ira}/token/",
    "accounts/timeoff/add/", "accounts/workinghours/", "accounts/team/{team}/change/", "casework/cadencestep/",
    "casework/case/", "casework/case/{case}/change/", "casework/neighbor/{neighbor}/change/", "casework/encounter/",
    "casework/followup/", "notify/message/", "audit/auditevent/", "referrals/service/add/", "referrals/referral/",
    "casework/beat/1/delete/",
]  # fmt: skip


@pytest.fixture
def told(commits):
    cast = assemble()
    connection = ConnectionFactory(case=CaseFactory(stage="engaged", team=cast.team))
    EncounterFactory()
    MessageFactory(delivery=Delivery.UNCLEAR)
    case = connection.case
    return cast, {"ira": cast.ira.pk, "team": cast.team.pk, "case": case.pk, "neighbor": case.neighbor_id}


def test_every_kind_of_page(page, site, client, told):
    cast, keys = told
    client.force_login(cast.mia)
    page.context.add_cookies([{"name": "sessionid", "value": client.cookies["sessionid"].value, "url": site.url}])
    headings = []
    for number, address in enumerate(PAGES):
        page.goto("/admin/" + address.format(**keys))
        headings.append(page.locator("h1").first.inner_text() if page.locator("h1").count() else "")
        if os.environ.get("SCREENSHOTS"):
            page.screenshot(path=f"{os.environ['SCREENSHOTS']}/{number:02}.png", full_page=True)
    assert "" not in headings, headings


def test_a_refusal_keeps_what_was_typed(page, site, client, told):
    cast, _keys = told
    client.force_login(cast.mia)
    page.context.add_cookies([{"name": "sessionid", "value": client.cookies["sessionid"].value, "url": site.url}])
    page.goto(f"/admin/accounts/user/{cast.ada.pk}/change/")
    page.get_by_label("Name").fill("Ada Typed")
    page.get_by_label("Active").uncheck()
    page.get_by_role("button", name="Save", exact=True).click()
    page.get_by_text("Hand over first: team Ada and Ben").wait_for()
    assert page.get_by_label("Name").input_value() == "Ada Typed"
    if os.environ.get("SCREENSHOTS"):
        page.screenshot(path=f"{os.environ['SCREENSHOTS']}/refused.png", full_page=True)
