"""The pages of response plans and of familiar neighbors: who gets which, what each button does, what waits for whom."""

from datetime import date, timedelta

import pytest
import time_machine
from django.urls import reverse

from casework.actions.links import link_records
from casework.models import NamedReader, ResponsePlan, Restriction
from tests.casework.test_familiar import often
from tests.factories import CaseFactory, PlanFactory
from tests.times import MONDAY_9

PEOPLE = ("ada", "ben", "sol", "mia", "eve", "zoe", "rex", "ana", "ira")
OURS = (200, 200, 200, 200, 404, 404, 404, 404, 404)
WORDS = {"helps": "Ask about the dog", "avoid": "Sirens", "who_to_call": "Her sister May", "safety": ""}


@pytest.fixture(autouse=True)
def at_nine():
    with time_machine.travel(MONDAY_9, tick=False):
        yield


@pytest.fixture
def case(cast):
    return CaseFactory(stage="outreach", team=cast.team, neighbor__preferred_name="Canary Jones")


def url(name: str, plan: ResponsePlan, *more: str) -> str:
    return reverse(name, args=[plan.neighbor_id if name in ("plan", "plan-write") else plan.pk, *more])


def decide(client, plan: ResponsePlan, what: str, **told):
    plan.refresh_from_db()
    return client.post(url("plan-decide", plan, what), {"seen": plan.as_seen} | told)


# -- Who gets which ----------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("name", "state", "more", "answers"),
    [
        ("plan", "approved", (), OURS),
        ("plan-write", "approved", (), OURS),
        ("plan-edit", "draft", (), OURS),
        ("plan-decide", "submitted", ("approve",), (403, 200, 403, 403, 404, 404, 404, 404, 404)),
        ("plan-decide", "submitted", ("send-back",), OURS),
        ("plan-decide", "approved", ("review",), (403, 200, 200, 200, 404, 404, 404, 404, 404)),
        ("plan-decide", "approved", ("retire",), OURS),
        ("plan-decide", "approved", ("sing",), (404,) * 9),
        ("card", "approved", (), OURS),
    ],
)
def test_who_gets_which_page(cast, as_, case, name, state, more, answers) -> None:
    plan = PlanFactory(case=case, state=state)
    address = url(name, plan, *more)
    assert tuple(as_(cast.people[person]).get(address).status_code for person in PEOPLE) == answers


@pytest.mark.parametrize("name", ["familiar", "plans"])
def test_lists_are_for_navigators_and_overseers(cast, as_, name) -> None:
    answers = tuple(as_(cast.people[person]).get(reverse(name)).status_code for person in PEOPLE)
    assert answers == (200, 200, 200, 200, 200, 200, 403, 403, 403)


@pytest.mark.parametrize(
    ("name", "more"), [("plan-submit", ()), ("plan-decide", ("retire",)), ("plan-decide", ("send-back",))]
)
@pytest.mark.parametrize("person", ["eve", "zoe", "rex", "ana", "ira"])
def test_a_stranger_presses_nothing(cast, as_, case, name, more, person) -> None:
    plan = PlanFactory(case=case, state="submitted" if "send-back" in more else "draft")
    before = list(ResponsePlan.objects.values())
    answer = as_(cast.people[person]).post(url(name, plan, *more), {"seen": plan.as_seen, "why": "Because"})
    assert (answer.status_code, list(ResponsePlan.objects.values())) == (404, before)


@pytest.mark.parametrize("address", ["familiar", "plans", "plans?show=force", "plan", "card", "case"])
def test_of_a_restricted_record_only_who_is_named_finds_anything(cast, as_, case, address) -> None:
    plan = PlanFactory(case=case, state="approved")
    often(case.neighbor, 7)
    case.follow_ups.open().update(owner=cast.sol)
    restriction = Restriction.objects.create(neighbor=case.neighbor, why="other", by=cast.mia, since=MONDAY_9)
    NamedReader.objects.create(restriction=restriction, user=cast.sol)
    name, _, query = address.partition("?")
    arguments = {"plan": [case.neighbor_id], "card": [plan.pk], "case": [case.pk]}.get(name, [])
    full = f"{reverse(name, args=arguments)}?{query}"
    shown = {who for who in ("ada", "sol", "mia") if b"Canary" in as_(cast.people[who]).get(full).content}
    assert shown == {"sol"}


# -- The way of a plan -------------------------------------------------------------------------------------------------


def test_from_the_first_word_to_the_card(cast, as_, case) -> None:
    neighbor = case.neighbor_id
    answer = as_(cast.ada).post(reverse("plan-write", args=[neighbor]), WORDS | {"submit": "1"})
    assert (answer.status_code, answer.url) == (302, f"/neighbors/{neighbor}/plan/")
    plan = ResponsePlan.objects.get()
    assert plan.state == "submitted"
    answer = decide(as_(cast.ben), plan, "approve", review_on="2026-08-02")
    assert (answer.status_code, answer.url) == (302, f"/neighbors/{neighbor}/plan/")
    card = as_(cast.ben).get(url("card", plan)).context["card"]
    assert (card.name, card.approved, card.review, card.out_of_date) == (
        "Canary Jones",
        "Approved by Ben, 4 May 2026",
        "To be looked at again on 2 Aug 2026",
        False,
    )
    assert [text for _code, _title, text in card.blocks] == ["Ask about the dog", "Sirens", "Her sister May"]


