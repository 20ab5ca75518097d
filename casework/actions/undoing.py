"""An import taken back, while nothing was built on it: all of it or nothing."""

from collections.abc import Collection, Iterator
from dataclasses import dataclass
from datetime import datetime
from itertools import islice
from typing import Any

from django.db.models import Model, Q, QuerySet
from django.urls import reverse
from django.utils.dateparse import parse_datetime
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from casework import access
from casework.actions.encounters import hold_names
from casework.actions.imports import INSTANTS, plain
from casework.actions.jobs import resume_job, start_job
from casework.models import (
    Case,
    Encounter,
    FollowUp,
    ImportedEncounter,
    Job,
    JobKind,
    JobState,
    Neighbor,
    PossibleMatch,
)
from casework.models.links import MatchState
from casework.states import CaseStatus, FollowUpKind, FollowUpStatus
from heart.accounts.models import User
from heart.audit.record import record, record_each
from heart.lib.actions import NOW, action, said
from heart.lib.errors import DomainError, NotAllowed, NotPossibleNow
from heart.notify import outbox

MOST_NAMED = 50
BATCH = 2000
# Every name that is held takes room in the database's one table of locks; rows that are held take none.
MOST_NAMES_HELD = 2000
# What belongs to a neighbor's record alone.
OF_NEIGHBOR = ("also_known_as", "agency_persons", "contact_points")
UNTOUCHED = Q(status=FollowUpStatus.OPEN, seen_at=None, snoozed_until=None, by_hand=False)
WHY = {
    "encounter": gettext_lazy("The encounter was changed or added to since."),
    "case": gettext_lazy("Its case was worked on, or was there before."),
    "neighbor": gettext_lazy("Something was written down about the neighbor since, or they were known before."),
    "again": gettext_lazy("A later import has changed it."),
}


@dataclass(frozen=True)
class Built:
    """Why one encounter cannot be taken back."""

    encounter: Encounter
    why: str

    @property
    def path(self) -> str:
        case = self.encounter.case_id
        return (
            reverse("case", args=[case])
            if case
            else reverse("admin:casework_encounter_change", args=[self.encounter.pk])
        )


def batched(rows: Iterator[ImportedEncounter], size: int) -> Iterator[tuple[ImportedEncounter, ...]]:
    while some := tuple(islice(rows, size)):
        yield some


class BuiltOn(DomainError):
    """`built` names the first of those that whoever asks may see; the words are the same whatever else there is."""

    def __init__(self, built: list[Built]) -> None:
        super().__init__(_("Something was built on this import: it stays."))
        self.built, self.more = built[:MOST_NAMED], len(built) > MOST_NAMED


@action
def undo_import(*, job: Job, by: User, now: datetime = NOW) -> Job:
    """A job that takes it back. BuiltOn names what stands in the way; then nothing is undone."""
    if not access.can_run_jobs(by):
        raise NotAllowed(_("Only a programme manager may do this."))
    locked = Job.objects.select_for_update().get(pk=job.pk)
    if locked.kind != JobKind.ENCOUNTERS or not locked.ended_at:
        raise NotPossibleNow(_("Only an import that has ended can be undone."))
    former = Job.objects.filter(undoes=locked).first()
    if former and former.state not in (JobState.CANCELLED, JobState.FAILED):
        raise NotPossibleNow(_("It is being undone, or has been."))
    _refuse_if_built_on(locked, by)
    if former:
        return resume_job(job=former, by=by, now=now)
    total = ImportedEncounter.objects.filter(job=locked).count()
    return start_job(kind=JobKind.UNDO, name=locked.name, undoes=locked, total=total, by=by, now=now)


def undo_all(job: Job, now: datetime) -> bool:
    """One step: whatever was built on it in the meantime, and all of it stays. What people are just writing is waited
    for, and from then on they wait."""
    if job.undoes is None:
        raise DomainError(_("There is nothing to undo."))
    undone, by = job.undoes, job.made_by
    _hold(undone)
    _refuse_if_built_on(undone, by)
    changed = _give_back(undone, by, now)
    made = _remove(undone, by, now)
    job.read = job.changed = job.done = made + changed
    return True


# -- What was built on it --------------------------------------------------------------------------------------------


def _hold(job: Job) -> None:
    """All that it may remove, in the order in which others take it: the names of its incidents, neighbors, cases,
    encounters, each by pk. Rows that refer to them wait too, for the keys of what they refer to are held."""
    imported = ImportedEncounter.objects.filter(job=job)
    if imported.count() <= MOST_NAMES_HELD:
        hold_names(imported.values_list("encounter__agency", "encounter__incident_number"))
    ours = Encounter.objects.filter(pk__in=imported.values("encounter"))
    neighbors, cases = ours.values("neighbor"), ours.values("case")
    _hold_rows(Neighbor.objects.filter(pk__in=neighbors))
    for model in _of_neighbor():
        _hold_rows(model._base_manager.filter(neighbor__in=neighbors))
    _hold_rows(Case.objects.filter(pk__in=cases))
    _hold_rows(FollowUp.objects.filter(case__in=cases))
    _hold_rows(ours)


