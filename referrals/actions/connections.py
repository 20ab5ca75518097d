"""The heart of the product: evidence that the neighbor was really served, and that it lasted."""

from datetime import date, datetime, time

from django.utils import timezone
from django.utils.translation import gettext as _

from casework.actions.cases import close_case, connect_case, lose_connection
from casework.actions.follow_ups import complete_follow_up, open_follow_up
from casework.models import Case, FollowUp
from casework.states import CloseReason, FollowUpKind, Phase
from heart.accounts.models import User
from heart.audit.record import record
from heart.lib.actions import NOW, action
from heart.lib.clock import ZONE
from heart.lib.errors import DomainError, NotAllowed, NotPossibleNow
from referrals import access
from referrals.actions.appointments import forget_reminder
from referrals.models import Connection, Referral
from referrals.states import ReferralStatus, next_status

LAST_CHECK = 2


@action
def confirm_connection(
    *, referral: Referral, attended_on: date, evidence: str, by: User, now: datetime = NOW
) -> Connection:
    """The neighbor was served. In one transaction: the referral is completed, its follow-up is done, the case is
    connected, and the 7-day and 30-day checks begin."""
    if not access.can_confirm_connection(by, referral.case):
        raise NotAllowed(_("Only the team of this case may confirm a connection."))
    if attended_on > timezone.localdate(now, ZONE):
        raise DomainError(_("This day has not come yet."), field="attended_on")
    case = Case.objects.lock(referral.case)
    locked = Referral.objects.lock(referral)
    _complete(locked, now)
    connection = Connection.objects.create(
        case=case, referral=locked, attended_on=attended_on, evidence=evidence, recorded_at=now, recorded_by=by
    )
    connect_case(case=case, since=_start_of(attended_on), by=by, now=now)
    if locked.follow_up and locked.follow_up.is_open:
        complete_follow_up(follow_up=locked.follow_up, by=by, now=now)
    record("connection.confirmed", subject=case, by=by, at=now, connection=connection.pk, evidence=evidence)
    return connection


@action
def confirm_still_connected(
    *, connection: Connection, follow_up: FollowUp, close: bool = False, by: User, now: datetime = NOW
) -> Connection:
    """A check found the neighbor still connected. The 30-day check may close the case in the same step; else the
    look for a new crisis comes next (DOMAIN 4)."""
    locked = _ahead(connection, follow_up, FollowUpKind.CONNECTION_CHECK, by)
    last = follow_up.step >= LAST_CHECK
    if last:
        locked.reconfirmed_at = now
        locked.save(update_fields=["reconfirmed_at"])
    if last and close:
        _close_connected(locked, follow_up, by, now)
    else:
        if last and not locked.case.follow_ups.open().filter(kind=FollowUpKind.CRISIS_LOOK).exists():
            begun = _start_of(locked.attended_on)
            open_follow_up(case=locked.case, phase=Phase.REPEAT_CRISIS, anchor=begun, by=by, now=now)
        complete_follow_up(follow_up=follow_up, by=by, now=now)
    record("connection.checked", subject=locked.case, by=by, at=now, connection=locked.pk, step=follow_up.step)
    return locked


@action
def look_for_crisis(
    *, connection: Connection, follow_up: FollowUp, close: bool = False, by: User, now: datetime = NOW
) -> Connection:
    """The look after 90 days, once for a case. It closes as connected, or goes on: with what is still promised, or
    with weekly check-ins."""
    locked = _ahead(connection, follow_up, FollowUpKind.CRISIS_LOOK, by)
    if close:
        _close_connected(locked, follow_up, by, now)
    else:
        if not locked.case.follow_ups.open().exclude(pk=follow_up.pk).exists():
            open_follow_up(case=locked.case, phase=Phase.ENGAGED, by=by, now=now)
        complete_follow_up(follow_up=follow_up, by=by, now=now)
    record("connection.looked_back", subject=locked.case, by=by, at=now, connection=locked.pk, closed=close)
    return locked


@action
def record_lost_connection(*, connection: Connection, why: str, by: User, now: datetime = NOW) -> Connection:
    """Not connected any more: written down with the reason, and the case goes on."""
    if not access.can_confirm_connection(by, connection.case):
        raise NotAllowed(_("Only the team of this case may record that."))
    if not why.strip():
        raise DomainError(_("Say why the connection was lost."), field="why")
    locked = Connection.objects.lock(connection)
    if locked.lost_at:
        raise NotPossibleNow(_("This is recorded already."))
    locked.lost_at, locked.lost_reason = now, why
    locked.save(update_fields=["lost_at", "lost_reason"])
    if locked.case.connections.standing().exists():
        _end_checks(locked, by, now)
    else:
        lose_connection(case=locked.case, why=why, by=by, now=now)
    record("connection.lost", subject=locked.case, by=by, at=now, connection=locked.pk)
    return locked


def _complete(referral: Referral, now: datetime) -> None:
    """Completed; a provider who never answered and served all the same has thereby accepted."""
    if referral.status == ReferralStatus.REQUESTED:
        referral.status = next_status(referral.status, ReferralStatus.ACCEPTED)
        referral.answered_at = now
        referral.save(update_fields=["status", "answered_at"])
    referral.status, referral.ended_at = next_status(referral.status, ReferralStatus.COMPLETED), now
    forget_reminder(referral)
    referral.save(update_fields=["status", "ended_at"])


def _ahead(connection: Connection, follow_up: FollowUp, kind: FollowUpKind, by: User) -> Connection:
    if not access.can_confirm_connection(by, connection.case):
        raise NotAllowed(_("Only the team of this case may confirm a connection."))
    locked = Connection.objects.lock(connection)
    if locked.lost_at or follow_up.case_id != locked.case_id or follow_up.kind != kind or not follow_up.is_open:
        raise NotPossibleNow(_("This check has ended meanwhile."))
    return locked


def _close_connected(connection: Connection, follow_up: FollowUp, by: User, now: datetime) -> None:
    """With the earlier checks of the same connection. Those of another connection stay, and closing refuses."""
    others = connection.case.connections.standing().exclude(pk=connection.pk)
    checks = connection.case.follow_ups.open().filter(kind=FollowUpKind.CONNECTION_CHECK).exclude(pk=follow_up.pk)
    for check in checks.exclude(anchor_at__in=[_start_of(other.attended_on) for other in others]):
        complete_follow_up(follow_up=check, by=by, now=now)
    complete_follow_up(follow_up=follow_up, by=by, now=now)
    close_case(case=connection.case, reason=CloseReason.CONNECTED, by=by, now=now)


def _end_checks(connection: Connection, by: User, now: datetime) -> None:
    """The lost connection's own, one of each; another connection carries the case on."""
    case, begun = connection.case, _start_of(connection.attended_on)
    checks = case.follow_ups.open().filter(kind=FollowUpKind.CONNECTION_CHECK, anchor_at=begun)
    own = {check.step: check for check in checks.order_by("pk")}.values()
    if not case.follow_ups.carrying_on().exclude(pk__in=[check.pk for check in own]).exists():
        open_follow_up(case=case, phase=Phase.ENGAGED, step=2, by=by, now=now)
    for check in own:
        complete_follow_up(follow_up=check, by=by, now=now)


def _start_of(day: date) -> datetime:
    """Where the checks of a connection are counted from, and by what they are known as its own."""
    return datetime.combine(day, time(12), ZONE)
