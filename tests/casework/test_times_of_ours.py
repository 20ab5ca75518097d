"""A time that no case, call or appointment can have is refused in words, wherever one is typed."""

import pytest
from django.core.exceptions import ValidationError

from casework.forms import EncounterForm
from casework.forms.fields import LocalTime
from casework.models import Draft, Encounter

FORM = "/encounters/new/"
TOLD = {"pilot": "crt", "incident_number": "D26-1", "received_at": "2026-03-09T21:30", "follow_up_wanted": "no"}
NOT_OURS = ["The year must be from 1970 to 2199."]
ODD = [
    "9999-12-31T23:59",
    "9999-12-31T00:00",
    "2200-01-01T00:00",
    "1969-12-31T23:59",
    "0001-01-01T00:00",
    "9999-12-31T23:59:59-14:00",
    "0001-01-01T00:00:00+14:00",
]


@pytest.mark.parametrize("typed", ODD)
def test_a_year_that_is_none_of_ours(typed: str) -> None:
    with pytest.raises(ValidationError) as refused:
        LocalTime().clean(typed)
    assert refused.value.messages == NOT_OURS


@pytest.mark.parametrize("typed", ["1970-01-01T00:00", "2199-12-31T23:59"])
def test_the_first_and_the_last(typed: str) -> None:
    assert f"{LocalTime().clean(typed):%Y-%m-%dT%H:%M}" == typed


@pytest.mark.parametrize("typed", ODD)
@pytest.mark.parametrize("name", ["received_at", "cleared_at"])
def test_of_an_encounter(db, name: str, typed: str) -> None:
    assert EncounterForm(TOLD | {name: typed}).errors == {name: NOT_OURS}


def test_on_the_page(cast, as_) -> None:
    page = as_(cast.rex).post(FORM, TOLD | {"cleared_at": ODD[0]})
    assert (page.status_code, Encounter.objects.count()) == (422, 0)
    assert page.context["form"].errors == {"cleared_at": NOT_OURS}


def test_a_draft_keeps_it_as_it_was_typed(cast, as_) -> None:
    client, odd = as_(cast.rex), TOLD | {"cleared_at": ODD[0]}
    answers = client.post(FORM, odd | {"draft": "1"}), client.post("/encounters/draft/", odd)
    assert [answer.status_code for answer in answers] == [302, 200]
    assert [draft.body["cleared_at"] for draft in Draft.objects.all()] == [ODD[0]] * 2
