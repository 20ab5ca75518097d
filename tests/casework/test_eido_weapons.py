"""A weapon or violence that a document tells of itself reaches the encounter; nothing is read out of free text."""

import pytest

from casework.interop.eido.mapping import EidoMapping, load_mapping
from casework.interop.eido.reading import read_document
from tests.eido import as_bytes, component, document, person, ref

DURHAM = load_mapping("durham")


def weapon(mapping=DURHAM, **changes):
    return read_document(as_bytes(document(**changes)), mapping).told.details.weapon


def caution(registry="", *more, internal="Premise note"):
    words = {"cautionTypeInternalText": internal, "cautionSeverity": "high", "cautionTypeCommonRegistryText": registry}
    return {"cautionComponent": [component("k", **words, cautionTypeCommonSubRegistryText=list(more))]}


def item(**nc):
    return [component("i", ncItemType=nc)]


def carried(items):
    return {"itemComponent": items, "personComponent": [person("p", "Patient", first="Jo", itemReference=[ref("i")])]}


def test_nothing_told_is_not_a_no():
    assert weapon() is None


@pytest.mark.parametrize(
    ("told", "found"),
    [
        (caution("Weapon"), True),
        (caution("weapon.firearm"), True),
        (caution("Person", "ArmedPerson"), True),
        (caution("Violent"), True),
        (caution(internal="Firearms"), True),
        (caution("Dog"), None),
        (caution("Weapons", internal="No weapons"), True),
        (caution(internal="No weapons"), None),
        (caution("Unarmed"), None),
        (caution("Toy gun"), None),
        (caution("Begun"), None),
    ],
)
def test_a_caution_of_that_kind_says_yes(told, found):
    assert weapon(**told) is found


def test_the_agencys_own_words_are_the_mappings_and_can_say_no():
    assert weapon(**caution(internal="Armed  subject"), mapping=EidoMapping()) is True
    assert weapon(**caution(internal="No weapon seen")) is False
    assert weapon(incident={"incidentStatusInternalText": ["No Weapon Seen", "Weapon Seen"]}) is True
    assert weapon(incident={"incidentTypeInternalText": "Weapon Seen"}, mapping=EidoMapping()) is None


@pytest.mark.parametrize(
    ("nc", "found"),
    [
        ({"j:FirearmCategoryCode": {"value": "rifle"}}, True),
        ({"@type": "j:FirearmType"}, True),
        ({"itemCategoryText": [{"value": "Knife"}]}, True),
        ({"nc:ItemCategoryText": "Jewelry"}, None),
        ({"itemDescriptionText": "gun-shaped lighter"}, None),
        ({"j:FirearmCategoryCode": ""}, None),
        ({"weaponInvolvedIndicator": False}, None),
    ],
)
def test_an_item_of_that_kind_that_somebody_carries_says_yes(nc, found):
    assert weapon(**carried(item(**nc))) is found


def test_so_does_one_in_a_vehicle_of_the_incident():
    told = {
        "itemComponent": item(**{"@type": "j:FirearmType"}),
        "vehicleComponent": [component("v", itemReference=[ref("i")])],
    }
    assert weapon(**told) is True


def test_what_responders_carry_or_have_in_their_vehicle_is_theirs():
    held = {"itemReference": [ref("i")]}
    units = [component("u", **held, personReference=[ref("p")], vehicleReference=[ref("v")])]
    told = {
        "itemComponent": item(**{"@type": "j:FirearmType"}),
        "personComponent": [person("p", "Responder", first="Ro", **held)],
        "vehicleComponent": [component("v", **held)],
        "emergencyResourceComponent": units,
    }
    assert weapon(**told) is None


def test_an_item_that_nobody_holds_says_nothing_of_the_call():
    assert weapon(itemComponent=item(**{"@type": "j:FirearmType"})) is None


def test_a_weapon_in_a_note_is_not_read():
    assert weapon(notesComponent=[component("n", notesActionComments="Weapon seen")]) is None
