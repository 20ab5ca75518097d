"""The neighbor: who, under which names, how to reach safely, where to find."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date
from typing import Any

import pghistory
from django.contrib.postgres.indexes import BrinIndex, GinIndex, OpClass
from django.db import models, transaction
from django.db.models import Exists, F, OuterRef, Q
from django.db.models.functions import Coalesce, Right, Upper
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from heart.accounts.models import User
from heart.accounts.roles import Role
from heart.lib.identifiers import NOT_PLAIN


class Interpreter(models.TextChoices):
    NOT_ASKED = "", _("Not asked")
    NOT_NEEDED = "not_needed", _("Not needed")
    STAFF = "staff", _("Staff who speak the language")
    PHONE = "phone", _("Interpreter by phone")
    VIDEO = "video", _("Interpreter by video")
    ASL = "asl", _("American Sign Language")


class LivingSituation(models.TextChoices):
    NOT_ASKED = "", _("Not asked")
    HOUSED = "housed", _("Own or rented home")
    DOUBLED_UP = "doubled_up", _("Staying with others")
    SHELTER = "shelter", _("Shelter")
    UNSHELTERED = "unsheltered", _("Unsheltered")
    FACILITY = "facility", _("Facility or group home")
    PREFERS_NOT = "prefers_not", _("Prefers not to say")


class NeighborQuerySet(models.QuerySet["Neighbor"]):
    def visible_to(self, user: User) -> NeighborQuerySet:
        """Whoever sees one of the neighbor's cases. A programme manager also sees people without a case. Restricted
        records: who is named; an overseer who is, also without a case."""
        if user.is_active and user.role == Role.PROGRAMME_MANAGER:
            return self.exclude(pk__in=self.model.objects.hidden_from(user).values("pk"))
        cases = self.model.cases.rel.related_model.objects.visible_to(user)  # type: ignore[attr-defined]
        of_case = Q(Exists(cases.filter(neighbor=OuterRef("pk"))))
        if not (user.is_active and user.is_overseer):
            return self.filter(of_case)
        named = self.model.objects.named_to(user).exclude(pk__in=self.model.objects.hidden_from(user).values("pk"))
        return self.filter(of_case | Q(pk__in=named.values("pk")))

    def hidden_from(self, user: User) -> NeighborQuerySet:
        """Restricted to others, or linked with a record that is."""
        hiding = self.model.restrictions.rel.related_model.objects.hiding_from(user)  # type: ignore[attr-defined]
        return self.filter(person_number__in=hiding.values("neighbor__person_number"))

    def named_to(self, user: User) -> NeighborQuerySet:
        """Restricted, and this person is one of those who may see them."""
        naming = self.model.restrictions.rel.related_model.objects.naming(user)  # type: ignore[attr-defined]
        return self.filter(person_number__in=naming.values("neighbor__person_number"))

    def hold_persons(self, *records: int) -> list[Neighbor]:
        """All records of the persons to whom these belong, by pk, held until the transaction ends. Whoever waited for
        a link or an unlink lets go of what it got and looks again: so two never wait for each other, and each of these
        is among what is held. Before their cases, as everywhere."""
        asked = self.filter(pk__in=records)
        theirs = self.filter(person_number__in=asked.values("person_number"))
        while True:
            with transaction.atomic():
                keys = set(theirs.values_list("pk", flat=True))
                rows: models.QuerySet[Neighbor] = self.filter(pk__in=keys).order_by("pk")
                held = list(rows.select_for_update(no_key=True, of=("self",)))
                if set(theirs.values_list("pk", flat=True)) == {record.pk for record in held}:
                    return held
                transaction.set_rollback(True)

    def of_persons(self, neighbors: Iterable[Neighbor]) -> NeighborQuerySet:
        """All records that are one with one of these, as they were read; themselves too."""
        return self.filter(person_number__in={neighbor.person_number for neighbor in neighbors})

    def called(self, word: str) -> NeighborQuerySet:
        """Whoever has this in one of their names."""
        names = ("preferred_name", "first_name", "last_name", "also_known_as__name")
        return self.filter(Q(*((f"{name}__icontains", word) for name in names), _connector=Q.OR)).order_by()


def name_of(person: Any) -> str:
    """What somebody wants to be called, else the name, else who is meant; "" when nothing is known."""
    full = f"{person.first_name} {person.last_name}".strip()
    return str(person.preferred_name or full or person.description)


def whole_name_of(person: Any) -> str:
    """What somebody wants to be called, and first and last name where they say more: “Betty (Elizabeth Okafor)”. For
    pages where people are told apart."""
    called, full = name_of(person), f"{person.first_name} {person.last_name}".strip()
    said, more = set(called.casefold().split()), set(full.casefold().split())
    if not full or more <= said:
        return called
    return full if said <= more else f"{called} ({full})"


@pghistory.track(exclude=["person_number"])
class Neighbor(models.Model):
    """One record of a person. Nobody has to have a name: `description` says who is meant ("man, 50s, red coat").

    `one_with` is the record that stands for all that are linked with each other, the earliest; None where that is
    this one. `person_number` is the same for all records of one person: count persons by it.
    """

    preferred_name = models.CharField(_("preferred name"), max_length=80, blank=True)
    first_name = models.CharField(_("first name"), max_length=80, blank=True)
    last_name = models.CharField(_("last name"), max_length=80, blank=True)
    description = models.CharField(_("description, when the name is not known"), max_length=200, blank=True)
    birth_date = models.DateField(_("birth date"), null=True, blank=True)
    pronouns = models.CharField(_("pronouns"), max_length=40, blank=True)
    # Empty: not asked. A page then claims none, and texts are in English.
    language = models.CharField(_("language"), max_length=8, blank=True, default="")
    interpreter = models.CharField(_("interpreter"), max_length=12, choices=Interpreter, blank=True, default="")
    living_situation = models.CharField(
        _("living situation"), max_length=12, choices=LivingSituation, blank=True, default=""
    )
    where_to_find = models.CharField(_("where to find, and when"), max_length=300, blank=True)
    domestic_violence = models.BooleanField(_("domestic violence: take care"), default=False)
    created_at = models.DateTimeField(default=timezone.now, editable=False)
    one_with = models.ForeignKey(
        "self", models.PROTECT, null=True, blank=True, editable=False, related_name="linked_records"
    )
    person_number = models.GeneratedField(
        expression=Coalesce(F("one_with"), F("id")), output_field=models.BigIntegerField(), db_persist=True
    )

    objects = NeighborQuerySet.as_manager()

    class Meta:
        verbose_name = _("neighbor")
        verbose_name_plural = _("neighbors")
        constraints = [
            models.CheckConstraint(
                condition=Q(one_with__isnull=True) | Q(one_with__lt=F("id")), name="neighbor_one_with_earlier"
            )
        ]
        indexes = [
            models.Index(fields=["person_number"], name="neighbor_by_person"),
            BrinIndex(fields=["created_at"], name="neighbor_by_age", pages_per_range=16),
            # Words of what is said of somebody whose name is not known (search).
            GinIndex(
                OpClass(Upper("description"), name="gin_trgm_ops"),
                name="neighbor_by_description",
                condition=~Q(description=""),
            ),
        ]

    def __str__(self) -> str:
        return self.display_name

    @property
    def display_name(self) -> str:
        return name_of(self) or str(_("Name not known"))

    @property
    def whole_name(self) -> str:
        return whole_name_of(self) or str(_("Name not known"))

    @property
    def is_named(self) -> bool:
        return bool(self.preferred_name or self.first_name or self.last_name)

    def age_on(self, day: date) -> int | None:
        if self.birth_date is None:
            return None
        return day.year - self.birth_date.year - ((day.month, day.day) < (self.birth_date.month, self.birth_date.day))


@pghistory.track()
class AlsoKnownAs(models.Model):
    """Another name the neighbor goes by."""

    neighbor = models.ForeignKey(Neighbor, models.PROTECT, related_name="also_known_as")
    name = models.CharField(_("name"), max_length=120)

    class Meta:
        verbose_name = _("also known as")
        verbose_name_plural = _("also known as")
        constraints = [models.UniqueConstraint(fields=["neighbor", "name"], name="also_known_as_once")]

    def __str__(self) -> str:
        return self.name


@pghistory.track()
class AgencyPerson(models.Model):
    """The number under which another agency's system knows the neighbor: a sure match (DOMAIN 7)."""

    neighbor = models.ForeignKey(Neighbor, models.PROTECT, related_name="agency_persons")
    agency = models.CharField(max_length=60)
    person_id = models.CharField(max_length=60)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["agency", "person_id"], name="agency_person_once"),
            models.CheckConstraint(
                condition=~Q(agency__regex=NOT_PLAIN) & ~Q(person_id__regex=NOT_PLAIN), name="agency_person_plain"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.agency} {self.person_id}"


