"""The joint response plan: written, submitted, approved by somebody else, looked at again, ended.

Over linked records there is one draft at a time, and of what is in force the newest is the person's. Approving ends only
what was in force on the same record, so that each has its own again when they are unlinked. Whoever changes a plan says what it looked like (`seen`), so that nobody overwrites another unknowingly.
"""

from collections.abc import Iterable
from dataclasses import asdict, dataclass
from datetime import date, datetime, timedelta

from django.db.models import CharField, Exists, OuterRef, Value
from django.db.models.functions import Cast, Concat
from django.urls import reverse
from django.utils.translation import gettext as _

from casework import access
from casework.models import Case, Neighbor, PlanState, ResponsePlan
from casework.models.plans import MOST_LETTERS, NEEDED, WORDS
from heart.accounts.calendar import Presence, rota_since, working_calendar
from heart.accounts.models import Team, User
from heart.accounts.roles import Role
from heart.audit.record import record
from heart.lib.actions import NOW, action, because
from heart.lib.clock import ZONE
from heart.lib.errors import DomainError, NotAllowed, NotPossibleNow
from heart.notify import outbox
from heart.notify.models import Message, MessageQuerySet, Template

# A plan is offered to be looked at again after so long, and never later than a year.
REVIEW_AFTER = timedelta(days=90)
REVIEW_WITHIN = timedelta(days=365)
# As many as the card has room for.
MOST_LINES = {"safety": 1, "helps": 6, "avoid": 6, "who_to_call": 4}
BATCH = 200


@dataclass(frozen=True)
class PlanWords:
    """What stands on the card."""

    helps: str = ""
    avoid: str = ""
    who_to_call: str = ""
    safety: str = ""


@action
def write_plan(*, neighbor: Neighbor, words: PlanWords, by: User, now: datetime = NOW) -> ResponsePlan:
    """A draft on this record, beside what is in force. One at a time for the person."""
    if not access.can_write_plan(by, neighbor):
        raise NotAllowed(_("Only the team and its overseers may write a response plan."))
    _hold(neighbor)
    if ResponsePlan.objects.of_person(neighbor).in_work().exists():
        raise NotPossibleNow(_("There is a draft already. Open it and go on there."))
    told = _fitting(words)
    plan = ResponsePlan.objects.create(neighbor=neighbor, written_at=now, written_by=by, **told)
    record("plan.written", subject=plan, by=by, at=now)
    return plan


@action
def edit_plan(*, plan: ResponsePlan, words: PlanWords, seen: str, by: User, now: datetime = NOW) -> ResponsePlan:
    """A draft's words; whoever edits last is its writer. What waits for approval is first sent back."""
    locked = _lock(plan, seen, by)
    _only(locked, PlanState.DRAFT)
    told = _fitting(words)
    for name, text in told.items():
        setattr(locked, name, text)
    locked.written_at, locked.written_by = now, by
    locked.save(update_fields=[*told, "written_at", "written_by"])
    record("plan.edited", subject=locked, by=by, at=now)
    return locked


@action
def submit_plan(*, plan: ResponsePlan, seen: str, by: User, now: datetime = NOW) -> ResponsePlan:
    """A draft that says all it must; whoever may approve it is told."""
    locked = _lock(plan, seen, by)
    _only(locked, PlanState.DRAFT)
    for name in NEEDED:
        if not getattr(locked, name):
            raise DomainError(_("A plan says what helps, what to avoid and who to call."), field=name)
    locked.state, locked.submitted_at, locked.sent_back_why = PlanState.SUBMITTED, now, ""
    locked.save(update_fields=["state", "submitted_at", "sent_back_why"])
    record("plan.submitted", subject=locked, by=by, at=now)
    people = [person for person in _around(locked) if access.can_approve_plan(person, locked)]
    _tell(people, locked, "submitted", by, now)
    return locked


