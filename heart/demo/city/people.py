"""Made-up neighbors: what an encounter says about whom it met."""

from dataclasses import dataclass
from datetime import date, timedelta
from random import Random
from typing import Any

from casework.actions.neighbors import Person
from casework.models import Interpreter, LivingSituation, Safety
from heart.demo.city.texts import load

# Numbers that telephone companies keep free for fiction: 555-0100 to 555-0199 in each area code.
PHONES = tuple(f"{area}-555-01{number:02d}" for area in (919, 984) for number in range(100))
OTHER_LANGUAGES = ("ar", "ht", "vi", "fr", "sw", "zh")


@dataclass(frozen=True)
class Traits:
    """What is true of every so-many-th neighbor, so that even a small city has all of it."""

    number: int

    def every(self, count: int, *, first: int) -> bool:
        return self.number % count == first

    @property
    def unnamed(self) -> bool:
        return self.every(20, first=7)

    @property
    def unsheltered(self) -> bool:
        return self.every(3, first=1) or self.unnamed

    @property
    def language(self) -> str:
        if self.every(40, first=11):
            return "ase"
        if self.every(40, first=23):
            return OTHER_LANGUAGES[self.number // 40 % len(OTHER_LANGUAGES)]
        return "es" if self.every(7, first=3) else "en"

    @property
    def domestic_violence(self) -> bool:
        return self.every(17, first=5)

    @property
    def third_party(self) -> bool:
        """Somebody else called, who is not the neighbor."""
        return self.every(13, first=4)


def draw_person(traits: Traits, dice: Random, today: date, phone: str) -> Person:
    """`phone` may be empty. Nobody without a name has one."""
    if traits.unnamed:
        return Person(
            **_body(traits, dice), description=dice.choice(load("names")["described"]), agency_person_id=_number(traits)
        )
    return Person(
        **_body(traits, dice),
        **_identity(traits, dice, today),
        **_telephone(traits, dice, phone),
        agency_person_id=_number(traits),
    )


def _number(traits: Traits) -> str:
    return f"MADE-UP-{traits.number:04d}"


def _identity(traits: Traits, dice: Random, today: date) -> dict[str, Any]:
    names = load("names")
    spanish = "spanish_" if traits.language == "es" else ""
    nickname = dice.choice(names["nicknames"])
    return {
        "first_name": dice.choice(names[f"{spanish}first"]),
        "last_name": dice.choice(names[f"{spanish}last"]),
        "preferred_name": nickname if dice.random() < 0.1 else "",
        "also_known_as": (nickname,) if dice.random() < 0.06 else (),
        "birth_date": _birth_date(dice, today),
        "pronouns": dice.choice(names["pronouns"]) if dice.random() < 0.6 else "",
    }


def _birth_date(dice: Random, today: date) -> date | None:
    age = min(88, max(18, int(dice.gauss(42, 15))))
    born = today - timedelta(days=365 * age + dice.randrange(365))
    return None if dice.random() < 0.18 else born


def _body(traits: Traits, dice: Random) -> dict[str, Any]:
    housed = dice.choices(
        [
            LivingSituation.HOUSED,
            LivingSituation.DOUBLED_UP,
            LivingSituation.SHELTER,
            LivingSituation.FACILITY,
            LivingSituation.PREFERS_NOT,
            LivingSituation.NOT_ASKED,
        ],
        [45, 15, 12, 5, 4, 19],
    )[0]
    place = dice.choice(load("names")["usual_places"])
    return {
        "language": traits.language,
        "interpreter": _interpreter(traits.language, dice),
        "living_situation": LivingSituation.UNSHELTERED if traits.unsheltered else housed,
        "where_to_find": place if traits.unsheltered or dice.random() < 0.08 else "",
        "domestic_violence": traits.domestic_violence,
    }


def _interpreter(language: str, dice: Random) -> str:
    match language:
        case "en":
            return dice.choice([Interpreter.NOT_NEEDED, Interpreter.NOT_ASKED])
        case "ase":
            return Interpreter.ASL
        case "es":
            return dice.choice([Interpreter.STAFF, Interpreter.STAFF, Interpreter.PHONE])
        case _:
            return dice.choice([Interpreter.PHONE, Interpreter.VIDEO])


def _telephone(traits: Traits, dice: Random, phone: str) -> dict[str, Any]:
    """The number, and what is safe there. With violence at home nothing is, unless it was asked."""
    if not phone:
        return {}
    others = dice.choice(load("names")["else_answers"])
    if traits.domestic_violence:
        return {
            "phone": phone,
            "voicemail_ok": Safety.NO,
            "text_ok": Safety.NO,
            "may_say_heart": Safety.NO,
            "who_else_answers": "partner",
        }
    asked = [Safety.YES, Safety.YES, Safety.NO, Safety.UNKNOWN]
    safety = {field: dice.choice(asked) for field in ("voicemail_ok", "text_ok", "may_say_heart")}
    return {"phone": phone, **safety, "who_else_answers": others if traits.third_party or dice.random() < 0.15 else ""}
