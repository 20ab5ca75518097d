"""What programme managers keep in Django admin about time: the cadence in its versions, and the ladder."""

from __future__ import annotations

from collections.abc import Collection

import pghistory
from django.db import models
from django.db.models import Count, OuterRef, Q, Subquery
from django.db.models.functions import Coalesce
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from django.utils.translation import ngettext

from casework.cadence import Cadence, Protocol, Step
from casework.states import ContactChannel, FollowUpKind, Phase
from heart.accounts.calendar import working_calendar
from heart.accounts.models import User
from heart.lib.remember import remembered


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