class Safety(models.TextChoices):
    """May we? Unknown is not yes."""

    UNKNOWN = "", _("not asked")
    YES = "yes", _("yes")
    NO = "no", _("no")


class ContactPointKind(models.TextChoices):
    PHONE = "phone", _("Phone")
    EMAIL = "email", _("E-mail")
    ADDRESS = "address", _("Address or place")


class ContactPointQuerySet(models.QuerySet["ContactPoint"]):
    def current(self) -> ContactPointQuerySet:
        return self.filter(is_current=True)

    def with_refusals(self) -> ContactPointQuerySet:
        """`no_voicemail`, `no_texts`, `no_heart`: what any record of the person says no to at this
        number. A no counts for all of them while they are linked; a yes never widens what another says."""
        same = ContactPoint.objects.filter(
            kind=OuterRef("kind"),
            value=OuterRef("value"),
            neighbor__person_number=OuterRef("neighbor__person_number"),
        )
        return self.annotate(
            no_voicemail=Exists(same.filter(voicemail_ok=Safety.NO)),
            no_texts=Exists(same.filter(text_ok=Safety.NO)),
            no_heart=Exists(same.filter(may_say_heart=Safety.NO)),
        )

    def same(self, point: ContactPoint) -> ContactPointQuerySet:
        """This number or address on all records that are one with its own: as the database has it."""
        number = Neighbor.objects.filter(pk=point.neighbor_id).values("person_number")
        return self.filter(kind=point.kind, value=point.value, neighbor__person_number__in=number)


