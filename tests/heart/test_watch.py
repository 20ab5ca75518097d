"""Does the clockwork go? Pulses, what a monitor is told, and the person who is told when a part has gone silent."""

import time
from collections.abc import Iterator
from datetime import timedelta
from threading import Event

import psycopg
import pytest
import time_machine
from django.core import mail
from django.core.mail.backends.base import BaseEmailBackend
from django.db import connections

from casework.models import FollowUp
from casework.tasks import sweep_reminders
from heart.beat import Ticking
from heart.celery import Watch, app
from heart.notify import watch
from heart.notify.models import Channel, Delivery, Message, Pause, Pulse, Template
from heart.notify.tasks import send_messages
from heart.watching import health, state
from tests.cast import Cast
from tests.factories import CaseFactory, MessageFactory
from tests.faults.test_worker_and_beat import place, programs  # noqa: F401 - fixtures
from tests.times import FRIDAY_9, MONDAY_9, local

MINUTE = timedelta(minutes=1)
DAY = timedelta(days=1)
LONG_AGO = MONDAY_9 - DAY


def pulses(*, beat=MONDAY_9, sweep=MONDAY_9, send=MONDAY_9) -> None:
    for name, at in {"beat": beat, "sweep": sweep, "send": send}.items():
        if at:
            watch.pulse(name, now=at)


def silent(now) -> list[str]:
    return [found.part for found in watch.silences(now=now, watching_since=LONG_AGO)]


def alarms() -> list[tuple[str, str, str]]:
    rows = Message.objects.filter(template=Template.SILENT).order_by("pk")
    return sorted(rows.values_list("recipient__name", "channel", "delivery"))


# -- Pulses --------------------------------------------------------------------------------------------------------


def test_the_tasks_leave_pulses_when_they_have_run(db: None) -> None:
    with time_machine.travel(MONDAY_9, tick=False):
        sweep_reminders()
        send_messages()

    assert watch.pulses() == {"sweep": MONDAY_9, "send": MONDAY_9}


def test_a_pulse_is_one_row_and_one_statement(db: None, django_assert_num_queries) -> None:
    watch.pulse("beat", now=MONDAY_9)
    with django_assert_num_queries(1):
        watch.pulse("beat", now=MONDAY_9 + MINUTE)

    assert list(Pulse.objects.values_list("name", "at")) == [("beat", MONDAY_9 + MINUTE)]


def test_beat_leaves_its_pulse_with_its_ticks(commits: None, tmp_path) -> None:
    beat = Ticking(app, lazy=True, schedule_filename=str(tmp_path / "beat"))
    with time_machine.travel(MONDAY_9, tick=False):
        beat.leave_pulse()

    assert watch.pulses() == {"beat": MONDAY_9}


# -- Silence -------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("last", "parts"),
    [
        ({}, []),
        ({"beat": MONDAY_9 - 5 * MINUTE}, ["beat"]),
        ({"beat": MONDAY_9 - 4 * MINUTE}, []),
        ({"sweep": MONDAY_9 - 5 * MINUTE}, ["worker"]),
        ({"send": MONDAY_9 - 5 * MINUTE}, ["worker"]),
        ({"beat": None, "send": None}, ["beat", "worker"]),
    ],
)
def test_five_minutes_without_a_pulse_are_silence(db: None, last, parts) -> None:
    pulses(**last)

    assert silent(MONDAY_9) == parts


def test_what_stopped_before_anybody_watched_has_five_minutes_to_come_back(db: None) -> None:
    pulses(beat=LONG_AGO, sweep=None, send=None)

    found = [watch.silences(now=MONDAY_9 + n * MINUTE, watching_since=MONDAY_9) for n in (4, 5)]

    assert [[s.part for s in silences] for silences in found] == [[], ["beat", "worker"]]


def test_every_programme_manager_is_told_in_the_inbox_and_by_mail_at_once(cast: Cast) -> None:
    pulses(sweep=MONDAY_9 - 6 * MINUTE)
    cast.mia.remind_by_email = False
    cast.mia.save(update_fields=["remind_by_email"])

    watch.check(now=MONDAY_9, watching_since=LONG_AGO)

    assert alarms() == [("Mia", Channel.EMAIL, Delivery.SENT), ("Mia", Channel.IN_APP, Delivery.SENT)]
    ((sent),) = mail.outbox
    assert (sent.to, sent.subject) == (
        [cast.mia.email],
        "Reminders stand still. Silent since Mon 4 May 2026, 8:54 a.m.: the worker. Nothing is lost.",
    )


