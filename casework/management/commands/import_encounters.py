"""`manage.py import_encounters FILE --format cad|eido|auto`: a CAD export, or EIDO documents, become encounters."""

import json
import os
import sys
from argparse import ArgumentParser, RawDescriptionHelpFormatter
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError
from django.utils import timezone

from casework.interop.cad_csv import CadFile, Unreadable, open_cad
from casework.interop.cad_lines import encoding_of
from casework.interop.cad_mapping import NEEDED, load_mapping, parse_mapping, shipped_names
from casework.interop.content import OnDisk, blocks
from casework.interop.eido.files import Unreadable as FileUnreadable
from casework.interop.eido.files import looks_like_json
from casework.interop.eido.importing import RefusedDocuments, import_eido
from casework.interop.eido.mapping import load_mapping as load_eido_mapping
from casework.interop.eido.mapping import standing_mapping
from casework.interop.guessing import guess
from casework.interop.importing import BATCH, RefusedFile, Summary, import_cad
from casework.interop.previewing import AGENCY, proposed
from casework.interop.tables import MappingError, to_toml
from heart.lib.files import trouble
from heart.lib.missing_tables import make_missing_tables

REFUSED, UNUSABLE = 1, 2
GUESSED = "No shipped mapping has the columns of this file. From their names and values it looks like this:"
NOT_YET = (
    "Nothing was imported: a guess is no mapping. Save it as a file (.toml), name the agency and the pilot, check every "
    "line, and give it with --mapping; --dry-run shows what would become of the rows under the guess."
)


