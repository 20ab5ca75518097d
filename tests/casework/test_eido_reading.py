"""What an EIDO document says becomes an encounter: who, what, where, when, and what is left in the document."""

import json
from datetime import UTC, date, datetime

import pytest

from casework.actions.neighbors import Person
from casework.interop.eido import locations
from casework.interop.eido.mapping import EidoMapping, load_mapping
from casework.interop.eido.reading import read_document
from casework.interop.eido.strict_json import Refused
from tests.eido import AGENCY, CALLED, CIVIC, ID, POINT, as_bytes, component, document, person, pidf, ref

DURHAM = load_mapping("durham")


def read(told=None, mapping=DURHAM, **changes):
    return read_document(as_bytes(document(**changes) if told is None else told), mapping)


def details(**changes):
    return read(**changes).told.details


def problems(told=None, **changes):
    with pytest.raises(Refused) as caught:
        read(told, **changes)
    return [tuple(problem) for problem in caught.value.problems]


def at(hour, minute=0, second=0):
    return datetime(2026, 5, 4, hour, minute, second, tzinfo=UTC)


# -- What and when


def test_a_document_becomes_an_encounter():
    told = read().told
    found = {name: value for name, value in vars(told.details).items() if value not in ("", None)}
    assert found == {
        "agency": "Durham",
        "incident_number": "D26-1",
        "received_at": at(12, 12),
        "pilot": "crt",
        "call_type": "Mental Health Crisis",
        "priority": "2",
        "beat": "111",
        "location": "101 W Made Up Street, Durham, NC",
        "latitude": 35.994,
        "longitude": -78.8986,
    }
    assert (told.tracking_id, told.names, told.person, told.caller) == (ID, (ID, "urn:uuid:inc"), None, None)


def test_the_body_is_kept_to_the_letter():
    body = json.dumps(document(**{"x-own": {"z": 1.10, "a": "ü"}}), indent=3, ensure_ascii=False)
    assert read_document(body.encode(), DURHAM).told.body == body


def test_the_digest_knows_no_order_and_no_spaces():
    told = document()
    turned = dict(reversed(told.items()))
    digests = {read(told).told.digest, read(turned).told.digest}
    digests.add(read_document(json.dumps(told, indent=9).encode(), DURHAM).told.digest)
    assert len(digests) == 1
    assert read(issuingElementIdentification="other").told.digest not in digests


def test_the_agency_that_owns_the_incident_names_it_not_the_one_that_told_last():
    other = component("fire.durham.example", agencyRoleDescriptionRegistryText=[], agencyType=["fire"])
    agencies = [other, *document()["agencyComponent"]]
    told = read(updatedByAgencyReference=ref("fire.durham.example"), agencyComponent=agencies).told
    assert told.details.agency == "Durham"
    agencies[1]["incidentOwningAgencyIndicator"] = False
    assert read(updatedByAgencyReference=ref("fire.durham.example"), agencyComponent=agencies).told.details.agency == (
        "fire.durham.example"
    )


def test_without_a_number_of_the_agency_the_tracking_identifier_is_the_number():
    told = read(incident={"internalIncidentId": None}).told
    assert (told.details.incident_number, told.has_own_number) == (ID, False)


def test_an_identifier_that_does_not_fit_is_still_the_only_one():
    long = [f"urn:emergency:uid:incidentid:{'x' * 100}{n}" for n in (1, 2)]
    numbers = [
        read(incident={"internalIncidentId": None}, **{"$id": name}).told.details.incident_number for name in long
    ]
    assert (len(set(numbers)), {len(number) for number in numbers}) == (2, {60})


def test_a_document_needs_no_incident_component():
    told = details(incidentComponent=None)
    assert (told.incident_number, told.call_type, told.received_at, told.location) == (
        ID, "", at(12, 12), "101 W Made Up Street, Durham, NC",
    )  # fmt: skip


def test_times_come_from_the_components_that_say_so():
    told = details(
        dispatchComponent=[component("d1", updated="2026-05-04T08:14:00-04:00")],
        emergencyResourceComponent=[
            component("u1", updated="2026-05-04T12:31:07.5Z", secondaryUnitStatusRegistryText=["OnScene"]),
            component("u2", updated="2026-05-04T08:20:00-04:00", secondaryUnitStatusRegistryText=["EnRoute"]),
        ],
        incident={"incidentStatusCommonRegistryText": ["Closed"], "lastUpdateTimeStamp": "2026-05-04T08:54:00-04:00"},
    )
    assert (told.dispatched_at, told.arrived_at, told.cleared_at) == (
        at(12, 14), datetime(2026, 5, 4, 12, 31, 7, 500000, tzinfo=UTC), at(12, 54),
    )  # fmt: skip


