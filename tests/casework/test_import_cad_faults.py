"""A CAD import under random rows, and one that is killed in the middle."""

import csv
import json
import os
import signal
import subprocess
import sys
from datetime import UTC, datetime
from pathlib import Path
from urllib.parse import urlsplit

import pytest
from django.db import connection
from hypothesis import HealthCheck, given
from hypothesis import settings as trials
from hypothesis import strategies as st

from casework.interop.cad_csv import open_cad
from casework.interop.cad_mapping import load_mapping
from casework.interop.importing import RefusedFile, import_cad
from casework.models import Case, Encounter

HEADER = [
    "Incident Number",
    "Call Received",
    "First Unit Arrived",
    "Last Unit Cleared",
    "Beat",
    "Remarks",
    "Care Navigation",
]
ROOT = Path(__file__).resolve().parents[2]
NOW = datetime(2026, 6, 1, tzinfo=UTC)
MAPPING = """
agency = "Durham"
zone = "America/New_York"
time_formats = ["%m/%d/%Y %H:%M", "iso"]
[columns]
incident_number = "Incident Number"
received_at = "Call Received"
arrived_at = "First Unit Arrived"
cleared_at = "Last Unit Cleared"
beat = "Beat"
note = "Remarks"
[follow_up]
column = "Care Navigation"
yes = ["Y"]
no = ["N"]
"""

EARLIEST, LATEST = datetime(2025, 1, 1), datetime(2026, 7, 1)  # noqa: DTZ001 - wall clock

times = st.one_of(
    st.datetimes(EARLIEST, LATEST).map(lambda at: at.strftime("%m/%d/%Y %H:%M")),
    st.sampled_from(["11/02/2025 01:30", "03/08/2026 02:30", "", "never", "2026-01-01T00:00:00+00:00"]),
)
texts = st.text(max_size=14) | st.sampled_from(["\x00", '"', "\ud800", "=1+1", "\r\n", "ﷺ", "'; DROP TABLE x; --"])
rows = st.tuples(
    st.sampled_from(["1", "2", "3", "4", ""]) | texts,
    times,
    times,
    times,
    texts,
    texts,
    st.sampled_from(["Y", "N", "", "?"]),
)


@pytest.mark.django_db
@trials(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(told=st.lists(rows, max_size=8), batch=st.integers(1, 4))
def test_every_row_is_accounted_for_and_again_changes_nothing(tmp_path, told, batch):
    path, number = tmp_path / "cad.csv", Encounter.objects.count()
    with path.open("w", newline="", encoding="utf-8", errors="surrogatepass") as file:
        csv.writer(file).writerows(
            [HEADER, *((f"{number}-{row[0]}" if row[0].strip() else "", *row[1:]) for row in told)]
        )
    (tmp_path / "own.toml").write_text(MAPPING)

    def take(**how):
        source = open_cad(path, load_mapping(str(tmp_path / "own.toml")))
        refused = RefusedFile(tmp_path / "refused.csv", source.header)
        return import_cad(source, refused=refused, progress=lambda _: None, now=NOW, batch=batch, **how)

    rehearsed, first, again = take(dry_run=True), take(), take()
    assert first.read == len(told)
    assert (first.created, Encounter.objects.count()) == (Encounter.objects.count() - number, number + first.created)
    assert (again.created, again.changed, again.refused) == (0, 0, first.refused)
    assert rehearsed == first
    assert Case.objects.without_next_step().count() == 0


@pytest.mark.faults
def test_killed_in_the_middle_and_started_again(commits, tmp_path):
    """The records are the same as of a run that nobody disturbed."""
    path = tmp_path / "cad.csv"
    lines = [f"{n},03/09/2026 {n % 24:02}:00,,,B{n % 7},note {n},{'Y' if n % 50 == 0 else ''}" for n in range(1500)]
    twins = [f"{n},03/09/2026 {n % 24:02}:00,,,B9,again,Y" for n in range(7)]
    path.write_text("\n".join([",".join(HEADER), *lines, *twins]))
    (tmp_path / "own.toml").write_text(MAPPING)

    killed = start(tmp_path)
    for _line in killed.stderr:
        if Encounter.objects.count() >= 200:
            killed.send_signal(signal.SIGKILL)
            break
    killed.wait()
    in_the_middle = Encounter.objects.count()
    summary, again = finished(start(tmp_path)), finished(start(tmp_path))

    assert (0 < in_the_middle < 1500, killed.returncode) == (True, -signal.SIGKILL)
    assert (summary["read"], summary["created"]) == (1507, 1500 - in_the_middle)
    assert [again[key] for key in ("read", "created", "changed", "unchanged", "refused")] == [1507, 0, 0, 1507, 0]
    assert (Encounter.objects.count(), Case.objects.count()) == (1500, 30 + 6)
    assert Encounter.objects.filter(note="again").count() == 7
    assert Case.objects.without_next_step().count() == 0


def start(folder):
    """The command in a process of its own, on this test's database."""
    address = urlsplit(os.environ["DATABASE_URL"])._replace(path="/" + connection.settings_dict["NAME"])
    environment = os.environ | {"DATABASE_URL": address.geturl()}
    command = [
        sys.executable, str(ROOT / "manage.py"), "import_encounters", "cad.csv", "--format", "cad",
        "--mapping", "own.toml", "--batch", "50", "--json",
    ]  # fmt: skip
    return subprocess.Popen(
        command, cwd=folder, env=environment, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True
    )


def finished(process):
    out, told = process.communicate()
    assert process.returncode == 0, told
    return json.loads(out)
