"""Who it was about and who called: the persons of a document, told apart by their roles.

A caller is never taken for the neighbor: only somebody whom the document calls a patient, a person of interest, a
victim, involved or a suspect is, in that order. Race, religion, social security and the like are left where they
are, in the document.
"""

import re
from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date

from django.utils import timezone
from django.utils.translation import gettext as _

from casework.actions.documents import IN_THE_WORLD
from casework.actions.neighbors import Person
from casework.interop.eido import niem
from casework.interop.eido.cards import Card, jcard, xcard
from casework.interop.eido.document import (
    ADDITIONAL,
    AGENCIES,
    AGENTS,
    CALLBACKS,
    CALLS,
    LOCATIONS,
    PERSONS,
    Component,
    Document,
)
from casework.interop.eido.locations import place_of
from casework.interop.eido.xml import Malformed, Unsafe, parse
from casework.models import AgencyPerson, AlsoKnownAs, CallerIs, Neighbor
from casework.models import Caller as CallerRow
from casework.states import wrong_birth_date
from heart.lib.identifiers import plain_identifier
from heart.lib.phones import in_one_shape

MOST_NAMES, LONGEST_CONTACT = 20, 300
ABOUT = ("patient", "personofinterest", "victim", "involvedperson", "suspect")
CALLING = ("caller", "reportingparty")
RELATION = {
    "patientrelative": CallerIs.FAMILY,
    "victimrelative": CallerIs.FAMILY,
    "patientacquaintance": CallerIs.FRIEND,
    "victimacquaintance": CallerIs.FRIEND,
}
# ISO 639-3 and English names of what is spoken here, as the forms say it.
LANGUAGES = {
    "eng": "en", "english": "en", "spa": "es", "spanish": "es", "fra": "fr", "french": "fr", "ara": "ar",
    "arabic": "ar", "zho": "zh", "cmn": "zh", "chinese": "zh", "mandarin": "zh", "vie": "vi", "vietnamese": "vi",
    "por": "pt", "portuguese": "pt", "hat": "ht", "swa": "sw", "kor": "ko", "korean": "ko", "rus": "ru",
    "russian": "ru", "ase": "ase",
}  # fmt: skip
LOOKS = ("description", "persondescription", "generalappearancedescription", "persongeneralappearancedescription")
SEX = {"m": "man", "f": "woman", "male": "man", "female": "woman"}
PARTLY = re.compile(r"(?:--)?\d{2,4}(?:-\d{2})?")
WHOLE_NUMBER = re.compile(r"\+\d{7,15}")


@dataclass(frozen=True)
class Known:
    """What a document says of one person."""

    names: tuple[str, str] = ("", "")
    preferred: str = ""
    aliases: tuple[str, ...] = ()
    birth_date: date | None = None
    looks: tuple[str, ...] = ()
    language: str = ""
    phone: str = ""
    where: str = ""
    number: str = ""

    @property
    def full_name(self) -> str:
        return " ".join(filter(None, self.names)) or self.preferred


@dataclass(frozen=True)
class Caller:
    name: str = ""
    phone: str = ""
    who: str = ""


def whom(document: Document) -> Person | None:
    """The neighbor, as far as they are known."""
    component = _about(document)
    if component is None:
        return None
    known = _known(document, component)
    return Person(
        first_name=shortened(known.names[0], _length(Neighbor, "first_name")),
        last_name=shortened(known.names[1], _length(Neighbor, "last_name")),
        preferred_name=shortened(known.preferred, _length(Neighbor, "preferred_name")),
        also_known_as=tuple(shortened(name, _length(AlsoKnownAs, "name")) for name in known.aliases[:MOST_NAMES]),
        description=shortened(", ".join(known.looks), _length(Neighbor, "description")),
        birth_date=known.birth_date,
        language=known.language,
        phone=known.phone or (_callbacks_of_calls(document) if _is_calling(component) else ""),
        where_to_find=shortened(known.where, _length(Neighbor, "where_to_find")),
        agency_person_id=known.number,
    )


def caller_of(document: Document) -> Caller | None:
    """Whoever called about somebody: not the neighbor, and kept apart."""
    about = _about(document)
    calling = [person for person in _persons(document) if not _same(person, about)]
    component = next((person for role in (*CALLING, *RELATION) for person in calling if role in _roles(person)), None)
    if component is None:
        return None
    known = _known(document, component)
    who = next((RELATION[role] for role in RELATION if role in _roles(component)), CallerIs.UNKNOWN)
    phone = known.phone or (_callbacks_of_calls(document) if not _is_calling(about) else "")
    caller = Caller(
        name=shortened(known.full_name, _length(CallerRow, "name")),
        phone=shortened(phone, _length(CallerRow, "phone")),
        who=str(who),
    )
    return caller if caller != Caller() else None


