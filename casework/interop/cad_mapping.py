"""How one agency's CAD export is laid out: which column is which, in which words. A TOML or JSON file.

The shipped samples in `mappings/` show every key, with comments.
"""

import json
import tomllib
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo

from django.utils.translation import gettext as _

from casework.models import Encounter, Outcome, Pilot

SHIPPED = Path(__file__).with_name("mappings")

TIMES = ("received_at", "dispatched_at", "arrived_at", "cleared_at")
TEXTS = ("incident_number", "call_type", "priority", "beat", "location", "disposition", "note")
NEEDED = ("incident_number", "received_at")


class MappingError(ValueError):
    """The mapping cannot be used; the text says where and why."""


@dataclass(frozen=True)
class CadMapping:
    """Words (call types, dispositions ...) are compared without regard to case.

    `columns`: our field -> names of columns, the first filled one counts.
    """

    agency: str
    columns: Mapping[str, tuple[str, ...]]
    zone: ZoneInfo
    time_formats: tuple[str, ...] = ("iso",)
    blank: frozenset[str] = frozenset()
    delimiter: str = ""
    pilot_default: str = ""
    pilot_column: str = ""
    pilots: Mapping[str, str] = field(default_factory=dict)
    call_types: Mapping[str, str] = field(default_factory=dict)
    outcomes: Mapping[str, str] = field(default_factory=dict)
    follow_up_column: str = ""
    follow_up: Mapping[str, str] = field(default_factory=dict)
    beats: Mapping[str, str] = field(default_factory=dict)

    @property
    def named_columns(self) -> list[tuple[str, ...]]:
        """Every set of columns of which one must be in the file."""
        single = [(name,) for name in (self.pilot_column, self.follow_up_column) if name]
        return [*self.columns.values(), *single]


def shipped_names() -> list[str]:
    return sorted(path.stem for path in SHIPPED.glob("*.toml"))


def load_mapping(name_or_path: str) -> CadMapping:
    """A shipped mapping by its name, or a file. MappingError names what is wrong."""
    if name_or_path in shipped_names():
        return _parse(_read(SHIPPED / f"{name_or_path}.toml"), name_or_path)
    path = Path(name_or_path)
    if not path.is_file():
        raise MappingError(
            _("There is no mapping %(name)s: neither a file nor one of %(names)s.")
            % {"name": name_or_path, "names": ", ".join(shipped_names())}
        )
    return _parse(_read(path), name_or_path)


def fold(words: str) -> str:
    """For comparing words of a file: no case, single spaces."""
    return " ".join(words.split()).casefold()


def _read(path: Path) -> dict[str, Any]:
    try:
        text = path.read_text(encoding="utf-8-sig")
        return json.loads(text) if path.suffix.lower() == ".json" else tomllib.loads(text)
    except (OSError, ValueError, RecursionError) as error:
        problem = str(error) or type(error).__name__
        raise MappingError(
            _("The mapping %(name)s cannot be read: %(problem)s") % {"name": path, "problem": problem}
        ) from error


def _parse(told: object, name: str) -> CadMapping:
    table = _Table(told, f"{name}")
    pilot, follow_up = table.table("pilot"), table.table("follow_up")
    mapping = CadMapping(
        agency=table.text("agency", needed=True),
        columns=_columns(table.table("columns")),
        zone=_zone(table),
        time_formats=tuple(table.texts("time_formats")) or ("iso",),
        blank=frozenset(fold(word) for word in table.texts("blank")),
        delimiter=table.text("delimiter"),
        pilot_default=pilot.code("default", Pilot.values),
        pilot_column=pilot.text("column"),
        pilots=pilot.codes("values", Pilot.values),
        call_types=pilot.codes("call_types", Pilot.values),
        outcomes=table.codes("outcomes", Outcome.values),
        follow_up_column=follow_up.text("column"),
        follow_up=_answers(follow_up),
        beats=table.words("beats"),
    )
    for part in (table, pilot, follow_up):
        part.nothing_else()
    _check(mapping, table)
    return mapping


def _check(mapping: CadMapping, table: "_Table") -> None:
    for name in NEEDED:
        if name not in mapping.columns:
            table.wrong(f"columns.{name}", _("is missing"))
    if len(mapping.agency) > (Encounter._meta.get_field("agency").max_length or 0):
        table.wrong("agency", _("is too long"))
    if len(mapping.delimiter) > 1:
        table.wrong("delimiter", _("must be one character"))


def _columns(table: "_Table") -> dict[str, tuple[str, ...]]:
    found = {name: tuple(table.texts(name)) for name in (*TEXTS, *TIMES)}
    table.nothing_else()
    return {name: columns for name, columns in found.items() if columns}


def _zone(table: "_Table") -> ZoneInfo:
    name = table.text("zone", needed=True)
    try:
        return ZoneInfo(name)
    except (ValueError, OSError, LookupError):
        return table.wrong("zone", _("is not an IANA time zone: %(name)s") % {"name": name})


def _answers(table: "_Table") -> dict[str, str]:
    return {fold(word): answer for answer in ("yes", "no") for word in table.texts(answer)}


class _Table:
    """One table of the mapping, read with its types checked; what is wrong is said with its place."""

    def __init__(self, told: object, place: str) -> None:
        self.place, self.asked = place, set[str]()
        if not isinstance(told, dict):
            raise MappingError(_("%(place)s must be a table.") % {"place": place})
        self.told = told

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

    def table(self, key: str) -> "_Table":
        return _Table(self._get(key, dict, {}), f"{self.place}: {key}")

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
