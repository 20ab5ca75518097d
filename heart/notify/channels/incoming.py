"""A text that a provider hands on to us, believed only when it is signed with the secret in TEXT_URL.

Twilio: X-Twilio-Signature is the base64 HMAC-SHA1 of the address and the sorted fields. A gateway: POST
{"id", "from", "text"}, and X-Signature is the hexadecimal HMAC-SHA256 of the body.
"""

import hmac
import json
from base64 import b64encode
from collections.abc import Mapping
from dataclasses import dataclass
from urllib.parse import parse_qsl, urlsplit

from django.conf import settings

from heart.notify.channels.text import secret


@dataclass(frozen=True)
class Incoming:
    """`provider_id` names it for the provider, who may hand it on twice."""

    provider_id: str
    number: str
    body: str


class NotSigned(Exception):
    """Not from our provider, or we have none."""


class NotUnderstood(Exception):
    """Signed, and not what was agreed."""


def read(*, url: str, body: bytes, headers: Mapping[str, str]) -> Incoming:
    """What came in at `url`, our address as the provider knows it."""
    scheme = urlsplit(settings.TEXT_URL).scheme
    if not secret() or scheme not in ("http", "https", "twilio"):
        raise NotSigned
    if scheme == "twilio":
        return _of_twilio(url, body, headers.get("X-Twilio-Signature", ""))
    return _of_gateway(body, headers.get("X-Signature", ""))


def twilio_signature(url: str, fields: list[tuple[str, str]]) -> str:
    said = url + "".join(name + value for name, value in sorted(fields))
    return b64encode(hmac.digest(secret().encode(), said.encode(), "sha1")).decode()


def gateway_signature(body: bytes) -> str:
    return hmac.digest(secret().encode(), body, "sha256").hex()


def _of_twilio(url: str, body: bytes, signature: str) -> Incoming:
    fields = parse_qsl(body.decode(errors="replace"), keep_blank_values=True)
    _compare(twilio_signature(url, fields), signature)
    told = dict(fields)
    return _whole(told.get("MessageSid"), told.get("From"), told.get("Body"))


def _of_gateway(body: bytes, signature: str) -> Incoming:
    _compare(gateway_signature(body), signature)
    try:
        told = json.loads(body)
    except (ValueError, RecursionError) as error:
        raise NotUnderstood from error
    if not isinstance(told, dict):
        raise NotUnderstood
    return _whole(told.get("id"), told.get("from"), told.get("text"))


def _compare(right: str, given: str) -> None:
    if not hmac.compare_digest(right.encode(), given.encode(errors="replace")):
        raise NotSigned


def _whole(provider_id: object, number: object, body: object) -> Incoming:
    if not (isinstance(provider_id, str) and isinstance(number, str) and isinstance(body, str)):
        raise NotUnderstood
    if not (provider_id and number and (provider_id + number).isprintable()):
        raise NotUnderstood
    return Incoming(provider_id, number, body.encode(errors="replace").decode())
