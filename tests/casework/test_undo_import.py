"""An import taken back while nothing was built on it: as if it had not been, but for the audit."""

from collections.abc import Callable
from typing import Any

import pytest
from django.db import connection
from django.utils import timezone

from casework.actions.cases import assign_case
from casework.actions.encounters import EncounterDetails, record_encounter
from casework.actions.neighbors import Person, get_to_know
from casework.actions.undoing import BuiltOn, undo_import
from casework.models import (
    AlsoKnownAs,
    Case,
    Encounter,
    FollowUp,
    ImportedEncounter,
    Job,
    Neighbor,
    Source,
)
from heart.audit.models import AuditEvent
from heart.lib.errors import NotAllowed, NotPossibleNow
from tests.casework.test_import_jobs import MAPPING, counts, hand_in, rows, work
from tests.cast import Cast

pytestmark = pytest.mark.django_db


def everything() -> dict[str, list[Any]]:
    """All that an import may touch."""
    models = (Encounter, Neighbor, Case, FollowUp, AlsoKnownAs, ImportedEncounter)
    return {model.__name__: list(model.objects.order_by("pk").values()) for model in models}  # type: ignore[attr-defined]


def undo(job: Job, cast: Cast) -> Job:
    undoing = undo_import(job=Job.objects.get(pk=job.pk), by=cast.mia)
    work()
    connection.check_constraints()
    undoing.refresh_from_db()
    return undoing


def test_nothing_is_left_of_what_it_made(cast: Cast) -> None:
    before = everything()
    job = hand_in(cast, [*rows(1, 2), *rows(3, wanted="Y")], MAPPING | {"person": {"full_name": "Remarks"}})
    work()
    undoing = undo(job, cast)

    assert (everything(), undoing.state, undoing.changed) == (before, "done", 3)


def test_the_same_file_again_is_created_again(cast: Cast) -> None:
    lines = rows(1, 2, 3, wanted="Y")
    undo(first := hand_in_and_work(cast, lines), cast)
    again = hand_in_and_work(cast, lines)
    assert (counts(first), counts(again)) == (("done", 3, 3, 0, 0, 0), ("done", 3, 3, 0, 0, 0))


def hand_in_and_work(cast: Cast, lines: list[list[str]]) -> Job:
    job = hand_in(cast, lines)
    work()
    return job


def test_what_it_changed_stands_as_it_was(cast: Cast) -> None:
    hand_in_and_work(cast, rows(1, 2, remarks="first"))
    before = everything()
    second = hand_in_and_work(cast, [*rows(1, remarks="second", wanted="Y"), *rows(2, remarks="second"), *rows(3)])
    undo(second, cast)

    assert everything() == before


def worked_on(cast: Cast, encounter: Encounter) -> None:
    assert encounter.case is not None
    assign_case(case=encounter.case, team=cast.team, by=cast.sol)


def told_by_a_responder(cast: Cast, encounter: Encounter) -> None:
    details = EncounterDetails("Durham", encounter.incident_number, encounter.received_at)
    record_encounter(details=details, person=None, by=cast.rex, source=Source.RESPONDER)


def imported_again(cast: Cast, encounter: Encounter) -> None:
    hand_in_and_work(cast, rows(2, remarks="later", wanted="Y"))


def another_name(cast: Cast, encounter: Encounter) -> None:
    assert encounter.neighbor is not None
    get_to_know(neighbor=encounter.neighbor, person=Person(first_name="Jo"), agency="Durham", by=cast.mia)


def seen(cast: Cast, encounter: Encounter) -> None:
    FollowUp.objects.filter(case=encounter.case).update(seen_at=timezone.now(), seen_by=cast.sol)


@pytest.mark.parametrize("build", [worked_on, told_by_a_responder, imported_again, another_name, seen])
def test_once_something_was_built_on_it_all_of_it_stays(cast: Cast, build: Callable[[Cast, Encounter], None]) -> None:
    job = hand_in_and_work(cast, [*rows(1), *rows(2, wanted="Y")])
    build(cast, Encounter.objects.get(incident_number="2"))
    before = everything()
    with pytest.raises(BuiltOn) as refusal:
        undo_import(job=Job.objects.get(pk=job.pk), by=cast.mia)

    assert ([built.encounter.incident_number for built in refusal.value.built], refusal.value.count) == (["2"], 1)
    assert everything() == before


def test_built_on_it_before_the_worker_came_all_of_it_stays(cast: Cast) -> None:
    job = hand_in_and_work(cast, [*rows(1), *rows(2, wanted="Y")])
    undoing = undo_import(job=Job.objects.get(pk=job.pk), by=cast.mia)
    worked_on(cast, Encounter.objects.get(incident_number="2"))
    before = everything()
    work()
    undoing.refresh_from_db()

    assert (undoing.state, undoing.problem) == (
        "failed", "Something was built on this import: it stays. Encounters concerned: 1.",
    )  # fmt: skip
    assert everything() == before


def test_the_audit_keeps_what_was_removed(cast: Cast) -> None:
    undo(hand_in_and_work(cast, rows(1, wanted="Y")), cast)
    told = AuditEvent.objects.filter(event__endswith=".removed").order_by("event").values_list("event", "actor_id")
    assert list(told) == [
        ("case.removed", cast.mia.pk), ("encounter.removed", cast.mia.pk), ("neighbor.removed", cast.mia.pk),
    ]  # fmt: skip
    assert AuditEvent.objects.filter(event="encounter.recorded").count() == 1


def test_only_a_programme_manager_undoes_only_what_has_ended_and_only_once(cast: Cast) -> None:
    job = hand_in(cast, rows(1))
    with pytest.raises(NotPossibleNow):
        undo_import(job=job, by=cast.mia)
    work()
    with pytest.raises(NotAllowed):
        undo_import(job=job, by=cast.sol)
    undo(job, cast)
    with pytest.raises(NotPossibleNow):
        undo_import(job=job, by=cast.mia)
