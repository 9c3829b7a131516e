"""The basemap of a window, as SVG path data, cut from the committed pack of Natural Earth.

A window is a rectangle of the Mercator world, `(left, top, right, bottom)` in world widths; it may
reach beyond 0..1 where a route crosses the antimeridian. Path data are whole units, `UNITS` to the
window's width, as steps from point to point.
"""

import json
import tomllib
import zipfile
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from functools import lru_cache, partial
from importlib.resources import files
from io import BytesIO
from math import log2
from typing import TYPE_CHECKING, Any, TypeAlias

from mapper.errors import SettingsError
from mapper.export.page.placing import text_width
from mapper.export.page.projection import LAT_LIMIT, TILE_PX, near_lon, world_latlon, world_xy
from mapper.model import LatLon

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

    Floats: TypeAlias = NDArray[np.float64]
    Shapes: TypeAlias = NDArray[np.object_]

Window: TypeAlias = tuple[float, float, float, float]
Spot: TypeAlias = tuple[float, float, float, float]  # lat, lon, and x, y in world widths

UNITS = 2400  # of the window's width: about two to a pixel on a wide screen
SIMPLIFY_UNITS = 0.8  # 0.4 px: not to be seen, and a third of the bytes
SMALLEST_UNITS2 = 12.0  # islands and lakes under 3 square pixels
BUDGET_BYTES = 72_000  # of path data; the page is to stay under 350 kB with Leaflet's 147 kB
SEA_NAME_PX = 12
LEAST_ROOM = 0.06  # of the window's width, from a name to the edge and to another name
FINE_DEG = 45.0  # windows wider than this are drawn from the coarse scale
LAYERS = ("land", "lake", "river", "border", "disputed")
AREAS = ("land", "lake")
UNITS_A_DEGREE = {"fine": 1000, "coarse": 100}
BORDER_POLICIES = {
    "neutral": "disputed lines dashed, both names of disputed seas",
    "natural-earth": "disputed lines drawn like the others, one name a sea",
    "none": "no disputed lines, both names of disputed seas",
}


@dataclass(frozen=True, slots=True, kw_only=True)
class MapLabel:
    """A name of the basemap: a country's or a sea's, from `zoom` on."""

    text: str
    lat: float
    lon: float
    kind: str
    zoom: float


@dataclass(frozen=True, slots=True, kw_only=True)
class Basemap:
    """Path data by layer, in a box of `width` x `height` units, and the names to set on it."""

    window: Window
    width: int
    height: int
    paths: tuple[tuple[str, str], ...]
    labels: tuple[MapLabel, ...]


def check_borders(policy: str) -> None:
    """Raise SettingsError for a policy that is not one of `BORDER_POLICIES`."""
    if policy not in BORDER_POLICIES:
        known = "; ".join(f"{name} ({what})" for name, what in BORDER_POLICIES.items())
        message = f"--borders {policy}: no such policy; known are {known}."
        raise SettingsError(message)


@lru_cache(maxsize=16)
def draw_basemap(
    window: Window,
    *,
    language: str = "en",
    borders: str = "neutral",
    avoid: tuple[LatLon, ...] = (),
    units: int = UNITS,
    budget: int = BUDGET_BYTES,
    named: bool = True,
) -> Basemap:
    """Return the basemap of a window, at most about `budget` bytes of path data.

    `avoid` are points (the stops) from which the names of countries keep away; without `named`
    there are no names at all. Kept, because map and card of one report mostly share a window.
    """
    check_borders(borders)
    left, top, right, bottom = window
    scale = "fine" if (right - left) * 360 <= FINE_DEG else "coarse"
    factor = units / (right - left)
    shapes = {layer: _clip_layer(f"{scale}_{layer}", window) for layer in LAYERS}
    if borders == "none":
        shapes["disputed"] = []
    tolerance = SIMPLIFY_UNITS
    while True:
        paths = {
            layer: _path_data(shapes[layer], window, factor, tolerance, closed=layer in AREAS)
            for layer in LAYERS
        }
        if sum(map(len, paths.values())) <= budget or tolerance > 8 * SIMPLIFY_UNITS:
            break
        tolerance *= 1.4
    if borders == "natural-earth":
        paths["border"], paths["disputed"] = paths["border"] + paths["disputed"], ""
    return Basemap(
        window=window,
        width=units,
        height=round((bottom - top) * factor),
        paths=tuple(paths.items()),
        labels=_labels(window, language, avoid, both_names=borders != "natural-earth")
        if named
        else (),
    )


