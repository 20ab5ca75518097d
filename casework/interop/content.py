"""Where the bytes of a file are: on the disk beside the command, or in the pieces of a job."""

import io
from bisect import bisect_right
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cached_property
from itertools import accumulate
from pathlib import Path
from typing import BinaryIO, Protocol

from django.db.models.functions import Length

from casework.models import Job

BLOCK = 1 << 20
FILE = "file"


class Content(Protocol):
    @property
    def name(self) -> str: ...

    def open(self) -> BinaryIO:
        """From its beginning; it can be sought in."""
        ...


@dataclass(frozen=True)
class OnDisk:
    path: Path

    @property
    def name(self) -> str:
        return str(self.path)

    def open(self) -> BinaryIO:
        return self.path.open("rb")


@dataclass(frozen=True)
class InMemory:
    """The beginning of what is just being handed in."""

    data: bytes
    name: str = ""

    def open(self) -> BinaryIO:
        return io.BytesIO(self.data)


@dataclass
class InJob:
    """What was uploaded for a job: read a piece at a time."""

    job: Job

    @property
    def name(self) -> str:
        return self.job.name

    @cached_property
    def ends(self) -> list[int]:
        """Where each piece ends."""
        pieces = self.job.chunks.filter(part=FILE).order_by("position")
        return list(accumulate(pieces.annotate(size=Length("data")).values_list("size", flat=True)))

    def piece(self, number: int) -> bytes:
        return bytes(self.job.chunks.values_list("data", flat=True).get(part=FILE, position=number))

    def open(self) -> BinaryIO:
        return io.BufferedReader(_Pieces(self), BLOCK)


class _Pieces(io.RawIOBase):
    def __init__(self, content: InJob) -> None:
        self.content, self.at = content, 0
        self.number, self.data = -1, b""

    def readable(self) -> bool:
        return True

    def seekable(self) -> bool:
        return True

    def tell(self) -> int:
        return self.at

    def seek(self, offset: int, whence: int = io.SEEK_SET) -> int:
        size = self.content.ends[-1] if self.content.ends else 0
        self.at = offset + {io.SEEK_SET: 0, io.SEEK_CUR: self.at, io.SEEK_END: size}[whence]
        return self.at

    def readinto(self, buffer) -> int:
        ends = self.content.ends
        number = bisect_right(ends, self.at)
        if number >= len(ends):
            return 0
        if number != self.number:
            self.number, self.data = number, self.content.piece(number)
        begins = ends[number - 1] if number else 0
        found = self.data[self.at - begins : self.at - begins + len(buffer)]
        buffer[: len(found)] = found
        self.at += len(found)
        return len(found)


def blocks(content: Content) -> Iterator[bytes]:
    with content.open() as file:
        while block := file.read(BLOCK):
            yield block
