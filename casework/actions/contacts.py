"""Logging a contact, and what it means for the case: the cadence goes on, or the neighbor is engaged."""

from dataclasses import dataclass, field
from datetime import datetime, timedelta
from uuid import UUID, uuid4

from django.utils.translation import gettext as _

from casework import access
from casework.actions.cases import engage_case
from casework.actions.follow_ups import (
    advance_follow_up,
    check_new_time,
    complete_follow_up,
    move_follow_up,
    open_follow_up,
    raise_if_resting,
)
from casework.cadence import BY_CONTACT, after_attempt
from casework.models import Case, Contact, Direction, FollowUp
from casework.states import BESIDE, TWO_WAY, Answer, CaseStatus, ContactChannel, ContactResult, Phase
from heart.accounts.models import User
from heart.audit.record import record
from heart.lib.actions import NOW, action
from heart.lib.errors import DomainError, NotAllowed, NotPossibleNow

# A clock on a phone may be a little fast.
AHEAD_AT_MOST = timedelta(minutes=5)


@dataclass(frozen=True)
class ContactDetails:
    """What a navigator says of one attempt. `submission` names the filled-in form: sent twice it is one contact.

    `at` None means now. `next_due_at` None leaves the next follow-up to the cadence.
    """

    channel: ContactChannel
    result: ContactResult
    direction: Direction = Direction.OUT
    answer: Answer | str = ""
    interpreter: str = ""
    note: str = ""
    at: datetime | None = None
    next_due_at: datetime | None = None
    submission: UUID = field(default_factory=uuid4)

    @property
    def is_two_way(self) -> bool:
        return self.result in TWO_WAY

    @property
    def said(self) -> Answer | str:
        """What the neighbor said; nothing when somebody else answered, whatever was ticked."""
        if self.result == ContactResult.REFUSED:
            return Answer.DECLINED
        return self.answer if self.is_two_way else ""


@action
def log_contact(
    *, case: Case, details: ContactDetails, by: User, follow_up: FollowUp | None = None, now: datetime = NOW
) -> Contact:
    """Write down one attempt, end the promise it fulfils and make the next one.

    Order: contact, first attempt and first reached on the case, engage, next follow-up, then the old one
    ends: so there is a promise at every moment.
    """
    if not access.can_work_on(by, case):
        raise NotAllowed(_("Only the team of this case may log contacts."))
    locked = Case.objects.lock(case)
    sent_before = Contact.objects.filter(submission=details.submission).first()
    if sent_before:
        return _same(sent_before, locked)
    _check(locked, details, by, now)
    _still_as_seen(follow_up, details)
    fulfils = _fulfilled(locked, follow_up, details)
    contact = _write(locked, details, by, fulfils, now)
    _note_on_case(locked, contact)
    if details.said == Answer.AGREED and locked.status == CaseStatus.OUTREACH:
        locked = engage_case(case=locked, by=by, now=now)
    _go_on(locked, details, fulfils, by, now)
    record("contact.logged", subject=locked, by=by, at=now, contact=contact.pk)
    return contact


def _same(sent_before: Contact, case: Case) -> Contact:
    if sent_before.case_id != case.pk:
        raise DomainError(_("This form was sent already, for another case. Open it again."))
    return sent_before


def _still_as_seen(follow_up: FollowUp | None, details: ContactDetails) -> None:
    """Two taps on one row are one attempt: the second finds the promise ended, or moved on to its next step."""
    if follow_up is None or details.is_two_way:
        return
    now_is = FollowUp.objects.lock(follow_up)
    if not now_is.is_open or (now_is.step, now_is.renewals) != (follow_up.step, follow_up.renewals):
        raise NotPossibleNow(_("This follow-up was done already."))


def _check(case: Case, details: ContactDetails, by: User, now: datetime) -> None:
    raise_if_resting(case)
    if not case.is_open or case.status == CaseStatus.INTAKE:
        raise NotPossibleNow(_("This case is not with a team. Assign it first."))
    if details.at and details.at > now + AHEAD_AT_MOST:
        raise DomainError(_("This is in the future."), field="at")
    if details.at and details.at < case.clock_started_at:
        raise DomainError(_("This is before the encounter that began it all."), field="at")
    if details.result == ContactResult.REACHED and not details.answer:
        raise DomainError(_("Say what the neighbor answered."), field="answer")
    if details.next_due_at:
        check_new_time(details.next_due_at, by=by, now=now, field="next_due_at")


