"""Why this reminder, why not yet, who gets the next one and when: from the rows themselves."""

from datetime import date, timedelta

import pytest
import time_machine

from casework.actions.cases import close_case, open_case
from casework.actions.follow_ups import move_follow_up
from casework.actions.handing_over import hand_over_follow_up
from casework.actions.snoozing import see_follow_up, snooze_follow_up
from casework.explain.beside import absences
from casework.explain.why import Explanation, explain
from casework.models import FollowUp, LadderStep
from casework.reminders import sweep
from casework.states import CloseReason
from heart.accounts.calendar import working_calendar
from heart.accounts.models import Team, TimeOff, User, WorkingHours
from heart.audit.models import AuditEvent
from heart.notify.models import Channel, Delivery, Message, Pause
from heart.notify.outbox import mark_read
from referrals.actions.referrals import chase_provider, record_answer
from referrals.states import ReferralStatus
from tests.factories import CaseFactory, ContactFactory, NeighborFactory, ReferralFactory, TimeOffFactory
from tests.times import FRIDAY_9, MONDAY_9, NEXT_MONDAY_9, TUESDAY_9, WEDNESDAY_9, local

HOUR = timedelta(hours=1)


@pytest.fixture
def first(cast) -> FollowUp:
    """Ada is to try at once: due Monday 9:00. The responder met the neighbor at 8."""
    return CaseFactory(stage="outreach", team=cast.team).follow_ups.open().get()


def explained(follow_up: FollowUp, now) -> Explanation:
    return explain(FollowUp.objects.select_related("case__policy", "case__team").get(pk=follow_up.pk), now)


def away(follow_up: FollowUp, now) -> str:
    return absences([follow_up], working_calendar(), now).get(follow_up.pk, "")


def later(found: Explanation) -> list[tuple[str, str]]:
    return [(line.at, line.to) for line in found.later]


# -- Why then ------------------------------------------------------------------------------------------------------


def test_it_names_version_phase_step_and_what_it_counts_from(first) -> None:
    assert explained(first, MONDAY_9).due == [
        "Step 1 of 6 in “Not reached yet” (schedule version 1): Reach the neighbor.",
        "At once, counted from the responder’s contact, today 8 a.m.",
        "Promised only after that: today 9 a.m.",
        "So it is due today 9 a.m.",
    ]


def test_what_falls_on_a_weekend_is_moved_into_working_hours(cast) -> None:
    case = CaseFactory(stage="outreach", team=cast.team, now=FRIDAY_9 + 5 * HOUR, met_at=FRIDAY_9 + 4 * HOUR)
    ContactFactory(case=case, result="no_answer", now=FRIDAY_9 + 6 * HOUR)

    assert explained(case.follow_ups.open().get(), FRIDAY_9 + 6 * HOUR).due == [
        "Step 2 of 6 in “Not reached yet” (schedule version 1): Reach the neighbor.",
        "24 hours, day and night after the responder’s contact, today 1 p.m.",
        "That is outside working hours; the next working moment: Mon 11 May 9 a.m.",
        "Not sooner than 4 working hours after the last attempt.",
        "So it is due Mon 11 May 11 a.m.",
    ]


def test_a_time_chosen_by_hand_names_who_chose_it_and_why(cast, first) -> None:
    move_follow_up(follow_up=first, due_at=WEDNESDAY_9, why="in hospital until then", by=cast.ben, now=MONDAY_9 + HOUR)

    found = explained(first, TUESDAY_9)

    assert found.due[1:] == ["Ben chose the time: tomorrow 9 a.m.", "Reason: in hospital until then"]
    assert [(change.at, change.text, change.why) for change in found.changes] == [
        ("yesterday 10 a.m.", "Ben moved it from yesterday 9 a.m. to tomorrow 9 a.m.", "in hospital until then"),
        ("yesterday 9 a.m.", "Promised; it went to Ada", ""),
    ]


