"""The shortest way through a network: A* (Hart, Nilsson and Raphael 1968) over mapped arrays.

Why not scipy's or networkx's Dijkstra: scipy is 35 MB and visits the whole network, networkx would
hold a gigabyte; this loop looks only where the way can lead and answers most questions in a few
milliseconds. Why not a contraction hierarchy: nothing needs it.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from heapq import heapify, heappop, heappush
from math import dist, inf, sqrt

from mapper.routes.network import Network


@dataclass(frozen=True, slots=True, kw_only=True)
class Path:
    """The points of a way in order, and its cost: the edges and what the two ends added."""

    cost: float
    points: tuple[int, ...]


def shortest_path(
    network: Network,
    origins: Mapping[int, float],
    ends: Mapping[int, float],
    goal: tuple[float, float, float],
    limit: float,
) -> Path | None:
    """Return the cheapest path from one of the origins to one of the ends, or None.

    `origins` and `ends` give for each point what it costs in km to begin or to end there; `goal` is
    where all ends lead, in geocentric km, and no end may cost less than the chord to it. Paths that
    must come out at `limit` or dearer are not followed.
    """
    cost, before = _explored(network, origins, ends, goal, limit)
    reached = [(cost[end] + ends[end], end) for end in ends if end in cost]
    total, point = min(reached, default=(inf, -1))
    if total >= limit:
        return None
    points = [point]
    while (point := before.get(point, -1)) >= 0:
        points.append(point)
    return Path(cost=total, points=tuple(reversed(points)))


def _explored(
    network: Network,
    origins: Mapping[int, float],
    ends: Mapping[int, float],
    goal: tuple[float, float, float],
    limit: float,
) -> tuple[dict[int, float], dict[int, int]]:
    """Return the cost of every point reached, and the point before it.

    The bound on what remains is the chord to the goal: never more than the way, and never falling
    faster than an edge is long, so that a point taken from the heap is settled.
    """
    x, y, z = network.x, network.y, network.z
    starts, heads, lengths = network.starts, network.heads, network.lengths
    goal_x, goal_y, goal_z = goal
    cost = dict(origins)
    before: dict[int, int] = {}
    settled: set[int] = set()
    best = limit
    heap = [(cost[i] + dist((x[i], y[i], z[i]), goal), i) for i in origins]
    heapify(heap)
    while heap:
        bound, point = heappop(heap)
        if bound >= best:
            break
        if point in settled:
            continue
        settled.add(point)
        here = cost[point]
        best = min(best, here + ends.get(point, inf))
        for edge in range(starts[point], starts[point + 1]):
            other = heads[edge]
            there = here + lengths[edge]
            if there < cost.get(other, inf):
                cost[other] = there
                before[other] = point
                dx, dy, dz = x[other] - goal_x, y[other] - goal_y, z[other] - goal_z
                heappush(heap, (there + sqrt(dx * dx + dy * dy + dz * dz), other))
    return cost, before
