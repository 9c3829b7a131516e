"""The only place that measures: geodesics on the WGS 84 ellipsoid, bearings, borders and areas.

Points are (lat, lon) in degrees; shapely geometries are (x=lon, y=lat) and are turned round here
alone. Every figure comes from pyproj's `Geod` (Karney 2013, millimetres). Planar distances in
degrees never leave this module: they are wrong by up to 187 % (Norway-Russia border).

The nearest point of a border is found on straight chords through the ellipsoid: over one cell of
`SEGMENT_DEG` a chord leaves the surface by less than a metre, it knows no seam at the antimeridian
or at a pole, and it needs no projection per point. The winner is measured by `Geod.inv`; the tests
compare it with the azimuthal equidistant projection centred on the point (0.05 km at most).
"""

from bisect import bisect_left, bisect_right
from collections.abc import Hashable, Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache
from math import ceil, isfinite
from typing import TYPE_CHECKING, Any, TypeAlias, TypeVar

from mapper.model import LatLon

Key = TypeVar("Key", bound=Hashable)

if TYPE_CHECKING:
    import numpy as np
    import shapely
    from numpy.typing import NDArray
    from pyproj import Geod

    Floats: TypeAlias = NDArray[np.float64]

WINDS = tuple("N NNE NE ENE E ESE SE SSE S SSW SW WSW W WNW NW NNW".split())
WIND_DEG = 360 / len(WINDS)

#: Longest piece of a border that is taken as straight, in degrees (5.6 km at most): its sagitta is
#: 0.6 m in height and, at 80 degrees of latitude, 3.4 m sideways.
SEGMENT_DEG = 0.05
#: Pieces that share one bounding ball in the search.
BLOCK = 32
#: How far the chord of two points may misjudge the order of their geodesics: the radius of
#: curvature of WGS 84 varies by 1 %, chord and arc differ by c^3 / (24 R^2).
CHORD_SLACK = 0.02 / 24 / 6335.0**2
#: Corners of each geometry from which the search for the gap between two areas starts.
SEEDS = 24
#: Geometries kept ready for further questions.
KEPT_SHAPES = 128


@dataclass(frozen=True, slots=True, kw_only=True)
class Nearest:
    """The point of a geometry nearest to a given one, and its distance; 0.0 km inside an area."""

    km: float
    lat: float
    lon: float

    @property
    def point(self) -> LatLon:
        """The point as (lat, lon)."""
        return (self.lat, self.lon)


@lru_cache(maxsize=1)
def _geod() -> "Geod":
    from pyproj import Geod

    return Geod(ellps="WGS84")


# --- points --------------------------------------------------------------------------------------


def check_point(point: LatLon) -> LatLon:
    """Return the point unchanged. Raises ValueError where it is no (lat, lon) in degrees.

    >>> check_point((43.1, 131.9))
    (43.1, 131.9)
    """
    lat, lon = point
    if not (isfinite(lat) and isfinite(lon) and -90 <= lat <= 90 and -360 <= lon <= 360):  # noqa: PLR2004 - the globe
        message = f"geodesy: {point!r} is no (lat, lon) in degrees; is the order turned round?"
        raise ValueError(message)
    return point


def distance_km(a: LatLon, b: LatLon) -> float:
    """Return the geodesic distance on WGS 84, in km.

    The same point gives 0.0, ends on both sides of the antimeridian the short way; antipodes hold.

    >>> round(distance_km((43.1056, 131.8735), (51.8844, 128.3339)), 1)
    1011.5
    """
    check_point(a)
    check_point(b)
    return float(_geod().inv(a[1], a[0], b[1], b[0])[2]) / 1000


_LEAST_DEGREE_KM = 110.5  # of latitude on WGS 84, rounded down


