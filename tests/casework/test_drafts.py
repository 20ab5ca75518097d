"""A responder's form: what is typed is kept for its writer alone, sent once, and gone with its submit."""

from datetime import timedelta
from uuid import UUID, uuid4

import pytest
import time_machine
from django.urls import reverse

from casework.actions.drafts import KEPT_FOR, MOST, drop_draft, drop_old_drafts, save_draft
from casework.models import Caller, Draft, Encounter
from heart.audit.models import AuditEvent
from heart.lib.errors import DomainError, NotPossibleNow
from tests.attempts import at_once
from tests.cast import Cast, assemble
from tests.times import MONDAY_9

ONE, TWO = UUID(int=1), UUID(int=2)
NEW, SAVE = reverse("encounter-new"), reverse("encounter-draft")


@pytest.fixture
def rex(as_, cast: Cast):
    return as_(cast.rex)


@pytest.fixture(autouse=True)
def monday():
    with time_machine.travel(MONDAY_9, tick=False):
        yield


def typed(cast, submission=ONE, **told):
    return {"submission": str(submission), "writer": str(cast.rex.pk), **told}


def whole(cast, submission=ONE, **told):
    """All that a form needs."""
    filled = {"pilot": "crt", "incident_number": "26-1", "received_at": "2026-05-04T08:30", "follow_up_wanted": "yes"}
    return typed(cast, submission, language="en", **(filled | told))


def bodies():
    return {draft.submission: draft.body for draft in Draft.objects.all()}


# -- Saved as one types


def test_what_is_typed_is_kept_and_the_page_says_when(rex, cast) -> None:
    answer = rex.post(SAVE, typed(cast, preferred_name="Jo", birth_date="what?", language="en"))
    assert answer.content.decode().split() == ["Saved", "9", "a.m."]
    assert answer["HX-Replace-Url"] == reverse("encounter-draft-open", args=[ONE])
    assert bodies() == {ONE: {"preferred_name": "Jo", "birth_date": "what?", "language": "en"}}


def test_the_latest_words_win(rex, cast) -> None:
    rex.post(SAVE, typed(cast, preferred_name="Jo", note="long"))
    rex.post(SAVE, typed(cast, preferred_name="Joe"))
    assert bodies() == {ONE: {"preferred_name": "Joe"}}


def test_it_is_gone_on_with_where_it_was_left(rex, cast) -> None:
    told = {"preferred_name": "Jo", "follow_up_wanted": "no", "received_at": "2026-05-04T08:15", "birth_date": "19"}
    rex.post(SAVE, typed(cast, **told, domestic_violence="on", voicemail_ok="yes"))
    form = rex.get(reverse("encounter-draft-open", args=[ONE])).context["form"]
    assert {name: form[name].value() for name in told} == told
    assert (form["domestic_violence"].value(), form["voicemail_ok"].value()) == ("on", "yes")
    assert (str(form["submission"].value()), form["pilot"].value()) == (str(ONE), None)


def test_several_stand_side_by_side(rex, cast) -> None:
    rex.post(SAVE, typed(cast, ONE, preferred_name="Jo", incident_number="26-1"))
    rex.post(SAVE, typed(cast, TWO, description="man, 50s"))
    page = rex.get(reverse("encounters"))
    assert (page.context["unfinished"], [(d["who"], d["number"]) for d in page.context["drafts"]]) == (
        "2 unfinished",
        [("Jo", "26-1"), ("man, 50s", "")],
    )


def test_without_scripting_a_button_saves(rex, cast) -> None:
    answer = rex.post(NEW, typed(cast, note="half a", draft="1"), follow=True)
    assert [str(message) for message in answer.context["messages"]] == ["The draft is saved. Only you see it."]
    assert (bodies(), Encounter.objects.count()) == ({ONE: {"note": "half a"}}, 0)


# -- Nobody else's


@pytest.mark.parametrize("name", ["ada", "sol", "mia", "eve"])
def test_only_its_writer_sees_it(as_, rex, cast, name) -> None:
    rex.post(SAVE, typed(cast, preferred_name="Jo"))
    client = as_(getattr(cast, name))
    opened = client.get(reverse("encounter-draft-open", args=[ONE])).status_code
    dropped = client.post(reverse("encounter-draft-drop", args=[ONE])).status_code
    assert ({opened, dropped} <= {403, 404}, bodies()) == (True, {ONE: {"preferred_name": "Jo"}})


def test_a_phone_that_changed_hands_saves_nothing_in_anothers_name(as_, cast) -> None:
    ada = as_(cast.ada)
    saved = ada.post(SAVE, typed(cast, preferred_name="Jo"))
    sent = ada.post(NEW, whole(cast))
    assert (saved.status_code, sent.status_code, bodies(), Encounter.objects.count()) == (409, 403, {}, 0)


