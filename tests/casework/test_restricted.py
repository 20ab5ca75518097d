"""Restricted records: whoever is not named sees neither them nor that there are any (DOMAIN 6)."""

import itertools
import re
from datetime import timedelta

import pytest
from django.urls import reverse

from casework.actions.cases import assign_case, join_or_open_case
from casework.actions.handing_over import preview
from casework.actions.links import link_records, unlink_records
from casework.actions.restrictions import (
    end_restriction,
    name_reader,
    restrict_record,
    unname_reader,
)
from casework.actions.teams import save_team
from casework.digest import Counted
from casework.models import Case, Encounter, FollowUp, Neighbor, RestrictedWhy, Restriction, Rung
from casework.models.restrictions import hidden_from
from casework.reminders import Told, sweep
from heart.accounts.actions import owned_by, save_staff
from heart.accounts.models import Team, User
from heart.accounts.roles import Role
from heart.audit.models import AuditEvent
from heart.audit.record import record
from heart.lib.errors import DomainError, NotAllowed, NotPossibleNow
from heart.lib.hiding import hidden as rows_hidden
from heart.notify.models import Message
from tests.attempts import refused, sql
from tests.factories import (
    CaseFactory,
    EncounterFactory,
    MessageFactory,
    NeighborFactory,
    PlanFactory,
    RestrictionFactory,
    UserFactory,
)
from tests.times import MONDAY_9

STAFF = ("ada", "ben", "sol", "mia", "rex", "ira", "ana", "eve", "dan", "zoe")


@pytest.fixture
def case(cast) -> Case:
    return CaseFactory(stage="outreach", team=cast.team)


def who_sees(cast, queryset) -> set[str]:
    return {name for name in STAFF if queryset.visible_to(cast.people[name]).exists()}


@pytest.mark.parametrize("model", [Neighbor, Case, FollowUp, Encounter])
def test_only_who_is_named_sees_it(cast, model) -> None:
    EncounterFactory(person__agency_person_id="7")
    encounter = Encounter.objects.get()
    case = assign_case(case=encounter.case, team=cast.team, by=cast.sol)
    before = who_sees(cast, model.objects)
    RestrictionFactory(neighbor=case.neighbor, named=[cast.ada, cast.ben, cast.sol])

    assert (before, who_sees(cast, model.objects)) == ({"ada", "ben", "sol", "mia"}, {"ada", "ben", "sol"})


def test_other_records_are_seen_as_before(cast, case) -> None:
    other = CaseFactory(stage="outreach", team=cast.team)
    nobody_known = EncounterFactory(person=None, follow_up_wanted="no")
    RestrictionFactory(neighbor=case.neighbor, named=[cast.ada, cast.ben, cast.sol])

    assert list(Case.objects.visible_to(cast.mia)) == [other]
    assert nobody_known in Encounter.objects.visible_to(cast.mia)


def test_only_an_overseer_restricts(cast, case) -> None:
    with pytest.raises(NotAllowed):
        restrict_record(neighbor=case.neighbor, why=RestrictedWhy.OTHER, named=[cast.sol], by=cast.ada)
    with pytest.raises(NotAllowed):
        restrict_record(neighbor=case.neighbor, why=RestrictedWhy.OTHER, named=[cast.zoe], by=cast.zoe)


def test_it_needs_somebody_who_oversees(cast, case) -> None:
    with pytest.raises(DomainError, match="Name at least one supervisor or programme manager"):
        RestrictionFactory(neighbor=case.neighbor, named=[cast.ada, cast.ben], by=cast.sol)


def test_who_works_with_the_neighbor_is_named(cast, case) -> None:
    with pytest.raises(DomainError, match="Ada, Ben work with this neighbor"):
        RestrictionFactory(neighbor=case.neighbor, named=[cast.mia], by=cast.sol)


def test_the_supervisor_of_the_team_may_be_left_out(cast, case) -> None:
    RestrictionFactory(neighbor=case.neighbor, named=[cast.ada, cast.ben, cast.mia])

    assert who_sees(cast, Case.objects) == {"ada", "ben", "mia"}


