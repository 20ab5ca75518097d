"""The number of new messages, asked for by every page in use: a short answer, or none when nothing has changed."""

import os
import re

import pytest

from casework.actions.follow_ups import move_follow_up
from heart.notify import watch
from heart.notify.models import Channel, Delivery, Message
from heart.notify.views import WATCHER
from tests.cast import Cast, assemble
from tests.factories import CaseFactory, ContactFactory, MessageFactory
from tests.times import MONDAY_9, TUESDAY_9


def to(person, **words) -> Message:
    told = {"channel": Channel.IN_APP, "delivery": Delivery.SENT, "sent_at": MONDAY_9} | words
    return MessageFactory(recipient=person, **told)


def unread(html: str) -> list[str]:
    return re.findall(r'data-unread="(\d+)"', html)


def test_a_page_knows_its_number_and_where_to_ask_again(cast: Cast, as_) -> None:
    to(cast.ada)
    to(cast.ben)

    html = as_(cast.ada).get("/inbox/").content.decode()

    assert (unread(html), 'hx-get="/inbox/count/?have=1&amp;silent=0"' in html) == (["1"], True)


@pytest.mark.parametrize("have", ["0", "2", "", "x", "9" * 30, "-1"])
def test_when_it_has_changed_the_new_number_comes(cast: Cast, as_, have) -> None:
    to(cast.ada)
    to(cast.ada, read_at=MONDAY_9)
    to(cast.eve)

    html = as_(cast.ada).get(f"/inbox/count/?have={have}&silent=0").content.decode()

    assert (unread(html), "1 new message<" in html) == (["1"], have == "0")


def test_when_nothing_has_changed_nothing_comes(cast: Cast, as_) -> None:
    to(cast.ada)

    answer = as_(cast.ada).get("/inbox/count/?have=1&silent=0")

    assert (answer.status_code, answer.content) == (204, b"")


def test_read_in_another_window_the_number_goes_and_nothing_is_announced(cast: Cast, as_) -> None:
    html = as_(cast.ada).get("/inbox/count/?have=3&silent=0").content.decode()

    assert (unread(html), "badge" in html, "live-said" in html) == (["0"], False, False)


@pytest.mark.parametrize(("person", "queries"), [("ada", 3), ("rex", 3), ("sol", 4)])
@pytest.mark.parametrize("rows", [1, 3])
def test_it_costs_one_query_and_an_overseers_two(
    cast: Cast, as_, person, queries, rows, django_assert_num_queries, monkeypatch
) -> None:
    """Beside the session and who it is of."""
    monkeypatch.setattr(WATCHER, "look", lambda now: [])
    for _ in range(rows):
        to(cast.people[person])
    client = as_(cast.people[person])

    with django_assert_num_queries(queries):
        client.get("/inbox/count/?have=0&silent=0")


def test_whoever_asks_also_looks_whether_the_clockwork_goes(cast: Cast, as_, monkeypatch) -> None:
    looked = []
    monkeypatch.setattr(WATCHER, "look", looked.append)

    as_(cast.ada).get("/inbox/count/?have=0&silent=0")

    assert len(looked) == 1


def test_an_overseers_banner_comes_and_goes_without_reload(cast: Cast, as_, monkeypatch) -> None:
    monkeypatch.setattr(WATCHER, "look", lambda now: [])
    monkeypatch.setattr(watch, "STARTED", MONDAY_9)
    watch.pulse("beat", now=MONDAY_9)
    client = as_(cast.sol)

    came = client.get("/inbox/count/?have=0&silent=0").content.decode()
    stays = client.get("/inbox/count/?have=0&silent=1").status_code
    monkeypatch.setattr(watch, "silences", lambda *, now: [])
    went = client.get("/inbox/count/?have=0&silent=1").content.decode()

    assert (came.count("Reminders stand still"), stays, went.count("Reminders stand still")) == (1, 204, 0)


def offered(html: str) -> list[str]:
    return re.findall(r'hx-swap-oob="innerHTML:#inbox-new">(?:<a [^>]*>([^<]*)</a>)?</div>', html)


