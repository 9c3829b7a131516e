"""The line of a route, as a report keeps it: few points, and never drawn round the world."""

from itertools import pairwise

from mapper.model import LatLon

#: Points kept of a route's line: enough for a map of a page's width.
LINE_POINTS = 200


def thinned(line: tuple[LatLon, ...]) -> tuple[LatLon, ...]:
    """Return about `LINE_POINTS` points of a line at most, its first two and last two among them.

    Longitudes run on across the antimeridian.

    >>> thinned(((0.0, 179.0), (0.0, -179.0)))
    ((0.0, 179.0), (0.0, 181.0))
    """
    step = max(1, -(-len(line) // LINE_POINTS))
    kept = [*line[:2], *line[2:-2:step], *line[-2:]] if len(line) > 4 else [*line]  # noqa: PLR2004
    points, shift = kept[:1], 0.0
    for (_, before), (lat, lon) in pairwise(kept):
        shift -= 360.0 * round((lon - before) / 360.0)
        points.append((lat, lon + shift))
    return tuple(points)
