"""What a monitor asks: `/healthz` in words and ages, `/metrics` in numbers. Neither says anything of anybody."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import datetime

from django.contrib.auth.decorators import login_not_required
from django.db import Error
from django.db.models import Count, Min
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.utils import timezone
from django.views.decorators.http import require_safe

from casework.models import FollowUp
from heart.accounts.calendar import working_calendar
from heart.notify import watch
from heart.notify.models import Channel, Message, Pause

OPEN = ("/healthz", "/metrics")
LEAVING = (Channel.EMAIL, Channel.TEXT)


@dataclass(frozen=True)
class State:
    """Ages in seconds, None for what never was. `sweep_lag`: working time since the oldest of `due_reminders`, which
    should have gone out."""

    beat_age: float | None
    sweep_age: float | None
    send_age: float | None
    due_reminders: int
    sweep_lag: float
    queued: int
    due_messages: int
    oldest_message: float
    undelivered: int
    paused: tuple[str, ...]


def state(now: datetime) -> State:
    """Eight queries, whatever there is."""
    at = watch.pulses()
    reminders = FollowUp.objects.to_remind(now).order_by().aggregate(many=Count("pk"), oldest=Min("next_reminder_at"))
    messages = Message.objects.to_send(now).order_by().aggregate(many=Count("pk"), oldest=Min("send_after"))
    oldest = reminders["oldest"]
    return State(
        beat_age=_age(at.get(watch.BEAT), now),
        sweep_age=_age(at.get(watch.SWEEP), now),
        send_age=_age(at.get(watch.SEND), now),
        due_reminders=reminders["many"],
        sweep_lag=working_calendar().working_between(oldest, now).total_seconds() if oldest else 0.0,
        queued=Message.objects.queued().count(),
        due_messages=messages["many"],
        oldest_message=_age(messages["oldest"], now) or 0.0,
        undelivered=Message.objects.undelivered().count(),
        paused=tuple(Pause.objects.order_by("channel").values_list("channel", flat=True)),
    )


def _age(at: datetime | None, now: datetime) -> float | None:
    return round((now - at).total_seconds(), 1) if at else None


def health(now: datetime, *, started: datetime | None = None) -> dict[str, object]:
    """One word for the database and each part: ok; starting, in this process's first five minutes; silent. The ages
    are those of the last pulse, in seconds."""
    at, started = watch.pulses(), started or watch.STARTED
    silent = {silence.part for silence in watch.silences(now=now, watching_since=started)}
    ages = {part: _age(watch.last(part, at), now) for part in watch.PARTS}
    words = {part: "silent" if part in silent else _word(age) for part, age in ages.items()}
    return {"database": "ok", **words, **{f"{part}_age": age for part, age in ages.items()}}


def _word(age: float | None) -> str:
    return "ok" if age is not None and age < watch.SILENT_AFTER.total_seconds() else "starting"


@login_not_required
@require_safe
def healthz(request: HttpRequest) -> HttpResponse:
    """200 when all is well or just starting; 503 when the database is away, or beat or worker has been silent for
    five minutes."""
    try:
        found = health(timezone.now())
    except Error:
        return JsonResponse({"database": "away"}, status=503)
    return JsonResponse(found, status=503 if "silent" in found.values() else 200)


@login_not_required
@require_safe
def metrics(request: HttpRequest) -> HttpResponse:
    """Prometheus' text format. Counts and ages only, so it is open as /healthz is."""
    try:
        lines = list(_lines(state(timezone.now())))
    except Error:
        return HttpResponse("", status=503, content_type=TEXT)
    return HttpResponse("\n".join(lines) + "\n", content_type=TEXT)


TEXT = "text/plain; version=0.0.4; charset=utf-8"

# Name, help, field of State.
GAUGES = (
    ("beat_age_seconds", "Since beat last ticked.", "beat_age"),
    ("sweep_age_seconds", "Since reminders were last swept.", "sweep_age"),
    ("send_age_seconds", "Since messages were last sent.", "send_age"),
    ("reminders_due", "Follow-ups whose reminder should have gone out.", "due_reminders"),
    ("sweep_lag_seconds", "Working time since the oldest of them.", "sweep_lag"),
    ("outbox_queued", "Messages that are not sent yet.", "queued"),
    ("outbox_due", "Of these, due and over a channel that is not paused.", "due_messages"),
    ("outbox_oldest_due_seconds", "Since the oldest of these was due.", "oldest_message"),
    ("undelivered", "Messages that need a person: given up, or nobody knows.", "undelivered"),
)


def _lines(found: State) -> Iterator[str]:
    """What never was has a name and no number."""
    for name, words, field in GAUGES:
        value = getattr(found, field)
        yield from _head(name, words)
        if value is not None:
            yield f"care_navigation_{name} {value}"
    yield from _head("channel_paused", "1 while nothing leaves over this channel.")
    for channel in LEAVING:
        yield f'care_navigation_channel_paused{{channel="{channel.value}"}} {int(channel.value in found.paused)}'


def _head(name: str, words: str) -> tuple[str, str]:
    return f"# HELP care_navigation_{name} {words}", f"# TYPE care_navigation_{name} gauge"


class WithoutCookies:
    """Before sessions: what a monitor asks is answered without asking who it is, so also while the database is away."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        if request.path in OPEN:
            request.COOKIES = {}
        return self.get_response(request)
