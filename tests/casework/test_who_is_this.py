"""Who is this? Intake sees who somebody may be and why, side by side; a person answers; and it can be undone."""

import re
from datetime import date

import pytest
from django.urls import reverse

from casework.actions.matching import decide_match
from casework.actions.restrictions import restrict_record
from casework.models import AlsoKnownAs, Case, Link, MatchState, Neighbor, PossibleMatch
from casework.views.side_by_side import DIFFERENT, MISSING, SAME, SIMILAR, compared_days, compared_words
from tests.factories import CaseFactory, ContactPointFactory, NeighborFactory, RestrictionFactory
from tests.times import MONDAY_9


def said(html: str) -> str:
    return re.sub(r"\s+", " ", re.sub(r"<[^>]+>", " ", html))


def named(first: str, last: str, **words) -> Neighbor:
    return NeighborFactory(preferred_name="", first_name=first, last_name=last, **words)


@pytest.fixture
def waiting(cast) -> Case:
    """In intake: Jon Smyth, of whom a number and a birth date are known."""
    neighbor = named("Jon", "Smyth", birth_date=date(1971, 3, 2))
    ContactPointFactory(neighbor=neighbor, value="+19195550142")
    return CaseFactory(neighbor=neighbor)


@pytest.fixture
def known(cast) -> Case:
    """Of another team: John Smith, born on the same day."""
    neighbor = named("John", "Smith", birth_date=date(1971, 3, 2))
    ContactPointFactory(neighbor=neighbor, value="+19195550142")
    AlsoKnownAs.objects.create(neighbor=neighbor, name="Smitty")
    return CaseFactory(stage="engaged", team=cast.other_team, neighbor=neighbor)


@pytest.fixture
def match(waiting, known) -> PossibleMatch:
    return ask(waiting.neighbor, known.neighbor)


def ask(one: Neighbor, other: Neighbor, score: float = 0.9) -> PossibleMatch:
    first, second = sorted((one, other), key=lambda n: n.pk)
    found, _created = PossibleMatch.objects.get_or_create(
        first=first, second=second, defaults={"score": score, "reasons": [], "found_at": MONDAY_9}
    )
    return found


def test_intake_marks_who_may_be_somebody_we_know(cast, as_, waiting, match) -> None:
    CaseFactory(neighbor__preferred_name="Nobody like him")
    html = as_(cast.sol).get("/intake/").content.decode()
    assert (html.count("May be somebody we know"), "1 possible match" in html) == (1, True)


def test_assigning_shows_the_candidate_field_by_field(cast, as_, waiting, match) -> None:
    text = said(as_(cast.sol).get(f"/cases/{waiting.pk}/assign/?from=intake").content.decode())
    for words in (
        "Do we know this person?",
        "Name Jon Smyth John Smith similar",
        "Birth date 2 Mar 1971 2 Mar 1971 the same",
        "Phone 919-555-0142 919-555-0142 the same",
        "Other names — Smitty not known",
        "Engaged · Eve and Dan",
        "Which team?",
    ):
        assert words in text


def test_what_the_matcher_knows_of_nicknames_is_similar_to_the_eye_too(cast, as_) -> None:
    bob, robert = [CaseFactory(neighbor=named(name, "", birth_date=date(1971, 3, 2))) for name in ("Bob", "Robert")]
    match = ask(bob.neighbor, robert.neighbor)
    client = as_(cast.sol)
    assert "Name Robert Bob different" in said(client.get(f"/matches/{match.pk}/").content.decode())
    reasons = [{"code": "first_name_nickname", "weight": 5.5}, {"code": "last_name_other", "weight": -5.0}]
    PossibleMatch.objects.update(reasons=reasons)
    html = client.get(f"/matches/{match.pk}/").content.decode()
    assert "Name Robert Bob similar" in said(html)
    assert re.findall(r'class="status status--(\w+)">([^<]*name[^<]*)<', html) == [
        ("ok", "One first name is short for the other"),
        ("danger", "Other last name"),
    ]


