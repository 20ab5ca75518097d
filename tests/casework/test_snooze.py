"""Snoozing has a reason and a limit, and having seen it is not doing it: the promise stays as it was."""

import re
from datetime import datetime, timedelta

import pytest
import time_machine

from casework.actions.cases import assign_case
from casework.actions.follow_ups import cancel_follow_up, move_follow_up
from casework.actions.snoozing import see_follow_up, snooze_follow_up
from casework.models import Case, FollowUp
from casework.reminders import sweep
from heart.audit.models import AuditEvent
from heart.lib.errors import DomainError, NotAllowed, NotPossibleNow
from heart.notify.models import Delivery, Message
from tests.factories import CaseFactory, ContactFactory
from tests.times import MONDAY_9, TUESDAY_9, WEDNESDAY_9, local

HOUR = timedelta(hours=1)
MONDAY_10 = MONDAY_9 + HOUR


@pytest.fixture
def tried(cast) -> FollowUp:
    """Somebody has tried once; the second attempt is due, and was due at 9."""
    case = CaseFactory(stage="outreach", team=cast.team)
    ContactFactory(case=case, result="no_answer", now=MONDAY_9)
    follow_up = case.follow_ups.open().get()
    FollowUp.objects.filter(pk=follow_up.pk).update(due_at=MONDAY_9, next_reminder_at=MONDAY_9)
    follow_up.refresh_from_db()
    return follow_up


def snooze(follow_up: FollowUp, by, until: datetime, *, why="in a meeting with the neighbor", now=MONDAY_10):
    return snooze_follow_up(follow_up=follow_up, until=until, why=why, by=by, now=now)


def refused(follow_up: FollowUp, by, until: datetime, **more) -> str:
    """The field that the refusal names; "" when it is not refused."""
    try:
        snooze(follow_up, by, until, **more)
    except DomainError as refusal:
        return refusal.field or type(refusal).__name__
    return ""


def names() -> list[str]:
    rows = Message.objects.filter(template__startswith="follow_up", channel="in_app").order_by("pk")
    return [row.recipient.name for row in rows.select_related("recipient")]


# -- What it does --------------------------------------------------------------------------------------------------


def test_the_next_reminder_moves_and_nothing_else(cast, tried) -> None:
    sweep(now=MONDAY_9)
    tried.refresh_from_db()

    snooze(tried, cast.ada, MONDAY_9 + 6 * HOUR)

    after = FollowUp.objects.get(pk=tried.pk)
    changed = {
        f.attname for f in FollowUp._meta.concrete_fields if getattr(after, f.attname) != getattr(tried, f.attname)
    }
    assert changed == {"next_reminder_at", "snoozed_until", "snoozes"}
    assert (after.next_reminder_at, after.snoozed_until, after.snoozes) == (
        MONDAY_9 + 6 * HOUR,
        MONDAY_9 + 6 * HOUR,
        1,
    )


def test_the_ladder_goes_on_from_where_it_stood(cast, tried) -> None:
    sweep(now=MONDAY_9)
    snooze(tried, cast.ada, MONDAY_9 + 6 * HOUR)

    assert [sweep(now=MONDAY_9 + hours * HOUR) for hours in (4, 5, 6)] == [0, 0, 1]
    assert names() == ["Ada", "Ben"]


def test_what_is_still_queued_is_not_sent(cast, tried) -> None:
    sweep(now=MONDAY_9)
    snooze(tried, cast.ada, MONDAY_9 + 6 * HOUR)

    mails = Message.objects.filter(channel="email", about=tried.message_key).values_list("delivery", flat=True)
    assert list(mails) == [Delivery.WITHDRAWN]


def test_who_and_why_stand_in_the_history_and_in_the_audit(cast, tried) -> None:
    snooze(tried, cast.ada, MONDAY_9 + 6 * HOUR, why="he sleeps until three")

    told = tried.events.latest("pgh_id").pgh_context.metadata
    assert (told["verb"], told["by"], told["why"]) == ("snooze_follow_up", cast.ada.pk, "he sleeps until three")
    event = AuditEvent.objects.get(event="follow_up.snoozed")
    assert (event.actor_id, event.subject_id, event.detail) == (
        cast.ada.pk,
        str(tried.case_id),
        {"follow_up": tried.pk, "time": 1},
    )


# -- The limits ----------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("who", ["eve", "dan", "zoe", "rex", "ana", "ira"])
def test_strangers_neither_snooze_nor_see(cast, tried, who) -> None:
    with pytest.raises(NotAllowed):
        snooze(tried, cast.people[who], MONDAY_9 + 6 * HOUR)
    with pytest.raises(NotAllowed):
        see_follow_up(follow_up=tried, by=cast.people[who], now=MONDAY_10)
    assert FollowUp.objects.values_list("snoozes", "seen_at").get(pk=tried.pk) == (0, None)


