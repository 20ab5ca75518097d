"""The outbox: sent once as far as anybody can know, tried again when surely not sent, and handed to a person when
nobody knows. The channels here are real ones: Django's own mailbox for tests, and files."""

import json
import smtplib
from datetime import timedelta
from functools import partial
from pathlib import Path

import pytest
from django.core import mail
from django.core.mail.backends.base import BaseEmailBackend
from django.db import IntegrityError, connection, transaction

from casework.actions.cases import assign_case
from casework.actions.contacts import ContactDetails, log_contact
from casework.reminders import sweep
from casework.states import ContactChannel, ContactResult
from heart.accounts.models import User
from heart.notify import outbox
from heart.notify.models import Channel, Delivery, Message
from tests.attempts import at_once
from tests.cast import Cast
from tests.factories import EncounterFactory, MessageFactory, PersonFactory, UserFactory
from tests.times import MONDAY_9, local

MINUTE = timedelta(minutes=1)


class Refusing(BaseEmailBackend):
    """A provider that says no before it takes anything."""

    def send_messages(self, messages: list) -> int:
        raise smtplib.SMTPConnectError(421, "try later")


class Breaking(BaseEmailBackend):
    """A provider of whom nobody knows whether it took the message."""

    def send_messages(self, messages: list) -> int:
        raise TimeoutError


class Withdrawing(BaseEmailBackend):
    """While this one refuses, the follow-up ends."""

    def send_messages(self, messages: list) -> int:
        outbox.withdraw("follow_up:7")
        raise smtplib.SMTPConnectError(421, "try later")


class Unwatched(BaseEmailBackend):
    """Takes so long that the message is set aside meanwhile."""

    def send_messages(self, messages: list) -> int:
        outbox.set_aside_unclear(now=MONDAY_9 + outbox.LEASE + MINUTE)
        return 1


@pytest.fixture
def provider(settings):
    def use(backend: type[BaseEmailBackend]) -> None:
        settings.EMAIL_BACKEND = f"{__name__}.{backend.__name__}"

    return use


def state(message: Message) -> tuple[str, int, str]:
    message.refresh_from_db()
    return message.delivery, message.attempts, message.problem


# -- Sending -------------------------------------------------------------------------------------------------------


def test_a_message_that_is_due_is_sent_once(db: None) -> None:
    message = MessageFactory()

    assert [outbox.send_batch(now=MONDAY_9) for _ in range(2)] == [1, 0]
    assert (state(message), message.sent_at, len(mail.outbox)) == ((Delivery.SENT, 1, ""), MONDAY_9, 1)


def test_a_message_waits_for_its_time(db: None) -> None:
    MessageFactory(send_after=MONDAY_9 + MINUTE)

    assert [outbox.send_batch(now=MONDAY_9 + n * MINUTE) for n in (0, 1)] == [0, 1]


def test_what_is_due_first_goes_first(db: None) -> None:
    later, sooner = MessageFactory(send_after=MONDAY_9), MessageFactory(send_after=MONDAY_9 - MINUTE)

    first = Message.objects.to_send(MONDAY_9)[:1]

    assert [message.pk for message in first] == [sooner.pk]
    assert state(later)[0] == Delivery.QUEUED


def test_the_key_goes_along_so_that_a_provider_can_recognise_a_repeat(db: None) -> None:
    message = MessageFactory()

    outbox.send_batch(now=MONDAY_9)

    assert [m.extra_headers for m in mail.outbox] == [{"X-Idempotency-Key": message.key}]


def test_the_same_key_is_written_once(db: None) -> None:
    to = UserFactory()
    first = MessageFactory(recipient=to, key=f"once:{to.pk}:email")
    key, to = first.key.removesuffix(f":{first.recipient_id}:email"), first.recipient_id

    outbox.put_out([outbox.draft(to, key, "email", "follow_up_due", "{}", "/", "x", MONDAY_9, MONDAY_9)] * 2)

    assert Message.objects.count() == 1


