"""route.gpx: stops as way points, each traveller's way as a track (GPX 1.1)."""

from collections.abc import Iterator
from datetime import UTC, datetime, time
from itertools import pairwise
from xml.sax.saxutils import escape

from mapper.export.page.projection import near_lon
from mapper.export.page.scene import Scene, Stop
from mapper.export.page.staging import make_scene
from mapper.export.page.words import words_of
from mapper.model import LatLon, Report

HEAD = (
    '<?xml version="1.0" encoding="UTF-8"?>\n'
    '<gpx xmlns="http://www.topografix.com/GPX/1/1" version="1.1" creator="mapper">'
)


def route_gpx(report: Report) -> str:
    """Return the route as GPX 1.1; regions have no point and are left out.

    Every leg is a segment of its traveller's track. A track that crosses the antimeridian is cut
    there, because readers join its points the long way.
    """
    return draw_gpx(make_scene(report, {}))


def draw_gpx(scene: Scene) -> str:
    """Return a scene as GPX 1.1."""
    parts = [
        HEAD,
        f"<metadata><name>{escape(scene.title)}</name></metadata>",
        *(_way_point(stop) for stop in scene.drawn if stop.pinned),
        *_tracks(scene),
        "</gpx>\n",
    ]
    return "\n".join(parts)


def _way_point(stop: Stop) -> str:
    words = words_of("en")
    said = f"{words.when(stop.visit.when)}; {words[f'status_{stop.visit.status}']}"
    if stop.shape == "hollow":
        said += f"; {words['to_check']}"
    name = f"{stop.label} {stop.name}".strip()
    return (
        f"<wpt {_place(stop.point or (0.0, 0.0))}>{_moment(stop)}<name>{escape(name)}</name>"
        f"<desc>{escape(said)}</desc><type>{stop.visit.status}</type></wpt>"
    )


def _moment(stop: Stop) -> str:
    """Return the time element: an aware clock time in UTC, or the first day at midnight UTC."""
    earliest = stop.visit.when.earliest
    if earliest is None:
        return ""
    if not isinstance(earliest, datetime):
        earliest = datetime.combine(earliest, time(), UTC)
    if earliest.tzinfo is None:
        return ""
    return f"<time>{earliest.astimezone(UTC):%Y-%m-%dT%H:%M:%SZ}</time>"


def _tracks(scene: Scene) -> Iterator[str]:
    for track, traveller in enumerate(scene.travellers):
        lines = [line for line in scene.lines if line.track == track]
        segments = "".join(
            f"<trkseg>{''.join(f'<trkpt {_place(p)}/>' for p in piece)}</trkseg>"
            for line in lines
            for piece in _cut(line.points)
        )
        if segments:
            yield f"<trk><name>{escape(traveller)}</name>{segments}</trk>"


def _cut(points: tuple[LatLon, ...]) -> Iterator[list[LatLon]]:
    """Yield the pieces of a line on each side of the antimeridian, with the crossing on both."""
    piece = [points[0]]
    for a, b in pairwise(points):
        turn_a, turn_b = round(a[1] / 360), round(b[1] / 360)
        if turn_a != turn_b:
            edge = 360 * max(turn_a, turn_b) - 180
            share = (edge - a[1]) / (b[1] - a[1])
            lat = a[0] + (b[0] - a[0]) * share
            toward = 1e-7 if b[1] > a[1] else -1e-7
            yield [*piece, (lat, edge - toward)]
            piece = [(lat, edge + toward)]
        piece.append(b)
    yield piece


def _place(point: LatLon) -> str:
    lon = near_lon(point[1], 0.0)
    return f'lat="{point[0]:.6f}" lon="{max(-180.0, min(179.999999, lon)):.6f}"'
