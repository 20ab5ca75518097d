"""The audit: who did or saw what, and when. It outlives its subjects, so it has no foreign keys."""

import pgtrigger
from django.db import models
from django.utils import timezone


class AuditEvent(models.Model):
    """One thing that was done or seen. Append-only: the database refuses UPDATE, DELETE and TRUNCATE.

    `event` is "noun.verb" ("case.read", "case.assigned"). `detail` holds ids and codes, never names,
    numbers or notes, so that the audit can be read by people who may not read the records.
    """

    at = models.DateTimeField(default=timezone.now, db_index=True)
    event = models.CharField(max_length=60)
    actor_id = models.BigIntegerField(null=True)
    subject_type = models.CharField(max_length=60, blank=True)
    subject_id = models.CharField(max_length=40, blank=True)
    neighbor_id = models.BigIntegerField(null=True)
    detail = models.JSONField(default=dict)

    class Meta:
        indexes = [
            models.Index(fields=["subject_type", "subject_id", "at"]),
            models.Index(
                fields=["neighbor_id", "at"], condition=models.Q(neighbor_id__isnull=False), name="audit_by_neighbor"
            ),
            models.Index(fields=["actor_id", "at"]),
        ]
        triggers = [pgtrigger.Protect(name="append_only", operation=pgtrigger.Update | pgtrigger.Delete)]

    def __str__(self) -> str:
        return f"{self.event} {self.subject_type} {self.subject_id}"
