"""Two beats at once, then three hours without one: each overdue reminder once, and somebody is told of the silence."""

import time
from argparse import ArgumentParser

from django.db import connection
from django.utils import timezone

from heart.accounts.models import User
from heart.accounts.roles import Role
from heart.demo.drills import _load, _naive_run
from heart.demo.drills._house import House, Say, Sink, furnish, house, until
from heart.notify.models import Message, Template

FAULTS = ("lost", "duplicated", "silent", "unalarmed")
TOGETHER = 3.0  # seconds that both beats go on when all is told
LONGEST = 90.0

# Half of them fall due in the time without a beat.
LATER = """
    UPDATE casework_followup SET due_at = due_at + later, next_reminder_at = next_reminder_at + later
    FROM (SELECT id AS the_id, interval '1 minute' * (5 + id * 7919 % 170) AS later FROM casework_followup) l
    WHERE id = the_id AND id % 2 = 0
"""
# Instead of waiting, everything that has happened moves into the past.
THREE_HOURS_ON = """
    UPDATE casework_followup SET due_at = due_at - interval '3 hours', next_reminder_at = next_reminder_at - interval '3 hours';
    UPDATE notify_message SET created_at = created_at - interval '3 hours', send_after = send_after - interval '3 hours',
        sent_at = sent_at - interval '3 hours';
    UPDATE notify_pulse SET at = at - interval '3 hours';
"""


def add_arguments(parser: ArgumentParser) -> None:
    parser.add_argument("--reminders", type=int, default=200, help="how many fall due (default: 200)")
    parser.add_argument(
        "--naive", action="store_true", help="a schedule without a memory: must repeat some and lose some"
    )


def run(say: Say, *, reminders: int, naive: bool) -> dict[str, object]:
    started = time.monotonic()
    counted = _naive_run.scheduled(say, reminders) if naive else survive(say, reminders)
    return {"due": reminders, **counted, "seconds": round(time.monotonic() - started, 1)}


def survive(say: Say, reminders: int) -> dict[str, object]:
    furnish()
    due = _load.plant(reminders, now=timezone.now())
    run_sql(LATER)
    provider = Sink(by_key=False)
    with house(say, provider, TEXT_URL=provider.url) as home:
        home.start("worker 1", "beat 1", "beat 2")
        until(_load.all_told, home, within=LONGEST, every=0.5)
        say(f"{provider.taken()} delivered with two beats.")
        until(lambda: False, home, within=TOGETHER)
        alarmed_after = silence(home)
        say(f"Without a beat; the alarm came after {alarmed_after} seconds (a minute is one second here).")
        run_sql(THREE_HOURS_ON)
        home.start("beat 1")
        until(_load.all_told, home, within=LONGEST, every=0.5)
        counted = _load.account(due, provider.taken_keys())
    return {**counted, "unalarmed": unalarmed(), "alarm_minutes": alarmed_after}


def silence(home: House) -> float:
    """Both beats are gone. Seconds until every programme manager has been told of it."""
    began = time.monotonic()
    home.kill("beat", revive=False)
    home.kill("beat", revive=False)
    until(lambda: not unalarmed(), home, within=LONGEST / 3)
    return round(time.monotonic() - began, 1)


def unalarmed() -> int:
    """How many programme managers do not know that beat is silent."""
    told = Message.objects.filter(template=Template.SILENT, about__startswith="silent:beat:").values("recipient")
    return User.objects.active().in_role(Role.PROGRAMME_MANAGER).exclude(pk__in=told).count()


def run_sql(statements: str) -> None:
    with connection.cursor() as cursor:
        cursor.execute(statements)
