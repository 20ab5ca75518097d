"""What others said about an encounter, as they said it: the caller, and another agency's document."""

from __future__ import annotations

import pghistory
from django.contrib.postgres.fields import ArrayField
from django.contrib.postgres.indexes import GinIndex
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
        indexes = [models.Index(fields=["phone"], condition=~Q(phone=""), name="caller_by_phone")]

    def __str__(self) -> str:
        return self.name or self.phone or self.get_who_display()


class EidoDocument(models.Model):
    """One EIDO as it came, to the letter: what we do not know of it stays too. Several of one incident follow each
    other, the newest by `updated_at` counts. Kept as text, since jsonb would lose the order of keys and how numbers
    were written.

    `document_id` is the incident's tracking identifier; `names` are all under which other documents may mean it.
    """

    encounter = models.ForeignKey(Encounter, models.CASCADE, related_name="documents", verbose_name=_("encounter"))
    document_id = models.CharField(_("document"), max_length=300)
    names = ArrayField(models.TextField(), default=list, blank=True)
    updated_at = models.DateTimeField(_("last updated there"))
    received_at = models.DateTimeField(_("received"), default=timezone.now)
    received_from = models.ForeignKey(
        User, models.PROTECT, null=True, blank=True, related_name="+", verbose_name=_("received from")
    )
    body = models.TextField(_("as it came"))
    digest = models.CharField(max_length=64)

    class Meta:
        verbose_name = _("EIDO document")
        verbose_name_plural = _("EIDO documents")
        constraints = [models.UniqueConstraint(fields=["encounter", "digest"], name="eido_document_once")]
        indexes = [GinIndex(fields=["names"], name="eido_document_names")]

    def __str__(self) -> str:
        return self.document_id


class Bond(models.TextChoices):
    """What an incident is to another, as a document says it: EIDO's merge and link directions."""

    REPLACING = "REPLACING", _("takes the place of")
    REPLACED = "REPLACED", _("is replaced by")
    SPLIT = "SPLIT", _("was split from")
    PARENT = "PARENT", _("belongs to")
    CHILD = "CHILD", _("has as a part")
    RELATED = "RELATED", _("is related to")


class IncidentBond(models.Model):
    """An encounter's document names another incident; we need not know that one yet."""

    encounter = models.ForeignKey(Encounter, models.CASCADE, related_name="bonds", verbose_name=_("encounter"))
    kind = models.CharField(_("what it is to the other"), max_length=9, choices=Bond)
    other = models.CharField(_("the other incident"), max_length=300)
    told_at = models.DateTimeField(_("told"))

    class Meta:
        verbose_name = _("bond between incidents")
        verbose_name_plural = _("bonds between incidents")
        constraints = [
            models.UniqueConstraint(fields=["encounter", "kind", "other"], name="incident_bond_once"),
            models.CheckConstraint(condition=Q(kind__in=Bond.values) & ~Q(other=""), name="incident_bond_known"),
        ]
        indexes = [models.Index(fields=["other"], name="incident_bond_other")]

    def __str__(self) -> str:
        return f"{self.get_kind_display()} {self.other}"
