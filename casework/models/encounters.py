"""One CCD, CRT or Co-Response response, from the responder, from CAD or from another system."""

from __future__ import annotations

from datetime import datetime
from typing import Any

import pghistory
from django.contrib.postgres.indexes import OpClass
from django.db import models
from django.db.models import Exists, F, OuterRef, Q, Subquery
from django.db.models.functions import Coalesce, Upper
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from casework.models.neighbors import Neighbor
from casework.models.programme import Pilot
from casework.models.restrictions import hidden_from
from casework.states import TWO_WAY, FollowUpKind
from heart.accounts.models import User
from heart.accounts.roles import Role
from heart.lib.identifiers import NOT_PLAIN


class Outcome(models.TextChoices):
    UNKNOWN = "", _("Not recorded")
    RESOLVED_ON_SCENE = "resolved_on_scene", _("Settled on scene")
    SETTLED_BY_PHONE = "settled_by_phone", _("Settled by phone")
    TRANSPORTED = "transported", _("Transported")
    INVOLUNTARY = "involuntary", _("Involuntary commitment")
    EMS = "ems", _("Handed to EMS")
    POLICE = "police", _("Handed to police")
    REFUSED = "refused", _("Refused help")
    GONE = "gone", _("Gone on arrival")


class FollowUpWanted(models.TextChoices):
    UNKNOWN = "", _("Not recorded")
    YES = "yes", _("Yes")
    NO = "no", _("No")


class Source(models.TextChoices):
    RESPONDER = "responder", _("A responder's form")
    API = "api", _("Another system")
    CAD = "cad", _("CAD file")
    EIDO = "eido", _("EIDO document")


def _visible_to(user: User) -> Q:
    if not user.is_active:
        return Q(pk__in=[])
    open_to = ~Q(neighbor__in=hidden_from(user))
    if user.role == Role.PROGRAMME_MANAGER:
        return open_to
    if user.role == Role.RESPONDER:
        there = Encounter.responders.through.objects.filter(user=user).values("encounter_id")
        return open_to & (Q(recorded_by=user) | Q(pk__in=there))
    if user.role == Role.INTEGRATION:
        return open_to & Q(recorded_by=user)
    return Q(case__in=Encounter.case.field.related_model.objects.visible_to(user))  # type: ignore[attr-defined]


class EncounterQuerySet(models.QuerySet["Encounter"]):
    def visible_to(self, user: User) -> EncounterQuerySet:
        """Responders: where they were or what they wrote. Everybody else: those of the cases they see. Of restricted
        neighbors: only whoever is named, the responder who was there too."""
        return self.filter(_visible_to(user))

    def told_by(self, user: User) -> EncounterQuerySet:
        """Those that this person sees, and what the same person told of somebody who is hidden from them
        (`is_hidden`): to be shown as it was told, as of a stranger, so that nothing says that there is more."""
        theirs = Q(recorded_by=user) if user.role == Role.INTEGRATION else Q(recorded_by=user, source=Source.RESPONDER)
        told = _visible_to(user) | theirs if user.is_active else Q(pk__in=[])
        return self.filter(told).annotate(is_hidden=Exists(hidden_from(user).filter(pk=OuterRef("neighbor"))))

    def with_what_followed(self) -> EncounterQuerySet:
        """`tried_since`, `reached_since`, `connected_since`: when care navigation first did after the call, in the case
        that goes on too. With neighbor and cases, for a list."""
        case: Any = self.model.case.field.related_model
        of_case = Q(case=Coalesce(OuterRef("case__goes_on_in"), OuterRef("case"))) | Q(case=OuterRef("case"))
        contacts = case.contacts.rel.related_model.objects.filter(of_case, at__gte=OuterRef("received_at"))
        checks = case.follow_ups.rel.related_model.objects.filter(
            of_case, kind=FollowUpKind.CONNECTION_CHECK, anchor_at__gte=OuterRef("received_at")
        )
        tried, reached = contacts.filter(direction="out"), contacts.filter(result__in=TWO_WAY)
        return self.select_related("neighbor", "case__goes_on_in").annotate(
            tried_since=Subquery(tried.order_by("at").values("at")[:1]),
            reached_since=Subquery(reached.order_by("at").values("at")[:1]),
            connected_since=Subquery(checks.order_by("anchor_at").values("anchor_at")[:1]),
        )

    def standing(self) -> EncounterQuerySet:
        """Each incident once: not those that another one has taken the place of. Count these."""
        return self.filter(replaced_by__isnull=True)


