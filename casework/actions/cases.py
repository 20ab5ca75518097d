"""Cases: opened, assigned, engaged, connected, closed, reopened. The table is casework.states.TRANSITIONS."""

from collections.abc import Sequence
from datetime import datetime, timedelta

from django.db.models import Q
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from casework import access
from casework.actions.follow_ups import (
    advance_follow_up,
    attempts_on,
    cancel_all,
    complete_kind,
    hand_over_follow_ups,
    open_follow_up,
    raise_if_resting,
)
from casework.actions.resting import furthest, rest_case, rest_or_wake_follow_ups, wake_case
from casework.actions.texts import end_texts, keep_in_step
from casework.cadence import protocol_gaps
from casework.models import CadencePolicy, Case, EndedWhy, FollowUp, InboundText, LivingSituation, Meaning, Neighbor
from casework.states import CaseStatus, CaseVerb, CloseReason, FollowUpKind, Phase, next_status
from heart.accounts.models import Team, User
from heart.audit.record import record
from heart.lib.actions import NOW, action, because
from heart.lib.errors import DomainError, NotAllowed
from heart.notify import outbox
from heart.notify.models import Template

# A new encounter this soon after closing goes on with the same episode (DOMAIN 3).
REOPENS_WITHIN = timedelta(days=30)

GAPS = {
    "attempts": gettext_lazy("fewer than %(count)s attempts"),
    "days": gettext_lazy("less than %(count)s days of attempts"),
    "channels": gettext_lazy("fewer than %(count)s ways of reaching out"),
    "parts_of_day": gettext_lazy("fewer than %(count)s parts of the day"),
    "in_person": gettext_lazy("no attempt in person, though the neighbor is unsheltered"),
}

UNSEEN = {
    FollowUpKind.NEW_CRISIS: gettext_lazy(
        "A new encounter has not been looked at yet. Say in the note why the case closes all the same."
    ),
    FollowUpKind.NEW_TEXT: gettext_lazy(
        "A text from the neighbor has not been answered yet. Say in the note why the case closes all the same."
    ),
}


@action
def open_case(*, neighbor: Neighbor, met_at: datetime, by: User | None, now: datetime = NOW) -> Case:
    """A new episode, in intake, with its first promise: find a team. The 48 hours count from `met_at`."""
    case = Case.objects.create(
        neighbor=neighbor,
        policy=CadencePolicy.objects.in_force(),
        opened_at=now,
        clock_started_at=met_at,
        phase_started_at=now,
    )
    open_follow_up(case=case, phase=Phase.INTAKE, by=by, now=now)
    record("case.opened", subject=case, by=by, at=now)
    return case


@action
def join_or_open_case(*, neighbor: Neighbor, met_at: datetime, by: User | None, now: datetime = NOW) -> Case:
    """The case that a new encounter belongs to (DOMAIN 3), of all records of the person: the open one, interrupted; the
    one closed within 30 days, reopened; one that rested in a case closed before that; else a new one. Holds the
    records, so that two encounters at once make one case, and the cases, so that one that is just being closed is seen
    as closed."""
    held = {record.pk: record for record in Neighbor.objects.hold_persons(neighbor.pk)}
    cases = Case.objects.filter(neighbor__in=held).select_for_update(of=("self",)).order_by("pk")
    theirs = sorted(cases, key=lambda case: (case.opened_at, case.pk), reverse=True)
    working = next((case for case in theirs if case.is_open and not case.rests), None)
    if working:
        return interrupt_case(case=working, by=by, now=now)
    lately = [c for c in theirs if c.closed_at and c.closed_at >= now - REOPENS_WITHIN and not _goes_on(c, theirs)]
    if lately:
        return reopen_case(case=lately[0], met_at=met_at, by=by, now=now)
    resting = [case for case in theirs if case.rests]
    if resting:
        return _wake_one(resting, neighbor, by, now)
    return open_case(neighbor=held[neighbor.pk], met_at=met_at, by=by, now=now)


