"""What a map shows of a report, before any styling: stops, legs, claims, areas.

The page, the embed, the picture, KML and GPX are drawn from the same scene, so that they agree.
Longitudes are continuous along the route: they may lie beyond 180 degrees.
"""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from itertools import pairwise
from typing import TYPE_CHECKING, Literal, TypeAlias

from mapper.export.page.facts import Fact, visit_facts
from mapper.export.page.plain import plain_text
from mapper.export.page.projection import LAT_LIMIT, near_lon, world_xy
from mapper.export.page.sequence import ON_THE_WAY, stop_labels
from mapper.geodesy import geodesic_line
from mapper.model import (
    CONFIDENT_SCORE,
    Conflict,
    Itinerary,
    LatLon,
    Leg,
    MentionKey,
    Place,
    Report,
    Visit,
)

if TYPE_CHECKING:
    from shapely.geometry.base import BaseGeometry

    Areas: TypeAlias = Mapping[str, BaseGeometry]

Box: TypeAlias = tuple[float, float, float, float]
Shape: TypeAlias = Literal["pin", "hollow", "area", "none"]

AREA_KINDS = ("country", "admin", "region", "continent")
LARGE_KINDS = ("water", "island", "mountain", "park")  # areas where they are large
LARGE_KM = 25.0
NOT_DRAWN = ("cancelled", "speculated")
UNCONFIRMED = ("destination", "planned")  # a leg that ends here has an open arrow
LEG_STEP_KM = 40.0
MOST_TRACKS = 4  # as many colours as are told apart; the others' stops stand in the list
GROWTH = 1.7  # how much wider the first view gets for what is not sure: the route stays over half
SMALL_SPAN = 0.01  # of the world, 3.6 degrees: a route in one town leaves room for its region
NAME_LIMIT = 120
LONG_NAME = 22  # letters: wider than a third of a phone's map


@dataclass(frozen=True, slots=True, kw_only=True)
class Stop:
    """A visit as it is drawn; `lat`, `lon` are None where it is only listed.

    `rings` are the outlines of an area as (lat, lon); `rough` where they are a
    guess, or not known at all.
    """

    key: str
    track: int
    visit: Visit
    label: str
    name: str
    shape: Shape
    lat: float | None = None
    lon: float | None = None
    rings: tuple[tuple[LatLon, ...], ...] = ()
    rough: bool = False
    facts: tuple[Fact, ...] = ()
    notes: tuple[str, ...] = ()

    @property
    def point(self) -> LatLon | None:
        """Where it is drawn, as (lat, lon), or None."""
        return None if self.lat is None or self.lon is None else (self.lat, self.lon)

    @property
    def short(self) -> str:
        """Its name on the map: the articles' own where the gazetteer's is long."""
        said = plain_text(self.visit.name, NAME_LIMIT)
        shorter = len(self.name) > LONG_NAME and said[:1].isupper() and len(said) < len(self.name)
        return said if shorter else self.name

    @property
    def said(self) -> str:
        """What the articles call it, where that is a name of its own; else empty."""
        said = plain_text(self.visit.name, NAME_LIMIT)
        return said if said[:1].isupper() and said.casefold() != self.name.casefold() else ""

    @property
    def pinned(self) -> bool:
        """Return whether it has a pin, solid or hollow."""
        return self.shape in {"pin", "hollow"}


@dataclass(frozen=True, slots=True, kw_only=True)
class Line:
    """A leg as it is drawn, from one stop's key to another's.

    `side` counts the earlier legs between the same two places: they are drawn side by side.
    """

    key: str
    track: int
    origin: str
    destination: str
    points: tuple[LatLon, ...]
    stated: bool
    unconfirmed: bool
    side: int = 0
    leg: Leg | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Scene:
    """All that is drawn and listed."""

    title: str
    travellers: tuple[str, ...]
    stops: tuple[Stop, ...]
    lines: tuple[Line, ...]
    conflicts: tuple[Conflict, ...] = ()
    notes: tuple[str, ...] = ()
    reviewed_by: str | None = None
    middle_lon: float = 0.0

    @property
    def drawn(self) -> tuple[Stop, ...]:
        """The stops that stand on the map."""
        return tuple(s for s in self.stops if s.point is not None)

    def stop(self, key: str) -> Stop:
        """Return the stop of a key."""
        return next(s for s in self.stops if s.key == key)


