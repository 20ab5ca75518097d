"""Familiar neighbors: how often a person was met in 365 local days, over all linked records."""

from datetime import date, datetime, time, timedelta

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from hypothesis.extra.django import TestCase

from casework.actions.links import link_records
from casework.familiar import BANDS, Familiar, band_of, count_by_band, familiar, familiar_to, times_each, times_met
from casework.models import Encounter, Neighbor
from heart.lib.clock import ZONE
from tests.factories import CaseFactory, NeighborFactory
from tests.times import MONDAY_9, local

TODAY = date(2026, 5, 4)


def met(neighbor: Neighbor, *times: datetime, **words) -> list[Encounter]:
    """Encounters as rows: nothing but who and when counts here."""
    so_far = Encounter.objects.count()
    return Encounter.objects.bulk_create(
        Encounter(
            agency="made-up",
            incident_number=f"{so_far + number}",
            received_at=at,
            neighbor=neighbor,
            source="cad",
            **words,
        )
        for number, at in enumerate(times)
    )


def often(neighbor: Neighbor, count: int, now: datetime = MONDAY_9) -> None:
    met(neighbor, *(now - timedelta(days=number % 300, minutes=number) for number in range(1, count + 1)))


def test_an_encounter_counts_for_365_local_days_with_its_own(db) -> None:
    neighbor = NeighborFactory()
    met(neighbor, local(2025, 6, 1, 0, 0))
    days = [date(2025, 5, 31), date(2025, 6, 1), date(2026, 5, 31), date(2026, 6, 1)]
    assert [times_met(neighbor, day=day) for day in days] == [0, 1, 1, 0]


def test_a_year_with_a_leap_day_is_365_days_too(db) -> None:
    """2028-02-29 lies between: a year later by the calendar is 366 days later, and a day too late."""
    neighbor = NeighborFactory()
    met(neighbor, local(2027, 6, 1, 12))
    assert [times_met(neighbor, day=day) for day in (date(2028, 5, 30), date(2028, 5, 31))] == [1, 0]


def test_the_day_is_durhams(db) -> None:
    """Eleven at night on the 3rd is the 4th in UTC."""
    neighbor = NeighborFactory()
    met(neighbor, local(2026, 5, 3, 23))
    assert [times_met(neighbor, day=date(2026, 5, day)) for day in (2, 3)] == [0, 1]


@pytest.mark.parametrize("edge", [date(2026, 3, 8), date(2026, 11, 1)])
def test_the_edges_are_midnights_in_a_daylight_saving_night_too(db, edge) -> None:
    neighbor = NeighborFactory()
    at = datetime.combine(edge, time(23, 59), ZONE)
    met(neighbor, at)
    last = edge + timedelta(days=364)
    assert [
        times_met(neighbor, day=day) for day in (edge - timedelta(days=1), edge, last, last + timedelta(days=1))
    ] == [
        0,
        1,
        1,
        0,
    ]


def test_what_its_agency_replaced_does_not_count(db) -> None:
    neighbor = NeighborFactory()
    stands, replaced = met(neighbor, MONDAY_9, MONDAY_9)
    Encounter.objects.filter(pk=replaced.pk).update(replaced_by=stands)
    assert times_met(neighbor, day=TODAY) == 1


def test_a_person_counts_once_over_all_linked_records(db) -> None:
    first, second, stranger = NeighborFactory(), NeighborFactory(), NeighborFactory()
    for neighbor, count in ((first, 3), (second, 2), (stranger, 4)):
        often(neighbor, count)
    link_records(first=first, second=second, why="Same person", by=None)
    second.refresh_from_db()
    assert [times_met(one, day=TODAY) for one in (first, second, stranger)] == [5, 5, 4]
    assert [(one.person, one.times) for one in familiar(day=TODAY)] == [(first.pk, 5)]
    assert times_each([first, second, stranger], day=TODAY) == {first.pk: 5, stranger.pk: 4}


