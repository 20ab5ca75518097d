"""The case page: who, the next promise with its owner, what happened; and that opening it is on record."""

import pytest
import time_machine

from heart.audit.models import AuditEvent
from tests.factories import (
    CaseFactory,
    ConnectionFactory,
    ConsentFactory,
    ContactFactory,
    ContactPointFactory,
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
    assert "Attempt 1, phone" in html
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
    with django_assert_num_queries(26):
        page(client, case)


def test_when_all_attempts_are_made_it_says_what_is_not_yet_tried(cast, as_) -> None:
    case = CaseFactory(stage="outreach", team=cast.team)
    for day in range(4, 10):
        ContactFactory(case=case, result="no_answer", now=local(2026, 5, day, 9))
    html = page(as_(cast.ben), case, now=local(2026, 5, 9, 10))
    assert (
        "Not yet tried: less than 14 days of attempts, only one way of reaching out, only one part of the day" in html
    )
