"""One episode of care navigation for one neighbor."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime, timedelta

import pghistory
from django.db import models
from django.db.models import Case as Choose
from django.db.models import Count, Exists, F, OuterRef, Q, Subquery, When
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from casework.cadence import Cadence
from casework.models.neighbors import Neighbor
from casework.models.policies import CadencePolicy, cadence_of
from casework.models.restrictions import Restriction, hidden_from, named_for
from casework.states import OPEN_STATUSES, CaseStatus, CloseReason
from heart.accounts.models import Team, User
from heart.accounts.roles import Role

# Promised in public: a care navigator follows up within 48 hours of the responder's contact (DOMAIN 1).
FIRST_CONTACT_WITHIN = timedelta(hours=48)


class CaseQuerySet(models.QuerySet["Case"]):
    def visible_to(self, user: User) -> CaseQuerySet:
        """Navigators: their team's. Supervisors: their teams' and intake. Programme managers: all. Others: none.
        Of restricted neighbors: only whoever is named; an overseer who is, whatever the team."""
        if not user.is_active or not (user.is_navigator or user.is_overseer):
            return self.none()
        open_to = self.not_hidden_from(user)
        if user.role == Role.PROGRAMME_MANAGER:
            return open_to
        teams = Team.objects.visible_to(user)
        if user.role == Role.SUPERVISOR:
            named = Neighbor.objects.named_to(user).values("pk")
            return open_to.filter(Q(team__in=teams) | Q(team__isnull=True) | Q(neighbor__in=named))
        return open_to.filter(team__in=teams)

    def not_hidden_from(self, user: User) -> CaseQuerySet:
        """Without restricted neighbors whom this person may not know of: also for numbers beyond what one sees."""
        return self.exclude(neighbor__in=hidden_from(user))

    def open(self) -> CaseQuerySet:
        return self.filter(status__in=OPEN_STATUSES)

    def working(self) -> CaseQuerySet:
        """Open, and not resting while the case of a linked record goes on: a person has at most one (the database says
        so)."""
        return self.open().filter(goes_on_in__isnull=True)

    def of_person(self, neighbor: Neighbor) -> CaseQuerySet:
        """Of all records that are one with this one, as it was read."""
        return self.filter(neighbor__person_number=neighbor.person_number)

    def lock(self, case: Case) -> Case:
        """The row as it stands now, held until the transaction ends."""
        return self.select_for_update(of=("self",)).get(pk=case.pk)

    def named_readers(self) -> dict[int, frozenset[int]]:
        """Of those about restricted neighbors, by key: who may know of them. One query while nobody is restricted."""
        persons = Restriction.objects.standing().by_person()
        if not persons:
            return {}
        cases = self.filter(neighbor__person_number__in=list(persons)).order_by()
        return {pk: persons[person] for pk, person in cases.values_list("pk", "neighbor__person_number")}

    def in_intake(self) -> CaseQuerySet:
        return self.working().filter(status=CaseStatus.INTAKE)

    def first_contact_at_risk(self, now: datetime, *, until: datetime) -> CaseQuerySet:
        """Nobody has tried yet, and the 48 hours end between `now` and `until`."""
        start, end = now - FIRST_CONTACT_WITHIN, until - FIRST_CONTACT_WITHIN
        return self.working().filter(
            first_attempt_at__isnull=True, clock_started_at__gte=start, clock_started_at__lt=end
        )

    def past_48_hours(self, now: datetime) -> CaseQuerySet:
        return self.filter(clock_started_at__lt=now - FIRST_CONTACT_WITHIN)

    def those_in_time_first(self, now: datetime) -> CaseQuerySet:
        """Whose 48 hours end first on top; then those whose 48 hours are over, the newest first."""
        in_time = When(clock_started_at__gte=now - FIRST_CONTACT_WITHIN, then="clock_started_at")
        return self.order_by(Choose(in_time).asc(nulls_last=True), "-clock_started_at", "-pk")

    def with_next_due(self) -> CaseQuerySet:
        """`next_due_at`: the earliest open follow-up's that somebody is to do; None on a closed case."""
        due = (
            self.model.follow_ups.rel.related_model.objects.working()  # type: ignore[attr-defined]
            .filter(case=OuterRef("pk"))
            .order_by("due_at")
            .values("due_at")
        )
        return self.annotate(next_due_at=Subquery(due[:1]))

    def count_by_status(self) -> dict[str, int]:
        return dict(self.order_by().values_list("status").annotate(Count("pk")))

    def without_next_step(self) -> CaseQuerySet:
        """Open cases that break the promise; the database keeps this empty (DOMAIN 3)."""
        from_somebody = Q(owner__is_active=True) | Q(queue__gt="", case__status=CaseStatus.INTAKE)
        kept = self.model.follow_ups.rel.related_model.objects.open().filter(from_somebody, case=OuterRef("pk"))  # type: ignore[attr-defined]
        return self.open().filter(~Exists(kept))