def check(at) -> None:
    watch.check(now=at, watching_since=LONG_AGO)


def test_once_a_day_while_it_lasts(cast: Cast) -> None:
    began = MONDAY_9 - 6 * MINUTE
    pulses(beat=began)
    subjects = []
    for at in (MONDAY_9, began + DAY - MINUTE, began + DAY, began + 2 * DAY, began + 2 * DAY + MINUTE):
        pulses(beat=None, sweep=at, send=at)
        check(at)
        subjects.append(len(mail.outbox))

    assert subjects == [1, 1, 2, 3, 3]


def test_what_never_ran_is_told_once_a_day_too(cast: Cast) -> None:
    pulses(beat=None)
    for n in range(3):
        pulses(beat=None, sweep=MONDAY_9 + n * DAY, send=MONDAY_9 + n * DAY)
        check(MONDAY_9 + n * DAY)
        check(MONDAY_9 + n * DAY)

    assert len(mail.outbox) == 3


class Refusing(BaseEmailBackend):
    def send_messages(self, messages: list) -> int:
        raise ConnectionRefusedError


@pytest.fixture
def refusing(settings):
    """The alarm of a worker that fell silent was refused."""
    there, settings.EMAIL_BACKEND = settings.EMAIL_BACKEND, f"{__name__}.Refusing"
    pulses(sweep=MONDAY_9 - 6 * MINUTE)
    check(MONDAY_9)
    settings.EMAIL_BACKEND = there


def mails() -> list[tuple[str, bool]]:
    return list(Message.objects.filter(channel=Channel.EMAIL).order_by("pk").values_list("delivery", "moot"))


def test_a_refused_alarm_is_handed_over_again_by_the_next_check(cast: Cast, refusing) -> None:
    check(MONDAY_9 + 2 * MINUTE)

    assert (mails(), len(mail.outbox)) == ([(Delivery.SENT, False)], 1)


def test_a_refused_alarm_is_not_sent_when_the_part_has_been_heard_again(cast: Cast, refusing) -> None:
    with time_machine.travel(MONDAY_9 + 9 * MINUTE, tick=False):
        send_messages()
        sweep_reminders()
    before = mails()
    watch.pulse("beat", now=MONDAY_9 + 9 * MINUTE)
    check(MONDAY_9 + 9 * MINUTE)

    assert (before, mails(), mail.outbox) == ([(Delivery.QUEUED, False)], [(Delivery.WITHDRAWN, True)], [])


@pytest.mark.parametrize("delivery", [Delivery.FAILED, Delivery.UNCLEAR])
def test_what_waits_for_a_person_is_called_no_longer_needed_then(cast: Cast, refusing, delivery) -> None:
    Message.objects.filter(channel=Channel.EMAIL).update(delivery=delivery)
    pulses(sweep=MONDAY_9, send=MONDAY_9)
    check(MONDAY_9 + MINUTE)

    assert mails() == [(delivery, True)]


def test_who_has_just_begun_to_watch_leaves_the_alarms_of_others(cast: Cast, refusing) -> None:
    watch.Watcher().look(MONDAY_9 + MINUTE)

    assert mails() == [(Delivery.QUEUED, False)]


def test_while_e_mail_is_paused_the_alarm_waits_in_the_inbox_it_stands(cast: Cast) -> None:
    Pause.objects.create(channel=Channel.EMAIL, by=cast.mia, why="The provider is down.")
    pulses(beat=MONDAY_9 - 6 * MINUTE)
    check(MONDAY_9)
    during = alarms()
    Pause.objects.all().delete()
    check(MONDAY_9 + MINUTE)

    assert (during, alarms()) == (
        [("Mia", Channel.EMAIL, Delivery.QUEUED), ("Mia", Channel.IN_APP, Delivery.SENT)],
        [("Mia", Channel.EMAIL, Delivery.SENT), ("Mia", Channel.IN_APP, Delivery.SENT)],
    )


