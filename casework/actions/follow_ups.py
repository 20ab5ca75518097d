"""Promises: opened, done, moved with a reason, cancelled with their case. Nothing else ends a reminder."""

from collections.abc import Callable, Iterable, Mapping, Sequence
from datetime import datetime, timedelta

from django.db import connection
from django.utils.translation import gettext as _

from casework import access
from casework.cadence import BY_CONTACT, Attempt, Cadence, Step
from casework.models import Case, ContactPointKind, Direction, FollowUp, Half, LivingSituation, Queue
from casework.models.restrictions import named_for
from casework.reminders import in_hours
from casework.states import NEVER_REST, CaseStatus, CloseReason, FollowUpKind, FollowUpStatus, Phase
from heart.accounts.calendar import rota_since
from heart.accounts.models import User
from heart.audit.record import record
from heart.lib.actions import NOW, action, because
from heart.lib.clock import ZONE
from heart.lib.errors import DomainError, NotAllowed, NotPossibleNow
from heart.notify import outbox

# How far a promise may be moved at once (DOMAIN 4: a snooze has a limit).
MOVES_BY = timedelta(days=30)
OVERSEER_MOVES_BY = timedelta(days=90)
# What is due so soon goes to whoever is there first.
SOON = timedelta(hours=1)
ENDED = ["status", "ended_at", "ended_by", "why", "next_reminder_at", "rests"]
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
TIMED = [*RENEWED, "owner", "due_at", "anchor_at", "by_hand", "phase", "step", "why"]


@action
def open_follow_up(
    *, case: Case, phase: Phase, by: User | None, step: int = 1, anchor: datetime | None = None, now: datetime = NOW
) -> FollowUp:
    """Promise the step of the cadence, counted from `anchor` (now, when not given)."""
    cadence = case.cadence()
    found = cadence.step(phase, step)
    attempts = attempts_on(case) if found.looks_back else []
    due_at = cadence.due_at(found, anchor=anchor or now, now=now, attempts=attempts)
    owner = None if case.status == CaseStatus.INTAKE else owner_for(case, found.half, due_at, now)
    return FollowUp.objects.create(
        case=case,
        kind=found.kind,
        rests=rests_with(case, found.kind),
        phase=phase,
        step=step,
        channel=_channel(cadence, found, case, attempts),
        owner=owner,
        queue="" if owner else Queue.INTAKE,
        created_at=now,
        anchor_at=anchor or now,
        due_at=due_at,
        next_reminder_at=in_hours(due_at, cadence.calendar),
    )


def rests_with(case: Case, kind: str) -> bool:
    """Whether such a promise of this case rests: what concerns the neighbor does while the case goes on in another,
    and everything once that one has ended in death."""
    goes_on, ended_in_death = case.goes_on_in, False
    while goes_on and not ended_in_death:
        ended_in_death, goes_on = goes_on.closed_reason == CloseReason.DECEASED, goes_on.goes_on_in
    return case.goes_on_in_id is not None and (kind not in NEVER_REST or ended_in_death)


def owner_for(case: Case, half: str, due_at: datetime, now: datetime) -> User:
    """The half of the pair that the step goes to. The other half when that one is on leave now or away when it falls
    due, and the other is there; when that person is no longer active, whoever of the team is."""
    team = case.team
    if team is None:
        raise NotPossibleNow(_("This case has no team yet."))
    wanted = team.clinician if half == Half.CLINICIAN else team.peer
    people = [wanted, team.other_half(wanted.pk), team.supervisor]
    known_to = case.may_be_known_to(person for person in people if person.is_active)
    pair = [person for person in known_to if person != team.supervisor]
    if pair:
        return min(pair, key=_absence(due_at, now))  # the first of those who are there alike
    if known_to:
        return team.supervisor
    overseer = _named_overseer(case)
    if overseer:
        return overseer
    raise NotPossibleNow(_("Nobody of this team is active. Assign the case to another team first."))


