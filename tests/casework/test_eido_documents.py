"""Documents of one incident follow each other: the newest counts, a person's words stay, merged incidents count once."""

from datetime import UTC, datetime, timedelta

import pytest

from casework.actions.documents import Became, Outdated, take_document
from casework.actions.encounters import EncounterDetails, record_encounter
from casework.actions.imports import Row, import_rows
from casework.actions.neighbors import Person
from casework.actions.outlines import Outline, redraw_beats
from casework.interop.eido.mapping import load_mapping
from casework.interop.eido.reading import read_document
from casework.models import Case, EidoDocument, Encounter, FollowUp, Neighbor, Source
from heart.accounts.models import User
from heart.accounts.roles import Role
from heart.audit.models import AuditEvent
from heart.lib.errors import NotAllowed, NotPossibleNow
from tests.eido import ID, as_bytes, component, document, merge, person, pidf, ref

pytestmark = pytest.mark.django_db

DURHAM = load_mapping("durham")
CALLED = datetime(2026, 5, 4, 12, 12, tzinfo=UTC)
NOW = datetime(2026, 5, 4, 13, 0, tzinfo=UTC)
ASKED = {
    "dispositionComponent": [
        component("x", dispositionCommonRegistryCode="1", dispositionDescriptionText="Refer to Care Navigation")
    ]
}


@pytest.fixture
def take(cast):
    """The document as Ira sends it, an hour after the call; `minute` is when it was updated there."""

    def send(minute=0, by=cast.ira, **changes):
        stamp = {"lastUpdateTimeStamp": f"2026-05-04T08:{minute:02}:00-04:00"} if minute else {}
        reading = read_document(as_bytes(document(**stamp | changes)), DURHAM)
        return take_document(told=reading.told, by=by, now=NOW)

    return send


def another(letter):
    """Words of the document of another incident."""
    return {"$id": f"urn:{letter}", "incident": {"internalIncidentId": f"D26-{letter}"}}


def standing():
    return sorted(Encounter.objects.standing().values_list("incident_number", flat=True))


# -- The first, and the same again


def test_a_document_is_recorded_and_kept(take, cast):
    taken = take(personComponent=[person("p", "Patient", first="Jo"), person("c", "Caller", first="Cal")])
    found = Encounter.objects.get()
    kept = EidoDocument.objects.get()
    assert (taken.became, found.source, found.recorded_by, found.received_at) == (
        Became.CREATED,
        Source.EIDO,
        cast.ira,
        CALLED,
    )
    assert (found.latitude, found.longitude, found.beat, found.pilot) == (35.994, -78.8986, "111", "crt")
    assert (found.neighbor.first_name, found.case, found.caller.name) == ("Jo", None, "Cal")
    assert (kept.encounter, kept.document_id, kept.received_from) == (found, ID, cast.ira)
    assert set(AuditEvent.objects.filter(subject_id=str(found.pk)).values_list("event", flat=True)) >= {
        "encounter.recorded", "document.created",
    }  # fmt: skip


def test_the_same_again_is_unchanged(take):
    take(personComponent=[person("p", "Patient", first="Jo")])
    again = take(personComponent=[person("p", "Patient", first="Jo")])
    counts = [model.objects.count() for model in (Encounter, EidoDocument, Neighbor)]
    assert (again.became, counts) == (Became.UNCHANGED, [1, 1, 1])


def test_nobody_named_and_no_follow_up_wanted_is_no_neighbor(take):
    assert (take().encounter.neighbor, Neighbor.objects.count()) == (None, 0)


def test_a_follow_up_that_is_wanted_opens_a_case_for_somebody_unnamed(take):
    encounter = take(incident=ASKED).encounter
    assert (encounter.case, encounter.follow_up_wanted, encounter.neighbor.is_named) == (
        Case.objects.get(),
        "yes",
        False,
    )
    assert FollowUp.objects.open().count() == 1


def test_only_an_integration_sends_documents(take, cast):
    with pytest.raises(NotAllowed):
        take(by=cast.rex)


