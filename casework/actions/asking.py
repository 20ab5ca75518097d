"""Whether two records are one person, asked and answered by people; what the matcher asks by itself is in matching."""

from collections.abc import Sequence
from datetime import datetime

from django.utils.translation import gettext as _

from casework import access
from casework.actions.matching import decide_match
from casework.matching import Reason
from casework.models import Case, MatchState, Neighbor, PossibleMatch
from heart.accounts.models import User
from heart.audit.record import record
from heart.lib.actions import NOW, action, because
from heart.lib.errors import NotAllowed, NotPossibleNow


@action
def answer_about(
    *,
    first: Neighbor,
    second: Neighbor,
    score: float,
    reasons: Sequence[Reason],
    state: MatchState | str,
    why: str,
    goes_on: Case | None = None,
    by: User,
    now: datetime = NOW,
) -> PossibleMatch:
    """An answer about two records that somebody has before their eyes, whether the matcher had asked or not. What was
    not enough to say may be said later; any other answer that stands is NotPossibleNow."""
    if not access.can_link(by, first, second):
        raise NotAllowed(_("Only who sees both records may decide this."))
    one, other = sorted((first, second), key=lambda neighbor: neighbor.pk)
    Neighbor.objects.hold_persons(one.pk, other.pk)  # before the question, as whoever asks it
    said = [{"code": reason.code, "weight": round(reason.weight, 1)} for reason in reasons]
    match, _created = PossibleMatch.objects.select_for_update(of=("self",)).get_or_create(
        first=one, second=other, defaults={"score": score, "reasons": said, "found_at": now}
    )
    if match.state == MatchState.NOT_ENOUGH:
        _ask(match)
    return decide_match(match=match, state=state, why=why, goes_on=goes_on, by=by, now=now)


@action
def ask_again(*, match: PossibleMatch, why: str, by: User, now: datetime = NOW) -> PossibleMatch:
    """What was decided waits for a person once more. Linked records have to be unlinked first."""
    if not access.can_link(by, match.first, match.second):
        raise NotAllowed(_("Only who sees both records may decide this."))
    locked = PossibleMatch.objects.select_for_update(of=("self",)).get(pk=match.pk)
    if locked.state == MatchState.WAITING:
        return locked
    if match.first.person_number == match.second.person_number:
        raise NotPossibleNow(_("These records are linked. Unlink them first."))
    because(why)
    _ask(locked)
    record("match.asked_again", subject=locked.first, by=by, at=now, other=locked.second_id)
    return locked


def _ask(match: PossibleMatch) -> None:
    match.state, match.decided_at, match.decided_by, match.decided_why = MatchState.WAITING, None, None, ""
    match.save(update_fields=["state", "decided_at", "decided_by", "decided_why"])
