"""Intake: who waits, those in time first; which team has room, the language, the beat; assigning."""

import re
from datetime import timedelta

import pytest
import time_machine

from casework.models import Case
from casework.views.intake import loads
from heart.accounts.models import Team
from tests.factories import CaseFactory, EncounterFactory, NeighborFactory, TeamFactory, TimeOffFactory
from tests.times import MONDAY_9, local

NOON = local(2026, 5, 4, 12)


def waiting(client, now=NOON, query="") -> list[tuple[str, int, list[str]]]:
    """Code, number and names of each group on the page."""
    with time_machine.travel(now, tick=False):
        groups = client.get(f"/intake/{query}").context["groups"]
    return [(g["code"], g["count"], [line["case"].neighbor.preferred_name for line in g["lines"]]) for g in groups]


@pytest.mark.parametrize("count", [1, 3])
def test_the_oldest_clock_comes_first(cast, as_, django_assert_num_queries, count) -> None:
    for hour in range(1, count + 1):
        CaseFactory(neighbor__preferred_name=f"Waiting {hour}", met_at=local(2026, 5, 3, hour))
    client = as_(cast.sol)
    with django_assert_num_queries(14):
        groups = waiting(client)
    assert groups == [("in-time", count, [f"Waiting {hour}" for hour in range(1, count + 1)]), ("over", 0, [])]


def test_who_can_still_be_called_in_time_stands_before_old_calls_and_those_the_newest_first(cast, as_) -> None:
    for name, met in (("older", (4, 1, 9)), ("old", (4, 30, 9)), ("later", (5, 4, 9)), ("soon", (5, 2, 13))):
        CaseFactory(neighbor__preferred_name=name, met_at=local(2026, *met), now=NOON)
    assert waiting(as_(cast.sol)) == [("in-time", 2, ["soon", "later"]), ("over", 2, ["old", "older"])]
    assert waiting(as_(cast.zoe)) == waiting(as_(cast.sol))


def test_a_group_goes_on_on_the_next_page_with_the_number_of_all(cast, as_, monkeypatch) -> None:
    monkeypatch.setattr("heart.lib.pages.page_of.__defaults__", (3,))
    for name, hours in (("in time", 1), ("over 1", 50), ("over 2", 51), ("over 3", 52)):
        CaseFactory(neighbor__preferred_name=name, met_at=NOON - timedelta(hours=hours), now=NOON)
    client = as_(cast.sol)
    pages = [waiting(client, query=f"?page={page}") for page in (1, 2)]
    assert pages == [
        [("in-time", 1, ["in time"]), ("over", 3, ["over 1", "over 2"])],
        [("in-time", 1, []), ("over", 3, ["over 3"])],
    ]


@pytest.mark.parametrize(
    ("told", "said"),
    [
        ({"pilot": "crt", "call_type": "Trespass", "beat": "411"}, "Community Response Team · Trespass · beat 411"),
        ({"pilot": "", "call_type": "Trespass", "beat": "411"}, "Trespass · beat 411"),
        ({"pilot": "", "call_type": "", "beat": "411"}, "beat 411"),
    ],
)
def test_a_line_says_what_is_known_of_the_call(cast, as_, told, said: str) -> None:
    EncounterFactory(**told)
    (line,) = (line for group in as_(cast.sol).get("/intake/").context["groups"] for line in group["lines"])
    assert line["what"] == said


def test_two_who_are_called_the_same_are_told_apart(cast, as_) -> None:
    for called, last in (("Betty", "Okafor-Smythe"), ("Betty", "Okafor"), ("Elizabeth", "Okafor")):
        neighbor = NeighborFactory(preferred_name=called, first_name="Elizabeth", last_name=last)
        CaseFactory(neighbor=neighbor, met_at=NOON, now=NOON)
    with time_machine.travel(NOON, tick=False):
        html = as_(cast.sol).get("/intake/").content.decode()
    assert sorted(re.findall(r"data-row-link>(.*?)</a>", html)) == [
        "Betty (Elizabeth Okafor)",
        "Betty (Elizabeth Okafor-Smythe)",
        "Elizabeth Okafor",
    ]


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
