"""The responder's form, where it asks for more than its fields do."""

from datetime import UTC, timedelta
from uuid import UUID

import pytest
import time_machine
from django.utils import timezone

from casework.actions.cases import assign_case, close_case
from casework.actions.contacts import ContactDetails, log_contact
from casework.actions.drafts import save_draft
from casework.actions.outlines import Outline, redraw_beats
from casework.actions.responding import CallerTold
from casework.forms import EncounterForm
from casework.models import Encounter, Source
from casework.states import CloseReason, ContactChannel, ContactResult
from heart.lib.clock import ZONE
from tests.factories import CaseFactory, EncounterFactory, PersonFactory
from tests.times import MONDAY_9, local

pytestmark = pytest.mark.django_db

TOLD = {"pilot": "crt", "incident_number": "D26-1", "received_at": "2026-03-09T21:30", "follow_up_wanted": "no"}
QUERIES = 8
MONDAY_9_LOCAL = MONDAY_9.astimezone(ZONE).replace(tzinfo=None)


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


# -- The nights when the clocks change


def times(received: str, cleared: str = "") -> dict[str, list[str]] | list[str | None]:
    """Errors, or both in UTC."""
    form = EncounterForm(TOLD | {"received_at": received, "cleared_at": cleared})
    if form.errors:
        return form.errors
    told = form.details("Durham")
    return [moment and moment.astimezone(UTC).isoformat() for moment in (told.received_at, told.cleared_at)]


def test_of_an_hour_that_comes_twice_the_first_is_meant() -> None:
    assert times("2026-11-01T01:30") == ["2026-11-01T05:30:00+00:00", None]


@pytest.mark.parametrize(
    ("received", "cleared", "meant"),
    [
        ("01:30", "01:50", "05:50"),
        ("01:50", "01:10", "06:10"),  # twenty minutes later, as the clock shows it again
        ("01:50", "02:10", "07:10"),
        ("00:50", "01:10", "05:10"),
    ],
)
def test_cleared_in_that_hour_is_never_before_the_call(received, cleared, meant) -> None:
    told = times(f"2026-11-01T{received}", f"2026-11-01T{cleared}")
    assert told[1] == f"2026-11-01T{meant}:00+00:00"


def test_a_time_that_names_its_offset_is_that_instant() -> None:
    assert times("2026-03-09T21:30:00Z") == ["2026-03-09T21:30:00+00:00", None]


def test_a_time_that_never_was_is_refused() -> None:
    assert times("2026-03-08T02:30") == {"received_at": ["The clocks skip this time when they go forward."]}


# -- What a responder need not type


def test_the_first_time_only_the_time_is_filled_in(as_, cast) -> None:
    with time_machine.travel(MONDAY_9, tick=False):
        form = as_(cast.rex).get("/encounters/new/").context["form"]
    assert (form["pilot"].value(), form["beat"].value(), form["received_at"].value()) == ("", "", MONDAY_9_LOCAL)


@pytest.mark.parametrize(("hours", "beat"), [(2, "111"), (13, "")])
def test_afterwards_the_team_and_in_the_same_shift_the_beat(as_, cast, hours, beat) -> None:
    recorded(cast, pilot="cor", beat="111")
    with time_machine.travel(MONDAY_9 + timedelta(hours=hours), tick=False):
        form = as_(cast.rex).get("/encounters/new/").context["form"]
    assert (form["pilot"].value(), form["beat"].value()) == ("cor", beat)


def test_a_beat_of_an_earlier_day_is_not_proposed_whenever_it_was_written_down(as_, cast) -> None:
    recorded(cast, pilot="cor", beat="111", received_at=MONDAY_9 - timedelta(days=2))
    with time_machine.travel(MONDAY_9, tick=False):
        assert as_(cast.rex).get("/encounters/new/").context["form"]["beat"].value() == ""


def test_a_beat_that_is_filled_in_stands_open_and_says_why(as_, cast) -> None:
    """Above More, where nobody overlooks it; an empty one is folded away."""

    def beat_and_more(client):
        page = client.get("/encounters/new/").content.decode()
        order = page.index('id="id_beat"') < page.index('<details class="disclosure"')
        return order, "As in your last encounter. Another place? Choose here." in page

    with time_machine.travel(MONDAY_9, tick=False):
        before = beat_and_more(as_(cast.rex))
        recorded(cast, beat="111")
        after = beat_and_more(as_(cast.rex))
    assert (before, after) == ((False, False), (True, True))


# -- A number that is known


KNOWN = "This incident is recorded already, with other details."


def sent(client, **told):
    return client.post("/encounters/new/", TOLD | told)


