"""Texts to the neighbor: agreed to, ended, and what comes of it: a friendly word now and then (DOMAIN 4), and a
follow-up for a person when a text may not have arrived."""

from collections import Counter
from collections.abc import Collection
from datetime import datetime, time

import structlog
from django.db import transaction
from django.db.models import Q
from django.utils.translation import gettext as _
from django.utils.translation import gettext_noop

from casework import access
from casework.actions.follow_ups import open_follow_up
from casework.cadence import Cadence
from casework.models import AgreedHow, Case, ContactPoint, ContactPointKind, EndedWhy, Neighbor, Safety, TextAgreement
from casework.states import Phase
from heart.accounts.calendar import working_calendar
from heart.accounts.models import User
from heart.audit.record import record
from heart.lib.actions import NOW, action
from heart.lib.clock import WorkCalendar
from heart.lib.errors import DomainError, NotAllowed, NotPossibleNow
from heart.notify import outbox
from heart.notify.models import Delivery, Message, MessageQuerySet, Stopped, Template

log = structlog.get_logger(__name__)

BATCH = 200
# A friendly word comes on a working day between these hours, local.
CARING_FROM, CARING_UNTIL = time(10), time(16)
COUNTED = ["caring_sent", "next_caring_at"]
SAID = ["contact_point", "appointments", "caring", "agreed_at", "agreed_how", "recorded_by", *COUNTED]
# Why a follow-up asks somebody to tell the neighbor, where it is not that a text did not arrive.
NO_LONGER_TRUE = gettext_noop("A text may have told something that is no longer true: tell the neighbor yourself")
TOO_LATE = gettext_noop("A text waited until it was too late to send it: tell the neighbor yourself")


def about(neighbor_id: int) -> str:
    """Names the texts to a neighbor in the outbox; what belongs to it goes on after a colon."""
    return f"neighbor:{neighbor_id}"


# -- Agreed to, and ended ------------------------------------------------------------------------------------------


@action
def agree_to_texts(
    *,
    case: Case,
    contact_point: ContactPoint,
    appointments: bool,
    caring: bool,
    how: AgreedHow,
    careful: bool = False,
    by: User,
    now: datetime = NOW,
) -> TextAgreement:
    """The neighbor wants texts at this number. Said again, it changes what was agreed to; caring contacts that had
    begun go on as they were counted, and what waits goes out as it is while it still fits. `careful`: with domestic
    violence, that nobody else reads what comes there."""
    if not access.can_work_on(by, case):
        raise NotAllowed(_("Only the team of this case may arrange texts."))
    locked = Case.objects.lock(case)
    point = ContactPoint.objects.select_for_update().get(pk=contact_point.pk)
    _may_agree(locked, point, careful=careful)
    if not (appointments or caring):
        raise DomainError(_("Say what the texts are for."), field="appointments")
    agreement = _live(locked.neighbor) or TextAgreement(neighbor=locked.neighbor)
    goes_on, before = agreement.caring and caring, _what_and_where(agreement)
    if not goes_on:
        agreement.agreed_at, agreement.next_caring_at = now, _next_caring(locked, now, now) if caring else None
    agreement.contact_point, agreement.appointments, agreement.caring = point, appointments, caring
    agreement.agreed_how, agreement.recorded_by = how, by
    if before != _what_and_where(agreement) or _says_otherwise(point):
        _withdraw_to_write_again(agreement, caring_again=goes_on, now=now)
    agreement.save(update_fields=SAID if agreement.pk else None)
    keep_in_step(locked.neighbor)
    record("texts.agreed", subject=locked, by=by, at=now, appointments=appointments, caring=caring, how=how)
    return agreement


@action
def take_back_texts(*, case: Case, by: User, now: datetime = NOW) -> TextAgreement | None:
    """The neighbor does not want them any more. None: there were none."""
    if not access.can_work_on(by, case):
        raise NotAllowed(_("Only the team of this case may arrange texts."))
    return end_texts(neighbor=case.neighbor, why=EndedWhy.TAKEN_BACK, by=by, now=now)


@action
def end_texts(
    *,
    neighbor: Neighbor,
    why: EndedWhy,
    contact_point: ContactPoint | None = None,
    by: User | None,
    now: datetime = NOW,
) -> TextAgreement | None:
    """Nothing more goes out, not even what is queued. Only texts at this number, if one is given."""
    agreement = _live(neighbor)
    if agreement is None or (contact_point and agreement.contact_point_id != contact_point.pk):
        return None
    agreement.ended_at, agreement.ended_why, agreement.next_caring_at = now, why, None
    agreement.save(update_fields=["ended_at", "ended_why", "next_caring_at"])
    outbox.withdraw_below(about(neighbor.pk))
    keep_in_step(neighbor)
    record("texts.ended", subject=neighbor, by=by, at=now, why=why)
    return agreement