def agency_contact(document: Document) -> str:
    """Whom to ask there, from the cards of whoever told of it last, else of the incident's agents, else of its agency:
    name, organization, telephone."""
    agents = document.linked(document, "updatedByAgentReference", AGENTS)
    agents += document.linked(document.incident, "agentReference", AGENTS)
    owners = [agency for agency in document.all(AGENCIES) if agency.flag("incidentOwningAgencyIndicator")]
    owners += document.linked(document, "updatedByAgencyReference", AGENCIES)
    cards = [*((agent, "agentJcard") for agent in agents), *((agency, "agencyJcard") for agency in owners)]
    for component, name in cards:
        card = jcard(component.get(name))
        if card is None and component.get(name):
            component.findings.leave_out(component.at(name), _("Only a jCard (RFC 7095) is read here."))
        told = _in_one_line(card) if card else ""
        if told:
            return told
    return ""


def _in_one_line(card: Card) -> str:
    name = card.full or " ".join(filter(None, card.names))
    words = dict.fromkeys(filter(None, (name, card.organization, _first_phone(card.numbers))))
    return shortened(", ".join(words), LONGEST_CONTACT)


def others(document: Document) -> int:
    """How many more people of whom care navigation may want to know the document names."""
    about = _about(document)
    return sum(not _same(person, about) for person in _persons(document) if _rank(person) < len(ABOUT))


def shortened(text: str, length: int) -> str:
    """All of it is in the document."""
    return text if len(text) <= length else f"{text[: length - 1]}…"


def _persons(document: Document) -> list[Component]:
    linked = document.linked(document.incident, "personReference", PERSONS)
    for call in document.all(CALLS):
        linked += document.linked(call, "personReference", PERSONS)
    listed = document.all(PERSONS)
    return list({person.path: person for person in (*listed, *linked)}.values())


def _about(document: Document) -> Component | None:
    """Of several with the same role the first."""
    ranked = sorted(_persons(document), key=_rank)
    return ranked[0] if ranked and _rank(ranked[0]) < len(ABOUT) else None


def _same(one: Component, other: Component | None) -> bool:
    return other is not None and one.path == other.path


def _roles(person: Component) -> list[str]:
    told = person.texts("personIncidentRoleRegistryText")
    return ["".join(filter(str.isalnum, role)).casefold() for role in told]


def _rank(person: Component) -> int:
    roles = _roles(person)
    if not roles:
        return ABOUT.index("involvedperson")
    return min((ABOUT.index(role) for role in roles if role in ABOUT), default=len(ABOUT))


def _is_calling(person: Component | None) -> bool:
    return person is not None and any(role in CALLING for role in _roles(person))


def _known(document: Document, person: Component) -> Known:
    told = person.get("ncPersonComponent")
    names = niem.objects(niem.part(told, "name", "personname"))
    written = niem.first(niem.part(told, "name", "personname")) if not names else ""
    first, last = _names(names[0]) if names else _split(written)
    birth_date, partly = _born(person, told)
    card = _card(document, person)
    known = Known(
        names=(first, last),
        preferred=niem.first(niem.part(names, "personpreferredname", "preferredname")),
        aliases=tuple(filter(None, (" ".join(filter(None, _names(name))) for name in names[1:]))),
        birth_date=birth_date,
        looks=_looks(told, partly),
        language=_language(told),
        phone=_phone(document, person, told),
        where=_where(document, person, told),
        number=_number(person, told),
    )
    return _filled(known, card)


def _filled(known: Known, card: Known) -> Known:
    """From the subscriber's card where the document itself says nothing."""
    if known.full_name and card.full_name and known.full_name.casefold() != card.full_name.casefold():
        return known  # somebody else's telephone
    return replace(
        known,
        names=known.names if known.full_name else card.names,
        phone=known.phone or card.phone,
        birth_date=known.birth_date or card.birth_date,
        language=known.language or card.language,
    )


def _names(name: object) -> tuple[str, str]:
    given = " ".join(niem.values(niem.part(name, "persongivenname", "givenname")))
    middle = " ".join(niem.values(niem.part(name, "personmiddlename", "middlename")))
    prefix = niem.first(niem.part(name, "personsurnameprefix"))
    surname = " ".join(niem.values(niem.part(name, "personsurname", "surname")))
    first, last = f"{given} {middle}".strip(), f"{prefix} {surname}".strip()
    return (first, last) if first or last else _split(niem.first(niem.part(name, "personfullname", "fullname")))


def _split(full: str) -> tuple[str, str]:
    """`Lee, Jo` or `Jo Lee`; of several words the last is the family name."""
    if "," in full:
        last, _comma, first = full.partition(",")
        return first.strip(), last.strip()
    first, _space, last = full.rpartition(" ")
    return (first, last) if first else (last, "")


def _born(person: Component, told: object) -> tuple[date | None, str]:
    """The day, or as much of it as is said, in words."""
    found = niem.part(told, "birthdate", "personbirthdate")
    text = niem.first(found) or niem.first(niem.part(found, "yearmonth", "year", "time", "zulutime"))
    if not text:
        return None, ""
    try:
        day = date.fromisoformat(text[:10])
    except ValueError:
        return None, _("born %(when)s") % {"when": text} if PARTLY.fullmatch(text) else ""
    if wrong := wrong_birth_date(day, timezone.localdate()):
        person.findings.leave_out(person.at("ncPersonComponent"), str(wrong))
        return None, ""
    return day, ""