@pytest.mark.parametrize(
    ("times", "band"), [(0, 0), (4, 0), (5, 5), (9, 5), (10, 10), (19, 10), (20, 20), (39, 20), (40, 40), (400, 40)]
)
def test_bands(times, band) -> None:
    assert band_of(times) == Familiar(1, times, MONDAY_9).band == band


def test_who_is_in_one_band_is_in_those_below_it_too() -> None:
    people = [Familiar(number, times, MONDAY_9) for number, times in enumerate((5, 9, 10, 40))]
    assert count_by_band(people) == {5: 4, 10: 2, 20: 1, 40: 1}


def test_one_sees_those_whose_case_one_sees(cast) -> None:
    ours, theirs = CaseFactory(stage="outreach", team=cast.team), CaseFactory(stage="outreach", team=cast.other_team)
    for case in (ours, theirs):
        often(case.neighbor, 5)
    seen = {name: [one.person for one in familiar_to(person, day=TODAY)] for name, person in cast.people.items()}
    mine, others = [ours.neighbor_id], [theirs.neighbor_id]
    assert seen["ada"] == seen["ben"] == seen["sol"] == mine
    assert seen["eve"] == seen["dan"] == seen["zoe"] == others
    assert sorted(seen["mia"]) == sorted(mine + others)
    assert seen["rex"] == seen["ira"] == seen["ana"] == []


@pytest.mark.parametrize("count", [1, 3])
def test_each_is_one_query(cast, django_assert_num_queries, count) -> None:
    neighbors = [CaseFactory(stage="outreach", team=cast.team).neighbor for _ in range(count)]
    for neighbor in neighbors:
        often(neighbor, 5)
    with django_assert_num_queries(1):
        assert len(familiar_to(cast.ada, day=TODAY)) == count
    with django_assert_num_queries(1):
        assert times_met(neighbors[0], day=TODAY) == 5
    with django_assert_num_queries(1):
        assert set(times_each(neighbors, day=TODAY).values()) == {5}


class Anything(TestCase):
    """Any encounters of any linked records, as of any day: the same as counting by hand."""

    @settings(max_examples=40, deadline=None)
    @given(
        linked=st.lists(st.booleans(), min_size=4, max_size=4),
        encounters=st.lists(
            st.tuples(
                st.integers(0, 3),
                st.datetimes(datetime(2023, 11, 1), datetime(2026, 12, 31), timezones=st.just(ZONE)),  # noqa: DTZ001
                st.booleans(),
            ),
            max_size=30,
        ),
        day=st.dates(date(2024, 2, 1), date(2026, 12, 31)),
        least=st.sampled_from((1, *BANDS)),
    )
    def test_the_same_as_counting_by_hand(self, linked, encounters, day, least) -> None:
        neighbors = [NeighborFactory() for _ in linked]
        stands_for = [neighbors[0] if one and number else neighbors[number] for number, one in enumerate(linked)]
        for neighbor, standing in zip(neighbors, stands_for, strict=True):
            if neighbor != standing:
                link_records(first=standing, second=neighbor, why="Same person", by=None)
        other = met(NeighborFactory(), local(2001, 1, 1))[0]
        for place, at, replaced in encounters:
            met(neighbors[place], at, replaced_by=other if replaced else None)
        by_hand: dict[int, int] = {}
        for place, at, replaced in encounters:
            if not replaced and 0 <= (day - at.astimezone(ZONE).date()).days < 365:
                by_hand[stands_for[place].pk] = by_hand.get(stands_for[place].pk, 0) + 1
        found = {one.person: one.times for one in familiar(day=day, least=least)}
        assert found == {person: times for person, times in by_hand.items() if times >= least}
        for neighbor, standing in zip(neighbors, stands_for, strict=True):
            neighbor.refresh_from_db()
            assert times_met(neighbor, day=day) == by_hand.get(standing.pk, 0)
