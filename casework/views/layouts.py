"""What an uploaded file is: which column is which, and what its words mean. Guessed, shown, and chosen by a person."""

from collections.abc import Iterable, Mapping, Sequence
from datetime import datetime
from functools import cache
from typing import Any
from zlib import crc32
from zoneinfo import available_timezones

from django import forms
from django.utils.text import capfirst
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from casework.interop.cad_mapping import PERSON, TEXTS, TIMES
from casework.interop.cad_times import EPOCH, ISO
from casework.interop.columns import Column
from casework.interop.guessing import DAY_OF, mapping_of
from casework.interop.previewing import proposed, roles_in, words_of
from casework.interop.tables import fold
from casework.models import Encounter, Pilot

BETWEEN = " | "
# "Nobody answers for these": an answer too, unlike an empty one.
NO_PILOT = "none"
EXAMPLE = datetime(2026, 11, 20, 14, 5)  # noqa: DTZ001 - as a file tells it
COMMON_TIMES = (
    "%m/%d/%Y %H:%M:%S", "%m/%d/%Y %H:%M", "%m/%d/%Y %I:%M:%S %p", "%m/%d/%Y %I:%M %p", "%Y-%m-%d %H:%M:%S", ISO,
    "%d/%m/%Y %H:%M:%S", "%m/%d/%y %H:%M", "%d-%b-%Y %H:%M:%S", EPOCH,
)  # fmt: skip
US_ZONES = {
    "America/New_York": gettext_lazy("Eastern (New York, Durham)"),
    "America/Chicago": gettext_lazy("Central (Chicago)"),
    "America/Denver": gettext_lazy("Mountain (Denver)"),
    "America/Phoenix": gettext_lazy("Arizona (Phoenix)"),
    "America/Los_Angeles": gettext_lazy("Pacific (Los Angeles)"),
    "America/Anchorage": gettext_lazy("Alaska (Anchorage)"),
    "Pacific/Honolulu": gettext_lazy("Hawaii (Honolulu)"),
    "America/Puerto_Rico": gettext_lazy("Puerto Rico"),
    "UTC": gettext_lazy("UTC"),
}

WORDS_OF_PERSON = {
    "first_name": gettext_lazy("first name"),
    "last_name": gettext_lazy("last name"),
    "full_name": gettext_lazy("full name"),
    "preferred_name": gettext_lazy("preferred name"),
    "also_known_as": gettext_lazy("also known as"),
    "birth_date": gettext_lazy("birth date"),
    "phone": gettext_lazy("phone"),
    "agency_person_id": gettext_lazy("the agency's number of the person"),
    "description": gettext_lazy("description"),
}


def roles() -> list[Any]:
    """What a column may be, in groups."""

    def label(name: str) -> str:
        return str(capfirst(str(Encounter._meta.get_field(name).verbose_name)))  # type: ignore[union-attr]

    return [
        ("", _("Leave out")),
        (
            _("Encounter"),
            [
                *((name, label(name)) for name in ("incident_number", "received_at")),
                (DAY_OF, _("Date, with the time in another column")),
                *((name, label(name)) for name in (*TIMES[1:], *TEXTS[1:])),
                ("pilot", label("pilot")),
                ("follow_up", label("follow_up_wanted")),
            ],
        ),
        (_("Person"), [(name, str(WORDS_OF_PERSON[name]).capitalize()) for name in PERSON]),
    ]


def time_words(form: str) -> str:
    """A form of writing a time, by an example."""
    if form == EPOCH:
        return _("%(example)s (seconds since 1970)") % {"example": "1795183500"}
    return EXAMPLE.isoformat() if form == ISO else EXAMPLE.strftime(form)


@cache
def other_zones() -> list[tuple[str, str]]:
    names = sorted(name for name in available_timezones() if "/" in name and not name.startswith(("Etc/", "System")))
    return [(name, name.replace("_", " ")) for name in names if name not in US_ZONES]


def key_of(word: str) -> str:
    return f"{crc32(fold(word).encode(errors='surrogatepass')):08x}"