@pghistory.track()
class Case(models.Model):
    """`clock_started_at`: the responder's contact, from which the 48-hour promise counts.

    Status moves through actions only; the table is casework.states.TRANSITIONS.
    """

    neighbor = models.ForeignKey(Neighbor, models.PROTECT, related_name="cases", verbose_name=_("neighbor"))
    status = models.CharField(_("status"), max_length=10, choices=CaseStatus, default=CaseStatus.INTAKE)
    team = models.ForeignKey(Team, models.PROTECT, null=True, blank=True, related_name="cases", verbose_name=_("team"))
    policy = models.ForeignKey(CadencePolicy, models.PROTECT, related_name="cases", verbose_name=_("cadence"))
    opened_at = models.DateTimeField(_("opened"), default=timezone.now)
    clock_started_at = models.DateTimeField(_("responder's contact"))
    phase_started_at = models.DateTimeField(_("in this phase since"))
    first_attempt_at = models.DateTimeField(_("first attempt"), null=True, blank=True)
    reached_at = models.DateTimeField(_("first reached"), null=True, blank=True)
    closed_at = models.DateTimeField(_("closed"), null=True, blank=True)
    closed_reason = models.CharField(
        _("reason for closing"), max_length=20, choices=CloseReason, blank=True, default=""
    )
    closing_note = models.TextField(_("closing note"), blank=True)
    # Two records of one person are one episode: this case rests, and wakes as it was when they are unlinked.
    goes_on_in = models.ForeignKey(
        "self",
        models.PROTECT,
        null=True,
        blank=True,
        editable=False,
        related_name="carries",
        verbose_name=_("goes on in"),
    )

    objects = CaseQuerySet.as_manager()

    class Meta:
        verbose_name = _("case")
        verbose_name_plural = _("cases")
        constraints = [
            models.UniqueConstraint(
                fields=["neighbor"],
                condition=Q(status__in=[s.value for s in OPEN_STATUSES]),
                name="case_one_open_each",
            ),
            models.CheckConstraint(condition=Q(status__in=CaseStatus.values), name="case_status_known"),
            models.CheckConstraint(
                condition=Q(goes_on_in__isnull=True) | ~Q(goes_on_in=F("id")), name="case_goes_on_in_another"
            ),
            models.CheckConstraint(
                condition=Q(goes_on_in__isnull=True) | ~Q(status=CaseStatus.CLOSED), name="case_rests_while_open"
            ),
            models.CheckConstraint(
                condition=Q(status=CaseStatus.CLOSED)
                | Q(status=CaseStatus.INTAKE, team__isnull=True)
                | (~Q(status=CaseStatus.INTAKE) & Q(team__isnull=False)),
                name="case_team_unless_intake",
            ),
            models.CheckConstraint(
                condition=Q(status=CaseStatus.CLOSED, closed_at__isnull=False, closed_reason__in=CloseReason.values)
                | (~Q(status=CaseStatus.CLOSED) & Q(closed_at__isnull=True, closed_reason="")),
                name="case_closed_with_reason",
            ),
        ]
        indexes = [
            models.Index(
                fields=["team", "status"],
                condition=Q(status__in=[s.value for s in OPEN_STATUSES]),
                name="case_open_by_team",
            ),
            models.Index(fields=["neighbor", "-opened_at"]),
        ]

    def __str__(self) -> str:
        return f"{self._meta.verbose_name} {self.pk}"

    @property
    def is_open(self) -> bool:
        return self.status in OPEN_STATUSES

    @property
    def rests(self) -> bool:
        """Open, while the case of a linked record goes on."""
        return self.is_open and self.goes_on_in_id is not None

    def cadence(self) -> Cadence:
        """The version of the schedule that this case runs on."""
        return cadence_of(self.policy_id)

    def may_be_known_to(self, people: Iterable[User]) -> list[User]:
        """Of these, whoever may know of the neighbor: all of them, unless the record is restricted. One query."""
        named = named_for(self.neighbor_id)
        return [person for person in people if named is None or person.pk in named]

    @property
    def promise_due_at(self) -> datetime:
        return self.clock_started_at + FIRST_CONTACT_WITHIN
