"""A case rests while the case of a linked record goes on, and wakes as it was (DOMAIN 7).

Nothing of it changes meanwhile: its promises keep their owner, their due time and their reminders, only that nobody is
reminded of those that another case answers for. Whoever calls holds the person's records and open cases.
"""

from collections.abc import Iterable
from datetime import datetime

from django.utils.translation import gettext as _

from casework.actions.follow_ups import cancel_follow_up, open_follow_up, rests_with
from casework.actions.restrictions import rest_or_wake_news
from casework.models import Case, FollowUp, Neighbor
from casework.states import INTERRUPTING, OPEN_STATUSES, CaseStatus, Phase
from heart.accounts.models import User
from heart.audit.record import record
from heart.lib.actions import NOW, action
from heart.notify import outbox
from heart.notify.models import Message, MessageQuerySet


@action
def rest_case(*, case: Case, goes_on: Case, by: User | None, now: datetime = NOW) -> list[FollowUp]:
    """The neighbor is looked after in `goes_on` from now on. What nobody has looked at yet interrupts that one: the
    promises made for it."""
    _part(case, by, now)
    case.goes_on_in = goes_on
    case.save(update_fields=["goes_on_in"])
    rest_or_wake_follow_ups(case)
    record("case.rests", subject=case, by=by, at=now, goes_on_in=goes_on.pk)
    return _interrupt_instead(case, goes_on, by, now)


@action
def wake_case(*, case: Case, by: User | None, now: datetime = NOW) -> None:
    """As it was; what fell due meanwhile is reminded of at once."""
    _part(case, by, now)
    rested_in, case.goes_on_in = case.goes_on_in_id, None
    case.save(update_fields=["goes_on_in"])
    rest_or_wake_follow_ups(case)
    record("case.woke", subject=case, by=by, at=now, rested_in=rested_in)


def rest_or_wake_follow_ups(case: Case) -> None:
    """Each as `rests_with` says now, with its messages."""
    still_open = list(case.follow_ups.open().select_for_update(of=("self",)).order_by("pk"))
    wrong = [f for f in still_open if f.rests != rests_with(case, f.kind)]
    FollowUp.objects.filter(pk__in=[f.pk for f in wrong if not f.rests]).update(rests=True)
    FollowUp.objects.filter(pk__in=[f.pk for f in wrong if f.rests]).update(rests=False)
    outbox.rest(_about(f for f in wrong if not f.rests))
    outbox.wake(_about(f for f in wrong if f.rests))
    rest_or_wake_news([case.neighbor_id])


def hold_open_cases(records: Iterable[Neighbor]) -> list[Case]:
    """By pk, until the transaction ends."""
    theirs = Case.objects.open().filter(neighbor__in=list(records))
    held = theirs.select_related("neighbor").select_for_update(of=("self",)).order_by("pk")
    return [case for case in held if case.is_open]


def furthest(cases: Iterable[Case]) -> Case:
    """Which of them goes on when nobody says so: the one that has come furthest, then the older."""
    return min(cases, key=lambda case: (-OPEN_STATUSES.index(CaseStatus(case.status)), case.clock_started_at, case.pk))


def _part(case: Case, by: User | None, now: datetime) -> None:
    """From the case that it went on in: what interrupted that one in its place ends, unless nothing else would be left
    to do there."""
    for standing in FollowUp.objects.open().filter(stands_for__case=case).select_related("case").order_by("pk"):
        if standing.case.follow_ups.open().exclude(pk=standing.pk).exists():
            cancel_follow_up(follow_up=standing, by=by, why=_("the records were unlinked"), now=now)


def _interrupt_instead(case: Case, goes_on: Case, by: User | None, now: datetime) -> list[FollowUp]:
    """One promise of a kind at a time. In intake nobody is there to interrupt."""
    if goes_on.status == CaseStatus.INTAKE:
        return []
    unseen = case.follow_ups.open().filter(kind__in=INTERRUPTING, rests=True).order_by("pk")
    waiting = {f.kind for f in goes_on.follow_ups.interrupting() if not f.is_put_off(now)}
    return [_stand_for(f, goes_on, by, now) for f in unseen if f.kind not in waiting]


def _stand_for(unseen: FollowUp, goes_on: Case, by: User | None, now: datetime) -> FollowUp:
    standing = open_follow_up(case=goes_on, phase=Phase(unseen.phase), by=by, now=now)
    standing.stands_for = unseen
    standing.save(update_fields=["stands_for"])
    return standing


def _about(follow_ups: Iterable[FollowUp]) -> MessageQuerySet:
    return Message.objects.filter(about__in=[f.message_key for f in follow_ups])