def test_handing_over_and_snoozing_name_who_and_why(cast, first) -> None:
    hand_over_follow_up(follow_up=first, by=cast.sol, why="Ada has a court date", now=MONDAY_9)
    snooze_follow_up(follow_up=first, until=MONDAY_9 + 2 * HOUR, why="asleep", by=cast.ben, now=MONDAY_9 + HOUR)

    changes = explained(first, MONDAY_9 + HOUR).changes
    assert [(change.text, change.why) for change in changes[:-1]] == [
        ("Ben snoozed it until today 11 a.m.", "asleep"),
        ("Sol handed it over to Ben", "Ada has a court date"),
    ]


def test_what_counts_from_an_entry_says_whose_and_not_the_appointment(cast) -> None:
    """The provider was asked after the appointment: it goes on from then."""
    referral = ReferralFactory(case=CaseFactory(stage="engaged", team=cast.team), now=MONDAY_9)
    referral = record_answer(
        referral=referral,
        status=ReferralStatus.ACCEPTED,
        appointment_at=TUESDAY_9,
        reason="",
        by=cast.ben,
        now=MONDAY_9,
    )
    with time_machine.travel(MONDAY_9, tick=False):
        assert explained(referral.follow_up, MONDAY_9).due[1] == "1 working day before the appointment, tomorrow 9 a.m."
    for _attempt in range(2):
        chase_provider(referral=referral, by=cast.ada, now=NEXT_MONDAY_9)

    assert explained(referral.follow_up, NEXT_MONDAY_9).due[-2:] == [
        "1 working day after the entry by Ada, today 9 a.m.",
        "So it is due tomorrow 9 a.m.",
    ]


def test_a_time_that_counting_does_not_give_is_said_to_have_been_set(cast, first) -> None:
    """By whoever set it, and when: no rule is made up for it."""
    move_follow_up(follow_up=first, due_at=WEDNESDAY_9, why="chosen when logging", by=cast.ben, now=MONDAY_9 + HOUR)
    FollowUp.objects.filter(pk=first.pk).update(by_hand=False)

    assert explained(first, TUESDAY_9).due[1:] == [
        "Ben set this time yesterday 10 a.m.: it is due tomorrow 9 a.m.",
        "Reason: chosen when logging",
    ]


def test_having_seen_it_stands_among_what_people_did(cast, first) -> None:
    see_follow_up(follow_up=first, by=cast.ben, now=MONDAY_9 + HOUR)
    snooze_follow_up(follow_up=first, until=MONDAY_9 + 3 * HOUR, why="asleep", by=cast.ada, now=MONDAY_9 + 2 * HOUR)

    assert [(change.at, change.text) for change in explained(first, MONDAY_9 + 2 * HOUR).changes] == [
        ("today 11 a.m.", "Ada snoozed it until today 12:00 p.m."),
        ("today 10 a.m.", "Ben has seen it"),
        ("today 9 a.m.", "Promised; it went to Ada"),
    ]


# -- The 48 hours ----------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("met_at", "now", "said"),
    [
        (local(2026, 5, 4, 8), MONDAY_9, "The 48 hours after the responder’s contact end Wed 6 May 8 a.m."),
        (
            local(2026, 5, 2, 6),
            MONDAY_9,
            "The 48 hours after the responder’s contact ended today 6 a.m., and nobody has tried yet.",
        ),
        (
            local(2026, 5, 8, 18),
            local(2026, 5, 8, 19),
            "The 48 hours after the responder’s contact end Sun 10 May 6 p.m., when care navigation does not work. This "
            "is due Mon 11 May 9 a.m., so the promise of 48 hours will not be kept unless somebody tries before.",
        ),
    ],
    ids=["in time", "passed", "a weekend in between"],
)
def test_it_says_plainly_what_becomes_of_the_48_hours(cast, met_at, now, said) -> None:
    case = CaseFactory(stage="outreach", team=cast.team, met_at=met_at, now=now)

    assert explained(case.follow_ups.open().get(), now).promise == said


