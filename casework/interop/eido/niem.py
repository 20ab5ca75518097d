"""Values inside NIEM components: a text, {"value": …}, {"simpleType": …}, or a list of them, under names that vary in
prefix and capitals (`nc:PersonName`, `personName`, `name`)."""

from collections.abc import Iterator
from decimal import Decimal
from typing import Any

INNER = ("value", "simpletype", "date", "text", "content")


def values(found: Any) -> list[str]:
    """Every filled text of it."""
    return list(_values(found, 0))


def first(found: Any) -> str:
    return next(iter(values(found)), "")


def part(found: Any, *names: str) -> Any:
    """The first of these properties, in the first of the objects that has one."""
    for item in objects(found):
        known = {_plain(key): value for key, value in reversed(item.items())}
        for name in names:
            if known.get(name) not in (None, "", [], {}):
                return known[name]
    return None


def named(item: dict[str, Any]) -> Iterator[tuple[str, Any]]:
    """What an object says, under names without prefix and capitals."""
    return ((_plain(key), value) for key, value in item.items())


def says(value: Any) -> bool:
    """Something, at whatever depth a value has it; a truth alone is no word."""
    inner = [value_ for one in objects(value) for value_ in one.values()]
    return bool(values(value)) or any(values(one) for one in inner)


def objects(found: Any) -> list[dict[str, Any]]:
    items = found if isinstance(found, list) else [found]
    return [item for item in items if isinstance(item, dict)]


def _plain(key: str) -> str:
    """nc:PersonGivenName is persongivenname."""
    return key.rpartition(":")[2].casefold()


def _values(found: Any, depth: int) -> Iterator[str]:
    if isinstance(found, str) and found.strip():
        yield " ".join(found.split())
    elif isinstance(found, int | Decimal) and not isinstance(found, bool):
        yield str(found)
    elif isinstance(found, list):
        for item in found:
            yield from _values(item, depth)
    elif isinstance(found, dict) and depth <= len(INNER):
        inner = part(found, *INNER)
        if inner is not None:
            yield from _values(inner, depth + 1)
