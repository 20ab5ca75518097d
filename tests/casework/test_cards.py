"""The card: how a responder finds it, who may open it, what stands on it, and what does not."""

import re
from datetime import date, timedelta

import pytest
import time_machine
from django.urls import reverse

from casework.actions.links import link_records
from casework.actions.plans import retire_plan
from casework.models import AlsoKnownAs, FollowUp, NamedReader, Neighbor, Restriction
from heart.audit.models import AuditEvent
from tests.factories import CaseFactory, ContactPointFactory, EncounterFactory, NeighborFactory, PlanFactory
from tests.times import MONDAY_9


@pytest.fixture(autouse=True)
def at_nine():
    with time_machine.travel(MONDAY_9, tick=False):
        yield


@pytest.fixture
def plan(cast):
    """Of Samantha "Sammy" Rivers, 45, who speaks Spanish."""
    neighbor = NeighborFactory(
        preferred_name="Sammy",
        first_name="Samantha",
        last_name="Rivers",
        birth_date=date(1981, 3, 14),
        language="es",
        interpreter="phone",
        where_to_find="bus station, mornings",
    )
    ContactPointFactory(neighbor=neighbor, value="+19195550142")
    AlsoKnownAs.objects.create(neighbor=neighbor, name="Chispa")
    case = CaseFactory(neighbor=neighbor, stage="outreach", team=cast.team)
    return PlanFactory(case=case, state="approved", safety="Startles when touched")


def ask(client, words: str = "", **told):
    return client.post("/cards/", {"q": words} | told)


def found(answer) -> list[str]:
    return [line["card"].name for line in answer.context.get("lines", [])]


# -- Finding it --------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    "words",
    [
        "Samantha Rivers",
        "rivers",
        "RIVERS, Samantha",
        "Sam",
        "Samanta Rivres",
        "chispa",
        "919-555-0142",
        "(919) 555 0142",
        "5550142",
        "+1 919 555 0142",
        "3/14/1981",
        "1981-03-14",
        "Sammy 3/14/1981",
        "Rivers 3/15/1981",
        "Rivers 919-555-0142",
        "bus station",
    ],
)
def test_found_by_what_is_said_over_the_radio(cast, as_, plan, words) -> None:
    assert found(ask(as_(cast.rex), words)) == ["Sammy"]


@pytest.mark.parametrize("words", ["Samantha Brooks", "919-555-0143", "library", "Sa Ri", "%%%"])
def test_not_by_what_is_not_theirs(cast, as_, plan, words) -> None:
    answer = ask(as_(cast.rex), words)
    assert found(answer) == []


@pytest.mark.parametrize("words", ["", "  ", "S", "x.", "--"])
def test_who_asks_for_everybody_gets_nobody(cast, as_, plan, words) -> None:
    answer = ask(as_(cast.rex), words)
    assert (answer.status_code, list(answer.context["form"].errors)) == (422, ["q"])


def test_what_stands_on_the_form_for_an_encounter_will_do(cast, as_, plan) -> None:
    answer = ask(as_(cast.rex), first_name="Samantha", last_name="Rivers", birth_date="1981-03-14", phone="")
    assert found(answer) == ["Sammy"]


def test_over_linked_records_under_any_name(cast, as_, plan) -> None:
    other = NeighborFactory(preferred_name="", first_name="Elena", last_name="Vidal")
    link_records(first=plan.neighbor, second=other, why="Same person", by=None)
    assert found(ask(as_(cast.rex), "Elena Vidal")) == ["Sammy"]


@pytest.mark.parametrize("state", ["draft", "submitted"])
def test_only_what_is_in_force(cast, as_, state) -> None:
    case = CaseFactory(stage="outreach", team=cast.team, neighbor__preferred_name="Jo Winter")
    PlanFactory(case=case, state=state)
    assert found(ask(as_(cast.rex), "Jo Winter")) == []


def test_nobody_without_a_plan(cast, as_) -> None:
    CaseFactory(stage="outreach", team=cast.team, neighbor__preferred_name="Jo Winter")
    assert found(ask(as_(cast.rex), "Jo Winter")) == []


def test_of_many_few_are_shown(cast, as_) -> None:
    for number in range(8):
        case = CaseFactory(stage="outreach", team=cast.team, neighbor__preferred_name=f"Jo Winter{number}")
        PlanFactory(case=case, state="approved")
    answer = ask(as_(cast.rex), "Winter")
    assert (len(found(answer)), answer.context["more"]) == (6, True)


