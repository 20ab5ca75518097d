"""Who carries texts, and how often: a gateway that knows the key gets a doubtful text again and counts it once, one
that does not leaves it to a person. The gateway here is a real server on this machine."""

import json
import threading
import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from datetime import timedelta
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

import pytest

from heart.notify import outbox
from heart.notify.channels import text
from heart.notify.models import Channel, Delivery, Message, Stopped
from tests.factories import MessageFactory
from tests.times import MONDAY_9

MINUTE = timedelta(minutes=1)
PHONE = "+19195550100"


@dataclass
class Provider:
    """What it was asked, and how it answers: a status, or nothing at all. `meanwhile` happens before the answer."""

    url: str = ""
    answer: int | None = 201
    meanwhile: Callable[[], object] = bool
    asked: list[dict] = field(default_factory=list)
    connections: set[int] = field(default_factory=set)

    @property
    def keys(self) -> list[str]:
        return [ask["key"] for ask in self.asked]


def served(provider: Provider) -> ThreadingHTTPServer:
    class Handler(BaseHTTPRequestHandler):
        protocol_version = "HTTP/1.1"

        def do_POST(self) -> None:
            body = self.rfile.read(int(self.headers["Content-Length"])).decode()
            provider.connections.add(self.client_address[1])
            provider.asked.append(
                {
                    "path": self.path,
                    "key": self.headers.get("Idempotency-Key"),
                    "auth": self.headers.get("Authorization"),
                    "body": json.loads(body) if body.startswith("{") else body,
                }
            )
            provider.meanwhile()
            if provider.answer is None:
                self.close_connection = True
                return
            self.send_response(provider.answer)
            self.send_header("Content-Length", "0")
            self.end_headers()

        def log_message(self, *args: object) -> None:
            """Quiet."""

    return ThreadingHTTPServer(("127.0.0.1", 0), Handler)


@pytest.fixture
def provider(settings) -> Iterator[Provider]:
    """A gateway with the token `open-sesame` that takes texts."""
    found = Provider()
    with served(found) as server:
        threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.005}, daemon=True).start()
        found.url = f"127.0.0.1:{server.server_port}"
        settings.TEXT_URL = f"http://open-sesame@{found.url}/texts?from=city"
        yield found
        server.shutdown()


@pytest.fixture
def dumb(provider: Provider, settings) -> Provider:
    """Likewise, but it does not look at the key."""
    settings.TEXT_URL = f"http://{provider.url}/texts?idempotent=no"
    return provider


def a_text(**words) -> Message:
    staff = {"recipient__phone": PHONE, "recipient__remind_by_text": True}
    return MessageFactory(**{"channel": Channel.TEXT, **staff, **words})


def state(message: Message) -> tuple[str, int, str]:
    message.refresh_from_db()
    return message.delivery, message.attempts, message.problem


# -- Sending -------------------------------------------------------------------------------------------------------


def test_a_gateway_gets_number_text_key_and_token_and_never_its_own_secret_in_the_address(db, provider) -> None:
    message = a_text()

    outbox.send_batch(now=MONDAY_9)

    assert provider.asked == [
        {
            "path": "/texts?from=city",
            "key": message.key,
            "auth": "Bearer open-sesame",
            "body": {"to": PHONE, "text": "Follow-up due: case 7"},
        }
    ]
    assert state(message) == (Delivery.SENT, 1, "")


def test_a_batch_goes_over_one_connection(db, provider) -> None:
    for _ in range(3):
        a_text()

    outbox.send_batch(now=MONDAY_9)

    assert (len(provider.asked), len(provider.connections)) == (3, 1)


def test_twilio_gets_its_form_and_who_we_are(db, provider, settings, monkeypatch) -> None:
    settings.TEXT_URL = "twilio://AC7:s%2Fecret@/?from=%2B19195550199"
    a_text()
    channel = text.chosen()
    channel.url = channel.url.replace("https://api.twilio.com", f"http://{provider.url}")
    monkeypatch.setattr("heart.notify.channels.chosen", lambda: channel)

    outbox.send_batch(now=MONDAY_9)

    assert provider.asked == [
        {
            "path": "/2010-04-01/Accounts/AC7/Messages.json",
            "key": None,
            "auth": "Basic QUM3OnMvZWNyZXQ=",
            "body": "From=%2B19195550199&To=%2B19195550100&Body=Follow-up+due%3A+case+7",
        }
    ]
    assert channel.repeats_safely is False


@pytest.mark.parametrize(
    ("url", "carrier", "repeats"),
    [
        ("", "NoProvider", False),
        ("file:///tmp/with%20space.log", "FileSink", False),
        ("https://token@gateway.example/x", "Gateway", True),
        ("https://token@gateway.example/x?idempotent=no", "Gateway", False),
        ("twilio://AC7:secret@/?from=%2B1", "Twilio", False),
        ("pigeon://roof", "NoProvider", False),
    ],
)
def test_the_setting_says_who_carries_texts(settings, url: str, carrier: str, repeats: bool) -> None:
    settings.TEXT_URL = url

    channel = text.chosen()

    assert (type(channel).__name__, channel.repeats_safely) == (carrier, repeats)


def test_an_address_that_nobody_understands_is_told_without_being_shown(db, settings) -> None:
    settings.TEXT_URL = "pigeon://secret@roof"
    message = a_text()

    outbox.send_batch(now=MONDAY_9)

    assert state(message) == (Delivery.QUEUED, 1, "TEXT_URL begins with file, http, https or twilio.")


