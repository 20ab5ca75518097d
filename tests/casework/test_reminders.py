"""A follow-up that is due is reminded of, up the ladder and then daily, until it ends; once each, whoever sweeps."""

from datetime import datetime, time, timedelta
from functools import partial

import pytest
from django.db import connection, transaction
from django.db.models import Min
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from casework.actions.cases import assign_case, close_case
from casework.actions.contacts import ContactDetails, log_contact
from casework.actions.follow_ups import move_follow_up
from casework.models import Case, FollowUp, LadderStep
from casework.reminders import sweep
from casework.states import CloseReason, ContactChannel, ContactResult
from heart.accounts.calendar import working_calendar
from heart.accounts.models import Closure, User, WorkingHours
from heart.lib.clock import ZONE
from heart.notify.models import Delivery, Message
from tests.attempts import at_once
from tests.cast import Cast, assemble
from tests.factories import CaseFactory
from tests.times import FRIDAY_9, MONDAY_9, NEXT_MONDAY_9, TUESDAY_9, WEDNESDAY_9, local

HOUR = timedelta(hours=1)


def told() -> list[tuple[str, str, str]]:
    """Who was told what over which channel, in order, by reminders only."""
    rows = Message.objects.filter(template__startswith="follow_up").order_by("pk").select_related("recipient")
    return [(row.recipient.name, row.channel, row.template.removeprefix("follow_up_")) for row in rows]


def names() -> list[str]:
    return [name for name, channel, _template in told() if channel == "in_app"]


def wall_clock(moment: datetime) -> str:
    return f"{timezone.localtime(moment, ZONE):%a %m-%d %H:%M}"


@pytest.fixture
def case(cast: Cast) -> Case:
    """Ada is to try at once: due Monday 9:00."""
    return CaseFactory(stage="outreach", team=cast.team)


def promise_of(case: Case) -> FollowUp:
    return case.follow_ups.open().get()


def let_pass(until: datetime, *, since: datetime = MONDAY_9) -> None:
    """Beat ticks all the time; here only when something comes, so that tests are quick."""
    calendar = working_calendar()
    while True:
        coming = FollowUp.objects.filter(set_aside_at=None).aggregate(at=Min("next_reminder_at"))["at"]
        moment = calendar.next_working_moment(max(coming, since)) if coming else None
        if moment is None or moment > until:
            return
        sweep(now=moment)


# -- Due -----------------------------------------------------------------------------------------------------------


def test_what_is_due_goes_to_the_owners_inbox_and_mail(case: Case) -> None:
    assert (sweep(now=MONDAY_9), told()) == (1, [("Ada", "in_app", "due"), ("Ada", "email", "due")])


def test_nothing_is_said_before_it_is_due(case: Case) -> None:
    move_follow_up(follow_up=promise_of(case), due_at=TUESDAY_9, why="asked to wait", by=case.team.peer, now=MONDAY_9)

    assert (sweep(now=TUESDAY_9 - HOUR / 60), told()) == (0, [])


def test_it_is_said_once_however_often_the_sweep_runs(case: Case) -> None:
    assert ([sweep(now=MONDAY_9) for _ in range(3)], names()) == ([1, 0, 0], ["Ada"])


def test_text_goes_only_to_whoever_wants_it_and_has_a_phone(case: Case, cast: Cast) -> None:
    User.objects.filter(pk=cast.ada.pk).update(remind_by_text=True, phone="+1 919 555 0100", remind_by_email=False)

    sweep(now=MONDAY_9)

    assert told() == [("Ada", "in_app", "due"), ("Ada", "text", "due")]


def test_the_message_carries_numbers_and_codes_and_no_person(case: Case) -> None:
    sweep(now=MONDAY_9)

    message = Message.objects.filter(channel="email", template="follow_up_due").get()
    follow_up = promise_of(case)
    assert (message.params, message.path) == ({"case": case.pk, "kind": "attempt"}, f"/cases/{case.pk}/")
    assert (message.about, message.key) == (
        f"follow_up:{follow_up.pk}",
        f"follow_up:{follow_up.pk}:0:0:{case.team.peer_id}:email",
    )


# -- The ladder ----------------------------------------------------------------------------------------------------