def _hold_rows(rows: QuerySet[Any]) -> None:
    for _held in rows.order_by("pk").select_for_update().values_list("pk").iterator(BATCH):
        pass


def _of_neighbor() -> list[Any]:
    return [Neighbor._meta.get_field(name).related_model for name in OF_NEIGHBOR]


def _refuse_if_built_on(job: Job, by: User | None) -> None:
    """A record that is hidden from whoever asks stands in the way too, but is neither named nor counted."""
    shown: list[Built] = []
    stays = False
    for some in _built_on(job):
        stays = stays or bool(some)
        keys = [built.encounter.pk for built in some]
        visible = set(Encounter.objects.visible_to(by).filter(pk__in=keys).values_list("pk", flat=True)) if by else ()
        shown += [built for built in some if built.encounter.pk in visible]
        if len(shown) > MOST_NAMED:
            break
    if stays:
        raise BuiltOn(shown)


def _built_on(job: Job) -> Iterator[list[Built]]:
    """In the order in which they were imported, a batch at a time; each once."""
    rows = ImportedEncounter.objects.filter(job=job).order_by("pk").select_related("encounter")
    for some in batched(rows.iterator(BATCH), BATCH):
        reasons = _reasons(job, list(some))
        yield [Built(row.encounter, reasons[row.encounter_id]) for row in some if row.encounter_id in reasons]


def _reasons(job: Job, rows: list[ImportedEncounter]) -> dict[int, str]:
    """Encounter's key -> the first reason why it stays."""
    keys = [row.encounter_id for row in rows]
    made = [row.encounter_id for row in rows if row.before is None]
    found: dict[int, str] = {}

    def say(why: str, encounters: Collection[int]) -> None:
        for key in encounters:
            found.setdefault(key, str(WHY[why]))

    say(
        "again",
        set(ImportedEncounter.objects.filter(encounter__in=keys, job__gt=job).values_list("encounter", flat=True)),
    )
    say("encounter", _touched(Encounter, made, job) | _with_more(Encounter, made, {"imported"}))
    say("encounter", {row.encounter_id for row in rows if row.before is not None and not _as_left(row)})
    cases = _cases(rows)
    there = set(cases.values())
    made_cases = _made(Case, there, job)
    spoiled = _spoiled_cases(made_cases, job) | _spoiled_known_cases(there - made_cases, job)
    say("case", {key for key, case in cases.items() if case in spoiled})
    neighbors = _neighbors(rows)
    met = set(neighbors.values())
    made_neighbors = _made(Neighbor, met, job)
    spoiled = _spoiled_neighbors(made_neighbors, job, there) | _spoiled_known_neighbors(met - made_neighbors, job)
    say("neighbor", {key for key, neighbor in neighbors.items() if neighbor in spoiled})
    return found


def _as_left(row: ImportedEncounter) -> bool:
    became = (row.before or {}).get("became", {})
    return all(plain(getattr(row.encounter, name)) == value for name, value in became.items())


def _cases(rows: list[ImportedEncounter]) -> dict[int, int]:
    """Of encounters that the import put into a case."""
    return {
        row.encounter_id: row.encounter.case_id
        for row in rows
        if row.encounter.case_id and (row.before is None or "case_id" in row.before["became"])
    }


def _neighbors(rows: list[ImportedEncounter]) -> dict[int, int]:
    return {
        row.encounter_id: row.encounter.neighbor_id
        for row in rows
        if row.encounter.neighbor_id and (row.before is None or "neighbor_id" in row.before["became"])
    }


def _versions(model: Any, keys: Collection[int]) -> QuerySet[Any]:
    """All but what a job wrote that was taken back since, and what that put back: together they changed nothing."""
    undoing = Job.objects.filter(kind=JobKind.UNDO, state=JobState.DONE).values_list("pk", "undoes")
    undone = [pk for pair in undoing for pk in pair]
    versions: QuerySet[Any] = model.pgh_event_model.objects.filter(pgh_obj__in=keys)
    return versions.exclude(pk__in=versions.filter(pgh_context__metadata__job__in=undone).values("pk"))


def _touched(model: Any, keys: Collection[int], job: Job) -> set[int]:
    """Those with a version that this job did not write."""
    if not keys:
        return set()
    versions = _versions(model, keys)
    own = versions.filter(pgh_context__metadata__job=job.pk).values("pk")
    return set(versions.exclude(pk__in=own).values_list("pgh_obj", flat=True))