# -- The next ones


def test_a_newer_document_changes_what_documents_told(take):
    take(minute=20)
    taken = take(minute=21, incident={"incidentTypeInternalText": "Trespass", "incidentPriorityInternalText": "3"})
    found = Encounter.objects.get()
    assert (taken.became, found.call_type, found.priority, found.beat) == (Became.CHANGED, "Trespass", "3", "111")
    assert EidoDocument.objects.count() == 2


def test_what_a_newer_document_leaves_out_stays(take):
    take(minute=20)
    take(minute=21, incident={"beatOrDispatchGroupText": None}, locationComponent=None)
    found = Encounter.objects.get()
    assert (found.beat, found.latitude) == ("111", 35.994)


def test_an_older_document_changes_nothing(take):
    take(minute=20)
    with pytest.raises(Outdated):
        take(minute=19, incident={"incidentPriorityInternalText": "9"})
    assert Encounter.objects.get().priority == "2"


def test_another_document_of_the_same_moment_contradicts(take):
    take(minute=20)
    with pytest.raises(NotPossibleNow, match="says otherwise"):
        take(minute=20, incident={"incidentPriorityInternalText": "9"})


def test_when_somebody_arrived_is_when_it_was_first_told(take):
    def unit(stamp):
        return [component("u1", updated=stamp, secondaryUnitStatusRegistryText=["OnScene"])]

    take(minute=20, emergencyResourceComponent=unit("2026-05-04T08:19:00-04:00"))
    take(minute=31, emergencyResourceComponent=unit("2026-05-04T08:30:00-04:00"))
    assert Encounter.objects.get().arrived_at == CALLED + timedelta(minutes=7)


def test_a_name_that_is_told_later_is_the_same_neighbors(take):
    take(minute=20, personComponent=[person("p", "Patient", nc={"description": "red coat"})])
    take(minute=21, personComponent=[person("p", "Patient", first="Jo", last="Made-Up")])
    neighbor = Neighbor.objects.get()
    assert (neighbor.first_name, neighbor.description) == ("Jo", "red coat")


def test_somebody_with_another_name_is_not_written_over_the_first(take):
    take(minute=20, personComponent=[person("p", "Patient", first="Jo", last="Made-Up")])
    take(minute=21, personComponent=[person("q", "Patient", first="Al", last="Other", nc={"birthDate": "1990-01-01"})])
    neighbor = Neighbor.objects.get()
    assert (neighbor.first_name, neighbor.birth_date) == ("Jo", None)


def test_a_follow_up_asked_for_later_opens_the_case_and_is_not_taken_back(take):
    take(minute=20)
    take(minute=21, incident=ASKED)
    take(minute=22, incident={"incidentTypeInternalText": "NOCARENAV"})
    assert (Encounter.objects.get().follow_up_wanted, Case.objects.open().count()) == ("yes", 1)


def test_another_identifier_with_the_agencys_number_is_the_same_incident(take):
    take(minute=20)
    assert take(minute=21, **{"$id": "urn:another"}).became == Became.CHANGED


def test_another_agency_that_tells_of_the_tracked_incident_makes_no_second_one(take):
    agency = component("ems.example", agencyRoleDescriptionRegistryText=[], agencyType=["ems"])
    take(minute=20)
    other = take(
        minute=21,
        agencyComponent=[agency],
        updatedByAgencyReference=ref("ems.example"),
        incident={"internalIncidentId": "E-9"},
    )
    assert (other.became, Encounter.objects.get().agency) == (Became.CHANGED, "Durham")


def test_one_agencys_two_numbers_are_two_incidents(take):
    take(minute=20)
    assert take(minute=21, incident={"internalIncidentId": "D26-2"}).became == Became.CREATED


def test_a_number_given_later_is_taken_over(take):
    take(minute=20, incident={"internalIncidentId": None})
    take(minute=21)
    assert list(Encounter.objects.values_list("incident_number", flat=True)) == ["D26-1"]


