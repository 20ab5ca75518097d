"""What linked means is held by the database, whoever writes. Here everybody tries to break it."""

from collections.abc import Callable
from datetime import timedelta
from functools import partial

import pytest
from django.db import connection

from casework.actions.cases import close_case, join_or_open_case
from casework.actions.links import link_records, unlink_records
from casework.models import Case, FollowUp, Link, Neighbor
from casework.states import CloseReason
from heart.accounts.models import User
from tests.attempts import at_once, both, refused, sql
from tests.cast import Cast, assemble
from tests.factories import CaseFactory, NeighborFactory, UserFactory
from tests.times import MONDAY_9

LINK = "INSERT INTO casework_link (first_id, second_id, made_at, why, ended_why) VALUES (%s, %s, now(), 'same', '')"
ONE_WITH = "UPDATE casework_neighbor SET one_with_id = %s WHERE id = %s"
GOES_ON = "UPDATE casework_case SET goes_on_in_id = %s WHERE id = %s"
REST = "UPDATE casework_followup SET rests = %s WHERE status = 'open' AND case_id = %s"


def link(first: Neighbor, second: Neighbor) -> Link:
    return link_records(first=first, second=second, why="same", by=None, now=MONDAY_9)


@pytest.fixture
def three(db: None) -> list[Neighbor]:
    """The first two are linked."""
    found = NeighborFactory.create_batch(3)
    link(*found[:2])
    connection.check_constraints()
    return found


def all_at_once(*statements: tuple[object, ...]) -> Callable[[], None]:
    return lambda: [sql(*statement) for statement in statements] and None


# -- Records and links ---------------------------------------------------------------------------------------------


def test_a_link_without_its_records_is_refused(three: list[Neighbor]) -> None:
    _a, b, c = three

    assert refused(lambda: sql(LINK, b.pk, c.pk)) == "one_with_the_earliest"


def test_records_without_a_link_are_not_one(three: list[Neighbor]) -> None:
    a, _b, c = three

    assert refused(lambda: Neighbor.objects.filter(pk=c.pk).update(one_with=a)) == "one_with_the_earliest"


def test_a_record_is_not_born_one_with_another(three: list[Neighbor]) -> None:
    a, *__ = three

    assert refused(lambda: Neighbor.objects.bulk_create([Neighbor(one_with=a)])) == "one_with_the_earliest"


def test_ending_or_deleting_a_link_alone_is_refused(three: list[Neighbor]) -> None:
    ended = {"ended_at": MONDAY_9, "ended_why": "two", "ended_by": UserFactory()}

    assert refused(lambda: Link.objects.update(**ended)) == "one_with_the_earliest"
    assert refused(lambda: Link.objects.all().delete()) == "one_with_the_earliest"
    assert refused(lambda: sql("TRUNCATE casework_link CASCADE")) == "one_with_the_earliest"


def test_moving_a_link_to_another_record_is_refused(three: list[Neighbor]) -> None:
    _a, _b, c = three

    assert refused(lambda: Link.objects.update(second=c)) == "one_with_the_earliest"


def test_the_earliest_stands_for_all_and_no_other(three: list[Neighbor]) -> None:
    a, b, c = three

    assert refused(all_at_once((LINK, b.pk, c.pk), (ONE_WITH, b.pk, c.pk))) == "one_with_the_earliest"
    assert refused(all_at_once((LINK, b.pk, c.pk), (ONE_WITH, a.pk, c.pk))) == ""


def test_links_form_no_ring(three: list[Neighbor]) -> None:
    a, b, c = three
    ring = all_at_once((LINK, b.pk, c.pk), (ONE_WITH, a.pk, c.pk), (LINK, a.pk, c.pk))

    assert refused(ring) == "links_form_no_ring"


# -- Cases and promises --------------------------------------------------------------------------------------------


@pytest.fixture
def pair(cast: Cast) -> tuple[Case, Case]:
    """The first goes on, the second rests in it."""
    goes_on, rests = CaseFactory(stage="engaged", team=cast.team), CaseFactory(stage="outreach", team=cast.other_team)
    link(goes_on.neighbor, rests.neighbor)
    connection.check_constraints()
    return goes_on, rests


def test_a_person_has_one_case_that_is_worked_on(pair: tuple[Case, Case]) -> None:
    _goes_on, rests = pair
    woken = all_at_once((GOES_ON, None, rests.pk), (REST, False, rests.pk))

    assert refused(woken) == "person_one_working_case"


def test_another_record_opens_no_second_one(pair: tuple[Case, Case]) -> None:
    third = NeighborFactory()
    link(pair[0].neighbor, third)

    assert refused(lambda: CaseFactory(stage="intake", neighbor=third)) == "person_one_working_case"