class LayoutForm(forms.Form):
    """What the file is, as guessed and then as chosen. A select for each column (role-0, role-1 ...), each call type
    that was seen (pilot-...) and each word that may ask for a follow-up (answer-...). Only an import needs all."""

    agency = forms.CharField(
        label=gettext_lazy("Agency"),
        max_length=60,
        help_text=gettext_lazy(
            "Together with the incident number it names an encounter: the same in every file of this agency."
        ),
    )
    zone = forms.ChoiceField(
        label=gettext_lazy("Time zone"),
        help_text=gettext_lazy("Where the agency is: its times are read as that place's."),
        error_messages={"invalid_choice": gettext_lazy("There is no time zone %(value)s.")},
    )
    time_formats = forms.MultipleChoiceField(
        label=gettext_lazy("How times are written"),
        widget=forms.CheckboxSelectMultiple,
        help_text=gettext_lazy("Each by an example: five past two in the afternoon of November 20, 2026."),
    )
    header = forms.BooleanField(label=gettext_lazy("The first row names the columns"), required=False)
    blank = forms.CharField(
        label=gettext_lazy("Cells that mean nothing"),
        required=False,
        max_length=300,
        help_text=gettext_lazy("Several with | between them."),
    )
    pilot_default = forms.ChoiceField(label=gettext_lazy("Pilot, unless the row or its call type says"), required=False)

    def __init__(
        self, data: Any, *, columns: Sequence[Column], told: Mapping[str, Any], to_import: bool = False
    ) -> None:
        super().__init__(data, initial=initial_of(told, columns))
        self.columns, self.told, self.to_import = columns, told, to_import
        # Whether nothing would be recorded, and that is to be said yes to.
        self.anyway = False
        self.fields["agency"].required = to_import
        written = [*_texts(told.get("time_formats", [])), *COMMON_TIMES]
        self._choose_from("zone", [(_("United States"), list(US_ZONES.items())), (_("Elsewhere"), other_zones())])
        self._choose_from("time_formats", [(form, time_words(form)) for form in dict.fromkeys(written)])
        self._choose_from("pilot_default", [("", _("Choose")), *Pilot.choices, (NO_PILOT, _("No pilot"))])
        choices = roles()
        for column in columns:
            self.fields[f"role-{column.number}"] = forms.ChoiceField(label=column.name, choices=choices, required=False)
        self.call_types = words_of(columns, self.chosen(), ["call_type"])
        self.answers = words_of(columns, self.chosen(), ["follow_up", "disposition"])
        self._ask("pilot", self.call_types, [("", "–"), *Pilot.choices])
        self._ask("answer", self.answers, [("", "–"), ("yes", _("Follow up")), ("no", _("No follow-up"))])

    def _choose_from(self, name: str, choices: Sequence[Any]) -> None:
        field: Any = self.fields[name]
        field.choices = choices

    def _ask(self, what: str, words: Iterable[str], choices: list[tuple[str, Any]]) -> None:
        for word in words:
            self.fields[f"{what}-{key_of(word)}"] = forms.ChoiceField(label=word, choices=choices, required=False)

    def chosen(self) -> list[str]:
        """The role of each column."""
        names = [f"role-{column.number}" for column in self.columns]
        return [self.data.get(name, "") if self.is_bound else self.initial.get(name, "") for name in names]

    def fields_of(self, what: str) -> list[Any]:
        return [self[name] for name in self.fields if name.startswith(f"{what}-")]

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or self.cleaned_data
        if self.to_import:
            self._check_needed(cleaned)
        return cleaned

    def _check_needed(self, cleaned: Mapping[str, Any]) -> None:
        chosen = self.chosen()
        if "incident_number" not in chosen:
            self.add_error(None, forms.ValidationError(_("Say which column is the incident number."), "columns"))
        if "received_at" not in chosen:
            self.add_error(None, forms.ValidationError(_("Say which column is the time of the call."), "columns"))
        if "pilot" not in chosen and not cleaned.get("pilot_default"):
            self.add_error("pilot_default", _("Choose a pilot, or “No pilot”."))
        if any(name not in self.data for name in self.fields if name.startswith(("pilot-", "answer-"))):
            changed = _("The columns were changed. Show the rows and look at their words first.")
            self.add_error(None, forms.ValidationError(changed, "columns"))

    def mapping(self) -> dict[str, Any]:
        """What was chosen, upon what the former mapping says besides (words of pilots, outcomes, beats)."""
        told, base = self.cleaned_data, self.told
        found = mapping_of(
            self.columns, self.chosen(), header=told["header"], agency=told["agency"], zone=told["zone"],
            time_formats=told["time_formats"], blank=_parts(told["blank"]),
        )  # fmt: skip
        found |= {key: base[key] for key in ("outcomes", "beats", "delimiter") if base.get(key)}
        if base.get("person", {}).get("birth_formats") and "person" in found:
            found["person"]["birth_formats"] = base["person"]["birth_formats"]
        pilot = _same_column(base, found, "pilot")
        if told["pilot_default"]:
            pilot = {**pilot, "default": told["pilot_default"].replace(NO_PILOT, "")}
        return found | {"pilot": {**pilot, "call_types": self._pilots(found)}} | self._follow_up(found)

    def _pilots(self, found: dict[str, Any]) -> dict[str, str]:
        shown = {fold(word) for word in self.call_types}
        former = self.told.get("pilot", {}).get("call_types", {})
        meant = proposed(found, self.columns).get("pilot", {}).get("call_types", {})
        now = {word: self._answer("pilot", word, meant.get(word, "")) for word in self.call_types}
        kept = {word: pilot for word, pilot in former.items() if fold(word) not in shown}
        return {word: pilot for word, pilot in now.items() if pilot} | kept

    def _follow_up(self, found: dict[str, Any]) -> dict[str, Any]:
        column = next(
            (
                c.name
                for role in ("follow_up", "disposition")
                for c, r in zip(self.columns, self.chosen(), strict=True)
                if r == role
            ),
            "",
        )
        if not column:
            return {}
        told = proposed(found, self.columns).get("follow_up", {})
        meant = {word: answer for answer in ("yes", "no") for word in told.get(answer, [])}
        now = {word: self._answer("answer", word, meant.get(word, "")) for word in self.answers}
        former, shown = _same_column(self.told, {"follow_up": {"column": column}}, "follow_up"), set(map(fold, now))
        words = {
            answer: [word for word, meaning in now.items() if meaning == answer]
            + [word for word in _texts(former.get(answer, [])) if fold(word) not in shown]
            for answer in ("yes", "no")
        }
        return {"follow_up": {"column": column, **words}}

    def _answer(self, what: str, word: str, proposal: str) -> str:
        """As chosen; as proposed where it was not asked yet."""
        name = f"{what}-{key_of(word)}"
        return self.cleaned_data[name] if name in self.data else proposal


