"""The real programs of a drill, over servers of its own: started, killed, and started again at once."""

import contextlib
import os
import signal
import socket
import time
from collections import Counter
from collections.abc import Callable, Iterator, Mapping
from pathlib import Path

import redis
from django.conf import settings
from django.core.management import call_command
from django.db import connection

from heart.demo import crew, servers
from heart.demo.crew import Program
from heart.demo.drills import _tables
from heart.demo.programs import PostgreSQL, Server, Valkey

PRODUCT, NAIVE = "heart.demo.drills._app", "heart.demo.drills._naive"
SERVERS: Mapping[str, type[Server]] = {"broker": Valkey, "postgresql": PostgreSQL}
FLUSH = "flush"  # kills nothing: the broker forgets everything
TOO_SOON = 1.0  # seconds: what ends by itself so early is not started again in the same breath

Say = Callable[[str], None]


def free_port() -> int:
    with socket.create_server(("127.0.0.1", 0)) as found:
        port: int = found.getsockname()[1]
        return port


class Sink:
    """The provider, and what its log says."""

    def __init__(self, *, by_key: bool, moody: int = 0, slow: int = 0) -> None:
        self.port = free_port()
        self.log = settings.STATE / "sink.log"
        self.log.touch()
        how = [*(["--by-key"] if by_key else []), "--moody", str(moody), "--slow", str(slow)]
        self.program = Program("sink", ["-m", "heart.demo.drills._sink", str(self.port), str(self.log), *how], None)
        self._read, self._lines = 0, 0

    @property
    def url(self) -> str:
        return f"http://127.0.0.1:{self.port}/texts"

    def taken(self) -> int:
        """How many texts so far."""
        with self.log.open("rb") as log:
            log.seek(self._read)
            new = log.read()
        self._read += len(new)
        self._lines += new.count(b"\n")
        return self._lines

    def taken_keys(self) -> list[str]:
        return self.log.read_text().split()


class House:
    """Programs by name; the first word of a name is its kind. Call from the main thread only: they die with it."""

    def __init__(self, say: Say, logs: Path, app: str) -> None:
        self.say = say
        self.logs = logs
        self.app = app
        self.port = free_port()
        self.programs: dict[str, Program] = {}
        self.kills: Counter[str] = Counter()

    def start(self, *names: str) -> None:
        for name in names:
            self.programs[name] = self._program(name)

    def _program(self, name: str) -> Program:
        kind, file = name.split()[0], name.replace(" ", "-")
        log = self.logs / f"{file}.log"
        celery = ["-m", "celery", "-q", "-A", self.app]
        if kind == "web":
            return crew.web(self.port, self.logs)
        if kind == "worker":
            alone = ["--without-gossip", "--without-mingle", "--without-heartbeat", "-n", f"{file}@drill"]
            return Program(name, [*celery, "worker", "--pool", "threads", "-c", "2", *alone, "-l", "ERROR"], log)
        schedule = str(self.logs / f"{file}-schedule")
        return Program(name, [*celery, "beat", "-s", schedule, "-l", "ERROR", "--pidfile="], log)

    def kill(self, kind: str, *, revive: bool = True) -> None:
        """kill -9 one of that kind. It starts again at once unless `revive` is False."""
        self.kills[kind] += 1
        if kind == FLUSH:
            redis.Redis.from_url(os.environ["REDIS_URL"]).flushall()
            return
        if kind in SERVERS:
            servers.kill(SERVERS[kind])
            connection.close()
            if revive:
                servers.revive()
            return
        of_kind = [name for name in self.programs if name.split()[0] == kind]
        name = of_kind[self.kills[kind] % len(of_kind)]
        kill_with_children(self.programs[name])
        if revive:
            self.programs[name].start()
        else:
            del self.programs[name]

    def tend(self) -> None:
        """Start again what ended by itself: a supervisor does, and losing a server may end a program."""
        for name, program in self.programs.items():
            if program.child.poll() is not None and time.monotonic() - program.started > TOO_SOON:
                self.say(f"{name} ended by itself ({crew.ending(program.child)}); started again.")
                program.start()

    def stop(self) -> None:
        for program in self.programs.values():
            kill_with_children(program)


def kill_with_children(program: Program) -> None:
    """Each program leads a session of its own, so its children are its group."""
    with contextlib.suppress(ProcessLookupError):
        os.killpg(program.child.pid, signal.SIGKILL)
    program.child.wait()


@contextlib.contextmanager
def house(say: Say, sink: Sink, app: str = PRODUCT, **environment: str) -> Iterator[House]:
    """Programs that are started in it find the sink; at the end of the block all are gone."""
    logs = crew.folder_for_logs(settings.STATE)
    home = House(say, logs, app)
    try:
        with servers.changed(LOG_LEVEL="ERROR", **environment):
            yield home
    finally:
        home.stop()
        kill_with_children(sink.program)


def furnish() -> None:
    """Tables, and what a web server shows pages with."""
    _tables.make()
    call_command("createcachetable", verbosity=0)
    call_command("collectstatic", interactive=False, verbosity=0, ignore_patterns=["redoc"])


def until(done: Callable[[], bool], house: House, *, within: float, every: float = 0.1) -> bool:
    """Tend the house until `done`. False if it took longer than `within` seconds."""
    deadline = time.monotonic() + within
    while not done():
        if time.monotonic() > deadline:
            return False
        house.tend()
        time.sleep(every)
    return True