def _named_overseer(case: Case) -> User | None:
    """Of a restricted neighbor there is always one who may know, though perhaps of no team of the case."""
    named = named_for(case.neighbor_id) or ()
    overseers = User.objects.active().overseers().filter(pk__in=named)
    return overseers.order_by("role", "pk").last()  # a supervisor rather than a programme manager


def is_there(person: User, due_at: datetime, now: datetime) -> bool:
    """Not on leave now, and at work when it falls due or later on that day; when it is overdue, now."""
    away, *_rest = _absence(due_at, now)(person)
    return not away


def _absence(due_at: datetime, now: datetime) -> Callable[[User], tuple[bool, bool, bool, datetime]]:
    """How far from being there, to compare people by: on leave now, or away then; away then; on leave then, which is
    longer than till the next day of one's own; and, of what is due within the hour, when the person begins."""
    at, rota = max(due_at, now), rota_since(now.astimezone(ZONE).date())
    today, then = rota.at(now), rota.at(at)

    def of(person: User) -> tuple[bool, bool, bool, datetime]:
        begins = then.next_moment(person.pk)
        on_leave = [presence.back_after(person.pk) is not None for presence in (today, then)]
        soonest = begins if begins and at - now <= SOON else at
        return begins is None or on_leave[0], begins is None, on_leave[1], soonest

    return of


def _away_by_then(person: User, due_at: datetime, now: datetime) -> bool:
    return rota_since(now.astimezone(ZONE).date()).at(max(due_at, now)).away(person.pk)


@action
def complete_follow_up(*, follow_up: FollowUp, by: User | None, why: str = "", now: datetime = NOW) -> FollowUp:
    """Done. What is still queued about it is not sent any more."""
    return _end(follow_up, FollowUpStatus.DONE, by, why, now)


@action
def mark_done(*, follow_up: FollowUp, note: str, by: User, now: datetime = NOW) -> FollowUp:
    """A promise beside the thread of the case, kept in a way that is no contact of ours to log; the note says how."""
    if not access.can_move(by, follow_up):
        raise NotAllowed(_("Only the team of this case may say that this is done."))
    if not note.strip():
        raise DomainError(_("Say what was done."), field="note")
    locked = lock_working(follow_up)
    if locked.kind not in (FollowUpKind.NEW_TEXT, FollowUpKind.UNDELIVERED):
        raise NotPossibleNow(_("Log a contact instead."))
    done = complete_follow_up(follow_up=locked, by=by, why=note, now=now)
    record("follow_up.done", subject=locked.case, by=by, at=now, follow_up=locked.pk)
    return done


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
    locked = lock_working(follow_up)
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
    """The same promise goes on with another step of the cadence (a provider answered, an appointment was made). It
    leaves an owner who is away by then for the half of the pair that is there."""
    locked = lock_open(follow_up)
    cadence = locked.case.cadence()
    found = cadence.step(phase, step)
    because(why)
    locked.phase, locked.step, locked.anchor_at, locked.by_hand = phase, step, anchor, False
    attempts = attempts_on(locked.case) if found.looks_back else []
    due_at = cadence.due_at(found, anchor=anchor, now=now, attempts=attempts)
    if locked.owner and locked.case.team and _away_by_then(locked.owner, due_at, now):
        locked.owner = owner_for(locked.case, found.half, due_at, now)
    _retime(locked, due_at, cadence, why=why)
    return locked


@action
def hand_over_follow_ups(*, case: Case, by: User, now: datetime = NOW) -> None:
    """Every open follow-up of the case goes to the same half of its present team."""
    Case.objects.lock(case)
    cadence = case.cadence()
    for follow_up in case.follow_ups.open().select_for_update():
        step = cadence.step(follow_up.phase, follow_up.step)
        due_at = max(follow_up.due_at, now)
        follow_up.owner, follow_up.queue = owner_for(case, step.half, due_at, now), Queue.NONE
        renew(follow_up, due_at, cadence)
        follow_up.save(update_fields=[*RENEWED, "owner", "queue"])


