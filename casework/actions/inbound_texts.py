"""Texts that come in: STOP is honoured at once, START takes it back, anything else interrupts the team of the case.

Where there is no team yet, or nobody knows whose text it is, the supervisors hear of it.

Nobody has spoken yet when a text comes in, so it is no contact: it stands in the timeline as what it is, and the
promise to answer it ends with the contact that answers, or with a word on how that was done.
"""

import hashlib
import unicodedata
from datetime import datetime

from django.db import connection
from django.urls import reverse
from django.utils.translation import gettext as _

from casework import access
from casework.actions.cases import tell_pair
from casework.actions.follow_ups import advance_follow_up, open_follow_up, raise_if_resting
from casework.actions.texts import end_texts
from casework.actions.texts_heard import tell_of_nobodys_text, tell_supervisors
from casework.models import Case, ContactPoint, ContactPointKind, EndedWhy, InboundText, Meaning, Restriction
from casework.states import FollowUpKind, Phase
from heart.accounts.models import User
from heart.audit.record import record
from heart.lib.actions import NOW, action
from heart.lib.errors import DomainError, NotAllowed, NotPossibleNow
from heart.lib.phones import in_one_shape
from heart.notify import outbox
from heart.notify.channels.incoming import Incoming
from heart.notify.models import Stopped, Template

STOP_WORDS = frozenset(
    [
        "STOP",
        "STOPALL",
        "UNSUBSCRIBE",
        "CANCEL",
        "END",
        "QUIT",
        "REVOKE",
        "OPTOUT",
        "ALTO",
        "PARAR",
        "PARE",
        "CANCELAR",
        "TERMINAR",
        "FIN",
        "BAJA",
        "DETENER",
    ]
)
START_WORDS = frozenset(["START", "UNSTOP", "INICIAR", "COMENZAR", "EMPEZAR"])
LONGEST = 10_000
LONGEST_ID, LONGEST_NUMBER, LONGEST_WORD = 80, 40, 20


@action
def receive_text(*, incoming: Incoming, by: User | None = None, now: datetime = NOW) -> InboundText:
    """Write it down once, and do what it means. The provider may call twice, and two calls may come at once."""
    number, provider_id = in_one_shape(incoming.number)[:LONGEST_NUMBER], _fitting(incoming.provider_id)
    _hold(number)
    known = InboundText.objects.filter(provider_id=provider_id).first()
    if known:
        return known
    body = incoming.body.replace("\0", "")[:LONGEST]
    case = _case_of(number)
    text = InboundText.objects.create(
        provider_id=provider_id, number=number, body=body, meaning=meaning_of(body), received_at=now, case=case
    )
    if text.meaning == Meaning.STOP:
        _stop(number, word_of(body), by, now)
    elif text.meaning == Meaning.START:
        Stopped.objects.filter(address=number).delete()
    elif case:
        _interrupt(case, text, by, now)
    else:
        tell_of_nobodys_text(text, now)
    record("text.received", subject=case or text, by=by, at=now, text=text.pk, meaning=text.meaning)
    return text


@action
def place_text(*, text: InboundText, case: Case, by: User, now: datetime = NOW) -> InboundText:
    """A text of nobody known belongs to this case after all."""
    if not (access.can_assign_case(by, case) and text.may_be_known_to([by])):
        raise NotAllowed(_("Only a supervisor may say whose text this is."))
    locked = _still_of_nobody(text)
    held = Case.objects.lock(case)
    if not held.is_open:
        raise DomainError(_("This case is closed."), field="case")
    raise_if_resting(held)
    locked.case = held
    locked.save(update_fields=["case"])
    outbox.withdraw(locked.message_key)
    if locked.meaning == Meaning.TEXT:
        _interrupt(held, locked, by, now)
    record("text.placed", subject=held, by=by, at=now, text=locked.pk)
    return locked


@action
def dismiss_text(*, text: InboundText, by: User, now: datetime = NOW) -> InboundText:
    """A text of nobody known is about none of our cases: put away, not deleted."""
    if not (access.can_assign(by) and text.may_be_known_to([by])):
        raise NotAllowed(_("Only a supervisor may say whose text this is."))
    locked = _still_of_nobody(text)
    locked.dismissed_at, locked.dismissed_by = now, by
    locked.save(update_fields=["dismissed_at", "dismissed_by"])
    outbox.withdraw(locked.message_key)
    record("text.dismissed", subject=locked, by=by, at=now)
    return locked