def _goes_on(closed: Case, theirs: Sequence[Case]) -> bool:
    """Its record has a newer case, which rests."""
    return any(case.rests and case.neighbor_id == closed.neighbor_id for case in theirs)


def _wake_one(resting: Sequence[Case], neighbor: Neighbor, by: User | None, now: datetime) -> Case:
    """The case that they rested in ended long ago. The one of this record goes on, else the one that has come furthest;
    the others rest in that."""
    own = [case for case in resting if case.neighbor_id == neighbor.pk]
    goes_on = furthest(own or resting)
    wake_case(case=goes_on, by=by, now=now)
    for case in resting:
        if case is not goes_on and case.goes_on_in_id not in {other.pk for other in resting}:
            rest_case(case=case, goes_on=goes_on, by=by, now=now)
    return interrupt_case(case=goes_on, by=by, now=now)


@action
def interrupt_case(*, case: Case, by: User | None, now: datetime = NOW) -> Case:
    """A new encounter on an open case: due within one working hour, on top of the team's list. One promise at a time,
    and the pair hears of each encounter."""
    locked = Case.objects.lock(case)
    if locked.status != CaseStatus.INTAKE:
        crisis = _look_at_it_now(locked, by, now)
        key = f"{crisis.message_key}:new:{now.isoformat()}"
        tell_pair(locked, Template.NEW_CRISIS, key, now, about=crisis.message_key)
    record("case.interrupted", subject=locked, by=by, at=now)
    return locked


def _look_at_it_now(case: Case, by: User | None, now: datetime) -> FollowUp:
    """The promise that an encounter makes; one that was put off, by whatever way, comes back to its first step."""
    waiting: FollowUp | None = case.follow_ups.new_crisis().first()
    if waiting is None:
        return open_follow_up(case=case, phase=Phase.NEW_CRISIS, by=by, now=now)
    if waiting.is_put_off(now):
        return advance_follow_up(
            follow_up=waiting, phase=Phase.NEW_CRISIS, step=1, anchor=now, by=by, why=_("another encounter"), now=now
        )
    return waiting


@action
def assign_case(*, case: Case, team: Team, by: User, now: datetime = NOW) -> Case:
    """To a team from intake, or from one team to another: every open promise goes along, at rest or not. One that rests
    in intake has a team where it goes on. Looked at once it is held: who may know is not changed meanwhile."""
    locked = Case.objects.lock(case)
    if not access.can_assign_case(by, locked):
        raise NotAllowed(_("Only a supervisor may assign this case."))
    if not (team.is_active and team.peer.is_active and team.clinician.is_active):
        raise DomainError(_("This team is not complete at the moment."), field="team")
    _check_named(locked, team)
    if locked.status == CaseStatus.INTAKE:
        raise_if_resting(locked)
    if locked.team_id == team.pk and locked.is_open:
        record("case.assigned", subject=locked, by=by, at=now, team=team.pk, again=True)
        return locked
    was_in_intake = locked.status == CaseStatus.INTAKE
    locked.status, locked.team = next_status(locked.status, CaseVerb.ASSIGN), team
    locked.save(update_fields=["status", "team"])
    if was_in_intake:
        _start_outreach(locked, by, now)
    else:
        hand_over_follow_ups(case=locked, by=by, now=now)
    tell_pair(locked, Template.CASE_ASSIGNED, f"case:{locked.pk}:assigned:{team.pk}:{now.isoformat()}", now)
    record("case.assigned", subject=locked, by=by, at=now, team=team.pk)
    return locked


def _check_named(case: Case, team: Team) -> None:
    """Assigning names nobody by itself: who may know of a restricted neighbor is decided apart."""
    pair = [team.peer, team.clinician]
    if case.may_be_known_to(pair) != pair:
        words = _("This record is restricted, and not both of this team are named for it. Name them first.")
        raise DomainError(words, field="team")


@action
def engage_case(*, case: Case, by: User, now: datetime = NOW) -> Case:
    """Reached, and the neighbor wants our help."""
    return _move(case, CaseVerb.ENGAGE, by, now)


