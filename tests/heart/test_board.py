"""The supervisor's board: every number is the length of the list behind it."""

import re
from datetime import time, timedelta

import pytest
import time_machine

from casework.actions.cases import interrupt_case
from casework.models import FollowUp
from heart.accounts.models import WorkingHours
from heart.reports.board import workers
from tests.factories import CaseFactory, TeamFactory, TimeOffFactory
from tests.times import MONDAY_9, local

THURSDAY_10 = local(2026, 5, 7, 10)


def late_by(cast, span: timedelta, team=None) -> FollowUp:
    follow_up = CaseFactory(stage="outreach", team=team or cast.team).follow_ups.open().get()
    FollowUp.objects.filter(pk=follow_up.pk).update(due_at=THURSDAY_10 - span)
    return follow_up


def test_one_row_a_worker_with_lateness_in_bands(cast) -> None:
    for hours in (1, 23, 25, 71, 73):
        late_by(cast, timedelta(hours=hours))
    late_by(cast, timedelta(hours=1), team=cast.other_team)
    TimeOffFactory(user=cast.ben, starts_on=THURSDAY_10.date(), ends_on=local(2026, 5, 8).date())

    found = workers(cast.sol, THURSDAY_10)

    assert [(w.person.name, w.cases, w.open, w.day, w.days, w.longer, w.overdue, w.away) for w in found] == [
        ("Ada", 5, 5, 2, 2, 1, 5, ""),
        ("Ben", 5, 0, 0, 0, 0, 0, "away until Fri 8 May"),
    ]


@pytest.mark.parametrize(
    ("weekday", "closes", "said"), [(0, 17, "not a working day"), (3, 10, "outside their hours"), (3, 17, "")]
)
def test_who_does_not_work_today_is_away_as_well(cast, weekday, closes, said) -> None:
    WorkingHours.objects.create(
        user=cast.ben, weekday=weekday, opens=time(8), closes=time(closes), valid_from=MONDAY_9.date()
    )

    assert [(w.person.name, w.away) for w in workers(cast.sol, THURSDAY_10)] == [("Ada", ""), ("Ben", said)]


@pytest.mark.parametrize(
    ("query", "count"),
    [
        ("", 5),
        ("?show=overdue", 5),
        ("?show=day", 2),
        ("?show=days", 2),
        ("?show=longer", 1),
        ("?show=crises", 1),
        ("?show=escalated", 1),
        ("?show=nonsense", 6),
    ],
)
def test_the_list_behind_a_number_is_as_long_as_the_number(cast, as_, query, count) -> None:
    follow_ups = [late_by(cast, timedelta(hours=hours)) for hours in (1, 23, 25, 71, 73)]
    interrupt_case(case=follow_ups[0].case, by=None, now=THURSDAY_10)
    FollowUp.objects.filter(pk=follow_ups[4].pk).update(reminders_sent=3)
    late_by(cast, timedelta(hours=1), team=cast.other_team)
    address = query or f"?owner={cast.ada.pk}"
    with time_machine.travel(THURSDAY_10, tick=False):
        html = as_(cast.sol).get(f"/board/follow-ups/{address}").content.decode()
    assert int(re.search(r'<h1>.*?<span class="badge">(\d+)', html)[1]) == count


def test_a_row_says_whose_it_is_where_the_list_is_not_one_persons(cast, as_) -> None:
    follow_up = late_by(cast, timedelta(hours=73))
    FollowUp.objects.filter(pk=follow_up.pk).update(reminders_sent=3)
    with time_machine.travel(THURSDAY_10, tick=False):
        lists = [
            as_(cast.sol).get(f"/board/follow-ups/{query}").content.decode()
            for query in ("?show=escalated", f"?owner={cast.ada.pk}")
        ]

    assert ["To be done by Ada" in html for html in lists] == [True, False]


@pytest.mark.parametrize("count", [1, 3])
def test_the_number_of_queries_does_not_grow_with_the_workers(cast, as_, django_assert_num_queries, count) -> None:
    for _ in range(count):
        CaseFactory(stage="outreach", team=TeamFactory(supervisor=cast.sol), now=MONDAY_9)
    client = as_(cast.sol)
    with django_assert_num_queries(17):
        client.get("/board/")


def test_a_first_contact_at_risk_stands_with_whoever_has_to_make_it(cast) -> None:
    """Met on Monday at nine; the forty-eight hours end on Wednesday, and the follow-up is Ada's."""
    CaseFactory(stage="outreach", team=cast.team)
    wednesday_8 = local(2026, 5, 6, 8)

    assert [(row.person, row.at_risk) for row in workers(cast.sol, wednesday_8)] == [(cast.ada, 1), (cast.ben, 0)]
