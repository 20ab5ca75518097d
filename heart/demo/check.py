"""What `demo --check` looks for: a page, a reminder and a text, each gone full circle in a throw-away database.

`plant` makes a promise that is due at once, before the programs start. From then on nothing is done but watching:
beat must tick, the worker sweep, and the sender hand the text to the file that stands for a provider.
"""

import time
from collections.abc import Callable
from datetime import date
from datetime import time as wall_time
from pathlib import Path
from urllib.error import URLError
from urllib.parse import unquote, urlsplit
from urllib.request import urlopen

from django.conf import settings
from django.utils import timezone

from casework.actions.cases import assign_case, open_case
from casework.models import Neighbor
from heart.accounts.models import Closure, Team, User, WorkingHours
from heart.accounts.roles import Role
from heart.notify.models import Channel, Message

LONGEST_WAIT = 90.0
MIDNIGHT, LAST_MOMENT = wall_time.min, wall_time.max


def plant() -> str:
    """A promise that is due now. Returns how its messages name it."""
    now = timezone.now()
    work_round_the_clock()
    supervisor, peer, clinician = (person(role) for role in (Role.SUPERVISOR, Role.PEER, Role.CLINICIAN))
    team = Team.objects.create(name="Check", peer=peer, clinician=clinician, supervisor=supervisor)
    neighbor = Neighbor.objects.create(description="Made up for the check", created_at=now)
    case = assign_case(
        case=open_case(neighbor=neighbor, met_at=now, by=None, now=now), team=team, by=supervisor, now=now
    )
    return case.follow_ups.open().earliest("due_at").message_key


def work_round_the_clock() -> None:
    """Reminders keep working hours; a check must pass on a Sunday night as well."""
    Closure.objects.all().delete()
    WorkingHours.objects.all().delete()
    WorkingHours.objects.bulk_create(
        WorkingHours(weekday=day, opens=MIDNIGHT, closes=LAST_MOMENT, valid_from=date.min) for day in range(7)
    )


def person(role: Role) -> User:
    return User.objects.create_user(
        f"{role}@check.invalid", name=f"Check {role.label}", role=role, phone="919-555-0100", remind_by_text=True
    )


def full_circle(site: str, promise: str) -> dict[str, float | None]:
    """Seconds from now until each was seen; None for what was not."""
    first = f"{promise}:0:"  # the key of its first reminder, not of the news that the case was assigned
    return when_seen(
        {
            "page": lambda: shows_a_page(site),
            "reminder": lambda: Message.objects.filter(key__startswith=first, channel=Channel.IN_APP).exists(),
            "text": lambda: first in texts(),
        }
    )


def when_seen(signs: dict[str, Callable[[], bool]]) -> dict[str, float | None]:
    started = time.monotonic()
    seen: dict[str, float | None] = dict.fromkeys(signs)
    while None in seen.values() and time.monotonic() - started < LONGEST_WAIT:
        for name, sign in signs.items():
            if seen[name] is None and sign():
                seen[name] = round(time.monotonic() - started, 2)
        time.sleep(0.1)
    return seen


def shows_a_page(site: str) -> bool:
    """The first page, which leads a stranger to sign in."""
    try:
        with urlopen(site, timeout=5) as answer:
            return b"<main" in answer.read()
    except (URLError, OSError):
        return False


def texts() -> str:
    sink = Path(unquote(urlsplit(settings.TEXT_URL).path))
    return sink.read_text() if sink.exists() else ""