def test_an_overseer_who_is_named_sees_it_whatever_the_team(cast, case) -> None:
    RestrictionFactory(neighbor=case.neighbor, named=[cast.ada, cast.ben, cast.zoe], by=cast.sol)

    assert who_sees(cast, Case.objects) == {"ada", "ben", "zoe"}


def test_once_is_enough(cast, restriction) -> None:
    with pytest.raises(NotPossibleNow, match="is restricted already"):
        RestrictionFactory(neighbor=restriction.neighbor, named=[cast.ada, cast.ben, cast.sol])


@pytest.fixture
def restriction(cast, case) -> Restriction:
    return RestrictionFactory(neighbor=case.neighbor, named=[cast.ada, cast.ben, cast.sol])


def test_one_more_is_named_and_taken_away_again(cast, restriction) -> None:
    name_reader(restriction=restriction, user=cast.mia, by=cast.sol)
    seen = who_sees(cast, Case.objects)
    unname_reader(restriction=restriction, user=cast.sol, by=cast.mia)

    assert (seen, who_sees(cast, Case.objects)) == ({"ada", "ben", "sol", "mia"}, {"ada", "ben", "mia"})


def test_the_last_overseer_stays_named(cast, restriction) -> None:
    with pytest.raises(DomainError, match="Name at least one supervisor"):
        unname_reader(restriction=restriction, user=cast.sol, by=cast.sol)


def test_who_works_with_the_neighbor_stays_named(cast, restriction) -> None:
    with pytest.raises(DomainError, match="Ada work with this neighbor"):
        unname_reader(restriction=restriction, user=cast.ada, by=cast.sol)


def test_a_stranger_names_nobody(cast, restriction) -> None:
    for act in (name_reader, unname_reader):
        with pytest.raises(NotAllowed):
            act(restriction=restriction, user=cast.mia, by=cast.mia)
    with pytest.raises(NotAllowed):
        end_restriction(restriction=restriction, by=cast.mia)


def test_one_of_the_pair_may_name_an_overseer_and_nobody_else(cast, restriction) -> None:
    name_reader(restriction=restriction, user=cast.zoe, by=cast.ada)
    with pytest.raises(NotAllowed):
        name_reader(restriction=restriction, user=cast.eve, by=cast.ada)

    assert who_sees(cast, Case.objects) == {"ada", "ben", "sol", "zoe"}


def test_only_staff_who_work_with_neighbors_are_named(cast, restriction) -> None:
    with pytest.raises(DomainError, match="Ana cannot be named"):
        name_reader(restriction=restriction, user=cast.ana, by=cast.sol)


def test_ended_it_is_as_before(cast, restriction) -> None:
    end_restriction(restriction=restriction, by=cast.sol)

    assert who_sees(cast, Case.objects) == {"ada", "ben", "sol", "mia"}
    with pytest.raises(NotPossibleNow):
        end_restriction(restriction=restriction, by=cast.sol)


def test_a_restriction_holds_for_all_linked_records(cast, restriction) -> None:
    linked = NeighborFactory()
    link_records(first=restriction.neighbor, second=linked, why="same voice", by=None, now=MONDAY_9)

    assert who_sees(cast, Neighbor.objects.filter(pk=linked.pk)) == {"sol"}
    assert hidden(cast.mia) == {restriction.neighbor_id, linked.pk}
    assert hidden(cast.sol) == set()


def test_of_two_restricted_records_that_are_linked_one_is_named_for_both(cast, restriction) -> None:
    other = RestrictionFactory(named=[cast.mia, cast.sol, cast.ada, cast.ben])
    name_reader(restriction=restriction, user=cast.zoe, by=cast.sol)
    link_records(first=restriction.neighbor, second=other.neighbor, why="same voice", by=cast.sol, now=MONDAY_9)

    assert [len(hidden(person)) for person in (cast.sol, cast.ada, cast.mia, cast.zoe)] == [0, 0, 2, 2]