def test_once_somebody_has_tried_nothing_is_said_about_them(cast) -> None:
    case = CaseFactory(stage="outreach", team=cast.team)
    ContactFactory(case=case, result="no_answer", now=MONDAY_9)

    assert explained(case.follow_ups.open().get(), MONDAY_9).promise == ""


# -- The reminders so far ----------------------------------------------------------------------------------------------


def test_every_reminder_says_to_whom_over_which_channel_and_what_became_of_it(cast, first) -> None:
    User.objects.filter(pk=cast.ada.pk).update(remind_by_text=True, phone="+19195550100")
    sweep(now=MONDAY_9)
    sweep(now=MONDAY_9 + 4 * HOUR)
    mine = Message.objects.filter(recipient=cast.ada)
    mail = mine.filter(channel="email", template="follow_up_due")
    mail.update(delivery=Delivery.SENT, sent_at=MONDAY_9 + HOUR / 60)
    mine.filter(channel="text", template="follow_up_due").update(delivery=Delivery.UNCLEAR)
    mark_read(by=cast.ada, now=MONDAY_9 + HOUR)

    found = explained(first, MONDAY_9 + 5 * HOUR)

    assert [(line.at, line.to, list(line.became)) for line in found.reminders] == [
        ("today 1 p.m.", "Ben", ["Inbox: not opened yet", "E-mail: queued"]),
        (
            "today 9 a.m.",
            "Ada",
            [
                "Inbox: opened today 10 a.m.",
                "E-mail: sent today 9:01 a.m.",
                "Text message: unclear whether it was sent",
            ],
        ),
    ]


@pytest.mark.parametrize(
    ("delivery", "attempts", "paused", "said"),
    [
        (Delivery.QUEUED, 0, False, "E-mail: queued"),
        (Delivery.QUEUED, 2, False, "E-mail: 2 tries failed, again today 9 a.m."),
        (Delivery.QUEUED, 0, True, "E-mail: waits, since this channel is paused"),
        (Delivery.FAILED, 6, False, "E-mail: given up"),
        (Delivery.WITHDRAWN, 0, False, "E-mail: withdrawn before sending"),
    ],
)
def test_what_became_of_a_mail(cast, first, delivery, attempts, paused, said) -> None:
    sweep(now=MONDAY_9)
    mail = Message.objects.filter(channel="email", about=first.message_key, template="follow_up_due")
    mail.update(delivery=delivery, attempts=attempts)
    if paused:
        Pause.objects.create(channel=Channel.EMAIL, by=cast.mia, why="the provider is down", since=MONDAY_9)

    (line,) = explained(first, MONDAY_9 + HOUR).reminders

    assert line.became[1] == said


def test_only_messages_about_this_one_are_told(cast, first) -> None:
    """Follow-up 1 is not follow-up 10."""
    other = CaseFactory(stage="outreach", team=cast.other_team).follow_ups.open().get()
    FollowUp.objects.filter(pk=first.pk).update(next_reminder_at=NEXT_MONDAY_9)
    sweep(now=MONDAY_9)
    Message.objects.filter(about=other.message_key, channel="in_app", template="follow_up_due").update(
        key=f"follow_up:{first.pk}0:0:0"
    )

    assert list(explained(first, MONDAY_9).reminders) == []


# -- What comes next -------------------------------------------------------------------------------------------------


def test_who_gets_the_next_one_when_and_who_after_that(first) -> None:
    sweep(now=MONDAY_9)

    found = explained(first, MONDAY_9 + HOUR)

    assert found.next == ["The next reminder goes to Ben (the other half of the pair), today 1 p.m."]
    assert later(found) == [
        ("tomorrow 9 a.m.", "Sol (the supervisor)"),
        ("Wed 6 May 9 a.m.", "Mia (the programme managers)"),
        ("then daily", "The programme managers, until it is done"),
    ]


def test_somebody_away_is_passed_over_and_it_says_so(cast, first) -> None:
    sweep(now=MONDAY_9)
    TimeOffFactory(user=cast.ben, ends_on=date(2026, 5, 29))

    assert explained(first, MONDAY_9 + HOUR).next == [
        "The next reminder goes to Sol, today 1 p.m., in place of: the other half of the pair.",
        "Ben is away until Fri 29 May.",
    ]


