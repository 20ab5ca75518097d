"""What will happen to whom, drawn before the first day (stories.toml)."""

from collections.abc import Iterator
from dataclasses import dataclass, field, replace
from datetime import datetime, timedelta
from random import Random

from casework.actions.neighbors import Person
from casework.models import Case, LivingSituation, Pilot
from heart.demo.city.hours import Hours
from heart.demo.city.people import PHONES, Traits, draw_person
from heart.demo.city.texts import dice_of, load
from referrals.states import NeedCategory

FULL_SIZE = 400
WILLS = (["agrees", "unsure", "declines"], [62, 24, 14])
ANSWERS = (
    ["accept", "accept_open", "progress", "reject", "silent", "hold", "miss", "cancel"],
    [44, 8, 10, 14, 10, 6, 6, 2],
)


@dataclass(frozen=True)
class Story:
    """One row of stories.toml; what it leaves out is drawn."""

    name: str
    count: int
    team: str = ""
    days_ago: tuple[float, float] | None = None
    hours_ago: tuple[float, float] | None = None
    again_days_ago: tuple[float, float] | None = None
    again_hours_ago: tuple[float, float] | None = None
    left_for: tuple[float, float] | None = None
    reach: float | None = None
    will: str = ""
    answers: tuple[str, ...] = ()
    ends: tuple[str, int] | None = None
    met: int = 1
    consent: str = ""
    untaken: str = ""
    first: bool = False
    loses: bool = False
    stays: bool = False
    moved: bool = False
    passing: bool = False
    unassigned: bool = False
    untouched: bool = False


@dataclass(frozen=True)
class Meeting:
    """A responder meets the neighbor: call received at `at`, follow-up by care navigation wanted or not."""

    at: datetime
    pilot: Pilot
    wanted: bool


@dataclass
class Life:
    """One neighbor's sixty days. `dice` are this neighbor's own: nobody else's luck changes them.

    `left_at`: from then on nobody works on the case. `spoke`: how often the neighbor was reached.
    """

    number: int
    story: Story
    dice: Random
    traits: Traits
    person: Person
    meetings: list[Meeting]
    reach: float
    will: str
    needs: list[NeedCategory]
    answers: list[str]
    left_at: datetime | None = None
    case: Case | None = None
    spoke: int = 0
    will_miss: int = 0
    tried_services: set[str] = field(default_factory=set)

    @property
    def the_case(self) -> Case:
        """Of a life whose case has been opened."""
        assert self.case is not None  # noqa: S101
        return self.case

    def is_left(self, at: datetime) -> bool:
        return self.left_at is not None and at >= self.left_at

    def next_answer(self) -> str:
        if self.answers:
            return self.answers.pop(0)
        return self.dice.choices(*ANSWERS)[0]


def cast(hours: Hours, *, neighbors: int, seed: int) -> list[Life]:
    """Everybody who lives in the city, in an order that has nothing to do with their stories."""
    stories = [replace(story, met=_met(story, neighbors)) for story, count in _shares(neighbors) for _ in range(count)]
    dice = dice_of(f"{seed} casting")
    numbers = list(range(1, len(stories) + 1))
    phones = list(PHONES)
    dice.shuffle(numbers)
    dice.shuffle(phones)
    return [_life(story, number, hours, phones, seed) for story, number in zip(stories, numbers, strict=True)]


def _shares(neighbors: int) -> Iterator[tuple[Story, int]]:
    """At least one of each story, whatever the size; the last story takes the rest."""
    stories = [_story(row) for row in load("stories")["story"]]
    left = neighbors
    for story in stories[:-1]:
        count = max(1, round(story.count * neighbors / FULL_SIZE))
        left -= count
        yield story, count
    yield stories[-1], max(1, left)


def _met(story: Story, neighbors: int) -> int:
    """How often: a small city has smaller numbers of this too."""
    return max(1, round(story.met * min(1.0, neighbors / 100)))


def _story(row: dict[str, object]) -> Story:
    return Story(**{key: tuple(value) if isinstance(value, list) else value for key, value in row.items()})  # type: ignore[arg-type]