def make_scene(report: Report, areas: "Areas | None" = None) -> Scene:
    """Return the scene of a report; `areas` are outlines by place id, as the gazetteer has them."""
    facts = visit_facts(report)
    sure = _place_scores(report)
    ranked = sorted(report.itineraries, key=lambda i: -len(i.visits))
    stops: list[Stop] = []
    lines: list[Line] = []
    reference: float | None = None
    for track, itinerary in enumerate(ranked):
        made = list(_stops(itinerary, track, len(stops), facts, sure))
        if track < MOST_TRACKS:
            made = _placed(made, areas or {}, reference)
            lines += _lines(itinerary, made, track, len(lines))
        stops += made
        reference = next((s.lon for s in stops if s.lon is not None), None)
    lons = [s.lon for s in stops if s.lon is not None]
    return Scene(
        title=plain_text(report.title, 300) or "mapper",
        travellers=tuple(plain_text(i.traveller, NAME_LIMIT) for i in ranked),
        stops=tuple(stops),
        lines=tuple(_side_by_side(lines)),
        conflicts=report.conflicts,
        notes=tuple(plain_text(n) for i in ranked for n in i.notes),
        reviewed_by=reviewed_by(report),
        middle_lon=(min(lons) + max(lons)) / 2 if lons else 0.0,
    )


def public_scene(scene: Scene) -> Scene:
    """Return the scene for embed and card: stops to check are left out until somebody accepts them.

    The legs that led over them become one inferred leg; the other stops keep their labels.
    """
    hidden = {s.key for s in scene.stops if s.shape == "hollow"}
    kept = {s.key: s for s in scene.stops if s.key not in hidden}
    legs = _bridged([(n.origin, n.destination) for n in scene.lines], hidden)
    known = {(n.origin, n.destination): n for n in scene.lines}
    lines = [
        known.get((a, b)) or _line(f"g{len(scene.lines) + i}", kept[a], kept[b], None)
        for i, (a, b) in enumerate(legs)
        if a in kept and b in kept
    ]
    return replace(scene, stops=tuple(kept.values()), lines=tuple(_side_by_side(lines)))


def reviewed_by(report: Report) -> str | None:
    """Return who reviewed the page ("" where the desk gave no name); None while it is a draft."""
    state: str | None = None
    for applied in report.corrections:
        correction = applied.correction
        if correction.verb == "reviewed" and correction.value:
            named = correction.value if isinstance(correction.value, str) else correction.by
            state = plain_text(named, 80)
        elif correction.verb == "draft" and correction.value:
            state = None
    return state


def is_area(place: Place) -> bool:
    """Return whether a place is drawn as an area and never as a point."""
    if place.kind in AREA_KINDS:
        return True
    return place.kind in LARGE_KINDS and (place.extent_km or 0.0) >= LARGE_KM


def _place_scores(report: Report) -> Mapping[MentionKey, tuple[str, float]]:
    return {
        r.mention.key: (r.place.id, 1.0 if r.by_desk else r.score)
        for r in report.resolutions
        if r.place
    }


def _confidence(visit: Visit, sure: Mapping[MentionKey, tuple[str, float]]) -> float:
    """Return how sure the place is: the best of its mentions, 1 where the desk set it."""
    if visit.by_desk:
        return 1.0
    own = [
        score
        for key in visit.mentions
        if key in sure and visit.place
        for place, score in [sure[key]]
        if place == visit.place.id
    ]
    return min(visit.score, max(own)) if own else visit.score


