"""The legs of a scene: from stop to stop along the geodesic, side by side where ways are shared."""

from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import replace
from itertools import pairwise

from mapper.export.page.projection import near_lon
from mapper.export.page.scene import Line, Stop
from mapper.export.page.sequence import ON_THE_WAY
from mapper.geodesy import geodesic_line
from mapper.model import Itinerary, LatLon, Leg

UNCONFIRMED = ("destination", "planned")  # a leg that ends here has an open arrow
LEG_STEP_KM = 40.0


def stop_lines(
    itinerary: Itinerary, stops: Sequence[Stop], track: int, first: int
) -> Iterator[Line]:
    """Yield the legs of one traveller.

    Over what has no pin (regions, unnamed places) one inferred leg leads on.
    """
    by_visit = {s.visit.id: s for s in stops}
    by_key = {s.key: s for s in stops}
    given = {
        (by_visit[g.origin].key, by_visit[g.destination].key): g
        for g in itinerary.legs or _legs_in_order(stops)
        if g.origin in by_visit and g.destination in by_visit
    }
    pinless = {s.key for s in stops if not s.pinned}
    for number, (a, b) in enumerate(bridged(list(given), pinless), first + 1):
        line = leg_line(f"g{number}", by_key[a], by_key[b], given.get((a, b)))
        yield replace(line, track=track)


def _legs_in_order(stops: Sequence[Stop]) -> Iterator[Leg]:
    """Yield inferred legs between numbered stops that follow each other; letters settle nothing."""
    numbered = [s for s in stops if s.pinned and s.visit.status in ON_THE_WAY]
    for a, b in pairwise(numbered):
        if a.label[-1:].isdigit() and b.label[-1:].isdigit():
            yield Leg(
                origin=a.visit.id,
                destination=b.visit.id,
                mode=None,
                stated=False,
                straight_km=None,
            )


def bridged(pairs: list[tuple[str, str]], hidden: Iterable[str]) -> list[tuple[str, str]]:
    """Return the pairs with each hidden stop taken out and its neighbours joined."""
    for stop in hidden:
        before = [a for a, b in pairs if b == stop and a != stop]
        after = [b for a, b in pairs if a == stop and b != stop]
        joined: list[tuple[str, str]] = []
        for pair in pairs:
            if stop not in pair:
                joined.append(pair)
            elif pair[1] == stop:
                joined += [(pair[0], b) for b in after if b != pair[0]]
        pairs = list(dict.fromkeys(joined)) if before else [p for p in pairs if stop not in p]
    return pairs


def leg_line(key: str, a: Stop, b: Stop, leg: Leg | None) -> Line:
    """Return the line from one stop to another, as one that nobody states without a `leg`."""
    start, end = _point(a), _point(b)
    points = geodesic_line(inside_world(start), inside_world(end), LEG_STEP_KM)
    turn = start[1] - points[0][1]
    return Line(
        key=key,
        track=a.track,
        origin=a.key,
        destination=b.key,
        points=tuple((lat, lon + turn) for lat, lon in points),
        stated=bool(leg and leg.stated),
        unconfirmed=b.visit.status in UNCONFIRMED,
        leg=leg,
    )


def _point(stop: Stop) -> LatLon:
    return (stop.lat or 0.0, stop.lon or 0.0)


def side_by_side(lines: Sequence[Line]) -> Iterator[Line]:
    """Yield the lines with `side` counting the earlier ones between the same two places."""
    ends = [frozenset((n.points[0], n.points[-1])) for n in lines]
    shared, passed = Counter(ends), Counter[frozenset[LatLon]]()
    for line, pair in zip(lines, ends, strict=True):
        passed[pair] += 1
        yield replace(line, side=passed[pair] if shared[pair] > 1 else 0)


def inside_world(point: LatLon) -> LatLon:
    """Return a point with its latitude within 90 and its longitude within 180 degrees."""
    return (max(-90.0, min(90.0, point[0])), near_lon(point[1], 0.0))
