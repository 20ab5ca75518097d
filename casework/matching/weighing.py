"""How much two records speak for being one person's: pure, and the same whichever of the two comes first.

Weights are bits of evidence, after Fellegi and Sunter: log2 of how much likelier an agreement is between two records of
one person than between two of different people. They are round, because people must be able to say why.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from functools import cached_property, lru_cache
from math import exp, log2
from typing import Any, NamedTuple

from django.utils.translation import gettext as _
from rapidfuzz.distance import OSA, JaroWinkler

from heart.lib import when
from heart.lib.phones import readable

Name = tuple[str, ...]  # its words
Reading = tuple[Name, Name]  # which of them are given names, and which the family's

# Words that are no name by themselves.
PARTICLES = frozenset(
    [
        "de",
        "del",
        "la",
        "las",
        "el",
        "los",
        "da",
        "das",
        "do",
        "dos",
        "di",
        "du",
        "le",
        "van",
        "von",
        "der",
        "den",
        "bin",
        "ibn",
        "y",
        "e",
    ]
)

# The score is a half here, and grows by so much a bit: 13 bits are 0.85, which is what `MatchThresholds` ships with.
HALF_AT, STEEPNESS = 7.5, 0.3154
READINGS = 5
RARE, COMMON = 10.0, 4.5  # bits of the rarest and of the most common name
# So many made-up people, with names as common as RARITY says, are counted in: a small programme says little of names.
COUNTED_IN, ENOUGH = 2000, 500

GIVEN = {
    "exact": 7.0,
    "nickname": 5.5,
    "typo": 5.0,
    "close": 3.5,
    "sounds": 3.0,
    "initial": 2.0,
    "far": -1.0,
    "other": -5.0,
}
FAMILY = {
    "exact": 8.0,
    "nickname": 4.0,
    "typo": 6.0,
    "close": 4.5,
    "sounds": 4.0,
    "initial": 1.5,
    "far": -1.0,
    "other": -5.0,
}
SWAPPED = -1.5  # first and last name the other way round
REST_DIFFERS = -2.5  # Juan Carlos and Juan Pablo, García Márquez and García López
BIRTH = {
    "exact": 14.0, "swapped": 9.0, "digit": 6.5, "month_day": 2.5, "year_month": 4.5, "year_day": 4.5, "year": 0.5, "partial": 5.0,
    "other": -6.0,
}  # fmt: skip
PHONE = {"exact": 9.0, "local": 6.0, "digit": 3.0, "other": -1.0}
HOUSE = {"number": 3.0, "street": 3.5, "postcode": 2.0, "other": -1.0}
AGENCY_ID, OTHER_AGENCY_ID = 25.0, -3.0
# What people of one household have in common: their name, number and house weigh no more together than this.
HOUSEHOLD = 9.0
PERSONAL = 2.0  # unless the first name or the birth date speaks for one person by at least this


class Reason(NamedTuple):
    """One thing that was compared. Below 0 it speaks against. `ours` and `theirs` are for the eye, never kept."""

    code: str
    weight: float
    ours: Any = ""
    theirs: Any = ""

    def for_the_eye(self) -> Reason:
        """What was compared, in words; only for those who are shown."""
        return self._replace(ours=_shown(self.ours), theirs=_shown(self.theirs))

    def in_words(self) -> str:
        words = str(IN_WORDS[self.code]())
        if not (self.ours and self.theirs):
            return words
        return f"{words}: {self.ours}" if self.ours == self.theirs else f"{words}: {self.ours} – {self.theirs}"


@dataclass(frozen=True)
class Known:
    """A record, or what was told, as it is compared: words in lower case without accents."""

    given: Name = ()
    family: Name = ()
    others: tuple[Name, ...] = ()
    birth_date: date | None = None
    phones: tuple[str, ...] = ()
    ids: tuple[str, ...] = ()
    places: tuple[tuple[str, ...], ...] = ()

    @cached_property
    def words(self) -> Name:
        """Every word of a name, once."""
        names = (self.given, self.family, *self.others)
        return tuple(dict.fromkeys(word for name in names for word in bare(name)))[:10]

    @cached_property
    def phrases(self) -> Name:
        """Words and runs of words that may be a given name, "maria de los angeles" too."""
        runs = (
            " ".join(n[i:j])
            for n in (self.given, *self.others)
            for i in range(len(n))
            for j in range(i + 1, min(len(n), i + 4) + 1)
        )
        return tuple(dict.fromkeys(runs))

    @property
    def says_something(self) -> bool:
        return bool(self.words or self.birth_date or self.phones or self.ids or self.places)

    @property
    def is_one_word(self) -> bool:
        return len(self.words) == 1 and not (self.birth_date or self.phones or self.ids or self.places)

    @cached_property
    def readings(self) -> tuple[Reading, ...]:
        """Which words are first names and which last ones: as told, and as the other names may be meant."""
        own = (bare(self.given), bare(self.family))
        found = [own] if any(own) else []
        for name in map(bare, self.others):
            if len(name) == 1:
                found += [(name, own[1])] if found else [(name, ()), ((), name)]
            else:
                found.append((name[:-1], name[-1:]))
                found += [(name[:1], name[1:])] if len(name) > 2 else []
                found += [] if any(own) else [(name[-1:], name[:-1]), ((), name)]
        return tuple(dict.fromkeys(found))[:READINGS]


@dataclass(frozen=True)
class Words:
    """What is known of words: names used for one another, and how many records have a word ("": any)."""

    also: Mapping[str, Collection[str]] = field(default_factory=dict)
    people: Mapping[str, int] = field(default_factory=dict)
    # Most names of a question's records come again and again: how alike they are is worked out once.
    compared: dict[tuple[str, Name, Name], Reason] = field(default_factory=dict, compare=False, repr=False)

    def are_nicknames(self, one: Name, other: Name) -> bool:
        known = [self.also[ours] for ours in runs(one) if ours in self.also]
        return any(theirs in names for theirs in runs(other) for names in known) if known else False

    def rarity(self, word: str, usual: float) -> float:
        """Bits of a name that agrees: `usual` until enough people are known to say how common it is."""
        total = self.people.get("", 0)
        if total < ENOUGH:
            return usual
        share = (self.people.get(word, 1) + COUNTED_IN / 2**usual) / (total + COUNTED_IN)
        return max(COMMON, min(RARE, -log2(share)))

    def spellings(self, known: Known, spelt: Mapping[str, Collection[str]]) -> dict[str, set[str]]:
        """Each word with all others that may stand for it."""
        found = {word: {word, *spelt.get(word, ())} for word in known.words}
        for phrase in known.phrases:
            for word in phrase.split(" ")[:1]:
                if word in found:
                    others = self.also.get(phrase, ())
                    found[word] |= {one for other in others for one in bare(tuple(other.split(" ")))}
        return found


class Weighed(NamedTuple):
    bits: float
    score: float
    sure: bool
    reasons: tuple[Reason, ...]


def weigh(ours: Known, theirs: Known, words: Words) -> Weighed:
    """Everything that both tell, added up."""
    given, family = _names(ours, theirs, words)
    born = _birth(ours.birth_date, theirs.birth_date)
    phone, place = _phones(ours.phones, theirs.phones), _places(ours.places, theirs.places)
    agency = _agency(ours.ids, theirs.ids)
    household = sum(reason.weight for reason in (family, phone, place) if reason)
    person = sum(reason.weight for reason in (given, born) if reason)
    own = max(reason.weight if reason else 0.0 for reason in (given, born))
    bits = person + (household if own >= PERSONAL else min(household, HOUSEHOLD))
    bits += agency.weight if agency else 0
    same_id = agency is not None and agency.weight > 0
    doubt = same_id and is_in_doubt([ours], [theirs], words)
    reasons = [reason for reason in (agency, given, family, born, phone, place) if reason]
    reasons.sort(key=lambda reason: -abs(reason.weight))
    return Weighed(bits, 1.0 if same_id and not doubt else _score(bits), same_id and not doubt, tuple(reasons))


def _score(bits: float) -> float:
    return round(1 / (1 + exp(-STEEPNESS * (bits - HALF_AT))), 4)


# -- The same number at an agency ------------------------------------------------------------------------------------


def is_in_doubt(ours: Sequence[Known], theirs: Sequence[Known], words: Words) -> bool:
    """An agency told one number of both, yet somebody else was given it, or it was mistyped: a person has to look. Of
    each person all records count, and of each thing what agrees best."""
    births = [_birth(one.birth_date, other.birth_date) for one in ours for other in theirs]
    born = max(filter(None, births), key=_weight, default=None)
    if (born and born.code in OTHER_BIRTH) or _number_elsewhere(ours, theirs):
        return True
    names = [_names(one, other, words) for one in ours for other in theirs]
    given, family = max(filter(any, names), key=lambda pair: sum(map(_weight, pair)), default=(None, None))
    if _weight(given) < 0 and _weight(family) < 0:
        return True
    against = _weight(given) <= GIVEN["other"] or (given is None and _weight(family) <= FAMILY["other"])
    numbers = {number for known in ours for number in known.phones}
    same_phone = any(numbers.intersection(known.phones) for known in theirs)
    return against and not same_phone and not _speaks_for_one(born)


# No slip of the pen: not a digit, nor day and month swapped, nor the first of January of whoever knows only the year.
OTHER_BIRTH = frozenset({"birth_date_other", "birth_date_year", "birth_date_month_day"})


def _speaks_for_one(born: Reason | None) -> bool:
    """The first of January is nobody's birthday in particular."""
    if born is None or born.code == "birth_date_partial":
        return False
    return born.weight > 0 and (born.ours.month, born.ours.day) != (1, 1)