@action
def connect_case(*, case: Case, since: datetime, by: User, now: datetime = NOW) -> Case:
    """A connection is confirmed: weekly check-ins end, the 7-day and 30-day checks begin."""
    connected = _move(case, CaseVerb.CONNECT, by, now)
    open_follow_up(case=connected, phase=Phase.CONNECTED, step=1, anchor=since, by=by, now=now)
    open_follow_up(case=connected, phase=Phase.CONNECTED, step=2, anchor=since, by=by, now=now)
    complete_kind(
        case=connected, kinds=[FollowUpKind.CHECK_IN, FollowUpKind.DECIDE, FollowUpKind.ATTEMPT], by=by, now=now
    )
    return connected


@action
def lose_connection(*, case: Case, why: str, by: User, now: datetime = NOW) -> Case:
    """Not connected any more: back to engaged, with a check-in on the next working day."""
    because(why)
    engaged = _move(case, CaseVerb.LOSE_CONNECTION, by, now)
    open_follow_up(case=engaged, phase=Phase.ENGAGED, step=2, by=by, now=now)
    complete_kind(case=engaged, kinds=[FollowUpKind.CONNECTION_CHECK, FollowUpKind.CRISIS_LOOK], by=by, now=now)
    return engaged


@action
def close_case(*, case: Case, reason: CloseReason, note: str = "", by: User, now: datetime = NOW) -> Case:
    """End the episode and every reminder of it. Refuses while something says that it is too early (DOMAIN 3)."""
    if not access.can_work_on(by, case):
        raise NotAllowed(_("Only the team of this case may close it."))
    locked = Case.objects.lock(case)
    raise_if_resting(locked)
    status = next_status(locked.status, CaseVerb.CLOSE)
    _may_close(locked, reason, note)
    cancel_all(case=locked, by=by, why=str(CloseReason(reason).label), now=now)
    end_texts(neighbor=locked.neighbor, why=EndedWhy.CLOSED, by=by, now=now)
    because(f"{reason}")
    locked.status, locked.closed_at, locked.closed_reason, locked.closing_note = status, now, reason, note
    locked.save(update_fields=["status", "closed_at", "closed_reason", "closing_note"])
    _let_all_rest_or_wake(locked)
    keep_in_step(locked.neighbor)
    record("case.closed", subject=locked, by=by, at=now, reason=reason)
    return locked


@action
def reopen_case(*, case: Case, met_at: datetime, by: User | None, now: datetime = NOW) -> Case:
    """The same episode goes on: to its team when that still works, else through intake. The 48 hours start again, and
    with them the version of the cadence that is in force now."""
    locked = Case.objects.lock(case)
    locked.policy = CadencePolicy.objects.in_force()
    team = locked.team if locked.team and locked.team.works and _may_know(locked) else None
    locked.status = next_status(locked.status, CaseVerb.REOPEN if team else CaseVerb.REOPEN_UNASSIGNED)
    locked.team, locked.clock_started_at, locked.phase_started_at = team, met_at, now
    locked.closed_at, locked.closed_reason, locked.first_attempt_at, locked.reached_at = None, "", None, None
    locked.save(
        update_fields=[
            "status",
            "team",
            "policy",
            "clock_started_at",
            "phase_started_at",
            "closed_at",
            "closed_reason",
            "first_attempt_at",
            "reached_at",
        ]
    )
    _let_all_rest_or_wake(locked)
    keep_in_step(locked.neighbor)
    _start_again(locked, by, now)
    record("case.reopened", subject=locked, by=by, at=now)
    return locked


def _may_know(case: Case) -> bool:
    """Somebody of its team does."""
    pair = [person for person in (case.team.peer, case.team.clinician) if person.is_active] if case.team else []
    return bool(case.may_be_known_to(pair))


def _let_all_rest_or_wake(case: Case) -> None:
    """What rests in this case: when the neighbor has died all of it does, as `rests_with` says."""
    ahead = [case]
    while ahead:
        resting = list(ahead.pop().carries.select_for_update(of=("self",)).order_by("pk"))
        for carried in resting:
            rest_or_wake_follow_ups(carried)
        ahead += resting