def test_somebody_back_by_then_gets_it(cast, first) -> None:
    """The next reminder is tomorrow's: whoever is away today only is there again."""
    FollowUp.objects.filter(pk=first.pk).update(next_reminder_at=TUESDAY_9)
    TimeOffFactory(user=cast.ada, ends_on=date(2026, 5, 4))

    assert explained(first, MONDAY_9).next == ["The next reminder goes to Ada (the owner), tomorrow 9 a.m."]


def test_nobody_left_is_said(cast, first) -> None:
    FollowUp.objects.filter(pk=first.pk).update(reminders_sent=9)
    User.objects.filter(pk=cast.mia.pk).update(is_active=False)

    assert explained(first, MONDAY_9).next == ["Nobody is left to remind: there is no active programme manager."]


def test_what_waits_for_a_team_goes_to_the_supervisors(cast) -> None:
    case = open_case(neighbor=NeighborFactory(), met_at=MONDAY_9, by=None, now=MONDAY_9)

    found = explained(case.follow_ups.open().get(), MONDAY_9)

    assert found.next == ["The next reminder goes to Sol, Zoe (the owner), today 11 a.m."]
    assert found.changes[0].text == "Promised; it went to the intake queue"


def test_without_a_ladder_the_owner_is_asked_daily(first) -> None:
    LadderStep.objects.all().delete()

    assert later(explained(first, MONDAY_9)) == [("then daily", "The owner, until it is done")]


# -- Why not yet -----------------------------------------------------------------------------------------------------


def test_the_next_sweep_takes_it(first) -> None:
    assert explained(first, MONDAY_9).not_yet == []


@pytest.mark.parametrize(
    ("now", "fields", "said"),
    [
        (MONDAY_9 - HOUR, {}, ["It is not due yet: today 9 a.m."]),
        (
            local(2026, 5, 9, 12),
            {},
            ["It is outside working hours now: nothing goes out before Mon 11 May 9 a.m."],
        ),
        (
            MONDAY_9 + HOUR,
            {"snoozed_until": MONDAY_9 + 3 * HOUR, "snoozes": 1, "next_reminder_at": MONDAY_9 + 3 * HOUR},
            ["It is snoozed until today 12:00 p.m."],
        ),
        (
            MONDAY_9 + HOUR,
            {"set_aside_at": MONDAY_9},
            ["It was put aside today 9 a.m., since nobody could be found to remind. It is tried again after a day."],
        ),
        (
            MONDAY_9 + HOUR,
            {"reminders_sent": 1, "next_reminder_at": MONDAY_9 + 4 * HOUR},
            ["Between two reminders there is some working time."],
        ),
    ],
    ids=["not due", "on saturday", "snoozed", "put aside", "between two rungs"],
)
def test_why_not_yet(first, now, fields, said) -> None:
    if fields:
        FollowUp.objects.filter(pk=first.pk).update(**fields)

    assert explained(first, now).not_yet == said


def test_what_was_put_aside_goes_out_a_day_later(first) -> None:
    FollowUp.objects.filter(pk=first.pk).update(set_aside_at=MONDAY_9 + HOUR)

    assert explained(first, MONDAY_9 + 2 * HOUR).next == ["The next reminder goes to Ada (the owner), tomorrow 10 a.m."]


def test_a_paused_channel_is_said_with_its_reason(cast, first) -> None:
    Pause.objects.create(channel=Channel.EMAIL, by=cast.mia, why="the provider is down", since=MONDAY_9)

    assert explained(first, MONDAY_9).not_yet == [
        "E-mail is paused by Mia: the provider is down. The inbox gets it all the same."
    ]


