"""`manage.py demo`: everything on one machine, with a made-up city.

manage.py has made the environment and started PostgreSQL and Valkey. Here, in order:
1. take the checkout's demo lock, so that a second demo says where the first one is;
2. migrate, and fill an empty database with the made-up city;
3. collect the static files;
4. start the web server; when it answers, say where; start the worker and beat;
5. live through the rest of the city's made-up days beside them;
6. watch over them until Ctrl-C or SIGTERM, then stop them in the opposite order.
"""

import contextlib
import fcntl
import json
import os
import signal
import socket
import sys
import time
from argparse import SUPPRESS, ArgumentParser
from collections.abc import Callable, Iterator
from typing import Any
from urllib.error import HTTPError, URLError
from urllib.request import urlopen

from django.conf import settings
from django.contrib.auth import get_user_model
from django.core.management import call_command
from django.core.management.base import BaseCommand, CommandError
from django.db import connection
from django.utils import timezone

from heart.demo import city, crew, servers
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
            "--check", action="store_true", help="Prove in a throw-away place that it works, then stop."
        )
        parser.add_argument("--json", action="store_true", help="With --check: the timings as JSON in the last line.")
        parser.add_argument("--rest", action="store_true", help=SUPPRESS)  # the demo's own: see crew.rest_of_city

    def handle(self, *args: Any, **options: Any) -> None:
        if options["rest"]:
            build_rest()
        elif options["check"]:
            with ready_to_stop():
                check(chosen_port(options["port"]), as_json=options["json"])
        else:
            with ready_to_stop(), only_one() as announce:
                demonstrate(chosen_port(options["port"]), announce, reset_first=options["reset"])


def demonstrate(port: int, announce: Callable[[str], None], *, reset_first: bool) -> None:
    say_where(port)
    if reset_first:
        reset()
    prepare()
    with members(port) as running:
        announce(f"http://127.0.0.1:{port}/")
        greet(port)
        if not city.is_whole():
            running.append(crew.rest_of_city())
        watch(running)


def check(port: int, *, as_json: bool) -> None:
    started = time.monotonic()
    say_where(port)
    prepare()
    from heart.demo import check as checks  # only now: it knows the whole product

    promise = checks.plant()
    timings: dict[str, float | None] = {}
    with members(port):
        timings["start"] = round(time.monotonic() - started, 2)
        timings |= checks.full_circle(f"http://127.0.0.1:{port}/", promise)
        report(timings, as_json)


@contextlib.contextmanager
def ready_to_stop() -> Iterator[None]:
    """Ctrl-C is the usual end, and needs no traceback; SIGTERM means the same."""
    # Both explicitly: a program that a script starts in the background begins with Ctrl-C ignored.
    for number in (signal.SIGINT, signal.SIGTERM):
        signal.signal(number, signal.default_int_handler)
    try:
        yield
    except KeyboardInterrupt:
        say("Stopped.")


# -- 1. one at a time ------------------------------------------------------------------------------------------------


@contextlib.contextmanager
def only_one() -> Iterator[Callable[[str], None]]:
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


def chosen_port(wanted: int | None) -> int:
    """The one that was asked for, or the first free one from 8000 on."""
    if wanted:
        if not is_free(wanted):
            raise CommandError(f"Port {wanted} is taken. Leave --port out to use a free one.")
        return wanted
    for port in range(FIRST_PORT, FIRST_PORT + PORTS_TRIED):
        if is_free(port):
            return port
    raise CommandError(f"No port from {FIRST_PORT} to {FIRST_PORT + PORTS_TRIED - 1} is free.")


def say_where(port: int) -> None:
    """What the links in messages begin with, here and in every child: the address printed, unless one was given."""
    settings.SITE_URL = os.environ.setdefault("SITE_URL", f"http://127.0.0.1:{port}")


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


def build_city() -> None:
    """What the first pages show; the rest follows while they are served."""
    if not get_user_model().objects.exists():
        started = time.monotonic()
        city.build_first(progress, now=timezone.now())
        say(f"The first part of the made-up city stands ({time.monotonic() - started:.1f} s).")


def build_rest() -> None:
    started = time.monotonic()
    city.build_rest(progress)
    say(f"The made-up city is complete ({time.monotonic() - started:.0f} s).")


def progress(what: str, done: int, of: int) -> None:
    """One line that counts, for a person who waits; nothing in a file."""
    if sys.stderr.isatty():
        print(f"\r{what}: {done} of {of}", end="\n" if done == of else "", file=sys.stderr, flush=True)


# -- 4. to 6. the programs ------------------------------------------------------------------------------------------


@contextlib.contextmanager
def members(port: int) -> Iterator[list[crew.Program]]:
    logs = crew.folder_for_logs(settings.STATE)
    running: list[crew.Program] = []
    try:
        running.append(crew.web(port, logs))
        wait_for_page(port, running[0])
        running += [crew.worker(logs), crew.beat(logs)]
        yield running
    finally:
        say("Stopping …")
        for member in reversed(running):
            member.stop()


def wait_for_page(port: int, web: crew.Program) -> None:
    deadline = time.monotonic() + PATIENCE
    while not answers(f"http://127.0.0.1:{port}/healthz"):
        if web.child.poll() is not None or time.monotonic() > deadline:
            tail = web.last_words()
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
    width = max(len(email) for email, *_ in city.SIGN_INS)
    for email, who, shows in city.SIGN_INS:
        say(f"  {email:<{width}}  {who}: {shows}")
    say(f"\nThe password of all of them is {city.PASSWORD}")
    say(f"Mail, texts and logs go to {settings.STATE}. Ctrl-C stops everything; the data stays.\n")


def watch(running: list[crew.Program]) -> None:
    while True:
        for title in servers.revive():
            say(f"{title} had ended; it runs again.")
        for member in running:
            member.tend(say)
        time.sleep(0.5)


# -- --check ---------------------------------------------------------------------------------------------------------


def report(timings: dict[str, float | None], as_json: bool) -> None:
    for what, seconds in timings.items():
        say(f"  {what:<10}{'did not happen' if seconds is None else f'{seconds:.1f} s'}")
    if as_json:
        print(json.dumps(timings))
    if None in timings.values():
        for log in sorted((settings.STATE / "logs").glob("*.log")):
            say(f"-- the end of {log.name}\n{log.read_text(errors='replace')[-2000:]}")
        raise CommandError("Not everything works; see above.")
