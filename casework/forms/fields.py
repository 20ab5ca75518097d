"""Fields and choices that several forms ask for."""

from datetime import datetime
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from casework.models import (
    Safety,
)
from heart.lib.clock import ZONE
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


# As answers of a form are written: with a capital.
MAY = [(Safety.UNKNOWN, _("Not asked")), (Safety.YES, _("Yes")), (Safety.NO, _("No"))]
