"""The whole way in a real browser: a responder records, a supervisor assigns, a navigator reaches, refers and
confirms, and the case closes after the 30-day check. Time moves on between the steps; reminders are swept."""

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import datetime, timedelta

import pytest
import time_machine

from casework import reminders
from casework.models import Case, Contact
from casework.states import CaseStatus, FollowUpStatus
from heart.accounts.models import User
from heart.audit.models import AuditEvent
from referrals.models import Connection, Referral
from tests.cast import Cast, assemble
from tests.factories import ServiceFactory
from tests.factories.accounts import PASSWORD
from tests.times import MONDAY_9, local


@pytest.fixture
def people(site) -> Cast:
    """Everybody, with a password, and one service to refer to."""
    cast = assemble()
    for user in cast.people.values():
        user.set_password(PASSWORD)
        user.save(update_fields=["password"])
    ServiceFactory(name="Walk-in counseling", needs=["mental-health"])
    return cast


@contextmanager
def at(moment: datetime, page, user: User) -> Iterator[None]:
    """`user` signs in at `moment` and works from there."""
    with time_machine.travel(moment, tick=True):
        page.context.clear_cookies()
        page.goto("/")
        page.get_by_label("Email").fill(user.email)
        page.get_by_label("Password").fill(PASSWORD)
        page.get_by_role("button", name="Sign in").click()
        page.wait_for_url(lambda url: "/accounts/login" not in url)
        yield


def test_from_a_911_encounter_to_a_confirmed_connection(page, people) -> None:
    with at(MONDAY_9 + timedelta(minutes=5), page, people.rex):
        records_an_encounter(page)
    case = Case.objects.get()
    assert (case.status, case.neighbor.description) == (CaseStatus.INTAKE, "man, 50s, red coat, bus station")

    with at(MONDAY_9 + timedelta(minutes=20), page, people.sol):
        assigns(page)
    case.refresh_from_db()
    assert (case.status, case.team) == (CaseStatus.OUTREACH, people.team)

    with at(MONDAY_9 + timedelta(hours=1), page, people.ada):
        taps_voicemail(page)
    with at(local(2026, 5, 5, 10), page, people.ada):
        logs_no_answer(page)
    assert list(Contact.objects.order_by("at").values_list("result", flat=True)) == ["voicemail", "no_answer"]

    a_day_goes_by_and_ada_is_reminded(page, people)
    with at(local(2026, 5, 7, 11), page, people.ada):
        reaches_and_the_neighbor_agrees(page)
        asks_for_consent_and_refers(page)
    case.refresh_from_db()
    assert (case.status, Referral.objects.get().status) == (CaseStatus.ENGAGED, "requested")

    with at(local(2026, 5, 8, 10), page, people.ben):
        writes_down_that_the_provider_accepted(page)
    with at(local(2026, 5, 14, 10), page, people.ada):
        confirms_the_connection(page)
    case.refresh_from_db()
    assert (case.status, Connection.objects.get().evidence) == (CaseStatus.CONNECTED, "provider_confirmed")

    with at(local(2026, 6, 15, 10), page, people.ada):
        closes_after_the_30_day_check(page)
    case.refresh_from_db()
    assert (case.status, case.closed_reason) == (CaseStatus.CLOSED, "connected")
    assert not case.follow_ups.filter(status=FollowUpStatus.OPEN).exists()
    assert reminders.sweep(now=local(2026, 6, 16, 10)) == 0
    assert AuditEvent.objects.filter(event="case.read", neighbor_id=case.neighbor_id).exists()


def records_an_encounter(page) -> None:
    page.get_by_role("link", name="Record an encounter").click()
    page.get_by_text("Community Response Team").click()
    page.get_by_label("Incident number").fill("2026-000123")
    page.get_by_text("More: weapon, first and last name").click()
    page.get_by_label("Call type").select_option("Mental health crisis")
    page.get_by_label("Beat").select_option("111")
    page.get_by_role("group", name="Should care navigation follow up?").get_by_text("Yes").click()
    page.get_by_label("If the name is not known: who is it?").fill("man, 50s, red coat, bus station")
    page.get_by_label("Their phone").fill("919 555 0123")
    page.get_by_role("button", name="Save the encounter").click()
    page.get_by_text("Care navigation follows up.").wait_for()
    assert page.get_by_text("Waiting for a team").count() == 1


