"""Where a place joins a network: the nearest points of the edges round it.

The nearest point of the network is not enough: the networks are simplified, so that a town may lie
beside the middle of an edge 20 km long. An edge is taken as straight; seen from above the place, a
chord and the geodesic over it lie on one line.
"""

from collections import Counter
from dataclasses import dataclass
from math import atan2, cos, degrees, hypot, radians, sin
from typing import TYPE_CHECKING

from mapper import geodesy
from mapper.model import LatLon
from mapper.routes.network import ECCENTRICITY_2, LONG_EDGE_KM, Network, geocentric

if TYPE_CHECKING:
    from mapper.routes.network import Array

#: How far a place may lie from a network and still be said to be on it, in km. Beyond it the way
#: to the network is a journey of its own. Sea lanes pass ports at some distance.
REACH_KM = {"rail": 40.0, "road": 40.0, "sea": 80.0}
#: Edges tried in each connected part of the network within reach. The nearest track may be a tram
#: or a fragment, so that every part has its turn; within a part the nearest edges alone, since
#: with more of them the search leaves the town by fields (Artyom-Khasan came out 2 km shorter).
EDGES_A_PART = 2
#: A place farther than this from the network, in km, may join it on any side, up to `SIDE_LIMIT`
#: times as far away as the nearest edge: a point on a river border lies nearest to the railway
#: of the other bank.
FAR_KM, SIDES, SIDE_LIMIT = 5.0, 8, 2.0
#: An edge whose nearest point lies this far below the place's horizon is on the far side of the
#: globe; the longest edge (1,210 km) dips 29 km at its middle.
DEEPEST_KM = -100.0


@dataclass(frozen=True, slots=True, kw_only=True)
class Snap:
    """A point on the edge between two points of the network, and the way to it in a straight line.

    `tail` < `head` are the edge's ends, `to_tail_km` and `to_head_km` what lies between.
    """

    point: LatLon
    access_km: float
    tail: int
    head: int
    to_tail_km: float
    to_head_km: float


def snap(network: Network, place: LatLon) -> tuple[Snap, ...]:
    """Return the points at which a place may join the network, nearest first; () if none is near.

    The nearest `EDGES_A_PART` edges of each connected part within `REACH_KM`; for a place far from
    the network also the nearest edge on each of `SIDES` sides.
    """
    import numpy as np

    here = geocentric(*place)
    reach = REACH_KM[network.mode]
    tail, head, km = _edges_near(network, here, reach)
    share, away, side = _feet(network, place, here, tail, head)
    order = np.argsort(away, kind="stable")
    order = order[away[order] <= reach]
    return tuple(
        _snap(network, place, (int(tail[i]), int(head[i])), float(share[i]), float(km[i]))
        for i in _chosen(order, away, side, network.component[tail])
    )


def _edges_near(network: Network, here: "Array", reach: float) -> tuple["Array", "Array", "Array"]:
    """Return the edges that may pass within reach: their two points, lower first, and lengths."""
    import numpy as np

    radius = reach + LONG_EDGE_KM / 2
    near = np.flatnonzero(
        ((network.xyz - here.astype(np.float32)[:, None]) ** 2).sum(axis=0) <= radius**2
    )
    first, count = network.start[near], network.start[near + 1] - network.start[near]
    edges = np.repeat(first - np.cumsum(count) + count, count) + np.arange(count.sum())
    tail = np.concatenate([np.repeat(near, count), network.long_tail])
    edge = np.concatenate([edges, network.long_edge])
    head = network.head[edge]
    low, high = np.minimum(tail, head), np.maximum(tail, head)
    once = np.unique(low.astype(np.int64) * len(network.lat) + high, return_index=True)[1]
    return low[once], high[once], network.km[edge[once]]


def _feet(
    network: Network, place: LatLon, here: "Array", tail: "Array", head: "Array"
) -> tuple["Array", "Array", "Array"]:
    """Return where along each edge (0..1 from its tail) the place is nearest, how near, which side.

    In km, measured east and north of the place in the plane that touches the ellipsoid there; an
    edge on the far side of the globe is infinitely far.
    """
    import numpy as np

    lat, lon = radians(place[0]), radians(place[1])
    axes = np.array(
        [
            [-sin(lon), cos(lon), 0.0],
            [-sin(lat) * cos(lon), -sin(lat) * sin(lon), cos(lat)],
            [cos(lat) * cos(lon), cos(lat) * sin(lon), sin(lat)],
        ]
    )
    start = axes @ (network.xyz[:, tail] - here[:, None])
    step = axes @ (network.xyz[:, head].astype(np.float64) - network.xyz[:, tail])
    length = (step[:2] ** 2).sum(axis=0)
    share = -(start[:2] * step[:2]).sum(axis=0) / np.where(length > 0, length, 1.0)
    share = np.clip(share, 0.0, 1.0)
    foot = start + share * step
    away = np.where(foot[2] < DEEPEST_KM, np.inf, np.hypot(foot[0], foot[1]))
    side = np.floor((np.arctan2(foot[0], foot[1]) / (2 * np.pi) + 0.5) * SIDES).astype(int) % SIDES
    return share, away, side


def _chosen(order: "Array", away: "Array", side: "Array", parts: "Array") -> list[int]:
    """Return the numbers of the edges worth trying, nearest first."""
    chosen: list[int] = []
    tried: Counter[tuple[int, int]] = Counter()
    whole = -1  # the key of a part as a whole, beside those of its sides
    for i in order.tolist():
        part, km = int(parts[i]), away[i]
        first = tried[part, whole] < EDGES_A_PART
        far = away[order[0]] > FAR_KM and km <= SIDE_LIMIT * away[order[0]]
        if first or (far and not tried[part, int(side[i])]):
            chosen.append(i)
            tried[part, whole] += 1
            tried[part, int(side[i])] += 1
    return chosen


def _snap(network: Network, place: LatLon, edge: tuple[int, int], share: float, km: float) -> Snap:
    tail, head = edge
    ax, ay, az = (float(axis[tail]) for axis in (network.x, network.y, network.z))
    bx, by, bz = (float(axis[head]) for axis in (network.x, network.y, network.z))
    x, y, z = ax + share * (bx - ax), ay + share * (by - ay), az + share * (bz - az)
    lat = degrees(atan2(z, (1 - ECCENTRICITY_2) * hypot(x, y)))
    point = (lat, degrees(atan2(y, x)))
    return Snap(
        point=point,
        access_km=geodesy.distance_km(place, point),
        tail=tail,
        head=head,
        to_tail_km=share * km,
        to_head_km=(1 - share) * km,
    )
