"""What programme managers keep in Django admin: beats, call types, the cadence and the ladder."""

from __future__ import annotations

from collections.abc import Collection
from datetime import date

import pghistory
from django.contrib.postgres.constraints import ExclusionConstraint
from django.contrib.postgres.fields import DecimalRangeField, RangeBoundary, RangeOperators
from django.core.exceptions import ValidationError
from django.db import models
from django.db.models import Count, F, Func, OuterRef, Q, Subquery
from django.db.models.functions import Coalesce
from django.utils import timezone
from django.utils.text import capfirst
from django.utils.translation import gettext_lazy as _
from django.utils.translation import ngettext

from casework.cadence import Cadence, Protocol, Step
from casework.states import ContactChannel, FollowUpKind, Phase
from heart.accounts.calendar import working_calendar
from heart.accounts.models import WEEKDAYS, DateRange, User
from heart.lib.remember import remembered


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


class Clock(models.TextChoices):
    ELAPSED_HOURS = "elapsed_hours", _("hours, day and night")
    WORKING_HOURS = "working_hours", _("working hours")
    WORKING_DAYS = "working_days", _("working days")
    MONTHS = "months", _("months")

    def counted(self, count: int) -> str:
        """“1 working day”, “24 hours, day and night”."""
        words = {
            "elapsed_hours": ngettext("%(count)s hour, day and night", "%(count)s hours, day and night", abs(count)),
            "working_hours": ngettext("%(count)s working hour", "%(count)s working hours", abs(count)),
            "working_days": ngettext("%(count)s working day", "%(count)s working days", abs(count)),
            "months": ngettext("%(count)s month", "%(count)s months", abs(count)),
        }
        return words[self.value] % {"count": count}


class PartOfDay(models.TextChoices):
    ANY = "", _("any")
    MORNING = "morning", _("morning")
    AFTERNOON = "afternoon", _("afternoon")
    OTHER = "other", _("another than so far")


class Half(models.TextChoices):
    """Routing by licence (DOMAIN 4): either may take either."""

    PEER = "peer", _("Peer support specialist")
    CLINICIAN = "clinician", _("Clinician")


class PolicyState(models.TextChoices):
    DRAFT = "draft", _("Draft")
    IN_FORCE = "in_force", _("In force")
    RETIRED = "retired", _("Retired")


class CadencePolicyQuerySet(models.QuerySet["CadencePolicy"]):
    def in_force(self) -> CadencePolicy:
        """The version that new cases run on; exactly one."""
        return self.get(state=PolicyState.IN_FORCE)

    def drafts(self) -> CadencePolicyQuerySet:
        return self.filter(state=PolicyState.DRAFT)

    def with_running_cases(self, user: User) -> CadencePolicyQuerySet:
        """`running_cases`: how many open cases run on each version, of those that this person may know of."""
        known = self.model.cases.rel.related_model.objects.not_hidden_from(user).open()  # type: ignore[attr-defined]
        running = known.filter(policy=OuterRef("pk")).order_by().values("policy").annotate(count=Count("pk"))
        return self.annotate(running_cases=Coalesce(Subquery(running.values("count")), 0))


@pghistory.track()
class CadencePolicy(models.Model):
    """One version of the schedule and of the attempt protocol (DOMAIN 4). A draft is edited; what has been in force
    stays as it was, since cases run on it."""

    version = models.PositiveIntegerField(_("version"), unique=True)
    what = models.CharField(_("what is different"), max_length=200, blank=True)
    state = models.CharField(_("state"), max_length=10, choices=PolicyState, default=PolicyState.DRAFT)
    made_at = models.DateTimeField(_("written"), default=timezone.now)
    made_by = models.ForeignKey(User, models.PROTECT, null=True, blank=True, related_name="+", verbose_name=_("by"))
    in_force_at = models.DateTimeField(_("in force since"), null=True, blank=True)
    attempts = models.PositiveSmallIntegerField(_("attempts before “unable to contact”"), default=5)
    days = models.PositiveSmallIntegerField(_("days from the first to the last of them"), default=14)
    channels = models.PositiveSmallIntegerField(_("ways of reaching out among them"), default=2)
    parts_of_day = models.PositiveSmallIntegerField(_("parts of the day among them"), default=2)
    in_person = models.BooleanField(_("one in person when the neighbor is unsheltered"), default=True)

    objects = CadencePolicyQuerySet.as_manager()

    class Meta:
        verbose_name = _("cadence")
        verbose_name_plural = _("cadences")
        ordering = ["-version"]
        constraints = [
            models.CheckConstraint(
                condition=Q(state__in=PolicyState.values),
                name="policy_state_known",
                violation_error_message=_("There is no such state."),
            ),
            models.UniqueConstraint(
                fields=["state"],
                condition=Q(state=PolicyState.IN_FORCE),
                name="policy_one_in_force",
                violation_error_message=_("Another version is in force already."),
            ),
            models.CheckConstraint(
                condition=Q(state=PolicyState.DRAFT, in_force_at__isnull=True)
                | (~Q(state=PolicyState.DRAFT) & Q(in_force_at__isnull=False)),
                name="policy_in_force_with_time",
                violation_error_message=_("A version is in force since some time, and a draft is not."),
            ),
            models.CheckConstraint(
                condition=Q(attempts__gte=1, channels__gte=1, parts_of_day__gte=1),
                name="policy_asks_for_attempts",
                violation_error_message=_("At least one attempt, one way and one part of the day."),
            ),
        ]

    def __str__(self) -> str:
        return f"{self._meta.verbose_name} {self.version}"

    @property
    def is_draft(self) -> bool:
        return self.state == PolicyState.DRAFT

    def protocol(self) -> Protocol:
        return Protocol(self.attempts, self.days, self.channels, self.parts_of_day, self.in_person)


