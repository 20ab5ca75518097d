"""What came of a trial. Each figure is counted from the rows that the actions wrote, never from the dice."""

from collections.abc import Callable
from datetime import datetime, timedelta
from typing import Any

from django.db.models import Count, F

from casework.models import Case, Contact, FollowUp
from casework.models.cases import FIRST_CONTACT_WITHIN
from casework.states import Answer, CloseReason
from heart.accounts.roles import Role
from heart.audit.models import AuditEvent
from heart.demo.simulation.office import Office
from heart.lib.clock import WorkCalendar
from heart.notify.models import Channel, Message, Template
from referrals.models import Connection, Referral
from referrals.states import ReferralStatus

WORKING_HOURS = timedelta(hours=16)
WEEK = timedelta(days=7)
THIRTY_DAYS = timedelta(days=30)
REMINDERS = (Template.FOLLOW_UP_DUE, Template.FOLLOW_UP_OVERDUE, Template.FOLLOW_UP_ESCALATED)
REMINDED = (Role.PEER, Role.CLINICIAN, Role.SUPERVISOR, Role.PROGRAMME_MANAGER)


def tell(office: Office, begins: datetime, ends: datetime, *, responses: int) -> dict[str, Any]:
    """In the order of the funnel. A share is {"n", "of", "percent"}; `of` counts only cases whose window has closed."""
    calendar = office.hours.calendar
    cases = list(Case.objects.order_by("pk"))
    closed = dict(Case.objects.exclude(closed_reason="").values_list("closed_reason").annotate(Count("pk")))
    without = Case.objects.open().without_next_step().count()
    within_48 = _within(cases, "first_attempt_at", lambda at: at + FIRST_CONTACT_WITHIN, ends)
    return {
        "responses": responses,
        "cases_opened": len(cases),
        "attempted_48h": within_48,
        "attempted_16_working_hours": _within(cases, "first_attempt_at", _after_work(calendar), ends),
        "reached_7_days": _within(cases, "reached_at", lambda at: at + WEEK, ends),
        "engaged": Contact.objects.filter(answer=Answer.AGREED).values("case").distinct().count(),
        "referrals": Referral.objects.count(),
        "accepted": AuditEvent.objects.filter(event=f"referral.{ReferralStatus.ACCEPTED}").count(),
        "connected": Connection.objects.values("case").distinct().count(),
        "connected_30_days": _connected(cases, ends),
        "unable_to_contact": closed.get(CloseReason.UNABLE_TO_CONTACT, 0),
        "declined": closed.get(CloseReason.DECLINED, 0),
        "still_open": Case.objects.open().count(),
        "overdue_at_the_end": FollowUp.objects.overdue(ends).count(),
        "promise_kept_percent": within_48["percent"],
        "open_without_next_step": without,
        **_reminders(office, begins, ends),
    }


def _after_work(calendar: WorkCalendar) -> Callable[[datetime], datetime]:
    return lambda at: calendar.add_working(at, WORKING_HOURS)


def _within(cases: list[Case], field: str, deadline: Callable[[datetime], datetime], ends: datetime) -> dict[str, Any]:
    judged = [(deadline(case.clock_started_at), getattr(case, field)) for case in cases]
    over = [(until, at) for until, at in judged if until <= ends]
    return _share(sum(at is not None and at <= until for until, at in over), len(over))


def _connected(cases: list[Case], ends: datetime) -> dict[str, Any]:
    """First attended within 30 days of the responder's contact."""
    over = [case.pk for case in cases if case.clock_started_at + THIRTY_DAYS <= ends]
    attended = Connection.objects.filter(
        case__in=over, attended_on__lte=F("case__clock_started_at__date") + THIRTY_DAYS
    )
    return _share(attended.values("case").distinct().count(), len(over))


def _reminders(office: Office, begins: datetime, ends: datetime) -> dict[str, Any]:
    """Inbox messages that remind, for each person and working day; and those that went to somebody above the pair
    because it was late."""
    days = _working_days(office.hours.calendar, begins, ends)
    reminders = Message.objects.filter(channel=Channel.IN_APP, template__in=REMINDERS)
    people = [person for person in office.staff.people.values() if person.role in REMINDED]
    counted = dict(reminders.values_list("recipient").annotate(Count("pk")))
    each = [counted.get(person.pk, 0) / days for person in people]
    escalated = dict(
        reminders.filter(template=Template.FOLLOW_UP_ESCALATED).values_list("recipient__role").annotate(Count("pk"))
    )
    return {
        "reminders_a_person_a_day": round(sum(each) / len(each), 2),
        "reminders_a_day_of_the_busiest": round(max(each), 2),
        "escalated_to_supervisors": escalated.get(Role.SUPERVISOR, 0),
        "escalated_to_managers": escalated.get(Role.PROGRAMME_MANAGER, 0),
        "messages_undelivered": Message.objects.undelivered().count(),
    }


def _working_days(calendar: WorkCalendar, begins: datetime, ends: datetime) -> int:
    day, count = calendar.day_of(begins), 0
    while day < calendar.day_of(ends):
        count += calendar.is_working_day(day)
        day += timedelta(days=1)
    return max(count, 1)


def _share(n: int, of: int) -> dict[str, Any]:
    return {"n": n, "of": of, "percent": round(100 * n / of, 1) if of else None}
