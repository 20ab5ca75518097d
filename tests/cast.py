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

    Afterwards every table is emptied again but those that the migrations filled (programme data).
    """
    with django_db_blocker.unblock():
        filled = _tables_with_rows()
        yield
        connection.rollback() if connection.in_atomic_block else None
        _empty_all_but(filled)


def _tables() -> list[str]:
    with connection.cursor() as cursor:
        return [table.name for table in connection.introspection.get_table_list(cursor) if table.type == "t"]


def _tables_with_rows() -> set[str]:
    found = set()
    with connection.cursor() as cursor:
        for table in _tables():
            cursor.execute(f'SELECT EXISTS (SELECT FROM "{table}")')
            if cursor.fetchone()[0]:
                found.add(table)
    return found


def _empty_all_but(kept: set[str]) -> None:
    """As TRUNCATE would, seven times as fast: as a replica no trigger runs, so the order of the tables is free."""
    empty = "; ".join(f'DELETE FROM "{table}"' for table in _tables() if table not in kept)
    with transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(f"SET LOCAL session_replication_role = replica; {empty}")
