"""Many documents in one file: one alone, a JSON array, JSON lines, or one after the other. Read as a stream: what is
kept in memory is one document, and of one that is too long nothing."""

import codecs
import re
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import BinaryIO

from django.utils.translation import gettext as _

from heart.lib.files import trouble
from heart.lib.json_body import LONGEST

CHUNK = 1 << 16
SPACE = b" \t\r\n"
# What may change where we are: outside of a text, and inside of one.
OUTSIDE = re.compile(rb'[\[\]{}",]')
INSIDE = re.compile(rb'["\\]')
TOO_LONG = LONGEST + 1
LOOK = 4096


class Unreadable(ValueError):
    """The file as a whole cannot be read; the text says why."""


@dataclass(frozen=True)
class Piece:
    """One document of the file, not yet read, counted from one. `problem` says why there is nothing to read."""

    number: int
    body: bytes
    problem: str = ""


def looks_like_json(path: Path) -> bool:
    """Whether it begins as an object or an array does; the rest is for whoever reads it."""
    try:
        with path.open("rb") as file:
            start = file.read(LOOK).removeprefix(codecs.BOM_UTF8).lstrip(SPACE)
    except OSError as error:
        raise Unreadable(trouble(error)) from error
    return start.startswith((b"{", b"["))


def pieces(path: Path) -> Iterator[Piece]:
    """In the order of the file. A broken line of JSON lines costs only itself; elsewhere a document that never ends
    takes the rest of the file with it."""
    try:
        file = path.open("rb")
    except OSError as error:
        raise Unreadable(trouble(error)) from error
    with file:
        if file.read(len(codecs.BOM_UTF8)) != codecs.BOM_UTF8:
            file.seek(0)
        bodies = _lines(file) if _are_lines(file) else _values(file)
        for number, body in enumerate(bodies, start=1):
            too_long = len(body) > LONGEST
            yield Piece(number, b"" if too_long else body, _("The document is longer than 1 MB.") if too_long else "")


def _are_lines(file: BinaryIO) -> bool:
    """The first line is an object that ends where the line does."""
    start = file.tell()
    first = b"\n"
    while first and not first.strip(SPACE):
        first = file.readline(TOO_LONG)
    file.seek(start)
    first = first.strip(SPACE)
    return first.startswith(b"{") and first.endswith(b"}")


def _lines(file: BinaryIO) -> Iterator[bytes]:
    while line := file.readline(TOO_LONG):
        rest = line
        while len(rest) == TOO_LONG and not rest.endswith(b"\n"):
            rest = file.readline(TOO_LONG)
        if line.strip(SPACE):
            yield line.strip(SPACE) if len(line) < TOO_LONG else line


def _values(file: BinaryIO) -> Iterator[bytes]:
    """The elements of an array, or values that follow each other."""
    splitter = _Splitter()
    while chunk := file.read(CHUNK):
        yield from splitter.take(chunk)
    yield from splitter.end()


class _Splitter:
    """Knows how deep it is and whether inside a text; everything else is for the reader of the single document."""

    def __init__(self) -> None:
        self.depth, self.quoted, self.skip = 0, False, False
        self.in_array: bool | None = None
        self.ended = False
        self.body = bytearray()

    def take(self, chunk: bytes) -> Iterator[bytes]:
        at = 0
        if self.in_array is None:
            rest = chunk.lstrip(SPACE)
            if not rest:
                return
            self.in_array = rest.startswith(b"[")
            at = len(chunk) - len(rest) + self.in_array
        while at < len(chunk):
            if self.skip:
                self._say(chunk[at : at + 1])
                self.skip, at = False, at + 1
                continue
            found = (INSIDE if self.quoted else OUTSIDE).search(chunk, at)
            stop = found.start() if found else len(chunk)
            self._say(chunk[at:stop])
            if found:
                yield from self._meet(found.group())
            at = stop + 1

    def _meet(self, sign: bytes) -> Iterator[bytes]:
        if self.depth == 0 and not self.quoted and self._between(sign):
            yield from self._cut()
            return
        self._say(sign)
        if self.quoted:
            self.skip, self.quoted = sign == b"\\", sign != b'"'
        elif sign == b'"':
            self.quoted = True
        elif sign in b"[{":
            self.depth += 1
        elif sign in b"]}" and self.depth:
            self.depth -= 1
            if self.depth == 0 and not self.in_array:
                yield from self._cut()

    def _between(self, sign: bytes) -> bool:
        """Whether the sign parts two elements of the array, or ends it."""
        if not self.in_array or self.ended or sign not in b",]":
            return False
        self.ended = sign == b"]"
        return True

    def end(self) -> Iterator[bytes]:
        """What is left over is a document too, if a broken one; so is an array that never ends."""
        yield from self._cut()
        if self.in_array and not self.ended and not self.depth:
            yield b"["

    def _cut(self) -> Iterator[bytes]:
        body, self.body = bytes(self.body).strip(SPACE), bytearray()
        if body:
            yield body

    def _say(self, part: bytes) -> None:
        room = TOO_LONG - len(self.body)
        self.body += part[:room]
