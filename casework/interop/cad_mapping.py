"""How one agency's CAD export is laid out: which column is which, in which words. A TOML or JSON file.

The shipped samples in `mappings/` show every key, with comments.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo

from django.utils.translation import gettext as _

from casework.interop.tables import MappingError, Table, fold, read_file
from casework.models import Encounter, Outcome, Pilot

SHIPPED = Path(__file__).with_name("mappings")

TIMES = ("received_at", "dispatched_at", "arrived_at", "cleared_at")
TEXTS = ("incident_number", "call_type", "priority", "beat", "location", "disposition", "note")
NEEDED = ("incident_number", "received_at")
# What a column may say about the person, if a file does at all.
PERSON = (
    "first_name", "last_name", "full_name", "preferred_name", "also_known_as", "birth_date", "phone",
    "agency_person_id", "description",
)  # fmt: skip


@dataclass(frozen=True)
class CadMapping:
    """Words (call types, dispositions ...) are compared without regard to case.

    `columns`: our field -> names of columns, the first filled one counts. `dates`: the column with the date, where the
    time stands in one of its own. Without a `header` a column's name is its number from 1.
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
    header: bool = True
    dates: Mapping[str, str] = field(default_factory=dict)
    person: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    birth_formats: tuple[str, ...] = ()

    @property
    def named_columns(self) -> list[tuple[str, ...]]:
        """Every set of columns of which one must be in the file."""
        single = [(name,) for name in (self.pilot_column, self.follow_up_column, *self.dates.values()) if name]
        return [*self.columns.values(), *self.person.values(), *single]


def shipped_names() -> list[str]:
    return sorted(path.stem for path in SHIPPED.glob("*.toml"))


def load_mapping(name_or_path: str) -> CadMapping:
    """A shipped mapping by its name, or a file. MappingError names what is wrong."""
    if name_or_path in shipped_names():
        return parse_mapping(read_file(SHIPPED / f"{name_or_path}.toml"), name_or_path)
    path = Path(name_or_path)
    if not path.is_file():
        raise MappingError(
            _("There is no mapping %(name)s: neither a file nor one of %(names)s.")
            % {"name": name_or_path, "names": ", ".join(shipped_names())}
        )
    return parse_mapping(read_file(path), name_or_path)


def read_shipped(name: str) -> dict[str, Any]:
    """A shipped mapping as it stands in its file."""
    return read_file(SHIPPED / f"{name}.toml")


def parse_mapping(told: object, name: str = "mapping") -> CadMapping:
    """What a TOML file says, however it came. MappingError names what is wrong."""
    table = Table(_by_position(told), name)
    pilot, follow_up, person = table.table("pilot"), table.table("follow_up"), table.table("person")
    mapping = CadMapping(
        agency=table.text("agency", needed=True),
        columns=_columns(table.table("columns"), (*TEXTS, *TIMES)),
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
        header=table.truth("header", default=True),
        dates=_dates(table.table("dates")),
        birth_formats=tuple(person.texts("birth_formats")),
        person=_columns(person, PERSON),
    )
    for part in (table, pilot, follow_up):
        part.nothing_else()
    _check(mapping, table)
    return mapping


def _check(mapping: CadMapping, table: Table) -> None:
    for name in NEEDED:
        if name not in mapping.columns:
            table.wrong(f"columns.{name}", _("is missing"))
    if len(mapping.agency) > (Encounter._meta.get_field("agency").max_length or 0):
        table.wrong("agency", _("is too long"))
    if any("%Z" in form for form in mapping.time_formats):  # strptime reads such a name and forgets it
        table.wrong(
            "time_formats",
            _("cannot have %(code)s: leave it out, EST and other US names of zones are read behind every time")
            % {"code": "%Z"},
        )
    if len(mapping.delimiter) > 1:
        table.wrong("delimiter", _("must be one character"))


def _by_position(told: object) -> object:
    """Numbers of columns as their names."""
    if not isinstance(told, dict):
        return told
    named = {key: _numbers(told[key]) for key in ("columns", "dates", "person") if isinstance(told.get(key), dict)}
    for key in ("pilot", "follow_up"):
        if isinstance(told.get(key), dict) and type(told[key].get("column")) is int:
            named[key] = told[key] | {"column": str(told[key]["column"])}
    return told | named


def _numbers(columns: dict[str, Any]) -> dict[str, Any]:
    def name(value: object) -> object:
        if isinstance(value, list):
            return [name(item) for item in value]
        return str(value) if type(value) is int else value

    return {field: name(value) for field, value in columns.items()}


def _columns(table: Table, fields: Iterable[str]) -> dict[str, tuple[str, ...]]:
    found = {name: tuple(table.texts(name)) for name in fields}
    table.nothing_else()
    return {name: columns for name, columns in found.items() if columns}


def _dates(table: Table) -> dict[str, str]:
    found = {name: table.text(name) for name in TIMES}
    table.nothing_else()
    return {name: column for name, column in found.items() if column}


def _zone(table: Table) -> ZoneInfo:
    name = table.text("zone", needed=True)
    try:
        return ZoneInfo(name)
    except (ValueError, OSError, LookupError):
        return table.wrong("zone", _("is not an IANA time zone: %(name)s") % {"name": name})


def _answers(table: Table) -> dict[str, str]:
    return {fold(word): answer for answer in ("yes", "no") for word in table.texts(answer)}
