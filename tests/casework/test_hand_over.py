"""Before leave, and before leaving: what a person owns goes to others, with a preview, in one go."""

import re
import threading
import time
from datetime import date, timedelta
from functools import partial

import pytest
import time_machine
from django.db import connection, transaction

from casework.actions.cases import assign_case
from casework.actions.contacts import ContactDetails, log_contact
from casework.actions.follow_ups import complete_follow_up, move_follow_up, open_follow_up
from casework.actions.handing_over import hand_over_all, hand_over_follow_up, preview
from casework.actions.inbound_texts import place_text
from casework.models import FollowUp, InboundText
from casework.reminders import sweep
from casework.states import ContactChannel, ContactResult, Phase
from heart.accounts.actions import save_staff, save_time_off
from heart.accounts.models import TimeOff, User, WorkingHours
from heart.audit.models import AuditEvent
from heart.lib.errors import DomainError, NotAllowed, NotPossibleNow
from heart.notify.models import Delivery, Message
from heart.notify.texts import subject
from tests.attempts import at_once
from tests.cast import assemble
from tests.factories import CaseFactory, TeamFactory, TimeOffFactory, UserFactory
from tests.times import MONDAY_9, TUESDAY_9

HOUR, DAY = timedelta(hours=1), timedelta(days=1)
WHY = "on leave"


def owned_by_ada(cast, *days: int, team=None) -> list[FollowUp]:
    """Of Ada's, one a case, due at 9 so many days after Monday."""
    made = []
    for days_ahead in days:
        follow_up = CaseFactory(stage="outreach", team=team or cast.team).follow_ups.open().get()
        due_at = MONDAY_9 + days_ahead * DAY
        FollowUp.objects.filter(pk=follow_up.pk).update(due_at=due_at, next_reminder_at=due_at)
        made.append(follow_up)
    return made


def owners() -> list[str]:
    return list(FollowUp.objects.open().order_by("pk").values_list("owner__name", flat=True))


def hand_over(person, by, *, until=None, why=WHY, now=MONDAY_9):
    return hand_over_all(person=person, until=until, why=why, by=by, now=now)


# -- Who takes it --------------------------------------------------------------------------------------------------


def test_everything_goes_to_the_other_half(cast) -> None:
    owned_by_ada(cast, -3, 0, 30)

    handed = hand_over(cast.ada, cast.sol)

    assert ([going.to for going in handed], owners()) == ([cast.ben] * 3, ["Ben"] * 3)


def test_a_leave_takes_only_what_is_late_or_falls_due_until_its_last_day(cast) -> None:
    owned_by_ada(cast, -3, 0, 4, 5)

    hand_over(cast.ada, cast.sol, until=date(2026, 5, 8))

    assert owners() == ["Ben", "Ben", "Ben", "Ada"]


def test_who_is_away_when_it_falls_due_does_not_get_it(cast) -> None:
    owned_by_ada(cast, -3, 0, 2)
    TimeOffFactory(user=cast.ben, starts_on=date(2026, 5, 6), ends_on=date(2026, 5, 6))

    assert [going.to for going in hand_over(cast.ada, cast.sol)] == [cast.ben, cast.ben, cast.sol]


def test_an_overdue_one_goes_to_who_is_there_today(cast) -> None:
    owned_by_ada(cast, -3)
    TimeOffFactory(user=cast.ben, starts_on=MONDAY_9.date(), ends_on=MONDAY_9.date())

    assert [going.to for going in hand_over(cast.ada, cast.sol)] == [cast.sol]


def works(person: User, weekday: int, opens: str = "09:00", closes: str = "13:00") -> None:
    WorkingHours.objects.create(user=person, weekday=weekday, opens=opens, closes=closes, valid_from=date(2026, 1, 1))


