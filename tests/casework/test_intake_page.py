"""Intake: who waits, the oldest clock first; which team has room, the language, the beat; assigning."""

import pytest
import time_machine

from casework.models import Case
from casework.views.intake import loads
from heart.accounts.models import Team
from tests.factories import CaseFactory, NeighborFactory, TeamFactory, TimeOffFactory
from tests.times import MONDAY_9, local

NOON = local(2026, 5, 4, 12)


@pytest.mark.parametrize("count", [1, 3])
def test_the_oldest_clock_comes_first(cast, as_, django_assert_num_queries, count) -> None:
    for day in range(1, count + 1):
        CaseFactory(neighbor__preferred_name=f"Waiting {day}", met_at=local(2026, 5, day, 9))
    client = as_(cast.sol)
    with time_machine.travel(NOON, tick=False), django_assert_num_queries(13):
        html = client.get("/intake/").content.decode()
    places = [html.index(f"Waiting {day}") for day in range(1, count + 1)]
    assert places == sorted(places)


def test_teams_that_fit_and_carry_least_come_first_and_those_who_are_away_last(cast) -> None:
    case = CaseFactory(neighbor=NeighborFactory(language="es"))
    Team.objects.filter(pk=cast.other_team.pk).update(is_active=True)
    cast.dan.speaks = ["es"]
    cast.dan.save(update_fields=["speaks"])
    CaseFactory(stage="outreach", team=cast.team)
    away = TeamFactory(name="Away")
    TimeOffFactory(user=away.peer, starts_on=local(2026, 5, 4).date(), ends_on=local(2026, 5, 8).date())

    found = loads(list(Team.objects.order_by("name")), case, NOON, cast.sol)

    assert [(load.team.name, load.open_cases, load.overdue, load.fits, bool(load.away)) for load in found] == [
        ("Eve and Dan", 0, 0, ["Dan: Spanish"], False),
        ("Ada and Ben", 1, 1, [], False),
        ("Away", 0, 0, [], True),
    ]


def test_a_supervisor_assigns(cast, as_) -> None:
    case = CaseFactory()
    answer = as_(cast.sol).post(f"/cases/{case.pk}/assign/", {"team": cast.team.pk})
    assert (answer.status_code, answer.url) == (302, "/intake/")
    assert Case.objects.values_list("status", "team").get() == ("outreach", cast.team.pk)


def test_assigned_meanwhile_by_somebody_else_it_only_goes_to_the_other_team(cast, as_) -> None:
    """Two tabs: the second assignment hands over, nothing is doubled."""
    case = CaseFactory()
    client = as_(cast.mia)
    for team in (cast.team, cast.other_team):
        client.post(f"/cases/{case.pk}/assign/", {"team": team.pk})
    assert Case.objects.values_list("status", "team").get() == ("outreach", cast.other_team.pk)
    assert [follow_up.owner for follow_up in case.follow_ups.open()] == [cast.eve]


@pytest.mark.parametrize("team", ["", "0", "nonsense", "99999999999999999999"])
def test_no_such_team_is_an_error_of_the_field(cast, as_, team) -> None:
    case = CaseFactory(now=MONDAY_9)
    answer = as_(cast.sol).post(f"/cases/{case.pk}/assign/", {"team": team})
    assert (answer.status_code, list(answer.context["form"].errors)) == (422, ["team"])


def test_a_team_with_somebody_deactivated_is_refused_with_words(cast, as_) -> None:
    case = CaseFactory()
    cast.ben.is_active = False
    cast.ben.save(update_fields=["is_active"])
    answer = as_(cast.sol).post(f"/cases/{case.pk}/assign/", {"team": cast.team.pk})
    assert answer.context["form"].errors == {"team": ["This team is not complete at the moment."]}