def test_a_known_number_says_by_whom_and_where_to_who_may_see_it(as_, cast) -> None:
    mine = recorded(cast, agency="Durham", incident_number="D26-1")
    with time_machine.travel(MONDAY_9, tick=False):
        page = sent(as_(cast.rex))
    twin = page.context["twin"]
    assert (page.status_code, twin["text"]) == (422, "Recorded by Rex, today 9 a.m.")
    assert twin["url"] == f"/encounters/#encounter-{mine.pk}"


def test_a_known_number_says_nothing_more_to_who_may_not_see_it(as_, cast) -> None:
    recorded(cast, agency="Durham", incident_number="D26-1", by=cast.ben)
    page = sent(as_(cast.rex))
    assert (page.context["form"].errors["incident_number"], page.context["twin"]) == ([KNOWN], {"drafts": []})


def test_a_draft_of_the_same_number_is_offered(as_, cast) -> None:
    recorded(cast, agency="Durham", incident_number="D26-1")
    for owner, number in ((cast.rex, 1), (cast.ben, 2)):
        save_draft(form="encounter", submission=UUID(int=number), body={"incident_number": "D26-1"}, by=owner)
    page = sent(as_(cast.rex))
    assert [draft["submission"] for draft in page.context["twin"]["drafts"]] == [UUID(int=1)]
    assert f"/encounters/new/{UUID(int=1)}/" in page.content.decode()


def test_a_new_form_says_what_is_unfinished(as_, cast) -> None:
    save_draft(form="encounter", submission=UUID(int=1), body={"incident_number": "D26-7"}, by=cast.rex)
    save_draft(form="encounter", submission=UUID(int=2), body={"incident_number": "D26-8"}, by=cast.ben)
    page = as_(cast.rex).get("/encounters/new/")
    assert [draft["number"] for draft in page.context["drafts"]] == ["D26-7"]
    assert "You have an unfinished one" in page.content.decode()


# -- Who called is kept apart


@pytest.mark.parametrize(
    ("told", "caller"),
    [
        ({}, ("", "", "")),
        ({"who_called": "neighbor", "caller_name": "left over"}, ("neighbor", "", "")),
        (
            {"who_called": "other", "caller_is": "staff", "caller_name": "Lee", "caller_phone": "919-555-0100"},
            ("staff", "Lee", "+19195550100"),
        ),
    ],
)
def test_who_called(told, caller) -> None:
    form = EncounterForm(TOLD | told)
    assert (form.is_valid(), form.caller(), form.person().phone) == (True, CallerTold(*caller), "")


@pytest.mark.parametrize(("said", "weapon"), [("yes", True), ("no", False), ("", None)])
def test_a_weapon_is_yes_no_or_not_told(said, weapon) -> None:
    form = EncounterForm(TOLD | {"weapon": said})
    assert (form.is_valid(), form.details("Durham").weapon) == (True, weapon)


# -- Afterwards: that follow-up happened, not what was said


def recorded(cast, **words):
    return EncounterFactory(**{"by": cast.rex, "source": Source.RESPONDER, **words})


def statuses(client, moment):
    with time_machine.travel(moment, tick=False):
        lines = client.get("/encounters/").context["lines"]
    return [(line["status"]["label"], line["status"]["more"]) for line in lines]


def contact(case, cast, result, at):
    answer = "agreed" if result == ContactResult.REACHED else ""
    details = ContactDetails(channel=ContactChannel.PHONE, result=result, answer=answer, note="secret words")
    log_contact(case=case, details=details, by=cast.ada, now=at)


def test_what_becomes_of_an_encounter(as_, cast) -> None:
    rex, at = as_(cast.rex), local(2026, 5, 4, 12)
    case = recorded(cast).case
    told = [statuses(rex, at)]
    assign_case(case=case, team=cast.team, by=cast.sol, now=at)
    told.append(statuses(rex, at))
    for result in (ContactResult.VOICEMAIL, ContactResult.REACHED):
        contact(case, cast, result, at)
        told.append(statuses(rex, at))
    case.refresh_from_db()
    close_case(case=case, reason=CloseReason.MOVED, by=cast.ada, now=at + timedelta(days=1))
    told.append(statuses(rex, at))
    assert told == [
        [("Waiting for a team", "first try by Wed 6 May 7 a.m.")],
        [("With a team", "first try by Wed 6 May 7 a.m.")],
        [("Tried", "Mon 4 May")],
        [("Reached", "Mon 4 May")],
        [("Follow-up has ended", "Tue 5 May")],
    ]
    assert "secret words" not in rex.get("/encounters/").content.decode()