def assigns(page) -> None:
    page.get_by_role("link", name="waiting for a team").click()
    page.get_by_role("link", name="man, 50s, red coat, bus station", exact=True).click()
    page.get_by_text("Ada and Ben").click()
    page.get_by_role("button", name="Assign").click()
    page.get_by_text("is with Ada and Ben now").wait_for()


def taps_voicemail(page) -> None:
    """Without leaving the page."""
    row = page.locator("[data-row]")
    assert "Attempt 1, phone" in row.inner_text()
    row.get_by_role("button", name="Voicemail").click()
    page.locator(".row--done").get_by_text("Attempt 2").wait_for()


def logs_no_answer(page) -> None:
    page.get_by_role("link", name="man, 50s, red coat, bus station", exact=True).click()
    page.get_by_role("link", name="Log a contact").click()
    page.get_by_text("No answer", exact=True).click()
    page.get_by_label("Note (optional)").fill("Went by the bus station too.")
    page.get_by_role("button", name="Save").click()
    page.get_by_text("Written down. Next:").wait_for()
    page.get_by_text("Went by the bus station too.").wait_for()


def a_day_goes_by_and_ada_is_reminded(page, people) -> None:
    assert reminders.sweep(now=local(2026, 5, 6, 16, 30)) == 1
    with at(local(2026, 5, 7, 10), page, people.ada):
        page.get_by_role("link", name="Inbox").click()
        page.get_by_text("Follow-up due").click()
        page.get_by_role("heading", name="man, 50s, red coat, bus station").wait_for()


def reaches_and_the_neighbor_agrees(page) -> None:
    page.get_by_role("button", name="Reached").click()
    page.get_by_text("Wants our help").click()
    page.get_by_role("button", name="Save").click()
    page.get_by_text("Engaged", exact=True).wait_for()


def asks_for_consent_and_refers(page) -> None:
    page.get_by_role("link", name="Refer", exact=True).click()
    page.get_by_text("Mental health care").click()
    page.get_by_label("In their own words").fill("Somebody to talk to")
    page.get_by_role("button", name="Show services").click()
    page.get_by_role("link", name="Walk-in counseling").first.click()
    page.get_by_role("link", name="Record their consent").click()
    page.get_by_text("Signed on paper").click()
    page.get_by_role("button", name="Save the consent").click()
    page.get_by_text("The neighbor's consent allows this.").wait_for()
    page.get_by_role("button", name="Send").click()
    page.get_by_text("You are reminded until the connection is confirmed.").wait_for()


def writes_down_that_the_provider_accepted(page) -> None:
    page.goto("/cases/")
    page.get_by_role("link", name="man, 50s, red coat, bus station", exact=True).click()
    page.get_by_role("link", name="Walk-in counseling", exact=True).click()
    page.get_by_text("Accepted", exact=True).click()
    page.get_by_label("Appointment").fill("2026-05-13T14:00")
    page.get_by_role("button", name="Save the answer").click()
    page.get_by_text("Written down: Accepted").wait_for()


def confirms_the_connection(page) -> None:
    page.goto("/cases/")
    page.get_by_role("link", name="man, 50s, red coat, bus station", exact=True).click()
    page.get_by_role("link", name="Walk-in counseling", exact=True).click()
    page.get_by_label("First attended on").fill("2026-05-13")
    page.get_by_text("The provider confirmed it").click()
    page.get_by_role("button", name="Confirm the connection").click()
    page.get_by_text("Connected. We look again").wait_for()


def closes_after_the_30_day_check(page) -> None:
    """The 7-day check was forgotten: it is answered first, then the 30-day one."""
    page.locator("[data-row]").filter(has_text="7-day check").get_by_role("link").first.click()
    page.get_by_text("Yes", exact=True).click()
    page.get_by_role("button", name="Save").click()
    page.goto("/today/")
    page.locator("[data-row]").filter(has_text="30-day check").get_by_role("link").first.click()
    page.get_by_text("Yes: close the case").click()
    page.get_by_role("button", name="Save").click()
    page.get_by_text("The case is closed").wait_for()
