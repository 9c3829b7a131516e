"""A scene as SVG elements in a frame: areas, legs with arrows, claims, pins, names."""

from collections.abc import Iterable, Iterator, Sequence
from itertools import pairwise
from math import cos, hypot, pi, sin

from mapper.export.page.basemap import Basemap, MapLabel
from mapper.export.page.claims import ClaimDrawing
from mapper.export.page.frame import Frame, shift_near, zoom_of
from mapper.export.page.paint import Painter
from mapper.export.page.pins import draw_dot, draw_pin, pin_box
from mapper.export.page.placing import (
    CENTER_SPOTS,
    REGION_SPOTS,
    Box,
    Cluster,
    cluster_stops,
    overlap,
    place_text,
    text_width,
)
from mapper.export.page.projection import screen_angle_deg
from mapper.export.page.scene import MOST_TRACKS, Line, Scene, Stop
from mapper.model import LatLon

SIDE_PX = 3.5  # from the middle line to a leg that shares its way with another
SHORTEST_ARROW_PX = 56.0
WAY_STEP_PX = 10.0
OPEN_END_PX = 22.0  # the open arrow stands before the pin
BADGE_SHARES = (0.5, 0.36, 0.64, 0.24, 0.76, 0.14, 0.86)  # places of a badge along its line
BADGE_RINGS = tuple(  # places of a badge round the middle of a line that is too short for it
    (1.3 * radius * cos(n * pi / 6), radius * sin(n * pi / 6))
    for radius in (34, 52, 70, 90)
    for n in range(12)
)
ARROW = "M-5 5L0-6L5 5Z"
OPEN_ARROW = "M-6 5L0-5L6 5"


def draw_scene(
    scene: Scene,
    claims: Sequence[ClaimDrawing],
    basemap: Basemap,
    frame: Frame,
    painter: Painter,
    *,
    unfit: frozenset[str] = frozenset(),
    labels: Sequence[MapLabel] | None = None,
    cut: bool = False,
) -> str:
    """Return the SVG elements of a scene, without the basemap below.

    `unfit` are names that the font cannot write; they are left out. `labels` are the basemap's
    names, all of them by default. With `cut` nothing sticks out of the frame, as a clip would have
    it: a clip costs a renderer of pictures a third of its time.
    """
    points = [s for s in scene.stops if s.pinned and s.point] if scene.many else []
    clusters = cluster_stops((points[0], points[-1]) if points else scene.stops, frame)
    if cut:
        clusters = [c for c in clusters if frame.holds(c.x, c.y, 15)]
    taken = [pin_box(c) for c in clusters]
    shown = [c for c in claims if c.line]
    badges = [_badge(c, frame, painter, taken) for c in shown]
    parts = [
        *(_area(s, frame, painter, cut=cut) for s in scene.drawn if s.shape == "area"),
        *(_claim(c, frame, painter) for c in shown),
        *(
            part
            for line in scene.lines
            for part in _leg(line, frame, painter, cut=cut, thin=scene.many)
        ),
        *(draw_dot(s, frame, painter) for s in points),
        *badges,
        *(draw_pin(c, painter) for c in clusters),
    ]
    ways = [box for line in scene.lines for box in _way(line, frame)]
    parts += _names(scene, clusters, frame, painter, taken, ways, unfit)
    labels = basemap.labels if labels is None else labels
    parts += _base_names(labels, frame, painter, taken)
    return "".join(parts)


def draw_base(basemap: Basemap, frame: Frame, painter: Painter, *, reuse: bool) -> str:
    """Return the basemap fitted to a frame: by reference to the page's group, or drawn again."""
    factor = (basemap.window[2] - basemap.window[0]) / basemap.width * frame.scale
    x = (basemap.window[0] - frame.bounds[0]) * frame.scale
    y = (basemap.window[1] - frame.bounds[1]) * frame.scale
    move = f'transform="translate({x:.2f} {y:.2f}) scale({factor:.5f})"'
    sea = f'<rect width="{frame.width:g}" height="{frame.height:g}"'
    sea += painter.style("sea", fill="sea") + "/>"
    if reuse:
        return f'{sea}<use href="#base" {move}/>'
    return f"{sea}<g {move}>{base_paths(basemap, painter, 1 / factor)}</g>"


