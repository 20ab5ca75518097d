"""Loaded before anything else of a test run: the servers must be up before pytest-django reads the settings.

Named in pyproject.toml, so that plain `pytest` works like `manage.py test`. The workers of pytest-xdist inherit the
addresses and start nothing.
"""

import contextlib
import os
from collections.abc import Iterator

import pytest

from heart.demo import servers

ENVIRONMENT = {
    "SECRET_KEY": "only for tests, where nothing is secret",
    "HEART_HTTPS": "off",
    "HEART_TEST_RUN": str(os.getpid()),  # in the names of this run's databases
    # The browser fixtures keep an event loop in the test's thread; the ORM is still used from one thread at a time.
    "DJANGO_ALLOW_ASYNC_UNSAFE": "1",
    "LOG_LEVEL": "ERROR",
}


@pytest.hookimpl(wrapper=True)
def pytest_load_initial_conftests(early_config: pytest.Config) -> Iterator[None]:
    for name, value in ENVIRONMENT.items():
        os.environ.setdefault(name, value)
    stack = contextlib.ExitStack()
    early_config.add_cleanup(stack.close)
    try:
        stack.enter_context(servers.running())
    except servers.Trouble as trouble:
        raise pytest.UsageError(str(trouble)) from trouble
    return (yield)
