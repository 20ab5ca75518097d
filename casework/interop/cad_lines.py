"""The bytes of a CSV file as rows, each with its line and the place after it, from any such place on.

Bounded in memory whatever the file: of a line without end the middle is left out, and its row is refused. A quotation
mark that is never closed costs its own line, not those after it.
"""

import codecs
import csv
import io
from collections import Counter, deque
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from itertools import islice

from django.utils.translation import gettext as _

from casework.interop.content import Content

DELIMITERS = ",;\t|"
# Of a longer line only so much of its beginning and of its end is read, and no row has more lines.
LONGEST, END, MOST_LINES = 1_000_000, 50_000, 1000
LEFT_OUT = " […] "
SAMPLE = 200

# Line, cells, and what is wrong with the row as such ("" for nothing).
Told = tuple[int, tuple[str, ...], str]


@dataclass(frozen=True)
class Encoding:
    """`start`: bytes of the mark at the beginning."""

    name: str
    start: int = 0

    @property
    def errors(self) -> str:
        """Bytes that it does not know pass as lone surrogates, and their row is refused."""
        return "replace" if self.name.startswith("utf-16") else "surrogateescape"

    def size(self, text: str) -> int:
        if text.isascii():
            return len(text) * (2 if self.name.startswith("utf-16") else 1)
        return len(text.encode(self.name, self.errors))


class EncodingGuess:
    """Told the bytes piece by piece: UTF-8 with or without its mark, UTF-16 with it or by its zeros; anything else is
    taken for cp1252."""

    def __init__(self) -> None:
        self.head = b""
        self.decoder = codecs.getincrementaldecoder("utf-8")()
        self.is_utf8 = True

    def take(self, block: bytes) -> None:
        self.head = self.head or block[:4096]
        if self.is_utf8:
            self._decode(block)

    def found(self) -> Encoding:
        head = self.head
        if head.startswith(codecs.BOM_UTF16_LE):
            return Encoding("utf-16-le", 2)
        if head.startswith(codecs.BOM_UTF16_BE):
            return Encoding("utf-16-be", 2)
        wide = _wide(head)
        if wide:
            return Encoding(wide)
        self._decode(b"", final=True)
        if not self.is_utf8:
            return Encoding("cp1252")
        return Encoding("utf-8", 3 if head.startswith(codecs.BOM_UTF8) else 0)

    def _decode(self, block: bytes, *, final: bool = False) -> None:
        try:
            self.decoder.decode(block, final)
        except UnicodeDecodeError:
            self.is_utf8 = False


def _wide(head: bytes) -> str:
    """UTF-16 without its mark: every other byte of Western text is zero."""
    even, odd = head[0::2].count(0), head[1::2].count(0)
    mostly = len(head) * 0.4
    if max(even, odd) < mostly or not mostly:
        return ""
    return "utf-16-le" if odd > even else "utf-16-be"


def encoding_of(blocks: Iterable[bytes]) -> Encoding:
    guess = EncodingGuess()
    for block in blocks:
        guess.take(block)
    return guess.found()


@dataclass(frozen=True)
class Place:
    """Bytes and physical lines that lie before it."""

    offset: int
    line: int = 0


@dataclass(frozen=True)
class _Line:
    """As much of a physical line as is read, and the bytes of all of it."""

    text: str
    size: int
    is_cut: bool = False


class _Endless(csv.Error):
    pass


# A cell may be as long as a line.
csv.field_size_limit(LONGEST + len(LEFT_OUT) + END)


class Rows:
    """Every row from a place on, the empty ones too (without cells). `place` is after the last one given."""

    def __init__(
        self, content: Content, encoding: Encoding, delimiter: str, place: Place | None = None, width: int = 0
    ) -> None:
        place = place or Place(encoding.start)
        self.encoding, self.delimiter, self.width = encoding, delimiter, width
        self.offset, self.line = place.offset, place.line
        raw = content.open()
        raw.seek(place.offset)
        self.file = io.TextIOWrapper(raw, encoding=encoding.name, errors=encoding.errors, newline="")
        self.taken: list[_Line] = []
        self.again: deque[_Line] = deque()
        self._begin()

    @property
    def place(self) -> Place:
        return Place(self.offset, self.line)

    def __enter__(self) -> "Rows":
        return self

    def __exit__(self, *_error: object) -> None:
        self.file.close()

    def __iter__(self) -> Iterator[Told]:
        return self

    def __next__(self) -> Told:
        line, cells, problem = self.line + 1, [], ""
        self.taken.clear()
        try:
            cells = next(self.reader)
        except csv.Error:
            problem = _not_closed()
        if problem or (len(self.taken) > 1 and self._went_astray(cells)):
            self.again.extendleft(reversed(self.taken[1:]))
            del self.taken[1:]
            cells, problem = [self.taken[0].text.rstrip("\r\n")], _not_closed()
            self._begin()
        if any(taken.is_cut for taken in self.taken):
            problem = _too_long()
        self.line += len(self.taken)
        self.offset += sum(taken.size for taken in self.taken)
        return line, tuple(cells), problem

    def _begin(self) -> None:
        self.reader = csv.reader(self._lines(), delimiter=self.delimiter)

    def _lines(self) -> Iterator[str]:
        while (line := self.again.popleft() if self.again else self._read()).text:
            self.taken.append(line)
            if len(self.taken) > MOST_LINES:
                raise _Endless
            yield line.text

    def _read(self) -> _Line:
        text = more = self.file.readline(LONGEST)
        size, end, is_cut = self.encoding.size(text), "", False
        while len(more) == LONGEST and not more.endswith("\n"):
            more = self.file.readline(LONGEST)
            size += self.encoding.size(more)
            is_cut = is_cut or len(end + more) > END
            end = (end + more)[-END:]
        return _Line(f"{text}{LEFT_OUT if is_cut else ''}{end}", size, is_cut)

    def _went_astray(self, cells: Sequence[str]) -> bool:
        """Over several lines because of a stray quotation mark: never closed, or closed by a later stray one."""
        if sum(line.text.count('"') for line in self.taken) % 2:
            return True
        if not self.width or len(cells) == self.width:
            return False
        try:
            return len(next(csv.reader([self.taken[1].text], delimiter=self.delimiter))) == self.width
        except csv.Error:
            return False


def _not_closed() -> str:
    return _("The row is not readable CSV: perhaps a quotation mark is not closed.")


def _too_long() -> str:
    words = _("The line is longer than %(longest)s characters. Where […] stands, the middle of it is left out.")
    return words % {"longest": LONGEST + END}


def sample(content: Content, encoding: Encoding, delimiter: str, most: int = SAMPLE) -> list[tuple[str, ...]]:
    """The first filled rows."""
    with Rows(content, encoding, delimiter) as rows:
        return [cells for _line, cells, problem in islice(rows, most) if any(cells) and not problem]


def delimiter_of(content: Content, encoding: Encoding) -> str:
    """The one under which the most rows have the same number of cells, and that more than one."""

    def agreement(delimiter: str) -> tuple[float, int]:
        widths = Counter(len(cells) for cells in sample(content, encoding, delimiter))
        width, rows = max(widths.items(), key=lambda found: (found[0] > 1, found[1]), default=(0, 0))
        return (rows / widths.total() if width > 1 else 0.0, width)

    return max(DELIMITERS, key=agreement)
