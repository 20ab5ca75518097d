"""E-mail, through whatever Django's EMAIL_BACKEND is (anymail in production)."""

import smtplib
from contextlib import suppress
from socket import gaierror
from ssl import SSLCertVerificationError

from anymail.exceptions import AnymailAPIError, AnymailConfigurationError, AnymailError
from django.core.mail import EmailMessage, get_connection
from django.core.mail.backends.base import BaseEmailBackend

from heart.notify.channels.base import Refused, never_got_there
from heart.notify.models import Message
from heart.notify.texts import in_words, recipient_of

# Whenever they come, nothing was taken: no way there, nobody to trust, or a word that says no.
NOT_TAKEN = (
    ConnectionRefusedError,
    SSLCertVerificationError,
    gaierror,
    smtplib.SMTPNotSupportedError,
    smtplib.SMTPRecipientsRefused,
    AnymailConfigurationError,
)


class Mail:
    """The message's key goes along as a header, for whoever looks into a doubtful one. Anymail's providers have no
    idempotency in common, so nothing in doubt is sent again by itself."""

    repeats_safely = False

    def send(self, message: Message) -> None:
        line, body = in_words(message)
        connection = _connected()
        mail = EmailMessage(
            subject=line,
            body=body,
            to=[recipient_of(message).email],
            headers={"X-Idempotency-Key": message.key},
            connection=connection,
        )
        try:
            mail.send()
        except Exception as error:
            if _surely_not_taken(error):
                raise Refused(type(error).__name__) from error
            raise
        finally:
            with suppress(OSError):  # what was taken stays taken, however the goodbye goes
                connection.close()

    def close(self) -> None:
        """Each mail has a connection of its own."""


def _connected() -> BaseEmailBackend:
    """Whatever goes wrong until somebody is there who would take a mail: none was handed over."""
    try:
        connection = get_connection()
        connection.open()
    except Exception as error:
        raise Refused(type(error).__name__) from error
    return connection


def _surely_not_taken(error: Exception) -> bool:
    match error:
        case smtplib.SMTPResponseException():
            return error.smtp_code >= 400  # a mangled answer has none, and says nothing
        case AnymailAPIError(status_code=int(status)):
            return 300 <= status < 500 or status == 503
        case AnymailAPIError():
            return never_got_there(error)
        case AnymailError():
            return True  # nothing was asked of the provider, or it said no to the recipient
    return isinstance(error, NOT_TAKEN)