@lru_cache(maxsize=1)
def _pack() -> zipfile.ZipFile:
    raw = files("mapper.export").joinpath("assets/basemap.zip").read_bytes()
    return zipfile.ZipFile(BytesIO(raw))


def _numbers(name: str) -> "NDArray[np.int64]":
    """Return an array of the pack; bytes are shuffled, see `basemap_build`."""
    import numpy as np

    raw = np.frombuffer(_pack().read(f"{name}.i4"), np.uint8)
    return raw.reshape(4, -1).T.copy().view("<i4").ravel().astype(np.int64)


@dataclass(frozen=True, slots=True, kw_only=True)
class _Layer:
    """A layer in degrees: points by line, lines by feature, each feature's box, what was built.

    Building all the land of the world takes longer than drawing a window of it, so that a feature
    becomes a shape when it is first in sight.
    """

    areas: bool
    xy: "Floats"
    lengths: "NDArray[np.int64]"
    rings: "NDArray[np.int64]"
    boxes: "Floats"
    shapes: "Shapes"

    def within(self, west: float, south: float, east: float, north: float) -> "Shapes":
        """Return the features whose boxes meet a rectangle."""
        hit = (self.boxes[:, 0] < east) & (self.boxes[:, 2] > west)
        hit &= (self.boxes[:, 1] < north) & (self.boxes[:, 3] > south)
        self._build(hit & (self.shapes == None))  # noqa: E711  # element by element
        return self.shapes[hit]

    def _build(self, wanted: "NDArray[np.bool_]") -> None:
        import numpy as np
        import shapely

        if not wanted.any():
            return
        of_wanted = np.repeat(wanted, self.rings)
        xy = self.xy[np.repeat(of_wanted, self.lengths)]
        lengths, rings = self.lengths[of_wanted], self.rings[wanted]
        line_of = np.repeat(np.arange(len(lengths)), lengths)
        if self.areas:
            lines = np.asarray(shapely.linearrings(xy, indices=line_of))
            ring_of = np.repeat(np.arange(len(rings)), rings)
            self.shapes[wanted] = shapely.polygons(lines, indices=ring_of)
        else:
            self.shapes[wanted] = shapely.linestrings(xy, indices=line_of)


@lru_cache(maxsize=16)
def _layer(name: str) -> _Layer:
    import numpy as np

    scale, _, layer = name.partition("_")
    lengths, rings = _numbers(f"{name}_length"), _numbers(f"{name}_rings")
    starts = np.cumsum(lengths) - lengths
    columns = []
    for axis in "xy":
        total = np.cumsum(_numbers(f"{name}_{axis}"))
        before = np.concatenate(([0], total))[starts]  # each line's first step is absolute
        columns.append((total - np.repeat(before, lengths)) / UNITS_A_DEGREE[scale])
    xy = np.column_stack(columns)
    firsts = starts[np.cumsum(rings) - rings]  # the first point of each feature
    low, high = np.minimum.reduceat(xy, firsts), np.maximum.reduceat(xy, firsts)
    return _Layer(
        areas=layer in AREAS,
        xy=xy,
        lengths=lengths,
        rings=rings,
        boxes=np.column_stack((low, high)),
        shapes=np.full(len(rings), None, dtype=object),
    )


