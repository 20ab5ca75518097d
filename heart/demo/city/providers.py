"""Needs, consents, referrals and connections: what a navigator arranges, and what providers answer."""

from datetime import date, datetime, timedelta

from django.db.models import Q
from django.utils import timezone

from casework.models import Case, FollowUp
from casework.states import CaseStatus, FollowUpKind
from heart.accounts.models import User
from heart.demo.city.stories import Life
from heart.demo.city.texts import one_of
from heart.demo.city.town import Town
from heart.lib.clock import ZONE
from referrals.actions.connections import (
    confirm_connection,
    confirm_still_connected,
    look_for_crisis,
    record_lost_connection,
)
from referrals.actions.consents import ConsentDetails, record_consent, revoke_consent
from referrals.actions.referrals import chase_provider, record_answer, record_need, send_referral, set_appointment
from referrals.disclosures import decide, told_by_referral
from referrals.models import Connection, Consent, Need, Referral, Service
from referrals.states import Evidence, Information, ReferralStatus, Signed

YEAR = timedelta(days=365)
SHORT = timedelta(days=9)  # a consent that has expired since
LAST_CHECK = 2


def go_on(at: datetime, town: Town, life: Life, by: User) -> None:
    """After a conversation: write down what is needed, and refer for the first need that nobody is asked about."""
    case = Case.objects.select_related("neighbor").get(pk=life.the_case.pk)
    if life.is_left(at) or case.status not in (CaseStatus.ENGAGED, CaseStatus.CONNECTED):
        return
    if not case.needs.exists():
        for category in life.needs:
            record_need(
                case=case, category=category, in_their_words=one_of(life.dice, "needs", category), by=by, now=at
            )
    if not case.referrals.live().exists():
        need = case.needs.filter(referrals__isnull=True).order_by("pk").first()
        if need:
            refer(at + timedelta(minutes=3), town, life, case, need, by)


def refer(
    at: datetime, town: Town, life: Life, case: Case, need: Need, by: User, replaces: Referral | None = None
) -> None:
    service = _choose(town, life, need)
    if service is None:
        return
    _make_sure_of_consent(at, town, life, case, need, service, by)
    referral = send_referral(
        case=case,
        need=need,
        service=service,
        replaces=replaces,
        message=one_of(life.dice, "answers", "messages"),
        by=by,
        now=at,
    )
    answer = life.next_answer()
    if answer != "silent":
        delay = 12 if answer == "tomorrow" else life.dice.uniform(2, 22)
        town.days.add(town.working_after(at, delay), hear, town, life, referral.pk, answer)


def hear(at: datetime, town: Town, life: Life, pk: int, answer: str) -> None:
    """A provider's answer, written down by the peer of the team."""
    referral = Referral.objects.select_related("case").get(pk=pk)
    if life.is_left(at) or referral.status != ReferralStatus.REQUESTED:
        return
    by = town.peer(referral.case)
    match answer:
        case "reject" | "cancel" | "error":
            _no(at, town, life, referral, answer, by)
        case "accept_open":
            record_answer(referral=referral, status=ReferralStatus.ACCEPTED, by=by, now=at)
        case "hold" | "progress":
            record_answer(referral=referral, status=ReferralStatus.ACCEPTED, by=by, now=at)
            _after_yes(at + timedelta(minutes=20), life, pk, answer, by)
        case _:
            life.will_miss = 3 if answer == "miss" else 0
            appointment = town.hours.calendar.add_working_days(at, _days_ahead(town, life, at, answer))
            record_answer(
                referral=referral,
                status=ReferralStatus.ACCEPTED,
                appointment_at=_on_the_half_hour(appointment),
                by=by,
                now=at,
            )


