"""What people type, checked for shape. Rules are the actions'; they come back as errors of the field they name."""

from collections.abc import Collection, Mapping, Sequence
from datetime import date, datetime
from typing import Any
from uuid import UUID, uuid4

from django import forms
from django.db.models import TextChoices
from django.forms.boundfield import BoundWidget
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from phonenumber_field.formfields import PhoneNumberField

from casework.actions.contacts import ContactDetails
from casework.actions.encounters import EncounterDetails
from casework.actions.neighbors import Person
from casework.actions.plans import PlanWords
from casework.actions.responding import CallerTold
from casework.models import (
    AgreedHow,
    Beat,
    CallerIs,
    CallType,
    ContactPoint,
    ContactPointKind,
    Direction,
    FollowUpWanted,
    Interpreter,
    LivingSituation,
    MatchState,
    Neighbor,
    Outcome,
    Pilot,
    RestrictedWhy,
    Safety,
)
from casework.states import Answer, ContactChannel, ContactResult, wrong_birth_date
from heart.accounts.models import Team, User
from heart.lib.clock import ZONE
from heart.lib.languages import LANGUAGES, language_name
from heart.lib.phones import kept, readable
from heart.lib.wall_clock import NoSuchTime, instant

LOCAL = "%Y-%m-%dT%H:%M"
NOT_ASKED = ("", _("Not asked"))


def field(form: forms.Form, name: str) -> Any:
    """A field whose choices are only known when the form is asked for."""
    return form.fields[name]


def needed(words: Any) -> dict[str, Any]:
    """What to do where a field that is needed was left empty."""
    return {"required": words}


class LocalTime(forms.DateTimeField):
    """A date and time as the browser's own picker gives it, in the programme's zone. Of an hour that comes twice when
    the clocks go back the first is meant: what is promised from there is due sooner, never later. A time that they skip
    is an error."""

    def __init__(self, **kwargs: Any) -> None:
        super().__init__(widget=forms.DateTimeInput(attrs={"type": "datetime-local"}, format=LOCAL), **kwargs)

    def to_python(self, value: Any) -> datetime | None:
        try:
            return super().to_python(value)
        except forms.ValidationError as refused:
            if refused.code != "ambiguous_timezone" or refused.params is None:
                raise
            wall: datetime = refused.params["datetime"]
        try:
            return instant(wall, ZONE)
        except NoSuchTime:
            raise forms.ValidationError(_("The clocks skip this time when they go forward."), code="skipped") from None