def _clip_layer(name: str, window: Window) -> list[tuple[float, "Shapes"]]:
    """Return, for each copy of the world that the window sees, its shift and what is in sight."""
    import shapely

    layer = _layer(name)
    north, south = world_latlon(0, window[1])[0], world_latlon(0, window[3])[0]
    north, south = min(north, LAT_LIMIT), max(south, -LAT_LIMIT)
    out = []
    for turn in range(-2, 4):
        west, east = (window[0] - turn) * 360 - 180, (window[2] - turn) * 360 - 180
        if east < -180 or west > 180:  # noqa: PLR2004  # degrees of half a turn
            continue
        shapes = layer.within(west, south, east, north)
        seen = shapely.clip_by_rect(shapes, west, south, east, north)
        out.append((float(turn), seen[~shapely.is_empty(seen)]))
    return out


def _path_data(
    copies: Iterable[tuple[float, "Shapes"]],
    window: Window,
    factor: float,
    tolerance: float,
    *,
    closed: bool,
) -> str:
    import numpy as np
    import shapely

    out: list[str] = []
    for turn, shapes in copies:
        flat = shapely.transform(
            shapely.get_parts(shapes), partial(_to_units, window=window, factor=factor, turn=turn)
        )
        if closed:
            flat = shapely.get_rings(flat[shapely.area(flat) >= SMALLEST_UNITS2])
        xy, owners = shapely.get_coordinates(flat, return_index=True)
        # Rings are thinned as lines: a crossing of under half a pixel is not seen, to keep all out
        # takes twice as long, and GEOS mends a crossing in an area by giving parts of it up.
        lines = np.asarray(shapely.linestrings(xy, indices=owners))
        thin = shapely.simplify(lines, tolerance, preserve_topology=False)
        out += _encode_lines(thin, closed=closed)
    return "".join(out)


def _to_units(xy: "Floats", *, window: Window, factor: float, turn: float) -> "Floats":
    """Return degrees as units of a window's picture; `turn` is the copy of the world."""
    import numpy as np

    y = 0.5 - np.log(np.tan(np.pi / 4 + np.radians(xy[:, 1]) / 2)) / (2 * np.pi)
    x = (xy[:, 0] + 180) / 360 + turn
    return np.column_stack(((x - window[0]) * factor, (y - window[1]) * factor))


def _encode_lines(lines: "Shapes", *, closed: bool) -> Iterator[str]:
    """Yield each line as `M x y l dx dy ...`; a closed one leaves its last point to `z`."""
    import numpy as np
    import shapely

    xy = np.rint(shapely.get_coordinates(lines)).astype(int)
    lengths = shapely.get_num_coordinates(lines)
    ends = np.cumsum(lengths)
    steps = np.diff(xy, axis=0, append=0)
    moving = (steps != 0).any(axis=1)
    moving[ends - 1] = False  # from the last point of a line no step leads on
    counts = np.add.reduceat(moving, ends - lengths).tolist() if len(lines) else []
    numbers = [str(number) for number in steps[moving].ravel().tolist()]
    at = 0
    for (x, y), count in zip(xy[ends - lengths].tolist(), counts, strict=True):
        way = numbers[at : at + 2 * (count - closed)]
        at += 2 * count
        if count > closed:
            text = " ".join(way).replace(" -", "-")
            yield f"M{x} {y}l{text}{'z' if closed else ''}"


@dataclass(frozen=True, slots=True, kw_only=True)
class _LabelTable:
    """The names of countries and seas, and every point where one may stand.

    `spots` are lat, lon, and x, y in world widths; `starts` where each row's begin.
    """

    rows: tuple[tuple[str, dict[str, Any]], ...]
    spots: "Floats"
    starts: "NDArray[np.int64]"


@lru_cache(maxsize=8)
def _sea_names(language: str) -> dict[str, str]:
    """Return the names of seas in a language, by their names in Natural Earth; English else."""
    table = tomllib.loads(files("mapper.export.page").joinpath("seas.toml").read_text("utf8"))
    names: dict[str, str] = table["en"] | table.get(language, {})
    return names


