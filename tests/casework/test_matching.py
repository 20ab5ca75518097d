"""Who may this be? Scores and their reasons, and who is found however they are told of (DOMAIN 7)."""

from dataclasses import replace
from datetime import date, timedelta

import pytest
from django.db import connection
from hypothesis import HealthCheck, assume, example, given, settings
from hypothesis import strategies as st

from casework.actions.links import link_records
from casework.matching import Told, candidates
from casework.matching.finding import count_words, known_of
from casework.matching.weighing import Known, Reason, Words, weigh
from casework.models import AgencyPerson, AlsoKnownAs, ContactPoint, MatchThresholds, Neighbor
from tests.attempts import sql
from tests.factories import NeighborFactory
from tests.times import MONDAY_9

NAMES = st.lists(
    st.sampled_from(
        ["jose", "luis", "garcia", "marquez", "ana", "anna", "robert", "bob", "smith", "smyth", "de", "la", "cruz"]
    ),
    max_size=3,
)
DAYS = st.none() | st.dates(date(1940, 1, 1), date(2008, 1, 1)) | st.sampled_from([date(1980, 5, 4), date(1980, 4, 5)])
PHONES = st.lists(st.sampled_from(["9195550101", "9195550102", "9845550101", "5550101"]), max_size=2)
PLACES = st.lists(
    st.tuples(st.sampled_from(["", "12", "21"]), st.sampled_from(["", "main", "broad"]), st.just("27701")), max_size=2
)
IDS = st.lists(st.sampled_from(["Durham\n1", "Durham\n2", "EMS\n1"]), max_size=1)
WORDS = Words(also={"bob": {"robert"}, "robert": {"bob"}})
RECORDS = st.builds(
    lambda given, family, other, born, phones, ids, places: Known(
        tuple(given), tuple(family), (tuple(other),) if other else (), born, tuple(phones), tuple(ids), tuple(places)
    ),
    NAMES, NAMES, NAMES, DAYS, PHONES, IDS, PLACES,
)  # fmt: skip

QUICK = settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.too_slow])


def test_what_is_the_same_is_said_once() -> None:
    """Whoever compares sees what differs."""
    said = [Reason("last_name_exact", 5, "Okafor", theirs).in_words() for theirs in ("Okafor", "Okafór", "")]
    assert said == ["Same last name: Okafor", "Same last name: Okafor – Okafór", "Same last name"]


@QUICK
@given(RECORDS, RECORDS)
def test_the_score_is_the_same_whichever_record_comes_first(one: Known, other: Known) -> None:
    assert weigh(one, other, WORDS).score == weigh(other, one, WORDS).score


@QUICK
@given(RECORDS)
def test_nothing_speaks_against_a_copy(record: Known) -> None:
    assert [reason for reason in weigh(record, record, WORDS).reasons if reason.weight < 0] == []


@QUICK
@given(RECORDS, RECORDS)
def test_nothing_is_sure_but_the_same_number_at_an_agency(one: Known, other: Known) -> None:
    assert not weigh(one, other, WORDS).sure or set(one.ids) & set(other.ids)


@QUICK
@example(
    Known(others=(("jose", "jose"),), phones=("9195550101",)), Known(given=("jose",), phones=("9195550101",)), "family"
)
@given(RECORDS, RECORDS, st.sampled_from(["birth_date", "phones", "places", "given", "family"]))
def test_what_contradicts_never_raises_the_score(one: Known, other: Known, field: str) -> None:
    """Another birth date, number, house or name than the one that was not known before."""
    unlike = {
        "birth_date": date(1911, 11, 22),
        "phones": ("2025550199",),
        "places": (("77", "xyzzy", "10101"),),
        "given": ("zebulon",),
        "family": ("quackenbush",),
    }
    assume(one.birth_date is None or (one.birth_date.month, one.birth_date.day) != (11, 22))
    missing = replace(other, others=(), **{field: None if field == "birth_date" else ()})
    contradicting = replace(missing, **{field: unlike[field]})

    assert weigh(one, contradicting, WORDS).bits <= weigh(one, missing, WORDS).bits


