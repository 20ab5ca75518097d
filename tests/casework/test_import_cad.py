"""`manage.py import_encounters --format cad`: every row is accounted for, and the same again changes nothing."""

import csv
import io
import json
import stat
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path

import pytest
from django.core.management import CommandError, call_command
from django.db import connection
from django.test.utils import CaptureQueriesContext

from casework.actions.encounters import EncounterDetails, record_encounter
from casework.models import Case, Encounter, FollowUp, Source
from casework.states import CaseStatus, FollowUpKind
from heart.audit.models import AuditEvent

pytestmark = pytest.mark.django_db

REAL = Path(__file__).resolve().parents[3] / "shared" / "data" / "cad" / "seattle_cad_2018-2023.csv"
HEADER = [
    "Incident Number",
    "Call Received",
    "First Unit Dispatched",
    "First Unit Arrived",
    "Last Unit Cleared",
    "Call Type",
    "Final Call Type",
    "Priority",
    "Beat",
    "Location",
    "Disposition",
    "Remarks",
    "Unit Type",
    "Care Navigation",
]
NIGHT = datetime(2026, 3, 10, 1, 30, tzinfo=UTC)


def row(number="D26-1", received="03/09/2026 21:30", **cells):
    """Cells by our own short names, in the order of HEADER."""
    told = {name.replace("_", " "): cell for name, cell in cells.items()}
    told |= {"Incident Number": number, "Call Received": received}
    return [told.get(name, "") for name in HEADER]


def write(path, rows, header=HEADER, encoding="utf-8"):
    text = io.StringIO()
    csv.writer(text).writerows([header, *rows])
    path.write_bytes(text.getvalue().encode(encoding))
    return path


@dataclass
class Ran:
    summary: dict
    code: int
    told: str

    @property
    def counts(self):
        return tuple(self.summary[key] for key in ("read", "created", "changed", "unchanged", "refused"))


@pytest.fixture
def take(tmp_path, monkeypatch):
    """Run the command in a folder of its own."""
    monkeypatch.chdir(tmp_path)

    def run(path, *arguments, mapping="durham"):
        out, err, code = io.StringIO(), io.StringIO(), 0
        try:
            call_command(
                "import_encounters", str(path), "--format", "cad", "--mapping", str(mapping), "--json",
                *arguments, stdout=out, stderr=err,
            )  # fmt: skip
        except SystemExit as end:
            code = end.code
        return Ran(json.loads(out.getvalue().splitlines()[-1]), code, err.getvalue())

    return run


@pytest.fixture
def take_rows(take, tmp_path):
    def run(*rows, options=()):
        return take(write(tmp_path / "cad.csv", rows), *options)

    return run


def refused_rows(tmp_path, name="cad.refused.csv"):
    with (tmp_path / name).open(newline="", encoding="utf-8") as file:
        return list(csv.DictReader(file))


# -- What a row becomes


def test_a_row_becomes_an_encounter(take_rows):
    ran = take_rows(
        row(
            First_Unit_Dispatched="03/09/2026 21:33", First_Unit_Arrived="03/09/2026 21:41:07",
            Last_Unit_Cleared="03/09/2026 22:10", Call_Type="Trespass", Priority="2", Beat="D1-111",
            Location="Main St", Disposition="resolved on scene", Remarks="Says “hola”", Unit_Type="crt",
        )
    )  # fmt: skip
    found = Encounter.objects.get()
    told = {
        name: getattr(found, name)
        for name in (
            "agency", "incident_number", "received_at", "arrived_at", "cleared_at", "call_type", "priority",
            "beat", "location", "disposition", "outcome", "pilot", "note", "source", "recorded_by", "case",
        )
    }  # fmt: skip
    assert (ran.counts, ran.code) == ((1, 1, 0, 0, 0), 0)
    assert told == {
        "agency": "Durham",
        "incident_number": "D26-1",
        "received_at": datetime(2026, 3, 10, 1, 30, tzinfo=UTC),
        "arrived_at": datetime(2026, 3, 10, 1, 41, 7, tzinfo=UTC),
        "cleared_at": datetime(2026, 3, 10, 2, 10, tzinfo=UTC),
        "call_type": "Trespass",
        "priority": "2",
        "beat": "111",
        "location": "Main St",
        "disposition": "resolved on scene",
        "outcome": "resolved_on_scene",
        "pilot": "crt",
        "note": "Says “hola”",
        "source": Source.CAD,
        "recorded_by": None,
        "case": None,
    }