@action
def approve_plan(*, plan: ResponsePlan, review_on: date, seen: str, by: User, now: datetime = NOW) -> ResponsePlan:
    """In force from now; what was in force on the same record ends. Never by who wrote it last (four eyes)."""
    locked = _lock(plan, seen, by)
    _only(locked, PlanState.SUBMITTED)
    if locked.written_by_id == by.pk:
        raise NotAllowed(_("Somebody else than its writer approves a plan."))
    if not access.can_approve_plan(by, locked):
        raise NotAllowed(_("A clinician approves a plan; one that a clinician wrote may be approved by a supervisor."))
    _check_review(review_on, now)
    outbox.withdraw(locked.message_key)
    for old in ResponsePlan.objects.filter(neighbor=locked.neighbor_id).in_force().select_for_update(of=("self",)):
        _end(old, by, now)
    locked.state, locked.approved_at, locked.approved_by, locked.review_on = PlanState.APPROVED, now, by, review_on
    locked.save(update_fields=["state", "approved_at", "approved_by", "review_on"])
    record("plan.approved", subject=locked, by=by, at=now)
    return locked


@action
def send_back(*, plan: ResponsePlan, why: str, seen: str, by: User, now: datetime = NOW) -> ResponsePlan:
    """Not approved: a draft again, with the reason; its writer is told. Its writer may take it back likewise."""
    locked = _lock(plan, seen, by)
    _only(locked, PlanState.SUBMITTED)
    _need_reason(why)
    because(why)
    outbox.withdraw(locked.message_key)
    locked.state, locked.submitted_at, locked.sent_back_why = PlanState.DRAFT, None, why
    locked.save(update_fields=["state", "submitted_at", "sent_back_why"])
    record("plan.sent_back", subject=locked, by=by, at=now)
    _tell([locked.written_by], locked, "sent_back", by, now)
    return locked


@action
def retire_plan(*, plan: ResponsePlan, why: str, seen: str, by: User, now: datetime = NOW) -> ResponsePlan:
    """No longer in force, or a draft that nobody wants any more. It stays to be read."""
    locked = _lock(plan, seen, by)
    _only(locked, PlanState.DRAFT, PlanState.SUBMITTED, PlanState.APPROVED)
    _need_reason(why)
    because(why)
    _end(locked, by, now)
    return locked


@action
def review_plan(*, plan: ResponsePlan, review_on: date, seen: str, by: User, now: datetime = NOW) -> ResponsePlan:
    """Looked at again, and still right: the next day to look at it."""
    locked = _lock(plan, seen, by)
    if not access.can_review_plan(by, locked):
        raise NotAllowed(_("A clinician or a supervisor looks at a plan again."))
    _only(locked, PlanState.APPROVED)
    _check_review(review_on, now)
    outbox.withdraw(_about_review(locked))
    locked.review_on = review_on
    locked.save(update_fields=["review_on"])
    record("plan.reviewed", subject=locked, by=by, at=now, review_on=str(review_on))
    return locked


@action
def remind_of_reviews(*, by: User | None = None, now: datetime = NOW) -> int:
    """In working hours, once for each day on which a plan is to be looked at again: its clinician and supervisor, or
    the programme managers when neither is left. Returns how many plans were told of."""
    calendar = working_calendar()
    if not calendar.is_working(now):
        return 0
    due = ResponsePlan.objects.to_review(now.astimezone(ZONE).date()).order_by("review_on", "pk")
    untold = list(due.filter(~Exists(_told_of(OuterRef("pk"), OuterRef("review_on"))))[:BATCH])
    for plan in untold:
        people = [person for person in _around(plan) if access.can_review_plan(person, plan)]
        _tell(people or _managers(plan), plan, "review", by, now)
    return len(untold)


def _told_of(pk: OuterRef, review_on: OuterRef) -> MessageQuerySet:
    about = Concat(Value("plan:"), Cast(pk, CharField()), Value(":review:"), Cast(review_on, CharField()))
    return Message.objects.filter(about=about)


def _about_review(plan: ResponsePlan) -> str:
    return f"{plan.message_key}:review:{plan.review_on}"