def test_a_moment_before_the_call_is_none():
    assert details(dispatchComponent=[component("d1", updated="2026-05-04T08:11:59-04:00")]).dispatched_at is None


def test_the_first_incoming_call_is_the_call():
    calls = [
        component("c1", direction="outgoing", callStartTimestamp="2026-05-04T08:00:00-04:00"),
        component("c2", direction="incoming", callStartTimestamp="2026-05-04T08:13:00-04:00"),
        component("c3", direction="incoming", callStartTimestamp="2026-05-04T08:12:30-04:00"),
    ]
    assert details(callComponent=calls).received_at == at(12, 12, 30)


def test_without_a_call_the_earliest_moment_counts():
    assert details(callComponent=None).received_at == at(12, 12)


def test_what_an_agencys_words_mean_stands_in_the_mapping():
    disposition = component(
        "x", dispositionCommonRegistryCode="14", dispositionDescriptionText="Refer to Care Navigation"
    )
    told = details(incident={"dispositionComponent": [disposition]})
    assert (told.disposition, told.outcome, told.follow_up_wanted) == ("Refer to Care Navigation", "gone", "yes")
    nothing = read(mapping=EidoMapping()).told.details
    assert (nothing.agency, nothing.pilot, nothing.beat) == (AGENCY, "", "D1-111")


def test_the_primary_disposition_comes_first():
    found = [
        component("x", dispositionCommonRegistryCode="1", dispositionDescriptionText="Second"),
        component(
            "y", dispositionCommonRegistryCode="2", dispositionDescriptionText="First", dispositionPrimaryIndicator=True
        ),
    ]
    assert details(incident={"dispositionComponent": found}).disposition == "First"


def test_notes_are_told_in_the_order_of_time_and_as_text():
    notes = [
        component("n2", updated="2026-05-04T08:20:00-04:00", notesActionComments="<p>Second<br>line &amp; more</p>"),
        component("n1", updated="2026-05-04T08:14:00-04:00", notesActionComments="<b>First</b>"),
        component("n3", updated="2026-05-04T08:21:00-04:00", notesActionComments="  "),
    ]
    assert details(notesComponent=notes).note == "2026-05-04 08:14 First\n2026-05-04 08:20 Second\nline & more"


def test_long_notes_end_with_where_the_rest_is():
    note = details(notesComponent=[component("n", notesActionComments="word " * 5000)]).note
    assert note.endswith("…\nMore is kept with the document.")
    assert len(note) < 10_100


# -- Where


@pytest.mark.parametrize(
    ("inside", "found"),
    [
        (POINT, (35.994, -78.8986)),
        ("<gml:Point><gml:pos>35.5 -78.5 120</gml:pos></gml:Point>", (35.5, -78.5)),
        ("<gs:Circle srsName='urn:ogc:def:crs:EPSG::4326'><gml:pos>36 -79</gml:pos><gs:radius>30</gs:radius></gs:Circle>", (36, -79)),
        (
            "<gml:Polygon><gml:exterior><gml:LinearRing><gml:pos>35 -79</gml:pos><gml:pos>36 -79</gml:pos>"
            "<gml:pos>36 -78</gml:pos><gml:pos>35 -78</gml:pos><gml:pos>35 -79</gml:pos></gml:LinearRing></gml:exterior>"
            "</gml:Polygon>",
            (35.5, -78.5),
        ),
        (
            "<gml:Polygon><gml:exterior><gml:LinearRing><gml:posList>35 -79 36 -79 36 -78 35 -78 35 -79</gml:posList>"
            "</gml:LinearRing></gml:exterior></gml:Polygon>",
            (35.5, -78.5),
        ),
        ("<gml:Point><gml:pos>0 0</gml:pos></gml:Point>", (None, None)),
        ("<gml:Point srsName='urn:ogc:def:crs:EPSG::32617'><gml:pos>1 2</gml:pos></gml:Point>", (None, None)),
        ("<gml:Point><gml:pos>north west</gml:pos></gml:Point>", (None, None)),
        ("<gml:Point><gml:pos>nan 1</gml:pos></gml:Point>", (None, None)),
    ],
)  # fmt: skip
def test_a_shape_becomes_a_point(inside, found):
    location = component(
        "urn:uuid:loc", locationTypeDescriptionRegistryText="CurrentIncident", locationByValue=pidf(inside)
    )
    told = details(locationComponent=[location])
    assert (told.latitude, told.longitude) == found


