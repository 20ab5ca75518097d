"""An import taken back while nothing was built on it: as if it had not been, but for the audit."""

from collections.abc import Callable
from typing import Any

import pytest
from django.db import connection
from django.urls import reverse
from django.utils import timezone

from casework.actions.cases import assign_case
from casework.actions.encounters import EncounterDetails, record_encounter
from casework.actions.follow_ups import complete_follow_up
from casework.actions.jobs import ask_to_cancel
from casework.actions.neighbors import Person, get_to_know
from casework.actions.undoing import WHY, BuiltOn, undo_import
from casework.models import (
    AgencyPerson,
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
from tests.factories import CaseFactory, NeighborFactory, RestrictionFactory

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


def test_one_that_another_changed_is_taken_back_once_that_one_was(cast: Cast) -> None:
    before = everything()
    first = hand_in_and_work(cast, rows(1, 2, 3, remarks="first", wanted="Y"))
    between = everything()
    undo(hand_in_and_work(cast, rows(2, 3, 4, remarks="second", wanted="Y")), cast)
    again = everything()
    undo(first, cast)

    assert (again, everything()) == (between, before)


def test_but_not_what_a_person_wrote_in_between(cast: Cast) -> None:
    first = hand_in_and_work(cast, rows(1, remarks="first"))
    undo(hand_in_and_work(cast, rows(1, remarks="second")), cast)
    told_by_a_responder(cast, Encounter.objects.get())
    with pytest.raises(BuiltOn):
        undo_import(job=Job.objects.get(pk=first.pk), by=cast.mia)


def test_nor_while_the_other_is_only_being_taken_back(cast: Cast) -> None:
    first, second = (hand_in_and_work(cast, rows(1, remarks=remarks)) for remarks in ("first", "second"))
    undo_import(job=Job.objects.get(pk=second.pk), by=cast.mia)
    with pytest.raises(BuiltOn):
        undo_import(job=Job.objects.get(pk=first.pk), by=cast.mia)


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

    assert ([built.encounter.incident_number for built in refusal.value.built], refusal.value.more) == (["2"], False)
    assert everything() == before


def test_built_on_it_before_the_worker_came_all_of_it_stays(cast: Cast) -> None:
    job = hand_in_and_work(cast, [*rows(1), *rows(2, wanted="Y")])
    undoing = undo_import(job=Job.objects.get(pk=job.pk), by=cast.mia)
    worked_on(cast, Encounter.objects.get(incident_number="2"))
    before = everything()
    work()
    undoing.refresh_from_db()

    assert (undoing.state, undoing.problem) == (
        "failed", "Something was built on this import: it stays.",
    )  # fmt: skip
    assert everything() == before


def test_the_audit_keeps_what_was_removed(cast: Cast) -> None:
    undo(hand_in_and_work(cast, rows(1, wanted="Y")), cast)
    told = AuditEvent.objects.filter(event__endswith=".removed").order_by("event").values_list("event", "actor_id")
    assert list(told) == [
        ("case.removed", cast.mia.pk), ("encounter.removed", cast.mia.pk), ("follow_up.removed", cast.mia.pk),
        ("neighbor.removed", cast.mia.pk),
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


def test_an_undo_that_was_stopped_goes_on_when_it_is_asked_for_again(cast: Cast) -> None:
    job = hand_in_and_work(cast, rows(1))
    stopped = undo_import(job=Job.objects.get(pk=job.pk), by=cast.mia)
    ask_to_cancel(job=stopped, by=cast.mia)

    assert (undo(job, cast).pk, Encounter.objects.count()) == (stopped.pk, 0)


def test_its_page_offers_to_undo_again_what_was_stopped(cast: Cast, as_) -> None:
    job = hand_in_and_work(cast, rows(1))
    ask_to_cancel(job=undo_import(job=Job.objects.get(pk=job.pk), by=cast.mia), by=cast.mia)
    page = reverse("admin:casework_job_change", args=[job.pk])
    assert as_(cast.mia).get(page).context["may_undo"] is True


# -- Whom it only joined ---------------------------------------------------------------------------------------------


def of_known(cast: Cast, neighbor: Neighbor, name: str = "") -> Job:
    """An encounter of somebody known before, by the agency's number."""
    AgencyPerson.objects.create(neighbor=neighbor, agency="Durham", person_id="P1")
    mapping = MAPPING | {
        "columns": MAPPING["columns"] | {"note": "CN"}, "person": {"agency_person_id": "Remarks", "first_name": "CN"},
    }  # fmt: skip
    mapping.pop("follow_up")
    job = hand_in(cast, rows(1, remarks="P1", wanted=name), mapping)
    work()
    assert Encounter.objects.filter(incident_number="1", neighbor=neighbor).exists()
    return job


def test_a_neighbor_known_before_stays_and_only_the_encounter_goes(cast: Cast) -> None:
    neighbor = NeighborFactory()
    before = everything()
    undo(of_known(cast, neighbor), cast)

    assert everything() == before


def test_a_case_that_was_interrupted_stays_and_the_promise_goes(cast: Cast) -> None:
    case = CaseFactory(stage="outreach", team=cast.team)
    before = everything()
    job = of_known(cast, case.neighbor)
    assert FollowUp.objects.filter(case=case, kind="new_crisis").count() == 1
    promise = FollowUp.objects.get(case=case, kind="new_crisis")
    undo(job, cast)

    assert everything() == before
    told = AuditEvent.objects.get(event="follow_up.removed")
    assert (told.subject_id, told.neighbor_id, told.actor_id) == (str(case.pk), case.neighbor_id, cast.mia.pk)
    assert told.detail == {"follow_up": promise.pk, "job": job.pk}


def looked_at(cast: Cast, case: Case) -> None:
    FollowUp.objects.filter(case=case, kind="new_crisis").update(seen_at=timezone.now(), seen_by=cast.ada)


def all_that_is_left(cast: Cast, case: Case) -> None:
    """What was promised before is done; without the import's promise nobody would have a next step."""
    for follow_up in FollowUp.objects.open().filter(case=case).exclude(kind="new_crisis"):
        complete_follow_up(follow_up=follow_up, by=cast.ada)


def needed_by_another(cast: Cast, case: Case) -> None:
    """Another crisis since, of which the pair was not reminded a second time, since the promise was there."""
    details = EncounterDetails("Durham", "77", timezone.now())
    person = Person(agency_person_id="P1")
    told = record_encounter(details=details, person=person, by=cast.rex, source=Source.RESPONDER).encounter
    assert (told.case, FollowUp.objects.filter(case=case, kind="new_crisis").count()) == (case, 1)


@pytest.mark.parametrize("build", [looked_at, all_that_is_left, needed_by_another])
def test_a_promise_that_is_worked_on_or_needed_stays_with_its_encounter(
    cast: Cast, build: Callable[[Cast, Case], None]
) -> None:
    case = CaseFactory(stage="outreach", team=cast.team)
    job = of_known(cast, case.neighbor)
    build(cast, case)
    before = everything()
    with pytest.raises(BuiltOn) as refusal:
        undo_import(job=Job.objects.get(pk=job.pk), by=cast.mia)
    assert [(one.encounter.incident_number, one.why) for one in refusal.value.built] == [("1", str(WHY["case"]))]
    assert everything() == before


def test_what_it_told_of_somebody_known_cannot_be_given_back(cast: Cast) -> None:
    job = of_known(cast, NeighborFactory(preferred_name="Jo", first_name=""), name="Jo")
    with pytest.raises(BuiltOn):
        undo_import(job=Job.objects.get(pk=job.pk), by=cast.mia)


# -- Who is hidden ---------------------------------------------------------------------------------------------------


def test_what_stands_in_the_way_is_named_only_to_whom_it_is_open(cast: Cast, as_) -> None:
    job = hand_in_and_work(cast, rows(1, 2, wanted="Y"))
    for encounter in Encounter.objects.order_by("pk"):
        worked_on(cast, encounter)
    hidden, open_to_all = Encounter.objects.order_by("pk")
    RestrictionFactory(neighbor=hidden.neighbor, named=[cast.ada, cast.ben, cast.zoe], by=cast.mia)
    page = as_(cast.mia).post(reverse("admin:casework_job_undo", args=[job.pk]), {"undo": "1"})

    assert [built.encounter for built in page.context["built"]] == [open_to_all]
    assert str(page.context["problem"]) == "Something was built on this import: it stays."
