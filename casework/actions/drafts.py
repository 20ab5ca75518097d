"""What somebody has typed and not sent yet: kept on the server for them alone (SCREENS, Log a contact)."""

import json
from collections.abc import Mapping
from datetime import datetime, timedelta
from uuid import UUID

from django.utils.translation import gettext as _

from casework.models import Draft
from heart.accounts.models import User
from heart.audit.record import record, record_each
from heart.lib.actions import NOW, action
from heart.lib.errors import DomainError, NotPossibleNow

KEPT_FOR = timedelta(days=30)
# Of all that is typed, in characters: forms are far smaller.
LONGEST = 40_000
MOST = 20


@action
def save_draft(*, form: str, submission: UUID, body: Mapping[str, object], by: User, now: datetime = NOW) -> Draft:
    """Keep what is typed so far, instead of what was kept before. NotPossibleNow once it was submitted or thrown away:
    a save that comes late brings nothing back."""
    typed = json.dumps(body)
    if len(typed) > LONGEST:
        raise DomainError(_("This is too long."))
    if "\\u0000" in typed:
        raise DomainError(_("This holds a character that cannot be kept."))
    standing = Draft.objects.visible_to(by).filter(form=form).standing()
    if standing.exclude(submission=submission).count() >= MOST:
        raise NotPossibleNow(
            _("You have %(most)s unfinished ones. Send or throw away one of them first.") % {"most": MOST}
        )
    draft, created = Draft.objects.select_for_update(of=("self",)).get_or_create(
        owner=by, form=form, submission=submission, defaults={"body": dict(body), "saved_at": now}
    )
    if draft.dropped_at:
        raise NotPossibleNow(_("This was sent or thrown away already."))
    if created:
        record("draft.begun", subject=draft, by=by, at=now)
    else:
        draft.body, draft.saved_at = dict(body), now
        draft.save(update_fields=["body", "saved_at"])
    return draft


@action
def drop_draft(*, form: str, submission: UUID, by: User, now: datetime = NOW) -> None:
    """Sent, or thrown away: what was typed goes for good. An empty row stays, until it is old."""
    gone = {"body": {}, "saved_at": now, "dropped_at": now}
    draft, created = Draft.objects.select_for_update(of=("self",)).get_or_create(
        owner=by, form=form, submission=submission, defaults=gone
    )
    if not created and draft.dropped_at is None:
        draft.body, draft.saved_at, draft.dropped_at = {}, now, now
        draft.save(update_fields=list(gone))
        record("draft.dropped", subject=draft, by=by, at=now)


@action
def drop_old_drafts(*, by: None, now: datetime = NOW) -> int:
    """What nobody has gone on with for KEPT_FOR, and the empty rows of that time."""
    old = Draft.objects.filter(saved_at__lt=now - KEPT_FOR).select_for_update(skip_locked=True)
    drafts = list(old.defer("body"))
    record_each("draft.expired", subjects=[draft for draft in drafts if draft.dropped_at is None], by=by, at=now)
    Draft.objects.filter(pk__in=[draft.pk for draft in drafts]).delete()
    return len(drafts)