def _stops(
    itinerary: Itinerary,
    track: int,
    first: int,
    facts: Mapping[str, tuple[Fact, ...]],
    sure: Mapping[MentionKey, tuple[str, float]],
) -> Iterator[Stop]:
    areas = {v.id for v in itinerary.visits if v.place and is_area(v.place)}
    labels = stop_labels(itinerary, areas)
    for number, visit in enumerate(itinerary.visits, first + 1):
        yield Stop(
            key=f"s{number}",
            track=track,
            visit=visit,
            label=labels[visit.id],
            name=plain_text(visit.place.name if visit.place else visit.name, NAME_LIMIT) or "?",
            shape=_shape(visit, _confidence(visit, sure)),
            facts=facts.get(visit.id, ()),
            notes=_notes(visit),
        )


def _shape(visit: Visit, confidence: float) -> Shape:
    if visit.place is None or visit.status in NOT_DRAWN:
        return "none"
    if is_area(visit.place):
        return "area"
    return "pin" if confidence >= CONFIDENT_SCORE else "hollow"


def _notes(visit: Visit) -> tuple[str, ...]:
    if visit.status in NOT_DRAWN:
        return ("not_drawn",)
    if visit.place is None:
        return ("nowhere",)
    return ("pole",) if abs(visit.place.lat) > LAT_LIMIT else ()


def _placed(stops: Sequence[Stop], areas: "Areas", reference: float | None) -> list[Stop]:
    """Return the stops with points: each longitude the short way from the stop before."""
    out = []
    for stop in stops:
        if stop.shape == "none" or stop.visit.place is None:
            out.append(stop)
            continue
        place = stop.visit.place
        lon = place.lon if reference is None else near_lon(place.lon, reference)
        if stop.shape == "area":
            out.append(_area(stop, place, areas, lon))
        else:
            lat = max(-LAT_LIMIT, min(LAT_LIMIT, place.lat))
            out.append(replace(stop, lat=lat, lon=lon))
        reference = lon
    return out


def _area(stop: Stop, place: Place, areas: "Areas", lon: float) -> Stop:
    """Return a stop with the outline of its region; a rough circle where there is none."""
    from shapely.affinity import translate

    geometry = areas.get(place.id)
    if geometry is None or geometry.is_empty:
        around = (_circle((place.lat, lon), place.extent_km),) if place.extent_km else ()
        return replace(stop, lat=place.lat, lon=lon, rings=around, rough=True)
    west, south, east, north = geometry.bounds
    thin = geometry.simplify(max(east - west, north - south) / 300)
    parts = sorted(getattr(thin, "geoms", [thin]), key=lambda p: -p.area)
    whole = parts[0].area
    kept = [p for p in parts if p.geom_type == "Polygon" and p.area > whole / 200]
    shifted = [translate(p, xoff=near_lon(p.centroid.x, lon) - p.centroid.x) for p in kept]
    inside = shifted[0].representative_point()
    rings = tuple(tuple((y, x) for x, y in p.exterior.coords) for p in shifted)
    return replace(stop, lat=inside.y, lon=inside.x, rings=rings)


def _circle(center: LatLon, radius_km: float) -> tuple[LatLon, ...]:
    """Return a circle for drawing only, on a sphere, held off the poles."""
    from mapper.geodesy import destination

    ring = [destination(_inside_world(center), d, radius_km) for d in range(0, 361, 15)]
    return tuple((lat, near_lon(lon, center[1])) for lat, lon in ring)


def _inside_world(point: LatLon) -> LatLon:
    return (max(-90.0, min(90.0, point[0])), near_lon(point[1], 0.0))


