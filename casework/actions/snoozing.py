"""Quiet for a while, and "I have seen it": neither is doing (DOMAIN 4). The promise and its due time stay."""

from dataclasses import dataclass
from datetime import datetime, timedelta

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from casework import access
from casework.actions.follow_ups import lock_working
from casework.models import FollowUp
from heart.accounts.calendar import working_calendar
from heart.accounts.models import User
from heart.audit.record import record
from heart.lib import when
from heart.lib.actions import NOW, action, because
from heart.lib.clock import NoWorkingTime, WorkCalendar
from heart.lib.errors import DomainError, NotAllowed, NotPossibleNow
from heart.notify import outbox

# Of one promise; moving it or handing it over starts anew.
MOST_SNOOZES = 2
# “Later today” is so much working time from now.
SOON = timedelta(hours=2)


@action
def snooze_follow_up(*, follow_up: FollowUp, until: datetime, why: str, by: User, now: datetime = NOW) -> FollowUp:
    """No reminder before `until`, with a reason. The ladder goes on from where it stands; what is still queued is
    not sent."""
    if not access.can_move(by, follow_up):
        raise NotAllowed(_("Only the team of this case may snooze its follow-ups."))
    if not why.strip():
        raise DomainError(_("Say why it can wait."), field="why")
    locked = lock_working(follow_up)
    calendar = working_calendar()
    _check(locked, until, calendar, now)
    because(why)
    locked.next_reminder_at = calendar.next_working_moment(until)
    locked.snoozed_until, locked.snoozes = until, locked.snoozes + 1
    locked.save(update_fields=["next_reminder_at", "snoozed_until", "snoozes"])
    outbox.withdraw_reminders(locked.message_key)
    record("follow_up.snoozed", subject=locked.case, by=by, at=now, follow_up=locked.pk, time=locked.snoozes)
    return locked


@action
def see_follow_up(*, follow_up: FollowUp, by: User, now: datetime = NOW) -> FollowUp:
    """Seen, still to be done: the reminders go on. The first one who says so stands there; one's own messages about
    it are read."""
    if not access.can_move(by, follow_up):
        raise NotAllowed(_("Only the team of this case may say so."))
    locked = lock_working(follow_up)
    outbox.mark_read(by=by, now=now, about=locked.message_key)
    if locked.seen_at is None:
        locked.seen_at, locked.seen_by = now, by
        locked.save(update_fields=["seen_at", "seen_by"])
        record("follow_up.seen", subject=locked.case, by=by, at=now, follow_up=locked.pk)
    return locked


@dataclass(frozen=True)
class SnoozeRange:
    """Later than the next reminder comes anyway, and no later than the end of the next working day or of the 48 hours.
    `promised`: that it is they that end it."""

    after: datetime
    most: datetime
    promised: bool

    @property
    def is_empty(self) -> bool:
        return self.most <= self.after


def snooze_range(follow_up: FollowUp, calendar: WorkCalendar, now: datetime) -> SnoozeRange:
    most, promised = latest_snooze(calendar, now), follow_up.case.promise_due_at
    first = follow_up.case.first_attempt_at is None and now < promised < most
    return SnoozeRange(max(follow_up.next_reminder_at or now, now), promised if first else most, promised=first)


def offered_snoozes(follow_up: FollowUp, calendar: WorkCalendar, now: datetime) -> list[datetime]:
    """What one usually asks for, as far as it is allowed: in two working hours, at the next opening, at the end of the
    next working day."""
    if snooze_range(follow_up, calendar, now).is_empty:
        return []
    last = latest_snooze(calendar, now)
    soon = calendar.add_working(now + timedelta(seconds=59), SOON).replace(second=0, microsecond=0)
    moments = sorted({soon, calendar.opening(calendar.next_working_day(calendar.day_of(now))), last})
    return [moment for moment in moments if _refusal(follow_up, moment, calendar, now) is None]


def latest_snooze(calendar: WorkCalendar, now: datetime) -> datetime:
    """The end of the next working day; when nobody works any more, there is nothing to wait for."""
    try:
        return calendar.spans(calendar.next_working_day(calendar.day_of(now)))[-1][1]
    except NoWorkingTime:
        return now


def _check(follow_up: FollowUp, until: datetime, calendar: WorkCalendar, now: datetime) -> None:
    if follow_up.snoozes >= MOST_SNOOZES:
        words = ngettext(
            "It was snoozed %(count)s time already.", "It was snoozed %(count)s times already.", MOST_SNOOZES
        )
        raise NotPossibleNow(words % {"count": MOST_SNOOZES})
    if refusal := _refusal(follow_up, until, calendar, now):
        raise DomainError(refusal, field="until")


def _refusal(follow_up: FollowUp, until: datetime, calendar: WorkCalendar, now: datetime) -> str | None:
    """Why this time is not possible; None if it is."""
    if until <= now:
        return _("Choose a time in the future.")
    most = latest_snooze(calendar, now)
    if until > most:
        return _("At most until %(time)s") % {"time": when.short(most, now)}
    reminder, promised = calendar.next_working_moment(until), follow_up.case.promise_due_at
    if follow_up.next_reminder_at and reminder <= follow_up.next_reminder_at:
        words = _("The next reminder comes no earlier anyway: %(time)s")
        return words % {"time": when.short(follow_up.next_reminder_at, now)}
    if follow_up.case.first_attempt_at is None and now < promised < reminder:
        words = _("The first contact is promised by %(time)s: the reminder may not come later.")
        return words % {"time": when.short(promised, now)}
    return None
