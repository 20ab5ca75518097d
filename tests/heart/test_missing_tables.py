"""A command that may be somebody's first makes the tables of an empty database, and leaves every other alone."""

import pytest
from django.db.migrations.recorder import MigrationRecorder

from heart.lib import missing_tables

pytestmark = pytest.mark.django_db


@pytest.mark.parametrize(("applied", "made"), [({}, ["migrate"]), ({("casework", "0001_initial"): None}, [])])
def test_tables_are_made_where_there_are_none(monkeypatch, applied, made) -> None:  # type: ignore[no-untyped-def]
    called: list[str] = []
    monkeypatch.setattr(MigrationRecorder, "applied_migrations", lambda self: applied)
    monkeypatch.setattr(missing_tables, "call_command", lambda name, **options: called.append(name))
    missing_tables.make_missing_tables()
    assert called == made
