"""Restricted records: who may know of somebody, and that it is never nobody (DOMAIN 6)."""

from collections.abc import Collection, Iterable
from datetime import datetime

from django.db.models import Q
from django.utils.translation import gettext as _

from casework import access
from casework.actions.texts_heard import tell_who_may_know
from casework.models import Case, FollowUp, NamedReader, Neighbor, ResponsePlan, RestrictedWhy, Restriction
from heart.accounts.models import Team, User
from heart.audit.record import record
from heart.lib.actions import NOW, action
from heart.lib.errors import DomainError, NotAllowed, NotPossibleNow
from heart.notify import outbox
from heart.notify.models import Message


@action
def restrict_record(
    *, neighbor: Neighbor, why: RestrictedWhy, named: Collection[User], by: User, now: datetime = NOW
) -> Restriction:
    """From now on only those named know of this neighbor, under whichever record. Refused while that would leave the
    people who work with the neighbor, or everybody who oversees, without sight of what is theirs to do."""
    if not access.can_restrict(by, neighbor):
        raise NotAllowed(_("Only an overseer who sees this record may restrict it."))
    records = Neighbor.objects.hold_persons(neighbor.pk)
    standing = Restriction.objects.standing().filter(neighbor__in=records)
    if standing.exists():
        raise NotPossibleNow(_("This record, or one linked with it, is restricted already."))
    keys = frozenset(user.pk for user in named)
    _check_people(named)
    _check_named(keys, records, field="named")
    made = Restriction.objects.create(neighbor=neighbor, why=why, since=now, by=by)
    NamedReader.objects.bulk_create(NamedReader(restriction=made, user_id=pk) for pk in sorted(keys))
    _tell_no_more(records, but=keys)
    tell_who_may_know(records, now)
    record("record.restricted", subject=neighbor, by=by, at=now, named=sorted(keys), why=why)
    return made


@action
def choose_readers(*, restriction: Restriction, named: Collection[User], by: User, now: datetime = NOW) -> None:
    """These and nobody else. Whoever comes is named first, so that it is never nobody in between."""
    standing = {reader.user for reader in restriction.readers.select_related("user")}
    for user in sorted(set(named) - standing, key=lambda one: one.pk):
        name_reader(restriction=restriction, user=user, by=by, now=now)
    for user in sorted(standing - set(named), key=lambda one: one.pk):
        unname_reader(restriction=restriction, user=user, by=by, now=now)


@action
def name_reader(*, restriction: Restriction, user: User, by: User, now: datetime = NOW) -> None:
    """One more may know. Whoever is named but oversees nobody may name an overseer: so that there is always a way on
    when the only one leaves."""
    locked, records = _hold(restriction)
    allowed = access.can_change_restriction(by, locked) or (user.is_overseer and access.is_named(by, locked))
    if not allowed:
        raise NotAllowed(_("Only an overseer who is named may do this."))
    _check_people([user])
    _named, created = NamedReader.objects.get_or_create(restriction=locked, user=user)
    if created:
        rest_or_wake_news([one.pk for one in records])
        tell_who_may_know(records, now)
        record("record.reader_named", subject=locked.neighbor, by=by, at=now, user=user.pk)


@action
def unname_reader(*, restriction: Restriction, user: User, by: User, now: datetime = NOW) -> None:
    """This one may not know any more. What is still on the way to that person is not sent."""
    locked, records = _hold(restriction)
    if not access.can_change_restriction(by, locked):
        raise NotAllowed(_("Only an overseer who is named may do this."))
    left = frozenset(locked.readers.exclude(user=user).values_list("user", flat=True))
    _check_named(left, records, field="named")
    locked.readers.filter(user=user).delete()
    _tell_no_more(records, but=left)
    tell_who_may_know(records, now)
    record("record.reader_unnamed", subject=locked.neighbor, by=by, at=now, user=user.pk)


@action
def end_restriction(*, restriction: Restriction, by: User, now: datetime = NOW) -> Restriction:
    """Whoever sees such records otherwise sees this one again."""
    locked, records = _hold(restriction)
    if not access.can_change_restriction(by, locked):
        raise NotAllowed(_("Only an overseer who is named may do this."))
    locked.ended_at, locked.ended_by = now, by
    locked.save(update_fields=["ended_at", "ended_by"])
    rest_or_wake_news([record.pk for record in records])
    tell_who_may_know(records, now)
    record("record.restriction_ended", subject=locked.neighbor, by=by, at=now)
    return locked


