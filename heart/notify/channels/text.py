"""Text messages. The setting TEXT_URL says who carries them:

file:///var/lib/texts.log             one JSON line a text, for development
https://TOKEN@gateway.example/texts   a gateway that takes JSON and an idempotency key (?idempotent=no: takes none)
twilio://SID:TOKEN@/?from=%2B19195550100
(empty)                               nobody: every text is refused, with a reason that an admin sees
"""

import json
import os
from collections.abc import Mapping
from pathlib import Path
from typing import Any
from urllib.parse import SplitResult, parse_qsl, quote, unquote, urlencode, urlsplit

import requests
from django.conf import settings
from django.utils.translation import gettext_noop
from requests.auth import AuthBase, HTTPBasicAuth

from heart.notify.channels.base import Refused, SendsMessages, never_got_there
from heart.notify.models import Message
from heart.notify.texts import number_of, text_of

CONNECT_WITHIN = 5  # seconds
ANSWER_WITHIN = 10
# Kept in English with the message; a page says them in the reader's language.
NO_PROVIDER = gettext_noop("No text provider is set up.")
UNREACHABLE = gettext_noop("The text provider cannot be reached.")
SAID_NO = gettext_noop("The text provider said no:")


class FileSink:
    """Appends one JSON line a text to a file. The key stands in the line, so that a reader can count repeats."""

    repeats_safely = False

    def __init__(self, path: Path) -> None:
        self.path = path

    def send(self, message: Message) -> None:
        record = json.dumps({"key": message.key, "to": number_of(message), "text": text_of(message)}) + "\n"
        handle = os.open(self.path, os.O_WRONLY | os.O_APPEND | os.O_CREAT, 0o600)
        try:
            os.write(handle, record.encode())
        finally:
            os.close(handle)

    def close(self) -> None:
        """Each text closes the file behind it."""


class NoProvider:
    """Texts are wanted and nobody carries them: refused with a reason that an admin sees."""

    repeats_safely = False

    def __init__(self, why: str = NO_PROVIDER) -> None:
        self.why = why

    def send(self, message: Message) -> None:
        raise Refused(self.why)

    def close(self) -> None:
        """Nothing is open."""


class Bearer(AuthBase):
    """An `auth` of its own, so that no .netrc on the machine puts another in its place."""

    def __init__(self, token: str) -> None:
        self.token = token

    def __call__(self, request: requests.PreparedRequest) -> requests.PreparedRequest:
        if self.token:
            request.headers["Authorization"] = f"Bearer {self.token}"
        return request


class OverHttp:
    """One connection for a batch. 4xx and 503 were surely not taken, and neither was what never got a connection."""

    repeats_safely = False

    def __init__(self, url: str, auth: AuthBase) -> None:
        self.url = url
        self.session = requests.Session()
        self.session.auth = auth
        # What the machine says of proxies and certificates: asked once, not for every text.
        machine = self.session.merge_environment_settings(url, {}, False, None, None)
        self.session.proxies, self.session.verify = machine["proxies"], machine["verify"]
        self.session.trust_env = False

    def close(self) -> None:
        self.session.close()

    def _post(self, **words: Any) -> None:
        try:
            answer = self.session.post(
                self.url, timeout=(CONNECT_WITHIN, ANSWER_WITHIN), allow_redirects=False, **words
            )
        except requests.RequestException as error:
            if never_got_there(error):
                raise Refused(UNREACHABLE) from error
            raise
        if answer.status_code < 300:
            return
        if answer.status_code < 500 or answer.status_code == 503:
            raise Refused(f"{SAID_NO} HTTP {answer.status_code}.")
        answer.raise_for_status()


class Gateway(OverHttp):
    """POST {"to", "text"} with the message's key, which names rows and times and nobody, as Idempotency-Key."""

    def __init__(self, url: str, token: str, *, repeats_safely: bool) -> None:
        super().__init__(url, Bearer(token))
        self.repeats_safely = repeats_safely

    def send(self, message: Message) -> None:
        self._post(json={"to": number_of(message), "text": text_of(message)}, headers={"Idempotency-Key": message.key})


class Twilio(OverHttp):
    """Twilio's REST interface. It takes no idempotency key: what is in doubt goes to a person."""

    def __init__(self, sid: str, token: str, sender: str) -> None:
        url = f"https://api.twilio.com/2010-04-01/Accounts/{quote(sid)}/Messages.json"
        super().__init__(url, HTTPBasicAuth(sid, token))
        self.sender = sender

    def send(self, message: Message) -> None:
        self._post(data={"From": self.sender, "To": number_of(message), "Body": text_of(message)})


def chosen() -> SendsMessages:
    """Who carries texts, by TEXT_URL. Says nothing of the address when it is wrong: there is a secret in it."""
    parts = urlsplit(settings.TEXT_URL)
    words = dict(parse_qsl(parts.query))
    match parts.scheme:
        case "":
            return NoProvider()
        case "file":
            return FileSink(Path(unquote(parts.path)))
        case "http" | "https":
            idempotent = words.pop("idempotent", "yes") != "no"
            return Gateway(_without_secret(parts, words), secret(), repeats_safely=idempotent)
        case "twilio":
            return Twilio(unquote(parts.username or ""), secret(), words.get("from", ""))
    return NoProvider("TEXT_URL begins with file, http, https or twilio.")


def secret() -> str:
    """The token in TEXT_URL: it opens the provider to us, and signs what the provider sends us."""
    parts = urlsplit(settings.TEXT_URL)
    return unquote((parts.password if parts.scheme == "twilio" else parts.username) or "")


def _without_secret(parts: SplitResult, words: Mapping[str, str]) -> str:
    host = parts.netloc.rpartition("@")[2]
    return parts._replace(netloc=host, query=urlencode(words)).geturl()
