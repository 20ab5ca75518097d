"""How a message leaves."""

from collections.abc import Callable, Iterator
from contextlib import ExitStack, closing, contextmanager

from heart.notify.channels.base import Refused, SendsMessages
from heart.notify.channels.mail import Mail
from heart.notify.channels.text import chosen
from heart.notify.models import Channel

__all__ = ["Refused", "SendsMessages", "channel_for", "opened", "repeating"]


def channel_for(name: str) -> SendsMessages:
    """In-app messages are delivered by being written, so they never come here."""
    return Mail() if Channel(name) == Channel.EMAIL else chosen()


@contextmanager
def opened() -> Iterator[Callable[[str], SendsMessages]]:
    """The channels of one batch, by name: each opened when first asked for, closed at the end."""
    channels: dict[str, SendsMessages] = {}
    with ExitStack() as stack:

        def one(name: str) -> SendsMessages:
            if name not in channels:
                channels[name] = stack.enter_context(closing(channel_for(name)))
            return channels[name]

        yield one


def repeating() -> list[str]:
    """Over these the same message twice is one: the provider knows its key."""
    return [name for name in (Channel.EMAIL.value, Channel.TEXT.value) if channel_for(name).repeats_safely]
