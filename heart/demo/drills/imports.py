"""Imports: files in many layouts with bad rows among them, killed -9 in the middle: each row is accounted for once.

Each file is taken in twice over, in databases to be thrown away: by one process that nobody disturbs, and by processes
that are killed at random moments and started again, through the command and as a job of a worker; EIDO documents, a line
each, through the command. `unaccounted` counts
rows of the files that are not exactly once created, changed, unchanged or refused with the line and reason that were
planted; `different` counts records that differ from the undisturbed run, and what a further run would still change.
"""

import csv
import io
import json
import os
import re
import signal
import time
from argparse import ArgumentParser
from collections import Counter
from collections.abc import Callable
from contextlib import suppress
from dataclasses import dataclass
from datetime import datetime, timedelta
from pathlib import Path
from random import Random
from tempfile import TemporaryDirectory
from typing import Any

from django.core.files.base import ContentFile
from django.core.files.uploadedfile import UploadedFile
from django.core.management import call_command
from django.db import connection

from casework import interop
from casework.actions import jobs
from casework.actions.jobs import Kind, run_to_end
from casework.actions.uploads import begin_import
from casework.interop import uploads
from casework.interop.tables import to_toml
from casework.interop.uploads import receive, refused_csv, source_of
from casework.models import Case, Encounter, Job, JobKind, Neighbor
from casework.tasks import KINDS
from heart.accounts.models import User
from heart.accounts.roles import Role
from heart.demo import apart

FAULTS = ("unaccounted", "different")
Say = Callable[[str], None]
COUNTS = ("created", "changed", "unchanged", "refused")
TOLD = ("agency", "incident_number", "received_at", "call_type", "beat", "note", "follow_up_wanted", "source", "digest")
SAMPLE = Path(interop.__file__).parent / "eido" / "sample.json"
BATCH, LEASE = 50, timedelta(milliseconds=200)
BEGINS = datetime(2026, 3, 9, 0, 0)  # noqa: DTZ001 - a wall clock
PATIENCE = 600


def add_arguments(parser: ArgumentParser) -> None:
    parser.add_argument("--rows", type=int, default=1500, help="rows a file (default: 1500)")
    parser.add_argument("--kills", type=int, default=4, help="kills of each run (default: 4)")
    parser.add_argument("--seed", type=int, default=7, help="of the rows and the moments")
    parser.add_argument(
        "--naive", action="store_true", help="how far a job is is known to its process only: must be found"
    )


@dataclass(frozen=True)
class Layout:
    """How one made-up city writes its calls."""

    name: str
    encoding: str
    delimiter: str
    ends: str
    form: str
    header: bool = True
    day: str = ""

    @property
    def columns(self) -> list[str]:
        names = ["Event Number", "Received", "Nature", "Beat", "Remarks", "CN"]
        names = [*names, "Day"] if self.day else names
        return names if self.header else [str(n + 1) for n in range(len(names))]

    def mapping(self) -> dict[str, Any]:
        number, received, nature, beat, remarks, wanted, *day = self.columns
        written = f"{self.day} {self.form}" if self.day else self.form
        told: dict[str, Any] = {"agency": self.name, "zone": "America/New_York", "time_formats": [written]}
        told |= {"header": self.header, "delimiter": self.delimiter}
        told["columns"] = {
            "incident_number": number, "received_at": received, "call_type": nature, "beat": beat, "note": remarks,
        }  # fmt: skip
        told["follow_up"] = {"column": wanted, "yes": ["Y"], "no": ["N"]}
        return told | ({"dates": {"received_at": day[0]}} if day else {})


LAYOUTS = (
    Layout("Northtown", "utf-8-sig", ",", "\r\n", "%m/%d/%Y %I:%M:%S %p"),
    Layout("Südstadt", "cp1252", ";", "\n", "%d.%m.%Y %H:%M"),
    Layout("Eastville", "utf-16", "\t", "\r", "%Y-%m-%d %H:%M:%S", header=False),
    Layout("Westburg", "utf-8", "|", "\n", "%I:%M %p", day="%d-%b-%Y"),
)


@dataclass
class Planted:
    """A file, how many rows it has, and which lines must come back for which field. Without a layout: EIDO."""

    path: Path
    rows: int
    bad: Counter[tuple[str, str]]
    layout: Layout | None = None

    @property
    def options(self) -> dict[str, Any]:
        """What the command is to be told of it."""
        if self.layout is None:
            return {"format": "eido"}
        return {"format": "cad", "mapping": str(self.path.with_suffix(".toml")), "batch": BATCH}