@pytest.mark.parametrize(("came", "said"), [(0, [""]), (1, ["1 new message: show"]), (3, ["3 new messages: show"])])
def test_the_open_inbox_offers_what_came_after_it(cast: Cast, as_, came, said) -> None:
    client = as_(cast.ada)
    to(cast.ada)
    to(cast.ada, read_at=MONDAY_9)
    newest = re.search(r'name="newest" value="(\d+)"', client.get("/inbox/").content.decode())
    for _ in range(came):
        to(cast.ada)
    to(cast.eve)

    # Counted from the page, however often the number has risen since.
    html = client.get(f"/inbox/count/?have=99&silent=0&newest={newest and newest[1]}").content.decode()

    assert offered(html) == said


@pytest.mark.parametrize("newest", ["", "x", "-1"])
def test_other_pages_are_offered_nothing(cast: Cast, as_, newest) -> None:
    to(cast.ada)

    html = as_(cast.ada).get(f"/inbox/count/?have=0&silent=0&newest={newest}").content.decode()

    assert offered(html) == []


# -- No longer needed ------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("ends", ["done", "moved"])
def test_what_has_ended_since_is_no_longer_needed(cast: Cast, as_, ends) -> None:
    case = CaseFactory(stage="outreach", team=cast.team)
    follow_up = case.follow_ups.open().get()
    about_it, about_another = to(cast.ada, about=follow_up.message_key), to(cast.ada, about="follow_up:0")
    if ends == "moved":
        move_follow_up(follow_up=follow_up, due_at=TUESDAY_9, why="They asked.", by=cast.ada, now=MONDAY_9)
    else:
        ContactFactory(case=case)

    page = as_(cast.ada).get("/inbox/")

    lines = {line["message"].pk: line["message"].moot for line in page.context["lines"]}
    assert (lines[about_it.pk], lines[about_another.pk]) == (True, False)
    assert page.content.decode().count("No longer needed") == sum(lines.values())


def test_a_moot_line_is_still_read_and_counted_by_its_owner_only(cast: Cast, as_) -> None:
    message = to(cast.ada, moot=True)

    assert as_(cast.eve).post(f"/inbox/{message.pk}/").status_code == 404
    as_(cast.ada).post(f"/inbox/{message.pk}/")
    message.refresh_from_db()

    assert message.read_at is not None


def test_in_a_browser_the_number_the_title_and_the_voice_follow(page, site, client) -> None:
    cast = assemble()
    client.force_login(cast.ada)
    page.context.add_cookies([{"name": "sessionid", "value": client.cookies["sessionid"].value, "url": site.url}])
    page.goto("/me/")
    before = page.title(), page.locator("nav [data-count=inbox]").text_content()
    to(cast.ada)
    page.evaluate("htmx.trigger('#live', 'refresh')")
    page.wait_for_selector("#live[data-unread='1']", state="attached")
    page.wait_for_function("document.title.startsWith('(1) ')")
    after = page.title(), page.locator("nav [data-count=inbox] .badge").text_content().split()
    said = page.locator("#live-said").text_content()
    page.evaluate("htmx.trigger('#live', 'refresh')")
    page.wait_for_timeout(300)

    assert (before, after, said) == (
        ("My settings · Care Navigation", ""),
        ("(1) My settings · Care Navigation", ["1", "new"]),
        "1 new message",
    )
    assert page.locator("#live").count() == 1


def test_in_a_browser_the_open_inbox_offers_it_and_nothing_moves(page, site, client) -> None:
    cast = assemble()
    for _ in range(3):
        to(cast.ada)
    client.force_login(cast.ada)
    page.context.add_cookies([{"name": "sessionid", "value": client.cookies["sessionid"].value, "url": site.url}])
    page.set_viewport_size({"width": 390, "height": 844})
    page.goto("/inbox/")
    before = page.locator(".inbox-line").first.bounding_box()
    to(cast.ada)
    page.evaluate("htmx.trigger('#live', 'refresh')")
    offer = page.get_by_role("link", name="1 new message: show")
    offer.wait_for()
    if os.environ.get("SCREENSHOTS"):
        page.screenshot(path=f"{os.environ['SCREENSHOTS']}/inbox.png")

    assert page.locator(".inbox-line").first.bounding_box() == before
    offer.click()
    page.wait_for_function("document.querySelectorAll('.inbox-line').length === 4")
    assert page.locator("#inbox-new").inner_text() == ""
