"""A database of its own on the server that runs anyway, for what must never touch the records of the checkout."""

import contextlib
import hashlib
import os
import signal
import sys
from collections.abc import Iterator
from pathlib import Path

from django.conf import settings
from django.core.management import call_command
from django.core.management.base import CommandError
from django.db import ProgrammingError, connection


@contextlib.contextmanager
def database(purpose: str) -> Iterator[str]:
    """Make, migrate and use `heart_<purpose>_<process>`; give back its name; drop it, however the block ends.

    On the checkout's own servers it is a copy of a migrated one that stays there for the next; on others nothing stays.
    Nothing is lost in it by a crash, because nothing in it is to be kept: commits do not wait for the disk.
    """
    own, name = connection.settings_dict["NAME"], f"heart_{purpose}_{os.getpid()}"
    former = signal.signal(signal.SIGTERM, lambda *_: sys.exit(143))
    _drop_abandoned(purpose)
    template = _template(own) if os.environ.get("HEART_EMBEDDED") else ""
    _make(name, template)
    try:
        _use(name)
        if not template:
            call_command("migrate", verbosity=0)
        yield name
    finally:
        _use(own)
        _run(f'DROP DATABASE IF EXISTS "{name}" WITH (FORCE)')
        signal.signal(signal.SIGTERM, former)


@contextlib.contextmanager
def copy(purpose: str) -> Iterator[str]:
    """As `database`, and it begins as the one in use is now, which is used again afterwards. Nobody may be connected
    to that one meanwhile but whoever copies it too."""
    own, name = connection.settings_dict["NAME"], f"heart_{purpose}_{os.getpid()}"
    connection.close()
    _elsewhere(f'CREATE DATABASE "{name}" TEMPLATE "{own}"')
    try:
        _elsewhere(f'ALTER DATABASE "{name}" SET synchronous_commit = off')
        _use(name)
        yield name
    finally:
        _use(own)
        _elsewhere(f'DROP DATABASE IF EXISTS "{name}" WITH (FORCE)')


def _elsewhere(statement: str) -> None:
    """Not connected to the database in use."""
    with connection._nodb_cursor() as cursor:
        cursor.execute(statement)


def _template(own: str) -> str:
    """A migrated database to copy, since migrating takes long. Made once for each state of the migrations; those of
    other states are dropped."""
    template = f"heart_migrated_{_state_of_migrations()}"
    there = _named("heart_migrated_")
    if template in there:
        return template
    for name in there:
        _run(f'DROP DATABASE IF EXISTS "{name}"')
    _drop_abandoned("migrating")
    new = f"heart_migrating_{os.getpid()}"
    _make(new, "")
    try:
        _use(new)
        call_command("migrate", verbosity=0)
    finally:
        _use(own)
    with contextlib.suppress(ProgrammingError):  # another command was faster
        _run(f'ALTER DATABASE "{new}" RENAME TO "{template}"')
    _run(f'DROP DATABASE IF EXISTS "{new}" WITH (FORCE)')
    return template


def _state_of_migrations() -> str:
    """Changes whenever migrating would give something else."""
    digest = hashlib.sha256()
    root = Path(settings.BASE_DIR)
    for file in sorted(
        [root / "heart/requirements/run.txt", *root.glob("*/migrations/*.py"), *root.glob("*/*/migrations/*.py")]
    ):
        digest.update(file.read_bytes())
    return digest.hexdigest()[:12]


def _named(start: str) -> list[str]:
    with connection.cursor() as cursor:
        cursor.execute("SELECT datname FROM pg_database WHERE starts_with(datname, %s)", [start])
        return [name for (name,) in cursor.fetchall()]


def _make(name: str, template: str) -> None:
    try:
        _run(f'CREATE DATABASE "{name}"' + (f' TEMPLATE "{template}"' if template else ""))
    except ProgrammingError as error:
        raise CommandError(
            "This needs a database of its own, and the role in DATABASE_URL may not make one: "
            "give it CREATEDB, or run the command where it may."
        ) from error
    _run(f'ALTER DATABASE "{name}" SET synchronous_commit = off')


def _drop_abandoned(purpose: str) -> None:
    """What a killed one left behind: nobody is connected, and its process is gone."""
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT datname FROM pg_database d WHERE datname LIKE %s"
            " AND NOT EXISTS (SELECT FROM pg_stat_activity a WHERE a.datname = d.datname)",
            [f"heart\\_{purpose}\\_%"],
        )
        names = [name for (name,) in cursor.fetchall()]
    for name in names:
        if not Path(f"/proc/{name.rpartition('_')[2]}").exists():
            _run(f'DROP DATABASE IF EXISTS "{name}"')


def _use(name: str) -> None:
    connection.close()
    connection.settings_dict["NAME"] = name


def _run(statement: str) -> None:
    with connection.cursor() as cursor:
        cursor.execute(statement)
