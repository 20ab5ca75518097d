"""Encounters from another agency's documents (EIDO): the newest document of an incident counts, each is kept."""

import hashlib
import re
from collections.abc import Iterable
from dataclasses import dataclass, replace
from datetime import datetime
from enum import StrEnum

from django.db.models import Q, QuerySet
from django.utils.translation import gettext as _

from casework import access
from casework.actions.callers import record_caller
from casework.actions.encounters import (
    AHEAD_AT_MOST,
    EncounterDetails,
    ask_for_follow_up,
    beat_then,
    check_told,
    hold_names,
    left_out,
    name_neighbor,
    record_encounter,
)
from casework.actions.imports import CAD_TELLS, INSTANTS, added
from casework.actions.neighbors import Person
from casework.models import (
    AgencyPerson,
    Bond,
    EidoDocument,
    Encounter,
    FollowUpWanted,
    IncidentBond,
    Neighbor,
    Source,
)
from heart.accounts.models import User
from heart.audit.record import record
from heart.lib.actions import NOW, action
from heart.lib.errors import DomainError, NotAllowed, NotPossibleNow
from heart.lib.identifiers import plain_identifier

# One in the whole world, whoever uses it: a URN, a UUID, name@place, an address. Of any other, two agencies may mean
# different incidents.
IN_THE_WORLD = re.compile(r"(?i)urn:\S+|[0-9a-f]{8}-(?:[0-9a-f]{4}-){3}[0-9a-f]{12}|\S+@\S+\.\S+|https?://\S+|tag:\S+")
# What may be nothing at all, and is told also where it is zero or no.
OR_NONE = ("latitude", "longitude", "weapon")
FIRST_COUNTS = INSTANTS | {"received_at"}
ONE_INCIDENT = (Bond.REPLACING, Bond.REPLACED)


class Became(StrEnum):
    CREATED = "created"
    CHANGED = "changed"
    UNCHANGED = "unchanged"


@dataclass(frozen=True)
class Bonded:
    """`kind` is a Bond, `other` a name of the other incident."""

    kind: str
    other: str

    def __post_init__(self) -> None:
        object.__setattr__(self, "other", plain_identifier(self.other))


@dataclass(frozen=True)
class Caller:
    name: str = ""
    phone: str = ""
    who: str = ""


@dataclass(frozen=True)
class DocumentTold:
    """What one document says of one incident. `names` are all under which others may mean it. Identifiers become as they
    are kept."""

    tracking_id: str
    names: tuple[str, ...]
    updated_at: datetime
    body: str
    digest: str
    details: EncounterDetails
    person: Person | None = None
    caller: Caller | None = None
    bonds: tuple[Bonded, ...] = ()
    unbound: tuple[str, ...] = ()

    def __post_init__(self) -> None:
        object.__setattr__(self, "tracking_id", plain_identifier(self.tracking_id))
        for several in ("names", "unbound"):
            kept = map(plain_identifier, getattr(self, several))
            object.__setattr__(self, several, tuple(dict.fromkeys(filter(None, kept))))

    @property
    def name(self) -> tuple[str, str]:
        return self.details.agency, self.details.incident_number

    @property
    def has_own_number(self) -> bool:
        """The agency's, not one made of the tracking identifier."""
        return self.details.incident_number != self.made_number

    @property
    def made_number(self) -> str:
        return short_name(self.tracking_id, "incident_number")


@dataclass(frozen=True)
class Taken:
    encounter: Encounter
    became: Became


class Outdated(NotPossibleNow):
    """A newer document of this incident was here before."""


def short_name(text: str, field: str) -> str:
    """The identifier itself, or, where it does not fit, its beginning with a sum of the whole: still the only one."""
    length = getattr(Encounter._meta.get_field(field), "max_length", None) or 0
    text = plain_identifier(text)
    if len(text) <= length:
        return text
    total = hashlib.sha256(text.encode()).hexdigest()[:12]
    return f"{text[: length - 13]}~{total}"


@action
def take_document(*, told: DocumentTold, by: User | None, now: datetime = NOW) -> Taken:
    """Record what a document tells of its incident, and keep the document.

    The same again changes nothing. A newer one changes what documents told before, and where a person or another
    system told of the incident it fills only what they left empty; nothing that was told is taken back. An older one
    is Outdated, another one of the same moment NotPossibleNow. Two about one incident wait for each other, whichever
    of its names they use.
    """
    if by is not None and not access.can_send_encounters(by):
        raise NotAllowed(_("You may not send documents."))
    if told.updated_at > now + AHEAD_AT_MOST:
        raise DomainError(_("This is in the future."), field="updated_at")
    check_told(told.details, told.person, now)
    bound = [*told.names, *(bond.other for bond in told.bonds)]
    hold_names([told.name, *(("", name) for name in bound)])
    again = EidoDocument.objects.filter(names__overlap=bound, digest=told.digest).first()
    if again:
        _check_sender(again.encounter, by)
        return Taken(again.encounter, Became.UNCHANGED)
    told = _of_the_part(told)
    known = _known(told)
    if known is None:
        taken = Taken(_create(told, by, now), Became.CREATED)
    else:
        _check_sender(known, by)
        _check_newer(known, told)
        _change(known, told, by, now)
        taken = Taken(known, Became.CHANGED)
    _keep(taken.encounter, told, by, now)
    _honour(taken.encounter, told, by, now)
    record(f"document.{taken.became}", subject=taken.encounter, by=by, at=now)
    return taken