def attempts_on(case: Case) -> list[Attempt]:
    """What was tried since the clock of this episode started."""
    tried = case.contacts.filter(direction=Direction.OUT, at__gte=case.clock_started_at).order_by("at", "pk")
    return [Attempt(at, channel) for at, channel in tried.values_list("at", "channel")]


def _channel(cadence: Cadence, step: Step, case: Case, attempts: Sequence[Attempt]) -> str:
    """As the step suggests and this neighbor can be reached."""
    if step.kind not in BY_CONTACT:
        return step.channel
    neighbor = case.neighbor
    return cadence.channel(
        step,
        attempts=attempts,
        phone=neighbor.contact_points.current().filter(kind=ContactPointKind.PHONE).exists(),
        unsheltered=neighbor.living_situation == LivingSituation.UNSHELTERED,
    )


def _retime(follow_up: FollowUp, due_at: datetime, cadence: Cadence, *, why: str) -> None:
    follow_up.due_at, follow_up.why = due_at, why
    renew(follow_up, due_at, cadence)
    follow_up.save(update_fields=TIMED)


def renew(follow_up: FollowUp, due_at: datetime, cadence: Cadence, *, only_of: int | None = None) -> None:
    """Unsaved: the reminders start again from `due_at` with the first rung; what is still queued is not sent. What was
    sent is no longer needed: of everybody, or `only_of` the person who hands it over."""
    if only_of is None:
        outbox.withdraw(follow_up.message_key)
    else:
        outbox.withdraw_reminders(follow_up.message_key, of=only_of)
    follow_up.next_reminder_at = in_hours(due_at, cadence.calendar)
    follow_up.reminders_sent, follow_up.renewals, follow_up.set_aside_at = 0, follow_up.renewals + 1, None
    follow_up.snoozed_until, follow_up.snoozes, follow_up.seen_at, follow_up.seen_by = None, 0, None, None


RENEW_EACH = """
    UPDATE casework_followup AS f SET due_at = moved.due_at, next_reminder_at = moved.remind_at, reminders_sent = 0,
        renewals = f.renewals + 1, set_aside_at = NULL, snoozed_until = NULL, snoozes = 0, seen_at = NULL,
        seen_by_id = NULL
    FROM unnest(%s::bigint[], %s::timestamptz[], %s::timestamptz[]) AS moved (id, due_at, remind_at)
    WHERE f.id = moved.id
"""


def renew_each(moves: Mapping[FollowUp, datetime], cadence: Cadence) -> None:
    """As `renew`, of thousands that are locked, and saved: two statements."""
    outbox.withdraw_each([follow_up.message_key for follow_up in moves])
    reminders = [in_hours(due_at, cadence.calendar) for due_at in moves.values()]
    with connection.cursor() as cursor:
        cursor.execute(RENEW_EACH, [[follow_up.pk for follow_up in moves], list(moves.values()), reminders])


def lock_working(follow_up: FollowUp) -> FollowUp:
    """As `lock_open`, of what somebody does with it."""
    locked = lock_open(follow_up)
    if locked.rests:
        raise_if_resting(locked.case)
    return locked


def raise_if_resting(case: Case) -> None:
    """The neighbor is looked after in one case only."""
    if case.rests:
        words = _("This record is linked, and the neighbor's case goes on as case %(case)s. Work on that one.")
        raise NotPossibleNow(words % {"case": case.goes_on_in_id})


def lock_open(follow_up: FollowUp) -> FollowUp:
    locked = FollowUp.objects.lock(follow_up)
    if not locked.is_open:
        raise NotPossibleNow(_("This follow-up has ended meanwhile."))
    return locked


def _end(follow_up: FollowUp, status: FollowUpStatus, by: User | None, why: str, now: datetime) -> FollowUp:
    locked = lock_open(follow_up)
    because(why)
    locked.status, locked.ended_at, locked.ended_by, locked.why = status, now, by, why
    locked.next_reminder_at, locked.rests = None, False
    locked.save(update_fields=ENDED)
    outbox.withdraw(locked.message_key)
    if locked.message_id:
        outbox.settle(locked.message_id)
    return locked
