"""Whom a row of a CAD file names, if its columns say so."""

from collections.abc import Callable, Sequence
from datetime import date
from typing import Any

from django.utils.translation import gettext as _

from casework.actions.neighbors import Person
from casework.interop.cad_times import DATES, read_day
from casework.models import AgencyPerson, AlsoKnownAs, ContactPoint, Neighbor
from heart.lib.errors import DomainError

BIRTH_FORMS = ("iso", *DATES)
LONGEST: dict[str, Any] = {
    **{
        name: getattr(Neighbor._meta.get_field(name), "max_length", None)
        for name in ("preferred_name", "first_name", "last_name")
    },
    "also_known_as": AlsoKnownAs._meta.get_field("name").max_length,
    "phone": ContactPoint._meta.get_field("value").max_length,
    "agency_person_id": AgencyPerson._meta.get_field("person_id").max_length,
}
# Words that stand for nobody in particular.
NOBODY = frozenset(
    {"unknown", "unk", "anonymous", "refused", "na", "n/a", "none", "null", "-", "no name", "unknown unknown"}
)


def person_of(told: Callable[[str], str], birth_forms: Sequence[str], met: date) -> Person | None:
    """`told` gives the cell of a field, `met` the day of the call. None when the row names nobody. DomainError names the
    field."""
    words = {name: told(name) for name in ("preferred_name", "first_name", "last_name", "also_known_as", "phone")}
    words["agency_person_id"] = told("agency_person_id")
    if not (words["first_name"] or words["last_name"]):
        words["first_name"], words["last_name"] = _parted(told("full_name"))
    words = {name: "" if word.casefold() in NOBODY else word for name, word in words.items()}
    born, description = told("birth_date"), told("description")
    birth_date = _born(born, birth_forms or BIRTH_FORMS, met) if born else None
    if born and not birth_date:  # a partial or wrong date is still worth knowing
        description = "; ".join(filter(None, [description, _("born: %(told)s") % {"told": born}]))
    if not (any(words.values()) or birth_date or description):
        return None
    _check(words)
    also = words.pop("also_known_as")
    return Person(
        **words,  # type: ignore[arg-type]
        birth_date=birth_date,
        description=_cut(description),
        also_known_as=(also,) if also else (),
    )


def _born(text: str, forms: Sequence[str], met: date) -> date | None:
    """A year of two figures is the latest one before the call: 55 is 1955."""
    for form in forms:
        day = read_day(text, [form])
        if day:
            return day.replace(year=day.year - 100) if "%y" in form and day > met else day
    return None


def _parted(full: str) -> tuple[str, str]:
    """“LAST, FIRST” or “First Last”."""
    if "," in full:
        last, _comma, first = full.partition(",")
        return first.strip(), last.strip()
    first, _space, last = full.strip().partition(" ")
    return (first, last.strip()) if last else ("", first)


def _check(words: dict[str, str]) -> None:
    for name, text in words.items():
        if "\x00" in text:
            raise DomainError(_("A character with the code 0 is in the text."), field=name)
        if any("\ud800" <= char <= "\udfff" for char in text):
            raise DomainError(_("The text is in no known encoding."), field=name)
        longest = LONGEST.get(name)
        if longest and len(text) > longest:
            raise DomainError(_("The text is longer than %(longest)s.") % {"longest": longest}, field=name)


def _cut(description: str) -> str:
    longest = Neighbor._meta.get_field("description").max_length
    return description[:longest].encode("utf-8", "replace").decode().replace("\x00", "")
