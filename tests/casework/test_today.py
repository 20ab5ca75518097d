"""Today: four groups, counts equal to the rows, one's own or the pair's, and nobody else's."""

import re
from datetime import timedelta

import pytest
import time_machine
from django.test import Client

from casework.actions.cases import interrupt_case
from casework.actions.contacts import ContactDetails, log_contact
from casework.actions.follow_ups import move_follow_up
from casework.models import Contact, FollowUp
from casework.states import ContactChannel, ContactResult
from casework.views.rows import promise_clock
from heart.accounts.calendar import working_calendar
from tests.factories import CaseFactory, ContactPointFactory, NeighborFactory, ReferralFactory, UserFactory
from tests.times import MONDAY_9, local

NOON = local(2026, 5, 4, 12)


def cases(cast, count: int, **more) -> list:
    return [CaseFactory(stage="outreach", team=cast.team, **more) for _ in range(count)]


def groups(html: str) -> dict[str, int]:
    """Title and count of each group on the page."""
    heads = re.findall(r'<h2 id="group-\w+">(.*?)</h2> <span class="badge[^"]*">(\d+)</span>', html)
    return {title: int(count) for title, count in heads}


def today(client: Client, query: str = "", now=NOON) -> str:
    with time_machine.travel(now, tick=False):
        return client.get(f"/today/{query}").content.decode()


def test_each_follow_up_stands_in_the_group_that_its_time_says(cast, as_) -> None:
    overdue = cases(cast, 1, met_at=MONDAY_9 - timedelta(hours=46))[0]
    due_today, due_tomorrow, crisis = cases(cast, 3)
    for case, due in ((due_today, NOON + timedelta(hours=3)), (due_tomorrow, NOON + timedelta(days=1))):
        move_follow_up(follow_up=case.follow_ups.open().get(), due_at=due, why="asked", by=cast.ada, now=MONDAY_9)
    move_follow_up(
        follow_up=crisis.follow_ups.open().get(),
        due_at=NOON + timedelta(days=20),
        why="asked",
        by=cast.ada,
        now=MONDAY_9,
    )
    interrupt_case(case=crisis, by=None, now=MONDAY_9)

    assert groups(today(as_(cast.ada))) == {"Overdue": 1, "Today": 1, "Next": 1}
    assert groups(today(as_(cast.ben))) == {"Interrupting": 1}
    assert groups(today(as_(cast.ben), "?whose=team")) == {"Interrupting": 1, "Overdue": 1, "Today": 1, "Next": 1}
    assert overdue.follow_ups.open().get().due_at == MONDAY_9


def test_a_first_contact_is_late_when_its_48_hours_are_over(cast, as_) -> None:
    """Assigned a minute ago, or yesterday with a day left: due today."""
    cases(cast, 1, met_at=MONDAY_9)
    client, end = as_(cast.ada), MONDAY_9 + timedelta(hours=48)
    told = [groups(today(client, now=at)) for at in (NOON, NOON + timedelta(days=1), end, end + timedelta(minutes=1))]
    assert told == [{"Today": 1}, {"Today": 1}, {"Today": 1}, {"Overdue": 1}]


def test_on_a_weekend_it_is_late_though_the_cadence_says_monday(cast, as_) -> None:
    """The call was on Thursday and came to us on Saturday: nobody works before Monday, and it is late all the same."""
    thursday, saturday, sunday = (local(2026, 5, day, 12) for day in (7, 9, 10))
    (case,) = cases(cast, 1, met_at=thursday, now=saturday)

    assert case.follow_ups.open().get().due_at > sunday
    assert groups(today(as_(cast.ada), now=sunday)) == {"Overdue": 1}
    with time_machine.travel(sunday, tick=False):
        (line,) = as_(cast.ada).get("/cases/").context["lines"]
    assert (line["late"], line["due"]) == (True, "48 h passed · tomorrow 9 a.m.")


def test_first_contacts_come_before_routine_the_one_whose_48_hours_end_first_on_top(cast, as_) -> None:
    routine = CaseFactory(stage="engaged", team=cast.team, now=MONDAY_9)
    ends_later, ends_first = (cases(cast, 1, met_at=MONDAY_9 - timedelta(hours=ago))[0] for ago in (2, 5))
    dues = ((routine, 26), (ends_later, 27), (ends_first, 28))
    for case, hours in dues:
        due = NOON + timedelta(hours=hours)
        move_follow_up(follow_up=case.follow_ups.open().get(), due_at=due, why="asked", by=cast.ada, now=MONDAY_9)

    with time_machine.travel(NOON, tick=False):
        (group,) = as_(cast.ada).get("/today/?whose=team").context["groups"]

    expected = [f"follow-up-{case.follow_ups.open().get().pk}" for case in (ends_first, ends_later, routine)]
    assert (group.code, [row.dom_id for row in group.rows]) == ("next", expected)


