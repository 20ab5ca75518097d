"""EIDO documents made up for the tests, to the contract of NENA-STA-021.1b."""

import copy
import json
from typing import Any

AGENCY = "911.durham.example"
ID = "urn:emergency:uid:incidentid:a1b2c3:durham.example"
CALLED = "2026-05-04T08:12:00-04:00"
UPDATED = "2026-05-04T08:55:00.250-04:00"
PIDF = (
    '<?xml version="1.0" encoding="UTF-8"?><presence xmlns="urn:ietf:params:xml:ns:pidf" '
    'xmlns:gp="urn:ietf:params:xml:ns:pidf:geopriv10" xmlns:gml="http://www.opengis.net/gml" '
    'xmlns:ca="urn:ietf:params:xml:ns:pidf:geopriv10:civicAddr" entity="pres:made-up@durham.example">'
    "<tuple id='t'><status><gp:geopriv><gp:location-info>{inside}</gp:location-info></gp:geopriv></status></tuple>"
    "</presence>"
)
CIVIC = (
    "<ca:civicAddress><ca:country>US</ca:country><ca:A1>NC</ca:A1><ca:A3>Durham</ca:A3><ca:PRD>W</ca:PRD>"
    "<ca:RD>Made Up</ca:RD><ca:STS>Street</ca:STS><ca:HNO>101</ca:HNO></ca:civicAddress>"
)
POINT = "<gml:Point srsName='urn:ogc:def:crs:EPSG::4326'><gml:pos>35.9940 -78.8986</gml:pos></gml:Point>"


def pidf(*inside: str) -> str:
    return PIDF.replace("{inside}", "".join(inside))


def component(identifier: str, *, updated: str = CALLED, **words: Any) -> dict[str, Any]:
    """With the prologue that every component has."""
    prologue = {"$id": identifier, "lastUpdateTimeStamp": updated, "updatedByAgencyReference": {"$ref": AGENCY}}
    return prologue | words


def ref(identifier: str) -> dict[str, str]:
    return {"$ref": identifier}


def person(identifier: str, *roles: str, first: str = "", last: str = "", **words: Any) -> dict[str, Any]:
    """`nc` are more words of the NIEM person."""
    nc = dict(words.pop("nc", {}))
    if first or last:
        nc["name"] = [{"personGivenName": [{"value": first}], "personSurName": [{"value": last}]}]
    return component(identifier, personIncidentRoleRegistryText=list(roles), ncPersonComponent=nc, **words)


def document(**changes: Any) -> dict[str, Any]:
    """A whole small one. `incident` changes the incident's words; a root word that is None is left away."""
    incident = {
        "incidentTypeCommonRegistryText": "MENTAL",
        "incidentTypeInternalText": "Mental Health Crisis",
        "internalIncidentId": "D26-1",
        "incidentPriorityInternalText": "2",
        "beatOrDispatchGroupText": "D1-111",
        "locationReference": [ref("urn:uuid:loc")],
    }
    incident |= changes.pop("incident", {})
    told = component(
        ID,
        updated=UPDATED,
        eidoVersion="1.0",
        issuingElementIdentification="cad.durham.example",
        agencyComponent=[
            component(
                AGENCY,
                agencyRoleDescriptionRegistryText=["CallReceiving", "Dispatching"],
                agencyType=["psap"],
                incidentOwningAgencyIndicator=True,
            )
        ],
        incidentComponent=component("urn:uuid:inc", **{k: v for k, v in incident.items() if v is not None}),
        callComponent=[
            component(
                "urn:emergency:uid:callid:1:durham.example",
                callStateRegistryText="callEnd",
                standardPrimaryCallType="emergency",
                direction="incoming",
                callStartTimestamp=CALLED,
            )
        ],
        locationComponent=[
            component(
                "urn:uuid:loc",
                locationTypeDescriptionRegistryText="CurrentIncident",
                locationByValue=pidf(CIVIC, POINT),
            )
        ],
    )
    told |= changes
    return copy.deepcopy({name: value for name, value in told.items() if value is not None})


def merge(kind: str, other: str) -> list[dict[str, Any]]:
    return [component("urn:uuid:merge", incidentMergeDirectionCode=kind, incidentTrackingIdentifier=other)]


def as_bytes(told: Any) -> bytes:
    return json.dumps(told, ensure_ascii=False).encode()
