"""A response is recorded once, whoever tells it and however often; and whoever was met is followed up."""

from dataclasses import replace
from datetime import timedelta
from functools import partial

import pytest

from casework.actions.cases import close_case
from casework.actions.encounters import EncounterDetails, Recorded, record_encounter
from casework.actions.neighbors import Person
from casework.models import Case, Encounter, FollowUp, Neighbor, Source
from casework.states import CloseReason
from heart.accounts.models import User
from heart.lib.errors import DomainError, NotAllowed, NotPossibleNow
from heart.notify.models import Message
from tests.attempts import at_once, refused
from tests.cast import Cast, assemble
from tests.factories import CaseFactory, EncounterDetailsFactory, PersonFactory
from tests.times import MONDAY_9, TUESDAY_9, local

HOUR = timedelta(hours=1)
KNOWN = {"agency_person_id": "P-77"}


def tell(
    details: EncounterDetails | None = None, *, person: Person | None = None, by: User | None = None, **words
) -> Recorded:
    return record_encounter(
        details=details or EncounterDetailsFactory(),
        person=person,
        by=by,
        source=words.get("source", Source.CAD),
        now=words.get("now", MONDAY_9),
    )


# -- Who was met ---------------------------------------------------------------------------------------------------


def test_whoever_should_be_followed_up_gets_a_case_in_intake_at_once(cast: Cast) -> None:
    details = EncounterDetailsFactory(
        received_at=MONDAY_9 - 3 * HOUR, arrived_at=MONDAY_9 - 2 * HOUR, cleared_at=MONDAY_9 - HOUR
    )

    case = tell(details, person=PersonFactory(preferred_name="Jo"), by=cast.rex, source=Source.RESPONDER).encounter.case

    assert (case.status, case.neighbor.display_name, case.clock_started_at) == ("intake", "Jo", MONDAY_9 - HOUR)
    assert [(f.queue, f.kind, f.due_at) for f in case.follow_ups.open()] == [("intake", "assign", MONDAY_9 + 2 * HOUR)]


def test_nobody_has_to_have_a_name(db: None) -> None:
    encounter = tell(EncounterDetailsFactory(incident_number="26-4711"), person=None).encounter

    assert encounter.neighbor.display_name == "Not named, incident 26-4711"
    assert encounter.case.status == "intake"


def test_a_description_is_enough(db: None) -> None:
    encounter = tell(person=Person(description="man, 50s, red coat")).encounter

    assert (encounter.neighbor.display_name, encounter.neighbor.is_named) == ("man, 50s, red coat", False)


def test_two_unnamed_people_are_two_people(db: None) -> None:
    tell(person=None)
    tell(person=None)

    assert (Neighbor.objects.count(), Case.objects.open().count()) == (2, 2)


@pytest.mark.parametrize("wanted", ["no", ""])
def test_a_response_without_wish_for_follow_up_opens_nothing(db: None, wanted: str) -> None:
    encounter = tell(EncounterDetailsFactory(follow_up_wanted=wanted), person=PersonFactory()).encounter

    assert (encounter.case, Case.objects.count(), Neighbor.objects.count()) == (None, 0, 1)


def test_a_response_where_nobody_was_met_is_recorded_alone(db: None) -> None:
    encounter = tell(EncounterDetailsFactory(follow_up_wanted="no"), person=None).encounter

    assert (encounter.neighbor, encounter.case) == (None, None)


def test_the_agencys_number_is_a_sure_match(db: None) -> None:
    first = tell(person=Person(first_name="Josephine", **KNOWN)).encounter
    second = tell(person=Person(preferred_name="Jo", **KNOWN)).encounter

    assert (second.neighbor, second.case) == (first.neighbor, first.case)
    assert (Neighbor.objects.get().first_name, Neighbor.objects.get().preferred_name) == ("Josephine", "Jo")


def test_the_same_number_of_another_agency_is_another_person(db: None) -> None:
    tell(EncounterDetailsFactory(agency="durham-ecc"), person=Person(first_name="Jo", **KNOWN))
    tell(EncounterDetailsFactory(agency="orange-county"), person=Person(first_name="Jo", **KNOWN))

    assert Neighbor.objects.count() == 2