# -- Refused -------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("answer", [301, 400, 401, 429, 503])
def test_what_was_surely_not_taken_is_tried_again_later(db, dumb, answer: int) -> None:
    dumb.answer = answer
    message = a_text()

    outbox.send_batch(now=MONDAY_9)

    assert state(message) == (Delivery.QUEUED, 1, f"The text provider said no: HTTP {answer}.")
    assert message.send_after == MONDAY_9 + 2 * MINUTE


def test_nobody_there_is_a_refusal(db, dumb, settings) -> None:
    settings.TEXT_URL = "http://token@127.0.0.1:1/?idempotent=no"
    message = a_text()

    outbox.send_batch(now=MONDAY_9)

    assert state(message) == (Delivery.QUEUED, 1, "The text provider cannot be reached.")


# -- In doubt ------------------------------------------------------------------------------------------------------


def hang(monkeypatch) -> None:
    monkeypatch.setattr(text, "ANSWER_WITHIN", 0.05)


DOUBTS = {"it broke": (500, 0), "it hung up": (None, 0), "it never answered": (201, 0.2)}


@pytest.mark.parametrize("doubt", DOUBTS)
def test_a_doubtful_text_goes_again_under_the_same_key_where_the_key_is_known(db, provider, monkeypatch, doubt) -> None:
    hang(monkeypatch)
    provider.answer, seconds = DOUBTS[doubt]
    provider.meanwhile = lambda: time.sleep(seconds)
    message = a_text()

    outbox.send_batch(now=MONDAY_9)
    assert state(message)[:2] == (Delivery.QUEUED, 1)
    provider.answer, provider.meanwhile = 201, bool
    outbox.send_batch(now=message.send_after)

    assert (state(message), set(provider.keys), len(provider.keys)) == ((Delivery.SENT, 2, ""), {message.key}, 2)


@pytest.mark.parametrize("doubt", DOUBTS)
def test_a_doubtful_text_waits_for_a_person_where_it_is_not(db, dumb, monkeypatch, doubt) -> None:
    hang(monkeypatch)
    dumb.answer, seconds = DOUBTS[doubt]
    dumb.meanwhile = lambda: time.sleep(seconds)
    message = a_text()

    outbox.send_batch(now=MONDAY_9)
    outbox.send_batch(now=MONDAY_9 + timedelta(days=30))

    assert (state(message)[:2], len(dumb.asked)) == ((Delivery.UNCLEAR, 1), 1)


def test_in_doubt_too_often_it_waits_for_a_person_too(db, provider) -> None:
    provider.answer = 500
    message = a_text(attempts=outbox.MOST_ATTEMPTS - 1)

    outbox.send_batch(now=MONDAY_9)

    assert state(message) == (Delivery.UNCLEAR, outbox.MOST_ATTEMPTS, "HTTPError")


def test_what_a_killed_sender_was_handing_over_goes_again_where_the_key_is_known(db, provider) -> None:
    message = a_text(delivery=Delivery.SENDING, claimed_at=MONDAY_9, problem=outbox.HANDED_OVER)

    outbox.send_batch(now=MONDAY_9 + outbox.LEASE + MINUTE)

    assert (state(message), provider.keys) == ((Delivery.SENT, 2, ""), [message.key])


def test_what_a_killed_sender_was_handing_over_waits_for_a_person_where_it_is_not(db, dumb) -> None:
    message = a_text(delivery=Delivery.SENDING, claimed_at=MONDAY_9, problem=outbox.HANDED_OVER)

    outbox.send_batch(now=MONDAY_9 + outbox.LEASE + MINUTE)

    assert (state(message), dumb.keys) == ((Delivery.UNCLEAR, 1, outbox.HANDED_OVER), [])


def test_a_slow_provider_never_outlives_the_lease_the_rest_of_the_batch_is_let_go(db, provider, monkeypatch) -> None:
    monkeypatch.setattr(outbox, "PATIENCE", timedelta(milliseconds=60))
    provider.meanwhile = lambda: time.sleep(0.1)
    messages = [a_text() for _ in range(3)]

    claimed = outbox.send_batch(now=MONDAY_9)

    assert (claimed, [state(m)[:2] for m in messages]) == (3, [("sent", 1), ("queued", 0), ("queued", 0)])
    slowest = text.CONNECT_WITHIN + text.ANSWER_WITHIN
    assert timedelta(minutes=2, seconds=slowest) < outbox.LEASE / 2


# -- Stopped while it is under way ---------------------------------------------------------------------------------


def test_nothing_goes_to_a_number_that_answered_stop_whoever_it_belongs_to(db, provider) -> None:
    Stopped.objects.create(address=PHONE, word="STOP")
    to_staff, elsewhere = a_text(), a_text(recipient__phone="+19195550101")
    to_neighbor = MessageFactory(recipient=None, address=PHONE, channel=Channel.TEXT, template="caring")
    mail = MessageFactory(recipient=to_staff.recipient)

    outbox.send_batch(now=MONDAY_9)

    assert [state(m)[0] for m in (to_staff, to_neighbor, elsewhere, mail)] == ["withdrawn", "withdrawn", "sent", "sent"]
    assert [ask["body"]["to"] for ask in provider.asked] == ["+19195550101"]


def test_stop_reaches_the_texts_of_a_batch_that_is_just_being_sent(db, provider) -> None:
    first, second = a_text(), a_text()

    claimed = outbox._claim(MONDAY_9)
    outbox.withdraw_texts_to(PHONE)
    with outbox.opened() as channel_of:
        outbox._send_each(claimed, channel_of, MONDAY_9)

    assert ([state(m)[0] for m in (first, second)], provider.asked) == (["withdrawn", "withdrawn"], [])
