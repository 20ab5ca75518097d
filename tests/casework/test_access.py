"""Who sees what: every model's `visible_to` against the whole cast, and nobody who has left."""

import pytest
from django.db.models import Model, QuerySet

from casework import access
from casework.models import Case, Contact, Encounter, FollowUp, Neighbor, Source
from heart.accounts.models import Team, User
from heart.notify.models import Message
from referrals import access as referral_access
from referrals.models import Connection, Consent, Need, Referral
from tests.cast import ROLES, Cast
from tests.factories import CaseFactory, EncounterFactory, MessageFactory, PersonFactory

OWN, OTHER, INTAKE = "own", "other", "intake"
ALL = {OWN, OTHER, INTAKE}

# Whose records each sees, by the team that they belong to.
RECORDS = {
    "ada": {OWN},
    "ben": {OWN},
    "sol": {OWN, INTAKE},
    "mia": ALL,
    "rex": set(),
    "ira": set(),
    "ana": set(),
    "eve": {OTHER},
    "dan": {OTHER},
    "zoe": {OTHER, INTAKE},
}
ENCOUNTERS = {**RECORDS, "rex": {OWN}, "ira": {OTHER}}
TEAMS = {name: seen - {INTAKE} for name, seen in RECORDS.items()}
MESSAGES = {name: {OWN} if name == "ada" else set() for name in ROLES}


@pytest.fixture
def world(cast: Cast) -> dict[tuple[type[Model], int], str]:
    """One of everything for Ada's team, for Eve's, and in intake. Each record's owner."""
    cases = {
        OWN: CaseFactory(stage="connected", team=cast.team),
        OTHER: CaseFactory(stage="connected", team=cast.other_team),
        INTAKE: CaseFactory(stage="intake"),
    }
    owners: dict[tuple[type[Model], int], str] = {}
    for owner, case in cases.items():
        owners[Case, case.pk] = owners[Neighbor, case.neighbor_id] = owner
        case.neighbor.agency_persons.create(agency="durham-ecc", person_id=owner)
        by, source = {OWN: (cast.rex, Source.RESPONDER), OTHER: (cast.ira, Source.API), INTAKE: (None, Source.CAD)}[
            owner
        ]
        encounter = EncounterFactory(
            person=PersonFactory(
                preferred_name=case.neighbor.preferred_name, first_name="", last_name="", agency_person_id=owner
            ),
            by=by,
            source=source,
        )
        assert encounter.case == case
        owners[Encounter, encounter.pk] = owner
        for model, field in (
            (FollowUp, "case"),
            (Contact, "case"),
            (Need, "case"),
            (Referral, "case"),
            (Connection, "case"),
        ):
            owners |= {(model, row.pk): owner for row in model.objects.filter(**{field: case})}
        owners |= {(Consent, row.pk): owner for row in Consent.objects.filter(neighbor=case.neighbor)}
    owners |= {(Team, cast.team.pk): OWN, (Team, cast.other_team.pk): OTHER}
    Message.objects.all().delete()
    owners[Message, MessageFactory(recipient=cast.ada).pk] = OWN
    return owners


SEEN = {
    Case: RECORDS,
    FollowUp: RECORDS,
    Contact: RECORDS,
    Need: RECORDS,
    Referral: RECORDS,
    Connection: RECORDS,
    Consent: RECORDS,
    Neighbor: RECORDS,
    Encounter: ENCOUNTERS,
    Team: TEAMS,
    Message: MESSAGES,
}


def seen(rows: QuerySet, world: dict) -> set[str]:
    return {world[rows.model, row.pk] for row in rows}


@pytest.mark.parametrize("model", SEEN, ids=lambda model: model.__name__)
def test_who_sees_which_records(cast: Cast, world: dict, model: type[Model]) -> None:
    found = {name: seen(model.objects.visible_to(user), world) for name, user in cast.people.items()}

    there = {owner for (kind, _pk), owner in world.items() if kind is model}
    assert found == {name: owners & there for name, owners in SEEN[model].items()}


@pytest.mark.parametrize("model", SEEN, ids=lambda model: model.__name__)
def test_whoever_has_left_sees_nothing_on_the_next_request(cast: Cast, world: dict, model: type[Model]) -> None:
    people = [User(pk=user.pk, role=user.role, is_active=False) for user in cast.people.values()]

    assert [user.role for user in people if model.objects.visible_to(user).exists()] == []


@pytest.mark.parametrize("model", SEEN, ids=lambda model: model.__name__)
def test_each_record_is_seen_once(cast: Cast, world: dict, model: type[Model]) -> None:
    keys = list(model.objects.visible_to(cast.mia).values_list("pk", flat=True))

    assert len(keys) == len(set(keys))


WORKS = {
    OWN: {"ada", "ben", "sol", "mia"},
    OTHER: {"eve", "dan", "zoe", "mia"},
    INTAKE: {"sol", "zoe", "mia"},
}


@pytest.mark.parametrize("owner", WORKS)
def test_who_works_on_a_case(cast: Cast, world: dict, owner: str) -> None:
    case = Case.objects.get(pk=next(pk for (model, pk), found in world.items() if model is Case and found == owner))
    checks = (
        access.can_work_on,
        referral_access.can_refer,
        referral_access.can_answer,
        referral_access.can_confirm_connection,
    )

    may = [{name for name, user in cast.people.items() if check(user, case)} for check in checks]

    assert may == [WORKS[owner]] * 4


@pytest.mark.parametrize("owner", WORKS)
def test_who_assigns_a_case(cast: Cast, world: dict, owner: str) -> None:
    case = Case.objects.get(pk=next(pk for (model, pk), found in world.items() if model is Case and found == owner))

    may = {name for name, user in cast.people.items() if access.can_assign_case(user, case)}

    assert may == WORKS[owner] & {"sol", "zoe", "mia"}


def test_who_records_and_who_sends_encounters(cast: Cast) -> None:
    records = {name for name, user in cast.people.items() if access.can_record_encounter(user)}
    sends = {name for name, user in cast.people.items() if access.can_send_encounters(user)}

    assert (records, sends) == (set(ROLES) - {"ira", "ana"}, {"ira"})


def test_a_case_that_changes_hands_is_gone_from_the_former_team(cast: Cast, world: dict) -> None:
    case = Case.objects.get(team=cast.team)
    Case.objects.filter(pk=case.pk).update(team=cast.other_team)

    assert [case in Case.objects.visible_to(user) for user in (cast.ada, cast.ben, cast.sol, cast.eve)] == [
        False,
        False,
        False,
        True,
    ]