def test_who_works_on_tuesdays_gets_what_falls_due_on_a_tuesday(cast) -> None:
    """The rest would bounce back: the reminders of somebody who is not there go to their other half."""
    owned_by_ada(cast, -3, 0, 1, 2, 8)
    works(cast.ben, 1)

    handed = hand_over(cast.ada, cast.sol)

    assert [going.to.name for going in handed] == ["Sol", "Sol", "Ben", "Sol", "Ben"]
    assert {going.away for going in handed if going.to == cast.sol} == {None}
    sweep(now=MONDAY_9)
    told = Message.objects.filter(template="follow_up_due", channel="in_app").values_list("recipient__name", flat=True)
    assert set(told) == {"Sol"}


def test_on_a_weekend_the_next_working_day_counts(cast) -> None:
    """Handed over on Sunday, reminded on Monday."""
    owned_by_ada(cast, -5)
    works(cast.ben, 0)

    assert [going.to for going in hand_over(cast.ada, cast.sol, now=MONDAY_9 - DAY)] == [cast.ben]


def test_who_is_on_leave_now_gets_nothing_for_later_either(cast) -> None:
    owned_by_ada(cast, 10)
    TimeOffFactory(user=cast.ben)

    assert [going.to for going in hand_over(cast.ada, cast.sol)] == [cast.sol]


def test_with_nobody_there_the_supervisor_gets_it_all_the_same_and_that_is_said(cast) -> None:
    owned_by_ada(cast, 0)
    TimeOffFactory(user=cast.ben)
    TimeOffFactory(user=cast.sol)

    (going,) = preview(cast.ada, by=cast.mia, until=None, now=MONDAY_9)

    assert (going.to, going.away.absence(cast.sol.pk)) == (cast.sol, "away until Fri 8 May")


def test_a_chosen_person_gets_what_is_of_their_teams(cast) -> None:
    """Eve could not open a case of Ada's team; Ben, though away, was chosen."""
    owned_by_ada(cast, 0)
    TimeOffFactory(user=cast.ben)

    def to(person: User) -> list[User]:
        return [going.to for going in preview(cast.ada, by=cast.sol, until=None, to=person, now=MONDAY_9)]

    assert (to(cast.eve), to(cast.ada), to(cast.ben)) == ([cast.sol], [cast.sol], [cast.ben])
    hand_over_all(person=cast.ada, to=cast.ben, why=WHY, by=cast.sol, now=MONDAY_9)
    assert owners() == ["Ben"]


def test_one_alone_goes_the_same_way(cast) -> None:
    (follow_up,) = owned_by_ada(cast, 0)
    TimeOffFactory(user=cast.ben, starts_on=MONDAY_9.date(), ends_on=MONDAY_9.date())

    assert hand_over_follow_up(follow_up=follow_up, by=cast.ada, why=WHY, now=MONDAY_9).owner == cast.sol


def test_from_the_supervisor_it_goes_back_into_the_pair(cast) -> None:
    (follow_up,) = owned_by_ada(cast, 0)
    FollowUp.objects.filter(pk=follow_up.pk).update(owner=cast.sol)

    assert [going.to for going in hand_over(cast.sol, cast.mia)] == [cast.ada]


def test_what_nobody_can_take_refuses_all_and_says_which(cast) -> None:
    """All or nothing: Ada's other case stays hers too."""
    alone = TeamFactory(peer=UserFactory(), clinician=UserFactory(role="clinician"), supervisor=cast.sol)
    fine, stuck = owned_by_ada(cast, 0)[0], owned_by_ada(cast, 0, team=alone)[0]
    FollowUp.objects.filter(pk=stuck.pk).update(owner=cast.ada)
    User.objects.filter(pk__in=[alone.peer_id, alone.clinician_id, cast.sol.pk]).update(is_active=False)

    with pytest.raises(NotPossibleNow, match=f"team of case {stuck.case_id}"):
        hand_over(cast.ada, cast.mia)
    assert set(FollowUp.objects.filter(pk__in=[fine.pk, stuck.pk]).values_list("owner", flat=True)) == {cast.ada.pk}