@remembered
def cadence_of(policy_id: int) -> Cadence:
    """The schedule of one version, with the working calendar: three queries, once in an action."""
    return cadences_of([policy_id])[policy_id]


def cadences_of(policy_ids: Collection[int]) -> dict[int, Cadence]:
    """Several versions in the same three queries."""
    rows = CadenceStep.objects.filter(policy__in=policy_ids).select_related("policy").order_by("phase", "position")
    steps: dict[int, list[CadenceStep]] = {pk: [] for pk in policy_ids}
    for row in rows:
        steps[row.policy_id].append(row)
    calendar = working_calendar()
    return {
        pk: Cadence(
            steps=tuple(row.as_step() for row in found),
            calendar=calendar,
            protocol=found[0].policy.protocol() if found else Protocol(),
        )
        for pk, found in steps.items()
    }


class CadenceStepQuerySet(models.QuerySet["CadenceStep"]):
    def in_order(self) -> CadenceStepQuerySet:
        """As a case goes through them: the phases in the order in which they are told, not by their names."""
        told = [models.When(phase=phase.value, then=place) for place, phase in enumerate(Phase)]
        return self.order_by(models.Case(*told, default=len(told)), "position")


@pghistory.track()
class CadenceStep(models.Model):
    """One step of the schedule of follow-ups (DOMAIN 4). The last step of a phase repeats until the phase ends."""

    policy = models.ForeignKey(CadencePolicy, models.CASCADE, related_name="steps", verbose_name=_("cadence"))
    phase = models.CharField(_("phase"), max_length=20, choices=Phase)
    position = models.PositiveSmallIntegerField(_("step"))
    kind = models.CharField(_("what is to be done"), max_length=20, choices=FollowUpKind)
    after = models.SmallIntegerField(
        _("after"), help_text=_("Counted from the start of the phase. Below 0: before the appointment.")
    )
    clock = models.CharField(_("counted in"), max_length=14, choices=Clock)
    at_least = models.PositiveSmallIntegerField(
        _("working hours since the last attempt"),
        default=0,
        help_text=_("So that late attempts do not fall on top of each other."),
    )
    channel = models.CharField(_("suggested channel"), max_length=10, choices=ContactChannel, blank=True)
    part_of_day = models.CharField(
        _("part of the day"), max_length=10, choices=PartOfDay, blank=True, default=PartOfDay.ANY
    )
    half = models.CharField(_("goes to"), max_length=10, choices=Half, default=Half.PEER)

    objects = CadenceStepQuerySet.as_manager()

    class Meta:
        verbose_name = _("cadence step")
        verbose_name_plural = _("cadence steps")
        ordering = ["phase", "position"]
        constraints = [
            models.UniqueConstraint(
                fields=["policy", "phase", "position"],
                name="cadence_step_once",
                violation_error_message=_("This phase has a step with that number already."),
            ),
            models.CheckConstraint(
                condition=Q(position__gte=1),
                name="cadence_step_from_one",
                violation_error_message=_("Steps are numbered from 1."),
            ),
            models.CheckConstraint(
                condition=Q(after__gte=0) | Q(phase=Phase.APPOINTMENT),
                name="cadence_step_only_appointments_before",
                violation_error_message=_("Only the steps of an appointment may come before it."),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.get_phase_display()} {self.position}"

    def as_step(self) -> Step:
        return Step(
            self.phase,
            self.position,
            self.kind,
            self.after,
            self.clock,
            self.at_least,
            self.channel,
            self.half,
            self.part_of_day,
        )

    def in_words(self) -> dict[str, str]:
        """What the step says, field by field, for people who compare two versions."""
        names = ("kind", "after", "at_least", "channel", "part_of_day", "half")
        said = {name: getattr(self, f"get_{name}_display", lambda name=name: getattr(self, name))() for name in names}
        said["after"] = Clock(self.clock).counted(self.after)
        said["channel"] = said["channel"] or _("none")
        return {str(self._meta.get_field(name).verbose_name): str(value) for name, value in said.items()}  # type: ignore[union-attr]


class Rung(models.TextChoices):
    OWNER = "owner", _("The owner")
    OTHER_HALF = "other_half", _("The other half of the pair")
    SUPERVISOR = "supervisor", _("The supervisor")
    PROGRAMME_MANAGER = "programme_manager", _("The programme managers")


@pghistory.track()
class LadderStep(models.Model):
    """Who is reminded of a follow-up that is still open, and how long after the reminder before (DOMAIN 4).

    The first step is at the due time. After the last one it repeats daily and never stops by itself.
    """

    position = models.PositiveSmallIntegerField(_("step"), unique=True)
    rung = models.CharField(_("reminds"), max_length=20, choices=Rung)
    working_minutes = models.PositiveIntegerField(_("working minutes after the step before"))

    class Meta:
        verbose_name = _("reminder step")
        verbose_name_plural = _("reminder ladder")
        ordering = ["position"]
        constraints = [
            models.CheckConstraint(
                condition=Q(position__gte=1),
                name="ladder_step_from_one",
                violation_error_message=_("Steps are numbered from 1."),
            ),
            models.CheckConstraint(
                condition=Q(position=1) | Q(working_minutes__gte=1),
                name="ladder_step_later_than_before",
                violation_error_message=_("After the first step at least one working minute passes."),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.position}. {self.get_rung_display()}"
