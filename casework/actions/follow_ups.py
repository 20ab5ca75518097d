"""Promises: opened, done, moved with a reason, cancelled with their case. Nothing else ends a reminder."""

from collections.abc import Iterable
from datetime import datetime, timedelta

from django.utils.translation import gettext as _

from casework import access
from casework.cadence import Cadence, Step
from casework.models import Case, Contact, FollowUp, Half, Queue
from casework.reminders import first_reminder_at
from casework.states import CaseStatus, FollowUpKind, FollowUpStatus, Phase
from heart.accounts.models import User
from heart.audit.record import record
from heart.lib.actions import NOW, action, because
from heart.lib.errors import DomainError, NotAllowed, NotPossibleNow
from heart.notify import outbox

# How far a promise may be moved at once (DOMAIN 4: a snooze has a limit).
MOVES_BY = timedelta(days=30)
OVERSEER_MOVES_BY = timedelta(days=90)
ENDED = ["status", "ended_at", "ended_by", "why", "next_reminder_at"]
RENEWED = [
    "next_reminder_at",
    "reminders_sent",
    "renewals",
    "set_aside_at",
    "snoozed_until",
    "snoozes",
    "seen_at",
    "seen_by",
]
TIMED = [*RENEWED, "due_at", "anchor_at", "by_hand", "phase", "step", "why"]


@action
def open_follow_up(
    *, case: Case, phase: Phase, by: User | None, step: int = 1, anchor: datetime | None = None, now: datetime = NOW
) -> FollowUp:
    """Promise the step of the cadence, counted from `anchor` (now, when not given)."""
    cadence = case.cadence()
    found = cadence.step(phase, step)
    due_at = _due_at(cadence, found, case, anchor or now, now)
    owner = None if case.status == CaseStatus.INTAKE else owner_for(case, found.half)
    return FollowUp.objects.create(
        case=case,
        kind=found.kind,
        phase=phase,
        step=step,
        channel=found.channel,
        owner=owner,
        queue="" if owner else Queue.INTAKE,
        created_at=now,
        anchor_at=anchor or now,
        due_at=due_at,
        next_reminder_at=first_reminder_at(due_at, cadence.calendar),
    )


def owner_for(case: Case, half: str) -> User:
    """The half of the pair that the step goes to; when that person is no longer active, whoever of the team is."""
    team = case.team
    if team is None:
        raise NotPossibleNow(_("This case has no team yet."))
    wanted = team.clinician if half == Half.CLINICIAN else team.peer
    if wanted.is_active:
        return wanted
    for person in (team.other_half(wanted.pk), team.supervisor):
        if person.is_active:
            return person
    raise NotPossibleNow(_("Nobody of this team is active. Assign the case to another team first."))


@action
def complete_follow_up(*, follow_up: FollowUp, by: User | None, why: str = "", now: datetime = NOW) -> FollowUp:
    """Done. What is still queued about it is not sent any more."""
    return _end(follow_up, FollowUpStatus.DONE, by, why, now)


@action
def cancel_follow_up(*, follow_up: FollowUp, by: User | None, why: str, now: datetime = NOW) -> FollowUp:
    """No longer needed, with the reason. The database refuses it if the case would be left with nothing."""
    return _end(follow_up, FollowUpStatus.CANCELLED, by, why, now)


@action
def cancel_all(*, case: Case, by: User | None, why: str, now: datetime = NOW) -> None:
    for follow_up in case.follow_ups.open():
        cancel_follow_up(follow_up=follow_up, by=by, why=why, now=now)


@action
def complete_kind(*, case: Case, kinds: Iterable[FollowUpKind], by: User | None, now: datetime = NOW) -> None:
    for follow_up in case.follow_ups.open().filter(kind__in=list(kinds)):
        complete_follow_up(follow_up=follow_up, by=by, now=now)


@action
def move_follow_up(*, follow_up: FollowUp, due_at: datetime, why: str, by: User, now: datetime = NOW) -> FollowUp:
    """Another time, with a reason; the reminders start again from there. Not into the past."""
    if not access.can_move(by, follow_up):
        raise NotAllowed(_("Only the team of this case may move its follow-ups."))
    if not why.strip():
        raise DomainError(_("Say why it moves."), field="why")
    check_new_time(due_at, by=by, now=now, field="due_at")
    locked = _lock_open(follow_up)
    because(why)
    locked.by_hand = True
    _retime(locked, due_at, locked.case.cadence(), why=why)
    record("follow_up.moved", subject=locked.case, by=by, at=now, follow_up=locked.pk)
    return locked


