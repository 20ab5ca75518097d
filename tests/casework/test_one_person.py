"""One case page over linked records: every name, number, warning and encounter of the person; not what another team
wrote. And where a case goes on that rests."""

import re

import pytest
import time_machine

from casework.actions.links import link_records, unlink_records
from casework.models import AlsoKnownAs, Case, Encounter, Link, Neighbor
from heart.audit.models import AuditEvent
from tests.factories import CaseFactory, ContactFactory, ContactPointFactory, EncounterFactory, NeighborFactory
from tests.times import MONDAY_9, NEXT_MONDAY_9, TUESDAY_9, local


def page(client, case) -> str:
    return client.get(f"/cases/{case.pk}/").content.decode()


def link(first: Neighbor, second: Neighbor, by, **words) -> Link:
    return link_records(first=first, second=second, why="same birth date, she said so", by=by, now=TUESDAY_9, **words)


def text(html: str) -> str:
    return re.sub(r"\s+", " ", re.sub(r"<[^>]+>", " ", html))


@pytest.fixture
def case(cast) -> Case:
    """Ada's and Ben's, of Jon Smyth; John Smith is another team's, with a closed case."""
    return CaseFactory(stage="engaged", team=cast.team, neighbor=NeighborFactory(preferred_name="Jon Smyth"))


@pytest.fixture
def other(cast) -> Case:
    neighbor = NeighborFactory(preferred_name="John Smith", where_to_find="library, mornings")
    other = CaseFactory(stage="outreach", team=cast.other_team, neighbor=neighbor)
    ContactFactory(case=other, result="no_answer", answer="", note="Canary: what Eve wrote", now=MONDAY_9)
    return other


def test_names_of_all_records_stand_in_the_header(cast, as_, case, other) -> None:
    AlsoKnownAs.objects.create(neighbor=other.neighbor, name="Smitty")
    link(case.neighbor, other.neighbor, cast.mia, goes_on=case)
    said = text(page(as_(cast.ada), case))
    assert "Jon Smyth Also known here as: John Smith , Smitty" in said
    assert f"library, mornings (record {other.neighbor_id})" in said


def test_a_no_on_any_record_counts_at_that_number(cast, as_, case, other) -> None:
    for neighbor, voicemail, heart in ((case.neighbor, "yes", "yes"), (other.neighbor, "no", "")):
        ContactPointFactory(neighbor=neighbor, value="+19195550142", voicemail_ok=voicemail, may_say_heart=heart)
    ContactPointFactory(neighbor=other.neighbor, value="+19195550143", who_else_answers="his brother", text_ok="yes")
    link(case.neighbor, other.neighbor, cast.mia, goes_on=case)

    html = page(as_(cast.ada), case)

    assert re.findall(r'href="tel:([^"]+)"', html) == ["+19195550142", "+19195550143"]
    first, second = html.split('href="tel:')[1:]
    assert ("No voicemail" in first, "May say HEART" in first, "Voicemail OK" in first) == (True, True, False)
    assert ("his brother may answer" in second, f"record {other.neighbor_id}" in second) == (True, True)


def test_a_yes_to_another_team_is_none_to_this_one(cast, as_, case, other) -> None:
    ContactPointFactory(neighbor=case.neighbor, value="+19195550142")
    ContactPointFactory(neighbor=other.neighbor, value="+19195550142", text_ok="yes", may_say_heart="yes")
    link(case.neighbor, other.neighbor, cast.mia, goes_on=case)
    html = page(as_(cast.ada), case)
    assert ("Texts: not asked" in html, "Text OK" in html) == (True, False)


def test_lists_and_the_form_for_a_contact_say_what_linked_records_say_no_to(cast, as_, case, other) -> None:
    ContactPointFactory(neighbor=case.neighbor, value="+19195550142", voicemail_ok="yes", may_say_heart="yes")
    ContactPointFactory(neighbor=other.neighbor, value="+19195550142", voicemail_ok="no", may_say_heart="no")
    Neighbor.objects.filter(pk=other.neighbor_id).update(domestic_violence=True)
    link(case.neighbor, other.neighbor, cast.mia, goes_on=case)
    client = as_(cast.ada)
    for url in ("/today/", f"/cases/{case.pk}/contact/"):
        with time_machine.travel(NEXT_MONDAY_9, tick=False):
            html = client.get(url).content.decode()
        said = ["No voicemail" in html, "Do not say HEART" in html, "Domestic violence" in html, "Voicemail OK" in html]
        assert (url, said) == (url, [True, True, True, False])


def test_domestic_violence_on_any_record_is_said_on_all(cast, as_, case, other) -> None:
    Neighbor.objects.filter(pk=other.neighbor_id).update(domestic_violence=True)
    assert "Domestic violence" not in page(as_(cast.ada), case)
    link(case.neighbor, other.neighbor, cast.mia, goes_on=case)
    assert "Domestic violence: be careful what you say" in page(as_(cast.ada), case)


def test_encounters_of_linked_records_stand_in_what_happened_with_the_record_they_came_from(
    cast, as_, case, other
) -> None:
    met = EncounterFactory(received_at=local(2026, 5, 1, 8), call_type="Welfare check", note="by the river")
    Encounter.objects.filter(pk=met.pk).update(neighbor=other.neighbor, case=other)
    link(case.neighbor, other.neighbor, cast.mia, goes_on=case)
    said = text(page(as_(cast.ada), case))
    assert ("Welfare check" in said, "by the river" in said) == (True, True)
    assert re.search(rf"Welfare check record {other.neighbor_id}", said)