@pghistory.track()
class Encounter(models.Model):
    """One response. `agency` and `incident_number` together name it once, whoever reports it.

    `beat` and `call_type` are what the source says: other agencies know other ones than ours.
    """

    pilot = models.CharField(_("pilot"), max_length=3, choices=Pilot, blank=True)
    agency = models.CharField(_("agency"), max_length=60)
    incident_number = models.CharField(_("incident number"), max_length=60)
    call_type = models.CharField(_("call type"), max_length=120, blank=True)
    priority = models.CharField(_("priority"), max_length=20, blank=True)
    beat = models.CharField(_("beat"), max_length=12, blank=True)
    location = models.CharField(_("place"), max_length=200, blank=True)
    received_at = models.DateTimeField(_("call received"))
    dispatched_at = models.DateTimeField(_("dispatched"), null=True, blank=True)
    arrived_at = models.DateTimeField(_("arrived"), null=True, blank=True)
    cleared_at = models.DateTimeField(_("cleared"), null=True, blank=True)
    outcome = models.CharField(_("outcome"), max_length=20, choices=Outcome, blank=True, default="")
    disposition = models.CharField(_("disposition in CAD"), max_length=120, blank=True)
    follow_up_wanted = models.CharField(
        _("care navigation should follow up"), max_length=3, choices=FollowUpWanted, blank=True, default=""
    )
    note = models.TextField(_("what care navigation should know"), blank=True)
    neighbor = models.ForeignKey(
        Neighbor, models.PROTECT, null=True, blank=True, related_name="encounters", verbose_name=_("neighbor")
    )
    case = models.ForeignKey(
        "casework.Case", models.PROTECT, null=True, blank=True, related_name="encounters", verbose_name=_("case")
    )
    # The name that a responder gave: all that the same responder sees of somebody who is hidden from them.
    told_name = models.CharField(max_length=170, blank=True, default="", editable=False)
    responders = models.ManyToManyField(User, related_name="encounters", blank=True, verbose_name=_("responders"))
    source = models.CharField(_("recorded from"), max_length=10, choices=Source)
    recorded_by = models.ForeignKey(
        User, models.PROTECT, null=True, related_name="recorded_encounters", verbose_name=_("recorded by")
    )
    recorded_at = models.DateTimeField(_("recorded"), default=timezone.now)
    latitude = models.FloatField(_("latitude"), null=True, blank=True)
    longitude = models.FloatField(_("longitude"), null=True, blank=True)
    weapon = models.BooleanField(_("weapon told of"), null=True, blank=True)
    # Another agency took several incidents for one, or one for several, and said so.
    replaced_by = models.ForeignKey(
        "self", models.PROTECT, null=True, blank=True, related_name="replaces", verbose_name=_("replaced by")
    )
    split_from = models.ForeignKey(
        "self", models.PROTECT, null=True, blank=True, related_name="split_into", verbose_name=_("split from")
    )
    # SHA-256 of what the source sent, in a canonical form: the same again is no change.
    digest = models.CharField(max_length=64, blank=True, editable=False)

    objects = EncounterQuerySet.as_manager()

    class Meta:
        verbose_name = _("encounter")
        verbose_name_plural = _("encounters")
        constraints = [
            models.UniqueConstraint(fields=["agency", "incident_number"], name="encounter_once"),
            models.CheckConstraint(
                condition=~Q(agency__regex=NOT_PLAIN) & ~Q(incident_number__regex=NOT_PLAIN),
                name="encounter_plainly_named",
            ),
            models.CheckConstraint(
                condition=Q(case__isnull=True) | Q(neighbor__isnull=False), name="encounter_case_has_neighbor"
            ),
            models.CheckConstraint(
                condition=Q(arrived_at__isnull=True) | Q(arrived_at__gte=F("received_at")),
                name="encounter_arrives_after_call",
            ),
            models.CheckConstraint(
                condition=Q(cleared_at__isnull=True) | Q(cleared_at__gte=F("received_at")),
                name="encounter_clears_after_call",
            ),
            models.CheckConstraint(
                condition=Q(replaced_by__isnull=True) | ~Q(replaced_by=F("id")), name="encounter_not_replaced_by_itself"
            ),
            models.CheckConstraint(
                condition=Q(latitude__isnull=True, longitude__isnull=True)
                | Q(latitude__range=(-90, 90), longitude__range=(-180, 180)),
                name="encounter_on_earth",
            ),
            models.CheckConstraint(
                condition=~Q(follow_up_wanted=FollowUpWanted.YES) | Q(case__isnull=False),
                name="encounter_wanted_has_case",
            ),
        ]
        indexes = [
            models.Index(fields=["-received_at"]),
            # What is typed of it, from its beginning on (search).
            models.Index(OpClass(Upper("incident_number"), name="text_pattern_ops"), name="encounter_by_incident"),
            models.Index(fields=["recorded_by", "-recorded_at"]),
            # Rolling counts a person (casework.familiar), of everybody and of one, from the index alone.
            models.Index(
                fields=["received_at", "neighbor"],
                condition=Q(replaced_by__isnull=True, neighbor__isnull=False),
                name="encounter_counted",
            ),
            models.Index(
                fields=["neighbor", "received_at"],
                condition=Q(replaced_by__isnull=True),
                name="encounter_counted_of_one",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.agency} {self.incident_number}"

    def goes_on(self, *, hidden: bool) -> bool:
        """Care navigation follows up. Of somebody `hidden` from whoever asks: as of a stranger, where it was wanted."""
        return self.follow_up_wanted == FollowUpWanted.YES if hidden else self.case_id is not None

    @property
    def met_at(self) -> datetime:
        """When the responder's contact ended, as well as we know: the 48-hour promise counts from here."""
        return self.cleared_at or self.arrived_at or self.received_at
