"""Web Mercator, as Leaflet has it: degrees to map units in which the world is 1 wide, and back.

Longitudes may lie beyond 180: a route over the antimeridian is kept continuous.
"""

from collections.abc import Iterable
from math import atan, atan2, degrees, log, pi, radians, sinh, tan

from mapper.model import LatLon

LAT_LIMIT = 85.0  # Mercator has no pole; Leaflet stops at 85.05 degrees
TILE_PX = 256  # width of the world in pixels at zoom 0


def world_xy(lat: float, lon: float) -> tuple[float, float]:
    """Return x and y in world widths, from the top left corner; latitudes are held at 85 degrees.

    >>> world_xy(0.0, 0.0)
    (0.5, 0.5)
    """
    lat = max(-LAT_LIMIT, min(LAT_LIMIT, lat))
    return (lon + 180) / 360, 0.5 - log(tan(pi / 4 + radians(lat) / 2)) / (2 * pi) + 0.0


def world_latlon(x: float, y: float) -> LatLon:
    """Return (lat, lon) in degrees of a point in world widths.

    >>> world_latlon(0.5, 0.5)
    (0.0, 0.0)
    """
    return degrees(atan(sinh(pi * (1 - 2 * y)))), x * 360 - 180


def near_lon(lon: float, reference: float) -> float:
    """Return `lon` shifted by whole turns so that it lies within 180 degrees of `reference`.

    >>> near_lon(-170.0, 175.0)
    190.0
    """
    return lon - 360 * round((lon - reference) / 360)


def unwrap_lons(lons: Iterable[float]) -> tuple[float, ...]:
    """Return longitudes in which each lies the short way from the one before.

    >>> unwrap_lons([177.5, -165.4])
    (177.5, 194.6)
    """
    out: list[float] = []
    for lon in lons:
        out.append(near_lon(lon, out[-1]) if out else lon)
    return tuple(out)


def screen_angle_deg(a: LatLon, b: LatLon) -> float:
    """Return the angle on the map from `a` to `b`, in degrees clockwise from north.

    Mercator keeps angles, so that this holds at every zoom.
    """
    ax, ay = world_xy(*a)
    bx, by = world_xy(*b)
    return degrees(atan2(bx - ax, ay - by)) % 360
