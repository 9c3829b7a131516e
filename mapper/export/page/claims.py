"""The distance claims as they are drawn: a thin line as measured, a dashed arc as stated."""

from collections.abc import Iterator
from dataclasses import dataclass, replace

from mapper.export.page.facts import Fact, make_fact
from mapper.export.page.plain import plain_text
from mapper.export.page.projection import near_lon
from mapper.geodesy import destination, distance_km, geodesic_line, wind_bearing
from mapper.model import Finding, LatLon, Measurement, Report

ARC_DEG = 14  # to each side of the stated direction: it reads as an arc and stays a direction
ARC_STEP_DEG = 2
LONGEST_ARC_KM = 15_000.0
MOST_TIMES = 20  # the measured length: a longer arc would shrink the map to a point
MARKS = {  # beside the colour, so that nothing is told by colour alone
    "supported": "✓",
    "supported_by_route": "✓",
    "plausible_as_route": "≈",
    "overstated": ">",
    "understated": "<",
    "contradictory": "≠",
    "unverifiable": "?",
}
TONES = {
    "supported": "good",
    "supported_by_route": "good",
    "plausible_as_route": "fair",
    "unverifiable": "fair",
}  # all others "bad"


@dataclass(frozen=True, slots=True, kw_only=True)
class ClaimDrawing:
    """A finding with its label, its lines (empty where it was not measured) and its sentence."""

    key: str
    label: str
    finding: Finding
    text: str
    mark: str
    tone: str
    fact: Fact
    measured: Measurement | None
    line: tuple[LatLon, ...] = ()
    arc: tuple[LatLon, ...] = ()


def claim_drawings(report: Report, middle_lon: float) -> tuple[ClaimDrawing, ...]:
    """Return the claims in the order of the findings, with longitudes near the route's."""
    return tuple(_drawings(report, middle_lon))


def _drawings(report: Report, middle_lon: float) -> Iterator[ClaimDrawing]:
    articles = {a.id: a for a in report.articles}
    for number, finding in enumerate(report.findings, 1):
        article = articles[finding.claim.article]
        measured = _measurement(finding)
        drawing = ClaimDrawing(
            key=f"c{number}",
            label=f"C{number}",
            finding=finding,
            text=plain_text(finding.claim.text, 200),
            mark=MARKS[finding.verdict],
            tone=TONES.get(finding.verdict, "bad"),
            fact=make_fact(article, finding.claim.sentence, finding.claim.quantity.span),
            measured=measured,
        )
        yield _with_lines(drawing, middle_lon) if measured else drawing


def _measurement(finding: Finding) -> Measurement | None:
    """Return the measurement of the reading that the verdict took, else the first."""
    for measurement in finding.measurements:
        if measurement.label == finding.reading:
            return measurement
    return finding.measurements[0] if finding.measurements else None


def _with_lines(drawing: ClaimDrawing, middle_lon: float) -> ClaimDrawing:
    measured = drawing.measured
    if measured is None:
        return drawing
    line = geodesic_line(measured.origin, measured.destination, 40.0)
    return replace(
        drawing,
        line=_near(line, middle_lon),
        arc=_near(stated_arc(drawing.finding, measured), middle_lon),
    )


def stated_arc(finding: Finding, measured: Measurement) -> tuple[LatLon, ...]:
    """Return where the stated distance ends, as a piece of a circle; empty where none says much.

    It lies in the stated direction from the anchor, or where the measured line leads.
    """
    distance = finding.claim.distance
    km = distance.low_km if distance.high_km is None else (distance.low_km + distance.high_km) / 2
    said = finding.claim.direction
    middle = wind_bearing(said) if said else measured.bearing_deg
    if middle is None or not 0 < km < LONGEST_ARC_KM or km > MOST_TIMES * max(measured.km, 1.0):
        return ()
    turned = said and from_target(finding, measured)
    start = measured.destination if turned else measured.origin
    turns = range(-ARC_DEG, ARC_DEG + 1, ARC_STEP_DEG)
    return tuple(destination(start, (middle + t) % 360, km) for t in turns)


def from_target(finding: Finding, measured: Measurement) -> bool:
    """Return whether the line was measured from the target: a border is seen from the place."""
    for end, is_target in ((finding.target, True), (finding.anchor, False)):
        if end.place is not None:
            here = (end.place.lat, end.place.lon)
            starts = distance_km(measured.origin, here) < distance_km(measured.destination, here)
            return starts == is_target
    return False


def _near(points: tuple[LatLon, ...], middle_lon: float) -> tuple[LatLon, ...]:
    """Return the points with continuous longitudes, the first one near the route's middle."""
    if not points:
        return ()
    out, last = [], middle_lon
    for lat, lon in points:
        last = near_lon(lon, last)
        out.append((lat, last))
    return tuple(out)
