"""Writing messages, and sending them exactly as often as can be known.

Steps of `send_batch`, in order:
1. claim up to BATCH queued rows with SKIP LOCKED, mark them `sending`, commit;
2. of each, one by one: write down that it is being handed over, unless it stopped being true or ours meanwhile, or
   goes to nobody any more (STOP, has left, wants no texts): withdrawn then, in the same moment;
3. hand it to its channel, outside any transaction;
4. write what became of it.
A sender that is killed leaves `sending` rows behind. After LEASE those before 2 are queued again. The one between 2
and 4 is sent again when its channel knows the key; else it turns `unclear` and waits for a person: sending again could
say the same thing twice, forgetting could say nothing. A batch that takes too long lets go of its rest long before.
"""

import json
from collections.abc import Callable, Collection, Iterable, Sequence
from datetime import datetime, timedelta
from time import monotonic
from typing import Any, NamedTuple

import structlog
from django.db import connection, transaction
from django.db.models import Case, F, Q, Value, When
from django.utils.translation import gettext_noop

from heart.accounts.models import User
from heart.notify.channels import Refused, SendsMessages, opened, repeating
from heart.notify.models import Channel, Delivery, Message, MessageQuerySet, Template, goes_to_nobody

log = structlog.get_logger(__name__)

BATCH = 50
LEASE = timedelta(minutes=5)
PATIENCE = timedelta(minutes=2)  # with one batch: the last message of it must still end well inside the lease
MOST_ATTEMPTS = 6
BACKOFF = timedelta(minutes=1)
HANDED_OVER = gettext_noop("Handed over, and nobody wrote down what became of it.")
IN_APP, SENT = Channel.IN_APP.value, Delivery.SENT.value
REMINDERS = (Template.FOLLOW_UP_DUE, Template.FOLLOW_UP_OVERDUE, Template.FOLLOW_UP_ESCALATED)
UNSENT = (Delivery.QUEUED, Delivery.SENDING)


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


def to_neighbor(
    number: str, language: str, *, key: str, template: Template, about: str, params: dict[str, object], now: datetime
) -> Draft:
    """A text to a neighbor's own number, in their language."""
    return Draft(
        key, None, Channel.TEXT.value, template.value, json.dumps(params), "", about, now, now, Delivery.QUEUED.value,
        None, number, language,
    )  # fmt: skip


def channels_of(user: User) -> list[str]:
    wanted = [IN_APP]
    if user.remind_by_email:
        wanted.append(Channel.EMAIL.value)
    if user.remind_by_text and user.phone:
        wanted.append(Channel.TEXT.value)
    return wanted


# Each column comes as one JSON array: psycopg writes arrays of its own an element at a time, three times as slowly.
PUT_OUT = f"""
    INSERT INTO notify_message (
        key, recipient_id, channel, template, params, path, about, created_at, send_after, delivery, sent_at, address,
        language, moot, attempts, problem
    )
    SELECT key, recipient::bigint, channel, template, params::jsonb, path, about, created::timestamptz,
        after::timestamptz, delivery, sent::timestamptz, address, language, false, 0, ''
    FROM ROWS FROM ({", ".join(["json_array_elements_text(%s)"] * len(Draft._fields))}) AS draft(
        key, recipient, channel, template, params, path, about, created, after, delivery, sent, address, language
    )
    ON CONFLICT (key) DO NOTHING
"""  # noqa: S608 - nothing of it comes from outside


def put_out(rows: Sequence[Draft]) -> None:
    """Write them; one whose key stands already is left as it is. Part of the caller's transaction, in one statement."""
    if rows:
        with connection.cursor() as cursor:
            cursor.execute(PUT_OUT, [json.dumps(column, default=str) for column in zip(*rows, strict=True)])


def tell(people: Iterable[User], **words: Any) -> None:
    """The same to each of them, as `message_rows` says: one statement."""
    put_out([row for person in people for row in message_rows(to=person, **words)])