def missing(told: Mapping[str, Any]) -> list[tuple[str, Any]]:
    """What an import still needs: where on the page it is answered, and its words."""
    columns, pilot = told.get("columns", {}), told.get("pilot", {})
    needed = [
        ("id_agency", gettext_lazy("Agency"), told.get("agency")),
        ("columns", gettext_lazy("Which column is the incident number"), "incident_number" in columns),
        ("columns", gettext_lazy("Which column is the time of the call"), "received_at" in columns),
        (
            "id_pilot_default",
            gettext_lazy("Pilot, unless the row or its call type says"),
            pilot.get("column") or "default" in pilot,
        ),
    ]
    return [(place, words) for place, words, there in needed if not there]


def _same_column(base: Mapping[str, Any], found: dict[str, Any], part: str) -> dict[str, Any]:
    """The words of the former mapping for that column, else those that were found in it."""
    now, former = found.get(part, {}), base.get(part, {})
    return former if former.get("column") and fold(former["column"]) == fold(now.get("column", "")) else now


def _parts(text: str) -> list[str]:
    return [part.strip() for part in text.split("|") if part.strip()]


def initial_of(told: Mapping[str, Any], columns: Sequence[Column]) -> dict[str, Any]:
    """A mapping as the form shows it."""
    pilot, follow_up = told.get("pilot", {}), told.get("follow_up", {})
    return {
        "agency": told.get("agency", ""),
        "zone": told.get("zone", ""),
        "time_formats": _texts(told.get("time_formats", ["iso"])),
        "header": told.get("header", True),
        "blank": BETWEEN.join(_texts(told.get("blank", []))),
        "pilot_default": (pilot["default"] or NO_PILOT) if "default" in pilot else "",
        **{f"pilot-{key_of(word)}": code for word, code in pilot.get("call_types", {}).items()},
        **{f"answer-{key_of(word)}": answer for answer in ("yes", "no") for word in _texts(follow_up.get(answer, []))},
        **{f"role-{c.number}": role for c, role in zip(columns, roles_in(dict(told), columns), strict=True)},
    }


def _texts(words: str | list[str]) -> list[str]:
    return [words] if isinstance(words, str) else words