def test_closed_ones_do_not_reopen_beside_it(cast: Cast, pair: tuple[Case, Case]) -> None:
    closed = CaseFactory(stage="closed", team=cast.team)
    link(pair[0].neighbor, closed.neighbor)
    reopened = "UPDATE casework_case SET status = 'outreach', closed_at = NULL, closed_reason = '' WHERE id = %s"
    promised = (
        "UPDATE casework_followup SET status = 'open', ended_at = NULL, next_reminder_at = now() WHERE case_id = %s"
    )

    assert refused(all_at_once((reopened, closed.pk), (promised, closed.pk))) == "person_one_working_case"


def test_linking_by_hand_two_who_are_both_worked_on_is_refused(cast: Cast) -> None:
    one, other = (CaseFactory(stage="outreach", team=team) for team in (cast.team, cast.other_team))
    linked = all_at_once((LINK, one.neighbor_id, other.neighbor_id), (ONE_WITH, one.neighbor_id, other.neighbor_id))

    assert refused(linked) == "person_one_working_case"


def test_a_case_goes_on_in_one_of_the_same_person(cast: Cast, pair: tuple[Case, Case]) -> None:
    stranger = CaseFactory(stage="outreach", team=cast.team)

    assert refused(lambda: sql(GOES_ON, stranger.pk, pair[1].pk)) == "case_goes_on_with_the_person"
    assert refused(lambda: sql(GOES_ON, pair[0].pk, stranger.pk)) == "case_goes_on_with_the_person"


def test_parting_the_records_and_not_the_cases_is_refused(cast: Cast, pair: tuple[Case, Case]) -> None:
    ended = "UPDATE casework_link SET ended_at = now(), ended_why = 'two', ended_by_id = %s"
    parted = all_at_once((ended, cast.mia.pk), (ONE_WITH, None, pair[1].neighbor_id))

    assert refused(parted) == "case_goes_on_with_the_person"


def test_two_cases_do_not_go_on_in_each_other(pair: tuple[Case, Case]) -> None:
    goes_on, rests = pair

    assert refused(lambda: sql(GOES_ON, rests.pk, goes_on.pk)) == "case_goes_on_somewhere"


def test_a_promise_rests_only_with_its_case(pair: tuple[Case, Case]) -> None:
    goes_on, rests = pair
    promise = goes_on.follow_ups.open().first()

    assert refused(lambda: sql(REST, True, goes_on.pk)) == "follow_up_rests_with_its_case"
    assert refused(lambda: FollowUp.objects.update(rests=True)) != ""
    assert refused(lambda: FollowUp.objects.filter(rests=True).update(case=goes_on)) != ""
    assert refused(lambda: FollowUp.objects.filter(pk=promise.pk).update(case=rests)) != ""


def test_what_is_about_the_neighbor_rests_while_its_case_does(pair: tuple[Case, Case]) -> None:
    _goes_on, rests = pair
    promise = "UPDATE casework_followup SET kind = %s, rests = false WHERE status = 'open' AND case_id = %s"

    assert refused(lambda: sql(REST, False, rests.pk)) == "follow_up_rests_with_its_case"
    assert refused(lambda: sql(promise, "connection_check", rests.pk)) == ""


def test_a_case_does_not_begin_to_rest_without_its_promises(cast: Cast, pair: tuple[Case, Case]) -> None:
    goes_on, _rests = pair
    third = CaseFactory(stage="outreach", team=cast.team)
    carried = all_at_once(
        (LINK, goes_on.neighbor_id, third.neighbor_id),
        (ONE_WITH, goes_on.neighbor_id, third.neighbor_id),
        (GOES_ON, goes_on.pk, third.pk),
    )

    assert refused(carried) == "follow_up_rests_with_its_case"


def test_nor_is_a_new_promise_awake_in_it(cast: Cast, pair: tuple[Case, Case]) -> None:
    words = {"kind": "check_in", "phase": "engaged", "owner": cast.ada, "due_at": MONDAY_9}
    new = FollowUp(case=pair[1], next_reminder_at=MONDAY_9, **words)

    assert refused(lambda: FollowUp.objects.bulk_create([new])) == "follow_up_rests_with_its_case"


def test_a_new_promise_does_not_rest_where_the_case_does_not(cast: Cast, pair: tuple[Case, Case]) -> None:
    words = {"kind": "check_in", "phase": "engaged", "owner": cast.ada, "due_at": MONDAY_9}
    new = FollowUp(case=pair[0], next_reminder_at=MONDAY_9, rests=True, **words)

    assert refused(lambda: FollowUp.objects.bulk_create([new])) == "follow_up_rests_with_its_case"