def test_the_ladder_from_the_owner_to_the_programme_manager_and_then_daily_without_end(case: Case) -> None:
    let_pass(until=local(2026, 5, 14, 17))

    when = {
        (row.recipient.name, wall_clock(row.created_at))
        for row in Message.objects.filter(template__startswith="follow_up")
    }
    assert sorted(when, key=lambda pair: (pair[1][4:], pair[0])) == [
        ("Ada", "Mon 05-04 09:00"),
        ("Ben", "Mon 05-04 13:00"),
        ("Sol", "Tue 05-05 09:00"),
        ("Mia", "Wed 05-06 09:00"),
        ("Mia", "Thu 05-07 09:00"),
        ("Mia", "Fri 05-08 09:00"),
        ("Mia", "Mon 05-11 09:00"),
        ("Mia", "Tue 05-12 09:00"),
        ("Mia", "Wed 05-13 09:00"),
        ("Mia", "Thu 05-14 09:00"),
    ]


def test_what_each_rung_is_told(case: Case) -> None:
    let_pass(until=WEDNESDAY_9)

    assert [(name, what) for name, channel, what in told() if channel == "in_app"] == [
        ("Ada", "due"),
        ("Ben", "escalated"),
        ("Sol", "escalated"),
        ("Mia", "escalated"),
    ]


def test_an_owner_who_stands_on_a_higher_rung_too_is_told_that_it_is_overdue(case: Case, cast: Cast) -> None:
    FollowUp.objects.filter(pk=promise_of(case).pk).update(owner=cast.sol)

    let_pass(until=TUESDAY_9)

    assert [(name, what) for name, channel, what in told() if channel == "in_app"] == [
        ("Sol", "due"),
        ("Ada", "escalated"),
        ("Sol", "overdue"),
    ]


@pytest.mark.parametrize("weeks", [5, 50])
def test_it_never_stops_by_itself(case: Case, weeks: int) -> None:
    FollowUp.objects.filter(pk=promise_of(case).pk).update(reminders_sent=weeks * 5, next_reminder_at=MONDAY_9)

    sweep(now=MONDAY_9)

    after = promise_of(case)
    assert (names(), after.reminders_sent, after.next_reminder_at) == (["Mia"], weeks * 5 + 1, TUESDAY_9)


def test_an_admin_may_shorten_the_ladder(case: Case) -> None:
    LadderStep.objects.exclude(position=1).delete()

    let_pass(until=WEDNESDAY_9)

    assert names() == ["Ada", "Ada", "Ada"]


def test_without_any_ladder_the_owner_is_still_reminded(case: Case) -> None:
    LadderStep.objects.all().delete()

    let_pass(until=TUESDAY_9)

    assert names() == ["Ada", "Ada"]


# -- Nobody there --------------------------------------------------------------------------------------------------


def deactivate(*people: User) -> None:
    User.objects.filter(pk__in=[person.pk for person in people]).update(is_active=False)


def test_an_owner_who_left_is_passed_over_at_once(case: Case, cast: Cast) -> None:
    FollowUp.objects.create(
        case=case, kind="check_in", phase="engaged", owner=cast.mia, due_at=FRIDAY_9, next_reminder_at=FRIDAY_9
    )
    deactivate(cast.ada)

    sweep(now=MONDAY_9)

    assert names() == ["Ben"]


def test_a_whole_team_that_left_is_passed_over_up_to_the_programme_manager(case: Case, cast: Cast) -> None:
    FollowUp.objects.create(
        case=case, kind="check_in", phase="engaged", owner=cast.mia, due_at=FRIDAY_9, next_reminder_at=FRIDAY_9
    )
    deactivate(cast.ada, cast.ben, cast.sol)

    sweep(now=MONDAY_9)

    assert names() == ["Mia"]


def test_what_waits_in_the_intake_queue_goes_to_every_supervisor(cast: Cast) -> None:
    CaseFactory(stage="intake")

    sweep(now=local(2026, 5, 4, 11))

    assert sorted(names()) == ["Sol", "Zoe"]


def test_an_intake_case_that_nobody_takes_reaches_the_programme_manager(cast: Cast) -> None:
    CaseFactory(stage="intake")

    let_pass(until=local(2026, 5, 7, 12))

    assert sorted(set(names())) == ["Mia", "Sol", "Zoe"]


# -- Working hours -------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    "moment",
    [local(2026, 5, 4, 8, 59), local(2026, 5, 4, 17), local(2026, 5, 9, 12), local(2026, 5, 25, 12)],
    ids=["before nine", "at five", "on saturday", "on memorial day"],
)
def test_a_sweep_outside_working_hours_says_nothing(case: Case, moment: datetime) -> None:
    FollowUp.objects.open().update(next_reminder_at=MONDAY_9 - HOUR)

    assert (sweep(now=moment), told()) == (0, [])


def test_what_an_outage_left_behind_is_said_once_at_the_next_opening(case: Case) -> None:
    assert (sweep(now=local(2026, 5, 9, 12)), sweep(now=NEXT_MONDAY_9), names()) == (0, 1, ["Ada"])


