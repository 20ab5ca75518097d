"""Sending a referral, writing down the answer, going on with another service."""

from datetime import datetime, timedelta
from uuid import UUID, uuid4

from django.utils.translation import gettext as _

from casework.actions.cases import close_case
from casework.actions.follow_ups import (
    advance_follow_up,
    cancel_follow_up,
    complete_kind,
    open_follow_up,
    raise_if_resting,
)
from casework.models import Case, Neighbor
from casework.states import CaseStatus, CloseReason, FollowUpKind, Phase
from heart.accounts.models import User
from heart.audit.record import record
from heart.lib.actions import NOW, action, because
from heart.lib.errors import DomainError, NotAllowed, NotPossibleNow
from referrals import access
from referrals.actions.appointments import forget_reminder
from referrals.disclosures import Decision, decide, told_by_referral
from referrals.models import Need, Referral, Service
from referrals.states import BY_TARGET, NEEDS_REASON, ReferralStatus, next_status

# Further away it is a slip of the pen.
APPOINTMENT_WITHIN = timedelta(days=366)
ENDS = frozenset(
    {ReferralStatus.REJECTED, ReferralStatus.CANCELLED, ReferralStatus.FAILED, ReferralStatus.ENTERED_IN_ERROR}
)


@action
def record_need(*, case: Case, category: str, in_their_words: str = "", by: User, now: datetime = NOW) -> Need:
    """What the neighbor needs and wants; the same category again changes only the words."""
    if not access.can_refer(by, case):
        raise NotAllowed(_("Only the team of this case may record needs."))
    need, created = Need.objects.get_or_create(
        case=case, category=category, defaults={"in_their_words": in_their_words, "recorded_at": now, "recorded_by": by}
    )
    if not created and in_their_words and need.in_their_words != in_their_words:
        need.in_their_words = in_their_words
        need.save(update_fields=["in_their_words"])
    record("need.recorded", subject=case, by=by, at=now, category=category)
    return need


@action
def send_referral(
    *,
    case: Case,
    need: Need,
    service: Service,
    message: str = "",
    replaces: Referral | None = None,
    submission: UUID | None = None,
    by: User,
    now: datetime = NOW,
) -> Referral:
    """Ask a service to help, if a consent allows what that tells. Opens the follow-up "confirm the connection",
    which is reminded of until a connection is confirmed or the referral ends (HOUSE 6)."""
    if not access.can_refer(by, case):
        raise NotAllowed(_("Only the team of this case may refer."))
    Neighbor.objects.hold_persons(case.neighbor_id)
    locked = Case.objects.lock(case)
    submission = submission or uuid4()
    sent_before = Referral.objects.filter(submission=submission).first()
    if sent_before:
        return _same(sent_before, locked)
    _may_send(locked, need, service, replaces)
    consent = _consented(locked, need, service, by, now).consent
    follow_up = open_follow_up(case=locked, phase=Phase.REFERRAL_SENT, by=by, now=now)
    referral = Referral.objects.create(
        case=locked,
        need=need,
        service=service,
        consent=consent,
        follow_up=follow_up,
        replaces=replaces,
        submission=submission,
        status=ReferralStatus.DRAFT,
        message=message,
        created_at=now,
        created_by=by,
    )
    referral.status, referral.requested_at = next_status(referral.status, ReferralStatus.REQUESTED), now
    referral.save(update_fields=["status", "requested_at"])
    record(
        "referral.sent", subject=locked, by=by, at=now, referral=referral.pk, consent=consent.pk if consent else None
    )
    return referral


