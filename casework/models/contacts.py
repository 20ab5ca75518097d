"""One attempt to reach the neighbor, in or out, with its result."""

from __future__ import annotations

import uuid

import pghistory
from django.db import models
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from casework.models.cases import Case
from casework.models.follow_ups import FollowUp
from casework.models.neighbors import Interpreter
from casework.states import Answer, ContactChannel, ContactResult
from heart.accounts.models import User


class Direction(models.TextChoices):
    OUT = "out", _("We tried")
    IN = "in", _("The neighbor came or called")


class ContactQuerySet(models.QuerySet["Contact"]):
    def visible_to(self, user: User) -> ContactQuerySet:
        return self.filter(case__in=Case.objects.visible_to(user))


@pghistory.track()
class Contact(models.Model):
    """`submission` makes a double click one contact."""

    case = models.ForeignKey(Case, models.PROTECT, related_name="contacts", verbose_name=_("case"))
    follow_up = models.ForeignKey(
        FollowUp, models.PROTECT, null=True, blank=True, related_name="contacts", verbose_name=_("follow-up")
    )
    submission = models.UUIDField(unique=True, default=uuid.uuid4, editable=False)
    at = models.DateTimeField(_("when"), default=timezone.now)
    by = models.ForeignKey(User, models.PROTECT, related_name="contacts", verbose_name=_("by"))
    direction = models.CharField(_("direction"), max_length=3, choices=Direction, default=Direction.OUT)
    channel = models.CharField(_("how"), max_length=10, choices=ContactChannel)
    result = models.CharField(_("result"), max_length=14, choices=ContactResult)
    answer = models.CharField(_("what the neighbor says"), max_length=10, choices=Answer, blank=True, default="")
    interpreter = models.CharField(_("interpreter used"), max_length=12, choices=Interpreter, blank=True, default="")
    note = models.TextField(_("note"), blank=True)

    objects = ContactQuerySet.as_manager()

    class Meta:
        verbose_name = _("contact")
        verbose_name_plural = _("contacts")
        constraints = [
            models.CheckConstraint(condition=Q(result__in=ContactResult.values), name="contact_result_known"),
            models.CheckConstraint(
                condition=Q(answer="") | Q(result__in=[ContactResult.REACHED, ContactResult.REFUSED]),
                name="contact_answer_needs_reached",
            ),
        ]
        indexes = [models.Index(fields=["case", "-at"])]

    def __str__(self) -> str:
        return f"{self.get_result_display()} {self.at:%Y-%m-%d}"
