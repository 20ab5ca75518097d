"""E-mail, through whatever Django's EMAIL_BACKEND is (anymail in production)."""

import smtplib

from django.core.mail import EmailMessage

from heart.notify.channels.base import Refused
from heart.notify.models import Message
from heart.notify.texts import in_words, recipient_of


class Mail:
    """The message's key goes along as a header, for whoever looks into a doubtful one. Anymail's providers have no
    idempotency in common, so nothing in doubt is sent again by itself."""

    repeats_safely = False

    def send(self, message: Message) -> None:
        line, body = in_words(message)
        mail = EmailMessage(
            subject=line, body=body, to=[recipient_of(message).email], headers={"X-Idempotency-Key": message.key}
        )
        try:
            mail.send()
        except (
            smtplib.SMTPConnectError,
            smtplib.SMTPRecipientsRefused,
            smtplib.SMTPSenderRefused,
            ConnectionRefusedError,
        ) as error:
            raise Refused(type(error).__name__) from error

    def close(self) -> None:
        """Django opens and closes a connection for each mail."""
