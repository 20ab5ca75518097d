"""Cards in a document (jCard, RFC 7095): names and telephones are read where one may stand, whatever else stands there."""

import json

import pytest

from casework.actions.documents import take_document
from casework.interop.eido.cards import Card, jcard
from casework.interop.eido.mapping import load_mapping
from casework.interop.eido.reading import read_document
from casework.models import EidoDocument
from tests.eido import AGENCY, as_bytes, component, document, person, ref

CAL = [
    "vcard",
    [
        ["version", {}, "text", "4.0"],
        ["fn", {}, "text", "Cal Taker"],
        ["n", {}, "text", ["Taker", "Cal", "", "", ""]],
        ["org", {}, "text", "Made-Up Emergency Communications"],
        ["tel", {"type": "fax"}, "uri", "tel:+1-919-555-0198"],
        ["tel", {"type": ["work", "voice"]}, "uri", "tel:+1-919-555-0155;ext=7"],
    ],
]
ODD = [
    "", "x", "{}", "[]", "[1]", '["vcard"]', '["vcard", 5]', "[" * 19_000, '["vcard", [[]]]', '["vcard", [["fn"]]]',
    '["vcard", [["n", {}, "text", 5], ["tel", 3, "uri", {}], ["fn", [], "text", []], [{}, {}, "text", "x"]]]',
    json.dumps(["vcard", [["fn", {}, "text", "x" * 30_000]]]), "9" * 10_000, '["vcard", [["fn", {}, "text", null]]]',
    '["vcard", [["fn", {}, "text", "\\u0000\\ud800"]]]', "BEGIN:VCARD\nFN:Cal\nEND:VCARD",
]  # fmt: skip


def read(**changes):
    return read_document(as_bytes(document(**changes)), load_mapping("durham"))


def note(**changes):
    return read(**changes).told.details.note


def agency(card):
    return [document()["agencyComponent"][0] | {"agencyJcard": card}]


def agent(card):
    return component("a", agentRoleRegistryText=["CallTaking"], agencyReference=ref(AGENCY), agentJcard=card)


@pytest.mark.parametrize("told", [CAL, json.dumps(CAL)])
def test_a_card_as_the_array_or_its_text(told):
    assert jcard(told) == Card(
        names=("Cal", "Taker"),
        full="Cal Taker",
        organization="Made-Up Emergency Communications",
        numbers=("tel:+1-919-555-0155;ext=7", "tel:+1-919-555-0198"),
    )


def test_several_given_names_and_an_organizations_units():
    found = jcard(
        ["vcard", [["n", {}, "text", [["Made", "Up"], ["Jo", "Ann"], "M."]], ["org", {}, "text", ["ECC", "Night"]]]]
    )
    assert (found.names, found.organization) == (("Jo Ann M.", "Made Up"), "ECC Night")


def test_the_agencys_card_says_whom_to_ask_there():
    told = "Contact at the agency: Cal Taker, Made-Up Emergency Communications, +19195550155"
    assert note(agencyComponent=agency(json.dumps(CAL))) == told


def test_whoever_told_of_it_last_comes_before_the_agency():
    lee = json.dumps(["vcard", [["fn", {}, "text", "Lee Agent"], ["tel", {}, "text", "984-555-0107"]]])
    told = {"agencyComponent": agency(json.dumps(CAL)), "agentComponent": [agent(lee)]}
    assert note(**told, updatedByAgentReference=ref("a")) == "Contact at the agency: Lee Agent, +19845550107"
    assert note(**told, incident={"agentReference": [ref("a")]}) == "Contact at the agency: Lee Agent, +19845550107"


@pytest.mark.parametrize("told", [CAL, json.dumps(CAL)])
def test_a_callers_card_among_their_data(told):
    caller = read(
        personComponent=[person("p", "Caller", additionalDataReference=[ref("ad")])],
        additionalDataComponent=[component("ad", additionalDataByValue=told)],
    ).told.caller
    assert vars(caller) == {"name": "Cal Taker", "phone": "+19195550155", "who": ""}


def test_a_neighbors_card_fills_what_is_empty_and_is_no_other_persons():
    def whom(**names):
        return read(
            personComponent=[person("p", "Patient", **names, additionalDataReference=[ref("ad")])],
            additionalDataComponent=[component("ad", additionalDataByValue=json.dumps(CAL))],
        ).told.person

    assert (whom().first_name, whom().last_name, whom().phone) == ("Cal", "Taker", "+19195550155")
    assert (whom(first="Jo", last="Made-Up").phone) == ""


@pytest.mark.django_db
@pytest.mark.parametrize("odd", [*ODD, 5, {"fn": "Cal"}, [["vcard"]], ["vcard", {}], None, True])
def test_whatever_stands_there_instead_goes_in_and_is_kept_to_the_letter(odd):
    told = document(
        agencyComponent=agency(odd),
        agentComponent=[agent(odd)],
        incident={"agentReference": [ref("a")]},
    )
    body = as_bytes(told)
    reading = read_document(body, load_mapping("durham"))
    take_document(told=reading.told, by=None)
    assert "Contact" not in reading.told.details.note
    assert EidoDocument.objects.get().body == body.decode()


def test_what_is_no_card_is_told_to_the_sender():
    left = read(agencyComponent=agency("BEGIN:VCARD")).left_out
    assert [tuple(one) for one in left] == [("/agencyComponent/0/agencyJcard", "Only a jCard (RFC 7095) is read here.")]


@pytest.mark.django_db
@pytest.mark.parametrize("odd", ODD)
def test_odd_data_of_a_person_goes_in_too(odd):
    told = document(
        personComponent=[person("p", "Patient", first="Jo", additionalDataReference=[ref("ad")])],
        additionalDataComponent=[component("ad", additionalDataByValue=odd)],
    )
    reading = read_document(as_bytes(told), load_mapping("durham"))
    assert take_document(told=reading.told, by=None).encounter.neighbor.first_name == "Jo"
