"""The words and names of the city, from the TOML files beside this one."""

import tomllib
from functools import cache
from importlib import resources
from random import Random
from typing import Any


def dice_of(name: str) -> Random:
    """Dice that fall the same way for the same name."""
    return Random(name)  # noqa: S311 - a made-up city keeps no secrets


@cache
def load(name: str) -> dict[str, Any]:
    return tomllib.loads(resources.files(__package__).joinpath(f"{name}.toml").read_text(encoding="utf-8"))


def one_of(dice: Random, section: str, kind: str) -> str:
    """One of the sentences in words.toml."""
    return dice.choice(load("words")[section][kind])
