"""Unnamed people are recorded, and named later: what was known before stays, and nobody overwrites unseen."""

from datetime import date

import pytest

from casework.actions.naming import name_neighbor, version_of
from casework.models import Contact, Neighbor
from heart.audit.models import AuditEvent
from heart.lib.actions import said
from heart.lib.errors import DomainError, NotAllowed, NotPossibleNow
from tests.factories import CaseFactory, ContactFactory, NeighborFactory
from tests.times import MONDAY_9, TUESDAY_9

RED_COAT = "man, 50s, red coat, bus station"


@pytest.fixture
def case(cast):
    unnamed = NeighborFactory(preferred_name="", description=RED_COAT, where_to_find="bus station, evenings")
    return CaseFactory(stage="outreach", team=cast.team, neighbor=unnamed)


def who(case, **words) -> dict[str, str]:
    """What a browser sends of the page."""
    neighbor = Neighbor.objects.get(pk=case.neighbor_id)
    return {
        "first_name": neighbor.first_name,
        "last_name": neighbor.last_name,
        "preferred_name": neighbor.preferred_name,
        "description": neighbor.description,
        "language": neighbor.language,
        "where_to_find": neighbor.where_to_find,
        "version": str(version_of(neighbor)),
    } | words


def test_a_name_is_learned_and_all_that_happened_stays(cast, as_, case) -> None:
    ContactFactory(case=case, result="not_found", channel="in_person", now=MONDAY_9)
    before = list(case.follow_ups.order_by("pk").values()), list(Contact.objects.values())

    answer = as_(cast.ada).post(
        f"/cases/{case.pk}/who/",
        who(case, first_name="Walter", last_name="Quill", also_known_as="Walt, Red", birth_date="1971-03-02"),
    )

    neighbor = Neighbor.objects.get()
    assert (answer.status_code, answer.url) == (302, f"/cases/{case.pk}/")
    assert (neighbor.display_name, neighbor.birth_date) == ("Walter Quill", date(1971, 3, 2))
    assert sorted(neighbor.also_known_as.values_list("name", flat=True)) == ["Red", "Walt"]
    assert (neighbor.description, neighbor.where_to_find) == (RED_COAT, "bus station, evenings")
    assert (list(case.follow_ups.order_by("pk").values()), list(Contact.objects.values())) == before


def test_the_history_keeps_who_changed_what(cast, case) -> None:
    name_neighbor(case=case, told={"first_name": "Walter"}, by=cast.ada, now=TUESDAY_9)
    events = list(case.neighbor.events.select_related("pgh_context").order_by("pgh_id"))
    assert [(event.first_name, event.description) for event in events] == [("", RED_COAT), ("Walter", RED_COAT)]
    assert (said(events[-1]).by, said(events[-1]).at) == (cast.ada.pk, TUESDAY_9)
    assert AuditEvent.objects.filter(event="neighbor.named").values_list("actor_id", "detail").get() == (
        cast.ada.pk,
        {"fields": ["first_name"]},
    )


def test_a_name_that_is_replaced_stays_as_another_name(cast, case) -> None:
    name_neighbor(case=case, told={"first_name": "Walter", "last_name": "Quil"}, by=cast.ada)
    name_neighbor(case=case, told={"last_name": "Quill"}, by=cast.ada)
    assert list(case.neighbor.also_known_as.values_list("name", flat=True)) == ["Walter Quil"]


def test_the_old_description_stays_visible(cast, as_, case) -> None:
    client = as_(cast.ben)
    assert "Was known as" not in client.get(f"/cases/{case.pk}/").content.decode()
    name_neighbor(case=case, told={"first_name": "Walter", "description": ""}, by=cast.ada)
    html = client.get(f"/cases/{case.pk}/").content.decode()
    assert ("Was known as" in html, RED_COAT in html, "<h1>Walter</h1>" in html) == (True, True, True)


def test_the_page_of_an_unnamed_neighbor_offers_to_say_the_name(cast, as_, case) -> None:
    link = f'href="/cases/{case.pk}/who/"'
    html = as_(cast.ada).get(f"/cases/{case.pk}/").content.decode()
    assert ("We know the name now" in html, link in html) == (True, True)


def test_unnamed_people_stand_on_lists_by_what_was_said_of_them(cast, as_, case) -> None:
    for url in ("/cases/", "/today/", f"/cases/{case.pk}/"):
        assert RED_COAT in as_(cast.ada).get(url).content.decode()


def test_nobody_is_left_without_a_word(cast, as_, case) -> None:
    answer = as_(cast.ada).post(f"/cases/{case.pk}/who/", who(case, description=" "))
    assert (answer.status_code, list(answer.context["form"].errors)) == (422, ["preferred_name"])
    with pytest.raises(DomainError):
        name_neighbor(case=case, told={"description": ""}, by=cast.ada)


def test_two_who_write_at_once_do_not_overwrite_each_other_unseen(cast, as_, case) -> None:
    shown = who(case, first_name="Walt")
    name_neighbor(case=case, told={"first_name": "Walter"}, by=cast.ben)

    answer = as_(cast.ada).post(f"/cases/{case.pk}/who/", shown)

    html = answer.content.decode()
    assert (answer.status_code, Neighbor.objects.get().first_name) == (422, "Walter")
    assert ("What stands there now" in html, "Walter" in html, 'value="Walt"' in html) == (True, True, True)
    again = as_(cast.ada).post(f"/cases/{case.pk}/who/", shown | {"version": str(answer.context["version"])})
    assert (again.status_code, Neighbor.objects.get().first_name) == (302, "Walt")


def test_the_same_again_changes_nothing(cast, case) -> None:
    old = version_of(case.neighbor)
    name_neighbor(case=case, told={"first_name": "Walter"}, version=old, by=cast.ada)
    stands = version_of(case.neighbor)
    name_neighbor(case=case, told={"first_name": "Walter"}, version=old, by=cast.ada)
    assert version_of(case.neighbor) == stands


@pytest.mark.parametrize("stranger", ["eve", "zoe", "rex", "ana", "ira"])
def test_strangers_name_nobody(cast, as_, case, stranger) -> None:
    user = cast.people[stranger]
    assert as_(user).post(f"/cases/{case.pk}/who/", who(case, first_name="X")).status_code == 404
    with pytest.raises(NotAllowed):
        name_neighbor(case=case, told={"first_name": "X"}, by=user)
    assert Neighbor.objects.get().first_name == ""


def test_a_version_of_the_past_is_refused(cast, case) -> None:
    with pytest.raises(NotPossibleNow):
        name_neighbor(case=case, told={"first_name": "X"}, version=0, by=cast.ada)
