"""Every way to measure a claim in a straight line, from the anchor to the target.

Towns and sites by their reference points; regions, lakes and islands also by their nearest point;
a border by the line that both countries share and by the nearest land of the other one.
"""

from collections.abc import Iterator, Sequence
from dataclasses import replace

from mapper import geodesy
from mapper.audit.borders import parallel_deg
from mapper.audit.ground import Ground
from mapper.audit.mentioned import point_of
from mapper.audit.rules import rule
from mapper.model import DistanceClaim, LatLon, Measurement, Place, ResolvedEnd

#: Kinds of places that have a width: "120 miles east of Bahrain" may start at its coast.
WIDE = ("country", "admin", "region", "water", "island", "continent", "park")
#: How two of these that do not meet are plainly measured: nobody counts from the middle of Syria.
LANDS = ("country", "continent")
#: Readings of a disputed border that are nearer to each other, in km, are told as one.
DISPUTE_KM = 2.0
CLAIMED, UNDISPUTED = "land that", "undisputed land"
NEAREST_OF_BOTH = "nearest points of both"


def measure_claim(
    claim: DistanceClaim, anchor: ResolvedEnd, target: ResolvedEnd, ground: Ground
) -> tuple[Measurement, ...]:
    """Return the readings of a claim, the first the plainest; none where an end is open.

    `bearing_deg` runs from the anchor to the target, save that a border or coast without a stated
    wind is seen from the place: "200 km from the border" has the bearing of the border.
    """
    if is_line(anchor) and is_line(target):
        return ()
    if is_line(anchor) or is_line(target):
        line, other = (anchor, target) if is_line(anchor) else (target, anchor)
        if other.place is None:
            return ()
        to_line = line is target or claim.direction is None
        return tuple(_line_readings(line, point_of(other.place), ground, to_line=to_line))
    if anchor.place is None or target.place is None:
        return ()
    return tuple(_place_readings(anchor.place, target.place, ground))


def is_line(end: ResolvedEnd) -> bool:
    """Return whether an end is a border or a coast, which has no reference point."""
    return end.end.kind in ("border", "coast")


def is_of_dispute(measured: Measurement) -> bool:
    """Return whether a reading is to a line that only one side of a dispute would draw."""
    return measured.label.startswith((CLAIMED, UNDISPUTED))


def placed_lines(
    anchor: ResolvedEnd, target: ResolvedEnd, measurements: Sequence[Measurement]
) -> tuple[ResolvedEnd, ResolvedEnd]:
    """Return the ends, a border or coast with the point where the first reading met it.

    Without a reading such an end has no place: a continent is no coast. Two lands get their nearest
    points.
    """
    if not measurements:
        return _unplaced(anchor), _unplaced(target)
    if measurements[0].label == NEAREST_OF_BOTH:
        origin, destination = measurements[0].origin, measurements[0].destination
        return (
            replace(anchor, place=_point(anchor, origin)),
            replace(target, place=_point(target, destination)),
        )
    if is_line(anchor):
        return replace(anchor, place=_spot(anchor, measurements[0], target)), target
    if is_line(target):
        return anchor, replace(target, place=_spot(target, measurements[0], anchor))
    return anchor, target


def _unplaced(end: ResolvedEnd) -> ResolvedEnd:
    return replace(end, place=None) if is_line(end) else end


def _spot(line: ResolvedEnd, measured: Measurement, other: ResolvedEnd) -> Place:
    at = measured.destination
    if other.place is not None and at == point_of(other.place):
        at = measured.origin
    return _point(line, at)


def _point(end: ResolvedEnd, at: LatLon) -> Place:
    return Place(
        id=f"point:{at[0]:.4f},{at[1]:.4f}",
        name=end.label,
        lat=at[0],
        lon=at[1],
        feature_code="",
        kind="facility",
        source="measured",
    )


def ends_km(anchor: ResolvedEnd, target: ResolvedEnd, ground: Ground) -> float:
    """Return what the two ends together may be off, in km."""
    return sum(_end_km(end, ground) for end in (anchor, target))


def _end_km(end: ResolvedEnd, ground: Ground) -> float:
    if end.end.kind == "border":
        return ground.border_km
    return rule("ends", "coast_km" if end.end.kind == "coast" else "town_km")


def _reading(label: str, origin: LatLon, destination: LatLon, spread_km: float) -> Measurement:
    km, bearing = geodesy.measure(origin, destination)
    return Measurement(
        label=label,
        low_km=max(0.0, km - spread_km),
        km=km,
        high_km=km + spread_km,
        bearing_deg=bearing if km > 0 else None,
        origin=origin,
        destination=destination,
    )


