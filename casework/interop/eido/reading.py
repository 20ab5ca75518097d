"""One document becomes what it tells of one incident."""

import hashlib
import html
import json
import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any

from django.utils.translation import gettext as _

from casework.actions.documents import Bonded, DocumentTold, short_name
from casework.actions.documents import Caller as CallerTold
from casework.actions.encounters import LONG_AGO, EncounterDetails
from casework.interop.eido.document import (
    AGENCIES,
    CALLS,
    DISPATCHES,
    LINKS,
    MERGES,
    NOTES,
    RESOURCES,
    Component,
    Document,
    Findings,
)
from casework.interop.eido.locations import check_locations, place_of_incident
from casework.interop.eido.mapping import EidoMapping
from casework.interop.eido.persons import agency_contact, caller_of, others, shortened, whom
from casework.interop.eido.strict_json import Problem, Refused, parse
from casework.interop.eido.weapons import weapon_told
from casework.models import Bond, Encounter
from heart.lib.clock import ZONE
from heart.lib.identifiers import plain_identifier

LONGEST_NOTE = 10_000
LONGEST_ID = 300
ARRIVED = frozenset({"arrived", "onscene"})
CLOSED = frozenset({"closed", "cancelled"})
NEW_LINE = re.compile(r"(?i)<(?:br|/p|/div|/li|/tr|/h[1-6])\b[^<>]*>")
MARK_UP = re.compile(r"</?[a-zA-Z!][^<>]*>")
UNLINK = "UNLINK"
# Where fields of an encounter come from, for a refusal that the action gives.
PLACES = {
    "agency": f"/{AGENCIES}",
    "dispatched_at": f"/{DISPATCHES}",
    "arrived_at": f"/{RESOURCES}",
    "cleared_at": "/incidentComponent/lastUpdateTimeStamp",
    "incident_number": "/incidentComponent/internalIncidentId",
    "mergeComponent": f"/{MERGES}",
}


@dataclass(frozen=True)
class Reading:
    """`left_out` was not understood, though the document goes in; `places` says where a field of the encounter
    stands in the document."""

    told: DocumentTold
    left_out: tuple[Problem, ...]
    places: dict[str, str]


def read_document(body: bytes, mapping: EidoMapping) -> Reading:
    """Refused names everything that keeps the document out."""
    found, text = parse(body)
    document = Document(found, "", Findings())
    told, places = _Reader(document, mapping).read(found, text)
    if document.findings.problems:
        raise Refused(list(document.findings.problems))
    return Reading(told, tuple(document.findings.left_out), places)