def _number_elsewhere(ours: Sequence[Known], theirs: Sequence[Known]) -> bool:
    """Another agency tells numbers of both, and none in common: it takes them for two."""
    one, other = _ids_by_agency(ours), _ids_by_agency(theirs)
    return any(one[agency].isdisjoint(other[agency]) for agency in one.keys() & other.keys())


def _ids_by_agency(records: Sequence[Known]) -> dict[str, set[str]]:
    found: dict[str, set[str]] = {}
    for one in (one for known in records for one in known.ids):
        found.setdefault(one.split("\n")[0], set()).add(one)
    return found


# -- Names -----------------------------------------------------------------------------------------------------------


def bare(name: Name) -> Name:
    """Without particles, unless it is nothing else."""
    return tuple(word for word in name if word not in PARTICLES) or name


def runs(name: Name) -> Iterator[str]:
    for start in range(len(name)):
        for end in range(start + 1, min(len(name), start + 4) + 1):
            yield " ".join(name[start:end])


Pair = tuple[Reason | None, Reason | None]


def _names(ours: Known, theirs: Known, words: Words) -> Pair:
    """The best of all readings, straight or with first and last name swapped."""
    best: Pair = (None, None)
    most = (-99.0, 0.0)
    # The other's first reading is the likeliest: of two that say as much it is the one that is shown.
    for other in theirs.readings:
        for one in ours.readings:
            for found in _read(one, other, ours, theirs, words):
                bits = (_weight(found[0]) + _weight(found[1]), _weight(found[0]))
                if any(found) and bits > most:
                    best, most = found, bits
    return best