def test_what_another_integration_sent_is_not_changed(take, cast):
    other = User.objects.create_user("other@city.example", name="Other", role=Role.INTEGRATION)
    take(minute=20)
    for changes in ({"minute": 20}, {"minute": 21}):
        with pytest.raises(NotPossibleNow, match="recorded already"):
            take(**changes, by=other)


def test_a_document_from_the_future_would_shut_out_those_that_follow(take):
    with pytest.raises(Exception, match="in the future"):
        take(lastUpdateTimeStamp="2026-05-04T10:00:00-04:00")


@pytest.fixture
def two_beats(db):
    """Side by side: west and east of 78.9 W."""
    told = {"W1": (-79.0, -78.9), "E1": (-78.9, -78.8)}
    rings = {code: [[[(w, 35.9), (e, 35.9), (e, 36.1), (w, 36.1), (w, 35.9)]]] for code, (w, e) in told.items()}
    redraw_beats(outlines=[Outline(code, ring) for code, ring in rings.items()], since=CALLED.date(), by=None)


def at(longitude):
    """Words of a document that tells only of a point."""
    xml = pidf(f"<gml:Point><gml:pos>36 {longitude}</gml:pos></gml:Point>")
    place = component("urn:uuid:loc", locationTypeDescriptionRegistryText="CurrentIncident", locationByValue=xml)
    return {"locationComponent": [place], "incident": {"beatOrDispatchGroupText": None}}


@pytest.mark.parametrize(("longitude", "beat"), [(-78.85, "E1"), (-78.95, "W1"), (-70, "")])
def test_a_point_that_moved_is_in_the_beat_where_it_is_now(take, two_beats, longitude, beat):
    take(minute=20, **at(-78.95))
    assert Encounter.objects.get().beat == "W1"
    take(minute=21, **at(longitude))
    assert Encounter.objects.get().beat == beat


def test_a_beat_that_was_told_gives_way_to_that_of_a_point_that_moved_not_to_none(take, two_beats):
    take(minute=20, incident={"beatOrDispatchGroupText": "OWN"})
    take(minute=21, **at(-70))
    assert Encounter.objects.get().beat == "OWN"
    take(minute=22, **at(-78.85))
    assert Encounter.objects.get().beat == "E1"


def test_a_beat_that_is_told_with_the_point_is_the_beat(take, two_beats):
    take(minute=20, **at(-78.95))
    take(minute=21, **at(-78.85) | {"incident": {"beatOrDispatchGroupText": "OWN"}})
    assert Encounter.objects.get().beat == "OWN"


@pytest.mark.parametrize(("own", "beat"), [("", "E1"), ("OWN", "OWN")])
def test_a_responders_beat_stays_and_a_missing_one_is_that_of_the_point(take, cast, two_beats, own, beat):
    details = EncounterDetails(agency="Durham", incident_number="D26-1", received_at=CALLED, beat=own)
    record_encounter(details=details, person=None, by=cast.rex, source=Source.RESPONDER, now=NOW)
    take(**at(-78.85))
    assert Encounter.objects.get().beat == beat


@pytest.mark.parametrize(("own", "beat"), [("", "E1"), ("OWN", "E1")])
def test_what_cad_told_of_a_beat_is_taken_over_with_the_point(take, two_beats, own, beat):
    details = EncounterDetails(agency="Durham", incident_number="D26-1", received_at=CALLED, beat=own)
    import_rows(rows=[Row(2, details)], last_lines={}, by=None, now=NOW)
    take(**at(-78.85))
    assert Encounter.objects.get().beat == beat


def armed(word):
    return [component("k", cautionTypeInternalText=word, cautionTypeCommonRegistryText="", cautionSeverity="high")]


def test_a_weapon_told_of_stays_until_a_newer_document_says_no(take):
    found = []
    for minute, cautions in ((20, armed("Weapon Seen")), (21, None), (22, armed("No Weapon Seen"))):
        take(minute=minute, cautionComponent=cautions)
        found.append(Encounter.objects.get().weapon)
    assert found == [True, True, False]


