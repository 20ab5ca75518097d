"""The buttons of a follow-up: none lies on another and none sticks out, on any screen, in either language."""

import pytest

from casework.models import FollowUp
from tests.cast import Cast, assemble
from tests.factories import CaseFactory, ContactPointFactory
from tests.factories.accounts import PASSWORD
from tests.journeys.test_responder import sign_in
from tests.times import MONDAY_9

WIDTHS = (320, 390, 640, 768, 1024, 1250, 1280, 1600)
# The buttons of which one lies on another, or that stick out of their row.
AMISS = """() => [...document.querySelectorAll("li.row--fu")].flatMap((row) => {
  const buttons = [...row.querySelectorAll(".usa-button")], edge = row.getBoundingClientRect();
  const boxes = buttons.map((button) => button.getBoundingClientRect());
  const meet = (a, b) => a.left < b.right - 1 && b.left < a.right - 1 && a.top < b.bottom - 1 && b.top < a.bottom - 1;
  return buttons.filter((button, n) => boxes[n].right > edge.right || boxes[n].left < edge.left ||
    boxes.some((box, m) => m !== n && meet(box, boxes[n]))).map((button) => button.innerText);
})"""


@pytest.fixture
def people(site) -> Cast:
    cast = assemble()
    cast.ada.set_password(PASSWORD)
    cast.ada.save(update_fields=["password"])
    return cast


@pytest.mark.parametrize("language", ["en", "es"])
def test_no_button_of_a_row_lies_on_another(page, people, language: str) -> None:
    case = CaseFactory(stage="outreach", team=people.team, now=MONDAY_9)
    ContactPointFactory(neighbor=case.neighbor, voicemail_ok="yes")
    FollowUp.objects.update(reminders_sent=1)
    sign_in(page, people.ada)
    people.ada.language = language
    people.ada.save(update_fields=["language"])
    page.goto("/today/")
    assert page.locator("html").get_attribute("lang") == language
    amiss = {}
    for width in WIDTHS:
        page.set_viewport_size({"width": width, "height": 900})
        amiss[width] = page.evaluate(AMISS)
    assert (page.locator(".row--fu .usa-button").count(), amiss) == (6, {width: [] for width in WIDTHS})
