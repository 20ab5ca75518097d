"""What programme managers keep in Django admin about who may be whom: nicknames, and how alike is alike enough."""

from __future__ import annotations

import pghistory
from django.core.exceptions import ValidationError
from django.db import models
from django.db.models import F, Q
from django.utils.text import capfirst
from django.utils.translation import gettext_lazy as _


@pghistory.track()
class Nickname(models.Model):
    """Two given names that people use for each other, lower case, without accents: “bob” for “robert”, “pepe” for “josé”."""

    name = models.CharField(_("name"), max_length=40)
    nickname = models.CharField(_("also called"), max_length=40)

    class Meta:
        verbose_name = _("nickname")
        verbose_name_plural = _("nicknames")
        ordering = ["name", "nickname"]
        constraints = [
            models.UniqueConstraint(
                fields=["name", "nickname"],
                name="nickname_once",
                violation_error_message=_("These two names are in the list already."),
            )
        ]

    def __str__(self) -> str:
        return f"{self.name}: {self.nickname}"


@pghistory.track()
class MatchThresholds(models.Model):
    """From which score two records are shown to a person as one neighbor. One row."""

    probable = models.FloatField(
        _("probably the same from"),
        default=0.85,
        help_text=_(
            "Two records whose score is at least this wait for a person to say, side by side, whether they are one neighbor. Higher: fewer questions, and more pairs that nobody is asked about. Between 0 and 1."
        ),
    )
    possible = models.FloatField(
        _("possibly the same from"),
        default=0.5,
        help_text=_(
            "Records with a lower score are not offered under “Who is this?”. Lower: longer lists. More than 0 and not above the number before."
        ),
    )

    class Meta:
        verbose_name = _("thresholds of matching")
        verbose_name_plural = _("thresholds of matching")
        constraints = [
            models.CheckConstraint(
                condition=Q(id=1),
                name="match_thresholds_one_row",
                violation_error_message=_("There is one row of thresholds: change that one."),
            ),
            models.CheckConstraint(
                condition=Q(possible__gt=0, probable__gte=F("possible"), probable__lte=1),
                name="match_thresholds_in_order",
                violation_error_message=_("Both numbers lie between 0 and 1, and “probably” is not below “possibly”."),
            ),
        ]

    def __str__(self) -> str:
        return capfirst(str(self._meta.verbose_name))

    def clean(self) -> None:
        """At the field that is wrong."""
        if self.possible is not None and not 0 < self.possible <= 1:
            raise ValidationError({"possible": _("Give a number above 0, up to 1.")})
        if self.probable is not None and not 0 < self.probable <= 1:
            raise ValidationError({"probable": _("Give a number above 0, up to 1.")})
        if None not in (self.possible, self.probable) and self.probable < self.possible:
            raise ValidationError({"probable": _("This may not be below “possibly the same from”.")})
