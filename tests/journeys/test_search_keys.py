"""Search without the mouse, in a real browser: / from anywhere, type, ↓ chooses, Enter opens, Esc is where one was."""

import os

from django.conf import settings
from django.test import Client

from tests.cast import assemble
from tests.factories import CaseFactory, ContactPointFactory


def sign_in(page, site, user) -> None:
    client = Client()
    client.force_login(user)
    cookie = client.cookies[settings.SESSION_COOKIE_NAME].value
    page.context.add_cookies([{"name": settings.SESSION_COOKIE_NAME, "value": cookie, "url": site.url}])


def test_the_whole_rhythm(page, site) -> None:
    cast = assemble()
    for name in ("Odell Pike", "Odella Pine", "Walter Quill"):
        case = CaseFactory(stage="outreach", team=cast.team, neighbor__preferred_name=name)
    ContactPointFactory(neighbor=CaseFactory(stage="outreach", team=cast.other_team).neighbor, value="+19195550199")
    sign_in(page, site, cast.ada)
    page.goto("/cases/")

    page.keyboard.press("/")
    page.wait_for_url("**/search/")
    page.keyboard.type("odel", delay=20)
    page.wait_for_selector("#found [data-row]")
    found = page.locator("#found [data-row-link]").all_inner_texts()
    page.keyboard.press("ArrowDown")
    page.keyboard.press("ArrowDown")
    chosen = page.evaluate("document.activeElement.innerText")
    page.keyboard.press("ArrowUp")
    page.keyboard.press("ArrowUp")
    back_in_the_field = page.evaluate("document.activeElement.id")
    page.keyboard.press("Escape")
    page.wait_for_url("**/cases/")

    assert (len(found), chosen, back_in_the_field) == (2, found[1], "id_q")

    page.keyboard.press("/")
    page.wait_for_url("**/search/")
    page.keyboard.type("walter quill")
    page.wait_for_selector("#found [data-row]")
    page.keyboard.press("Enter")
    page.wait_for_url(f"**/cases/{case.pk}/")
    kept = page.evaluate("JSON.stringify([{...localStorage}, {...sessionStorage}, location.href])")
    assert "alter" not in kept
    shots(page)


def test_enter_right_after_typing_looks_once_says_so_and_opens_nothing_old(page, site) -> None:
    """Nothing in flight is broken off, which the console would tell as an error."""
    cast = assemble()
    for name in ("Odell Pike", "Walter Quill"):
        CaseFactory(stage="outreach", team=cast.team, neighbor__preferred_name=name)
    sign_in(page, site, cast.ada)
    errors, sent = [], []
    page.on("console", lambda message: errors.append(message.text) if message.type == "error" else None)
    page.on("request", lambda request: sent.append(request.url) if request.method == "POST" else None)
    page.goto("/search/")
    page.evaluate(
        "new MutationObserver(() => document.body.dataset.said = 1 + (document.body.dataset.said || ''))"
        ".observe(document.querySelector('[data-looking]'), {childList: true})"
    )
    page.keyboard.type("odell")
    page.wait_for_selector("#found [data-row]")
    page.keyboard.press("Control+a")
    page.keyboard.type("walter quill")
    page.keyboard.press("Enter")
    page.wait_for_selector("#found >> text=Walter Quill")
    page.wait_for_timeout(500)

    found, address = page.locator("#found [data-row-link]").all_inner_texts(), page.url
    said = page.evaluate("[document.body.dataset.said, document.querySelector('[data-looking]').textContent]")
    assert (found, address, len(sent), said, errors) == (["Walter Quill"], f"{site.url}/search/", 2, ["1111", ""], [])


def test_without_scripting_it_is_a_form(browser, site) -> None:
    cast = assemble()
    CaseFactory(stage="outreach", team=cast.team, neighbor__preferred_name="Odell Pike")
    with browser.new_context(java_script_enabled=False, base_url=site.url) as context:
        page = context.new_page()
        sign_in(page, site, cast.ada)
        page.goto("/inbox/")
        page.get_by_role("link", name="Search").click()
        page.fill("#id_q", "odel")
        page.get_by_role("button", name="Search").click()
        page.wait_for_selector("#found [data-row]")
        found, address = page.locator("#found [data-row-link]").all_inner_texts(), page.url

    assert (found, address) == (["Odell Pike"], f"{site.url}/search/")


def shots(page) -> None:
    """For the eye, only where a folder is named."""
    folder = os.environ.get("SHOTS")
    if not folder:
        return
    page.goto("/search/")
    page.wait_for_timeout(300)
    for words, name in (("odell", "found"), ("919 555 0199", "ask"), ("zzz", "none")):
        page.fill("#id_q", words)
        page.wait_for_timeout(1500)
        for width, scheme in ((1280, "light"), (390, "light"), (390, "dark")):
            page.set_viewport_size({"width": width, "height": 844})
            page.emulate_media(color_scheme=scheme)
            page.screenshot(path=f"{folder}/search-{name}-{width}-{scheme}.png", full_page=True)