@pytest.mark.parametrize(
    ("until", "field"),
    [
        (MONDAY_10, "until"),
        (MONDAY_10 + timedelta(minutes=1), ""),
        (local(2026, 5, 5, 17), ""),
        (local(2026, 5, 5, 17, 1), "until"),
        (local(2027, 5, 5, 17), "until"),
    ],
    ids=["not ahead", "a minute", "tomorrow at five", "a minute after that", "a year"],
)
def test_at_most_until_the_end_of_the_next_working_day(cast, tried, until, field) -> None:
    assert refused(tried, cast.ada, until) == field


def test_over_a_weekend_and_a_holiday_the_next_working_day_is_tuesday(cast, tried) -> None:
    friday_16 = local(2026, 5, 22, 16)  # Memorial Day is the Monday after
    FollowUp.objects.filter(pk=tried.pk).update(next_reminder_at=friday_16)

    assert refused(tried, cast.ada, local(2026, 5, 26, 17, 1), now=friday_16) == "until"
    after = snooze(tried, cast.ada, local(2026, 5, 24, 12), now=friday_16)
    assert (after.snoozed_until, after.next_reminder_at) == (local(2026, 5, 24, 12), local(2026, 5, 26, 9))


@pytest.mark.parametrize(
    ("friday", "sunday", "monday_9_in_utc"),
    [
        (local(2026, 3, 6, 16), local(2026, 3, 8, 3), 13),
        (local(2026, 10, 30, 16), local(2026, 11, 1, 3), 14),
    ],
    ids=["spring", "autumn"],
)
def test_over_a_daylight_saving_night_it_is_nine_by_the_clock_on_the_wall(
    cast, tried, friday, sunday, monday_9_in_utc
) -> None:
    FollowUp.objects.filter(pk=tried.pk).update(next_reminder_at=friday)

    after = snooze(tried, cast.ada, sunday, now=friday)

    assert (after.next_reminder_at.weekday(), after.next_reminder_at.hour) == (0, monday_9_in_utc)
    assert sweep(now=after.next_reminder_at - timedelta(seconds=1)) == 0
    assert sweep(now=after.next_reminder_at) == 1


def test_twice_and_no_more(cast, tried) -> None:
    snooze(tried, cast.ada, MONDAY_9 + 3 * HOUR)
    snooze(tried, cast.ben, MONDAY_9 + 5 * HOUR, now=MONDAY_9 + 3 * HOUR)

    with pytest.raises(NotPossibleNow, match="snoozed 2 times already"):
        snooze(tried, cast.sol, MONDAY_9 + 7 * HOUR, now=MONDAY_9 + 5 * HOUR)


def test_moved_or_handed_over_it_may_be_snoozed_again(cast, tried) -> None:
    snooze(tried, cast.ada, MONDAY_9 + 3 * HOUR)
    snooze(tried, cast.ada, MONDAY_9 + 5 * HOUR, now=MONDAY_9 + 3 * HOUR)
    move_follow_up(follow_up=tried, due_at=TUESDAY_9, why="asked to wait", by=cast.ada, now=MONDAY_9 + 5 * HOUR)

    after = snooze(tried, cast.ada, TUESDAY_9 + HOUR, now=MONDAY_9 + 6 * HOUR)
    assert after.snoozes == 1
    assign_case(case=tried.case, team=cast.other_team, by=cast.mia, now=MONDAY_9 + 6 * HOUR)
    assert FollowUp.objects.values_list("snoozes", "snoozed_until").get(pk=tried.pk) == (0, None)


def test_a_double_click_counts_once(cast, tried) -> None:
    snooze(tried, cast.ada, MONDAY_9 + 6 * HOUR)

    assert refused(tried, cast.ada, MONDAY_9 + 6 * HOUR) == "until"
    assert FollowUp.objects.get(pk=tried.pk).snoozes == 1


def test_it_never_brings_a_reminder_forward(cast, tried) -> None:
    FollowUp.objects.filter(pk=tried.pk).update(next_reminder_at=WEDNESDAY_9)

    assert refused(tried, cast.ada, TUESDAY_9) == "until"


@pytest.mark.parametrize("why", ["", "  "])
def test_it_needs_a_reason(cast, tried, why) -> None:
    assert refused(tried, cast.ada, TUESDAY_9, why=why) == "why"