class Command(BaseCommand):
    help = """Take the encounters of a CAD export (CSV) or of EIDO documents (JSON) in.

Every row or document is created, changed, unchanged or refused; the same file again changes nothing. What is
refused is written to a file: a row with its line number, field and reason, a document with its number in the file,
path and reason. Ends with 0 when everything was taken, 1 when anything was refused (the rest is taken all the same),
2 when nothing could be read.

A file of EIDO documents holds one, a JSON array of them, or one a line."""

    def create_parser(self, *args: Any, **kwargs: Any) -> Any:
        return super().create_parser(*args, formatter_class=RawDescriptionHelpFormatter, **kwargs)

    def add_arguments(self, parser: ArgumentParser) -> None:
        names = ", ".join(shipped_names())
        parser.add_argument("file", type=Path, metavar="FILE", help="The file.")
        parser.add_argument(
            "--format",
            choices=["cad", "eido", "auto"],
            default="auto",
            help="What the file is. Default: EIDO where it begins as JSON does, else CAD.",
        )
        parser.add_argument(
            "--mapping",
            metavar="NAME|FILE",
            help=f"What means what: one of {names}, or a TOML or JSON file of your own. Left "
            "out, it is the shipped one whose columns are in the file; for EIDO the one of the setting EIDO_MAPPING.",
        )
        parser.add_argument(
            "--refused",
            type=Path,
            metavar="FILE",
            help="Where refused rows go. Default: the input's name with .refused.csv, beside it, or in the "
            "current folder where that cannot be; with --dry-run the first of them are named on stderr.",
        )
        parser.add_argument(
            "--batch", type=int, default=BATCH, metavar="ROWS", help="Rows a transaction (%(default)s)."
        )
        parser.add_argument("--dry-run", action="store_true", help="Say the same and write nothing.")
        parser.add_argument("--json", action="store_true", help="The summary as JSON, on stdout.")

    def handle(self, **options: Any) -> None:
        try:
            kind = options["format"]
            as_eido = kind == "eido" or (kind == "auto" and looks_like_json(options["file"]))
            make_missing_tables()
            summary = self._take_documents(options) if as_eido else self._take_rows(options)
        except (FileUnreadable, MappingError, Unreadable) as error:
            raise CommandError(str(error), returncode=UNUSABLE) from error
        except OSError as error:
            raise CommandError(trouble(error), returncode=UNUSABLE) from error
        self._say(summary, as_json=options["json"])
        if summary.refused:
            sys.exit(REFUSED)

    def _take_documents(self, options: dict[str, Any]) -> Summary:
        path, name = options["file"], options["mapping"]
        refused = RefusedDocuments(self._refused_path(path, options), tell=self._tell)
        return import_eido(
            path,
            load_eido_mapping(name) if name else standing_mapping(),
            refused=refused,
            progress=self._documents,
            now=timezone.now(),
            dry_run=options["dry_run"],
        )

    def _take_rows(self, options: dict[str, Any]) -> Summary:
        source = self._open(options["file"], options["mapping"], options["dry_run"])
        if source.is_guessed:
            self._tell("The file is not UTF-8: it is read as Windows-1252.")
        refused = RefusedFile(
            self._refused_path(source.path, options), source.header, tell=self._tell if options["dry_run"] else None
        )
        return import_cad(
            source,
            refused=refused,
            progress=self._progress,
            now=timezone.now(),
            dry_run=options["dry_run"],
            batch=max(1, options["batch"]),
        )

    def _open(self, path: Path, mapping: str | None, dry_run: bool) -> CadFile:
        if mapping:
            return open_cad(path, load_mapping(mapping))
        if not path.is_file():
            raise Unreadable(f"There is no file {path}.")
        for name in shipped_names():
            try:
                return open_cad(path, load_mapping(name))
            except Unreadable:
                continue
        return self._open_guessed(path, dry_run)

    def _open_guessed(self, path: Path, dry_run: bool) -> CadFile:
        """Under what the columns look like: for a look only, as nobody has said that it is so."""
        content = OnDisk(path)
        found = guess(content, encoding_of(blocks(content)))
        if not found.columns:
            raise Unreadable(f"The file {path} has no header.")
        told = proposed(found.mapping(AGENCY), found.columns)
        pilot = told.get("pilot", {})
        self._tell(f"{GUESSED}\n\n{to_toml(told | {'pilot': {'default': ''} | pilot})}")
        for warning in found.warnings:
            self._tell(warning)
        if not dry_run or not set(NEEDED) <= told.get("columns", {}).keys():
            raise CommandError(NOT_YET, returncode=UNUSABLE)
        return open_cad(path, parse_mapping(told, "guess"))

    def _refused_path(self, source: Path, options: dict[str, Any]) -> Path | None:
        if options["refused"] is None and options["dry_run"]:
            return None
        path = options["refused"] or beside(source)
        if path.exists() and source.exists() and path.samefile(source):
            raise CommandError("--refused would overwrite the input.", returncode=UNUSABLE)
        return path

    def _progress(self, summary: Summary) -> None:
        self._tell(
            f"{counted(summary.read, 'row')}: {summary.created} created, {summary.changed} changed, "
            f"{summary.unchanged} unchanged, {summary.refused} refused"
        )

    def _documents(self, summary: Summary) -> None:
        self._tell(
            f"{counted(summary.read, 'document')}: {summary.created} created, {summary.changed} changed, "
            f"{summary.unchanged} unchanged, {summary.refused} refused"
        )

    def _say(self, summary: Summary, *, as_json: bool) -> None:
        if as_json:
            self.stdout.write(json.dumps(summary.as_dict()))
            return
        for key, value in summary.as_dict().items():
            self.stdout.write(f"{key}: {'none' if value is None else value}")

    def _tell(self, line: str) -> None:
        self.stderr.write(line)


def counted(count: int, what: str) -> str:
    return f"{count} {what}" if count == 1 else f"{count} {what}s"


def beside(path: Path) -> Path:
    """The refused rows' place: the folder of the input; the current one if nothing can be written there."""
    place = path.with_name(f"{path.stem}.refused.csv")
    may = path.is_file() and os.access(place if place.exists() else place.parent, os.W_OK)
    return place if may else Path(place.name)
