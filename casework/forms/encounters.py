"""The responder's form."""

from datetime import date
from typing import Any

from django import forms
from django.db.models import TextChoices
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from phonenumber_field.formfields import PhoneNumberField

from casework.actions.encounters import EncounterDetails
from casework.actions.neighbors import Person
from casework.actions.responding import CallerTold
from casework.forms.fields import MAY, NOT_ASKED, Day, LocalTime, OneOf, field, needed
from casework.models import (
    Beat,
    CallerIs,
    CallType,
    FollowUpWanted,
    Interpreter,
    LivingSituation,
    Outcome,
    Pilot,
)
from casework.states import wrong_birth_date
from heart.lib.clock import ZONE
from heart.lib.languages import LANGUAGES
from heart.lib.phones import kept
from heart.lib.wall_clock import instant


class WhoCalled(TextChoices):
    NEIGHBOR = "neighbor", _("The neighbor")
    SOMEBODY_ELSE = "other", _("Somebody else")


class EncounterForm(forms.Form):
    """A responder's encounter: what a shift has time for first, the rest under More. `submission` names this filled-in
    form, and `writer` who fills it in: a phone may change hands while a page is open."""

    submission = forms.UUIDField(widget=forms.HiddenInput, required=False)
    writer = forms.CharField(widget=forms.HiddenInput, required=False)

    pilot = OneOf(label=_("Team"), choices=Pilot.choices, error_messages=needed(_("Choose your team.")))
    incident_number = forms.CharField(
        label=_("Incident number"),
        max_length=60,
        help_text=_("From CAD, as it stands there."),
        error_messages=needed(_("Type the incident number, as it stands in CAD.")),
        widget=forms.TextInput(attrs={"autocapitalize": "characters", "spellcheck": "false"}),
    )
    preferred_name = forms.CharField(label=_("Name they go by"), max_length=80, required=False)
    description = forms.CharField(
        label=_("If the name is not known: who is it?"),
        max_length=200,
        required=False,
        help_text=_("Such as: man, 50s, red coat, bus station."),
    )
    outcome = OneOf(
        label=_("What happened?"), choices=[choice for choice in Outcome.choices if choice[0]], required=False
    )
    follow_up_wanted = OneOf(
        label=_("Should care navigation follow up?"),
        choices=[(FollowUpWanted.YES, _("Yes")), (FollowUpWanted.NO, _("No"))],
        error_messages=needed(_("Say whether care navigation should follow up.")),
    )
    note = forms.CharField(
        label=_("What care navigation should know"), widget=forms.Textarea(attrs={"rows": 3}), required=False
    )
    phone = PhoneNumberField(
        label=_("Their phone"),
        required=False,
        region="US",
        widget=forms.TextInput(attrs={"type": "tel", "inputmode": "tel", "placeholder": " "}),
    )
    voicemail_ok = OneOf(label=_("Voicemail is OK"), choices=MAY, required=False, initial="")
    text_ok = OneOf(label=_("Text is OK"), choices=MAY, required=False, initial="")

    who_called = OneOf(label=_("Who called 911?"), choices=WhoCalled.choices, required=False)
    caller_is = forms.ChoiceField(
        label=_("The caller is"),
        choices=[choice for choice in CallerIs.choices if choice[0] != CallerIs.NEIGHBOR],
        required=False,
    )
    caller_name = forms.CharField(label=_("The caller's name"), max_length=160, required=False)
    caller_phone = PhoneNumberField(
        label=_("The caller's number"),
        required=False,
        region="US",
        help_text=_("Kept apart: it is never called in the neighbor's place."),
        widget=forms.TextInput(attrs={"type": "tel", "inputmode": "tel"}),
    )

    received_at = LocalTime(label=_("Call received"), error_messages=needed(_("Say when the call came in.")))
    cleared_at = LocalTime(label=_("Cleared"), required=False, help_text=_("The 48 hours count from here."))
    call_type = forms.ChoiceField(label=_("Call type"), required=False)
    beat = forms.ChoiceField(label=_("Beat"), required=False)
    location = forms.CharField(label=_("Place"), max_length=200, required=False)
    weapon = OneOf(
        label=_("Was a weapon or violence told of?"), choices=[("yes", _("Yes")), ("no", _("No"))], required=False
    )
    first_name = forms.CharField(label=_("First name"), max_length=80, required=False)
    last_name = forms.CharField(label=_("Last name"), max_length=80, required=False)
    birth_date = Day(label=_("Birth date"), required=False)
    language = forms.ChoiceField(label=_("Language"), choices=[NOT_ASKED, *LANGUAGES], required=False)
    interpreter = forms.ChoiceField(label=_("Interpreter"), choices=Interpreter.choices, required=False)
    living_situation = forms.ChoiceField(label=_("Living situation"), choices=LivingSituation.choices, required=False)
    where_to_find = forms.CharField(label=_("Where to find them, and when"), max_length=300, required=False)
    may_say_heart = forms.ChoiceField(label=_("May say “HEART”"), choices=MAY, required=False)
    who_else_answers = forms.CharField(label=_("Who else may answer"), max_length=120, required=False)
    domestic_violence = forms.BooleanField(label=_("Domestic violence: take care"), required=False)
    agency_person_id = forms.CharField(
        label=_("Person number in CAD"),
        max_length=60,
        required=False,
        help_text=_("Known people join their open case."),
    )

    THIS_FORM = ("submission", "writer")
    CALL = (
        "pilot",
        "incident_number",
        "received_at",
        "cleared_at",
        "call_type",
        "beat",
        "location",
        "outcome",
        "follow_up_wanted",
        "note",
    )
    TOLD = (*CALL, "weapon")
    CALLER = ("who_called", "caller_is", "caller_name", "caller_phone")
    # Folded away: opened when something in it is wrong.
    MORE = (
        "received_at",
        "cleared_at",
        "call_type",
        "beat",
        "location",
        "weapon",
        "first_name",
        "last_name",
        "birth_date",
        "language",
        "interpreter",
        "living_situation",
        "where_to_find",
        "may_say_heart",
        "who_else_answers",
        "domestic_violence",
        "agency_person_id",
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        today = timezone.localdate()
        beats = Beat.objects.in_force(today).order_by("code").values_list("code", flat=True).distinct()
        names = CallType.objects.in_force(today).values_list("name", flat=True)
        field(self, "beat").choices = [("", _("Not in a pilot beat")), *((code, code) for code in beats)]
        field(self, "call_type").choices = [("", _("Not known")), *((name, name) for name in sorted(set(names)))]

    @property
    def more_is_wrong(self) -> bool:
        return bool(set(self.MORE) & set(self.errors))

    def clean_birth_date(self) -> date | None:
        day: date | None = self.cleaned_data["birth_date"]
        if wrong := wrong_birth_date(day, timezone.localdate()):
            raise forms.ValidationError(wrong)
        return day

    def clean(self) -> dict[str, Any]:
        """Cleared in the hour that comes twice, and not before the call: then the second time is meant."""
        told = dict(self.cleaned_data)
        received, cleared = told.get("received_at"), told.get("cleared_at")
        if received and cleared:
            told["cleared_at"] = instant(timezone.make_naive(cleared, ZONE), ZONE, not_before=received)
        return told

    def typed(self) -> dict[str, str]:
        """As it stands in the fields, right or wrong: what a draft keeps."""
        names = (name for name in self.fields if name not in self.THIS_FORM)
        return {name: value for name in names if (value := self.data.get(name))}

    def details(self, agency: str) -> EncounterDetails:
        weapon = {"yes": True, "no": False}.get(self.cleaned_data["weapon"])
        return EncounterDetails(agency=agency, weapon=weapon, **{name: self.cleaned_data[name] for name in self.CALL})

    def person(self) -> Person:
        others = (*self.THIS_FORM, *self.TOLD, *self.CALLER)
        told = {name: value for name, value in self.cleaned_data.items() if name not in others}
        return Person(**(told | {"phone": kept(self.cleaned_data["phone"])}))

    def caller(self) -> CallerTold:
        """Somebody else's words count only while it was somebody else."""
        told = self.cleaned_data
        if told["who_called"] == WhoCalled.SOMEBODY_ELSE:
            return CallerTold(told["caller_is"], told["caller_name"], kept(told["caller_phone"]))
        return CallerTold(CallerIs.NEIGHBOR if told["who_called"] == WhoCalled.NEIGHBOR else "")
