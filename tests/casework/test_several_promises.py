"""A case with several open follow-ups: what interrupts stands on top, and each of them can be worked on."""

import re
from datetime import date, timedelta

import pytest
import time_machine

from casework.actions.cases import interrupt_case
from casework.actions.follow_ups import complete_kind, open_follow_up
from casework.models import Case, FollowUp
from casework.states import FollowUpKind, Phase
from tests.factories import CaseFactory, ReferralFactory, TimeOffFactory
from tests.times import MONDAY_9, TUESDAY_9, local

TUESDAY_10 = local(2026, 5, 5, 10)


@pytest.fixture
def case(cast) -> Case:
    """A provider's answer is awaited, and was due before the new crisis came."""
    case = ReferralFactory(case=CaseFactory(stage="engaged", team=cast.team), now=MONDAY_9).case
    complete_kind(case=case, kinds=[FollowUpKind.CHECK_IN], by=cast.ada, now=MONDAY_9)
    case.follow_ups.open().update(due_at=MONDAY_9)
    return interrupt_case(case=case, by=None, now=TUESDAY_9)


def page(client, case: Case, query: str = "") -> str:
    with time_machine.travel(TUESDAY_10, tick=False):
        return client.get(f"/cases/{case.pk}/{query}").content.decode()


def next_promise(html: str) -> str:
    return re.findall(r'class="promise__say">(.*?)</p>', html)[0]


def also(html: str) -> list[str]:
    return re.findall(r'<b id="promise-\d+-say">(.*?)</b>', html)


def acts(html: str, follow_up: FollowUp) -> list[str]:
    """The words of what one may do with one that is also promised, in their order."""
    article = html.split(f'id="promise-{follow_up.pk}"')[1].split("</article>")[0]
    return re.findall(r">([^<>]+)<span class=\"sr-only\">", article)


def test_what_interrupts_is_the_next_promise_though_another_was_due_before(cast, as_, case) -> None:
    html = page(as_(cast.ada), case)
    (crisis,) = case.follow_ups.interrupting()

    assert next_promise(html) == "Look at it now, in person"
    assert f'href="/cases/{case.pk}/contact/?follow_up={crisis.pk}" data-key="c"' in html
    assert f'action="/follow-ups/{crisis.pk}/seen/"' in html


def test_then_they_stand_as_they_fall_due(cast, as_, case) -> None:
    later = open_follow_up(case=case, phase=Phase.ENGAGED, by=cast.ada, now=TUESDAY_9)
    FollowUp.objects.filter(pk=later.pk).update(due_at=TUESDAY_9 - timedelta(days=2))

    assert also(page(as_(cast.ada), case)) == ["Check in, in person", "No answer from the provider yet, phone"]


def test_each_has_what_one_may_do_with_it(cast, as_, case) -> None:
    crisis, awaited = case.follow_ups.interrupting().get(), case.follow_ups.open().get(kind="confirm_connection")

    assert acts(page(as_(cast.ada), case), awaited) == ["Open it", "Move", "Snooze", "Seen", "Why?"]
    html = page(as_(cast.ada), case, f"?follow_up={awaited.pk}")
    assert acts(html, crisis) == ["Log a contact", "Move", "Snooze", "Seen", "Why?"]
    for act in ("move", "snooze", "seen", "why"):
        assert f'"/follow-ups/{crisis.pk}/{act}/"' in html
    assert f'href="/cases/{case.pk}/contact/?follow_up={crisis.pk}"' in html


def test_seen_is_said_of_the_one_that_was_seen(cast, as_, case) -> None:
    awaited = case.follow_ups.open().get(kind="confirm_connection")
    with time_machine.travel(TUESDAY_10, tick=False):
        as_(cast.ben).post(f"/follow-ups/{awaited.pk}/seen/")

    assert list(case.follow_ups.open().order_by("pk").values_list("pk", "seen_by__name")) == [
        (awaited.pk, "Ben"),
        (case.follow_ups.interrupting().get().pk, None),
    ]


def test_the_row_opens_the_case_with_its_follow_up_on_top(cast, as_, case) -> None:
    follow_up = open_follow_up(case=case, phase=Phase.ENGAGED, by=cast.ada, now=TUESDAY_9)
    FollowUp.objects.filter(pk=follow_up.pk).update(owner=cast.ada, due_at=TUESDAY_9)
    with time_machine.travel(TUESDAY_10, tick=False):
        row = as_(cast.ada).get("/today/").content.decode().split(f'id="follow-up-{follow_up.pk}"')[1]
    address = re.findall(r'href="([^"]*)"', row)[0]

    assert address == f"/cases/{case.pk}/?follow_up={follow_up.pk}"
    assert f'href="/cases/{case.pk}/contact/?follow_up={follow_up.pk}" data-key="c"' in row
    html = page(as_(cast.ada), case, address.partition("?")[1] + address.partition("?")[2])
    assert next_promise(html) == "Check in, in person"
    assert f'href="/cases/{case.pk}/contact/?follow_up={follow_up.pk}" data-key="c"' in html


def test_a_follow_up_of_another_case_in_the_address_is_passed_over(cast, as_, case) -> None:
    others = CaseFactory(stage="outreach", team=cast.other_team).follow_ups.open().get()

    for named in (others.pk, 987654321, "abc", "9" * 40, "-1", ""):
        assert next_promise(page(as_(cast.ada), case, f"?follow_up={named}")) == "Look at it now, in person"


def test_a_stranger_finds_no_such_page_with_it(cast, as_, case) -> None:
    (crisis,) = case.follow_ups.interrupting()

    hidden, nothing = (
        as_(cast.eve).get(f"/cases/{pk}/?follow_up={crisis.pk}").status_code for pk in (case.pk, 987654321)
    )
    assert (hidden, nothing) == (404, 404)


@pytest.mark.parametrize("count", [1, 3])
def test_three_more_promises_ask_as_often_as_one(cast, as_, django_assert_num_queries, count) -> None:
    case = CaseFactory(stage="outreach", team=cast.team)
    for _more in range(count):
        open_follow_up(case=case, phase=Phase.ENGAGED, by=cast.ada, now=MONDAY_9)
    case.follow_ups.open().update(owner=cast.ada)
    TimeOffFactory(user=cast.ada, ends_on=date(2026, 5, 29))
    client = as_(cast.ben)

    with django_assert_num_queries(49):
        html = page(client, case)

    assert (len(also(html)), html.count("Ada is away until")) == (count, count + 1)
