"""Measure random points against real borders with an exact azimuthal method, by hand.

    python tests/bench/border_accuracy.py [POINTS]

Points are drawn round the borders of every pair of neighbours, seeded. The exact method projects
the border, cut every 0.05 degrees, onto an azimuthal equidistant plane about the point. Prints
JSON: the largest and the mean difference in km.
"""

import json
import random
import sys
from collections.abc import Iterator

import numpy as np
import shapely
from pyproj import CRS, Geod, Transformer
from shapely.ops import nearest_points

from mapper import geodesy
from mapper.gazetteer import Gazetteer
from mapper.model import LatLon

POINTS = 10_000
#: Spread of the points round a vertex of the border, in degrees.
SPREAD_DEG = 4.0


def exact_km(point: LatLon, line: shapely.Geometry) -> float:
    """Return the distance in km by the projection centred on the point."""
    lat, lon = point
    crs = CRS.from_proj4(f"+proj=aeqd +lat_0={lat} +lon_0={lon} +datum=WGS84")
    project = Transformer.from_crs("EPSG:4326", crs, always_xy=True)
    local = shapely.transform(line, lambda xy: np.column_stack(project.transform(*xy.T)))
    near = nearest_points(shapely.Point(0, 0), local)[1]
    lon_b, lat_b = project.transform(near.x, near.y, direction="INVERSE")
    return float(Geod(ellps="WGS84").inv(lon, lat, lon_b, lat_b)[2]) / 1000


def borders(gazetteer: Gazetteer) -> Iterator[shapely.Geometry]:
    """Yield the line of every pair of neighbours once."""
    codes = sorted(set(_codes(gazetteer)))
    for code in codes:
        for other in sorted(gazetteer.shapes.neighbours(code)):
            line = gazetteer.shapes.shared_border(code, other) if code < other else None
            if line is not None and not line.is_empty:
                yield line


def _codes(gazetteer: Gazetteer) -> Iterator[str]:
    letters = "ABCDEFGHIJKLMNOPQRSTUVWXYZ"
    pairs = (first + second for first in letters for second in letters)
    return (code for code in pairs if gazetteer.country(code) is not None)


def main(count: int) -> None:
    """Draw the points, measure both ways, print the figures."""
    rng = random.Random(4)  # noqa: S311 - no secret
    lines = list(borders(Gazetteer.open()))
    each = -(-count // len(lines))
    worst = total = asked = 0.0
    for line in lines:
        fine = shapely.segmentize(line, 0.05)
        corners = shapely.get_coordinates(line)
        for _ in range(each):
            x, y = corners[rng.randrange(len(corners))]
            lat = max(-84.0, min(84.0, y + rng.gauss(0, SPREAD_DEG)))
            lon = (x + rng.gauss(0, SPREAD_DEG) + 180) % 360 - 180
            off = abs(geodesy.nearest_point((lat, lon), line).km - exact_km((lat, lon), fine))
            worst, total, asked = max(worst, off), total + off, asked + 1
    figures = {"borders": len(lines), "points": int(asked), "worst_km": round(worst, 4)}
    figures["mean_km"] = round(total / asked, 6)
    sys.stdout.write(json.dumps(figures, indent=1) + "\n")


if __name__ == "__main__":
    main(int(sys.argv[1]) if len(sys.argv) > 1 else POINTS)