def base_paths(basemap: Basemap, painter: Painter, pixel: float = 1.0) -> str:
    """Return the paths of the basemap; `pixel` is one screen pixel in their units."""
    looks: dict[str, dict[str, str | float]] = {
        "land": {"fill": "land"},
        "lake": {"fill": "sea"},
        "river": {"fill": "none", "stroke": "river", "stroke_width": round(pixel, 3)},
        "border": {"fill": "none", "stroke": "border", "stroke_width": round(pixel, 3)},
        "disputed": {
            "fill": "none",
            "stroke": "border",
            "stroke_width": round(pixel, 3),
            "stroke_dasharray": f"{4 * pixel:.2f} {3 * pixel:.2f}",
        },
    }
    return "".join(
        f'<path{painter.style(layer, **looks[layer])} d="{path}"/>'
        for layer, path in basemap.paths
        if path
    )


def _path(points: Iterable[tuple[float, float]], *, closed: bool = False) -> str:
    text = "L".join(f"{x:.1f} {y:.1f}" for x, y in points)
    return f"M{text}{'Z' if closed else ''}"


def _pixels(points: Iterable[LatLon], frame: Frame) -> list[tuple[float, float]]:
    return [frame.px(point) for point in points]


def _cut(
    points: Sequence[tuple[float, float]], frame: Frame, *, closed: bool = False
) -> Iterator[list[tuple[float, float]]]:
    """Yield the parts of a line, or of an outline, that lie in the frame."""
    import shapely

    whole = shapely.Polygon(points) if closed else shapely.LineString(points)
    for part in shapely.get_parts(shapely.clip_by_rect(whole, 0, 0, frame.width, frame.height)):
        line = part.exterior if part.geom_type == "Polygon" else part
        yield [(x, y) for x, y in line.coords]


def _area(stop: Stop, frame: Frame, painter: Painter, *, cut: bool) -> str:
    track = f"t{stop.track % MOST_TRACKS}"
    rings = [_pixels(ring, frame) for ring in stop.rings]
    if cut:
        rings = [part for ring in rings for part in _cut(ring, frame, closed=True)]
    path = "".join(_path(ring, closed=True) for ring in rings)
    look = painter.style(
        area_classes(stop),
        fill=track,
        fill_opacity=0.1,
        stroke=track,
        stroke_width=1.5,
        stroke_opacity=0.8,
        stroke_dasharray="2 3",
    )
    return f'<path{look} d="{path}"/>'