def test_the_pilot_comes_from_the_call_type_when_no_unit_is_named(take_rows):
    take_rows(
        row("1", Call_Type="TRESPASS"), row("2", Call_Type="Trespass", Unit_Type="COR"), row("3", Call_Type="Noise")
    )
    assert list(Encounter.objects.order_by("incident_number").values_list("pilot", flat=True)) == ["crt", "cor", ""]


def test_the_first_filled_column_counts(take_rows):
    take_rows(row("1", Call_Type="Trespass"), row("2", Call_Type="Trespass", Final_Call_Type="Lost Person"))
    found = Encounter.objects.order_by("incident_number").values_list("call_type", flat=True)
    assert list(found) == ["Trespass", "Lost Person"]


def test_follow_up_wanted_opens_a_case_for_somebody_unnamed(take_rows):
    ran = take_rows(row("1", Care_Navigation="y", Last_Unit_Cleared="03/09/2026 22:00"), row("2", Care_Navigation="N"))
    case = Case.objects.get()
    assert ran.counts == (2, 2, 0, 0, 0)
    assert (case.status, case.clock_started_at) == (CaseStatus.INTAKE, datetime(2026, 3, 10, 2, 0, tzinfo=UTC))
    assert list(case.follow_ups.values_list("kind", flat=True)) == [FollowUpKind.ASSIGN]
    assert list(Encounter.objects.order_by("incident_number").values_list("follow_up_wanted", "case")) == [
        ("yes", case.pk),
        ("no", None),
    ]


def test_every_encounter_is_audited(take_rows):
    take_rows(row("1"), row("2", Care_Navigation="Y"))
    about = AuditEvent.objects.filter(event="encounter.recorded").values_list("subject_id", "actor_id")
    assert sorted(about) == sorted((str(pk), None) for pk in Encounter.objects.values_list("pk", flat=True))


# -- The same again, and again differently


def test_the_same_file_again_changes_nothing(take_rows, tmp_path):
    rows = [row(str(n), Care_Navigation="Y" if n % 3 == 0 else "") for n in range(10)]
    first, again = take_rows(*rows), take_rows(*rows)
    assert (first.counts, again.counts) == ((10, 10, 0, 0, 0), (10, 0, 0, 10, 0))
    assert Case.objects.count() == 4


def test_another_row_changes_what_cad_told_before(take_rows):
    take_rows(row("1", Beat="111", Priority="3"))
    ran = take_rows(row("1", Beat="112", Priority=""))
    found = Encounter.objects.get()
    assert ran.counts == (1, 0, 1, 0, 0)
    assert (found.beat, found.priority) == ("112", "")
    beats = found.events.order_by("pgh_id").values_list("pgh_label", "beat")
    assert list(beats) == [("insert", "111"), ("update", "112")]


def test_identical_twins_in_a_file_count_once(take_rows):
    assert take_rows(row("1"), row("1")).counts == (2, 1, 0, 1, 0)


@pytest.mark.parametrize("size", [1, 2, 1000])
def test_of_different_twins_the_last_good_one_counts_whatever_the_batch(take_rows, size):
    rows = [row("1", Beat="111"), row("2"), row("1", Beat="112"), row("1", received="never"), row("3")]
    counts = [take_rows(*rows, options=["--batch", str(size)]).counts for _ in range(3)]
    assert counts == [(5, 3, 1, 0, 1), (5, 0, 0, 4, 1), (5, 0, 0, 4, 1)]
    assert Encounter.objects.get(incident_number="1").beat == "112"


def test_a_follow_up_asked_for_later_opens_the_case(take_rows):
    take_rows(row("1"))
    ran = take_rows(row("1", Care_Navigation="Y"))
    assert ran.counts == (1, 0, 1, 0, 0)
    assert Encounter.objects.get().case == Case.objects.get()