def withdraw(about: str) -> None:
    """What is still queued about this subject is no longer true and is not sent; what is just being sent is not
    tried again; what was sent is called no longer needed. One statement, so that a sender can be in only one of them.
    """
    _withdraw(Message.objects.about(about))


def withdraw_each(subjects: Collection[str]) -> None:
    """Likewise, of many subjects, in the same one statement."""
    _withdraw(Message.objects.filter(about__in=subjects))


def withdraw_reminders(about: str, *, of: int | None = None) -> None:
    """The promise goes on: its reminders that are still queued are not sent. What was sent stays true, but for the
    person `of`, who has it no longer; other news about it is left alone."""
    unsent = Q(delivery__in=UNSENT) | Q(rests=True, sent_at=None)
    stale = unsent if of is None else unsent | Q(recipient=of)
    _withdraw(Message.objects.about(about).filter(stale, template__in=REMINDERS))


def withdraw_below(about: str) -> None:
    """Likewise, of this subject and whatever belongs to it: "neighbor:5" and "neighbor:5:referral:7"."""
    _withdraw(Message.objects.filter(Q(about=about) | Q(about__startswith=f"{about}:")))


def withdraw_from(subjects: Q, *, but: Collection[int]) -> None:
    """What was to be told about these to staff is told to nobody `but` these."""
    _withdraw(Message.objects.filter(subjects, recipient__isnull=False).exclude(recipient__in=but))


def withdraw_texts_to(number: str) -> None:
    """Nothing more goes to this number, whoever it belongs to."""
    texts = Message.objects.filter(Q(address=number) | Q(recipient__phone=number), channel=Channel.TEXT)
    _withdraw(texts.filter(Q(delivery__in=UNSENT) | Q(rests=True)))


def withdraw_alarms(*, but: Collection[str]) -> None:
    """Of silences that are over: not sent any more, also not by a person's word. One statement, that looks only at what
    has not gone out."""
    open_ = Message.objects.filter(Q(delivery=Delivery.QUEUED) | Q(delivery__in=[Delivery.FAILED, Delivery.UNCLEAR]))
    _withdraw(open_.filter(template=Template.SILENT).exclude(about__in=but))


def settle(pk: int) -> None:
    """A person has told the neighbor otherwise, or nobody is left to tell: what did not arrive is not owed any more."""
    Message.objects.undelivered().filter(pk=pk).update(delivery=Delivery.WITHDRAWN, moot=True)


def rest(messages: MessageQuerySet) -> None:
    """As withdrawing, but for the time being."""
    moot = messages.filter(moot=False).exclude(delivery=Delivery.WITHDRAWN)
    moot.update(delivery=Case(NOT_SENT, default=F("delivery")), moot=True, rests=True)


def wake(messages: MessageQuerySet) -> None:
    """What rested is as it was: unsent it is queued again under its key, in the inbox it stands as before."""
    again = When(delivery=Delivery.WITHDRAWN, then=Value(Delivery.QUEUED))
    messages.filter(rests=True).update(delivery=Case(again, default=F("delivery")), moot=False, rests=False)


NOT_SENT = When(delivery=Delivery.QUEUED, then=Value(Delivery.WITHDRAWN))


def _withdraw(messages: MessageQuerySet) -> None:
    true = messages.filter(Q(moot=False) | Q(rests=True))
    true.update(delivery=Case(NOT_SENT, default=F("delivery")), moot=True, rests=False)


def mark_read(*, by: User, now: datetime, pk: int | None = None, about: str = "") -> int:
    """One's own unread messages that were there by now, those about a subject, or the one named. Returns how many."""
    mine = Message.objects.visible_to(by).inbox().unread()
    mine = mine.about(about) if about else mine
    return (mine.filter(pk=pk) if pk else mine.filter(created_at__lte=now)).update(read_at=now)


def send_batch(*, now: datetime, about: str = "") -> int:
    """Send what is due, at most BATCH messages; only those about this subject, if one is given. An alarm goes only by
    its subject: whoever hands it over has just found that it is so. Returns how many were claimed."""
    set_aside_unclear(now=now)
    claimed = _claim(now, about)
    with opened() as channel_of:
        _send_each(claimed, channel_of, now)
    return len(claimed)


