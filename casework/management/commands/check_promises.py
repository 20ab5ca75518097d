"""Nobody is lost: every open case has a next step with somebody who is there (DOMAIN 3)."""

import json
from typing import Any

from django.core.management.base import BaseCommand
from django.utils import timezone

from casework.models import Case, FollowUp
from heart.notify.models import Message


class Command(BaseCommand):
    help = (
        "Count open cases, and those that break the promise: without an open follow-up whose owner is active or, "
        "before a team has it, that waits in intake. Exit code 1 when there is one."
    )

    def add_arguments(self, parser: Any) -> None:
        parser.add_argument("--json", action="store_true", help="one JSON object as the last line")

    def handle(self, *args: Any, **options: Any) -> None:
        found = counted()
        self.stderr.write(
            f"{found['open_cases']} open cases, {found['without_next_step']} without a next step, "
            f"{found['closed_with_follow_up']} closed ones still followed up, "
            f"{found['set_aside']} follow-ups whose reminder was put aside, {found['undelivered']} undelivered messages."
        )
        if options["json"]:
            self.stdout.write(json.dumps(found))
        if found["without_next_step"] or found["closed_with_follow_up"]:
            raise SystemExit(1)


def counted() -> dict[str, int]:
    now = timezone.now()
    return {
        "open_cases": Case.objects.open().count(),
        "without_next_step": Case.objects.without_next_step().count(),
        "closed_with_follow_up": FollowUp.objects.open().filter(case__status="closed").count(),
        "open_follow_ups": FollowUp.objects.open().count(),
        "overdue": FollowUp.objects.overdue(now).count(),
        "set_aside": FollowUp.objects.working().filter(set_aside_at__isnull=False).count(),
        "undelivered": Message.objects.undelivered().count(),
    }
