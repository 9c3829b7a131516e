"""The Leaflet objects of a scene: folium's own script for each, with our numbers filled in.

`leaflet_build` has folium write the parts once; here they are filled with numbers, keys and classes
of ours alone. No text of an article passes: folium and branca would compile it once more as a
template, so that `{{ ... }}` in a name would run. The same scene gives the same script, and
`page.js` finds the objects by their names (`marker_s1`, `poly_line_g1`).
"""

import json
from collections.abc import Iterable, Iterator, Mapping, Sequence
from functools import lru_cache
from pathlib import Path
from typing import TYPE_CHECKING

from mapper.errors import SettingsError
from mapper.export.page.claims import ClaimDrawing
from mapper.export.page.drawing import (
    ARROW,
    OPEN_ARROW,
    area_classes,
    leg_classes,
    line_angle_deg,
    pin_classes,
)
from mapper.export.page.frame import Bounds
from mapper.export.page.projection import world_latlon
from mapper.export.page.scene import MOST_TRACKS, Line, Scene
from mapper.model import LatLon

if TYPE_CHECKING:
    from xyzservices import TileProvider  # type: ignore[import-untyped]

PARTS = Path(__file__).parent.parent / "assets" / "folium_parts.json"
MAP_ID = "m"
MANY = 200  # stops; above it one layer a look: 10,000 markers take a browser seconds
CLAIM_LABEL_SHARES = 4
DECIMALS = 4  # of a degree, 11 m: finer than the basemap


def leaflet_script(
    scene: Scene,
    claims: Sequence[ClaimDrawing],
    window: Bounds,
    *,
    zooms: tuple[float, float],
    tiles: "TileProvider | None" = None,
) -> str:
    """Return the script that makes the map and its layers as global variables."""
    (south, west), (north, east) = _corners(window)
    leaflet = _part(
        "map",
        lat=(south + north) / 2, lon=(west + east) / 2,
        south=south, west=west, north=north, east=east,
        zoom=round(zooms[0]), least=zooms[0], most=zooms[1],
    )  # fmt: skip
    layers = _many_layers(scene) if len(scene.drawn) > MANY else _layers(scene)
    below = [_tiles_script(tiles)] if tiles else []
    return "\n".join((leaflet, *below, *_areas(scene), *layers, *_claims(claims)))


def many_layers(scene: Scene) -> Mapping[str, Sequence[int]]:
    """Return the layers of points that stand for pins where there are many.

    The name of each and the places of its stops in the scene: one layer a look of a pin.
    """
    looks: dict[str, list[int]] = {}
    for index, stop in enumerate(scene.stops):
        if stop.pinned and stop.point:
            looks.setdefault(pin_classes(stop), []).append(index)
    return {f"many{n}": stops for n, stops in enumerate(looks.values(), 1)}


def tile_provider(name: str) -> "TileProvider":
    """Return the provider of an online basemap by its xyzservices name.

    Raises SettingsError for an unknown one and for one that asks for an account's key.
    """
    from xyzservices import providers

    try:
        provider = providers.query_name(name)
    except ValueError as error:
        message = f"--tiles {name}: no such provider; xyzservices lists the names."
        raise SettingsError(message) from error
    if provider.requires_token():
        message = f"--tiles {name}: this provider asks for a key; choose one that needs none."
        raise SettingsError(message)
    return provider


def _tiles_script(provider: "TileProvider") -> str:
    """Return the script of an online basemap; folium is imported for it alone."""
    import folium

    options = {"max_zoom": provider.get("max_zoom", 19), "referrer_policy": "origin"}
    layer = folium.TileLayer(
        tiles=provider.build_url(scale_factor=""), attr="-", name="tiles", **options
    )
    layer._id = "tiles"  # noqa: SLF001  # branca has no other way to a fixed id
    name = layer.get_name()
    script = str(layer._template.module.script(layer, {}))  # noqa: SLF001
    return f"{script}{name}.addTo(map_{MAP_ID});"


