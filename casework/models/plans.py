"""The joint response plan of a familiar neighbor: what helps, what to avoid, who to call."""

from __future__ import annotations

import hashlib
from datetime import date

import pghistory
from django.contrib.postgres.expressions import ArraySubquery
from django.db import models
from django.db.models import Case, F, OuterRef, Q, Value, When
from django.db.models.functions import JSONObject, Length
from django.db.models.lookups import LessThanOrEqual
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from casework.models.encounters import Encounter
from casework.models.neighbors import Neighbor, NeighborQuerySet
from casework.models.restrictions import hidden_from
from heart.accounts.models import User
from heart.accounts.roles import Role

# What a responder reads in ten seconds, and what a phone shows at once.
MOST_LETTERS = {"safety": 120, "helps": 240, "avoid": 240, "who_to_call": 160}
WORDS = tuple(MOST_LETTERS)
OF_THE_PERSON = (
    "preferred_name",
    "first_name",
    "last_name",
    "description",
    "birth_date",
    "language",
    "interpreter",
    "domestic_violence",
)
# Without these a plan is no plan.
NEEDED = ("helps", "avoid", "who_to_call")


class PlanState(models.TextChoices):
    DRAFT = "draft", _("Draft")
    SUBMITTED = "submitted", _("Waits for approval")
    APPROVED = "approved", _("Approved")
    RETIRED = "retired", _("Replaced or ended")


IN_WORK = (PlanState.DRAFT, PlanState.SUBMITTED)


class ResponsePlanQuerySet(models.QuerySet["ResponsePlan"]):
    def visible_to(self, user: User) -> ResponsePlanQuerySet:
        """Of the people whom one sees, over all their linked records. Responders: what is in force of people whom they
        have met themselves."""
        if not user.is_active:
            return self.none()
        if user.role == Role.RESPONDER:
            met = Encounter.objects.visible_to(user).filter(neighbor__isnull=False)
            return self.in_force().filter(neighbor__person_number__in=met.values("neighbor__person_number"))
        people = Neighbor.objects.visible_to(user).values("person_number")
        return self.filter(neighbor__person_number__in=people)

    def cards_for(self, user: User) -> ResponsePlanQuerySet:
        """What may be asked for on a call: of responders everything in force but restricted records, since whoever is
        called out cannot know beforehand to whom; of everybody else what they see anyway."""
        if user.is_active and user.role == Role.RESPONDER:
            return self.in_force().exclude(neighbor__in=hidden_from(user))
        return self.visible_to(user).in_force()

    def of_person(self, neighbor: Neighbor) -> ResponsePlanQuerySet:
        """Over all linked records."""
        return self.filter(neighbor__person_number=neighbor.person_number)

    def in_force(self) -> ResponsePlanQuerySet:
        return self.filter(state=PlanState.APPROVED)

    def in_work(self) -> ResponsePlanQuerySet:
        return self.filter(state__in=IN_WORK)

    def submitted(self) -> ResponsePlanQuerySet:
        return self.filter(state=PlanState.SUBMITTED)

    def to_review(self, today: date) -> ResponsePlanQuerySet:
        """The day has come on which it is to be looked at again."""
        return self.in_force().filter(review_on__lte=today)

    def people(self) -> NeighborQuerySet:
        """All records of the persons whose plans these are."""
        return Neighbor.objects.filter(person_number__in=self.order_by().values("neighbor__person_number"))

    def with_person(self) -> ResponsePlanQuerySet:
        """`records`: what the card says of the person, over all linked records, the plan's own first; in the same
        query."""
        same = Neighbor.objects.filter(person_number=OuterRef("neighbor__person_number"))
        own_first = same.annotate(place=Case(When(pk=OuterRef("neighbor"), then=Value(0)), default=Value(1)))
        whole = JSONObject(**{name: F(name) for name in OF_THE_PERSON})
        return self.annotate(records=ArraySubquery(own_first.order_by("place", "pk").values(record=whole)))

    def newest_first(self) -> ResponsePlanQuerySet:
        return self.order_by(F("approved_at").desc(nulls_last=True), "-pk")