def test_a_follow_up_asked_for_is_not_taken_back_by_a_file(take_rows):
    take_rows(row("1", Care_Navigation="Y"))
    ran = take_rows(row("1", Care_Navigation="N"))
    assert ran.counts == (1, 0, 0, 1, 0)
    assert (Encounter.objects.get().follow_up_wanted, Case.objects.open().count()) == ("yes", 1)


def test_twins_that_ask_only_the_second_time(take_rows):
    ran = take_rows(row("1"), row("1", Care_Navigation="Y"))
    assert (ran.counts, Case.objects.count()) == ((2, 1, 1, 0, 0), 1)


# -- What a person wrote stays


@pytest.fixture
def written():
    """By a responder's form, with a place and no times."""
    details = EncounterDetails(
        agency="Durham", incident_number="D26-1", received_at=NIGHT, location="Bus station", note="Talked an hour", pilot="crt",
    )  # fmt: skip
    return record_encounter(details=details, person=None, by=None, source=Source.RESPONDER, now=NIGHT).encounter


def test_cad_fills_what_a_person_left_empty_and_nothing_else(take_rows, written):
    cells = {"Location": "Elsewhere", "Beat": "112", "Remarks": "CAD says", "Unit_Type": "COR", "Priority": "2"}
    told = row(received="03/09/2026 21:00", First_Unit_Arrived="03/09/2026 21:40", **cells)
    ran, again = take_rows(told), take_rows(told)
    found = Encounter.objects.get()
    assert (ran.counts, again.counts) == ((1, 0, 1, 0, 0), (1, 0, 0, 1, 0))
    assert (found.location, found.note, found.pilot, found.received_at) == (
        "Bus station",
        "Talked an hour",
        "crt",
        NIGHT,
    )
    assert (found.beat, found.priority, found.arrived_at) == ("112", "2", datetime(2026, 3, 10, 1, 40, tzinfo=UTC))
    assert (found.source, found.digest) == (Source.RESPONDER, written.digest)


def test_a_time_that_would_contradict_the_persons_is_left_out(take_rows, written):
    ran = take_rows(row(received="03/09/2026 20:00", First_Unit_Arrived="03/09/2026 21:00"))
    assert (ran.counts, Encounter.objects.get().arrived_at) == ((1, 0, 0, 1, 0), None)


def test_cad_asks_for_a_follow_up_that_nobody_spoke_about(take_rows, written):
    ran = take_rows(row(Care_Navigation="Y"))
    assert (ran.counts, FollowUp.objects.open().count()) == ((1, 0, 1, 0, 0), 1)


def test_cad_does_not_overrule_a_persons_no(take_rows):
    details = EncounterDetails(agency="Durham", incident_number="D26-1", received_at=NIGHT, follow_up_wanted="no")
    record_encounter(details=details, person=None, by=None, source=Source.RESPONDER, now=NIGHT)
    assert (take_rows(row(Care_Navigation="Y")).counts, Case.objects.count()) == ((1, 0, 0, 1, 0), 0)


# -- Local times


@pytest.mark.parametrize(
    ("received", "arrived", "utc"),
    [
        ("07/01/2026 12:00", "", (datetime(2026, 7, 1, 16, tzinfo=UTC), None)),
        ("11/01/2026 01:30", "", (datetime(2026, 11, 1, 5, 30, tzinfo=UTC), None)),
        (
            "11/01/2026 01:30",
            "11/01/2026 01:40",
            (datetime(2026, 11, 1, 5, 30, tzinfo=UTC), datetime(2026, 11, 1, 5, 40, tzinfo=UTC)),
        ),
        (
            "11/01/2026 01:50",
            "11/01/2026 01:10",
            (datetime(2026, 11, 1, 5, 50, tzinfo=UTC), datetime(2026, 11, 1, 6, 10, tzinfo=UTC)),
        ),
        ("2026-11-01T01:30:00-05:00", "", (datetime(2026, 11, 1, 6, 30, tzinfo=UTC), None)),
        ("2026-11-01T06:30:00Z", "", (datetime(2026, 11, 1, 6, 30, tzinfo=UTC), None)),
    ],
    ids=["summer", "ambiguous", "both the first", "order tells", "offset", "UTC"],
)
def test_local_times(take_rows, received, arrived, utc):
    take_rows(row(received=received, First_Unit_Arrived=arrived))
    found = Encounter.objects.get()
    assert (found.received_at, found.arrived_at) == utc


