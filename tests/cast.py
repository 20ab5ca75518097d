"""Who appears in the tests, and fixtures that any test may ask for.

Ada and Ben share a caseload, Sol supervises them. Eve, Dan and Zoe are the same of another team: whatever is
Ada's must be invisible to them. Mia manages the programme, Rex responds to 911 calls, Ira is another system,
Ana analyses.
"""

from collections.abc import Iterator
from dataclasses import dataclass, fields
from typing import Any

import pytest
from django.db import connection, transaction
from django.test import Client

from heart.accounts.models import Team, User
from heart.accounts.roles import Role
from tests.factories import UserFactory

ROLES = {
    "ada": Role.PEER,
    "ben": Role.CLINICIAN,
    "sol": Role.SUPERVISOR,
    "mia": Role.PROGRAMME_MANAGER,
    "rex": Role.RESPONDER,
    "ira": Role.INTEGRATION,
    "ana": Role.ANALYST,
    "eve": Role.PEER,
    "dan": Role.CLINICIAN,
    "zoe": Role.SUPERVISOR,
}


@dataclass
class Cast:
    ada: User
    ben: User
    sol: User
    mia: User
    rex: User
    ira: User
    ana: User
    eve: User
    dan: User
    zoe: User
    team: Team
    other_team: Team

    @property
    def people(self) -> dict[str, User]:
        return {field.name: getattr(self, field.name) for field in fields(self) if field.name in ROLES}


def assemble() -> Cast:
    """Everybody, in four statements."""
    people = {
        name: UserFactory.build(name=name.title(), email=f"{name}@durham.example", role=role)
        for name, role in ROLES.items()
    }
    User.objects.bulk_create(people.values())
    team = Team(name="Ada and Ben", peer=people["ada"], clinician=people["ben"], supervisor=people["sol"])
    other = Team(name="Eve and Dan", peer=people["eve"], clinician=people["dan"], supervisor=people["zoe"])
    Team.objects.bulk_create([team, other])
    return Cast(**people, team=team, other_team=other)


@pytest.fixture
def cast(db: None) -> Cast:
    return assemble()


@pytest.fixture
def as_(client: Client):
    """`as_(cast.ada).get("/")`: a browser that Ada has signed in with."""

    def sign_in(user: User) -> Client:
        client.force_login(user)
        return client

    return sign_in


@pytest.fixture
def commits(django_db_setup: None, django_db_blocker: Any) -> Iterator[None]:
    """Transactions that really commit, for tests with several connections or that ask what a commit refuses.

    Afterwards every table is as the migrations left it: empty, or with the programme's data.
    """
    with django_db_blocker.unblock():
        filled = _filled_by_migrations()
        yield
        connection.rollback() if connection.in_atomic_block else None
        _as_migrated(filled)


def _filled_by_migrations() -> list[str]:
    """Their names; their rows are set aside by the first test that commits."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT tablename FROM pg_tables WHERE schemaname = 'as_migrated'")
        filled = [name for (name,) in cursor]
        if not filled:
            cursor.execute("CREATE SCHEMA as_migrated")
            filled = [table for table in _tables() if _has_rows(table)]
            for table in filled:
                cursor.execute(f'CREATE TABLE as_migrated."{table}" AS TABLE public."{table}"')
    return filled


def _tables() -> list[str]:
    with connection.cursor() as cursor:
        return [table.name for table in connection.introspection.get_table_list(cursor) if table.type == "t"]


def _has_rows(table: str) -> bool:
    with connection.cursor() as cursor:
        cursor.execute(f'SELECT EXISTS (SELECT FROM "{table}")')
        return bool(cursor.fetchone()[0])


def _differs(table: str) -> bool:
    now, then = f'TABLE public."{table}"', f'TABLE as_migrated."{table}"'
    with connection.cursor() as cursor:
        cursor.execute(f"SELECT EXISTS (({now} EXCEPT ALL {then}) UNION ALL ({then} EXCEPT ALL {now}))")
        return bool(cursor.fetchone()[0])


def _as_migrated(filled: list[str]) -> None:
    """Emptied as TRUNCATE would, seven times as fast: as a replica no trigger runs, so the order of the tables is free."""
    changed = [table for table in filled if _differs(table)]
    steps = [f'DELETE FROM "{table}"' for table in _tables() if table not in filled or table in changed]
    steps += [f'INSERT INTO "{table}" SELECT * FROM as_migrated."{table}"' for table in changed]
    with transaction.atomic(), connection.cursor() as cursor:
        cursor.execute("; ".join(["SET LOCAL session_replication_role = replica", *steps]))
