"""Makes `python3 manage.py ...` work on a fresh machine: finds uv, makes .venv, installs the locked packages into it.

Standard library only, because it runs before anything is installed. Steps, each skipped when already true:
1. HEART_BOOTSTRAP=off: leave the environment alone (a production image with its own packages).
2. Under a lock, so that two commands started together do not both install: make .venv, sync the lock file of the
   group that the command needs, and write a stamp of what was installed. An interruption leaves no stamp, so that
   the next run starts over.
3. Replace this process by the same command under .venv's Python.
"""

import contextlib
import hashlib
import os
import shutil
import subprocess
import sys
import time
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
VENV = ROOT / ".venv"
STAMP = VENV / "heart-installed"
LOCKS = ROOT / "heart" / "requirements"
GROUPS = ("run", "demo", "test")  # each holds the one before it
TEST_COMMANDS = {"test", "drill"}
OLDEST = (3, 11)


class Stop(Exception):
    """The environment cannot be made; the message says what the person should do."""


def enter(argv):
    """Return when this process may import Django; otherwise exec into .venv, or exit with advice."""
    if sys.version_info < OLDEST:
        sys.exit(f"Python {OLDEST[0]}.{OLDEST[1]} or newer is needed; this is {sys.version.split()[0]}.")
    if os.environ.get("HEART_BOOTSTRAP") == "off":
        return
    group = "test" if len(argv) > 1 and argv[1] in TEST_COMMANDS else "demo"
    try:
        python = ready(group)
    except Stop as stop:
        sys.exit(f"{stop}")
    except KeyboardInterrupt:
        sys.exit("Stopped. The next run goes on from here.")
    if Path(sys.prefix).resolve() != VENV.resolve():
        env = {**os.environ, "VIRTUAL_ENV": str(VENV)}
        # Without compiled files each of a demo's processes would compile every package again: 2 s instead of 0.8.
        env.pop("PYTHONDONTWRITEBYTECODE", None)
        os.execve(python, [str(python), *argv], env)


def ready(group):
    """The path of .venv's Python, once every package of the group is in it."""
    if not installed(group):
        with locked():
            if not installed(group):
                install(group)
    return VENV / "bin" / "python"


def installed(group):
    """True if the stamp names this group's lock, or a larger group's, and the Python that .venv was made with works."""
    python = VENV / "bin" / "python"
    if not (STAMP.is_file() and os.access(python, os.X_OK)):
        return False
    wider = GROUPS[GROUPS.index(group) :]
    return STAMP.read_text() in {stamp(name) for name in wider}


def stamp(group):
    """What is installed: the group, its exact lock, and the real interpreter behind .venv."""
    lock = hashlib.sha256((LOCKS / f"{group}.txt").read_bytes()).hexdigest()
    return f"{group} {lock} {(VENV / 'bin' / 'python').resolve()}\n"


def install(group):
    started = time.monotonic()
    if kept_group() == "test":
        group = "test"  # a demo after a test leaves the test packages in place
    uv = find_uv()
    make_venv(uv)
    STAMP.unlink(missing_ok=True)
    say(f"Installing the packages of heart/requirements/{group}.txt …")
    lock = str(LOCKS / f"{group}.txt")
    done = run_uv(uv, "pip", "sync", "--quiet", "--require-hashes", "--python", str(VENV / "bin" / "python"), lock)
    if done != 0:
        raise Stop(
            "Packages could not be installed (see above). Is a Python package index reachable? "
            "Settings such as UV_INDEX_URL, HTTPS_PROXY or SSL_CERT_FILE apply. Then run the same command again."
        )
    write_stamp(group)
    say(f"Environment ready in {time.monotonic() - started:.1f} s.")


def kept_group():
    """The group that an earlier, now outdated stamp names."""
    return STAMP.read_text().split(" ")[0] if STAMP.is_file() else None


def write_stamp(group):
    partial = STAMP.with_suffix(".partial")
    partial.write_text(stamp(group))
    partial.replace(STAMP)


def make_venv(uv):
    """A .venv whose Python runs; one that was broken (its Python upgraded away, an interruption) is made again."""
    python = VENV / "bin" / "python"
    if python.exists() and runs(str(python), "-c", "import sys; sys.exit(sys.version_info < (3, 11))"):
        return
    say(f"Making .venv with Python {sys.version.split()[0]} …")
    base = getattr(sys, "_base_executable", None) or sys.executable
    if run_uv(uv, "venv", "--quiet", "--clear", "--python", base, str(VENV)) != 0:
        raise Stop(f"{VENV} could not be made (see above). Check that you may write to {ROOT}, then run again.")


# -- finding uv ------------------------------------------------------------------------------------------------------


