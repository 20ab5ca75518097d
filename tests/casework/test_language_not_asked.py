"""A language that nobody has asked for: no page claims one, and a text is in English."""

import pytest

from casework.actions.encounters import EncounterDetails, digest_of
from casework.actions.neighbors import Person, get_to_know, meet_neighbor
from casework.forms import WhoForm
from casework.models import Neighbor
from casework.views.person import facts_of, people_of
from casework.views.rows import language_word
from heart.notify.models import Message, Template
from heart.notify.texts import text_of
from tests.factories import NeighborFactory, PersonFactory
from tests.times import MONDAY_9

pytestmark = pytest.mark.django_db

LANGUAGES = {
    "": ("", None),
    "en": ("", "English"),
    "es": ("Spanish", "Spanish"),
    "ase": ("American Sign Language", "American Sign Language"),
    "zh": ("Chinese", "Chinese"),
    "other": ("Another language", "Another language"),
    "tlh": ("TLH", "TLH"),
}


@pytest.mark.parametrize(("code", "said"), LANGUAGES.items())
def test_what_pages_say(code, said) -> None:
    record = NeighborFactory(language=code)
    facts = {str(one["term"]): one["value"] for one in facts_of(people_of([record])[record.pk], MONDAY_9.date())}
    assert (language_word(record), facts.get("Language")) == said


def test_who_was_not_asked_is_asked_later_and_then_it_stays() -> None:
    known = meet_neighbor(person=PersonFactory(), agency="Durham", by=None)
    assert known.language == ""
    get_to_know(neighbor=known, person=PersonFactory(language="es"), agency="Durham", by=None)
    get_to_know(neighbor=known, person=PersonFactory(language="en"), agency="Durham", by=None)
    assert Neighbor.objects.get(pk=known.pk).language == "es"


def test_not_asked_may_be_said_again_of_a_record() -> None:
    form = WhoForm({"preferred_name": "Jo", "language": ""}, neighbor=NeighborFactory(language="es"))
    assert (form.is_valid(), form.told()["language"]) == (True, "")


def test_a_text_is_in_english() -> None:
    text = text_of(Message(template=Template.CARING, language=""))
    assert text == "Thinking of you and wishing you well. No need to answer. Reply STOP to end."


def test_what_was_sent_before_it_could_be_left_open_is_the_same() -> None:
    """A digest of a body without a language."""

    details = EncounterDetails(agency="Durham", incident_number="1", received_at=MONDAY_9)
    assert digest_of(details, Person(first_name="Jo")) == digest_of(details, Person(first_name="Jo", language="en"))
