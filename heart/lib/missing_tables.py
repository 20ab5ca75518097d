"""The tables of a database that nobody has used yet."""

from django.core.management import call_command
from django.db import connection
from django.db.migrations.recorder import MigrationRecorder


def make_missing_tables() -> None:
    """For a command that may be somebody's first. A database that has tables is migrated by whoever runs it."""
    if not MigrationRecorder(connection).has_table():
        call_command("migrate", verbosity=0, interactive=False)