def test_a_point_that_is_not_on_earth_is_refused():
    location = component("urn:uuid:loc", locationByValue=pidf("<gml:Point><gml:pos>95 10</gml:pos></gml:Point>"))
    assert problems(locationComponent=[location]) == [
        ("/locationComponent/0/locationByValue", "This point is not on earth.")
    ]


def test_the_incidents_place_comes_before_the_callers_and_never_a_towers():
    def location(name, kind, number):
        words = CIVIC.replace("101", number)
        return component(name, locationTypeDescriptionRegistryText=kind, locationByValue=pidf(words))

    places = [location("a", "TowerLocation", "1"), location("b", "Caller", "2"), location("c", "CurrentIncident", "3")]
    links = {"locationReference": [ref("a"), ref("b"), ref("c")]}
    assert details(incident=links, locationComponent=places).location.startswith("3 W")
    assert (
        details(incident=links | {"locationReference": [ref("a"), ref("b")]}, locationComponent=places[:2]).location[:3]
        == "2 W"
    )
    assert details(incident={"locationReference": [ref("a")]}, locationComponent=places[:1]).location == ""


def test_a_place_by_address_is_not_fetched():
    location = component(
        "urn:uuid:loc", locationByReferenceUrl="https://lis.example/1", locationDescriptionText="Bus station"
    )
    assert details(locationComponent=[location]).location == "Bus station"


def test_broken_xml_leaves_the_words_and_says_so():
    location = component("urn:uuid:loc", locationByValue="<presence><oops>", locationDescriptionText="Bus station")
    reading = read(locationComponent=[location])
    assert reading.told.details.location == "Bus station"
    assert [problem.path for problem in reading.left_out] == ["/locationComponent/0/locationByValue"]


@pytest.mark.parametrize(
    "xml",
    [
        '<!DOCTYPE p [<!ENTITY a "aaaa"><!ENTITY b "&a;&a;">]><p>&b;</p>',
        '<!DOCTYPE p SYSTEM "file:///etc/passwd"><p/>',
        '<!DOCTYPE p [<!ENTITY x SYSTEM "http://127.0.0.1/">]><p>&x;</p>',
        "<a>" * 200 + "</a>" * 200,
        "<a>" + "<b/>" * 20_000 + "</a>",
        "<a>" + "x" * 300_000 + "</a>",
    ],
)
def test_xml_that_could_be_more_than_it_is_is_refused(xml):
    location = component("elsewhere", locationTypeDescriptionRegistryText="UnitLocation", locationByValue=xml)
    found = problems(locationComponent=[*document()["locationComponent"], location])
    assert [path for path, _reason in found] == ["/locationComponent/1/locationByValue"]


# -- Who


def test_a_patient_is_the_neighbor_and_the_caller_is_kept_apart():
    told = read(
        personComponent=[
            person("p1", "Caller", first="Cal", last="Ler", callBackReference=ref("cb")),
            person("p2", "Patient", first="Jo", last="Made-Up"),
        ],
        callbackComponent=[component("cb", callBackInformationUri=["sip:9195550111@phone.example"])],
    ).told
    assert told.person == Person(first_name="Jo", last_name="Made-Up")
    assert vars(told.caller) == {"name": "Cal Ler", "phone": "+19195550111", "who": ""}


def test_everything_that_is_said_of_the_neighbor():
    nc = {
        "name": [
            {"personGivenName": [{"value": "Jo"}], "personMiddleName": [{"value": "Ann"}], "personSurName": [{"value": "Made-Up"}],
             "personPreferredName": [{"value": "JoJo"}]},
            {"personFullName": [{"value": "Joan Other"}]},
        ],
        "birthDate": [{"date": [{"value": "1984-02-29"}]}],
        "generalAppearanceDescription": [{"value": "red coat"}],
        "sex": [{"value": "female"}],
        "primaryLanguage": [{"languageCode": [{"simpleType": {"value": "spa"}}]}],
        "otherIdentification": [{"identificationId": [{"value": "P-77"}]}],
        "homeContactInformation": [
            {"contactTelephoneNumber": [{"full": [{"telephoneNumberFullId": [{"value": "919-555-0144"}]}]}]}
        ],
    }  # fmt: skip
    places = [*document()["locationComponent"], component("home", locationDescriptionText="Bench by the library")]
    told = read(
        personComponent=[person("p", "Patient", nc=nc, locationReference=[ref("home")])], locationComponent=places
    ).told
    assert told.person == Person(
        first_name="Jo Ann",
        last_name="Made-Up",
        preferred_name="JoJo",
        also_known_as=("Joan Other",),
        description="woman, red coat",
        birth_date=date(1984, 2, 29),
        language="es",
        phone="+19195550144",
        where_to_find="Bench by the library",
        agency_person_id="P-77",
    )