@action
def look_for_another_case(*, text: InboundText, case: Case | None, by: User, now: datetime = NOW) -> InboundText:
    """Whose text it was is no longer the one whose case it stands in: it goes to this case, or is nobody's again. As
    long as nobody has answered where it stood, somebody has to look at it now."""
    before = text.case
    text.case = case
    text.save(update_fields=["case"])
    record("text.taken_along", subject=text, by=by, at=now, case=case.pk if case else None)
    if text.meaning == Meaning.TEXT and before and before.follow_ups.open().filter(kind=FollowUpKind.NEW_TEXT).exists():
        if case:
            _interrupt(Case.objects.lock(case), text, by, now)
        else:
            tell_of_nobodys_text(text, now)
    return text


def _still_of_nobody(text: InboundText) -> InboundText:
    locked = InboundText.objects.select_for_update(of=("self",)).get(pk=text.pk)
    if locked.case_id is not None or locked.dismissed_at is not None:
        raise NotPossibleNow(_("Somebody has said already whose text this is."))
    return locked


def meaning_of(body: str) -> Meaning:
    """The whole text is one of the words; “stop by tomorrow” is a message."""
    word = word_of(body)
    if word in STOP_WORDS:
        return Meaning.STOP
    return Meaning.START if word in START_WORDS else Meaning.TEXT


def word_of(body: str) -> str:
    """In capitals, without accents, spaces and punctuation; empty when it is too long to be a word of ours."""
    letters = (letter for letter in unicodedata.normalize("NFKD", body[:100]) if letter.isalnum())
    word = "".join(letters).upper()
    return word if len(word) <= LONGEST_WORD else ""


def _fitting(provider_id: str) -> str:
    if len(provider_id) <= LONGEST_ID:
        return provider_id
    return hashlib.sha256(provider_id.encode()).hexdigest()


def _hold(number: str) -> None:
    """One at a time for each number, until the transaction ends."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_advisory_xact_lock(hashtextextended(%s, 913))", [number])


def _case_of(number: str) -> Case | None:
    """The case of whoever has this number, on any of their records; None when that is nobody, or not certain. Where
    somebody else is restricted who has it or had it, it is not: their words are for who is named. Held until the end."""
    points = ContactPoint.objects.current().filter(kind=ContactPointKind.PHONE, value=number)
    persons = points.values("neighbor__person_number")
    cases = list(Case.objects.working().filter(neighbor__person_number__in=persons).order_by("pk")[:2])
    if len(cases) != 1:
        return None
    held = Case.objects.lock(cases[0])
    others = Restriction.objects.at_number(number).exclude(neighbor__person_number=held.neighbor.person_number)
    return held if held.is_open and not held.rests and not others.exists() else None


def _stop(number: str, word: str, by: User | None, now: datetime) -> None:
    """Nothing more goes to this number, whoever wrote it and to whomever. Its contact points are held, so that nobody
    agrees to texts there at the same moment."""
    Stopped.objects.get_or_create(address=number, defaults={"at": now, "word": word})
    points = ContactPoint.objects.filter(kind=ContactPointKind.PHONE, value=number).select_related("neighbor")
    for point in points.order_by("pk").select_for_update(of=("self",)):
        end_texts(neighbor=point.neighbor, why=EndedWhy.STOP, contact_point=point, by=by, now=now)
    outbox.withdraw_texts_to(number)


def _interrupt(case: Case, text: InboundText, by: User | None, now: datetime) -> None:
    """Due within one working hour, on top of the team's list; a promise to answer that had waited comes back there."""
    if case.team_id is None:
        _hurry_to_find_a_team(case, text, by, now)
        return
    waiting = case.follow_ups.open().filter(kind=FollowUpKind.NEW_TEXT).first()
    if waiting is None:
        open_follow_up(case=case, phase=Phase.NEW_TEXT, by=by, now=now)
    elif waiting.is_put_off(now):
        advance_follow_up(
            follow_up=waiting, phase=Phase.NEW_TEXT, step=1, anchor=now, by=by, why=_("another text came"), now=now
        )
    tell_pair(case, Template.NEW_TEXT, text.message_key, now)


def _hurry_to_find_a_team(case: Case, text: InboundText, by: User | None, now: datetime) -> None:
    """Nobody is there to answer: a team is wanted as soon as one would have to. The text is found on the case by
    whoever gets it; the supervisors hear of it now."""
    wanted = case.follow_ups.open().get(kind=FollowUpKind.ASSIGN)
    cadence = case.cadence()
    soon = cadence.due_at(cadence.step(Phase.NEW_TEXT, 1), anchor=now, now=now)
    if wanted.due_at > soon or (wanted.snoozed_until or now) > now:
        advance_follow_up(
            follow_up=wanted, phase=Phase.NEW_TEXT, step=1, anchor=now, by=by, why=_("a text came"), now=now
        )
    tell_supervisors(text, wanted.message_key, reverse("case", args=[case.pk]), {"case": case.pk}, now)
