"""Pins, pills of several stops, and points, as SVG elements."""

from mapper.export.page.frame import Frame
from mapper.export.page.lines import UNCONFIRMED
from mapper.export.page.paint import Painter
from mapper.export.page.placing import Box, Cluster
from mapper.export.page.scene import MOST_TRACKS, Stop


def pin_classes(stop: Stop) -> str:
    """Return the classes of a stop's pin: its track, "hollow" where it is to check, its status."""
    hollow = "hollow " if stop.shape == "hollow" else ""
    return f"t{stop.track % MOST_TRACKS} {hollow}{stop.visit.status}"


def draw_dot(stop: Stop, frame: Frame, painter: Painter) -> str:
    """Return the point that stands for a pin where there are many."""
    x, y = frame.px(stop.point or (0.0, 0.0))
    track = f"t{stop.track % MOST_TRACKS}"
    fill, stroke = ("page", track) if _is_outline(stop) else (track, "halo")
    look = painter.style(f"mark {pin_classes(stop)}", fill=fill, stroke=stroke, stroke_width=1.2)
    return f'<circle cx="{x:.1f}" cy="{y:.1f}" r="4.5"{look}/>'


def _is_outline(stop: Stop) -> bool:
    return stop.shape == "hollow" or stop.visit.status in UNCONFIRMED


def pin_box(cluster: Cluster) -> Box:
    """Return the room that a pin or a pill takes."""
    half = cluster.width / 2
    return (cluster.x - half, cluster.y - 14, cluster.x + half, cluster.y + 14)


def draw_pin(cluster: Cluster, painter: Painter) -> str:
    """Return a pin or a pill; a pill is an outline where every stop in it is one."""
    first, width = cluster.stops[0], cluster.width
    track = f"t{first.track % MOST_TRACKS}"
    look: dict[str, str | float] = {"fill": track, "stroke": "halo", "stroke_width": 2}
    words = "on"
    single = len(cluster.stops) == 1
    if all(map(_is_outline, cluster.stops)):
        look = {"fill": "page", "stroke": track, "stroke_width": 2}
        words = track
        if first.shape == "hollow":
            look["stroke_dasharray"] = "4 3"
        elif first.visit.status == "planned":
            look |= {"stroke_dasharray": "1 4", "stroke_width": 3, "stroke_linecap": "round"}
    radius = 7 if single and first.visit.status == "passed" else 13
    box = (
        f'<rect x="{cluster.x - width / 2:.1f}" y="{cluster.y - 13:.1f}" width="{width:.1f}" '
        f'height="26" rx="{radius}"'
    )
    classes = f"mark {pin_classes(first)}" if single or words != "on" else f"mark {track}"
    kind = "outline" if words != "on" else "solid"
    return (
        box
        + painter.style(classes, **look)
        + "/>"
        + painter.text(
            cluster.x, cluster.y, cluster.text, f"mark-text {kind} {track}",
            size=13, fill=words, bold=True,
        )
    )  # fmt: skip
