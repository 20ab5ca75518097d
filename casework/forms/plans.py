"""Response plans, and the search for their cards."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from casework.actions.plans import PlanWords
from casework.forms.fields import Day, needed


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
