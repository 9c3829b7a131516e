"""Routes without a network connection, from the shipped rail, road and sea networks.

The networks are simplified OpenStreetMap data (rail, road) and sea lanes; what they are good for
and how short or long they come out stands in gazetteer/routes/README.md. A route that would mostly
lie off the network, or go round about, is refused rather than shown.
"""

from dataclasses import dataclass
from functools import lru_cache

from mapper import geodesy
from mapper.model import LatLon, Place, Route
from mapper.routes.network import Network, geocentric, open_network
from mapper.routes.search import shortest_path
from mapper.routes.shown import CIRCUITY_LIMIT, SAME_PLACE_KM, shown_route
from mapper.routes.snap import Snap, snap

#: A kilometre off the network weighs as much as this many on it, lest the search leave the rails.
ACCESS_WEIGHT = 2.0


def offline_route(origin: Place, destination: Place, mode: str) -> Route | None:
    """Return the shortest way by "rail", "road" or "sea" over the shipped network.

    None where the mode is unknown, an end is not near the network, no way exists, the access legs
    exceed 15 % of it, or it is more than 3 times as long as the straight line. `km` holds the
    access legs, whose share is `off_network_share`.
    """
    return _route((origin.lat, origin.lon), (destination.lat, destination.lon), mode)


@lru_cache(maxsize=1024)
def _route(origin: LatLon, destination: LatLon, mode: str) -> Route | None:
    straight = geodesy.distance_km(origin, destination)
    network = open_network(mode)
    if network is None or straight < SAME_PLACE_KM:
        return None
    way = _way(network, origin, destination, CIRCUITY_LIMIT * straight)
    if way is None:
        return None
    between = [(float(network.lat[i]), float(network.lon[i])) for i in way.points]
    return shown_route(
        mode=mode,
        engine=f"mapper offline {mode} network",
        data_date=network.data_date,
        network_km=way.on_network_km,
        access_km=way.access_km,
        straight_km=straight,
        line=(origin, way.start.point, *between, way.end.point, destination),
    )


@dataclass(frozen=True, slots=True, kw_only=True)
class _Way:
    """A path with the points where it joins and leaves the network."""

    start: Snap
    end: Snap
    points: tuple[int, ...]
    on_network_km: float

    @property
    def access_km(self) -> float:
        return self.start.access_km + self.end.access_km

    @property
    def cost(self) -> float:
        return self.on_network_km + ACCESS_WEIGHT * self.access_km


def _way(network: Network, origin: LatLon, destination: LatLon, longest_km: float) -> _Way | None:
    """Return the cheapest way over the network, along one edge or by several."""
    starts, ends = _snaps(network, origin), _snaps(network, destination)
    direct = min(_along_one_edge(starts, ends), key=lambda way: way.cost, default=None)
    first, last = _cheapest(starts), _cheapest(ends)
    path = shortest_path(
        network,
        {point: cost for point, (cost, _) in first.items()},
        {point: cost for point, (cost, _) in last.items()},
        _xyz(destination),
        ACCESS_WEIGHT * longest_km,
    )
    if path is None or (direct is not None and direct.cost <= path.cost):
        return direct
    start, end = first[path.points[0]][1], last[path.points[-1]][1]
    access = ACCESS_WEIGHT * (start.access_km + end.access_km)
    return _Way(start=start, end=end, points=path.points, on_network_km=path.cost - access)


def _along_one_edge(starts: tuple[Snap, ...], ends: tuple[Snap, ...]) -> list[_Way]:
    return [
        _Way(start=a, end=b, points=(), on_network_km=abs(a.to_tail_km - b.to_tail_km))
        for a in starts
        for b in ends
        if (a.tail, a.head) == (b.tail, b.head)
    ]


def _cheapest(snaps: tuple[Snap, ...]) -> dict[int, tuple[float, Snap]]:
    """Return for each point beside a place what it costs to get there, and by which edge."""
    costs: dict[int, tuple[float, Snap]] = {}
    for join in snaps:
        access = ACCESS_WEIGHT * join.access_km
        for point, km in ((join.tail, join.to_tail_km), (join.head, join.to_head_km)):
            if point not in costs or access + km < costs[point][0]:
                costs[point] = (access + km, join)
    return costs


@lru_cache(maxsize=1024)
def _snaps(network: Network, place: LatLon) -> tuple[Snap, ...]:
    return snap(network, place)


def _xyz(place: LatLon) -> tuple[float, float, float]:
    x, y, z = geocentric(*place).tolist()
    return (x, y, z)
