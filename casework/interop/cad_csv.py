"""A CAD export as CSV, read as a stream: one encounter a row, and every row that is none with its reason.

Times are local to the mapping's zone. In the hour that comes twice in autumn the first one is meant, unless
that would put dispatch, arrival or clearing before what came earlier; a time in the hour that spring
skips is refused.
"""

import zlib
from collections import Counter
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from itertools import islice
from pathlib import Path

from django.utils.translation import gettext as _

from casework.actions.encounters import EncounterDetails
from casework.actions.imports import Refusal, Row
from casework.actions.neighbors import Person
from casework.interop.cad_lines import LEFT_OUT, Encoding, Place, Rows, delimiter_of, encoding_of, sample
from casework.interop.cad_mapping import TEXTS, TIMES, CadMapping
from casework.interop.cad_people import person_of
from casework.interop.cad_times import OTHER_NAME, joined, read_time
from casework.interop.content import Content, OnDisk, blocks
from casework.interop.tables import fold
from casework.models import Encounter
from heart.lib.errors import DomainError
from heart.lib.identifiers import plain_identifier
from heart.lib.wall_clock import NoSuchTime, instant

# The column of notes has no end; a person who reads one has.
LONGEST = {name: getattr(Encounter._meta.get_field(name), "max_length", None) or 100_000 for name in TEXTS}
# 128 million bits: which incident numbers were met. One met by chance costs a second look, no more.
BITS = 2**27
# The header is looked for among so many rows; a title may stand above it.
ABOVE_HEADER = 20
ALIVE_EVERY = 20_000
MINUTE, DAY = timedelta(minutes=1), timedelta(days=1)
# A call that is over a day later, and sooner in it by less than this, is rarer than two clocks that disagree.
TWO_CLOCKS = timedelta(minutes=5)


class Unreadable(ValueError):
    """The file as a whole cannot be read; the text says why."""


def unread(text: str) -> str:
    """Why a time is refused, and what to do about it."""
    if OTHER_NAME.search(text):
        return _("The time cannot be read: the zone that stands behind it is not known. Leave it out of the export.")
    return _("The time cannot be read.")


