"""A promise: something to do for a case, with an owner and a due time. Reminded until it is done."""

from __future__ import annotations

from datetime import datetime, timedelta

import pghistory
from django.db import models
from django.db.models import Exists, OuterRef, Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from casework.models.cases import FIRST_CONTACT_WITHIN, Case
from casework.models.neighbors import ContactPoint, Neighbor
from casework.states import INTERRUPTING, ContactChannel, FollowUpKind, FollowUpStatus, Phase
from heart.accounts.models import User
from heart.notify.models import Message

# A reminder that could not be worked out waits so long before it is tried again.
PUT_ASIDE_FOR = timedelta(days=1)


class Queue(models.TextChoices):
    NONE = "", _("A person")
    INTAKE = "intake", _("The intake queue")


class FollowUpQuerySet(models.QuerySet["FollowUp"]):
    def visible_to(self, user: User) -> FollowUpQuerySet:
        return self.filter(case__in=Case.objects.visible_to(user))

    def open(self) -> FollowUpQuerySet:
        return self.filter(status=FollowUpStatus.OPEN)

    def lock(self, follow_up: FollowUp) -> FollowUp:
        """The row as it stands now, held until the transaction ends; its case first, as everywhere, so that
        two who want both never wait for each other."""
        Case.objects.lock(follow_up.case)
        return self.select_for_update(of=("self",)).get(pk=follow_up.pk)

    def working(self) -> FollowUpQuerySet:
        """Open, and somebody is to do it: not of a case that goes on in another, which has promises of its own."""
        return self.open().filter(rests=False)

    def carrying_on(self) -> FollowUpQuerySet:
        """Open, and soon enough that nobody waits for it: the look for a new crisis comes months later."""
        return self.open().exclude(kind=FollowUpKind.CRISIS_LOOK)

    def interrupting(self) -> FollowUpQuerySet:
        return self.working().filter(kind__in=INTERRUPTING)

    def new_crisis(self) -> FollowUpQuerySet:
        return self.working().filter(kind=FollowUpKind.NEW_CRISIS)

    def overdue(self, now: datetime) -> FollowUpQuerySet:
        return self.working().filter(due_at__lt=now)

    def late(self, now: datetime) -> FollowUpQuerySet:
        """Overdue; a first contact when its 48 hours are over, however early or late the cadence proposed it."""
        return self.working().filter(_is_late(now))

    def not_late(self, now: datetime) -> FollowUpQuerySet:
        return self.working().exclude(_is_late(now))

    def escalated(self, reminders: int) -> FollowUpQuerySet:
        """Reminded of at least so often, and still open."""
        return self.working().filter(reminders_sent__gte=reminders)

    def due_between(self, start: datetime, end: datetime) -> FollowUpQuerySet:
        return self.working().filter(due_at__gte=start, due_at__lt=end)

    def for_rows(self) -> FollowUpQuerySet:
        """With what a row on a list shows: two queries in all. `violence`: told of on any record of the person."""
        warned = Neighbor.objects.filter(
            person_number=OuterRef("case__neighbor__person_number"), domestic_violence=True
        )
        points = models.Prefetch("case__neighbor__contact_points", ContactPoint.objects.with_refusals())
        rows = self.select_related("owner", "seen_by", "case__neighbor").prefetch_related(points)
        return rows.annotate(violence=Exists(warned))

    def to_remind(self, now: datetime) -> FollowUpQuerySet:
        """Due for a reminder: `next_reminder_at` has come. Set exactly while the follow-up is open; who rests keeps it.

        What was put aside is tried again after a day: nothing stops by itself.
        """
        tried_lately = Q(set_aside_at__gt=now - PUT_ASIDE_FOR)
        due = self.filter(~tried_lately | Q(set_aside_at__isnull=True), next_reminder_at__lte=now, rests=False)
        return due.order_by("next_reminder_at", "pk")


def first_contact() -> Q:
    """Promises of a first contact that nobody has tried yet."""
    return Q(kind=FollowUpKind.ATTEMPT, case__first_attempt_at__isnull=True)


def first_contact_at_risk(now: datetime, *, until: datetime) -> Q:
    """Promises of a first contact whose 48 hours end before `until`, and that are due before it too."""
    at_risk = Case.objects.first_contact_at_risk(now, until=until)
    return Q(kind=FollowUpKind.ATTEMPT, due_at__lt=until, case__in=at_risk)


def _is_late(now: datetime) -> Q:
    in_time = first_contact() & Q(case__clock_started_at__gte=now - FIRST_CONTACT_WITHIN)
    return (first_contact() | Q(due_at__lt=now)) & ~in_time


