"""Beats from a GeoJSON file (RFC 7946), as police and open-data sites give them out: what is wrong with it comes back as
a list in words, and nothing of a file with a fault is taken."""

import itertools
import json
import math
from collections.abc import Iterator
from typing import Any, NoReturn

from django.utils.translation import gettext as _

from casework.actions.outlines import LONGEST_CODE, Outline
from heart.lib.polygons import Shape

LARGEST = 50 * 2**20
MOST_FAULTS = 20
# Properties that name a beat in files seen so far, the surest first; capitals do not matter.
CODES: tuple[str, ...] = (
    "lawbeat",
    "beat",
    "beat_id",
    "beatid",
    "beat_no",
    "beatno",
    "beat_num",
    "beatnum",
    "beat_number",
)
CODES += ("beatnumber", "policebeat", "police_beat", "beat_name", "code", "name", "district", "sector", "id")
AREAS = ("Polygon", "MultiPolygon")
DEGREES = ("crs84", "4326", "4269")


class NotTaken(Exception):
    """`faults`: what is wrong, one a line."""

    def __init__(self, faults: list[str]) -> None:
        super().__init__("\n".join(faults))
        self.faults = faults


class Faulty(Exception):
    """Of one feature."""


def read_outlines(data: bytes, *, code: str = "") -> list[Outline]:
    """One outline a beat, in the order of the file. `code` names the property that holds a beat's code; empty: it is
    guessed. Features of one code are one beat. NotTaken says what is wrong."""
    features = _features(data)
    name = code or _code_property(features)
    shapes: dict[str, list[Any]] = {}
    faults: list[str] = []
    for number, feature in enumerate(features, start=1):
        try:
            beat = _code(feature, name)
            shapes.setdefault(beat, []).extend(_polygons(feature.get("geometry")))
        except Faulty as fault:
            faults.append(_("Feature %(number)s: %(fault)s") % {"number": number, "fault": fault})
    if faults:
        raise NotTaken(faults[:MOST_FAULTS])
    return [Outline(beat, shape) for beat, shape in shapes.items()]


def _features(data: bytes) -> list[dict[str, Any]]:
    if len(data) > LARGEST:
        raise NotTaken([_("The file is larger than %(most)s MB.") % {"most": LARGEST // 2**20}])
    try:
        root = json.loads(data.decode("utf-8-sig"), parse_constant=_no_number)
    except (ValueError, RecursionError) as error:
        raise NotTaken([_("This is no GeoJSON: it cannot be read.")]) from error
    features = root.get("features") if isinstance(root, dict) and root.get("type") == "FeatureCollection" else None
    if not isinstance(features, list) or not features or not all(isinstance(item, dict) for item in features):
        raise NotTaken([_("This is no GeoJSON FeatureCollection with features.")])
    _check_degrees(root.get("crs"))
    if not any(_kind(feature.get("geometry")) in AREAS for feature in features):
        raise NotTaken(
            [
                _(
                    "There are no outlines in this file: no areas, only points or lines, or nothing. Export the beats as polygons."
                )
            ]
        )
    return features


def _kind(geometry: Any) -> Any:
    return geometry.get("type") if isinstance(geometry, dict) else None


def _no_number(name: str) -> NoReturn:
    raise ValueError(name)


def _check_degrees(crs: Any) -> None:
    """RFC 7946 knows degrees only; older files may name another system."""
    if crs and not any(name in json.dumps(crs).lower() for name in DEGREES):
        raise NotTaken([_projected()])


def _projected() -> str:
    return _(
        "The coordinates are not longitude and latitude in degrees. Save the file as WGS 84 (EPSG:4326) and try again."
    )


def _code_property(features: list[dict[str, Any]]) -> str:
    """The first of CODES that every feature has."""
    told = [{name.lower(): name for name in _properties(feature)} for feature in features]
    for guess in CODES:
        if all(guess in names for names in told):
            return told[0][guess]
    seen = ", ".join(sorted(told[0].values())[:10]) or _("none")
    raise NotTaken([_("Which property is the beat's code? The file has: %(names)s.") % {"names": seen}])


def _properties(feature: dict[str, Any]) -> dict[str, Any]:
    found = feature.get("properties")
    return found if isinstance(found, dict) else {}


def _code(feature: dict[str, Any], name: str) -> str:
    properties = {key.lower(): value for key, value in _properties(feature).items()}
    told = properties.get(name.lower())
    if isinstance(told, float) and told.is_integer():
        told = int(told)
    beat = str(told).strip() if isinstance(told, str | int) and not isinstance(told, bool) else ""
    if not beat:
        raise Faulty(_("it has no code in “%(name)s”.") % {"name": name})
    if len(beat) > LONGEST_CODE or not beat.isprintable():
        raise Faulty(_("its code is longer than %(most)s characters.") % {"most": LONGEST_CODE})
    return beat


def _polygons(geometry: Any) -> Shape:
    kind = _kind(geometry)
    if kind not in AREAS:
        raise Faulty(_("it is neither a Polygon nor a MultiPolygon."))
    polygons = geometry.get("coordinates")
    if kind == "Polygon":
        polygons = [polygons]
    if not isinstance(polygons, list) or not polygons:
        raise Faulty(_("it has no coordinates."))
    return [list(_rings(polygon)) for polygon in polygons]


def _rings(polygon: Any) -> Iterator[list[list[float]]]:
    if not isinstance(polygon, list) or not polygon:
        raise Faulty(_("it has no coordinates."))
    for ring in polygon:
        if not isinstance(ring, list) or len(ring) < 4:
            raise Faulty(_("a ring has fewer than four points."))
        points = [_point(point) for point in ring]
        if points[0] != points[-1]:
            raise Faulty(_("a ring does not end where it begins."))
        if not _has_area(points):
            raise Faulty(_("a ring goes round nothing."))
        yield points


def _has_area(points: list[list[float]]) -> bool:
    x0, y0 = points[0]
    pairs = itertools.pairwise(points)
    return sum((x1 - x0) * (y2 - y0) - (x2 - x0) * (y1 - y0) for (x1, y1), (x2, y2) in pairs) != 0


def _point(point: Any) -> list[float]:
    numbers = point[:2] if isinstance(point, list) else []
    if len(numbers) < 2 or not all(isinstance(n, int | float) and not isinstance(n, bool) for n in numbers):
        raise Faulty(_("a point is not two numbers."))
    longitude, latitude = numbers
    if not all(map(math.isfinite, numbers)) or not (-180 <= longitude <= 180 and -90 <= latitude <= 90):
        raise Faulty(_projected())
    return [float(longitude), float(latitude)]