def test_another_teams_contact_notes_stay_with_that_team(cast, as_, case, other) -> None:
    link(case.neighbor, other.neighbor, cast.mia, goes_on=case)
    html = page(as_(cast.ada), case)
    assert ("Canary" in html, f'href="/cases/{other.pk}/"' in html) == (False, False)
    assert f"Being reached · rests · Eve and Dan · record {other.neighbor_id}" in html


def test_linked_records_say_since_when_by_whom_and_why(cast, as_, case, other) -> None:
    made = link(case.neighbor, other.neighbor, cast.mia, goes_on=case)
    said = text(page(as_(cast.sol), case))
    assert f"John Smith (record {other.neighbor_id}) since" in said
    assert ("by Mia" in said, "same birth date, she said so" in said, "Unlink" in said) == (True, True, True)
    assert f'href="/links/{made.pk}/end/"' in page(as_(cast.sol), case)
    assert f'href="/links/{made.pk}/end/"' not in page(as_(cast.ada), case)


def test_a_resting_case_says_where_it_goes_on_and_offers_nothing(cast, as_, case, other) -> None:
    link(case.neighbor, other.neighbor, cast.mia, goes_on=case)
    html = page(as_(cast.eve), other)
    assert f"This case rests: it goes on as case {case.pk}, with Ada and Ben" in html
    assert "1 promise rests with it" in html
    assert (f'href="/cases/{case.pk}/"' in html, "/contact/" in html, "Close the case" in html) == (False,) * 3
    assert f'href="/cases/{case.pk}/">Go to that case' in page(as_(cast.mia), other)


def test_nothing_of_a_stranger_is_shown_once_they_are_parted(cast, as_, case, other) -> None:
    made = link(case.neighbor, other.neighbor, cast.mia, goes_on=case)
    unlink_records(link=made, why="two birth dates", by=cast.mia)
    assert "John Smith" not in page(as_(cast.ada), case)


def test_reading_is_on_record_for_every_record(cast, as_, case, other) -> None:
    link(case.neighbor, other.neighbor, cast.mia, goes_on=case)
    AuditEvent.objects.all()
    page(as_(cast.ada), case)
    read = AuditEvent.objects.filter(event__in=["case.read", "neighbor.read"], actor_id=cast.ada.pk)
    assert set(read.values_list("neighbor_id", flat=True)) == {case.neighbor_id, other.neighbor_id}


@pytest.mark.parametrize("count", [1, 3])
def test_the_number_of_queries_does_not_grow_with_linked_records(
    cast, as_, django_assert_num_queries, case, count
) -> None:
    for number in range(count):
        neighbor = NeighborFactory(preferred_name=f"Also {number}")
        CaseFactory(stage="closed", team=cast.team, neighbor=neighbor)
        ContactPointFactory(neighbor=neighbor)
        met = EncounterFactory(now=MONDAY_9)
        Encounter.objects.filter(pk=met.pk).update(neighbor=neighbor, case=None, follow_up_wanted="no")
        link(case.neighbor, neighbor, cast.mia)
    client = as_(cast.ada)
    with django_assert_num_queries(42):
        html = page(client, case)
    assert [f"Also {number}" in html for number in range(count)] == [True] * count


def test_an_unnamed_record_is_called_by_the_name_of_the_linked_one(cast, as_, other) -> None:
    unnamed = CaseFactory(
        stage="outreach", team=cast.team, neighbor=NeighborFactory(preferred_name="", description="man, red coat")
    )
    link(unnamed.neighbor, other.neighbor, cast.mia, goes_on=unnamed)
    said = text(page(as_(cast.ada), unnamed))
    assert "John Smith Also known here as: man, red coat" in said


# -- Unlinking -----------------------------------------------------------------------------------------------------


def test_the_page_says_what_unlinking_does_and_asks_why(cast, as_, case, other) -> None:
    made = link(case.neighbor, other.neighbor, cast.mia, goes_on=case)
    client = as_(cast.sol)
    html = client.get(f"/links/{made.pk}/end/").content.decode()
    assert f"Case {other.pk} wakes with Eve and Dan, and its 1 promise with it" in html

    answer = client.post(f"/links/{made.pk}/end/", {"why": ""})
    assert (answer.status_code, list(answer.context["form"].errors)) == (422, ["why"])
    answer = client.post(f"/links/{made.pk}/end/", {"why": "two birth dates"})
    made.refresh_from_db()
    assert (answer.status_code, answer.url) == (302, f"/cases/{case.pk}/")
    assert (made.ended_by, made.ended_why) == (cast.sol, "two birth dates")


@pytest.mark.parametrize("stranger", ["rex", "ana", "ira"])
def test_who_sees_no_case_finds_no_link(cast, as_, case, other, stranger) -> None:
    made = link(case.neighbor, other.neighbor, cast.mia, goes_on=case)
    assert as_(cast.people[stranger]).get(f"/links/{made.pk}/end/").status_code == 404


def test_a_navigator_of_one_side_does_not_part_them(cast, as_, case, other) -> None:
    made = link(case.neighbor, other.neighbor, cast.mia, goes_on=case)
    assert as_(cast.ada).post(f"/links/{made.pk}/end/", {"why": "no"}).status_code == 403
    made.refresh_from_db()
    assert made.ended_at is None
