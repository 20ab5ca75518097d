"""Organizations and their services. Ids and words are Open Referral HSDS 3's (DOMAIN 5)."""

from __future__ import annotations

import uuid
from datetime import date, timedelta

import pghistory
from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from referrals.states import NeedCategory

# A service whose details nobody confirmed for so long is old (DOMAIN 5).
ASSURED_FOR = timedelta(days=90)


@pghistory.track()
class Organization(models.Model):
    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    name = models.CharField(_("name"), max_length=200)
    description = models.TextField(_("description"), blank=True)
    phone = models.CharField(_("phone"), max_length=20, blank=True)
    email = models.EmailField(_("e-mail"), blank=True)
    website = models.URLField(_("website"), blank=True)

    class Meta:
        verbose_name = _("organization")
        verbose_name_plural = _("organizations")
        ordering = ["name"]

    def __str__(self) -> str:
        return self.name


class ServiceQuerySet(models.QuerySet["Service"]):
    def active(self) -> ServiceQuerySet:
        return self.filter(status=ServiceStatus.ACTIVE)

    def for_need(self, category: str) -> ServiceQuerySet:
        return self.active().filter(needs__contains=[category])

    def not_assured_since(self, day: date) -> ServiceQuerySet:
        return self.active().filter(Q(assured_date__isnull=True) | Q(assured_date__lt=day - ASSURED_FOR))

    def with_organization(self) -> ServiceQuerySet:
        return self.select_related("organization")


class ServiceStatus(models.TextChoices):
    ACTIVE = "active", _("Active")
    INACTIVE = "inactive", _("Inactive")
    DEFUNCT = "defunct", _("Closed for good")
    TEMPORARILY_CLOSED = "temporarily closed", _("Closed for now")


@pghistory.track()
class Service(models.Model):
    """What an organization offers. The directory is public knowledge: everybody who refers sees all of it."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    organization = models.ForeignKey(
        Organization, models.PROTECT, related_name="services", verbose_name=_("organization")
    )
    name = models.CharField(_("name"), max_length=200)
    description = models.TextField(_("description"), blank=True)
    status = models.CharField(_("status"), max_length=20, choices=ServiceStatus, default=ServiceStatus.ACTIVE)
    needs = ArrayField(
        models.CharField(max_length=30, choices=NeedCategory), verbose_name=_("needs it answers"), default=list
    )
    languages = ArrayField(models.CharField(max_length=8), verbose_name=_("languages"), default=list, blank=True)
    eligibility_description = models.TextField(_("who can use it"), blank=True)
    fees_description = models.CharField(_("cost"), max_length=200, blank=True)
    application_process = models.CharField(_("how to apply"), max_length=300, blank=True)
    address = models.CharField(_("address"), max_length=200, blank=True)
    phone = models.CharField(_("phone"), max_length=20, blank=True)
    has_room = models.BooleanField(_("has room"), null=True, blank=True)
    is_part2 = models.BooleanField(_("42 CFR Part 2 programme"), default=False)
    assured_date = models.DateField(_("details last confirmed"), null=True, blank=True)

    objects = ServiceQuerySet.as_manager()

    class Meta:
        verbose_name = _("service")
        verbose_name_plural = _("services")
        ordering = ["name"]

    def __str__(self) -> str:
        return f"{self.name}, {self.organization.name}"

    def is_assured_on(self, day: date) -> bool:
        return self.assured_date is not None and self.assured_date >= day - ASSURED_FOR