def _of_the_part(told: DocumentTold) -> DocumentTold:
    """STA-021 lets the header of a split name the whole, and the merge component the part of which the rest of the
    document tells. Where we know the header's incident already, and not as split from the other, that is meant."""
    split = next((bond for bond in told.bonds if bond.kind == Bond.SPLIT), None)
    whole = split and _known(told)
    if not split or not whole or whole.bonds.filter(kind=Bond.SPLIT, other=split.other).exists():
        return told
    own = told.has_own_number and told.details.incident_number != whole.incident_number
    number = told.details.incident_number if own else short_name(split.other, "incident_number")
    details = replace(told.details, incident_number=number)
    bonds = tuple(bond for bond in told.bonds if bond is not split)
    turned = Bonded(kind=Bond.SPLIT, other=told.tracking_id)
    return replace(told, tracking_id=split.other, names=(split.other,), details=details, bonds=(turned, *bonds))


def _known(told: DocumentTold) -> Encounter | None:
    """By the agency's own number; else by the tracking identifier, unless the same agency gives another number, or
    another agency one that is not one in the world."""
    agency, number = told.name
    known = Encounter.objects.filter(agency=agency, incident_number=number).select_for_update(of=("self",)).first()
    if known:
        return known
    tracked = EidoDocument.objects.filter(document_id=told.tracking_id).order_by("-updated_at").values("encounter")
    for encounter in Encounter.objects.filter(pk__in=tracked).select_for_update(of=("self",)).order_by("pk"):
        if encounter.agency != agency and not IN_THE_WORLD.fullmatch(told.tracking_id):
            continue
        if not told.has_own_number or encounter.agency != agency or encounter.incident_number == told.made_number:
            return encounter
    return None


def _named(name: str, agency: str) -> Encounter | None:
    """The incident that another document of the agency means by this name; the agency's own comes first."""
    documents = EidoDocument.objects.filter(names__contains=[name])
    if not IN_THE_WORLD.fullmatch(name):
        documents = documents.filter(encounter__agency=agency)
    found = Encounter.objects.filter(Q(pk__in=documents.values("encounter")) | Q(agency=agency, incident_number=name))
    candidates = list(found.select_for_update(of=("self",)).order_by("pk"))
    return next((one for one in candidates if one.agency == agency), next(iter(candidates), None))


def _waiting_for(names: Iterable[str], agency: str) -> QuerySet[IncidentBond]:
    """What was said of an incident under one of these names before it was known."""
    known = [name for name in names if IN_THE_WORLD.fullmatch(name)]
    return IncidentBond.objects.filter(Q(other__in=known) | Q(other__in=list(names), encounter__agency=agency))


def _check_sender(known: Encounter, by: User | None) -> None:
    """What another integration sent is not its to change, nor to learn of."""
    theirs = known.source in (Source.EIDO, Source.API) and known.recorded_by_id is not None
    if by is not None and theirs and known.recorded_by_id != by.pk:
        raise NotPossibleNow(_("This incident is recorded already, with other details."), field="incident_number")


def _check_newer(known: Encounter, told: DocumentTold) -> None:
    latest = known.documents.order_by("-updated_at").first()
    if latest is None or latest.updated_at < told.updated_at:
        return
    if latest.updated_at > told.updated_at:
        raise Outdated(_("A newer document of this incident was here before."), field="updated_at")
    raise NotPossibleNow(_("Another document of the same moment says otherwise."), field="updated_at")


def _create(told: DocumentTold, by: User | None, now: datetime) -> Encounter:
    beside = _beside(told)
    if beside is None:
        recorded = record_encounter(details=told.details, person=told.person, by=by, source=Source.EIDO, now=now)
        encounter = recorded.encounter
    else:
        encounter = _create_beside(beside, told, by, now)
    _tell_caller(encounter, told, by, now)
    return encounter


def _beside(told: DocumentTold) -> Encounter | None:
    """The same incident under another identifier, with a neighbor whom this document may mean as well."""
    others = [bond.other for bond in told.bonds if bond.kind in ONE_INCIDENT]
    waiting = _waiting_for(told.names, told.details.agency).filter(kind__in=ONE_INCIDENT).values("encounter")
    tellers = list(Encounter.objects.filter(pk__in=waiting).order_by("pk"))
    candidates = [*filter(None, (_named(other, told.details.agency) for other in others)), *tellers]
    return next((one for one in candidates if one.neighbor and _may_be(one, told)), None)


