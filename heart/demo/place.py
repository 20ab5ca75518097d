"""Where one checkout's embedded servers live, and which user they run as."""

import contextlib
import fcntl
import hashlib
import os
import platform
import pwd
import secrets
import shutil
import sys
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path
from typing import Any

ROOT = Path(__file__).resolve().parent.parent.parent
ROOTS_PLACE = Path("/var/lib/heart-care-navigation")  # for uid 0, whose own folders no other user may enter
SOCKET_LIMIT = 107  # bytes in the address of a unix socket
LONGEST_SOCKET = ".s.PGSQL.5432.lock"


class Trouble(Exception):
    """The servers cannot run; the message says what to do."""


@dataclass(frozen=True)
class Place:
    state: Path  # of the program: locks, secret key, static files
    uid: int  # of the servers
    gid: int

    @classmethod
    def here(cls) -> "Place":
        """This checkout's, or HEART_STATE's; its folders are made."""
        refuse_other_systems()
        state = Path(os.environ.get("HEART_STATE") or ROOT / ".state").absolute()
        state.mkdir(mode=0o700, parents=True, exist_ok=True)
        place = cls(state, *unprivileged())
        place.folder.parent.mkdir(mode=0o755, parents=True, exist_ok=True)
        with place.alone():
            place.own(place.folder)
            place.own(place.sockets)
        return place

    @contextlib.contextmanager
    def alone(self) -> Iterator[None]:
        """Between making a folder and giving it away, another command would find it to be somebody else's."""
        with open(self.state / "servers-place.lock", "w") as lock:
            fcntl.flock(lock, fcntl.LOCK_EX)
            yield

    @cached_property
    def folder(self) -> Path:
        """Data and logs of the servers."""
        return ROOTS_PLACE / self.mark if os.geteuid() == 0 else self.state / "servers"

    @cached_property
    def sockets(self) -> Path:
        near = self.folder / "run"
        if len(os.fsencode(near / LONGEST_SOCKET)) <= SOCKET_LIMIT:
            return near
        return Path(os.environ.get("XDG_RUNTIME_DIR") or "/tmp") / f"heart-{self.uid}-{self.mark}"  # noqa: S108  own() guards it

    @cached_property
    def mark(self) -> str:
        return hashlib.sha256(os.fsencode(self.state)).hexdigest()[:16]

    def own(self, folder: Path) -> None:
        """Make a private folder of the servers' user. One that is somebody else's (in /tmp, say) is refused."""
        with contextlib.suppress(FileExistsError):
            folder.mkdir(mode=0o700)
            os.chown(folder, self.uid, self.gid)
        found = folder.lstat()
        if folder.is_symlink() or found.st_uid != self.uid or found.st_mode & 0o077:
            raise Trouble(f"{folder} must be a folder that only user {self.uid} can enter. Remove it and run again.")

    def settle(self) -> None:
        """Leave nothing of an earlier checkout that stood at the same path and was deleted: its data is not ours.

        For root alone, whose servers' folder is not deleted with the checkout. Only the owner may call this.
        """
        mine, theirs = self.state / "servers-id", self.folder / "servers-id"
        if not mine.exists():
            mine.write_text(secrets.token_hex(8))
        with self.alone():
            if theirs.exists() and theirs.read_text() != mine.read_text():
                for left in self.folder.iterdir():
                    shutil.rmtree(left, ignore_errors=True)
                self.own(self.sockets)
            theirs.write_text(mine.read_text())

    def as_user(self) -> dict[str, Any]:
        """What makes a child of root run as the servers' user."""
        return {"user": self.uid, "group": self.gid, "extra_groups": []} if os.geteuid() == 0 else {}


def unprivileged() -> tuple[int, int]:
    """PostgreSQL refuses uid 0, so root steps down to the first of these users."""
    if os.geteuid() != 0:
        return os.geteuid(), os.getegid()
    for name in ("postgres", "nobody"):
        with contextlib.suppress(KeyError):
            user = pwd.getpwnam(name)
            return user.pw_uid, user.pw_gid
    raise Trouble(
        "PostgreSQL cannot run as root, and there is no user postgres or nobody. Run this as an ordinary user."
    )


def refuse_other_systems() -> None:
    """macOS has neither /proc nor a signal at a parent's death; other processors have no packaged servers."""
    if sys.platform != "linux" or platform.machine() not in ("x86_64", "aarch64"):
        raise Trouble(
            f"The embedded servers run on Linux (x86_64, aarch64); this is {sys.platform} on {platform.machine()}.\n"
            "Start PostgreSQL 15 or newer and Redis or Valkey yourself, then set DATABASE_URL and REDIS_URL."
        )
