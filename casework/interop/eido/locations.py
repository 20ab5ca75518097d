"""Where it was: a PIDF-LO (RFC 5491, civic addresses RFC 5139) becomes words and a point on earth."""

import math
from collections.abc import Iterator
from dataclasses import dataclass

from django.utils.translation import gettext as _

from casework.interop.eido.document import LOCATIONS, Component, Document
from casework.interop.eido.xml import Element, Malformed, Unsafe, parse

# Which location of several is the incident's: the first of these kinds. Never a tower's, a unit's or a staging area.
KINDS = ("currentincident", "initialincident", "investigation", "other", "", "caller", "routinglocation")
INSIDE = ("BLD", "FLR", "UNIT", "ROOM", "LOC")
SHAPES = ("Point", "Circle", "Ellipse", "Sphere", "Ellipsoid", "Prism", "ArcBand", "Polygon")
# WGS 84 in two and three dimensions: latitude first.
WGS84 = ("4326", "4979")


@dataclass(frozen=True)
class Place:
    words: str = ""
    latitude: float | None = None
    longitude: float | None = None


class NotOnEarth(ValueError):
    pass


def place_of_incident(document: Document) -> Place:
    """Of the incident's own locations the one that says most surely where it is; else of the call's, else of all."""
    sources = [document.incident, *document.all("callComponent")]
    linked = [found for source in sources for found in document.linked(source, "locationReference", LOCATIONS)]
    each = {found.path: found for found in (*linked, *document.all(LOCATIONS))}
    ranked = sorted(each.values(), key=_rank)
    places = [place_of(location) for location in ranked if _rank(location) < len(KINDS)]
    return next((place for place in places if place != Place()), Place())


def check_locations(document: Document) -> None:
    """Of those that nobody asks for too: what is unsafe refuses the document."""
    for location in document.all(LOCATIONS):
        _pidf(location)


def place_of(location: Component) -> Place:
    """The point and the words of it; the description where there are no others. An address to be fetched is not."""
    told = location.get("locationByValue")
    described = " ".join((location.text("locationDescriptionText") or location.text("locationAddressText")).split())
    if isinstance(told, str) and told.strip() and not told.lstrip().startswith("<"):
        return Place(" ".join(told.split()))
    element = _pidf(location)
    if element is None:
        return Place(described)
    try:
        latitude, longitude = point_of(element) or (None, None)
    except NotOnEarth as error:
        location.findings.refuse(location.at("locationByValue"), str(error))
        return Place(described)
    return Place(civic_words(element) or described, latitude, longitude)


def _pidf(location: Component) -> Element | None:
    told = location.get("locationByValue")
    if told is None or (isinstance(told, str) and not told.lstrip().startswith("<")):
        return None
    path = location.at("locationByValue")
    if not isinstance(told, str):
        location.findings.leave_out(path, _("Only a PIDF-LO in a text is read."))
        return None
    try:
        return parse(told)
    except Unsafe as error:
        location.findings.refuse(path, str(error))
    except Malformed as error:
        location.findings.leave_out(path, str(error))
    return None


def civic_words(element: Element) -> str:
    """42 W Cellular Street, Unit 5, Wilmington, DE"""
    civic = element.first("civicAddress")
    if civic is None:
        return ""
    number = f"{civic.words('HNP')}{civic.words('HNO')} {civic.words('HNS')}".strip()
    named = " ".join(filter(None, (civic.words("LMK"), civic.words("NAM"))))
    road = " ".join(filter(None, [number, civic.words("PRD"), civic.words("RD") or civic.words("A6"),
                                  civic.words("STS"), civic.words("POD")]))  # fmt: skip
    inside = [civic.words(name) for name in INSIDE]
    town = [civic.words("A3") or civic.words("A2"), civic.words("A1")]
    return ", ".join(filter(None, [named, road, *inside, *town]))


def point_of(element: Element) -> tuple[float, float] | None:
    """Latitude and longitude of the first shape, of its middle where it is more than a point. Zero, zero is what
    systems say that do not know."""
    shape = element.first(*SHAPES)
    if shape is None or not _wgs84(shape):
        return None
    pairs = list(_pairs(shape))
    if len(pairs) > 1 and pairs[0] == pairs[-1]:
        pairs.pop()
    if not pairs:
        return None
    latitude = sum(pair[0] for pair in pairs) / len(pairs)
    longitude = sum(pair[1] for pair in pairs) / len(pairs)
    if abs(latitude) > 90 or abs(longitude) > 180:
        raise NotOnEarth(_("This point is not on earth."))
    return (latitude, longitude) if (latitude, longitude) != (0, 0) else None


def _wgs84(shape: Element) -> bool:
    named = next((value for key, value in shape.attributes.items() if key.rpartition(":")[2] == "srsName"), "")
    return not named or named.endswith(WGS84)


def _pairs(shape: Element) -> Iterator[tuple[float, float]]:
    for element in shape.all("pos", "posList"):
        words = element.text.replace(",", " ").split()
        numbers = [float(word) for word in words] if all(map(_is_number, words)) else []
        width = int(element.attributes.get("srsDimension", "2") == "3") + 2
        if element.name == "pos":
            numbers, width = numbers[:2], 2
        yield from zip(numbers[::width], numbers[1::width], strict=False)


def _is_number(word: str) -> bool:
    try:
        return math.isfinite(float(word))
    except ValueError:
        return False


def _rank(location: Component) -> int:
    kind = location.text("locationTypeDescriptionRegistryText").replace(" ", "").casefold()
    return KINDS.index(kind) if kind in KINDS else len(KINDS)