def _corners(window: Bounds) -> tuple[LatLon, LatLon]:
    (south, west) = world_latlon(window[0], window[3])
    (north, east) = world_latlon(window[2], window[1])
    return _round((south, west)), _round((north, east))


def _round(point: LatLon) -> LatLon:
    return round(point[0], DECIMALS), round(point[1], DECIMALS)


def _points(points: Iterable[LatLon]) -> str:
    return json.dumps([_round(p) for p in points], separators=(",", ":"))


@lru_cache(maxsize=1)
def _parts() -> Mapping[str, str]:
    parts: dict[str, str] = json.loads(PARTS.read_text("utf8"))
    return parts


def _part(name: str, **values: object) -> str:
    return _parts()[name] % values


def _layers(scene: Scene) -> Iterator[str]:
    for line in scene.lines:
        yield _part("line", key=line.key, points=_points(line.points), classes=leg_classes(line))
        yield _arrow(line)
    for stop in scene.drawn:
        if stop.pinned:
            at = _points([stop.point or (0.0, 0.0)])[1:-1]
            yield _part("pin", key=stop.key, at=at, classes=f"pin {pin_classes(stop)}")


def _areas(scene: Scene) -> Iterator[str]:
    for stop in scene.drawn:
        for number, ring in enumerate(stop.rings):
            key = f"{stop.key}r{number}"
            yield _part("area", key=key, points=_points(ring), classes=area_classes(stop))


def _arrow(line: Line) -> str:
    path = OPEN_ARROW if line.unconfirmed else ARROW
    turn = f'transform="rotate({line_angle_deg(line):.1f})"'
    html = json.dumps(f'<svg viewBox="-9 -9 18 18"><path {turn} d="{path}"/></svg>')[1:-1]
    classes = f"arrow t{line.track % MOST_TRACKS}{' unconfirmed' if line.unconfirmed else ''}"
    at = _points([line.points[len(line.points) // 2]])[1:-1]
    return _part("arrow", key=line.key, at=at, html=html, classes=classes)


def _claims(claims: Iterable[ClaimDrawing]) -> Iterator[str]:
    for number, claim in enumerate(c for c in claims if c.line):
        look = f"measure {claim.tone}"
        yield _part("line", key=claim.key, points=_points(claim.line), classes=look)
        if claim.arc:
            look = f"measure stated {claim.tone}"
            yield _part("line", key=f"{claim.key}a", points=_points(claim.arc), classes=look)
        share = 0.5 + 0.14 * ((number % CLAIM_LABEL_SHARES) - 1.5)
        at = _points([_along(claim.line, share)])[1:-1]
        yield _part("badge", key=claim.key, at=at, classes=f"badge {claim.tone}")


def _along(points: Sequence[LatLon], share: float) -> LatLon:
    place = share * (len(points) - 1)
    a, b = points[int(place)], points[min(int(place) + 1, len(points) - 1)]
    rest = place - int(place)
    return a[0] + (b[0] - a[0]) * rest, a[1] + (b[1] - a[1]) * rest


def _many_layers(scene: Scene) -> Iterator[str]:
    """Yield one layer a look of legs, and one a look of pins as points: numbers only."""
    legs: dict[str, list[list[LatLon]]] = {}
    for line in scene.lines:
        legs.setdefault(leg_classes(line), []).append([_round(p) for p in line.points])
    for number, (classes, lines) in enumerate(legs.items(), 1):
        points = json.dumps(lines, separators=(",", ":"))
        yield _part("line", key=f"legs{number}", points=points, classes=classes)
    for key, stops in many_layers(scene).items():
        features = [
            {"type": "Feature", "properties": {"i": index},
             "geometry": {"type": "Point", "coordinates": _round(point)[::-1]}}
            for index in stops if (point := scene.stops[index].point)
        ]  # fmt: skip
        collection = {"type": "FeatureCollection", "features": features}
        data = json.dumps(collection, separators=(",", ":"))
        look = f"mark {pin_classes(scene.stops[stops[0]])}"
        yield _part("points", key=key, features=data, classes=look)
