"""What follows from a match (DOMAIN 7): sure links itself, probable waits for a person, a decided pair is not asked again."""

from datetime import date, datetime, timedelta

import pytest

from casework.actions import matching
from casework.actions.matching import (
    decide_match,
    look_again_at_new,
    look_for_matches,
    match_everything,
    match_step,
)
from casework.actions.neighbors import Person, get_to_know, meet_neighbor
from casework.models import (
    AgencyPerson,
    ContactPoint,
    Encounter,
    JobKind,
    Link,
    MatchState,
    Neighbor,
    PossibleMatch,
    Source,
)
from heart.lib.errors import DomainError, NotAllowed, NotPossibleNow
from tests.cast import Cast
from tests.factories import EncounterFactory, NeighborFactory
from tests.times import MONDAY_9, TUESDAY_9, local

ANA = Person(first_name="Ana", last_name="Zumalacarregui", birth_date=date(1980, 5, 14), phone="+19195550101")


def met(**other: object) -> Neighbor:
    fields = {name: getattr(ANA, name) for name in ("first_name", "last_name", "birth_date")}
    return meet_neighbor(person=Person(**(fields | other)), agency="Durham", by=None, now=MONDAY_9)


def asked() -> list[tuple[int, int, str]]:
    return list(PossibleMatch.objects.order_by("pk").values_list("first", "second", "state"))


def of_house(first: str, last: str, born: date | None, phone: str = "+19195550101", house: str = "") -> Neighbor:
    neighbor = NeighborFactory(preferred_name="", first_name=first, last_name=last, birth_date=born)
    ContactPoint.objects.create(neighbor=neighbor, kind="phone", value=phone)
    if house:
        ContactPoint.objects.create(neighbor=neighbor, kind="address", value=house)
    return neighbor


def test_whoever_is_met_again_is_put_before_a_person(db: None) -> None:
    first, second = met(), met(first_name="Anna")

    assert asked() == [(first.pk, second.pk, "waiting")]
    assert Link.objects.count() == 0


def test_another_is_not_asked_about(db: None) -> None:
    met(), met(first_name="Walter", last_name="Pickett", birth_date=date(1951, 11, 22))

    assert asked() == []


def test_what_is_learned_later_is_looked_at_too(db: None) -> None:
    first, second = met(), NeighborFactory(preferred_name="", first_name="", last_name="", birth_date=None)
    get_to_know(neighbor=second, person=ANA, agency="Durham", by=None, now=TUESDAY_9)

    assert asked() == [(first.pk, second.pk, "waiting")]


def test_the_same_agency_number_is_one_record(db: None) -> None:
    assert met(agency_person_id="7") == met(first_name="Anna", agency_person_id="7")
    assert asked() == []


def test_the_same_number_links_records_that_are_there(db: None) -> None:
    first, second = met(agency_person_id="7"), met(first_name="Annie")
    AgencyPerson.objects.filter(neighbor=second).delete()
    matching.settle_same_id(neighbor=second, other=first, agency_id="Durham\n7", by=None, now=TUESDAY_9)

    assert list(Link.objects.values_list("first", "second", "made_by")) == [(first.pk, second.pk, None)]


def test_never_sure_when_name_and_birth_date_are_anothers(db: None) -> None:
    first = met(agency_person_id="7")
    second = met(first_name="Walter", last_name="Pickett", birth_date=date(1951, 11, 22), agency_person_id="7")

    assert asked() == [(first.pk, second.pk, "waiting")]
    assert Link.objects.count() == 0


@pytest.mark.parametrize(
    ("one", "other"),
    [
        pytest.param(("Ana", "Lopez", date(1990, 3, 3)), ("Eva", "Lopez", date(1990, 3, 3)), id="twins at one phone"),
        pytest.param(
            ("Hector", "Lopez", date(1950, 3, 3)), ("Hector", "Lopez Jr.", date(1978, 11, 20)), id="father and son"
        ),
        pytest.param(
            ("Walter", "Pickett", date(1951, 1, 2)), ("Rosa", "Quintana", date(1984, 7, 9)), id="a shelter's phone"
        ),
        pytest.param(("Walter", "", None), ("Walter", "", None), id="a first name and a shelter's phone"),
    ],
)
def test_never_linked_without_a_person(
    db: None, one: tuple[str, str, date | None], other: tuple[str, str, date | None]
) -> None:
    first, second = (of_house(*who, house="12 Main St, Durham 27701") for who in (one, other))
    look_for_matches(neighbor=first, by=None, now=MONDAY_9)
    look_for_matches(neighbor=second, by=None, now=MONDAY_9)

    assert Link.objects.count() == 0
    first.refresh_from_db()
    assert first.one_with_id is None


def test_two_at_a_shelters_phone_are_not_even_asked_about(db: None) -> None:
    first, _second = of_house("Walter", "Pickett", None), of_house("Rosa", "Quintana", None)
    look_for_matches(neighbor=first, by=None, now=MONDAY_9)

    assert asked() == []


@pytest.fixture
def waiting(db: None) -> PossibleMatch:
    met(), met(first_name="Anna")
    return PossibleMatch.objects.get()