def _read(one: Reading, other: Reading, ours: Known, theirs: Known, words: Words) -> Iterator[Pair]:
    straight = _name("first_name", one[0], other[0], words), _name("last_name", one[1], other[1], words)
    yield straight
    if sum(reason.weight for reason in straight if reason) < 9:
        crossed = _name("swapped_name", one[0], other[1], words), _name("swapped_name", one[1], other[0], words)
        if sum(map(_weight, crossed)) > 0:
            yield _swapped(crossed)


def _swapped(crossed: Pair) -> Pair:
    """A little less sure than straight. Which of the two is the first name, nobody knows: the
    worse one, or none, so that a house in common counts only when both agree."""
    each = SWAPPED / len([r for r in crossed if r])
    less = [Reason(r.code, r.weight + each, r.ours, r.theirs) if r else None for r in crossed]
    if less[0] is None or less[1] is None:
        return None, less[0] or less[1]
    return min(less, key=_weight), max(less, key=_weight)


def _weight(reason: Reason | None) -> float:
    return reason.weight if reason else 0.0


def _name(part: str, ours: Name, theirs: Name, words: Words) -> Reason | None:
    if not ours or not theirs:
        return None
    pair = part, ours, theirs
    if pair not in words.compared:
        level, weight = _level(ours, theirs, GIVEN if part == "first_name" else FAMILY, words)
        words.compared[pair] = Reason(f"{part}_{level}", round(weight, 2), ours, theirs)
    return words.compared[pair]