@pytest.mark.parametrize(
    ("wanted", "away", "gets"), [("peer", [], "Ada"), ("peer", ["ada"], "Ben"), ("peer", ["ada", "ben"], "Ada")]
)
def test_a_new_promise_goes_to_whoever_of_the_pair_is_there_on_its_day(cast, wanted, away, gets) -> None:
    case = CaseFactory(stage="engaged", team=cast.team)
    for name in away:
        TimeOffFactory(user=cast.people[name], starts_on=date(2026, 5, 11), ends_on=date(2026, 5, 11))

    made = open_follow_up(case=case, phase=Phase.ENGAGED, by=cast.ada, now=MONDAY_9)

    assert (made.due_at.date(), made.owner.name) == (date(2026, 5, 11), gets)


@pytest.mark.parametrize(
    ("leave", "own", "at", "gets"),
    [
        ([], {}, 9, "Ada"),
        (["ada"], {}, 9, "Ben"),
        (["ada", "ben"], {}, 9, "Ada"),
        (["ada"], {"ben": ("13:00", "17:00")}, 9, "Ben"),
        (["ada"], {"ben": ("08:00", "12:00")}, 14, "Ben"),
        ([], {"ada": ("13:00", "17:00")}, 9, "Ben"),
        ([], {"ada": ("13:00", "17:00"), "ben": ("11:00", "17:00")}, 9, "Ben"),
        ([], {"ada": ("10:00", "17:00")}, 9, "Ada"),
    ],
    ids=[
        "both there", "on leave", "both on leave", "the other begins later today", "the other is back sooner",
        "begins too late", "begins later than the other", "begins in time",
    ],
)  # fmt: skip
def test_what_is_due_within_the_hour_goes_to_whoever_of_the_pair_is_there_first(cast, leave, own, at, gets) -> None:
    case = CaseFactory(stage="engaged", team=cast.team)
    for name in leave:
        TimeOffFactory(user=cast.people[name])
    for name, (opens, closes) in own.items():
        works(cast.people[name], 0, opens, closes)
    now = MONDAY_9 + (at - 9) * HOUR

    made = open_follow_up(case=case, phase=Phase.NEW_TEXT, by=None, now=now)

    assert (made.due_at, made.owner.name) == (now + HOUR, gets)


def test_who_is_on_leave_now_is_promised_nothing_for_later_while_the_other_half_is_there(cast) -> None:
    case = CaseFactory(stage="engaged", team=cast.team)
    TimeOffFactory(user=cast.ada, ends_on=date(2026, 5, 4))

    assert open_follow_up(case=case, phase=Phase.ENGAGED, by=cast.ben, now=MONDAY_9).owner == cast.ben


def test_another_text_finds_whoever_is_there(cast) -> None:
    """The promise to answer was moved to after Ada's leave; the next text interrupts now."""
    case = CaseFactory(stage="engaged", team=cast.team)
    follow_up = open_follow_up(case=case, phase=Phase.NEW_TEXT, by=None, now=MONDAY_9)
    move_follow_up(follow_up=follow_up, due_at=MONDAY_9 + 8 * DAY, why="asked for it", by=cast.ada, now=MONDAY_9)
    TimeOffFactory(user=cast.ada)

    text = InboundText.objects.create(provider_id="SM1", number="+19195550142", body="hello", received_at=TUESDAY_9)
    place_text(text=text, case=case, by=cast.sol, now=TUESDAY_9)

    follow_up.refresh_from_db()
    assert (follow_up.due_at, follow_up.owner) == (TUESDAY_9 + HOUR, cast.ben)


# -- What it does --------------------------------------------------------------------------------------------------


def test_the_reminders_start_again_with_the_new_owner(cast) -> None:
    owned_by_ada(cast, 0)
    sweep(now=MONDAY_9)

    hand_over(cast.ada, cast.sol, now=MONDAY_9 + HOUR)

    mails = Message.objects.filter(channel="email", template="follow_up_due")
    assert list(mails.values_list("recipient__name", "delivery")) == [("Ada", Delivery.WITHDRAWN)]
    assert sweep(now=MONDAY_9 + HOUR) == 1
    latest = Message.objects.filter(template="follow_up_due", channel="in_app").latest("pk")
    assert latest.recipient == cast.ben


