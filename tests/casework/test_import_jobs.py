"""An uploaded CAD file as a job: every row accounted for, whatever kills it, and stopped where it was asked to."""

import csv
import io
from datetime import timedelta
from typing import Any
from unittest.mock import patch

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.utils import timezone

from casework.actions.jobs import LEASE, ask_to_cancel, resume_job, work_on_next
from casework.actions.uploads import begin_import, forget_old_files
from casework.interop import content, uploads
from casework.interop.uploads import receive, refused_csv, source_of
from casework.models import Case, Encounter, ImportedEncounter, Job, JobChunk, Neighbor
from casework.tasks import KINDS
from heart.lib.errors import DomainError
from tests.cast import Cast

pytestmark = pytest.mark.django_db

MAPPING: dict[str, Any] = {
    "agency": "Durham",
    "zone": "America/New_York",
    "time_formats": ["%m/%d/%Y %H:%M", "iso"],
    "columns": {"incident_number": "Number", "received_at": "Received", "note": "Remarks"},
    "follow_up": {"column": "CN", "yes": ["Y"], "no": ["N"]},
}
COUNTS = ("read", "created", "changed", "unchanged", "refused")


def rows(*numbers: int, remarks: str = "", wanted: str = "") -> list[list[str]]:
    return [[str(n), f"03/09/2026 {n % 24:02}:15", remarks, wanted] for n in numbers]


def as_file(lines: list[list[str]], encoding: str = "utf-8") -> SimpleUploadedFile:
    text = io.StringIO()
    csv.writer(text).writerows([["Number", "Received", "Remarks", "CN"], *lines])
    return SimpleUploadedFile("calls.csv", text.getvalue().encode(encoding))


@pytest.fixture
def small_steps():
    with patch.object(uploads, "BATCH", 2), patch.object(uploads, "BLOCK", 64), patch.object(content, "BLOCK", 64):
        yield


def hand_in(cast: Cast, lines: list[list[str]], mapping: dict[str, Any] = MAPPING, encoding: str = "utf-8") -> Job:
    job = receive(as_file(lines, encoding), by=cast.mia)
    return begin_import(job=job, mapping=mapping, header=source_of(job, mapping).header, by=cast.mia)


def work(slices: int = 50) -> None:
    for _slice in range(slices):
        uploads._at_work.clear()  # another process each time
        if not work_on_next(KINDS, seconds=0):
            return


def counts(job: Job) -> tuple[int, ...]:
    return Job.objects.values_list("state", *COUNTS).get(pk=job.pk)


def given_back(job: Job) -> list[list[str]]:
    return list(csv.reader(io.StringIO(b"".join(refused_csv(job)).decode(), newline="")))


def test_every_row_is_accounted_for_and_again_changes_nothing(cast: Cast, small_steps: None) -> None:
    lines = [
        *rows(1, 2, 3, 4, 5),
        ["6", "never", "=cmd()", ""],
        *rows(1, remarks="again\nin two lines"),
        ["", "", "", ""],
    ]
    first = hand_in(cast, lines)
    work()
    again = hand_in(cast, lines)
    work()

    assert (counts(first), counts(again)) == (("done", 8, 5, 1, 0, 2), ("done", 8, 0, 0, 6, 2))
    assert Encounter.objects.get(incident_number="1").note == "again\nin two lines"
    assert given_back(first) == [
        ["line", "field", "reason", "Number", "Received", "Remarks", "CN"],
        ["7", "received_at", "The time cannot be read.", "6", "never", "'=cmd()", ""],
        ["10", "incident_number", "The incident number is missing.", "", "", "", ""],
    ]


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16", "utf-16-le", "cp1252"])
def test_steps_begin_in_the_middle_of_any_encoding(cast: Cast, small_steps: None, encoding: str) -> None:
    job = hand_in(cast, rows(*range(20), remarks="Peña,\n“ok”"), encoding=encoding)
    work()

    assert (counts(job), set(Encounter.objects.values_list("note", flat=True))) == (
        ("done", 20, 20, 0, 0, 0), {"Peña,\n“ok”"},
    )  # fmt: skip


def test_rows_that_tell_of_people_are_taken_in_smaller_steps(cast: Cast) -> None:
    """Each of them is looked for: how far it is moves, and a stop does not wait for a thousand."""
    with_people = MAPPING | {"person": {"last_name": "Remarks"}}
    lines = rows(1, 2, 3, 4, 5, remarks="Fields")
    job = hand_in(cast, lines, with_people)
    with patch.object(uploads, "PEOPLE_BATCH", 2):
        work(slices=1)
        ask_to_cancel(job=job, by=cast.mia)
        work()
    assert (counts(job), Job.objects.get(pk=job.pk).done > 0) == (("cancelled", 2, 2, 0, 0, 0), True)


class Killed(BaseException):
    pass


@pytest.mark.parametrize("step", range(4))
def test_killed_in_a_step_and_taken_over(cast: Cast, small_steps: None, step: int) -> None:
    job, steps = hand_in(cast, rows(1, 2, 3, 4, 5, wanted="Y")), iter(range(10))
    real = uploads.import_rows

    def dies(**told: Any) -> Any:
        tally = real(**told)
        if next(steps) == step:
            raise Killed
        return tally

    with patch.object(uploads, "import_rows", dies), pytest.raises(Killed):
        work()
    half = counts(job)
    Job.objects.update(alive_at=timezone.now() - LEASE - timedelta(seconds=1))
    work()

    assert half == ("running", min(2 * step, 5), min(2 * step, 5), 0, 0, 0)
    assert counts(job) == ("done", 5, 5, 0, 0, 0)
    assert (Encounter.objects.count(), Case.objects.count(), Neighbor.objects.count()) == (5, 5, 5)
    assert ImportedEncounter.objects.filter(job=job, before__isnull=True).count() == 5


