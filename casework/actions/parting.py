"""What came in while two records were one, and joined a case of the other: parted, it goes with its own record.

A contact stays where it was logged, whatever record it was about: what was said there was said to that team.
"""

from collections.abc import Sequence
from datetime import datetime

from casework.actions.cases import join_or_open_case
from casework.actions.inbound_texts import look_for_another_case
from casework.models import Case, Encounter, FollowUpWanted, InboundText, Link, Neighbor
from heart.accounts.models import User
from heart.audit.record import record
from heart.lib.actions import NOW, action


@action
def take_along(
    *, here: Sequence[Neighbor], there: Sequence[Neighbor], parted: Link, by: User, now: datetime = NOW
) -> None:
    """Encounters and texts of these records go from the cases of those into their own. Whoever was to be followed up
    has a case then, opened or reopened if need be: nobody is lost by an unlink. Called when `here` and `there` are two
    persons already, and both are held."""
    strayed = list(Encounter.objects.strayed(here, there).select_for_update(of=("self",)).order_by("pk"))
    own = _own_case(here, strayed, by, now)
    for encounter in strayed:
        encounter.case = own
        encounter.save(update_fields=["case"])
        record("encounter.taken_along", subject=encounter, by=by, at=now, case=own.pk if own else None)
    for text in InboundText.objects.strayed(here, there, parted.made_at).select_for_update(of=("self",)).order_by("pk"):
        look_for_another_case(text=text, case=own, by=by, now=now)


def _own_case(here: Sequence[Neighbor], strayed: Sequence[Encounter], by: User, now: datetime) -> Case | None:
    """The 48 hours of one that opens count from the first encounter for which somebody asked."""
    wanted = [one for one in strayed if one.follow_up_wanted == FollowUpWanted.YES]
    if not wanted:
        return Case.objects.working().filter(neighbor__in=list(here)).first()
    first = min(wanted, key=lambda one: one.met_at)
    assert first.neighbor  # noqa: S101  one of these records
    return join_or_open_case(neighbor=first.neighbor, met_at=first.met_at, by=by, now=now)
