"""What came of an attempt to reach the neighbor, in a form or with one tap; what may be texted."""

from typing import Any
from uuid import UUID, uuid4

from django import forms
from django.utils.translation import gettext_lazy as _

from casework.actions.contacts import ContactDetails
from casework.forms.fields import MAY, LocalTime, OneOf, field, needed
from casework.models import (
    AgreedHow,
    ContactPoint,
    ContactPointKind,
    Direction,
    Interpreter,
    Neighbor,
)
from casework.states import Answer, ContactChannel, ContactResult
from heart.lib.phones import readable


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