def test_stopped_it_keeps_what_is_done_and_goes_on_from_there(cast: Cast, small_steps: None) -> None:
    job = hand_in(cast, rows(1, 2, 3, 4, 5))
    work_on_next(KINDS, seconds=0)
    ask_to_cancel(job=job, by=cast.mia)
    work()
    assert (counts(job), Encounter.objects.count()) == (("cancelled", 2, 2, 0, 0, 0), 2)

    resume_job(job=job, by=cast.mia)
    work()
    assert counts(job) == ("done", 5, 5, 0, 0, 0)


def test_what_was_changed_is_remembered_as_it_was(cast: Cast, small_steps: None) -> None:
    hand_in(cast, rows(1, remarks="first"))
    second = hand_in(cast, rows(1, remarks="second"))
    work()

    before = ImportedEncounter.objects.get(job=second).before
    assert before is not None
    assert (before["was"]["note"], before["became"]["note"]) == ("first", "second")


def test_people_come_with_their_columns(cast: Cast) -> None:
    mapping = MAPPING | {"person": {"full_name": "Remarks"}}
    job = hand_in(cast, rows(1, remarks="SAMPLE, JO"), mapping)
    again = hand_in(cast, rows(1, remarks="SAMPLE, JO"), mapping)
    work()

    assert (counts(job), counts(again)) == (("done", 1, 1, 0, 0, 0), ("done", 1, 0, 0, 1, 0))
    met = Encounter.objects.get().neighbor
    assert met is not None
    assert (met.first_name, met.last_name) == ("JO", "SAMPLE")


EXPORT = "Export the calls from CAD as CSV, as text with commas, and hand that in."
EIDO = (
    "This is no CSV file but one of JSON. What is handed in here are CAD files, as CSV. EIDO documents come in with "
    "import_encounters FILE --format eido, or from the other system with POST /api/v1/encounters/eido/."
)


@pytest.mark.parametrize(
    ("body", "says"),
    [
        (b"", "The file is empty."),
        (
            b"PK\x03\x04...",
            "This is no CSV file but one of Excel, or a ZIP. Open it, save it as CSV, and hand that in.",
        ),
        (b'{"a": 1}', EIDO),
        (b'\xef\xbb\xbf\n[ {"a": 1}]', EIDO),
        (b'<?xml version="1.0"?>', f"This is no CSV file. It is a file of XML. {EXPORT}"),
        (b"\x89PNG\r\n\x1a\n", f"This is no CSV file. It is a file of PNG. {EXPORT}"),
        (bytes(range(256)) * 40, f"This is no CSV file. It is not text. {EXPORT}"),
        (b"\x01\x00" * 500, f"This is no CSV file. It is not text. {EXPORT}"),
        (b"Number,Received,Remarks\n\n", "There is no row in this file, only the names of its columns."),
    ],
)
def test_what_is_no_csv_is_said_at_once(cast: Cast, body: bytes, says: str) -> None:
    with pytest.raises(DomainError) as refusal:
        receive(SimpleUploadedFile("x", body), by=cast.mia)
    assert (str(refusal.value), refusal.value.field) == (says, "file")


@pytest.mark.parametrize("encoding", ["utf-8", "cp1252", "utf-16"])
def test_text_of_any_script_is_taken_and_one_strange_cell_costs_only_its_row(cast: Cast, encoding: str) -> None:
    job = hand_in(cast, [*rows(1, remarks="Peña ñandú"), *rows(2, remarks="a\x00b")], encoding=encoding)
    work()
    assert counts(job) == ("done", 2, 1, 0, 0, 1)


def test_what_nobody_began_is_gone_after_a_week(cast: Cast) -> None:
    left, begun = receive(as_file(rows(1)), by=cast.mia), hand_in(cast, rows(2))
    assert forget_old_files(now=timezone.now() + timedelta(days=6)) == 0
    assert forget_old_files(now=timezone.now() + timedelta(days=8)) == 1
    assert (list(Job.objects.all()), JobChunk.objects.filter(job=left.pk).exists()) == ([begun], False)


def test_a_job_whose_columns_are_gone_fails_in_words(cast: Cast) -> None:
    job = hand_in(cast, rows(1))
    Job.objects.update(
        settings=job.settings | {"mapping": MAPPING | {"columns": {"incident_number": "No", "received_at": "At"}}}
    )
    work()
    job.refresh_from_db()
    assert (job.state, job.problem.startswith("The file has no column No.")) == ("failed", True)


def test_old_files_are_not_kept_for_ever(cast: Cast, small_steps: None) -> None:
    job = hand_in(cast, [*rows(1), ["2", "never", "", ""]])
    work()
    assert forget_old_files(now=timezone.now() + timedelta(days=29)) == 0
    forget_old_files(now=timezone.now() + timedelta(days=31))
    assert (JobChunk.objects.filter(part="file").count(), len(given_back(job))) == (0, 2)