def test_one_person_links(waiting: PossibleMatch, cast: Cast) -> None:
    decide_match(match=waiting, state=MatchState.LINKED, why="Asked her.", by=cast.mia, now=TUESDAY_9)
    waiting.refresh_from_db()

    assert (waiting.state, waiting.decided_by, waiting.decided_at) == (MatchState.LINKED, cast.mia, TUESDAY_9)
    assert list(Link.objects.values_list("first", "second", "made_by")) == [
        (waiting.first_id, waiting.second_id, cast.mia.pk)
    ]


@pytest.mark.parametrize(
    "state", [state for state in MatchState if state not in (MatchState.WAITING, MatchState.LINKED)]
)
def test_a_decided_pair_is_not_asked_about_again(waiting: PossibleMatch, cast: Cast, state: MatchState) -> None:
    decide_match(match=waiting, state=state, why="Two sisters.", by=cast.mia, now=TUESDAY_9)

    for record in (waiting.first, waiting.second):
        assert look_for_matches(neighbor=record, by=None, now=TUESDAY_9) == 0
    assert asked() == [(waiting.first_id, waiting.second_id, state)]


def test_what_a_decision_needs(waiting: PossibleMatch, cast: Cast) -> None:
    for state, why, field in (("waiting", "x", "state"), ("perhaps", "x", "state"), (MatchState.LINKED, " ", "why")):
        with pytest.raises(DomainError) as refused:
            decide_match(match=waiting, state=state, why=why, by=cast.mia, now=TUESDAY_9)
        assert refused.value.field == field
    with pytest.raises(NotAllowed):
        decide_match(match=waiting, state=MatchState.LINKED, why="x", by=cast.eve, now=TUESDAY_9)


def test_only_once(waiting: PossibleMatch, cast: Cast) -> None:
    decide_match(match=waiting, state=MatchState.LINKED, why="Asked her.", by=cast.mia, now=TUESDAY_9)

    with pytest.raises(NotPossibleNow):
        decide_match(match=waiting, state=MatchState.LINKED, why="Me too.", by=cast.mia, now=TUESDAY_9)


def test_the_night_begins_once_and_goes_on_where_it_was(db: None, monkeypatch: pytest.MonkeyPatch) -> None:
    """A step's place is kept with what it found; whoever takes the job over begins there."""
    monkeypatch.setattr(matching, "NIGHTLY_BATCH", 2)
    night = local(2026, 5, 5, 2)
    records = [
        NeighborFactory(preferred_name="", first_name="Ana", last_name="Zumalacarregui", birth_date=ANA.birth_date)
        for _ in range(3)
    ]
    job = match_everything(by=None, now=night)
    assert job is not None
    assert (job.kind, job.total) == (JobKind.MATCHING, 3)
    assert match_everything(by=None, now=night + timedelta(minutes=10)) is None

    assert match_step(job, night) is False
    assert (job.place, job.done) == ({"after": records[1].pk}, 2)
    job.save()
    again = type(job).objects.get(pk=job.pk)
    assert match_step(again, night) is True
    assert again.done == 3
    first, second, third = (record.pk for record in records)
    assert sorted(pair[:2] for pair in asked()) == [(first, second), (first, third), (second, third)]


def ana_written_at(moment: datetime) -> Neighbor:
    """As a form leaves her that did not see the other's form."""
    record = NeighborFactory(preferred_name="", first_name="Ana", last_name="Zumalacarregui", birth_date=ANA.birth_date)
    Neighbor.objects.filter(pk=record.pk).update(created_at=moment)
    return record


@pytest.mark.parametrize("minutes", [1, 2])
def test_two_forms_at_one_moment_are_asked_about_within_minutes(db: None, minutes: int) -> None:
    first, second = ana_written_at(MONDAY_9), ana_written_at(MONDAY_9)

    assert look_again_at_new(now=MONDAY_9 + timedelta(minutes=minutes)) == 1
    assert asked() == [(first.pk, second.pk, "waiting")]
    assert look_again_at_new(now=MONDAY_9 + timedelta(minutes=minutes, seconds=20)) == 0


@pytest.mark.parametrize(("of_files", "comes"), [((1, 2), 0), ((1,), 1), ((2,), 1)])
def test_records_of_a_file_leave_the_room_to_the_others(db: None, of_files: tuple[int, ...], comes: int) -> None:
    both = ana_written_at(MONDAY_9), ana_written_at(MONDAY_9)
    for place in of_files:
        of_file = Encounter.objects.filter(pk=EncounterFactory(person=None).pk)
        of_file.update(neighbor=both[place - 1], case=None, follow_up_wanted="", source=Source.CAD)

    assert look_again_at_new(now=MONDAY_9 + timedelta(minutes=1)) == comes


def test_older_records_are_the_nights(db: None) -> None:
    ana_written_at(MONDAY_9), ana_written_at(MONDAY_9)

    assert look_again_at_new(now=MONDAY_9 + timedelta(minutes=3)) == 0
    assert asked() == []


def test_not_by_day(db: None) -> None:
    assert match_everything(by=None, now=MONDAY_9) is None