# -- What is refused


@pytest.mark.parametrize(
    ("bad", "field", "reason"),
    [
        (row(number=""), "incident_number", "The incident number is missing."),
        (row(number="N/A"), "incident_number", "The incident number is missing."),
        (row(number="9" * 61), "incident_number", "The text is longer than 60."),
        (row(number="a\x00b"), "incident_number", "A character with the code 0 is in the text."),
        (row(received=""), "received_at", "The time of the call is missing."),
        (row(received="yesterday"), "received_at", "The time cannot be read."),
        (row(received="02/29/2026 10:00"), "received_at", "The time cannot be read."),
        (row(received="9999-12-31T23:59:59"), "received_at", "The time cannot be read."),
        (row(received="0001-01-01T00:00:00+14:00"), "received_at", "The time cannot be read."),
        (row(received="01/01/1900 00:00"), "received_at", "This is too long ago."),
        (row(received="01/01/2990 00:00"), "received_at", "This is in the future."),
        (row(received="03/08/2026 02:30"), "received_at", "The clocks were put forward over this time: it did not exist."),
        (row(First_Unit_Arrived="03/09/2026 21:29"), "arrived_at", "This is before the call was received."),
        (row(Last_Unit_Cleared="01/01/1900 00:00"), "cleared_at", "This is before the call was received."),
        (row(Remarks="\x00"), "note", "A character with the code 0 is in the text."),
        (row(Beat="long" * 4), "beat", "The text is longer than 12."),
        (row()[:5], "", "The row has 5 cells, the header 14."),
        ([*row(), "one more"], "", "The row has 15 cells, the header 14."),
    ],
)  # fmt: skip
def test_a_bad_row_comes_back_with_line_field_and_reason(take, tmp_path, bad, field, reason):
    many_lines = row("1", Remarks="one\ntwo\nthree")
    path = write(tmp_path / "cad.csv", [many_lines, bad, row("2")])
    ran = take(path)
    assert (ran.counts, ran.code, ran.summary["refused_file"]) == (
        (3, 2, 0, 0, 1),
        1,
        str(tmp_path / "cad.refused.csv"),
    )
    (back,) = refused_rows(tmp_path)
    assert (back["line"], back["field"], back["reason"]) == ("5", field, reason)
    assert back["Incident Number"] == bad[0]
    assert stat.S_IMODE((tmp_path / "cad.refused.csv").stat().st_mode) == 0o600


@pytest.mark.parametrize("first", ["=", "+", "-", "@", "\t", "＝", "＋", "－", "＠"])
def test_a_refused_cell_never_runs_as_a_formula(take_rows, tmp_path, first):
    take_rows(row("1", "never", Location=f"{first}cmd|' /C calc'!A0", Remarks="a=b"))
    (back,) = refused_rows(tmp_path)
    assert (back["Location"], back["Remarks"], back["line"]) == (f"'{first}cmd|' /C calc'!A0", "a=b", "2")


def test_refused_rows_lie_beside_the_file(take, tmp_path):
    (tmp_path / "from the county").mkdir()
    ran = take(write(tmp_path / "from the county" / "cad.csv", [row("1", "never")]))
    assert ran.summary["refused_file"] == str(tmp_path / "from the county" / "cad.refused.csv")
    assert len(refused_rows(tmp_path / "from the county")) == 1


def test_refused_rows_lie_in_the_current_folder_if_the_files_own_is_closed(take, tmp_path, monkeypatch):
    folder = tmp_path / "from the county"
    folder.mkdir()
    path = write(folder / "cad.csv", [row("1", "never")])
    monkeypatch.setattr("os.access", lambda where, _how: folder != where)
    assert take(path).summary["refused_file"] == str(tmp_path / "cad.refused.csv")