def test_what_has_ended_is_not_snoozed(cast) -> None:
    case = CaseFactory(stage="engaged", team=cast.team)
    FollowUp.objects.create(case=case, kind="check_in", phase="engaged", owner=cast.ada, due_at=TUESDAY_9, next_reminder_at=TUESDAY_9)  # fmt: skip
    ended = case.follow_ups.open().earliest("pk")
    cancel_follow_up(follow_up=ended, by=cast.ada, why="not needed", now=MONDAY_9)

    with pytest.raises(NotPossibleNow):
        snooze(ended, cast.ada, TUESDAY_9)
    with pytest.raises(NotPossibleNow):
        see_follow_up(follow_up=ended, by=cast.ada, now=MONDAY_10)


def first(cast, met_at: datetime) -> FollowUp:
    """The first attempt, due on Monday at 9; the 48 hours count from `met_at`."""
    return CaseFactory(stage="outreach", team=cast.team, met_at=met_at).follow_ups.open().get()


@pytest.mark.parametrize(
    ("met_at", "until", "field"),
    [
        (local(2026, 5, 2, 15), local(2026, 5, 4, 15), ""),
        (local(2026, 5, 2, 15), local(2026, 5, 4, 15, 1), "until"),
        (local(2026, 5, 2, 20), local(2026, 5, 4, 16, 59), ""),
        (local(2026, 5, 2, 20), local(2026, 5, 4, 17), "until"),
        (local(2026, 5, 1, 15), local(2026, 5, 5, 17), ""),
    ],
    ids=["to the minute", "a minute past", "before five", "five is tomorrow at nine: past", "past already"],
)
def test_the_first_reminder_never_passes_the_48_hours(cast, met_at, until, field) -> None:
    assert refused(first(cast, met_at), cast.ada, until) == field


def test_once_somebody_has_tried_the_48_hours_are_kept(cast) -> None:
    follow_up = first(cast, local(2026, 5, 2, 15))
    Case.objects.filter(pk=follow_up.case_id).update(first_attempt_at=MONDAY_9)

    assert refused(FollowUp.objects.get(pk=follow_up.pk), cast.ada, TUESDAY_9) == ""


# -- Seen ----------------------------------------------------------------------------------------------------------


def test_seen_changes_nothing_but_that_and_ones_own_inbox(cast, tried) -> None:
    sweep(now=MONDAY_9)
    sweep(now=MONDAY_9 + 4 * HOUR)
    tried.refresh_from_db()

    see_follow_up(follow_up=tried, by=cast.ada, now=MONDAY_9 + 5 * HOUR)

    after = FollowUp.objects.get(pk=tried.pk)
    changed = {
        f.attname for f in FollowUp._meta.concrete_fields if getattr(after, f.attname) != getattr(tried, f.attname)
    }
    assert changed == {"seen_at", "seen_by_id"}
    read = Message.objects.filter(about=tried.message_key, channel="in_app").order_by("pk")
    assert list(read.values_list("recipient__name", "read_at")) == [
        ("Ada", MONDAY_9 + 5 * HOUR),
        ("Ben", None),
    ]
    assert (sweep(now=TUESDAY_9), names()) == (1, ["Ada", "Ben", "Sol"])


def test_seen_twice_is_seen_once_by_the_first(cast, tried) -> None:
    see_follow_up(follow_up=tried, by=cast.ada, now=MONDAY_10)
    see_follow_up(follow_up=tried, by=cast.ada, now=MONDAY_10 + HOUR)
    see_follow_up(follow_up=tried, by=cast.ben, now=MONDAY_10 + HOUR)

    assert FollowUp.objects.values_list("seen_at", "seen_by").get(pk=tried.pk) == (MONDAY_10, cast.ada.pk)
    assert AuditEvent.objects.filter(event="follow_up.seen").count() == 1


# -- On the pages --------------------------------------------------------------------------------------------------


def at(now: datetime, ask, *arguments) -> str:
    with time_machine.travel(now, tick=False):
        return ask(*arguments).content.decode()


def test_the_case_page_says_until_when_by_whom_and_why(cast, as_, tried) -> None:
    snooze(tried, cast.ada, MONDAY_9 + 6 * HOUR, why="he sleeps until three")

    html = at(MONDAY_10, as_(cast.sol).get, f"/cases/{tried.case_id}/")
    assert "Snoozed until today 3 p.m. by Ada: he sleeps until three (1 of 2)" in html
    assert "Snoozed until" not in at(TUESDAY_9, as_(cast.sol).get, f"/cases/{tried.case_id}/")


