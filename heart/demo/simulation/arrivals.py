"""Whom responders meet, and when. Drawn before the first day, so that every trial of a seed meets the same people."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from itertools import count
from math import exp
from random import Random

from casework.models import Pilot
from heart.demo.city.people import PHONES, Traits, draw_person
from heart.demo.city.stories import WILLS, Life, Meeting, Story, draw_needs, has_phone
from heart.demo.city.texts import dice_of
from heart.demo.simulation import rates
from heart.lib.clock import ZONE

STORY = Story("as it comes", 0)


@dataclass(frozen=True)
class Arrival:
    """`number` is the neighbor's; the same one again is the same neighbor."""

    meeting: Meeting
    number: int


def arrivals(seed: int, first: date, days: int, responses_a_year: int) -> list[Arrival]:
    """In the order of time."""
    dice = dice_of(f"{seed} arrivals")
    meetings = [
        meeting
        for offset in range(days)
        for pilot, shifts in rates.SHIFTS.items()
        for meeting in _of_day(dice, first + timedelta(days=offset), pilot, shifts, responses_a_year)
    ]
    in_order = sorted(meetings, key=lambda meeting: (meeting.at, meeting.pilot))
    return [Arrival(*pair) for pair in zip(in_order, _whom(dice), strict=False)]


def _of_day(dice: Random, day: date, pilot: Pilot, shifts: rates.Shifts, responses_a_year: int) -> Iterator[Meeting]:
    of_week = shifts.weekdays[day.weekday()] / sum(shifts.weekdays)
    expected = responses_a_year * shifts.share * 7 / 365 * of_week
    for offset, weight in enumerate(shifts.hours):
        for _ in range(_happens(dice, expected * weight / sum(shifts.hours))):
            at = datetime.combine(day, time(shifts.opens + offset, dice.randrange(60)), ZONE)
            yield Meeting(at.astimezone(UTC), pilot, dice.random() < rates.WANTED[pilot])


def _happens(dice: Random, expected: float) -> int:
    """How often something happens that comes `expected` times on average (Poisson, after Knuth)."""
    limit, times, product = exp(-expected), 0, dice.random()
    while product > limit:
        times += 1
        product *= dice.random()
    return times


def _whom(dice: Random) -> Iterator[int]:
    """Without end: somebody met before, the likelier the more often; else somebody new."""
    met: list[int] = []
    for number in count(1):
        while met and dice.random() < rates.AGAIN:
            met.append(dice.choice(met))
            yield met[-1]
        met.append(number)
        yield number


def life_of(number: int, seed: int, today: date) -> Life:
    """Who the neighbor is and what they want, with dice of their own."""
    dice, traits = dice_of(f"{seed} neighbor {number}"), Traits(number)
    phone = PHONES[number % len(PHONES)] if has_phone(traits, dice) else ""
    return Life(
        number=number,
        story=STORY,
        dice=dice,
        traits=traits,
        person=draw_person(traits, dice, today, phone),
        meetings=[],
        reach=dice.choice(rates.REACH),
        will=dice.choices(*WILLS)[0],
        needs=draw_needs(traits, dice),
        answers=[],
    )