def test_what_was_before_the_call_does_not_count(as_, cast) -> None:
    jo = PersonFactory(agency_person_id="P-1")
    case = recorded(cast, by=cast.ben, person=jo).case
    assign_case(case=case, team=cast.team, by=cast.sol, now=MONDAY_9)
    contact(case, cast, ContactResult.REACHED, MONDAY_9)
    again = MONDAY_9 + timedelta(days=1)
    assert recorded(cast, person=jo, received_at=again, now=again).case == case
    assert statuses(as_(cast.rex), again) == [("With a team", "not yet since this call; followed up since Mon 4 May")]


def test_a_connection_counts_for_the_calls_before_it(as_, cast) -> None:
    case = CaseFactory(stage="connected", team=cast.team, now=MONDAY_9)
    met = [MONDAY_9 - timedelta(days=1), MONDAY_9 + timedelta(days=1)]
    for at in met:
        encounter = recorded(cast, received_at=at, now=at)
        Encounter.objects.filter(pk=encounter.pk).update(neighbor=case.neighbor, case=case)

    labels = [label for label, _more in statuses(as_(cast.rex), met[1])]
    assert labels == ["With a team", "Connected to care"]


@pytest.mark.parametrize("rows", [1, 3])
def test_the_list_costs_the_same_for_one_row_and_for_three(as_, cast, rows, django_assert_num_queries) -> None:
    for n in range(rows):
        recorded(cast, received_at=MONDAY_9 - timedelta(days=n))
        save_draft(form="encounter", submission=UUID(int=n), body={}, by=cast.rex)
    client = as_(cast.rex)
    client.get("/encounters/")
    with django_assert_num_queries(QUERIES):
        client.get("/encounters/")


def test_who_could_have_answered_is_for_those_who_review(as_, cast) -> None:
    """On their list of encounters, and beside the encounter on the case; not on the responder's own list."""
    case = recorded(cast, received_at=MONDAY_9, call_type="Trespass", beat="111", weapon=False).case
    assign_case(case=case, team=cast.team, by=cast.sol, now=MONDAY_9)
    reviewed = [
        "Crisis Call Diversion: no, not one of its call types",
        "Community Response Team: no, outside its hours",
        "Co-Response: no, no weapon or violence was told of",
    ]
    listed = {who: as_(cast.people[who]).get("/encounters/").context["lines"][0]["answers"] for who in ("rex", "mia")}
    timelines = {who: as_(cast.people[who]).get(f"/cases/{case.pk}/").context["timeline"] for who in ("ada", "sol")}
    beside = {who: [i["answers"] for i in items if i["kind"] == "encounters"] for who, items in timelines.items()}
    assert (listed, beside) == ({"rex": [], "mia": reviewed}, {"ada": [()], "sol": [reviewed]})


FIRST_CHOICES = {
    "voicemail_ok": "Not asked",
    "text_ok": "Not asked",
    "may_say_heart": "Not asked",
    "language": "Not asked",
    "interpreter": "Not asked",
    "living_situation": "Not asked",
    "call_type": "Not known",
}


def test_what_nobody_said_is_written_alike_in_all_lists(as_, cast) -> None:
    form = as_(cast.rex).get("/encounters/new/").context["form"]
    first = {name: str(form.fields[name].choices[0][1]) for name in FIRST_CHOICES}
    assert first == FIRST_CHOICES


# -- Where am I


def test_a_point_gives_its_beat_and_is_kept_nowhere(as_, cast) -> None:
    square = [[[[-79, 36], [-78, 36], [-78, 37], [-79, 37], [-79, 36]]]]
    redraw_beats(outlines=[Outline("111", square)], since=timezone.localdate(), by=None)
    client = as_(cast.rex)
    told = [client.post("/encounters/beat/", {"latitude": n, "longitude": -78.5}).json() for n in (36.5, 40)]
    assert told == [{"beat": "111"}, {"beat": ""}]
    assert client.post("/encounters/beat/", {"latitude": "north"}).status_code == 400


# -- Odd input


@pytest.mark.parametrize(
    ("odd", "errors"),
    [
        ({"incident_number": "D26\0-1"}, {"incident_number": ["Null characters are not allowed."]}),
        ({"submission": "not one"}, {"submission": ["Enter a valid UUID."]}),
        (
            {"incident_number": "D26\0-1", "submission": "not one"},
            {"incident_number": ["Null characters are not allowed."], "submission": ["Enter a valid UUID."]},
        ),
    ],
)
def test_what_no_form_sends_is_refused_and_what_was_typed_stays(as_, cast, odd, errors) -> None:
    answer = as_(cast.rex).post("/encounters/new/", TOLD | {"note": "A long story."} | odd)
    assert (answer.status_code, answer.context["form"].errors) == (422, errors)
    assert "A long story." in answer.content.decode()
