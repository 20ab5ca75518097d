"""A CAD export as CSV, read as a stream: one encounter a row, and every row that is none with its reason.

Times are local to the mapping's zone. In the hour that comes twice in autumn the first one is meant, unless
that would put dispatch, arrival or clearing before what came earlier; a time in the hour that spring
skips is refused.
"""

import codecs
import csv
import zlib
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from functools import partial
from pathlib import Path

from django.utils.translation import gettext as _

from casework.actions.encounters import EncounterDetails
from casework.actions.imports import Refusal, Row
from casework.interop.cad_mapping import TEXTS, TIMES, CadMapping
from casework.interop.tables import fold
from casework.models import Encounter
from heart.lib.errors import DomainError
from heart.lib.wall_clock import NoSuchTime, instant

DELIMITERS = ",;\t|"
LONGEST = {name: getattr(Encounter._meta.get_field(name), "max_length", None) for name in TEXTS}
# 128 million bits: which incident numbers were met. One met by chance costs a second look, no more.
BITS = 2**27


class Unreadable(ValueError):
    """The file as a whole cannot be read; the text says why."""


@dataclass(frozen=True)
class CadFile:
    """An opened layout: encoding, delimiter and header are known, no row is kept."""

    path: Path
    mapping: CadMapping
    encoding: str
    delimiter: str
    header: tuple[str, ...]
    places: Mapping[str, tuple[int, ...]]

    @property
    def is_guessed(self) -> bool:
        """Not UTF-8, and so taken for Windows' Western European text."""
        return self.encoding == "cp1252"

    def records(self) -> Iterator[Row | Refusal]:
        """Every row in order. Line numbers are physical: a quoted cell may span several."""
        for line, cells, problem in self._rows():
            if problem:
                yield Refusal(line, "", problem, cells)
            else:
                yield self._record(line, cells)

    def last_lines(self) -> dict[tuple[str, str], int]:
        """Incident numbers that occur more than once -> the line of the last good row, which counts.

        Two more passes over the file, in constant memory but for the repeated ones.
        """
        suspects = self._met_twice()
        found: dict[tuple[str, str], list[int]] = {}
        for line, cells, problem in self._rows() if suspects else ():
            if not problem and _bit(self._number(cells)) in suspects:
                record = self._record(line, cells)
                if isinstance(record, Row):
                    found.setdefault(record.name, []).append(line)
        return {name: lines[-1] for name, lines in found.items() if len(lines) > 1}

    def _met_twice(self) -> set[int]:
        met, twice = bytearray(BITS // 8), set[int]()
        for _line, cells, problem in self._rows():
            bit = _bit(self._number(cells)) if not problem else 0
            if met[bit >> 3] & 1 << (bit & 7):
                twice.add(bit)
            met[bit >> 3] |= 1 << (bit & 7)
        return twice

    def _rows(self) -> Iterator[tuple[int, tuple[str, ...], str]]:
        """Line, cells and what is wrong with the row as such ("" for nothing). Empty lines are none."""
        with _open(self.path, self.encoding) as file:
            reader = csv.reader(file, delimiter=self.delimiter)
            past_header = False
            for line, cells, problem in _lines(reader):
                if past_header and (cells or problem):
                    yield line, tuple(cells), problem or self._misfit(cells)
                past_header = past_header or bool(cells)

    def _misfit(self, cells: Sequence[str]) -> str:
        wanted = len(self.header)
        if len(cells) < wanted or any(cell.strip() for cell in cells[wanted:]):
            return _("The row has %(cells)s cells, the header %(wanted)s.") % {
                "cells": len(cells),
                "wanted": wanted,
            }
        return ""

    def _record(self, line: int, cells: tuple[str, ...]) -> Row | Refusal:
        try:
            return Row(line, self._details(cells), cells)
        except DomainError as error:
            return Refusal(line, error.field or "", str(error), cells)

    def _details(self, cells: Sequence[str]) -> EncounterDetails:
        mapping = self.mapping
        texts = {name: self._text(name, cells) for name in TEXTS}
        if not texts["incident_number"]:
            raise DomainError(_("The incident number is missing."), field="incident_number")
        beat = mapping.beats.get(fold(texts["beat"]), texts["beat"])
        times = self._times(cells)
        return EncounterDetails(
            agency=mapping.agency,
            pilot=self._pilot(cells, texts["call_type"]),
            outcome=mapping.outcomes.get(fold(texts["disposition"]), ""),
            follow_up_wanted=mapping.follow_up.get(fold(self._cell("follow_up", cells)), ""),
            **texts | {"beat": beat},  # type: ignore[arg-type]
            **times,  # type: ignore[arg-type]
        )

    def _pilot(self, cells: Sequence[str], call_type: str) -> str:
        named = self.mapping.pilots.get(fold(self._cell("pilot", cells)))
        return named or self.mapping.call_types.get(fold(call_type)) or self.mapping.pilot_default

    def _times(self, cells: Sequence[str]) -> dict[str, datetime | None]:
        """In the order in which they happen; the latest so far decides what an ambiguous one means."""
        found: dict[str, datetime | None] = {}
        for name in TIMES:
            earlier = max((moment for moment in found.values() if moment), default=None)
            found[name] = self._time(name, self._cell(name, cells), earlier)
        if found["received_at"] is None:
            raise DomainError(_("The time of the call is missing."), field="received_at")
        return found

    def _time(self, name: str, text: str, earlier: datetime | None) -> datetime | None:
        if not text:
            return None
        try:
            read = _read_time(text, self.mapping.time_formats)
            if read.tzinfo:
                return read.astimezone(UTC)
            return instant(read, self.mapping.zone, not_before=earlier)
        except NoSuchTime:
            problem = _("The clocks were put forward over this time: it did not exist.")
        except (ValueError, OverflowError):
            problem = _("The time cannot be read.")
        raise DomainError(problem, field=name)

    def _text(self, name: str, cells: Sequence[str]) -> str:
        text, longest = self._cell(name, cells), LONGEST[name]
        if "\x00" in text:
            raise DomainError(_("A character with the code 0 is in the text."), field=name)
        if not text.isprintable() and any("\ud800" <= char <= "\udfff" for char in text):
            raise DomainError(_("The text is in no known encoding."), field=name)
        if longest and len(text) > longest:
            raise DomainError(_("The text is longer than %(longest)s.") % {"longest": longest}, field=name)
        return text

    def _cell(self, name: str, cells: Sequence[str]) -> str:
        """The first filled cell of the columns that `name` stands in."""
        for place in self.places.get(name, ()):
            text = cells[place].strip()
            if text and fold(text) not in self.mapping.blank:
                return text
        return ""

    def _number(self, cells: Sequence[str]) -> str:
        return self._cell("incident_number", cells)


def open_cad(path: Path, mapping: CadMapping) -> CadFile:
    """Read the header and find the mapping's columns in it. Unreadable says what is missing."""
    if not path.is_file():
        raise Unreadable(_("There is no file %(path)s.") % {"path": path})
    try:
        encoding = _encoding_of(path)
        delimiter, header = _header(path, encoding, mapping)
    except OSError as error:
        raise Unreadable(
            _("The file %(path)s cannot be read: %(problem)s") % {"path": path, "problem": error.strerror}
        ) from error
    return CadFile(path, mapping, encoding, delimiter, header, _places(header, mapping))


def _encoding_of(path: Path) -> str:
    """UTF-8 with or without its mark, UTF-16 with it; anything else is taken for cp1252."""
    decoder = codecs.getincrementaldecoder("utf-8")()
    with path.open("rb") as file:
        if file.read(2) in (codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE):
            return "utf-16"
        file.seek(0)
        try:
            for chunk in iter(partial(file.read, 1 << 20), b""):
                decoder.decode(chunk)
            decoder.decode(b"", final=True)
        except UnicodeDecodeError:
            return "cp1252"
    return "utf-8-sig"


def _open(path: Path, encoding: str):
    """Bytes that cp1252 does not know pass as lone surrogates, and their row is refused."""
    errors = "replace" if encoding == "utf-16" else "surrogateescape"
    return path.open(encoding=encoding, errors=errors, newline="")


def _header(path: Path, encoding: str, mapping: CadMapping) -> tuple[str, tuple[str, ...]]:
    """The delimiter under which the first filled line has the most cells, and those cells."""
    tried = {}
    for delimiter in mapping.delimiter or DELIMITERS:
        with _open(path, encoding) as file:
            lines = _lines(csv.reader(file, delimiter=delimiter))
            tried[delimiter] = next((tuple(cells) for _line, cells, _problem in lines if cells), ())
    delimiter = max(tried, key=lambda candidate: len(tried[candidate]))
    if not tried[delimiter]:
        raise Unreadable(_("The file %(path)s has no header.") % {"path": path})
    return delimiter, tuple(cell.strip() for cell in tried[delimiter])


def _lines(reader: Iterator[list[str]]) -> Iterator[tuple[int, list[str], str]]:
    """Physical line on which the row starts, its cells, and why the CSV cannot be read there."""
    while True:
        line = reader.line_num + 1  # type: ignore[attr-defined]
        try:
            yield line, next(reader), ""
        except StopIteration:
            return
        except csv.Error:
            yield line, [], _("The row is not readable CSV: perhaps a quotation mark is not closed.")


def _places(header: Sequence[str], mapping: CadMapping) -> dict[str, tuple[int, ...]]:
    places: dict[str, list[int]] = {}
    for place, name in enumerate(header):
        places.setdefault(fold(name), []).append(place)
    for columns in mapping.named_columns:
        _check_columns(columns, places, header)
    wanted = dict(mapping.columns) | {
        "pilot": (mapping.pilot_column,),
        "follow_up": (mapping.follow_up_column,),
    }
    return {
        name: tuple(places[fold(column)][0] for column in columns if fold(column) in places)
        for name, columns in wanted.items()
        if any(columns)
    }


def _check_columns(columns: Sequence[str], places: Mapping[str, Sequence[int]], header: Sequence[str]) -> None:
    there = [column for column in columns if fold(column) in places]
    if not there:
        raise Unreadable(
            _("The file has no column %(column)s. It has: %(header)s.")
            % {"column": " / ".join(columns), "header": ", ".join(header)}
        )
    for column in there:
        if len(places[fold(column)]) > 1:
            raise Unreadable(_("The file has the column %(column)s twice.") % {"column": column})


def _read_time(text: str, formats: Sequence[str]) -> datetime:
    for form in formats:
        try:
            return datetime.fromisoformat(text) if form == "iso" else _strptime(text, form)
        except ValueError:
            continue
    raise ValueError(text)


def _strptime(text: str, form: str) -> datetime:
    return datetime.strptime(text, form)  # noqa: DTZ007 - the zone is the mapping's


def _bit(number: str) -> int:
    return zlib.crc32(number.encode(errors="surrogatepass")) % BITS
