"""What is due next, and when (DOMAIN 4). Pure: the steps are data, `now` is passed in."""

from calendar import monthrange
from collections.abc import Collection, Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime, time, timedelta
from itertools import chain

from casework.states import BESIDE, ContactChannel, FollowUpKind, Phase
from heart.lib.clock import ZONE, WorkCalendar, part_of_day

# Kinds that an attempt to reach the neighbor fulfils.
BY_CONTACT = BESIDE | {FollowUpKind.ATTEMPT, FollowUpKind.DECIDE, FollowUpKind.CHECK_IN}
PARTS_OF_DAY = frozenset({"morning", "afternoon", "evening"})
# So many days ahead a part of the day is looked for before the step makes do without.
PART_WITHIN_DAYS = 7
# The last steps of the attempts mend what is missing so far.
LAST_STEPS = 2


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

    @property
    def looks_back(self) -> bool:
        """Whether its time or its channel hangs on the attempts so far."""
        return self.kind in BY_CONTACT or bool(self.at_least or self.part_of_day)


@dataclass(frozen=True)
class Attempt:
    """One outgoing try: when, over which channel."""

    at: datetime
    channel: str


@dataclass(frozen=True)
class Protocol:
    """What must have been tried before "unable to contact" may be said (DOMAIN 4)."""

    attempts: int = 5
    days: int = 14
    channels: int = 2
    parts_of_day: int = 2
    in_person: bool = True


@dataclass(frozen=True)
class Cadence:
    """One version: all steps, the calendar they are counted in, and what the attempts must amount to."""

    steps: tuple[Step, ...]
    calendar: WorkCalendar
    protocol: Protocol = field(default_factory=Protocol)

    def step(self, phase: str, position: int) -> Step:
        """The step at `position`, or the phase's last one when it is past the end."""
        of_phase = sorted((s for s in self.steps if s.phase == phase), key=lambda s: s.position)
        if not of_phase:
            raise LookupError(f"The cadence has no step for the phase {phase!r}.")
        return next((s for s in of_phase if s.position >= position), of_phase[-1])

    def has_step(self, phase: str, position: int) -> bool:
        return any(s.phase == phase and s.position == position for s in self.steps)

    def steps_after(self, phase: str, position: int) -> int:
        return sum(s.phase == phase and s.position > position for s in self.steps)

    def due_at(self, step: Step, *, anchor: datetime, now: datetime, attempts: Sequence[Attempt] = ()) -> datetime:
        """A working moment, not before `now`, not closer to the last attempt than the step allows, in the part of
        the day that it asks for; the last attempt not before the protocol's days are full, counted from the first."""
        floor = max([now, *self._not_before(step, attempts)])
        earliest = self.calendar.next_working_moment(max(floor, self.target(step, anchor)))
        return self._in_part(_parts_wanted(step, attempts), earliest, floor).astimezone(UTC)

    def channel(self, step: Step, *, attempts: Sequence[Attempt], phone: bool, unsheltered: bool) -> str:
        """The channel that the step suggests to this neighbor, with or without a phone or a roof, so that the
        attempts come to what the protocol asks for."""
        if not step.channel or step.kind not in BY_CONTACT:
            return step.channel
        tried = {attempt.channel for attempt in attempts}
        calls = step.channel in (ContactChannel.PHONE, ContactChannel.TEXT)
        wanted = ContactChannel.IN_PERSON if calls and not phone else step.channel
        if step.phase == Phase.NOT_REACHED and self.steps_after(step.phase, step.position) < LAST_STEPS:
            if unsheltered and self.protocol.in_person and ContactChannel.IN_PERSON not in tried:
                return ContactChannel.IN_PERSON
            if tried == {wanted} and self.protocol.channels > 1:
                instead = ContactChannel.PHONE if phone else ContactChannel.LETTER
                return instead if wanted == ContactChannel.IN_PERSON else ContactChannel.IN_PERSON
        return wanted

    def timing(self, step: Step) -> tuple[object, ...]:
        """What the due time of the step hangs on, besides the calendar."""
        return (step.after, step.clock, step.at_least, step.part_of_day, self._days_before(step))

    def _days_before(self, step: Step) -> int:
        """Days that must have passed since the first attempt."""
        last = step.phase == Phase.NOT_REACHED and not self.steps_after(step.phase, step.position)
        return self.protocol.days if last else 0

    def _not_before(self, step: Step, attempts: Sequence[Attempt]) -> Iterator[datetime]:
        moments = [attempt.at for attempt in attempts]
        if moments and step.at_least:
            yield self.calendar.add_working(max(moments), timedelta(hours=step.at_least))
        if moments and (days := self._days_before(step)):
            day = self.calendar.day_of(min(moments)) + timedelta(days=days)
            yield datetime.combine(day, time(), self.calendar.zone).astimezone(UTC)

    def _in_part(self, wanted: Collection[str], earliest: datetime, floor: datetime) -> datetime:
        """`earliest`, or the same day in a part that is wanted, be it before it, or one of the next days."""
        day = self.calendar.day_of(earliest)
        start = max(floor, self.calendar.opening(day))
        for moment in chain([earliest], self._starts_of_parts(start)):
            if part_of_day(moment, self.calendar.zone) in wanted:
                return moment
        return earliest

    def _starts_of_parts(self, start: datetime) -> Iterator[datetime]:
        """The first working moments of each part of the day, not before `start`."""
        first = self.calendar.day_of(start)
        for day in (first + timedelta(days=n) for n in range(PART_WITHIN_DAYS + 1)):
            noon, evening = (datetime.combine(day, time(hour), self.calendar.zone) for hour in (12, 17))
            for opens, closes in self.calendar.spans(day):
                for moment in (max(start, opens, begins) for begins in (opens, noon, evening)):
                    if moment < closes:
                        yield moment

    def target(self, step: Step, anchor: datetime) -> datetime:
        """So long after the anchor, on the step's own clock: before it is moved into anybody's working day."""
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


