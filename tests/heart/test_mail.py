"""E-mail: what was surely not taken is tried again, and only what nobody knows waits for a person. A real mail server
answers here, and anymail asks a real web server."""

import errno
import smtplib
import socket
import ssl
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from socketserver import StreamRequestHandler, ThreadingTCPServer

import pytest
from anymail import exceptions as anymail
from django.core.mail.backends.base import BaseEmailBackend

from heart.notify import outbox
from heart.notify.models import Delivery, Message
from tests.factories import MessageFactory
from tests.times import MONDAY_9

SMTP = "django.core.mail.backends.smtp.EmailBackend"


class Raising(BaseEmailBackend):
    """Fails as it is told, while it opens or while it sends."""

    opening: Exception | None = None
    sending: Exception | None = None
    closing: Exception | None = None

    def open(self) -> None:
        if self.opening:
            raise self.opening

    def send_messages(self, messages: list) -> int:
        if self.sending:
            raise self.sending
        return 1

    def close(self) -> None:
        if self.closing:
            raise self.closing


@pytest.fixture
def raising(settings, monkeypatch):
    """raising("sending", error): the mail fares so."""

    def fare(when: str, error: Exception) -> tuple[str, int, str]:
        settings.EMAIL_BACKEND = f"{__name__}.Raising"
        monkeypatch.setattr(Raising, when, error)
        return sent()

    return fare


def sent() -> tuple[str, int, str]:
    message = MessageFactory()
    outbox.send_batch(now=MONDAY_9)
    message.refresh_from_db()
    return message.delivery, message.attempts, message.problem


def refused(problem: str) -> tuple[str, int, str]:
    return Delivery.QUEUED, 1, problem


def unclear(problem: str) -> tuple[str, int, str]:
    return Delivery.UNCLEAR, 1, problem


# -- What was raised -----------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    "error",
    [
        TimeoutError(),
        OSError(errno.ENETUNREACH, "unreachable"),
        OSError(errno.EHOSTUNREACH, "no route"),
        TimeoutError(errno.ETIMEDOUT, "timed out"),
        ssl.SSLError("no"),
        smtplib.SMTPServerDisconnected(),
        smtplib.SMTPAuthenticationError(535, b"no"),
        anymail.AnymailConfigurationError(),
    ],
    ids=lambda error: type(error).__name__,
)
def test_whatever_goes_wrong_before_anybody_would_take_it_is_a_refusal(db, raising, error) -> None:
    assert raising("opening", error) == refused(type(error).__name__)


@pytest.mark.parametrize(
    "error",
    [
        socket.gaierror(socket.EAI_AGAIN, "again"),
        ConnectionRefusedError(),
        ssl.SSLCertVerificationError(),
        smtplib.SMTPHeloError(501, b"no"),
        smtplib.SMTPAuthenticationError(535, b"no"),
        smtplib.SMTPSenderRefused(550, b"no", "us"),
        smtplib.SMTPRecipientsRefused({}),
        smtplib.SMTPNotSupportedError(),
        smtplib.SMTPDataError(451, b"later"),
        anymail.AnymailRecipientsRefused(),
        anymail.AnymailUnsupportedFeature(),
        anymail.AnymailConfigurationError(),
    ],
    ids=lambda error: type(error).__name__,
)
def test_a_no_is_a_refusal_whenever_it_comes(db, raising, error) -> None:
    assert raising("sending", error) == refused(type(error).__name__)


@pytest.mark.parametrize(
    "error",
    [
        TimeoutError(),
        ConnectionResetError(),
        OSError(errno.EHOSTUNREACH, "no route, after all was said"),
        smtplib.SMTPServerDisconnected(),
        smtplib.SMTPDataError(-1, b"mangled"),
        anymail.AnymailAPIError(),
    ],
    ids=lambda error: type(error).__name__,
)
def test_when_the_answer_is_missing_nobody_knows(db, raising, error) -> None:
    assert raising("sending", error) == unclear(type(error).__name__)


def test_what_was_taken_is_sent_however_the_goodbye_goes(db, raising) -> None:
    assert raising("closing", smtplib.SMTPResponseException(421, b"bye")) == (Delivery.SENT, 1, "")


# -- A mail server -------------------------------------------------------------------------------------------------


