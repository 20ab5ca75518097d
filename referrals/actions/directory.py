"""The directory, as programme managers keep it."""

from datetime import datetime
from typing import TypeVar

from django.utils.translation import gettext as _

from heart.accounts.models import User
from heart.audit.record import record
from heart.lib.actions import NOW, action
from heart.lib.errors import NotAllowed
from referrals.models import Organization, Service

Entry = TypeVar("Entry", Organization, Service)


@action
def save_directory(*, entry: Entry, by: User, now: datetime = NOW) -> Entry:
    verb = "add" if entry._state.adding else "change"
    if not by.has_perm(f"referrals.{verb}_{entry._meta.model_name}"):
        raise NotAllowed(_("Only a programme manager may do this."))
    entry.save()
    record("directory.saved", subject=entry, by=by, at=now)
    return entry