def test_who_and_why_stand_in_the_history_and_in_the_audit(cast) -> None:
    (follow_up,) = owned_by_ada(cast, 0)

    hand_over(cast.ada, cast.sol, why="moves to Raleigh")

    told = follow_up.events.latest("pgh_id").pgh_context.metadata
    assert (told["verb"], told["by"], told["why"]) == ("hand_over_all", cast.sol.pk, "moves to Raleigh")
    events = AuditEvent.objects.filter(event__endswith="handed_over").order_by("pk")
    assert list(events.values_list("event", "actor_id", "subject_id", "detail")) == [
        (
            "follow_up.handed_over",
            cast.sol.pk,
            str(follow_up.case_id),
            {"follow_up": follow_up.pk, "to": cast.ben.pk},
        ),
        ("user.handed_over", cast.sol.pk, str(cast.ada.pk), {"follow_ups": 1}),
    ]


def test_then_leave_and_leaving_are_refused_no_more(cast) -> None:
    owned_by_ada(cast, 0)
    week = {"starts_on": MONDAY_9.date(), "ends_on": date(2026, 5, 8)}
    with pytest.raises(DomainError, match="Hand over first"):
        save_time_off(time_off=TimeOff(user=cast.ada, **week), by=cast.mia, now=MONDAY_9)

    hand_over(cast.ada, cast.sol, until=date(2026, 5, 8))

    assert save_time_off(time_off=TimeOff(user=cast.ada, **week), by=cast.mia, now=MONDAY_9).pk
    TimeOff.objects.all().delete()
    cast.team.peer = UserFactory()
    cast.team.save()
    cast.ada.is_active = False
    assert not save_staff(staff=cast.ada, by=cast.mia, now=MONDAY_9).is_active


def news() -> list[tuple]:
    rows = Message.objects.filter(template="handed_over").order_by("recipient__name", "channel")
    return list(rows.values_list("recipient__name", "channel", "params", "path", "send_after"))


def test_each_new_owner_is_told_once_how_many_there_are(cast) -> None:
    owned_by_ada(cast, -3, 0, 2)
    TimeOffFactory(user=cast.ben, starts_on=date(2026, 5, 6), ends_on=date(2026, 5, 6))
    works(cast.ben, 0, "11:00", "17:00")

    hand_over(cast.ada, cast.mia)

    eleven = MONDAY_9 + 2 * HOUR
    assert news() == [
        ("Ben", "email", {"count": 2}, "/today/", eleven),
        ("Ben", "in_app", {"count": 2}, "/today/", MONDAY_9),
        ("Sol", "email", {"count": 1}, "/today/", MONDAY_9),
        ("Sol", "in_app", {"count": 1}, "/today/", MONDAY_9),
    ]
    message = Message.objects.filter(template="handed_over").order_by("recipient__name", "channel").first()
    assert subject(message) == "Follow-ups were handed over to you: 2"


def test_who_takes_it_themselves_is_not_told(cast) -> None:
    owned_by_ada(cast, 0)
    TimeOffFactory(user=cast.ben)

    hand_over(cast.ada, cast.sol)

    assert (owners(), news()) == (["Sol"], [])


def test_of_one_alone_the_new_owner_is_told_as_well(cast) -> None:
    (follow_up,) = owned_by_ada(cast, 0)

    hand_over_follow_up(follow_up=follow_up, by=cast.ada, why=WHY, now=MONDAY_9)

    assert [(name, params) for name, _, params, *_ in news()] == [("Ben", {"count": 1})] * 2


# -- Who may -------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("who", ["ada", "ben", "eve", "dan", "zoe", "rex", "ana", "ira"])
def test_nobody_else_may(cast, who) -> None:
    owned_by_ada(cast, 0)

    with pytest.raises(NotAllowed):
        hand_over(cast.ada, cast.people[who])
    assert owners() == ["Ada"]


