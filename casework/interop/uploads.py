"""An uploaded CAD file as a job: received, and taken in step by step by whichever worker comes by."""

import csv
import io
import json
import re
import unicodedata
import zlib
from codecs import BOM_UTF8
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import asdict, dataclass
from datetime import datetime
from itertools import islice
from typing import Any

from django.core.files.uploadedfile import UploadedFile
from django.utils.translation import gettext as _

from casework.actions.imports import Name, Refusal, Row, import_rows
from casework.actions.jobs import Kind
from casework.actions.uploads import LARGEST, REFUSED, REPEATED, keep_refused, keep_repeated, take_file
from casework.interop.cad_csv import CadFile, Records, Unreadable, open_cad, positions
from casework.interop.cad_lines import Encoding, EncodingGuess, Place, delimiter_of, encoding_of, sample
from casework.interop.cad_mapping import parse_mapping
from casework.interop.content import BLOCK, InJob, InMemory
from casework.interop.guessing import is_header
from casework.interop.importing import BATCH, harmless
from casework.interop.tables import MappingError
from casework.models import Job
from heart.accounts.models import User
from heart.lib.errors import DomainError

NAMES_A_PIECE = 20_000
# Each column is a choice on the preview. So much of the file says how many there are.
MOST_COLUMNS, BEGINNING = 300, 1 << 20
# Of the characters of a beginning, so many may be of no text: a cell with rubbish in it is refused with its row.
BEGINS_IN, STRANGE, NEVER_FEWER = 1 << 16, 0.02, 4
BLANK = frozenset("\t\n\r\x0b\x0c\x1a")
NOT_CSV = {
    b"PK\x03\x04": "Excel",
    b"\xd0\xcf\x11\xe0": "Excel",
    b"\x1f\x8b": "gzip",
    b"%PDF": "PDF",
    b"{": "JSON",
    b"\x89PNG": "PNG",
    b"\xff\xd8\xff": "JPEG",
    b"GIF8": "GIF",
    b"<?xml": "XML",
    b"<!DOCTYPE": "HTML",
    b"<html": "HTML",
}
LIST_OF_JSON = re.compile(rb"\[\s*[{\]]")


def receive(file: UploadedFile, *, by: User) -> Job:
    """Keep an upload. DomainError names the field `file`."""
    if (file.size or 0) > LARGEST:
        raise DomainError(_("The file is larger than 2 GB. Import it in parts."), field="file")
    guess, beginning = EncodingGuess(), bytearray()

    def settings() -> dict[str, Any]:
        encoding = guess.found()
        _check_columns(bytes(beginning), encoding)
        return {"encoding": asdict(encoding)}

    pieces = _listened(file.chunks(BLOCK), guess, beginning)
    return take_file(name=file.name or "", pieces=pieces, settings=settings, by=by)


def _listened(pieces: Iterable[bytes], guess: EncodingGuess, beginning: bytearray) -> Iterator[bytes]:
    for piece in pieces:
        if not guess.head:
            _check(piece)
        guess.take(piece)
        beginning += piece[: BEGINNING - len(beginning)]
        yield piece


def _check(beginning: bytes) -> None:
    text = beginning[:BEGINS_IN].removeprefix(BOM_UTF8).lstrip()
    for mark, what in NOT_CSV.items():
        if beginning.startswith(mark) or text.startswith(mark):
            raise DomainError(_in_words(what), field="file")
    if LIST_OF_JSON.match(text):
        raise DomainError(_in_words("JSON"), field="file")
    if not _is_text(beginning[:BEGINS_IN]):
        raise DomainError(_in_words(""), field="file")


def _in_words(what: str) -> str:
    if what == "Excel":
        return _("This is no CSV file but one of Excel, or a ZIP. Open it, save it as CSV, and hand that in.")
    if what == "JSON":
        return _(
            "This is no CSV file but one of JSON. What is handed in here are CAD files, as CSV. EIDO documents come in with %(command)s, or from the other system with %(request)s."
        ) % {"command": "import_encounters FILE --format eido", "request": "POST /api/v1/encounters/eido/"}
    named = _("It is a file of %(what)s.") % {"what": what} if what else _("It is not text.")
    return " ".join(
        [
            _("This is no CSV file."),
            named,
            _("Export the calls from CAD as CSV, as text with commas, and hand that in."),
        ]
    )


def _is_text(beginning: bytes) -> bool:
    """A file with another ending stays what it is."""
    encoding = encoding_of([beginning])
    text = beginning[encoding.start :].decode(encoding.name, "replace" if encoding.errors == "replace" else "ignore")
    strange = sum(not char.isprintable() and not _is_unseen_text(char) for char in text[:BEGINS_IN])
    wide = sum(char == "\ufffd" for char in text) if encoding.errors == "replace" else 0
    return strange + wide < max(NEVER_FEWER, STRANGE * len(text))


def _is_unseen_text(char: str) -> bool:
    """White space, and marks such as those of direction, which some systems write around every number."""
    return char in BLANK or char.isspace() or unicodedata.category(char) == "Cf"


