"""What becomes of a case and its follow-ups: assigned, moved, snoozed, handed over, done; and why."""

from collections.abc import Sequence
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from casework.forms.fields import LocalTime, field, needed
from heart.accounts.models import Team


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


class WhyForm(forms.Form):
    """A reason, for what is done with one button."""

    why = forms.CharField(max_length=300, error_messages=needed(_("Say why.")))

    def __init__(self, *args: Any, label: str, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["why"].label = label


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
