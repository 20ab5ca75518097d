"""What others said about an encounter, as they said it: the caller, and another agency's document."""

from __future__ import annotations

import pghistory
from django.db import models
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from casework.models.encounters import Encounter
from heart.accounts.models import User


class CallerIs(models.TextChoices):
    UNKNOWN = "", _("Not known")
    NEIGHBOR = "neighbor", _("The neighbor")
    FAMILY = "family", _("Family")
    FRIEND = "friend", _("Friend or acquaintance")
    STAFF = "staff", _("Staff of a place")
    PASSER_BY = "passer_by", _("Passer-by")
    AGENCY = "agency", _("Another agency")


@pghistory.track()
class Caller(models.Model):
    """Who called about somebody. Never taken for the neighbor, and never called in the neighbor's place."""

    encounter = models.OneToOneField(Encounter, models.CASCADE, related_name="caller", verbose_name=_("encounter"))
    name = models.CharField(_("caller's name"), max_length=160, blank=True)
    phone = models.CharField(_("caller's number"), max_length=40, blank=True)
    who = models.CharField(_("the caller is"), max_length=10, choices=CallerIs, blank=True, default="")

    class Meta:
        verbose_name = _("caller")
        verbose_name_plural = _("callers")
        constraints = [models.CheckConstraint(condition=~Q(name="", phone="", who=""), name="caller_says_something")]

    def __str__(self) -> str:
        return self.name or self.phone or self.get_who_display()


class EidoDocument(models.Model):
    """One EIDO as it came, whole: what we do not know of it stays too. Several of one incident follow each other."""

    encounter = models.ForeignKey(Encounter, models.CASCADE, related_name="documents", verbose_name=_("encounter"))
    document_id = models.CharField(_("document"), max_length=300)
    updated_at = models.DateTimeField(_("last updated there"))
    received_at = models.DateTimeField(_("received"), default=timezone.now)
    received_from = models.ForeignKey(
        User, models.PROTECT, null=True, blank=True, related_name="+", verbose_name=_("received from")
    )
    body = models.JSONField(_("as it came"))
    digest = models.CharField(max_length=64)

    class Meta:
        verbose_name = _("EIDO document")
        verbose_name_plural = _("EIDO documents")
        constraints = [models.UniqueConstraint(fields=["encounter", "digest"], name="eido_document_once")]

    def __str__(self) -> str:
        return self.document_id
