"""A migrated database for each run and worker in a fraction of a second: copied from a template.

The template is made by the migrations, once for each state of them, and stays on the server. Names:
`heart_template_<state of the migrations>` and `heart_test_<process id of the run>_<worker>`.
"""

import contextlib
import hashlib
import os
from collections.abc import Iterator
from pathlib import Path

from django.apps import apps
from django.conf import settings
from django.db import connection
from django.db.backends.utils import CursorWrapper

LOCK = 0x4EA27  # PostgreSQL's advisory lock: templates are made and dropped by one run at a time


def test_name() -> str:
    return f"heart_test_{os.environ['HEART_TEST_RUN']}_{os.environ.get('PYTEST_XDIST_WORKER', 'main')}"


@contextlib.contextmanager
def copied() -> Iterator[None]:
    """Point the default connection at a fresh copy, and drop it afterwards."""
    with alone() as cursor:
        drop_leftovers(cursor)
        template = ready_template(cursor)
        name = test_name()
        cursor.execute(f'DROP DATABASE IF EXISTS "{name}" WITH (FORCE)')
        cursor.execute(f'CREATE DATABASE "{name}" TEMPLATE "{template}"')
    original = use(name)
    try:
        yield
    finally:
        connection.close()
        use(original)
        with connection._nodb_cursor() as cursor:
            cursor.execute(f'DROP DATABASE IF EXISTS "{name}" WITH (FORCE)')


@contextlib.contextmanager
def alone() -> Iterator[CursorWrapper]:
    with connection._nodb_cursor() as cursor:
        cursor.execute("SELECT pg_advisory_lock(%s)", [LOCK])
        yield cursor  # the end of the connection frees the lock


def use(name: str) -> str:
    """Make `name` the default connection's database; the former name."""
    connection.close()
    original = settings.DATABASES["default"]["NAME"]
    settings.DATABASES["default"]["NAME"] = connection.settings_dict["NAME"] = name
    return original


def ready_template(cursor: CursorWrapper) -> str:
    template = f"heart_template_{state_of_migrations()}"
    if template not in names(cursor, "heart_template_"):
        half_made = f"{template}_new"
        connection.settings_dict["TEST"] = {**connection.settings_dict["TEST"], "NAME": half_made}
        original = settings.DATABASES["default"]["NAME"]
        connection.creation.create_test_db(verbosity=0, autoclobber=True, serialize=False)
        use(original)
        cursor.execute(f'ALTER DATABASE "{half_made}" RENAME TO "{template}"')
    return template


def state_of_migrations() -> str:
    """Changes whenever migrating would give something else."""
    digest = hashlib.sha256()
    ours = [Path(app.path) for app in apps.get_app_configs() if Path(app.path).is_relative_to(settings.BASE_DIR)]
    ours = [path for path in ours if "site-packages" not in path.parts]
    locks = settings.BASE_DIR / "heart" / "requirements" / "run.txt"
    for file in sorted([locks, *(file for app in ours for file in app.glob("migrations/*.py"))]):
        digest.update(file.read_bytes())
    return digest.hexdigest()[:12]


def drop_leftovers(cursor: CursorWrapper) -> None:
    """Databases of runs that were killed, and templates of migrations that have changed since."""
    current = f"heart_template_{state_of_migrations()}"
    old = [name for name in names(cursor, "heart_template_") if name != current]
    dead = [name for name in names(cursor, "heart_test_") if not Path(f"/proc/{name.split('_')[2]}").exists()]
    for name in old + dead:
        cursor.execute(f'DROP DATABASE IF EXISTS "{name}" WITH (FORCE)')


def names(cursor: CursorWrapper, prefix: str) -> list[str]:
    cursor.execute("SELECT datname FROM pg_database WHERE starts_with(datname, %s)", [prefix])
    return [name for (name,) in cursor.fetchall()]
