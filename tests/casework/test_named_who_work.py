"""Nobody is given, or left with, work about a restricted neighbor that they cannot see: not by two who decide at the same
moment, and not by SQL either."""

from functools import partial
from typing import Any

import pytest

from casework.actions.cases import assign_case
from casework.actions.handing_over import hand_over_all
from casework.actions.links import link_records
from casework.actions.restrictions import end_restriction, restrict_record, unname_reader
from casework.actions.teams import save_team
from casework.models import Case, FollowUp, NamedReader, Neighbor, RestrictedWhy, Restriction
from heart.accounts.models import User
from heart.accounts.roles import Role
from heart.lib.errors import DomainError, NotAllowed
from tests.attempts import before_it_commits, both, refused, sql
from tests.cast import Cast, assemble
from tests.factories import CaseFactory, NeighborFactory, RestrictionFactory, UserFactory
from tests.times import MONDAY_9

# -- At the same moment ----------------------------------------------------------------------------------------------


def sees(user: User, case: Case) -> bool:
    return Case.objects.visible_to(user).filter(pk=case.pk).exists()


def restrict(case: Case, *named: User, by: User) -> Restriction:
    return restrict_record(neighbor=case.neighbor, why=RestrictedWhy.OTHER, named=named, by=by, now=MONDAY_9)


def assign(case: Case, cast: Cast, *, by: User) -> Case:
    return assign_case(case=case, team=cast.team, by=by, now=MONDAY_9)


def test_one_that_is_just_assigned_is_not_restricted_to_others(commits: None) -> None:
    cast, case = assemble(), CaseFactory()

    assigned, refusal = before_it_commits(
        lambda: assign(case, cast, by=cast.mia), lambda: restrict(case, cast.zoe, cast.mia, by=cast.mia)
    )

    assert (assigned.team, str(refusal)) == (
        cast.team,
        "Ada, Ben work with this neighbor. Name them, or give the case or follow-up to others first.",
    )


@pytest.mark.parametrize(
    ("who", "refusal"),
    [("mia", (DomainError, "team")), ("sol", (NotAllowed, None))],
    ids=["to who is named", "to whom it is hidden"],
)
def test_one_that_is_just_restricted_to_others_is_not_assigned(commits: None, who: str, refusal: Any) -> None:
    cast, case = assemble(), CaseFactory()

    _restricted, refused = before_it_commits(
        lambda: restrict(case, cast.zoe, cast.mia, by=cast.mia), lambda: assign(case, cast, by=cast.people[who])
    )

    assert ((type(refused), getattr(refused, "field", None)), Case.objects.get(pk=case.pk).team) == (refusal, None)


def test_who_is_just_given_the_case_stays_named(commits: None) -> None:
    cast = assemble()
    case = CaseFactory(stage="outreach", team=cast.other_team)
    restriction = restrict(case, *(cast.people[name] for name in ("ada", "ben", "sol", "eve", "dan")), by=cast.mia)

    _assigned, refusal = before_it_commits(
        lambda: assign(case, cast, by=cast.sol),
        lambda: unname_reader(restriction=restriction, user=cast.ada, by=cast.sol),
    )

    assert (type(refusal), sees(cast.ada, case)) == (DomainError, True)


def test_who_is_just_handed_the_promises_stays_named(commits: None) -> None:
    cast = assemble()
    case = CaseFactory(stage="outreach", team=cast.team)
    restriction = restrict(case, *(cast.people[name] for name in ("ada", "ben", "sol", "zoe")), by=cast.sol)

    _handed, refusal = before_it_commits(
        lambda: hand_over_all(person=cast.ada, to=cast.sol, why="leave", by=cast.sol, now=MONDAY_9),
        lambda: unname_reader(restriction=restriction, user=cast.sol, by=cast.zoe),
    )

    assert (type(refusal), {f.owner for f in case.follow_ups.open()}) == (DomainError, {cast.sol})


