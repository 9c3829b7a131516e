"""Makes the legs between visits that follow each other, and says whether each is possible."""

from collections.abc import Mapping, Sequence
from datetime import UTC, date, datetime, time, timedelta
from itertools import pairwise

from mapper.model import Leg, Place, Router, Visit, When
from mapper.order.places import is_region, km_between
from mapper.routes import first_route

# Speeds in km/h that no traveller of the mode beats over a whole leg; judgement, on the fast side.
LIMITS_KMH = {
    "train": 120.0,
    "car": 110.0,
    "ship": 45.0,
    "bicycle": 35.0,
    "foot": 8.0,
    "plane": 950.0,
}
DEFAULT_KMH = 950.0  # unknown mode: nothing is faster than an airliner
DETOUR = 1.3  # land routes are longer than the straight line; median of road over straight
_ON_LAND = frozenset({"train", "car", "bicycle", "foot"})
_NEGLIGIBLE_KM = 25.0  # reference points of towns are this loose
# What a router calls the way of a mode. Who walks or cycles leaves the main roads that it knows.
_WAYS: Mapping[str, str] = {"train": "rail", "car": "road", "ship": "sea"}


def make_legs(
    visits: Sequence[Visit], order: set[tuple[str, str]], routers: Sequence[Router] = ()
) -> tuple[Leg, ...]:
    """Return a leg for each two drawn visits that follow each other in display order.

    `route_km` is the way by the first of `routers` that knows one, where the mode is told and goes
    by rail, road or sea.
    """
    drawn = [v for v in visits if v.status not in {"cancelled", "speculated"}]
    return tuple(_leg(a, b, routers) for a, b in pairwise(drawn) if (b.id, a.id) not in order)


def _leg(a: Visit, b: Visit, routers: Sequence[Router]) -> Leg:
    km = _straight_km(a.place, b.place)
    mode = b.mode or a.mode
    hours = _hours(a.when, b.when)
    return Leg(
        origin=a.id,
        destination=b.id,
        mode=mode,
        stated=b.mode is not None,
        straight_km=km,
        route_km=_route_km(a.place, b.place, mode, routers),
        hours=hours,
        feasible=_feasible(km, mode, hours, a.place, b.place),
    )


def _straight_km(a: Place | None, b: Place | None) -> float | None:
    if a is None or b is None:
        return None
    return round(km_between((a.lat, a.lon), (b.lat, b.lon)), 1)


def _route_km(
    a: Place | None, b: Place | None, mode: str | None, routers: Sequence[Router]
) -> float | None:
    """Return the length of the way; an area has no point that a way could begin at."""
    way = _WAYS.get(mode or "")
    if way is None or a is None or b is None or _is_area(a) or _is_area(b):
        return None
    route = first_route(routers, a, b, way)
    return round(route.km, 1) if route else None


def _is_area(place: Place) -> bool:
    return is_region(place) or place.kind == "water"


def _hours(a: When, b: When) -> float | None:
    """Return the most time that the dates leave: from the start of `a` to the end of `b`."""
    start = _moment(a.earliest or a.latest, time.min)
    end = _moment(b.latest or b.earliest, time.max)
    if start is None or end is None:
        return None
    return round((end - start) / timedelta(hours=1), 1)


def _moment(value: date | datetime | None, at: time) -> datetime | None:
    if value is None or isinstance(value, datetime):
        return value
    return datetime.combine(value, at, UTC)


def _feasible(
    km: float | None, mode: str | None, hours: float | None, a: Place | None, b: Place | None
) -> bool | None:
    """Return False only where even the loosest reading of dates, places and speed fails."""
    if km is None or hours is None:
        return None
    if a is None or b is None or _is_area(a) or _is_area(b):
        return None
    way = max(0.0, km - _NEGLIGIBLE_KM) * (DETOUR if mode in _ON_LAND else 1.0)
    slack = 26.0 if hours < 0 else 0.0  # hours: days of two zones may overlap by so much
    return way / LIMITS_KMH.get(mode or "", DEFAULT_KMH) <= hours + slack
