"""What a channel is: it sends, or raises `Refused` when it surely did not; anything else it raises means that nobody
knows."""

from collections.abc import Iterator
from ssl import SSLCertVerificationError
from typing import Protocol

import requests
from urllib3.exceptions import NewConnectionError

from heart.notify.models import Message


class Refused(Exception):
    """The provider surely did not take it: it may be tried again. Says why, without personal detail."""


class SendsMessages(Protocol):
    """`repeats_safely`: the provider knows the message's key, so that the same one again is still one message.

    Opened for one batch, and closed after it.
    """

    repeats_safely: bool

    def send(self, message: Message) -> None: ...

    def close(self) -> None: ...


def never_got_there(error: Exception) -> bool:
    """No connection, or none that could be trusted: nothing was handed over."""
    none_made = (requests.ConnectTimeout, NewConnectionError, SSLCertVerificationError)
    return any(isinstance(one, none_made) for one in _within(error))


def _within(error: BaseException) -> Iterator[BaseException]:
    """The error, and what it was made from: anymail wraps those of requests, they urllib3's, and those the system's."""
    yield error
    for inner in (*error.args, getattr(error, "reason", None), error.__cause__):
        if isinstance(inner, BaseException):
            yield from _within(inner)
