"""Reminders are rows (HOUSE 5). One sweep, in order, in one transaction:

1. claim a batch of follow-ups whose `next_reminder_at` has come, with SKIP LOCKED: what another sweep
   holds is left to it;
2. work out who is told: the rung of the ladder that `reminders_sent` stands on;
3. write one outbox row a person and channel, with a key that exists once for this occasion;
4. move `next_reminder_at` on and count the occasion.

Either all of a batch happens or nothing of it. A follow-up that cannot be worked out is put aside, visible
in admin, and does not stop the others. Nothing here ends a reminder: only ending the follow-up does.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

import structlog
from django.db import transaction
from django.urls import reverse

from casework.models import FollowUp, LadderStep, Rung
from heart.accounts.calendar import working_calendar
from heart.accounts.models import User
from heart.accounts.roles import Role
from heart.lib.clock import NoWorkingTime, WorkCalendar
from heart.notify import outbox
from heart.notify.models import Message, Template

log = structlog.get_logger(__name__)

BATCH = 500
DAILY = timedelta(hours=24)


@dataclass(frozen=True)
class Ladder:
    """Who is reminded at which occasion, and when the next one is."""

    rungs: tuple[tuple[Rung, timedelta], ...]
    calendar: WorkCalendar

    def rung(self, occasion: int) -> Rung:
        """Occasions count from 0; past the top it stays at the top."""
        return self.rungs[min(occasion, len(self.rungs) - 1)][0]

    def next_at(self, occasion: int, now: datetime) -> datetime:
        """When to remind again after `occasion`: up the ladder in working time, then daily."""
        try:
            if occasion + 1 < len(self.rungs):
                return self.calendar.add_working(now, self.rungs[occasion + 1][1])
            return self.calendar.next_working_moment(now + DAILY)
        except NoWorkingTime:
            return now + DAILY

    def is_time(self, now: datetime) -> bool:
        """In working hours; and always when somebody took all of them away: silence would be worse."""
        try:
            return self.calendar.next_working_moment(now) == now
        except NoWorkingTime:
            return True


def load_ladder() -> Ladder:
    rows = LadderStep.objects.order_by("position").values_list("rung", "working_minutes")
    rungs = tuple((Rung(rung), timedelta(minutes=minutes)) for rung, minutes in rows)
    return Ladder(rungs=rungs or ((Rung.OWNER, timedelta()),), calendar=working_calendar())


def first_reminder_at(due_at: datetime, calendar: WorkCalendar) -> datetime:
    """When it falls due, in working time."""
    return calendar.next_working_moment(due_at)


def sweep(*, now: datetime, batch: int = BATCH) -> int:
    """Remind of everything that is due. Returns how many follow-ups were reminded of.

    Outside working hours nothing goes out: rows that an outage or a new closure left there wait for the opening.
    """
    ladder = load_ladder()
    if not ladder.is_time(now):
        return 0
    total = 0
    while claimed := sweep_batch(ladder, now=now, batch=batch):
        total += claimed
    return total


@transaction.atomic
def sweep_batch(ladder: Ladder, *, now: datetime, batch: int) -> int:
    due = list(
        FollowUp.objects.to_remind(now)
        .select_related("owner", "case__team__peer", "case__team__clinician", "case__team__supervisor")
        .select_for_update(skip_locked=True, of=("self",))[:batch]
    )
    if not due:
        return 0
    told = Told.load()
    messages: list[Message] = []
    for follow_up in due:
        messages += _remind(follow_up, ladder, told, now)
    outbox.put_out(messages)
    FollowUp.objects.bulk_update(due, ["next_reminder_at", "reminders_sent", "set_aside_at"])
    return len(due)


def _remind(follow_up: FollowUp, ladder: Ladder, told: "Told", now: datetime) -> list[Message]:
    """The messages of this occasion; moves the follow-up (unsaved) on. A failure puts only this one aside."""
    try:
        occasion = follow_up.reminders_sent
        messages = _messages(follow_up, occasion, told.of(follow_up, ladder.rung(occasion)), now)
        follow_up.next_reminder_at = ladder.next_at(occasion, now)
        follow_up.reminders_sent = occasion + 1
        follow_up.set_aside_at = None
    except Exception as error:
        log.error("reminder_set_aside", follow_up_id=follow_up.pk, error=type(error).__name__)
        follow_up.set_aside_at = now
        return []
    return messages


def _messages(follow_up: FollowUp, occasion: int, people: Iterable[User], now: datetime) -> list[Message]:
    rows: list[Message] = []
    for person in people:
        rows += outbox.message_rows(
            to=person,
            key=follow_up.occasion_key,
            template=_template(follow_up, occasion, person),
            about=follow_up.message_key,
            path=reverse("case", args=[follow_up.case_id]),
            params={"case": follow_up.case_id, "kind": follow_up.kind},
            now=now,
        )
    return rows


def _template(follow_up: FollowUp, occasion: int, person: User) -> Template:
    if occasion == 0:
        return Template.FOLLOW_UP_DUE
    return Template.FOLLOW_UP_OVERDUE if person.pk == follow_up.owner_id else Template.FOLLOW_UP_ESCALATED


@dataclass(frozen=True)
class Told:
    """Who stands on which rung. A rung with nobody active on it passes to the next one up."""

    supervisors: Sequence[User]
    managers: Sequence[User]

    @classmethod
    def load(cls) -> "Told":
        people = User.objects.active().in_role(Role.SUPERVISOR, Role.PROGRAMME_MANAGER).order_by("pk")
        return cls(
            [p for p in people if p.role == Role.SUPERVISOR], [p for p in people if p.role == Role.PROGRAMME_MANAGER]
        )

    def of(self, follow_up: FollowUp, rung: Rung) -> Sequence[User]:
        rungs = list(Rung)
        for step in rungs[rungs.index(rung) :]:
            people = [person for person in self._on(follow_up, step) if person.is_active]
            if people:
                return people
        raise LookupError("Nobody is left to remind: there is no active programme manager.")

    def _on(self, follow_up: FollowUp, rung: Rung) -> Sequence[User]:
        if rung == Rung.PROGRAMME_MANAGER:
            return self.managers
        team = follow_up.case.team
        if follow_up.owner is None or team is None:
            return self.supervisors
        if rung == Rung.OWNER:
            return [follow_up.owner]
        return [team.other_half(follow_up.owner.pk)] if rung == Rung.OTHER_HALF else [team.supervisor]