def test_the_same_name_is_not_a_match(db: None) -> None:
    """Never automatic above doubt."""
    tell(person=Person(first_name="Jo", last_name="Smith"))
    tell(person=Person(first_name="Jo", last_name="Smith"))

    assert Neighbor.objects.count() == 2


def test_what_is_known_is_not_written_over_and_a_warning_is_never_taken_back(db: None) -> None:
    tell(person=Person(first_name="Jo", domestic_violence=True, phone="+1 919 555 0100", voicemail_ok="no", **KNOWN))
    tell(person=Person(first_name="Joe", last_name="Smith", phone="+1 919 555 0100", voicemail_ok="yes", **KNOWN))

    neighbor = Neighbor.objects.get()
    assert (neighbor.first_name, neighbor.last_name, neighbor.domestic_violence) == ("Jo", "Smith", True)
    assert [(p.value, p.voicemail_ok) for p in neighbor.contact_points.all()] == [("+19195550100", "no")]


# -- Joining, reopening, beginning again -----------------------------------------------------------------------------


@pytest.fixture
def neighbor(db: None) -> Neighbor:
    neighbor = Neighbor.objects.create(preferred_name="Jo")
    neighbor.agency_persons.create(agency="durham-ecc", person_id="P-77")
    return neighbor


def test_an_open_case_is_joined_and_interrupted_and_the_pair_is_told(cast: Cast, neighbor: Neighbor) -> None:
    case = CaseFactory(stage="engaged", team=cast.team, neighbor=neighbor)

    joined = tell(person=Person(**KNOWN), now=TUESDAY_9).encounter.case

    (crisis,) = case.follow_ups.interrupting()
    assert (joined, crisis.due_at, crisis.owner) == (case, TUESDAY_9 + HOUR, cast.ben)
    told = Message.objects.filter(template="new_crisis", channel="in_app").order_by("recipient__name")
    assert [message.recipient.name for message in told] == ["Ada", "Ben"]


def test_an_open_case_is_interrupted_even_when_nobody_asked_for_follow_up(cast: Cast, neighbor: Neighbor) -> None:
    case = CaseFactory(stage="engaged", team=cast.team, neighbor=neighbor)

    tell(EncounterDetailsFactory(follow_up_wanted="no"), person=Person(**KNOWN), now=TUESDAY_9)

    assert case.follow_ups.interrupting().count() == 1


def test_a_case_in_intake_is_joined_and_stays_in_intake(neighbor: Neighbor) -> None:
    case = CaseFactory(neighbor=neighbor)

    joined = tell(person=Person(**KNOWN), now=TUESDAY_9).encounter.case

    assert (joined, joined.status, joined.follow_ups.open().count()) == (case, "intake", 1)


@pytest.mark.parametrize(
    ("later", "reopens"),
    [
        (timedelta(0), True),
        (timedelta(days=30), True),
        (timedelta(days=30, seconds=1), False),
        (timedelta(days=400), False),
    ],
)
def test_a_case_closed_30_days_ago_or_less_reopens_else_a_new_one_begins(
    cast: Cast, neighbor: Neighbor, later: timedelta, reopens: bool
) -> None:
    closed = CaseFactory(stage="closed", team=cast.team, neighbor=neighbor)
    now = MONDAY_9 + later

    case = tell(EncounterDetailsFactory(received_at=now), person=Person(**KNOWN), now=now).encounter.case

    assert (case == closed, case.status, Case.objects.count()) == (
        (True, "outreach", 1) if reopens else (False, "intake", 2)
    )
    assert (case.closed_at, case.closed_reason, case.clock_started_at) == (None, "", now)
    assert refused(lambda: None) == ""


def test_a_reopened_case_starts_its_attempts_again_and_is_on_top_of_the_list(cast: Cast, neighbor: Neighbor) -> None:
    CaseFactory(stage="closed", team=cast.team, neighbor=neighbor)

    case = tell(EncounterDetailsFactory(received_at=TUESDAY_9), person=Person(**KNOWN), now=TUESDAY_9).encounter.case

    found = [(f.kind, f.owner.name, f.due_at) for f in case.follow_ups.open().order_by("due_at")]
    assert found == [("attempt", "Ada", TUESDAY_9), ("new_crisis", "Ben", TUESDAY_9 + HOUR)]
    assert (case.first_attempt_at, case.reached_at) == (None, None)


