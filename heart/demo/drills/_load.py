"""Many follow-ups that are due, and what has become of them."""

from collections import Counter
from collections.abc import Collection, Iterable
from datetime import datetime

from django.db import connection
from django.utils import timezone

from casework.models import FollowUp
from heart.accounts.models import TimeOff, User
from heart.demo import crowd
from heart.demo.check import work_round_the_clock
from heart.notify.models import Channel, Delivery, Message


def plant(count: int, *, now: datetime) -> list[str]:
    """So many follow-ups that are due; whoever owns one is at work and wants texts, and nothing else waits to be sent.
    Returns them as the keys of their reminders begin."""
    work_round_the_clock()
    crowd.fill(count, due_at=now)
    TimeOff.objects.all().delete()
    User.objects.update(remind_by_text=True, remind_by_email=False, morning_digest=False, phone="919-555-0100")
    Message.objects.all().delete()
    due = [f"follow_up:{pk}" for pk in FollowUp.objects.open().values_list("pk", flat=True)]
    connection.close()
    return due


def all_told() -> bool:
    """Nothing that is due still waits for its reminder, and no message is still on its way."""
    on_its_way = Message.objects.filter(delivery__in=[Delivery.QUEUED, Delivery.SENDING])
    return not (FollowUp.objects.to_remind(timezone.now()).exists() or on_its_way.exists())


def swept() -> int:
    return FollowUp.objects.open().filter(reminders_sent__gt=0).count()


def account(due: Collection[str], keys: Iterable[str], *, excused: bool = False) -> dict[str, int]:
    """What was owed, and what became of it by the provider's own log.

    lost         not delivered, or not in the inbox; with `excused`, what a person sees as unclear counts as told of
    duplicated   delivered once more than once
    silent       neither delivered, nor does any person see that it was not
    """
    told = Counter(name_of(key) for key in keys if key.startswith("follow_up:"))
    seen = set(Message.objects.undelivered().values_list("about", flat=True))
    inbox = set(Message.objects.filter(channel=Channel.IN_APP).values_list("about", flat=True))
    missing = {name for name in due if name not in told}
    lost = (missing - seen if excused else missing) | (set(due) - inbox)
    return {
        "delivered": len(set(due)) - len(missing),
        "lost": len(lost),
        "duplicated": repeats(told),
        "silent": len(missing - seen),
        "unclear": len(seen),
    }


def name_of(key: str) -> str:
    """follow_up:12:0:0:3:text -> follow_up:12"""
    return ":".join(key.split(":")[:2])


def repeats(told: Counter[str]) -> int:
    return told.total() - len(told)