def _made(model: Any, keys: Collection[int], job: Job) -> set[int]:
    """Those that this job made."""
    if not keys:
        return set()
    first = model.pgh_event_model.objects.filter(pgh_obj__in=keys, pgh_label="insert")
    return set(first.filter(pgh_context__metadata__job=job.pk).values_list("pgh_obj", flat=True))


def _written_by(model: Any, keys: Collection[int], job: Job) -> set[int]:
    """Those that this job changed or made."""
    if not keys:
        return set()
    versions = model.pgh_event_model.objects.filter(pgh_obj__in=keys, pgh_context__metadata__job=job.pk)
    return set(versions.values_list("pgh_obj", flat=True))


def _written_since(model: Any, keys: Collection[int], job: Job) -> set[int]:
    """Those with a version since the job began, by whomever."""
    if not keys:
        return set()
    versions = _versions(model, keys).select_related("pgh_context")
    return {version.pgh_obj_id for version in versions.iterator(BATCH) if said(version).at >= job.made_at}


def _with_more(model: type[Model], keys: Collection[int], but: set[str]) -> set[int]:
    """Those to which a row of any other table belongs, whatever table that is."""
    found: set[int] = set()
    for relation in model._meta.related_objects:
        if relation.name not in but | {"events"} and keys:
            theirs: Any = relation.related_model
            others = theirs._base_manager.filter(**{f"{relation.field.name}__in": list(keys)})
            found |= set(others.values_list(relation.field.attname, flat=True))
    for field in model._meta.many_to_many:
        through: Any = field.remote_field.through
        there = through._base_manager.filter(**{f"{field.m2m_field_name()}__in": list(keys)})
        found |= set(there.values_list(field.m2m_field_name(), flat=True))
    return found


def _spoiled_cases(cases: Collection[int], job: Job) -> set[int]:
    """Of those that the job made: not in intake any more, or with something of a person's."""
    promises = FollowUp.objects.filter(case__in=cases)
    worked = set(promises.exclude(UNTOUCHED, kind=FollowUpKind.ASSIGN).values_list("case", flat=True))
    more = _with_more(FollowUp, list(promises.values_list("pk", flat=True)), set())
    worked |= set(promises.filter(pk__in=more).values_list("case", flat=True))
    worked |= set(Case.objects.filter(pk__in=cases).exclude(status=CaseStatus.INTAKE).values_list("pk", flat=True))
    others = Encounter.objects.filter(case__in=cases).exclude(imported__job=job)
    worked |= set(others.values_list("case", flat=True))
    return worked | _touched(Case, cases, job) | _with_more(Case, cases, {"follow_ups", "encounters"})


def _spoiled_known_cases(cases: Collection[int], job: Job) -> set[int]:
    """Of those that were there before: changed by the job, which cannot be given back, or by others since; or what the
    job promised in them is not as it was, or is needed: for another encounter, or as all that is left to do."""
    spoiled = _written_since(Case, cases, job)
    promises = dict(FollowUp.objects.filter(case__in=cases).values_list("pk", "case"))
    made = _made(FollowUp, promises, job)
    wrong = _written_by(FollowUp, promises, job) - made
    wrong |= set(FollowUp.objects.filter(pk__in=made).exclude(UNTOUCHED).values_list("pk", flat=True))
    wrong |= _touched(FollowUp, made, job) | _with_more(FollowUp, made, set())
    spoiled |= {promises[pk] for pk in wrong}
    interrupted = {promises[pk] for pk in made}
    left = FollowUp.objects.open().filter(case__in=interrupted).exclude(pk__in=made)
    spoiled |= interrupted - set(left.values_list("case", flat=True))
    others = dict(Encounter.objects.filter(case__in=interrupted).exclude(imported__job=job).values_list("pk", "case"))
    return spoiled | {others[pk] for pk in _written_since(Encounter, others, job)}


def _spoiled_known_neighbors(neighbors: Collection[int], job: Job) -> set[int]:
    """Of those that were known before: the job told something new of them, or others did since."""
    spoiled = _written_since(Neighbor, neighbors, job)
    for model in _of_neighbor():
        theirs = dict(model._base_manager.filter(neighbor__in=neighbors).values_list("pk", "neighbor"))
        spoiled |= {theirs[pk] for pk in _written_by(model, theirs, job)}
    return spoiled


