"""Taking a file of documents in: one after the other, each its own transaction, every one accounted for."""

import csv
from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager
from datetime import datetime
from pathlib import Path
from typing import Any, TextIO

from django.db import InterfaceError, OperationalError, transaction
from django.utils.translation import gettext as _

from casework.actions.documents import Became, Outdated, take_document
from casework.interop.eido.files import Piece, pieces
from casework.interop.eido.mapping import EidoMapping
from casework.interop.eido.reading import read_document
from casework.interop.eido.strict_json import Problem, Refused
from casework.interop.importing import MOST_TOLD, Progress, Summary, harmless, private
from heart.lib.errors import DomainError

EVERY = 500


class RefusedDocuments:
    """What was refused, for the sender to mend: the document's number in the file, path, reason. Made with the first
    of them; only its owner may read it. `tell` is given the first few in words."""

    def __init__(self, path: Path | None, tell: Callable[[str], None]) -> None:
        self.path, self.tell, self.told = path, tell, 0
        self.file: TextIO | None = None

    @property
    def name(self) -> str | None:
        return str(self.path.absolute()) if self.path and self.file else None

    def write(self, number: int, problems: Iterable[Problem]) -> None:
        for path, reason in problems:
            if self.told < MOST_TOLD:
                self.told += 1
                self.tell(f"document {number}, {path or 'the document as a whole'}: {reason}")
            if self.path:
                self._writer(self.path).writerow([harmless(str(cell)) for cell in (number, path, reason)])

    def close(self) -> None:
        if self.file:
            self.file.close()

    def _writer(self, path: Path) -> Any:
        if self.file is None:
            self.file = private(path)
            self._csv = csv.writer(self.file, quoting=csv.QUOTE_ALL)
            self._csv.writerow(("document", "path", "reason"))
        return self._csv


def import_eido(
    path: Path,
    mapping: EidoMapping,
    *,
    refused: RefusedDocuments,
    progress: Progress,
    now: datetime,
    dry_run: bool = False,
) -> Summary:
    """Take the file in, or do so and take everything back. An older document than one that was here before changes
    nothing and counts as unchanged."""
    summary = Summary()
    try:
        with _all_or_nothing(dry_run):
            for piece in pieces(path):
                became, problems = _take(piece, mapping, now)
                refused.write(piece.number, problems)
                summary.read += 1
                setattr(summary, became, getattr(summary, became) + 1)
                if piece.number % EVERY == 0:
                    progress(summary)
    finally:
        refused.close()
    progress(summary)
    summary.refused_file = refused.name
    return summary


def refusal_of(error: DomainError, places: dict[str, str]) -> Problem:
    """Where in the document the field stands that the action refused."""
    return Problem(places.get(error.field or "", ""), str(error))


def _take(piece: Piece, mapping: EidoMapping, now: datetime) -> tuple[str, tuple[Problem, ...]]:
    """Whatever is wrong with one, foreseen or not, the rest of the file goes on."""
    if piece.problem:
        return "refused", (Problem("", piece.problem),)
    try:
        return _read_and_taken(piece.body, mapping, now)
    except Exception as error:
        if isinstance(error, OperationalError | InterfaceError) and not _is_of_the_document(error):
            raise
        reason = _("The document cannot be taken (%(error)s).") % {"error": type(error).__name__}
        return "refused", (Problem("", reason),)


def _is_of_the_document(error: Exception) -> bool:
    """Not of the database being there: something in it is beyond what PostgreSQL can hold (class 54)."""
    return str(getattr(error.__cause__, "sqlstate", "")).startswith("54")


def _read_and_taken(body: bytes, mapping: EidoMapping, now: datetime) -> tuple[str, tuple[Problem, ...]]:
    try:
        reading = read_document(body, mapping)
    except Refused as error:
        return "refused", error.problems
    try:
        return take_document(told=reading.told, by=None, now=now).became.value, ()
    except Outdated:
        return Became.UNCHANGED.value, ()
    except DomainError as error:
        return "refused", (refusal_of(error, reading.places),)


@contextmanager
def _all_or_nothing(nothing: bool) -> Iterator[None]:
    if not nothing:
        yield
        return
    with transaction.atomic():
        yield
        transaction.set_rollback(True)