def _parts_wanted(step: Step, attempts: Sequence[Attempt]) -> frozenset[str]:
    """The parts of the day that the step may fall into; "other" asks for another when all were in one."""
    if step.part_of_day != "other":
        return frozenset({step.part_of_day}) if step.part_of_day else PARTS_OF_DAY
    tried = {part_of_day(attempt.at) for attempt in attempts}
    return PARTS_OF_DAY - tried if len(tried) == 1 else PARTS_OF_DAY


def after_attempt(cadence: Cadence, *, phase: str, step: int) -> tuple[Phase, int]:
    """Phase and step that follow an attempt that did not reach the neighbor.

    The last attempt leads to a decision, so does the last unanswered check-in of a neighbor who fell silent, and a
    decision leads to another one: nothing ends by itself.
    """
    if phase in (Phase.NOT_REACHED, Phase.ENGAGED) and not cadence.steps_after(phase, step):
        return Phase.DECIDE, 1
    return Phase(phase), step + 1


def protocol_gaps(attempts: Iterable[Attempt], *, unsheltered: bool, protocol: Protocol | None = None) -> list[str]:
    """What is still missing before "unable to contact" may be said (DOMAIN 4); empty when complete.

    Codes: attempts, days, channels, parts_of_day, in_person.
    """
    made, asked = list(attempts), protocol or Protocol()
    checks = {
        "attempts": len(made) >= asked.attempts,
        "days": _days_covered([a.at for a in made]) >= asked.days,
        "channels": len({a.channel for a in made}) >= asked.channels,
        "parts_of_day": len({part_of_day(a.at) for a in made}) >= asked.parts_of_day,
        "in_person": not (unsheltered and asked.in_person) or any(a.channel == ContactChannel.IN_PERSON for a in made),
    }
    return [code for code, complete in checks.items() if not complete]


def _days_covered(moments: Collection[datetime]) -> int:
    """Days of the local calendar: tried at 11:00 on the first day and at 9:30 on the 14th after it is 14 days."""
    days = [moment.astimezone(ZONE).date() for moment in moments]
    return (max(days) - min(days)).days if days else 0


# -- Another version ---------------------------------------------------------------------------------------------------


@dataclass(frozen=True)
class Promise:
    """An open follow-up as another version sees it. `first_contact_by`: the end of the 48 hours, while nobody tried."""

    cadence: Cadence
    phase: str
    step: int
    anchor: datetime
    made_at: datetime
    due_at: datetime
    by_hand: bool = False
    first_contact_by: datetime | None = None
    attempts: tuple[Attempt, ...] = ()


def due_under(promise: Promise, new: Cadence, *, now: datetime) -> datetime:
    """When the promise falls due once its case runs on `new`: counted from the same start, not before `now`.

    Unchanged: a time that a person chose, a step that `new` does not have, one that it times alike, and what is
    overdue already and would be by `new` too.
    """
    was = promise.cadence.step(promise.phase, promise.step)
    if promise.by_hand or not new.has_step(promise.phase, was.position):
        return promise.due_at
    becomes = new.step(promise.phase, promise.step)
    if promise.cadence.timing(was) == new.timing(becomes):
        return promise.due_at
    counted = {"anchor": promise.anchor, "now": promise.made_at, "attempts": promise.attempts}
    due_at = new.due_at(becomes, **counted)  # type: ignore[arg-type]
    if due_at == promise.cadence.due_at(was, **counted) or max(due_at, promise.due_at) < now:  # type: ignore[arg-type]
        return promise.due_at
    return max(due_at, new.calendar.next_working_moment(now))


@dataclass(frozen=True)
class Effect:
    """What taking another version does to the open follow-ups of a phase; `phase` is empty for all of them."""

    phase: str
    open: int
    earlier: int
    later: int
    most_earlier: timedelta
    most_later: timedelta
    at_once: int
    missed: int


def effects(promises: Iterable[Promise], new: Cadence, *, now: datetime) -> list[Effect]:
    """All of them first, then phase by phase. `missed`: first contacts that fall out of their 48 hours by it."""
    moves = [(promise, due_under(promise, new, now=now)) for promise in promises]
    by_phase = {phase: [move for move in moves if move[0].phase == phase] for phase in Phase}
    opening = new.calendar.next_working_moment(now)
    return [
        _effect("", moves, opening),
        *(_effect(phase, found, opening) for phase, found in by_phase.items() if found),
    ]


def _effect(phase: str, moves: Sequence[tuple[Promise, datetime]], opening: datetime) -> Effect:
    by = [due_at - promise.due_at for promise, due_at in moves]
    none = timedelta()
    return Effect(
        phase=phase,
        open=len(moves),
        earlier=sum(span < none for span in by),
        later=sum(span > none for span in by),
        most_earlier=-min([none, *by]),
        most_later=max([none, *by]),
        at_once=sum(due_at <= opening < promise.due_at for promise, due_at in moves),
        missed=sum(
            promise.due_at <= promise.first_contact_by < due_at for promise, due_at in moves if promise.first_contact_by
        ),
    )