@dataclass(frozen=True)
class CadFile:
    """An opened layout: encoding, delimiter and header are known, no row is kept. Rows begin at `first`."""

    content: Content
    mapping: CadMapping
    encoding: Encoding
    delimiter: str
    header: tuple[str, ...]
    places: Mapping[str, tuple[int, ...]]
    first: Place

    @property
    def path(self) -> Path:
        return Path(self.content.name)

    @property
    def is_guessed(self) -> bool:
        """Not UTF-8, and so taken for Windows' Western European text."""
        return self.encoding.name == "cp1252"

    def records(self, place: Place | None = None) -> "Records":
        """Every row in order, or those from a place on."""
        return Records(self, place)

    def last_lines(self, alive: Callable[[], None] = lambda: None) -> dict[tuple[str, str], int]:
        """Incident numbers that occur more than once -> the line of the last good row, which counts.

        Two more passes over the file, in constant memory but for the repeated ones. `alive` is called now and then.
        """
        suspects = self._met_twice(alive)
        last: dict[tuple[str, str], int] = {}
        again: set[tuple[str, str]] = set()
        for line, cells in self._fitting(alive) if suspects else ():
            if _bit(self._number(cells)) not in suspects:
                continue
            record = self._record(line, cells)
            if isinstance(record, Row):
                if record.name in last:
                    again.add(record.name)
                last[record.name] = line
        return {name: last[name] for name in again}

    def _met_twice(self, alive: Callable[[], None]) -> set[int]:
        met, twice = bytearray(BITS // 8), set[int]()
        for _line, cells in self._fitting(alive):
            bit = _bit(self._number(cells))
            if met[bit >> 3] & 1 << (bit & 7):
                twice.add(bit)
            met[bit >> 3] |= 1 << (bit & 7)
        return twice

    def _fitting(self, alive: Callable[[], None]) -> Iterator[tuple[int, tuple[str, ...]]]:
        with self._rows(self.first) as rows:
            for count, (line, cells, problem) in enumerate(rows):
                if count % ALIVE_EVERY == 0:
                    alive()
                if any(cells) and not problem and not self._misfit(cells):
                    yield line, cells

    def _rows(self, place: Place) -> Rows:
        return Rows(self.content, self.encoding, self.delimiter, place, len(self.header))

    def told(self, name: str, cells: Sequence[str]) -> str:
        """What stands there for a field, its date with it; "" when the row has other cells than the header."""
        if len(cells) < len(self.header):
            return ""
        return " ".join(filter(None, [self._cell(f"{name} date", cells), self._cell(name, cells)]))

    def taken(self, line: int, cells: tuple[str, ...], problem: str) -> Row | Refusal | None:
        """None for a line that holds nothing."""
        if not problem and not cells:
            return None
        problem = problem or self._misfit(cells)
        return Refusal(line, self._cut_in(cells), problem, cells) if problem else self._record(line, cells)

    def _cut_in(self, cells: Sequence[str]) -> str:
        """The field of whose text the middle is left out."""
        if len(cells) != len(self.header):
            return ""
        return next((name for name, there in self.places.items() if any(LEFT_OUT in cells[at] for at in there)), "")

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
            details = self._details(cells)
            return Row(line, details, cells, self._person(cells, details.received_at))
        except DomainError as error:
            return Refusal(line, error.field or "", str(error), cells)

    def _person(self, cells: Sequence[str], met: datetime) -> Person | None:
        if not self.mapping.person:
            return None
        return person_of(lambda name: self._cell(name, cells), self.mapping.birth_formats, met.date())

    def _details(self, cells: Sequence[str]) -> EncounterDetails:
        mapping = self.mapping
        texts = {name: self._text(name, cells) for name in TEXTS}
        if not self._number(cells):
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
            found[name] = self._time(name, cells, found.get("received_at"), earlier)
        if found["received_at"] is None:
            raise DomainError(_("The time of the call is missing."), field="received_at")
        return found

    def _time(
        self, name: str, cells: Sequence[str], received: datetime | None, earlier: datetime | None
    ) -> datetime | None:
        text = self._cell(name, cells)
        if not text:
            return None
        day = self._cell(f"{name} date", cells)
        try:
            read, of_minutes = read_time(joined(day, text) if day else text, self.mapping.time_formats)
            if of_minutes and earlier:  # the same minute is not before it
                earlier = earlier.replace(second=0, microsecond=0)
            moment = self._moment(read, earlier, received if day and self._is_of_the_call(name) else None)
        except NoSuchTime:
            problem = _("The clocks were put forward over this time: it did not exist.")
        except (ValueError, OverflowError):
            problem = unread(text)
        else:
            within_it = of_minutes and received and moment < received < moment + MINUTE
            return received if within_it else moment
        raise DomainError(problem, field=name)

    def _is_of_the_call(self, name: str) -> bool:
        """Whether the date of this time may be that of the call: a column of its own beside the call's says its own."""
        dates = self.mapping.dates
        return dates.get("received_at", dates[name]) == dates[name]

    def _moment(self, read: datetime, earlier: datetime | None, received: datetime | None) -> datetime:
        """`received`: given when the date is that of the call, and midnight may have passed since. A little before it
        is no other day but two clocks, or a mistake."""
        try:
            moment = self._instant(read, earlier)
        except NoSuchTime:
            if not received or read > received.astimezone(self.mapping.zone).replace(tzinfo=None):
                raise
            moment = received - DAY
        if received and moment < received - TWO_CLOCKS:
            return self._instant(read + DAY, earlier)
        return moment

    def _instant(self, read: datetime, earlier: datetime | None) -> datetime:
        if read.tzinfo:
            return read.astimezone(UTC)
        return instant(read, self.mapping.zone, not_before=earlier)

    def _text(self, name: str, cells: Sequence[str]) -> str:
        text, longest = self._cell(name, cells), LONGEST[name]
        if "\x00" in text:
            raise DomainError(_("A character with the code 0 is in the text."), field=name)
        if not text.isprintable() and any("\ud800" <= char <= "\udfff" for char in text):
            raise DomainError(_("The text is in no known encoding."), field=name)
        if len(text) > longest:
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
        return plain_identifier(self._cell("incident_number", cells))


class Records:
    """Rows and refusals one after another. `place` is after the last one given; line numbers are physical: a quoted
    cell may span several."""

    def __init__(self, source: CadFile, place: Place | None) -> None:
        self.source, self.rows = source, source._rows(place or source.first)

    @property
    def place(self) -> Place:
        return self.rows.place

    def __iter__(self) -> "Records":
        return self

    def __next__(self) -> Row | Refusal:
        for line, cells, problem in self.rows:
            record = self.source.taken(line, cells, problem)
            if record is not None:
                return record
        raise StopIteration

    def next_batch(self, size: int) -> list[Row | Refusal]:
        return list(islice(self, size))


def open_cad(path: Path | Content, mapping: CadMapping, encoding: Encoding | None = None) -> CadFile:
    """Read the header and find the mapping's columns in it. Unreadable says what is missing."""
    content: Content = OnDisk(path) if isinstance(path, Path) else path
    if isinstance(path, Path) and not path.is_file():
        raise Unreadable(_("There is no file %(path)s.") % {"path": path})
    try:
        encoding = encoding or encoding_of(blocks(content))
        delimiter, header, first = _header(content, encoding, mapping)
    except OSError as error:
        raise Unreadable(
            _("The file %(path)s cannot be read: %(problem)s") % {"path": content.name, "problem": error.strerror}
        ) from error
    return CadFile(content, mapping, encoding, delimiter, header, _places(header, mapping), first)


def _header(content: Content, encoding: Encoding, mapping: CadMapping) -> tuple[str, tuple[str, ...], Place]:
    """The delimiter, the names of the columns, and where the rows begin: after the first row that has all columns
    of the mapping, else after the first filled one."""
    if not mapping.header:
        delimiter = mapping.delimiter or delimiter_of(content, encoding)
        return delimiter, positions(sample(content, encoding, delimiter)), Place(encoding.start)
    tried = []
    for delimiter in mapping.delimiter or ",;\t|":
        with Rows(content, encoding, delimiter) as rows:
            filled = ((tuple(c.strip() for c in cells), rows.place) for _line, cells, _p in rows if any(cells))
            for nth, (cells, place) in enumerate(islice(filled, ABOVE_HEADER)):
                tried.append((not lacking(cells, mapping), -nth, len(cells), delimiter, cells, place))
    if not tried:
        raise Unreadable(_("The file %(path)s has no header.") % {"path": content.name})
    *_rank, delimiter, header, place = max(tried, key=lambda found: found[:3])
    return delimiter, header, place


def positions(rows: Sequence[Sequence[str]]) -> tuple[str, ...]:
    """Names for the columns of a file without a header: their numbers."""
    widths = Counter(map(len, rows))
    return tuple(str(number + 1) for number in range(widths.most_common(1)[0][0] if widths else 0))


def lacking(header: Sequence[str], mapping: CadMapping) -> list[str]:
    """Columns that the mapping wants and the header has not."""
    there = set(map(fold, header))
    return [" / ".join(columns) for columns in mapping.named_columns if not there & set(map(fold, columns))]


def _places(header: Sequence[str], mapping: CadMapping) -> dict[str, tuple[int, ...]]:
    places: dict[str, list[int]] = {}
    for place, name in enumerate(header):
        places.setdefault(fold(name), []).append(place)
    for columns in mapping.named_columns:
        _check_columns(columns, places, header)
    wanted = (
        dict(mapping.columns)
        | dict(mapping.person)
        | {f"{name} date": (column,) for name, column in mapping.dates.items()}
        | {"pilot": (mapping.pilot_column,), "follow_up": (mapping.follow_up_column,)}
    )
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


def _bit(number: str) -> int:
    return zlib.crc32(number.encode(errors="surrogatepass")) % BITS