@pghistory.track()
class ContactPoint(models.Model):
    """One phone, e-mail or place, and what is safe there (DOMAIN 6). Shown where one dials."""

    neighbor = models.ForeignKey(Neighbor, models.PROTECT, related_name="contact_points")
    kind = models.CharField(_("kind"), max_length=8, choices=ContactPointKind)
    value = models.CharField(_("number or address"), max_length=200)
    voicemail_ok = models.CharField(_("voicemail is OK"), max_length=3, choices=Safety, blank=True, default="")
    text_ok = models.CharField(_("text is OK"), max_length=3, choices=Safety, blank=True, default="")
    may_say_heart = models.CharField(_("may say “HEART”"), max_length=3, choices=Safety, blank=True, default="")
    who_else_answers = models.CharField(_("who else answers"), max_length=120, blank=True)
    is_current = models.BooleanField(_("in use"), default=True)

    objects = ContactPointQuerySet.as_manager()

    class Meta:
        verbose_name = _("contact point")
        verbose_name_plural = _("contact points")
        constraints = [
            models.UniqueConstraint(fields=["neighbor", "kind", "value"], name="contact_point_once"),
            models.CheckConstraint(condition=~Q(value=""), name="contact_point_filled"),
        ]
        # How a number ends (search).
        indexes = [models.Index(Right("value", 4), condition=Q(kind="phone"), name="phone_by_ending")]

    def __str__(self) -> str:
        return self.value
