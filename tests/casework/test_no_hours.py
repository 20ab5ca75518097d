"""Somebody took all working hours away, by SQL or a release that went wrong: pages still open, and say what they can."""

import pytest
from django.urls import reverse

from casework.models import Case
from heart.accounts.models import WorkingHours
from tests.cast import Cast
from tests.factories import CaseFactory


@pytest.fixture
def case(cast: Cast) -> Case:
    found = CaseFactory(stage="outreach", team=cast.team)
    WorkingHours.objects.all().delete()
    return found


@pytest.mark.parametrize("page", ["today", "cases", "inbox", "my-settings"])
def test_lists_open(case: Case, cast: Cast, as_, page: str) -> None:
    answer = as_(cast.ada).get(reverse(page))

    assert (answer.status_code, b"Care Navigation" in answer.content) == (200, True)


@pytest.mark.parametrize("page", ["follow-up-why", "follow-up-snooze", "follow-up-move"])
def test_pages_of_a_follow_up_open(case: Case, cast: Cast, as_, page: str) -> None:
    follow_up = case.follow_ups.open().get()

    answer = as_(cast.ada).get(reverse(page, args=[follow_up.pk]))

    assert (answer.status_code, b"Reach the neighbor" in answer.content or b"Attempt" in answer.content) == (200, True)


def test_the_case_opens_without_a_way_to_snooze(case: Case, cast: Cast, as_) -> None:
    answer = as_(cast.ada).get(reverse("case", args=[case.pk]))

    assert (answer.status_code, b"/snooze/" in answer.content) == (200, False)


@pytest.mark.parametrize("page", ["board", "intake", "undelivered"])
def test_pages_of_overseers_open(case: Case, cast: Cast, as_, page: str) -> None:
    assert b"Care Navigation" in as_(cast.sol).get(reverse(page)).content


@pytest.mark.parametrize("until", ["9999-12-31", "0001-01-01", "2026-02-30", "soon", ""])
def test_the_hand_over_opens_whatever_the_day(case: Case, cast: Cast, as_, until: str) -> None:
    answer = as_(cast.sol).get(reverse("hand-over", args=[cast.ada.pk]), {"until": until})

    assert (answer.status_code, b"Hand over" in answer.content) == (200, True)
