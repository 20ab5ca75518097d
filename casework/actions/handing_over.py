"""From one person to another: one promise, or everything before somebody goes on leave or leaves (DOMAIN 3)."""

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from datetime import date, datetime, time, timedelta
from typing import NamedTuple

from django.urls import reverse
from django.utils.translation import gettext as _

from casework import access
from casework.actions.follow_ups import RENEWED, is_there, lock_open, renew
from casework.models import Case, FollowUp
from casework.models.follow_ups import FollowUpQuerySet
from casework.reminders import in_hours
from heart.accounts.calendar import Presence, Rota, rota_since, working_calendar
from heart.accounts.models import User
from heart.audit.record import record
from heart.lib.actions import NOW, action, because
from heart.lib.clock import ZONE
from heart.lib.errors import DomainError, NotAllowed, NotPossibleNow
from heart.lib.remember import remembering
from heart.notify import outbox
from heart.notify.models import Template

TEAM = ("case__team__peer", "case__team__clinician", "case__team__supervisor")


class Going(NamedTuple):
    """An open follow-up, and whom it goes to; nobody when nobody of the team is left. `away`: when that person is not
    there, now or by the first reminder."""

    follow_up: FollowUp
    to: User | None
    away: Presence | None
    people: Sequence[User] = ()


@action
def hand_over_follow_up(*, follow_up: FollowUp, by: User, why: str, now: datetime = NOW) -> FollowUp:
    """From its owner to the other half of the pair; to their supervisor when that one is away or not active."""
    if not access.can_move(by, follow_up):
        raise NotAllowed(_("Only the team of this case may hand over its follow-ups."))
    locked = lock_open(follow_up)
    because(why)
    (going,) = _going([locked], now)
    _hand_over(going, by, now)
    _tell([going], by, locked.message_key, f"handed_over:{locked.message_key}:{locked.renewals}", now)
    return locked


@action
def hand_over_all(
    *, person: User, why: str, by: User, until: date | None = None, to: User | None = None, now: datetime = NOW
) -> list[Going]:
    """Everything open that the person owns; with `until` only what is overdue or falls due up to that day. To one
    person, `to`, wherever that is somebody of the team; whoever gets something is told once.

    As it stands now: what somebody has ended meanwhile is left out, what has come since goes along. All or nothing.
    """
    if not access.can_hand_over(by, person):
        raise NotAllowed(_("Only a supervisor of this person may hand over what is theirs."))
    if not why.strip():
        raise DomainError(_("Say why it is handed over."), field="why")
    because(why)
    theirs = owned(person, by=by, until=until)
    cases = Case.objects.filter(pk__in=theirs.values("case")).select_for_update(of=("self",)).order_by("pk")
    locked = theirs.filter(case__in=list(cases)).select_for_update(of=("self",)).order_by("case", "pk")
    handed = _going(list(locked.select_related(*TEAM)), now, to)
    for going in handed:
        _hand_over(going, by, now)
    about = f"handed_over:{person.pk}"
    _tell(handed, by, about, f"{about}:{now.isoformat()}", now)
    record("user.handed_over", subject=person, by=by, at=now, follow_ups=len(handed))
    return handed


def owned(person: User, *, by: User, until: date | None) -> FollowUpQuerySet:
    """Open follow-ups of the person, of those that `by` may see."""
    theirs = FollowUp.objects.visible_to(by).open().filter(owner=person)
    if until is None:
        return theirs
    return theirs.filter(due_at__lt=datetime.combine(until + timedelta(days=1), time.min, ZONE))


def preview(person: User, *, by: User, until: date | None, now: datetime, to: User | None = None) -> list[Going]:
    """What `hand_over_all` would do now, the earliest first."""
    rows = owned(person, by=by, until=until).select_related("case__neighbor", *TEAM).order_by("due_at", "pk")
    return _going(list(rows), now, to)


def candidates(follow_up: FollowUp, named: Mapping[int, frozenset[int]]) -> list[User]:
    """Who may have it instead of its owner, as whoever is first: they all may open the case. `named` as
    CaseQuerySet.named_readers tells it."""
    team, owner = follow_up.case.team, follow_up.owner_id
    if team is None or owner is None:
        return []
    people = {p.pk: p for p in (team.other_half(owner), team.clinician, team.supervisor)}
    knowing = named.get(follow_up.case_id, people)
    return [person for person in people.values() if person.is_active and person.pk != owner and person.pk in knowing]


def _going(follow_ups: Iterable[FollowUp], now: datetime, to: User | None = None) -> list[Going]:
    """Looked at as of the first reminder to whoever takes it."""
    with remembering():
        calendar, rota = working_calendar(), rota_since(now.astimezone(ZONE).date())
        named = Case.objects.open().named_readers()
        return [
            _to_whom(f, in_hours(max(f.due_at, now), calendar), rota, now, to, candidates(f, named)) for f in follow_ups
        ]


def _to_whom(
    follow_up: FollowUp, at: datetime, rota: Rota, now: datetime, chosen: User | None, people: Sequence[User]
) -> Going:
    """Whoever was chosen, where that person is of the team; else the other half, or the supervisor, who is there; with
    nobody there the supervisor all the same."""
    there = (person for person in people if is_there(person, at, now))
    to = next((p for p in people if p == chosen), None) or next(there, None) or _all_the_same(follow_up, people)
    if to is None:
        return Going(follow_up, None, None)
    absent = (presence for presence in (rota.at(now), rota.at(at)) if presence.away(to.pk))
    return Going(follow_up, to, next(absent, None), people)


def _all_the_same(follow_up: FollowUp, people: Sequence[User]) -> User | None:
    """Nobody is there."""
    supervisor = follow_up.case.team and follow_up.case.team.supervisor_id
    return next((person for person in people if person.pk == supervisor), None) or next(iter(people), None)


def _hand_over(going: Going, by: User, now: datetime) -> FollowUp:
    """Writes a row that is locked."""
    follow_up, to = going.follow_up, going.to
    if follow_up.owner_id is None or follow_up.case.team is None:
        raise NotPossibleNow(_("This case has no team yet."))
    if to is None:
        words = _("Nobody of the team of case %(case)s is active. Assign the case to another team first.")
        raise NotPossibleNow(words % {"case": follow_up.case_id})
    former, follow_up.owner = follow_up.owner_id, to
    renew(follow_up, max(follow_up.due_at, now), follow_up.case.cadence(), only_of=former)
    follow_up.save(update_fields=[*RENEWED, "owner"])
    record("follow_up.handed_over", subject=follow_up.case, by=by, at=now, follow_up=follow_up.pk, to=to.pk)
    return follow_up


def _tell(handed: Iterable[Going], by: User, about: str, key: str, now: datetime) -> None:
    """Each new owner once, with how many; nobody of what they took themselves. The mail when their day begins."""
    counts = Counter(going.to for going in handed if going.to and going.to != by)
    presence = rota_since(now.astimezone(ZONE).date()).at(now)
    for person, count in counts.items():
        outbox.tell(
            [person],
            key=key,
            template=Template.HANDED_OVER,
            about=about,
            path=reverse("today"),
            params={"count": count},
            now=now,
            at=presence.next_moment(person.pk),
        )