@pytest.mark.parametrize(
    ("nc", "said"),
    [
        ({"personName": {"personFullName": "Made-Up, Jo"}}, ("Jo", "Made-Up")),
        ({"nc:PersonName": {"nc:PersonGivenName": "Jo", "nc:PersonSurName": "Made-Up"}}, ("Jo", "Made-Up")),
        ({"name": "Jo Ann Made-Up"}, ("Jo Ann", "Made-Up")),
        ({"name": [{"personFullName": [{"value": "Jo"}]}]}, ("Jo", "")),
        ({"name": [None, []]}, ("", "")),
    ],
)
def test_names_as_they_are_written_elsewhere(nc, said):
    told = read(personComponent=[person("p", "Patient", nc=nc | {"description": "x"})]).told.person
    assert (told.first_name, told.last_name) == said


def test_somebody_unnamed_is_described():
    nc = {"sex": [{"value": "M"}], "ageDescription": [{"value": "50s"}], "description": [{"value": "bus station"}]}
    assert read(personComponent=[person("p", "PersonOfInterest", nc=nc)]).told.person == Person(
        description="man, 50s, bus station"
    )


def test_part_of_a_birth_date_is_said_in_words_and_no_date_is_made_up():
    told = read(personComponent=[person("p", "Patient", nc={"birthDate": [{"year": [{"value": "1984"}]}]})]).told.person
    assert (told.birth_date, told.description) == (None, "born 1984")


def test_an_impossible_birth_date_is_left_out():
    reading = read(personComponent=[person("p", "Patient", first="Jo", nc={"birthDate": "2999-01-01"})])
    assert (reading.told.person.birth_date, [problem.path for problem in reading.left_out]) == (
        None, ["/personComponent/0/ncPersonComponent"],
    )  # fmt: skip


def test_a_caller_alone_is_nobodys_neighbor():
    told = read(personComponent=[person("p", "Caller", first="Cal", last="Ler")]).told
    assert (told.person, told.caller.name) == (None, "Cal Ler")


def test_whoever_calls_about_themselves_is_the_neighbor():
    call = document()["callComponent"][0] | {"callBackReference": ref("cb")}
    told = read(
        callComponent=[call],
        callbackComponent=[component("cb", callBackInformationUri=["tel:+1-919-555-0122"])],
        personComponent=[person("p", "Caller", "Patient", first="Jo")],
    ).told
    assert (told.person.first_name, told.person.phone, told.caller) == ("Jo", "+19195550122", None)


def test_a_relative_who_calls_is_family():
    told = read(personComponent=[person("p", "Caller", "PatientRelative", first="Sis", last="Ter")]).told
    assert told.caller.who == "family"


def test_more_people_are_counted_not_mixed():
    people = [
        person("p", "Patient", first="Jo"),
        person("q", "Patient", first="Al"),
        person("r", "Witness", first="Wi"),
    ]
    told = read(personComponent=people).told
    assert (told.person.first_name, told.details.note) == ("Jo", "The document names more people: 1.")


@pytest.mark.parametrize(
    ("identifier", "number"),
    [
        ("urn:uuid:0b5a2a8c-1111-4222-8333-444455556666", "urn:uuid:0b5a2a8c-1111-4222-8333-444455556666"),
        ("0b5a2a8c-1111-4222-8333-444455556666", "0b5a2a8c-1111-4222-8333-444455556666"),
        ("p77@durham.example", "p77@durham.example"),
        ("person-1", ""),
        ("1", ""),
    ],
)
def test_only_an_identifier_that_is_one_in_the_world_makes_two_people_one(identifier, number):
    told = read(personComponent=[person(identifier, "Patient", first="Jo")]).told.person
    assert told.agency_person_id == number


