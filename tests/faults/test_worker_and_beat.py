"""The real worker and the real beat, as processes, over the real broker: a promise that falls due is reminded of in
the inbox, by mail and by text, each once, although the worker is killed on the way; and not once more when it is kept."""

import json
import os
import signal
import sys
import time
from collections.abc import Callable, Iterator
from pathlib import Path
from urllib.parse import quote

import pytest
from django.conf import settings
from django.db import connection
from django.utils import timezone

from casework.actions.contacts import ContactDetails, log_contact
from casework.models import Case, FollowUp
from casework.states import ContactChannel, ContactResult
from heart.accounts.models import User
from heart.demo.check import work_round_the_clock
from heart.demo.processes import spawn, stop
from heart.notify.models import Channel, Delivery, Message, Template
from tests.cast import assemble
from tests.factories import CaseFactory

pytestmark = pytest.mark.faults
LONGEST_WAIT = 60


@pytest.fixture
def place(tmp_path: Path) -> dict[str, str]:
    """The environment of the programs: this test's database, a folder for what they send, a queue of their own."""
    database = connection.settings_dict
    host, user, name = quote(database["HOST"], safe=""), quote(database["USER"] or ""), database["NAME"]
    port = f":{database['PORT']}" if database["PORT"] else ""
    password = f":{quote(database['PASSWORD'])}" if database["PASSWORD"] else ""
    return os.environ | {
        "DATABASE_URL": f"postgres://{user}{password}@{host}{port}/{name}",
        "EMAIL_URL": f"filemail:///{tmp_path / 'mail'}",
        "TEXT_URL": (tmp_path / "texts.log").as_uri(),
        "HEART_STATE": str(tmp_path),
        "SECRET_KEY": settings.SECRET_KEY,
        "REDIS_URL": with_queues_of_its_own(os.environ["REDIS_URL"]),
    }


def with_queues_of_its_own(redis_url: str) -> str:
    """Another of the broker's numbered databases, so that nobody else's worker takes our ticks."""
    if redis_url.startswith("unix:"):
        return f"{redis_url.partition('?')[0]}?db=7"
    return f"{redis_url.rpartition('/')[0]}/7"


@pytest.fixture
def programs(commits, place, tmp_path) -> Iterator[Callable[[str], object]]:
    """`programs("worker")` starts one; all are stopped at the end."""
    running = []

    def start(name: str) -> object:
        more = ["--concurrency=1"] if name == "worker" else []
        command = [sys.executable, "-m", "celery", "-A", "heart", name, "--loglevel=WARNING", *more]
        child = spawn(command, dies_by=signal.SIGTERM, log=tmp_path / f"{name}.log", env=place, cwd=settings.BASE_DIR)
        running.append(child)
        return child

    yield start
    for child in running:
        stop(child, signal.SIGTERM, 10)


def test_a_due_promise_is_reminded_of_once_over_each_channel_and_never_after_it_is_kept(programs, tmp_path) -> None:
    work_round_the_clock()
    case = CaseFactory(stage="outreach", team=assemble().team, now=timezone.now())
    User.objects.filter(pk=case.team.peer_id).update(phone="919-555-0100", remind_by_text=True)
    promise = case.follow_ups.open().get()

    worker = programs("worker")
    programs("beat")
    wait_for(lambda: told(promise, Channel.IN_APP) == 1)
    worker.kill()
    programs("worker")
    wait_for(lambda: told(promise, Channel.EMAIL) + told(promise, Channel.TEXT) == 2)

    assert [told(promise, channel) for channel in Channel] == [1, 1, 1]
    assert [line["to"] for line in texts_about(promise, tmp_path)] == ["919-555-0100"]
    assert len(mails_about(case, tmp_path)) == 1

    log_contact(
        case=case,
        details=ContactDetails(channel=ContactChannel.PHONE, result=ContactResult.NO_ANSWER),
        by=case.team.peer,
    )
    before = Message.objects.about(promise.message_key).count()
    time.sleep(20)
    assert Message.objects.about(promise.message_key).count() == before


def told(promise: FollowUp, channel: Channel) -> int:
    reminders = Message.objects.about(promise.message_key).filter(template=Template.FOLLOW_UP_DUE)
    return reminders.filter(channel=channel, delivery=Delivery.SENT).count()


def texts_about(promise: FollowUp, folder: Path) -> list[dict[str, str]]:
    lines = [json.loads(line) for line in (folder / "texts.log").read_text().splitlines()]
    return [line for line in lines if line["key"].startswith(f"{promise.message_key}:")]


def mails_about(case: Case, folder: Path) -> list[str]:
    """The mails that lead to this case because of a reminder."""
    mails = [path.read_text() for path in (folder / "mail").glob("*")]
    return [mail for mail in mails if "Follow-up due" in mail and f"/cases/{case.pk}/" in mail]


def wait_for(happened: Callable[[], bool]) -> None:
    deadline = time.monotonic() + LONGEST_WAIT
    while not happened():
        assert time.monotonic() < deadline, list(Message.objects.values_list("key", "delivery", "problem", "attempts"))
        time.sleep(0.2)
