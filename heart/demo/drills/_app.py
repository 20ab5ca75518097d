"""The product's own worker and beat, with a second where it has a minute: a drill cannot wait so long.

celery -A heart.demo.drills._app worker
"""

from datetime import timedelta

import django

from heart.celery import app, every

django.setup()

from heart import beat  # noqa: E402 - only now are there models
from heart.notify import outbox, watch  # noqa: E402

outbox.LEASE = timedelta(seconds=4)
outbox.PATIENCE = timedelta(seconds=2)
outbox.BACKOFF = timedelta(seconds=0.25)
beat.PULSE_EVERY = 0.5
watch.SILENT_AFTER, watch.SLEPT, watch.LOOKS_EVERY = timedelta(seconds=5), timedelta(seconds=3), timedelta(seconds=1)

app.conf.beat_schedule = {name: every(1, tick["task"]) for name, tick in app.conf.beat_schedule.items()}
app.conf.beat_max_loop_interval = 1