def _life(story: Story, number: int, hours: Hours, phones: list[str], seed: int) -> Life:
    dice = dice_of(f"{seed} {number}")
    traits = Traits(number)
    left_at = hours.left_since(dice.uniform(*story.left_for)) if story.left_for else None
    meetings = sorted(_meetings(story, dice, hours, left_at), key=lambda meeting: meeting.at)
    phone = _phone(traits, dice, phones)
    return Life(
        number=number,
        story=story,
        dice=dice,
        traits=traits,
        person=draw_person(traits, dice, hours.today, phone),
        meetings=meetings,
        reach=_or(story.reach, dice.choice([0.2, 0.4, 0.5, 0.7])),
        will=story.will or dice.choices(*WILLS)[0],
        needs=draw_needs(traits, dice),
        answers=list(story.answers),
        left_at=meetings[-1].at if story.untouched else left_at,
    )


def _or(value: float | None, otherwise: float) -> float:
    return otherwise if value is None else value


def _phone(traits: Traits, dice: Random, phones: list[str]) -> str:
    """Of one's own while the made-up numbers last; fewer of those who live outside have one."""
    return phones.pop() if has_phone(traits, dice) and phones else ""


def has_phone(traits: Traits, dice: Random) -> bool:
    return not traits.unnamed and dice.random() < (0.35 if traits.unsheltered else 0.72)


def draw_needs(traits: Traits, dice: Random) -> list[NeedCategory]:
    """One to three, the first one by how the neighbor lives."""
    others = dice.sample(list(NeedCategory), 3)
    if traits.unsheltered:
        others.insert(0, NeedCategory.HOMELESSNESS)
    elif traits.domestic_violence:
        others.insert(0, NeedCategory.INTIMATE_PARTNER_VIOLENCE)
    else:
        others.insert(
            0,
            dice.choice([NeedCategory.MENTAL_HEALTH, NeedCategory.MENTAL_HEALTH, NeedCategory.SUBSTANCE_USE, *others]),
        )
    return list(dict.fromkeys(others))[: dice.choice([1, 1, 2, 3])]


def _meetings(story: Story, dice: Random, hours: Hours, left_at: datetime | None) -> Iterator[Meeting]:
    first = _first(story, dice, hours, left_at)
    yield first
    again = story.again_days_ago or story.again_hours_ago
    if again:
        unit = timedelta(days=1) if story.again_days_ago else timedelta(hours=1)
        yield _meeting(hours.crt_time(dice, again[0] * unit, again[1] * unit), dice, Pilot.CRT, wanted=True)
    for _ in range(story.met - 1):
        age = hours.now - first.at
        yield _meeting(hours.crt_time(dice, timedelta(hours=3), age), dice, None, wanted=False)


def _first(story: Story, dice: Random, hours: Hours, left_at: datetime | None) -> Meeting:
    """Two attempts fit between the first meeting and the moment since which nobody worked on it."""
    if left_at:
        return _meeting(hours.into_crt(left_at - timedelta(hours=dice.uniform(26, 44))), dice, Pilot.CRT, wanted=True)
    if story.hours_ago:
        newest, oldest = story.hours_ago
        return _meeting(
            hours.crt_time(dice, timedelta(hours=newest), timedelta(hours=oldest)), dice, Pilot.CRT, wanted=True
        )
    newest, oldest = story.days_ago or (1, 59)
    return _meeting(
        hours.crt_time(dice, timedelta(days=newest), timedelta(days=oldest)), dice, None, wanted=not story.passing
    )


def _meeting(at: datetime, dice: Random, pilot: Pilot | None, *, wanted: bool) -> Meeting:
    """CCD and Co-Response work Monday to Friday until five; at other times it is always a Community Response Team."""
    if pilot is None:
        pilot = dice.choices([Pilot.CRT, Pilot.CCD, Pilot.COR], [6, 3, 1])[0]
    return Meeting(at, pilot if Hours.others_work(at) else Pilot.CRT, wanted)


def is_unsheltered(life: Life) -> bool:
    return life.person.living_situation == LivingSituation.UNSHELTERED