def test_an_encounter_is_recorded_even_when_the_whole_former_team_has_left(cast: Cast, neighbor: Neighbor) -> None:
    CaseFactory(stage="closed", team=cast.team, neighbor=neighbor)
    User.objects.filter(name__in=["Ada", "Ben", "Sol"]).update(is_active=False)

    case = tell(person=Person(**KNOWN), now=TUESDAY_9).encounter.case

    assert (case.status, [f.queue for f in case.follow_ups.open()]) == ("intake", ["intake"])


# -- Once ----------------------------------------------------------------------------------------------------------


def test_the_same_again_is_the_same_encounter(cast: Cast) -> None:
    details, person = EncounterDetailsFactory(), PersonFactory()

    first, again = (tell(details, person=person, by=cast.ira, source=Source.API) for _ in range(2))

    assert ([first.created, again.created], first.encounter) == ([True, False], again.encounter)
    assert (Encounter.objects.count(), Case.objects.count(), FollowUp.objects.count()) == (1, 1, 1)


@pytest.mark.parametrize("change", [{"note": "more"}, {"follow_up_wanted": "no"}, {"received_at": MONDAY_9 - 3 * HOUR}])
def test_the_same_incident_with_another_body_is_refused(cast: Cast, change: dict) -> None:
    details = EncounterDetailsFactory()
    tell(details, by=cast.ira, source=Source.API)

    with pytest.raises(NotPossibleNow) as error:
        tell(replace(details, **change), by=cast.ira, source=Source.API)

    assert (error.value.field, Encounter.objects.count()) == ("incident_number", 1)


def test_the_same_incident_from_somebody_else_does_not_show_them_what_is_there(cast: Cast) -> None:
    details = EncounterDetailsFactory()
    tell(details, by=cast.rex, source=Source.RESPONDER)

    with pytest.raises(NotPossibleNow):
        tell(details, by=cast.ira, source=Source.API)


def test_identical_posts_at_once_are_one_row(commits: None) -> None:
    ira = assemble().ira
    post = partial(tell, EncounterDetailsFactory(), person=PersonFactory(), by=ira, source=Source.API)

    answers = at_once(*[post] * 6)

    assert sorted(answer.created for answer in answers) == [False] * 5 + [True]
    assert (Encounter.objects.count(), Neighbor.objects.count(), Case.objects.count()) == (1, 1, 1)


def test_two_first_encounters_of_one_known_person_at_once_are_one_neighbor_and_one_case(commits: None) -> None:
    answers = at_once(*[partial(tell, EncounterDetailsFactory(), person=Person(**KNOWN)) for _ in range(4)])

    assert [answer.created for answer in answers] == [True] * 4
    assert (Neighbor.objects.count(), Case.objects.count(), Encounter.objects.count()) == (1, 1, 4)


def test_an_encounter_while_the_case_closes_leaves_it_open(commits: None) -> None:
    cast = assemble()
    neighbor = Neighbor.objects.create(preferred_name="Jo")
    neighbor.agency_persons.create(agency="durham-ecc", person_id="P-77")
    case = CaseFactory(stage="outreach", team=cast.team, neighbor=neighbor)

    at_once(
        partial(tell, EncounterDetailsFactory(), person=Person(**KNOWN)),
        partial(close_case, case=case, reason=CloseReason.MOVED, by=cast.ada, now=MONDAY_9),
    )

    assert list(Case.objects.without_next_step()) == []
    assert Encounter.objects.get().case == case


# -- Refused -------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("words", "field"),
    [
        ({"received_at": MONDAY_9 + HOUR}, "received_at"),
        ({"arrived_at": MONDAY_9 - 4 * HOUR}, "arrived_at"),
        ({"dispatched_at": MONDAY_9 - 4 * HOUR}, "dispatched_at"),
        ({"cleared_at": MONDAY_9 - 4 * HOUR}, "cleared_at"),
    ],
)
def test_times_that_cannot_be(db: None, words: dict, field: str) -> None:
    with pytest.raises(DomainError) as error:
        tell(EncounterDetailsFactory(**words))

    assert (error.value.field, Encounter.objects.count()) == (field, 0)