def _level(ours: Name, theirs: Name, weights: Mapping[str, float], words: Words) -> tuple[str, float]:
    if "".join(ours) == "".join(theirs):
        same = [words.rarity(word, weights["exact"]) for word in ours if word in theirs]
        return "exact", max(same, default=weights["exact"])
    best = ("other", weights["other"])
    for one in ours:
        for other in theirs:
            level = _likeness(one, other)
            weight = words.rarity(one, weights["exact"]) if level == "exact" else weights[level]
            if (weight, level == "exact") > (best[1], best[0] == "exact"):
                best = level, weight
    if best[1] < weights["nickname"] and words.are_nicknames(ours, theirs):
        best = "nickname", weights["nickname"]
    if best[0] == "exact":
        best = "partly", best[1] - 0.5 + (REST_DIFFERS if _rest_differs(ours, theirs) else 0)
    return best


def _rest_differs(ours: Name, theirs: Name) -> bool:
    """Both have more words, and they are not each other's."""
    more, others = [w for w in ours if w not in theirs], [w for w in theirs if w not in ours]
    return bool(more and others) and not any(_likeness(one, other) in ALIKE for one in more for other in others)


ALIKE = frozenset({"exact", "typo", "close", "sounds", "initial"})


@lru_cache(maxsize=20_000)
def _likeness(one: str, other: str) -> str:
    if one == other:
        return "exact"
    short, long = sorted((one, other), key=lambda word: (len(word), word))
    if len(short) == 1:
        return "initial" if long.startswith(short) else "other"
    away = OSA.distance(one, other, score_cutoff=3)
    if away == 1:
        return "typo" if len(long) > 3 else "far"
    if (away == 2 and len(short) > 4) or (len(short) > 2 and long.startswith(short)) or (away == 3 and len(short) > 7):
        return "close"
    alike = JaroWinkler.normalized_similarity(one, other)
    if alike > 0.7 and sound(one) == sound(other):
        return "sounds"
    if alike > 0.91:
        return "close"
    return "far" if alike > 0.78 else "other"


# How a name sounds to whoever writes it down, in English and in Spanish.
HEARD = [
    (re.compile(pattern), heard)
    for pattern, heard in (
        (r"^(kn|gn|pn)", "n"), (r"^wr", "r"), (r"^x", "h"), (r"ph", "f"), (r"gh", "g"), (r"sch|sh|ch", "x"), (r"ck|qu|q", "k"),
        (r"[jg](?=[ei])", "h"), (r"c(?=[ei])", "s"), (r"c", "k"), (r"ts|tz|z", "s"), (r"v", "b"), (r"ll|y", "i"), (r"j", "h"),
        (r"(?<!^)[aeiouhw]", ""), (r"(.)\1+", r"\1"),
    )
]  # fmt: skip