@pytest.mark.parametrize(("met", "late"), [(MONDAY_9, False), (MONDAY_9 - timedelta(hours=46), True)])
def test_cases_says_late_of_what_today_says_overdue(cast, as_, met, late: bool) -> None:
    cases(cast, 1, met_at=met)
    with time_machine.travel(NOON, tick=False):
        (line,) = as_(cast.ada).get("/cases/").context["lines"]
    assert (line["late"], "Overdue" in groups(today(as_(cast.ada), "?whose=team"))) == (late, late)


def test_a_second_attempt_is_late_at_once(cast, as_) -> None:
    case = cases(cast, 1)[0]
    contact = ContactDetails(channel=ContactChannel.PHONE, result=ContactResult.NO_ANSWER)
    log_contact(case=case, details=contact, by=cast.ada, now=MONDAY_9)
    due = case.follow_ups.open().get().due_at
    assert groups(today(as_(cast.ada), now=due + timedelta(minutes=1))) == {"Overdue": 1}


def test_after_seven_in_the_evening_it_is_still_today(cast, as_) -> None:
    """23:30 UTC is tomorrow in London and today in Durham."""
    case = cases(cast, 1)[0]
    late = local(2026, 5, 4, 21)
    move_follow_up(follow_up=case.follow_ups.open().get(), due_at=late, why="asked", by=cast.ada, now=MONDAY_9)

    assert groups(today(as_(cast.ada), now=local(2026, 5, 4, 19, 30))) == {"Today": 1}


def test_a_stranger_sees_nothing_of_it(cast, as_) -> None:
    neighbor = NeighborFactory(preferred_name="Canary Jones")
    CaseFactory(stage="outreach", team=cast.team, neighbor=neighbor)

    assert "Canary Jones" in today(as_(cast.ada))
    for stranger in (cast.eve, cast.dan, cast.rex, cast.ana, cast.ira):
        assert "Canary Jones" not in today(as_(stranger), "?whose=team")


@pytest.mark.parametrize("count", [1, 3])
def test_the_number_of_queries_does_not_grow_with_the_rows(cast, as_, django_assert_num_queries, count) -> None:
    for case in cases(cast, count):
        ContactPointFactory(neighbor=case.neighbor)
    client = as_(cast.ada)
    with time_machine.travel(NOON, tick=False), django_assert_num_queries(14):
        html = client.get("/today/").content.decode()
    assert groups(html) == {"Today": count}


def test_the_row_says_both_clocks_of_the_48_hours(cast, as_) -> None:
    CaseFactory(stage="outreach", team=cast.team, met_at=local(2026, 5, 2, 15), now=MONDAY_9)

    html = today(as_(cast.ada), now=MONDAY_9)

    assert "42 h of 48" in html
    assert "6 h left" in html
    assert "working hour" not in html  # none have passed since Saturday: nothing is said about nothing


@pytest.mark.parametrize(
    ("day", "said"),
    [
        (local(2026, 5, 7, 9), ("48 h passed", "72 h of 48", "24 working hours")),
        (local(2026, 5, 7, 10), ("48 h passed", "the call was 3 days ago", "")),
        (local(2026, 11, 23, 9), ("48 h passed", "the call was 203 days ago", "")),
    ],
)
def test_long_after_the_48_hours_the_clock_says_how_old_the_call_is(db, day, said) -> None:
    clock = promise_clock(CaseFactory(met_at=MONDAY_9), working_calendar(), day)
    assert (clock["word"], clock["elapsed"], clock["working"]) == said


def test_what_has_passed_and_what_is_left_add_up(cast, as_) -> None:
    CaseFactory(stage="outreach", team=cast.team, met_at=local(2026, 5, 3, 15, 30), now=MONDAY_9)

    html = today(as_(cast.ada), now=local(2026, 5, 4, 10))
    assert ("30 h left" in html, "18 h of 48" in html) == (True, True)

    html = today(as_(cast.ada), now=local(2026, 5, 5, 13, 50))
    assert ("1 h 40 min left" in html, "46 h 20 min of 48" in html) == (True, True)


def test_a_banner_names_how_many_first_contacts_pass_48_hours_today(cast, as_) -> None:
    later = cases(cast, 1, met_at=local(2026, 5, 3, 15))
    soon = cases(cast, 2, met_at=local(2026, 5, 2, 15))

    html = today(as_(cast.ada))

    assert "2 first contacts pass 48 hours today. They come first." in html
    rows = [int(pk) for pk in re.findall(r'<li class="row[^"]*" id="follow-up-(\d+)"', html)]
    assert rows == [case.follow_ups.open().get().pk for case in [*soon, *later]]
    assert f'href="#follow-up-{rows[0]}"' in html


def test_the_banner_of_the_other_half_leads_to_the_pairs_list(cast, as_) -> None:
    cases(cast, 1, met_at=local(2026, 5, 2, 15))

    html = today(as_(cast.ben), now=MONDAY_9)
    assert "1 first contact of Ada’s passes 48 hours today." in html
    assert 'href="/today/?whose=team"' in html
    assert "1 first contact passes 48 hours today. It comes first." in today(as_(cast.ben), "?whose=team", MONDAY_9)