def _may_be(encounter: Encounter, told: DocumentTold) -> bool:
    """Nobody is told of, or somebody by that name, or whoever was not named yet and is nobody else to the agency."""
    person, neighbor = told.person, encounter.neighbor
    if neighbor is None or person is None or not person.says_something:
        return neighbor is not None
    if _is_somebody_else(neighbor, person):
        return False
    number = AgencyPerson.objects.filter(agency=told.details.agency, person_id=person.agency_person_id).first()
    if number:
        return number.neighbor == neighbor
    return not neighbor.is_named or bool(person.last_name and neighbor.last_name)


def _create_beside(beside: Encounter, told: DocumentTold, by: User | None, now: datetime) -> Encounter:
    """With the other's neighbor and case: one incident is one crisis, and nobody is interrupted twice for it."""
    details = replace(told.details, follow_up_wanted="")
    encounter = record_encounter(details=details, person=None, by=by, source=Source.EIDO, now=now).encounter
    encounter.neighbor, encounter.case = beside.neighbor, beside.case
    wanted = told.details.follow_up_wanted or beside.follow_up_wanted
    encounter.follow_up_wanted = wanted if encounter.case or wanted != FollowUpWanted.YES else ""
    encounter.not_told = ["follow_up_wanted"] if wanted != told.details.follow_up_wanted else []
    encounter.save(update_fields=["neighbor", "case", "follow_up_wanted", "not_told"])
    if told.person and told.person.says_something:
        name_neighbor(encounter=encounter, person=told.person, by=by, now=now)
    if wanted == FollowUpWanted.YES != encounter.follow_up_wanted:
        ask_for_follow_up(encounter=encounter, by=by, now=now)
    return encounter


def _change(known: Encounter, told: DocumentTold, by: User | None, now: datetime) -> None:
    if known.source == Source.CAD:
        record_encounter(details=told.details, person=told.person, by=by, source=Source.EIDO, now=now)
        known.refresh_from_db()
    else:
        fields = _news(known, told.details)
        beat = _beat(known, told.details, fields)
        if known.source == Source.EIDO and known.incident_number == told.made_number:
            fields.append("incident_number")  # the agency has given it a number of its own
        for name in fields:
            setattr(known, name, getattr(told.details, name))
        known.beat = beat
        if known.source == Source.EIDO:
            known.not_told = [name for name in known.not_told if name in left_out(known, told.details)]
        known.save(update_fields={*fields, "beat", "not_told"})
        _name(known, told, by, now)
        if told.details.follow_up_wanted == FollowUpWanted.YES and _may_ask(known):
            ask_for_follow_up(encounter=known, by=by, now=now)
        record("encounter.changed", subject=known, by=by, at=now, source=Source.EIDO)
    if known.source == Source.EIDO or not hasattr(known, "caller"):
        _tell_caller(known, told, by, now)


def _news(known: Encounter, details: EncounterDetails) -> list[str]:
    """Of an instant the first that was told counts: later documents say when something was last touched."""
    told = [name for name in OR_NONE if getattr(details, name) is not None]
    if known.source != Source.EIDO:
        return [*added(known, details), *(name for name in told if getattr(known, name) is None)]
    fields = [name for name in CAD_TELLS if getattr(details, name) and name != "follow_up_wanted"]
    if FollowUpWanted.YES not in (known.follow_up_wanted, details.follow_up_wanted) and details.follow_up_wanted:
        fields.append("follow_up_wanted")
    changed = [name for name in (*fields, *told) if getattr(known, name) != getattr(details, name)]
    return [name for name in changed if name not in FIRST_COUNTS or _is_first(known, details, name)]


def _beat(known: Encounter, details: EncounterDetails, fields: list[str]) -> str:
    """Of what a person or another system told, only what is empty is filled."""
    if "latitude" not in fields and "longitude" not in fields:
        return details.beat if "beat" in fields else known.beat
    return beat_then(known, details) if known.source == Source.EIDO or not known.beat else known.beat


def _is_first(known: Encounter, details: EncounterDetails, name: str) -> bool:
    told, was = getattr(details, name), getattr(known, name)
    earliest = min(known.received_at, details.received_at)
    return told >= earliest and (was is None or told < was)


def _may_ask(known: Encounter) -> bool:
    """News, unless it is known or a person said no."""
    wanted = known.follow_up_wanted
    return wanted == FollowUpWanted.UNKNOWN or (known.source == Source.EIDO and wanted != FollowUpWanted.YES)


