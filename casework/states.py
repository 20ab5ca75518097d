"""The states of a case and a follow-up, and what may become of them. Pure; DOMAIN 3 and 4."""

from datetime import date

from django.db.models import TextChoices
from django.utils.translation import gettext_lazy as _

from heart.lib.errors import NotPossibleNow


class CaseStatus(TextChoices):
    INTAKE = "intake", _("Waiting for a team")
    OUTREACH = "outreach", _("Being reached")
    ENGAGED = "engaged", _("Engaged")
    CONNECTED = "connected", _("Connected")
    CLOSED = "closed", _("Closed")


OPEN_STATUSES = (CaseStatus.INTAKE, CaseStatus.OUTREACH, CaseStatus.ENGAGED, CaseStatus.CONNECTED)


class CaseVerb(TextChoices):
    ASSIGN = "assign", _("assign to a team")
    ENGAGE = "engage", _("mark as engaged")
    CONNECT = "connect", _("confirm a connection")
    LOSE_CONNECTION = "lose_connection", _("record a lost connection")
    CLOSE = "close", _("close")
    REOPEN = "reopen", _("reopen")
    REOPEN_UNASSIGNED = "reopen_unassigned", _("reopen for a new team")


S, V = CaseStatus, CaseVerb
TRANSITIONS: dict[tuple[CaseStatus, CaseVerb], CaseStatus] = {
    (S.INTAKE, V.ASSIGN): S.OUTREACH,
    (S.OUTREACH, V.ASSIGN): S.OUTREACH,
    (S.ENGAGED, V.ASSIGN): S.ENGAGED,
    (S.CONNECTED, V.ASSIGN): S.CONNECTED,
    (S.OUTREACH, V.ENGAGE): S.ENGAGED,
    (S.ENGAGED, V.CONNECT): S.CONNECTED,
    (S.CONNECTED, V.CONNECT): S.CONNECTED,
    (S.CONNECTED, V.LOSE_CONNECTION): S.ENGAGED,
    (S.INTAKE, V.CLOSE): S.CLOSED,
    (S.OUTREACH, V.CLOSE): S.CLOSED,
    (S.ENGAGED, V.CLOSE): S.CLOSED,
    (S.CONNECTED, V.CLOSE): S.CLOSED,
    (S.CLOSED, V.REOPEN): S.OUTREACH,
    (S.CLOSED, V.REOPEN_UNASSIGNED): S.INTAKE,
}
del S, V


def next_status(status: str, verb: CaseVerb) -> CaseStatus:
    """The state that `verb` leads to; NotPossibleNow for a pair the table does not know."""
    known = TRANSITIONS.get((CaseStatus(status), verb))
    if known is None:
        raise NotPossibleNow(
            _("This case is “%(status)s”: it is not possible to %(verb)s now. Somebody may have changed it meanwhile.")
            % {"status": CaseStatus(status).label, "verb": verb.label}
        )
    return known


class CloseReason(TextChoices):
    CONNECTED = "connected", _("Connected to care")
    DECLINED = "declined", _("Declined")
    UNABLE_TO_CONTACT = "unable_to_contact", _("Unable to contact")
    MOVED = "moved", _("Moved or transferred")
    INCARCERATED = "incarcerated", _("Incarcerated")
    HOSPITALIZED = "hospitalized", _("Hospitalized long-term")
    DECEASED = "deceased", _("Deceased")
    DUPLICATE = "duplicate", _("Duplicate")
    OPENED_IN_ERROR = "opened_in_error", _("Opened in error")


class FollowUpStatus(TextChoices):
    OPEN = "open", _("Open")
    DONE = "done", _("Done")
    CANCELLED = "cancelled", _("No longer needed")


class FollowUpKind(TextChoices):
    ASSIGN = "assign", _("Find a team")
    NEW_CRISIS = "new_crisis", _("New encounter: look at it now")
    ATTEMPT = "attempt", _("Reach the neighbor")
    DECIDE = "decide", _("All attempts made: decide together")
    CHECK_IN = "check_in", _("Check in")
    CONFIRM_CONNECTION = "confirm_connection", _("Confirm the connection")
    CONNECTION_CHECK = "connection_check", _("Still connected?")
    CRISIS_LOOK = "crisis_look", _("Look for a new crisis since")
    NEW_TEXT = "new_text", _("A text from the neighbor: answer it")
    UNDELIVERED = "undelivered", _("A text may not have arrived: tell the neighbor yourself")
    CARING_CONTACT = "caring_contact", _("A caring contact")


# They come between whatever else is to be done, on top of the list.
INTERRUPTING = frozenset({FollowUpKind.NEW_CRISIS, FollowUpKind.NEW_TEXT})
# They stand beside the thread of a case, and leave it as it is when they are done.
BESIDE = INTERRUPTING | {FollowUpKind.UNDELIVERED}

# They wait for somebody outside, or hold what no other case knows: while their case rests, they go on with their owner.
NEVER_REST = frozenset({FollowUpKind.CONFIRM_CONNECTION, FollowUpKind.CONNECTION_CHECK, FollowUpKind.UNDELIVERED})


class Phase(TextChoices):
    """Which part of the cadence a follow-up comes from (DOMAIN 4)."""

    INTAKE = "intake", _("Waiting for a team")
    NEW_CRISIS = "new_crisis", _("New encounter on an open case")
    NOT_REACHED = "not_reached", _("Not reached yet")
    DECIDE = "decide", _("All attempts made")
    ENGAGED = "engaged", _("Engaged")
    REFERRAL_SENT = "referral_sent", _("Referral sent")
    REFERRAL_ACCEPTED = "referral_accepted", _("Referral accepted, no appointment yet")
    APPOINTMENT = "appointment", _("Around an appointment")
    CONNECTED = "connected", _("Connected")
    REPEAT_CRISIS = "repeat_crisis", _("After the connection: a new crisis?")
    NEW_TEXT = "new_text", _("A text from the neighbor")
    UNDELIVERED = "undelivered", _("A text may not have arrived")
    CARING = "caring", _("Caring contacts")


class ContactResult(TextChoices):
    REACHED = "reached", _("Reached")
    VOICEMAIL = "voicemail", _("Voicemail")
    NO_ANSWER = "no_answer", _("No answer")
    WRONG_NUMBER = "wrong_number", _("Wrong number")
    REFUSED = "refused", _("Refused")
    SOMEONE_ELSE = "someone_else", _("Someone else answered")
    NOT_FOUND = "not_found", _("Not found")


# Both spoke: the neighbor was there. A voicemail or a relative is not (DOMAIN 4).
TWO_WAY = frozenset({ContactResult.REACHED, ContactResult.REFUSED})


class ContactChannel(TextChoices):
    PHONE = "phone", _("Phone")
    TEXT = "text", _("Text message")
    IN_PERSON = "in_person", _("In person")
    VIDEO = "video", _("Video")
    EMAIL = "email", _("E-mail")
    LETTER = "letter", _("Letter")


class Answer(TextChoices):
    """What the neighbor says to care navigation when reached."""

    AGREED = "agreed", _("Wants our help")
    UNDECIDED = "undecided", _("Not sure yet")
    DECLINED = "declined", _("Does not want it")


FIRST_BIRTH = date(1900, 1, 1)


def wrong_birth_date(day: date | None, today: date) -> str | None:
    """Why nobody whom we meet was born on that day, in words; None if somebody may have been."""
    if day is None or FIRST_BIRTH <= day <= today:
        return None
    return str(_("This is in the future.") if day > today else _("This is too long ago."))
