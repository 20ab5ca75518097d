"""The joint response plan of a familiar neighbor: what helps, what to avoid, who to call."""

from __future__ import annotations

import pghistory
from django.db import models
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from casework.models.neighbors import Neighbor
from heart.accounts.models import User


class PlanState(models.TextChoices):
    DRAFT = "draft", _("Draft")
    SUBMITTED = "submitted", _("Waits for approval")
    APPROVED = "approved", _("Approved")
    RETIRED = "retired", _("Replaced or ended")


@pghistory.track()
class ResponsePlan(models.Model):
    """draft -> submitted -> approved by a clinician, with a day on which it is looked at again."""

    neighbor = models.ForeignKey(Neighbor, models.PROTECT, related_name="plans", verbose_name=_("neighbor"))
    state = models.CharField(_("state"), max_length=10, choices=PlanState, default=PlanState.DRAFT)
    helps = models.TextField(_("what helps"), blank=True, max_length=1000)
    avoid = models.TextField(_("what to avoid"), blank=True, max_length=1000)
    who_to_call = models.TextField(_("who to call"), blank=True, max_length=500)
    written_at = models.DateTimeField(_("written"), default=timezone.now)
    written_by = models.ForeignKey(User, models.PROTECT, related_name="+", verbose_name=_("written by"))
    submitted_at = models.DateTimeField(_("submitted"), null=True, blank=True)
    approved_at = models.DateTimeField(_("approved"), null=True, blank=True)
    approved_by = models.ForeignKey(
        User, models.PROTECT, null=True, blank=True, related_name="+", verbose_name=_("approved by")
    )
    review_on = models.DateField(_("look at it again on"), null=True, blank=True)
    retired_at = models.DateTimeField(_("ended"), null=True, blank=True)

    class Meta:
        verbose_name = _("response plan")
        verbose_name_plural = _("response plans")
        constraints = [
            models.CheckConstraint(condition=Q(state__in=PlanState.values), name="plan_state_known"),
            models.UniqueConstraint(
                fields=["neighbor"], condition=Q(state=PlanState.APPROVED), name="plan_one_approved"
            ),
            models.UniqueConstraint(
                fields=["neighbor"], condition=Q(state__in=["draft", "submitted"]), name="plan_one_in_work"
            ),
            models.CheckConstraint(
                condition=~Q(state=PlanState.APPROVED)
                | Q(approved_at__isnull=False, approved_by__isnull=False, review_on__isnull=False),
                name="plan_approved_by_somebody",
            ),
            models.CheckConstraint(
                condition=Q(state=PlanState.RETIRED, retired_at__isnull=False)
                | (~Q(state=PlanState.RETIRED) & Q(retired_at__isnull=True)),
                name="plan_retired_with_time",
            ),
        ]

    def __str__(self) -> str:
        return f"{self._meta.verbose_name} {self.pk}"
