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
YEARS = range(1970, 2200)
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
            found = super().to_python(value)
        except forms.ValidationError as refused:
            if refused.code != "ambiguous_timezone" or refused.params is None:
                raise
            return self._of_the_wall(refused.params["datetime"])
        return found and self._of_ours(found)

    def _of_the_wall(self, wall: datetime) -> datetime:
        try:
            return instant(self._of_ours(wall), ZONE)
        except NoSuchTime:
            raise forms.ValidationError(_("The clocks skip this time when they go forward."), code="skipped") from None

    def _of_ours(self, found: datetime) -> datetime:
        """Which the database keeps too: beyond it a calendar ends, and with it every reckoning."""
        if found.year not in YEARS:
            words = _("The year must be from %(first)s to %(last)s.")
            params = {"first": YEARS[0], "last": YEARS[-1]}
            raise forms.ValidationError(words, code="not_ours", params=params)
        return found


class Day(forms.DateField):
    def __init__(self, **kwargs: Any) -> None:
        super().__init__(widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d"), **kwargs)


class OneOf(forms.ChoiceField):
    """A choice of few: tiles to tap, nothing chosen beforehand unless `initial` says so."""

    widget = forms.RadioSelect


# As answers of a form are written: with a capital.
MAY = [(Safety.UNKNOWN, _("Not asked")), (Safety.YES, _("Yes")), (Safety.NO, _("No"))]