def test_a_subscribers_card_fills_what_the_document_leaves_empty():
    card = (
        '<EmergencyCallData.SubscriberInfo xmlns:x="urn:ietf:params:xml:ns:vcard-4.0"><x:vcard><x:n><x:surname>Ler</x:surname>'
        "<x:given>Cal</x:given></x:n><x:tel><x:uri>tel:+1-919-555-0133</x:uri></x:tel></x:vcard></EmergencyCallData.SubscriberInfo>"
    )
    told = read(
        personComponent=[person("p", "Caller", additionalDataReference=[ref("ad")])],
        additionalDataComponent=[component("ad", additionalDataByValue=card)],
    ).told
    assert vars(told.caller) == {"name": "Cal Ler", "phone": "+19195550133", "who": ""}


# -- Links


def test_a_link_that_leads_nowhere_is_left_out_and_said():
    reading = read(incident={"personReference": [ref("nobody")]})
    assert [tuple(problem) for problem in reading.left_out] == [
        ("/incidentComponent/personReference/0/$ref", "No component here has this identifier.")
    ]


def test_a_link_to_something_else_is_refused():
    assert problems(incident={"personReference": [ref("urn:uuid:loc")]}) == [
        ("/incidentComponent/personReference/0/$ref", "This leads to a component of another kind.")
    ]


def test_an_identifier_that_means_two_things_is_refused():
    people = [person("p", "Patient", first="Jo"), person("p", "Patient", first="Al")]
    assert problems(personComponent=people) == [
        ("/personComponent/1/$id", "This identifier stands for two different components.")
    ]


def test_circles_of_links_are_none():
    told = document()
    told["locationComponent"][0]["locationDereferencedFromReference"] = ref("urn:uuid:loc")
    told["sharedCommunicationResourceComponent"] = [
        component("s1", connectedSharedCommunicationResources=[ref("s2")]),
        component("s2", connectedSharedCommunicationResources=[ref("s1")]),
    ]
    assert read(told).told.tracking_id == ID


# -- How it is written elsewhere


def test_capitals_in_a_name_do_not_matter():
    told = document()
    told["lastUpdateTimestamp"] = told.pop("lastUpdateTimeStamp")
    told["IncidentComponent"] = told.pop("incidentComponent")
    assert read(told).told.details.incident_number == "D26-1"


def test_one_object_where_a_list_is_due_and_a_list_where_one_is():
    told = document()
    told["agencyComponent"] = told["agencyComponent"][0]
    told["callComponent"] = told["callComponent"][0]
    told["incidentComponent"] = [told["incidentComponent"]]
    told["incidentComponent"][0]["locationReference"] = told["incidentComponent"][0]["locationReference"][0]
    found = read(told).told.details
    assert (found.agency, found.incident_number, found.latitude) == ("Durham", "D26-1", 35.994)


def test_a_number_sign_before_an_identifier():
    assert details(incident={"locationReference": [ref("#urn:uuid:loc")]}).latitude == 35.994


@pytest.mark.parametrize("version", ["1.0", "1", "1.0.0", 1.0, 1])
def test_versions_of_the_first_kind(version):
    assert read(eidoVersion=version).told.tracking_id == ID


def test_what_is_not_known_is_no_reason_to_refuse():
    assert (
        read(unheardOfComponent=[{"a": [1.5, None, True]}], AlternateValueReferences=[ref("x")]).told.tracking_id == ID
    )


# -- What is refused


@pytest.mark.parametrize(
    "name",
    ["$id", "lastUpdateTimeStamp", "updatedByAgencyReference", "eidoVersion", "issuingElementIdentification", "agencyComponent"],
)  # fmt: skip
def test_the_root_needs_what_the_contract_asks_for(name):
    paths = [path for path, _reason in problems(**{name: None})]
    assert f"/{name}" in paths