def _place_readings(anchor: Place, target: Place, ground: Ground) -> Iterator[Measurement]:
    here, there = point_of(anchor), point_of(target)
    wide_anchor, wide_target = anchor.kind in WIDE, target.kind in WIDE
    spread = 0.0 if wide_anchor or wide_target else 2 * rule("ends", "town_km")
    gap = ground.gap(anchor, target) if wide_anchor and wide_target else None
    lands = anchor.kind in LANDS and target.kind in LANDS
    if gap is not None and lands:
        yield _reading(NEAREST_OF_BOTH, *gap, 0.0)
    middles = _reading("reference points", here, there, spread)
    shores = _reading("", *gap, 0.0).km if gap is not None and lands else 0.0
    if shores and middles.km > rule("ends", "middles_times") * shores:
        return
    yield middles
    if gap is not None and not lands:
        yield _reading(NEAREST_OF_BOTH, *gap, 0.0)
    if wide_anchor:
        yield from _edge_readings(anchor, there, ground, from_area=True)
    if wide_target:
        yield from _edge_readings(target, here, ground, from_area=False)


def _edge_readings(
    place: Place, point: LatLon, ground: Ground, *, from_area: bool
) -> Iterator[Measurement]:
    """Measure to the nearest point of an area, or to its edge from inside."""
    area = ground.area(place)
    if area is None:
        return
    near = ground.nearest(point, area)
    label = f"nearest point of {place.name}"
    if near.km == 0:
        near = ground.nearest(point, ground.edge(place.id, area))
        label = f"edge of {place.name}, from inside"
    ends = (near.point, point) if from_area else (point, near.point)
    yield _reading(label, *ends, 0.0)


def _line_readings(
    line: ResolvedEnd, point: LatLon, ground: Ground, *, to_line: bool
) -> Iterator[Measurement]:
    """Measure a place against a border or a coast."""
    for label, near in _line_points(line, point, ground):
        ends = (point, near) if to_line else (near, point)
        yield _reading(label, *ends, 0.0)


def _line_points(line: ResolvedEnd, point: LatLon, ground: Ground) -> Iterator[tuple[str, LatLon]]:
    if line.end.kind == "coast":
        yield from _coast_points(line, point, ground)
        return
    latitude = parallel_deg(line.end.text)
    if latitude is not None:  # due north or south: at most 0.3 % longer than the shortest way
        yield line.label, (latitude, point[1])
        return
    if line.place is not None:  # the border of a division
        area = ground.area(line.place)
        if area is not None:
            edge = ground.edge(line.place.id, area)
            yield line.label, ground.nearest(point, edge).point
        return
    if len(line.countries) < 2:  # noqa: PLR2004 - a border parts two
        return
    border = ground.border(line.countries[0], line.countries[1])
    if border is not None:
        yield "shared border line", ground.nearest(point, border).point
    home = ground.country_of(point) or line.countries[0]  # in a disputed area, the gazetteer's
    for code in line.countries:
        area = ground.country_area(code)
        if code != home and area is not None:
            near = ground.nearest(point, area)
            yield f"nearest territory of {ground.name(code)}", near.point
            if ground.disputed(line.countries[0], line.countries[1]):
                yield from _disputed_points(code, point, near.km, ground)


def _disputed_points(
    code: str, point: LatLon, km: float, ground: Ground
) -> Iterator[tuple[str, LatLon]]:
    """Measure to what a country claims and to what nobody disputes, where these lie elsewhere."""
    name = ground.name(code)
    for every, label in ((True, f"{CLAIMED} {name} claims"), (False, f"{UNDISPUTED} of {name}")):
        area = ground.claimed(code, every=every)
        near = ground.nearest(point, area) if area is not None else None
        if near is not None and near.km > 0 and abs(near.km - km) > DISPUTE_KM:
            yield label, near.point


def _coast_points(line: ResolvedEnd, point: LatLon, ground: Ground) -> Iterator[tuple[str, LatLon]]:
    """Measure to the coast that is named, from the sea, or to the nearest coast, from land."""
    named = ground.shore(line.place) if line.place is not None else None
    if line.place is not None and named is None:
        return  # a coast that is named, and not known
    if line.place is not None and named is not None:
        near = ground.nearest(point, named)
        if near.km > 0:
            yield f"nearest point of {line.place.name}", near.point
            return
    coast = ground.coast(point)
    if coast is not None:
        yield "nearest coast", geodesy.nearest_point(point, coast).point