def _hold(neighbor: Neighbor) -> None:
    """One writer at a time for this person: two first drafts at once are one draft and a refusal."""
    Neighbor.objects.hold_persons(neighbor.pk)


def _lock(plan: ResponsePlan, seen: str, by: User) -> ResponsePlan:
    """The plan as it stands, held; refused to who may not, and when it is not what `by` has seen."""
    _hold(plan.neighbor)
    locked = (
        ResponsePlan.objects.select_related("neighbor", "written_by").select_for_update(of=("self",)).get(pk=plan.pk)
    )
    if not access.can_change_plan(by, locked):
        raise NotAllowed(_("Only the team and its overseers may do this with a response plan."))
    if seen != locked.as_seen:
        raise NotPossibleNow(_("Somebody has changed this plan meanwhile. Below is how it stands now."))
    return locked


def _only(plan: ResponsePlan, *states: PlanState) -> None:
    if plan.state not in states:
        raise NotPossibleNow(_("This plan has moved on: %(state)s.") % {"state": plan.get_state_display().lower()})


def _fitting(words: PlanWords) -> dict[str, str]:
    """Trimmed, without empty lines; refused when the card has no room for it."""
    told = {name: _tidy(text) for name, text in asdict(words).items()}
    for name in WORDS:
        if len(told[name]) > MOST_LETTERS[name]:
            raise DomainError(_("At most %(most)s letters.") % {"most": MOST_LETTERS[name]}, field=name)
        if told[name].count("\n") >= MOST_LINES[name]:
            raise DomainError(_("At most %(most)s lines.") % {"most": MOST_LINES[name]}, field=name)
    return told


def _tidy(text: str) -> str:
    lines = (line.strip() for line in text.replace("\r\n", "\n").replace("\r", "\n").split("\n"))
    return "\n".join(line for line in lines if line)


def _need_reason(why: str) -> None:
    if not why.strip():
        raise DomainError(_("Say why."), field="why")


def _check_review(review_on: date, now: datetime) -> None:
    today = now.astimezone(ZONE).date()
    if not today < review_on <= today + REVIEW_WITHIN:
        raise DomainError(_("A day after today, within a year."), field="review_on")


def _end(plan: ResponsePlan, by: User, now: datetime) -> None:
    """Writes a row that is held."""
    outbox.withdraw_below(plan.message_key)
    plan.state, plan.retired_at = PlanState.RETIRED, now
    plan.save(update_fields=["state", "retired_at"])
    record("plan.retired", subject=plan, by=by, at=now)


def _around(plan: ResponsePlan) -> list[User]:
    """The pairs and supervisors of the person's cases: of the open ones, else of the latest."""
    cases = Case.objects.filter(neighbor__person_number=plan.neighbor.person_number, team__isnull=False)
    chosen = list(cases.open()) or list(cases.order_by("-opened_at")[:1])
    teams = Team.objects.filter(pk__in=[case.team_id for case in chosen])
    people = {
        person.pk: person
        for team in teams.select_related("peer", "clinician", "supervisor")
        for person in (team.clinician, team.supervisor, team.peer)
        if person.is_active
    }
    return list(people.values())


def _managers(plan: ResponsePlan) -> list[User]:
    everybody = User.objects.active().in_role(Role.PROGRAMME_MANAGER).order_by("pk")
    return [person for person in everybody if access.can_change_plan(person, plan)]


def _tell(people: Iterable[User], plan: ResponsePlan, what: str, by: User | None, now: datetime) -> None:
    """Not whoever did it. Mail and texts when their day begins."""
    about = _about_review(plan) if what == "review" else plan.message_key
    presence: Presence = rota_since(now.astimezone(ZONE).date()).at(now)
    for person in people:
        if person != by:
            outbox.tell(
                [person],
                key=about if what == "review" else f"{about}:{what}:{now.isoformat()}",
                template=Template.PLAN,
                about=about,
                path=reverse("plan", args=[plan.neighbor_id]),
                params={"what": what},
                now=now,
                at=presence.next_moment(person.pk),
            )
