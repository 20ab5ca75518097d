"""Who is this? Two records of one person are linked, reversibly; what may be one person waits for a decision (DOMAIN 7)."""

from __future__ import annotations

from collections.abc import Collection

import pghistory
from django.db import models
from django.db.models import F, Q
from django.db.models.functions import Trim
from django.db.models.lookups import Exact
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from casework.models.neighbors import Neighbor
from heart.accounts.models import User


class LinkQuerySet(models.QuerySet["Link"]):
    def standing(self) -> LinkQuerySet:
        return self.filter(ended_at__isnull=True)

    def visible_to(self, user: User) -> LinkQuerySet:
        """Whoever sees one record of the person knows which are linked: restriction is the person's, so none of them
        can be hidden alone. Of what was unlinked, both persons count."""
        seen = Neighbor.objects.visible_to(user).values("person_number")
        hidden = Neighbor.objects.hidden_from(user).values("pk")  # after unlinking, one of the two may be
        theirs = self.filter(Q(first__person_number__in=seen) | Q(second__person_number__in=seen))
        return theirs.exclude(Q(first__in=hidden) | Q(second__in=hidden))

    def of_person(self, neighbor: Neighbor) -> LinkQuerySet:
        number = neighbor.person_number
        return self.filter(Q(first__person_number=number) | Q(second__person_number=number))


@pghistory.track()
class Link(models.Model):
    """Two records of one person. Links never form a ring: ending one parts the records again, exactly as they were.

    `by` is None when the records said it themselves (a sure match).
    """

    first = models.ForeignKey(Neighbor, models.PROTECT, related_name="links_to_later", verbose_name=_("record"))
    second = models.ForeignKey(Neighbor, models.PROTECT, related_name="links_to_earlier", verbose_name=_("record"))
    made_at = models.DateTimeField(_("linked"), default=timezone.now)
    made_by = models.ForeignKey(User, models.PROTECT, null=True, blank=True, related_name="+", verbose_name=_("by"))
    why = models.CharField(_("why"), max_length=300)
    ended_at = models.DateTimeField(_("unlinked"), null=True, blank=True)
    ended_by = models.ForeignKey(
        User, models.PROTECT, null=True, blank=True, related_name="+", verbose_name=_("unlinked by")
    )
    ended_why = models.CharField(_("why unlinked"), max_length=300, blank=True)

    objects = LinkQuerySet.as_manager()

    class Meta:
        verbose_name = _("link between records")
        verbose_name_plural = _("links between records")
        constraints = [
            models.CheckConstraint(condition=Q(first__lt=F("second")), name="link_earlier_first"),
            models.CheckConstraint(condition=~Q(Exact(Trim("why"), "")), name="link_has_reason"),
            models.CheckConstraint(
                condition=Q(ended_at__isnull=True, ended_by__isnull=True, ended_why="")
                | (Q(ended_at__isnull=False, ended_by__isnull=False) & ~Q(ended_why="")),
                name="link_ended_by_somebody",
            ),
            models.UniqueConstraint(fields=["first", "second"], condition=Q(ended_at__isnull=True), name="link_once"),
        ]

    def __str__(self) -> str:
        return f"{self.first_id} = {self.second_id}"

    def sides(self, records: Collection[Neighbor]) -> tuple[list[Neighbor], list[Neighbor]]:
        """Who of the person's records is still one with either when this link ends: links form no rings, so that makes
        two sides."""
        standing = Link.objects.standing().filter(first__in=records).exclude(pk=self.pk)
        beside: dict[int, set[int]] = {record.pk: set() for record in records}
        for first, second in standing.values_list("first_id", "second_id"):
            beside[first].add(second)
            beside[second].add(first)
        found, ahead = {self.first_id}, [self.first_id]
        while ahead:
            new = beside[ahead.pop()] - found
            found |= new
            ahead += new
        return [r for r in records if r.pk in found], [r for r in records if r.pk not in found]


class MatchState(models.TextChoices):
    WAITING = "waiting", _("Waits for a person")
    LINKED = "linked", _("One person")
    DIFFERENT = "different", _("Two people")
    NOT_ENOUGH = "not_enough", _("Not enough to say")


class PossibleMatchQuerySet(models.QuerySet["PossibleMatch"]):
    def waiting(self) -> PossibleMatchQuerySet:
        """For a person to say; not of records that are linked by now, whoever linked them."""
        return self.filter(state=MatchState.WAITING).exclude(first__person_number=F("second__person_number"))

    def decided(self) -> PossibleMatchQuerySet:
        return self.exclude(state=MatchState.WAITING)

    def visible_to(self, user: User) -> PossibleMatchQuerySet:
        """Overseers: those with a record that is theirs to see. They see both sides, or could not decide; but nothing
        of a restricted record that they are not named for, not even that it may be somebody. Navigators: those between
        two records of their own."""
        seen, hidden = Neighbor.objects.visible_to(user).values("pk"), Neighbor.objects.hidden_from(user).values("pk")
        if user.is_active and user.is_navigator:
            return self.filter(first__in=seen, second__in=seen)
        if not (user.is_active and user.is_overseer):
            return self.none()
        return self.filter(Q(first__in=seen) | Q(second__in=seen)).exclude(Q(first__in=hidden) | Q(second__in=hidden))

    def about(self, neighbor: Neighbor) -> PossibleMatchQuerySet:
        """Of this record, or of one that is the same person."""
        number = neighbor.person_number
        return self.filter(Q(first__person_number=number) | Q(second__person_number=number))


@pghistory.track()
class PossibleMatch(models.Model):
    """Two records that may be one person. `reasons` is a list of codes with what was compared, no names."""

    first = models.ForeignKey(Neighbor, models.PROTECT, related_name="matches_to_later")
    second = models.ForeignKey(Neighbor, models.PROTECT, related_name="matches_to_earlier")
    score = models.FloatField(_("score"))
    reasons = models.JSONField(_("why"), default=list)
    found_at = models.DateTimeField(_("found"), default=timezone.now)
    state = models.CharField(_("state"), max_length=12, choices=MatchState, default=MatchState.WAITING)
    decided_at = models.DateTimeField(_("decided"), null=True, blank=True)
    decided_by = models.ForeignKey(
        User, models.PROTECT, null=True, blank=True, related_name="+", verbose_name=_("decided by")
    )
    decided_why = models.CharField(_("why decided so"), max_length=300, blank=True)

    objects = PossibleMatchQuerySet.as_manager()

    class Meta:
        verbose_name = _("possible match")
        verbose_name_plural = _("possible matches")
        constraints = [
            models.CheckConstraint(condition=Q(first__lt=F("second")), name="match_earlier_first"),
            models.UniqueConstraint(fields=["first", "second"], name="match_once"),
            models.CheckConstraint(condition=Q(state__in=MatchState.values), name="match_state_known"),
            models.CheckConstraint(
                condition=Q(state=MatchState.WAITING, decided_at__isnull=True)
                | (~Q(state=MatchState.WAITING) & Q(decided_at__isnull=False)),
                name="match_decided_with_time",
            ),
        ]
        indexes = [models.Index(fields=["-score"], condition=Q(state="waiting"), name="match_waiting")]

    def __str__(self) -> str:
        return f"{self.first_id} ? {self.second_id}"