def test_a_supervisor_hands_over_only_what_they_may_see(cast) -> None:
    """Ada helps out on a case of another team."""
    owned_by_ada(cast, 0)
    elsewhere = owned_by_ada(cast, 0, team=cast.other_team)[0]
    FollowUp.objects.filter(pk=elsewhere.pk).update(owner=cast.ada)

    assert len(preview(cast.ada, by=cast.sol, until=None, now=MONDAY_9)) == 1
    hand_over(cast.ada, cast.sol)
    assert owners() == ["Ben", "Ada"]
    hand_over(cast.ada, cast.mia)
    assert owners() == ["Ben", "Eve"]


@pytest.mark.parametrize("why", ["", "  "])
def test_it_needs_a_reason(cast, why) -> None:
    with pytest.raises(DomainError) as refusal:
        hand_over(cast.ada, cast.sol, why=why)
    assert refusal.value.field == "why"


# -- At the same time ----------------------------------------------------------------------------------------------


def somebody_waits() -> bool:
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT count(*) FROM pg_stat_activity WHERE datname = current_database() AND wait_event_type = 'Lock'"
        )
        return bool(cursor.fetchone()[0])


def test_one_that_somebody_completes_meanwhile_is_left_out_without_a_fault(commits) -> None:
    """The hand-over waits for whoever is just writing a contact down, and then finds that promise kept."""
    cast = assemble()
    done, kept = owned_by_ada(cast, 0, 0)
    details = ContactDetails(channel=ContactChannel.PHONE, result=ContactResult.REFUSED, answer="declined")
    written = threading.Event()

    def log() -> None:
        with transaction.atomic():
            log_contact(case=done.case, details=details, follow_up=done, by=cast.ada, now=MONDAY_9)
            written.set()
            for _ in range(500):
                if somebody_waits():
                    return
                time.sleep(0.01)

    def all_of_it() -> list:
        written.wait(10)
        return hand_over(cast.ada, cast.sol)

    logged, handed = at_once(log, all_of_it)

    done.refresh_from_db()
    kept.refresh_from_db()
    assert (logged, done.is_open, done.owner, kept.owner) == (None, False, cast.ada, cast.ben)
    assert kept.pk in {going.follow_up.pk for going in handed}
    assert done.pk not in {going.follow_up.pk for going in handed}


def test_two_who_press_at_once_hand_over_once(commits) -> None:
    cast = assemble()
    owned_by_ada(cast, 0, 1, 2)

    handed = at_once(*[partial(hand_over, cast.ada, cast.sol)] * 2)

    assert (sorted(len(each) for each in handed), owners()) == ([0, 3], ["Ben"] * 3)


# -- The page ------------------------------------------------------------------------------------------------------


def ask(client, person: User, query: str = "", now=MONDAY_9) -> str:
    with time_machine.travel(now, tick=False):
        return client.get(f"/staff/{person.pk}/hand-over/{query}").content.decode()


def press(client, person: User, shown: str, query: str = "", why=WHY) -> str:
    """The page that one lands on."""
    with time_machine.travel(MONDAY_9, tick=False):
        data = {"why": why, "shown": shown}
        return client.post(f"/staff/{person.pk}/hand-over/{query}", data, follow=True).content.decode()


def shown_in(html: str) -> str:
    return re.search(r'name="shown" value="([^"]*)"', html)[1]


def lines(html: str) -> list[tuple[str, str]]:
    """Case and taker of each line."""
    found = re.findall(r'<th scope="row".*?>Case (\d+)</a>.*?data-label="Goes to">(?:<span[^>]*>)?([^<]+)<', html, re.S)
    return [(case, to.strip()) for case, to in found]


def test_the_preview_lists_what_goes_to_whom(cast, as_) -> None:
    late, later = owned_by_ada(cast, -3, 2)
    TimeOffFactory(user=cast.ben, starts_on=date(2026, 5, 6), ends_on=date(2026, 5, 6))

    html = ask(as_(cast.sol), cast.ada)

    assert lines(html) == [(str(late.case_id), "Ben"), (str(later.case_id), "Sol")]
    assert ("2 follow-ups: 1 to Ben, 1 to Sol" in html, "Hand over 2 follow-ups" in html) == (True, True)
    assert shown_in(html) == f"{late.pk}:{cast.ben.pk} {later.pk}:{cast.sol.pk}"
    assert lines(ask(as_(cast.sol), cast.ada, "?until=2026-05-05")) == [(str(late.case_id), "Ben")]
    assert len(lines(ask(as_(cast.sol), cast.ada, "?until=nonsense"))) == 2


