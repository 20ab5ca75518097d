"""Taking a file in: batch after batch, each its own transaction, every row accounted for.

Killed at any line and started again, the same file leads to the same records: what an earlier run has
committed is found unchanged.
"""

import csv
import os
from collections.abc import Callable, Iterable
from dataclasses import asdict, dataclass
from datetime import datetime
from pathlib import Path
from typing import Any, TextIO

from casework.actions.imports import Name, Refusal, Row, Tally, import_rows, rehearse_rows
from casework.interop.cad_csv import CadFile
from casework.models import Encounter

BATCH = 1000
MOST_TOLD = 20
# What a spreadsheet would run as a formula when a cell begins with it, full-width forms too.
FORMULA = tuple("=+-@\t\r\n＝＋－＠")

Progress = Callable[["Summary"], None]


@dataclass
class Summary:
    """What became of the rows. read = created + changed + unchanged + refused."""

    read: int = 0
    created: int = 0
    changed: int = 0
    unchanged: int = 0
    refused: int = 0
    refused_file: str | None = None

    def add(self, tally: Tally, refused: int) -> None:
        self.created += tally.created
        self.changed += tally.changed
        self.unchanged += tally.unchanged
        self.refused += refused
        self.read = self.created + self.changed + self.unchanged + self.refused

    def as_dict(self) -> dict[str, object]:
        return asdict(self)


class RefusedFile:
    """The refused rows for the sender to mend: line, field, reason, then the row as it was. Made with the
    first of them; only its owner may read it. `tell` is given the first few in words."""

    def __init__(self, path: Path | None, header: Iterable[str], tell: Callable[[str], None] | None = None) -> None:
        self.path, self.header = path, ("line", "field", "reason", *header)
        self.file: TextIO | None = None
        self.tell, self.told = tell, 0

    @property
    def name(self) -> str | None:
        return str(self.path.absolute()) if self.path and self.file else None

    def write(self, refusals: Iterable[Refusal]) -> None:
        for refusal in refusals:
            self._say(refusal)
            if self.path:
                cells = (refusal.line, refusal.field, refusal.reason, *refusal.cells)
                self._writer(self.path).writerow([harmless(str(cell)) for cell in cells])

    def close(self) -> None:
        if self.file:
            self.file.close()

    def _say(self, refusal: Refusal) -> None:
        if self.tell and self.told < MOST_TOLD:
            self.told += 1
            self.tell(f"line {refusal.line}, {refusal.field or 'the row as a whole'}: {refusal.reason}")

    def _writer(self, path: Path) -> Any:
        if self.file is None:
            self.file = private(path)
            self._csv = csv.writer(self.file, quoting=csv.QUOTE_ALL)
            self._csv.writerow([harmless(name) for name in self.header])
        return self._csv


def harmless(cell: str) -> str:
    """The cell as text for every spreadsheet."""
    return f"'{cell}" if cell.startswith(FORMULA) else cell


def import_cad(
    source: CadFile,
    *,
    refused: RefusedFile,
    progress: Progress,
    now: datetime,
    dry_run: bool = False,
    batch: int = BATCH,
) -> Summary:
    """Take the file in, or say what that would give. `progress` is told after every batch."""
    summary, last_lines = Summary(), source.last_lines()
    rehearsed: dict[Name, Encounter] = {}
    try:
        reader = source.records()
        while records := reader.next_batch(batch):
            rows = [record for record in records if isinstance(record, Row)]
            if dry_run:
                tally = rehearse_rows(rows=rows, last_lines=last_lines, rehearsed=rehearsed, now=now)
            else:
                tally = import_rows(rows=rows, last_lines=last_lines, by=None, now=now)
            refusals = [record for record in records if isinstance(record, Refusal)] + tally.refused
            refused.write(sorted(refusals, key=lambda refusal: refusal.line))
            summary.add(tally, len(refusals))
            progress(summary)
    finally:
        refused.close()
    summary.refused_file = refused.name
    return summary


def private(path: Path) -> TextIO:
    """Made anew; a link is not followed."""
    handle = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_TRUNC | os.O_NOFOLLOW, 0o600)
    os.fchmod(handle, 0o600)
    return os.fdopen(handle, "w", encoding="utf-8", errors="backslashreplace", newline="")