def may_text(point: ContactPoint) -> bool:
    """A telephone in use, where a text was said to be safe. Not asked is no."""
    return point.is_current and point.kind == ContactPointKind.PHONE and point.text_ok == Safety.YES


def keep_in_step(neighbor: Neighbor) -> None:
    """What one record of a person says of texts counts for all of them: what waits for a number that is silenced,
    says there who we are and may not, or says twice the same, rests; what is so no longer comes back. Whoever has one record costs one query."""
    records = Neighbor.objects.filter(pk=neighbor.pk).values("person_number")
    theirs = list(Neighbor.objects.filter(person_number__in=records).order_by("pk").values_list("pk", flat=True))
    if len(theirs) > 1:
        rest_or_wake_texts(theirs)


def rest_or_wake_texts(records: Collection[int]) -> None:
    """As `keep_in_step`, of these records: of one person, or just parted."""
    live = TextAgreement.objects.live().filter(neighbor__in=records).order_by("pk").select_for_update(of=("self",))
    agreements = {agreement.pk: agreement for agreement in live}
    waiting = sorted((m for pk in records for m in _waiting_texts(pk)), key=lambda message: message.pk)
    if not waiting:
        return
    heard = TextAgreement.objects.speaking().filter(pk__in=agreements).order_by("pk")
    speaking = {agreement.neighbor_id for agreement in heard}
    caring: dict[int, int] = {}
    for agreement in heard.filter(caring=True).select_related("neighbor"):
        caring.setdefault(agreement.neighbor.person_number, agreement.neighbor_id)
    wanted, said = set(), set()
    persons = dict(Neighbor.objects.filter(pk__in=records).values_list("pk", "person_number"))
    alone = {person for person, many in Counter(persons.values()).items() if many == 1}
    unnamed = _unnamed_numbers(records)
    for message in waiting:
        owner = int(message.about.split(":")[1])
        # One record that says a thing twice does so whether it is linked or not: that is not for us to change.
        once = message.pk if persons[owner] in alone else ""
        word = persons[owner], message.address, message.template, message.params.get("at", ""), once
        theirs = caring.get(persons[owner]) == owner if message.template == Template.CARING else owner in speaking
        if message.params.get("say_heart") and (persons[owner], message.address) in unnamed:
            theirs = False
        if theirs and word not in said and not _told_again(message):
            wanted.add(message.pk)
            said.add(word)
    outbox.wake(Message.objects.filter(pk__in=wanted))
    outbox.rest(Message.objects.filter(pk__in=[m.pk for m in waiting if m.pk not in wanted]))


def _unnamed_numbers(records: Collection[int]) -> set[tuple[int, str]]:
    """Person and number, where one of their records says that nobody may hear there that it is us."""
    refused = ContactPoint.objects.filter(neighbor__in=records, may_say_heart=Safety.NO)
    return set(refused.values_list("neighbor__person_number", "value"))


def _told_again(message: Message) -> bool:
    """Of an appointment, in other words, while this one was at rest: once is enough."""
    if not (message.rests and message.template == Template.APPOINTMENT):
        return False
    later = Message.objects.filter(about=message.about, template=message.template, pk__gt=message.pk, moot=False)
    return later.filter(params__at=message.params.get("at", "")).exists()


def _waiting_texts(neighbor_id: int) -> MessageQuerySet:
    """Unsent, and true or at rest."""
    whole = about(neighbor_id)
    theirs = Message.objects.filter(Q(about=whole) | Q(about__startswith=f"{whole}:"), recipient=None)
    return theirs.filter(Q(moot=False, delivery__in=outbox.UNSENT) | Q(rests=True))


def may_say_who(point: ContactPoint) -> bool:
    """That it is us who write, at this number: also as far as linked records know of it."""
    refused = ContactPoint.objects.same(point).filter(may_say_heart=Safety.NO)
    return point.may_say_heart == Safety.YES and not refused.exists()


@action
def say_it_otherwise(*, contact_point: ContactPoint, by: User | None, now: datetime = NOW) -> None:
    """Whether we may say who we are at this number has changed: what waits is written again in other words."""
    agreement = _live(contact_point.neighbor)
    if agreement and agreement.contact_point_id == contact_point.pk and _says_otherwise(contact_point):
        _withdraw_to_write_again(agreement, caring_again=agreement.caring, now=now)
        agreement.save(update_fields=COUNTED)
        record("texts.said_otherwise", subject=contact_point.neighbor, by=by, at=now)


