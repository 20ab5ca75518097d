"""How one agency's CAD export is laid out: which column is which, in which words. A TOML or JSON file.

The shipped samples in `mappings/` show every key, with comments.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path
from zoneinfo import ZoneInfo

from django.utils.translation import gettext as _

from casework.interop.tables import MappingError, Table, fold, read_file
from casework.models import Encounter, Outcome, Pilot

SHIPPED = Path(__file__).with_name("mappings")

TIMES = ("received_at", "dispatched_at", "arrived_at", "cleared_at")
TEXTS = ("incident_number", "call_type", "priority", "beat", "location", "disposition", "note")
NEEDED = ("incident_number", "received_at")


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
        return _parse(read_file(SHIPPED / f"{name_or_path}.toml"), name_or_path)
    path = Path(name_or_path)
    if not path.is_file():
        raise MappingError(
            _("There is no mapping %(name)s: neither a file nor one of %(names)s.")
            % {"name": name_or_path, "names": ", ".join(shipped_names())}
        )
    return _parse(read_file(path), name_or_path)


def _parse(told: object, name: str) -> CadMapping:
    table = Table(told, f"{name}")
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


def _check(mapping: CadMapping, table: Table) -> None:
    for name in NEEDED:
        if name not in mapping.columns:
            table.wrong(f"columns.{name}", _("is missing"))
    if len(mapping.agency) > (Encounter._meta.get_field("agency").max_length or 0):
        table.wrong("agency", _("is too long"))
    if len(mapping.delimiter) > 1:
        table.wrong("delimiter", _("must be one character"))


def _columns(table: Table) -> dict[str, tuple[str, ...]]:
    found = {name: tuple(table.texts(name)) for name in (*TEXTS, *TIMES)}
    table.nothing_else()
    return {name: columns for name, columns in found.items() if columns}


def _zone(table: Table) -> ZoneInfo:
    name = table.text("zone", needed=True)
    try:
        return ZoneInfo(name)
    except (ValueError, OSError, LookupError):
        return table.wrong("zone", _("is not an IANA time zone: %(name)s") % {"name": name})


def _answers(table: Table) -> dict[str, str]:
    return {fold(word): answer for answer in ("yes", "no") for word in table.texts(answer)}
