"""Sixty days, hour by hour: responders meet people, care navigation works nine to five, reminders go out."""

from datetime import date, datetime, time, timedelta

from django.utils import timezone

from casework import reminders
from casework.models import Case, FollowUp
from casework.states import FollowUpKind
from heart.demo.city import responders, work
from heart.demo.city.hours import DAYS_BEHIND
from heart.demo.city.stories import Life
from heart.demo.city.town import Town
from heart.lib.clock import ZONE
from heart.notify import outbox

HOUR = timedelta(hours=1)
# How likely somebody gets to a follow-up within the hour in which it is due; else in the next.
DILIGENCE = 0.75
SWEEPS_AT = (9, 12, 15)
ON_CALL_AT = time(20, 30)


def plan(town: Town, *, with_calls: bool) -> None:
    """Put every day's fixed moments and every meeting into the queue."""
    for life in town.lives:
        for meeting in life.meetings:
            town.days.add(
                meeting.at + timedelta(minutes=life.dice.randrange(35, 95)), responders.meet, town, life, meeting
            )
    if with_calls:
        responders.plan_calls_without_neighbor(town)
    for offset in range(DAYS_BEHIND, -1, -1):
        _plan_day(town, town.hours.today - timedelta(days=offset))


def _plan_day(town: Town, day: date) -> None:
    spans = town.hours.calendar.spans(day)
    if not spans:
        town.days.add(datetime.combine(day, ON_CALL_AT, ZONE).astimezone(town.hours.now.tzinfo), on_call, town)
    for opening, closing in spans:
        at = opening
        while at < closing:
            town.days.add(at, work_hour, town)
            at += HOUR
        town.days.add(closing, read_messages, town)


def work_hour(at: datetime, town: Town) -> None:
    """Remind of what is due, then everybody takes what is due within this hour."""
    if timezone.localtime(at, ZONE).hour in SWEEPS_AT:
        reminders.sweep(now=at)
    due = (
        FollowUp.objects.open()
        .filter(due_at__lt=at + HOUR)
        .order_by("due_at", "pk")
        .values_list("pk", "case__neighbor_id", "due_at", "kind")
    )
    for pk, neighbor, due_at, kind in due:
        life = town.by_neighbor.get(neighbor)
        if life and life.dice.random() < DILIGENCE:
            moment = max(due_at, at + timedelta(minutes=life.dice.randrange(2, 57)))
            if not _is_left(life, kind, moment):
                town.days.add(moment, work.take, town, life, pk)


def on_call(at: datetime, town: Town) -> None:
    """On days off, a supervisor on call gives the day's new cases to teams, so that Monday starts with names on them."""
    for case in Case.objects.in_intake().order_by("pk"):
        life = town.by_neighbor.get(case.neighbor_id)
        if life and not life.story.unassigned:
            work.assign(at, town, life, case)


def _is_left(life: Life, kind: str, at: datetime) -> bool:
    """Supervisors assign what navigators then do not get to."""
    return life.story.unassigned if kind == FollowUpKind.ASSIGN else life.is_left(at)


def read_messages(at: datetime, town: Town) -> None:
    """At the end of the last working days: nobody's inbox keeps sixty days unread."""
    if at > town.days.end - timedelta(days=5):
        for team in town.staff.teams.values():
            for person in (team.peer, team.clinician):
                outbox.mark_read(by=person, now=at)