def test_a_storm_declared_in_the_morning_silences_the_day(case: Case) -> None:
    Closure.objects.create(date=MONDAY_9.date(), name="Storm")

    assert (sweep(now=MONDAY_9), sweep(now=TUESDAY_9)) == (0, 1)


# -- The end of it -------------------------------------------------------------------------------------------------


def waiting_mail() -> list[str]:
    return list(
        Message.objects.filter(channel="email", template__startswith="follow_up").values_list("delivery", flat=True)
    )


def test_done_ends_it_and_withdraws_what_is_still_queued(case: Case, cast: Cast) -> None:
    sweep(now=MONDAY_9)
    log_contact(
        case=case,
        details=ContactDetails(channel=ContactChannel.PHONE, result=ContactResult.VOICEMAIL),
        by=cast.ada,
        now=MONDAY_9 + HOUR,
    )

    let_pass(until=TUESDAY_9 - HOUR, since=MONDAY_9 + HOUR)

    assert (names(), waiting_mail()) == (["Ada"], [Delivery.WITHDRAWN])


def test_closing_the_case_ends_it(case: Case, cast: Cast) -> None:
    sweep(now=MONDAY_9)
    close_case(case=case, reason=CloseReason.DECLINED, by=cast.ada, now=MONDAY_9 + HOUR)

    let_pass(until=WEDNESDAY_9, since=MONDAY_9 + HOUR)

    assert (names(), waiting_mail()) == (["Ada"], [Delivery.WITHDRAWN])


def test_moving_starts_again_with_the_owner_at_the_new_time(case: Case, cast: Cast) -> None:
    """The first reminder after a move is not taken for a repeat of the first one before it."""
    let_pass(until=TUESDAY_9)
    move_follow_up(
        follow_up=promise_of(case), due_at=FRIDAY_9, why="in hospital until then", by=cast.ada, now=TUESDAY_9 + HOUR
    )

    let_pass(until=NEXT_MONDAY_9, since=TUESDAY_9 + HOUR)

    assert names() == ["Ada", "Ben", "Sol", "Ada", "Ben", "Sol"]


def test_handed_over_and_back_everybody_is_reminded_anew(case: Case, cast: Cast) -> None:
    let_pass(until=TUESDAY_9)
    assign_case(case=case, team=cast.other_team, by=cast.mia, now=TUESDAY_9 + HOUR)
    let_pass(until=TUESDAY_9 + 3 * HOUR, since=TUESDAY_9 + HOUR)
    assign_case(case=case, team=cast.team, by=cast.mia, now=TUESDAY_9 + 4 * HOUR)
    let_pass(until=WEDNESDAY_9 + 8 * HOUR, since=TUESDAY_9 + 4 * HOUR)

    assert names() == ["Ada", "Ben", "Sol", "Eve", "Ada", "Ben", "Sol"]


def test_handing_over_frees_what_was_put_aside(case: Case, cast: Cast) -> None:
    FollowUp.objects.open().update(set_aside_at=MONDAY_9)

    assign_case(case=case, team=cast.other_team, by=cast.mia, now=MONDAY_9)

    assert (sweep(now=MONDAY_9), names()) == (1, ["Eve"])


# -- One bad row ---------------------------------------------------------------------------------------------------


def test_one_bad_row_is_put_aside_visibly_and_the_rest_go(case: Case, cast: Cast) -> None:
    """Here: the top rung has nobody left on it."""
    bad = promise_of(CaseFactory(stage="outreach", team=cast.other_team))
    FollowUp.objects.filter(pk=bad.pk).update(reminders_sent=9, next_reminder_at=MONDAY_9 - HOUR)
    deactivate(cast.mia)

    assert (sweep(now=MONDAY_9), names()) == (2, ["Ada"])
    bad.refresh_from_db()
    assert (bad.set_aside_at, bad.reminders_sent, bad.is_open) == (MONDAY_9, 9, True)


def test_what_was_put_aside_is_tried_again_after_a_day(case: Case, cast: Cast) -> None:
    """Somebody stands on the top rung again: the promise never stopped."""
    FollowUp.objects.open().update(set_aside_at=MONDAY_9, next_reminder_at=MONDAY_9)

    assert (sweep(now=MONDAY_9 + 7 * HOUR), names()) == (0, [])
    assert (sweep(now=TUESDAY_9 + HOUR), names()) == (1, ["Ada"])
    assert promise_of(case).set_aside_at is None


