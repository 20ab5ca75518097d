"""The embedded servers, for real: each test has a state folder, and so servers, of its own."""

import os
import shutil
import signal
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from pathlib import Path

import psycopg
import pytest

from heart.demo import servers
from heart.demo.place import ROOT, Place
from heart.demo.processes import residents
from heart.demo.programs import PostgreSQL

pytestmark = pytest.mark.faults

# Runs the servers until a line comes on standard input. Says where they are, and "over" when they have stopped.
COMMAND = """
import os, sys
from heart.demo import servers
try:
    with servers.running():
        print(os.environ["DATABASE_URL"], os.environ["REDIS_URL"], flush=True)
        if sys.stdin.readline() == "query\\n":
            import psycopg
            psycopg.connect(os.environ["DATABASE_URL"]).close()
except servers.Trouble as trouble:
    sys.exit(f"Trouble: {trouble}")
print("over", flush=True)
"""


class Running:
    """A command of a checkout whose state is `state`."""

    def __init__(self, state: Path, **env: str) -> None:
        clean = {
            name: value
            for name, value in os.environ.items()
            if name not in ("DATABASE_URL", "REDIS_URL", "HEART_EMBEDDED")
        }
        self.process = subprocess.Popen(
            [sys.executable, "-c", COMMAND],
            env=clean | {"HEART_STATE": str(state)} | env,
            cwd=ROOT,
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=subprocess.PIPE,
            text=True,
        )

    def wait_until_up(self) -> "Running":
        line = self.process.stdout.readline().split()
        assert line, self.process.stderr.read()
        self.database, self.redis = line
        return self

    def end(self, word: str = "") -> str:
        """Let the block end; everything else that it says."""
        out, err = self.process.communicate(f"{word}\n", timeout=60)
        return out + err


@pytest.fixture
def state(tmp_path: Path) -> Iterator[Path]:
    state = tmp_path / "state"
    yield state
    forget(state)


def forget(state: Path) -> None:
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("HEART_STATE", str(state))
        servers.remove(Place.here())


def data_of(state: Path) -> Path:
    place = Place(state, *servers_user())
    return place.folder / "postgresql-17"


def servers_user() -> tuple[int, int]:
    from heart.demo.place import unprivileged

    return unprivileged()


def eventually(happened: Callable[[], bool], seconds: float = 20) -> None:
    deadline = time.monotonic() + seconds
    while not happened():
        assert time.monotonic() < deadline, "It never happened."
        time.sleep(0.02)


def test_they_run_for_as_long_as_the_command_and_the_data_stays(state: Path) -> None:
    first = Running(state).wait_until_up()
    with psycopg.connect(first.database) as connection:
        connection.execute("CREATE TABLE kept (word text)")
        connection.execute("INSERT INTO kept VALUES ('ñandú')")
    assert first.end().strip() == "over"
    assert residents(data_of(state)) == []

    again = Running(state).wait_until_up()
    with psycopg.connect(again.database) as connection:
        assert connection.execute("SELECT word, upper(word) FROM kept").fetchall() == [("ñandú", "ÑANDÚ")]
    again.end()


def test_kill_9_leaves_no_process_and_loses_no_data(state: Path) -> None:
    owner = Running(state).wait_until_up()
    with psycopg.connect(owner.database) as connection:
        connection.execute("CREATE TABLE kept AS SELECT 1 AS n")
    assert residents(data_of(state)) != []
    owner.process.kill()
    eventually(lambda: residents(data_of(state)) == [])

    again = Running(state).wait_until_up()
    with psycopg.connect(again.database) as connection:
        assert connection.execute("SELECT n FROM kept").fetchone() == (1,)
    again.end()


def test_started_again_at_once_after_kill_9(state: Path) -> None:
    """The old servers are still stopping when the new command comes."""
    Running(state).wait_until_up().process.kill()

    assert Running(state).wait_until_up().end().strip() == "over"


def test_what_a_crash_left_behind_is_in_nobodys_way(state: Path) -> None:
    """A process id in postmaster.pid that somebody else has by now, an old socket, half a new cluster."""
    Running(state).wait_until_up().end()
    data = data_of(state)
    (data / "postmaster.pid").write_text(f"{os.getpid()}\n{data}\n")
    (data.parent / "run" / PostgreSQL.socket_name).touch()
    (data.parent / "postgresql-17.new").mkdir()
    (data.parent / "postgresql-17.new" / "PG_VERSION").write_text("17\n")

    assert Running(state).wait_until_up().end().strip() == "over"


def test_an_interrupted_first_start_begins_again(state: Path) -> None:
    Running(state).wait_until_up().end()
    data = data_of(state)
    data.rename(data.with_name("postgresql-17.new"))
    (data.with_name("postgresql-17.new") / "global" / "pg_control").unlink()

    assert Running(state).wait_until_up().end().strip() == "over"