def _leg(line: Line, frame: Frame, painter: Painter, *, cut: bool, thin: bool) -> Iterator[str]:
    track = f"t{line.track % MOST_TRACKS}"
    points = _pixels(line.points, frame)
    if line.side:
        points = _beside(points, SIDE_PX + 5 * ((line.side - 1) // 2))
    dash, width = "none", 3.0
    if line.unconfirmed:
        dash, width = "9 7", 2.0
    elif not line.stated:
        dash, width = "1 7", 3.2
    look = painter.style(
        leg_classes(line, thin=thin),
        fill="none",
        stroke=track,
        stroke_width=width / 2 if thin else width,
        stroke_linecap="round",
        stroke_linejoin="round",
        stroke_dasharray=dash,
    )
    path = "".join(map(_path, _cut(points, frame) if cut else [points]))
    if not path:
        return
    yield f'<path{look} d="{path}"/>'
    length = sum(hypot(b[0] - a[0], b[1] - a[1]) for a, b in pairwise(points))
    if thin or length < SHORTEST_ARROW_PX * (0.7 if line.unconfirmed else 1):
        return
    at = _along(points, length - OPEN_END_PX if line.unconfirmed else length / 2)
    if not cut or frame.holds(*at, 8):
        yield _arrow(at, line, painter, track)


def _way(line: Line, frame: Frame) -> Iterator[Box]:
    """Yield small boxes along a leg, off which names keep where they can."""
    for (ax, ay), (bx, by) in pairwise(_pixels(line.points, frame)):
        steps = min(200, 1 + int(hypot(bx - ax, by - ay) / WAY_STEP_PX))
        for n in range(steps):
            x, y = ax + (bx - ax) * n / steps, ay + (by - ay) * n / steps
            if frame.holds(x, y):
                yield (x - 3, y - 3, x + 3, y + 3)


def _arrow(at: tuple[float, float], line: Line, painter: Painter, track: str) -> str:
    angle = line_angle_deg(line)
    if line.unconfirmed:
        look: dict[str, str | float] = {"fill": "none", "stroke": track, "stroke_width": 2.6}
    else:
        look = {"fill": track, "stroke": "halo", "stroke_width": 1.2}
    path = OPEN_ARROW if line.unconfirmed else ARROW
    classes = f"arrow {track}{' unconfirmed' if line.unconfirmed else ''}"
    group = f' class="{classes}"' if painter.mode == "classes" else ""
    inner = painter.style("", **look) if painter.mode == "literal" else ""
    move = f"translate({at[0]:.1f} {at[1]:.1f}) rotate({angle:.1f})"
    return f'<g{group} transform="{move}"><path{inner} d="{path}"/></g>'


def line_angle_deg(line: Line) -> float:
    """Return the angle of a leg's arrow: at its middle, or at its end where that is open."""
    points = line.points
    if line.unconfirmed:
        return screen_angle_deg(points[max(0, len(points) - 3)], points[-1])
    middle = len(points) // 2
    return screen_angle_deg(points[max(0, middle - 1)], points[min(len(points) - 1, middle + 1)])


def _beside(points: Sequence[tuple[float, float]], px: float) -> list[tuple[float, float]]:
    """Return the points moved to the right of the way; out and back so part by themselves."""
    out = []
    for i, (x, y) in enumerate(points):
        ax, ay = points[max(0, i - 1)]
        bx, by = points[min(len(points) - 1, i + 1)]
        length = hypot(bx - ax, by - ay) or 1.0
        out.append((x - (by - ay) / length * px, y + (bx - ax) / length * px))
    return out


def _along(points: Sequence[tuple[float, float]], wanted: float) -> tuple[float, float]:
    for (ax, ay), (bx, by) in pairwise(points):
        step = hypot(bx - ax, by - ay)
        if wanted <= step:
            t = wanted / step if step else 0.0
            return ax + (bx - ax) * t, ay + (by - ay) * t
        wanted -= step
    return points[-1]


def _claim(claim: ClaimDrawing, frame: Frame, painter: Painter) -> str:
    look = painter.style(f"measure {claim.tone}", fill="none", stroke=claim.tone, stroke_width=1.6)
    out = f'<path{look} d="{_path(_pixels(claim.line, frame))}"/>'
    if claim.arc:
        look = painter.style(
            f"measure stated {claim.tone}",
            fill="none",
            stroke=claim.tone,
            stroke_width=2.2,
            stroke_dasharray="5 4",
        )
        out += f'<path{look} d="{_path(_pixels(claim.arc, frame))}"/>'
    return out


def _badge(claim: ClaimDrawing, frame: Frame, painter: Painter, taken: list[Box]) -> str:
    """Return a claim's badge on its line; beside it with a leader where the line has no room."""
    points = _pixels(claim.line, frame)
    length = sum(hypot(b[0] - a[0], b[1] - a[1]) for a, b in pairwise(points))
    words = f"{claim.label} {claim.mark}"
    half = text_width(words, 11) / 2 + 5
    middle = _along(points, length / 2)
    on = [_along(points, share * length) for share in BADGE_SHARES]
    beside = [(middle[0] + dx, middle[1] + dy) for dx, dy in BADGE_RINGS]
    for x, y in (*on, *beside) if frame.holds(*middle) else on:
        box = (x - half, y - 10, x + half, y + 10)
        if frame.holds(x, y, half) and not any(overlap(box, other) for other in taken):
            break
    else:
        return ""
    taken.append(box)
    leader = ""
    if (x, y) not in on:
        tone = f"measure leader {claim.tone}"
        look = painter.style(tone, fill="none", stroke=claim.tone, stroke_width=1.0)
        leader = f'<path{look} d="{_path([middle, (x, y)])}"/>'
    look = painter.style(
        f"plate {claim.tone}", fill="page", stroke=claim.tone, stroke_width=1.5, rx=2
    )
    plate = f'<rect x="{x - half:.1f}" y="{y - 9:.1f}" width="{2 * half:.1f}" height="18"{look}/>'
    return (
        leader
        + plate
        + painter.text(x, y, words, f"badge-text {claim.tone}", size=11, fill=claim.tone, bold=True)
    )


def leg_classes(line: Line, *, thin: bool = False) -> str:
    """Return the classes of a leg: whether an article states it, its track, "thin" among many."""
    kind = "planned" if line.unconfirmed else "stated" if line.stated else "inferred"
    return f"leg {kind} t{line.track % MOST_TRACKS}{' thin' if thin else ''}"


def area_classes(stop: Stop) -> str:
    """Return the classes of a region's outline: its track."""
    return f"area t{stop.track % MOST_TRACKS}"


def _names(
    scene: Scene,
    clusters: Sequence[Cluster],
    frame: Frame,
    painter: Painter,
    taken: list[Box],
    ways: Sequence[Box],
    unfit: frozenset[str],
) -> Iterator[str]:
    for cluster in sorted(clusters, key=lambda c: -len(c.stops)):
        if any({s.name, s.short} & unfit for s in cluster.stops):
            continue
        for words in dict.fromkeys((cluster.names, cluster.short_name)):
            middle, gap = (cluster.x, cluster.y), (cluster.width / 2 + 4, 17)
            at = place_text(words, 14, middle, gap, frame=frame, taken=taken, ways=ways)
            if at:
                yield painter.text(*at, words, "name-text", size=14, fill="ink", bold=True)
                break
    for stop in scene.drawn:
        if stop.shape != "area" or stop.point is None or stop.name in unfit:
            continue
        full = f"{stop.label} {stop.name}".strip()
        for words in filter(None, (full, stop.label)):  # its number alone where all has no room
            at = _center(words, 13, stop.point, frame, taken, REGION_SPOTS)
            if at:
                track = f"t{stop.track % MOST_TRACKS}"
                yield painter.text(*at, words, f"area-text {track}", size=13, fill=track, bold=True)
                break


def _base_names(
    labels: Sequence[MapLabel], frame: Frame, painter: Painter, taken: list[Box]
) -> Iterator[str]:
    zoom = zoom_of(frame) + 0.8
    for label in labels:
        at = _center(label.text, 12, (label.lat, label.lon), frame, taken)
        if at and label.zoom <= zoom:
            fill = f"{label.kind}-name"
            yield painter.text(*at, label.text, fill, size=12, fill=fill, bold=False)


def _center(
    words: str,
    size: float,
    point: LatLon,
    frame: Frame,
    taken: list[Box],
    spots: Sequence[tuple[float, float]] = CENTER_SPOTS,
) -> tuple[float, float] | None:
    at = frame.px(shift_near(point, frame))
    return place_text(words, size, at, (1, 1), frame=frame, taken=taken, spots=spots)