def test_a_failed_sweep_says_nothing_and_moves_nothing(case: Case) -> None:
    """The outbox cannot be written: everything stays due."""
    with connection.cursor() as cursor:
        cursor.execute("""
            CREATE FUNCTION pg_temp.broken() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN RAISE EXCEPTION 'disk full'; END $$;
            CREATE TRIGGER broken BEFORE INSERT ON notify_message EXECUTE FUNCTION pg_temp.broken();
        """)

    with pytest.raises(Exception, match="disk full"), transaction.atomic():
        sweep(now=MONDAY_9)

    after = promise_of(case)
    assert (after.next_reminder_at, after.reminders_sent, names()) == (MONDAY_9, 0, [])


# -- Two at once, and many -----------------------------------------------------------------------------------------


def test_two_sweeps_at_once_remind_of_each_follow_up_once(commits: None) -> None:
    cast = assemble()
    for _ in range(12):
        CaseFactory(stage="outreach", team=cast.team)

    swept = at_once(*[partial(sweep, now=MONDAY_9, batch=2)] * 3)

    assert sum(swept) == 12
    assert (names(), Message.objects.filter(channel="email", template="follow_up_due").count()) == (["Ada"] * 12, 12)


def test_a_sweep_leaves_alone_what_another_one_holds(commits: None) -> None:
    cast = assemble()
    held, free = (promise_of(CaseFactory(stage="outreach", team=cast.team)) for _ in range(2))

    with transaction.atomic():
        FollowUp.objects.lock(held)
        assert at_once(partial(sweep, now=MONDAY_9)) == [1]

    assert [row.reminders_sent for row in FollowUp.objects.filter(pk__in=[held.pk, free.pk]).order_by("pk")] == [0, 1]


def test_ending_a_follow_up_waits_for_the_sweep_that_holds_it_and_then_withdraws(commits: None) -> None:
    cast = assemble()
    case = CaseFactory(stage="outreach", team=cast.team)
    end = partial(close_case, case=case, reason=CloseReason.DECLINED, by=cast.ada, now=MONDAY_9)

    swept, closed = at_once(partial(sweep, now=MONDAY_9), end)

    assert (closed.status, swept in (0, 1)) == ("closed", True)
    assert Message.objects.filter(template="follow_up_due", delivery=Delivery.QUEUED).count() == 0


@pytest.mark.parametrize("rows", [1, 3])
def test_a_sweep_asks_the_database_as_often_for_three_as_for_one(cast: Cast, rows: int) -> None:
    for _ in range(rows):
        CaseFactory(stage="outreach", team=cast.team)

    with CaptureQueriesContext(connection) as queries:
        sweep(now=MONDAY_9)

    statements = [query["sql"].split()[0] for query in queries if "SAVEPOINT" not in query["sql"]]
    assert statements == ["SELECT"] * 9 + ["INSERT", "UPDATE", "SELECT"]


def test_reminding_is_no_change_of_the_promise_and_leaves_no_history(case: Case) -> None:
    before = promise_of(case).events.count()

    let_pass(until=WEDNESDAY_9)

    assert promise_of(case).events.count() == before


def test_the_owner_is_told_about_a_follow_up_of_a_team_that_was_dissolved(case: Case, cast: Cast) -> None:
    cast.team.is_active = False
    cast.team.save()

    assert (sweep(now=MONDAY_9), names()) == (1, ["Ada"])


def test_with_all_working_hours_taken_away_people_are_still_reminded_daily(case: Case) -> None:
    WorkingHours.objects.all().delete()

    assert (sweep(now=MONDAY_9), names()) == (1, ["Ada"])
    assert promise_of(case).next_reminder_at == MONDAY_9 + timedelta(days=1)


def test_a_short_day_is_no_day_without_a_reminder(case: Case) -> None:
    """Thursday 14:00, and on Friday the programme closes at noon."""
    WorkingHours.objects.filter(weekday=4).update(closes=time(12))
    thursday, friday_9 = local(2026, 5, 7, 14), local(2026, 5, 8, 9)
    FollowUp.objects.open().update(reminders_sent=9, next_reminder_at=thursday)

    sweep(now=thursday)

    assert promise_of(case).next_reminder_at == friday_9


def test_the_next_rung_is_a_moment_at_which_somebody_works(case: Case) -> None:
    """Four working hours after 13:00 is the closing: the next rung hears of it at the next opening."""
    at_one = MONDAY_9 + 4 * HOUR
    FollowUp.objects.open().update(next_reminder_at=at_one)

    sweep(now=at_one)

    assert promise_of(case).next_reminder_at == TUESDAY_9
