"""Text messages: a file for development. A provider is one more class with `send`."""

import json
import os
from pathlib import Path

from django.conf import settings

from heart.notify.channels.base import Refused, SendsMessages
from heart.notify.models import Message
from heart.notify.texts import in_words


class FileSink:
    """Appends one JSON line a text to a file. The key stands in the line, so that a reader can count repeats."""

    def __init__(self, path: Path) -> None:
        self.path = path

    def send(self, message: Message) -> None:
        line, _body = in_words(message)
        record = json.dumps({"key": message.key, "to": message.recipient.phone, "text": line}) + "\n"
        handle = os.open(self.path, os.O_WRONLY | os.O_APPEND | os.O_CREAT, 0o600)
        try:
            os.write(handle, record.encode())
        finally:
            os.close(handle)


class NoProvider:
    """Texts are wanted and nobody carries them: refused with a reason that an admin sees."""

    def send(self, message: Message) -> None:
        raise Refused("No text provider is set up.")


def chosen() -> SendsMessages:
    return FileSink(Path(settings.HEART_TEXT_SINK)) if settings.HEART_TEXT_SINK else NoProvider()
