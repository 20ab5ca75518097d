"""A form that is half filled in: kept on the server, its writer's alone, gone with its submit."""

from __future__ import annotations

from django.db import models
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from heart.accounts.models import User


class DraftQuerySet(models.QuerySet["Draft"]):
    def visible_to(self, user: User) -> DraftQuerySet:
        return self.filter(owner=user) if user.is_active else self.none()

    def standing(self) -> DraftQuerySet:
        return self.filter(dropped_at__isnull=True)


class Draft(models.Model):
    """`form` names the page; `submission` the filled-in form, so that two of a shift stand side by side.

    What is submitted or thrown away leaves an empty row, so that a save that was still under way brings nothing back.
    """

    owner = models.ForeignKey(User, models.CASCADE, related_name="drafts")
    form = models.CharField(max_length=30)
    submission = models.UUIDField()
    body = models.JSONField(default=dict)
    saved_at = models.DateTimeField(_("saved"), default=timezone.now)
    dropped_at = models.DateTimeField(_("gone"), null=True, blank=True)

    objects = DraftQuerySet.as_manager()

    class Meta:
        verbose_name = _("draft")
        verbose_name_plural = _("drafts")
        constraints = [
            models.UniqueConstraint(fields=["owner", "form", "submission"], name="draft_once"),
            models.CheckConstraint(condition=Q(dropped_at__isnull=True) | Q(body={}), name="draft_is_empty_once_gone"),
        ]
        indexes = [models.Index(fields=["saved_at"])]

    def __str__(self) -> str:
        return f"{self.form} {self.submission}"
