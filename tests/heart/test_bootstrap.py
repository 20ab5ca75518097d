"""The first seconds on a fresh machine, in a small copy of the checkout whose locks name no packages."""

import os
import re
import shutil
import subprocess
import sys
import tomllib
from pathlib import Path

import pytest

from heart import bootstrap

ROOT = bootstrap.ROOT
UV = Path(sys.prefix) / "bin" / "uv"
MANAGE = "import sys; from heart import bootstrap; bootstrap.enter(sys.argv); print(sys.prefix)"
A_PACKAGE = "iniconfig==0.0 --hash=sha256:" + "0" * 64 + "\n"


class Checkout:
    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self.tools = folder / "tools"
        (folder / "heart" / "requirements").mkdir(parents=True)
        self.tools.mkdir()
        shutil.copy(ROOT / "heart" / "bootstrap.py", folder / "heart")
        (folder / "heart" / "__init__.py").touch()
        (folder / "manage.py").write_text(MANAGE)
        (self.tools / "uv").symlink_to(UV)
        for group in bootstrap.GROUPS:
            self.lock(group).write_text(f"# {group}\n")

    def lock(self, group: str) -> Path:
        return self.folder / "heart" / "requirements" / f"{group}.txt"

    @property
    def stamp(self) -> str:
        return (self.folder / ".venv" / "heart-installed").read_text().split()[0]

    def start(self, *arguments: str, **env: str) -> subprocess.Popen[str]:
        return subprocess.Popen(
            [base_python(), "manage.py", *arguments],
            cwd=self.folder,
            env={"PATH": f"{self.tools}:/usr/bin:/bin", "HOME": str(self.folder)} | env,
            stdout=subprocess.PIPE,
            stderr=subprocess.PIPE,
            text=True,
        )

    def run(self, *arguments: str, **env: str) -> tuple[str, str]:
        process = self.start(*arguments, **env)
        out, err = process.communicate(timeout=60)
        return out.strip(), err


def base_python() -> str:
    """The Python outside .venv, as a person would call it."""
    return getattr(sys, "_base_executable", sys.executable)


@pytest.fixture
def checkout(tmp_path: Path) -> Checkout:
    return Checkout(tmp_path / "checkout")


def test_the_first_run_makes_the_environment_and_the_second_needs_nothing(checkout: Checkout) -> None:
    out, err = checkout.run("demo")
    assert out == str(checkout.folder / ".venv")
    assert "Environment ready" in err

    (checkout.tools / "uv").unlink()
    assert checkout.run("demo") == (out, "")


def test_an_interruption_is_made_good(checkout: Checkout) -> None:
    checkout.run("demo")
    (checkout.folder / ".venv" / "heart-installed").unlink()
    shutil.rmtree(checkout.folder / ".venv" / "lib")

    out, _err = checkout.run("demo")
    assert (out, checkout.stamp) == (str(checkout.folder / ".venv"), "demo")


def test_an_environment_whose_python_is_gone_is_made_again(checkout: Checkout) -> None:
    checkout.run("demo")
    python = checkout.folder / ".venv" / "bin" / "python"
    python.unlink()
    python.symlink_to("/nowhere/python3")

    out, err = checkout.run("demo")
    assert out == str(checkout.folder / ".venv")
    assert "Making .venv" in err


def test_a_changed_lock_is_installed(checkout: Checkout) -> None:
    checkout.run("demo")
    checkout.lock("demo").write_text("# another\n")

    assert "Environment ready" in checkout.run("demo")[1]
    assert checkout.run("demo")[1] == ""


def test_test_packages_stay_for_a_later_demo(checkout: Checkout) -> None:
    checkout.run("test")
    assert checkout.stamp == "test"
    assert checkout.run("demo")[1] == ""

    checkout.lock("demo").write_text("# another\n")
    checkout.lock("test").write_text("# another\n")
    checkout.run("demo")
    assert checkout.stamp == "test"


def test_two_commands_started_together_install_once(checkout: Checkout) -> None:
    both = [checkout.start("demo"), checkout.start("demo")]
    errors = [process.communicate(timeout=60)[1] for process in both]

    assert [process.returncode for process in both] == [0, 0]
    assert sum("Environment ready" in err for err in errors) == 1


def test_a_failed_installation_says_what_to_do_and_leaves_no_stamp(checkout: Checkout) -> None:
    checkout.lock("demo").write_text(A_PACKAGE)

    out, err = checkout.run("demo", UV_OFFLINE="1")
    assert out == ""
    assert "Then run the same command again" in err
    assert not (checkout.folder / ".venv" / "heart-installed").exists()


def test_a_checkout_that_may_not_be_written(checkout: Checkout) -> None:
    if os.geteuid() == 0:
        pytest.skip("Root may write everywhere.")
    checkout.folder.chmod(0o500)
    out, err = checkout.run("demo")
    checkout.folder.chmod(0o700)

    assert (out, "is not writable" in err) == ("", True)


def test_a_home_that_may_not_be_written_is_not_needed(checkout: Checkout) -> None:
    out, _err = checkout.run("demo", HOME="/proc/nowhere")

    assert out == str(checkout.folder / ".venv")


def test_an_image_with_its_own_packages_is_left_alone(checkout: Checkout) -> None:
    out, err = checkout.run("migrate", HEART_BOOTSTRAP="off")

    assert (out, err) == (sys.base_prefix, "")
    assert not (checkout.folder / ".venv").exists()


def test_with_no_way_to_get_uv_it_names_one_command(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.setattr(bootstrap, "ROOT", tmp_path)
    monkeypatch.setenv("PATH", "/nowhere")
    for way in ("uv_by_pip", "uv_by_venv", "uv_by_apt"):
        monkeypatch.setattr(bootstrap, way, lambda private: False)

    with pytest.raises(bootstrap.Stop, match="Run this once"):
        bootstrap.find_uv()


# -- The locks -------------------------------------------------------------------------------------------------------


def pins(group: str) -> dict[str, str]:
    text = (ROOT / "heart" / "requirements" / f"{group}.txt").read_text()
    return dict(re.findall(r"^([a-z0-9-]+)==(\S+)[^\n]*\\$", text, re.MULTILINE))


def test_each_group_holds_the_smaller_one_in_the_same_versions() -> None:
    run, demo, test = (pins(group).items() for group in bootstrap.GROUPS)

    assert run < demo < test


def test_every_dependency_is_locked() -> None:
    project = tomllib.loads((ROOT / "pyproject.toml").read_text())
    named = project["project"]["dependencies"] + [
        word for word in project["dependency-groups"]["test"] if isinstance(word, str)
    ]

    missing = {re.split(r"[\[<>=]", word)[0].lower() for word in named} - pins("test").keys()
    assert missing == set()