def _name(known: Encounter, told: DocumentTold, by: User | None, now: datetime) -> None:
    """Somebody for an encounter with nobody. Of a neighbor whom a document told of, more; but what a document says of
    somebody with another name is not written to this one: it stays in the document."""
    person = told.person
    if person is None or not person.says_something:
        return
    if known.neighbor is None or (known.source == Source.EIDO and not _is_somebody_else(known.neighbor, person)):
        name_neighbor(encounter=known, person=person, by=by, now=now)


def _is_somebody_else(neighbor: Neighbor, person: Person) -> bool:
    names = [(neighbor.first_name, person.first_name), (neighbor.last_name, person.last_name)]
    births = neighbor.birth_date and person.birth_date and neighbor.birth_date != person.birth_date
    return bool(births) or any(one and other and one.casefold() != other.casefold() for one, other in names)


def _tell_caller(encounter: Encounter, told: DocumentTold, by: User | None, now: datetime) -> None:
    if told.caller:
        record_caller(encounter=encounter, **vars(told.caller), by=by, now=now)


def _keep(encounter: Encounter, told: DocumentTold, by: User | None, now: datetime) -> None:
    EidoDocument.objects.create(
        encounter=encounter,
        document_id=told.tracking_id,
        names=list(told.names),
        updated_at=told.updated_at,
        received_at=now,
        received_from=by,
        body=told.body,
        digest=told.digest,
    )


def _honour(encounter: Encounter, told: DocumentTold, by: User | None, now: datetime) -> None:
    """What this document says of other incidents, and what theirs have said of this one before it was known. Those may
    be against each other: then the first counts, and this document goes in all the same."""
    encounter.bonds.filter(kind__in=(Bond.PARENT, Bond.CHILD, Bond.RELATED), other__in=told.unbound).delete()
    for bond in told.bonds:
        IncidentBond.objects.get_or_create(
            encounter=encounter, kind=bond.kind, other=bond.other, defaults={"told_at": now}
        )
        other = _named(bond.other, encounter.agency)
        if other and other != encounter:
            _bind(encounter, bond.kind, other, by, now)
    names = [*told.names, encounter.incident_number]
    before = _waiting_for(names, encounter.agency).exclude(encounter=encounter).select_related("encounter")
    for waiting in before.order_by("pk"):
        try:
            _bind(waiting.encounter, waiting.kind, encounter, by, now)
        except NotPossibleNow:
            record("encounter.bond_left", subject=waiting.encounter, by=by, at=now, incident=encounter.pk)


def _bind(teller: Encounter, kind: str, other: Encounter, by: User | None, now: datetime) -> None:
    if kind == Bond.REPLACING:
        _replace(other, teller, by, now)
    elif kind == Bond.REPLACED:
        _replace(teller, other, by, now)
    elif kind == Bond.SPLIT and teller.split_from_id is None and other.split_from_id != teller.pk:
        teller.split_from = other
        teller.save(update_fields=["split_from"])
        record("encounter.split", subject=teller, by=by, at=now, incident=other.pk)


def _replace(replaced: Encounter, standing: Encounter, by: User | None, now: datetime) -> None:
    """One incident from now on: it counts once. Nothing of the replaced one is lost: its case and promises stay, and
    the one that stands joins them where it has none of its own."""
    replaced.refresh_from_db(fields=["replaced_by"])
    if replaced.replaced_by_id == standing.pk:
        return
    if _leads_to(standing, replaced):
        words = _("These two incidents cannot each take the other's place.")
        raise NotPossibleNow(words, field="mergeComponent")
    replaced.replaced_by = standing
    replaced.save(update_fields=["replaced_by"])
    _inherit(replaced, standing)
    record("encounter.replaced", subject=replaced, by=by, at=now, incident=standing.pk)


def _inherit(replaced: Encounter, standing: Encounter) -> None:
    fields = []
    if standing.neighbor_id is None and replaced.neighbor_id is not None:
        standing.neighbor = replaced.neighbor
        fields.append("neighbor")
    if standing.case_id is None and replaced.case_id is not None and standing.neighbor_id == replaced.neighbor_id:
        standing.case = replaced.case
        fields.append("case")
        if standing.follow_up_wanted == FollowUpWanted.UNKNOWN and replaced.follow_up_wanted == FollowUpWanted.YES:
            standing.follow_up_wanted = FollowUpWanted.YES
            standing.not_told = [*standing.not_told, "follow_up_wanted"]
            fields += ["follow_up_wanted", "not_told"]
    if fields:
        standing.save(update_fields=fields)


def _leads_to(start: Encounter, wanted: Encounter) -> bool:
    """Whether following who takes whose place leads from the one to the other."""
    seen, here = {start.pk}, start
    while here.replaced_by is not None and here.replaced_by_id not in seen:
        here = here.replaced_by
        seen.add(here.pk)
    return wanted.pk in seen