def neighbours(points: Mapping[Key, LatLon], km: float) -> dict[Key, tuple[Key, ...]]:
    """Return for each point the keys of those at most `km` away, itself among them.

    Only points of about the same latitude are measured, in its order.

    >>> neighbours({"a": (43.1, 131.9), "b": (43.1, 132.0), "c": (51.9, 128.3)}, 15.0)["a"]
    ('a', 'b')
    """
    by_lat = sorted(points, key=lambda key: points[key][0])
    lats = [points[key][0] for key in by_lat]
    reach = km / _LEAST_DEGREE_KM
    near: dict[Key, tuple[Key, ...]] = {}
    for key, point in points.items():
        band = by_lat[bisect_left(lats, point[0] - reach) : bisect_right(lats, point[0] + reach)]
        gaps = distances_km(point, [points[other] for other in band])
        near[key] = tuple(
            other for other, gap in zip(band, gaps, strict=True) if gap <= km or other == key
        )
    return near


def distances_km(point: LatLon, others: Sequence[LatLon]) -> tuple[float, ...]:
    """Return the geodesic distances from one point to many, in km; empty for none."""
    if not others:
        return ()
    lats = [check_point(other)[0] for other in others]
    lons = [other[1] for other in others]
    n = len(others)
    _, _, metres = _geod().inv([point[1]] * n, [point[0]] * n, lons, lats)
    return tuple(float(metre) / 1000 for metre in metres)


def bearing_deg(a: LatLon, b: LatLon) -> float:
    """Return the initial bearing from `a` to `b`, degrees clockwise from north, in [0, 360).

    0.0 for the same point. At a pole it is counted from the meridian of the point's own longitude.

    >>> round(bearing_deg((0, 0), (0, 1)))
    90
    """
    check_point(a)
    check_point(b)
    if a == b:
        return 0.0
    bearing = float(_geod().inv(a[1], a[0], b[1], b[0])[0]) % 360
    return 0.0 if bearing == 360 else bearing  # noqa: PLR2004 - -1e-15 % 360 is 360.0


def measure(a: LatLon, b: LatLon) -> tuple[float, float]:
    """Return distance in km and initial bearing in degrees from `a` to `b`, in one computation."""
    check_point(a)
    check_point(b)
    azimuth, _, metres = _geod().inv(a[1], a[0], b[1], b[0])
    return float(metres) / 1000, float(azimuth) % 360 % 360


def destination(point: LatLon, bearing: float, km: float) -> LatLon:
    """Return where one comes out after `km` along the geodesic that starts at `bearing` degrees.

    >>> lat, lon = destination((0.0, 179.5), 90, 111.32)
    >>> round(lat, 3), round(lon, 1)
    (0.0, -179.5)
    """
    check_point(point)
    lon, lat, _ = _geod().fwd(point[1], point[0], bearing, km * 1000)
    return (float(lat), float(lon))


def geodesic_line(a: LatLon, b: LatLon, step_km: float = 100.0) -> tuple[LatLon, ...]:
    """Return points along the geodesic from `a` to `b`, ends included.

    They lie at most `step_km` apart.

    Longitudes are continuous: across the antimeridian they run beyond 180 degrees (RFC 7946 asks
    writers to cut there; drawing does not).
    """
    if step_km <= 0:
        message = f"geodesic_line: a step of {step_km} km never arrives; give one above 0."
        raise ValueError(message)
    inner = max(0, ceil(distance_km(a, b) / step_km) - 1)
    between = _geod().npts(a[1], a[0], b[1], b[0], inner) if inner else []
    return _continuous([a, *((float(lat), float(lon)) for lon, lat in between), b])


def _continuous(points: Sequence[LatLon]) -> tuple[LatLon, ...]:
    line = [points[0]]
    for lat, lon in points[1:]:
        turns = round((line[-1][1] - lon) / 360)
        line.append((lat, lon + 360 * turns))
    return tuple(line)


# --- winds ---------------------------------------------------------------------------------------


def wind_name(bearing: float) -> str:
    """Return the nearest of the 16 winds to a bearing in degrees.

    >>> wind_name(346), wind_name(230), wind_name(-1)
    ('NNW', 'SW', 'N')
    """
    return WINDS[round(bearing % 360 / WIND_DEG) % len(WINDS)]


def wind_bearing(name: str) -> float:
    """Return the bearing in degrees of one of the 16 winds. Raises ValueError for other words.

    >>> wind_bearing("SSW")
    202.5
    """
    if name not in WINDS:
        message = f"wind_bearing: {name!r} is none of the 16 winds ({', '.join(WINDS)})."
        raise ValueError(message)
    return WINDS.index(name) * WIND_DEG


