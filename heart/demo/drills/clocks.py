"""Clocks: every due time and reminder over 24 daylight-saving edges, each checked against arithmetic in plain seconds.

A case is a neighbor met within two weeks of an edge, in an office of some hours and closures, and one step of the
cadence: when it falls due, and every reminder of it until the edge is well past. Wrong is what is outside hours or on a
closed day, before it may be or after it must be, an hour off, said twice, out of order, or the first attempt after the
48 hours although somebody worked within them. The sweep's gate is asked at every opening and closing around the edge, on
every closed day, and whenever a reminder is to be said: open when somebody works, and else shut.
"""

from argparse import ArgumentParser
from collections import Counter
from collections.abc import Callable, Iterator
from dataclasses import dataclass, replace
from datetime import date, datetime, time
from itertools import cycle, islice
from random import Random
from typing import Any

from casework.cadence import Attempt, Cadence, Step
from casework.models import CadencePolicy, cadence_of
from casework.reminders import Ladder, in_hours, load_ladder
from casework.states import ContactChannel, Phase
from heart.demo import apart
from heart.demo.drills import _seconds
from heart.demo.drills._seconds import DAY, HOUR, MINUTE, Office, Open, instant, seconds, wall
from heart.lib.clock import ZONE, Hours, Span, WorkCalendar

FAULTS = ("wrong",)
YEARS = range(2020, 2032)
NEAR = 14 * DAY
OFFICES = 12  # of each edge, at most: one for so many cases
CASES_EACH = 20
FIRST_CONTACT_WITHIN = 48 * HOUR
MOST_REMINDERS = 16
SHOWN = 5
# A day that lost an hour is a day later too.
SHORTEST_DAY = 23 * HOUR

Row = tuple[int, float, float]  # weekday, opens, closes in hours of the wall clock


def days(which: range, *spans: tuple[float, float]) -> list[Row]:
    return [(day, opens, closes) for day in which for opens, closes in spans]


WEEK, ALL = range(5), range(7)
HOURS: list[list[Row]] = [
    days(WEEK, (9, 17)),
    days(ALL, (10, 21)),
    days(WEEK, (9, 12), (13, 17)),
    [*days(range(4), (8, 18)), (4, 8, 12)],
    days(ALL, (0, 24)),
    days(ALL, (0, 1.5), (1.5, 2.5), (2.5, 6), (22, 24)),
    days(range(2, 3), (12, 16.5)),
]


def add_arguments(parser: ArgumentParser) -> None:
    parser.add_argument("--cases", type=int, default=200, help="of each of the 24 edges")
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--naive", action="store_true", help="reckon with the wall clock, as if no hour were ever lost")


def run(say: Callable[[str], None], cases: int, seed: int, naive: bool) -> dict[str, Any]:
    with apart.database("clocks"):
        return look(say, cases=cases, seed=seed, naive=naive)


