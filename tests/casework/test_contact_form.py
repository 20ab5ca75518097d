"""Logging a contact on its page: what was typed stays when something is missing, a double click is one contact."""

from uuid import uuid4

import pytest
import time_machine

from casework.models import Contact
from casework.states import CaseStatus
from tests.factories import CaseFactory
from tests.times import local

NOON = local(2026, 5, 4, 12)


@pytest.fixture
def case(cast):
    return CaseFactory(stage="outreach", team=cast.team)


def send(client, case, query="", **words):
    told = {"submission": uuid4(), "result": "no_answer", "channel": "phone", "direction": "out"} | words
    with time_machine.travel(NOON, tick=False):
        return client.post(f"/cases/{case.pk}/contact/{query}", told)


def test_reached_and_agreed_engages(cast, as_, case) -> None:
    answer = send(as_(cast.ada), case, result="reached", answer="agreed", note="Wants to talk.")
    case.refresh_from_db()
    assert (answer.status_code, answer.url) == (302, f"/cases/{case.pk}/")
    assert (case.status, case.reached_at) == (CaseStatus.ENGAGED, NOON)
    assert Contact.objects.values_list("result", "answer", "note", "by").get() == (
        "reached",
        "agreed",
        "Wants to talk.",
        cast.ada.pk,
    )


def test_what_was_typed_stays_when_something_is_missing(cast, as_, case) -> None:
    answer = send(as_(cast.ada), case, result="reached", note="A long story.")
    assert answer.status_code == 422
    assert answer.context["form"].errors == {"answer": ["Say what the neighbor answered."]}
    assert "A long story." in answer.content.decode()
    assert not Contact.objects.exists()


def test_the_same_form_sent_twice_is_one_contact(cast, as_, case) -> None:
    submission = uuid4()
    client = as_(cast.ada)
    answers = [send(client, case, submission=submission).status_code for _ in range(2)]
    assert (answers, Contact.objects.count()) == ([302, 302], 1)


@pytest.mark.parametrize(
    ("words", "field"),
    [
        ({"result": "nonsense"}, "result"),
        ({"channel": ""}, "channel"),
        ({"at": "2026-05-04T18:00"}, "at"),
        ({"at": "2026-03-08T02:30"}, "at"),
        ({"next_due_at": "2026-05-04T09:00"}, "next_due_at"),
        ({"note": "NUL \x00 in it"}, "note"),
        ({"submission": "not one"}, "submission"),
    ],
    ids=lambda value: str(value),
)
def test_each_mistake_names_its_field(cast, as_, case, words, field) -> None:
    answer = send(as_(cast.ada), case, **words)
    assert (answer.status_code, list(answer.context["form"].errors), Contact.objects.count()) == (422, [field], 0)


@pytest.mark.parametrize(
    "query", ["?follow_up=abc", "?follow_up=99999999999999999999999", "?follow_up=-1", "?result=nonsense"]
)
def test_odd_addresses_are_passed_over(cast, as_, case, query) -> None:
    assert as_(cast.ada).get(f"/cases/{case.pk}/contact/{query}").status_code == 200


def test_another_cases_follow_up_in_the_address_is_not_touched(cast, as_, case) -> None:
    other = CaseFactory(stage="outreach", team=cast.other_team)
    theirs = other.follow_ups.open().get()
    send(as_(cast.ada), case, query=f"?follow_up={theirs.pk}")
    theirs.refresh_from_db()
    assert (theirs.status, other.contacts.count(), case.contacts.count()) == ("open", 0, 1)


def test_the_time_that_was_chosen_is_kept(cast, as_, case) -> None:
    send(as_(cast.ada), case, next_due_at="2026-05-06T15:00")
    assert [f.due_at for f in case.follow_ups.open()] == [local(2026, 5, 6, 15)]