@pytest.mark.parametrize(
    ("who", "source", "may"),
    [
        ("rex", Source.RESPONDER, True),
        ("ada", Source.RESPONDER, True),
        ("ben", Source.RESPONDER, True),
        ("sol", Source.RESPONDER, True),
        ("mia", Source.RESPONDER, True),
        ("ana", Source.RESPONDER, False),
        ("ira", Source.RESPONDER, False),
        ("ira", Source.API, True),
        ("rex", Source.API, False),
        ("mia", Source.API, False),
    ],
)
def test_who_may_record(cast: Cast, who: str, source: Source, may: bool) -> None:
    if not may:
        with pytest.raises(NotAllowed):
            tell(by=cast.people[who], source=source)
    else:
        tell(by=cast.people[who], source=source)

    assert Encounter.objects.count() == int(may)


def test_a_responder_is_remembered_as_having_been_there(cast: Cast) -> None:
    encounter = tell(by=cast.rex, source=Source.RESPONDER, now=local(2026, 5, 4, 12)).encounter

    assert (list(encounter.responders.all()), encounter.recorded_by) == ([cast.rex], cast.rex)


# When CAD knew the incident first


def from_cad(**words) -> Encounter:
    details = EncounterDetailsFactory(incident_number="2026-000911", priority="2", call_type="Welfare check", **words)
    return record_encounter(details=details, person=None, by=None, source=Source.CAD, now=MONDAY_9).encounter


def told_by_rex(cast: Cast, person: Person | None, **words):
    details = EncounterDetailsFactory(incident_number="2026-000911", **words)
    return record_encounter(details=details, person=person, by=cast.rex, source=Source.RESPONDER, now=MONDAY_9)


def test_a_responder_takes_over_what_cad_had_told_and_the_newer_words_win(cast: Cast) -> None:
    known = from_cad(follow_up_wanted="")
    told = told_by_rex(cast, Person(preferred_name="Lee"), call_type="Mental health crisis", follow_up_wanted="yes")
    encounter = told.encounter
    assert (encounter.pk, told.created, Encounter.objects.count()) == (known.pk, True, 1)
    assert (encounter.source, encounter.recorded_by, list(encounter.responders.all())) == (
        "responder",
        cast.rex,
        [cast.rex],
    )
    assert (encounter.priority, encounter.call_type) == ("2", "Mental health crisis")
    assert (encounter.neighbor.preferred_name, encounter.case.status) == ("Lee", "intake")


def test_the_neighbor_whom_cad_could_not_name_gets_the_name_and_no_twin(cast: Cast) -> None:
    known = from_cad(follow_up_wanted="yes")
    encounter = told_by_rex(cast, Person(preferred_name="Lee", phone="919-555-0100")).encounter
    assert (encounter.neighbor, encounter.case) == (known.neighbor, known.case)
    assert (Neighbor.objects.get().display_name, Case.objects.count()) == ("Lee", 1)
    assert encounter.neighbor.contact_points.get().value == "+19195550100"


def test_taken_over_once_the_same_again_is_the_same_and_another_is_refused(cast: Cast) -> None:
    from_cad(follow_up_wanted="yes")
    first = told_by_rex(cast, Person(preferred_name="Lee"))
    assert told_by_rex(cast, Person(preferred_name="Lee")).encounter == first.encounter
    with pytest.raises(NotPossibleNow):
        told_by_rex(cast, Person(preferred_name="Bo"))


@pytest.mark.parametrize("field", ["dispatched_at", "arrived_at", "cleared_at"])
def test_a_mistyped_year_does_not_silence_a_case_for_decades(cast: Cast, field: str) -> None:
    with pytest.raises(DomainError) as refusal:
        tell(EncounterDetailsFactory(**{field: local(2062, 5, 4, 9)}), by=cast.rex, source=Source.RESPONDER)
    assert (refusal.value.field, Case.objects.count()) == (field, 0)