def test_once_a_silence(cast: Cast) -> None:
    pulses(beat=MONDAY_9 - 6 * MINUTE)
    for n in (0, 1, 2):
        watch.check(now=MONDAY_9 + n * MINUTE, watching_since=LONG_AGO)
    watch.pulse("beat", now=MONDAY_9 + 3 * MINUTE)
    pulses(beat=None, sweep=MONDAY_9 + 9 * MINUTE, send=MONDAY_9 + 9 * MINUTE)
    watch.check(now=MONDAY_9 + 9 * MINUTE, watching_since=LONG_AGO)

    assert (len(alarms()), len(mail.outbox)) == (4, 2)


def test_nothing_else_that_waits_is_sent_with_the_alarm(cast: Cast) -> None:
    pulses(beat=MONDAY_9 - 6 * MINUTE)
    waiting = MessageFactory()

    watch.check(now=MONDAY_9, watching_since=LONG_AGO)
    waiting.refresh_from_db()

    assert waiting.delivery == Delivery.QUEUED


def test_a_watcher_looks_once_a_minute_and_forgives_what_happened_while_it_slept(cast: Cast) -> None:
    pulses(beat=LONG_AGO)
    watcher = watch.Watcher()

    def look(at) -> list[str]:
        watch.pulse("sweep", now=at)
        watch.pulse("send", now=at)
        return [found.part for found in watcher.look(at)]

    waking = [look(MONDAY_9 + n * MINUTE) for n in range(6)]
    within_the_minute = look(MONDAY_9 + 5 * MINUTE + timedelta(seconds=59))
    after_a_night = look(MONDAY_9 + timedelta(hours=12))

    assert (waking, within_the_minute, after_a_night) == ([[], [], [], [], [], ["beat"]], [], [])


def test_watching_never_stops_what_is_watched(db: None, monkeypatch) -> None:
    def break_down(**words: object) -> None:
        raise psycopg.OperationalError

    monkeypatch.setattr(watch, "check", break_down)

    assert watch.Watcher().look(MONDAY_9) == []


def test_a_worker_watches_in_a_thread_of_its_own(monkeypatch) -> None:
    looked = Event()
    monkeypatch.setattr(watch.Watcher, "look", lambda self, now: looked.set())
    step = Watch(None)

    step.start(None)
    seen = looked.wait(5)
    step.stop(None)

    assert (seen, Watch in app.steps["worker"]) == (True, True)


# -- What a monitor is told ------------------------------------------------------------------------------------------


def test_all_is_well(db: None) -> None:
    pulses(beat=MONDAY_9 - timedelta(seconds=8), send=MONDAY_9 - timedelta(seconds=3))

    assert health(MONDAY_9, started=LONG_AGO) == {
        "database": "ok", "beat": "ok", "worker": "ok", "beat_age": 8.0, "worker_age": 3.0,
    }  # fmt: skip


@pytest.mark.parametrize(("minutes", "word"), [(4, "starting"), (5, "silent")])
def test_what_never_ran_is_starting_for_five_minutes(db: None, minutes, word) -> None:
    found = health(MONDAY_9 + minutes * MINUTE, started=MONDAY_9)

    assert (found["beat"], found["worker"], found["beat_age"]) == (word, word, None)


def test_a_silent_part_is_503(db: None, client, monkeypatch) -> None:
    monkeypatch.setattr(watch, "STARTED", LONG_AGO)
    pulses(sweep=MONDAY_9 - 6 * MINUTE)
    with time_machine.travel(MONDAY_9, tick=False):
        answer = client.get("/healthz", secure=True)

    assert (answer.status_code, answer.json()) == (
        503,
        {"database": "ok", "beat": "ok", "worker": "silent", "beat_age": 0.0, "worker_age": 360.0},
    )


@pytest.fixture
def no_database(django_db_setup, django_db_blocker) -> Iterator[None]:
    """Its server has gone: every connection is refused."""
    default = connections["default"]
    there = default.settings_dict["HOST"]
    with django_db_blocker.unblock():
        default.close()
        default.settings_dict["HOST"] = "/nowhere"
        yield
        default.close()
        default.settings_dict["HOST"] = there


