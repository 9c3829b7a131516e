"""The time zone of a place, from its coordinates."""

from functools import lru_cache


@lru_cache(maxsize=4096)
def time_zone(lat: float, lon: float) -> str | None:
    """Return the IANA name of the time zone at a point (degrees), None where there is none.

    From tzfpy's simplified zone polygons; near a border it may be the neighbour's.
    """
    from tzfpy import get_tz

    return str(get_tz(lon, lat)) or None
