"""A text from a number that stands on a restricted record may be that neighbor's: whoever is not named does not read it,
and somebody named always hears of it."""

import pytest

from casework.actions.inbound_texts import dismiss_text, place_text, receive_text
from casework.actions.links import link_records
from casework.actions.restrictions import end_restriction
from casework.models import Case, InboundText, Restriction
from heart.audit.models import AuditEvent
from heart.lib.errors import NotAllowed
from heart.lib.hiding import hidden as rows_hidden
from heart.notify.channels.incoming import Incoming
from heart.notify.models import Message, Template
from tests.factories import CaseFactory, ContactPointFactory, RestrictionFactory
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
