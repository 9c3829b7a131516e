"""From a way that some engine found to a `Route`: one rule for every router on what is shown."""

from itertools import pairwise

from mapper.model import LatLon, Route

#: Largest share of access legs in a route that is worth showing: Colombo-Akuressa by rail went
#: mostly off the network and was no route.
OFF_NETWORK_LIMIT = 0.15
#: Largest circuity worth showing: the 90th percentile on roads is 1.36 to 1.57; above 3 the
#: network has a gap.
CIRCUITY_LIMIT = 3.0
#: Smallest circuity that can be true; a shorter "route" is rubbish. Snap points and rounding may
#: take a little off the straight line.
CIRCUITY_FLOOR = 0.98
#: Places nearer than this are one place to a router, in km.
SAME_PLACE_KM = 1.0
#: Points kept of a route's line: enough for a map of a page's width.
LINE_POINTS = 200


def shown_route(
    *,
    mode: str,
    engine: str,
    data_date: str,
    network_km: float,
    access_km: float,
    straight_km: float,
    line: tuple[LatLon, ...],
) -> Route | None:
    """Return the route, or None where it is not worth showing.

    `network_km` is the part on the network, `access_km` the two legs to it, `straight_km` the
    geodesic; `Route.km` holds both parts.
    """
    km = network_km + access_km
    if not CIRCUITY_FLOOR <= km / straight_km <= CIRCUITY_LIMIT:
        return None
    if access_km > OFF_NETWORK_LIMIT * km:
        return None
    return Route(
        mode=mode,
        km=km,
        engine=engine,
        data_date=data_date,
        off_network_share=access_km / km,
        geometry=thinned(line),
    )


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