class MailServer(StreamRequestHandler):
    """Says 250 to everything, but for `answers`; None hangs up."""

    answers: dict[bytes, bytes | None] = {}

    def handle(self) -> None:
        if not self.say(self.answers.get(b"HELLO", b"220 here")):
            return
        while line := self.rfile.readline():
            word = line[:4].strip().upper()
            if word == b"DATA" and self.say(self.answers.get(b"DATA", b"354 go on")):
                while self.rfile.readline() != b".\r\n":
                    pass
                word = b"."
            elif word == b"DATA":
                continue
            if not self.say(self.answers.get(word, b"250 fine")):
                return

    def say(self, words: bytes | None) -> bool:
        if words:
            self.wfile.write(words + b"\r\n")
        return bool(words) and words[:1] in b"23"


@pytest.fixture
def mail_server(settings, monkeypatch) -> Iterator[dict[bytes, bytes | None]]:
    """Its answers."""
    answers: dict[bytes, bytes | None] = {}
    monkeypatch.setattr(MailServer, "answers", answers)
    with serving(ThreadingTCPServer(("127.0.0.1", 0), MailServer)) as port:
        settings.EMAIL_BACKEND, settings.EMAIL_HOST, settings.EMAIL_PORT = SMTP, "127.0.0.1", port
        yield answers


@contextmanager
def serving(server: ThreadingTCPServer) -> Iterator[int]:
    """Its port."""
    server.daemon_threads = True
    threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.005}, daemon=True).start()
    with server:
        yield server.server_address[1]
        server.shutdown()


@pytest.mark.parametrize(
    ("answers", "becomes"),
    [
        ({}, (Delivery.SENT, 1, "")),
        ({b"HELLO": b"421 later"}, refused("SMTPConnectError")),
        ({b"HELLO": None}, refused("SMTPServerDisconnected")),
        ({b"MAIL": b"451 later"}, refused("SMTPSenderRefused")),
        ({b"RCPT": b"550 who?"}, refused("SMTPRecipientsRefused")),
        ({b"DATA": b"554 no"}, refused("SMTPDataError")),
        ({b".": b"452 full"}, refused("SMTPDataError")),
        ({b".": None}, unclear("SMTPServerDisconnected")),
    ],
)
def test_what_a_mail_server_says(db, mail_server, answers, becomes) -> None:
    mail_server.update(answers)

    assert sent() == becomes


def test_nobody_there_and_no_such_name_are_refusals(db, settings) -> None:
    settings.EMAIL_BACKEND, settings.EMAIL_PORT = SMTP, 1
    settings.EMAIL_HOST = "127.0.0.1"
    nobody = sent()
    Message.objects.all().delete()
    settings.EMAIL_HOST = "nowhere.invalid"

    assert (nobody, sent()) == (refused("ConnectionRefusedError"), refused("gaierror"))


# -- A web API, by anymail -----------------------------------------------------------------------------------------


@pytest.fixture
def web_api(settings) -> Iterator[dict[str, int]]:
    """Answers each mail with `status`, and says nothing that is JSON."""
    answer = {"status": 200}

    class Handler(BaseHTTPRequestHandler):
        def do_POST(self) -> None:
            self.rfile.read(int(self.headers["Content-Length"]))
            self.send_response(answer["status"])
            self.send_header("Content-Length", "0")
            self.end_headers()

        def log_message(self, *args: object) -> None:
            """Quiet."""

    with serving(ThreadingHTTPServer(("127.0.0.1", 0), Handler)) as port:
        settings.EMAIL_BACKEND = "anymail.backends.postmark.EmailBackend"
        settings.ANYMAIL = {"POSTMARK_SERVER_TOKEN": "t", "POSTMARK_API_URL": f"http://127.0.0.1:{port}/"}
        yield answer


@pytest.mark.parametrize(
    ("status", "becomes"), [(401, refused), (429, refused), (503, refused), (500, unclear), (502, unclear)]
)
def test_what_a_web_api_says(db, web_api, status, becomes) -> None:
    web_api["status"] = status

    assert sent() == becomes("AnymailRequestsAPIError")


def test_a_web_api_that_took_it_and_mumbles_leaves_it_unclear(db, web_api) -> None:
    assert sent() == unclear("AnymailRequestsAPIError")


def test_a_web_api_that_is_not_there_is_a_refusal(db, settings) -> None:
    settings.EMAIL_BACKEND = "anymail.backends.postmark.EmailBackend"
    settings.ANYMAIL = {"POSTMARK_SERVER_TOKEN": "t", "POSTMARK_API_URL": "http://127.0.0.1:1/"}

    assert sent() == refused("AnymailRequestsAPIError")


def test_without_its_settings_a_web_api_is_a_refusal(db, settings) -> None:
    settings.EMAIL_BACKEND, settings.ANYMAIL = "anymail.backends.postmark.EmailBackend", {}

    assert sent() == refused("AnymailConfigurationError")
