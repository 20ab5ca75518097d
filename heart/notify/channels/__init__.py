"""How a message leaves."""

from heart.notify.channels.base import Refused, SendsMessages
from heart.notify.channels.mail import Mail
from heart.notify.channels.text import chosen
from heart.notify.models import Channel

__all__ = ["Refused", "SendsMessages", "channel_for"]


def channel_for(name: str) -> SendsMessages:
    """In-app messages are delivered by being written, so they never come here."""
    return Mail() if Channel(name) == Channel.EMAIL else chosen()
