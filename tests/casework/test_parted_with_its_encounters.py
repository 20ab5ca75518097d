"""What joined the case of the other while two records were one goes with its own when they are parted: nobody is lost."""

from datetime import timedelta

import pytest
from django.db import connection
from django.test import Client

from casework.actions.contacts import ContactDetails, log_contact
from casework.actions.encounters import EncounterDetails, record_encounter
from casework.actions.inbound_texts import receive_text
from casework.actions.links import link_records, unlink_records
from casework.actions.neighbors import Person
from casework.models import AgencyPerson, Case, Encounter, InboundText, Link, Neighbor, Source
from casework.states import ContactChannel, ContactResult
from heart.notify.channels.incoming import Incoming
from heart.notify.models import Message
from tests.attempts import refused, sql
from tests.cast import Cast
from tests.factories import CaseFactory, ContactPointFactory, NeighborFactory, RestrictionFactory
from tests.times import MONDAY_9

HOUR = timedelta(hours=1)
LATER = MONDAY_9 + 5 * HOUR
PHONE = "+19195550177"


@pytest.fixture
def beta(db: None) -> Neighbor:
    record = NeighborFactory(preferred_name="Beta")
    AgencyPerson.objects.create(neighbor=record, agency="Durham", person_id="PB")
    return record


@pytest.fixture
def alpha(cast: Cast) -> Case:
    return CaseFactory(stage="engaged", team=cast.team, neighbor__preferred_name="Alpha")


@pytest.fixture
def link(alpha: Case, beta: Neighbor, cast: Cast) -> Link:
    return link_records(first=alpha.neighbor, second=beta, why="same", by=cast.mia, now=MONDAY_9)


def met(cast: Cast, *, hours: int = 1, wanted: str = "yes") -> Encounter:
    """Beta, by the number that the agency knows her by."""
    details = EncounterDetails(
        agency="Durham", incident_number=f"DB-{hours}", received_at=MONDAY_9 + hours * HOUR, follow_up_wanted=wanted
    )
    person = Person(preferred_name="Beta", agency_person_id="PB")
    told = record_encounter(details=details, person=person, by=cast.rex, source=Source.RESPONDER, now=LATER)
    return told.encounter


def part(link: Link, cast: Cast) -> None:
    unlink_records(link=link, why="two sisters", by=cast.sol, now=LATER)
    connection.check_constraints()


def test_who_was_to_be_followed_up_has_a_case_from_when_she_was_met(
    cast: Cast, alpha: Case, beta: Neighbor, link: Link
) -> None:
    later, earlier = met(cast, hours=3), met(cast, hours=1)
    assert (later.case, earlier.case) == (alpha, alpha)

    part(link, cast)

    case = beta.cases.get()
    assert (case.status, case.clock_started_at) == ("intake", MONDAY_9 + HOUR)
    assert list(case.encounters.order_by("received_at")) == [earlier, later]
    assert list(case.follow_ups.open().values_list("kind", flat=True)) == ["assign"]
    assert list(alpha.encounters.all()) == []


def test_whose_case_rested_is_interrupted_there(cast: Cast, alpha: Case, beta: Neighbor) -> None:
    own = CaseFactory(stage="outreach", team=cast.other_team, neighbor=beta)
    link = link_records(first=alpha.neighbor, second=beta, why="same", by=cast.mia, now=MONDAY_9)
    encounter = met(cast)
    assert encounter.case == alpha

    part(link, cast)

    encounter.refresh_from_db()
    assert (encounter.case, beta.cases.get()) == (own, own)
    assert own.follow_ups.new_crisis().count() == 1


def test_one_closed_lately_reopens(cast: Cast, alpha: Case, beta: Neighbor) -> None:
    own = CaseFactory(stage="closed", team=cast.team, neighbor=beta)
    link = link_records(first=alpha.neighbor, second=beta, why="same", by=cast.mia, now=MONDAY_9)
    met(cast)

    part(link, cast)

    assert [(case.pk, case.is_open) for case in beta.cases.all()] == [(own.pk, True)]


def test_where_nobody_asked_for_it_no_case_opens(cast: Cast, alpha: Case, beta: Neighbor, link: Link) -> None:
    encounter = met(cast, wanted="no")
    assert encounter.case == alpha

    part(link, cast)

    encounter.refresh_from_db()
    assert (encounter.neighbor, encounter.case, beta.cases.count()) == (beta, None, 0)


def test_what_was_there_before_and_what_is_the_others_own_stays(
    cast: Cast, alpha: Case, beta: Neighbor, link: Link
) -> None:
    AgencyPerson.objects.create(neighbor=alpha.neighbor, agency="Durham", person_id="PA")
    details = EncounterDetails(agency="Durham", incident_number="DA-1", received_at=MONDAY_9, follow_up_wanted="yes")
    person = Person(preferred_name="Alpha", agency_person_id="PA")
    theirs = record_encounter(details=details, person=person, by=cast.rex, source=Source.RESPONDER, now=LATER).encounter

    part(link, cast)

    theirs.refresh_from_db()
    assert (theirs.case, beta.cases.count()) == (alpha, 0)


