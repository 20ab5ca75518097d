"""What a channel is: it either sends, or raises `Refused` when it surely did not."""

from typing import Protocol

from heart.notify.models import Message


class Refused(Exception):
    """The provider surely did not take it: it may be tried again. Says why, without personal detail."""


class SendsMessages(Protocol):
    def send(self, message: Message) -> None: ...