def _check_columns(beginning: bytes, encoding: Encoding) -> None:
    content = InMemory(beginning)
    rows = sample(content, encoding, delimiter_of(content, encoding))
    columns = len(positions(rows))
    if not rows or (len(rows) == 1 and is_header(rows)):
        raise DomainError(_("There is no row in this file, only the names of its columns."), field="file")
    if columns > MOST_COLUMNS:
        raise DomainError(
            _("The file has more than %(most)s columns. Leave out those that are not needed.") % {"most": MOST_COLUMNS},
            field="file",
        )


def encoding_of_job(job: Job) -> Encoding:
    return Encoding(**job.settings["encoding"])


def source_of(job: Job, mapping: Mapping[str, Any]) -> CadFile:
    """MappingError or Unreadable say what does not fit."""
    return open_cad(InJob(job), parse_mapping(mapping), encoding_of_job(job))


# -- The work --------------------------------------------------------------------------------------------------------

# Whoever a row tells of is looked for among everybody known: so many take a second or two, and a stop waits no longer.
PEOPLE_BATCH = 50


@dataclass
class Opened:
    """What a process keeps of the job that it is working on, so that not every step begins with opening the file."""

    key: tuple[int, datetime]
    source: CadFile
    last_lines: dict[Name, int]
    reader: Records | None = None

    def reader_at(self, place: Place) -> Records:
        if self.reader is None or self.reader.place != place:
            self.reader = self.source.records(place)
        return self.reader


_at_work: list[Opened] = []


def opened(job: Job) -> Opened:
    key = (job.pk, job.made_at)
    if not _at_work or _at_work[0].key != key:
        try:
            source = source_of(job, job.settings["mapping"])
        except (MappingError, Unreadable) as error:
            raise DomainError(str(error)) from error
        _at_work[:] = [Opened(key, source, dict(_repeated(job)))]
    return _at_work[0]


def look_through(job: Job, alive: Callable[[], None]) -> None:
    """Before the first row: which incidents come more than once. Written down, so that it is done once."""
    if job.place.get("looked"):
        return
    _at_work.clear()
    found = opened(job).source.last_lines(alive)
    keep_repeated(job=job, pieces=_in_pieces(found), by=job.made_by)
    _at_work.clear()
    job.refresh_from_db(fields=["place"])


def import_some(job: Job, now: datetime) -> bool:
    """One batch of rows, and how far that is, in the same commit."""
    work = opened(job)
    place = job.place
    begins = Place(place["offset"], place["line"]) if "offset" in place else work.source.first
    reader = work.reader_at(begins)
    records = reader.next_batch(min(BATCH, PEOPLE_BATCH) if work.source.mapping.person else BATCH)
    rows = [record for record in records if isinstance(record, Row)]
    tally = import_rows(rows=rows, last_lines=work.last_lines, job=job, by=job.made_by, now=now)
    refusals = [record for record in records if isinstance(record, Refusal)] + tally.refused
    if refusals:
        keep_refused(job=job, rows=as_csv(sorted(refusals, key=lambda refusal: refusal.line)), by=job.made_by, now=now)
    job.created += tally.created
    job.changed += tally.changed
    job.unchanged += tally.unchanged
    job.refused += len(refusals)
    job.read = job.created + job.changed + job.unchanged + job.refused
    job.place = place | {"offset": reader.place.offset, "line": reader.place.line}
    job.done = reader.place.offset
    return not records


IMPORT = Kind(step=import_some, before=look_through)


def as_csv(refusals: Iterable[Refusal]) -> bytes:
    return _csv((refusal.line, refusal.field, refusal.reason, *refusal.cells) for refusal in refusals)


def refused_csv(job: Job) -> Iterator[bytes]:
    """The refused rows as they were, each with its line, field and reason; harmless in a spreadsheet."""
    yield _csv([("line", "field", "reason", *job.settings.get("header", []))])
    positions = job.chunks.filter(part=REFUSED).order_by("position").values_list("position", flat=True)
    for position in list(positions):
        yield bytes(job.chunks.values_list("data", flat=True).get(part=REFUSED, position=position))


def _csv(rows: Iterable[Iterable[object]]) -> bytes:
    text = io.StringIO(newline="")
    csv.writer(text, quoting=csv.QUOTE_ALL).writerows([harmless(str(cell)) for cell in cells] for cells in rows)
    return text.getvalue().encode(errors="backslashreplace")


def _in_pieces(last_lines: dict[Name, int]) -> Iterator[bytes]:
    rest = iter(last_lines.items())
    while names := list(islice(rest, NAMES_A_PIECE)):
        yield zlib.compress(json.dumps([[*name, line] for name, line in names]).encode())


def _repeated(job: Job) -> Iterator[tuple[Name, int]]:
    for data in job.chunks.filter(part=REPEATED).order_by("position").values_list("data", flat=True).iterator(1):
        for agency, number, line in json.loads(zlib.decompress(bytes(data))):
            yield (agency, number), line
