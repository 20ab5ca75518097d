"""What programme managers keep in Django admin about the programme: beats, call types, pilots and their hours."""

from __future__ import annotations

from datetime import date

import pghistory
from django.contrib.postgres.constraints import ExclusionConstraint
from django.contrib.postgres.fields import DecimalRangeField, RangeBoundary, RangeOperators
from django.core.exceptions import ValidationError
from django.db import models
from django.db.models import F, Func, Q
from django.utils.translation import gettext_lazy as _

from heart.accounts.models import WEEKDAYS, DateRange


class Pilot(models.TextChoices):
    """The pilots that answer 911 calls (DOMAIN 1); care navigation follows up after any of them."""

    CCD = "ccd", _("Crisis Call Diversion")
    CRT = "crt", _("Community Response Team")
    COR = "cor", _("Co-Response")


class InForceQuerySet(models.QuerySet):
    def in_force(self, day: date) -> InForceQuerySet:
        return self.filter(Q(valid_to__isnull=True) | Q(valid_to__gte=day), valid_from__lte=day)


class InForce(models.Model):
    """Programme data with validity dates: what was true then stays true of then."""

    valid_from = models.DateField(_("in force from"))
    valid_to = models.DateField(_("in force to"), null=True, blank=True, help_text=_("Empty: until further notice."))

    objects = InForceQuerySet.as_manager()

    class Meta:
        abstract = True
        constraints = [
            models.CheckConstraint(
                condition=Q(valid_to__isnull=True) | Q(valid_to__gte=F("valid_from")),
                name="%(class)s_ends_after_start",
                violation_error_message=_("The last day comes before the first."),
            ),
        ]

    def clean(self) -> None:
        """Before the database is asked whether it overlaps: such a range it cannot read."""
        if self.valid_from and self.valid_to and self.valid_to < self.valid_from:
            raise ValidationError({"valid_to": _("The last day comes before the first.")})


def never_twice(*keys: str, name: str, hours: bool = False) -> ExclusionConstraint:
    """What has these in common is in force once on each day, or with `hours` once at each moment of it."""
    days = DateRange("valid_from", "valid_to", RangeBoundary(inclusive_lower=True, inclusive_upper=True))
    overlapping = [days, _seconds("opens", "closes")] if hours else [days]
    return ExclusionConstraint(
        name=name,
        expressions=[
            *((key, RangeOperators.EQUAL) for key in keys),
            *((span, RangeOperators.OVERLAPS) for span in overlapping),
        ],
        violation_error_message=_("On some of these days something else is in force already."),
    )


def _seconds(first: str, last: str) -> Func:
    since_midnight = "EXTRACT(EPOCH FROM %(expressions)s)"
    ends = [Func(F(name), template=since_midnight) for name in (first, last)]
    return Func(*ends, function="NUMRANGE", output_field=DecimalRangeField())


@pghistory.track()
class Beat(InForce):
    """A police beat in which pilots work: all of those that work in beats, or one of them."""

    code = models.CharField(_("beat"), max_length=12)
    pilot = models.CharField(
        _("pilot"),
        max_length=3,
        choices=Pilot,
        blank=True,
        default="",
        help_text=_("Empty: of every pilot that works in beats."),
    )

    class Meta(InForce.Meta):
        verbose_name = _("beat")
        verbose_name_plural = _("beats")
        ordering = ["code"]
        constraints = [
            *InForce.Meta.constraints,
            models.UniqueConstraint(
                fields=["code", "pilot", "valid_from"],
                name="beat_once",
                violation_error_message=_("This beat begins on that day already."),
            ),
            never_twice("code", "pilot", name="beat_never_twice"),
        ]

    def __str__(self) -> str:
        return self.code


@pghistory.track()
class CallType(InForce):
    """A kind of 911 call that a pilot may answer."""

    pilot = models.CharField(_("pilot"), max_length=3, choices=Pilot)
    name = models.CharField(_("call type"), max_length=120)
    only_at_risk = models.BooleanField(_("only when a weapon or violence was told of"), default=False)

    class Meta(InForce.Meta):
        verbose_name = _("call type")
        verbose_name_plural = _("call types")
        ordering = ["pilot", "name"]
        constraints = [
            *InForce.Meta.constraints,
            models.UniqueConstraint(
                fields=["pilot", "name", "valid_from"],
                name="call_type_once",
                violation_error_message=_("This call type begins on that day already."),
            ),
            never_twice("pilot", "name", name="call_type_never_twice"),
        ]

    def __str__(self) -> str:
        return f"{self.get_pilot_display()}: {self.name}"