def test_parted_from_the_middle_of_three_each_goes_to_its_side(
    cast: Cast, alpha: Case, beta: Neighbor, link: Link
) -> None:
    own = CaseFactory(stage="outreach", team=cast.other_team)
    link_records(first=own.neighbor, second=beta, why="same", by=cast.mia, now=MONDAY_9)
    encounter = met(cast)
    assert encounter.case == alpha

    part(link, cast)

    encounter.refresh_from_db()
    assert (encounter.case, beta.cases.count()) == (own, 0)


# -- What is seen ------------------------------------------------------------------------------------------------------


def test_the_page_says_beforehand_what_becomes_of_them(cast: Cast, as_, alpha: Case, link: Link) -> None:
    met(cast)
    assert as_(cast.sol).get(f"/links/{link.pk}/end/").context["effects"][:2] == [
        "1 encounter of Beta that joined a case of the other goes with it.",
        "Beta gets a case, so that somebody follows up.",
    ]


def test_without_any_nothing_changes(cast: Cast, as_, alpha: Case, link: Link) -> None:
    effects = as_(cast.sol).get(f"/links/{link.pk}/end/").context["effects"]
    assert effects[0] == "No case rests because of this link: nobody's work changes."


def test_once_parted_and_hidden_nothing_is_told_of_the_other(cast: Cast, as_, alpha: Case, link: Link) -> None:
    met(cast)
    part(link, cast)
    reached = ContactDetails(ContactChannel.PHONE, ContactResult.REACHED, answer="agreed")
    log_contact(case=alpha, details=reached, by=cast.ada, now=LATER + HOUR)
    RestrictionFactory(neighbor=alpha.neighbor, named=[cast.sol, cast.ada, cast.ben], by=cast.sol)

    def told(client: Client) -> list[str]:
        return [line["status"]["label"] for line in client.get("/encounters/").context["lines"]]

    assert (told(as_(cast.rex)), told(as_(cast.mia))) == (["Waiting for a team"], ["Waiting for a team"])


# -- Texts -------------------------------------------------------------------------------------------------------------


def text(number: str = PHONE) -> InboundText:
    return receive_text(incoming=Incoming(f"t{number}", number, "call me"), now=MONDAY_9 + 2 * HOUR)


def test_a_text_goes_to_the_case_of_whose_number_it_is(cast: Cast, alpha: Case, beta: Neighbor) -> None:
    ContactPointFactory(neighbor=beta, value=PHONE)
    own = CaseFactory(stage="outreach", team=cast.other_team, neighbor=beta)
    link = link_records(first=alpha.neighbor, second=beta, why="same", by=cast.mia, now=MONDAY_9)
    came = text()
    assert came.case == alpha

    part(link, cast)

    came.refresh_from_db()
    assert (came.case, own.follow_ups.open().filter(kind="new_text").count()) == (own, 1)
    assert set(InboundText.objects.visible_to(cast.ada)) == set()


def test_without_a_case_an_overseer_says_whose_it_is(cast: Cast, alpha: Case, beta: Neighbor) -> None:
    ContactPointFactory(neighbor=beta, value=PHONE)
    link = link_records(first=alpha.neighbor, second=beta, why="same", by=cast.mia, now=MONDAY_9)
    came = text()

    part(link, cast)

    assert list(InboundText.objects.of_nobody_known()) == [came]
    told = Message.objects.filter(about=f"text:{came.pk}", recipient=cast.sol, channel="in_app")
    assert [message.path for message in told] == ["/texts/"]


def test_at_a_number_of_both_it_stays(cast: Cast, alpha: Case, beta: Neighbor) -> None:
    for record in (alpha.neighbor, beta):
        ContactPointFactory(neighbor=record, value=PHONE)
    link = link_records(first=alpha.neighbor, second=beta, why="same", by=cast.mia, now=MONDAY_9)
    came = text()

    part(link, cast)

    came.refresh_from_db()
    assert came.case == alpha


# -- The database ------------------------------------------------------------------------------------------------------


def test_an_encounter_in_a_case_of_somebody_else_is_refused(
    cast: Cast, alpha: Case, beta: Neighbor, link: Link
) -> None:
    encounter = met(cast)
    part(link, cast)
    moved = "UPDATE casework_encounter SET case_id = %s WHERE id = %s"
    assert refused(lambda: sql(moved, alpha.pk, encounter.pk)) == "encounter_in_case_of_person"


def test_so_is_parting_the_records_and_not_their_encounters(
    cast: Cast, alpha: Case, beta: Neighbor, link: Link
) -> None:
    met(cast)
    parted = "UPDATE casework_neighbor SET one_with_id = NULL WHERE id = %s"
    ended = "UPDATE casework_link SET ended_at = now(), ended_by_id = %s, ended_why = 'x' WHERE id = %s"

    def apart() -> None:
        sql(parted, beta.pk)
        sql(ended, cast.mia.pk, link.pk)

    assert refused(apart) == "encounter_in_case_of_person"
