"""The outbox: one row a message, written in the transaction of what it tells about."""

from __future__ import annotations

from datetime import datetime, time

from django.db import models
from django.db.models import Exists, OuterRef, Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from heart.accounts.models import Team, User
from heart.accounts.roles import Role
from heart.lib.clock import ZONE
from heart.lib.hiding import hidden


class Channel(models.TextChoices):
    IN_APP = "in_app", _("Inbox")
    EMAIL = "email", _("E-mail")
    TEXT = "text", _("Text message")


class Delivery(models.TextChoices):
    """queued -> sending -> sent | queued again (refused for now) | failed (given up) | unclear (nobody knows).

    `unclear`: the sender died between handing the message over and writing that down. It is never sent
    again by itself, and never forgotten: a person sees it.
    """

    QUEUED = "queued", _("Queued")
    SENDING = "sending", _("Being sent")
    SENT = "sent", _("Sent")
    FAILED = "failed", _("Given up")
    UNCLEAR = "unclear", _("Unclear whether it was sent")
    WITHDRAWN = "withdrawn", _("Withdrawn before sending")


class Template(models.TextChoices):
    """What a message says, without any personal detail: the words are in texts.py, one per language."""

    FOLLOW_UP_DUE = "follow_up_due", _("A follow-up is due")
    FOLLOW_UP_OVERDUE = "follow_up_overdue", _("A follow-up is overdue")
    FOLLOW_UP_ESCALATED = "follow_up_escalated", _("An overdue follow-up comes to you")
    CASE_ASSIGNED = "case_assigned", _("A case was assigned to your team")
    HANDED_OVER = "handed_over", _("Follow-ups were handed over to you")
    NEW_CRISIS = "new_crisis", _("A new encounter on your case")
    CONSENT_REVOKED = "consent_revoked", _("A consent was taken back")
    NEW_TEXT = "new_text", _("A text from a neighbor")
    DIGEST = "digest", _("The morning's numbers")
    SILENT = "silent", _("Reminders stand still")
    PLAN = "plan", _("A response plan waits for you")
    MATCH = "match", _("Somebody new may be known to few")
    # To a neighbor, who agreed to it:
    APPOINTMENT = "appointment", _("To a neighbor: an appointment")
    CARING = "caring", _("To a neighbor: a caring contact")


# Texts to a neighbor go out from and until these hours, local.
DAY_BEGINS, DAY_ENDS = time(9), time(20)


def is_daytime(now: datetime) -> bool:
    return DAY_BEGINS <= now.astimezone(ZONE).time() < DAY_ENDS


class MessageQuerySet(models.QuerySet["Message"]):
    def visible_to(self, user: User) -> MessageQuerySet:
        """One's own messages; nobody reads another person's inbox. Nothing about what one may not know of (any more)."""
        return self.filter(recipient=user).not_hidden_from(user) if user.is_active else self.none()

    def not_hidden_from(self, user: User) -> MessageQuerySet:
        return self.exclude(hidden("notify.message", user))

    def inbox(self) -> MessageQuerySet:
        return self.filter(channel=Channel.IN_APP, delivery=Delivery.SENT).order_by("-created_at", "-pk")

    def unread(self) -> MessageQuerySet:
        return self.filter(read_at__isnull=True)

    def about(self, subject: str) -> MessageQuerySet:
        return self.filter(about=subject)

    def overseen_by(self, user: User) -> MessageQuerySet:
        """How messages fare: a programme manager sees it of all, a supervisor of those to their teams and to them."""
        if not (user.is_active and user.is_overseer):
            return self.none()
        known = self.not_hidden_from(user)
        if user.role == Role.PROGRAMME_MANAGER:
            return known
        teams = Team.objects.visible_to(user)
        return known.filter(
            Q(recipient=user) | Q(recipient__in=teams.values("peer")) | Q(recipient__in=teams.values("clinician"))
        )

    def queued(self) -> MessageQuerySet:
        return self.filter(delivery=Delivery.QUEUED)

    def to_send(self, now: datetime) -> MessageQuerySet:
        """Due, not over a channel that is paused, and to a neighbor only while nobody is asleep."""
        paused = Pause.objects.values("channel")
        due = self.queued().filter(send_after__lte=now).exclude(channel__in=paused).order_by("send_after", "pk")
        return due if is_daytime(now) else due.filter(address="")

    def tried_again(self) -> MessageQuerySet:
        """Refused so far, and still on the way."""
        return self.queued().filter(attempts__gt=0).order_by("send_after", "pk")

    def undelivered(self) -> MessageQuerySet:
        """Needs a person: given up, or nobody knows."""
        return self.filter(delivery__in=[Delivery.FAILED, Delivery.UNCLEAR])


