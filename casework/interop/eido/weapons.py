"""Whether a weapon or violence was told of: only where the document says so itself, never out of free text.

The agency's own words are in the mapping. Without them three things say yes: a caution of that kind, an item of that
kind that somebody carries, and one that is in a vehicle. What responders and their vehicles carry is theirs.
"""

import re
from collections.abc import Iterator

from casework.interop.eido import niem
from casework.interop.eido.document import CAUTIONS, ITEMS, PERSONS, RESOURCES, VEHICLES, Component, Document
from casework.interop.eido.mapping import EidoMapping

KINDS = {"weapon", "weapons", "firearm", "firearms", "gun", "guns", "handgun", "rifle", "shotgun", "knife", "armed",
         "explosive", "explosives", "violence", "violent"}  # fmt: skip
# Beside one of them, it is anything but a yes.
DOUBTS = {
    "no",
    "not",
    "none",
    "without",
    "unarmed",
    "never",
    "unknown",
    "possible",
    "former",
    "toy",
    "replica",
    "denied",
}
# NIEM's kinds of items, and what they are called where an item says its kind in a word.
OF_WEAPONS = ("firearm", "weapon", "explosive")
CATEGORIES = ("@type", "itemcategorytext", "itemcategory", "itemcategorycode", "itemtypetext", "itemtype")
CAUTION_WORDS = ("cautionTypeCommonRegistryText", "cautionTypeCommonSubRegistryText", "cautionTypeInternalText")
PART = re.compile(r"[A-Z]+(?![a-z])|[A-Z]?[a-z]+")


def weapon_told(document: Document, mapping: EidoMapping, words: list[str]) -> bool | None:
    """None: nothing is said. `words` are what the incident's types, statuses and dispositions say."""
    cautions = [text for caution in document.all(CAUTIONS) for name in CAUTION_WORDS for text in caution.texts(name)]
    meant = mapping.weapon([*cautions, *words])
    if meant is not None:
        return meant
    told = any(map(_is_of_weapons, cautions)) or any(map(_is_weapon, _items_of_others(document)))
    return True if told else None


def _items_of_others(document: Document) -> list[Component]:
    """Carried by people of the incident or lying in their vehicles."""
    resources = document.all(RESOURCES)
    found = []
    for reference, kind in (("personReference", PERSONS), ("vehicleReference", VEHICLES)):
        ours = {one.path for resource in resources for one in document.linked(resource, reference, kind)}
        holders = [*document.all(kind), *document.linked(document.incident, reference, kind)]
        found += [one for one in holders if one.path not in ours]
    return [item for holder in found for item in document.linked(holder, "itemReference", ITEMS)]


def _is_weapon(item: Component) -> bool:
    told = item.get("ncItemType")
    if any(map(_is_of_weapons, niem.values(told))):
        return True
    categories = [word for name in CATEGORIES for word in niem.values(niem.part(told, name))]
    return any(map(_is_of_weapons, categories)) or any(map(_says_weapon, niem.objects(told)))


def _says_weapon(item: dict[str, object]) -> bool:
    """`j:FirearmCategoryCode` and the like, filled."""
    return any(name.startswith(OF_WEAPONS) and niem.says(value) for name, value in niem.named(item))


def _is_of_weapons(text: str) -> bool:
    """Weapon, weapon.firearm, ArmedPerson, j:FirearmType: one of the words, and none that takes it back."""
    parts = set(_parts(text))
    return bool(parts & KINDS) and not parts & DOUBTS


def _parts(text: str) -> Iterator[str]:
    for part in PART.findall(text):
        yield part.casefold()