def test_senders_at_once_send_each_message_once(commits: None) -> None:
    to = UserFactory()
    for _ in range(30):
        MessageFactory(recipient=to)

    sent = at_once(*[partial(outbox.send_batch, now=MONDAY_9)] * 4)

    assert (sum(sent), len(mail.outbox), Message.objects.filter(delivery=Delivery.SENT).count()) == (30, 30, 30)


@pytest.mark.parametrize("rows", [1, 3])
def test_claiming_asks_as_often_for_three_as_for_one(db: None, django_assert_num_queries, rows: int) -> None:
    MessageFactory.create_batch(rows)

    with django_assert_num_queries(
        6
    ):  # savepoint, due rows, claim, rows with recipients, release; and the unclear ones
        outbox.set_aside_unclear(now=MONDAY_9)
        outbox._claim(MONDAY_9)


# -- Refused, given up, unclear ------------------------------------------------------------------------------------


def test_refused_it_is_tried_again_later_and_later(db: None, provider) -> None:
    provider(Refusing)
    message = MessageFactory()
    waits = []

    for _ in range(outbox.MOST_ATTEMPTS - 1):
        now = message.send_after
        outbox.send_batch(now=now)
        assert state(message)[0] == Delivery.QUEUED
        waits.append((message.send_after - now) // MINUTE)

    assert (waits, message.problem) == ([2, 4, 8, 16, 32], "SMTPConnectError")


def test_refused_too_often_it_is_given_up_and_a_person_sees_it(db: None, provider) -> None:
    provider(Refusing)
    message = MessageFactory(attempts=outbox.MOST_ATTEMPTS - 1)

    outbox.send_batch(now=MONDAY_9)

    assert state(message) == (Delivery.FAILED, outbox.MOST_ATTEMPTS, "SMTPConnectError")
    assert list(Message.objects.undelivered()) == [message]


def test_when_nobody_knows_it_is_never_sent_again_by_itself_and_never_forgotten(db: None, provider) -> None:
    provider(Breaking)
    message = MessageFactory()

    outbox.send_batch(now=MONDAY_9)

    assert (state(message)[0], message.problem, outbox.send_batch(now=local(2026, 6, 1))) == (
        Delivery.UNCLEAR,
        "TimeoutError",
        0,
    )
    assert list(Message.objects.undelivered()) == [message]


def test_a_sender_killed_in_the_middle_leaves_it_unclear_after_the_lease(db: None) -> None:
    message = MessageFactory(delivery=Delivery.SENDING, claimed_at=MONDAY_9, problem=outbox.HANDED_OVER)

    outbox.send_batch(now=MONDAY_9 + outbox.LEASE)
    assert state(message)[0] == Delivery.SENDING
    outbox.send_batch(now=MONDAY_9 + outbox.LEASE + MINUTE)

    assert (state(message)[0], len(mail.outbox)) == (Delivery.UNCLEAR, 0)


def test_what_a_killed_sender_had_claimed_and_not_yet_handed_over_is_sent_after_the_lease(db: None) -> None:
    message = MessageFactory(delivery=Delivery.SENDING, claimed_at=MONDAY_9)

    outbox.send_batch(now=MONDAY_9 + outbox.LEASE + MINUTE)

    assert (state(message), len(mail.outbox)) == ((Delivery.SENT, 1, ""), 1)


@pytest.mark.parametrize(("ahead", "becomes"), [(outbox.LEASE, Delivery.SENDING), (timedelta(days=1), Delivery.SENT)])
def test_what_a_sender_with_a_clock_ahead_had_claimed_is_not_left_for_its_day(db: None, ahead, becomes) -> None:
    message = MessageFactory(delivery=Delivery.SENDING, claimed_at=MONDAY_9 + ahead)

    outbox.send_batch(now=MONDAY_9)

    assert state(message)[0] == becomes


def test_a_sender_that_comes_back_too_late_does_not_overwrite_what_a_person_sees(db: None, provider) -> None:
    provider(Unwatched)
    message = MessageFactory()

    outbox.send_batch(now=MONDAY_9)

    assert state(message)[0] == Delivery.UNCLEAR


def test_one_message_that_breaks_does_not_stop_the_others(db: None) -> None:
    bad = MessageFactory(template="follow_up_due", recipient__email="nobody\n@durham.example")
    good = MessageFactory()

    outbox.send_batch(now=MONDAY_9)

    assert (state(bad)[0], state(good)[0]) == (Delivery.UNCLEAR, Delivery.SENT)


# -- Withdrawn -----------------------------------------------------------------------------------------------------


def test_withdrawn_before_sending_it_is_not_sent(db: None) -> None:
    about_it, about_another = MessageFactory(), MessageFactory(about="follow_up:8")

    outbox.withdraw("follow_up:7")
    outbox.send_batch(now=MONDAY_9)

    assert (state(about_it)[0], state(about_another)[0], len(mail.outbox)) == (Delivery.WITHDRAWN, Delivery.SENT, 1)


def test_what_stopped_being_true_while_it_was_refused_is_not_tried_again(db: None, provider) -> None:
    provider(Withdrawing)
    message = MessageFactory()

    outbox.send_batch(now=MONDAY_9)

    assert (state(message)[0], outbox.send_batch(now=local(2026, 6, 1))) == (Delivery.WITHDRAWN, 0)


def test_withdrawing_changes_nothing_that_was_sent_or_waits_for_a_person(db: None) -> None:
    sent = MessageFactory(delivery=Delivery.SENT, sent_at=MONDAY_9)
    unclear = MessageFactory(delivery=Delivery.UNCLEAR)

    outbox.withdraw("follow_up:7")

    assert (state(sent)[0], state(unclear)[0]) == (Delivery.SENT, Delivery.UNCLEAR)


@pytest.mark.parametrize(
    ("channel", "changed", "becomes"),
    [
        (Channel.EMAIL, {"is_active": False}, Delivery.WITHDRAWN),
        (Channel.TEXT, {"is_active": False}, Delivery.WITHDRAWN),
        (Channel.TEXT, {"remind_by_text": False}, Delivery.WITHDRAWN),
        (Channel.TEXT, {"remind_by_text": False, "phone": ""}, Delivery.WITHDRAWN),
        (Channel.EMAIL, {"remind_by_text": False, "phone": ""}, Delivery.SENT),
        (Channel.TEXT, {}, Delivery.SENT),
    ],
)
@pytest.mark.parametrize("when", ["queued", "claimed"])
def test_nothing_goes_to_who_has_left_or_wants_no_texts_any_more(
    db: None, settings, tmp_path: Path, channel, changed, becomes, when
) -> None:
    settings.TEXT_URL = (tmp_path / "texts").as_uri()
    message = MessageFactory(channel=channel, recipient__phone="+19195550100", recipient__remind_by_text=True)
    claimed = outbox._claim(MONDAY_9) if when == "claimed" else []

    User.objects.filter(pk=message.recipient_id).update(**changed)
    with outbox.opened() as channel_of:
        outbox._send_each(claimed, channel_of, MONDAY_9)
    outbox.send_batch(now=MONDAY_9)

    went = len(mail.outbox) + (tmp_path / "texts").exists()
    assert (state(message)[0], went) == (becomes, int(becomes == Delivery.SENT))


# -- Texts ---------------------------------------------------------------------------------------------------------


def test_a_text_is_one_line_in_the_file(db: None, settings, tmp_path: Path) -> None:
    settings.TEXT_URL = (tmp_path / "texts").as_uri()
    message = MessageFactory(channel=Channel.TEXT, recipient__phone="+19195550100", recipient__remind_by_text=True)

    outbox.send_batch(now=MONDAY_9)

    lines = [json.loads(line) for line in (tmp_path / "texts").read_text().splitlines()]
    assert lines == [{"key": message.key, "to": "+19195550100", "text": "Follow-up due: case 7"}]
    assert (tmp_path / "texts").stat().st_mode & 0o777 == 0o600


def test_without_a_provider_of_texts_an_admin_reads_why_none_arrive(db: None, settings) -> None:
    settings.TEXT_URL = ""
    message = MessageFactory(channel=Channel.TEXT, recipient__phone="+19195550100", recipient__remind_by_text=True)

    outbox.send_batch(now=MONDAY_9)

    assert state(message) == (Delivery.QUEUED, 1, "No text provider is set up.")


# -- What they say -------------------------------------------------------------------------------------------------


def test_a_mail_says_the_number_and_the_page_in_the_recipients_language(db: None, settings) -> None:
    settings.SITE_URL = "https://care.example"
    MessageFactory()

    outbox.send_batch(now=MONDAY_9)

    (sent,) = mail.outbox
    assert (sent.subject, "https://care.example/cases/7/" in sent.body) == ("Follow-up due: case 7", True)


CANARIES = {
    "preferred_name": "Canaryna",
    "first_name": "Firstcanary",
    "last_name": "Lastcanary",
    "description": "tall with a canary",
    "where_to_find": "under the canary bridge",
    "phone": "+1 919 555 0199",
    "also_known_as": ("Canaryito",),
    "who_else_answers": "Uncle Canary",
}


def test_no_message_names_a_neighbor_or_says_anything_of_theirs(cast: Cast, settings, tmp_path: Path) -> None:
    settings.TEXT_URL = (tmp_path / "texts").as_uri()
    User.objects.update(remind_by_text=True, phone="+1 919 555 0101")
    person = PersonFactory(**CANARIES, agency_person_id="canary-id")
    words = {"note": "canary note", "location": "1 Canary Lane"}
    case = EncounterFactory(person=person, incident_number="canary-911", **words).case
    assign_case(case=case, team=cast.team, by=cast.mia, now=MONDAY_9)
    details = ContactDetails(channel=ContactChannel.PHONE, result=ContactResult.VOICEMAIL, note="canary contact note")
    log_contact(case=case, details=details, by=cast.ada, now=MONDAY_9)
    EncounterFactory(person=person, incident_number="canary-912")
    for day in range(4, 15):
        sweep(now=local(2026, 5, day, 11))
        sweep(now=local(2026, 5, day, 16))
    while outbox.send_batch(now=local(2026, 5, 15)):
        pass

    said = "\n".join(f"{m.subject}\n{m.body}\n{m.to}" for m in mail.outbox) + (tmp_path / "texts").read_text()
    with connection.cursor() as cursor:
        cursor.execute("SELECT string_agg(row_to_json(m)::text, ' ') FROM notify_message m")
        said += cursor.fetchone()[0]
    assert len(mail.outbox) > 10
    assert [word for word in ("canary", "1 Canary", "0199", "bridge") if word in said.lower()] == []


# -- The inbox -----------------------------------------------------------------------------------------------------


def test_an_inbox_shows_ones_own_messages_only(cast: Cast) -> None:
    mine = MessageFactory(recipient=cast.ada, channel=Channel.IN_APP, delivery=Delivery.SENT, sent_at=MONDAY_9)
    MessageFactory(recipient=cast.ben, channel=Channel.IN_APP, delivery=Delivery.SENT, sent_at=MONDAY_9)

    assert list(Message.objects.visible_to(cast.ada).inbox()) == [mine]


def test_reading_marks_ones_own_messages_and_nobody_elses(cast: Cast) -> None:
    words = {"channel": Channel.IN_APP, "delivery": Delivery.SENT, "sent_at": MONDAY_9}
    mine, other = MessageFactory(recipient=cast.ada, **words), MessageFactory(recipient=cast.ben, **words)

    assert outbox.mark_read(by=cast.ada, now=MONDAY_9, pk=other.pk) == 0
    assert outbox.mark_read(by=cast.ada, now=MONDAY_9) == 1
    assert [m.read_at for m in Message.objects.order_by("pk")] == [MONDAY_9, None]
    assert mine.read_at is None


def test_the_key_is_unique_for_the_database(db: None) -> None:
    MessageFactory(key="once")

    with pytest.raises(IntegrityError), transaction.atomic():
        MessageFactory(key="once")