def run(say: Say, rows: int, kills: int, seed: int, naive: bool) -> dict[str, Any]:
    dice, unaccounted, different, killed = Random(seed), 0, 0, 0  # noqa: S311 - a plan that can be had again
    with TemporaryDirectory() as folder, apart.database("imports"):
        files = [plant(layout, rows, dice, Path(folder)) for layout in LAYOUTS]
        files.append(plant_documents(max(rows // 5, 1), dice, Path(folder)))
        with apart.copy("imports_once"):
            for file in files:
                _command(file)
            expected = records()
        for way in (_by_job,) if naive else (_by_command, _by_job):
            with apart.copy("imports_again"):
                before = killed
                for file in files:
                    say(f"{_name(way)}: {file.path.name}, {file.rows} rows, {file.bad.total()} bad")
                    told, times = (way if file.layout else _by_command)(file, kills, dice, naive)
                    killed += times
                    unaccounted += told
                different += len(expected ^ records()) + sum(still(file) for file in files)
                different += Case.objects.without_next_step().count()
                say(f"  killed {killed - before} times, unaccounted {unaccounted}, different {different}")
    return {
        "files": len(files),
        "rows": sum(f.rows for f in files),
        "kills": killed,
        "unaccounted": unaccounted,
        "different": different,
    }


def _name(way: Callable[..., object]) -> str:
    return way.__name__.removeprefix("_by_")


# -- The files -------------------------------------------------------------------------------------------------------


def plant(layout: Layout, rows: int, dice: Random, folder: Path) -> Planted:
    """Incidents that come again, notes over two lines, and bad rows of every kind."""
    text, bad, line = io.StringIO(newline=""), Counter[tuple[str, str]](), 1
    writer = csv.writer(text, delimiter=layout.delimiter, lineterminator=layout.ends, quoting=csv.QUOTE_ALL)
    if layout.header:
        writer.writerow(layout.columns)
        line += 1
    for number in range(rows):
        cells, field = _row(layout, number, dice)
        if field is not None:
            bad[str(line), field] += 1
        begins = text.tell()
        writer.writerow(cells)
        text.seek(begins)
        line += len(re.findall("\r\n|\r|\n", text.read()))
    path = folder / f"{layout.name}.csv"
    path.write_bytes(text.getvalue().encode(layout.encoding))
    (folder / f"{layout.name}.toml").write_text(to_toml(layout.mapping()), encoding="utf-8")
    return Planted(path, rows, bad, layout)


def plant_documents(count: int, dice: Random, folder: Path) -> Planted:
    """The shipped sample over and over: incidents that come again, later or out of order, and broken documents."""
    sample, bad = SAMPLE.read_text(encoding="utf-8"), Counter[tuple[str, str]]()
    path = folder / "documents.json"
    with path.open("w", encoding="utf-8") as file:
        for number in range(1, count + 1):
            document, luck = json.loads(sample), dice.random()
            name = dice.randrange(1, number + 1) if luck < 0.15 else number
            document["$id"] = f"urn:emergency:uid:incidentid:drill{name}:911.durham.example"
            document["lastUpdateTimeStamp"] = f"2026-05-04T{dice.randrange(10, 20)}:{dice.randrange(10, 60)}:00-04:00"
            incident = document["incidentComponent"]
            incident["internalIncidentId"] = f"D26-DRILL-{name}"
            incident["beatOrDispatchGroupText"] = str(dice.randrange(20))
            if dice.random() < 0.9:
                del (
                    document["personComponent"],
                    incident["personReference"],
                    document["callComponent"][0]["personReference"],
                )
                del incident["dispositionComponent"]
            if luck > 0.92:
                bad[str(number), ""] += 1
                del document["$id"]
            line = json.dumps(document)
            file.write((line[:-9] if luck > 0.96 else line) + "\n")
    return Planted(path, count, bad)


def _row(layout: Layout, number: int, dice: Random) -> tuple[list[str], str | None]:
    """Cells, and the field for which they must be refused ("" for the row as a whole, None when they are good)."""
    at = BEGINS + timedelta(minutes=dice.randrange(60 * 24 * 60), hours=3)
    again = dice.random() < 0.05
    name = f"{layout.name[0]}{dice.randrange(number) if again and number else number}"
    note = dice.choice(["", "Peña", "two\nlines", 'a "word"', "=1+1"])
    cells = [name, at.strftime(layout.form), dice.choice(["Trespass", "Welfare check"]), f"{dice.randrange(20)}", note]
    cells.append("Y" if dice.random() < 0.03 else dice.choice(["N", ""]))
    if layout.day:
        cells.append(at.strftime(layout.day))
    if _is_skipped(at):
        return cells, "received_at"
    luck = dice.random()
    if luck < 0.02:
        return ["", *cells[1:]], "incident_number"
    if luck < 0.04:
        return [cells[0], "never", *cells[2:]], "received_at"
    if luck < 0.05:
        return cells[:-2], ""
    if luck < 0.06:
        return [*cells[:3], "far too long for a beat", *cells[4:]], "beat"
    return cells, None


def _is_skipped(at: datetime) -> bool:
    return (at.month, at.day, at.hour) == (3, 8, 2)


# -- Taken in, and killed --------------------------------------------------------------------------------------------


def _command(file: Planted) -> dict[str, Any]:
    """In this process; its summary."""
    out = io.StringIO()
    with suppress(SystemExit):
        call_command("import_encounters", str(file.path), json=True, stdout=out, stderr=io.StringIO(), **file.options)
    found: dict[str, Any] = json.loads(out.getvalue().splitlines()[-1])
    return found


def _by_command(file: Planted, kills: int, dice: Random, naive: bool) -> tuple[int, int]:
    times = sum(_killed(lambda: _command(file), dice) for _kill in range(kills))
    told = _command(file)
    back = _given_back(file, told["refused_file"]) if told["refused_file"] else Counter[tuple[str, str]]()
    return _unaccounted(file, sum(told[count] for count in COUNTS), back), times


def _given_back(file: Planted, path: str) -> Counter[tuple[str, str]]:
    with open(path, encoding="utf-8", newline="") as refused:
        rows = list(csv.DictReader(refused))
    if file.layout:
        return Counter((row["line"], row["field"]) for row in rows)
    return Counter({(row["document"], "") for row in rows})  # one may have several things wrong


def _by_job(file: Planted, kills: int, dice: Random, naive: bool) -> tuple[int, int]:
    assert file.layout  # noqa: S101  documents are no job
    mapping = file.layout.mapping()
    by = User.objects.get_or_create(
        email="drill@heart.example", defaults={"name": "Drill", "role": Role.PROGRAMME_MANAGER}
    )[0]
    upload = UploadedFile(ContentFile(file.path.read_bytes()), file.path.name, size=file.path.stat().st_size)
    job = receive(upload, by=by)
    begin_import(job=job, mapping=mapping, header=source_of(job, mapping).header, by=by)
    kinds = {**KINDS, JobKind.ENCOUNTERS: Kind(Forgetful().step, uploads.look_through)} if naive else KINDS
    times = sum(_killed(lambda: _work(kinds), dice) for _kill in range(kills))
    until = time.monotonic() + PATIENCE
    while Job.objects.get(pk=job.pk).ended_at is None and time.monotonic() < until:
        _work(kinds)
        time.sleep(LEASE.total_seconds())
    job.refresh_from_db()
    text = b"".join(refused_csv(job)).decode()
    back = Counter((row["line"], row["field"]) for row in csv.DictReader(io.StringIO(text, newline="")))
    return _unaccounted(file, job.read, back), times


def _work(kinds: Any) -> None:
    uploads._at_work.clear()
    uploads.BATCH, jobs.LEASE = BATCH, LEASE
    run_to_end(kinds)


class Forgetful:
    """The planted fault: how far it is stays in the process, while the counts are written down."""

    def __init__(self) -> None:
        self.place: dict[str, Any] = {"looked": True}

    def step(self, job: Job, now: datetime) -> bool:
        job.place = self.place
        was_last = uploads.import_some(job, now)
        self.place, job.place = job.place, {"looked": True}
        if was_last:
            self.place = {"looked": True}
        return was_last


def _killed(work: Callable[[], object], dice: Random) -> int:
    """Do it in a process of its own, and kill that after a while: 1 when it was still at it."""
    connection.close()
    child = os.fork()
    if child == 0:
        with suppress(BaseException):
            work()
        os._exit(0)
    time.sleep(dice.uniform(0.05, 1.0))
    os.kill(child, signal.SIGKILL)
    _pid, how = os.waitpid(child, 0)
    return int(os.WIFSIGNALED(how))


# -- Counted ---------------------------------------------------------------------------------------------------------


def _unaccounted(file: Planted, read: int, back: Counter[tuple[str, str]]) -> int:
    wrong = (file.bad - back) + (back - file.bad)
    return abs(file.rows - read) + wrong.total()


def records() -> set[tuple[Any, ...]]:
    """Encounters as they are, and of whom and for whom there is anything at all."""
    counted = {(model.__name__, model.objects.count()) for model in (Encounter, Neighbor, Case)}
    return counted | set(Encounter.objects.values_list(*TOLD))


def still(file: Planted) -> int:
    """What the same file again would create or change."""
    told = _command(file)
    return int(told["created"]) + int(told["changed"])
