"""Beat, which leaves a pulse and looks after the worker while it ticks."""

from time import monotonic
from typing import Any

import structlog
from celery.beat import PersistentScheduler
from django.db import close_old_connections
from django.utils import timezone

from heart.notify import watch

log = structlog.get_logger(__name__)

PULSE_EVERY = 20.0  # seconds


class Ticking(PersistentScheduler):
    """Ticks on whatever the database says: a pulse that cannot be written is the next one's business."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        self.watcher = watch.Watcher()
        self.next_pulse = 0.0
        super().__init__(*args, **kwargs)

    def tick(self, *args: Any, **kwargs: Any) -> float:
        if monotonic() >= self.next_pulse:
            self.next_pulse = monotonic() + PULSE_EVERY
            self.leave_pulse()
        return min(super().tick(*args, **kwargs), PULSE_EVERY)

    def leave_pulse(self) -> None:
        now = timezone.now()
        try:
            close_old_connections()
            watch.pulse(watch.BEAT, now=now)
        except Exception as error:
            log.warning("pulse_failed", error=type(error).__name__)
        else:
            self.watcher.look(now)
