"""Restricted records: staff kin, public figures, domestic violence. Named people only, not even in search (DOMAIN 6)."""

from __future__ import annotations

import pghistory
from django.db import models
from django.db.models import Q, QuerySet, Subquery
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from casework.models.neighbors import ContactPoint, ContactPointKind, Neighbor
from heart.accounts.models import User


class RestrictedWhy(models.TextChoices):
    STAFF_KIN = "staff_kin", _("Kin of staff")
    PUBLIC_FIGURE = "public_figure", _("Public figure")
    DOMESTIC_VIOLENCE = "domestic_violence", _("Domestic violence")
    OTHER = "other", _("Another reason")


class RestrictionQuerySet(models.QuerySet["Restriction"]):
    def standing(self) -> RestrictionQuerySet:
        return self.filter(ended_at__isnull=True)

    def hiding_from(self, user: User) -> RestrictionQuerySet:
        """In force, and not for this person's eyes."""
        return self.standing().exclude(readers__user=user)

    def naming(self, user: User) -> RestrictionQuerySet:
        return self.standing().filter(readers__user=user)

    def at_number(self, number: str) -> RestrictionQuerySet:
        """In force, of whoever has this telephone number or had it, on any of their records."""
        having = ContactPoint.objects.filter(kind=ContactPointKind.PHONE, value=number)
        return self.standing().filter(neighbor__person_number__in=having.values("neighbor__person_number"))

    def by_person(self) -> dict[int, frozenset[int]]:
        """Who is named, by `person_number`; where several records of one person are restricted, for all of them."""
        found: dict[int, dict[int, set[int]]] = {}
        for person, pk, user in self.values_list("neighbor__person_number", "pk", "readers__user"):
            found.setdefault(person, {}).setdefault(pk, set()).add(user)
        return {person: frozenset(set.intersection(*named.values())) for person, named in found.items()}

    def depend_on(self, user: User) -> bool:
        """Nobody else who oversees is named for all records of some person."""
        persons = self.naming(user).values("neighbor__person_number")
        others = set(User.objects.active().overseers().exclude(pk=user.pk).values_list("pk", flat=True))
        named = self.model.objects.standing().filter(neighbor__person_number__in=persons).by_person()
        return any(not readers & others for readers in named.values())

    def visible_to(self, user: User) -> RestrictionQuerySet:
        """Those of the records one may see: whoever is not named does not learn that there is a restriction."""
        return self.filter(neighbor__in=Neighbor.objects.visible_to(user))


def hidden_from(user: User) -> QuerySet[Neighbor, int]:
    """Keys of the records that this person is not named for: with a restricted one, all that are linked with it.

    For every `visible_to`, as a subquery. Where two linked records are restricted, one has to be named for both.
    """
    return Neighbor.objects.hidden_from(user).values_list("pk", flat=True)


def named_for(neighbor_id: int) -> frozenset[int] | None:
    """Keys of the staff who may know of this person; None when that is not restricted. One query."""
    person = Neighbor.objects.filter(pk=neighbor_id).values("person_number")
    found = Restriction.objects.standing().filter(neighbor__person_number=Subquery(person)).by_person()
    return next(iter(found.values()), None)


@pghistory.track()
class Restriction(models.Model):
    """Whoever is not named does not see the record, nor that there is one; and so for every record linked with it."""

    neighbor = models.ForeignKey(Neighbor, models.PROTECT, related_name="restrictions")
    why = models.CharField(_("why"), max_length=20, choices=RestrictedWhy)
    since = models.DateTimeField(_("since"), default=timezone.now)
    by = models.ForeignKey(User, models.PROTECT, related_name="+", verbose_name=_("by"))
    ended_at = models.DateTimeField(_("ended"), null=True, blank=True)
    ended_by = models.ForeignKey(
        User, models.PROTECT, null=True, blank=True, related_name="+", verbose_name=_("ended by")
    )
    named = models.ManyToManyField(
        User, through="NamedReader", related_name="restrictions", verbose_name=_("who may see it")
    )

    objects = RestrictionQuerySet.as_manager()

    class Meta:
        verbose_name = _("restriction")
        verbose_name_plural = _("restrictions")
        constraints = [
            models.UniqueConstraint(
                fields=["neighbor"], condition=Q(ended_at__isnull=True), name="restriction_one_standing"
            ),
            models.CheckConstraint(condition=Q(why__in=RestrictedWhy.values), name="restriction_why_known"),
            models.CheckConstraint(
                condition=Q(ended_at__isnull=True, ended_by__isnull=True)
                | Q(ended_at__isnull=False, ended_by__isnull=False),
                name="restriction_ended_by_somebody",
            ),
        ]

    def __str__(self) -> str:
        return f"{self._meta.verbose_name} {self.pk}"


@pghistory.track()
class NamedReader(models.Model):
    restriction = models.ForeignKey(Restriction, models.CASCADE, related_name="readers")
    user = models.ForeignKey(User, models.PROTECT, related_name="+", verbose_name=_("who"))

    class Meta:
        constraints = [models.UniqueConstraint(fields=["restriction", "user"], name="named_reader_once")]

    def __str__(self) -> str:
        return f"{self.restriction_id}: {self.user_id}"
