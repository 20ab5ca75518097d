"""`manage.py demo`: everything on one machine, with a made-up city.

manage.py has made the environment and started PostgreSQL and Valkey. Here, in order:
1. take the checkout's demo lock, so that a second demo says where the first one is;
2. migrate, and fill an empty database with the made-up city;
3. collect the static files;
4. start the web server; when it answers, say where; start the worker and beat;
5. watch over them until Ctrl-C or SIGTERM, then stop them in the opposite order.
"""

import contextlib
import fcntl
import importlib
import importlib.util
import json
import signal
import socket
import time
from argparse import ArgumentParser
from collections.abc import Iterator
from typing import Any
from urllib.error import HTTPError, URLError
from urllib.request import urlopen

from django.conf import settings
from django.contrib.auth import get_user_model
from django.core.management import call_command
from django.core.management.base import BaseCommand, CommandError
from django.db import connection

from heart.demo import crew, servers
from heart.demo.servers import say

FIRST_PORT = 8000
PORTS_TRIED = 100
PATIENCE = 60.0


class Command(BaseCommand):
    help = "Run the whole product on this machine with a made-up city, until Ctrl-C."
    requires_system_checks = []

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("--port", type=int, help=f"Default: {FIRST_PORT}, or the next free one.")
        parser.add_argument("--reset", action="store_true", help="Forget everything and build the city again.")
        parser.add_argument(
            "--check", action="store_true", help="Prove in a throw-away place that it all works, then stop."
        )
        parser.add_argument("--json", action="store_true", help="With --check: the timings as JSON in the last line.")

    def handle(self, *args: Any, **options: Any) -> None:
        signal.signal(signal.SIGTERM, lambda *_: signal.raise_signal(signal.SIGINT))
        with stoppable(), only_one() as announce:
            port = options["port"] or (0 if options["check"] else FIRST_PORT)
            port = chosen_port(port) if options["port"] else free_port(port)
            if options["reset"]:
                reset()
            started = time.monotonic()
            prepare()
            promise = checks().plant() if options["check"] else ""
            with members(port) as running:
                announce(f"http://127.0.0.1:{port}/")
                if options["check"]:
                    report(
                        {"start": round(time.monotonic() - started, 2)}
                        | checks().full_circle(f"http://127.0.0.1:{port}/", promise),
                        options["json"],
                    )
                else:
                    greet(port)
                    watch(running)


@contextlib.contextmanager
def stoppable() -> Iterator[None]:
    """Ctrl-C is the usual end, and needs no traceback."""
    try:
        yield
    except KeyboardInterrupt:
        say("Stopped.")


# -- 1. one at a time ------------------------------------------------------------------------------------------------


@contextlib.contextmanager
def only_one() -> Iterator[Any]:
    """Hold the lock file, which says where the demo runs; yields the function that writes it."""
    with open(settings.STATE / "demo.lock", "a+") as lock:
        try:
            fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            lock.seek(0)
            raise CommandError(f"The demo runs already: {lock.read() or 'it is just starting.'}") from None
        lock.truncate(0)

        def announce(url: str) -> None:
            lock.write(url)
            lock.flush()

        yield announce


def chosen_port(port: int) -> int:
    if not is_free(port):
        raise CommandError(f"Port {port} is taken. Leave --port out to use a free one.")
    return port


def free_port(first: int) -> int:
    """`first` or one of those after it; any at all for 0."""
    if first == 0:
        with socket.create_server(("127.0.0.1", 0)) as server:
            return int(server.getsockname()[1])
    for port in range(first, first + PORTS_TRIED):
        if is_free(port):
            return port
    raise CommandError(f"No port from {first} to {first + PORTS_TRIED - 1} is free.")


def is_free(port: int) -> bool:
    try:
        with socket.create_server(("127.0.0.1", port)):
            return True
    except OSError:
        return False


# -- 2. and 3. the data ----------------------------------------------------------------------------------------------


