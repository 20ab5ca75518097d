"""Who called is kept beside the encounter: never the neighbor, never called in the neighbor's place."""

import pytest

from casework.actions.callers import record_caller
from casework.matching import Told, candidates
from casework.models import Caller, ContactPoint, Encounter
from heart.lib.errors import DomainError, NotAllowed
from tests.factories import CaseFactory, ContactPointFactory, EncounterFactory
from tests.times import MONDAY_9


def told(caller: Caller | None) -> tuple[str, str, str] | None:
    return (caller.name, caller.phone, caller.who) if caller else None


def test_the_caller_is_kept_and_the_neighbor_stays_as_it_was(cast) -> None:
    encounter = EncounterFactory()
    before = list(ContactPoint.objects.values()), encounter.neighbor.display_name

    caller = record_caller(
        encounter=encounter, name=" Rosa ", phone="(919) 555-0142", who="family", by=cast.rex, now=MONDAY_9
    )

    encounter.neighbor.refresh_from_db()
    assert told(caller) == ("Rosa", "+19195550142", "family")
    assert (list(ContactPoint.objects.values()), encounter.neighbor.display_name) == before


def test_what_is_told_later_fills_in_and_what_is_left_empty_stays(cast) -> None:
    encounter = EncounterFactory()
    record_caller(encounter=encounter, name="Rosa", phone="919-555-0142", by=None, now=MONDAY_9)

    caller = record_caller(encounter=encounter, who="friend", by=cast.ira, now=MONDAY_9)

    assert (told(caller), Caller.objects.count()) == (("Rosa", "+19195550142", "friend"), 1)


def test_nothing_told_is_no_caller(cast) -> None:
    encounter = EncounterFactory()
    assert (record_caller(encounter=encounter, name=" ", by=cast.rex), Caller.objects.count()) == (None, 0)


@pytest.mark.parametrize(
    ("words", "field"),
    [({"name": "x" * 161}, "name"), ({"phone": "9" * 41}, "phone"), ({"who": "neighbour"}, "who")],
)
def test_what_cannot_be_kept_is_refused_by_its_name(cast, words, field) -> None:
    with pytest.raises(DomainError) as refused:
        record_caller(encounter=EncounterFactory(), **words, by=cast.rex)
    assert (refused.value.field, Caller.objects.count()) == (field, 0)


def test_only_who_records_encounters_says_who_called(cast) -> None:
    with pytest.raises(NotAllowed):
        record_caller(encounter=EncounterFactory(), name="Rosa", by=cast.ana)


@pytest.mark.parametrize(
    ("words", "said"),
    [
        ({"name": "Rosa", "phone": "9195550142", "who": "family"}, "Rosa, 919-555-0142, family (not the neighbor)"),
        ({"phone": "9195550142"}, "919-555-0142 (not known who; not taken for the neighbor)"),
        ({"name": "Jo", "who": "neighbor"}, "Jo, the neighbor"),
    ],
)
def test_who_called_is_said_beside_the_encounter_and_cannot_be_tapped(cast, as_, words, said) -> None:
    case = CaseFactory(stage="outreach", team=cast.team)
    met = EncounterFactory()
    Encounter.objects.filter(pk=met.pk).update(case=case, neighbor=case.neighbor)
    record_caller(encounter=met, **words, by=cast.rex)
    for person, url in ((cast.ada, f"/cases/{case.pk}/"), (cast.sol, f"/cases/{case.pk}/assign/")):
        html = as_(person).get(url).content.decode()
        assert (f"Called by: {said}" in html, "tel:" in html) == (True, False)


def test_a_caller_is_never_matched_as_a_neighbor(cast) -> None:
    """Nor is the neighbor found by the number of somebody who called about them."""
    known = ContactPointFactory(value="+19195550142", neighbor__preferred_name="Walter Quill").neighbor
    met = EncounterFactory()
    record_caller(encounter=met, name="Walter Quill", phone="919-555-0142", by=cast.rex)
    assert candidates(Told.of_neighbor(met.neighbor)) == []
    assert met.neighbor_id not in [c.neighbor_id for c in candidates(Told.of_neighbor(known))]