def test_a_new_checkout_at_an_old_ones_path_begins_empty(state: Path) -> None:
    first = Running(state).wait_until_up()
    with psycopg.connect(first.database) as connection:
        connection.execute("CREATE TABLE of_the_old_one ()")
    first.end()
    shutil.rmtree(state)

    second = Running(state).wait_until_up()
    with psycopg.connect(second.database) as connection, pytest.raises(psycopg.errors.UndefinedTable):
        connection.execute("SELECT FROM of_the_old_one")
    second.end()


def test_two_checkouts_never_meet(state: Path, tmp_path: Path) -> None:
    other = tmp_path / "other"
    one, two = Running(state), Running(other)
    try:
        assert {one.wait_until_up().database, one.redis}.isdisjoint({two.wait_until_up().database, two.redis})
        with psycopg.connect(one.database) as connection:
            connection.execute("CREATE TABLE mine ()")
        with psycopg.connect(two.database) as connection, pytest.raises(psycopg.errors.UndefinedTable):
            connection.execute("SELECT * FROM mine")
        one.end()
        with psycopg.connect(two.database) as connection:
            assert connection.execute("SELECT 1").fetchone() == (1,)
    finally:
        two.end()
        forget(other)


def test_a_second_command_joins_and_the_first_waits_for_it(state: Path) -> None:
    owner = Running(state).wait_until_up()
    joiner = Running(state).wait_until_up()
    assert (joiner.database, joiner.redis) == (owner.database, owner.redis)

    owner.process.stdin.write("\n")
    owner.process.stdin.flush()
    assert "waiting for them" in owner.process.stderr.readline()
    assert joiner.end("query").strip() == "over"
    assert owner.process.wait(timeout=30) == 0


def test_commands_that_start_together_agree(state: Path) -> None:
    commands = [Running(state) for _ in range(4)]
    assert len({command.wait_until_up().database for command in commands}) == 1

    for command in reversed(commands):
        command.process.stdin.write("query\n")
        command.process.stdin.flush()
    assert [command.process.wait(timeout=60) for command in commands] == [0, 0, 0, 0]


def test_a_joined_command_says_so_when_the_database_is_gone(state: Path) -> None:
    owner = Running(state).wait_until_up()
    joiner = Running(state).wait_until_up()
    owner.process.kill()
    eventually(lambda: residents(data_of(state)) == [])

    assert "Trouble: The command that ran the database has ended" in joiner.end("query")
    assert joiner.process.returncode == 1


def test_only_what_is_missing_is_started(state: Path) -> None:
    running = Running(state, DATABASE_URL="postgres://elsewhere/heart").wait_until_up()

    assert running.database == "postgres://elsewhere/heart"
    assert running.redis.startswith("unix://")
    assert not data_of(state).exists()
    running.end()


def test_nothing_is_started_when_both_are_given(state: Path) -> None:
    Running(state, DATABASE_URL="postgres://elsewhere/heart", REDIS_URL="redis://elsewhere").wait_until_up().end()

    assert not state.exists()


def test_a_path_too_long_for_a_socket(tmp_path: Path) -> None:
    state = tmp_path / ("long " + "ñ" * 80) / "state"
    running = Running(state).wait_until_up()
    try:
        psycopg.connect(running.database).close()
    finally:
        running.end()
        forget(state)


def test_a_server_that_was_killed_is_started_again(state: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    for name in ("DATABASE_URL", "REDIS_URL"):
        monkeypatch.delenv(name)
    monkeypatch.setenv("HEART_STATE", str(state))
    with servers.running():
        assert servers.revive() == []
        postmaster = int((data_of(state) / "postmaster.pid").read_text().split()[0])
        os.kill(postmaster, signal.SIGKILL)
        eventually(lambda: servers.revive() == ["PostgreSQL"])
        psycopg.connect(os.environ["DATABASE_URL"]).close()


@pytest.mark.skipif(os.geteuid() != 0, reason="Only root can become somebody else; others are ordinary already.")
def test_as_an_ordinary_user() -> None:
    """The servers' programs are found by their packages, so any Python of the machine will do."""
    home = Path("/tmp") / f"heart-ordinary-{os.getpid()}"
    site_packages = Path(psycopg.__file__).parent.parent
    home.mkdir(mode=0o700)
    shutil.chown(home, "nobody")
    command = ["setpriv", "--reuid=nobody", "--clear-groups", "/usr/bin/python3", "-c", COMMAND]
    env = {"PYTHONPATH": f"{ROOT}:{site_packages}", "HEART_STATE": str(home / "state"), "PATH": os.environ["PATH"]}
    if (
        subprocess.run(
            [*command[:-2], "-c", "import heart.demo.servers"], env=env, cwd="/", capture_output=True
        ).returncode
        != 0
    ):
        shutil.rmtree(home)
        pytest.skip("Other users cannot read this checkout.")
    done = subprocess.run(command, env=env, input="\n", capture_output=True, text=True, cwd="/", timeout=60)
    owner = (home / "state" / "servers" / "postgresql-17" / "PG_VERSION").owner()
    shutil.rmtree(home)

    assert (done.stdout.split()[-1], owner) == ("over", "nobody"), done.stderr