def _spoiled_neighbors(neighbors: Collection[int], job: Job, cases: Collection[int]) -> set[int]:
    """Of those that the job made."""
    known = {
        *OF_NEIGHBOR,
        "cases",
        "encounters",
        "matches_to_later",
        "matches_to_earlier",
    }
    spoiled = _touched(Neighbor, neighbors, job) | _with_more(Neighbor, neighbors, known)
    decided = PossibleMatch.objects.filter(Q(first__in=neighbors) | Q(second__in=neighbors)).exclude(
        state=MatchState.WAITING
    )
    for pair in decided.values_list("first", "second"):
        spoiled |= set(pair) & set(neighbors)
    spoiled |= set(Neighbor.objects.filter(pk__in=neighbors, one_with__isnull=False).values_list("pk", flat=True))
    elsewhere = Encounter.objects.filter(neighbor__in=neighbors).exclude(imported__job=job)
    spoiled |= set(elsewhere.values_list("neighbor", flat=True))
    others = Case.objects.filter(neighbor__in=neighbors).exclude(pk__in=cases).exclude(encounters__imported__job=job)
    spoiled |= set(others.values_list("neighbor", flat=True))
    for model in _of_neighbor():
        told = dict(model._base_manager.filter(neighbor__in=neighbors).values_list("pk", "neighbor"))
        spoiled |= {told[pk] for pk in _touched(model, told, job)}
    return spoiled


# -- Taking it back --------------------------------------------------------------------------------------------------


def _give_back(job: Job, by: User | None, now: datetime) -> int:
    """What was overwritten stands again."""
    rows = ImportedEncounter.objects.filter(job=job, before__isnull=False).select_related("encounter").order_by("pk")
    count = 0
    for some in batched(rows.iterator(BATCH), BATCH):
        cases, neighbors = _cases(list(some)), _neighbors(list(some))
        fields: set[str] = set()
        for row in some:
            for name, value in (row.before or {})["was"].items():
                is_time = name in INSTANTS | {"received_at"} and value
                setattr(row.encounter, name, parse_datetime(value) if is_time else value)
                fields.add(name.removesuffix("_id"))
        Encounter.objects.bulk_update([row.encounter for row in some], sorted(fields), batch_size=500)
        record_each("encounter.import_undone", subjects=[row.encounter for row in some], by=by, at=now, job=job.pk)
        _remove_cases(set(cases.values()), job, by, now)
        _remove_neighbors(set(neighbors.values()), job, by, now)
        _raw(ImportedEncounter.objects.filter(pk__in=[row.pk for row in some]))
        count += len(some)
    return count


def _remove(job: Job, by: User | None, now: datetime) -> int:
    """What was made goes, with the neighbors and cases that only it made; the audit keeps that they were there."""
    count = 0
    cases: set[int] = set()
    neighbors: set[int] = set()
    rows = ImportedEncounter.objects.filter(job=job).select_related("encounter").order_by("pk")
    for some in batched(rows.iterator(BATCH), BATCH):
        cases |= set(_cases(list(some)).values())
        neighbors |= set(_neighbors(list(some)).values())
        record_each("encounter.removed", subjects=[row.encounter for row in some], by=by, at=now, job=job.pk)
        _raw(ImportedEncounter.objects.filter(pk__in=[row.pk for row in some]))
        _raw(Encounter.objects.filter(pk__in=[row.encounter_id for row in some]))
        count += len(some)
    _remove_cases(cases, job, by, now)
    _remove_neighbors(neighbors, job, by, now)
    return count


def _remove_cases(keys: Collection[int], job: Job, by: User | None, now: datetime) -> None:
    """Those that it made; and what it promised in others."""
    made = _made(Case, keys, job)
    cases = list(Case.objects.filter(pk__in=made, encounters__isnull=True))
    in_others = FollowUp.objects.filter(case__in=set(keys) - made).values_list("pk", flat=True)
    promised = _made(FollowUp, list(in_others), job)
    promises = FollowUp.objects.filter(Q(case__in=cases) | Q(pk__in=promised))
    gone = list(promises.select_related("case").order_by("pk"))
    outbox.withdraw_each([f"follow_up:{promise.pk}" for promise in gone])
    for promise in gone:  # about the case: of a row that is gone nobody could tell whose it was
        record("follow_up.removed", subject=promise.case, by=by, at=now, follow_up=promise.pk, job=job.pk)
    record_each("case.removed", subjects=cases, by=by, at=now)
    _raw(promises)
    _raw(Case.objects.filter(pk__in=[case.pk for case in cases]))


def _remove_neighbors(keys: Collection[int], job: Job, by: User | None, now: datetime) -> None:
    made = _made(Neighbor, keys, job)
    neighbors = list(Neighbor.objects.filter(pk__in=made, encounters__isnull=True, cases__isnull=True))
    gone = [neighbor.pk for neighbor in neighbors]
    record_each("neighbor.removed", subjects=neighbors, by=by, at=now)
    _raw(PossibleMatch.objects.filter(Q(first__in=gone) | Q(second__in=gone)))
    for model in _of_neighbor():
        _raw(model._base_manager.filter(neighbor__in=gone))
    _raw(Neighbor.objects.filter(pk__in=gone))


def _raw(rows: QuerySet[Any]) -> None:
    """One statement, nothing loaded: what else belongs to them was looked for, and the database looks again."""
    rows._raw_delete(rows.db)
