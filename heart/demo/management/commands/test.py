"""`manage.py test [arguments of pytest]`: every test, in parallel. The servers are started by tests/plugin.py."""

import os
import sys
from typing import Any

from django.core.management.base import BaseCommand

MOST_WORKERS = 4


class Command(BaseCommand):
    help = "Run the tests. Arguments go to pytest, such as a path, -k WORD, -x or -n 0 (one process)."
    requires_system_checks = []

    def run_from_argv(self, argv: list[str]) -> None:
        """Everything after `test` is pytest's, so Django's own parser is left out; so is this process."""
        os.execv(sys.executable, [sys.executable, "-m", "pytest", *parallel(argv[2:]), *argv[2:]])

    def handle(self, *args: Any, **options: Any) -> None:
        raise NotImplementedError("Run it from the command line.")


def parallel(arguments: list[str]) -> list[str]:
    """Workers, unless the caller chose a number or a debugger, or asks about pytest itself."""
    chosen = any(
        word.startswith(("-n", "--numprocesses", "--pdb", "--help", "--version", "--co")) for word in arguments
    )
    return [] if chosen or "-h" in arguments else ["-n", str(min(os.cpu_count() or 1, MOST_WORKERS))]