def turn_deg(a: float, b: float) -> float:
    """Return the angle between two bearings, in [0, 180].

    >>> turn_deg(350, 10)
    20.0
    """
    return abs((a - b + 180.0) % 360.0 - 180.0)


# --- borders and areas ---------------------------------------------------------------------------


@dataclass(frozen=True, eq=False)
class _Kept:
    """A geometry that is compared by identity, so that asking for it again costs no comparison."""

    geometry: "shapely.Geometry"

    def __hash__(self) -> int:
        return id(self.geometry)

    def __eq__(self, other: object) -> bool:
        return isinstance(other, _Kept) and other.geometry is self.geometry


@dataclass(frozen=True, slots=True)
class _Pieces:
    """A geometry cut into short chords, with balls of `BLOCK` chords for the search; all in km."""

    start: "Floats"
    chord: "Floats"
    square: "Floats"
    lonlat: "Floats"
    step: "Floats"
    center: "Floats"
    radius: "Floats"


def nearest_point(point: LatLon, geometry: "shapely.Geometry") -> Nearest:
    """Return the point of a line, area or set of points nearest to `point`, on the ellipsoid.

    0.0 km inside an area or on its edge. Lines are straight in degrees, as maps draw them.
    Raises ValueError for an empty geometry.
    """
    import shapely

    lat, lon = check_point(point)
    lon = (lon + 180) % 360 - 180
    if shapely.get_dimensions(geometry) > 1:
        shapely.prepare(geometry)
        if shapely.intersects_xy(geometry, lon, lat):
            return Nearest(km=0.0, lat=lat, lon=lon)
    return _nearest_on((lat, lon), _pieces(_Kept(geometry)))


def _nearest_on(point: LatLon, pieces: _Pieces) -> Nearest:
    import numpy as np

    here = _on_ellipsoid(np.array([point[1]]), np.array([point[0]]))[0]
    rows = _blocks_in_reach(here, pieces)
    start, chord = pieces.start[rows], pieces.chord[rows]
    along = np.clip(((here - start) * chord).sum(axis=1) / pieces.square[rows], 0, 1)
    km = np.sqrt(((start + along[:, None] * chord - here) ** 2).sum(axis=1))
    best = float(km.min())
    close = np.flatnonzero(km <= best + _slack_km(best))
    lonlat = pieces.lonlat[rows[close]] + along[close, None] * pieces.step[rows[close]]
    n = len(close)
    lons, lats = lonlat[:, 0], lonlat[:, 1]
    metres = _geod().inv(np.full(n, point[1]), np.full(n, point[0]), lons, lats)[2]
    i = int(np.argmin(metres))
    return Nearest(km=float(metres[i]) / 1000, lat=float(lats[i]), lon=float(lons[i]))


def _slack_km(km: float) -> float:
    return 0.002 + CHORD_SLACK * km**3


def _blocks_in_reach(here: "Floats", pieces: _Pieces) -> "NDArray[np.intp]":
    """Return the rows of every block that may hold the nearest chord."""
    import numpy as np

    km = np.sqrt(((pieces.center - here) ** 2).sum(axis=1))
    reach = float((km + pieces.radius).min())
    blocks = np.flatnonzero(km - pieces.radius <= reach + _slack_km(reach))
    rows = (blocks[:, None] * BLOCK + np.arange(BLOCK)).ravel()
    return rows[rows < len(pieces.start)]


@lru_cache(maxsize=KEPT_SHAPES)
def _pieces(kept: _Kept) -> _Pieces:
    import numpy as np

    lonlat, step = _segments(kept.geometry)
    ends = lonlat + step
    start = _on_ellipsoid(lonlat[:, 0], lonlat[:, 1])
    chord = _on_ellipsoid(ends[:, 0], ends[:, 1]) - start
    square = np.maximum((chord**2).sum(axis=1), 1e-18)  # a point is a chord without length
    marks = np.arange(0, len(start), BLOCK)
    counts = np.diff(np.append(marks, len(start)))
    center = np.add.reduceat(start + chord / 2, marks) / counts[:, None]
    away = np.sqrt(((start + chord / 2 - np.repeat(center, counts, axis=0)) ** 2).sum(axis=1))
    radius = np.maximum.reduceat(away + np.sqrt(square) / 2, marks)
    return _Pieces(start, chord, square, lonlat, step, center, radius)


