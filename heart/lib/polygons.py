"""Whether a point lies in an area that is drawn as GeoJSON draws a MultiPolygon: polygons of rings of (x, y), the first
ring of each the outer one, the others holes.

Areas that share an edge never share a point of it: an edge is looked at from its lower end, whichever way round it is
drawn, and a point on it belongs to the area on its right.
"""

import itertools
from collections.abc import Iterator, Sequence

Point = Sequence[float]
Ring = Sequence[Point]
Shape = Sequence[Sequence[Ring]]

# In the shape's own measure; of degrees about a centimetre.
NEAR = 1e-7


def holds(shape: Shape, x: float, y: float) -> bool:
    return any(_crossings(polygon, x, y) % 2 for polygon in shape)


def touches(shape: Shape, x: float, y: float) -> bool:
    """On one of its edges, or nearer to it than anybody measures."""
    return any(_distance_squared(*edge, x, y) <= NEAR**2 for polygon in shape for edge in _edges(polygon))


def box(shape: Shape) -> tuple[float, float, float, float]:
    """West, south, east, north."""
    xs = [point[0] for polygon in shape for point in polygon[0]]
    ys = [point[1] for polygon in shape for point in polygon[0]]
    return min(xs), min(ys), max(xs), max(ys)


def _crossings(polygon: Sequence[Ring], x: float, y: float) -> int:
    """How many edges a line from the point to the right meets."""
    met = 0
    for ring in polygon:
        for (x1, y1), (x2, y2) in itertools.pairwise(ring):
            if (y1 > y) != (y2 > y):
                if y1 > y2:
                    x1, y1, x2, y2 = x2, y2, x1, y1
                met += (x2 - x1) * (y - y1) > (x - x1) * (y2 - y1)
    return met


def _edges(polygon: Sequence[Ring]) -> Iterator[tuple[Point, Point]]:
    for ring in polygon:
        yield from itertools.pairwise(ring)


def _distance_squared(start: Point, end: Point, x: float, y: float) -> float:
    across, up = end[0] - start[0], end[1] - start[1]
    length = across**2 + up**2
    along = ((x - start[0]) * across + (y - start[1]) * up) / length if length else 0.0
    along = min(1.0, max(0.0, along))
    return (start[0] + along * across - x) ** 2 + (start[1] + along * up - y) ** 2