def test_the_same_person_links_the_records_and_says_which_case_goes_on(cast, as_, waiting, known, match) -> None:
    client = as_(cast.sol)
    url = f"/cases/{waiting.pk}/candidates/{known.neighbor_id}/"
    assert f"Case {known.pk} · Eve and Dan · Engaged goes on; case {waiting.pk} rests in it." in said(
        client.get(url).content.decode()
    )
    answer = client.post(url, {"answer": "linked", "why": "same number, she knows him"})
    assert (answer.status_code, Link.objects.standing().values_list("why", "made_by").get()) == (
        302,
        ("same number, she knows him", cast.sol.pk),
    )
    waiting.refresh_from_db()
    match.refresh_from_db()
    assert (waiting.goes_on_in, match.state) == (known, MatchState.LINKED)


def test_two_people_stay_two_and_are_not_offered_again(cast, as_, waiting, known, match) -> None:
    client = as_(cast.sol)
    client.post(f"/cases/{waiting.pk}/candidates/{known.neighbor_id}/", {"answer": "different", "why": "his twin"})
    match.refresh_from_db()
    assert (match.state, match.decided_why, Link.objects.count()) == (MatchState.DIFFERENT, "his twin", 0)
    assert "Do we know this person?" not in client.get(f"/cases/{waiting.pk}/assign/").content.decode()


def test_not_enough_to_say_stays_findable_and_does_not_nag(cast, as_, waiting, known, match) -> None:
    client = as_(cast.sol)
    url = f"/cases/{waiting.pk}/candidates/{known.neighbor_id}/"
    client.post(url, {"answer": "not_enough"})
    match.refresh_from_db()
    assert match.state == MatchState.NOT_ENOUGH
    assert "May be somebody we know" not in client.get("/intake/").content.decode()
    assert "Not enough to say, said Sol" in client.get(f"/cases/{waiting.pk}/assign/").content.decode()
    assert "Jon Smyth" in client.get("/matches/?state=decided").content.decode()

    client.post(url, {"answer": "linked", "why": "he said so himself"})
    match.refresh_from_db()
    assert match.state == MatchState.LINKED


@pytest.mark.parametrize("answer", ["linked", "different"])
def test_an_answer_that_joins_or_parts_people_needs_a_reason(cast, as_, waiting, known, match, answer) -> None:
    response = as_(cast.sol).post(f"/cases/{waiting.pk}/candidates/{known.neighbor_id}/", {"answer": answer})
    assert (response.status_code, response.context["form"].errors) == (422, {"why": ["Say why."]})
    assert (PossibleMatch.objects.waiting().count(), Link.objects.count()) == (1, 0)


def test_with_a_team_on_both_sides_a_person_chooses_which_goes_on(cast, as_, known) -> None:
    mine = CaseFactory(stage="outreach", team=cast.team, neighbor=named("Jon", "Smith"))
    match = ask(mine.neighbor, known.neighbor)
    client = as_(cast.mia)
    assert "which case goes on?" in client.get(f"/matches/{match.pk}/").content.decode()
    answer = client.post(f"/matches/{match.pk}/", {"answer": "linked", "why": "x"})
    assert (answer.status_code, list(answer.context["form"].errors)) == (422, ["goes_on"])
    client.post(f"/matches/{match.pk}/", {"answer": "linked", "why": "x", "goes_on": mine.pk})
    known.refresh_from_db()
    assert known.goes_on_in == mine


@pytest.mark.parametrize("count", [1, 3])
def test_three_candidates_ask_as_often_as_one(cast, as_, django_assert_num_queries, waiting, count) -> None:
    for number in range(count):
        other = CaseFactory(stage="outreach", team=cast.team, neighbor=named("Jon", f"Smith{'abc'[number]}"))
        ask(waiting.neighbor, other.neighbor)
    client = as_(cast.sol)
    with django_assert_num_queries(24):
        html = client.get(f"/cases/{waiting.pk}/candidates/").content.decode()
    assert html.count("What do you say?") == count


def test_a_record_that_nobody_found_is_searched_for_and_compared(cast, as_) -> None:
    unnamed = CaseFactory(
        stage="outreach", team=cast.team, neighbor=NeighborFactory(preferred_name="", description="red coat")
    )
    ours = CaseFactory(stage="closed", team=cast.team, neighbor=named("Walter", "Quill"))
    CaseFactory(stage="outreach", team=cast.other_team, neighbor=named("Ann", "Quillon"))
    client, url = as_(cast.ada), f"/cases/{unnamed.pk}/candidates/"
    found = client.post(url, {"q": "walter quil"}).context["lines"]
    assert [(line.name, line.url) for line in found] == [("Walter Quill", f"{url}{ours.neighbor_id}/")]
    client.post(f"{url}{ours.neighbor_id}/", {"answer": "linked", "why": "he told me his name"})
    assert Link.objects.standing().get().made_by == cast.ada


