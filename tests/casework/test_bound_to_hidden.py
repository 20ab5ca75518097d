"""An incident that is one with a hidden one, or that stands in a hidden case, shows nothing of it: as if there was none."""

import re

import pytest
from django.db import connection

from casework.actions.neighbors import Person
from casework.models import Case, Encounter
from tests.attempts import sql
from tests.casework.test_api_eido import bearer
from tests.factories import CaseFactory, ContactFactory, EncounterFactory, RestrictionFactory, UserFactory

LIST, API = "/encounters/", "/api/v1/encounters/"
NOT_NAMED = ("mia", "rex")
CHANGES = "/admin/casework/encounter/"


@pytest.fixture
def met(cast) -> Encounter:
    """Told by Rex, of somebody whom nobody hides, without wish for follow-up."""
    return EncounterFactory(by=cast.rex, source="responder", follow_up_wanted="no", beat="111")


@pytest.fixture
def hidden(cast) -> Encounter:
    """In a case of Ada's and Ben's, who are named."""
    case = CaseFactory(stage="engaged", team=cast.team)
    ContactFactory(case=case, result="reached", answer="agreed")
    RestrictionFactory(neighbor=case.neighbor, named=[cast.ada, cast.ben, cast.sol], by=cast.sol)
    case.neighbor.agency_persons.create(agency="durham-ecc", person_id="P-777")
    return EncounterFactory(person=Person(agency_person_id="P-777"), incident_number="D26-HIDDEN")


def status(client, encounter: Encounter) -> tuple[str, str]:
    (line,) = (line for line in client.get(LIST).context["lines"] if line["pk"] == encounter.pk)
    return line["status"]["label"], line["status"]["more"]


# -- One with a hidden incident --------------------------------------------------------------------------------------


@pytest.mark.parametrize("who", NOT_NAMED)
def test_one_with_a_hidden_incident_is_one_by_itself(cast, as_, met, hidden, who) -> None:
    Encounter.objects.filter(pk=met.pk).update(replaced_by=hidden)

    assert status(as_(cast.people[who]), met) == ("No follow-up wanted", "")


@pytest.mark.parametrize("who", NOT_NAMED)
def test_one_with_another_is_said(cast, as_, met, who) -> None:
    Encounter.objects.filter(pk=met.pk).update(replaced_by=EncounterFactory())

    assert status(as_(cast.people[who]), met) == ("One with another incident", "")


def said_of(page) -> list[str]:
    return [item["meta"] for item in page.context["timeline"] if item["kind"] == "encounters"]


@pytest.mark.parametrize("bound", ["replaced_by", "split_from"])
def test_nor_does_the_case_say_that_it_is_bound(cast, as_, hidden, bound) -> None:
    open_one = EncounterFactory(incident_number="D26-OPEN", beat="111")
    address = f"/cases/{open_one.case_id}/"
    before = said_of(as_(cast.mia).get(address))
    Encounter.objects.filter(pk=open_one.pk).update(**{bound: hidden})
    bound_to_hidden = said_of(as_(cast.mia).get(address))
    Encounter.objects.filter(pk=open_one.pk).update(**{bound: EncounterFactory()})
    bound_to_other = said_of(as_(cast.mia).get(address))

    assert before == bound_to_hidden
    assert before != bound_to_other


# -- In a hidden case ------------------------------------------------------------------------------------------------


def as_before_the_database_refused_it() -> None:
    """Older rows may still stand in a case of somebody else."""
    connection.check_constraints()
    sql("ALTER TABLE casework_encounter DISABLE TRIGGER encounter_in_case_of_person")


@pytest.fixture
def elsewhere(met, hidden) -> Encounter:
    """Two records were one, and the encounter of the open one joined the case of the other; then they were two."""
    as_before_the_database_refused_it()
    Encounter.objects.filter(pk=met.pk).update(case=hidden.case, received_at=hidden.received_at)
    return Encounter.objects.get(pk=met.pk)


@pytest.mark.parametrize("who", NOT_NAMED)
def test_nothing_is_said_of_a_hidden_case(cast, as_, elsewhere, who) -> None:
    assert status(as_(cast.people[who]), elsewhere) == ("No follow-up wanted", "")


def test_what_followed_for_somebody_else_is_not_what_followed(cast, as_, elsewhere) -> None:
    Encounter.objects.filter(pk=elsewhere.pk).update(follow_up_wanted="yes")
    seen = Encounter.objects.told_by(cast.rex).with_what_followed().get(pk=elsewhere.pk)

    assert (seen.tried_since, seen.reached_since, seen.connected_since) == (None, None, None)
    assert status(as_(cast.rex), elsewhere)[0] == "Waiting for a team"


def test_whoever_told_it_over_the_api_is_not_told_of_the_case(cast, client, elsewhere) -> None:
    Encounter.objects.filter(pk=elsewhere.pk).update(recorded_by=cast.ira, source="api")
    said = client.get(f"{API}{elsewhere.pk}/", headers=bearer(cast.ira)).json()

    assert said["case_opened"] is False


@pytest.mark.parametrize(("who", "shown"), [("mia", None), ("nora", "case")])
def test_django_admin_shows_the_case_to_who_may_see_it(cast, as_, elsewhere, who, shown) -> None:
    """Nora manages the programme too, and is named."""
    nora = UserFactory(role="programme_manager")
    elsewhere.case.neighbor.restrictions.get().readers.create(user=nora)
    client = as_({"mia": cast.mia, "nora": nora}[who])
    rows = client.get(CHANGES).context["cl"].result_list
    page = client.get(f"{CHANGES}{elsewhere.pk}/change/")

    (row,) = (row for row in rows if row.pk == elsewhere.pk)
    expected = elsewhere.case_id if shown else None
    assert (row.seen_case, page.context["original"].case_id) == (expected, expected)
    links = re.findall(r"/admin/casework/case/(\d+)/change/", page.content.decode())
    assert set(links) == ({str(expected)} if expected else set())


def test_what_the_list_offers_is_still_asked(cast, as_, elsewhere) -> None:
    found = as_(cast.mia).get(f"{CHANGES}?source__exact=responder").context["cl"].result_list

    assert list(found) == [elsewhere]


def test_the_hidden_one_s_encounter_in_an_open_case_is_not_shown_with_it(cast, as_) -> None:
    """The other way round: who was met is hidden, and the case is somebody else's."""
    case: Case = CaseFactory(stage="engaged", team=cast.team)
    told = EncounterFactory(incident_number="D26-HIDDEN")
    as_before_the_database_refused_it()
    Encounter.objects.filter(pk=told.pk).update(case=case)
    RestrictionFactory(neighbor=told.neighbor, named=[cast.mia], by=cast.mia)

    assert [one for one in said_of(as_(cast.ada).get(f"/cases/{case.pk}/")) if "HIDDEN" in one] == []
    assert not Encounter.objects.visible_to(cast.ada).filter(pk=told.pk).exists()
