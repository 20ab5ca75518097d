"""A responder on a phone: few taps, nothing lost, nothing left behind."""

import re
import time

import pytest
from django.utils import timezone

from casework.actions.outlines import Outline, redraw_beats
from casework.models import Draft, Encounter
from tests.cast import Cast, assemble
from tests.factories import EncounterFactory
from tests.factories.accounts import PASSWORD

PHONE = {"width": 390, "height": 844}


@pytest.fixture
def people(site) -> Cast:
    cast = assemble()
    for user in cast.people.values():
        user.set_password(PASSWORD)
        user.save(update_fields=["password"])
    return cast


@pytest.fixture
def phone(page, people):
    """Rex has signed in, and has been out before."""
    EncounterFactory(by=people.rex, source="responder", pilot="crt", person=None, follow_up_wanted="no")
    page.set_viewport_size(PHONE)
    sign_in(page, people.rex)
    page.goto("/encounters/new/")
    return page


def sign_in(page, user) -> None:
    page.goto("/accounts/login/")
    page.get_by_label("Email").fill(user.email)
    page.get_by_label("Password").fill(PASSWORD)
    page.get_by_role("button", name="Sign in").click()
    page.wait_for_url(lambda url: "/accounts/login" not in url)


def only_the_network_failed(page) -> None:
    """What the browser, and htmx, say of an answer that did not come or was a refusal."""
    network = (
        "Failed to load resource",
        "Response Status Error Code 403 from /encounters/draft/",
        "htmx:afterRequest",
        "htmx:sendError",
    )
    assert [problem for problem in page.problems if not problem.startswith(network)] == []
    page.problems.clear()


def saved(page) -> None:
    page.locator(".draft-state").get_by_text(re.compile(r"^\s*Saved \d")).wait_for()


def kept_by_then(words: str) -> None:
    """By a message whose answer nobody waits for."""
    until = time.monotonic() + 5
    while not Draft.objects.filter(body__description=words).exists() and time.monotonic() < until:
        time.sleep(0.02)
    assert Draft.objects.get().body["description"] == words


def test_two_fields_and_three_taps(phone) -> None:
    """Everything else is right already: the team of the last time, the time, the language."""
    fits = phone.evaluate("document.documentElement.scrollWidth <= window.innerWidth")
    phone.get_by_label("Incident number").fill("26-004711")
    phone.get_by_label("If the name is not known").fill("man, 50s, red coat, bus station")
    for tap in ("Settled on scene", "Yes"):
        phone.get_by_text(tap, exact=True).first.click()
    phone.get_by_role("button", name="Save the encounter").click()
    phone.get_by_text("Care navigation follows up.").wait_for()
    made = Encounter.objects.get(incident_number="26-004711")
    assert (fits, made.pilot, made.outcome, made.follow_up_wanted, made.neighbor.description) == (
        True,
        "crt",
        "resolved_on_scene",
        "yes",
        "man, 50s, red coat, bus station",
    )
    kept = phone.evaluate("JSON.stringify([localStorage, sessionStorage, document.cookie])")
    assert [word for word in ("26-004711", "red coat") if word in kept] == []
    only_the_network_failed(phone)


def test_what_is_typed_outlives_the_page(phone) -> None:
    phone.get_by_label("Name they go by").fill("Jo")
    saved(phone)
    phone.reload()
    assert phone.get_by_label("Name they go by").input_value() == "Jo"
    phone.goto("/encounters/new/")
    assert phone.get_by_label("Name they go by").input_value() == ""
    phone.get_by_label("Name they go by").fill("Sam")
    saved(phone)
    phone.goto("/encounters/")
    phone.get_by_role("heading", name="2 unfinished").wait_for()
    phone.get_by_role("listitem").filter(has_text="Jo").get_by_role("link", name="Go on").click()
    assert phone.get_by_label("Name they go by").input_value() == "Jo"


@pytest.fixture
def last_words(phone) -> str:
    """Typed a moment ago, and not saved yet. Once something was saved before."""
    phone.get_by_label("Name they go by").fill("Jo")
    saved(phone)
    phone.get_by_label("If the name is not known").fill("red coat, bus station")
    return "red coat, bus station"


def test_a_link_takes_the_last_words_along(phone, last_words) -> None:
    phone.get_by_role("link", name="Encounters").first.click()
    phone.wait_for_url("**/encounters/")
    assert Draft.objects.get().body["description"] == last_words
    phone.go_back()
    assert phone.get_by_label("If the name is not known").input_value() == last_words


def test_signing_out_takes_the_last_words_along(phone, last_words) -> None:
    phone.locator("summary").filter(has_text="Your account").click()
    phone.get_by_role("button", name="Sign out").click()
    phone.wait_for_url(lambda url: "/encounters" not in url)
    assert Draft.objects.get().body["description"] == last_words
    kept = phone.evaluate("JSON.stringify([localStorage, sessionStorage, document.cookie])")
    assert [word for word in ("Jo", "red coat") if word in kept] == []