def hidden(user) -> set[int]:
    return set(hidden_from(user))


def test_linking_never_takes_a_case_from_the_eyes_of_its_team(cast, restriction) -> None:
    theirs = CaseFactory(stage="outreach", team=cast.other_team).neighbor
    with pytest.raises(DomainError, match="Eve work with this neighbor"):
        link_records(first=restriction.neighbor, second=theirs, why="same voice", by=None)


# -- Who works with it -----------------------------------------------------------------------------------------------


def test_it_is_not_assigned_to_a_team_that_is_not_named(cast, restriction, case) -> None:
    name_reader(restriction=restriction, user=cast.eve, by=cast.sol)
    with pytest.raises(DomainError, match="not both of this team are named"):
        assign_case(case=case, team=cast.other_team, by=cast.sol)
    name_reader(restriction=restriction, user=cast.dan, by=cast.sol)
    assert assign_case(case=case, team=cast.other_team, by=cast.sol).team == cast.other_team


def test_reopened_it_does_not_go_back_to_a_team_that_may_not_know(cast) -> None:
    case = CaseFactory(stage="closed", team=cast.team)
    RestrictionFactory(neighbor=case.neighbor, named=[cast.mia, cast.zoe])

    again = join_or_open_case(neighbor=case.neighbor, met_at=MONDAY_9, by=None, now=MONDAY_9)

    assert (again.pk, again.team, again.status) == (case.pk, None, "intake")
    assert who_sees(cast, Case.objects) == {"mia", "zoe"}


def test_it_is_handed_over_to_who_is_named(cast, case) -> None:
    RestrictionFactory(neighbor=case.neighbor, named=[cast.ada, cast.ben, cast.zoe], by=cast.sol)
    follow_up = case.follow_ups.open().get()
    (going,) = preview(cast.ada, by=cast.ada, until=None, now=MONDAY_9) or [None]

    assert (follow_up.owner, going.to, [p.name for p in going.people]) == (cast.ada, cast.ben, ["Ben"])


def test_a_newcomer_of_the_pair_gets_nothing_of_it(cast, restriction, case) -> None:
    newcomer = UserFactory(role=Role.PEER)
    cast.team.peer = newcomer
    save_team(team=cast.team, by=cast.mia)

    assert case.follow_ups.open().get().owner == cast.ben


# -- Who is told -----------------------------------------------------------------------------------------------------


def told_of(cast, case, rung: Rung) -> list[str]:
    follow_up = case.follow_ups.open().get()
    told = Told.load(MONDAY_9).of(follow_up.owner_id, case.team_id, rung, case.pk)
    return sorted(User.objects.get(pk=recipient.pk).name for recipient in told)


@pytest.mark.parametrize(
    ("named", "ladder"),
    [
        (["ada", "ben", "sol"], ["Ada", "Ben", "Sol", "Sol"]),
        (["ada", "ben", "mia"], ["Ada", "Ben", "Mia", "Mia"]),
        (["ada", "ben", "zoe"], ["Ada", "Ben", "Zoe", "Zoe"]),
        (["ada", "ben", "sol", "zoe", "mia"], ["Ada", "Ben", "Sol", "Mia"]),
    ],
)
def test_the_ladder_tells_only_who_is_named_and_never_nobody(cast, case, named, ladder) -> None:
    RestrictionFactory(neighbor=case.neighbor, named=[cast.people[name] for name in named], by=cast.sol)

    assert [told_of(cast, case, rung) for rung in Rung] == [[name] for name in ladder]


def test_of_intake_the_overseers_who_are_named(cast) -> None:
    case = CaseFactory()
    RestrictionFactory(neighbor=case.neighbor, named=[cast.zoe, cast.mia])

    assert [told_of(cast, case, rung) for rung in Rung] == [["Zoe"], ["Zoe"], ["Zoe"], ["Mia"]]


