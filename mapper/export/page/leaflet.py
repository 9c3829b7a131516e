"""The Leaflet objects of a scene, made by folium; only numbers and our own constants go in.

Text never passes through folium or branca: `MacroElement.render` compiles rendered scripts once
more as templates, so that `{{ ... }}` in a name would run here. Ids are ours instead of branca's
random ones: the same scene gives the same script. The page's own script, in `page-*.js`, finds the
objects by these names.
"""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import TYPE_CHECKING, Any

import folium

from mapper.errors import SettingsError
from mapper.export.page.claims import ClaimDrawing
from mapper.export.page.drawing import (
    ARROW,
    OPEN_ARROW,
    area_classes,
    leg_classes,
    line_angle_deg,
)
from mapper.export.page.frame import Bounds
from mapper.export.page.pins import pin_classes
from mapper.export.page.projection import world_latlon
from mapper.export.page.scene import MOST_TRACKS, Line, Scene, Stop
from mapper.model import LatLon

if TYPE_CHECKING:
    from xyzservices import TileProvider  # type: ignore[import-untyped]

MAP_ID = "m"
ZOOM_SNAP = 0.25
CLAIM_LABEL_SHARES = 4
DECIMALS = 4  # of a degree, 11 m: finer than the basemap


class LeafletMap(folium.Map):
    """folium's map without its links to other people's servers: our page brings Leaflet along."""

    default_js: list[tuple[str, str]] = []  # noqa: RUF012 (folium's own declaration)
    default_css: list[tuple[str, str]] = []  # noqa: RUF012


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
    leaflet = LeafletMap(
        location=[(south + north) / 2, (west + east) / 2],
        tiles=None,
        zoom_start=round(zooms[0]),
        zoom_control=False,
        attribution_control=False,
        zoom_snap=ZOOM_SNAP,
        zoom_delta=0.75,
        min_lat=south,
        max_lat=north,
        min_lon=west,
        max_lon=east,
        max_bounds=True,
        max_bounds_viscosity=0.8,
        world_copy_jump=False,
        prefer_canvas=False,
    )
    leaflet.options |= {"minZoom": zooms[0], "maxZoom": zooms[1]}
    leaflet._id = MAP_ID  # noqa: SLF001  # branca has no other way to a fixed id
    layers = _many_layers(scene) if scene.many else _layers(scene)
    for key, element in (*_tiles(tiles), *layers, *_claims(claims)):
        element._id = key  # noqa: SLF001
        element.add_to(leaflet)
    _number(leaflet)
    return "".join(_scripts(leaflet, leaflet))


def _scripts(element: Any, leaflet: LeafletMap) -> Iterator[str]:  # noqa: ANN401  # branca's elements are untyped
    """Yield the scripts of an element and its children, from folium's own templates.

    Not `figure.render()`: that compiles each finished script as one more template, which is 9/10 of
    its time and runs what looks like a template in it. An icon comes before its marker.
    """
    if isinstance(element, folium.GeoJson):
        element.parent_map = leaflet  # type: ignore[assignment]
    icon = getattr(element, "icon", None)
    if icon is not None:
        yield from _scripts(icon, leaflet)
        element.options["icon"] = icon
    macro = element._template.module.__dict__.get("script")  # noqa: SLF001
    if macro is not None:
        yield str(macro(element, {}))
    for child in element._children.values():  # noqa: SLF001
        if child is not icon:
            yield from _scripts(child, leaflet)
    if isinstance(element, folium.map.Layer):  # GeoJSON and tiles are added by a line of their own
        yield f"{element.get_name()}.addTo({leaflet.get_name()});\n"


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


def _tiles(provider: "TileProvider | None") -> list[tuple[str, Any]]:
    if provider is None:
        return []
    url = provider.build_url(scale_factor="")
    options = {"max_zoom": provider.get("max_zoom", 19), "referrer_policy": "origin"}
    return [("tiles", folium.TileLayer(tiles=url, attr="-", name="tiles", **options))]


def _corners(window: Bounds) -> tuple[LatLon, LatLon]:
    (south, west) = world_latlon(window[0], window[3])
    (north, east) = world_latlon(window[2], window[1])
    return _round((south, west)), _round((north, east))


def _round(point: LatLon) -> LatLon:
    return round(point[0], DECIMALS), round(point[1], DECIMALS)


def _points(points: Iterable[LatLon]) -> list[LatLon]:
    return [_round(p) for p in points]