def test_it_says_who_is_away_and_lets_one_choose(cast, as_) -> None:
    (late,) = owned_by_ada(cast, -3)
    works(cast.ben, 1)
    client = as_(cast.sol)

    html = ask(client, cast.ada)
    options = re.findall(r'<option value="(\d*)"( selected)?>([^<]+)', html)
    assert options == [
        ("", "", "Whoever of the team is there"),
        (str(cast.ben.pk), "", "Ben (not a working day)"),
        (str(cast.sol.pk), "", "Sol"),
    ]
    assert lines(html) == [(str(late.case_id), "Sol")]
    chosen = f"?until=2026-05-05&to={cast.ben.pk}"
    html = ask(client, cast.ada, chosen)
    assert "1 follow-up: 1 to Ben (not a working day)" in html
    assert re.findall(r'name="until" value="([^"]*)"', html) == ["2026-05-05"]
    assert "1 follow-up handed over: 1 to Ben" in press(client, cast.ada, shown_in(html), chosen)
    assert owners() == ["Ben"]


@pytest.mark.parametrize("to", ["nonsense", "987654", "9" * 30, "²"])
def test_whoever_is_not_known_is_nobody(cast, as_, to) -> None:
    (late,) = owned_by_ada(cast, -3)

    assert lines(ask(as_(cast.sol), cast.ada, f"?to={to}")) == [(str(late.case_id), "Ben")]


def test_for_somebody_who_leaves_it_names_the_teams(cast, as_) -> None:
    said = "Ada is part of the team Ada and Ben."
    link = f'href="/admin/accounts/team/{cast.team.pk}/change/"'

    html = ask(as_(cast.mia), cast.ada)
    assert (said in html, link in html) == (True, True)
    html = ask(as_(cast.sol), cast.ada)
    assert (said in html, link in html, "A programme manager does that." in html) == (True, False, True)
    assert said not in ask(as_(cast.mia), cast.ada, "?until=2026-05-08")


def test_pressing_hands_over_and_says_to_whom(cast, as_) -> None:
    owned_by_ada(cast, 0, 1)
    client = as_(cast.sol)

    html = press(client, cast.ada, shown_in(ask(client, cast.ada)))

    assert "2 follow-ups handed over: 2 to Ben." in html
    assert ("Nothing to hand over" in html, "Since the preview" in html) == (True, False)
    assert owners() == ["Ben", "Ben"]


def test_what_changed_since_the_preview_is_said(cast, as_) -> None:
    ended, kept, away = owned_by_ada(cast, 0, 1, 2)
    client = as_(cast.sol)
    shown = shown_in(ask(client, cast.ada))
    open_follow_up(case=ended.case, phase=Phase.ENGAGED, by=cast.ada, now=MONDAY_9)
    complete_follow_up(follow_up=ended, by=cast.ada, now=MONDAY_9)
    TimeOffFactory(user=cast.ben, starts_on=date(2026, 5, 6), ends_on=date(2026, 5, 6))

    html = press(client, cast.ada, shown)

    assert "3 follow-ups handed over: 2 to Ben, 1 to Sol." in html
    for words in (
        "Since the preview, ended or with somebody else already: 1.",
        "Come since the preview, and handed over too: 1.",
        "To somebody else than in the preview: 1.",
    ):
        assert words in html
    assert {f.owner.name for f in FollowUp.objects.filter(pk__in=[kept.pk])} == {"Ben"}
    assert FollowUp.objects.get(pk=away.pk).owner == cast.sol