def test_reminders_of_it_go_out_all_the_way(cast, case) -> None:
    RestrictionFactory(neighbor=case.neighbor, named=[cast.ada, cast.ben, cast.mia])
    Message.objects.all().delete()
    now = MONDAY_9
    for _day in range(14):
        now += timedelta(days=1)
        sweep(now=now)

    told = set(Message.objects.filter(channel="in_app").values_list("recipient__name", flat=True))
    assert told == {"Ada", "Ben", "Mia"}


def test_what_is_on_the_way_to_others_is_not_sent(cast, case) -> None:
    follow_up = case.follow_ups.open().get()
    Message.objects.all().delete()
    for person in (cast.sol, cast.ada):
        MessageFactory(recipient=person, about=follow_up.message_key, channel="email", delivery="queued")
    RestrictionFactory(neighbor=case.neighbor, named=[cast.ada, cast.ben, cast.mia])

    waiting = Message.objects.filter(about=follow_up.message_key, channel="email", delivery="queued")
    assert set(waiting.values_list("recipient__name", flat=True)) == {"Ada"}


def test_what_is_on_the_way_rests_while_a_link_takes_it_from_ones_sight(cast) -> None:
    restriction = RestrictionFactory(named=[cast.ada, cast.ben, cast.mia])
    case = CaseFactory(stage="outreach", team=cast.team)
    subjects = [f"case:{case.pk}", case.follow_ups.open().get().message_key]
    Message.objects.all().delete()
    for person, about in itertools.product((cast.sol, cast.ada), subjects):
        MessageFactory(recipient=person, about=about, channel="email", delivery="queued")
    as_it_was = list(Message.objects.order_by("pk").values())

    link = link_records(first=restriction.neighbor, second=case.neighbor, why="same voice", by=None, now=MONDAY_9)
    resting = Message.objects.filter(rests=True, moot=True, delivery="withdrawn")
    assert sorted(resting.values_list("recipient__name", "about")) == sorted(("Sol", about) for about in subjects)

    unlink_records(link=link, why="a namesake", by=cast.mia, now=MONDAY_9)
    assert list(Message.objects.order_by("pk").values()) == as_it_was


def test_what_rested_goes_out_once_one_is_named(cast) -> None:
    restriction = RestrictionFactory(named=[cast.ada, cast.ben, cast.mia])
    case = CaseFactory(stage="outreach", team=cast.team)
    told = MessageFactory(recipient=cast.sol, about=f"case:{case.pk}", channel="email", delivery="queued")
    link_records(first=restriction.neighbor, second=case.neighbor, why="same voice", by=None, now=MONDAY_9)

    name_reader(restriction=restriction, user=cast.sol, by=cast.mia)

    assert Message.objects.values_list("delivery", "rests").get(pk=told.pk) == ("queued", False)


def test_the_mornings_numbers_count_it_for_who_is_named(cast, case) -> None:
    CaseFactory(stage="outreach", team=cast.team)
    later = MONDAY_9 + timedelta(days=1)
    before = [Counted.load(later).of(person).overdue for person in (cast.ada, cast.sol, cast.mia, cast.zoe)]
    RestrictionFactory(neighbor=case.neighbor, named=[cast.ada, cast.ben, cast.mia])
    after = [Counted.load(later).of(person).overdue for person in (cast.ada, cast.sol, cast.mia, cast.zoe)]

    assert (before, after) == ([2, 2, 2, 0], [2, 1, 2, 0])


# -- Leaving ---------------------------------------------------------------------------------------------------------


def leaves(person, by) -> None:
    person.is_active = False
    save_staff(staff=person, by=by)


def test_the_last_overseer_does_not_leave_before_another_is_named(cast) -> None:
    restriction = RestrictionFactory(named=[cast.zoe], by=cast.mia)
    Team.objects.filter(pk=cast.other_team.pk).update(is_active=False)
    with pytest.raises(DomainError, match="Nobody but Zoe oversees a record"):
        leaves(cast.zoe, cast.mia)
    name_reader(restriction=restriction, user=cast.sol, by=User.objects.get(pk=cast.zoe.pk))
    leaves(cast.zoe, cast.mia)
    assert hidden(cast.sol) == set()