@action
def record_answer(
    *,
    referral: Referral,
    status: ReferralStatus,
    reason: str = "",
    appointment_at: datetime | None = None,
    by: User,
    now: datetime = NOW,
) -> Referral:
    """What became of the referral, as the provider told us, or our own cancelling. Never "connected": see connections."""
    if not access.can_answer(by, referral.case):
        raise NotAllowed(_("Only the team of this case may record that."))
    locked = Referral.objects.lock(referral)
    _check_answer(status, reason)
    _check_error(locked, status)
    _check_appointment(appointment_at, now)
    because(reason)
    locked.status, locked.status_reason = next_status(locked.status, status), reason if status in NEEDS_REASON else ""
    if status in BY_TARGET:
        locked.answered_at = locked.answered_at or now
    if status in ENDS or (appointment_at and appointment_at != locked.appointment_at):
        forget_reminder(locked)
    locked.appointment_at = appointment_at or locked.appointment_at
    if status in ENDS:
        locked.ended_at = now
    locked.save(update_fields=["status", "status_reason", "answered_at", "appointment_at", "ended_at"])
    _follow_up_on_answer(locked, by, now)
    record(f"referral.{status}", subject=locked.case, by=by, at=now, referral=locked.pk)
    return locked


@action
def set_appointment(*, referral: Referral, appointment_at: datetime, by: User, now: datetime = NOW) -> Referral:
    """A time is agreed: reminded the working day before and the working day after."""
    if not access.can_answer(by, referral.case):
        raise NotAllowed(_("Only the team of this case may record that."))
    locked = Referral.objects.lock(referral)
    if locked.status not in (ReferralStatus.ACCEPTED, ReferralStatus.IN_PROGRESS):
        raise NotPossibleNow(_("Record first that the provider accepted."))
    _check_appointment(appointment_at, now)
    if appointment_at != locked.appointment_at:
        forget_reminder(locked)
    locked.appointment_at = appointment_at
    locked.save(update_fields=["appointment_at"])
    _follow_up_on_answer(locked, by, now)
    record("referral.appointment", subject=locked.case, by=by, at=now, referral=locked.pk)
    return locked


@action
def chase_provider(*, referral: Referral, note: str = "", by: User, now: datetime = NOW) -> Referral:
    """We asked again, or looked at it: the promise goes on with its next step. One that would be over by now
    counts from now, so that having asked is not at once overdue again."""
    if not access.can_answer(by, referral.case):
        raise NotAllowed(_("Only the team of this case may record that."))
    locked = Referral.objects.lock(referral)
    if not locked.is_live or locked.follow_up is None:
        raise NotPossibleNow(_("This referral has ended."))
    follow_up = locked.follow_up
    phase, step = Phase(follow_up.phase), follow_up.step + 1
    advance_follow_up(
        follow_up=follow_up,
        phase=phase,
        step=step,
        anchor=_ahead(locked.case, phase, step, _anchor(locked, phase, now), now),
        by=by,
        why=note or _("asked the provider"),
        now=now,
    )
    record("referral.chased", subject=locked.case, by=by, at=now, referral=locked.pk)
    return locked


@action
def end_referral_case(*, case: Case, reason: CloseReason, note: str = "", by: User, now: datetime = NOW) -> Case:
    """Close a case together with what is still asked of providers for it."""
    for referral in Referral.objects.live().filter(case=case).order_by("pk"):
        _cancel_quietly(referral, reason, by, now)
    return close_case(case=case, reason=reason, note=note, by=by, now=now)


def _cancel_quietly(referral: Referral, reason: CloseReason, by: User, now: datetime) -> None:
    """With its follow-up; the case closes in the same transaction."""
    locked = Referral.objects.lock(referral)
    if locked.follow_up and locked.follow_up.is_open:
        cancel_follow_up(follow_up=locked.follow_up, by=by, why=str(CloseReason(reason).label), now=now)
    locked.status = next_status(locked.status, ReferralStatus.CANCELLED)
    locked.status_reason, locked.ended_at = str(CloseReason(reason).label), now
    forget_reminder(locked)
    locked.save(update_fields=["status", "status_reason", "ended_at"])
    record("referral.cancelled", subject=locked.case, by=by, at=now, referral=locked.pk)


def _may_send(case: Case, need: Need, service: Service, replaces: Referral | None) -> None:
    raise_if_resting(case)
    if case.status not in (CaseStatus.ENGAGED, CaseStatus.CONNECTED):
        raise NotPossibleNow(_("Reach the neighbor first, and hear whether they want this."))
    if need.case_id != case.pk or (replaces and replaces.case_id != case.pk):
        raise DomainError(_("This belongs to another case."), field="need")
    if case.referrals.live().filter(service=service, need=need).exists():
        raise DomainError(_("This service has been asked already and has not declined."), field="service")
    if replaces and Referral.objects.filter(replaces=replaces).exists():
        raise DomainError(_("Another service has been asked instead already."), field="service")


