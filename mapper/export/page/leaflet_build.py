"""Have folium write the Leaflet objects of our pages, once for all pages.

`python -m mapper.export.page.leaflet_build`

The script of a map's elements never changes but for numbers, keys and classes. folium writes each
kind here with marks in their places, and `leaflet.py` fills the marks in: importing folium takes
half a second, because it brings pandas and requests along, and its templates take 10 ms a page
more. The parts are committed, and a test compares them with what the installed folium writes.
"""

import json
import re
import sys
from typing import Any

import folium

from mapper.export.page.leaflet import MAP_ID, PARTS

ZOOM_SNAP = 0.25
MARK = 771000  # numbers from here on stand for what is filled in
_BLANKS = re.compile(r"\s+")


def folium_parts() -> dict[str, str]:
    """Return the script of each kind of element, with `%(name)s` where something is filled in."""
    leaflet = folium.Map(
        location=[MARK, MARK + 1],
        tiles=None,
        zoom_start=MARK + 2,
        zoom_control=False,
        attribution_control=False,
        zoom_snap=ZOOM_SNAP,
        zoom_delta=0.75,
        max_bounds=True,
        min_lat=MARK + 3,
        min_lon=MARK + 4,
        max_lat=MARK + 5,
        max_lon=MARK + 6,
        max_bounds_viscosity=0.8,
        world_copy_jump=False,
        prefer_canvas=False,
    )
    leaflet.options |= {"minZoom": MARK + 7, "maxZoom": MARK + 8}
    leaflet._id = MAP_ID  # noqa: SLF001  # branca has no other way to a fixed id
    place, ring = [float(MARK), MARK + 1.0], [[float(MARK), MARK + 1.0], [MARK + 2.0, MARK + 3.0]]
    names = ("lat", "lon", "zoom", "south", "west", "north", "east", "least", "most")
    line = folium.PolyLine(  # type: ignore[no-untyped-call]
        ring, class_name="CLASSES", interactive=False, smooth_factor=0.8, color="#555"
    )
    area = folium.Polygon(ring, class_name="CLASSES", interactive=False, weight=1)
    arrow = folium.Marker(place, icon=_icon("HTML", 18, 18), interactive=False, keyboard=False)
    pin = folium.Marker(place, icon=_icon("", 28, 28), rise_on_hover=True)
    badge = folium.Marker(place, icon=_icon("", 44, 20), interactive=False, keyboard=False)
    circle = folium.CircleMarker(radius=6, class_name="CLASSES", fill=True)
    features = {"features": [], "type": "FeatureCollection"}
    parts = {"map": _script(leaflet, leaflet)}
    for number, name in enumerate(names):
        for mark in (str(MARK + number + 0.0), str(MARK + number)):
            parts["map"] = parts["map"].replace(mark, f"%({name})s")
    for name, shape in {"line": line, "area": area}.items():
        parts[name] = _script(shape, leaflet).replace(json.dumps(ring), "%(points)s")
    for name, marker in {"arrow": arrow, "pin": pin, "badge": badge}.items():
        parts[name] = _script(marker, leaflet).replace(json.dumps(place), "%(at)s")
    points_layer = folium.GeoJson(features, marker=circle)
    parts["points"] = _script(points_layer, leaflet).replace(json.dumps(features), "%(features)s")
    return parts


def _icon(html: str, width: int, height: int) -> folium.DivIcon:
    anchor = (width // 2, height // 2)
    return folium.DivIcon(
        html=html, icon_size=(width, height), icon_anchor=anchor, class_name="CLASSES"
    )


def _script(element: Any, leaflet: folium.Map) -> str:  # noqa: ANN401  # branca's elements are untyped
    """Return the script of an element from folium's own template, its icon before it.

    Not `figure.render()`: that compiles each finished script as one more template, and runs what
    looks like a template in it.
    """
    if element is not leaflet:
        element._id = "KEY"  # noqa: SLF001
        element.add_to(leaflet)
    before = ""
    icon = getattr(element, "icon", None)
    if icon is not None:
        icon._id = "KEY"  # noqa: SLF001
        before = _macro(icon)
        element.options["icon"] = icon
    if isinstance(element, folium.GeoJson):
        element.parent_map = leaflet  # type: ignore[assignment]
    text = _BLANKS.sub(" ", before + _macro(element)).strip().replace("%", "%%")
    if isinstance(element, folium.map.Layer):  # GeoJSON is added to the map by a line of its own
        text += f" {element.get_name()}.addTo({leaflet.get_name()});"
    for mark in ("KEY", "CLASSES", "HTML"):
        text = text.replace(mark, f"%({mark.lower()})s")
    return text


def _macro(element: Any) -> str:  # noqa: ANN401  # branca's elements are untyped
    return str(element._template.module.script(element, {}))  # noqa: SLF001


if __name__ == "__main__":
    PARTS.write_text(json.dumps(folium_parts(), indent=1) + "\n", "utf8")
    sys.stdout.write(f"{PARTS}: written\n")
