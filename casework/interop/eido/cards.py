"""Who somebody is and how to ring them, as a card: jCard (RFC 7095), and the xCard of RFC 7852's SubscriberInfo.

A card in another shape than the RFC's is no card: it stays in the document, and nothing is refused for it.
"""

import json
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from casework.interop.eido.strict_json import UNKEEPABLE
from casework.interop.eido.xml import Element

LONGEST, MOST = 20_000, 200
NOT_FOR_TALKING = {"fax", "pager", "textphone", "text", "video"}
Property = tuple[str, dict[str, Any], list[Any]]


@dataclass(frozen=True)
class Card:
    """`names` are given and family name, `full` is the name in one; `numbers` are as they are written, those to talk
    on first."""

    names: tuple[str, str] = ("", "")
    full: str = ""
    organization: str = ""
    numbers: tuple[str, ...] = ()
    language: str = ""


def jcard(told: Any) -> Card | None:
    """From the array, or from the text of it. None: it is none."""
    found = _parsed(told) if isinstance(told, str) else told
    if not isinstance(found, list) or len(found) < 2 or found[0] != "vcard" or not isinstance(found[1], list):
        return None
    told_of: dict[str, list[Property]] = {}
    for name, parameters, values in _properties(found[1][:MOST]):
        told_of.setdefault(name, []).append((name, parameters, values))
    return Card(
        names=_names(told_of.get("n", [])),
        full=_first(told_of.get("fn", [])),
        organization=_first(told_of.get("org", [])),
        numbers=tuple(_numbers(told_of.get("tel", []))),
        language=_first(told_of.get("lang", [])),
    )


def xcard(element: Element) -> Card | None:
    card = element.first("vcard")
    if card is None:
        return None
    name, tel, spoken, full = card.first("n"), card.first("tel"), card.first("lang"), card.first("fn")
    return Card(
        names=(name.words("given"), name.words("surname")) if name else ("", ""),
        full=full.words("text") if full else "",
        numbers=(tel.words("uri") or tel.words("text"),) if tel else (),
        language=spoken.words("language-tag") if spoken else "",
    )


def _parsed(text: str) -> Any:
    try:
        return json.loads(text) if len(text) <= LONGEST else None
    except (ValueError, RecursionError):
        return None


def _properties(found: list[Any]) -> Iterator[Property]:
    """["tel", {"type": "voice"}, "uri", "tel:+1-919-555-0100"]: name, parameters, type, and a value or more."""
    for item in found:
        if isinstance(item, list) and len(item) > 3 and isinstance(item[0], str):
            yield item[0].casefold(), item[1] if isinstance(item[1], dict) else {}, item[3:]


def _names(found: list[Property]) -> tuple[str, str]:
    """Family, given, additional, prefixes, suffixes; each may be several."""
    for _name, _parameters, values in found:
        parts = values[0]
        if isinstance(parts, list):
            family, given, additional = [*map(_words, parts), "", "", ""][:3]
            return f"{given} {additional}".strip(), family
    return "", ""


def _numbers(found: list[Property]) -> Iterator[str]:
    for for_talking in (True, False):
        for _name, parameters, values in found:
            if _is_for_talking(parameters) == for_talking:
                yield from filter(None, map(_words, values))


def _is_for_talking(parameters: dict[str, Any]) -> bool:
    told = parameters.get("type", [])
    kinds = {_words(kind).casefold() for kind in (told if isinstance(told, list) else [told])}
    return not kinds & NOT_FOR_TALKING or "voice" in kinds


def _first(found: list[Property]) -> str:
    return next(filter(None, (_words(values[0]) for _name, _parameters, values in found)), "")


def _words(value: Any) -> str:
    """A text, or a list of texts; what no column can hold is left away."""
    if isinstance(value, list):
        return " ".join(filter(None, (_words(item) for item in value if isinstance(item, str))))
    return " ".join(UNKEEPABLE.sub("", value).split()) if isinstance(value, str) else ""
