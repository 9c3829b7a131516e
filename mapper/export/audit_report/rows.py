"""`claims.csv`: one row a claim, for spreadsheets; no cell begins a formula."""

from collections.abc import Iterator

from mapper.export.audit_report.cards import (
    chosen_measurement,
    labelled,
    quote_of,
    straight_range,
)
from mapper.export.page.plain import plain_text
from mapper.export.tables import table_csv
from mapper.geodesy import wind_name
from mapper.model import Finding, Report, ResolvedEnd

COLUMNS = """
label id source published start end quote value value_low value_high unit hedge direction
low_km high_km
anchor anchor_place anchor_lat anchor_lon target target_place target_lat target_lon
straight_min_km straight_max_km bearing_deg wind rail_km road_km sea_km routes ratio
tolerance_km margin verdict direction_verdict reading explanation attribution suggestion conflicts
notes sentence
""".split()
MODES = ("rail", "road", "sea")
CELL_LIMIT = 2000


def claims_csv(report: Report) -> str:
    """Return one row a claim, in the order of the articles; the header alone if there is none."""
    rows = ({"label": label} | _row(report, finding) for finding, label in labelled(report))
    return table_csv(rows, COLUMNS)


def _row(report: Report, finding: Finding) -> dict[str, object]:
    row = dict(_claim_cells(report, finding))
    row |= _end_cells("anchor", finding.anchor) | _end_cells("target", finding.target)
    row |= dict(_measured_cells(finding))
    row |= dict(_verdict_cells(finding))
    return {
        key: plain_text(cell, CELL_LIMIT) if isinstance(cell, str) else cell
        for key, cell in row.items()
    }


def _claim_cells(report: Report, finding: Finding) -> Iterator[tuple[str, object]]:
    claim, article = finding.claim, report.article(finding.claim.article)
    quote = quote_of(article, claim.span, claim.sentence)
    yield "id", claim.id
    yield "source", article.source
    yield "published", quote.published or None
    yield "start", claim.span.start
    yield "end", claim.span.end
    yield "quote", claim.text
    yield "sentence", quote.before + quote.words + quote.after
    yield "value", claim.quantity.value
    yield "value_low", claim.quantity.value_low
    yield "value_high", claim.quantity.value_high
    yield "unit", claim.quantity.unit
    yield "hedge", claim.hedge
    yield "direction", claim.direction
    yield "low_km", _rounded(claim.distance.low_km)
    yield "high_km", _rounded(claim.distance.high_km)
    yield "attribution", claim.attribution


def _end_cells(name: str, end: ResolvedEnd) -> dict[str, object]:
    place = end.place
    return {
        name: end.label or end.end.text,
        f"{name}_place": place.id if place else None,
        f"{name}_lat": place.lat if place else None,
        f"{name}_lon": place.lon if place else None,
    }


def _measured_cells(finding: Finding) -> Iterator[tuple[str, object]]:
    low, high = straight_range(finding) or (None, None)
    yield "straight_min_km", _rounded(low)
    yield "straight_max_km", _rounded(high)
    measured = chosen_measurement(finding)
    if measured:
        bearing = measured.bearing_deg
        yield "bearing_deg", _rounded(bearing, 1)
        yield "wind", None if bearing is None else wind_name(bearing)
        yield "ratio", _rounded(_ratio(finding, measured.km), 3)
    shortest = {route.mode: route.km for route in reversed(finding.routes)}
    for mode in MODES:
        yield f"{mode}_km", _rounded(shortest.get(mode), 1)
    yield (
        "routes",
        "; ".join(
            f"{route.mode} {route.km:.1f} km ({route.engine}, {route.data_date})"
            for route in finding.routes
        ),
    )


def _ratio(finding: Finding, km: float) -> float | None:
    stated = finding.claim.distance
    middle = stated.low_km if stated.high_km is None else (stated.low_km + stated.high_km) / 2
    return middle / km if km > 0 else None


def _verdict_cells(finding: Finding) -> Iterator[tuple[str, object]]:
    yield "tolerance_km", _rounded(finding.tolerance.total_km if finding.tolerance else None, 1)
    yield "margin", _rounded(finding.margin, 3)
    yield "verdict", finding.verdict
    yield "direction_verdict", finding.direction_verdict
    yield "reading", finding.reading
    yield "explanation", finding.explanation
    yield "suggestion", finding.suggestion
    yield "conflicts", "; ".join(finding.conflicts)
    yield "notes", "; ".join(finding.notes)


def _rounded(number: float | None, digits: int = 2) -> float | None:
    return None if number is None else round(number, digits)