def _consented(case: Case, need: Need, service: Service, by: User, now: datetime) -> Decision:
    """The decision, on record either way. The person's records are held, so that a revocation waits or is seen."""
    told = told_by_referral(need.category, service)
    decision = decide(neighbor=case.neighbor, organization=service.organization, information=told, now=now)
    if not decision.allowed:
        labels = ", ".join(str(item.label) for item in decision.missing)
        raise DomainError(
            _("No consent in force allows telling %(organization)s: %(what)s.")
            % {"organization": service.organization, "what": labels},
            field="consent",
        )
    record(
        "disclosure.allowed",
        subject=case,
        by=by,
        at=now,
        organization=str(service.organization_id),
        consent=decision.consent.pk if decision.consent else None,
    )
    return decision


def _check_answer(status: ReferralStatus, reason: str) -> None:
    if status in (ReferralStatus.REQUESTED, ReferralStatus.DRAFT, ReferralStatus.COMPLETED):
        raise DomainError(_("Confirm the connection instead."), field="status")
    if status in NEEDS_REASON and not reason.strip():
        raise DomainError(_("Say why."), field="reason")


def _same(sent_before: Referral, case: Case) -> Referral:
    if sent_before.case_id != case.pk:
        raise DomainError(_("This form was sent already, for another case. Open it again."))
    return sent_before


def _check_appointment(at: datetime | None, now: datetime) -> None:
    if at and abs(at - now) > APPOINTMENT_WITHIN:
        raise DomainError(_("This is more than a year away. Look at the year."), field="appointment_at")


def _check_error(referral: Referral, status: ReferralStatus) -> None:
    """A connection rests on its referral: it is lost first, with the reason, and does not vanish with it."""
    if (
        status == ReferralStatus.ENTERED_IN_ERROR
        and referral.case.connections.standing().filter(referral=referral).exists()
    ):
        raise DomainError(_("A connection stands on this referral. Record first that it was lost."), field="status")


def _follow_up_on_answer(referral: Referral, by: User, now: datetime) -> None:
    if referral.status in ENDS:
        _go_on_elsewhere(referral, by, now)
    elif referral.follow_up:
        phase = Phase.APPOINTMENT if _is_ahead(referral, now) else Phase.REFERRAL_ACCEPTED
        advance_follow_up(
            follow_up=referral.follow_up,
            phase=phase,
            step=1,
            anchor=_anchor(referral, phase, now),
            by=by,
            why=str(referral.get_status_display()),
            now=now,
        )
        complete_kind(case=referral.case, kinds=[FollowUpKind.CHECK_IN], by=by, now=now)


def _go_on_elsewhere(referral: Referral, by: User, now: datetime) -> None:
    """The case never loses its next step: a check-in soon, to choose another service with the neighbor."""
    others = referral.case.follow_ups.carrying_on().exclude(referral=referral)
    if referral.case.is_open and not others.exists():
        open_follow_up(case=referral.case, phase=Phase.ENGAGED, step=2, by=by, now=now)
    if referral.follow_up and referral.follow_up.is_open:
        cancel_follow_up(follow_up=referral.follow_up, by=by, why=str(referral.get_status_display()), now=now)


def _is_ahead(referral: Referral, now: datetime) -> bool:
    return referral.appointment_at is not None and referral.appointment_at > now


def _ahead(case: Case, phase: Phase, step: int, anchor: datetime, now: datetime) -> datetime:
    """`anchor`, or now when the step counted from there is not in the future."""
    cadence = case.cadence()
    due_at = cadence.due_at(cadence.step(phase, step), anchor=anchor, now=anchor)
    return anchor if due_at > now else now


def _anchor(referral: Referral, phase: Phase, now: datetime) -> datetime:
    if phase == Phase.APPOINTMENT and referral.appointment_at:
        return referral.appointment_at
    return referral.requested_at if phase == Phase.REFERRAL_SENT and referral.requested_at else now