@pghistory.track()
class ResponsePlan(models.Model):
    """draft -> submitted -> approved by a clinician, with a day on which it is looked at again.

    A new draft stands beside the approved plan until it is approved itself. What is or was approved is never edited;
    the database holds that too. `sent_back_why` is the last word of whoever did not approve a draft.
    """

    neighbor = models.ForeignKey(Neighbor, models.PROTECT, related_name="plans", verbose_name=_("neighbor"))
    state = models.CharField(_("state"), max_length=10, choices=PlanState, default=PlanState.DRAFT)
    safety = models.CharField(_("first, to keep safe"), max_length=120, blank=True, default="")
    helps = models.TextField(_("what helps"), blank=True, max_length=240)
    avoid = models.TextField(_("what to avoid"), blank=True, max_length=240)
    who_to_call = models.TextField(_("who to call"), blank=True, max_length=160)
    written_at = models.DateTimeField(_("written"), default=timezone.now)
    written_by = models.ForeignKey(User, models.PROTECT, related_name="+", verbose_name=_("written by"))
    submitted_at = models.DateTimeField(_("submitted"), null=True, blank=True)
    sent_back_why = models.CharField(_("why it was sent back"), max_length=300, blank=True, default="")
    approved_at = models.DateTimeField(_("approved"), null=True, blank=True)
    approved_by = models.ForeignKey(
        User, models.PROTECT, null=True, blank=True, related_name="+", verbose_name=_("approved by")
    )
    review_on = models.DateField(_("look at it again on"), null=True, blank=True)
    retired_at = models.DateTimeField(_("ended"), null=True, blank=True)

    objects = ResponsePlanQuerySet.as_manager()

    class Meta:
        verbose_name = _("response plan")
        verbose_name_plural = _("response plans")
        constraints = [
            models.CheckConstraint(condition=Q(state__in=PlanState.values), name="plan_state_known"),
            models.UniqueConstraint(
                fields=["neighbor"], condition=Q(state=PlanState.APPROVED), name="plan_one_approved"
            ),
            models.UniqueConstraint(
                fields=["neighbor"], condition=Q(state__in=["draft", "submitted"]), name="plan_one_in_work"
            ),
            models.CheckConstraint(
                condition=~Q(state=PlanState.APPROVED)
                | Q(approved_at__isnull=False, approved_by__isnull=False, review_on__isnull=False),
                name="plan_approved_by_somebody",
            ),
            models.CheckConstraint(
                condition=Q(state=PlanState.RETIRED, retired_at__isnull=False)
                | (~Q(state=PlanState.RETIRED) & Q(retired_at__isnull=True)),
                name="plan_retired_with_time",
            ),
            models.CheckConstraint(
                condition=Q(approved_by__isnull=True) | ~Q(approved_by=F("written_by")), name="plan_four_eyes"
            ),
            models.CheckConstraint(
                condition=~Q(state__in=[PlanState.SUBMITTED, PlanState.APPROVED])
                | (~Q(helps="") & ~Q(avoid="") & ~Q(who_to_call="")),
                name="plan_says_something",
            ),
            models.CheckConstraint(
                condition=Q(
                    LessThanOrEqual(Length("helps"), 240),
                    LessThanOrEqual(Length("avoid"), 240),
                    LessThanOrEqual(Length("who_to_call"), 160),
                ),
                name="plan_fits_the_card",
            ),
        ]
        indexes = [
            models.Index(fields=["review_on"], condition=Q(state="approved"), name="plan_to_review"),
            models.Index(fields=["submitted_at"], condition=Q(state="submitted"), name="plan_submitted"),
        ]

    def __str__(self) -> str:
        return f"{self._meta.verbose_name} {self.pk}"

    @property
    def is_in_work(self) -> bool:
        return self.state in IN_WORK

    @property
    def message_key(self) -> str:
        """What messages about it are about."""
        return f"plan:{self.pk}"

    @property
    def as_seen(self) -> str:
        """Another one as soon as somebody has changed anything: two people never overwrite each other unknowingly."""
        standing = [self.state, self.written_at, self.review_on, *(getattr(self, name) for name in WORDS)]
        return hashlib.sha256(repr([str(value) for value in standing]).encode()).hexdigest()[:32]

    def is_out_of_date(self, today: date) -> bool:
        return self.review_on is not None and self.review_on < today