@pytest.mark.parametrize("count", [1, 3])
def test_as_many_queries_for_any_number(cast, as_, django_assert_num_queries, count) -> None:
    for number in range(count):
        case = CaseFactory(stage="outreach", team=cast.team, neighbor__preferred_name=f"Jo Winter{number}")
        PlanFactory(case=case, state="approved")
    client = as_(cast.rex)
    ask(client, "Winter")
    with django_assert_num_queries(15):
        assert len(found(ask(client, "Winter"))) == count


def test_navigators_find_their_own(cast, as_, plan) -> None:
    assert [found(ask(as_(cast.people[name]), "Rivers")) for name in ("ada", "sol", "mia", "eve", "zoe")] == [
        ["Sammy"],
        ["Sammy"],
        ["Sammy"],
        [],
        [],
    ]


@pytest.mark.parametrize("name", ["ana", "ira"])
def test_others_do_not_ask(cast, as_, plan, name) -> None:
    assert (as_(cast.people[name]).get("/cards/").status_code, ask(as_(cast.people[name]), "Rivers").status_code) == (
        403,
        403,
    )


def test_nobody_is_found_by_an_address(cast, as_, plan) -> None:
    answer = as_(cast.rex).get("/cards/?q=Rivers")
    assert "Sammy" not in answer.content.decode()


# -- Opening it --------------------------------------------------------------------------------------------------------


def address(plan) -> str:
    return reverse("card", args=[plan.pk])


def test_a_responder_opens_what_was_found_for_a_shift(cast, as_, plan) -> None:
    client = as_(cast.rex)
    before = client.get(address(plan)).status_code
    ask(client, "Rivers")
    answers = []
    for hours in (0, 11, 13):
        with time_machine.travel(MONDAY_9 + timedelta(hours=hours), tick=False):
            session = client.session
            session.set_expiry(86400)
            session.save()
            answers.append(client.get(address(plan)).status_code)
    assert (before, answers) == (404, [200, 200, 404])


def test_a_card_not_found_answers_like_one_that_does_not_exist(cast, as_, plan) -> None:
    client = as_(cast.rex)
    hidden, nothing = (client.get(reverse("card", args=[pk])) for pk in (plan.pk, 987654321))
    clean = [
        re.sub(r'/cards/\d+/|nonce="[^"]*"|(csrfmiddlewaretoken" value=|X-CSRFToken": )"[^"]+"', "", a.content.decode())
        for a in (hidden, nothing)
    ]
    assert (hidden.status_code, clean[0]) == (nothing.status_code, clean[1])


def test_a_responder_who_has_met_the_person_opens_it_from_the_encounter(cast, as_, plan) -> None:
    encounter = EncounterFactory(by=cast.rex, source="responder")
    Neighbor.objects.filter(pk=encounter.neighbor_id).update(preferred_name="Sam R")
    link_records(first=plan.neighbor, second=encounter.neighbor, why="Same person", by=None)
    client = as_(cast.rex)
    assert f'href="{address(plan)}"' in client.get("/encounters/").content.decode()
    assert client.get(address(plan)).status_code == 200


def test_a_plan_that_has_ended_has_no_card(cast, as_, plan) -> None:
    client = as_(cast.rex)
    ask(client, "Rivers")
    retire_plan(plan=plan, why="Moved", seen=plan.as_seen, by=cast.ben)
    assert [as_(person).get(address(plan)).status_code for person in (cast.rex, cast.ada)] == [404, 404]


def test_asking_and_every_opening_are_on_record_without_what_was_asked(cast, as_, plan) -> None:
    client = as_(cast.rex)
    ask(client, "Rivers")
    client.get(address(plan))
    client.get(address(plan))
    rows = AuditEvent.objects.filter(actor_id=cast.rex.pk).order_by("pk")
    assert list(rows.values_list("event", "subject_id", "neighbor_id", "detail")) == [
        ("cards.asked", "", None, {"found": [plan.pk]}),
        ("card.read", str(plan.pk), plan.neighbor_id, {}),
        ("card.read", str(plan.pk), plan.neighbor_id, {}),
    ]


def test_restricted_it_is_neither_found_nor_opened_by_who_is_not_named(cast, as_, plan) -> None:
    client = as_(cast.rex)
    ask(client, "Rivers")
    FollowUp.objects.open().filter(case__neighbor=plan.neighbor).update(owner=cast.mia)
    restriction = Restriction.objects.create(neighbor=plan.neighbor, why="staff_kin", by=cast.mia, since=MONDAY_9)
    NamedReader.objects.create(restriction=restriction, user=cast.mia)
    assert (found(ask(client, "Rivers")), client.get(address(plan)).status_code) == ([], 404)
    NamedReader.objects.create(restriction=restriction, user=cast.rex)
    assert (found(ask(client, "Rivers")), client.get(address(plan)).status_code) == (["Sammy"], 200)


