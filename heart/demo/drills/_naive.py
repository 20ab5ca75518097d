"""What the drills warn of: reminders that are nothing but queued jobs. No row says who was told, or that it is owed.

`remind` is one task a reminder, acknowledged when it is taken up, as Celery does by itself: a worker that is killed
takes with it what it held, and the broker what is queued. `tick` is a schedule without a memory: it tells of what fell
due since its last tick should have been.
"""

import os
import time
from pathlib import Path

import requests
from celery import Celery

from heart.settings import broker_url

EVERY = 1  # seconds from tick to tick

# No fixups: Celery would load the whole product.
app = Celery("naive", broker=broker_url(os.environ["REDIS_URL"]), fixups=[])
app.conf.update(
    task_ignore_result=True,
    worker_prefetch_multiplier=1,
    worker_hijack_root_logger=False,
    broker_connection_retry_on_startup=True,
    broker_connection_max_retries=None,
    beat_schedule={"tick": {"task": "tick", "schedule": float(EVERY)}} if os.environ.get("NAIVE_DUE") else {},
    beat_max_loop_interval=EVERY,
)


@app.task(name="remind")
def remind(number: int) -> None:
    send(f"follow_up:{number}:0:0")


@app.task(name="tick")
def tick() -> None:
    """NAIVE_DUE: a file of when each falls due, in seconds since 1970."""
    now = int(time.time())
    send("tick")
    for number, due in enumerate(Path(os.environ["NAIVE_DUE"]).read_text().split()):
        if now - EVERY < int(due) <= now:
            remind.delay(number)


def send(key: str) -> None:
    requests.post(os.environ["TEXT_URL"], json={"to": "", "text": ""}, headers={"Idempotency-Key": key}, timeout=10)