def _lines(itinerary: Itinerary, stops: Sequence[Stop], track: int, first: int) -> Iterator[Line]:
    """Yield the legs; over what has no pin (regions, unnamed places) one inferred leg leads on."""
    by_visit = {s.visit.id: s for s in stops}
    by_key = {s.key: s for s in stops}
    given = {
        (by_visit[g.origin].key, by_visit[g.destination].key): g
        for g in itinerary.legs or _legs_in_order(stops)
        if g.origin in by_visit and g.destination in by_visit
    }
    pinless = {s.key for s in stops if not s.pinned}
    for number, (a, b) in enumerate(_bridged(list(given), pinless), first + 1):
        line = _line(f"g{number}", by_key[a], by_key[b], given.get((a, b)))
        yield replace(line, track=track)


def _legs_in_order(stops: Sequence[Stop]) -> Iterator[Leg]:
    """Yield inferred legs between numbered stops that follow each other; letters settle nothing."""
    numbered = [s for s in stops if s.pinned and s.visit.status in ON_THE_WAY]
    for a, b in pairwise(numbered):
        if a.label.isdigit() and b.label.isdigit():
            yield Leg(
                origin=a.visit.id,
                destination=b.visit.id,
                mode=None,
                stated=False,
                straight_km=None,
            )


def _bridged(pairs: list[tuple[str, str]], hidden: Iterable[str]) -> list[tuple[str, str]]:
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


def _line(key: str, a: Stop, b: Stop, leg: Leg | None) -> Line:
    start, end = _point(a), _point(b)
    points = geodesic_line(_inside_world(start), _inside_world(end), LEG_STEP_KM)
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


def _side_by_side(lines: Sequence[Line]) -> Iterator[Line]:
    """Yield the lines with `side` counting the earlier ones between the same two places."""
    counts: dict[frozenset[LatLon], int] = {}
    ends = [frozenset((n.points[0], n.points[-1])) for n in lines]
    for line, pair in zip(lines, ends, strict=True):
        side = counts.get(pair, 0)
        counts[pair] = side + 1
        yield replace(line, side=side + 1 if ends.count(pair) > 1 else 0)


def scene_bounds(scene: Scene, extra: Iterable[LatLon] = ()) -> Box | None:
    """Return (left, top, right, bottom) in world widths of what is seen at first.

    Sure stops on the way decide. Stops to check, planned ones, the names of regions and `extra`
    (ends of claims) join where they do not push the route into a corner; the map reaches to them
    all the same (`whole_bounds`). None where nothing is drawn.
    """
    sure = {s.key for s in scene.drawn if s.shape == "pin" and s.visit.status != "planned"}
    core = [s.point for s in scene.drawn if s.key in sure and s.point]
    core += [p for n in scene.lines if {n.origin, n.destination} <= sure for p in n.points]
    others = [s.point for s in scene.drawn if s.key not in sure and s.point]
    if not core:
        rings = [p for s in scene.drawn for ring in s.rings for p in ring]
        return _box([*others, *rings])
    box = route = _box(core)
    for point in [*others, *extra]:
        box = _joined(box, point, route)
    return box


def whole_bounds(scene: Scene, extra: Iterable[LatLon] = ()) -> Box | None:
    """Return the bounds of all that is drawn, hollow pins and outlines too."""
    points = [s.point for s in scene.drawn if s.point]
    points += [p for n in scene.lines for p in n.points]
    return _box([*points, *extra])


def _box(points: Sequence[LatLon]) -> Box | None:
    if not points:
        return None
    xy = [world_xy(*p) for p in points]
    xs, ys = [x for x, _ in xy], [y for _, y in xy]
    return min(xs), min(ys), max(xs), max(ys)


def _joined(box: Box | None, point: LatLon, core: Box | None) -> Box | None:
    """Return the box with the point, or without it where that would make the core too small."""
    if box is None or core is None:
        return box
    x, y = world_xy(*point)
    wider = (min(box[0], x), min(box[1], y), max(box[2], x), max(box[3], y))
    return wider if _span(wider) <= GROWTH * max(_span(core), SMALL_SPAN) else box


def _span(box: Box) -> float:
    return max(box[2] - box[0], box[3] - box[1])
