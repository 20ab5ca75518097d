"""What the messages say. No name, number or diagnosis ever: a phone lies on a table, a mailbox is shared."""

from datetime import datetime

from django.conf import settings
from django.utils.formats import date_format
from django.utils.translation import gettext as _
from django.utils.translation import gettext_noop, override

from heart.accounts.models import User
from heart.lib.clock import ZONE
from heart.lib.when import day, exact
from heart.notify.models import Message, Template

HOW_TO_STOP = {"en": "Reply STOP to end.", "es": "Responda ALTO para terminar."}
# To a neighbor, by (what, may we say who we are). Both languages side by side: they are read and approved as one, and
# never half translated. No name, no provider, no advice, no question.
TO_NEIGHBOR: dict[tuple[str, bool], dict[str, str]] = {
    (Template.APPOINTMENT, True): {
        "en": "HEART Care Navigation: you have an appointment %(when)s",
        "es": "HEART Care Navigation: usted tiene una cita %(when)s",
    },
    (Template.APPOINTMENT, False): {
        "en": "A reminder: you have an appointment %(when)s",
        "es": "Un recordatorio: usted tiene una cita %(when)s",
    },
    (Template.CARING, True): {
        "en": "HEART Care Navigation: we are thinking of you and wish you well. No need to answer.",
        "es": "HEART Care Navigation: pensamos en usted y le deseamos lo mejor. No hace falta responder.",
    },
    (Template.CARING, False): {
        "en": "Thinking of you and wishing you well. No need to answer.",
        "es": "Pensamos en usted y le deseamos lo mejor. No hace falta responder.",
    },
}


OF_A_CASE: dict[str, str] = {
    Template.FOLLOW_UP_DUE: gettext_noop("Follow-up due: case %(number)s"),
    Template.FOLLOW_UP_OVERDUE: gettext_noop("Follow-up overdue: case %(number)s"),
    Template.FOLLOW_UP_ESCALATED: gettext_noop("Overdue and now with you: case %(number)s"),
    Template.CASE_ASSIGNED: gettext_noop("New case for your team: case %(number)s"),
    Template.CONSENT_REVOKED: gettext_noop(
        "A consent was taken back: case %(number)s. Nothing more may be told on it."
    ),
}


def subject(message: Message) -> str:
    """One line in the recipient's language, for the inbox and for the subject of a mail."""
    number = message.params.get("case")
    if words := OF_A_CASE.get(message.template):
        return _(words) % {"number": number}
    match message.template:
        case Template.HANDED_OVER:
            return _("Follow-ups were handed over to you: %(count)s") % {"count": message.params.get("count", 0)}
        case Template.NEW_TEXT:
            return _text_came(number)
        case Template.DIGEST:
            return _("This morning: %(today)s due today, %(overdue)s overdue, %(at_risk)s about to pass 48 hours") % {
                name: message.params.get(name, 0) for name in ("today", "overdue", "at_risk")
            }
        case Template.SILENT:
            since = message.params.get("since")
            return silence(message.params.get("part", ""), datetime.fromisoformat(since) if since else None)
        case Template.MATCH:
            return _("A new record may be somebody whose record is restricted: say who it is before others work on it")
        case Template.PLAN:
            return _plan(message.params.get("what", ""))
        case _:
            return _("New encounter: case %(number)s, please look today") % {"number": number}


def _plan(what: str) -> str:
    """Of whom it is stands on the page that it leads to."""
    if what == "sent_back":
        return _("A response plan of yours was sent back")
    if what == "review":
        return _("A response plan is to be looked at again")
    return _("A response plan waits for approval")


def _text_came(case: object) -> str:
    if case is None:
        return _("A text has come in that belongs to no case yet, please look now")
    return _("A neighbor has sent a text: case %(number)s, please look now") % {"number": case}


def silence(part: str, since: datetime | None) -> str:
    """That a part of the clockwork stands still, for the mail and for the page."""
    name = _("the scheduler") if part == "beat" else _("the worker")
    if since is None:
        return _("Reminders stand still. Has never run: %(part)s. Nothing is lost.") % {"part": name}
    told = {"part": name, "since": exact(since)}
    return _("Reminders stand still. Silent since %(since)s: %(part)s. Nothing is lost.") % told


def task(message: Message) -> str:
    """What is to be done, in words; empty for a message that is not about a follow-up. For the signed-in only."""
    words = {
        "assign": _("Find a team"),
        "new_crisis": _("New encounter: look at it now"),
        "attempt": _("Reach the neighbor"),
        "decide": _("All attempts made: decide together"),
        "check_in": _("Check in"),
        "confirm_connection": _("Confirm the connection"),
        "connection_check": _("Still connected?"),
        "crisis_look": _("Look for a new crisis since"),
        "new_text": _("A text from the neighbor: answer it"),
        "undelivered": _("A text may not have arrived: tell the neighbor yourself"),
    }
    return words.get(str(message.params.get("kind", "")), "")


def address(message: Message) -> str:
    """The full address of the page that the message leads to; the page asks for a sign-in."""
    return f"{settings.SITE_URL}{message.path}"


def in_words(message: Message) -> tuple[str, str]:
    """Subject and body in the recipient's own language."""
    with override(recipient_of(message).language):
        line = subject(message)
        body = "\n\n".join(
            [
                line,
                _("Open it in Care Navigation:") + " " + address(message),
                _("This message names nobody on purpose. Please do not forward it."),
            ]
        )
    return line, body


def text_of(message: Message) -> str:
    """What goes out as a text."""
    return in_words(message)[0] if message.recipient else _to_neighbor(message)


def _to_neighbor(message: Message) -> str:
    """In English or Spanish, and in both to who speaks another language: how to stop must be understood. English while
    nobody has asked."""
    language = message.language or "en"
    languages = [language] if language in HOW_TO_STOP else list(HOW_TO_STOP)
    kind = message.template, bool(message.params.get("say_heart"))
    return "\n".join(f"{TO_NEIGHBOR[kind][one] % _moment(message, one)} {HOW_TO_STOP[one]}" for one in languages)


def _moment(message: Message, language: str) -> dict[str, str]:
    """The day and the hour, local, as the language says them. Ends with the point of “p.m.”."""
    if "at" not in message.params:
        return {}
    local = datetime.fromisoformat(message.params["at"]).astimezone(ZONE)
    with override(language):
        hour = date_format(local, "g:i a")
        if language == "es":
            return {"when": f"el {day(local, 'l j F')} a {'la' if local.hour % 12 == 1 else 'las'} {hour}"}
        return {"when": f"on {day(local, 'l, F j')} at {hour}"}


def number_of(message: Message) -> str:
    """Where a text goes: a neighbor's own number, or a member of staff's."""
    return message.address or recipient_of(message).phone


def recipient_of(message: Message) -> User:
    """The member of staff; a message to a neighbor has none."""
    if message.recipient is None:
        raise LookupError("This message is to a neighbor.")
    return message.recipient
