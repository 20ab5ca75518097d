"""The responder's form, where it asks for more than its fields do."""

import pytest

from casework.forms import EncounterForm

pytestmark = pytest.mark.django_db

TOLD = {"pilot": "crt", "incident_number": "D26-1", "received_at": "2026-03-09T21:30", "follow_up_wanted": "no"}
TOLD |= {"language": "en"}


@pytest.mark.parametrize(
    ("day", "words"), [("2999-01-01", "This is in the future."), ("1899-12-31", "This is too long ago.")]
)
def test_nobody_was_born_tomorrow_or_centuries_ago(day, words) -> None:
    assert EncounterForm(TOLD | {"birth_date": day}).errors == {"birth_date": [words]}


@pytest.mark.parametrize("day", ["", "1900-01-01", "1971-06-30"])
def test_a_birth_date_may_be_any_other_day_or_unknown(day) -> None:
    assert EncounterForm(TOLD | {"birth_date": day}).errors == {}


@pytest.mark.parametrize("phone", ["919-555-0100", "(919) 555 0100", "+1 919.555.0100"])
def test_a_phone_number_is_kept_in_one_shape(phone) -> None:
    form = EncounterForm(TOLD | {"phone": phone})
    assert (form.is_valid(), form.person().phone) == (True, "+19195550100")