# -- Beside people and CAD


def test_a_responders_words_stay_and_gaps_are_filled(take, cast):
    details = EncounterDetails(
        agency="Durham", incident_number="D26-1", received_at=CALLED, call_type="Trespass", note="Talked an hour"
    )
    record_encounter(details=details, person=Person(first_name="Al"), by=cast.rex, source=Source.RESPONDER, now=NOW)
    take(personComponent=[person("p", "Patient", first="Jo")], notesComponent=[component("n", notesActionComments="x")])
    found = Encounter.objects.get()
    assert (found.source, found.recorded_by, found.call_type, found.note) == (
        Source.RESPONDER, cast.rex, "Trespass", "Talked an hour",
    )  # fmt: skip
    assert (found.neighbor.first_name, found.beat, found.latitude, found.priority) == ("Al", "111", 35.994, "2")


def test_a_responders_no_is_not_overruled(take, cast):
    details = EncounterDetails(agency="Durham", incident_number="D26-1", received_at=CALLED, follow_up_wanted="no")
    record_encounter(details=details, person=None, by=cast.rex, source=Source.RESPONDER, now=NOW)
    take(incident=ASKED)
    assert (Encounter.objects.get().follow_up_wanted, Case.objects.count()) == ("no", 0)


@pytest.mark.parametrize(("said", "found"), [(None, True), (False, False)])
def test_a_weapon_is_told_to_whoever_said_nothing_of_one(take, cast, said, found):
    details = EncounterDetails(agency="Durham", incident_number="D26-1", received_at=CALLED, weapon=said)
    record_encounter(details=details, person=None, by=cast.rex, source=Source.RESPONDER, now=NOW)
    take(cautionComponent=armed("Weapon Seen"))
    assert Encounter.objects.get().weapon is found


def test_what_cad_told_first_is_taken_over(take):
    details = EncounterDetails(
        agency="Durham", incident_number="D26-1", received_at=CALLED, call_type="X", outcome="gone"
    )
    import_rows(rows=[Row(2, details)], last_lines={}, by=None, now=NOW)
    taken = take()
    found = Encounter.objects.get()
    assert (taken.became, found.source, found.call_type, found.outcome) == (
        Became.CHANGED, Source.EIDO, "Mental Health Crisis", "gone",
    )  # fmt: skip


def test_cad_fills_what_documents_left_empty(take):
    take()
    details = EncounterDetails(
        agency="Durham", incident_number="D26-1", received_at=CALLED, call_type="X", disposition="Y"
    )
    tally = import_rows(rows=[Row(2, details)], last_lines={}, by=None, now=NOW)
    found = Encounter.objects.get()
    assert (tally.changed, found.call_type, found.disposition) == (1, "Mental Health Crisis", "Y")


# -- One incident for several


def test_a_replaced_incident_counts_once_and_its_case_goes_on(take):
    first = take(incident=ASKED).encounter
    second = take(**another("2"), mergeComponent=merge("REPLACING", ID)).encounter
    first.refresh_from_db()
    assert (first.replaced_by, standing()) == (second, ["D26-2"])
    assert (second.case, second.neighbor, second.follow_up_wanted) == (first.case, first.neighbor, "yes")
    assert (Case.objects.open().count(), Neighbor.objects.count()) == (1, 1)


def test_the_one_that_is_replaced_may_say_so_itself(take):
    second = take(**another("2")).encounter
    first = take(mergeComponent=merge("REPLACED", "urn:2")).encounter
    first.refresh_from_db()
    assert (first.replaced_by, standing()) == (second, ["D26-2"])


@pytest.mark.parametrize("other", [ID, "urn:uuid:inc", "D26-1"])
def test_whichever_name_it_is_called_by(take, other):
    take()
    take(
        **another("2") | {"incident": {"internalIncidentId": "D26-2", "$id": "urn:uuid:inc2"}},
        mergeComponent=merge("REPLACING", other),
    )
    assert standing() == ["D26-2"]