def _number(root: Any) -> None:  # noqa: ANN401  # branca's elements are untyped
    """Give every element below the root that has no id of ours one that counts."""
    ours = {MAP_ID}
    queue, count = [root.get_root()], 0
    while queue:
        element = queue.pop(0)
        queue += list(element._children.values())  # noqa: SLF001
        if len(element._id) == 32:  # noqa: PLR2004, SLF001  # branca's 16 random bytes
            count += 1
            element._id = f"n{count}"  # noqa: SLF001
        ours.add(element._id)  # noqa: SLF001


def _layers(scene: Scene) -> Iterable[tuple[str, Any]]:
    yield from _areas(scene)
    for line in scene.lines:
        yield line.key, _polyline(_points(line.points), leg_classes(line))
        yield line.key, _arrow(line)
    for stop in scene.drawn:
        if stop.pinned:
            yield stop.key, _pin(stop)


def _areas(scene: Scene) -> Iterable[tuple[str, Any]]:
    for stop in scene.drawn:
        for number, ring in enumerate(stop.rings):
            area = folium.Polygon(
                _points(ring), class_name=area_classes(stop), interactive=False, weight=1
            )
            yield f"{stop.key}r{number}", area


def _polyline(points: Sequence[Any], classes: str) -> folium.PolyLine:
    """Return the line through points, or all the lines of a list of such lists."""
    return folium.PolyLine(  # type: ignore[no-untyped-call]
        points, class_name=classes, interactive=False, smooth_factor=0.8, color="#555"
    )


def _arrow(line: Line) -> folium.Marker:
    middle = line.points[len(line.points) // 2]
    path = OPEN_ARROW if line.unconfirmed else ARROW
    turn = f'transform="rotate({line_angle_deg(line):.1f})"'
    html = f'<svg viewBox="-9 -9 18 18"><path {turn} d="{path}"/></svg>'
    name = f"arrow t{line.track % MOST_TRACKS}{' unconfirmed' if line.unconfirmed else ''}"
    icon = folium.DivIcon(html=html, icon_size=(18, 18), icon_anchor=(9, 9), class_name=name)
    return folium.Marker(_round(middle), icon=icon, interactive=False, keyboard=False)


def _pin(stop: Stop) -> folium.Marker:
    name = f"pin {pin_classes(stop)}"
    icon = folium.DivIcon(html="", icon_size=(28, 28), icon_anchor=(14, 14), class_name=name)
    return folium.Marker(_round(stop.point or (0.0, 0.0)), icon=icon, rise_on_hover=True)


def _claims(claims: Iterable[ClaimDrawing]) -> Iterable[tuple[str, Any]]:
    for number, claim in enumerate(c for c in claims if c.line):
        yield claim.key, _polyline(_points(claim.line), f"measure {claim.tone}")
        if claim.arc:
            yield f"{claim.key}a", _polyline(_points(claim.arc), f"measure stated {claim.tone}")
        share = 0.5 + 0.14 * ((number % CLAIM_LABEL_SHARES) - 1.5)
        icon = folium.DivIcon(
            html="", icon_size=(44, 20), icon_anchor=(22, 10), class_name=f"badge {claim.tone}"
        )
        at = _along(claim.line, share)
        yield claim.key, folium.Marker(_round(at), icon=icon, interactive=False, keyboard=False)


def _along(points: Sequence[LatLon], share: float) -> LatLon:
    place = share * (len(points) - 1)
    a, b = points[int(place)], points[min(int(place) + 1, len(points) - 1)]
    rest = place - int(place)
    return a[0] + (b[0] - a[0]) * rest, a[1] + (b[1] - a[1]) * rest


def _many_layers(scene: Scene) -> Iterable[tuple[str, Any]]:
    """Yield the areas, one layer a look of legs, and one a look of pins as points."""
    yield from _areas(scene)
    legs: dict[str, list[list[LatLon]]] = {}
    for line in scene.lines:
        legs.setdefault(leg_classes(line, thin=True), []).append(_points(line.points))
    for number, (classes, lines) in enumerate(legs.items(), 1):
        yield f"legs{number}", _polyline(lines, classes)
    for key, stops in many_layers(scene).items():
        features = [
            {"type": "Feature", "properties": {"i": index},
             "geometry": {"type": "Point", "coordinates": _round(point)[::-1]}}
            for index in stops if (point := scene.stops[index].point)
        ]  # fmt: skip
        look = f"mark {pin_classes(scene.stops[stops[0]])}"
        point_style = folium.CircleMarker(radius=6, class_name=look, fill=True)
        collection = {"type": "FeatureCollection", "features": features}
        yield key, folium.GeoJson(collection, marker=point_style)
