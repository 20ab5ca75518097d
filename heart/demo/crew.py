"""The demo's own programs: web, worker and beat, kept running until told to stop."""

import os
import signal
import subprocess
import sys
import time
from collections.abc import Callable, Sequence
from pathlib import Path

from django.conf import settings

from heart.demo.processes import spawn, stop

STEADY = 60.0  # seconds after which an earlier crash is forgotten
LONGEST_PAUSE = 30.0
PATIENCE = 10.0


class Program:
    """One program of the demo, with its output in a file or on ours."""

    def __init__(self, name: str, command: Sequence[str], log: Path | None) -> None:
        self.name = name
        self.command = command
        self.log = log
        self.start()

    def start(self) -> None:
        self.child = spawn([sys.executable, *self.command], dies_by=signal.SIGTERM, log=self.log, cwd=settings.BASE_DIR)
        self.started = time.monotonic()

    def tend(self, say: Callable[[str], None]) -> None:
        """What is to be done about it, asked every moment."""
        raise NotImplementedError

    def last_words(self) -> str:
        return self.log.read_text(errors="replace")[-2000:] if self.log else ""

    def stop(self) -> None:
        stop(self.child, signal.SIGTERM, PATIENCE)


class Member(Program):
    """One that must always run. A crash is answered by a new start, later each time it happens in a row."""

    crashes = 0
    again_at: float | None = None

    def tend(self, say: Callable[[str], None]) -> None:
        now = time.monotonic()
        if self.child.poll() is None:
            if now - self.started > STEADY:
                self.crashes = 0
        elif self.again_at is None:
            pause = min(2.0**self.crashes - 1, LONGEST_PAUSE)
            self.crashes += 1
            self.again_at = now + pause
            say(f"{self.name} ended ({ending(self.child)}); starting it again in {pause:.0f} s. Its log: {self.log}")
        elif now >= self.again_at:
            self.again_at = None
            self.start()


class Errand(Program):
    """One that runs once. If it fails, the next demo tries again."""

    told = False

    def tend(self, say: Callable[[str], None]) -> None:
        if self.child.poll() and not self.told:
            self.told = True
            say(f"{self.name} ended too early ({ending(self.child)}); the next demo goes on with it.")


def ending(child: "subprocess.Popen[bytes]") -> str:
    code = child.returncode
    return f"signal {signal.Signals(-code).name}" if code < 0 else f"exit code {code}"


def web(port: int, logs: Path) -> Member:
    """One process, several threads: preloaded, so that a crashed worker is back at once."""
    where = ["--bind", f"127.0.0.1:{port}", "--threads", "8", "--preload", "--worker-tmp-dir", "/dev/shm"]  # noqa: S108
    return Member(
        "web",
        ["-m", "gunicorn", "heart.wsgi", *where, "--no-control-socket", "--log-level", "warning"],
        logs / "web.log",
    )


def worker(logs: Path) -> Member:
    alone = ["--without-gossip", "--without-mingle", "--without-heartbeat"]
    return Member(
        "worker",
        ["-m", "celery", "-q", "-A", "heart.celery", "worker", "--pool", "threads", "-c", "2", *alone, "-l", "WARNING"],
        logs / "worker.log",
    )


def beat(logs: Path) -> Member:
    return Member(
        "beat", ["-m", "celery", "-q", "-A", "heart.celery", "beat", "-l", "WARNING", "--pidfile="], logs / "beat.log"
    )


def rest_of_city() -> Errand:
    return Errand("the rest of the city", ["manage.py", "demo", "--rest"], None)


def folder_for_logs(state: Path) -> Path:
    logs = state / "logs"
    logs.mkdir(parents=True, exist_ok=True)
    for log in logs.glob("*.log"):
        os.truncate(log, 0)
    return logs