def test_the_later_arrival_is_born_replaced(take):
    words = {"$id": "urn:2", "incident": ASKED | {"internalIncidentId": "D26-2"}}
    second = take(**words, mergeComponent=merge("REPLACING", ID))
    first = take(incident=ASKED).encounter
    first.refresh_from_db()
    assert (first.replaced_by, first.case) == (second.encounter, second.encounter.case)
    assert (standing(), Case.objects.count(), Neighbor.objects.count()) == (["D26-2"], 1, 1)


def test_two_people_of_one_incident_stay_two_and_no_promise_is_lost(take):
    take(incident=ASKED, personComponent=[person("p", "Patient", first="Jo", last="Made-Up")])
    take(
        **{"$id": "urn:2", "incident": ASKED | {"internalIncidentId": "D26-2"}},
        personComponent=[person("q", "Patient", first="Al", last="Other")],
        mergeComponent=merge("REPLACING", ID),
    )
    assert (standing(), Case.objects.open().count(), FollowUp.objects.open().count()) == (["D26-2"], 2, 2)


def test_who_was_not_named_yet_is_named_by_the_one_that_replaces(take):
    take(incident=ASKED)
    take(
        **another("2"),
        personComponent=[person("q", "Patient", first="Al", last="Other")],
        mergeComponent=merge("REPLACING", ID),
    )
    assert (Neighbor.objects.get().first_name, Case.objects.open().count()) == ("Al", 1)


def test_a_chain_of_replacements(take):
    take()
    take(**another("2"), mergeComponent=merge("REPLACING", ID))
    take(**another("3"), mergeComponent=merge("REPLACING", "urn:2"))
    assert standing() == ["D26-3"]


def test_a_circle_of_replacements_is_refused_and_changes_nothing(take):
    take(minute=20)
    take(minute=20, **another("2"), mergeComponent=merge("REPLACING", ID))
    with pytest.raises(NotPossibleNow, match="each take the other's place"):
        take(minute=21, mergeComponent=merge("REPLACING", "urn:2"))
    assert standing() == ["D26-2"]
    assert EidoDocument.objects.count() == 2


def test_a_new_incident_that_was_split_from_one_we_know(take):
    whole = take().encounter
    part = take(**another("2"), mergeComponent=merge("SPLIT", ID)).encounter
    assert (part.split_from, part.incident_number, standing()) == (whole, "D26-2", ["D26-1", "D26-2"])


def test_a_part_that_came_before_its_whole(take):
    part = take(**another("2"), mergeComponent=merge("SPLIT", ID)).encounter
    whole = take().encounter
    part.refresh_from_db()
    assert part.split_from == whole


def test_a_known_incident_that_says_split_tells_of_the_part(take):
    """As STA-021 2.7 words it: the header names the whole, the rest of the document is about the part."""
    whole = take(minute=20).encounter
    part = take(
        minute=21, incident={"incidentTypeInternalText": "Trespass"}, mergeComponent=merge("SPLIT", "urn:2")
    ).encounter
    whole.refresh_from_db()
    assert (part.split_from, part.incident_number, part.call_type) == (whole, "urn:2", "Trespass")
    assert whole.call_type == "Mental Health Crisis"
    assert take(
        minute=21, incident={"incidentTypeInternalText": "Trespass"}, mergeComponent=merge("SPLIT", "urn:2")
    ).became == (Became.UNCHANGED)


def test_links_are_kept_and_taken_back(take):
    def link(kind):
        return [component("l", linkDirectionCode=kind, incidentTrackingIdentifier="urn:other")]

    encounter = take(minute=20, linkComponent=link("RELATED")).encounter
    assert list(encounter.bonds.values_list("kind", "other")) == [("RELATED", "urn:other")]
    take(minute=21, linkComponent=link("UNLINK"))
    assert encounter.bonds.count() == 0