@pytest.mark.parametrize(
    ("changes", "path"),
    [
        ({"$id": {}}, "/$id"),
        ({"$id": ""}, "/$id"),
        ({"$id": "x" * 301}, "/$id"),
        ({"lastUpdateTimeStamp": "yesterday"}, "/lastUpdateTimeStamp"),
        ({"lastUpdateTimeStamp": "2026-05-04T08:12:00"}, "/lastUpdateTimeStamp"),
        ({"updatedByAgencyReference": ref("nobody")}, "/updatedByAgencyReference"),
        ({"updatedByAgencyReference": {"$ref": 3}}, "/updatedByAgencyReference/$ref"),
        ({"eidoVersion": "2.0"}, "/eidoVersion"),
        ({"agencyComponent": []}, "/agencyComponent"),
        ({"agencyComponent": ["psap"]}, "/agencyComponent/0"),
        ({"incidentComponent": [{}, {}]}, "/incidentComponent/1"),
        ({"incidentComponent": "x"}, "/incidentComponent"),
        ({"incident": {"internalIncidentId": {"a": 1}}}, "/incidentComponent/internalIncidentId"),
        ({"mergeComponent": [component("m", incidentMergeDirectionCode="MAYBE", incidentTrackingIdentifier="x")]}, "/mergeComponent/0/incidentMergeDirectionCode"),
        ({"mergeComponent": [component("m", incidentMergeDirectionCode="SPLIT")]}, "/mergeComponent/0/incidentTrackingIdentifier"),
        ({"mergeComponent": [component("m", incidentMergeDirectionCode="REPLACED", incidentTrackingIdentifier=ID)]}, "/mergeComponent/0/incidentTrackingIdentifier"),
        ({"linkComponent": [component("m", linkDirectionCode="FRIEND", incidentTrackingIdentifier="x")]}, "/linkComponent/0/linkDirectionCode"),
    ],
)  # fmt: skip
def test_every_refusal_has_its_path_and_a_reason(changes, path):
    found = problems(**changes)
    assert path in [where for where, _reason in found]
    assert all(reason for _where, reason in found)


@pytest.mark.parametrize(
    ("body", "path"),
    [
        (b"", ""),
        (b"not json", ""),
        (b"[1]", ""),
        (b'"text"', ""),
        (b'{"a": NaN}', "/a"),
        (b'{"a": [1, Infinity]}', "/a/1"),
        (b'{"a": 1e99999999999999999999}', "/a"),
        (b'{"a": [0.5, -1.5e-99999999999999999999]}', "/a/1"),
        (b'{"a": {"b": 1, "b": 2}}', "/a"),
        (b'{"a/b": "x\\u0000y"}', "/a~1b"),
        (b'{"a": "\\ud800"}', "/a"),
        (b'{"a\\u0000": 1}', ""),
        (b'{"a": 1' + b"0" * 500 + b"}", "/a"),
        (b'{"a": ' + b"[" * 100 + b"]" * 100 + b"}", "/a" + "/0" * 59),
        (b"[" * 200_000, ""),
        (b'{"a": "\xff"}', ""),
        (b"\xef\xbb\xbf{}", ""),
        ('{"a": 1}'.encode("utf-16"), ""),
        (b'{"a": "' + b"x" * 1_000_000 + b'"}', ""),
    ],
)
def test_json_that_cannot_be_kept_is_refused(body, path):
    with pytest.raises(Refused) as caught:
        read_document(body, DURHAM)
    assert caught.value.problems[0].path == path
    assert caught.value.problems[0].reason


# -- What costs the reader much, or trips it


def test_a_note_of_an_unknown_moment_is_told_without_one():
    """0001-01-01, as other systems write it, is in no hour of New York."""
    notes = [
        component("n1", updated="0001-01-01T00:00:00Z", notesActionComments="Some time"),
        component("n2", notesActionComments="First"),
    ]
    assert details(notesComponent=notes).note == "2026-05-04 08:12 First\nSome time"


def test_a_place_is_read_once_however_often_it_is_linked(monkeypatch):
    read_xml, parse = [], locations.parse
    monkeypatch.setattr(locations, "parse", lambda text: read_xml.append(text) or parse(text))
    often = [ref("urn:uuid:loc")] * 2000
    told = document(incident={"locationReference": often})
    told["locationComponent"][0]["locationByValue"] = "<presence/>"
    told["callComponent"] = [
        component(f"c{n}", direction="incoming", callStartTimestamp=CALLED, locationReference=often[:5])
        for n in range(9)
    ]
    read(told)
    assert len(read_xml) == 2  # once for whether it is safe, once for where it is


@pytest.mark.parametrize("bad", ["x", 0, False, "", [[]], ["x"]])
def test_an_incident_component_that_is_none_is_refused_with_its_place(bad):
    told = document() | {"incidentComponent": bad}
    place = "/incidentComponent/0" if isinstance(bad, list) else "/incidentComponent"
    assert problems(told) == [(place, "This must be an object.")]


@pytest.mark.parametrize("none", [None, [], {}, [None]])
def test_an_incident_component_that_says_nothing_is_as_if_there_were_none(none):
    """The contract does not ask for one: the document is of the incident that its identifier tracks."""
    told = document() | {"incidentComponent": none}
    assert read(told).told.details.incident_number == ID
