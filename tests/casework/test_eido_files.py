"""`manage.py import_encounters --format eido`: every document of a file is accounted for, in constant memory."""

import csv
import io
import json
import random
import stat
import string
import tracemalloc
from dataclasses import dataclass
from pathlib import Path

import pytest
from django.core.management import CommandError, call_command
from django.db import DataError, OperationalError
from psycopg.errors import ProgramLimitExceeded

from casework.interop.eido import importing, reading
from casework.interop.eido.files import pieces
from casework.models import EidoDocument, Encounter
from tests.eido import as_bytes, document, merge

pytestmark = pytest.mark.django_db


def told(number, **changes):
    return document(**{"$id": f"urn:{number}", "incident": {"internalIncidentId": f"D26-{number}"}} | changes)


def bodies(path):
    return [piece.body for piece in pieces(path)]


@dataclass
class Ran:
    summary: dict
    code: int
    said: str

    @property
    def counts(self):
        return tuple(self.summary[key] for key in ("read", "created", "changed", "unchanged", "refused"))


@pytest.fixture
def take(tmp_path, monkeypatch):
    """Run the command in a folder of its own, on a file with this content."""
    monkeypatch.chdir(tmp_path)

    def run(content, *arguments, kind="eido"):
        path = tmp_path / "documents.json"
        path.write_bytes(content)
        out, err, code = io.StringIO(), io.StringIO(), 0
        try:
            call_command("import_encounters", str(path), "--format", kind, "--json", *arguments, stdout=out, stderr=err)
        except SystemExit as end:
            code = end.code
        return Ran(json.loads(out.getvalue().splitlines()[-1]), code, err.getvalue())

    return run


def refused_rows(ran):
    with open(ran.summary["refused_file"], newline="", encoding="utf-8") as file:
        return [(row["document"], row["path"], row["reason"]) for row in csv.DictReader(file)]


LAYOUTS = {
    "an array": lambda documents: json.dumps(documents).encode(),
    "an array, laid out": lambda documents: json.dumps(documents, indent=2).encode(),
    "a line each": lambda documents: b"\n".join(json.dumps(one).encode() for one in documents) + b"\n",
    "a line each, from Windows": lambda documents: b"\xef\xbb\xbf" + b"\r\n\r\n".join(json.dumps(one).encode() for one in documents),
    "one after the other": lambda documents: b"\n".join(json.dumps(one, indent=1).encode() for one in documents),
}  # fmt: skip


@pytest.mark.parametrize("layout", LAYOUTS)
def test_documents_in_every_layout(take, layout):
    content = LAYOUTS[layout]([told(n) for n in range(3)])
    first, again = take(content), take(content)
    assert (first.counts, first.code, again.counts) == ((3, 3, 0, 0, 0), 0, (3, 0, 0, 3, 0))
    assert sorted(Encounter.objects.values_list("incident_number", flat=True)) == ["D26-0", "D26-1", "D26-2"]


def test_one_document_alone(take):
    assert take(json.dumps(told(1), indent=4).encode(), kind="auto").counts == (1, 1, 0, 0, 0)


def test_each_is_kept_as_it_stood_in_the_array(take):
    body = json.dumps(told(1), indent=3)
    take(f"[ {body} ]".encode())
    assert EidoDocument.objects.get().body == body


def test_what_is_refused_is_named_with_its_place(take):
    broken = told(2, eidoVersion="7", agencyComponent=[])
    ran = take(json.dumps([told(1), broken, 5, told(3)]).encode())
    assert (ran.counts, ran.code) == ((4, 2, 0, 0, 2), 1)
    assert refused_rows(ran) == [
        ("2", "/eidoVersion", "Only version 1 is known here."),
        ("2", "/agencyComponent", "This is missing."),
        ("2", "/updatedByAgencyReference", "This must lead to one of the agencies in the document."),
        ("3", "", "The document must be a JSON object."),
    ]


@pytest.mark.parametrize("name", ["$id", "incidentTrackingIdentifier"])
def test_an_identifier_too_long_for_any_index_costs_only_its_document(take, name):
    endless = "urn:x:" + "".join(random.Random(name).choices(string.ascii_letters, k=9000))
    broken = told(2, incident={"internalIncidentId": "D26-2", name: endless})
    ran = take(json.dumps([told(1), broken, told(3)]).encode())
    assert (ran.counts, ran.code) == ((3, 2, 0, 0, 1), 1)
    assert refused_rows(ran) == [("2", f"/incidentComponent/{name}", "This is longer than 300 characters.")]