def ask(at: datetime, town: Town, life: Life, follow_up: FollowUp) -> None:
    """The promise "confirm the connection" is due: ask, remind, or find out whether the neighbor was there."""
    referral = Referral.objects.select_related("case").get(follow_up=follow_up)
    by = town.owner(follow_up)
    if referral.status == ReferralStatus.REQUESTED:
        _chase_silent(at, town, life, referral, follow_up, by)
    elif referral.appointment_at and referral.appointment_at > at:
        chase_provider(referral=referral, note="Reminded the neighbor, ride arranged", by=by, now=at)
    elif referral.appointment_at:
        _after_appointment(at, town, life, referral, by)
    elif referral.status == ReferralStatus.ON_HOLD:
        chase_provider(referral=referral, note="Asked about the waiting list", by=by, now=at)
    elif life.dice.random() < 0.5 or referral.status == ReferralStatus.IN_PROGRESS:
        _attended(at, referral, timezone.localdate(at, ZONE), Evidence.NEIGHBOR, by)
    else:
        _set_another(at, town, referral, by)


def check(at: datetime, town: Town, life: Life, follow_up: FollowUp) -> None:
    """The 7-day and the 30-day check of a connection, and the look after 90 days."""
    connection = Connection.objects.asked_by(follow_up).first()
    by, look = town.owner(follow_up), follow_up.kind == FollowUpKind.CRISIS_LOOK
    if connection is None:
        return
    if not look and life.story.loses and follow_up.step < LAST_CHECK:
        record_lost_connection(connection=connection, why=one_of(life.dice, "answers", "lost"), by=by, now=at)
        return
    unsettled = Q(kind__in=[FollowUpKind.CONFIRM_CONNECTION, FollowUpKind.NEW_CRISIS])
    of_another = Q(kind=FollowUpKind.CONNECTION_CHECK) & ~Q(anchor_at=follow_up.anchor_at)
    alone = not follow_up.case.follow_ups.open().filter(unsettled | of_another).exists()
    close = alone and not life.story.stays and (look or follow_up.step >= LAST_CHECK)
    found = look_for_crisis if look else confirm_still_connected
    found(connection=connection, follow_up=follow_up, close=close, by=by, now=at)
    if close:
        town.count_closed(follow_up.case)


def _choose(town: Town, life: Life, need: Need) -> Service | None:
    """One that answers the need and has not been asked: with room and in the language first."""
    fits = [
        s
        for s in town.services
        if need.category in s.needs and str(s.pk) not in life.tried_services and s.status == "active"
    ]
    if not fits:
        return None
    service = max(
        fits, key=lambda s: (life.person.language in s.languages, s.has_room is not False, life.dice.random())
    )
    life.tried_services.add(str(service.pk))
    return service


def _make_sure_of_consent(
    at: datetime, town: Town, life: Life, case: Case, need: Need, service: Service, by: User
) -> None:
    told = told_by_referral(need.category, service)
    if decide(neighbor=case.neighbor, organization=service.organization, information=told, now=at).allowed:
        return
    consent = record_consent(case=case, details=_consent(life, service, told, at, by), by=by, now=at)
    if life.story.consent == "revoked":
        town.days.add(town.working_after(at, 20), _revoke, life, consent, by)


def _consent(life: Life, service: Service, told: frozenset[Information], at: datetime, by: User) -> ConsentDetails:
    """Part 2 information: to this organization, in writing. Everything else: to any provider, sometimes by word of mouth."""
    part2 = Information.SUBSTANCE_USE in told
    lasts = SHORT if life.story.consent == "expired" else YEAR
    signed = life.dice.choice([Signed.PAPER, Signed.DRAWN] if part2 else [Signed.PAPER, Signed.DRAWN, Signed.VERBAL])
    return ConsentDetails(
        organization=service.organization if part2 else None,
        information=tuple(sorted(told | {Information.MENTAL_HEALTH})),
        purpose="To arrange the help that was asked for",
        signed=signed,
        expires_on=timezone.localdate(at, ZONE) + lasts,
        witness=by.name if signed == Signed.VERBAL else "",
    )