def reset() -> None:
    """Only ever the embedded database: another one is somebody's real data."""
    if not settings.EMBEDDED:
        raise CommandError("--reset only drops the demo's own database. DATABASE_URL is set: unset it first.")
    name = settings.DATABASES["default"]["NAME"]
    connection.close()
    with connection._nodb_cursor() as cursor:
        cursor.execute(f'DROP DATABASE IF EXISTS "{name}" WITH (FORCE)')
        cursor.execute(f'CREATE DATABASE "{name}"')


def prepare() -> None:
    started = time.monotonic()
    call_command("migrate", verbosity=0, interactive=False)
    call_command("createcachetable", verbosity=0)
    say(f"Database up to date ({time.monotonic() - started:.1f} s).")
    build_city()
    call_command("collectstatic", interactive=False, verbosity=0, ignore_patterns=["redoc"])
    connection.close()


def city() -> Any:
    return importlib.import_module("heart.demo.city") if importlib.util.find_spec("heart.demo.city") else None


def build_city() -> None:
    if city() and not get_user_model().objects.exists():
        started = time.monotonic()
        city().build(say)
        say(f"The made-up city is built ({time.monotonic() - started:.1f} s).")


# -- 4. and 5. the programs ------------------------------------------------------------------------------------------


@contextlib.contextmanager
def members(port: int) -> Iterator[list[crew.Member]]:
    logs = crew.folder_for_logs(settings.STATE)
    running: list[crew.Member] = []
    try:
        running.append(crew.web(port, logs))
        wait_for_page(port, running[0])
        running += [crew.worker(logs), crew.beat(logs)]
        yield running
    finally:
        say("Stopping …")
        for member in reversed(running):
            member.stop()


def wait_for_page(port: int, web: crew.Member) -> None:
    deadline = time.monotonic() + PATIENCE
    while not answers(f"http://127.0.0.1:{port}/healthz"):
        if web.child.poll() is not None or time.monotonic() > deadline:
            tail = "\n".join(web.log.read_text(errors="replace").splitlines()[-15:])
            raise CommandError(f"The web server did not start. The end of {web.log}:\n{tail}")
        time.sleep(0.05)


def answers(url: str) -> bool:
    """The server is there, whatever it says."""
    try:
        with urlopen(url, timeout=5):
            return True
    except HTTPError:
        return True
    except (URLError, OSError):
        return False


def greet(port: int) -> None:
    say(f"\nCare Navigation is ready: http://127.0.0.1:{port}/\n")
    for line in sign_ins():
        say(line)
    say(
        f"Mail and texts go to {settings.STATE}, and logs to {settings.STATE / 'logs'}. Ctrl-C stops everything; the data stays."
    )


def sign_ins() -> list[str]:
    """A table of (who, e-mail, password), from the made-up city."""
    rows = [[str(cell) for cell in row] for row in getattr(city(), "SIGN_INS", [])]
    widths = [max(len(cell) for cell in column) for column in zip(*rows, strict=True)]
    return ["  " + "   ".join(cell.ljust(width) for cell, width in zip(row, widths, strict=True)) for row in rows]


def watch(running: list[crew.Member]) -> None:
    while True:
        for title in servers.revive():
            say(f"{title} had ended; it runs again.")
        for member in running:
            member.tend(say)
        time.sleep(0.5)


# -- --check ---------------------------------------------------------------------------------------------------------


def checks() -> Any:
    """Imported only when asked for: it knows the whole product."""
    return importlib.import_module("heart.demo.check")


def report(timings: dict[str, float | None], as_json: bool) -> None:
    for what, seconds in timings.items():
        say(f"  {what:<10}{'did not happen' if seconds is None else f'{seconds:.1f} s'}")
    if as_json:
        print(json.dumps(timings))
    if None in timings.values():
        for log in sorted((settings.STATE / "logs").glob("*.log")):
            say(f"-- the end of {log.name}\n{log.read_text(errors='replace')[-2000:]}")
        raise CommandError("Not everything works; see above.")
