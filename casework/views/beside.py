"""What stands beside a promise: who is away, until when it is snoozed, who has seen it, and where one says so."""

from collections.abc import Sequence
from datetime import datetime
from typing import Any

from django.urls import reverse

from casework.actions.snoozing import MOST_SNOOZES, snooze_range
from casework.explain.beside import absences, seen, snoozed
from casework.models import FollowUp
from heart.lib.clock import WorkCalendar


def beside_each(
    follow_ups: Sequence[FollowUp], calendar: WorkCalendar, now: datetime, *, may_work: bool
) -> dict[int, dict[str, Any]]:
    """See templates/components/promise.html. Two queries for all of them; more when somebody is away, and of each one
    that is snoozed."""
    away = absences(follow_ups, calendar, now)
    return {
        f.pk: {
            "notes": [note for note in (away.get(f.pk, ""), snoozed(f, MOST_SNOOZES, now), seen(f, now)) if note],
            "why_url": reverse("follow-up-why", args=[f.pk]),
            **(_buttons(f, calendar, now) if may_work else {}),
        }
        for f in follow_ups
    }


def _buttons(follow_up: FollowUp, calendar: WorkCalendar, now: datetime) -> dict[str, str]:
    may_snooze = follow_up.snoozes < MOST_SNOOZES and not snooze_range(follow_up, calendar, now).is_empty
    return {
        "snooze_url": reverse("follow-up-snooze", args=[follow_up.pk]) if may_snooze else "",
        "seen_url": "" if follow_up.seen_at else reverse("follow-up-seen", args=[follow_up.pk]),
    }
