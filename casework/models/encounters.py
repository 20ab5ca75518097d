"""One CCD, CRT or Co-Response response, from the responder, from CAD or from another system."""

from __future__ import annotations

from collections.abc import Collection
from copy import copy
from datetime import datetime
from typing import Any

import pghistory
from django.contrib.postgres.fields import ArrayField
from django.contrib.postgres.indexes import OpClass
from django.db import models
from django.db.models import Case, Exists, F, OuterRef, Q, Subquery, When
from django.db.models.functions import Coalesce, Greatest, Upper
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
    return open_to & Q(case__in=Encounter.case.field.related_model.objects.visible_to(user))  # type: ignore[attr-defined]


class EncounterQuerySet(models.QuerySet["Encounter"]):
    def visible_to(self, user: User) -> EncounterQuerySet:
        """Responders: where they were or what they wrote. Everybody else: those of the cases they see. Of restricted
        neighbors: only whoever is named, the responder who was there too."""
        return self.filter(_visible_to(user))

    def told_by(self, user: User) -> EncounterQuerySet:
        """Those that this person sees, and what the same person told of somebody who is hidden from them
        (`is_hidden`): to be shown `as_seen`, as of a stranger, so that nothing says that there is more."""
        theirs = Q(recorded_by=user) if user.role == Role.INTEGRATION else Q(recorded_by=user, source=Source.RESPONDER)
        told = _visible_to(user) | theirs if user.is_active else Q(pk__in=[])
        return self.filter(told).for_reader(user)

    def not_hidden_from(self, user: User) -> EncounterQuerySet:
        """Without those of restricted neighbors whom this person may not know of."""
        return self.exclude(neighbor__in=hidden_from(user))

    def for_reader(self, user: User) -> EncounterQuerySet:
        """With what `as_seen` goes by: whether the person is hidden from this reader, and of somebody else who is, the
        case that it stands in and the incidents that it is one with. (Two records that were one may be two again.)"""

        def hidden(field: str) -> Exists:
            return Exists(hidden_from(user).filter(pk=OuterRef(field)))

        return self.annotate(
            is_hidden=hidden("neighbor"),
            case_is_hidden=hidden("case__neighbor"),
            replaced_by_is_hidden=hidden("replaced_by__neighbor"),
            split_from_is_hidden=hidden("split_from__neighbor"),
        )

    def with_what_followed(self) -> EncounterQuerySet:
        """`tried_since`, `reached_since`, `connected_since`: when care navigation first did after the call, in the
        person's case and in the one that goes on too; of somebody hidden from who told it, after it was told: a
        stranger's has nothing before. With neighbor and cases, for a list `for_reader`."""
        case: Any = self.model.case.field.related_model
        of_case = Q(case=Coalesce(OuterRef("case__goes_on_in"), OuterRef("case"))) | Q(case=OuterRef("case"))
        of_case &= Q(case__neighbor__person_number=OuterRef("neighbor__person_number"))
        contacts = case.contacts.rel.related_model.objects.filter(of_case, at__gte=OuterRef("followed_from"))
        checks = case.follow_ups.rel.related_model.objects.filter(
            of_case, kind=FollowUpKind.CONNECTION_CHECK, anchor_at__gte=OuterRef("followed_from")
        )
        tried, reached = contacts.filter(direction="out"), contacts.filter(result__in=TWO_WAY)
        told_at = Case(When(is_hidden=True, then=Greatest("received_at", "recorded_at")), default=F("received_at"))
        followed = self.select_related("neighbor", "case__goes_on_in").annotate(followed_from=told_at)
        return followed.annotate(
            tried_since=Subquery(tried.order_by("at").values("at")[:1]),
            reached_since=Subquery(reached.order_by("at").values("at")[:1]),
            connected_since=Subquery(checks.order_by("anchor_at").values("anchor_at")[:1]),
        )

    def strayed(self, here: Collection[Neighbor], there: Collection[Neighbor]) -> EncounterQuerySet:
        """Of these records, in cases of those: they joined them while all were one person."""
        return self.filter(neighbor__in=here, case__neighbor__in=there)

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
    told_name = models.CharField(max_length=250, blank=True, default="", editable=False)
    # By which that responder finds it: names, description, numbers and birth date of the person, as they were told.
    told_words = models.TextField(blank=True, default="", editable=False)
    # Fields that another source told before and whoever recorded it left out: of somebody hidden not theirs to see.
    not_told = ArrayField(models.CharField(max_length=30), default=list, blank=True, editable=False)
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

    def seen_by(self, user: User) -> Encounter:
        return type(self).objects.for_reader(user).get(pk=self.pk).as_seen()

    def as_seen(self) -> Encounter:
        """A copy, never to be saved, of one that was read `for_reader`: of somebody hidden only what was told by who
        recorded it, and nowhere a case or an incident of somebody hidden."""
        seen: Any = copy(self)
        if seen.is_hidden:
            seen.neighbor, seen.case_is_hidden = None, True
            seen.replaced_by_is_hidden = seen.split_from_is_hidden = True
            for name in self.not_told:
                field: Any = self._meta.get_field(name)
                setattr(seen, name, field.get_default())
        for name in ("case", "replaced_by", "split_from"):
            if getattr(seen, f"{name}_is_hidden"):
                setattr(seen, name, None)
        return seen

    @property
    def who(self) -> str:
        """Whom it was with, to who reads it `as_seen`; "" for nobody."""
        if self.is_hidden:  # type: ignore[attr-defined]
            return self.told_name
        return self.neighbor.whole_name if self.neighbor else ""

    @property
    def goes_on(self) -> bool:
        """Care navigation follows up: where it was asked for, even where the case is not for the reader's eyes."""
        return self.case_id is not None or self.follow_up_wanted == FollowUpWanted.YES

    @property
    def met_at(self) -> datetime:
        """When the responder's contact ended, as well as we know: the 48-hour promise counts from here."""
        return self.cleared_at or self.arrived_at or self.received_at
