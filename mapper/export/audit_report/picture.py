"""Two small drawings of a claim, as SVG: where it was measured, and how long all figures are.

Every text goes through `html.escape`; looks come from classes alone, so that the page's policy
needs no inline style.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from html import escape
from math import ceil, floor, log10

from mapper import geodesy
from mapper.export.audit_report.cards import (
    Card,
    chosen_measurement,
    km_text,
    mode_text,
    span_text,
    straight_range,
)
from mapper.export.page.basemap import Window, draw_basemap
from mapper.export.page.claims import from_target, stated_arc
from mapper.export.page.frame import Frame, fit_frame
from mapper.export.page.plain import plain_text
from mapper.export.page.projection import near_lon, world_xy
from mapper.model import Finding, LatLon, Measurement

WIDTH, HEIGHT, PAD = 360, 230, 34
LONGEST_KM = 15_000.0  # a longer line runs round the world and shows nothing
HIGHEST_LAT = 84.0  # beyond it Mercator shows nothing; the bars remain
MAPS_DRAWN = 60  # cards with a map: a page of hundreds would weigh megabytes
LAND_BYTES = 6000  # of path data a map
NAME_LIMIT = 32
LETTER_PX = 7.6  # a letter of the names, about, on a narrow screen


@dataclass(frozen=True, slots=True, kw_only=True)
class _Lines:
    """What a map shows, with longitudes that run on across the antimeridian."""

    measured: tuple[LatLon, ...]
    stated: tuple[LatLon, ...]
    routes: tuple[tuple[str, tuple[LatLon, ...]], ...]

    @property
    def points(self) -> tuple[LatLon, ...]:
        return (*self.measured, *self.stated, *(p for _, line in self.routes for p in line))


def claim_map(card: Card) -> str:
    """Return a map of the measured line, the routes and the stated distance; "" where none fits."""
    measured = chosen_measurement(card.finding)
    if measured is None or measured.km > LONGEST_KM:
        return ""
    lines = _lines(card.finding, measured)
    if any(abs(lat) > HIGHEST_LAT for lat, _ in lines.points):
        return ""
    spots = [world_xy(*point) for point in lines.points]
    box = (
        min(x for x, _ in spots),
        min(y for _, y in spots),
        max(x for x, _ in spots),
        max(y for _, y in spots),
    )
    frame = fit_frame(box, WIDTH, HEIGHT, PAD)
    return _svg(
        HEIGHT,
        f"map-{card.key}",
        f"Map of {card.label}: {card.measured}; the article says {card.stated}",
        [_land(frame), *_drawn_lines(lines, frame), *_ends(card.finding, lines, frame)],
        "map",
    )


def _lines(finding: Finding, measured: Measurement) -> _Lines:
    start = measured.origin
    line = geodesy.geodesic_line(start, measured.destination, 50.0)
    routes = [
        (route.mode, _near(route.geometry, start[1])) for route in finding.routes if route.geometry
    ]
    return _Lines(
        measured=_near(line, start[1]),
        stated=_near(stated_arc(finding, measured), start[1]),
        routes=tuple(routes),
    )


def _near(points: Iterable[LatLon], lon: float) -> tuple[LatLon, ...]:
    out: list[LatLon] = []
    for point in points:
        lon = near_lon(point[1], lon)
        out.append((point[0], lon))
    return tuple(out)


def _land(frame: Frame) -> str:
    left, top, right, bottom = frame.bounds
    paths, factor = _land_paths((left, top, right, bottom))
    drawn = "".join(f'<path class="{layer}" d="{data}"/>' for layer, data in paths if data)
    return (
        f'<rect class="sea" width="{WIDTH}" height="{HEIGHT}"/>'
        f'<g transform="scale({factor:.4f})">{drawn}</g>'
    )


def _land_paths(window: Window) -> tuple[tuple[tuple[str, str], ...], float]:
    basemap = draw_basemap(window, units=2 * WIDTH, budget=LAND_BYTES, named=False)
    return basemap.paths, WIDTH / basemap.width


def _drawn_lines(lines: _Lines, frame: Frame) -> list[str]:
    drawn = [
        f'<path class="route {_word(mode)}" d="{_path(way, frame)}"/>' for mode, way in lines.routes
    ]
    drawn.append(f'<path class="measured" d="{_path(lines.measured, frame)}"/>')
    if lines.stated:
        drawn.append(f'<path class="stated" d="{_path(lines.stated, frame)}"/>')
    return drawn


def _word(mode: str) -> str:
    return mode if mode in {"rail", "road", "sea"} else "other"


def _path(points: Sequence[LatLon], frame: Frame) -> str:
    return "M" + "L".join(f"{x:.1f} {y:.1f}" for x, y in map(frame.px, points))


def _ends(finding: Finding, lines: _Lines, frame: Frame) -> list[str]:
    """Return the two ends with their names, each name on the side away from the other end."""
    first, last = frame.px(lines.measured[0]), frame.px(lines.measured[-1])
    measured = chosen_measurement(finding)
    if measured and from_target(finding, measured):
        first, last = last, first
    below = first[1] >= last[1]
    return [
        _end(first, finding.anchor.label or finding.anchor.end.text, "anchor", below=below),
        _end(last, finding.target.label or finding.target.end.text, "target", below=not below),
    ]


def _end(at: tuple[float, float], name: str, kind: str, *, below: bool) -> str:
    text = plain_text(name.removeprefix("the "), NAME_LIMIT)
    half = len(text) * LETTER_PX / 2
    x = min(max(at[0], half + 4), WIDTH - half - 4)
    y = min(max(at[1] + 20 if below else at[1] - 11, 14), HEIGHT - 6)
    return (
        f'<circle class="{kind}" cx="{at[0]:.1f}" cy="{at[1]:.1f}" r="4.5"/>'
        f'<text class="name" x="{x:.1f}" y="{y:.1f}">{escape(text)}</text>'
    )


# --- bars ----------------------------------------------------------------------------------------

BAR_ROW, BAR_LEFT = 26, 96
VALUE_LETTER_PX = 7.6  # a letter of the bold figures, about


@dataclass(frozen=True, slots=True)
class _Bar:
    name: str
    low_km: float
    high_km: float
    text: str
    kind: str
    open_end: bool = field(default=False, kw_only=True)


def claim_bars(card: Card) -> str:
    """Return the stated and the measured figures as bars on one scale, "" without the latter."""
    bars = _bars(card.finding)
    if len(bars) < 2:  # noqa: PLR2004 - nothing to compare with
        return ""
    top = max(bar.high_km for bar in bars)
    if not 0 < top < 1e6:  # noqa: PLR2004 - a stated distance beyond all measure
        return ""
    height = BAR_ROW * len(bars) + 20
    room = max(len(bar.text) for bar in bars) * VALUE_LETTER_PX + 20
    scale = (WIDTH - BAR_LEFT - room) / top
    drawn = [_bar(bar, number, scale) for number, bar in enumerate(bars)]
    label = f"Lengths of {card.label}: the article says {card.stated}; {card.measured}"
    return _svg(height, f"bars-{card.key}", label, [*_ruler(top, scale, height), *drawn], "bars")


def _bars(finding: Finding) -> list[_Bar]:
    stated = finding.claim.distance
    high = stated.low_km if stated.high_km is None else stated.high_km
    open_end = stated.high_km is None
    said = span_text(stated.low_km or high, high)
    said = f"≥ {said}" if open_end else said if stated.low_km else f"≤ {said}"
    low = min(high, stated.low_km)
    bars = [_Bar("Article", low, high, said, "said", open_end=open_end)]
    straight = straight_range(finding)
    if straight:
        bars.append(_Bar("Straight line", *straight, span_text(*straight), "line"))
    for route in finding.routes:
        name, km = plain_text(mode_text(route.mode).capitalize(), 14), route.km
        bars.append(_Bar(name, km, km, km_text(km), _word(route.mode)))
    return bars


def _bar(bar: _Bar, number: int, scale: float) -> str:
    y = number * BAR_ROW + 6
    sure, whole = bar.low_km * scale, bar.high_km * scale
    pieces = [
        f'<text class="term" x="0" y="{y + 12}">{escape(bar.name)}</text>',
        f'<rect class="bar {bar.kind}" x="{BAR_LEFT}" y="{y}" width="{sure:.1f}" height="15"/>',
    ]
    if whole > sure:
        pieces.append(
            f'<rect class="bar range {bar.kind}" x="{BAR_LEFT + sure:.1f}" y="{y}" '
            f'width="{whole - sure:.1f}" height="15"/>'
        )
    if bar.open_end:
        x = BAR_LEFT + whole
        pieces.append(f'<path class="more" d="M{x + 2:.1f} {y + 2}l6 5.5l-6 5.5"/>')
        whole += 8
    pieces.append(
        f'<text class="value" x="{BAR_LEFT + whole + 6:.1f}" y="{y + 12}">{escape(bar.text)}</text>'
    )
    return "".join(pieces)


def _ruler(top: float, scale: float, height: int) -> list[str]:
    """Return the scale: lines at round figures, two to four of them."""
    power = 10.0 ** floor(log10(top))
    step = next(step for step in (power / 2, power, 2 * power, 5 * power) if top <= 4 * step)
    ruler = []
    for i in range(ceil(top / step)):
        x = BAR_LEFT + i * step * scale
        ruler.append(f'<path class="tick" d="M{x:.1f} 0V{height - 16}"/>')
        ruler.append(
            f'<text class="tick" x="{x:.1f}" y="{height - 3}">{escape(f"{i * step:,g}")}</text>'
        )
    return ruler


def _svg(height: int, key: str, label: str, pieces: Iterable[str], kind: str) -> str:
    return (
        f'<svg class="{kind}" viewBox="0 0 {WIDTH} {height}" role="img" aria-labelledby="{key}">'
        f'<title id="{key}">{escape(plain_text(label, 400))}</title>{"".join(pieces)}</svg>'
    )