def _write(case: Case, details: ContactDetails, by: User, fulfils: list[FollowUp], now: datetime) -> Contact:
    return Contact.objects.create(
        case=case,
        follow_up=fulfils[0] if fulfils else None,
        submission=details.submission,
        at=details.at or now,
        by=by,
        direction=details.direction,
        channel=details.channel,
        result=details.result,
        answer=details.said,
        interpreter=details.interpreter,
        note=details.note,
    )


def _note_on_case(case: Case, contact: Contact) -> None:
    """First attempt and first reached since the clock started."""
    fields = []
    if contact.direction == Direction.OUT and case.first_attempt_at is None:
        case.first_attempt_at = contact.at
        fields.append("first_attempt_at")
    if contact.result in TWO_WAY and case.reached_at is None:
        case.reached_at = contact.at
        fields.append("reached_at")
    if fields:
        case.save(update_fields=fields)


def _fulfilled(case: Case, follow_up: FollowUp | None, details: ContactDetails) -> list[FollowUp]:
    """The open promises that this contact fulfils, the most urgent first.

    Speaking with the neighbor fulfils every one about reaching; an attempt only the one it was made for.
    """
    by_contact = [f for f in case.follow_ups.open().order_by("due_at", "pk") if f.kind in BY_CONTACT]
    if details.is_two_way:
        return by_contact
    if follow_up is not None:
        return [f for f in by_contact if f.pk == follow_up.pk]
    return by_contact[:1]


def _go_on(case: Case, details: ContactDetails, fulfils: list[FollowUp], by: User, now: datetime) -> None:
    """Make the next promise, then end the fulfilled ones."""
    beside = [f for f in fulfils if f.kind in BESIDE]
    if beside and not details.is_two_way:
        step = beside[0].step + 1
        following: FollowUp | None = advance_follow_up(
            follow_up=beside[0],
            phase=Phase(beside[0].phase),
            step=step,
            anchor=now,
            by=by,
            why=_("tried, not reached"),
            now=now,
        )
    else:
        following = _next(case, details, fulfils, by, now)
        for follow_up in fulfils:
            complete_follow_up(follow_up=follow_up, by=by, now=now)
    if following and details.next_due_at:
        move_follow_up(
            follow_up=following, due_at=details.next_due_at, why=_("chosen when logging a contact"), by=by, now=now
        )


def _next(case: Case, details: ContactDetails, fulfils: list[FollowUp], by: User, now: datetime) -> FollowUp | None:
    """The follow-up that takes over from the fulfilled ones; None when other open ones carry the case on."""
    kinds = {f.kind for f in fulfils}
    if not fulfils or (kinds <= BESIDE and _still_promised(case, fulfils)):
        return None
    phase, step = _next_step(case, details, fulfils)
    if phase == Phase.ENGAGED and case.status == CaseStatus.CONNECTED and _still_promised(case, fulfils):
        return None
    return open_follow_up(case=case, phase=phase, step=step, anchor=_anchor(case, phase, now), by=by, now=now)


def _next_step(case: Case, details: ContactDetails, fulfils: list[FollowUp]) -> tuple[Phase, int]:
    if details.is_two_way:
        if details.said == Answer.DECLINED:
            return Phase.DECIDE, 1
        return Phase.ENGAGED, 1 if details.said == Answer.AGREED or case.status != CaseStatus.OUTREACH else 2
    last = fulfils[0]
    return after_attempt(case.cadence(), phase=last.phase, step=last.step)


def _anchor(case: Case, phase: Phase, now: datetime) -> datetime:
    return case.clock_started_at if phase == Phase.NOT_REACHED else now


def _still_promised(case: Case, fulfils: list[FollowUp]) -> bool:
    return case.follow_ups.carrying_on().exclude(pk__in=[f.pk for f in fulfils]).exists()