def test_what_somebody_leaves_is_not_told_by_number_to_who_may_not_know(cast, case) -> None:
    other = CaseFactory(stage="outreach", team=cast.team)
    RestrictionFactory(neighbor=case.neighbor, named=[cast.ada, cast.ben, cast.sol])

    words = "team Ada and Ben; open follow-ups of these cases: {}; what only people who are named for it see"
    assert str(owned_by(cast.ada, by=cast.mia)).startswith(words.format(other.pk))
    assert str(owned_by(cast.ada, by=cast.sol)) == words.partition("; what")[0].format(f"{case.pk}, {other.pk}")


# -- The database ----------------------------------------------------------------------------------------------------

NO_OVERSEER = [
    "DELETE FROM casework_namedreader WHERE user_id = (SELECT id FROM accounts_user WHERE name = 'Sol')",
    "UPDATE casework_namedreader SET user_id = (SELECT id FROM accounts_user WHERE name = 'Rex') WHERE user_id = (SELECT id FROM accounts_user WHERE name = 'Sol')",
    "UPDATE accounts_user SET role = 'analyst' WHERE name = 'Sol'",
    "UPDATE accounts_user SET is_active = false WHERE name = 'Sol'",
    "INSERT INTO casework_restriction (neighbor_id, why, since, by_id) SELECT (SELECT max(id) FROM casework_neighbor), 'other', now(), id FROM accounts_user LIMIT 1",
]


@pytest.mark.parametrize("statement", NO_OVERSEER)
def test_the_database_keeps_an_overseer_named(cast, restriction, statement) -> None:
    NeighborFactory()

    assert refused(lambda: sql(statement)) == "restriction_has_overseer"


def test_the_database_keeps_one_for_all_linked_records(cast) -> None:
    one, other = (RestrictionFactory(named=[overseer], by=cast.mia) for overseer in (cast.sol, cast.mia))
    link = "UPDATE casework_neighbor SET one_with_id = %s WHERE id = %s"

    assert refused(lambda: sql(link, one.neighbor_id, other.neighbor_id)) == "restriction_has_overseer"


def test_an_ended_restriction_needs_nobody(cast, restriction) -> None:
    end_restriction(restriction=restriction, by=cast.sol)

    assert refused(lambda: sql("DELETE FROM casework_namedreader")) == ""


# -- The page --------------------------------------------------------------------------------------------------------


def page_of(neighbor) -> str:
    return reverse("restriction", args=[neighbor.pk])


def test_who_opens_the_page(cast, case, as_) -> None:
    answers = {name: as_(cast.people[name]).get(page_of(case.neighbor)).status_code for name in STAFF}
    RestrictionFactory(neighbor=case.neighbor, named=[cast.ada, cast.ben, cast.mia])
    after = {name: as_(cast.people[name]).get(page_of(case.neighbor)).status_code for name in STAFF}

    assert ({name for name in STAFF if answers[name] == 200}, answers["ada"], answers["zoe"]) == (
        {"sol", "mia"},
        403,
        404,
    )
    assert ({name for name in STAFF if after[name] == 200}, after["sol"]) == ({"ada", "ben", "mia"}, 404)


def test_it_proposes_who_works_with_the_neighbor(cast, case, as_) -> None:
    html = as_(cast.mia).get(page_of(case.neighbor)).content.decode()

    ticked = re.findall(r'<input type="checkbox" name="named" value="(\d+)"[^>]* checked', html)
    assert set(map(int, ticked)) == {cast.ada.pk, cast.ben.pk, cast.sol.pk, cast.mia.pk}


