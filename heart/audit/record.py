"""The one way to write the audit."""

from collections.abc import Iterable
from datetime import datetime
from typing import Any

from django.db.models import Model
from django.utils import timezone

from heart.audit.models import AuditEvent


def record(event: str, *, subject: Model | None, by: Model | None, at: datetime | None = None, **detail: Any) -> None:
    """Write down that `by` (None: the system) did or saw `event` to `subject`. Part of the caller's transaction."""
    _event(event, subject, by, at or timezone.now(), detail).save(force_insert=True)


def record_each(
    event: str, *, subjects: Iterable[Model], by: Model | None, at: datetime | None = None, **detail: Any
) -> None:
    """As `record`, one row a subject, in one statement: a list page that shows several neighbors."""
    moment = at or timezone.now()
    AuditEvent.objects.bulk_create([_event(event, subject, by, moment, detail) for subject in subjects])


def _event(event: str, subject: Model | None, by: Model | None, at: datetime, detail: dict[str, Any]) -> AuditEvent:
    return AuditEvent(
        event=event,
        at=at,
        actor_id=by.pk if by else None,
        subject_type=subject._meta.label_lower if subject else "",
        subject_id=str(subject.pk) if subject else "",
        neighbor_id=_neighbor_of(subject),
        detail=detail,
    )


def _neighbor_of(subject: Model | None) -> int | None:
    """A neighbor's own id, or that of the neighbor whom the subject is about."""
    if subject is None:
        return None
    if subject._meta.model_name == "neighbor":
        return subject.pk
    return getattr(subject, "neighbor_id", None)