def check_new_time(due_at: datetime, *, by: User, now: datetime, field: str) -> None:
    """Ahead, and not so far that moving would be forgetting (DOMAIN 4)."""
    most = OVERSEER_MOVES_BY if by.is_overseer else MOVES_BY
    if due_at <= now:
        raise DomainError(_("Choose a time in the future."), field=field)
    if due_at > now + most:
        raise DomainError(_("At most %(days)s days ahead.") % {"days": most.days}, field=field)


@action
def advance_follow_up(
    *, follow_up: FollowUp, phase: Phase, step: int, anchor: datetime, by: User | None, why: str, now: datetime = NOW
) -> FollowUp:
    """The same promise goes on with another step of the cadence (a provider answered, an appointment was made)."""
    locked = _lock_open(follow_up)
    cadence = locked.case.cadence()
    found = cadence.step(phase, step)
    because(why)
    locked.phase, locked.step, locked.anchor_at, locked.by_hand = phase, step, anchor, False
    _retime(locked, cadence.due_at(found, anchor=anchor, now=now), cadence, why=why)
    return locked


@action
def hand_over_follow_ups(*, case: Case, by: User, now: datetime = NOW) -> None:
    """Every open follow-up of the case goes to the same half of its present team."""
    Case.objects.lock(case)
    cadence = case.cadence()
    for follow_up in case.follow_ups.open().select_for_update():
        step = cadence.step(follow_up.phase, follow_up.step)
        follow_up.owner, follow_up.queue = owner_for(case, step.half), Queue.NONE
        _renew(follow_up, max(follow_up.due_at, now), cadence)
        follow_up.save(update_fields=[*RENEWED, "owner", "queue"])


@action
def hand_over_follow_up(*, follow_up: FollowUp, by: User, why: str, now: datetime = NOW) -> FollowUp:
    """From its owner to the other half of the pair; to their supervisor when that one is not active."""
    if not access.can_move(by, follow_up):
        raise NotAllowed(_("Only the team of this case may hand over its follow-ups."))
    locked = _lock_open(follow_up)
    team = locked.case.team
    if locked.owner_id is None or team is None:
        raise NotPossibleNow(_("This case has no team yet."))
    other = team.other_half(locked.owner_id)
    locked.owner = other if other.is_active else team.supervisor
    because(why)
    cadence = locked.case.cadence()
    _renew(locked, max(locked.due_at, now), cadence)
    locked.save(update_fields=[*RENEWED, "owner"])
    record("follow_up.handed_over", subject=locked.case, by=by, at=now, follow_up=locked.pk, to=locked.owner_id)
    return locked


def _due_at(cadence: Cadence, step: Step, case: Case, anchor: datetime, now: datetime) -> datetime:
    last = (
        Contact.objects.filter(case=case, at__gte=case.clock_started_at)
        .order_by("-at")
        .values_list("at", flat=True)
        .first()
        if step.at_least
        else None
    )
    return cadence.due_at(step, anchor=anchor, now=now, last_attempt=last)


def _retime(follow_up: FollowUp, due_at: datetime, cadence: Cadence, *, why: str) -> None:
    follow_up.due_at, follow_up.why = due_at, why
    _renew(follow_up, due_at, cadence)
    follow_up.save(update_fields=TIMED)


def _renew(follow_up: FollowUp, due_at: datetime, cadence: Cadence) -> None:
    """Unsaved: the reminders start again from `due_at` with the first rung; what is still queued is not sent."""
    outbox.withdraw(follow_up.message_key)
    follow_up.next_reminder_at = first_reminder_at(due_at, cadence.calendar)
    follow_up.reminders_sent, follow_up.renewals, follow_up.set_aside_at = 0, follow_up.renewals + 1, None
    follow_up.snoozed_until, follow_up.snoozes, follow_up.seen_at, follow_up.seen_by = None, 0, None, None


def _lock_open(follow_up: FollowUp) -> FollowUp:
    locked = FollowUp.objects.lock(follow_up)
    if not locked.is_open:
        raise NotPossibleNow(_("This follow-up has ended meanwhile."))
    return locked


def _end(follow_up: FollowUp, status: FollowUpStatus, by: User | None, why: str, now: datetime) -> FollowUp:
    locked = _lock_open(follow_up)
    because(why)
    locked.status, locked.ended_at, locked.ended_by, locked.why = status, now, by, why
    locked.next_reminder_at = None
    locked.save(update_fields=ENDED)
    outbox.withdraw(locked.message_key)
    return locked