def _segments(geometry: "shapely.Geometry") -> tuple["Floats", "Floats"]:
    """Return starts and steps (lon, lat) of all straight pieces, in degrees."""
    import numpy as np
    import shapely

    parts = shapely.get_parts(shapely.get_parts(geometry))
    if not len(parts) or shapely.is_empty(geometry):
        message = "nearest_point: the geometry is empty, nothing lies nearest; skip it."
        raise ValueError(message)
    flat = shapely.get_dimensions(parts) > 1
    lines = np.concatenate([shapely.get_rings(parts[flat]), parts[~flat]])
    long = shapely.get_dimensions(lines) == 1
    lines = np.where(long, shapely.segmentize(lines, SEGMENT_DEG), lines)
    xy, line = shapely.get_coordinates(lines, return_index=True)
    follows = np.append(line[1:] == line[:-1], False)
    alone = ~follows & ~np.insert(follows[:-1], 0, False)
    step = np.vstack([np.diff(xy, axis=0), np.zeros((1, 2))])
    step[alone] = 0
    keep = follows | alone
    return xy[keep], step[keep]


def _on_ellipsoid(lon: "Floats", lat: "Floats") -> "Floats":
    """Return geocentric x, y, z of points on the WGS 84 ellipsoid, in km."""
    import numpy as np

    flattening = 1 / 298.257223563  # EPSG:7030
    eccentricity2 = flattening * (2 - flattening)
    phi, lam = np.radians(lat), np.radians(lon)
    normal = 6378.137 / np.sqrt(1 - eccentricity2 * np.sin(phi) ** 2)
    ring = normal * np.cos(phi)
    height = normal * (1 - eccentricity2) * np.sin(phi)
    return np.column_stack([ring * np.cos(lam), ring * np.sin(lam), height])


def nearest_between(a: "shapely.Geometry", b: "shapely.Geometry") -> tuple[LatLon, LatLon, float]:
    """Return the nearest points of two geometries and their distance in km; 0.0 where they meet.

    Starts from the best of `SEEDS` points of each and walks from one to the other and back until
    the distance no longer falls: a near pair, which may not be the very nearest of two winding
    coasts.
    """
    seeds = [*_sample(a), *_sample(b)]
    gaps = [nearest_point(nearest_point(seed, a).point, b).km for seed in seeds]
    return _walk(seeds[gaps.index(min(gaps))], a, b)


def _sample(geometry: "shapely.Geometry") -> list[LatLon]:
    """Return at most `SEEDS` corners, evenly spread along the geometry."""
    import shapely

    corners = shapely.get_coordinates(geometry)
    return [(float(y), float(x)) for x, y in corners[:: len(corners) // SEEDS + 1]]


def _walk(
    seed: LatLon, a: "shapely.Geometry", b: "shapely.Geometry"
) -> tuple[LatLon, LatLon, float]:
    on_a = nearest_point(seed, a).point
    km = float("inf")
    for _ in range(12):
        there = nearest_point(on_a, b)
        back = nearest_point(there.point, a)
        if back.km >= km - 0.001:
            break
        on_a, on_b, km = back.point, there.point, back.km
    return on_a, on_b, km


def middle(geometry: "shapely.Geometry") -> LatLon:
    """Return a point that lies on the geometry, near its middle, as (lat, lon)."""
    import shapely

    point: Any = shapely.point_on_surface(geometry)
    return (float(point.y), float(point.x))


def extent_km(center: LatLon, geometry: "shapely.Geometry") -> float:
    """Return the radius in km of the circle round `center` that holds the whole geometry."""
    import shapely

    corners = shapely.get_coordinates(geometry)
    return max(distances_km(center, [(float(y), float(x)) for x, y in corners]), default=0.0)
