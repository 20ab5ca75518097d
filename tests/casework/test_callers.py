"""Who called is kept beside the encounter: never the neighbor, never called in the neighbor's place."""

import pytest

from casework.actions.callers import record_caller
from casework.models import Caller, ContactPoint
from heart.lib.errors import DomainError, NotAllowed
from tests.factories import EncounterFactory
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
