"""What follows from a match: a link when it is sure, a question to a person when it is probable, else nothing."""

from collections.abc import Sequence
from dataclasses import replace
from datetime import datetime, timedelta

from django.db import connection
from django.db.models import Exists, OuterRef, Q
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _

from casework import access, matching
from casework.actions.jobs import start_job
from casework.actions.links import link_records
from casework.actions.restrictions import check_linking
from casework.matching import Reason, Told, finding
from casework.matching.weighing import Known, Weighed, is_in_doubt, weigh
from casework.models import (
    Case,
    Encounter,
    Job,
    JobKind,
    Link,
    MatchState,
    Neighbor,
    PossibleMatch,
    Restriction,
    Source,
)
from heart.accounts.models import User
from heart.audit.record import record
from heart.lib.actions import NOW, action
from heart.lib.errors import DomainError, NotAllowed, NotPossibleNow
from heart.notify import outbox
from heart.notify.models import Template

SAME_AGENCY_ID = "Same number of the person at an agency."
# Questions that one record may raise: beyond the first few nobody is helped.
ASKED_AT_MOST = 5
NIGHTLY_BATCH = 25
NIGHT = range(1, 5)  # o'clock
# Two forms about one person at one moment do not see each other; minutes later each does.
NEW_FOR = timedelta(minutes=3)
NEW_AT_MOST = 1000  # one tick stays short


@action
def look_for_matches(*, neighbor: Neighbor, by: User | None, now: datetime = NOW) -> int:
    """Who else may this be? Sure links itself; probable waits for a person; a decided pair is not asked again.
    Says how many links and questions came of it."""
    probable = matching.thresholds().probable
    found = [
        one
        for one in matching.candidates(Told.of_neighbor(neighbor), limit=ASKED_AT_MOST)
        if one.sure or one.score >= probable
    ]
    return sum(_settle(neighbor, Neighbor.objects.get(pk=one.neighbor_id), one, now) for one in found)


@action
def settle_same_id(
    *, neighbor: Neighbor, other: Neighbor, agency_id: str, by: User | None, now: datetime = NOW
) -> None:
    """An agency has told the same number of both: one person, unless names and birth dates say otherwise."""
    Neighbor.objects.hold_persons(neighbor.pk, other.pk)
    ours, theirs = _known_of_person(neighbor), _known_of_person(other)
    ours[0] = replace(ours[0], ids=tuple({*ours[0].ids, agency_id}))
    words = finding.words_of(ours[0])
    weighed = weigh(ours[0], theirs[0], words)
    _settle(neighbor, other, weighed._replace(sure=not is_in_doubt(ours, theirs, words)), now)


def contradicts(told: Told, other: Neighbor) -> bool:
    """Name or birth date are another's, so the same agency number is in doubt."""
    ours = finding.as_compared(told)
    return ours is not None and is_in_doubt([ours], _known_of_person(other), finding.words_of(ours))


def _known_of_person(neighbor: Neighbor) -> list[Known]:
    """All records of the person, this one first."""
    neighbor.refresh_from_db(fields=["one_with", "person_number"])
    records = Neighbor.objects.of_persons([neighbor]).values_list("pk", flat=True)
    known = finding.known_of(list(records))
    return [known.pop(neighbor.pk), *known.values()]


def _settle(neighbor: Neighbor, other: Neighbor, found: matching.Candidate | Weighed, now: datetime) -> bool:
    """True when something came of it that was not there before."""
    if found.sure:  # nobody links them or decides meanwhile
        Neighbor.objects.hold_persons(neighbor.pk, other.pk)
    for one in (neighbor, other):
        one.refresh_from_db(fields=["one_with", "person_number"])
    if neighbor.person_number == other.person_number or _was_decided(neighbor, other):
        return False
    if found.sure and _may_be_linked(neighbor, other):
        link_records(first=neighbor, second=other, why=SAME_AGENCY_ID, by=None, now=now)
        return True
    return _ask(neighbor, other, found.score, found.reasons, now)


def _was_decided(neighbor: Neighbor, other: Neighbor) -> bool:
    """By a person: of these two records in words; of any records of the two persons, that they are two people."""
    first, second = sorted((neighbor.pk, other.pk))
    numbers = [neighbor.person_number, other.person_number]
    between = Q(first__person_number=numbers[0], second__person_number=numbers[1]) | Q(
        first__person_number=numbers[1], second__person_number=numbers[0]
    )
    parted = Link.objects.filter(between, ended_at__isnull=False)
    same = Q(first=first, second=second)
    decided = PossibleMatch.objects.decided().filter(same | between & Q(state=MatchState.DIFFERENT))
    return decided.exists() or parted.exists()