def test_the_case_page_says_who_has_seen_it(cast, as_, tried) -> None:
    address = f"/cases/{tried.case_id}/"
    assert "Seen by" not in at(MONDAY_10, as_(cast.ada).get, address)

    with time_machine.travel(MONDAY_10 + timedelta(minutes=42), tick=False):
        answer = as_(cast.ada).post(f"/follow-ups/{tried.pk}/seen/")
        html = as_(cast.ben).get(address).content.decode()

    assert (answer.status_code, answer.url) == (302, address)
    assert "Seen by Ada today 10:42 a.m., still to be done." in html


def test_the_form_offers_its_limit_and_keeps_what_was_typed(cast, as_, tried) -> None:
    address = f"/follow-ups/{tried.pk}/snooze/"
    said = "Later than today 10 a.m., and until tomorrow 5 p.m. at most."
    assert said in at(MONDAY_10, as_(cast.ada).get, address)

    html = at(MONDAY_10, as_(cast.ada).post, address, {"until": "2026-05-06T09:00", "why": "he asked for it"})
    assert (
        said in html,
        "Quiet until" in html,
        "At most until tomorrow 5 p.m." in html,
        "he asked for it" in html,
    ) == (True, True, True, True)

    with time_machine.travel(MONDAY_10, tick=False):
        answer = as_(cast.ada).post(address, {"until": "2026-05-04T15:00", "why": "he asked for it"})
    assert (answer.status_code, answer.url) == (302, f"/cases/{tried.case_id}/")
    assert FollowUp.objects.get(pk=tried.pk).snoozed_until == MONDAY_9 + 6 * HOUR


def offered(html: str) -> list[str]:
    return re.findall(r'name="offered" value="([^"]*)"', html)


def test_the_usual_times_are_one_tap_away(cast, as_, tried) -> None:
    address = f"/follow-ups/{tried.pk}/snooze/"
    assert offered(at(MONDAY_10, as_(cast.ada).get, address)) == [
        "2026-05-04T12:00",
        "2026-05-05T09:00",
        "2026-05-05T17:00",
    ]
    with time_machine.travel(MONDAY_10, tick=False):
        answer = as_(cast.ada).post(address, {"offered": "2026-05-05T09:00", "until": "", "why": "at work today"})

    assert (answer.status_code, answer.url) == (302, f"/cases/{tried.case_id}/")
    assert FollowUp.objects.get(pk=tried.pk).snoozed_until == TUESDAY_9


@pytest.mark.parametrize(
    ("next_reminder_at", "times", "said"),
    [
        (TUESDAY_9, ["2026-05-05T17:00"], "Later than tomorrow 9 a.m., and until tomorrow 5 p.m. at most."),
        (
            WEDNESDAY_9,
            [],
            "The next reminder comes Wed 6 May 9 a.m. anyway, and it may not be put off beyond tomorrow 5 p.m.",
        ),
    ],
    ids=["tomorrow", "after the latest"],
)
def test_only_times_that_are_possible_are_offered(cast, as_, tried, next_reminder_at, times, said) -> None:
    FollowUp.objects.filter(pk=tried.pk).update(next_reminder_at=next_reminder_at)
    html = at(MONDAY_10, as_(cast.ada).get, f"/follow-ups/{tried.pk}/snooze/")

    assert (offered(html), said in html) == (times, True)
    link = f"/follow-ups/{tried.pk}/snooze/" in at(MONDAY_10, as_(cast.ada).get, f"/cases/{tried.case_id}/")
    assert link == bool(times)


def test_the_48_hours_end_what_is_offered(cast, as_) -> None:
    follow_up = first(cast, local(2026, 5, 2, 15))
    html = at(MONDAY_10, as_(cast.ada).get, f"/follow-ups/{follow_up.pk}/snooze/")

    assert offered(html) == ["2026-05-04T12:00"]
    assert "by today 3 p.m. at most: the first contact is promised by then." in html


@pytest.mark.parametrize(
    ("words", "field"),
    [({}, "until"), ({"offered": "nonsense"}, "offered"), ({"offered": "2027-05-05T09:00"}, "until")],
    ids=["no time", "no time at all", "made up"],
)
def test_each_mistake_names_its_field(cast, as_, tried, words, field) -> None:
    with time_machine.travel(MONDAY_10, tick=False):
        answer = as_(cast.ada).post(f"/follow-ups/{tried.pk}/snooze/", {"why": "asleep"} | words)

    assert (answer.status_code, list(answer.context["form"].errors)) == (422, [field])
    assert FollowUp.objects.get(pk=tried.pk).snoozes == 0