# -- What stands on it -------------------------------------------------------------------------------------------------


def opened(cast, as_, plan, name: str = "ada"):
    return as_(cast.people[name]).get(address(plan))


def test_who_it_is_and_three_blocks(cast, as_, plan) -> None:
    card = opened(cast, as_, plan).context["card"]
    assert (card.name, card.who, card.safety) == (
        "Sammy",
        "45 years old · Spanish · Interpreter by phone",
        "Startles when touched",
    )
    assert [(title, text) for _code, title, text in card.blocks] == [
        ("What helps", "Speak slowly"),
        ("What to avoid", "Uniforms"),
        ("Who to call", "Her sister May"),
    ]


def test_nothing_else_of_the_person(cast, as_, plan) -> None:
    """No date of birth, no number, no legal name beside the one they go by, no place, no case."""
    client = as_(cast.rex)
    ask(client, "Rivers")
    html = client.get(address(plan)).content.decode()
    leaks = ("1981", "555", "Rivers", "Samantha", "Chispa", "bus station", "/cases/", "/neighbors/")
    assert [word for word in leaks if word in html] == []


@pytest.mark.parametrize(("days", "old"), [(89, False), (90, False), (91, True)])
def test_past_its_day_it_says_that_it_is_out_of_date(cast, as_, plan, days, old) -> None:
    with time_machine.travel(MONDAY_9 + timedelta(days=days), tick=False):
        answer = opened(cast, as_, plan)
    assert (answer.context["card"].out_of_date, "Out of date" in answer.content.decode()) == (old, old)


def test_a_warning_of_any_linked_record_stands_on_it_but_not_in_print(cast, as_, plan) -> None:
    other = NeighborFactory(domestic_violence=True)
    link_records(first=plan.neighbor, second=other, why="Same person", by=None)
    html = opened(cast, as_, plan).content.decode()
    warning = re.search(r'<p class="([^"]*)">(?:(?!</p>).)*Domestic violence', html, re.DOTALL)
    assert warning and "no-print" in warning[1]


def test_what_was_typed_stands_as_typed_and_never_runs(cast, as_) -> None:
    case = CaseFactory(stage="outreach", team=cast.team)
    plan = PlanFactory(case=case, state="approved", helps="<script>alert(1)</script>\n¡Háblele despacio! 🐕")
    html = opened(cast, as_, plan).content.decode()
    assert "&lt;script&gt;alert(1)&lt;/script&gt;<br>¡Háblele despacio! 🐕" in html


def test_whom_to_call_is_one_tap_away(cast, as_) -> None:
    case = CaseFactory(stage="outreach", team=cast.team)
    plan = PlanFactory(case=case, state="approved", who_to_call="May <3, (919) 555-0143\nAl, 984.555.0144, room 12")
    html = opened(cast, as_, plan).content.decode()
    may, al = '<a href="tel:+19195550143">(919) 555-0143</a>', '<a href="tel:+19845550144">984.555.0144</a>'
    assert f"<p>May &lt;3, {may}<br>Al, {al}, room 12</p>" in html


@pytest.mark.parametrize(
    ("told", "dials"),
    [
        ("Hope Line 988", ["988"]),
        ("911 or 211, room 9881", ["911", "211"]),
        ("919-555-0143 x12", ["+19195550143,12"]),
        ("(919) 555-0143, ext. 345 or 988", ["+19195550143,345", "988"]),
        ("1-919-555-0143 extension 7", ["+19195550143,7"]),
        ("26-900988, 555-0100", []),
    ],
)
def test_short_numbers_and_extensions_are_dialled_too(cast, as_, told, dials) -> None:
    plan = PlanFactory(case=CaseFactory(stage="outreach", team=cast.team), state="approved", who_to_call=told)
    assert re.findall(r'href="tel:([^"]*)"', opened(cast, as_, plan).content.decode()) == dials


def test_in_spanish(cast, as_, plan) -> None:
    cast.ada.language = "es"
    cast.ada.save(update_fields=["language"])
    client = as_(cast.ada)
    client.cookies["django_language"] = "es"
    card = client.get(address(plan)).context["card"]
    assert [title for _code, title, _text in card.blocks] == ["Qué ayuda", "Qué evitar", "A quién llamar"]