def check_linking(first: Neighbor, second: Neighbor) -> None:
    """Before two records become one person: whoever works with either of them is named for what is restricted, and so
    is somebody who oversees. Else DomainError, and nothing is linked by itself."""
    records = Neighbor.objects.filter(person_number__in=[first.person_number, second.person_number])
    named = Restriction.objects.standing().filter(neighbor__in=records).by_person().values()
    if named:
        _check_named(frozenset.intersection(*named), list(records), field=None)


def _hold(restriction: Restriction) -> tuple[Restriction, list[Neighbor]]:
    """As it stands now, held with the person's records; refused once it has ended."""
    records = Neighbor.objects.hold_persons(restriction.neighbor_id)
    locked = Restriction.objects.select_for_update(of=("self",)).select_related("neighbor").get(pk=restriction.pk)
    if locked.ended_at is not None:
        raise NotPossibleNow(_("This restriction has ended meanwhile."))
    return locked, records


def _check_people(named: Iterable[User]) -> None:
    wrong = [user.name for user in named if not access.can_be_named(user)]
    if wrong:
        words = _("%(names)s cannot be named: only active staff who work with neighbors can.")
        raise DomainError(words % {"names": ", ".join(wrong)}, field="named")


def _check_named(named: frozenset[int], records: Collection[Neighbor], *, field: str | None) -> None:
    """Whoever gives somebody work holds the case and asks then who is named; so the cases are held here too, after the
    records, and neither decides by what the other is just changing. The database looks again at the end (0027)."""
    if not User.objects.active().overseers().filter(pk__in=named).exists():
        raise DomainError(_("Name at least one supervisor or programme manager."), field=field)
    held = Case.objects.filter(neighbor__in=records).select_for_update(of=("self",)).order_by("pk")
    cases = [case for case in held if case.is_open]
    owners = FollowUp.objects.open().filter(case__in=cases).values("owner")
    pairs = Team.objects.filter(cases__in=cases).values_list("peer", "clinician")
    working = {pk for pair in pairs for pk in pair}
    blind = User.objects.filter(Q(pk__in=owners) | Q(pk__in=working, is_active=True)).exclude(pk__in=named)
    names = ", ".join(blind.order_by("name").values_list("name", flat=True))
    if names:
        words = _("%(names)s work with this neighbor. Name them, or give the case or follow-up to others first.")
        raise DomainError(words % {"names": names}, field=field)


def rest_or_wake_news(records: Iterable[int]) -> None:
    """What is on the way to staff about these records, keys, of one person or just parted. It rests where they are one
    with a restricted record and the recipient is not named there, until that is over: so that a link and its end leave
    everything as it was. Called after whatever else rests or wakes."""
    by_person: dict[int, list[int]] = {}
    for pk, person in Neighbor.objects.filter(pk__in=records).values_list("pk", "person_number"):
        by_person.setdefault(person, []).append(pk)
    restricted = Restriction.objects.standing().filter(neighbor__person_number__in=by_person).by_person()
    for person, theirs in by_person.items():
        news = Message.objects.filter(_about(theirs), recipient__isnull=False)
        unseen = news.exclude(recipient__in=restricted[person]) if person in restricted else news.none()
        outbox.rest(unseen)
        resting = FollowUp.objects.open().filter(case__neighbor__in=theirs, rests=True)
        still = [follow_up.message_key for follow_up in resting]
        outbox.wake(news.filter(rests=True).exclude(about__in=still).exclude(pk__in=unseen.values("pk")))


def _tell_no_more(records: Iterable[Neighbor], *, but: Collection[int]) -> None:
    """What is on the way to others about these is not sent any more."""
    outbox.withdraw_from(_about([record.pk for record in records]), but=but)


def _about(records: Collection[int]) -> Q:
    """The subjects of messages about these records' cases and follow-ups, and about plans for the neighbor, their
    reviews on a day ("plan:12:review:…") too."""
    cases = Case.objects.filter(neighbor__in=records)
    follow_ups = FollowUp.objects.filter(case__in=cases)
    told = Q(about__in=[*(f"case:{case.pk}" for case in cases), *(f.message_key for f in follow_ups)])
    for plan in ResponsePlan.objects.filter(neighbor__in=records):
        told |= Q(about=plan.message_key) | Q(about__startswith=f"{plan.message_key}:")
    return told