def test_a_new_version_begins_as_what_is_in_force_says(cast, as_, case) -> None:
    plan = PlanFactory(case=case, state="approved")
    form = as_(cast.ada).get(url("plan-write", plan)).context["form"]
    assert form["helps"].value() == "Speak slowly"


def test_a_draft_is_gone_on_with_not_begun_twice(cast, as_, case) -> None:
    plan = PlanFactory(case=case)
    assert as_(cast.ben).get(url("plan-write", plan)).url == f"/neighbors/{case.neighbor_id}/plan/"


@pytest.mark.parametrize(
    ("told", "field"),
    [
        ({"helps": "x" * 241}, "helps"),
        ({"safety": "x" * 121}, "safety"),
        ({"who_to_call": "a\nb\nc\nd\ne"}, "who_to_call"),
    ],
)
def test_what_does_not_fit_is_an_error_of_its_field_and_what_was_typed_stays(cast, as_, case, told, field) -> None:
    answer = as_(cast.ada).post(reverse("plan-write", args=[case.neighbor_id]), WORDS | told)
    form = answer.context["form"]
    assert (answer.status_code, list(form.errors), form[field].value()) == (422, [field], told[field])


def test_handing_in_half_a_plan_keeps_the_draft_and_says_what_is_missing(cast, as_, case) -> None:
    client = as_(cast.ada)
    answer = client.post(
        reverse("plan-write", args=[case.neighbor_id]), WORDS | {"avoid": "", "submit": "1"}, follow=True
    )
    assert ResponsePlan.objects.get().state == "draft"
    assert "A plan says what helps, what to avoid and who to call." in answer.content.decode()


def test_who_was_second_sees_both_and_saves_knowingly(cast, as_, case) -> None:
    plan = PlanFactory(case=case)
    seen = {"seen": plan.as_seen}
    as_(cast.ben).post(url("plan-edit", plan), WORDS | seen | {"helps": "Ben's"})
    answer = as_(cast.ada).post(url("plan-edit", plan), WORDS | seen | {"helps": "Ada's"})
    form, stands = answer.context["form"], answer.context["stands"]
    assert (answer.status_code, form["helps"].value(), stands["words"][0]["value"]) == (422, "Ada's", "Ben's")
    assert ResponsePlan.objects.get().helps == "Ben's"
    again = as_(cast.ada).post(url("plan-edit", plan), WORDS | {"seen": form["seen"].value(), "helps": "Ada's"})
    assert (again.status_code, ResponsePlan.objects.get().helps) == (302, "Ada's")


@pytest.mark.parametrize(
    ("what", "state", "field"),
    [
        ("send-back", "submitted", "why"),
        ("retire", "approved", "why"),
        ("approve", "submitted", "review_on"),
        ("review", "approved", "review_on"),
    ],
)
def test_what_a_decision_asks_for_is_needed(cast, as_, case, what, state, field) -> None:
    plan = PlanFactory(case=case, state=state)
    answer = decide(as_(cast.ben), plan, what, **{field: ""})
    assert (answer.status_code, list(answer.context["form"].errors)) == (422, [field])


def test_deciding_about_what_one_has_not_seen_is_refused(cast, as_, case) -> None:
    plan = PlanFactory(case=case, state="submitted")
    answer = as_(cast.ben).post(url("plan-decide", plan, "approve"), {"seen": "long ago", "review_on": "2026-08-02"})
    plan.refresh_from_db()
    assert (answer.status_code, plan.state) == (422, "submitted")


def test_sent_back_the_reason_stands_on_the_page(cast, as_, case) -> None:
    plan = PlanFactory(case=case, state="submitted")
    decide(as_(cast.ben), plan, "send-back", why="Who is May?")
    page = as_(cast.ada).get(url("plan", plan))
    assert "Sent back: Who is May?" in page.content.decode()
    assert [(line["what"], line["by"], line["why"]) for line in page.context["history"]] == [
        ("Sent back", "Ben", "Who is May?"),
        ("Handed in for approval", "Ada", ""),
        ("Draft begun", "Ada", ""),
    ]


def test_two_plans_of_linked_records_are_both_shown_and_said_so(cast, as_, case) -> None:
    other = CaseFactory(stage="outreach", team=cast.team)
    first = PlanFactory(case=case, state="approved")
    second = PlanFactory(case=other, state="approved", now=MONDAY_9 + timedelta(minutes=1))
    link_records(first=case.neighbor, second=other.neighbor, why="Same person", by=None)
    page = as_(cast.ada).get(url("plan", first))
    assert [shown.plan for shown in page.context["in_force"]] == [second, first]
    assert "In force on the linked record" in page.content.decode()
    card = as_(cast.ada).get(url("card", second))
    assert [one["url"] for one in card.context["others"]] == [url("card", first)]


