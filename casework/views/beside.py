"""What stands beside a promise: who is away, until when it is snoozed, who has seen it, and where one says so."""

from datetime import datetime
from typing import Any

from django.urls import reverse

from casework.actions.snoozing import MOST_SNOOZES
from casework.explain import absences, seen, snoozed
from casework.models import FollowUp


def beside(follow_up: FollowUp, now: datetime, *, may_work: bool) -> dict[str, Any]:
    """See templates/components/promise.html. Two queries; more when somebody is away or it is snoozed."""
    away = absences([follow_up], now).get(follow_up.pk, "")
    notes = [away, snoozed(follow_up, MOST_SNOOZES, now), seen(follow_up, now)]
    return {
        "notes": [note for note in notes if note],
        "why_url": reverse("follow-up-why", args=[follow_up.pk]),
        **(_buttons(follow_up) if may_work else {}),
    }


def _buttons(follow_up: FollowUp) -> dict[str, str]:
    may_snooze = follow_up.snoozes < MOST_SNOOZES
    return {
        "snooze_url": reverse("follow-up-snooze", args=[follow_up.pk]) if may_snooze else "",
        "seen_url": "" if follow_up.seen_at else reverse("follow-up-seen", args=[follow_up.pk]),
    }
