"""PostgreSQL and Valkey for one checkout, without installing or configuring anything.

    with servers.running():
        ...  # DATABASE_URL and REDIS_URL are set

Whatever of the two is already set is left alone. The first command of a checkout starts the servers and owns them;
later ones join it; the owner waits for them before it stops. Both are direct children that die with their owner, and
listen on sockets in a private folder only, so two checkouts never meet. The data stays.

Two locks say who is who; the kernel frees them however a process ends:
  owner   held alone while the servers are being started, used or stopped
  users   shared by those who joined; the owner takes it alone before it stops
"""

import contextlib
import fcntl
import os
import shutil
import subprocess
import sys
import time
from collections.abc import Iterator, Mapping
from typing import IO

from heart.demo.place import Place, Trouble
from heart.demo.processes import clear, stop
from heart.demo.programs import PostgreSQL, Server, Valkey

PATIENCE = 60.0  # seconds to start or stop, on a slow disk after a crash

Children = list[tuple[Server, "subprocess.Popen[bytes]"]]
_ours: Children = []  # what this process has started


def say(text: str) -> None:
    print(text, file=sys.stderr, flush=True)


@contextlib.contextmanager
def running() -> Iterator[None]:
    """Set DATABASE_URL and REDIS_URL in this process's environment for as long as the block lasts.

    Raises Trouble, before or out of the block, when the servers cannot start or have been lost.
    """
    wanted = [kind for kind in (PostgreSQL, Valkey) if not os.environ.get(kind.variable)]
    if not wanted:
        yield
        return
    place = Place.here()
    servers: list[Server] = [kind(place) for kind in wanted]
    with owned_or_joined(place, servers), environment(servers):
        yield


@contextlib.contextmanager
def environment(servers: list[Server]) -> Iterator[None]:
    new = {server.variable: server.address for server in servers}
    if PostgreSQL.variable in new:
        new["HEART_EMBEDDED"] = "1"
    with changed(**new):
        yield


@contextlib.contextmanager
def changed(**values: str | None) -> Iterator[None]:
    """Environment variables for the length of the block; None takes one away."""
    former = {name: os.environ.get(name) for name in values}
    assign(values)
    try:
        yield
    finally:
        assign(former)


def assign(values: Mapping[str, str | None]) -> None:
    for name, value in values.items():
        if value is None:
            os.environ.pop(name, None)
        else:
            os.environ[name] = value


@contextlib.contextmanager
def owned_or_joined(place: Place, servers: list[Server]) -> Iterator[None]:
    """Own if nobody does, else join. Whoever waited for an owner that then ended starts over."""
    with open(place.state / "servers-owner.lock", "w") as owner, open(place.state / "servers-users.lock", "w") as users:
        while not taken(owner):
            fcntl.flock(users, fcntl.LOCK_SH)  # waits while the owner is stopping
            if answering(place, servers, owner):
                with joined(owner):
                    yield
                return
            fcntl.flock(users, fcntl.LOCK_UN)
        place.settle()
        with owned(servers, users):
            yield


def taken(lock: IO[str]) -> bool:
    try:
        fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except BlockingIOError:
        return False
    return True


def abandoned(owner: IO[str]) -> bool:
    """True if nobody holds the lock; it is left free."""
    free = taken(owner)
    if free:
        fcntl.flock(owner, fcntl.LOCK_UN)
    return free


def answering(place: Place, servers: list[Server], owner: IO[str]) -> bool:
    """Wait until the owner's servers answer. False if the owner ended before they did."""
    deadline = time.monotonic() + PATIENCE
    while not all(server.ready() for server in servers):
        if abandoned(owner):
            return False
        if time.monotonic() > deadline:
            raise Trouble(f"Another command runs this checkout's servers, but they do not answer: see {place.folder}.")
        time.sleep(0.05)
    return True


@contextlib.contextmanager
def joined(owner: IO[str]) -> Iterator[None]:
    try:
        yield
    except Exception as error:
        if abandoned(owner):
            raise Trouble("The command that ran the database has ended, and this one with it. Run it again.") from error
        raise


@contextlib.contextmanager
def owned(servers: list[Server], users: IO[str]) -> Iterator[None]:
    try:
        for server in servers:
            server.prepare()
            _ours.append((server, server.start()))
        for server, child in _ours:
            wait_until_ready(server, child)
        try:
            yield
        finally:
            wait_for(users)
    finally:
        while _ours:
            server, child = _ours.pop()
            stop(child, server.stops_by, PATIENCE)


def revive() -> list[str]:
    """Start again what this process started and has since died. Returns the titles of what was."""
    dead = [number for number, (_, child) in enumerate(_ours) if child.poll() is not None]
    for number in dead:
        server, _ = _ours[number]
        server.prepare()
        _ours[number] = server, server.start()
        wait_until_ready(*_ours[number])
    return [_ours[number][0].title for number in dead]


def kill(kind: type[Server]) -> None:
    """kill -9 what this process has started of that kind, as a drill does; `revive` brings it back."""
    for server, child in _ours:
        if isinstance(server, kind):
            child.kill()
            child.wait()


def wait_for(users: IO[str]) -> None:
    if not taken(users):
        say("Other commands still use the database of this one; waiting for them. Ctrl-C stops them too.")
        fcntl.flock(users, fcntl.LOCK_EX)


def wait_until_ready(server: Server, child: "subprocess.Popen[bytes]") -> None:
    started = time.monotonic()
    while not server.ready():
        waited = time.monotonic() - started
        if child.poll() is not None or waited > PATIENCE:
            raise Trouble(f"{server.title} did not start. The end of {server.log}:\n{server.last_words()}")
        time.sleep(0.02)


@contextlib.contextmanager
def thrown_away() -> Iterator[None]:
    """A state folder and servers of its own for the length of the block, whatever the environment says.

    Always at the same place, so that what a killed one left is removed by the next.
    """
    usual = Place.here().state
    place = usual / "check"
    with open(usual / "check.lock", "w") as lock, changed(HEART_STATE=str(place), DATABASE_URL=None, REDIS_URL=None):
        fcntl.flock(lock, fcntl.LOCK_EX)
        remove(Place.here())
        try:
            yield
        finally:
            remove(Place.here())


def remove(place: Place) -> None:
    for server in (PostgreSQL(place), Valkey(place)):
        clear(server.data, server.stops_by, PATIENCE)
    for folder in (place.sockets, place.folder, place.state):
        shutil.rmtree(folder, ignore_errors=True)