def sound(word: str) -> str:
    for pattern, heard in HEARD:
        word = pattern.sub(heard, word)
    return word


def _shown(told: Name | date | str) -> str:
    if isinstance(told, date):
        return when.day(told)
    if isinstance(told, str):
        return readable(f"+1{told}") if re.fullmatch(r"[0-9]{10}", told) else told
    return " ".join(filter(None, told)).title()


# -- Dates, numbers, places ------------------------------------------------------------------------------------------


def swapped(day: date | None) -> date | None:
    """Day and month the other way round, where that is another date."""
    return day.replace(month=day.day, day=day.month) if day and day.day <= 12 and day.day != day.month else None


def _birth(ours: date | None, theirs: date | None) -> Reason | None:
    if ours is None or theirs is None:
        return None
    level = _born(ours, theirs)
    return Reason(f"birth_date_{level}", BIRTH[level], ours, theirs)


def _born(ours: date, theirs: date) -> str:
    if ours == theirs:
        return "exact"
    if swapped(ours) == theirs:
        return "swapped"
    if ours.year == theirs.year and any((day.month, day.day) == (1, 1) for day in (ours, theirs)):
        return "partial"  # whoever knows only the year writes the first of January
    if OSA.distance(ours.isoformat(), theirs.isoformat(), score_cutoff=1) == 1:
        return "digit"
    same = (ours.year == theirs.year, ours.month == theirs.month, ours.day == theirs.day)
    return {(True, True, False): "year_month", (True, False, True): "year_day", (False, True, True): "month_day"}.get(
        same, "year" if same[0] else "other"
    )


def _phones(ours: Name, theirs: Name) -> Reason | None:
    return _best(PHONE, "phone", ours, theirs, _number)


def _number(one: str, other: str) -> str:
    if one == other:
        return "exact"
    if 7 in (len(one), len(other)) and one[-7:] == other[-7:]:
        return "local"
    return "digit" if len(one) == len(other) == 10 and OSA.distance(one, other) == 1 else "other"


def _places(ours: tuple[Name, ...], theirs: tuple[Name, ...]) -> Reason | None:
    found = [_place(one, other) for one in ours for other in theirs]
    return max(found, key=lambda reason: reason.weight, default=None)


def _place(ours: Name, theirs: Name) -> Reason:
    """Number, street and postcode each say a little; a slip in one is less than another house."""
    number, street, postcode = map(_same, ours, theirs, (_digits, _street, _digits))
    bits = HOUSE["number"] * max(number, 0) + HOUSE["street"] * max(street, 0) + HOUSE["postcode"] * max(postcode, 0)
    if street == 1 and number == 1:
        how = "whole" if postcode == 1 else "house"
    elif street == 1:
        how = "near" if number > 0 or postcode == 1 else "street"
    elif postcode == 1:
        how = "near" if number > 0 else "postcode"
    else:
        how, bits = "other", HOUSE["other"]
    return Reason(f"address_{how}", bits, ours, theirs)


def _same(one: str, other: str, compare: Callable[[str, str], float]) -> float:
    """1 the same, more than 0 nearly, 0 where one does not say, below 0 another."""
    return 0.0 if not one or not other else 1.0 if one == other else compare(one, other)


def _digits(one: str, other: str) -> float:
    return 0.4 if OSA.distance(one, other, score_cutoff=1) == 1 else -1.0


def _street(one: str, other: str) -> float:
    return 1.0 if JaroWinkler.normalized_similarity(one, other) > 0.88 else -1.0


