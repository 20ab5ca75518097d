"""A command that may be somebody's first makes the tables of an empty database, and leaves every other alone."""

import pytest
from django.db.migrations.recorder import MigrationRecorder

from heart.lib import missing_tables

pytestmark = pytest.mark.django_db


@pytest.mark.parametrize(("there", "made"), [(False, ["migrate"]), (True, [])])
def test_tables_are_made_where_there_are_none(monkeypatch, there, made) -> None:  # type: ignore[no-untyped-def]
    called: list[str] = []
    monkeypatch.setattr(MigrationRecorder, "has_table", lambda self: there)
    monkeypatch.setattr(missing_tables, "call_command", lambda name, **options: called.append(name))
    missing_tables.make_missing_tables()
    assert called == made
