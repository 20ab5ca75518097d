"""The case page: who, the next promise with its owner, what happened; and that opening it is on record."""

import re

import pytest
import time_machine
from django.utils.translation import override

from casework.actions.cases import interrupt_case
from casework.actions.follow_ups import open_follow_up
from casework.actions.snoozing import see_follow_up
from casework.models import Encounter
from casework.reminders import sweep
from casework.states import Phase
from casework.views.timeline import timeline_of
from heart.audit.models import AuditEvent
from heart.lib import when
from referrals.actions.referrals import record_answer
from referrals.states import ReferralStatus
from tests.factories import (
    CaseFactory,
    ConnectionFactory,
    ConsentFactory,
    ContactFactory,
    ContactPointFactory,
    EncounterFactory,
    ReferralFactory,
)
from tests.times import MONDAY_9, local

TUESDAY_10 = local(2026, 5, 5, 10)


def page(client, case, query="", now=TUESDAY_10) -> str:
    with time_machine.travel(now, tick=False):
        return client.get(f"/cases/{case.pk}/{query}").content.decode()


def test_it_says_the_next_promise_its_owner_and_that_it_is_late(cast, as_) -> None:
    case = CaseFactory(stage="outreach", team=cast.team)
    html = page(as_(cast.ben), case)
    assert "Attempt 1, in person" in html
    assert "Ada, yesterday 9 a.m." in html


def test_it_says_so_when_the_48_hours_end_before_the_team_works_again(cast, as_) -> None:
    friday_evening = local(2026, 5, 22, 18)  # before Memorial Day
    case = CaseFactory(stage="outreach", team=cast.team, now=friday_evening, met_at=friday_evening)
    assert "The 48 hours end before the team works again." in page(as_(cast.ada), case, now=friday_evening)


def test_the_safety_words_stand_where_one_dials(cast, as_) -> None:
    case = CaseFactory(stage="outreach", team=cast.team, neighbor__domestic_violence=True)
    ContactPointFactory(
        neighbor=case.neighbor,
        value="+19195550142",
        voicemail_ok="no",
        may_say_heart="no",
        who_else_answers="his brother",
    )
    html = page(as_(cast.ada), case)
    for words in (
        "tel:+19195550142",
        "No voicemail",
        "Do not say HEART",
        "Texts: not asked",
        "his brother may answer",
        "Domestic violence",
    ):
        assert words in html


@pytest.mark.parametrize(
    ("show", "seen", "unseen"),
    [
        ("contacts", "Reached: wants our help", "Referred to"),
        ("referrals", "Referred to", "Reached: wants our help"),
        ("changes", "Case: engaged", "Referred to"),
        ("nonsense", "Reached: wants our help", "nothing like this"),
    ],
)
def test_the_timeline_is_filtered_by_the_address(cast, as_, show, seen, unseen) -> None:
    case = ReferralFactory(case=CaseFactory(stage="engaged", team=cast.team)).case
    html = page(as_(cast.ada), case, f"?show={show}")
    assert (seen in html, unseen in html) == (True, False)


def test_a_change_of_state_names_who_and_when(cast, as_) -> None:
    case = CaseFactory(stage="outreach", team=cast.team)
    html = page(as_(cast.ada), case, "?show=changes")
    assert "Case: being reached" in html
    assert "Sol · <time" in html.replace("\n", "")


def test_opening_it_is_on_record(cast, as_) -> None:
    case = CaseFactory(stage="outreach", team=cast.team)
    page(as_(cast.ada), case)
    seen = AuditEvent.objects.filter(event="case.read").values_list("actor_id", "subject_id", "neighbor_id")
    assert list(seen) == [(cast.ada.pk, str(case.pk), case.neighbor_id)]


def test_a_closed_case_offers_nothing_to_do(cast, as_) -> None:
    html = page(as_(cast.ada), CaseFactory(stage="closed", team=cast.team))
    assert ("Declined" in html, "/contact/" in html, "Close the case" in html) == (True, False, False)


def test_an_earlier_episode_is_a_link_only_for_those_who_may_open_it(cast, as_) -> None:
    earlier = CaseFactory(stage="closed", team=cast.other_team, now=local(2026, 1, 5, 9))
    case = CaseFactory(stage="outreach", team=cast.team, neighbor=earlier.neighbor)
    link = f'href="/cases/{earlier.pk}/"'
    assert (link in page(as_(cast.ada), case), link in page(as_(cast.mia), case)) == (False, True)