def test_who_works_with_the_neighbor_stands_above_all_others_by_role(cast, case, as_) -> None:
    html = as_(cast.mia).get(page_of(case.neighbor)).content.decode()
    near, *groups = html.split("<details")[-5:]

    def keys(part: str) -> set[int]:
        return set(map(int, re.findall(r'name="named" value="(\d+)"', part)))

    by_role = {re.search(r"<summary>(.*?) <", group).group(1): keys(group) for group in groups}
    assert keys(near) == {cast.ada.pk, cast.ben.pk, cast.sol.pk, cast.mia.pk}
    assert by_role == {
        "Licensed clinician": {cast.dan.pk},
        "Peer support specialist": {cast.eve.pk},
        "Responder": {cast.rex.pk},
        "Supervisor": {cast.zoe.pk},
    }


def test_it_is_restricted_there(cast, case, as_) -> None:
    named = [cast.ada.pk, cast.ben.pk, cast.sol.pk]
    answer = as_(cast.sol).post(page_of(case.neighbor), {"why": "public_figure", "named": named})

    assert (answer.status_code, answer.url) == (302, f"/cases/{case.pk}/")
    assert who_sees(cast, Case.objects) == {"ada", "ben", "sol"}
    assert "Restricted" in as_(cast.ada).get(f"/cases/{case.pk}/").content.decode()


@pytest.mark.parametrize(
    ("named", "words"),
    [
        ([], "Tick those who may see it."),
        (["ada", "ben"], "Name at least one supervisor or programme manager."),
        (["sol"], "Ada, Ben work with this neighbor."),
        (["sol", "ana"], "Select a valid choice."),
    ],
)
def test_what_would_leave_nobody_is_said_at_the_field(cast, case, as_, named, words) -> None:
    keys = [cast.people[name].pk for name in named]
    answer = as_(cast.sol).post(page_of(case.neighbor), {"why": "other", "named": keys})

    assert (answer.status_code, words in answer.content.decode()) == (422, True)
    assert not Restriction.objects.exists()


def test_who_may_see_it_is_changed_there(cast, restriction, as_) -> None:
    named = [cast.ada.pk, cast.ben.pk, cast.mia.pk]
    as_(cast.sol).post(page_of(restriction.neighbor), {"named": named})
    seen = who_sees(cast, Case.objects)
    as_(cast.mia).post(page_of(restriction.neighbor), {"do": "end"})

    assert (seen, who_sees(cast, Case.objects)) == ({"ada", "ben", "mia"}, {"ada", "ben", "sol", "mia"})


def test_one_of_the_pair_names_an_overseer_there(cast, restriction, as_) -> None:
    as_(cast.ada).post(page_of(restriction.neighbor), {"named": [cast.zoe.pk]})
    as_(cast.ada).post(page_of(restriction.neighbor), {"do": "end"})

    assert who_sees(cast, Case.objects) == {"ada", "ben", "sol", "zoe"}


def test_a_manager_restricts_somebody_without_a_case(cast, as_) -> None:
    neighbor = NeighborFactory()
    as_(cast.mia).post(page_of(neighbor), {"why": "staff_kin", "named": [cast.zoe.pk]})

    assert who_sees(cast, Neighbor.objects) == {"zoe"}


def test_the_messages_about_it_go_out_of_sight(cast, case, as_) -> None:
    MessageFactory(recipient=cast.mia, path=f"/cases/{case.pk}/", channel="in_app", delivery="sent", sent_at=MONDAY_9)
    before = Message.objects.visible_to(cast.mia).count()
    RestrictionFactory(neighbor=case.neighbor, named=[cast.ada, cast.ben, cast.sol])

    assert (before, Message.objects.visible_to(cast.mia).count()) == (1, 0)


def test_what_is_said_of_its_plan_reaches_only_who_is_named(cast, case) -> None:
    plan, path = PlanFactory(case=case), reverse("plan", args=[case.neighbor_id])
    told = [(plan.message_key, ""), (f"{plan.message_key}:review:2026-06-01", ""), ("something:1", path)]
    for about, to in told:
        MessageFactory(recipient=cast.sol, about=about, path=to, channel="in_app", delivery="sent", sent_at=MONDAY_9)
        MessageFactory(recipient=cast.sol, about=about, path=to, channel="email", delivery="queued")
    mine = Message.objects.visible_to(cast.sol).filter(about__in=dict(told), channel="in_app")
    before = mine.count()
    RestrictionFactory(neighbor=case.neighbor, named=[cast.ada, cast.ben, cast.zoe], by=cast.mia)

    waiting = Message.objects.filter(recipient=cast.sol, about__startswith="plan:", delivery="queued")
    assert (before, mine.count(), waiting.count()) == (3, 0, 0)


