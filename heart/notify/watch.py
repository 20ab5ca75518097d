"""Does the clockwork go? Its parts leave pulses behind, and a person is told when one of them has stopped.

Beat leaves its own. What the worker does leaves two: sweeping, and sending. Whoever of beat, worker and web is alive
looks after the others, so the one that notices hands the alarm over itself.
"""

import json
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime, timedelta

import structlog
from django.urls import reverse
from django.utils import timezone

from heart.accounts.models import User
from heart.accounts.roles import Role
from heart.notify import outbox
from heart.notify.models import Channel, Pulse, Template
from heart.notify.texts import silence

log = structlog.get_logger(__name__)

SILENT_AFTER = timedelta(minutes=5)
LOOKS_EVERY = timedelta(minutes=1)
# Whoever has not looked for so long was asleep, and so perhaps were the others.
SLEPT = timedelta(minutes=3)

BEAT, SWEEP, SEND, DIGEST = "beat", "sweep", "send", "digest"
# The part that a person can start again, and the pulses that say that it works.
PARTS = {"beat": (BEAT,), "worker": (SWEEP, SEND)}
STARTED = timezone.now()


def pulse(name: str, *, now: datetime) -> None:
    """This part was alive now. One statement."""
    Pulse.objects.bulk_create(
        [Pulse(name=name, at=now)], update_conflicts=True, unique_fields=["name"], update_fields=["at"]
    )


def pulses() -> dict[str, datetime]:
    return dict(Pulse.objects.values_list("name", "at"))


@dataclass(frozen=True)
class Silence:
    """Of a part in PARTS; `since` its last pulse, None when there never was one."""

    part: str
    since: datetime | None

    def about(self, now: datetime) -> str:
        """Names this day of this silence in the outbox, so that a person is told once a day while it lasts: should the
        first mail be refused for good, it is not the last."""
        if self.since is None:
            return f"silent:{self.part}:never:{now:%Y%m%d}"
        return f"silent:{self.part}:{self.since:%Y%m%d%H%M%S}:{(now - self.since).days}"


def last(part: str, at: dict[str, datetime]) -> datetime | None:
    """When all of it was last alive."""
    found = [at.get(name) for name in PARTS[part]]
    return None if None in found else min(found)  # type: ignore[type-var]


def silences(*, now: datetime, watching_since: datetime | None = None) -> list[Silence]:
    """What has been silent for five minutes, in which somebody was there to hear it. One query."""
    return _long(_since_last_heard(), now, watching_since or STARTED)


def _since_last_heard() -> list[Silence]:
    """Of each part, however short. One query."""
    at = pulses()
    return [Silence(part, last(part, at)) for part in PARTS]


def _long(heard: list[Silence], now: datetime, watching: datetime) -> list[Silence]:
    return [found for found in heard if now - max(found.since or watching, watching) >= SILENT_AFTER]


def standing_still(user: User, now: datetime) -> list[str]:
    """For an overseer's pages: what has run before and is silent now, in words. One query; none for anybody else."""
    if not user.is_overseer:
        return []
    return [silence(s.part, s.since) for s in silences(now=now) if s.since]


def check(*, now: datetime, watching_since: datetime | None = None) -> list[Silence]:
    """Tell every programme manager of a part that has gone silent, once a day, and hand the mails over at once: the
    worker that would do so may be the one that is silent. A refused one is handed over again by the next check, and by
    nobody when the part has been heard meanwhile. While e-mail is paused it waits too: a provider that is broken does
    not carry it either, and the inbox and every page of an overseer say it."""
    heard = _since_last_heard()
    outbox.withdraw_alarms(but=[silent.about(now) for silent in heard])
    found = _long(heard, now, watching_since or STARTED)
    for silent in found:
        outbox.put_out(list(_alarms(silent, now)))
        outbox.send_batch(now=now, about=silent.about(now))
    return found


def _alarms(silent: Silence, now: datetime) -> Iterator[outbox.Draft]:
    """By mail whatever they chose: this one says that nothing else comes."""
    about = silent.about(now)
    params = json.dumps({"part": silent.part, "since": silent.since.isoformat() if silent.since else ""})
    for manager in User.objects.active().in_role(Role.PROGRAMME_MANAGER).order_by("pk"):
        for channel in {Channel.EMAIL.value, *outbox.channels_of(manager)}:
            yield outbox.draft(manager.pk, about, channel, Template.SILENT, params, reverse("board"), about, now, now)


class Watcher:
    """One process's watch: looks at most once a minute. Silence counts from when it began to look: what stopped
    before, or while it slept itself, gets its five minutes to come back."""

    def __init__(self) -> None:
        self.since: datetime | None = None
        self.looked_at: datetime | None = None

    def look(self, now: datetime) -> list[Silence]:
        """Never raises: watching must not stop what is being watched."""
        if self.looked_at and timedelta() <= now - self.looked_at < LOOKS_EVERY:
            return []
        if not self.looked_at or not timedelta() <= now - self.looked_at < SLEPT:
            self.since = now
        self.looked_at = now
        try:
            return check(now=now, watching_since=self.since)
        except Exception as error:
            log.warning("watch_failed", error=type(error).__name__)
            return []
