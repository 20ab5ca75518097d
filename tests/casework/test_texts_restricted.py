"""A text from a number that stands on a restricted record may be that neighbor's: whoever is not named does not read it,
and somebody named always hears of it."""

import pytest

from casework.actions.inbound_texts import dismiss_text, place_text, receive_text
from casework.actions.links import link_records, unlink_records
from casework.actions.restrictions import end_restriction, name_reader, unname_reader
from casework.models import Case, InboundText, Neighbor, Restriction
from heart.audit.models import AuditEvent
from heart.lib.errors import NotAllowed
from heart.lib.hiding import hidden as rows_hidden
from heart.notify.channels.incoming import Incoming
from heart.notify.models import Message, Template
from tests.factories import CaseFactory, ContactPointFactory, EncounterFactory, RestrictionFactory
from tests.times import MONDAY_9

PHONE = "+19195550177"
STAFF = ("ada", "ben", "sol", "mia", "rex", "ira", "ana", "eve", "dan", "zoe")


def a_case(cast, stage: str = "outreach", **point: object) -> Case:
    case = CaseFactory(stage=stage, team=cast.team)
    ContactPointFactory(neighbor=case.neighbor, value=PHONE, **point)
    return case


def restrict(cast, case: Case, overseer: str) -> None:
    named = [cast.people[name] for name in ("ada", "ben", overseer)]
    RestrictionFactory(neighbor=case.neighbor, named=named, by=cast.sol)


def come_in() -> InboundText:
    return receive_text(incoming=Incoming("a1", PHONE, "he knows where I am, canary"), now=MONDAY_9)


def read_by(cast, text: InboundText) -> set[str]:
    here = InboundText.objects.filter(pk=text.pk)
    return {name for name in STAFF if here.visible_to(cast.people[name]).exists()}


def told() -> set[str]:
    return set(Message.objects.inbox().filter(template=Template.NEW_TEXT).values_list("recipient__name", flat=True))


def stands(cast) -> set[str]:
    """In whose inbox the news stand, as still true."""
    news = Message.objects.inbox().filter(template=Template.NEW_TEXT, moot=False)
    return {name for name in STAFF if news.visible_to(cast.people[name]).exists()}


def on_the_way() -> set[str]:
    queued = Message.objects.queued().filter(template=Template.NEW_TEXT, channel="email")
    return set(queued.values_list("recipient__name", flat=True))


@pytest.fixture
def came_before(cast) -> Case:
    """The text is of nobody known and told to the supervisors; then it turns out whose number that is."""
    case = a_case(cast, "closed")
    come_in()
    return case


@pytest.fixture
def shared(cast) -> InboundText:
    """On two records: one is restricted, so it is not certain whose text this is."""
    restricted = a_case(cast)
    a_case(cast)
    restrict(cast, restricted, "sol")
    return come_in()


def test_of_a_shared_number_the_named_overseer_reads_it_and_is_told(cast, shared) -> None:
    assert (shared.case, read_by(cast, shared), told()) == (None, {"sol"}, {"Sol"})


@pytest.mark.parametrize("current", [True, False])
def test_with_the_case_closed_too(cast, current) -> None:
    case = a_case(cast, "closed", is_current=current)
    restrict(cast, case, "sol")
    text = come_in()

    assert (text.case, read_by(cast, text), told()) == (None, {"sol"}, {"Sol"})


@pytest.mark.parametrize(("stage", "current"), [("closed", True), ("closed", False), ("outreach", False)])
@pytest.mark.parametrize("others", ["intake", "outreach", "engaged"])
def test_nor_does_it_become_a_text_of_somebody_else_who_has_the_number(cast, stage, current, others) -> None:
    restrict(cast, a_case(cast, stage, is_current=current), "sol")
    ContactPointFactory(neighbor=CaseFactory(stage=others, team=cast.other_team).neighbor, value=PHONE)
    text = come_in()

    assert (text.case, read_by(cast, text), told()) == (None, {"sol"}, {"Sol"})


def test_two_restricted_to_different_people_are_not_taken_for_each_other(cast) -> None:
    restrict(cast, a_case(cast), "sol")
    restrict(cast, a_case(cast, "closed"), "mia")
    text = come_in()

    assert (text.case, read_by(cast, text), told()) == (None, {"sol", "mia"}, {"Sol"})


def test_of_their_own_number_it_goes_into_their_case(cast) -> None:
    case = a_case(cast)
    restrict(cast, case, "sol")
    link_records(first=case.neighbor, second=a_case(cast, "closed").neighbor, why="same", by=None, now=MONDAY_9)
    text = come_in()

    assert (text.case, read_by(cast, text), told()) == (case, {"ada", "ben", "sol"}, {"Ada", "Ben"})


def test_a_restriction_that_has_ended_makes_nothing_uncertain(cast) -> None:
    restrict(cast, a_case(cast, "closed"), "sol")
    end_restriction(restriction=Restriction.objects.get(), by=cast.sol)
    case = a_case(cast)

    assert come_in().case == case


def test_where_no_supervisor_is_named_the_programme_manager_is_told(cast) -> None:
    case = a_case(cast, "closed")
    restrict(cast, case, "mia")

    assert (read_by(cast, come_in()), told()) == ({"mia"}, {"Mia"})