@pytest.mark.parametrize("shown", ["", "nonsense", ":", "1:2:3 x", "\u2028"])
def test_what_the_browser_says_of_the_preview_is_not_trusted(cast, as_, shown) -> None:
    owned_by_ada(cast, 0)

    assert "1 follow-up handed over: 1 to Ben." in press(as_(cast.sol), cast.ada, shown)


def test_without_a_reason_nothing_happens_and_the_page_says_so(cast, as_) -> None:
    owned_by_ada(cast, 0)

    html = press(as_(cast.sol), cast.ada, "", why="")

    assert ("Say why." in html, owners()) == (True, ["Ada"])


def test_who_gets_the_page(cast, as_) -> None:
    answers = {
        name: as_(person).get(f"/staff/{cast.ada.pk}/hand-over/").status_code for name, person in cast.people.items()
    }
    assert {name for name, status in answers.items() if status == 200} == {"sol", "mia"}
    assert set(answers.values()) == {200, 404}
    assert as_(cast.sol).get("/staff/987654321/hand-over/").status_code == 404


@pytest.mark.parametrize("who", ["ada", "ben", "eve", "zoe", "rex", "ana", "ira"])
def test_a_stranger_presses_nothing(cast, as_, who) -> None:
    owned_by_ada(cast, 0)

    answer = as_(cast.people[who]).post(f"/staff/{cast.ada.pk}/hand-over/", {"why": WHY})

    assert (answer.status_code, owners()) == (404, ["Ada"])


def test_looking_is_on_record_for_every_case(cast, as_) -> None:
    made = owned_by_ada(cast, 0, 1)

    ask(as_(cast.sol), cast.ada)

    seen = AuditEvent.objects.filter(event="hand_over.read").order_by("pk").values_list("actor_id", "subject_id")
    assert list(seen) == [(cast.sol.pk, str(follow_up.case_id)) for follow_up in made]


@pytest.mark.parametrize("count", [1, 3])
def test_the_preview_asks_as_often_for_three_as_for_one(cast, as_, django_assert_num_queries, count) -> None:
    owned_by_ada(cast, *range(count))
    client = as_(cast.sol)

    with django_assert_num_queries(14):
        html = ask(client, cast.ada)
    assert len(lines(html)) == count


def test_assigning_while_somebody_is_away_gives_it_to_the_other_half(cast) -> None:
    case = CaseFactory(stage="intake", now=TUESDAY_9)
    TimeOffFactory(user=cast.ada, starts_on=date(2026, 5, 5), ends_on=date(2026, 5, 5))

    assign_case(case=case, team=cast.team, by=cast.sol, now=TUESDAY_9)

    assert case.follow_ups.open().get().owner == cast.ben


def test_the_board_leads_to_it(cast, as_) -> None:
    owned_by_ada(cast, 0)

    html = as_(cast.sol).get("/board/").content.decode()

    assert re.findall(r'href="/staff/(\d+)/hand-over/"', html) == [str(cast.ada.pk)]


@pytest.mark.parametrize(
    ("form", "data", "leads_to"),
    [
        ("user/{pk}/change/", {"is_active": ""}, "/staff/{pk}/hand-over/"),
        (
            "timeoff/add/",
            {"starts_on": "2026-05-04", "ends_on": "2026-05-08"},
            "/staff/{pk}/hand-over/?until=2026-05-08",
        ),
    ],
    ids=["leaving", "a leave"],
)
def test_the_refusal_in_admin_leads_to_it(cast, as_, form, data, leads_to) -> None:
    owned_by_ada(cast, 0)
    client, address = as_(cast.mia), f"/admin/accounts/{form.format(pk=cast.ada.pk)}"

    with time_machine.travel(MONDAY_9, tick=False):
        seen = client.get(address).context["adminform"].form
        told = {name: value for name in seen.fields if (value := seen.get_initial_for_field(seen.fields[name], name))}
        if "speaks" in told:
            told["speaks"] = ",".join(told["speaks"])
        html = client.post(address, {"user": cast.ada.pk, **told, **data}).content.decode()

    assert f'href="{leads_to.format(pk=cast.ada.pk)}"' in html
    assert "Hand over first" in html
