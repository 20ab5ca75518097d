"""Due follow-ups to delivered inbox messages, beside their floor and beside one Celery task each.

Three times the same made-up rows, in a database of their own:
    sweep       casework.reminders.sweep, with all its rules
    floor       one SQL statement that claims the rows, writes the same messages and the next times
    task_each   one Celery task a reminder, over the real broker and with one worker (fewer rows; it is slow)
"""

import os
import signal
import sys
import time
from argparse import ArgumentParser
from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from typing import Any
from urllib.parse import quote

from django.conf import settings
from django.db import connection

from casework import reminders
from casework.models import FollowUp
from heart.demo import apart, crowd
from heart.demo.benches._each import app, remind
from heart.demo.processes import spawn, stop
from heart.notify.models import Message

# A working Monday morning; nothing here depends on the day on which it is run.
NOW = datetime(2026, 5, 4, 14, tzinfo=UTC)
LONGEST_WAIT = 900
ROUNDS = 3

FLOOR = """
    WITH due AS (
        SELECT f.id, c.team_id FROM casework_followup f JOIN casework_case c ON c.id = f.case_id
        WHERE f.next_reminder_at <= %(now)s ORDER BY f.next_reminder_at, f.id FOR UPDATE OF f SKIP LOCKED
    ),
    moved AS (
        UPDATE casework_followup f SET next_reminder_at = %(next)s, reminders_sent = reminders_sent + 1
        FROM due WHERE f.id = due.id RETURNING f.id, f.case_id, f.kind, f.owner_id, f.renewals
    )
    INSERT INTO notify_message (key, recipient_id, channel, template, params, path, about, created_at, send_after,
        delivery, sent_at, address, language, moot, attempts, problem)
    SELECT 'follow_up:' || id || ':' || renewals || ':0:' || owner_id || ':in_app', owner_id, 'in_app', 'follow_up_due',
        jsonb_build_object('case', case_id, 'kind', kind), '/cases/' || case_id || '/', 'follow_up:' || id, %(now)s,
        %(now)s, 'sent', %(now)s, '', '', false, 0, ''
    FROM moved ON CONFLICT (key) DO NOTHING
"""


def add_arguments(parser: ArgumentParser) -> None:
    parser.add_argument("--scale", type=int, default=10_000, help="due follow-ups (default 10000)")


def run(say: Callable[[str], None], *, scale: int) -> dict[str, Any]:
    """Rows a second of each way, and the ratios of their medians over three rounds, in turns."""
    with apart.database("bench") as name:
        say(f"{scale} due follow-ups in {name} …")
        crowd.fill(scale, due_at=NOW - timedelta(minutes=1))
        sweeps, floors = [], []
        for number in range(ROUNDS):
            say(f"round {number + 1} of {ROUNDS}")
            floors.append(_timed(_floor, scale))
            sweeps.append(_timed(_sweep, scale))
        each = _task_each(name, max(100, scale // 50))
    sweep, floor = sorted(sweeps)[ROUNDS // 2], sorted(floors)[ROUNDS // 2]
    return {
        "due": scale,
        "sweep_per_second": round(sweep),
        "floor_per_second": round(floor),
        "task_each_per_second": round(each),
        "ratio_to_floor": round(sweep / floor, 2),
        "ratio_to_task_each": round(sweep / each, 1),
    }


def _timed(remind_all: Callable[[], None], scale: int) -> float:
    """Rows a second, beginning from the same state; what did not remind of every row is no measurement."""
    _begin_again()
    started = time.perf_counter()
    remind_all()
    seconds = time.perf_counter() - started
    written = Message.objects.count()
    if written != scale:
        raise RuntimeError(f"{written} messages for {scale} follow-ups.")
    return scale / seconds


def _begin_again() -> None:
    with connection.cursor() as cursor:
        cursor.execute("DELETE FROM notify_message")
        cursor.execute("UPDATE casework_followup SET next_reminder_at = due_at, reminders_sent = 0")
        cursor.execute("VACUUM FULL ANALYZE notify_message")
        cursor.execute("VACUUM FULL ANALYZE casework_followup")
        cursor.execute("CHECKPOINT")


def _sweep() -> None:
    reminders.sweep(now=NOW)


def _floor() -> None:
    with connection.cursor() as cursor:
        cursor.execute(FLOOR, {"now": NOW, "next": NOW + timedelta(hours=4)})


def _task_each(name: str, count: int) -> float:
    """Tasks a second, from the first one queued to the last one written, with a worker that is ready."""
    _begin_again()
    keys = list(FollowUp.objects.order_by("pk").values_list("pk", flat=True)[:count])
    database = connection.settings_dict
    place = f"postgres://{database['USER']}@{quote(database['HOST'], safe='')}/{name}"
    command = [sys.executable, "-m", "celery", "-q", "-A", "heart.celery", "worker", "-c", "2"]
    worker = spawn(
        [*command, "-I", "heart.demo.benches._each", "-Q", "bench", "-l", "ERROR"],
        dies_by=signal.SIGTERM,
        cwd=settings.BASE_DIR,
        env=os.environ | {"DATABASE_URL": place, "SECRET_KEY": settings.SECRET_KEY},
    )
    try:
        _wait_for(lambda: bool(app.control.inspect(timeout=1).ping()))
        started = time.perf_counter()
        for key in keys:
            remind.apply_async((key, NOW.isoformat()), queue="bench")
        _wait_for(lambda: Message.objects.count() >= count)
        return count / (time.perf_counter() - started)
    finally:
        stop(worker, signal.SIGTERM, 10)


def _wait_for(happened: Callable[[], bool]) -> None:
    deadline = time.monotonic() + LONGEST_WAIT
    while not happened():
        if time.monotonic() > deadline:
            raise TimeoutError("The worker of the bench did not answer.")
        time.sleep(0.01)