def test_an_empty_list_says_why(cast, as_) -> None:
    newcomer = UserFactory(role=cast.ada.role)
    assert "All done for now" in today(as_(cast.ada))
    assert "You are in no team yet" in today(as_(newcomer))
    assert "Your role has no cases" in today(as_(cast.rex))


@pytest.mark.parametrize(
    ("phone", "offered"),
    [
        ({"voicemail_ok": "yes"}, ["reached", "voicemail", "no_answer"]),
        ({"voicemail_ok": "no"}, ["reached", "no_answer"]),
        (None, ["reached", "not_found"]),
    ],
)
def test_only_the_results_that_there_can_be_are_one_tap_away(cast, as_, phone, offered) -> None:
    case = cases(cast, 1)[0]
    if phone:
        ContactPointFactory(neighbor=case.neighbor, **phone)
    assert re.findall(r'name="result" value="(\w+)"', today(as_(cast.ada))) == offered


def test_not_found_was_in_person(cast, as_) -> None:
    follow_up = cases(cast, 1)[0].follow_ups.open().get()
    as_(cast.ada).post(f"/follow-ups/{follow_up.pk}/result/", {"result": "not_found"})
    assert Contact.objects.values_list("result", "channel").get() == ("not_found", "in_person")


def test_while_the_provider_is_silent_the_row_calls_the_provider(cast, as_) -> None:
    referral = ReferralFactory(case=CaseFactory(stage="engaged", team=cast.team), now=MONDAY_9)
    service = referral.service
    service.phone = "+19195550199"
    service.save(update_fields=["phone"])
    ContactPointFactory(neighbor=referral.case.neighbor, value="+19195550142")

    row = today(as_(cast.ada), "?whose=team", MONDAY_9).split(f'id="follow-up-{referral.follow_up_id}"')[1]
    row = row.split("</li>\n")[0]

    assert ("tel:+19195550199" in row, "Call the provider" in row, "919-555-0199" in row) == (True, True, True)
    assert f'href="/referrals/{referral.pk}/" id="follow-up-{referral.follow_up_id}-there">Open it<' in row


def test_a_crisis_not_reached_says_when_one_looks_again(cast, as_) -> None:
    case = cases(cast, 1)[0]
    interrupt_case(case=case, by=None, now=MONDAY_9)
    crisis = case.follow_ups.interrupting().get()
    with time_machine.travel(NOON, tick=False):
        answer = as_(cast.ben).post(
            f"/follow-ups/{crisis.pk}/result/", {"result": "no_answer"}, headers={"HX-Request": "true"}
        )
    assert re.search(r"Next: Look at it again, in person, tomorrow 12:00 p.m.", answer.content.decode())


def test_a_refresh_brings_the_groups_alone(cast, as_) -> None:
    cases(cast, 1)
    with time_machine.travel(NOON, tick=False):
        html = as_(cast.ada).get("/today/", headers={"HX-Request": "true"}).content.decode()
    assert groups(html) == {"Today": 1}
    assert "<html" not in html


def test_one_tap_writes_the_contact_down_and_says_what_is_next(cast, as_) -> None:
    follow_up = cases(cast, 1, neighbor=ContactPointFactory().neighbor)[0].follow_ups.open().get()
    with time_machine.travel(NOON, tick=False):
        answer = as_(cast.ada).post(
            f"/follow-ups/{follow_up.pk}/result/", {"result": "voicemail"}, headers={"HX-Request": "true"}
        )
    assert "Next: Attempt 2, phone, tomorrow 9 a.m." in answer.content.decode()
    assert Contact.objects.values_list("by", "result", "channel", "follow_up").get() == (
        cast.ada.pk,
        "voicemail",
        "phone",
        follow_up.pk,
    )


def test_reached_needs_more_said_and_opens_the_form(cast, as_) -> None:
    follow_up = cases(cast, 1)[0].follow_ups.open().get()
    answer = as_(cast.ada).post(f"/follow-ups/{follow_up.pk}/result/", {"result": "reached"})
    assert (answer.status_code, answer.url) == (
        302,
        f"/cases/{follow_up.case_id}/contact/?follow_up={follow_up.pk}&result=reached",
    )
    assert not Contact.objects.exists()


def test_two_tabs_tapping_the_same_row_make_one_contact(cast, as_) -> None:
    follow_up = cases(cast, 1)[0].follow_ups.open().get()
    client = as_(cast.ada)
    for _ in range(2):
        client.post(f"/follow-ups/{follow_up.pk}/result/", {"result": "no_answer"})
    assert Contact.objects.count() == 1
    assert FollowUp.objects.open().get().step == 2


def test_a_stranger_cannot_tap_anothers_row(cast, as_) -> None:
    follow_up = cases(cast, 1)[0].follow_ups.open().get()
    answer = as_(cast.eve).post(f"/follow-ups/{follow_up.pk}/result/", {"result": "voicemail"})
    assert (answer.status_code, Contact.objects.count()) == (404, 0)
