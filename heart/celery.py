"""The ticking clock. Both tasks ask the database what is due; a tick that is lost or doubled changes nothing.

The schedule stands here and not in a table: it is part of the program. Times are UTC; local time is decided in code.
"""

import os

from celery import Celery

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
}