def test_who_is_just_unnamed_is_handed_nothing(commits: None) -> None:
    cast = assemble()
    case = CaseFactory(stage="outreach", team=cast.team)
    restriction = restrict(case, *(cast.people[name] for name in ("ada", "ben", "sol", "zoe")), by=cast.sol)

    before_it_commits(
        lambda: unname_reader(restriction=restriction, user=cast.sol, by=cast.zoe),
        lambda: hand_over_all(person=cast.ada, to=cast.sol, why="leave", by=cast.mia, now=MONDAY_9),
    )

    assert {f.owner for f in case.follow_ups.open()} == {cast.ada}


def test_one_that_is_just_restricted_goes_to_no_newcomer_of_the_pair(commits: None) -> None:
    cast = assemble()
    case = CaseFactory(stage="outreach", team=cast.team)
    cast.team.peer = UserFactory(role=Role.PEER)

    before_it_commits(
        lambda: restrict(case, cast.ada, cast.ben, cast.sol, by=cast.sol),
        lambda: save_team(team=cast.team, by=cast.mia, now=MONDAY_9),
    )

    assert {f.owner for f in case.follow_ups.open()} == {cast.ben}


def test_one_that_is_just_assigned_is_not_linked_with_one_that_is_restricted_to_others(commits: None) -> None:
    cast, case = assemble(), CaseFactory()
    hidden = RestrictionFactory(named=[cast.zoe, cast.mia], by=cast.mia).neighbor

    _assigned, refusal = before_it_commits(
        lambda: assign(case, cast, by=cast.mia),
        lambda: link_records(first=hidden, second=case.neighbor, why="same", by=cast.mia, now=MONDAY_9),
    )

    assert (type(refusal), Neighbor.objects.filter(one_with__isnull=False).count()) == (DomainError, 0)


# -- The database ----------------------------------------------------------------------------------------------------


@pytest.fixture
def theirs(cast: Cast) -> Case:
    """Ada's and Ben's, with one open promise of Ada's; restricted to them and Sol."""
    case = CaseFactory(stage="outreach", team=cast.team)
    RestrictionFactory(neighbor=case.neighbor, named=[cast.ada, cast.ben, cast.sol])
    return case


@pytest.fixture
def other(cast: Cast) -> Case:
    """Eve's and Dan's, with one open promise of Eve's; everybody's to see."""
    return CaseFactory(stage="outreach", team=cast.other_team)


def written_by_sql(neighbor_id: int, *named: User) -> None:
    made = Restriction.objects.create(neighbor_id=neighbor_id, why=RestrictedWhy.OTHER, since=MONDAY_9, by=named[0])
    NamedReader.objects.bulk_create(NamedReader(restriction=made, user=user) for user in named)


ME = "(SELECT id FROM accounts_user WHERE name = %s)"
TAKES = {
    "owner": f"UPDATE casework_followup SET owner_id = {ME} WHERE status = 'open' AND case_id = %s",
    "reader": f"DELETE FROM casework_namedreader WHERE user_id = {ME} AND %s > 0",
    "reader is another": "UPDATE casework_namedreader SET user_id = (SELECT id FROM accounts_user WHERE name = 'Mia') "
    f"WHERE user_id = {ME} AND %s > 0",
}


@pytest.mark.parametrize(
    ("taken", "who", "constraint"),
    [
        ("owner", "Eve", "restricted_owner_is_named"),
        ("owner", "Ben", ""),
        ("reader", "Ada", "restricted_owner_is_named"),
        ("reader", "Ben", ""),
        ("reader is another", "Ada", "restricted_owner_is_named"),
    ],
)
def test_who_owns_a_promise_is_named(theirs: Case, taken: str, who: str, constraint: str) -> None:
    assert refused(lambda: sql(TAKES[taken], who, theirs.pk)) == constraint


def test_a_new_promise_is_of_who_is_named(theirs: Case, other: Case) -> None:
    promise = theirs.follow_ups.open().get()
    for owner, constraint in ((other.team.peer, "restricted_owner_is_named"), (theirs.team.clinician, "")):
        promise.pk, promise.owner = None, owner
        assert refused(partial(promise.save, force_insert=True)) == constraint


def test_nor_is_one_brought_there(theirs: Case, other: Case) -> None:
    extra = other.follow_ups.open().get()
    extra.pk = None
    extra.save(force_insert=True)
    bring = "UPDATE casework_followup SET case_id = %s WHERE id = %s"

    assert refused(lambda: sql(bring, theirs.pk, extra.pk)) == "restricted_owner_is_named"


