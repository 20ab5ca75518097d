"""The ticking clock. Both tasks ask the database what is due; a tick that is lost or doubled changes nothing.

The schedule stands here and not in a table: it is part of the program. Times are UTC; local time is decided in code.
"""

import os
from threading import Event, Thread
from typing import Any

from celery import Celery, bootsteps

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "heart.settings")

app = Celery("heart")
app.config_from_object("django.conf:settings", namespace="CELERY")
app.autodiscover_tasks()


def every(seconds: int, task: str) -> dict[str, object]:
    """A tick expires after three rounds, so that a worker that was away does not find a pile of them."""
    return {"task": task, "schedule": float(seconds), "options": {"expires": 3.0 * seconds}}


app.conf.beat_schedule = {
    "sweep reminders": every(15, "casework.tasks.sweep_reminders"),
    "send messages": every(10, "heart.notify.tasks.send_messages"),
    "texts with neighbors": every(60, "casework.tasks.sweep_texts"),
    "neighbors' appointments": every(60, "referrals.tasks.remind_of_appointments"),
    "matching of new records": every(60, "casework.tasks.match_new"),
    "matching": every(600, "casework.tasks.match_everything"),
    "jobs": every(5, "casework.tasks.work_on_jobs"),
    "old files": every(3600, "casework.tasks.forget_old_files"),
    "plans to look at again": every(300, "casework.tasks.sweep_plans"),
    "old drafts": every(3600, "casework.tasks.drop_old_drafts"),
    "send morning numbers": every(60, "casework.tasks.send_digests"),
}


class Watch(bootsteps.StartStopStep):
    """Each worker looks after beat and the others, in a thread of its own: whatever becomes of the broker."""

    requires = ("celery.worker.components:Pool",)

    def __init__(self, parent: Any, **kwargs: Any) -> None:
        self.stopped = Event()
        super().__init__(parent, **kwargs)

    def start(self, parent: Any) -> None:
        Thread(target=self.look, daemon=True, name="watch").start()

    def stop(self, parent: Any) -> None:
        self.stopped.set()

    def look(self) -> None:
        from django.db import connections
        from django.utils import timezone

        from heart.notify.watch import LOOKS_EVERY, Watcher

        watcher = Watcher()
        while not self.stopped.is_set():
            watcher.look(timezone.now())
            connections.close_all()
            self.stopped.wait(LOOKS_EVERY.total_seconds())


app.steps["worker"].add(Watch)