def _looks(told: object, partly: str) -> tuple[str, ...]:
    sex = niem.first(niem.part(told, "sex", "personsextext", "sexcode", "personsexcode"))
    age = niem.first(niem.part(told, "agedescription", "personagedescriptiontext"))
    measured = niem.part(told, "agemeasure", "personagemeasure")
    age = age or niem.first(niem.part(measured, "integervalue", "unsignedintegervalue", "decimalvalue", "value"))
    hair = niem.first(niem.part(told, "haircolor", "personhaircolortext"))
    height = niem.first(niem.part(told, "heightdescription", "personheightdescriptiontext"))
    described = [word for name in LOOKS for word in niem.values(niem.part(told, name, f"{name}text"))]
    words = [SEX.get(sex.casefold(), sex), age, *described, hair and f"{hair} hair", height, partly]
    return tuple(dict.fromkeys(filter(None, words)))


def _language(told: object) -> str:
    found = niem.part(told, "primarylanguage", "personprimarylanguage")
    said = niem.first(niem.part(found, "languagecode", "languagename")) or niem.first(found)
    return _language_code(said)


def _language_code(said: str) -> str:
    code = LANGUAGES.get(said.casefold(), said.casefold())
    return code if re.fullmatch(r"[a-z]{2,3}", code) else ""


def _number(person: Component, told: object) -> str:
    """The number by which the other system knows the person everywhere; no licence, passport or tax number."""
    found = niem.part(told, "otheridentification", "personotheridentification")
    told_number = niem.first(niem.part(found, "identificationid"))
    own = person.id if IN_THE_WORLD.fullmatch(person.id) else ""  # "person-1" would make two people one
    number = plain_identifier(told_number or own)
    return number if len(number) <= _length(AgencyPerson, "person_id") else ""


def _phone(document: Document, person: Component, told: object) -> str:
    home = niem.part(told, "homecontactinformation", "contactinformation")
    number = niem.part(home, "contacttelephonenumber", "telephonenumber")
    full = niem.part(number, "full", "fulltelephonenumber", "international")
    written = niem.values(niem.part(full, "telephonenumberfullid", "telephonenumberid")) or niem.values(full)
    backs = document.linked(person, "callBackReference", CALLBACKS)
    return _first_phone([*written, *niem.values(number), *(uri for back in backs for uri in _uris(back))])


def _callbacks_of_calls(document: Document) -> str:
    calls = [call for call in document.all(CALLS) if call.text("direction") in ("", "incoming")]
    backs = [back for call in calls for back in document.linked(call, "callBackReference", CALLBACKS)]
    return _first_phone([uri for back in backs for uri in _uris(back)])


def _uris(back: Component) -> list[str]:
    """A number that somebody said to call comes before the one that rang."""
    updated = [cbn.text("updatedCbnIdentifierUri") for cbn in back.objects("updatedCbn")]
    return [*updated, *back.texts("callBackInformationUri")]


def _first_phone(uris: Sequence[str]) -> str:
    """tel:+19195550100, sip:9195550100@example.com or 919-555-0100."""
    for uri in uris:
        written = re.sub(r"(?i)^(tel|sips?):", "", uri).partition("@")[0].partition(";")[0]
        number = in_one_shape(written.strip())
        if WHOLE_NUMBER.fullmatch(number):
            return number
    return ""


def _where(document: Document, person: Component, told: object) -> str:
    """Their own place; the incident's is the encounter's."""
    incident = {found.path for found in document.linked(document.incident, "locationReference", LOCATIONS)}
    own = document.linked(person, "locationReference", LOCATIONS)
    places = [place_of(location).words for location in own if location.path not in incident]
    home = niem.part(told, "homecontactinformation", "contactinformation")
    address = niem.part(home, "contactmailingaddress", "mailingaddress")
    full = niem.first(niem.part(address, "addressfull", "addressfulltext", "full"))
    return next(filter(None, [*places, full]), "")


def _card(document: Document, person: Component) -> Known:
    """Who subscribes to the telephone (RFC 7852 SubscriberInfo, or a jCard), where the person's data says so."""
    card = next(filter(None, map(_card_of, document.linked(person, "additionalDataReference", ADDITIONAL))), None)
    if card is None:
        return Known()
    return Known(
        names=card.names if any(card.names) else _split(card.full),
        phone=_first_phone(card.numbers),
        language=_language_code(card.language),
    )


def _card_of(data: Component) -> Card | None:
    found = data.get("additionalDataByValue")
    if isinstance(found, list):
        return jcard(found)
    told = data.text("additionalDataByValue")
    if "SubscriberInfo" not in told:
        return jcard(told)
    try:
        return xcard(parse(told))
    except Unsafe as error:
        data.findings.refuse(data.at("additionalDataByValue"), str(error))
    except Malformed as error:
        data.findings.leave_out(data.at("additionalDataByValue"), str(error))
    return None


def _length(model: type, field: str) -> int:
    return model._meta.get_field(field).max_length or 0  # type: ignore[attr-defined]