class Message(models.Model):
    """One message to one member of staff, or to a neighbor's own number (`address`), over one channel.

    `key` is what makes it happen once: the same occasion for the same person and channel has the same key.
    `about` names the subject ("follow_up:12"), so that what is no longer true can be withdrawn unsent.
    `path` is where the message leads, on this site. `params` hold ids, counts and codes only.
    """

    key = models.CharField(max_length=120, unique=True)
    recipient = models.ForeignKey(User, models.PROTECT, null=True, blank=True, related_name="messages")
    # Of a neighbor who agreed to texts: the number, and the language of the text.
    address = models.CharField(max_length=40, blank=True, default="")
    language = models.CharField(max_length=8, blank=True, default="")
    channel = models.CharField(max_length=10, choices=Channel)
    template = models.CharField(max_length=40, choices=Template)
    params = models.JSONField(default=dict)
    path = models.CharField(max_length=200)
    about = models.CharField(max_length=60)
    created_at = models.DateTimeField(default=timezone.now)
    delivery = models.CharField(max_length=10, choices=Delivery, default=Delivery.QUEUED)
    send_after = models.DateTimeField(default=timezone.now)
    # What it tells stopped being true while it was being sent: if that fails, it is not tried again.
    moot = models.BooleanField(default=False)
    # Moot only for the time being: what it is about rests, and this comes back as it was.
    rests = models.BooleanField(default=False, db_default=False)
    claimed_at = models.DateTimeField(null=True)
    attempts = models.PositiveSmallIntegerField(default=0)
    sent_at = models.DateTimeField(null=True)
    problem = models.CharField(max_length=200, blank=True)
    read_at = models.DateTimeField(null=True)

    objects = MessageQuerySet.as_manager()

    class Meta:
        verbose_name = _("message")
        verbose_name_plural = _("messages")
        constraints = [
            models.CheckConstraint(
                condition=Q(delivery=Delivery.SENT, sent_at__isnull=False)
                | (~Q(delivery=Delivery.SENT) & Q(sent_at__isnull=True)),
                name="message_sent_has_time",
            ),
            models.CheckConstraint(condition=Q(delivery__in=Delivery.values), name="message_delivery_known"),
            models.CheckConstraint(
                condition=~Q(delivery=Delivery.SENDING) | Q(claimed_at__isnull=False), name="message_sending_is_claimed"
            ),
            models.CheckConstraint(
                condition=Q(recipient__isnull=False, address="")
                | (Q(recipient__isnull=True, channel=Channel.TEXT) & ~Q(address="")),
                name="message_to_staff_or_a_number",
            ),
            models.CheckConstraint(condition=Q(rests=False) | Q(moot=True), name="message_rests_while_moot"),
        ]
        indexes = [
            models.Index(fields=["send_after", "id"], condition=Q(delivery=Delivery.QUEUED), name="message_to_send"),
            models.Index(fields=["claimed_at"], condition=Q(delivery=Delivery.SENDING), name="message_sending"),
            models.Index(
                fields=["recipient", "-created_at"], condition=Q(channel=Channel.IN_APP), name="message_inbox"
            ),
            models.Index(fields=["about"], name="message_about"),
            models.Index(
                fields=["recipient"],
                condition=Q(delivery__in=[Delivery.FAILED, Delivery.UNCLEAR]),
                name="message_undelivered",
            ),
            models.Index(
                fields=["recipient"], condition=Q(channel=Channel.IN_APP, read_at__isnull=True), name="message_unread"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.template} -> {self.recipient_id or 'a neighbor'} ({self.channel})"


class Pause(models.Model):
    """Nothing leaves over this channel until it is taken away; what is written meanwhile waits."""

    channel = models.CharField(_("channel"), max_length=10, choices=Channel, primary_key=True)
    since = models.DateTimeField(_("since"), default=timezone.now)
    by = models.ForeignKey(User, models.PROTECT, related_name="+", verbose_name=_("by"))
    why = models.CharField(_("reason"), max_length=200)

    class Meta:
        verbose_name = _("paused channel")
        verbose_name_plural = _("paused channels")
        constraints = [
            models.CheckConstraint(
                condition=~Q(why=""), name="pause_has_reason", violation_error_message=_("Say why.")
            ),
            models.CheckConstraint(
                condition=Q(channel__in=[Channel.EMAIL, Channel.TEXT]),
                name="pause_only_what_leaves",
                violation_error_message=_("Only e-mail and texts can be paused."),
            ),
        ]

    def __str__(self) -> str:
        return str(self.get_channel_display())


class Stopped(models.Model):
    """A number whose owner answered STOP or ALTO: no text goes there any more, whoever wrote it."""

    address = models.CharField(max_length=40, primary_key=True)
    at = models.DateTimeField(default=timezone.now)
    word = models.CharField(max_length=20)

    class Meta:
        verbose_name = _("stopped number")
        verbose_name_plural = _("stopped numbers")

    def __str__(self) -> str:
        return self.word


def goes_to_nobody() -> Q:
    """Of messages: whatever is for somebody who has left, and texts to a number that answered STOP, to no number, or to
    somebody who wants no texts any more. That reminders stand still is told all the same."""
    stopped = Stopped.objects.values("address")
    staff = User.objects.filter(pk=OuterRef("recipient_id"))
    no_number = Q(address__in=stopped) | Exists(staff.filter(Q(phone="") | Q(phone__in=stopped)))
    unwanted = Exists(staff.filter(remind_by_text=False)) & ~Q(template=Template.SILENT)
    return Exists(staff.filter(is_active=False)) | (Q(channel=Channel.TEXT) & (no_number | unwanted))


class Pulse(models.Model):
    """When a part of the clockwork was last alive: beat, sweep, send, digest."""

    name = models.CharField(max_length=20, primary_key=True)
    at = models.DateTimeField()

    def __str__(self) -> str:
        return self.name
