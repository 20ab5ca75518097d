"""Needs, the requests to services that answer them, and the evidence that the neighbor was served."""

from __future__ import annotations

import uuid

import pghistory
from django.db import models
from django.db.models import F, Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from casework.models import Case, FollowUp
from heart.accounts.models import User
from heart.lib.clock import ZONE
from referrals.models.consents import Consent
from referrals.models.directory import Service
from referrals.states import LIVE, NEEDS_REASON, Evidence, NeedCategory, ReferralStatus


class NeedQuerySet(models.QuerySet["Need"]):
    def visible_to(self, user: User) -> NeedQuerySet:
        return self.filter(case__in=Case.objects.visible_to(user))


@pghistory.track()
class Need(models.Model):
    """What the neighbor needs and wants, in a category and their own words."""

    case = models.ForeignKey(Case, models.PROTECT, related_name="needs", verbose_name=_("case"))
    category = models.CharField(_("need"), max_length=30, choices=NeedCategory)
    in_their_words = models.CharField(_("in the neighbor's words"), max_length=300, blank=True)
    recorded_at = models.DateTimeField(default=timezone.now)
    recorded_by = models.ForeignKey(User, models.PROTECT, related_name="+")

    objects = NeedQuerySet.as_manager()

    class Meta:
        verbose_name = _("need")
        verbose_name_plural = _("needs")
        constraints = [models.UniqueConstraint(fields=["case", "category"], name="need_once_a_case")]

    def __str__(self) -> str:
        return str(self.get_category_display())


class ReferralQuerySet(models.QuerySet["Referral"]):
    def visible_to(self, user: User) -> ReferralQuerySet:
        return self.filter(case__in=Case.objects.visible_to(user))

    def live(self) -> ReferralQuerySet:
        return self.filter(status__in=LIVE)

    def lock(self, referral: Referral) -> Referral:
        """The row as it stands now, held until the transaction ends; its case first, as everywhere."""
        Case.objects.lock(referral.case)
        return self.select_for_update(of=("self",)).get(pk=referral.pk)


@pghistory.track()
class Referral(models.Model):
    """One request to one service. `follow_up` is the promise "confirm the connection", kept until it is."""

    case = models.ForeignKey(Case, models.PROTECT, related_name="referrals", verbose_name=_("case"))
    need = models.ForeignKey(Need, models.PROTECT, related_name="referrals", verbose_name=_("need"))
    service = models.ForeignKey(Service, models.PROTECT, related_name="referrals", verbose_name=_("service"))
    consent = models.ForeignKey(
        Consent, models.PROTECT, null=True, blank=True, related_name="referrals", verbose_name=_("consent")
    )
    follow_up = models.OneToOneField(
        FollowUp, models.PROTECT, null=True, blank=True, related_name="referral", verbose_name=_("follow-up")
    )
    replaces = models.OneToOneField(
        "self", models.PROTECT, null=True, blank=True, related_name="replaced_by", verbose_name=_("instead of")
    )
    submission = models.UUIDField(unique=True, default=uuid.uuid4, editable=False)
    status = models.CharField(_("status"), max_length=20, choices=ReferralStatus, default=ReferralStatus.DRAFT)
    status_reason = models.CharField(_("reason"), max_length=300, blank=True)
    message = models.TextField(_("what we tell the provider"), blank=True)
    created_at = models.DateTimeField(_("written"), default=timezone.now)
    created_by = models.ForeignKey(User, models.PROTECT, related_name="+", verbose_name=_("by"))
    requested_at = models.DateTimeField(_("sent"), null=True, blank=True)
    answered_at = models.DateTimeField(_("answered"), null=True, blank=True)
    appointment_at = models.DateTimeField(_("appointment"), null=True, blank=True)
    ended_at = models.DateTimeField(_("ended"), null=True, blank=True)

    objects = ReferralQuerySet.as_manager()

    class Meta:
        verbose_name = _("referral")
        verbose_name_plural = _("referrals")
        constraints = [
            models.CheckConstraint(condition=Q(status__in=ReferralStatus.values), name="referral_status_known"),
            models.CheckConstraint(
                condition=~Q(status__in=sorted(NEEDS_REASON)) | ~Q(status_reason=""),
                name="referral_refused_with_reason",
            ),
            models.CheckConstraint(
                condition=~Q(status__in=[s.value for s in LIVE])
                | Q(requested_at__isnull=False, consent__isnull=False, follow_up__isnull=False),
                name="referral_live_is_followed_up",
            ),
            models.CheckConstraint(
                condition=Q(replaces__isnull=True) | ~Q(replaces=F("id")), name="referral_not_instead_of_itself"
            ),
        ]
        indexes = [
            models.Index(fields=["case", "-created_at"]),
            models.Index(
                fields=["requested_at"], condition=Q(status=ReferralStatus.REQUESTED), name="referral_unanswered"
            ),
        ]

    def __str__(self) -> str:
        return f"{self._meta.verbose_name} {self.pk}"

    @property
    def is_live(self) -> bool:
        return self.status in LIVE


class ConnectionQuerySet(models.QuerySet["Connection"]):
    def visible_to(self, user: User) -> ConnectionQuerySet:
        return self.filter(case__in=Case.objects.visible_to(user))

    def standing(self) -> ConnectionQuerySet:
        return self.filter(lost_at__isnull=True)

    def asked_by(self, follow_up: FollowUp) -> ConnectionQuerySet:
        """Those that stand on its case, the one that this check is counted from first."""
        day = follow_up.anchor_at.astimezone(ZONE).date()
        counted_from = models.Case(models.When(attended_on=day, then=0), default=1)
        unchecked = F("reconfirmed_at").asc(nulls_first=True)
        return self.standing().filter(case=follow_up.case_id).order_by(counted_from, unchecked, "-recorded_at")

    def lock(self, connection: Connection) -> Connection:
        """The row as it stands now, held until the transaction ends; its case first, as everywhere."""
        Case.objects.lock(connection.case)
        return self.select_for_update(of=("self",)).get(pk=connection.pk)


@pghistory.track()
class Connection(models.Model):
    """Evidence that the neighbor was really served: first attended on a day, known from somebody (DOMAIN 5)."""

    case = models.ForeignKey(Case, models.PROTECT, related_name="connections", verbose_name=_("case"))
    referral = models.OneToOneField(Referral, models.PROTECT, related_name="connection", verbose_name=_("referral"))
    attended_on = models.DateField(_("first attended on"))
    evidence = models.CharField(_("how we know"), max_length=20, choices=Evidence)
    recorded_at = models.DateTimeField(_("recorded"), default=timezone.now)
    recorded_by = models.ForeignKey(User, models.PROTECT, related_name="+", verbose_name=_("recorded by"))
    reconfirmed_at = models.DateTimeField(_("still connected at 30 days"), null=True, blank=True)
    lost_at = models.DateTimeField(_("lost"), null=True, blank=True)
    lost_reason = models.CharField(_("why it was lost"), max_length=300, blank=True)

    objects = ConnectionQuerySet.as_manager()

    class Meta:
        verbose_name = _("connection")
        verbose_name_plural = _("connections")
        constraints = [
            models.CheckConstraint(
                condition=Q(lost_at__isnull=True, lost_reason="") | (Q(lost_at__isnull=False) & ~Q(lost_reason="")),
                name="connection_lost_with_reason",
            ),
            models.CheckConstraint(condition=Q(evidence__in=Evidence.values), name="connection_evidence_known"),
        ]

    def __str__(self) -> str:
        return f"{self._meta.verbose_name} {self.pk}"
