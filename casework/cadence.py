"""What is due next, and when (DOMAIN 4). Pure: the steps are data, `now` is passed in."""

from calendar import monthrange
from collections.abc import Collection, Iterable
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta

from casework.states import ContactChannel, FollowUpKind, Phase
from heart.lib.clock import ZONE, WorkCalendar, part_of_day


@dataclass(frozen=True)
class Step:
    """`after` counts from the phase's anchor in `clock`: elapsed_hours, working_hours, working_days or months."""

    phase: str
    position: int
    kind: str
    after: int
    clock: str
    at_least: int = 0
    channel: str = ""
    half: str = "peer"
    part_of_day: str = ""


@dataclass(frozen=True)
class Cadence:
    """All steps and the calendar they are counted in."""

    steps: tuple[Step, ...]
    calendar: WorkCalendar

    def step(self, phase: str, position: int) -> Step:
        """The step at `position`, or the phase's last one when it is past the end."""
        of_phase = sorted((s for s in self.steps if s.phase == phase), key=lambda s: s.position)
        if not of_phase:
            raise LookupError(f"The cadence has no step for the phase {phase!r}.")
        return next((s for s in of_phase if s.position >= position), of_phase[-1])

    def has_step(self, phase: str, position: int) -> bool:
        return any(s.phase == phase and s.position == position for s in self.steps)

    def due_at(self, step: Step, *, anchor: datetime, now: datetime, last_attempt: datetime | None = None) -> datetime:
        """A working moment, not before `now`, not closer to the last attempt than the step allows."""
        earliest = [now, self._target(step, anchor)]
        if last_attempt and step.at_least:
            earliest.append(self.calendar.add_working(last_attempt, timedelta(hours=step.at_least)))
        return self.calendar.next_working_moment(max(earliest)).astimezone(UTC)

    def _target(self, step: Step, anchor: datetime) -> datetime:
        if step.clock == "elapsed_hours":
            return anchor + timedelta(hours=step.after)
        if step.clock == "months":
            return self._months_after(anchor, step.after)
        if step.clock == "working_hours":
            return self.calendar.add_working(anchor, timedelta(hours=step.after))
        if step.after >= 0:
            return self.calendar.add_working_days(anchor, step.after)
        return self._working_days_before(anchor, -step.after)

    def _months_after(self, anchor: datetime, months: int) -> datetime:
        """The same day and local time so many months later; in a shorter month its last day."""
        local = anchor.astimezone(self.calendar.zone)
        years, month = divmod(local.month - 1 + months, 12)
        year, month = local.year + years, month + 1
        day = min(local.day, monthrange(year, month)[1])
        return local.replace(year=year, month=month, day=day).astimezone(UTC)

    def _working_days_before(self, anchor: datetime, days: int) -> datetime:
        day = self.calendar.day_of(anchor)
        for _ in range(days):
            day = self.calendar.previous_working_day(day)
        return self.calendar.opening(day)


def after_attempt(cadence: Cadence, *, phase: str, step: int) -> tuple[Phase, int]:
    """Phase and step that follow an attempt that did not reach the neighbor.

    The last attempt leads to a decision, and a decision to another one: nothing ends by itself.
    """
    if phase == Phase.NOT_REACHED and not cadence.has_step(phase, step + 1):
        return Phase.DECIDE, 1
    return Phase(phase), step + 1


@dataclass(frozen=True)
class Attempt:
    """One outgoing try: when, over which channel."""

    at: datetime
    channel: str


ATTEMPTS_NEEDED = 5
DAYS_NEEDED = 14
CHANNELS_NEEDED = 2
PARTS_OF_DAY_NEEDED = 2


def protocol_gaps(attempts: Iterable[Attempt], *, unsheltered: bool) -> list[str]:
    """What is still missing before "unable to contact" may be said (DOMAIN 4); empty when complete.

    Codes: attempts, days, channels, parts_of_day, in_person.
    """
    made = list(attempts)
    checks = {
        "attempts": len(made) >= ATTEMPTS_NEEDED,
        "days": _days_covered([a.at for a in made]) >= DAYS_NEEDED,
        "channels": len({a.channel for a in made}) >= CHANNELS_NEEDED,
        "parts_of_day": len({part_of_day(a.at) for a in made}) >= PARTS_OF_DAY_NEEDED,
        "in_person": not unsheltered or any(a.channel == ContactChannel.IN_PERSON for a in made),
    }
    return [code for code, complete in checks.items() if not complete]


def _days_covered(moments: Collection[datetime]) -> int:
    """Days of the local calendar: tried at 11:00 on the first day and at 9:30 on the 14th after it is 14 days."""
    days = [moment.astimezone(ZONE).date() for moment in moments]
    return (max(days) - min(days)).days if days else 0


# Kinds that an attempt to reach the neighbor fulfils.
BY_CONTACT = frozenset({FollowUpKind.ATTEMPT, FollowUpKind.DECIDE, FollowUpKind.CHECK_IN, FollowUpKind.NEW_CRISIS})