def test_the_audit_knows_that_and_not_what(rex, cast) -> None:
    rex.post(SAVE, typed(cast, preferred_name="Jo"))
    rex.post(SAVE, typed(cast, preferred_name="Joe"))
    rex.get(reverse("encounter-draft-open", args=[ONE]))
    rex.post(reverse("encounter-draft-drop", args=[ONE]))
    told = AuditEvent.objects.filter(event__startswith="draft.").order_by("pk").values_list("event", "detail")
    assert list(told) == [("draft.begun", {}), ("draft.read", {}), ("draft.dropped", {})]


# -- Gone with its submit


def test_sending_ends_it(rex, cast) -> None:
    rex.post(SAVE, typed(cast, preferred_name="Jo"))
    rex.post(NEW, whole(cast, preferred_name="Jo"))
    assert (bodies(), rex.get(reverse("encounters")).context["drafts"]) == ({ONE: {}}, [])
    assert rex.get(reverse("encounter-draft-open", args=[ONE])).status_code == 404


def test_a_save_that_comes_late_brings_nothing_back(rex, cast) -> None:
    rex.post(NEW, whole(cast, preferred_name="Jo"))
    late = rex.post(SAVE, typed(cast, preferred_name="Jo"))
    assert (late.status_code, " ".join(late.content.decode().split()), bodies()) == (
        409,
        "Not saved. This was sent or thrown away already.",
        {ONE: {}},
    )


def test_one_that_is_wrong_stays(rex, cast) -> None:
    rex.post(SAVE, typed(cast, preferred_name="Jo"))
    page = rex.post(NEW, whole(cast, preferred_name="Jo", birth_date="2999-01-01"))
    assert (page.status_code, page.context["form"].more_is_wrong, page.context["form"]["preferred_name"].value()) == (
        422,
        True,
        "Jo",
    )
    assert bodies() == {ONE: {"preferred_name": "Jo"}}


def test_thrown_away(rex, cast) -> None:
    rex.post(SAVE, typed(cast, preferred_name="Jo"))
    rex.post(reverse("encounter-draft-drop", args=[ONE]))
    assert (bodies(), rex.post(SAVE, typed(cast, preferred_name="Jo")).status_code) == ({ONE: {}}, 409)


def test_sent_twice_is_recorded_once(rex, cast) -> None:
    told = whole(cast, preferred_name="Jo", who_called="other", caller_is="staff", caller_phone="919-555-0100")
    answers = [rex.post(NEW, told).status_code for _ in range(2)]
    assert (answers, Encounter.objects.count(), Caller.objects.count(), Draft.objects.count()) == ([302, 302], 1, 1, 1)


def test_two_saves_at_once_are_one_draft(commits: None) -> None:
    rex = assemble().rex
    save = [lambda n=n: save_draft(form="encounter", submission=ONE, body={"note": n}, by=rex) for n in "ab"]
    assert [type(result) for result in at_once(*save)] == [Draft, Draft]
    assert Draft.objects.count() == 1


# -- Limits


def test_what_cannot_be_kept_is_said(rex, cast) -> None:
    answers = [rex.post(SAVE, typed(cast, note=note)) for note in ("x" * 50_000, "a\0b")]
    assert [(a.status_code, " ".join(a.content.decode().split())) for a in answers] == [
        (409, "Not saved. This is too long."),
        (409, "Not saved. This holds a character that cannot be kept."),
    ]
    assert bodies() == {}


def test_nobody_piles_them_up(cast) -> None:
    for _ in range(MOST):
        save_draft(form="encounter", submission=uuid4(), body={}, by=cast.rex)
    with pytest.raises(NotPossibleNow):
        save_draft(form="encounter", submission=ONE, body={}, by=cast.rex)
    save_draft(form="encounter", submission=ONE, body={}, by=cast.ada)


def test_old_ones_go_for_good(cast) -> None:
    save_draft(form="encounter", submission=ONE, body={"note": "x"}, by=cast.rex)
    drop_draft(form="encounter", submission=TWO, by=cast.rex)
    assert drop_old_drafts(by=None, now=MONDAY_9 + KEPT_FOR) == 0
    assert drop_old_drafts(by=None, now=MONDAY_9 + KEPT_FOR + timedelta(seconds=1)) == 2
    assert (Draft.objects.count(), AuditEvent.objects.filter(event="draft.expired").count()) == (0, 1)


def test_too_long_is_a_domain_error(cast) -> None:
    with pytest.raises(DomainError):
        save_draft(form="encounter", submission=ONE, body={"note": "x" * 50_000}, by=cast.rex)