def _revoke(at: datetime, life: Life, consent: Consent, by: User) -> None:
    revoke_consent(consent=consent, case=life.the_case, by=by, now=at)


def _no(at: datetime, town: Town, life: Life, referral: Referral, answer: str, by: User) -> None:
    """It ended without a service; another one is asked within a day or two."""
    status, kind = {
        "reject": (ReferralStatus.REJECTED, "rejected"),
        "cancel": (ReferralStatus.CANCELLED, "cancelled"),
        "error": (ReferralStatus.ENTERED_IN_ERROR, "in_error"),
        "fail": (ReferralStatus.FAILED, "failed"),
    }[answer]
    record_answer(referral=referral, status=status, reason=one_of(life.dice, "answers", kind), by=by, now=at)
    if answer != "cancel":
        town.days.add(town.working_after(at, life.dice.uniform(0.2, 10)), _elsewhere, town, life, referral, by)


def _elsewhere(at: datetime, town: Town, life: Life, referral: Referral, by: User) -> None:
    case = Case.objects.select_related("neighbor").get(pk=referral.case_id)
    if case.status in (CaseStatus.ENGAGED, CaseStatus.CONNECTED) and not life.is_left(at):
        refer(at, town, life, case, referral.need, by, replaces=referral)


def _after_yes(at: datetime, life: Life, pk: int, answer: str, by: User) -> None:
    referral = Referral.objects.select_related("case").get(pk=pk)
    if answer == "hold":
        record_answer(
            referral=referral,
            status=ReferralStatus.ON_HOLD,
            reason=one_of(life.dice, "answers", "on_hold"),
            by=by,
            now=at,
        )
    else:
        record_answer(referral=referral, status=ReferralStatus.IN_PROGRESS, by=by, now=at)


def _days_ahead(town: Town, life: Life, at: datetime, answer: str) -> int:
    """Of the appointment. "tomorrow" is the day after the last one of the city."""
    if answer != "tomorrow":
        return life.dice.randrange(2, 8)
    days, day, tomorrow = 0, town.hours.calendar.day_of(at), town.hours.today
    while day <= tomorrow:
        day, days = town.hours.calendar.next_working_day(day), days + 1
    return days


def _on_the_half_hour(at: datetime) -> datetime:
    return at.replace(minute=30 if at.minute >= 30 else 0, second=0, microsecond=0)


def _chase_silent(at: datetime, town: Town, life: Life, referral: Referral, follow_up: FollowUp, by: User) -> None:
    """Ask again; after the third time, go on with another service, unless this neighbor's story is the waiting."""
    if follow_up.step >= 3 and not life.story.answers:
        _no(at, town, life, referral, "reject", by)
    else:
        chase_provider(referral=referral, note="Called the front desk, left a message", by=by, now=at)


def _after_appointment(at: datetime, town: Town, life: Life, referral: Referral, by: User) -> None:
    if life.will_miss == 0 and (life.story.answers or life.dice.random() < 0.8):
        evidence = life.dice.choice([Evidence.PROVIDER, Evidence.PROVIDER, Evidence.NEIGHBOR, Evidence.NAVIGATOR])
        return _attended(at, referral, timezone.localdate(referral.appointment_at, ZONE), evidence, by)
    life.will_miss = max(0, life.will_miss - 1)
    if life.will_miss == 1:
        life.will_miss = 0
        return _no(at, town, life, referral, "fail", by)
    return _set_another(at, town, referral, by)


def _set_another(at: datetime, town: Town, referral: Referral, by: User) -> None:
    in_three_days = town.hours.calendar.add_working_days(at, 3)
    set_appointment(referral=referral, appointment_at=_on_the_half_hour(in_three_days), by=by, now=at)


def _attended(at: datetime, referral: Referral, day: date, evidence: Evidence, by: User) -> None:
    confirm_connection(referral=referral, attended_on=day, evidence=evidence, by=by, now=at)