def _what_and_where(agreement: TextAgreement) -> tuple[int, bool, bool]:
    return agreement.contact_point_id, agreement.appointments, agreement.caring


def _says_otherwise(point: ContactPoint) -> bool:
    """A text that waits for this number says who we are, and may not any more; or the other way round."""
    waiting = _texts_of(point.neighbor_id).filter(address=point.value, delivery__in=outbox.UNSENT)
    return waiting.exclude(params__say_heart=may_say_who(point)).exists()


def _texts_of(neighbor_id: int) -> MessageQuerySet:
    """The texts to this neighbor that are still true."""
    whole = about(neighbor_id)
    return Message.objects.filter(Q(about=whole) | Q(about__startswith=f"{whole}:"), recipient=None, moot=False)


def _withdraw_to_write_again(agreement: TextAgreement, *, caring_again: bool, now: datetime) -> None:
    """Unsaved. What waits does not fit any more. Reminders of appointments are found again by what is true; a friendly
    word that will not go out now does not count, and is due again. Held, so that no sender hands it over meanwhile."""
    words = _texts_of(agreement.neighbor_id).filter(template=Template.CARING, delivery__in=outbox.UNSENT)
    unsaid = words.exclude(problem=outbox.HANDED_OVER).select_for_update(of=("self",))
    if caring_again and len(unsaid):
        agreement.caring_sent, agreement.next_caring_at = agreement.caring_sent - 1, now
    outbox.withdraw_below(about(agreement.neighbor_id))


def _live(neighbor: Neighbor) -> TextAgreement | None:
    """Held with those of linked records, by pk: two that end at once never wait for each other in a ring."""
    theirs = TextAgreement.objects.live().of_person(neighbor).order_by("pk").select_for_update(of=("self",))
    return next((agreement for agreement in theirs if agreement.neighbor_id == neighbor.pk), None)


def _may_agree(case: Case, point: ContactPoint, *, careful: bool) -> None:
    if not case.is_open or case.team_id is None:
        raise NotPossibleNow(_("This case is not with a team. Assign it first."))
    if point.neighbor_id != case.neighbor_id:
        raise DomainError(_("This is not a number of this neighbor."), field="contact_point")
    if not may_text(point):
        raise DomainError(_("Ask first whether a text is safe at this number."), field="contact_point")
    if Stopped.objects.filter(address=point.value).exists():
        raise DomainError(
            _("This number has answered STOP. The neighbor has to text START to us before texts may go there."),
            field="contact_point",
        )
    if _with_domestic_violence(case.neighbor) and not careful:
        raise DomainError(_("Domestic violence: make sure that nobody else reads this phone."), field="careful")


def _with_domestic_violence(neighbor: Neighbor) -> bool:
    """On any record of the person."""
    records = Neighbor.objects.filter(pk=neighbor.pk).values("person_number")
    return Neighbor.objects.filter(person_number__in=records, domestic_violence=True).exists()


# -- Caring contacts -----------------------------------------------------------------------------------------------


@action
def send_caring_texts(*, by: User | None = None, now: datetime = NOW) -> int:
    """Write the friendly words that are due, and when the next one is, in one transaction. Returns how many were due.

    What another sweep holds is left to it. After an outage one comes, not all that were missed.
    """
    if not _is_caring_time(now, working_calendar()):
        return 0
    due = TextAgreement.objects.caring_due(now).select_related("neighbor", "contact_point")
    claimed = list(due.select_for_update(skip_locked=True, of=("self",))[:BATCH])
    outbox.put_out([text for agreement in claimed for text in _caring(agreement, by, now)])
    return len(claimed)


def _caring(agreement: TextAgreement, by: User | None, now: datetime) -> list[outbox.Draft]:
    neighbor, point = agreement.neighbor, agreement.contact_point
    case = Case.objects.working().of_person(neighbor).first() or neighbor.cases.open().first()
    if case is None or not may_text(point):
        end_texts(neighbor=neighbor, why=EndedWhy.NUMBER if case else EndedWhy.CLOSED, by=by, now=now)
        return []
    if case.rests or not _speaks_for_all(agreement):
        agreement.next_caring_at = _next_caring(case, agreement.agreed_at, now)
        agreement.save(update_fields=COUNTED)
        return []
    agreement.caring_sent += 1
    agreement.next_caring_at = _next_caring(case, agreement.agreed_at, now)
    agreement.save(update_fields=COUNTED)
    record("texts.caring", subject=case, by=by, at=now, number=agreement.caring_sent)
    return [
        outbox.to_neighbor(
            point.value,
            neighbor.language,
            key=_caring_key(agreement),
            template=Template.CARING,
            about=about(neighbor.pk),
            params={"say_heart": may_say_who(point)},
            now=now,
        )
    ]