def missing_for_unable_to_contact(case: Case) -> list[str]:
    """Codes of what the attempts of this episode lack (cadence.protocol_gaps)."""
    unsheltered = case.neighbor.living_situation == LivingSituation.UNSHELTERED
    return protocol_gaps(attempts_on(case), unsheltered=unsheltered, protocol=case.policy.protocol())


def gaps_in_words(case: Case) -> list[str]:
    protocol = case.policy.protocol()
    return [str(GAPS[code]) % {"count": getattr(protocol, code)} for code in missing_for_unable_to_contact(case)]


def _may_close(case: Case, reason: CloseReason, note: str) -> None:
    if case.follow_ups.open().filter(kind=FollowUpKind.CONFIRM_CONNECTION).exists():
        raise DomainError(
            _("A connection is still awaited on this case. Confirm it, or cancel what was asked for, first.")
        )
    unseen = case.follow_ups.interrupting().values_list("kind", flat=True).order_by("kind").first()
    if unseen and not note.strip():
        raise DomainError(str(UNSEEN[FollowUpKind(unseen)]), field="note")
    if reason == CloseReason.UNABLE_TO_CONTACT:
        gaps = gaps_in_words(case)
        if gaps:
            what = ", ".join(gaps)
            raise DomainError(_("Not every way has been tried yet: %(gaps)s.") % {"gaps": what}, field="reason")
    if reason == CloseReason.CONNECTED:
        _may_close_connected(case, note)
    if reason in (CloseReason.DUPLICATE, CloseReason.OPENED_IN_ERROR) and not note.strip():
        raise DomainError(_("Say in the note what happened."), field="note")


def _may_close_connected(case: Case, note: str) -> None:
    if case.status != CaseStatus.CONNECTED:
        raise DomainError(_("No connection has been confirmed on this case."), field="reason")
    waiting = case.follow_ups.open().filter(kind=FollowUpKind.CONNECTION_CHECK).exists()
    if waiting and not note.strip():
        raise DomainError(
            _("The 30-day check is still open. Say in the note why the case closes before it."), field="note"
        )


def _move(case: Case, verb: CaseVerb, by: User, now: datetime) -> Case:
    locked = Case.objects.lock(case)
    locked.status, locked.phase_started_at = next_status(locked.status, verb), now
    locked.save(update_fields=["status", "phase_started_at"])
    record(f"case.{verb}", subject=locked, by=by, at=now)
    return locked


def _start_outreach(case: Case, by: User, now: datetime) -> None:
    open_follow_up(case=case, phase=Phase.NOT_REACHED, anchor=case.clock_started_at, by=by, now=now)
    texts = InboundText.objects.filter(Q(case=case) | Q(case__goes_on_in=case), meaning=Meaning.TEXT)
    if texts.filter(received_at__gte=case.phase_started_at).exists():
        open_follow_up(case=case, phase=Phase.NEW_TEXT, by=by, now=now)  # came while nobody was there to answer
    complete_kind(case=case, kinds=[FollowUpKind.ASSIGN], by=by, now=now)


def _start_again(case: Case, by: User | None, now: datetime) -> None:
    if case.status == CaseStatus.INTAKE:
        open_follow_up(case=case, phase=Phase.INTAKE, by=by, now=now)
    else:
        open_follow_up(case=case, phase=Phase.NOT_REACHED, anchor=case.clock_started_at, by=by, now=now)
        interrupt_case(case=case, by=by, now=now)


def tell_pair(case: Case, template: Template, key: str, now: datetime, *, about: str = "") -> None:
    """To both halves, about the promise that comes next: not sent any more once that is kept. `about` says what else
    it is about."""
    if case.team is None:
        return
    first: FollowUp | None = None if about else case.follow_ups.open().order_by("due_at").first()
    outbox.tell(
        case.may_be_known_to(person for person in (case.team.peer, case.team.clinician) if person.is_active),
        key=key,
        template=template,
        about=about or (first.message_key if first else f"case:{case.pk}"),
        path=reverse("case", args=[case.pk]),
        params={"case": case.pk},
        now=now,
    )
