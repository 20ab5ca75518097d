"""A mapping as a TOML or JSON file, read with its types checked: what is wrong is said with its place."""

import json
import tomllib
from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import Any

from django.utils.translation import gettext as _


class MappingError(ValueError):
    """The mapping cannot be used; the text says where and why."""


def fold(words: str) -> str:
    """For comparing words of a file: no case, single spaces."""
    return " ".join(words.split()).casefold()


def read_file(path: Path) -> dict[str, Any]:
    try:
        text = path.read_text(encoding="utf-8-sig")
        return json.loads(text) if path.suffix.lower() == ".json" else tomllib.loads(text)
    except (OSError, ValueError, RecursionError) as error:
        problem = str(error) or type(error).__name__
        raise MappingError(
            _("The mapping %(name)s cannot be read: %(problem)s") % {"name": path, "problem": problem}
        ) from error


class Table:
    """One table of the mapping, read with its types checked; what is wrong is said with its place."""

    def __init__(self, told: object, place: str) -> None:
        self.place, self.asked = place, set[str]()
        if not isinstance(told, dict):
            raise MappingError(_("%(place)s must be a table.") % {"place": place})
        self.told = told

    def truth(self, key: str, *, default: bool) -> bool:
        return bool(self._get(key, bool, default))

    def text(self, key: str, *, needed: bool = False) -> str:
        value = self._get(key, str, "")
        if needed and not value.strip():
            self.wrong(key, _("is missing"))
        return value.strip()

    def texts(self, key: str) -> list[str]:
        """One text or a list of them."""
        value = self._get(key, (str, list), [])
        found = [value] if isinstance(value, str) else value
        if not all(isinstance(item, str) and item.strip() for item in found):
            self.wrong(key, _("must be filled text"))
        return found

    def table(self, key: str) -> "Table":
        return Table(self._get(key, dict, {}), f"{self.place}: {key}")

    def words(self, key: str) -> dict[str, str]:
        found = self._get(key, dict, {})
        if not all(isinstance(word, str) for word in found.values()):
            self.wrong(key, _("must be filled text"))
        return {fold(word): meant for word, meant in found.items()}

    def code(self, key: str, known: Iterable[str]) -> str:
        value = self.text(key)
        return self._known(key, value, known)

    def codes(self, key: str, known: Iterable[str]) -> dict[str, str]:
        known = list(known)
        return {word: self._known(key, code, known) for word, code in self.words(key).items()}

    def nothing_else(self) -> None:
        """A misspelt key would be left out in silence."""
        for key in self.told:
            if key not in self.asked:
                self.wrong(key, _("is not known here"))

    def wrong(self, key: str, problem: str) -> Any:
        raise MappingError(f"{self.place}: {key} {problem}")

    def _known(self, key: str, code: str, known: Iterable[str]) -> str:
        if code and code not in known:
            names = ", ".join(name for name in known if name)
            self.wrong(key, _("has %(code)s, which is none of %(names)s") % {"code": code, "names": names})
        return code

    def _get(self, key: str, kind: Any, default: Any) -> Any:
        self.asked.add(key)
        value = self.told.get(key, default)
        if not isinstance(value, kind):
            self.wrong(key, _("has the wrong type"))
        return value


def to_toml(told: dict[str, Any]) -> str:
    """A mapping as a file to be kept: texts, truths, numbers, lists of texts, and tables of them."""
    plain = {key: value for key, value in told.items() if not isinstance(value, dict)}
    lines = [f"{_key(key)} = {_value(value)}" for key, value in plain.items()]
    return "\n".join(lines) + "\n" + "".join(_tables(told, ""))


def _tables(told: dict[str, Any], within: str) -> Iterator[str]:
    for key, table in told.items():
        if isinstance(table, dict):
            name = f"{within}{_key(key)}"
            plain = [f"{_key(k)} = {_value(v)}" for k, v in table.items() if not isinstance(v, dict)]
            if plain:
                yield "\n".join(["", f"[{name}]", *plain, ""])
            yield from _tables(table, f"{name}.")


def _key(key: str) -> str:
    return key if key.isascii() and key.replace("_", "").isalnum() else _value(key)


def _value(value: object) -> str:
    """JSON's spelling is TOML's, but for the one control character that JSON leaves alone."""
    return json.dumps(value, ensure_ascii=False).replace("\x7f", "\\u007f")