def test_a_rehearsal_names_the_first_refused_rows(take_rows):
    told = take_rows(*[row(str(n), "never") for n in range(25)], options=["--dry-run"]).told.splitlines()
    named = [line for line in told if line.startswith("line ")]
    assert (named[0], len(named)) == ("line 2, received_at: The time cannot be read.", 20)


def test_refused_rows_stand_in_the_order_of_the_file(take, tmp_path):
    path = write(tmp_path / "cad.csv", [row("1", "01/01/2990 00:00"), row("2", "x"), row("3", "01/01/2990 00:00")])
    take(path, "--refused", "back.csv")
    assert [back["line"] for back in refused_rows(tmp_path, "back.csv")] == ["2", "3", "4"]


def test_a_quotation_mark_that_is_never_closed(take, tmp_path):
    path = write(tmp_path / "cad.csv", [row("1")])
    with path.open("a") as file:
        file.write('2,"' + "never closed " * 20000)
    assert take(path).counts == (2, 1, 0, 0, 1)


def test_nothing_but_a_header(take_rows):
    assert (take_rows().counts, Encounter.objects.count()) == ((0, 0, 0, 0, 0), 0)


def test_the_summary_names_no_file_when_nothing_is_refused(take_rows, tmp_path):
    assert take_rows(row()).summary["refused_file"] is None
    assert list(tmp_path.glob("*.refused.csv")) == []


# -- The file as it comes


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16", "cp1252"])
def test_encodings(take, tmp_path, encoding):
    ran = take(write(tmp_path / "cad.csv", [row(Remarks="Peña – ok")], encoding=encoding))
    assert Encounter.objects.get().note == "Peña – ok"
    assert ("Windows-1252" in ran.told) == (encoding == "cp1252")


def test_a_byte_that_no_encoding_knows_refuses_its_row_only(take, tmp_path):
    path = write(tmp_path / "cad.csv", [row("1", Remarks="XX"), row("2", Remarks="Peña")], encoding="cp1252")
    path.write_bytes(path.read_bytes().replace(b"XX", b"\x81"))
    ran = take(path)
    assert (ran.counts, refused_rows(tmp_path)[0]["field"]) == ((2, 1, 0, 0, 1), "note")


@pytest.mark.parametrize("delimiter", [";", "\t", "|"])
def test_delimiters(take, tmp_path, delimiter):
    path = tmp_path / "cad.csv"
    path.write_text("\n".join(delimiter.join(cells) for cells in [HEADER, row(Beat="111")]))
    assert (take(path).counts, Encounter.objects.get().beat) == ((1, 1, 0, 0, 0), "111")


def test_header_in_other_case_and_order(take, tmp_path):
    backwards = [name.upper() + " " for name in reversed(HEADER)]
    take(write(tmp_path / "cad.csv", [list(reversed(row(Beat="111")))], header=backwards))
    assert Encounter.objects.get().beat == "111"


# -- Rehearsal


def test_dry_run_says_the_same_and_writes_nothing(take_rows, tmp_path, written):
    rows = [
        row(Beat="111"), row("1"), row("2", Care_Navigation="Y"), row("1", Beat="112"), row("1", Beat="112"),
        row("2"), row("4", "never"), row("3"), row("3", Care_Navigation="Y"), row("1", Beat="113"),
    ]  # fmt: skip
    before = Encounter.objects.count(), AuditEvent.objects.count()
    rehearsed = take_rows(*rows, options=["--dry-run", "--batch", "2"])
    assert (Encounter.objects.count(), AuditEvent.objects.count()) == before
    assert (list(tmp_path.glob("*.refused.csv")), rehearsed.summary["refused_file"]) == ([], None)
    real = take_rows(*rows, options=["--batch", "2"])
    assert (rehearsed.counts, rehearsed.code) == (real.counts, real.code) == ((10, 3, 3, 3, 1), 1)


# -- What cannot be read at all


