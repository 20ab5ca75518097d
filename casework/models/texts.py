"""Texts with the neighbor: what was agreed to, and what came in."""

from __future__ import annotations

from collections.abc import Collection, Iterable
from datetime import datetime

import pghistory
from django.db import models
from django.db.models import Exists, OuterRef, Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from casework.models.cases import Case
from casework.models.neighbors import ContactPoint, ContactPointKind, Neighbor, Safety
from casework.models.restrictions import Restriction, hidden_from
from casework.states import CloseReason
from heart.accounts.models import User


class AgreedHow(models.TextChoices):
    SPOKEN = "spoken", _("Said so to us")
    WRITTEN = "written", _("In writing")
    BY_TEXT = "by_text", _("By text")


class EndedWhy(models.TextChoices):
    STOP = "stop", _("Answered STOP")
    TAKEN_BACK = "taken_back", _("Does not want them any more")
    NUMBER = "number", _("The number is no longer safe or in use")
    CLOSED = "closed", _("The case was closed")


class TextAgreementQuerySet(models.QuerySet["TextAgreement"]):
    def visible_to(self, user: User) -> TextAgreementQuerySet:
        return self.filter(neighbor__in=Neighbor.objects.visible_to(user))

    def live(self) -> TextAgreementQuerySet:
        return self.filter(ended_at__isnull=True)

    def speaking(self) -> TextAgreementQuerySet:
        """Live, and not silenced by what another record of the same person says: that texts to this number are not safe
        or go nowhere, that the neighbor wants no more of them, domestic violence, or that the neighbor has died. Only
        for as long as they are linked: nothing of the agreement changes."""
        own = OuterRef("neighbor__person_number")
        elsewhere = Neighbor.objects.filter(person_number=own).exclude(pk=OuterRef("neighbor"))
        points = ContactPoint.objects.filter(
            Q(text_ok=Safety.NO) | Q(is_current=False),
            kind=ContactPointKind.PHONE,
            value=OuterRef("contact_point__value"),
            neighbor__person_number=own,
        )
        no_more = Q(ended_why=EndedWhy.TAKEN_BACK) | Q(
            ended_why=EndedWhy.STOP, contact_point__value=OuterRef("contact_point__value")
        )
        agreements = TextAgreement.objects.filter(
            no_more, neighbor__person_number=own, ended_at__gte=OuterRef("agreed_at")
        )
        died = Case.objects.filter(
            neighbor__person_number=own, closed_reason=CloseReason.DECEASED, closed_at__gte=OuterRef("agreed_at")
        )
        not_this = {"neighbor": OuterRef("neighbor")}
        return self.live().filter(
            ~Exists(points.exclude(**not_this)),
            ~Exists(agreements.exclude(**not_this)),
            ~Exists(died.exclude(**not_this)),
            Q(neighbor__domestic_violence=True) | ~Exists(elsewhere.filter(domestic_violence=True)),
        )

    def of_person(self, neighbor: Neighbor) -> TextAgreementQuerySet:
        """Of all records that are one with this one: as the database has it, not as it was read."""
        number = Neighbor.objects.filter(pk=neighbor.pk).values("person_number")
        return self.filter(neighbor__person_number__in=number)

    def caring_due(self, now: datetime) -> TextAgreementQuerySet:
        return self.filter(next_caring_at__lte=now).order_by("next_caring_at", "pk")


@pghistory.track(
    pghistory.InsertEvent(),
    pghistory.UpdateEvent(condition=pghistory.AnyChange("appointments", "caring", "ended_at", "contact_point")),
)
class TextAgreement(models.Model):
    """The neighbor agreed to texts at one number: about appointments, or a caring contact now and then (DOMAIN 4).

    `next_caring_at` is set exactly while a caring contact is still to come.
    """

    neighbor = models.ForeignKey(Neighbor, models.PROTECT, related_name="text_agreements", verbose_name=_("neighbor"))
    contact_point = models.ForeignKey(ContactPoint, models.PROTECT, related_name="+", verbose_name=_("number"))
    appointments = models.BooleanField(_("reminders of appointments"), default=False)
    caring = models.BooleanField(_("a friendly word now and then"), default=False)
    agreed_at = models.DateTimeField(_("agreed"), default=timezone.now)
    agreed_how = models.CharField(_("how"), max_length=10, choices=AgreedHow)
    recorded_by = models.ForeignKey(
        User, models.PROTECT, null=True, blank=True, related_name="+", verbose_name=_("recorded by")
    )
    caring_sent = models.PositiveSmallIntegerField(default=0)
    next_caring_at = models.DateTimeField(null=True, blank=True)
    ended_at = models.DateTimeField(_("ended"), null=True, blank=True)
    ended_why = models.CharField(_("why"), max_length=12, choices=EndedWhy, blank=True, default="")

    objects = TextAgreementQuerySet.as_manager()

    class Meta:
        verbose_name = _("agreement to texts")
        verbose_name_plural = _("agreements to texts")
        constraints = [
            models.UniqueConstraint(
                fields=["neighbor"], condition=Q(ended_at__isnull=True), name="text_agreement_one_live"
            ),
            models.CheckConstraint(
                condition=Q(ended_at__isnull=True, ended_why="") | (Q(ended_at__isnull=False) & ~Q(ended_why="")),
                name="text_agreement_ended_with_reason",
            ),
            models.CheckConstraint(
                condition=Q(next_caring_at__isnull=True) | Q(ended_at__isnull=True, caring=True),
                name="text_agreement_caring_while_live",
            ),
            models.CheckConstraint(condition=Q(appointments=True) | Q(caring=True), name="text_agreement_to_something"),
        ]
        indexes = [
            models.Index(
                fields=["next_caring_at"], condition=Q(next_caring_at__isnull=False), name="text_agreement_caring"
            ),
        ]

    def __str__(self) -> str:
        return f"{self._meta.verbose_name} {self.pk}"