def test_a_case_of_others_does_not_become_one_of_the_neighbor(cast: Cast, other: Case) -> None:
    hidden = RestrictionFactory(named=[cast.sol], by=cast.mia).neighbor
    move = "UPDATE casework_case SET neighbor_id = %s WHERE id = %s"

    assert refused(lambda: sql(move, hidden.pk, other.pk)) == "restricted_owner_is_named"


def test_nobody_is_restricted_over_the_heads_of_who_works_with_them(cast: Cast, other: Case) -> None:
    named = [[cast.sol], [cast.sol, cast.eve]]
    found = [refused(partial(written_by_sql, other.neighbor_id, *people)) for people in named]

    assert found == ["restricted_owner_is_named", ""]


def test_nor_by_an_old_restriction_that_stands_again(cast: Cast, theirs: Case) -> None:
    ended = end_restriction(restriction=Restriction.objects.get(), by=cast.sol)
    assign_case(case=theirs, team=cast.other_team, by=cast.mia)
    again = "UPDATE casework_restriction SET ended_at = NULL, ended_by_id = NULL WHERE id = %s"

    assert refused(lambda: sql(again, ended.pk)) == "restricted_owner_is_named"


@pytest.fixture
def linked(cast: Cast, other: Case) -> Neighbor:
    """A record without a case that is one with Eve's and Dan's."""
    record = NeighborFactory()
    link_records(first=other.neighbor, second=record, why="same", by=cast.zoe, now=MONDAY_9)
    return record


def test_a_linked_record_is_restricted_for_all(cast: Cast, linked: Neighbor) -> None:
    assert refused(lambda: written_by_sql(linked.pk, cast.sol)) == "restricted_owner_is_named"


def test_nor_are_records_linked_over_their_heads(cast: Cast, other: Case) -> None:
    hidden = RestrictionFactory(named=[cast.sol], by=cast.mia).neighbor

    def link() -> None:
        sql(
            "INSERT INTO casework_link (first_id, second_id, made_at, why, ended_why) VALUES (%s, %s, now(), 'same', '')",
            other.neighbor_id,
            hidden.pk,
        )
        sql("UPDATE casework_neighbor SET one_with_id = %s WHERE id = %s", other.neighbor_id, hidden.pk)

    assert refused(link) == "restricted_owner_is_named"


@pytest.mark.parametrize("own", [True, False], ids=["the record itself", "a linked one"])
def test_who_restricts_and_who_gives_it_away_at_once_are_not_both_right(commits: None, own: bool) -> None:
    cast = assemble()
    case, record = CaseFactory(stage="outreach", team=cast.team), NeighborFactory()
    link_records(first=case.neighbor, second=record, why="same", by=cast.mia, now=MONDAY_9)

    found = both(
        lambda: written_by_sql(case.neighbor_id if own else record.pk, cast.ada, cast.sol),
        lambda: sql(TAKES["owner"], "Eve", case.pk),
    )

    assert found == ["", "IntegrityError"]


def test_who_takes_a_reader_away_and_who_gives_to_that_one_are_not_both_right(commits: None) -> None:
    cast = assemble()
    case = CaseFactory(stage="outreach", team=cast.team)
    RestrictionFactory(neighbor=case.neighbor, named=[cast.ada, cast.ben, cast.sol])

    found = both(lambda: sql(TAKES["reader"], "Ben", case.pk), lambda: sql(TAKES["owner"], "Ben", case.pk))

    assert found == ["", "IntegrityError"]


def test_in_a_frozen_snapshot_nothing_is_decided(commits: None) -> None:
    cast = assemble()
    case = CaseFactory(stage="outreach", team=cast.team)

    found = both(lambda: written_by_sql(case.neighbor_id, cast.sol), lambda: None, isolation="REPEATABLE READ")

    assert found == ["", "IntegrityError"]


def test_promises_of_others_are_moved_about_as_before(cast: Cast, theirs: Case, other: Case) -> None:
    assert refused(lambda: FollowUp.objects.open().filter(case=other).update(owner=cast.rex)) == ""