def test_a_family_in_one_house_is_not_one_person() -> None:
    house = {"family": ("lopez",), "phones": ("9195550101",), "places": (("12", "main", "27701"),)}
    father = Known(given=("hector",), birth_date=date(1950, 3, 3), **house)
    daughter = Known(given=("ana",), birth_date=date(1980, 5, 4), **house)

    assert weigh(father, daughter, WORDS).score < 0.5


@pytest.fixture
def pepe(db: None) -> Neighbor:
    neighbor = NeighborFactory(
        preferred_name="", first_name="José Luis", last_name="García-Márquez", birth_date=date(1980, 5, 14)
    )
    ContactPoint.objects.create(neighbor=neighbor, kind="phone", value="+19195550177")
    ContactPoint.objects.create(neighbor=neighbor, kind="address", value="12 N Main St, Durham NC 27701")
    AlsoKnownAs.objects.create(neighbor=neighbor, name="El Profe Quintana")
    return neighbor


def found(told: Told) -> list[int]:
    return [one.neighbor_id for one in candidates(told)]


@pytest.mark.parametrize(
    "told",
    [
        Told(first_name="Jose", last_name="Garcia"),
        Told(first_name="Pepe", last_name="Garcia Marquez"),
        Told(first_name="Jose", last_name="Garsia Markez"),
        Told(first_name="García", last_name="José"),
        Told(first_name="Josse Luis", last_name="Garca", birth_date=date(1980, 5, 14)),
        Told(first_name="Joseph", birth_date=date(1980, 5, 14)),
        Told(last_name="Marquez Jr.", birth_date=date(1981, 5, 14)),
        Told(other_names=("Profe Quintana",)),
        Told(phones=("(919) 555-0177",)),
        Told.of_words("garcia 05/14/1980"),
        Told.of_words("pepe 919-555-0177"),
        Told.of_words("555-0177"),
        Told.of_words("marques"),
        Told(first_name="José", addresses=("12 Main Street, 27701",)),
    ],
    ids=lambda told: (
        " ".join(filter(None, (told.first_name, told.last_name, *told.other_names, *told.phones)))[:30] or "?"
    ),
)
def test_found_however_they_are_told_of(pepe: Neighbor, told: Told) -> None:
    assert found(told) == [pepe.pk]


@pytest.mark.parametrize(
    "told",
    [
        Told(),
        Told(first_name="Walter", last_name="Pickett"),
        Told(phones=("919-555-0199",)),
        Told(birth_date=date(1951, 1, 2)),
    ],
    ids=["nothing told", "another name", "another number", "another day"],
)
def test_nobody_is_found_who_is_not_meant(pepe: Neighbor, told: Told) -> None:
    assert found(told) == []


def test_day_and_month_the_other_way_round(db: None) -> None:
    neighbor = NeighborFactory(first_name="Ana", last_name="Lopez", birth_date=date(1980, 5, 4))
    (one,) = candidates(Told(first_name="Ana", last_name="Lopez", birth_date=date(1980, 4, 5)))

    assert one.neighbor_id == neighbor.pk
    assert "Birth date with day and month the other way round: 5 Apr 1980 – 4 May 1980" in [
        reason.in_words() for reason in one.reasons
    ]


@pytest.mark.parametrize(
    ("stands", "told"),
    [
        (date(1980, 5, 14), date(1980, 5, 27)),
        (date(1980, 5, 14), date(1980, 9, 14)),
        (date(1980, 5, 14), date(1968, 5, 14)),
        (date(1980, 1, 1), date(1980, 5, 14)),
        (date(1980, 5, 14), date(1980, 1, 1)),
    ],
    ids=["other day", "other month", "other year", "only the year known", "only the year told"],
)
def test_among_many_of_one_name_two_parts_of_the_birth_date_find_the_one(db: None, stands: date, told: date) -> None:
    """Namesakes alone would be more than are weighed."""
    Neighbor.objects.bulk_create(
        Neighbor(first_name="Ana", last_name="Lopez", birth_date=date(1944, 6, 1) + timedelta(days=n))
        for n in range(150)
    )
    neighbor = NeighborFactory(preferred_name="", first_name="Ana", last_name="Lopez", birth_date=stands)

    assert found(Told(first_name="Ana", last_name="Lopez", birth_date=told))[0] == neighbor.pk