@dataclass
class _Reader:
    document: Document
    mapping: EidoMapping

    def read(self, found: dict[str, Any], text: str) -> tuple[DocumentTold, dict[str, str]]:
        document = self.document
        document.check_links()
        agency = self._header()
        check_locations(document)
        received_at, received_place = self._received()
        details = self._details(agency, received_at)
        caller = caller_of(document)
        told = DocumentTold(
            tracking_id=document.id,
            names=(document.id, *self._other_names()),
            updated_at=document.instant("lastUpdateTimeStamp") or received_at,
            body=text,
            digest=digest_of(found),
            details=details,
            person=whom(document),
            caller=CallerTold(**vars(caller)) if caller else None,
            bonds=tuple(self._bonds()),
            unbound=tuple(self._unbound()),
        )
        return told, PLACES | {"received_at": received_place, "updated_at": document.at("lastUpdateTimeStamp")}

    def _header(self) -> str:
        """The agency's name for us. Everything that the contract requires of the root is asked for."""
        document, findings = self.document, self.document.findings
        for name in ("$id", "lastUpdateTimeStamp", "eidoVersion", "issuingElementIdentification"):
            if not document.text(name):
                findings.refuse(document.at(name), _("This is missing."))
        self._check_names()
        if document.text("eidoVersion").partition(".")[0] not in ("", "1"):
            findings.refuse(document.at("eidoVersion"), _("Only version 1 is known here."))
        if not document.all(AGENCIES):
            findings.refuse(document.at(AGENCIES), _("This is missing."))
        return self._agency()

    def _check_names(self) -> None:
        """An index holds each of them whole."""
        incident = self.document.incident
        named: list[tuple[Component, str]] = [(self.document, "$id")]
        if incident:
            named += [(incident, "$id"), (incident, "incidentTrackingIdentifier")]
        for component, name in named:
            if len(component.text(name)) > LONGEST_ID:
                words = _("This is longer than %(count)s characters.") % {"count": LONGEST_ID}
                component.findings.refuse(component.at(name), words)

    def _agency(self) -> str:
        """Who owns the incident, else who has told of it last."""
        document = self.document
        updated_by = document.linked(document, "updatedByAgencyReference", AGENCIES)
        if not updated_by:
            reason = _("This must lead to one of the agencies in the document.")
            document.findings.refuse(document.at("updatedByAgencyReference"), reason)
        owners = [agency for agency in document.all(AGENCIES) if agency.flag("incidentOwningAgencyIndicator")]
        agency = next((found.id for found in (*owners, *updated_by) if found.id), "")
        named = self.mapping.agencies.get(plain_identifier(agency).casefold())
        return short_name(named or agency, "agency")

    def _own_number(self) -> str:
        incident = self.document.incident
        return plain_identifier(incident.text("internalIncidentId")) if incident else ""

    def _other_names(self) -> Iterator[str]:
        incident = self.document.incident
        if incident:
            yield incident.id
            yield incident.text("incidentTrackingIdentifier")

    def _details(self, agency: str, received_at: datetime) -> EncounterDetails:
        incident = self.document.incident
        types, dispositions = list(self._types()), list(self._dispositions())
        place = place_of_incident(self.document)
        beat = incident.text("beatOrDispatchGroupText") if incident else ""
        dispatched, arrived, cleared = self._moments(received_at)
        statuses = incident.texts("incidentStatusInternalText") if incident else []
        return EncounterDetails(
            agency=agency,
            incident_number=short_name(self._own_number() or self.document.id, "incident_number"),
            received_at=received_at,
            dispatched_at=dispatched,
            arrived_at=arrived,
            cleared_at=cleared,
            pilot=self.mapping.pilot(types),
            call_type=_fitting("call_type", next(iter(types), "")),
            priority=_fitting("priority", self._priority()),
            beat=_fitting("beat", self.mapping.beats.get(beat.casefold(), beat)),
            location=_fitting("location", place.words),
            latitude=place.latitude,
            longitude=place.longitude,
            disposition=_fitting("disposition", next(iter(dispositions), "")),
            outcome=self.mapping.outcome(dispositions),
            follow_up_wanted=self.mapping.follow_up_wanted([*dispositions, *statuses, *types]),
            note=self._note(),
            weapon=weapon_told(self.document, self.mapping, [*dispositions, *statuses, *types]),
        )

    def _types(self) -> Iterator[str]:
        """What the agency itself says comes before the registry's word."""
        if self.document.incident:
            names = ("incidentTypeInternalText", "incidentTypeInternalCode", "incidentTypeCommonRegistryText")
            yield from filter(None, (self.document.incident.text(name) for name in names))

    def _priority(self) -> str:
        incident = self.document.incident
        own = incident and (
            incident.text("incidentPriorityInternalText") or incident.text("incidentCommonPriorityNumber")
        )
        return own or next(filter(None, (call.text("priorityIdentifier") for call in self.document.all(CALLS))), "")

    def _dispositions(self) -> Iterator[str]:
        """Every word of every disposition, the primary ones first."""
        incident = self.document.incident
        found = incident.objects("dispositionComponent") if incident else []
        for disposition in sorted(found, key=lambda one: not one.flag("dispositionPrimaryIndicator")):
            names = ("dispositionDescriptionText", "dispositionCategoryText", "dispositionCommonRegistryCode")
            yield from filter(None, (disposition.text(name) for name in names))

    def _received(self) -> tuple[datetime, str]:
        """When the first call came; where no call is told of, the earliest moment that the document knows."""
        calls = [call for call in self.document.all(CALLS) if call.text("direction") != "outgoing"]
        for component, name in ((calls, "callStartTimestamp"), (calls, "answerDate")):
            told = [(moment, one.at(name)) for one in component if (moment := one.instant(name))]
            if told:
                return min(told)
        incident = [self.document.incident] if self.document.incident else []
        known = [
            self.document,
            *incident,
            *(one for name in (NOTES, DISPATCHES, RESOURCES) for one in self.document.all(name)),
        ]
        stamps = [
            (moment, one.at("lastUpdateTimeStamp")) for one in known if (moment := one.instant("lastUpdateTimeStamp"))
        ]
        return min(stamps, default=(datetime.min.replace(tzinfo=UTC), ""))

    def _moments(self, received_at: datetime) -> tuple[datetime | None, ...]:
        """Dispatched, arrived, cleared. EIDO has no fields for them: they are when the component that says so was
        last touched, and one that would be before the call is none."""
        incident = self.document.incident
        dispatched = [
            one.instant("dispatchTimestamp") or one.instant("lastUpdateTimeStamp")
            for one in self.document.all(DISPATCHES)
        ]
        arrived = [
            one.instant("lastUpdateTimeStamp")
            for one in self.document.all(RESOURCES)
            if ARRIVED & _words(one.texts("secondaryUnitStatusRegistryText"))
        ]
        arrived += [one.instant("onSceneTimestamp") for one in self.document.all(DISPATCHES)]
        closed = incident is not None and CLOSED & _words(incident.texts("incidentStatusCommonRegistryText"))
        cleared = [incident.instant("lastUpdateTimeStamp")] if incident and closed else []
        return tuple(
            min((moment for moment in moments if moment and moment >= received_at), default=None)
            for moments in (dispatched, arrived, cleared)
        )

    def _note(self) -> str:
        """All notes in the order of time, as text. What does not fit is in the document."""
        notes = [(_known_moment(note), plain(note.text("notesActionComments"))) for note in self.document.all(NOTES)]
        told = [(moment, words) for moment, words in notes if words]
        told.sort(key=lambda one: (one[0] is None, one[0] or datetime.max.replace(tzinfo=UTC)))
        lines = [f"{moment.astimezone(ZONE):%Y-%m-%d %H:%M} {words}" if moment else words for moment, words in told]
        if more := others(self.document):
            lines.append(_("The document names more people: %(count)s.") % {"count": more})
        if contact := agency_contact(self.document):
            lines.append(_("Contact at the agency: %(who)s") % {"who": contact})
        note = "\n".join(lines)
        if len(note) <= LONGEST_NOTE:
            return note
        return f"{note[:LONGEST_NOTE]}…\n{_('More is kept with the document.')}"

    def _bonds(self) -> Iterator[Bonded]:
        """Merges and links. Nothing can take its own place, or that of what takes its place."""
        merges = [(one, "incidentMergeDirectionCode") for one in self.document.all(MERGES)]
        links = [(one, "linkDirectionCode") for one in self.document.all(LINKS)]
        seen: dict[str, str] = {}
        for one, name in (*merges, *links):
            kind, other = one.text(name).upper(), plain_identifier(one.text("incidentTrackingIdentifier"))
            self._check_bond(one, name, kind, other)
            if name == "incidentMergeDirectionCode" and seen.setdefault(other, kind) != kind:
                one.findings.refuse(one.at(name), _("This says two different things of one incident."))
            if kind in Bond.values:
                yield Bonded(kind=kind, other=other)

    def _check_bond(self, one: Component, name: str, kind: str, other: str) -> None:
        known = {Bond.REPLACING, Bond.REPLACED, Bond.SPLIT}
        if name == "linkDirectionCode":
            known = {Bond.PARENT, Bond.CHILD, Bond.RELATED, UNLINK}  # type: ignore[arg-type]
        if kind not in known:
            words = _("This must be one of %(words)s.") % {"words": ", ".join(sorted(known))}
            one.findings.refuse(one.at(name), words)
        path = one.at("incidentTrackingIdentifier")
        if not other:
            one.findings.refuse(path, _("This is missing."))
        elif other in (*map(plain_identifier, (self.document.id, *self._other_names())), self._own_number()):
            one.findings.refuse(path, _("An incident cannot be bound to itself."))
        elif len(other) > LONGEST_ID:
            one.findings.refuse(path, _("This is longer than %(count)s characters.") % {"count": LONGEST_ID})

    def _unbound(self) -> Iterator[str]:
        for one in self.document.all(LINKS):
            if one.text("linkDirectionCode").upper() == UNLINK:
                yield one.text("incidentTrackingIdentifier")


def digest_of(found: dict[str, Any]) -> str:
    """SHA-256 over what is said, whatever the order of keys and the spaces."""
    told = json.dumps(found, sort_keys=True, default=str, ensure_ascii=False)
    return hashlib.sha256(told.encode()).hexdigest()


def plain(marked_up: str) -> str:
    """HTML as text."""
    text = html.unescape(MARK_UP.sub("", NEW_LINE.sub("\n", marked_up))).replace("\x00", "")
    lines = (" ".join(line.split()) for line in text.splitlines())
    return "\n".join(filter(None, lines))


def _known_moment(note: Component) -> datetime | None:
    """0001-01-01 is how others write that they do not know."""
    moment = note.instant("lastUpdateTimeStamp")
    return moment if moment and moment >= LONG_AGO else None


def _words(texts: Iterable[str]) -> set[str]:
    return {"".join(filter(str.isalnum, text)).casefold() for text in texts}


def _fitting(field: str, text: str) -> str:
    longest: int = getattr(Encounter._meta.get_field(field), "max_length", None) or 0
    return shortened(" ".join(text.split()), longest)