def test_a_number_of_two_restricted_neighbors_is_never_nobodys(cast) -> None:
    for overseer in ("sol", "mia"):
        restrict(cast, a_case(cast), overseer)
    text = come_in()

    assert (read_by(cast, text), told()) == ({"sol", "mia"}, {"Sol"})
    assert text.may_be_known_to([cast.sol, cast.mia, cast.zoe]) == [cast.sol, cast.mia]


def test_of_other_numbers_every_overseer_reads_it(cast) -> None:
    restrict(cast, a_case(cast), "sol")
    text = receive_text(incoming=Incoming("a2", "+19195550178", "hello"), now=MONDAY_9)

    assert (read_by(cast, text), told()) == ({"sol", "zoe", "mia"}, {"Sol", "Zoe"})


def test_whoever_may_not_read_it_neither_places_nor_dismisses_it(cast, shared) -> None:
    open_to_zoe = CaseFactory(stage="outreach", team=cast.other_team)

    with pytest.raises(NotAllowed, match="Only a supervisor"):
        place_text(text=shared, case=open_to_zoe, by=cast.zoe)
    with pytest.raises(NotAllowed, match="Only a supervisor"):
        dismiss_text(text=shared, by=cast.zoe)
    assert dismiss_text(text=shared, by=cast.sol).dismissed_by == cast.sol


def test_nor_does_the_audit_tell_of_it(cast, shared) -> None:
    lines = AuditEvent.objects.filter(event="text.received")
    seeing = {
        name for name in ("sol", "zoe", "mia") if lines.exclude(rows_hidden("audit.auditevent", cast.people[name]))
    }

    assert (lines.count(), seeing) == (1, {"sol"})


def test_the_page_of_texts_has_it_for_the_named_one_only(cast, shared, as_) -> None:
    pages = {name: as_(cast.people[name]).get("/texts/").content.decode() for name in ("sol", "zoe", "mia")}

    assert {name for name, page in pages.items() if "canary" in page} == {"sol"}


def test_what_came_before_the_restriction_is_told_to_who_is_named_and_to_nobody_else(cast, came_before) -> None:
    before = stands(cast), on_the_way()
    restrict(cast, came_before, "mia")

    assert before == ({"sol", "zoe"}, {"Sol", "Zoe"})
    assert (stands(cast), on_the_way()) == ({"mia"}, {"Mia"})
    assert Message.objects.filter(recipient=cast.sol, template=Template.NEW_TEXT).visible_to(cast.sol).count() == 0


def test_whoever_is_named_again_has_the_news_as_they_were(cast, came_before) -> None:
    restrict(cast, came_before, "mia")
    restriction = Restriction.objects.get()
    name_reader(restriction=restriction, user=cast.sol, by=cast.mia, now=MONDAY_9)
    named = stands(cast), on_the_way()
    unname_reader(restriction=restriction, user=cast.sol, by=cast.mia, now=MONDAY_9)

    assert named == ({"mia", "sol"}, {"Mia", "Sol"})
    assert (stands(cast), on_the_way()) == ({"mia"}, {"Mia"})


def test_whoever_is_left_hears_of_it_when_the_one_who_knew_is_named_no_more(cast, came_before) -> None:
    named = [cast.ada, cast.ben, cast.sol, cast.mia]
    restriction = RestrictionFactory(neighbor=came_before.neighbor, named=named, by=cast.sol)
    before = stands(cast)
    unname_reader(restriction=restriction, user=cast.sol, by=cast.mia, now=MONDAY_9)

    assert (before, stands(cast), on_the_way()) == ({"sol"}, {"mia"}, {"Mia"})


def test_when_the_restriction_ends_everybody_has_the_news_again(cast, came_before) -> None:
    restrict(cast, came_before, "mia")
    end_restriction(restriction=Restriction.objects.get(), by=cast.mia, now=MONDAY_9)

    assert (stands(cast), on_the_way()) == ({"sol", "zoe", "mia"}, {"Sol", "Zoe", "Mia"})


def test_a_link_with_a_restricted_record_hides_it_for_as_long_as_it_stands(cast, came_before) -> None:
    restriction = RestrictionFactory(named=[cast.ada, cast.ben, cast.sol], by=cast.mia)
    link = link_records(first=restriction.neighbor, second=came_before.neighbor, why="x", by=None, now=MONDAY_9)
    linked = stands(cast), on_the_way()
    unlink_records(link=link, why="two people", by=cast.sol, now=MONDAY_9)

    assert linked == ({"sol"}, {"Sol"})
    assert (stands(cast), on_the_way()) == ({"sol", "zoe"}, {"Sol", "Zoe"})


def test_so_does_a_number_that_a_restricted_neighbor_turns_out_to_have(cast) -> None:
    walter = {"person__agency_person_id": "7", "person__preferred_name": "Walter"}
    EncounterFactory(by=None, **walter)
    neighbor = Neighbor.objects.get()
    RestrictionFactory(neighbor=neighbor, named=[cast.mia], by=cast.mia)
    come_in()
    before = stands(cast)
    EncounterFactory(by=None, **walter, person__phone=PHONE)

    assert (before, stands(cast), on_the_way()) == ({"sol", "zoe"}, {"mia"}, {"Mia"})


def test_news_that_rest_do_not_come_back_once_the_text_is_decided(cast, came_before) -> None:
    restrict(cast, came_before, "mia")
    dismiss_text(text=InboundText.objects.get(), by=cast.mia, now=MONDAY_9)
    end_restriction(restriction=Restriction.objects.get(), by=cast.mia, now=MONDAY_9)

    assert (stands(cast), on_the_way()) == (set(), set())