@lru_cache(maxsize=1)
def _label_table() -> _LabelTable:
    import numpy as np

    table: dict[str, list[dict[str, Any]]] = json.loads(_pack().read("labels.json"))
    rows = [("country", row) for row in table["countries"]]
    rows += [("sea", row) for row in table["seas"]]
    points = [[(row["lat"], row["lon"]), *row.get("inside", ())] for _, row in rows]
    spots = [(lat, lon, *world_xy(lat, lon)) for of_row in points for lat, lon in of_row]
    starts = np.cumsum([0, *map(len, points)])
    return _LabelTable(rows=tuple(rows), spots=np.array(spots), starts=starts)


def _labels(
    window: Window, language: str, avoid: Sequence[LatLon], *, both_names: bool
) -> tuple[MapLabel, ...]:
    """Return the names that have room in a window; countries keep off `avoid` and each other."""
    middle_x = (window[0] + window[2]) / 2
    least = LEAST_ROOM * (window[2] - window[0])
    taken = [world_xy(lat, near_lon(lon, middle_x * 360 - 180)) for lat, lon in avoid]
    seas = _sea_names(language)
    out = []
    for kind, row, spots in _rows_in_sight(window, middle_x):
        if kind == "country":
            spot = _best_spot(spots, taken, least)
            name = row["names"].get(language) or row["names"].get("en")
            if spot and name:
                out.append(_label(name, spot, kind, row["zoom"]))
                taken.append(spot[2:])
        elif spot := _best_spot(spots, (), least):
            both = [row["name"], row["other"]] if both_names and row["other"] else [row["name"]]
            plain = [" ".join(name.split()) for name in both]
            name = " / ".join(seas.get(name, name) for name in plain)
            west, _, east, _ = row["box"]  # a narrow sea is named where its name is not much wider
            fits = log2(text_width(name, SEA_NAME_PX) / (max(east - west, 0.1) / 360 * TILE_PX))
            out.append(_label(name, spot, kind, round(max(row["zoom"], fits), 2)))
    return tuple(out)


def _rows_in_sight(
    window: Window, middle_x: float
) -> Iterator[tuple[str, dict[str, Any], list[tuple[float, Spot]]]]:
    """Yield the names with a point in the window: its room to the edges, and the point as seen.

    A line of text is wide, so that a gap in y counts double, here and to other names.
    """
    import numpy as np

    table = _label_table()
    left, top, right, bottom = window
    lat, lon, x, y = table.spots.T
    turn = np.rint(x - middle_x)
    x = x - turn
    room = np.minimum(np.minimum(x - left, right - x) / 1.6, np.minimum(y - top, bottom - y))
    seen = np.flatnonzero(room > LEAST_ROOM * (right - left))
    owners = np.searchsorted(table.starts, seen, side="right") - 1
    rows: dict[int, list[tuple[float, Spot]]] = {}
    columns = (owners, room[seen], lat[seen], (lon - 360 * turn)[seen], x[seen], y[seen])
    for owner, free, *spot in zip(*(column.tolist() for column in columns), strict=True):
        rows.setdefault(owner, []).append((free, (spot[0], spot[1], spot[2], spot[3])))
    for owner, spots in rows.items():
        yield (*table.rows[owner], spots)


def _label(text: str, spot: Spot, kind: str, zoom: float) -> MapLabel:
    return MapLabel(text=text, lat=round(spot[0], 2), lon=round(spot[1], 2), kind=kind, zoom=zoom)


def _best_spot(
    spots: Iterable[tuple[float, Spot]], taken: Sequence[tuple[float, float]], least: float
) -> Spot | None:
    """Return the spot farthest from what is taken and from the edge, if by more than `least`."""
    best, best_room = None, least
    for free, spot in spots:
        if free <= best_room:
            continue
        gaps = (max(abs(spot[2] - x), 2 * abs(spot[3] - y)) for x, y in taken)
        room = min(free, min(gaps, default=free))
        if room > best_room:
            best, best_room = spot, room
    return best
