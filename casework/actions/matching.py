"""What follows from a match: a link when it is sure, a question to a person when it is probable, else nothing."""

from datetime import datetime

from django.utils.translation import gettext as _

from casework import matching
from casework.actions.links import link_records
from casework.models import Case, MatchState, MatchThresholds, Neighbor, PossibleMatch
from heart.accounts.models import User
from heart.audit.record import record
from heart.lib.actions import NOW, action
from heart.lib.errors import DomainError, NotAllowed, NotPossibleNow


@action
def look_for_matches(*, neighbor: Neighbor, by: User | None, now: datetime = NOW) -> None:
    """Who else may this be? Sure links itself; probable waits for a person; a decided pair is not asked again."""
    thresholds = MatchThresholds.objects.first() or MatchThresholds()
    for found in matching.candidates(matching.Told.of_neighbor(neighbor)):
        if found.sure or found.score >= thresholds.probable:
            _ask(neighbor.pk, found, now)


def _ask(pk: int, found: matching.Candidate, now: datetime) -> PossibleMatch:
    first, second = sorted((pk, found.neighbor_id))
    reasons = [{"code": reason.code, "weight": round(reason.weight, 1)} for reason in found.reasons]
    match, created = PossibleMatch.objects.get_or_create(
        first_id=first, second_id=second, defaults={"score": found.score, "reasons": reasons, "found_at": now}
    )
    if created:
        record("match.found", subject=match.first, by=None, at=now, other=second)
    return match


@action
def decide_match(
    *,
    match: PossibleMatch,
    state: MatchState | str,
    why: str,
    goes_on: Case | None = None,
    by: User | None,
    now: datetime = NOW,
) -> PossibleMatch:
    """One person, two people, or not enough to say. One person links the records; `goes_on` is the case that does."""
    if by is not None and not PossibleMatch.objects.visible_to(by).filter(pk=match.pk).exists():
        raise NotAllowed(_("Only an overseer who sees both records may decide this."))
    if state not in MatchState.values or state == MatchState.WAITING:
        raise DomainError(_("Choose an answer."), field="state")
    if not why.strip():
        raise DomainError(_("Say why."), field="why")
    match = PossibleMatch.objects.select_for_update().select_related("first", "second").get(pk=match.pk)
    if match.state != MatchState.WAITING:
        raise NotPossibleNow(_("Somebody has already decided this."))
    if state == MatchState.LINKED and match.first.person_number != match.second.person_number:
        link_records(first=match.first, second=match.second, why=why, goes_on=goes_on, by=by, now=now)
    match.state, match.decided_at, match.decided_by, match.decided_why = state, now, by, why.strip()
    match.save(update_fields=["state", "decided_at", "decided_by", "decided_why"])
    record("match.decided", subject=match.first, by=by, at=now, other=match.second_id, state=str(state))
    return match
