"""The JSON of one document, read strictly and within bounds: what cannot be kept to the letter is refused with its
place, a JSON pointer."""

import codecs
import json
import re
from collections.abc import Iterator, Sequence
from decimal import Decimal, InvalidOperation
from typing import Any, NamedTuple, TypeAlias

from django.utils.translation import gettext as _

from heart.lib.json_body import LONGEST

DEEPEST = 60
MOST_TOLD = 100
LONGEST_NUMBER = 60
# What no column of text can hold: NUL, and halves of a character.
UNKEEPABLE = re.compile("[\x00\ud800-\udfff]")
Place: TypeAlias = "tuple[object, Place] | None"
OTHER_ENCODINGS = (codecs.BOM_UTF32_LE, codecs.BOM_UTF32_BE, codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE, codecs.BOM_UTF8)


class Problem(NamedTuple):
    """Where, as a JSON pointer ("" for the document as a whole), and what is wrong there."""

    path: str
    reason: str


class Refused(ValueError):
    """The document is not taken, and why."""

    def __init__(self, problems: Sequence[Problem]) -> None:
        super().__init__(problems[0].reason)
        self.problems = tuple(problems[:MOST_TOLD])


def pointer(path: str, key: object) -> str:
    return f"{path}/{str(key).replace('~', '~0').replace('/', '~1')}"


def refused(path: str, reason: str) -> Refused:
    return Refused([Problem(path, reason)])


def parse(body: bytes) -> tuple[dict[str, Any], str]:
    """The document and its text. Numbers with a fraction are Decimal, so that none is rounded."""
    if len(body) > LONGEST:
        raise refused("", _("The document is longer than 1 MB."))
    if body.startswith(OTHER_ENCODINGS):
        raise refused("", _("The document begins with a byte order mark. Send plain UTF-8."))
    try:
        text = body.decode()
        found = json.loads(text, object_pairs_hook=_once, parse_constant=_Never, parse_float=_decimal, parse_int=_whole)
    except UnicodeDecodeError as error:
        raise refused("", _("The document is not UTF-8: byte %(place)s.") % {"place": error.start}) from error
    except json.JSONDecodeError as error:
        words = _("The document is not JSON: line %(line)s, column %(column)s.")
        raise refused("", words % {"line": error.lineno, "column": error.colno}) from error
    except RecursionError as error:
        raise refused("", _("The document is nested too deeply.")) from error
    problems = list(_unkeepable(found))
    if not isinstance(found, dict):
        problems.insert(0, Problem("", _("The document must be a JSON object.")))
    if problems:
        raise Refused(problems)
    return found, text


class _Twice(dict[str, Any]):
    """An object that says one key twice."""

    key = ""


class _Never(str):
    """A number that JSON has no word for, or that nobody needs."""


def _once(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    found = dict(pairs)
    if len(found) == len(pairs):
        return found
    seen: set[str] = set()
    twice = _Twice(found)
    twice.key = next(key for key, _value in pairs if key in seen or seen.add(key))  # type: ignore[func-returns-value]
    return twice


def _whole(digits: str) -> int | _Never:
    return int(digits) if len(digits) <= LONGEST_NUMBER else _Never(digits[:LONGEST_NUMBER])


def _decimal(digits: str) -> Decimal | _Never:
    try:
        return Decimal(digits) if len(digits) <= LONGEST_NUMBER else _Never(digits[:LONGEST_NUMBER])
    except InvalidOperation:  # its exponent has no end
        return _Never(digits)


def _unkeepable(found: Any) -> Iterator[Problem]:
    """Without recursion: the depth is the sender's. A place is the key and the place above it, so that no pointer is
    made for what is right."""
    waiting: list[tuple[Any, Place, int]] = [(found, None, 1)]
    while waiting:
        value, place, depth = waiting.pop()
        reason = _wrong(value, depth)
        if reason:
            yield Problem(_pointer(place), reason)
        elif isinstance(value, dict | list):
            inner = list(value.items() if isinstance(value, dict) else enumerate(value))
            if isinstance(value, dict) and any(map(UNKEEPABLE.search, value)):
                yield Problem(_pointer(place), _("A key with a NUL or half a character cannot be kept."))
            waiting += [(item, (key, place), depth + 1) for key, item in reversed(inner) if _may_be_wrong(item)]


def _pointer(place: Place) -> str:
    keys = []
    while place:
        key, place = place
        keys.append(key)
    path = ""
    for key in reversed(keys):
        path = pointer(path, UNKEEPABLE.sub("?", str(key)))
    return path


def _may_be_wrong(value: Any) -> bool:
    """So that no pointer is made for each of many small values."""
    return isinstance(value, dict | list | _Never) or (isinstance(value, str) and bool(UNKEEPABLE.search(value)))


def _wrong(value: Any, depth: int) -> str:
    if depth > DEEPEST:
        return _("Nested too deeply.")
    if isinstance(value, _Never):
        return _("This is not a number that can be kept.")
    if isinstance(value, _Twice):
        return _("The key “%(key)s” stands here twice.") % {"key": UNKEEPABLE.sub("?", value.key)}
    if isinstance(value, str) and UNKEEPABLE.search(value):
        return _("Text with a NUL or half a character cannot be kept.")
    return ""
