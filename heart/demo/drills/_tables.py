"""The tables of a drill in a second: a copy of what the migrations make, kept in the checkout's own folder."""

import hashlib
import subprocess
from pathlib import Path

from django.apps import apps
from django.conf import settings
from django.core.management import call_command
from django.db import connection

from heart.demo.place import Place
from heart.demo.programs import PostgreSQL


def make() -> None:
    """In an empty database. A server that is thrown away has its folder inside the checkout's."""
    kept: Path = settings.STATE.parent / f"tables-{state_of_migrations()}.sql"
    if kept.exists():
        run("psql", "-q", "-v", "ON_ERROR_STOP=1", "-f", kept)
        return
    call_command("migrate", verbosity=0, interactive=False)
    for old in kept.parent.glob("tables-*.sql"):
        old.unlink(missing_ok=True)
    half_written = kept.with_suffix(".new")
    run("pg_dump", "-f", half_written)
    half_written.rename(kept)


def run(program: str, *arguments: str | Path) -> None:
    server = PostgreSQL(Place.here())
    where = ["-h", str(server.place.sockets), "-U", "heart", "-d", "heart"]
    subprocess.run([server.programs / program, *where, *arguments], check=True, stdout=subprocess.DEVNULL)
    connection.close()


def state_of_migrations() -> str:
    """Changes whenever migrating would give something else."""
    ours = [Path(app.path) for app in apps.get_app_configs() if Path(app.path).is_relative_to(settings.BASE_DIR)]
    migrations = [file for app in ours for file in app.glob("migrations/*.py") if "site-packages" not in file.parts]
    locked = settings.BASE_DIR / "heart" / "requirements" / "run.txt"
    parts = [file.read_bytes() for file in sorted([locked, *migrations])]
    return hashlib.sha256(b"".join(parts)).hexdigest()[:12]
