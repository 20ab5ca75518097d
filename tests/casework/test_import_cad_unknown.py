"""A CAD file that no mapping describes: the command says what it looks like, and imports nothing on a guess."""

import io
import json
from pathlib import Path

import pytest
from django.core.management import CommandError, call_command

from casework.models import Encounter

UNKNOWN = """CallNo,Rcvd Date,Rcvd Time,Nature Code,Sector
26-118822,11/02/2026,02:14 PM,WELFARE CHECK,D2
26-118823,11/02/2026,03:40 PM,SUICIDE THREAT,D1
26-118824,11/03/2026,09:05 AM,TRESPASS,D4
26-118825,11/03/2026,09:41 AM,TRESPASS,D4
26-118826,11/03/2026,11:20 PM,WELFARE CHECK,D1
26-118827,11/04/2026,no time,TRESPASS,D4
"""


def take(path: Path, *arguments: str) -> tuple[dict[str, object], str]:
    out, err = io.StringIO(), io.StringIO()
    try:
        call_command("import_encounters", str(path), "--json", *arguments, stdout=out, stderr=err)
    except (CommandError, SystemExit) as end:
        return json.loads(out.getvalue() or "{}"), f"{err.getvalue()}\n{end}"
    return json.loads(out.getvalue()), err.getvalue()


@pytest.fixture
def unknown(tmp_path: Path) -> Path:
    path = tmp_path / "calls.csv"
    path.write_text(UNKNOWN)
    return path


def test_a_look_accounts_for_every_row_under_the_guess(db: None, unknown: Path) -> None:
    summary, told = take(unknown, "--dry-run")

    assert [summary[key] for key in ("read", "created", "refused")] == [6, 5, 1]
    assert 'incident_number = ["CallNo"]\nreceived_at = ["Rcvd Time"]\ncall_type = ["Nature Code"]\n' in told
    assert '[dates]\nreceived_at = "Rcvd Date"\n' in told
    assert Encounter.objects.count() == 0


def test_nothing_is_imported_on_a_guess(db: None, unknown: Path) -> None:
    summary, told = take(unknown)

    assert (summary, "Nothing was imported: a guess is no mapping." in told) == ({}, True)
    assert Encounter.objects.count() == 0


def test_what_it_says_is_a_mapping_once_the_agency_is_named(db: None, unknown: Path, tmp_path: Path) -> None:
    _summary, told = take(unknown, "--dry-run")
    text = told[told.index("agency = ") : told.index("line ")]
    own = tmp_path / "own.toml"
    own.write_text(text.replace('agency = "–"', 'agency = "Alamance"'))

    summary, _told = take(unknown, "--mapping", str(own), "--refused", str(tmp_path / "refused.csv"))

    assert [summary[key] for key in ("read", "created", "refused")] == [6, 5, 1]
    assert sorted(map(str, Encounter.objects.all())) == [f"Alamance 26-11882{n}" for n in range(2, 7)]


@pytest.mark.parametrize("content", ["x,y\n1,2\n", "", "\n\n"])
def test_a_file_without_number_or_time_is_refused(db: None, tmp_path: Path, content: str) -> None:
    path = tmp_path / "calls.csv"
    path.write_text(content)

    summary, told = take(path, "--dry-run")

    assert (summary, "Nothing was imported" in told or "has no header" in told) == ({}, True)