def test_nobody_is_compared_with_themselves_or_with_a_strangers_record(cast, as_, waiting, known) -> None:
    theirs = CaseFactory(stage="outreach", team=cast.other_team, neighbor=named("Ann", "Lee"))
    mine = CaseFactory(stage="outreach", team=cast.team, neighbor=named("Rita", "Lee"))
    client, url = as_(cast.ada), f"/cases/{mine.pk}/candidates/"
    assert client.post(url, {"q": "Lee"}).context["lines"] == []
    assert client.get(f"{url}{theirs.neighbor_id}/").status_code == 404
    assert client.get(f"{url}{mine.neighbor_id}/").status_code == 404


def test_who_was_said_to_be_somebody_else_is_found_among_what_was_decided(cast, as_, waiting) -> None:
    twin = CaseFactory(stage="closed", team=cast.team, neighbor=named("Jan", "Smyth"))
    ask(waiting.neighbor, twin.neighbor)
    client, url = as_(cast.sol), f"/cases/{waiting.pk}/candidates/{twin.neighbor_id}/"
    client.post(url, {"answer": "different", "why": "his twin"})
    answer = client.get(url)
    assert (answer.status_code, answer.url) == (302, "/matches/?state=decided")


def test_of_a_restricted_record_only_who_is_named_is_asked(cast, as_, waiting, known, match) -> None:
    restrict_record(
        neighbor=known.neighbor, why="public_figure", named=[cast.eve, cast.dan, cast.zoe, cast.mia], by=cast.mia
    )
    for person, sees in ((cast.sol, False), (cast.mia, True)):
        client = as_(person)
        assert ("May be somebody we know" in client.get("/intake/").content.decode()) == sees
        for url in (f"/cases/{waiting.pk}/assign/", f"/cases/{waiting.pk}/candidates/", "/matches/"):
            assert ("John Smith" in client.get(url).content.decode()) == sees
        answers = [f"/matches/{match.pk}/", f"/cases/{waiting.pk}/candidates/{known.neighbor_id}/"]
        assert [client.get(url).status_code for url in answers] == [200 if sees else 404] * 2


def test_who_is_no_candidate_cannot_be_looked_at(cast, as_, waiting) -> None:
    stranger = CaseFactory(stage="outreach", team=cast.other_team)
    client = as_(cast.sol)
    url = f"/cases/{waiting.pk}/candidates/{stranger.neighbor_id}/"
    assert (client.get(url).status_code, client.post(url, {"answer": "linked", "why": "x"}).status_code) == (404, 404)
    assert Link.objects.count() == 0


# -- The list of all that wait ----------------------------------------------------------------------------------------


@pytest.mark.parametrize("count", [1, 3])
def test_all_that_wait_the_surest_first(cast, as_, django_assert_num_queries, count) -> None:
    for number in range(count):
        ask(
            CaseFactory(neighbor=named("Ann", f"Left{number}")).neighbor,
            CaseFactory(neighbor=named("Ann", f"Right{number}")).neighbor,
            0.8 + number / 100,
        )
    client = as_(cast.sol)
    with django_assert_num_queries(9):
        html = client.get("/matches/").content.decode()
    places = [html.index(f"Ann Left{number}") for number in range(count)]
    assert places == sorted(places, reverse=True)


@pytest.mark.parametrize("count", [1, 3])
def test_all_that_were_decided(cast, as_, django_assert_num_queries, count) -> None:
    for _number in range(count):
        found = ask(CaseFactory(stage="closed").neighbor, CaseFactory(stage="closed").neighbor)
        PossibleMatch.objects.filter(pk=found.pk).update(
            state="different", decided_at=MONDAY_9, decided_by=cast.mia, decided_why="seen together"
        )
    client = as_(cast.mia)
    with django_assert_num_queries(10):
        html = client.get("/matches/?state=decided").content.decode()
    assert (html.count("seen together"), html.count("Ask again")) == (count, count)


def test_what_was_decided_can_be_asked_again(cast, as_, waiting, known, match) -> None:
    client = as_(cast.sol)
    client.post(f"/matches/{match.pk}/", {"answer": "different", "why": "his twin"})
    answer = client.post(f"/matches/{match.pk}/again/")
    match.refresh_from_db()
    assert (answer.status_code, answer.url, match.state) == (302, f"/matches/{match.pk}/", MatchState.WAITING)