def _speaks_for_all(agreement: TextAgreement) -> bool:
    """One friendly word a person: of linked records the first that may."""
    heard = TextAgreement.objects.speaking().of_person(agreement.neighbor).filter(caring=True)
    return heard.order_by("pk").first() == agreement


def _caring_key(agreement: TextAgreement) -> str:
    """Which friendly word of which agreement, and how often it was written before: one that was withdrawn unsent keeps
    its own."""
    word = f"caring:{agreement.pk}:{agreement.caring_sent}"
    before = Message.objects.filter(Q(key=word) | Q(key__startswith=f"{word}:")).count()
    return f"{word}:{before}"


def _next_caring(case: Case, agreed_at: datetime, now: datetime) -> datetime | None:
    """The first step of the cadence that is still ahead; None after the last."""
    cadence = case.cadence()
    times = (_caring_time(cadence, step.position, agreed_at) for step in cadence.steps if step.phase == Phase.CARING)
    return min((at for at in times if at > now), default=None)


def _caring_time(cadence: Cadence, position: int, agreed_at: datetime) -> datetime:
    """When the step falls due, moved into the hours of a friendly word."""
    calendar = cadence.calendar
    at = calendar.next_working_moment(cadence.target(cadence.step(Phase.CARING, position), agreed_at))
    local = at.astimezone(calendar.zone)
    day = local.date() if local.time() < CARING_UNTIL else calendar.next_working_day(local.date())
    earliest = datetime.combine(day, CARING_FROM, calendar.zone)
    return calendar.next_working_moment(max(at, earliest))


def _is_caring_time(now: datetime, calendar: WorkCalendar) -> bool:
    return calendar.is_working(now) and CARING_FROM <= now.astimezone(calendar.zone).time() < CARING_UNTIL


# -- What may not have arrived -------------------------------------------------------------------------------------


@action
def follow_up_on_undelivered(*, by: User | None = None, now: datetime = NOW) -> int:
    """A text to a neighbor that was given up, or of which nobody knows, becomes a promise on their case: tell them
    yourself. So does an appointment that stopped being true, of which nobody knows whether it was told. Once each.
    Returns how many were looked at."""
    perhaps_told = Q(delivery=Delivery.UNCLEAR, template=Template.APPOINTMENT)
    lost = Message.objects.undelivered().filter(Q(moot=False) | perhaps_told, recipient=None, follow_up=None)
    claimed = list(lost.order_by("pk").select_for_update(skip_locked=True, of=("self",))[:BATCH])
    for message in claimed:
        _tell_them_yourself(message, NO_LONGER_TRUE if message.moot else "", by, now)
    return len(claimed)


@action
def give_up_late(*, message: Message, by: User | None, now: datetime = NOW) -> None:
    """Held and queued, and of no use any more when it would arrive: not sent, and somebody tells the neighbor."""
    if _tell_them_yourself(message, TOO_LATE, by, now):
        outbox.withdraw(message.about)


def _tell_them_yourself(message: Message, why: str, by: User | None, now: datetime) -> bool:
    """False: somebody is at the case just now, and whoever holds the message does not wait for that. Next time."""
    neighbor = Neighbor.objects.get(pk=int(message.about.split(":")[1]))
    own = Case.objects.open().filter(neighbor=neighbor)
    cases = own if own.exists() else Case.objects.working().of_person(neighbor)
    case = cases.select_for_update(skip_locked=True, of=("self",)).first()
    if case:
        _promise_to_tell(case, message, why, by, now)
    elif cases.exists():
        return False
    else:
        outbox.settle(message.pk)
    return True


def _promise_to_tell(case: Case, message: Message, why: str, by: User | None, now: datetime) -> None:
    try:
        with transaction.atomic():
            follow_up = open_follow_up(case=case, phase=Phase.UNDELIVERED, by=by, now=now)
            follow_up.message, follow_up.why = message, why
            follow_up.save(update_fields=["message", "why"])
            record("texts.undelivered", subject=case, by=by, at=now, follow_up=follow_up.pk)
    except DomainError as refusal:
        log.error("undelivered_without_follow_up", message_id=message.pk, error=type(refusal).__name__)