class BeatOutline(InForce):
    """Where a police beat lies: `shape` is the coordinates of a GeoJSON MultiPolygon, longitude first, in degrees, and
    the box around it is kept beside. Every beat of the city, ours or not. A shape is never edited: a new one follows."""

    code = models.CharField(_("beat"), max_length=12)
    shape = models.JSONField(_("outline"))
    west = models.FloatField(editable=False)
    south = models.FloatField(editable=False)
    east = models.FloatField(editable=False)
    north = models.FloatField(editable=False)

    class Meta(InForce.Meta):
        verbose_name = _("beat outline")
        verbose_name_plural = _("beat outlines")
        ordering = ["code"]
        constraints = [
            *InForce.Meta.constraints,
            models.UniqueConstraint(
                fields=["code", "valid_from"],
                name="beat_outline_once",
                violation_error_message=_("This beat begins on that day already."),
            ),
            never_twice("code", name="beat_outline_never_twice"),
            models.CheckConstraint(
                condition=Q(
                    west__gte=-180,
                    east__gte=F("west"),
                    east__lte=180,
                    south__gte=-90,
                    north__gte=F("south"),
                    north__lte=90,
                ),
                name="beat_outline_on_earth",
                violation_error_message=_("This place is not on Earth."),
            ),
        ]

    def __str__(self) -> str:
        return self.code


@pghistory.track()
class PilotService(InForce):
    """How a pilot works: in its beats or in the whole city, and whether it goes where a weapon was told of."""

    pilot = models.CharField(_("pilot"), max_length=3, choices=Pilot)
    everywhere = models.BooleanField(_("in the whole city"), default=False)
    weapons = models.BooleanField(_("also when a weapon or violence was told of"), default=False)

    class Meta(InForce.Meta):
        verbose_name = _("pilot")
        verbose_name_plural = _("pilots")
        ordering = ["pilot", "valid_from"]
        constraints = [
            *InForce.Meta.constraints,
            models.UniqueConstraint(
                fields=["pilot", "valid_from"],
                name="pilot_service_once",
                violation_error_message=_("This pilot begins on that day already."),
            ),
            never_twice("pilot", name="pilot_service_never_twice"),
        ]

    def __str__(self) -> str:
        return self.get_pilot_display()


@pghistory.track()
class PilotHours(InForce):
    """When a pilot answers on a day of the week, local time. Two rows of a day may not overlap."""

    pilot = models.CharField(_("pilot"), max_length=3, choices=Pilot)
    weekday = models.PositiveSmallIntegerField(_("weekday"), choices=WEEKDAYS)
    opens = models.TimeField(_("opens"))
    closes = models.TimeField(_("closes"), help_text=_("23:59:59.999999 means midnight at the end of the day."))

    class Meta(InForce.Meta):
        verbose_name = _("hours of a pilot")
        verbose_name_plural = _("hours of pilots")
        ordering = ["pilot", "weekday", "opens"]
        constraints = [
            *InForce.Meta.constraints,
            models.UniqueConstraint(
                fields=["pilot", "weekday", "opens", "valid_from"],
                name="pilot_hours_once",
                violation_error_message=_("These hours begin on that day already."),
            ),
            models.CheckConstraint(
                condition=Q(weekday__lte=6),
                name="pilot_hours_weekday_known",
                violation_error_message=_("Choose a day of the week."),
            ),
            models.CheckConstraint(
                condition=Q(closes__gt=F("opens")),
                name="pilot_hours_close_after_opening",
                violation_error_message=_("It closes before it opens. Give a later time."),
            ),
            never_twice("pilot", "weekday", name="pilot_hours_never_overlap", hours=True),
        ]

    def __str__(self) -> str:
        hours = f"{self.opens:%H:%M}-{self.closes:%H:%M}"
        return f"{self.get_pilot_display()} {self.get_weekday_display()} {hours}"

    def clean(self) -> None:
        super().clean()
        if self.opens and self.closes and self.closes <= self.opens:
            raise ValidationError({"closes": _("It closes before it opens. Give a later time.")})