def look(say: Callable[[str], None], *, cases: int, seed: int, naive: bool) -> dict[str, Any]:
    """With the cadence and the ladder of whatever database is in use; nothing is written."""
    cadence, ladder = cadence_of(CadencePolicy.objects.in_force().pk), load_ladder()
    edges = [edge for year in YEARS for edge in _seconds.changes(year)]
    checks = Checks(say)
    for edge in edges:
        dice = Random(f"{seed} {edge}")  # noqa: S311  made-up cases, not secrets
        places = [place(edge, dice, naive) for _ in range(min(OFFICES, 1 + cases // CASES_EACH))]
        trials = [Trial(p, replace(cadence, calendar=p.calendar), replace(ladder, calendar=p.calendar)) for p in places]
        for trial in trials:
            checks.gate(trial, edge)
        for step in islice(cycle(cadence.steps), cases):
            checks.case(dice.choice(trials), step, edge, dice)
        say(f"{instant(edge):%d %B %Y}: {checks.checked} looked at, {sum(checks.wrong.values())} wrong")
    return {"edges": len(edges), "cases": checks.cases, "checked": checks.checked, "wrong": sum(checks.wrong.values())}


@dataclass(frozen=True)
class Place:
    """The same office twice: as the programme keeps it, and in seconds."""

    calendar: WorkCalendar
    office: Office


class Naive(WorkCalendar):
    """Never turns to UTC: an hour too much or too little over the edge."""

    def spans(self, day: date) -> tuple[Span, ...]:
        return tuple((start.astimezone(self.zone), end.astimezone(self.zone)) for start, end in super().spans(day))


def place(edge: int, dice: Random, naive: bool) -> Place:
    """Some hours, in half of them others after the edge, and some days closed around it."""
    middle, span = wall(edge)[0], NEAR // DAY
    first, last = middle - 3 * span, middle + span + 430
    hours = [Open(*row(r), first, last) for r in dice.choice(HOURS)]
    if dice.random() < 0.5:
        hours = [replace(h, until=middle) for h in hours]
        hours += [Open(*row(r), middle + 1, last) for r in dice.choice(HOURS)]
    closed = {middle + dice.randint(-span, 2 * span) for _ in range(dice.randrange(7))}
    kind = Naive if naive else WorkCalendar
    calendar = kind(tuple(rule(h) for h in hours), frozenset(date.fromordinal(_seconds.FIRST + day) for day in closed))
    return Place(calendar, Office(hours, closed, first, last))


def row(told: Row) -> tuple[int, int, int]:
    weekday, opens, closes = told
    return weekday, int(opens * HOUR), int(closes * HOUR)


def rule(hours: Open) -> Hours:
    since, until = (date.fromordinal(_seconds.FIRST + day) for day in (hours.since, hours.until))
    return Hours(hours.weekday, clock_face(hours.opens), clock_face(hours.closes), since, until)


def clock_face(second: int) -> time:
    return time.max if second == DAY else time(second // HOUR, second % HOUR // 60)


@dataclass(frozen=True)
class Trial:
    place: Place
    cadence: Cadence
    ladder: Ladder

    def moment(self, at: int) -> datetime:
        """In UTC; in local time for the naive, who add to what they are given."""
        found = instant(at)
        return found.astimezone(ZONE) if isinstance(self.place.calendar, Naive) else found


class Checks:
    """Counts what was looked at, and what was wrong, by its sort."""

    def __init__(self, say: Callable[[str], None]) -> None:
        self.say = say
        self.cases = self.checked = 0
        self.wrong: Counter[str] = Counter()

    def case(self, trial: Trial, step: Step, edge: int, dice: Random) -> None:
        self.cases += 1
        met = edge + dice.randint(-NEAR, NEAR)
        now = met + dice.choice([0, 0, dice.randrange(3 * DAY)])
        tried = sorted(dice.randint(met, now) for _ in range(dice.randrange(4)))
        attempts = [Attempt(trial.moment(at), ContactChannel.PHONE) for at in tried]
        found = trial.cadence.due_at(step, anchor=trial.moment(met), now=trial.moment(now), attempts=attempts)
        due = seconds(found)
        self._due(trial, step, due, met=met, now=now, tried=tried)
        self._reminders(trial, due, until=edge + 3 * DAY)

    def gate(self, trial: Trial, edge: int) -> None:
        """Around the edge, when somebody begins or ends work, and when they would on a closed day."""
        office = trial.place.office
        for day in range(wall(edge - NEAR)[0], wall(edge + NEAR)[0] + 1):
            for start, end in office.usual(day):
                for at in (start - MINUTE, start, end - MINUTE, end):
                    self._gate(trial, at)

    def _gate(self, trial: Trial, at: int) -> None:
        is_open = trial.ladder.is_time(trial.moment(at))
        self._that(is_open == trial.place.office.works(at), f"the gate is {'open' if is_open else 'shut'}", at)

    def _due(self, trial: Trial, step: Step, due: int, *, met: int, now: int, tried: list[int]) -> None:
        office = trial.place.office
        self._open(office, due, f"{step.phase} {step.position} due")
        self._that(due >= now, "due in the past", due)
        self._that(due == expected(trial, step, met=met, now=now, tried=tried), f"{step.phase} {step.position}", due)
        if (step.phase, step.position) == (Phase.NOT_REACHED, 1) and not tried and now == met:
            promised = met + FIRST_CONTACT_WITHIN
            self._that(due < promised or office.next(met) >= promised, "past the 48 hours", due)

    def _reminders(self, trial: Trial, due: int, *, until: int) -> None:
        """As the sweep says them: what comes outside hours waits for the opening."""
        office, ladder = trial.place.office, trial.ladder
        said = seconds(in_hours(trial.moment(due), trial.place.calendar))
        self._that(said == due, "first reminder is not at the due time", said)
        for occasion in range(MOST_REMINDERS):
            following = seconds(ladder.next_at(occasion, trial.moment(said)))
            at = seconds(trial.place.calendar.next_working_moment(trial.moment(following)))
            self._that(said < following <= at, "repeated or out of order", at)
            self._open(office, at, "reminder")
            self._that(at == office.next(following), "not at the opening", at)
            self._gate(trial, at)
            if occasion < ladder.top:
                wanted = int(ladder.rungs[occasion + 1][1].total_seconds())
                self._that(office.worked(said, following) == wanted, "another rung's time", at)
            else:
                self._daily(office, said, at)
            said = at
            if said > until and occasion > ladder.top + 1:
                break

    def _daily(self, office: Office, said: int, at: int) -> None:
        early = at - said < SHORTEST_DAY and wall(at)[0] == wall(said)[0]
        self._that(not early, "twice a day", at)
        wanted = min(office.day_later(said), office.next(said + DAY))
        self._that(at <= wanted, "later than the same time on the next working day", at)
        self._that(at >= wanted, "earlier than the same time on the next working day", at)

    def _open(self, office: Office, at: int, what: str) -> None:
        self._that(office.works(at), f"{what} outside hours", at)
        self._that(wall(at)[0] not in office.closed, f"{what} on a closed day", at)

    def _that(self, holds: bool, otherwise: str, at: int) -> None:
        self.checked += 1
        if not holds:
            self.wrong[otherwise] += 1
            if self.wrong[otherwise] <= SHOWN:
                self.say(f"wrong: {otherwise}, {instant(at).astimezone(ZONE):%a %Y-%m-%d %H:%M:%S %Z}")


def expected(trial: Trial, step: Step, *, met: int, now: int, tried: list[int]) -> int:
    """When the step falls due, in plain seconds."""
    office = trial.place.office
    floor = max([now, *not_before(trial, step, tried)])
    earliest = office.next(max(floor, target(office, step, met)))
    wanted = set(_seconds.PARTS)
    if step.part_of_day == "other":
        so_far = {_seconds.part(at) for at in tried}
        wanted -= so_far if len(so_far) == 1 else set()
    elif step.part_of_day:
        wanted = {step.part_of_day}
    return office.in_part(wanted, earliest, floor)


def not_before(trial: Trial, step: Step, tried: list[int]) -> Iterator[int]:
    if tried and step.at_least:
        yield trial.place.office.after(tried[-1], step.at_least * HOUR)
    last = step.phase == Phase.NOT_REACHED and not trial.cadence.has_step(step.phase, step.position + 1)
    if tried and last:
        yield _seconds.at_wall(wall(tried[0])[0] + trial.cadence.protocol.days, 0)


def target(office: Office, step: Step, met: int) -> int:
    match step.clock:
        case "elapsed_hours":
            return met + step.after * HOUR
        case "months":
            return _seconds.months_later(met, step.after)
        case "working_hours":
            return office.after(met, step.after * HOUR)
    return office.days_later(met, step.after) if step.after >= 0 else office.days_before(met, -step.after)
