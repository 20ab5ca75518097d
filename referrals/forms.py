"""What people type when they refer, checked for shape. Rules are the actions'."""

from datetime import timedelta
from typing import Any
from uuid import uuid4

from django import forms
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from casework.forms import Day, LocalTime, OneOf, field
from casework.states import CloseReason
from referrals.actions.consents import ConsentDetails
from referrals.models import Organization
from referrals.states import Evidence, Information, NeedCategory, ReferralStatus, Signed

CONSENT_FOR = timedelta(days=365)


class NeedForm(forms.Form):
    category = OneOf(label=_("What does the neighbor need and want?"), choices=NeedCategory.choices)
    in_their_words = forms.CharField(label=_("In their own words"), max_length=300, required=False)


class ReferForm(forms.Form):
    submission = forms.UUIDField(widget=forms.HiddenInput, required=False, initial=uuid4)
    message = forms.CharField(
        label=_("What we tell the provider"),
        widget=forms.Textarea(attrs={"rows": 4}),
        required=False,
        help_text=_("Only what they need to help. No diagnosis unless the consent names it."),
    )


class ConsentForm(forms.Form):
    organization = forms.ModelChoiceField(
        queryset=Organization.objects.order_by("name"),
        label=_("Who may be told?"),
        required=False,
        empty_label=_("Any provider we refer to"),
    )
    information = forms.MultipleChoiceField(
        label=_("What may they be told?"), choices=Information.choices, widget=forms.CheckboxSelectMultiple
    )
    purpose = forms.CharField(label=_("What for?"), max_length=200, initial=_("To be connected to care"))
    # Signing on a screen is asked for when there is something to draw on.
    signed = OneOf(
        label=_("How did the neighbor agree?"), choices=[(s.value, s.label) for s in (Signed.PAPER, Signed.VERBAL)]
    )
    witness = forms.CharField(label=_("Witness, when said aloud"), max_length=120, required=False)
    expires_on = Day(label=_("Until when?"))

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["expires_on"].initial = timezone.localdate() + CONSENT_FOR

    def details(self) -> ConsentDetails:
        told = dict(self.cleaned_data)
        return ConsentDetails(**(told | {"information": tuple(told["information"])}))


class AnswerForm(forms.Form):
    """What a provider may say, and what we may do, in the state that the referral is in."""

    status = OneOf(label=_("What did the provider say?"))
    reason = forms.CharField(
        label=_("Why?"),
        max_length=300,
        required=False,
        help_text=_("Needed when it is declined, cancelled, on hold or failed."),
    )
    appointment_at = LocalTime(label=_("Appointment"), required=False)

    def __init__(self, *args: Any, statuses: list[ReferralStatus], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        field(self, "status").choices = [(status.value, status.label) for status in statuses]

    def clean_status(self) -> ReferralStatus:
        return ReferralStatus(self.cleaned_data["status"])


class AppointmentForm(forms.Form):
    appointment_at = LocalTime(label=_("Appointment"))


class ConnectionForm(forms.Form):
    attended_on = Day(label=_("First attended on"))
    evidence = OneOf(label=_("How do we know?"), choices=Evidence.choices)


class CheckForm(forms.Form):
    """The 7-day or 30-day check. Only the 30-day one may close the case."""

    STILL, CLOSE, LOST = "still", "close", "lost"
    found = OneOf(label=_("Is the neighbor still connected?"))
    why = forms.CharField(label=_("If not: why?"), max_length=300, required=False)

    def __init__(self, *args: Any, last: bool, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        yes = (
            [(self.CLOSE, _("Yes: close the case")), (self.STILL, _("Yes, and keep the case open"))]
            if last
            else [(self.STILL, _("Yes"))]
        )
        field(self, "found").choices = [*yes, (self.LOST, _("No, the connection is lost"))]


class CloseForm(forms.Form):
    reason = OneOf(label=_("Why does the case close?"), choices=CloseReason.choices)
    note = forms.CharField(label=_("Note"), widget=forms.Textarea(attrs={"rows": 3}), required=False)

    def clean_reason(self) -> CloseReason:
        return CloseReason(self.cleaned_data["reason"])
