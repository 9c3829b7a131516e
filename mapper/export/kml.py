"""route.kml: stops as placemarks, legs as lines, regions as areas (OGC KML 2.2)."""

from collections.abc import Iterable, Iterator
from typing import TYPE_CHECKING
from xml.sax.saxutils import escape, quoteattr

from mapper.export.page.outlines import report_areas
from mapper.export.page.projection import near_lon
from mapper.export.page.scene import Line, Scene, Stop
from mapper.export.page.staging import make_scene
from mapper.export.page.words import Words, words_of
from mapper.model import LatLon, Report, When

if TYPE_CHECKING:
    from mapper.export.page.scene import Areas

STYLES = (  # KML writes colours as alpha, blue, green, red
    '<Style id="stated"><LineStyle><color>ff94530b</color><width>3</width></LineStyle></Style>',
    '<Style id="inferred"><LineStyle><color>9994530b</color><width>2</width></LineStyle></Style>',
    '<Style id="area"><PolyStyle><color>2294530b</color></PolyStyle></Style>',
)


def route_kml(report: Report, *, areas: "Areas | None" = None) -> str:
    """Return the route as KML; all text is escaped, lines follow the ground."""
    return draw_kml(make_scene(report, report_areas(report) if areas is None else areas))


def draw_kml(scene: Scene) -> str:
    """Return a scene as KML."""
    words = words_of("en")
    parts = [
        '<?xml version="1.0" encoding="UTF-8"?>',
        '<kml xmlns="http://www.opengis.net/kml/2.2">',
        f"<Document><name>{escape(scene.title)}</name>",
        *STYLES,
        *(_stop(stop, words) for stop in scene.drawn),
        *_legs(scene, words),
        "</Document></kml>\n",
    ]
    return "\n".join(parts)


def _stop(stop: Stop, words: Words) -> str:
    status = words[f"status_{stop.visit.status}"]
    said = [words.when(stop.visit.when), status]
    if stop.shape == "hollow":
        said.append(words["to_check"])
    said += [f"“{fact.quote}” ({fact.source})" for fact in stop.facts[:1]]
    name = f"{stop.label} {stop.name}".strip()
    return (
        f"<Placemark id={quoteattr(stop.key)}><name>{escape(name)}</name>"
        f"<description>{escape('; '.join(said))}</description>{_time(stop.visit.when)}"
        f"{_shape(stop)}</Placemark>"
    )


def _time(when: When) -> str:
    if when.first_day is None and when.last_day is None:
        return ""
    begin = f"<begin>{when.first_day}</begin>" if when.first_day else ""
    end = f"<end>{when.last_day}</end>" if when.last_day else ""
    return f"<TimeSpan>{begin}{end}</TimeSpan>"


def _shape(stop: Stop) -> str:
    if stop.shape != "area":
        place = _coordinates([stop.point or (0.0, 0.0)])
        return f"<Point><coordinates>{place}</coordinates></Point>"
    rings = "".join(
        "<Polygon><tessellate>1</tessellate><outerBoundaryIs><LinearRing><coordinates>"
        f"{_coordinates(ring)}</coordinates></LinearRing></outerBoundaryIs></Polygon>"
        for ring in stop.rings
    )
    return f"<styleUrl>#area</styleUrl><MultiGeometry>{rings}</MultiGeometry>"


def _legs(scene: Scene, words: Words) -> Iterator[str]:
    for line in scene.lines:
        kind = "stated" if line.stated else "inferred"
        yield (
            f"<Placemark><name>{escape(leg_name(scene, line))}</name>"
            f"<description>{escape(words[f'leg_{kind}'])}</description>"
            f"<styleUrl>#{kind}</styleUrl><LineString><tessellate>1</tessellate>"
            f"<coordinates>{_coordinates(line.points)}</coordinates></LineString></Placemark>"
        )


def leg_name(scene: Scene, line: Line) -> str:
    """Return a leg's name, "Khasan – Ussuriysk"."""
    return f"{scene.stop(line.origin).name} – {scene.stop(line.destination).name}"


def _coordinates(points: Iterable[LatLon]) -> str:
    """Return `lon,lat` pairs with longitudes in -180..180; viewers join them the short way."""
    return " ".join(f"{near_lon(lon, 0.0):.6f},{lat:.6f}" for lat, lon in points)