@pytest.mark.parametrize(
    ("mapping", "says"),
    [
        ("nowhere", "There is no mapping nowhere: neither a file nor one of durham, seattle."),
        ("agency =", "cannot be read"),
        ('zone = "UTC"', "agency is missing"),
        ('agency = "A"\nzone = "Mars/Olympus"', "zone is not an IANA time zone: Mars/Olympus"),
        ('agency = "A"\nzone = "UTC"\n[columns]\nreceived_at = "T"', "columns.incident_number is missing"),
        ('agency = "A"\nzone = "UTC"\nbeets = 1\n[columns]\nreceived_at = "T"\nincident_number = "N"', "beets is not known here"),
        ('agency = "A"\nzone = "UTC"\n[columns]\nreceived = "T"\nincident_number = "N"', "received is not known here"),
        ('agency = 5\nzone = "UTC"', "agency has the wrong type"),
        ('agency = "A"\nzone = "UTC"\ntime_formats = ["%m/%d/%Y %H:%M %Z"]\n[columns]\nreceived_at = "T"\nincident_number = "N"', "time_formats cannot have %Z"),
        ('agency = "A"\nzone = "UTC"\n[pilot]\ndefault = "xyz"\n[columns]\nreceived_at = "T"\nincident_number = "N"', "default has xyz"),
    ],
)  # fmt: skip
def test_a_bad_mapping_is_named(take, tmp_path, mapping, says):
    path = write(tmp_path / "cad.csv", [row()])
    name = mapping
    if "=" in mapping:
        name = tmp_path / "own.toml"
        name.write_text(mapping)
    with pytest.raises(CommandError) as error:
        take(path, mapping=name)
    assert says in str(error.value)
    assert error.value.returncode == 2


def test_a_missing_file_is_named(take, tmp_path):
    with pytest.raises(CommandError) as error:
        take(tmp_path / "nothing.csv")
    assert (str(error.value), error.value.returncode) == (f"There is no file {tmp_path / 'nothing.csv'}.", 2)


@pytest.mark.parametrize(
    ("header", "says"),
    [
        (HEADER[1:], "The file has no column Incident Number."),
        ([*HEADER, "Beat"], "The file has the column Beat twice."),
        ([], "has no header"),
    ],
)
def test_a_header_that_does_not_fit_is_named(take, tmp_path, header, says):
    with pytest.raises(CommandError) as error:
        take(write(tmp_path / "cad.csv", [], header=header))
    assert (says in str(error.value), error.value.returncode) == (True, 2)


def test_a_mapping_may_be_json(take, tmp_path):
    own = tmp_path / "own.json"
    own.write_text(json.dumps({"agency": "A", "zone": "UTC", "columns": {"incident_number": "N", "received_at": "T"}}))
    take(write(tmp_path / "cad.csv", [["7", "2026-01-02 03:04"]], header=["N", "T"]), mapping=own)
    assert str(Encounter.objects.get()) == "A 7"


def test_the_input_is_never_overwritten(take, tmp_path):
    path = write(tmp_path / "cad.csv", [row("")])
    before = path.read_bytes()
    with pytest.raises(CommandError):
        take(path, "--refused", str(path))
    assert path.read_bytes() == before


# -- Size


def test_a_batch_takes_few_statements(take_rows):
    """The same for 3 rows and for 300."""

    def statements(count, start):
        with CaptureQueriesContext(connection) as queries:
            take_rows(*[row(str(start + n)) for n in range(count)])
        return len(queries)

    assert (statements(3, 0), statements(300, 1000)) == (7, 7)


# -- The real file


@pytest.mark.skipif(not REAL.exists(), reason="../shared/data is not on this machine")
def test_the_real_file(take, tmp_path):
    first, again = take(REAL, mapping="seattle"), take(REAL, mapping="seattle")
    assert (first.counts, first.code) == ((222, 222, 0, 0, 0), 0)
    assert (again.counts, again.code) == ((222, 0, 0, 222, 0), 0)
    found = Encounter.objects.get(incident_number="2023000319821")
    assert found.received_at == datetime(2023, 11, 5, 1, 8, 26, tzinfo=UTC)