@pytest.mark.parametrize("leave", ["hide", "reload", "close"])
def test_whoever_leaves_otherwise_loses_no_word(phone, last_words, leave: str) -> None:
    phone.evaluate("document.addEventListener('htmx:beforeRequest', (event) => event.preventDefault())")
    if leave == "hide":
        phone.evaluate(
            "Object.defineProperty(document, 'hidden', { value: true });"
            "document.dispatchEvent(new Event('visibilitychange'))"
        )
    elif leave == "reload":
        phone.reload()
    else:
        phone.close(run_before_unload=True)
    kept_by_then(last_words)


def test_a_look_at_the_cards_in_between_saves_and_does_not_stop_saving(phone, last_words) -> None:
    with phone.context.expect_page() as beside:
        phone.get_by_role("button", name="Is there a card? (opens beside)").click()
    beside.value.close()
    phone.get_by_label("If the name is not known").fill("man, 50s")
    saved(phone)
    kept_by_then("man, 50s")


def test_that_it_is_saved_stands_in_sight_while_one_types(phone, last_words) -> None:
    phone.get_by_label("Their phone", exact=True).scroll_into_view_if_needed()
    line = phone.locator(".draft-state").bounding_box()
    assert (line["y"] >= 0, line["y"] + line["height"] <= PHONE["height"] / 3) == (True, True)


def test_a_draft_is_not_thrown_away_by_one_tap(phone) -> None:
    phone.get_by_label("Name they go by").fill("Jo")
    saved(phone)
    phone.goto("/encounters/")
    phone.locator("summary").filter(has_text="Throw away…").click()
    assert Draft.objects.standing().count() == 1
    phone.get_by_role("button", name="Throw it away for good Jo").click()
    phone.get_by_text("The draft is gone.").wait_for()
    assert Draft.objects.standing().count() == 0


def test_without_a_connection_it_says_so_and_saves_when_it_is_back(phone) -> None:
    phone.get_by_label("Name they go by").fill("Jo")
    saved(phone)
    phone.context.set_offline(True)
    phone.get_by_label("Name they go by").fill("Joanna")
    phone.get_by_text("Not saved: no connection. Keep this page open.").wait_for()
    phone.get_by_role("button", name="Save the encounter").click()
    assert phone.get_by_label("Name they go by").input_value() == "Joanna"
    phone.context.set_offline(False)
    saved(phone)
    assert Draft.objects.get().body["preferred_name"] == "Joanna"
    only_the_network_failed(phone)


def test_signed_out_elsewhere_nothing_is_lost(phone, people) -> None:
    phone.get_by_label("Name they go by").fill("Jo")
    saved(phone)
    other = phone.context.new_page()
    other.goto("/encounters/")
    phone.context.clear_cookies()
    phone.get_by_label("Name they go by").fill("Joanna")
    phone.get_by_text("You have been signed out. What you typed is still here.").wait_for()
    sign_in(other, people.rex)
    phone.bring_to_front()
    phone.evaluate("document.dispatchEvent(new Event('visibilitychange'))")
    saved(phone)
    phone.get_by_label("Incident number").fill("26-004712")
    phone.get_by_role("group", name="Should care navigation follow up?").get_by_text("No").click()
    phone.get_by_role("button", name="Save the encounter").click()
    phone.get_by_text("Incident 26-004712 is recorded.").wait_for()
    assert Encounter.objects.get(incident_number="26-004712").neighbor.preferred_name == "Joanna"
    only_the_network_failed(phone)


def test_a_double_tap_is_one_encounter_and_leaves_no_draft(phone) -> None:
    phone.get_by_label("Incident number").fill("26-004713")
    phone.get_by_role("group", name="Should care navigation follow up?").get_by_text("Yes").click()
    phone.get_by_role("button", name="Save the encounter").dblclick()
    phone.get_by_text("Care navigation follows up.").wait_for()
    phone.wait_for_timeout(1200)
    assert Encounter.objects.filter(incident_number="26-004713").count() == 1
    assert Draft.objects.standing().count() == 0
    only_the_network_failed(phone)


def test_the_beat_by_a_tap(phone) -> None:
    square = [[[[-79, 36], [-78, 36], [-78, 37], [-79, 37], [-79, 36]]]]
    redraw_beats(outlines=[Outline("111", square)], since=timezone.localdate(), by=None)
    phone.context.grant_permissions(["geolocation"])
    phone.context.set_geolocation({"latitude": 36.5, "longitude": -78.5})
    phone.get_by_text("More: weapon, first and last name").click()
    phone.get_by_role("button", name="Use where I am").click()
    phone.get_by_role("status").filter(has_text="111").wait_for()
    assert phone.get_by_label("Beat").input_value() == "111"