@pytest.mark.parametrize(
    ("now", "clock"),
    [(local(2026, 3, 7, 12), "Mon 9 Mar 9 a.m."), (local(2026, 10, 31, 12), "Mon 2 Nov 9 a.m.")],
    ids=["spring", "autumn"],
)
def test_over_a_daylight_saving_night_it_names_the_time_on_the_wall(cast, now, clock) -> None:
    follow_up = CaseFactory(stage="outreach", team=cast.team, now=now).follow_ups.open().get()

    assert explained(follow_up, now).next == [f"The next reminder goes to Ada (the owner), {clock}"]


# -- The end -----------------------------------------------------------------------------------------------------------


def test_done_says_when_and_by_whom(cast, first) -> None:
    ContactFactory(case=first.case, result="voicemail", now=MONDAY_9 + HOUR)

    found = explained(first, TUESDAY_9)

    assert found.ended == "Done yesterday 10 a.m. by Ada. No reminder follows."
    assert (found.next, found.not_yet, found.later, found.promise) == ([], [], [], "")


def test_cancelled_says_why(cast, first) -> None:
    close_case(case=first.case, reason=CloseReason.DECLINED, by=cast.ben, now=MONDAY_9 + HOUR)

    assert explained(first, TUESDAY_9).ended == (
        "No longer needed since yesterday 10 a.m., by Ben: Declined. No reminder follows."
    )


# -- Who is away, beside the promise -----------------------------------------------------------------------------------


def test_an_owner_who_is_away_is_named_with_who_gets_the_reminders(cast, first) -> None:
    assert away(first, MONDAY_9) == ""
    TimeOffFactory(user=cast.ada, ends_on=date(2026, 5, 29))

    assert away(first, MONDAY_9) == "Ada is away until Fri 29 May: Ben gets the next reminder."
    TimeOffFactory(user=cast.ben, ends_on=date(2026, 5, 29))
    assert away(first, MONDAY_9) == "Ada is away until Fri 29 May: Sol gets the next reminder."


def test_who_is_back_before_the_next_reminder_is_not_said_to_be_away(cast, first) -> None:
    """The row and the explanation say the same."""
    move_follow_up(follow_up=first, due_at=NEXT_MONDAY_9, why="asked to wait", by=cast.ada, now=MONDAY_9)
    first.refresh_from_db()
    leave = TimeOffFactory(user=cast.ada, ends_on=date(2026, 5, 8))

    assert away(first, TUESDAY_9) == ""
    assert explained(first, TUESDAY_9).next == ["The next reminder goes to Ada (the owner), Mon 11 May 9 a.m."]

    TimeOff.objects.filter(pk=leave.pk).update(starts_on=date(2026, 5, 11), ends_on=date(2026, 5, 15))
    assert away(first, TUESDAY_9) == "Ada is away until Fri 15 May: Ben gets the next reminder."
    assert explained(first, TUESDAY_9).next[1] == "Ada is away until Fri 15 May."


def test_who_is_told_next_is_whoever_stands_on_the_next_rung(cast, first) -> None:
    sweep(now=MONDAY_9)
    sweep(now=MONDAY_9 + 4 * HOUR)
    first.refresh_from_db()
    TimeOffFactory(user=cast.ada, ends_on=date(2026, 5, 29))

    assert away(first, MONDAY_9 + 5 * HOUR) == "Ada is away until Fri 29 May: Sol gets the next reminder."


@pytest.mark.parametrize("count", [1, 3])
def test_it_asks_as_often_for_three_who_are_away_at_other_times_as_for_one(
    cast, django_assert_num_queries, count
) -> None:
    found = [CaseFactory(stage="outreach", team=cast.team).follow_ups.open().get() for _ in range(count)]
    TimeOffFactory(user=cast.ada, ends_on=date(2026, 5, 29))
    for day, follow_up in enumerate(found):
        follow_up.next_reminder_at = MONDAY_9 + day * timedelta(days=1)
    calendar = working_calendar()
    assert [(f.case.team, f.owner) for f in found] == [(cast.team, cast.ada)] * count

    with django_assert_num_queries(10):
        assert len(absences(found, calendar, MONDAY_9)) == count


