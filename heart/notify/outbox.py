"""Writing messages, and sending them exactly as often as can be known.

Steps of `send_batch`, in order:
1. claim up to BATCH queued rows with SKIP LOCKED, mark them `sending`, commit;
2. hand each to its channel, outside any transaction;
3. write what became of it.
A sender killed between 2 and 3 leaves `sending` rows behind. After LEASE they turn `unclear` and wait for a
person: sending again could say the same thing twice, forgetting could say nothing.
"""

import json
from collections.abc import Sequence
from datetime import datetime, timedelta
from typing import NamedTuple

import structlog
from django.db import connection, transaction
from django.db.models import Case, F, Value, When

from heart.accounts.models import User
from heart.notify.channels import Refused, channel_for
from heart.notify.models import Channel, Delivery, Message, Template

log = structlog.get_logger(__name__)

BATCH = 50
LEASE = timedelta(minutes=5)
MOST_ATTEMPTS = 6
BACKOFF = timedelta(minutes=1)
IN_APP, SENT = Channel.IN_APP.value, Delivery.SENT.value


class Draft(NamedTuple):
    """A message to be written: the fields of Message, without what a model costs. A sweep writes thousands."""

    key: str
    recipient_id: int | None
    channel: str
    template: str
    params: str  # JSON
    path: str
    about: str
    created_at: datetime
    send_after: datetime
    delivery: str = Delivery.QUEUED.value
    sent_at: datetime | None = None
    address: str = ""
    language: str = ""


def message_rows(
    *,
    to: User,
    key: str,
    template: Template,
    about: str,
    path: str,
    params: dict[str, object],
    now: datetime,
    at: datetime | None = None,
) -> list[Draft]:
    """For one person, one per channel that this person wants: the inbox always, and at once; the others not before
    `at`, when the person begins to work."""
    as_json = json.dumps(params)
    return [draft(to.pk, key, channel, template, as_json, path, about, now, at or now) for channel in channels_of(to)]


def draft(
    to: int, key: str, channel: str, template: str, params: str, path: str, about: str, now: datetime, at: datetime
) -> Draft:
    """To a member of staff. What goes to the inbox is there by being written."""
    whole_key = f"{key}:{to}:{channel}"
    if channel == IN_APP:
        return Draft(whole_key, to, IN_APP, template, params, path, about, now, now, SENT, now)
    return Draft(whole_key, to, channel, template, params, path, about, now, at)


def channels_of(user: User) -> list[str]:
    wanted = [IN_APP]
    if user.remind_by_email:
        wanted.append(Channel.EMAIL.value)
    if user.remind_by_text and user.phone:
        wanted.append(Channel.TEXT.value)
    return wanted


PUT_OUT = """
    INSERT INTO notify_message (
        key, recipient_id, channel, template, params, path, about, created_at, send_after, delivery, sent_at, address,
        language, moot, attempts, problem
    )
    SELECT *, false, 0, '' FROM unnest(
        %s::text[], %s::bigint[], %s::text[], %s::text[], %s::jsonb[], %s::text[], %s::text[], %s::timestamptz[],
        %s::timestamptz[], %s::text[], %s::timestamptz[], %s::text[], %s::text[]
    )
    ON CONFLICT (key) DO NOTHING
"""


def put_out(rows: Sequence[Draft]) -> None:
    """Write them; one whose key stands already is left as it is. Part of the caller's transaction, in one statement."""
    if rows:
        with connection.cursor() as cursor:
            cursor.execute(PUT_OUT, [list(column) for column in zip(*rows, strict=True)])


def withdraw(about: str) -> None:
    """What is still queued about this subject is no longer true and is not sent; what is just being sent is not
    tried again. One statement, so that a sender can be in only one of the two."""
    queued = When(delivery=Delivery.QUEUED, then=Value(Delivery.WITHDRAWN))
    Message.objects.about(about).filter(delivery__in=[Delivery.QUEUED, Delivery.SENDING]).update(
        delivery=Case(queued, default=F("delivery")), moot=True
    )


def mark_read(*, by: User, now: datetime, pk: int | None = None) -> int:
    """One's own unread messages, or the one named. Returns how many."""
    mine = Message.objects.visible_to(by).inbox().unread()
    return (mine.filter(pk=pk) if pk else mine).update(read_at=now)


def send_batch(*, now: datetime) -> int:
    """Send what is due, at most BATCH messages. Returns how many were claimed."""
    set_aside_unclear(now=now)
    claimed = _claim(now)
    for message in claimed:
        _send(message, now)
    return len(claimed)


def set_aside_unclear(*, now: datetime) -> int:
    """Messages that a dead sender left between handing over and writing down."""
    return Message.objects.filter(delivery=Delivery.SENDING, claimed_at__lt=now - LEASE).update(
        delivery=Delivery.UNCLEAR, problem="The sender stopped while this was being sent."
    )


@transaction.atomic
def _claim(now: datetime) -> list[Message]:
    due = list(Message.objects.to_send(now).select_for_update(skip_locked=True)[:BATCH])
    keys = [message.pk for message in due]
    Message.objects.filter(pk__in=keys).update(delivery=Delivery.SENDING, claimed_at=now)
    return list(Message.objects.filter(pk__in=keys).select_related("recipient").order_by("pk"))


def _send(message: Message, now: datetime) -> None:
    """Hand one message over. A refusal is tried again later; anything unforeseen is put aside, not retried blindly."""
    try:
        channel_for(message.channel).send(message)
    except Refused as refused:
        _put_back(message, now, str(refused))
    except Exception as error:
        log.error("message_unclear", message_id=message.pk, channel=message.channel, error=type(error).__name__)
        _finish(message, delivery=Delivery.UNCLEAR, problem=type(error).__name__)
    else:
        _finish(message, delivery=Delivery.SENT, sent_at=now, attempts=message.attempts + 1, problem="")


def _put_back(message: Message, now: datetime, problem: str) -> None:
    attempts = message.attempts + 1
    given_up = attempts >= MOST_ATTEMPTS
    _finish(
        message,
        delivery=Case(
            When(moot=True, then=Value(Delivery.WITHDRAWN)),
            default=Value(Delivery.FAILED if given_up else Delivery.QUEUED),
        ),
        attempts=attempts,
        send_after=now + BACKOFF * 2**attempts,
        problem=problem[:200],
    )


def _finish(message: Message, **fields: object) -> None:
    """Only while it is still ours: a row that was set aside meanwhile keeps what a person sees."""
    Message.objects.filter(pk=message.pk, delivery=Delivery.SENDING, claimed_at=message.claimed_at).update(**fields)