def set_aside_unclear(*, now: datetime) -> int:
    """What a dead sender left, also one whose clock was ahead. Returns how many."""
    too_long_ago, not_yet = Q(claimed_at__lt=now - LEASE), Q(claimed_at__gt=now + LEASE)
    handed_over, moot = Q(problem=HANDED_OVER), Q(moot=True)
    may_repeat = Q(channel__in=repeating(), attempts__lt=MOST_ATTEMPTS - 1)
    return Message.objects.filter(too_long_ago | not_yet, delivery=Delivery.SENDING).update(
        delivery=Case(
            When(~handed_over & moot, then=Value(Delivery.WITHDRAWN)),
            When(~handed_over | (may_repeat & ~moot), then=Value(Delivery.QUEUED)),
            default=Value(Delivery.UNCLEAR),
        ),
        attempts=F("attempts") + Case(When(handed_over, then=Value(1)), default=Value(0)),
    )


@transaction.atomic
def _claim(now: datetime, about: str = "") -> list[Message]:
    waiting = Message.objects.to_send(now)
    wanted = waiting.about(about) if about else waiting.exclude(template=Template.SILENT)
    due = list(wanted.select_for_update(skip_locked=True)[:BATCH])
    keys = [message.pk for message in due]
    Message.objects.filter(pk__in=keys).update(delivery=Delivery.SENDING, claimed_at=now, problem="")
    return list(Message.objects.filter(pk__in=keys).select_related("recipient").order_by("pk"))


def _send_each(claimed: list[Message], channel_of: Callable[[str], SendsMessages], now: datetime) -> None:
    """One after the other, and no longer than PATIENCE: what is left goes back to the queue as it was."""
    until = monotonic() + PATIENCE.total_seconds()
    for place, message in enumerate(claimed):
        if monotonic() > until:
            _let_go(claimed[place:])
            return
        if _is_ours_and_true(message):
            _send(message, channel_of(message.channel), now)


def _let_go(rest: list[Message]) -> None:
    moot = When(moot=True, then=Value(Delivery.WITHDRAWN))
    for message in rest:
        _finish(message, delivery=Case(moot, default=Value(Delivery.QUEUED)))


def _is_ours_and_true(message: Message) -> bool:
    """Writes down that the message is now handed over. Not when it was withdrawn or set aside since it was claimed, or
    goes to nobody any more."""
    ours = Message.objects.filter(pk=message.pk, delivery=Delivery.SENDING, claimed_at=message.claimed_at)
    if ours.filter(~goes_to_nobody(), moot=False).update(problem=HANDED_OVER):
        return True
    ours.update(delivery=Delivery.WITHDRAWN)
    return False


def _send(message: Message, channel: SendsMessages, now: datetime) -> None:
    """Hand one message over. A refusal is tried again later; anything unforeseen only where the key makes it safe."""
    try:
        channel.send(message)
    except Refused as refused:
        _put_back(message, now, str(refused))
    except Exception as error:
        log.error("message_unclear", message_id=message.pk, channel=message.channel, error=type(error).__name__)
        _in_doubt(message, now, type(error).__name__, may_repeat=channel.repeats_safely)
    else:
        _finish(message, delivery=Delivery.SENT, sent_at=now, attempts=message.attempts + 1, problem="")


def _in_doubt(message: Message, now: datetime, problem: str, *, may_repeat: bool) -> None:
    """Perhaps it was sent: again under the same key where the provider knows it, as often as a refusal; else a person
    decides."""
    attempts = message.attempts + 1
    repeat = Delivery.QUEUED if may_repeat and attempts < MOST_ATTEMPTS else Delivery.UNCLEAR
    _finish(
        message,
        delivery=Case(When(moot=False, then=Value(repeat)), default=Value(Delivery.UNCLEAR)),
        attempts=attempts,
        send_after=now + BACKOFF * 2**attempts,
        problem=problem,
    )


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