def _best(
    weights: Mapping[str, float], code: str, ours: Collection[Any], theirs: Collection[Any], level: Callable[..., str]
) -> Reason | None:
    best: Reason | None = None
    for one in ours:
        for other in theirs:
            how = level(one, other)
            if best is None or weights[how] > best.weight:
                best = Reason(f"{code}_{how}", weights[how], one, other)
    return best


def _agency(ours: Name, theirs: Name) -> Reason | None:
    """An agency's own number of a person says it; two numbers of one agency say that it takes them for two."""
    if set(ours) & set(theirs):
        return Reason("agency_id_same", AGENCY_ID)
    agencies = {one.split("\n")[0] for one in ours} & {one.split("\n")[0] for one in theirs}
    return Reason("agency_id_other", OTHER_AGENCY_ID) if agencies else None


IN_WORDS: dict[str, Callable[[], str]] = {
    "first_name_exact": lambda: _("Same first name"),
    "first_name_partly": lambda: _("First names have a part in common"),
    "first_name_nickname": lambda: _("One first name is short for the other"),
    "first_name_typo": lambda: _("First names differ by a letter"),
    "first_name_close": lambda: _("First names are much alike"),
    "first_name_sounds": lambda: _("First names sound alike"),
    "first_name_initial": lambda: _("Same initial"),
    "first_name_far": lambda: _("First names are a little alike"),
    "first_name_other": lambda: _("Other first name"),
    "last_name_exact": lambda: _("Same last name"),
    "last_name_partly": lambda: _("Last names have a part in common"),
    "last_name_nickname": lambda: _("One name is short for the other"),
    "last_name_typo": lambda: _("Last names differ by a letter"),
    "last_name_close": lambda: _("Last names are much alike"),
    "last_name_sounds": lambda: _("Last names sound alike"),
    "last_name_initial": lambda: _("Same initial of the last name"),
    "last_name_far": lambda: _("Last names are a little alike"),
    "last_name_other": lambda: _("Other last name"),
    "swapped_name_exact": lambda: _("Same name, first and last the other way round"),
    "swapped_name_partly": lambda: _("Names have a part in common, first and last the other way round"),
    "swapped_name_nickname": lambda: _("Short for the other, first and last name the other way round"),
    "swapped_name_typo": lambda: _("First and last name the other way round, and a letter differs"),
    "swapped_name_close": lambda: _("Much alike, first and last name the other way round"),
    "swapped_name_sounds": lambda: _("Sound alike, first and last name the other way round"),
    "swapped_name_initial": lambda: _("Same initial, first and last name the other way round"),
    "swapped_name_far": lambda: _("A little alike, first and last name the other way round"),
    "swapped_name_other": lambda: _("Other name"),
    "birth_date_exact": lambda: _("Same birth date"),
    "birth_date_swapped": lambda: _("Birth date with day and month the other way round"),
    "birth_date_digit": lambda: _("Birth dates differ by a digit"),
    "birth_date_month_day": lambda: _("Same birthday, other year"),
    "birth_date_year_month": lambda: _("Born in the same month"),
    "birth_date_year_day": lambda: _("Same year and day of birth, other month"),
    "birth_date_year": lambda: _("Born in the same year"),
    "birth_date_partial": lambda: _("Same year of birth, of which one record knows no more"),
    "birth_date_other": lambda: _("Other birth date"),
    "phone_exact": lambda: _("Same phone number"),
    "phone_local": lambda: _("Same phone number but for the area code"),
    "phone_digit": lambda: _("Phone numbers differ by a digit"),
    "phone_other": lambda: _("Other phone number"),
    "address_whole": lambda: _("Same address"),
    "address_house": lambda: _("Same house"),
    "address_street": lambda: _("Same street"),
    "address_near": lambda: _("Address alike"),
    "address_postcode": lambda: _("Same postcode"),
    "address_other": lambda: _("Other address"),
    "agency_id_same": lambda: _("Same number of the person at an agency"),
    "agency_id_other": lambda: _("Other number of the person at the same agency"),
}
