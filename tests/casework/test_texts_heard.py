"""Whatever comes in as a text, somebody who can act hears of it at once, and nothing of what it says."""

from datetime import timedelta

import pytest
from django.urls import reverse

from casework.actions.cases import assign_case
from casework.actions.follow_ups import move_follow_up
from casework.actions.inbound_texts import dismiss_text, place_text, receive_text
from casework.actions.snoozing import snooze_follow_up
from casework.models import Case, FollowUp, InboundText
from casework.states import FollowUpKind
from heart.notify.channels.incoming import Incoming
from heart.notify.models import Message, Template
from heart.notify.texts import in_words
from tests.factories import CaseFactory, ContactPointFactory
from tests.times import MONDAY_9, local

PHONE, OTHER = "+19195550177", "+19195550178"
HOUR = timedelta(hours=1)


def a_case(stage: str, team=None, phone: str = PHONE) -> Case:
    case = CaseFactory(stage=stage, team=team)
    ContactPointFactory(neighbor=case.neighbor, value=phone)
    return case


def come_in(now=MONDAY_9, number: str = PHONE, provider_id: str = "a1") -> InboundText:
    return receive_text(incoming=Incoming(provider_id, number, "I want to die, canary"), now=now)


def told() -> dict[str, str]:
    """Whom, and where it leads."""
    rows = Message.objects.inbox().filter(template=Template.NEW_TEXT)
    return dict(rows.values_list("recipient__name", "path"))


def still_true() -> int:
    return Message.objects.inbox().filter(template=Template.NEW_TEXT, moot=False).count()


# -- No team yet ---------------------------------------------------------------------------------------------------


def to_assign(case: Case) -> FollowUp:
    return case.follow_ups.open().get(kind=FollowUpKind.ASSIGN)


def test_in_intake_the_supervisors_hear_of_it_and_a_team_is_wanted_within_the_hour(cast) -> None:
    case = a_case("intake")
    before = to_assign(case)

    come_in()

    after = to_assign(case)
    assert told() == dict.fromkeys(["Sol", "Zoe"], reverse("case", args=[case.pk]))
    assert (before.due_at, after.due_at, after.renewals) == (MONDAY_9 + 2 * HOUR, MONDAY_9 + HOUR, 1)


def test_one_who_wants_mail_gets_it_and_one_who_left_gets_nothing(cast) -> None:
    cast.zoe.is_active, cast.sol.remind_by_email = False, True
    cast.zoe.save(), cast.sol.save()
    a_case("intake")

    come_in()

    rows = Message.objects.filter(template=Template.NEW_TEXT).values_list("recipient__name", "channel")
    assert set(rows) == {("Sol", "in_app"), ("Sol", "email")}


def test_without_any_supervisor_the_programme_manager_hears_of_it(cast) -> None:
    for person in (cast.sol, cast.zoe):
        person.is_active = False
        person.save()
    a_case("intake")

    come_in()

    assert set(told()) == {"Mia"}


def test_a_search_for_a_team_that_sleeps_wakes_up(cast) -> None:
    case = a_case("intake")
    at = MONDAY_9 + HOUR / 2
    snooze_follow_up(follow_up=to_assign(case), until=MONDAY_9 + 5 * HOUR, why="busy", by=cast.sol, now=at)

    come_in(now=at)

    assert (to_assign(case).snoozed_until, to_assign(case).next_reminder_at) == (None, at + HOUR)


def test_one_that_is_overdue_already_is_not_put_off_by_a_text(cast) -> None:
    case = a_case("intake")

    come_in(now=MONDAY_9 + 4 * HOUR)

    assert (to_assign(case).due_at, to_assign(case).renewals) == (MONDAY_9 + 2 * HOUR, 0)


def test_with_a_team_there_is_a_promise_to_answer_and_the_search_is_over(cast) -> None:
    case = a_case("intake")
    come_in()

    assign_case(case=case, team=cast.team, by=cast.mia, now=MONDAY_9)

    assert (case.follow_ups.interrupting().get().owner, still_true()) == (cast.ada, 0)


# -- Of nobody known -----------------------------------------------------------------------------------------------


def nobodys(cast) -> None:
    a_case("engaged", cast.team, OTHER)


def of_two(cast) -> None:
    a_case("engaged", cast.team), a_case("engaged", cast.other_team)


def of_a_closed_case(cast) -> None:
    a_case("closed", cast.team)


@pytest.mark.parametrize("whose", [nobodys, of_two, of_a_closed_case])
def test_of_nobody_known_every_supervisor_hears_of_it_once(cast, whose) -> None:
    whose(cast)

    for _ in range(2):
        come_in()

    assert (told(), still_true()) == (dict.fromkeys(["Sol", "Zoe"], "/texts/"), 2)


def test_the_words_stand_without_a_case_and_without_the_text(cast) -> None:
    come_in()

    message = Message.objects.inbox().get(template=Template.NEW_TEXT, recipient=cast.sol)
    line, body = in_words(message)
    assert line == "A text has come in that belongs to no case yet, please look now"
    assert [w for w in ("canary", PHONE, "None") if w in f"{body} {message.key} {message.about} {message.params}"] == []


@pytest.mark.parametrize("word", ["STOP", "START"])
def test_the_words_that_end_and_begin_texts_tell_nobody(cast, word) -> None:
    receive_text(incoming=Incoming("a1", PHONE, word), now=MONDAY_9)

    assert told() == {}


def test_placed_or_dismissed_it_is_no_news_any_more(cast) -> None:
    case = a_case("engaged", cast.team, OTHER)
    first, second = come_in(), come_in(provider_id="a2")

    dismiss_text(text=first, by=cast.sol, now=MONDAY_9)
    place_text(text=second, case=case, by=cast.sol, now=MONDAY_9)

    fresh = Message.objects.filter(template=Template.NEW_TEXT, moot=False).values_list("recipient__name", flat=True)
    assert set(fresh) == {"Ada", "Ben"}


# -- A promise to answer that was put off --------------------------------------------------------------------------


def snoozed(promise: FollowUp, by) -> None:
    snooze_follow_up(follow_up=promise, until=MONDAY_9 + 6 * HOUR, why="in court", by=by, now=MONDAY_9)


def moved(promise: FollowUp, by) -> None:
    move_follow_up(follow_up=promise, due_at=local(2026, 5, 5, 15), why="in court", by=by, now=MONDAY_9)


@pytest.mark.parametrize("put_off", [snoozed, moved])
def test_another_text_brings_it_back_with_its_reminders(cast, put_off) -> None:
    case = a_case("engaged", cast.team)
    come_in()
    put_off(case.follow_ups.interrupting().get(), cast.ada)

    come_in(now=MONDAY_9 + HOUR / 2, provider_id="a2")

    promise, soon = case.follow_ups.interrupting().get(), MONDAY_9 + 3 * HOUR / 2
    assert (promise.snoozed_until, promise.due_at, promise.next_reminder_at) == (None, soon, soon)


def test_another_text_does_not_put_off_the_reminders_of_the_first(cast) -> None:
    case = a_case("engaged", cast.team)
    come_in()

    come_in(now=MONDAY_9 + HOUR / 2, provider_id="a2")

    assert case.follow_ups.interrupting().get().due_at == MONDAY_9 + HOUR
