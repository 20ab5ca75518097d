"""`manage.py import_beats FILE`: where the city's police beats lie, from GeoJSON."""

import json
from argparse import ArgumentParser
from datetime import date
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError
from django.utils import timezone

from casework.actions.outlines import Redrawn, compared, redraw_beats
from casework.interop.geojson import LARGEST, NotTaken, read_outlines
from heart.lib.errors import DomainError
from heart.lib.files import trouble
from heart.lib.missing_tables import make_missing_tables

UNUSABLE = 2


class Command(BaseCommand):
    help = (
        "Take the outlines of the police beats from GeoJSON (Polygons and MultiPolygons, longitude and latitude). "
        "The map is the whole city's: from its first day on it replaces the one before, which stays true of the days "
        "before. Ends with 2 when the file is not taken, and says why."
    )

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("file", type=Path, metavar="FILE", help="The GeoJSON file.")
        parser.add_argument(
            "--code", default="", metavar="PROPERTY", help="What holds a beat's code. Default: guessed."
        )
        parser.add_argument(
            "--from", dest="since", type=date.fromisoformat, metavar="YYYY-MM-DD", help="First day. Default: today."
        )
        parser.add_argument("--dry-run", action="store_true", help="Say the same and write nothing.")
        parser.add_argument("--json", action="store_true", help="The summary as JSON, on stdout.")

    def handle(self, **options: Any) -> None:
        since = options["since"] or timezone.localdate()
        try:
            outlines = read_outlines(_content(options["file"]), code=options["code"])
            make_missing_tables()
            if options["dry_run"]:
                redrawn = compared(outlines, since=since)
            else:
                redrawn = redraw_beats(outlines=outlines, since=since, by=None)
        except OSError as error:
            raise CommandError(trouble(error), returncode=UNUSABLE) from error
        except (NotTaken, DomainError) as error:
            raise CommandError(str(error), returncode=UNUSABLE) from error
        self._say(redrawn, as_json=options["json"])

    def _say(self, redrawn: Redrawn, *, as_json: bool) -> None:
        if as_json:
            self.stdout.write(json.dumps({name: len(codes) for name, codes in vars(redrawn).items()}))
            return
        for name, codes in vars(redrawn).items():
            self.stdout.write(f"{name}: {', '.join(codes) or 'none'}")


def _content(path: Path) -> bytes:
    """One byte more than is taken, so that what is too large is known as such."""
    with path.open("rb") as file:
        return file.read(LARGEST + 1)
