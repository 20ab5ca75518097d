"""Two records of one person are linked, and parted again (DOMAIN 7). Nothing of either is changed or moved: consents,
contacts, numbers and cases stay where they are, and after an unlink both are as they were; what came in meanwhile is
added to the one that it is about (`parting`).

Locks, in this order, as whoever opens a case takes them: all records of the persons by pk, then their open cases by pk.
So two links at once, or a link and an encounter, never wait for each other in a ring.
"""

from collections.abc import Iterable, Sequence
from datetime import datetime

from django.utils.translation import gettext as _

from casework import access
from casework.actions.cases import tell_pair
from casework.actions.parting import take_along
from casework.actions.resting import (
    furthest,
    hold_open_cases,
    rest_case,
    rest_or_wake_follow_ups,
    wake_case,
)
from casework.actions.restrictions import check_linking, rest_or_wake_news
from casework.actions.texts import rest_or_wake_texts
from casework.actions.texts_heard import tell_who_may_know
from casework.models import Case, Link, Neighbor
from casework.states import CaseStatus
from heart.accounts.models import User
from heart.audit.record import record
from heart.lib.actions import NOW, action, because
from heart.lib.errors import DomainError, NotAllowed, NotPossibleNow
from heart.notify.models import Template

LONGEST_WHY = 300


@action
def link_records(
    *, first: Neighbor, second: Neighbor, why: str, goes_on: Case | None = None, by: User | None, now: datetime = NOW
) -> Link:
    """These two records are one person, and all that are one with either. When both have a case that is worked on, one
    goes on: `goes_on`, else the one that has come furthest; the other rests in it. `by` None: the records said it
    themselves."""
    _may_link(first, second, why, by)
    records = {record.pk: record for record in Neighbor.objects.hold_persons(first.pk, second.pk)}
    one, other = sorted((records[first.pk], records[second.pk]), key=lambda record: record.pk)
    if one.person_number == other.person_number:
        raise NotPossibleNow(_("These records are linked already."))
    check_linking(one, other)
    working = [case for case in hold_open_cases(records.values()) if not case.rests]
    goes_on = _which_goes_on(working, goes_on)
    because(why)
    link = Link.objects.create(first=one, second=other, made_at=now, made_by=by, why=why.strip()[:LONGEST_WHY])
    _count_as_one(records.values())
    for case in working:
        if goes_on and case.pk != goes_on.pk:
            _let_rest(case, goes_on, by, now)
    rest_or_wake_texts(records)
    rest_or_wake_news(records)
    tell_who_may_know(records.values(), now)
    _write_down("neighbor.linked", link, by, now)
    return link


@action
def unlink_records(*, link: Link, why: str, by: User, now: datetime = NOW) -> Link:
    """They are two people after all. What rested because of it wakes as it was, and what fell due meanwhile is reminded
    of at once; what came in meanwhile goes with the record that it is about."""
    _may_unlink(link, why, by)
    records = Neighbor.objects.hold_persons(link.first_id, link.second_id)
    locked = Link.objects.select_for_update(of=("self",)).get(pk=link.pk)
    if locked.ended_at:
        raise NotPossibleNow(_("These records were unlinked already."))
    cases = hold_open_cases(records)
    because(why)
    locked.ended_at, locked.ended_by, locked.ended_why = now, by, why.strip()[:LONGEST_WHY]
    locked.save(update_fields=["ended_at", "ended_by", "ended_why"])
    sides = locked.sides(records)
    for side in sides:
        _count_as_one(side)
        _wake_who_went_on_elsewhere(side, cases, by, now)
    for here, there in (sides, sides[::-1]):
        take_along(here=here, there=there, parted=locked, by=by, now=now)
    for case in hold_open_cases(records):
        if case.rests:  # in one that rested itself, perhaps in a case that ended in death
            rest_or_wake_follow_ups(case)
    rest_or_wake_texts([record.pk for record in records])
    rest_or_wake_news([record.pk for record in records])
    tell_who_may_know(records, now)
    _write_down("neighbor.unlinked", locked, by, now)
    return locked


def _may_link(first: Neighbor, second: Neighbor, why: str, by: User | None) -> None:
    if by and not access.can_link(by, first, second):
        raise NotAllowed(_("Only an overseer, or who sees a case of both, may link these records."))
    if first.pk == second.pk:
        raise DomainError(_("This is the same record."), field="second")
    if not why.strip():
        raise DomainError(_("Say why these are one person."), field="why")


def _may_unlink(link: Link, why: str, by: User) -> None:
    if not access.can_link(by, link.first, link.second):
        raise NotAllowed(_("Only an overseer, or who sees a case of both, may unlink these records."))
    if not why.strip():
        raise DomainError(_("Say why these are two people."), field="why")


def _which_goes_on(working: Sequence[Case], chosen: Case | None) -> Case | None:
    """None when nothing has to rest."""
    if chosen and chosen.pk not in {case.pk for case in working}:
        raise DomainError(_("This is not an open case of one of these records."), field="goes_on")
    if len(working) < 2:
        return None
    goes_on = next((case for case in working if chosen and case.pk == chosen.pk), None) or furthest(working)
    if goes_on.status == CaseStatus.INTAKE and any(case.status != CaseStatus.INTAKE for case in working):
        raise DomainError(_("The case that has a team already has to go on."), field="goes_on")
    return goes_on


def _let_rest(case: Case, goes_on: Case, by: User | None, now: datetime) -> None:
    """Both pairs hear of what nobody has looked at yet, as of any encounter or text."""
    for standing in rest_case(case=case, goes_on=goes_on, by=by, now=now):
        template = Template.NEW_CRISIS if standing.kind == "new_crisis" else Template.NEW_TEXT
        tell_pair(goes_on, template, f"{standing.message_key}:new:{now.isoformat()}", now, about=standing.message_key)


def _count_as_one(records: Iterable[Neighbor]) -> None:
    """The earliest record stands for all of them."""
    keys = sorted(record.pk for record in records)
    theirs = Neighbor.objects.filter(pk__in=keys)
    theirs.filter(pk=keys[0], one_with__isnull=False).update(one_with=None)
    theirs.filter(pk__in=keys[1:]).exclude(one_with=keys[0]).update(one_with=keys[0])


def _wake_who_went_on_elsewhere(side: Sequence[Neighbor], cases: Sequence[Case], by: User, now: datetime) -> None:
    """Cases of this side that went on in one of the other. Where this side has a case that is worked on, they rest in
    that one; else one of them is, and the others rest in it."""
    here = {record.pk for record in side}
    own = [case for case in cases if case.neighbor_id in here]
    strayed = [case for case in own if case.goes_on_in and case.goes_on_in.neighbor_id not in here]
    if not strayed:
        return
    goes_on = next((case for case in own if not case.rests), None) or furthest(strayed)
    if goes_on.rests:
        wake_case(case=goes_on, by=by, now=now)
    for case in strayed:
        if case is not goes_on:
            _let_rest(case, goes_on, by, now)


def _write_down(event: str, link: Link, by: User | None, now: datetime) -> None:
    """On both records: each history tells of it."""
    for one, other in ((link.first, link.second), (link.second, link.first)):
        record(event, subject=one, by=by, at=now, link=link.pk, other=other.pk)
