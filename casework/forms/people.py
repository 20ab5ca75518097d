"""Who is this: naming, answering, searching, restricting."""

from collections.abc import Collection, Mapping, Sequence
from datetime import date
from typing import Any

from django import forms
from django.forms.boundfield import BoundWidget
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from casework.forms.fields import NOT_ASKED, Day, OneOf, field, needed
from casework.models import (
    Interpreter,
    LivingSituation,
    MatchState,
    Neighbor,
    RestrictedWhy,
)
from casework.states import wrong_birth_date
from heart.accounts.models import User
from heart.lib.languages import LANGUAGES, language_name


class WhoForm(forms.Form):
    """Who it is, as far as we know now. `version` says which state of the record the page showed."""

    preferred_name = forms.CharField(label=_("Name they go by"), max_length=80, required=False)
    first_name = forms.CharField(label=_("First name"), max_length=80, required=False)
    last_name = forms.CharField(label=_("Last name"), max_length=80, required=False)
    also_known_as = forms.CharField(
        label=_("Other names"),
        max_length=300,
        required=False,
        help_text=_("Nicknames, maiden name, other spellings; a comma between two. Those that are known stay."),
    )
    description = forms.CharField(
        label=_("How one recognizes the person"),
        max_length=200,
        required=False,
        help_text=_("Such as: man, 50s, red coat, bus station."),
    )
    birth_date = Day(label=_("Birth date"), required=False)
    pronouns = forms.CharField(label=_("Pronouns"), max_length=40, required=False)
    language = forms.ChoiceField(label=_("Language"), choices=[NOT_ASKED, *LANGUAGES], required=False)
    interpreter = forms.ChoiceField(label=_("Interpreter"), choices=Interpreter.choices, required=False)
    living_situation = forms.ChoiceField(label=_("Living situation"), choices=LivingSituation.choices, required=False)
    where_to_find = forms.CharField(
        label=_("Where to find them, and when"),
        max_length=300,
        required=False,
        help_text=_("Usual places, the best time, who there knows them."),
    )
    version = forms.IntegerField(widget=forms.HiddenInput, required=False)

    def __init__(self, *args: Any, neighbor: Neighbor, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if neighbor.language and neighbor.language not in dict(LANGUAGES):  # told by another system
            told = (neighbor.language, language_name(neighbor.language))
            field(self, "language").choices = [NOT_ASKED, *LANGUAGES, told]

    def clean_birth_date(self) -> date | None:
        day: date | None = self.cleaned_data["birth_date"]
        if wrong := wrong_birth_date(day, timezone.localdate()):
            raise forms.ValidationError(wrong)
        return day

    def other_names(self) -> list[str]:
        return [name for name in (part.strip() for part in self.cleaned_data["also_known_as"].split(",")) if name]

    def clean_also_known_as(self) -> str:
        said: str = self.cleaned_data["also_known_as"]
        if any(len(name.strip()) > 120 for name in said.split(",")):
            raise forms.ValidationError(_("One of the names is too long."))
        return said

    def told(self) -> dict[str, Any]:
        return {name: value for name, value in self.cleaned_data.items() if name not in ("also_known_as", "version")}


class AnswerForm(forms.Form):
    """Whether two records are one person, and why. `cases`: the open ones to choose from, when there are two."""

    answer = OneOf(
        label=_("What do you say?"),
        choices=[
            (MatchState.LINKED, _("The same person")),
            (MatchState.DIFFERENT, _("Two people")),
            (MatchState.NOT_ENOUGH, _("Not enough to say")),
        ],
        error_messages=needed(_("Choose one of the three answers.")),
    )
    goes_on = OneOf(label=_("If it is the same person: which case goes on?"), required=False)
    why = forms.CharField(
        label=_("Why?"),
        max_length=300,
        required=False,
        help_text=_(
            "Needed, unless there is not enough to say. What told you: who said so, what is the same. It stays with the record."
        ),
    )

    def __init__(self, *args: Any, cases: Sequence[tuple[str, str]] = (), **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.cases = cases
        field(self, "goes_on").choices = cases

    def clean(self) -> dict[str, Any]:
        """Not enough to say needs no more words; what parts or joins people does."""
        told = dict(self.cleaned_data)
        answer = told.get("answer")
        if answer == MatchState.NOT_ENOUGH and not told.get("why"):
            told["why"] = _("not enough is known")
        elif answer and not told.get("why") and "why" not in self.errors:
            self.add_error("why", _("Say why."))
        if answer == MatchState.LINKED and self.cases and not told.get("goes_on") and "goes_on" not in self.errors:
            self.add_error("goes_on", _("Choose which case goes on."))
        return told


class SearchForm(forms.Form):
    q = forms.CharField(
        label=_("Name, phone, birth date, incident number, or description"),
        max_length=1000,
        required=False,
        strip=False,
        widget=forms.TextInput(attrs={"autocomplete": "off", "autocapitalize": "none", "spellcheck": "false"}),
    )

    def clean_q(self) -> str:
        return str(self.cleaned_data["q"])[:1000]


class OtherRecordForm(SearchForm):
    """Somebody to compare with, of whom one knows more than the matcher does."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["q"].label = _("Somebody else whom you know?")
        self.fields["q"].help_text = _("A name, a phone, a birth date or an incident number.")


class People(forms.ModelMultipleChoiceField):
    """Staff with role and team: of a bare name nobody knows whose it is. `theirs` holds the teams by person."""

    theirs: Mapping[int, Sequence[str]] = {}

    def label_from_instance(self, obj: Any) -> str:
        return " · ".join([obj.name, str(obj.get_role_display()), *self.theirs.get(obj.pk, ())])


class RestrictForm(forms.Form):
    """Who may know. `why` is asked once, when the record is restricted."""

    why = forms.ChoiceField(
        label=_("Why"), choices=RestrictedWhy, widget=forms.RadioSelect, error_messages=needed(_("Choose why."))
    )
    named = People(
        label=_("Who may see it"),
        queryset=User.objects.none(),
        widget=forms.CheckboxSelectMultiple,
        help_text=_("Nobody else, whatever their role, and it is not even found. Name two who supervise, if you can."),
        error_messages=needed(_("Tick those who may see it.")),
    )

    def __init__(
        self,
        *args: Any,
        people: Any,
        teams: Mapping[int, Sequence[str]],
        near: Collection[int],
        standing: bool,
        **kwargs: Any,
    ) -> None:
        """`near`: keys of those who stand above all others."""
        super().__init__(*args, **kwargs)
        self.near = near
        field(self, "named").queryset = people
        field(self, "named").theirs = teams
        if standing:
            del self.fields["why"]

    def near_first(self) -> tuple[list[BoundWidget], dict[str, list[BoundWidget]]]:
        """The tiles of `named`: those who stand above, and all others by role."""
        roles = {one.pk: one.get_role_display() for one in field(self, "named").queryset}
        near, others = [], dict[str, list[BoundWidget]]()
        for tile in self["named"]:
            key = int(str(tile.data["value"]))
            if key in self.near or tile.data["selected"]:
                near.append(tile)
            else:
                others.setdefault(roles[key], []).append(tile)
        return near, others