@pytest.mark.parametrize(
    "error", [ValueError("nobody thought of it"), DataError("22001"), OperationalError("index row size exceeds")]
)
@pytest.mark.parametrize("step", ["read_document", "take_document"])
def test_a_document_that_nobody_foresaw_costs_only_itself(take, monkeypatch, step, error):
    if isinstance(error, OperationalError):
        error.__cause__ = ProgramLimitExceeded()
    dies_with(monkeypatch, step, error)
    ran = take(json.dumps([told(1), told(2), told(3)]).encode())
    assert (ran.counts, ran.code) == ((3, 2, 0, 0, 1), 1)
    assert refused_rows(ran) == [("2", "", f"The document cannot be taken ({type(error).__name__}).")]


def test_a_database_that_is_gone_is_no_fault_of_a_document(take, monkeypatch):
    dies_with(monkeypatch, "take_document", OperationalError("the connection is closed"))
    with pytest.raises(OperationalError):
        take(json.dumps([told(1), told(2), told(3)]).encode())


def dies_with(monkeypatch, step, error):
    """At the second document."""
    real, calls = getattr(importing, step), iter([None, error, None])

    def dies(*arguments, **named):
        if problem := next(calls):
            raise problem
        return real(*arguments, **named)

    monkeypatch.setattr(importing, step, dies)


def test_only_its_owner_reads_what_was_refused(take):
    ran = take(b"[1]")
    assert stat.S_IMODE(Path(ran.summary["refused_file"]).stat().st_mode) == 0o600


def test_a_broken_line_costs_only_itself(take):
    lines = [json.dumps(told(1)).encode(), b'{"$id": "urn:2", "oops', json.dumps(told(3)).encode()]
    assert take(b"\n".join(lines)).counts == (3, 2, 0, 0, 1)


def test_an_array_that_never_ends_is_said(take):
    ran = take(json.dumps([told(1)]).encode()[:-1])
    assert ran.counts == (2, 1, 0, 0, 1)


def test_what_follows_the_array_is_accounted_for(take):
    assert take(json.dumps([told(1)]).encode() + b" and more").counts == (2, 1, 0, 0, 1)


def test_an_older_document_after_a_newer_one_is_unchanged(take):
    newer, older = told(1), told(1, lastUpdateTimeStamp="2026-05-04T08:30:00-04:00")
    assert take(json.dumps([newer, older]).encode()).counts == (2, 1, 0, 1, 0)
    assert take(json.dumps([newer, older]).encode()).counts == (2, 0, 0, 2, 0)


def test_two_of_the_same_moment_that_differ_are_not_both_true(take):
    ran = take(json.dumps([told(1), told(1, issuingElementIdentification="other")]).encode())
    assert (ran.counts, refused_rows(ran)[0][1]) == ((2, 1, 0, 0, 1), "/lastUpdateTimeStamp")


def test_merged_incidents_of_one_file_count_once(take):
    take(json.dumps([told(2, mergeComponent=merge("REPLACING", "urn:1")), told(1)]).encode())
    assert list(Encounter.objects.standing().values_list("incident_number", flat=True)) == ["D26-2"]


def test_documents_without_an_incident_component_are_each_accounted_for(take):
    """The contract does not ask for one. Created, changed, unchanged, and refused with its place."""
    first = told(1, incidentComponent=None)
    later = first | {"lastUpdateTimeStamp": "2026-05-04T09:00:00-04:00"}
    ran = take(json.dumps([first, later, first, first | {"incidentComponent": "x"}, told(1)]).encode())
    assert ran.counts == (5, 1, 1, 2, 1)
    assert "document 4, /incidentComponent: This must be an object." in ran.said
    assert Encounter.objects.count() == 1


def test_a_rehearsal_says_the_same_and_writes_nothing(take, tmp_path):
    content = json.dumps([told(1), told(1), {}, told(2)]).encode()
    rehearsed = take(content, "--dry-run")
    assert (rehearsed.counts, rehearsed.summary["refused_file"]) == ((4, 2, 0, 1, 1), None)
    assert (Encounter.objects.count(), [path.name for path in tmp_path.iterdir()]) == (0, ["documents.json"])
    assert take(content).counts == rehearsed.counts


