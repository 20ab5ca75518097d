"""The neighbor's permission to tell somebody something, for a time (DOMAIN 6; first form)."""

from __future__ import annotations

from datetime import datetime

import pghistory
from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import F, Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from casework.models import Neighbor
from heart.accounts.models import User
from referrals.models.directory import Organization
from referrals.states import Information, Signed


class ConsentQuerySet(models.QuerySet["Consent"]):
    def visible_to(self, user: User) -> ConsentQuerySet:
        return self.filter(neighbor__in=Neighbor.objects.visible_to(user))

    def in_force(self, now: datetime) -> ConsentQuerySet:
        """Signed, not revoked, not expired: the expiry day itself still counts, locally."""
        today = timezone.localdate(now)
        return self.filter(
            Q(revoked_at__isnull=True) | Q(revoked_at__gt=now), signed_at__lte=now, expires_on__gte=today
        )

    def of_person(self, neighbor: Neighbor) -> ConsentQuerySet:
        """On all records that are one with this one: as the database has it, not as it was read."""
        number = Neighbor.objects.filter(pk=neighbor.pk).values("person_number")
        return self.filter(neighbor__person_number__in=number)

    def towards(self, organization: Organization) -> ConsentQuerySet:
        return self.filter(Q(organization=organization) | Q(organization__isnull=True))


@pghistory.track()
class Consent(models.Model):
    """`information`: categories that may be told. `organization` empty: any provider of the directory.

    Part 2 information needs a named recipient and is never consented to by word of mouth (the database says so).
    """

    neighbor = models.ForeignKey(Neighbor, models.PROTECT, related_name="consents", verbose_name=_("neighbor"))
    organization = models.ForeignKey(
        Organization, models.PROTECT, null=True, blank=True, related_name="consents", verbose_name=_("to whom")
    )
    information = ArrayField(models.CharField(max_length=20, choices=Information), verbose_name=_("what may be told"))
    purpose = models.CharField(_("what for"), max_length=200)
    signed = models.CharField(_("how it was given"), max_length=10, choices=Signed)
    witness = models.CharField(_("witness"), max_length=120, blank=True)
    signed_at = models.DateTimeField(_("given"))
    expires_on = models.DateField(_("until"))
    recorded_by = models.ForeignKey(User, models.PROTECT, related_name="+", verbose_name=_("recorded by"))
    revoked_at = models.DateTimeField(_("revoked"), null=True, blank=True)
    revoked_by = models.ForeignKey(
        User, models.PROTECT, null=True, blank=True, related_name="+", verbose_name=_("revocation recorded by")
    )

    objects = ConsentQuerySet.as_manager()

    class Meta:
        verbose_name = _("consent")
        verbose_name_plural = _("consents")
        constraints = [
            models.CheckConstraint(condition=~Q(information=[]), name="consent_says_what"),
            models.CheckConstraint(
                condition=Q(information__contained_by=Information.values), name="consent_information_known"
            ),
            models.CheckConstraint(
                condition=~Q(information__contains=[Information.SUBSTANCE_USE]) | ~Q(signed=Signed.VERBAL),
                name="consent_part2_never_verbal",
            ),
            models.CheckConstraint(
                condition=~Q(information__contains=[Information.SUBSTANCE_USE]) | Q(organization__isnull=False),
                name="consent_part2_names_recipient",
            ),
            models.CheckConstraint(
                condition=~Q(signed=Signed.VERBAL) | ~Q(witness=""), name="consent_verbal_has_witness"
            ),
            models.CheckConstraint(
                condition=Q(revoked_at__isnull=True, revoked_by__isnull=True)
                | Q(revoked_at__isnull=False, revoked_by__isnull=False, revoked_at__gte=F("signed_at")),
                name="consent_revoked_by_whom",
            ),
        ]
        indexes = [models.Index(fields=["neighbor", "expires_on"])]

    def __str__(self) -> str:
        return f"{self._meta.verbose_name} {self.pk}"