def test_a_line_of_the_audit_that_names_it_beside_another_is_hidden(cast, case) -> None:
    seen = CaseFactory(stage="outreach", team=cast.team).neighbor
    record("match.found", subject=seen, by=None, other=case.neighbor_id)
    record("match.found", subject=seen, by=None, other=seen.pk + 1000)
    RestrictionFactory(neighbor=case.neighbor, named=[cast.ada, cast.ben, cast.zoe], by=cast.mia)

    found = AuditEvent.objects.filter(event="match.found").exclude(rows_hidden("audit.auditevent", cast.mia))
    assert [event.detail["other"] for event in found] == [seen.pk + 1000]


def test_unlinked_from_somebody_restricted_a_record_does_not_say_what_it_was_part_of(cast, case) -> None:
    """Of three that were one person, two stay together: that one of their cases wakes tells that it rested elsewhere."""
    beside, third = (CaseFactory(stage="engaged", team=cast.team) for _ in range(2))
    link = link_records(first=case.neighbor, second=beside.neighbor, why="x", goes_on=case, by=cast.sol, now=MONDAY_9)
    link_records(first=beside.neighbor, second=third.neighbor, why="x", goes_on=case, by=cast.sol, now=MONDAY_9)
    RestrictionFactory(neighbor=case.neighbor, named=[cast.ada, cast.ben, cast.sol], by=cast.sol)
    unlink_records(link=link, why="y", by=cast.sol, now=MONDAY_9)

    woke = AuditEvent.objects.filter(event="case.woke")
    seeing = [woke.exclude(rows_hidden("audit.auditevent", person)).count() for person in (cast.sol, cast.mia)]
    assert (seeing, who_sees(cast, Case.objects.filter(pk=beside.pk))) == ([1, 0], {"ada", "ben", "sol", "mia"})


@pytest.fixture
def bound(cast, case) -> tuple[Encounter, Encounter]:
    """An incident that everybody knows of, and one of somebody restricted whose place it was to take."""
    theirs = EncounterFactory(incident_number="HIDDEN-1")
    Encounter.objects.filter(pk=theirs.pk).update(neighbor=case.neighbor, case=case)
    known = EncounterFactory(person=None, follow_up_wanted="no")
    Encounter.objects.filter(pk=known.pk).update(replaced_by=theirs, split_from=theirs)
    RestrictionFactory(neighbor=case.neighbor, named=[cast.ada, cast.ben, cast.zoe], by=cast.mia)
    return known, theirs


@pytest.mark.parametrize("event", ["encounter.replaced", "encounter.split", "encounter.bond_left"])
def test_so_is_one_that_names_an_incident_of_it(cast, bound, event) -> None:
    known, theirs = bound
    record(event, subject=known, by=None, incident=theirs.pk)
    record(event, subject=known, by=None, incident=known.pk)

    found = AuditEvent.objects.filter(event=event).exclude(rows_hidden("audit.auditevent", cast.mia))
    assert [line.detail["incident"] for line in found] == [known.pk]


def test_admin_does_not_say_that_another_incident_is_bound_to_one_of_it(cast, bound, as_) -> None:
    known, _theirs = bound
    where = reverse("admin:casework_encounter_change", args=[known.pk])
    page = as_(cast.mia).get(where).content.decode()
    Restriction.objects.update(ended_at=MONDAY_9, ended_by=cast.zoe)
    after = as_(cast.mia).get(where).content.decode()

    assert (page.count("HIDDEN-1"), after.count("HIDDEN-1")) == (0, 2)