def test_a_day_that_is_not_one_of_the_persons_own_counts_as_away(cast, first) -> None:
    hours = {"opens": "09:00", "closes": "13:00", "valid_from": date(2026, 1, 1)}
    WorkingHours.objects.create(user=cast.ada, weekday=1, **hours)

    assert away(first, MONDAY_9) == "Monday is not one of Ada’s days: Ben gets the next reminder."
    assert away(first, TUESDAY_9) == ""
    assert away(first, TUESDAY_9 + 4 * HOUR) == "Ada does not work any more today: Ben gets the next reminder."
    assert away(first, TUESDAY_9 + 9 * HOUR) == "Wednesday is not one of Ada’s days: Ben gets the next reminder."


def test_when_everybody_is_away_nobody_is_said_to_get_them(cast, first) -> None:
    for person in (cast.ada, cast.ben, cast.sol, cast.mia):
        TimeOffFactory(user=person)

    assert away(first, MONDAY_9) == "Ada is away until Fri 8 May."


def test_today_and_the_case_page_say_who_is_away(cast, as_, first) -> None:
    TimeOffFactory(user=cast.ada)
    said = "Ada is away until Fri 8 May: Ben gets the next reminder."

    with time_machine.travel(MONDAY_9, tick=False):
        client = as_(cast.ben)
        pages = [client.get(url).content.decode() for url in ("/today/?whose=team", f"/cases/{first.case_id}/")]
        board = as_(cast.sol).get(f"/board/follow-ups/?owner={cast.ada.pk}").content.decode()

    assert [said in html for html in [*pages, board]] == [True, True, True]


# -- The page ----------------------------------------------------------------------------------------------------------


def page(client, follow_up: FollowUp, **headers) -> str:
    with time_machine.travel(MONDAY_9 + HOUR, tick=False):
        return client.get(f"/follow-ups/{follow_up.pk}/why/", headers=headers).content.decode()


def test_the_page_and_its_fragment_say_it(cast, as_, first) -> None:
    sweep(now=MONDAY_9)
    whole, part = page(as_(cast.ada), first), page(as_(cast.ada), first, hx_request="true")

    assert ("<html" in whole, "<html" in part) == (True, False)
    for html in (whole, part):
        assert "The next reminder goes to Ben (the other half of the pair), today 1 p.m." in html


def test_reading_it_is_on_record(cast, as_, first) -> None:
    page(as_(cast.ada), first)

    seen = AuditEvent.objects.filter(event="case.read").values_list("actor_id", "subject_id", "neighbor_id")
    assert list(seen) == [(cast.ada.pk, str(first.case_id), first.case.neighbor_id)]


@pytest.mark.parametrize("who", ["eve", "dan", "zoe", "rex", "ana", "ira"])
def test_a_stranger_is_told_that_there_is_no_such_page(cast, as_, first, who) -> None:
    hidden, nothing = (as_(cast.people[who]).get(f"/follow-ups/{pk}/why/") for pk in (first.pk, 987654321))

    assert (hidden.status_code, nothing.status_code) == (404, 404)
    assert not AuditEvent.objects.filter(event="case.read").exists()


@pytest.mark.parametrize("reminders", [1, 3])
def test_it_asks_as_often_for_three_reminders_as_for_one(
    cast, as_, first, django_assert_num_queries, reminders
) -> None:
    moments = [MONDAY_9, MONDAY_9 + 4 * HOUR, TUESDAY_9]
    for moment in moments[:reminders]:
        sweep(now=moment)
    client = as_(cast.ada)

    with django_assert_num_queries(19):
        html = page(client, first, hx_request="true")
    assert html.count("Inbox: not opened yet") == reminders


def test_the_team_that_was_dissolved_is_still_told_about(cast, first) -> None:
    Team.objects.filter(pk=cast.team.pk).update(is_active=False)
    TimeOff.objects.create(user=cast.ada, starts_on=date(2026, 5, 4), ends_on=date(2026, 5, 4))

    assert explained(first, MONDAY_9).next[0] == "The next reminder goes to Ben, today 9 a.m., in place of: the owner."
