"""In which police beat a point lies, as the beats were drawn on that day."""

from datetime import date
from typing import NamedTuple

from casework.models import BeatOutline
from heart.lib.polygons import NEAR, Shape, holds, touches
from heart.lib.remember import remembered


class Box(NamedTuple):
    """Around the outline with this key."""

    pk: int
    code: str
    west: float
    south: float
    east: float
    north: float

    def holds(self, longitude: float, latitude: float) -> bool:
        across = self.west - NEAR <= longitude <= self.east + NEAR
        return across and self.south - NEAR <= latitude <= self.north + NEAR


def beat_at(latitude: float, longitude: float, *, on: date) -> str:
    """The beat's code; "" outside all of them. One beat, never two: on a border that of the outline that holds it by
    the rule of `heart.lib.polygons`, and of outlines that overlap or only touch it the first by code."""
    near = [found for found in _boxes(on) if found.holds(longitude, latitude)]
    for meets in (holds, touches):
        for found in near:
            if meets(_shape(found.pk), longitude, latitude):
                return found.code
    return ""


@remembered
def _boxes(on: date) -> list[Box]:
    rows = BeatOutline.objects.in_force(on).order_by("code", "pk")
    return [Box(*row) for row in rows.values_list("pk", "code", "west", "south", "east", "north")]


@remembered
def _shape(pk: int) -> Shape:
    shape: Shape = BeatOutline.objects.values_list("shape", flat=True).get(pk=pk)
    return shape