# -- Two at once ---------------------------------------------------------------------------------------------------


def one_person_each() -> bool:
    """What must be true however it came about."""
    sides: dict[int, set[int]] = {}
    for record in Neighbor.objects.order_by("pk"):
        sides.setdefault(record.person_number, set()).add(record.pk)
    earliest = all(number == min(records) for number, records in sides.items())
    working = list(Case.objects.working().values_list("neighbor__person_number", flat=True))
    return earliest and len(working) == len(set(working)) and not Case.objects.without_next_step().exists()


def test_two_links_by_hand_that_meet_do_not_both_succeed(commits: None) -> None:
    a, b, c = NeighborFactory.create_batch(3)
    one = all_at_once((LINK, a.pk, b.pk), (ONE_WITH, a.pk, b.pk))
    other = all_at_once((LINK, b.pk, c.pk), (ONE_WITH, b.pk, c.pk))

    assert both(one, other) in (["", "IntegrityError"], ["", "OperationalError"])
    assert one_person_each()


def test_two_cases_opened_by_hand_for_two_records_at_once(commits: None) -> None:
    a, b = NeighborFactory.create_batch(2)
    link(a, b)

    problems = both(lambda: CaseFactory(stage="intake", neighbor=a), lambda: CaseFactory(stage="intake", neighbor=b))

    assert problems in (["", "IntegrityError"], ["", "OperationalError"])
    assert one_person_each()


@pytest.mark.parametrize("isolation", ["REPEATABLE READ", "SERIALIZABLE"])
def test_another_isolation_level_is_no_way_round_it(commits: None, isolation: str) -> None:
    a, b, c = NeighborFactory.create_batch(3)
    one = all_at_once((LINK, a.pk, b.pk), (ONE_WITH, a.pk, b.pk))
    other = all_at_once((LINK, b.pk, c.pk), (ONE_WITH, b.pk, c.pk))

    assert both(one, other, isolation=isolation) == ["IntegrityError", "IntegrityError"]
    assert not Link.objects.exists()


def went_well(results: list[object]) -> bool:
    """Nobody waited for somebody who waited for them, and nothing was refused by the database."""
    return not any(isinstance(result, Exception) for result in results)


def test_links_of_a_chain_at_once_all_succeed(commits: None) -> None:
    a, b, c, d = NeighborFactory.create_batch(4)

    results = at_once(partial(link, a, b), partial(link, c, b), partial(link, c, d))

    assert went_well(results), results
    assert set(Neighbor.objects.values_list("person_number", flat=True)) == {a.pk}


def test_a_link_and_an_encounter_of_either_record_at_once(commits: None) -> None:
    cast = assemble()
    case = CaseFactory(stage="engaged", team=cast.team)
    bare = NeighborFactory()

    def met(neighbor: Neighbor) -> Case:
        return join_or_open_case(neighbor=neighbor, met_at=MONDAY_9, by=None, now=MONDAY_9)

    results = at_once(partial(met, bare), partial(link, case.neighbor, bare), partial(met, case.neighbor))

    assert went_well(results), results
    assert one_person_each()
    assert Case.objects.working().get().pk in {case.pk, *(r.pk for r in results if isinstance(r, Case))}


def test_a_link_while_one_of_the_cases_closes(commits: None) -> None:
    cast = assemble()
    one, other = (CaseFactory(stage="outreach", team=team) for team in (cast.team, cast.other_team))
    close = partial(close_case, case=other, reason=CloseReason.DECLINED, by=cast.eve, now=MONDAY_9)

    results = at_once(close, partial(link, one.neighbor, other.neighbor))

    refusals = [type(result).__name__ for result in results if isinstance(result, Exception)]
    assert refusals in ([], ["NotPossibleNow"])  # it rests by now, and is closed where it goes on
    assert one_person_each()


def test_unlinking_twice_at_once_is_done_once(commits: None) -> None:
    cast = assemble()
    one, other = (CaseFactory(stage="outreach", team=team) for team in (cast.team, cast.other_team))
    made = link(one.neighbor, other.neighbor)
    part = partial(unlink_records, link=made, why="two", by=User.objects.get(pk=cast.mia.pk))

    results = at_once(partial(part, now=MONDAY_9), partial(part, now=MONDAY_9 + timedelta(minutes=1)))

    assert sorted(type(result).__name__ for result in results) == ["Link", "NotPossibleNow"]
    assert Case.objects.working().count() == 2