class Day(forms.DateField):
    def __init__(self, **kwargs: Any) -> None:
        super().__init__(widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d"), **kwargs)


class OneOf(forms.ChoiceField):
    """A choice of few: tiles to tap, nothing chosen beforehand unless `initial` says so."""

    widget = forms.RadioSelect


class WhoCalled(TextChoices):
    NEIGHBOR = "neighbor", _("The neighbor")
    SOMEBODY_ELSE = "other", _("Somebody else")


# As answers of a form are written: with a capital.
MAY = [(Safety.UNKNOWN, _("Not asked")), (Safety.YES, _("Yes")), (Safety.NO, _("No"))]


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


class ContactForm(forms.Form):
    """Result first; then only what that result needs."""

    submission = forms.UUIDField(widget=forms.HiddenInput, required=False, initial=uuid4)
    result = OneOf(
        label=_("What happened?"), choices=ContactResult.choices, error_messages=needed(_("Say what happened."))
    )
    answer = OneOf(
        label=_("What does the neighbor say?"),
        choices=Answer.choices,
        required=False,
        help_text=_("Only when you spoke with the neighbor."),
    )
    channel = OneOf(
        label=_("How?"),
        choices=ContactChannel.choices,
        error_messages=needed(_("Say how: by phone, in person, or another way.")),
    )
    direction = OneOf(label=_("Who began it?"), choices=Direction.choices, initial=Direction.OUT)
    interpreter = forms.ChoiceField(
        label=_("Interpreter used"),
        choices=[("", _("None")), *[c for c in Interpreter.choices if c[0] not in ("", "not_needed")]],
        required=False,
    )
    note = forms.CharField(label=_("Note"), widget=forms.Textarea(attrs={"rows": 4}), required=False)
    at = LocalTime(label=_("When"), required=False, help_text=_("Empty: now."))
    next_due_at = LocalTime(label=_("Next follow-up"), required=False, help_text=_("Empty: as the cadence says."))

    def details(self) -> ContactDetails:
        told = dict(self.cleaned_data)
        return ContactDetails(**(told | {"submission": told["submission"] or uuid4()}))


class AssignForm(forms.Form):
    team = forms.ModelChoiceField(
        queryset=Team.objects.none(),
        label=_("Team"),
        widget=forms.RadioSelect,
        empty_label=None,
        error_messages=needed(_("Choose a team.")),
    )

    def __init__(self, *args: Any, teams: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        field(self, "team").queryset = teams


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


class WhyForm(forms.Form):
    """A reason, for what is done with one button."""

    why = forms.CharField(max_length=300, error_messages=needed(_("Say why.")))

    def __init__(self, *args: Any, label: str, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["why"].label = label


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


class MoveForm(forms.Form):
    due_at = LocalTime(label=_("New time"), error_messages=needed(_("Choose the new time.")))
    why = forms.CharField(label=_("Why does it move?"), max_length=300, error_messages=needed(_("Say why.")))


class SnoozeForm(forms.Form):
    """One of the times that are offered, or another one."""

    offered = forms.DateTimeField(label=_("Quiet until"), widget=forms.RadioSelect, required=False)
    until = LocalTime(label=_("Another time"), required=False)
    why = forms.CharField(label=_("Why can it wait?"), max_length=200, error_messages=needed(_("Say why.")))

    def __init__(self, *args: Any, offered: Sequence[tuple[str, str]], **kwargs: Any) -> None:
        """`offered`: local times and how they are said."""
        super().__init__(*args, **kwargs)
        field(self, "offered").widget.choices = offered
        if not offered:
            del self.fields["offered"]
            self.fields["until"].label = _("Quiet until")

    def clean(self) -> dict[str, Any]:
        """The time that was typed goes before the one that was tapped."""
        told = dict(self.cleaned_data)
        until = told.get("until") or told.pop("offered", None)
        if until is None and not {"until", "offered"} & set(self.errors):
            self.add_error("until", _("Choose until when."))
        return {"until": until, "why": told.get("why", "")}


class HandOverForm(forms.Form):
    """`shown`: what the preview said, “12:5 13:5” for follow-ups 12 and 13 that go to person 5, so that the answer can
    say what changed since."""

    why = forms.CharField(label=_("Why is it handed over?"), max_length=200, error_messages=needed(_("Say why.")))
    shown = forms.CharField(widget=forms.HiddenInput, required=False)

    def agreed(self) -> dict[str, str]:
        return dict(pair.split(":", 1) for pair in self.cleaned_data["shown"].split() if ":" in pair)


class DoneForm(forms.Form):
    note = forms.CharField(label=_("What was done?"), max_length=300, error_messages=needed(_("Say what was done.")))


class TextsForm(forms.Form):
    """What the neighbor said about texts, at one of their numbers."""

    contact_point = forms.ModelChoiceField(
        queryset=ContactPoint.objects.none(),
        label=_("Number"),
        widget=forms.RadioSelect,
        empty_label=None,
        error_messages=needed(_("Choose the number.")),
    )
    text_ok = OneOf(
        label=_("Is a text safe there?"), choices=MAY[1:], error_messages=needed(_("Say whether a text is safe there."))
    )
    may_say_heart = OneOf(label=_("May it say “HEART”?"), choices=MAY[1:], required=False)
    appointments = forms.BooleanField(label=_("Reminders of appointments"), required=False)
    caring = forms.BooleanField(
        label=_("A friendly word now and then"), required=False, help_text=_("Without advice, and without a question.")
    )
    how = OneOf(
        label=_("How did the neighbor agree?"),
        choices=AgreedHow.choices[:2],
        error_messages=needed(_("Say how the neighbor agreed.")),
    )
    careful = forms.BooleanField(label=_("Nobody else reads this phone: I have asked"), required=False)

    def __init__(self, *args: Any, neighbor: Neighbor, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        numbers = neighbor.contact_points.current().filter(kind=ContactPointKind.PHONE).order_by("-pk")
        field(self, "contact_point").queryset = numbers
        field(self, "contact_point").label_from_instance = lambda point: readable(point.value)
        self.has_numbers = numbers.exists()
        if not neighbor.domestic_violence:
            del self.fields["careful"]


def quick_details(result: str, channel: str, submission: UUID) -> ContactDetails:
    """One tap on a row: a result that needs nothing more said."""
    return ContactDetails(
        channel=ContactChannel(channel or ContactChannel.PHONE), result=ContactResult(result), submission=submission
    )


class PlanForm(forms.Form):
    """The words of a response plan. How much fits onto the card, the action says. `seen`: how the plan looked."""

    seen = forms.CharField(widget=forms.HiddenInput, required=False)
    helps = forms.CharField(
        label=_("What helps"),
        widget=forms.Textarea(attrs={"rows": 4, "maxlength": 240}),
        required=False,
        help_text=_("One thing a line, six at most. Such as: speak slowly; ask about the dog; sit down too."),
    )
    avoid = forms.CharField(
        label=_("What to avoid"), widget=forms.Textarea(attrs={"rows": 4, "maxlength": 240}), required=False
    )
    who_to_call = forms.CharField(
        label=_("Who to call"),
        widget=forms.Textarea(attrs={"rows": 3, "maxlength": 160}),
        required=False,
        help_text=_("Four lines at most. On the card a number is dialled with a tap."),
    )
    safety = forms.CharField(
        label=_("First, to keep safe"),
        max_length=120,
        required=False,
        help_text=_("Stands on top of the card. No diagnosis."),
    )

    def words(self) -> PlanWords:
        return PlanWords(**{name: text for name, text in self.cleaned_data.items() if name != "seen"})


class PlanDecisionForm(forms.Form):
    """What is decided about a plan: a day on which it is looked at again, or a reason."""

    seen = forms.CharField(widget=forms.HiddenInput, required=False)
    review_on = Day(label=_("Look at it again on"), error_messages=needed(_("Choose the day.")))
    why = forms.CharField(label=_("Why?"), max_length=300, error_messages=needed(_("Say why.")))

    def __init__(self, *args: Any, asks: str, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for name in {"review_on", "why"} - {asks}:
            del self.fields[name]


class CardSearchForm(forms.Form):
    """One line, as it is said over the radio; or what stands on the form for an encounter already."""

    q = forms.CharField(label=_("Name, phone, birth date or usual place"), max_length=120, required=False)
    preferred_name = forms.CharField(max_length=80, required=False, widget=forms.HiddenInput)
    first_name = forms.CharField(max_length=80, required=False, widget=forms.HiddenInput)
    last_name = forms.CharField(max_length=80, required=False, widget=forms.HiddenInput)
    birth_date = forms.CharField(max_length=20, required=False, widget=forms.HiddenInput)
    phone = forms.CharField(max_length=40, required=False, widget=forms.HiddenInput)

    def asked(self) -> str:
        """As one line."""
        told = self.cleaned_data
        if told["q"]:
            return told["q"]
        names = {told["first_name"], told["last_name"]} - {""}
        words = [told["first_name"], told["last_name"]] if names else [told["preferred_name"]]
        return " ".join(word for word in (*words, told["birth_date"], told["phone"]) if word)


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
