"""The morning's numbers: counts only, once a working day, to who is there and wants them; late rather than never, but
not on another day."""

import json
from datetime import date, time, timedelta

import pytest
from django.core import mail

from casework import digest
from casework.models import FollowUp
from heart.accounts.models import User, WorkingHours
from heart.notify import outbox
from heart.notify.models import Channel, Delivery, Message, Pulse, Template
from tests.cast import Cast
from tests.factories import CaseFactory, TeamFactory, TimeOffFactory
from tests.times import TUESDAY_9, local

SATURDAY_10 = local(2026, 5, 9, 10)
TUESDAY_11 = local(2026, 5, 5, 11)


def told() -> dict[str, dict[str, int]]:
    """What each person's mail counts."""
    rows = Message.objects.filter(template=Template.DIGEST).values_list("recipient__name", "params")
    return dict(rows)


def numbers(today: int = 0, overdue: int = 0, at_risk: int = 0) -> dict[str, int]:
    return {"today": today, "overdue": overdue, "at_risk": at_risk}


def due(case, at) -> None:
    FollowUp.objects.filter(case=case).update(due_at=at)


@pytest.fixture
def work(cast: Cast) -> Cast:
    """On Tuesday at nine: Ada has one late, one today and one tomorrow, one of them never tried; Eve has one late;
    and one waits for a team, its 48 hours ending today."""
    for at in (TUESDAY_9 - timedelta(hours=1), TUESDAY_9 + timedelta(hours=2), TUESDAY_9 + timedelta(days=1)):
        due(CaseFactory(stage="engaged", team=cast.team), at)
    due(CaseFactory(stage="outreach", team=cast.team, met_at=local(2026, 5, 3, 15)), TUESDAY_9 + timedelta(hours=3))
    due(CaseFactory(stage="engaged", team=cast.other_team), TUESDAY_9 - timedelta(hours=1))
    due(CaseFactory(met_at=local(2026, 5, 3, 16)), TUESDAY_9 - timedelta(minutes=1))
    return cast


def test_each_gets_the_numbers_of_what_is_theirs(work: Cast) -> None:
    assert digest.send(now=TUESDAY_9) == 5
    assert told() == {
        "Ada": numbers(today=2, overdue=1, at_risk=1),
        "Eve": numbers(overdue=1),
        "Sol": numbers(today=2, overdue=2, at_risk=2),
        "Zoe": numbers(overdue=2, at_risk=1),
        "Mia": numbers(today=2, overdue=3, at_risk=2),
    }


def test_it_is_a_mail_and_no_line_in_the_inbox(work: Cast) -> None:
    digest.send(now=TUESDAY_9)
    outbox.send_batch(now=TUESDAY_9)

    subjects = [m.subject for m in mail.outbox if m.to == [work.ada.email]]
    assert subjects.count("This morning: 2 due today, 1 overdue, 1 about to pass 48 hours") == 1
    digests = Message.objects.filter(template=Template.DIGEST)
    assert set(digests.values_list("channel", "delivery")) == {(Channel.EMAIL, Delivery.SENT)}


def test_the_mails_name_nobody(work: Cast) -> None:
    digest.send(now=TUESDAY_9)

    said = json.dumps(list(Message.objects.filter(template=Template.DIGEST).values("params", "path", "about", "key")))
    assert [word for word in ("Neighbor", "case") if word in said] == []


def test_where_there_is_nothing_there_is_no_mail(cast: Cast) -> None:
    assert (digest.send(now=TUESDAY_9), told()) == (0, {})


def test_once_a_day(work: Cast) -> None:
    assert [digest.send(now=at) for at in (TUESDAY_9, TUESDAY_9 + timedelta(minutes=1), TUESDAY_11)] == [5, 0, 0]
    assert digest.send(now=local(2026, 5, 6, 9)) == 5


@pytest.mark.parametrize(
    ("at", "mails"),
    [
        (local(2026, 5, 5, 8, 59), 0),
        (TUESDAY_9, 5),
        (TUESDAY_11, 5),  # the nine o'clock run was missed
        (local(2026, 5, 5, 16, 59), 5),
        (local(2026, 5, 5, 17), 0),
        (SATURDAY_10, 0),
    ],
)
def test_from_the_opening_to_the_close_of_a_working_day(work: Cast, at, mails) -> None:
    assert digest.send(now=at) == mails


def test_a_day_that_was_missed_is_not_told_of_later(work: Cast) -> None:
    digest.send(now=local(2026, 5, 6, 9))

    assert set(Message.objects.filter(template=Template.DIGEST).values_list("about", flat=True)) == {
        "digest:2026-05-06"
    }


def test_what_could_not_leave_yesterday_does_not_leave_today(work: Cast) -> None:
    digest.send(now=TUESDAY_9)
    digest.send(now=local(2026, 5, 6, 9))

    by_day = Message.objects.filter(template=Template.DIGEST).order_by("about").values_list("about", "delivery")
    assert sorted(set(by_day)) == [
        ("digest:2026-05-05", Delivery.WITHDRAWN),
        ("digest:2026-05-06", Delivery.QUEUED),
    ]


def test_who_does_not_want_it_or_is_away_or_gone_gets_none(work: Cast) -> None:
    User.objects.filter(pk=work.ada.pk).update(morning_digest=False)
    TimeOffFactory(user=work.eve)
    User.objects.filter(pk=work.zoe.pk).update(is_active=False)

    digest.send(now=TUESDAY_9)

    assert sorted(told()) == ["Mia", "Sol"]


def test_who_begins_later_gets_it_then(work: Cast) -> None:
    hours = {"weekday": 1, "opens": time(11), "closes": time(15), "valid_from": date(2026, 1, 1)}
    WorkingHours.objects.create(user=work.ada, **hours)

    sent = [digest.send(now=at) for at in (TUESDAY_9, TUESDAY_11, TUESDAY_11 + timedelta(minutes=1))]

    assert (sent, "Ada" in told(), Pulse.objects.get(name="digest").at) == ([4, 5, 0], True, TUESDAY_11)


@pytest.mark.parametrize("people", [1, 3])
def test_as_many_queries_for_three_teams_as_for_one(cast: Cast, people: int, django_assert_num_queries) -> None:
    for _ in range(people):
        due(CaseFactory(stage="engaged", team=TeamFactory()), TUESDAY_9)

    # hours, closures, pulses; yesterday's; time off, own hours, people; follow-ups, cases, teams; mails, pulse; and
    # the savepoint twice
    with django_assert_num_queries(15):
        digest.send(now=TUESDAY_9)
    assert len(told()) == 2 * people + 1