@pytest.mark.parametrize("cookies", ["", "sessionid=somebody"])
@pytest.mark.parametrize(("path", "said"), [("/healthz", b'{"database": "away"}'), ("/metrics", b"")])
def test_without_a_database_it_is_503_and_no_fault_whoever_asks(no_database, client, path, said, cookies) -> None:
    answer = client.get(path, secure=True, headers={"cookie": cookies})

    assert (answer.status_code, answer.content) == (503, said)


def test_numbers_for_a_monitor(cast: Cast, client) -> None:
    pulses(sweep=FRIDAY_9 - 2 * MINUTE)
    late = CaseFactory(stage="outreach", team=cast.team).follow_ups.open().get()
    FollowUp.objects.filter(pk=late.pk).update(next_reminder_at=FRIDAY_9 - timedelta(minutes=90))
    Message.objects.update(delivery=Delivery.SENT, sent_at=MONDAY_9)
    MessageFactory(send_after=FRIDAY_9 - 3 * MINUTE)
    MessageFactory(delivery=Delivery.FAILED)
    Pause.objects.create(channel=Channel.TEXT, by=cast.mia, why="provider down")
    MessageFactory(channel=Channel.TEXT)

    with time_machine.travel(FRIDAY_9, tick=False):
        lines = client.get("/metrics", secure=True).content.decode().splitlines()

    numbers = dict(line.rsplit(" ", 1) for line in lines if not line.startswith("#"))
    assert {name.removeprefix("care_navigation_"): float(value) for name, value in numbers.items()} == {
        "beat_age_seconds": 4 * 86400, "sweep_age_seconds": 120, "send_age_seconds": 4 * 86400,
        "reminders_due": 1, "sweep_lag_seconds": 0, "outbox_queued": 2, "outbox_due": 1,
        "outbox_oldest_due_seconds": 180, "undelivered": 1,
        'channel_paused{channel="email"}': 0, 'channel_paused{channel="text"}': 1,
    }  # fmt: skip


def test_a_reminder_that_waits_for_the_morning_is_not_late(cast: Cast) -> None:
    """Its lag is working time: since 7:30 none of it has passed at nine, and an hour at ten."""
    late = CaseFactory(stage="outreach", team=cast.team).follow_ups.open().get()
    FollowUp.objects.filter(pk=late.pk).update(next_reminder_at=local(2026, 5, 8, 7, 30))

    assert [state(at).sweep_lag for at in (FRIDAY_9, local(2026, 5, 8, 10))] == [0, 3600]


@pytest.mark.parametrize("rows", [1, 3])
def test_as_many_queries_for_three_as_for_one(cast: Cast, rows, django_assert_num_queries) -> None:
    for _ in range(rows):
        CaseFactory(stage="outreach", team=cast.team)
        MessageFactory()

    with django_assert_num_queries(8):
        state(FRIDAY_9)


# -- The banner ------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(("person", "said"), [("mia", 1), ("sol", 1), ("ada", 0), ("rex", 0)])
def test_while_it_stands_still_every_page_of_an_overseer_says_so(cast: Cast, as_, monkeypatch, person, said) -> None:
    monkeypatch.setattr(watch, "STARTED", LONG_AGO)
    pulses(beat=MONDAY_9 - 6 * MINUTE)
    client = as_(cast.people[person])
    with time_machine.travel(MONDAY_9, tick=False):
        during = client.get("/inbox/").content.decode()
        watch.pulse("beat", now=MONDAY_9)
        after = client.get("/inbox/").content.decode()

    assert [page.count("Reminders stand still") for page in (during, after)] == [said, 0]


def test_whatever_beat_calls_is_there() -> None:
    """A task under another name would be refused by the worker, minute after minute, and nobody would know."""
    app.loader.import_default_modules()

    assert {entry["task"] for entry in app.conf.beat_schedule.values()} - set(app.tasks) == set()


# -- The real thing --------------------------------------------------------------------------------------------------


@pytest.mark.faults
def test_the_real_beat_and_the_real_worker_leave_pulses(programs) -> None:  # noqa: F811
    programs("beat")
    programs("worker")
    deadline = time.monotonic() + 60
    while set(watch.pulses()) < {"beat", "sweep", "send"}:
        assert time.monotonic() < deadline, watch.pulses()
        time.sleep(0.1)