def test_the_format_is_known_by_its_beginning(take):
    with pytest.raises(CommandError, match="Nothing was imported"):
        take(b"a,b\n1,2\n", kind="auto")
    assert take(b" \n [ ]", kind="auto").counts == (0, 0, 0, 0, 0)


def test_a_mapping_of_ones_own(take, tmp_path):
    mapping = tmp_path / "own.toml"
    mapping.write_text('[agencies]\n"911.durham.example" = "Elsewhere"\n')
    take(as_bytes(told(1)), "--mapping", str(mapping))
    assert Encounter.objects.get().agency == "Elsewhere"


def test_a_mapping_that_is_wrong_is_said(take, tmp_path):
    mapping = tmp_path / "own.toml"
    mapping.write_text("[pilots]\n")
    with pytest.raises(CommandError, match="pilots is not known here"):
        take(as_bytes(told(1)), "--mapping", str(mapping))


def test_a_file_that_is_not_there(take):
    with pytest.raises(CommandError):
        call_command("import_encounters", "nothing.json", "--format", "eido")


# -- Bounds


def test_a_text_of_a_hundred_megabytes_costs_no_memory(tmp_path):
    path = tmp_path / "long.json"
    with path.open("wb") as file:
        file.write(b'[{"a": "')
        for _ in range(100):
            file.write(b"x" * 1_000_000)
        file.write(b'"}, {"b": 1}]')
    tracemalloc.start()
    found = [(piece.number, piece.body, bool(piece.problem)) for piece in pieces(path)]
    _now, peak = tracemalloc.get_traced_memory()
    tracemalloc.stop()
    assert found == [(1, b"", True), (2, b'{"b": 1}', False)]
    assert peak < 8_000_000


def test_a_line_that_is_too_long_costs_only_itself(tmp_path):
    path = tmp_path / "lines.json"
    path.write_bytes(b'{"a": 1}\n{"b": "' + b"x" * 3_000_000 + b'"}\n{"c": 2}')
    assert [(piece.body, bool(piece.problem)) for piece in pieces(path)] == [
        (b'{"a": 1}', False), (b"", True), (b'{"c": 2}', False),
    ]  # fmt: skip


@pytest.mark.parametrize("content", [b"[" * 3_000_000, b'[{"a":' * 500_000, b"[" + b"]," * 1000 + b"]"])
def test_nesting_without_end_is_read_to_its_end(tmp_path, content):
    path = tmp_path / "deep.json"
    path.write_bytes(content)
    assert all(len(body) <= 1_000_001 for body in bodies(path))


@pytest.mark.parametrize(
    ("content", "found"),
    [
        (b'["a,]\\"[", {"b": "}\\\\"}]', [b'"a,]\\"["', b'{"b": "}\\\\"}']),
        (b"[1,2 , 3]", [b"1", b"2", b"3"]),
        (b"[]", []),
        (b"", []),
        (b" \n\t", []),
        (b'{"a": [1, {"b": 2}]}', [b'{"a": [1, {"b": 2}]}']),
        (b'{\n"a": 1\n}{\n"b": 2}', [b'{\n"a": 1\n}', b'{\n"b": 2}']),
    ],
)
def test_where_one_ends_and_the_next_begins(tmp_path, monkeypatch, content, found):
    path = tmp_path / "x.json"
    path.write_bytes(content)
    for size in (1, 2, 3, 65536):
        monkeypatch.setattr("casework.interop.eido.files.CHUNK", size)
        assert bodies(path) == found


def test_the_sample_that_is_shipped(take):
    sample = Path(reading.__file__).with_name("sample.json")
    ran = take(sample.read_bytes(), kind="auto")
    found = Encounter.objects.get()
    assert (ran.counts, found.follow_up_wanted, found.location, found.caller.who) == (
        (1, 1, 0, 0, 0), "yes", "101 W Made Up Street, Durham, NC", "family",
    )  # fmt: skip
    assert (found.neighbor.first_name, found.neighbor.language, found.arrived_at > found.dispatched_at) == (
        "Robin", "es", True,
    )  # fmt: skip
