"""What a responder sends from a shift."""

from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from casework.actions.callers import record_caller
from casework.actions.drafts import drop_draft
from casework.actions.encounters import EncounterDetails, Recorded, record_encounter
from casework.actions.neighbors import Person
from casework.models import Source
from heart.accounts.models import User
from heart.lib.actions import NOW, action

# The page whose drafts these are.
FORM = "encounter"


@dataclass(frozen=True)
class CallerTold:
    """Who called, as far as it was asked; never the neighbor's own name or number."""

    who: str = ""
    name: str = ""
    phone: str = ""


@action
def record_response(
    *,
    details: EncounterDetails,
    person: Person | None,
    caller: CallerTold,
    submission: UUID,
    by: User,
    now: datetime = NOW,
) -> Recorded:
    """The encounter, who called, and the end of the draft, together or not at all. The same again changes nothing."""
    recorded = record_encounter(details=details, person=person, by=by, source=Source.RESPONDER, now=now)
    record_caller(encounter=recorded.encounter, name=caller.name, phone=caller.phone, who=caller.who, by=by, now=now)
    drop_draft(form=FORM, submission=submission, by=by, now=now)
    return recorded