def find_uv():
    """A uv program: the one on PATH, the one in our own .state, or one put there by the first way that works."""
    found = shutil.which("uv")
    if found and runs(found, "--version"):
        return found
    private = ROOT / ".state" / "uv"
    if runs(str(private / "bin" / "uv"), "--version"):
        return str(private / "bin" / "uv")
    say("Fetching uv, the package installer …")
    for way in (uv_by_pip, uv_by_venv, uv_by_apt):
        shutil.rmtree(private, ignore_errors=True)
        if way(private) and runs(str(private / "bin" / "uv"), "--version"):
            return str(private / "bin" / "uv")
    raise Stop(
        "No way to install packages was found: this Python has neither pip nor ensurepip.\n"
        "Run this once, then the same command again:\n\n    " + one_command() + "\n"
    )


def uv_by_pip(private):
    """pip's --target works even where Debian refuses global installs, since it touches nothing global."""
    if not runs(sys.executable, "-m", "pip", "--version"):
        return False
    return runs(
        sys.executable, "-m", "pip", "install", *PIP_QUIETLY, "--target", str(private), *uv_requirement(private)
    )


def uv_by_venv(private):
    if not runs(sys.executable, "-m", "venv", "--clear", str(private)):
        return False
    return runs(str(private / "bin" / "python"), "-m", "pip", "install", *PIP_QUIETLY, *uv_requirement(private))


def uv_by_apt(private):
    """As root on Debian: the missing half of its Python, then as above."""
    if os.geteuid() != 0 or not shutil.which("apt-get"):
        return False
    say("Installing Debian's python3-venv …")
    env = {**os.environ, "DEBIAN_FRONTEND": "noninteractive"}
    apt = ["apt-get", "-qq", "-y", "-o", "Dpkg::Use-Pty=0"]
    package = f"python{sys.version_info[0]}.{sys.version_info[1]}-venv"
    if not runs(*apt, "install", package, env=env):
        runs(*apt, "update", env=env)
        runs(*apt, "install", package, env=env)
    return uv_by_venv(private)


PIP_QUIETLY = ("--quiet", "--disable-pip-version-check", "--no-input")


def uv_requirement(private):
    """pip's arguments for the exact uv of the test lock, with its hashes; older pips read hashes only from a file."""
    lines = (LOCKS / "test.txt").read_text().splitlines()
    first = next(number for number, line in enumerate(lines) if line.startswith("uv=="))
    last = next(number for number in range(first, len(lines)) if not lines[number].endswith("\\"))
    wanted = private.with_name("uv-requirement.txt")
    wanted.parent.mkdir(exist_ok=True)
    wanted.write_text("\n".join(lines[first : last + 1]) + "\n")
    return ("--require-hashes", "--only-binary", ":all:", "-r", str(wanted))


def one_command():
    if shutil.which("apt-get"):
        return "sudo apt-get install -y python3-venv"
    if shutil.which("dnf"):
        return "sudo dnf install -y python3-pip"
    if sys.platform == "darwin":
        return "brew install uv"
    return "python3 -m ensurepip --user    (or install uv with your system's package manager)"


# -- running things --------------------------------------------------------------------------------------------------


def run_uv(uv, *arguments):
    return subprocess.run([uv, *arguments], env=uv_environment(), stdin=subprocess.DEVNULL, check=False).returncode


def uv_environment():
    """Trust the machine's certificates (behind an inspecting proxy), and never a Python or a place of uv's own."""
    env = {**os.environ, "UV_PYTHON_DOWNLOADS": "never", "UV_NO_PROGRESS": os.environ.get("UV_NO_PROGRESS", "1")}
    env.setdefault("UV_SYSTEM_CERTS", "1")
    env.setdefault("UV_NATIVE_TLS", "1")
    env.setdefault("UV_HTTP_TIMEOUT", "120")
    env.pop("VIRTUAL_ENV", None)
    if not writable_home():
        env.setdefault("UV_CACHE_DIR", str(ROOT / ".state" / "uv-cache"))
    return env


def writable_home():
    cache = Path(os.environ.get("XDG_CACHE_HOME") or Path.home() / ".cache")
    try:
        cache.mkdir(parents=True, exist_ok=True)
    except OSError:
        return False
    return os.access(cache, os.W_OK | os.X_OK)


def runs(*command, env=None):
    """True if the command ends well; its output is shown only when it fails after really starting."""
    try:
        done = subprocess.run(command, env=env, stdin=subprocess.DEVNULL, capture_output=True, text=True, check=False)
    except OSError:
        return False
    if done.returncode != 0 and "install" in command:
        say((done.stderr or done.stdout).strip())
    return done.returncode == 0


@contextlib.contextmanager
def locked():
    """One bootstrap at a time for this checkout; the kernel frees the lock however the holder ends."""
    import fcntl

    try:
        (ROOT / ".state").mkdir(mode=0o700, exist_ok=True)
        handle = open(ROOT / ".state" / "bootstrap.lock", "w")  # noqa: SIM115
    except OSError as error:
        raise Stop(
            f"{ROOT} is not writable ({error.strerror}), and .venv is made there. Use a copy of your own."
        ) from error
    with handle:
        try:
            fcntl.flock(handle, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            say("Another command is installing the packages; waiting for it …")
            fcntl.flock(handle, fcntl.LOCK_EX)
        yield


def say(text):
    print(text, file=sys.stderr, flush=True)
