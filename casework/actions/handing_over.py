"""From one person to another: one promise, or everything before somebody goes on leave or leaves (DOMAIN 3)."""

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from typing import NamedTuple

from django.utils.translation import gettext as _

from casework import access
from casework.actions.follow_ups import RENEWED, lock_open, renew
from casework.models import Case, FollowUp
from casework.models.follow_ups import FollowUpQuerySet
from heart.accounts.models import TimeOff, User
from heart.audit.record import record
from heart.lib.actions import NOW, action, because
from heart.lib.clock import ZONE
from heart.lib.errors import DomainError, NotAllowed, NotPossibleNow

TEAM = ("case__team__peer", "case__team__clinician", "case__team__supervisor")


class Going(NamedTuple):
    """An open follow-up, and whom it goes to; nobody when nobody of the team is left."""

    follow_up: FollowUp
    to: User | None


@action
def hand_over_follow_up(*, follow_up: FollowUp, by: User, why: str, now: datetime = NOW) -> FollowUp:
    """From its owner to the other half of the pair; to their supervisor when that one is away or not active."""
    if not access.can_move(by, follow_up):
        raise NotAllowed(_("Only the team of this case may hand over its follow-ups."))
    locked = lock_open(follow_up)
    because(why)
    (going,) = _going([locked], now)
    return _hand_over(going, by, now)


@action
def hand_over_all(*, person: User, why: str, by: User, until: date | None = None, now: datetime = NOW) -> list[Going]:
    """Everything open that the person owns; with `until` only what is overdue or falls due up to that day.

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
    handed = _going(list(locked.select_related(*TEAM)), now)
    for going in handed:
        _hand_over(going, by, now)
    record("user.handed_over", subject=person, by=by, at=now, follow_ups=len(handed))
    return handed


def owned(person: User, *, by: User, until: date | None) -> FollowUpQuerySet:
    """Open follow-ups of the person, of those that `by` may see."""
    theirs = FollowUp.objects.visible_to(by).open().filter(owner=person)
    if until is None:
        return theirs
    return theirs.filter(due_at__lt=datetime.combine(until + timedelta(days=1), time.min, ZONE))


def preview(person: User, *, by: User, until: date | None, now: datetime) -> list[Going]:
    """What `hand_over_all` would do now, the earliest first."""
    rows = owned(person, by=by, until=until).select_related("case__neighbor", *TEAM).order_by("due_at", "pk")
    return _going(list(rows), now)


@dataclass(frozen=True)
class DaysOff:
    """Who is on time off when. Hours of one's own do not count here: what is taken over stays for longer than a day."""

    spans: Mapping[int, Sequence[tuple[date, date]]]

    @classmethod
    def load(cls, since: date) -> "DaysOff":
        spans = defaultdict(list)
        for user, starts_on, ends_on in TimeOff.objects.filter(ends_on__gte=since).values_list(
            "user_id", "starts_on", "ends_on"
        ):
            spans[user].append((starts_on, ends_on))
        return cls(spans)

    def has(self, person: User, day: date) -> bool:
        return any(start <= day <= end for start, end in self.spans.get(person.pk, ()))


def _going(follow_ups: Iterable[FollowUp], now: datetime) -> list[Going]:
    off = DaysOff.load(now.astimezone(ZONE).date())
    return [Going(f, _taker(f, off, max(f.due_at, now).astimezone(ZONE).date())) for f in follow_ups]


def _taker(follow_up: FollowUp, off: DaysOff, day: date) -> User | None:
    """The other half, unless that one is away on the day it is to be done; else the supervisor; else who there is."""
    team, owner = follow_up.case.team, follow_up.owner_id
    if team is None or owner is None:
        return None
    pair = [person for person in (team.other_half(owner), team.clinician) if person.pk != owner]
    there = [person for person in pair if not off.has(person, day)]
    left = (p for p in (*there, team.supervisor, *pair) if p.is_active and p.pk != owner)
    return next(left, None)


def _hand_over(going: Going, by: User, now: datetime) -> FollowUp:
    """Writes a row that is locked."""
    follow_up, to = going
    if follow_up.owner_id is None or follow_up.case.team is None:
        raise NotPossibleNow(_("This case has no team yet."))
    if to is None:
        words = _("Nobody of the team of case %(case)s is active. Assign the case to another team first.")
        raise NotPossibleNow(words % {"case": follow_up.case_id})
    follow_up.owner = to
    renew(follow_up, max(follow_up.due_at, now), follow_up.case.cadence())
    follow_up.save(update_fields=[*RENEWED, "owner"])
    record("follow_up.handed_over", subject=follow_up.case, by=by, at=now, follow_up=follow_up.pk, to=to.pk)
    return follow_up
