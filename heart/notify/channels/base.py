"""What a channel is: it sends, or raises `Refused` when it surely did not; anything else it raises means that nobody
knows."""

from typing import Protocol

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
