"""A database of its own on the server that runs anyway, for what must never touch the records of the checkout."""

import contextlib
import os
import signal
import sys
from collections.abc import Iterator
from pathlib import Path

from django.core.management import call_command
from django.core.management.base import CommandError
from django.db import ProgrammingError, connection


@contextlib.contextmanager
def database(purpose: str) -> Iterator[str]:
    """Make, migrate and use `heart_<purpose>_<process>`; give back its name; drop it, however the block ends.

    Nothing is lost in it by a crash, because nothing in it is to be kept: commits do not wait for the disk.
    """
    own, name = connection.settings_dict["NAME"], f"heart_{purpose}_{os.getpid()}"
    former = signal.signal(signal.SIGTERM, lambda *_: sys.exit(143))
    _drop_abandoned(purpose)
    _make(name)
    try:
        _use(name)
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
    with connection._nodb_cursor() as cursor:  # type: ignore[attr-defined]
        cursor.execute(statement)


def _make(name: str) -> None:
    try:
        _run(f'CREATE DATABASE "{name}"')
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
