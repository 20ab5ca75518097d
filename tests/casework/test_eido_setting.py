"""The setting EIDO_MAPPING is looked at when the programme starts, not at the first document."""

from pathlib import Path

import pytest
from django.core.checks import run_checks
from django.core.management import call_command
from django.core.management.base import SystemCheckError


def said() -> list[str]:
    return [check.msg for check in run_checks() if check.id == "casework.E001"]


def test_the_shipped_one_and_one_of_ones_own_are_right(settings, tmp_path: Path) -> None:
    own = tmp_path / "own.toml"
    own.write_text('[agencies]\n"911.durham.example" = "Durham"\n')
    for name in ("durham", str(own)):
        settings.EIDO_MAPPING = name
        assert said() == []


@pytest.mark.parametrize(
    ("text", "names"),
    [
        ("[pilots]\n", "pilots is not known here"),
        ('[pilot]\ndefault = "police"\n', "default has police"),
        ("[pilot\n", "cannot be read"),
        ("[weapon]\nyes = 5\n", "yes has the wrong type"),
        (None, "There is no mapping"),
    ],
)
def test_a_wrong_one_stops_the_start_and_names_the_key(settings, tmp_path: Path, text: str | None, names: str) -> None:
    own = tmp_path / "own.toml"
    if text is not None:
        own.write_text(text)
    settings.EIDO_MAPPING = str(own)
    (found,) = said()
    assert (found.startswith("EIDO_MAPPING: "), names in found, str(own) in found) == (True, True, True)
    with pytest.raises(SystemCheckError, match="Set EIDO_MAPPING to one of durham, or to the path"):
        call_command("check")
