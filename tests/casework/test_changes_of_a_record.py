"""Changes of a case: its record named, linked, parted, restricted; each line for who may know of all that it tells."""

import pytest

from casework.actions.links import link_records, unlink_records
from casework.actions.naming import name_neighbor
from casework.actions.restrictions import restrict_record
from casework.models import RestrictedWhy
from tests.factories import CaseFactory
from tests.times import local

pytestmark = pytest.mark.django_db
TUESDAY_10 = local(2026, 5, 5, 10)


def told(client, case) -> list[tuple[str, str, str]]:
    lines = client.get(f"/cases/{case.pk}/?show=changes").context["timeline"]
    return [(line["title"], line["by"], line["body"]) for line in lines if not line["title"].startswith("Case: ")]


@pytest.fixture
def walt(cast):
    return CaseFactory(
        stage="outreach", team=cast.team, neighbor__preferred_name="", neighbor__description="man, red coat"
    )


def test_a_name_that_comes_later(cast, as_, walt) -> None:
    name_neighbor(case=walt, told={"preferred_name": "Walt"}, by=cast.ada, now=TUESDAY_10)
    assert told(as_(cast.ben), walt) == [("Named Walt, until then: man, red coat", "Ada", "")]


def test_linked_and_parted_for_who_may_see_both(cast, as_, walt) -> None:
    other = CaseFactory(stage="outreach", team=cast.other_team)
    link = link_records(first=walt.neighbor, second=other.neighbor, why="same scar", by=cast.mia, now=TUESDAY_10)
    words = f"Records {walt.neighbor_id} and {other.neighbor_id}"
    linked = (f"{words} linked", "Mia", "same scar")
    assert [told(as_(who), walt) for who in (cast.ada, cast.mia)] == [[linked], [linked]]
    unlink_records(link=link, why="two scars", by=cast.mia, now=TUESDAY_10)
    parted = (f"{words} parted again", "Mia", "two scars")
    assert (told(as_(cast.ada), walt), sorted(told(as_(cast.mia), walt))) == ([], [linked, parted])


def test_restricted_for_who_is_named(cast, as_, walt) -> None:
    restrict_record(
        neighbor=walt.neighbor,
        why=RestrictedWhy.STAFF_KIN,
        named={cast.ada, cast.ben, cast.sol},
        by=cast.sol,
        now=TUESDAY_10,
    )
    line = ("Restricted: only those named see it", "Sol", "Kin of staff")
    assert told(as_(cast.ada), walt) == [line]
    assert as_(cast.mia).get(f"/cases/{walt.pk}/").status_code == 404


def test_nothing_tells_of_a_record_that_was_parted_and_is_restricted_to_others(cast, as_, walt) -> None:
    other = CaseFactory(stage="outreach", team=cast.other_team)
    link = link_records(first=walt.neighbor, second=other.neighbor, why="same scar", by=cast.mia, now=TUESDAY_10)
    unlink_records(link=link, why="two scars", by=cast.mia, now=TUESDAY_10)
    restrict_record(
        neighbor=other.neighbor,
        why=RestrictedWhy.OTHER,
        named={cast.eve, cast.dan, cast.zoe, cast.mia},
        by=cast.mia,
        now=TUESDAY_10,
    )
    assert [len(told(as_(who), walt)) for who in (cast.ada, cast.sol, cast.mia)] == [0, 0, 2]