# -- Lists -------------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("count", [1, 3])
def test_familiar_neighbors_most_often_first(cast, as_, django_assert_num_queries, count) -> None:
    for number in range(count):
        case = CaseFactory(stage="outreach", team=cast.team, neighbor__preferred_name=f"Jo {number}")
        often(case.neighbor, 5 + 5 * number)
        PlanFactory(case=case)
    often(CaseFactory(stage="outreach", team=cast.other_team).neighbor, 50)
    client = as_(cast.ada)
    with django_assert_num_queries(7):
        answer = client.get("/familiar/")
    assert [(line["name"], line["times"]) for line in answer.context["lines"]] == [
        (f"Jo {number}", 5 + 5 * number) for number in reversed(range(count))
    ]


@pytest.mark.parametrize(
    ("band", "times"), [("", [20, 10, 5]), ("10", [20, 10]), ("20", [20]), ("40", []), ("7", [20, 10, 5])]
)
def test_a_band_stands_in_the_address(cast, as_, band, times) -> None:
    for count in (5, 10, 20):
        often(CaseFactory(stage="outreach", team=cast.team).neighbor, count)
    answer = as_(cast.ada).get(f"/familiar/?band={band}")
    assert [line["times"] for line in answer.context["lines"]] == times
    assert [(chip["url"], chip["count"]) for chip in answer.context["chips"]] == [
        ("/familiar/", 3),
        ("/familiar/?band=10", 2),
        ("/familiar/?band=20", 1),
        ("/familiar/?band=40", 0),
    ]


def test_a_person_of_two_records_is_one_line(cast, as_) -> None:
    first, second = (CaseFactory(stage="outreach", team=cast.team).neighbor for _ in range(2))
    often(first, 3)
    often(second, 4)
    link_records(first=first, second=second, why="Same person", by=None)
    answer = as_(cast.ada).get("/familiar/")
    assert [(line["name"], line["times"]) for line in answer.context["lines"]] == [(first.display_name, 7)]


@pytest.mark.parametrize("count", [1, 3])
@pytest.mark.parametrize(
    ("show", "state"), [("approve", "submitted"), ("review", "approved"), ("drafts", "draft"), ("force", "approved")]
)
def test_plans_that_wait(cast, as_, django_assert_num_queries, show, state, count) -> None:
    for _ in range(count):
        PlanFactory(case=CaseFactory(stage="outreach", team=cast.team), state=state, review_on=date(2026, 5, 5))
    PlanFactory(case=CaseFactory(stage="outreach", team=cast.other_team), state=state, review_on=date(2026, 5, 5))
    client = as_(cast.ben)
    with time_machine.travel(MONDAY_9 + timedelta(days=1), tick=False):
        client = as_(cast.ben)
        with django_assert_num_queries(10):
            answer = client.get(f"/plans/?show={show}")
    assert (len(answer.context["lines"]), answer.context["tabs"][0]["label"]) == (count, "To approve")


# -- Elsewhere ---------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(("times", "said"), [(4, ""), (5, "Familiar neighbor: 5 encounters in 365 days")])
def test_the_case_page_and_intake_say_how_well_one_knows_each_other(cast, as_, times, said) -> None:
    case = CaseFactory()
    often(case.neighbor, times)
    client = as_(cast.sol)
    assert client.get(reverse("case", args=[case.pk])).context["familiar"] == said
    assert client.get(reverse("assign", args=[case.pk])).context["familiar"] == said
    assert [line["familiar"] for group in client.get("/intake/").context["groups"] for line in group["lines"]] == [said]


def test_the_case_page_shows_the_plan_and_leads_to_the_card(cast, as_, case) -> None:
    plan = PlanFactory(case=case, state="approved")
    page = as_(cast.ada).get(reverse("case", args=[case.pk]))
    assert [line["plan"] for line in page.context["plans"]] == [plan]
    assert f'href="{url("card", plan)}"' in page.content.decode()


@pytest.mark.parametrize(
    ("name", "address", "said"),
    [
        ("ben", "/today/", "2 response plans to look at"),
        ("sol", "/board/", "response plans to look at"),
        ("ada", "/today/", ""),
    ],
)
def test_what_waits_is_said_where_one_begins(cast, as_, case, name, address, said) -> None:
    PlanFactory(case=case, state="submitted")
    PlanFactory(case=CaseFactory(stage="outreach", team=cast.team), state="approved", review_on=date(2026, 5, 5))
    PlanFactory(case=CaseFactory(stage="outreach", team=cast.team), state="submitted", by=cast.ben)
    with time_machine.travel(MONDAY_9 + timedelta(days=1), tick=False):
        html = as_(cast.people[name]).get(address).content.decode()
    assert ("to look at" in html) == bool(said)
    assert said in html