class Meaning(models.TextChoices):
    TEXT = "text", _("A message")
    STOP = "stop", _("No more texts")
    START = "start", _("Texts again")


def _hides_somebody(user: User) -> Q:
    """The text's number stands on the record of somebody restricted, who may have written it, and on none of those that
    this person is named for."""
    having = ContactPoint.objects.filter(kind=ContactPointKind.PHONE, value=OuterRef("number"))
    unseen, named = hidden_from(user), Neighbor.objects.named_to(user)
    return Exists(having.filter(neighbor__in=unseen)) & ~Exists(
        having.filter(neighbor__in=named).exclude(neighbor__in=unseen)
    )


class InboundTextQuerySet(models.QuerySet["InboundText"]):
    def visible_to(self, user: User) -> InboundTextQuerySet:
        """Those of the cases one sees; overseers also see those of nobody known, where the number hides nobody."""
        mine = Q(case__in=Case.objects.visible_to(user))
        if not (user.is_active and user.is_overseer):
            return self.filter(mine)
        return self.filter(mine | Q(~_hides_somebody(user), case__isnull=True))

    def hidden_from(self, user: User) -> InboundTextQuerySet:
        """Of restricted neighbors that this person is not named for, or from a number of one."""
        return self.filter(Q(case__neighbor__in=hidden_from(user)) | Q(_hides_somebody(user), case__isnull=True))

    def strayed(self, here: Collection[Neighbor], there: Collection[Neighbor], since: datetime) -> InboundTextQuerySet:
        """From a number that these records have and those have not, in cases of those: they came in while all were one
        person. `since`: when they became one; before that a person may have put one there."""
        phones = ContactPoint.objects.current().filter(kind=ContactPointKind.PHONE)
        theirs, ours = (phones.filter(neighbor__in=side).values("value") for side in (here, there))
        return self.filter(case__neighbor__in=there, received_at__gte=since, number__in=theirs).exclude(number__in=ours)

    def of_nobody_known(self) -> InboundTextQuerySet:
        """Waiting for an overseer to say whose they are, or that they are nobody's."""
        return self.filter(case=None, dismissed_at=None, meaning=Meaning.TEXT)


@pghistory.track(pghistory.InsertEvent(), exclude=["dismissed_at", "dismissed_by"])
class InboundText(models.Model):
    """A text that came in. `provider_id` makes a webhook that calls twice one text. Dismissed: about no case of ours."""

    provider_id = models.CharField(max_length=80, unique=True)
    number = models.CharField(_("number"), max_length=40)
    body = models.TextField(_("text"), blank=True)
    meaning = models.CharField(_("meaning"), max_length=5, choices=Meaning, default=Meaning.TEXT)
    received_at = models.DateTimeField(_("received"), default=timezone.now)
    case = models.ForeignKey(
        Case, models.PROTECT, null=True, blank=True, related_name="inbound_texts", verbose_name=_("case")
    )
    dismissed_at = models.DateTimeField(null=True, blank=True)
    dismissed_by = models.ForeignKey(User, models.PROTECT, null=True, blank=True, related_name="+")

    objects = InboundTextQuerySet.as_manager()

    class Meta:
        verbose_name = _("text from outside")
        verbose_name_plural = _("texts from outside")
        ordering = ["-received_at"]
        constraints = [
            models.CheckConstraint(condition=Q(meaning__in=Meaning.values), name="inbound_text_meaning_known"),
            models.CheckConstraint(
                condition=Q(dismissed_at__isnull=True, dismissed_by__isnull=True)
                | Q(dismissed_at__isnull=False, dismissed_by__isnull=False, case__isnull=True),
                name="inbound_text_dismissed_by_somebody",
            ),
        ]
        indexes = [models.Index(fields=["case", "-received_at"])]

    def __str__(self) -> str:
        return f"{self._meta.verbose_name} {self.pk}"

    @property
    def message_key(self) -> str:
        """How the outbox names this text as the subject of a message."""
        return f"text:{self.pk}"

    def may_be_known_to(self, people: Iterable[User]) -> list[User]:
        """Of these overseers, whoever may read it: `visible_to` for several at once. One query."""
        if self.case:
            return self.case.may_be_known_to(people)
        named = Restriction.objects.at_number(self.number).by_person()
        return [person for person in people if not named or any(person.pk in those for those in named.values())]