@pghistory.track(
    pghistory.InsertEvent(),
    # Reminding is not a change of the promise: it stands in the outbox, and would drown the history.
    pghistory.UpdateEvent(
        condition=pghistory.AnyChange(
            "status", "owner", "queue", "due_at", "kind", "phase", "step", "case", "snoozes", "rests"
        )
    ),
    pghistory.DeleteEvent(),
)
class FollowUp(models.Model):
    """`step` counts within `phase` of the cadence. `reminders_sent` is the occasion of the next reminder.

    Moved or handed over, the promise is made anew: its reminders start again with occasion 0, and `renewals`
    tells the outbox that these are not the ones that went out before.
    """

    case = models.ForeignKey(Case, models.PROTECT, related_name="follow_ups", verbose_name=_("case"))
    kind = models.CharField(_("what is to be done"), max_length=20, choices=FollowUpKind)
    phase = models.CharField(_("phase"), max_length=20, choices=Phase)
    step = models.PositiveSmallIntegerField(_("step"), default=1)
    channel = models.CharField(_("suggested channel"), max_length=10, choices=ContactChannel, blank=True)
    owner = models.ForeignKey(
        User, models.PROTECT, null=True, blank=True, related_name="follow_ups", verbose_name=_("owner")
    )
    queue = models.CharField(_("waits with"), max_length=10, choices=Queue, blank=True, default="")
    status = models.CharField(_("status"), max_length=10, choices=FollowUpStatus, default=FollowUpStatus.OPEN)
    created_at = models.DateTimeField(_("promised"), default=timezone.now)
    # What the step was counted from; and whether a person chose the time instead.
    anchor_at = models.DateTimeField(_("counted from"), default=timezone.now)
    by_hand = models.BooleanField(_("time chosen by a person"), default=False)
    due_at = models.DateTimeField(_("due"))
    next_reminder_at = models.DateTimeField(_("next reminder"), null=True)
    reminders_sent = models.PositiveIntegerField(_("reminders so far"), default=0)
    renewals = models.PositiveIntegerField(_("moved or handed over so often"), default=0)
    set_aside_at = models.DateTimeField(_("reminder put aside"), null=True, blank=True)
    # Its case goes on in the case of a linked record, which has promises of its own: nobody is reminded of this one.
    rests = models.BooleanField(_("rests"), default=False, editable=False)
    # Interrupts in the place of one that rests and that nobody has looked at yet; ends with the link.
    stands_for = models.ForeignKey(
        "self", models.PROTECT, null=True, blank=True, editable=False, related_name="stood_for_by"
    )
    snoozed_until = models.DateTimeField(_("snoozed until"), null=True, blank=True)
    snoozes = models.PositiveSmallIntegerField(_("snoozed so often"), default=0)
    # Seen is not done: nothing changes but what the page says.
    seen_at = models.DateTimeField(_("seen"), null=True, blank=True)
    seen_by = models.ForeignKey(
        User, models.PROTECT, null=True, blank=True, related_name="+", verbose_name=_("seen by")
    )
    # The text to the neighbor that may not have arrived, when this is about one.
    message = models.OneToOneField(
        Message, models.PROTECT, null=True, blank=True, related_name="follow_up", verbose_name=_("message")
    )
    ended_at = models.DateTimeField(_("ended"), null=True, blank=True)
    ended_by = models.ForeignKey(
        User, models.PROTECT, null=True, blank=True, related_name="+", verbose_name=_("ended by")
    )
    why = models.CharField(_("reason"), max_length=300, blank=True)

    objects = FollowUpQuerySet.as_manager()

    class Meta:
        verbose_name = _("follow-up")
        verbose_name_plural = _("follow-ups")
        constraints = [
            models.CheckConstraint(
                condition=Q(owner__isnull=False, queue="") | Q(owner__isnull=True, queue=Queue.INTAKE),
                name="follow_up_one_owner",
            ),
            models.CheckConstraint(
                condition=Q(status=FollowUpStatus.OPEN, next_reminder_at__isnull=False)
                | (~Q(status=FollowUpStatus.OPEN) & Q(next_reminder_at__isnull=True)),
                name="follow_up_reminded_while_open",
            ),
            models.CheckConstraint(
                condition=Q(status=FollowUpStatus.OPEN, ended_at__isnull=True)
                | (~Q(status=FollowUpStatus.OPEN) & Q(ended_at__isnull=False)),
                name="follow_up_ended_with_time",
            ),
            models.CheckConstraint(condition=Q(status__in=FollowUpStatus.values), name="follow_up_status_known"),
            models.CheckConstraint(
                condition=Q(rests=False) | Q(status=FollowUpStatus.OPEN), name="follow_up_rests_while_open"
            ),
            models.CheckConstraint(
                condition=Q(seen_at__isnull=True, seen_by__isnull=True)
                | Q(seen_at__isnull=False, seen_by__isnull=False),
                name="follow_up_seen_by_somebody",
            ),
            models.CheckConstraint(
                condition=Q(snoozed_until__isnull=True) | Q(snoozes__gte=1), name="follow_up_snooze_counted"
            ),
            models.CheckConstraint(
                condition=~Q(status=FollowUpStatus.CANCELLED) | ~Q(why=""), name="follow_up_cancelled_with_reason"
            ),
        ]
        indexes = [
            models.Index(
                fields=["next_reminder_at", "id"],
                condition=Q(next_reminder_at__isnull=False, rests=False),
                name="follow_up_to_remind",
            ),
            models.Index(
                fields=["owner", "due_at"], condition=Q(status=FollowUpStatus.OPEN), name="follow_up_open_by_owner"
            ),
            models.Index(
                fields=["case", "due_at"], condition=Q(status=FollowUpStatus.OPEN), name="follow_up_open_by_case"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.get_kind_display()} ({self.pk})"

    @property
    def is_open(self) -> bool:
        return self.status == FollowUpStatus.OPEN

    def is_put_off(self, now: datetime) -> bool:
        """Moved, snoozed or on a later step: no longer at once."""
        return self.by_hand or self.step > 1 or (self.snoozed_until is not None and self.snoozed_until > now)

    @property
    def message_key(self) -> str:
        """Names this promise in the outbox."""
        return f"follow_up:{self.pk}"

    @property
    def occasion_key(self) -> str:
        """Names the next reminder of it, once and for all."""
        return f"{self.message_key}:{self.renewals}:{self.reminders_sent}"