def test_a_record_is_compared_with_other_persons_only(pepe: Neighbor) -> None:
    twin = NeighborFactory(first_name="Jose", last_name="Garcia Marquez", birth_date=date(1980, 5, 14))
    assert found(Told.of_neighbor(pepe)) == [twin.pk]

    link_records(first=pepe, second=twin, why="One person.", by=None, now=MONDAY_9)
    pepe.refresh_from_db()
    assert found(Told.of_neighbor(pepe)) == []


def test_who_is_hidden_is_as_if_not_there(pepe: Neighbor) -> None:
    told = Told(first_name="Pepe", last_name="Garcia")

    assert candidates(told, hidden=Neighbor.objects.filter(pk=pepe.pk)) == []
    assert candidates(told, hidden=Neighbor.objects.none())[0].neighbor_id == pepe.pk
    assert candidates(told, among=Neighbor.objects.none()) == []
    assert candidates(told, among=Neighbor.objects.filter(pk=pepe.pk, first_name="José Luis"))[0].neighbor_id == pepe.pk
    assert candidates(told, leave_out=[pepe.pk]) == []


def test_thresholds_are_data(pepe: Neighbor) -> None:
    told = Told(first_name="Jose", last_name="Garsia")
    assert len(candidates(told)) == 1

    MatchThresholds.objects.update(probable=1, possible=1)
    assert candidates(told) == []


# -- Keys, whoever writes ----------------------------------------------------------------------------------------------


def test_plain_sql_keeps_the_keys_too(pepe: Neighbor) -> None:
    sql(f"UPDATE casework_neighbor SET last_name = 'Pickett' WHERE id = {pepe.pk}")
    sql(f"DELETE FROM casework_alsoknownas WHERE neighbor_id = {pepe.pk}")
    sql(f"INSERT INTO casework_agencyperson (neighbor_id, agency, person_id) VALUES ({pepe.pk}, 'Durham', '7')")
    known = known_of([pepe.pk])[pepe.pk]

    assert (known.family, known.others, known.ids) == (("pickett",), (), ("Durham\n7",))
    assert found(Told(agency_ids=(("Durham", "7"),))) == [pepe.pk]


def test_nothing_is_left_of_a_record_that_is_gone(db: None) -> None:
    neighbor = NeighborFactory(first_name="Ana")
    sql(f"DELETE FROM casework_neighbor WHERE id = {neighbor.pk}")

    assert known_of([neighbor.pk]) == {}


def test_a_common_name_says_less_than_a_rare_one(db: None) -> None:
    Neighbor.objects.bulk_create(
        Neighbor(first_name="Ana", last_name="Lopez" if n else "Zumalacarregui") for n in range(520)
    )
    count_words()
    with connection.cursor() as cursor:
        cursor.execute("SELECT word, people FROM casework_matchword WHERE word IN ('', 'lopez') ORDER BY word")
        assert cursor.fetchall() == [("", 520), ("lopez", 519)]
    common, rare = (candidates(Told(first_name="Ana", last_name=name))[0] for name in ("Lopez", "Zumalacarregui"))

    assert common.score < rare.score


def test_an_agency_number_is_sure(db: None) -> None:
    neighbor = NeighborFactory(first_name="Ana", last_name="Lopez")
    AgencyPerson.objects.create(neighbor=neighbor, agency="Durham", person_id="7")
    (one,) = candidates(Told(first_name="Anna", agency_ids=(("Durham", "7"),)))

    assert (one.sure, one.score) == (True, 1.0)


def test_a_phone_number_is_said_as_everywhere() -> None:
    same = weigh(Known(phones=("9195550188",)), Known(phones=("9195550188",)), {})
    said = [reason.for_the_eye().in_words() for reason in same.reasons]

    assert said == ["Same phone number: 919-555-0188"]