def _tell_the_named(match: PossibleMatch, neighbor: Neighbor, other: Neighbor, now: datetime) -> None:
    """Of who may be restricted nobody else learns, and the new record is open to all until it is linked: overseers who are
    named for the one and see the other are told at once."""
    numbers = [neighbor.person_number, other.person_number]
    named = Restriction.objects.standing().filter(neighbor__person_number__in=numbers).by_person()
    if not named:
        return
    overseers = User.objects.active().overseers().filter(pk__in=frozenset.intersection(*named.values()))
    outbox.tell(
        overseers.order_by("pk"), key=f"match:{match.pk}", template=Template.MATCH, about=f"match:{match.pk}",
        path=reverse("match", args=[match.pk]), params={}, now=now,
    )  # fmt: skip


def _may_be_linked(neighbor: Neighbor, other: Neighbor) -> bool:
    """Not where somebody who works with one is not named for the other: then a person has to see to that first."""
    try:
        check_linking(neighbor, other)
    except DomainError:
        return False
    return True


def _ask(neighbor: Neighbor, other: Neighbor, score: float, reasons: Sequence[Reason], now: datetime) -> bool:
    first, second = sorted((neighbor.pk, other.pk))
    said = [{"code": reason.code, "weight": round(reason.weight, 1)} for reason in reasons]
    match, created = PossibleMatch.objects.get_or_create(
        first_id=first, second_id=second, defaults={"score": score, "reasons": said, "found_at": now}
    )
    if created:
        record("match.found", subject=match.first, by=None, at=now, other=second)
        _tell_the_named(match, neighbor, other, now)
    elif match.state == MatchState.WAITING and (match.score, match.reasons) != (score, said):
        match.score, match.reasons = score, said
        match.save(update_fields=["score", "reasons"])
    return created


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
    if by is not None and not access.can_link(by, match.first, match.second):
        raise NotAllowed(_("Only who sees both records may decide this."))
    if state not in MatchState.values or state == MatchState.WAITING:
        raise DomainError(_("Choose an answer."), field="state")
    if not why.strip():
        raise DomainError(_("Say why."), field="why")
    Neighbor.objects.hold_persons(match.first_id, match.second_id)  # before the question, as whoever asks it
    match = PossibleMatch.objects.select_for_update(of=("self",)).select_related("first", "second").get(pk=match.pk)
    if match.state != MatchState.WAITING:
        raise NotPossibleNow(_("Somebody has already decided this."))
    are_one = match.first.person_number == match.second.person_number
    if are_one and state != MatchState.LINKED:
        raise NotPossibleNow(_("These records have been linked meanwhile. Unlink them first."))
    if state == MatchState.LINKED and not are_one:
        link_records(first=match.first, second=match.second, why=why, goes_on=goes_on, by=by, now=now)
    match.state, match.decided_at, match.decided_by, match.decided_why = state, now, by, why.strip()[:300]
    match.save(update_fields=["state", "decided_at", "decided_by", "decided_why"])
    outbox.withdraw(f"match:{match.pk}")
    record("match.decided", subject=match.first, by=by, at=now, other=match.second_id, state=str(state))
    return match


def look_again_at_new(*, now: datetime) -> int:
    """The records of the last minutes once more: what was written beside them at the same moment is there to be seen by
    now. Each settles by itself, none waits for the others. Those of CAD files are looked for while they come in, one
    file after another; whoever is written beside one finds it from here. The oldest first: soonest out of the window."""
    of_files = Encounter.objects.filter(neighbor=OuterRef("pk"), source=Source.CAD)
    new = Neighbor.objects.filter(~Exists(of_files), created_at__gt=now - NEW_FOR).order_by("pk")[:NEW_AT_MOST]
    return sum(look_for_matches(neighbor=one, by=None, now=now) for one in new)


# -- Every night -----------------------------------------------------------------------------------------------------


@action
def match_everything(*, by: User | None, now: datetime = NOW) -> Job | None:
    """Begin tonight's look at every record, unless it has begun or it is not night. Who arrives later than its place is
    looked at anyway."""
    local = timezone.localtime(now)
    if local.hour not in NIGHT:
        return None
    with connection.cursor() as cursor:  # one tick at a time
        cursor.execute("SELECT pg_advisory_xact_lock(hashtextextended('matching', 914))")
    jobs = Job.objects.filter(kind=JobKind.MATCHING)
    if jobs.unfinished().exists() or jobs.filter(made_at__gte=local.replace(hour=0, minute=0, second=0)).exists():
        return None
    return start_job(kind=JobKind.MATCHING, total=Neighbor.objects.count(), by=by, now=now)


def match_step(job: Job, now: datetime) -> bool:
    """Some records of the nightly look at all of them, by key; True when that was the last (casework.actions.jobs)."""
    after = job.place.get("after", 0)
    if not after:
        finding.count_words()
    records = list(Neighbor.objects.filter(pk__gt=after).order_by("pk")[:NIGHTLY_BATCH])
    for neighbor in records:
        came = look_for_matches(neighbor=neighbor, by=None, now=now)
        job.created += bool(came)
        job.unchanged += not came
    job.read += len(records)
    job.done = job.read
    if records:
        job.place = {"after": records[-1].pk}
    return len(records) < NIGHTLY_BATCH
