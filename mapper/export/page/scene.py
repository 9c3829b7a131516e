"""What a map shows of a report, before any styling: stops, legs, claims, areas.

The page, the embed, the picture, KML and GPX are drawn from the same scene, so that they agree;
`staging.py` makes it. Longitudes are continuous along the route: they may lie beyond 180 degrees.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import TYPE_CHECKING, Literal, TypeAlias

from mapper.export.page.facts import Fact
from mapper.export.page.plain import plain_text
from mapper.export.page.projection import world_xy
from mapper.model import Conflict, LatLon, Leg, Place, Visit

if TYPE_CHECKING:
    from shapely.geometry.base import BaseGeometry

    Areas: TypeAlias = Mapping[str, BaseGeometry]

Box: TypeAlias = tuple[float, float, float, float]
Shape: TypeAlias = Literal["pin", "hollow", "area", "none"]

AREA_KINDS = ("country", "admin", "region", "continent")
LARGE_KINDS = ("water", "island", "mountain", "park")  # areas where they are large
LARGE_KM = 25.0
NOT_DRAWN = ("cancelled", "speculated")
MANY = 200  # stops; above it points instead of pins: 10,000 markers take a browser seconds
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


@dataclass(frozen=True, kw_only=True)
class Scene:
    """All that is drawn and listed; `travellers` with their letters, where there are several."""

    title: str
    travellers: tuple[str, ...]
    stops: tuple[Stop, ...]
    lines: tuple[Line, ...]
    conflicts: tuple[Conflict, ...] = ()
    notes: tuple[str, ...] = ()
    reviewed_by: str | None = None
    middle_lon: float = 0.0

    @cached_property
    def drawn(self) -> tuple[Stop, ...]:
        """The stops that stand on the map."""
        return tuple(s for s in self.stops if s.point is not None)

    @property
    def many(self) -> bool:
        """Whether its stops are drawn as points without numbers, its legs thin."""
        return len(self.drawn) > MANY

    def stop(self, key: str) -> Stop:
        """Return the stop of a key."""
        return next(s for s in self.stops if s.key == key)


def is_area(place: Place) -> bool:
    """Return whether a place is drawn as an area and never as a point."""
    if place.kind in AREA_KINDS:
        return True
    return place.kind in LARGE_KINDS and (place.extent_km or 0.0) >= LARGE_KM


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
