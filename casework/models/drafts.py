"""A form that is half filled in: kept on the server, its writer's alone, gone with its submit."""

from __future__ import annotations

from django.db import models
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from heart.accounts.models import User


class DraftQuerySet(models.QuerySet["Draft"]):
    def visible_to(self, user: User) -> DraftQuerySet:
        return self.filter(owner=user) if user.is_active else self.none()


class Draft(models.Model):
    """`form` names the page; `submission` the filled-in form, so that two of a shift stand side by side."""

    owner = models.ForeignKey(User, models.CASCADE, related_name="drafts")
    form = models.CharField(max_length=30)
    submission = models.UUIDField()
    body = models.JSONField(default=dict)
    saved_at = models.DateTimeField(_("saved"), default=timezone.now)

    objects = DraftQuerySet.as_manager()

    class Meta:
        verbose_name = _("draft")
        verbose_name_plural = _("drafts")
        constraints = [models.UniqueConstraint(fields=["owner", "form", "submission"], name="draft_once")]

    def __str__(self) -> str:
        return f"{self.form} {self.submission}"
