"""Child processes that never outlive their parent, however the parent ends."""

import contextlib
import ctypes
import os
import signal
import subprocess
import time
from collections.abc import Callable, Mapping, Sequence
from pathlib import Path
from typing import Any

PR_SET_PDEATHSIG = 1
# Loaded before any fork: between fork and exec there must be no import.
LIBC = ctypes.CDLL(None)


def spawn(
    command: Sequence[str | Path],
    *,
    dies_by: signal.Signals,
    log: Path | None = None,
    cwd: Path | None = None,
    env: Mapping[str, str] | None = None,
    **more: Any,
) -> subprocess.Popen[bytes]:
    """Start a direct child in a session of its own, so that Ctrl-C reaches only us and we stop things in order.

    The kernel sends it `dies_by` when this thread ends, kill -9 included: call from the main thread. `preexec_fn`
    runs after the change of user, which would otherwise clear that wish. Output goes to `log`, or to ours.
    """
    output = open(log, "ab") if log else None  # noqa: SIM115
    try:
        return subprocess.Popen(
            [str(part) for part in command],
            stdin=subprocess.DEVNULL,
            stdout=output,
            stderr=subprocess.STDOUT if output else None,
            cwd=cwd,
            env=env,
            start_new_session=True,
            preexec_fn=_die_with(os.getpid(), dies_by),
            **more,
        )
    finally:
        if output:
            output.close()


def _die_with(parent: int, number: signal.Signals) -> Callable[[], None]:
    def in_the_child() -> None:
        LIBC.prctl(PR_SET_PDEATHSIG, int(number))
        if os.getppid() != parent:  # it died before we could ask
            os._exit(1)

    return in_the_child


def stop(child: subprocess.Popen[bytes], number: signal.Signals, patience: float) -> None:
    """Ask with `number`, and after `patience` seconds no longer ask."""
    if child.poll() is None:
        child.send_signal(number)
        try:
            child.wait(patience)
        except subprocess.TimeoutExpired:
            child.kill()
    child.wait()


def residents(folder: Path) -> list[int]:
    """Living processes whose working directory is `folder`. A server works in its data, so these are what an
    earlier owner left behind; a zombie has ended, even where nobody collects it."""
    found = []
    for entry in Path("/proc").iterdir():
        if entry.name.isdigit():
            try:
                if (entry / "cwd").readlink() == folder:  # a zombie has no cwd to read
                    found.append(int(entry.name))
            except OSError:
                continue
    return found


def clear(folder: Path, number: signal.Signals, patience: float) -> None:
    """Wait until no process works in `folder`; ask with `number`, and after `patience` seconds kill."""
    _signal(residents(folder), number)
    deadline = time.monotonic() + patience
    while left := residents(folder):
        if time.monotonic() > deadline:
            _signal(left, signal.SIGKILL)
        time.sleep(0.05)


def _signal(pids: list[int], number: signal.Signals) -> None:
    for pid in pids:
        with contextlib.suppress(ProcessLookupError):
            os.kill(pid, number)
