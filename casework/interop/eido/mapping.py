"""What an agency's words mean to us: which pilot answered, what became of it, whether care navigation should follow
up. EIDO has no word for the last: dispositions, statuses and incident types are what says it. A TOML or JSON file;
the shipped `mappings/durham.toml` shows every key, with comments."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from functools import cache
from pathlib import Path

from django.conf import settings
from django.core.checks import Error
from django.utils.translation import gettext as _

from casework.interop.tables import MappingError, Table, fold, read_file
from casework.models import FollowUpWanted, Outcome, Pilot

SHIPPED = Path(__file__).with_name("mappings")


@dataclass(frozen=True)
class EidoMapping:
    """Words are compared without regard to case."""

    agencies: Mapping[str, str] = field(default_factory=dict)
    pilot_default: str = ""
    call_types: Mapping[str, str] = field(default_factory=dict)
    outcomes: Mapping[str, str] = field(default_factory=dict)
    follow_up: Mapping[str, str] = field(default_factory=dict)
    beats: Mapping[str, str] = field(default_factory=dict)
    weapons: Mapping[str, bool] = field(default_factory=dict)

    def pilot(self, words: Iterable[str]) -> str:
        return _meant(self.call_types, words) or self.pilot_default

    def outcome(self, words: Iterable[str]) -> str:
        return _meant(self.outcomes, words)

    def follow_up_wanted(self, words: Iterable[str]) -> str:
        """A yes counts before a no."""
        answers = {self.follow_up.get(fold(word), "") for word in words}
        return next((answer for answer in (FollowUpWanted.YES, FollowUpWanted.NO) if answer in answers), "")

    def weapon(self, words: Iterable[str]) -> bool | None:
        """A yes counts before a no; None where none of the words says either."""
        answers = {self.weapons.get(fold(word)) for word in words}
        return next((answer for answer in (True, False) if answer in answers), None)


def shipped_names() -> list[str]:
    return sorted(path.stem for path in SHIPPED.glob("*.toml"))


@cache
def standing_mapping() -> EidoMapping:
    """The one that the API goes by: the setting EIDO_MAPPING."""
    return load_mapping(settings.EIDO_MAPPING)


def check_setting(**_told: object) -> list[Error]:
    """Before anything is served: a mapping that cannot be read would refuse the first document, not whoever set it."""
    try:
        load_mapping(settings.EIDO_MAPPING)
    except MappingError as error:
        hint = _("Set EIDO_MAPPING to one of %(names)s, or to the path of a TOML or JSON file like them.")
        return [Error(f"EIDO_MAPPING: {error}", hint=hint % {"names": ", ".join(shipped_names())}, id="casework.E001")]
    return []


def load_mapping(name_or_path: str) -> EidoMapping:
    """A shipped mapping by its name, or a file. MappingError names what is wrong."""
    path = SHIPPED / f"{name_or_path}.toml" if name_or_path in shipped_names() else Path(name_or_path)
    if not path.is_file():
        raise MappingError(
            _("There is no mapping %(name)s: neither a file nor one of %(names)s.")
            % {"name": name_or_path, "names": ", ".join(shipped_names())}
        )
    return _parse(read_file(path), name_or_path)


def _parse(told: object, name: str) -> EidoMapping:
    table = Table(told, name)
    pilot, follow_up, weapon = table.table("pilot"), table.table("follow_up"), table.table("weapon")
    answers = {answer: follow_up.texts(str(answer)) for answer in (FollowUpWanted.YES, FollowUpWanted.NO)}
    armed = {fold(word): key == "yes" for key in ("no", "yes") for word in weapon.texts(key)}
    mapping = EidoMapping(
        agencies=table.words("agencies"),
        pilot_default=pilot.code("default", Pilot.values),
        call_types=pilot.codes("call_types", Pilot.values),
        outcomes=table.codes("outcomes", Outcome.values),
        follow_up={fold(word): str(answer) for answer, words in answers.items() for word in words},
        beats=table.words("beats"),
        weapons=armed,
    )
    for part in (table, pilot, follow_up, weapon):
        part.nothing_else()
    return mapping


def _meant(words_mean: Mapping[str, str], words: Iterable[str]) -> str:
    return next((words_mean[fold(word)] for word in words if words_mean.get(fold(word))), "")
