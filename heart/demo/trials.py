"""What `drill` and `bench` have in common: a module chosen by name, its own options, one line of JSON at the end."""

import json
import sys
from argparse import ArgumentParser
from importlib import import_module
from pkgutil import iter_modules
from types import ModuleType
from typing import Any

from django.core.management.base import BaseCommand, CommandError


def say(text: str) -> None:
    print(text, file=sys.stderr, flush=True)


class Trials(BaseCommand):
    """`NAME [its options] [--json]`. `package` holds one module a name."""

    package: ModuleType
    requires_system_checks = []

    def add_arguments(self, parser: ArgumentParser) -> None:
        names = parser.add_subparsers(dest="name", required=True, metavar="NAME")
        for found in iter_modules(self.package.__path__):
            if found.name.startswith("_"):  # what several of them share
                continue
            module = import_module(f"{self.package.__name__}.{found.name}")
            words = (module.__doc__ or "").strip().partition("\n")[0]
            one = names.add_parser(found.name, help=words, description=words)
            one.add_argument("--json", action="store_true", help="one JSON object as the last line of stdout")
            module.add_arguments(one)

    def handle(self, *args: Any, name: str, json: bool, **options: Any) -> None:
        module = import_module(f"{self.package.__name__}.{name}")
        own = {key: value for key, value in options.items() if key not in SHARED}
        result = module.run(say, **own)
        self.tell(result, json)
        faults = {key: result[key] for key in getattr(module, "FAULTS", ()) if result.get(key)}
        if faults:
            raise CommandError(f"{name}: " + ", ".join(f"{key} {count}" for key, count in faults.items()))

    def tell(self, result: dict[str, Any], as_json: bool) -> None:
        for key, value in result.items():
            say(f"  {key:<18}{value}")
        if as_json:
            self.stdout.write(json.dumps(result))


# Options of every Django command, none of a module's business.
SHARED = {
    "verbosity", "settings", "pythonpath", "traceback", "no_color", "force_color", "skip_checks", "stdout", "stderr",
}  # fmt: skip