@pytest.mark.parametrize("count", [1, 3])
def test_the_number_of_queries_does_not_grow_with_what_happened(cast, as_, django_assert_num_queries, count) -> None:
    case = CaseFactory(stage="engaged", team=cast.team)
    for _ in range(count):
        ContactFactory(case=case, now=MONDAY_9)
        ConnectionFactory(case=case)
        ConsentFactory(case=case)
    client = as_(cast.ada)
    # Of each referral all answers together: their events and contexts.
    with django_assert_num_queries(46):
        page(client, case)


@pytest.mark.parametrize("count", [1, 3])
def test_reminders_stand_where_the_last_one_went_out(cast, as_, django_assert_num_queries, count) -> None:
    """Due on Monday at nine; the first on that minute, the second four working hours later."""
    case = CaseFactory(stage="outreach", team=cast.team)
    for _ in range(count - 1):
        open_follow_up(case=case, phase=Phase.NOT_REACHED, anchor=MONDAY_9, by=None, now=MONDAY_9)
    sweep(now=MONDAY_9)
    sweep(now=local(2026, 5, 4, 13, 10))

    with django_assert_num_queries(13):
        items = timeline_of(case, "changes", TUESDAY_10, new_crisis=None, reader=cast.ada)["timeline"]

    found = [item["when_label"] for item in items if "reminders sent" in item["title"]]
    assert found == ["yesterday 1:10 p.m."] * count


def test_a_new_crisis_is_said_on_top_and_marked_where_it_happened(cast, as_) -> None:
    case = CaseFactory(stage="outreach", team=cast.team)
    assert "New crisis" not in page(as_(cast.ada), case)
    for hour in (8, 9):
        met = EncounterFactory(received_at=local(2026, 5, 5, hour), follow_up_wanted="no", now=TUESDAY_10)
        Encounter.objects.filter(pk=met.pk).update(case=case, neighbor=case.neighbor)
    interrupt_case(case=case, by=None, now=TUESDAY_10)
    crisis = case.follow_ups.interrupting().get()

    html = page(as_(cast.ada), case)

    assert re.search(r"New crisis: [^<]* · Nobody has looked at it yet\.", html)
    assert html.count('<span class="status status--danger">New crisis</span>') == 1
    assert '<span class="usa-tag usa-tag--danger">New crisis</span>' in as_(cast.ada).get("/cases/").content.decode()

    see_follow_up(follow_up=crisis, by=cast.ada, now=TUESDAY_10)
    html = page(as_(cast.ben), case)
    assert re.search(r"New crisis: [^<]* · Seen by Ada today 10 a\.m\., not done yet\.", html)
    assert "Nobody has looked at it yet" not in html


def test_what_the_provider_said_stands_in_what_happened(cast, as_) -> None:
    referral = ReferralFactory(case=CaseFactory(stage="engaged", team=cast.team))
    record_answer(
        referral=referral,
        status=ReferralStatus.REJECTED,
        reason="No room",
        appointment_at=None,
        by=cast.ben,
        now=TUESDAY_10,
    )
    html = page(as_(cast.ada), referral.case, "?show=referrals")
    assert f"{referral.service.name}: declined by the provider" in html
    assert ("No room" in html, "Ben · <time" in html.replace("\n", "")) == (True, True)


def test_numbers_are_shown_as_people_read_them(cast, as_) -> None:
    case = CaseFactory(stage="outreach", team=cast.team)
    ContactPointFactory(neighbor=case.neighbor, value="+19195550142")
    html = page(as_(cast.ada), case)
    assert ('href="tel:+19195550142"' in html, "919-555-0142" in html) == (True, True)


def test_dates_in_spanish_are_spanish() -> None:
    with override("es"):
        assert when.day_heading(local(2026, 11, 16, 9), MONDAY_9) == "lunes 16 de noviembre de 2026"
        assert when.day(local(2026, 11, 17, 9), "j M") == "17 nov"
    assert when.day(local(2026, 11, 17, 9), "j M") == "17 Nov"


def test_when_all_attempts_are_made_it_says_what_is_not_yet_tried(cast, as_) -> None:
    case = CaseFactory(stage="outreach", team=cast.team)
    for day in range(4, 10):
        ContactFactory(case=case, result="no_answer", now=local(2026, 5, day, 9))
    html = page(as_(cast.ben), case, now=local(2026, 5, 9, 10))
    assert (
        "Not yet tried: less than 14 days of attempts, fewer than 2 ways of reaching out, fewer than 2 parts of the day"
        in html
    )