def test_a_link_is_undone_from_the_list(cast, as_, waiting, known, match) -> None:
    client = as_(cast.sol)
    client.post(f"/matches/{match.pk}/", {"answer": "linked", "why": "x"})
    link = Link.objects.get()
    assert f'href="/links/{link.pk}/end/"' in client.get("/matches/?state=decided").content.decode()
    client.post(f"/links/{link.pk}/end/", {"why": "two people after all"})
    waiting.refresh_from_db()
    assert (waiting.goes_on_in, "unlinked since" in client.get("/matches/?state=decided").content.decode()) == (
        None,
        True,
    )


@pytest.mark.parametrize(
    ("person", "sees"), [("sol", True), ("zoe", True), ("mia", True), ("ada", False), ("eve", False)]
)
def test_overseers_of_either_side_see_it(cast, as_, match, person, sees) -> None:
    """Navigators: only between two records of their own."""
    client = as_(cast.people[person])
    assert ("Jon Smyth" in client.get("/matches/").content.decode()) == sees
    assert client.get(f"/matches/{match.pk}/").status_code == (200 if sees else 404)


@pytest.mark.parametrize("person", ["rex", "ana", "ira"])
def test_who_sees_no_cases_sees_no_matches(cast, as_, match, person) -> None:
    client = as_(cast.people[person])
    assert (client.get("/matches/").status_code, client.get(f"/matches/{match.pk}/").status_code) == (403, 404)


def test_a_navigator_decides_between_two_of_their_own(cast, as_) -> None:
    ours = [CaseFactory(stage="outreach", team=cast.team, neighbor=named("Jon", name)) for name in ("Smith", "Smyth")]
    match = ask(*(case.neighbor for case in ours))
    client = as_(cast.ada)
    assert "One other may be the same person." in client.get(f"/cases/{ours[0].pk}/").content.decode()
    client.post(f"/matches/{match.pk}/", {"answer": "linked", "why": "she told me", "goes_on": ours[1].pk})
    assert Link.objects.standing().get().made_by == cast.ada


# -- Words --------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("ours", "theirs", "verdict"),
    [
        (["José Pérez"], ["jose perez"], SAME),
        (["Jon Smyth"], ["John Smith"], SIMILAR),
        (["Ann Lee"], ["Bob Stone"], DIFFERENT),
        ([], ["Bob"], MISSING),
        (["  "], ["Bob"], MISSING),
    ],
)
def test_names_compared(ours, theirs, verdict) -> None:
    assert compared_words(ours, theirs) is verdict


@pytest.mark.parametrize(
    ("ours", "theirs", "verdict"),
    [
        (date(1971, 3, 2), date(1971, 3, 2), SAME),
        (date(1971, 3, 2), date(1971, 2, 3), SIMILAR),
        (date(1971, 3, 2), date(1972, 3, 2), SIMILAR),
        (date(1971, 3, 2), date(1980, 1, 9), DIFFERENT),
    ],
)
def test_birth_dates_compared(ours, theirs, verdict) -> None:
    assert compared_days([ours], [theirs]) is verdict


def test_who_was_said_to_be_somebody_else_is_said_beside_the_case(cast, as_, waiting, known, match) -> None:
    page = reverse("candidates", args=[waiting.pk])
    assert as_(cast.sol).get(page).context["answered"] == []
    decide_match(match=match, state=MatchState.DIFFERENT, why="two sisters", by=cast.sol, now=MONDAY_9)

    answer = as_(cast.sol).get(page)

    (said,) = answer.context["answered"]
    assert said["url"] == reverse("match", args=[match.pk])
    assert said["text"].startswith(f"{known.neighbor.display_name} (record {known.neighbor_id}): two people, said Sol ")
    assert "Nobody whom you may see is alike." not in answer.content.decode()


def test_nothing_of_it_is_said_to_who_may_not_know(cast, as_, waiting, known, match) -> None:
    decide_match(match=match, state=MatchState.DIFFERENT, why="two sisters", by=cast.sol, now=MONDAY_9)
    RestrictionFactory(neighbor=known.neighbor, named=[cast.zoe, cast.eve, cast.dan], by=cast.zoe)
    assert as_(cast.mia).get(reverse("candidates", args=[waiting.pk])).context["answered"] == []
