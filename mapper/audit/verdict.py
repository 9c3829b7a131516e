"""The verdict rule: how far a stated distance may be off, and what it is called beyond.

A claim accepts measured lengths in an interval that its value and hedge span; outside,
the way to it is counted in tolerances: that is the margin. The thresholds and their evidence are
in rules.toml.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from functools import lru_cache

from mapper import geodesy
from mapper.audit.rules import rule, rule_list
from mapper.model import (
    DirectionVerdict,
    DistanceClaim,
    Measurement,
    Quantity,
    Route,
    Tolerance,
    Verdict,
)
from mapper.recognize.claims import hedge_class, km_of

FLAGGED: tuple[Verdict, ...] = ("overstated", "understated", "contradictory")


@dataclass(frozen=True, slots=True, kw_only=True)
class Judged:
    """A verdict with the reading that it rests on, its tolerance and its margin."""

    verdict: Verdict
    reading: str
    tolerance: Tolerance
    margin: float
    measurement: Measurement
    route: Route | None = None


@lru_cache(maxsize=4096)
def granularity(value: float) -> float:
    """Return the step to which a value looks rounded, in its own unit.

    >>> [granularity(v) for v in (200, 1500, 74, 60, 0.5)]
    [50.0, 250.0, 1.0, 10.0, 0.1]
    """
    found = 0.0
    for step in rule_list("rounding", "steps"):
        times = value / step
        if step <= value * rule("rounding", "largest_share") and abs(times - round(times)) < 1e-6:  # noqa: PLR2004
            found = step
    return found or value / 10


def stated_km(quantity: Quantity) -> tuple[float, float] | None:
    """Return the stated length as low and high in km, the same for one value; None if vague."""
    if quantity.value is not None:
        km = km_of(quantity.value, quantity.unit)
        return km, km
    if quantity.value_low is None or quantity.value_high is None:
        return None
    return km_of(quantity.value_low, quantity.unit), km_of(quantity.value_high, quantity.unit)


def rounding_km(claim: DistanceClaim) -> float:
    """Return half the step to which the claim is rounded, in km, wider after "about"."""
    quantity = claim.quantity
    value = quantity.value if quantity.value is not None else quantity.value_high
    half = km_of(granularity(value or 0.0) / 2, quantity.unit)
    widened = hedge_class(claim.hedge) == "approximate"
    return half * (rule("rounding", "approximate") if widened else 1.0)


def margin_of(claim: DistanceClaim, stated: tuple[float, float], km: float, slack: float) -> float:
    """Return how far a measured length lies outside what a claim accepts, in tolerances.

    Negative where the measured length is too short for the claim, positive where it is too long, 0
    where the claim holds as it stands; from -1 to 1 it is within tolerance.
    """
    low, high, below, above = _accepted(claim, stated, slack)
    if km < low:
        return (km - low) / max(below, 1e-9)
    if km > high:
        return (km - high) / max(above, 1e-9)
    return 0.0


def _accepted(
    claim: DistanceClaim, stated: tuple[float, float], slack: float
) -> tuple[float, float, float, float]:
    """Return the lengths that a claim accepts and the tolerance below and above them, in km."""
    low, high = stated
    match hedge_class(claim.hedge):
        case "lower":
            return (
                low,
                rule("bounds", "lower_reach") * high,
                rule("bounds", "lower_slack") * slack,
                slack,
            )
        case "upper" | "reach" as bound:
            if bound == "reach":
                return 0.0, high, slack, rule("bounds", "upper_slack") * slack
            least = rule("bounds", "loose_share") * low
            below = rule("bounds", "lower_slack") * slack
            return least, high, below, rule("bounds", "upper_slack") * slack
        case "short":
            least = rule("bounds", "short_share") * low
            return least, high, slack, rule("bounds", "upper_slack") * slack
        case _:
            return low, high, slack, slack


def judge(
    claim: DistanceClaim,
    measurements: Sequence[Measurement],
    routes: Sequence[Route],
    ends_km: float,
) -> Judged | None:
    """Return the verdict of the reading most favourable to the article.

    None where the claim names no amount or nothing was measured.
    """
    stated = stated_km(claim.quantity)
    if stated is None or not measurements:
        return None
    readings = [_straight(claim, stated, measured, ends_km) for measured in measurements]
    best = min(readings, key=lambda judged: abs(judged.margin))
    if abs(best.margin) <= 1:
        return best
    by_route = [_by_route(claim, stated, best, route, ends_km) for route in routes]
    fitting = [judged for judged in by_route if abs(judged.margin) <= 1]
    if fitting:
        return min(fitting, key=lambda judged: abs(judged.margin))
    return _flagged(claim, stated, best, has_routes=bool(routes))


def _straight(
    claim: DistanceClaim, stated: tuple[float, float], measured: Measurement, ends_km: float
) -> Judged:
    short = measured.km > stated[1]
    tolerance = Tolerance(
        rounding_km=rounding_km(claim),
        ends_km=ends_km,
        model_km=rule("model", "short_share" if short else "straight_share") * measured.km,
    )
    return Judged(
        verdict="supported",
        reading=measured.label,
        tolerance=tolerance,
        margin=margin_of(claim, stated, measured.km, tolerance.total_km),
        measurement=measured,
    )


def _by_route(
    claim: DistanceClaim,
    stated: tuple[float, float],
    best: Judged,
    route: Route,
    ends_km: float,
) -> Judged:
    tolerance = Tolerance(
        rounding_km=rounding_km(claim),
        ends_km=ends_km,
        model_km=rule("model", "route_share") * route.km,
    )
    return Judged(
        verdict="supported_by_route",
        reading=f"by {route.mode}",
        tolerance=tolerance,
        margin=margin_of(claim, stated, route.km, tolerance.total_km),
        measurement=best.measurement,
        route=route,
    )


def _flagged(
    claim: DistanceClaim, stated: tuple[float, float], best: Judged, *, has_routes: bool
) -> Judged:
    """Return the verdict of a claim that neither the straight line nor a route bears out."""
    if abs(best.margin) <= rule("verdict", "borderline_to"):
        return best
    km = best.measurement.km
    if best.margin > 0:
        ratio = stated[1] / km
        verdict: Verdict = (
            "understated" if ratio >= rule("verdict", "too_short") else "contradictory"
        )
        return _with(best, verdict)
    ratio = stated[0] / km if km else float("inf")
    bound = hedge_class(claim.hedge) == "upper"  # true as it stands, and says nothing
    if ratio > rule("verdict", "too_long") and not bound:
        return _with(best, "contradictory")
    may_be_route = claim.mode != "straight" and not has_routes
    if may_be_route and ratio <= rule("verdict", "route_ratio"):
        return _with(best, "plausible_as_route")
    return _with(best, "overstated")


def _with(judged: Judged, verdict: Verdict) -> Judged:
    return Judged(
        verdict=verdict,
        reading=judged.reading,
        tolerance=judged.tolerance,
        margin=judged.margin,
        measurement=judged.measurement,
        route=judged.route,
    )


def is_borderline(margin: float) -> bool:
    """Return whether a margin lies so near the threshold that the verdict could turn."""
    return rule("verdict", "borderline_from") <= abs(margin) <= rule("verdict", "borderline_to")


def judge_direction(
    direction: str | None, measurements: Sequence[Measurement]
) -> DirectionVerdict | None:
    """Return the verdict on a stated wind, by the reading nearest to it.

    None without a direction, a bearing, or a distance long enough to have one.
    """
    turns = [
        geodesy.turn_deg(geodesy.wind_bearing(direction), measured.bearing_deg)
        for measured in measurements
        if direction and measured.bearing_deg is not None
        if measured.km >= rule("direction", "least_km")
    ]
    if not turns:
        return None
    if min(turns) <= rule("direction", "questionable_deg"):
        return "supported"
    questionable = min(turns) <= rule("direction", "contradictory_deg")
    return "questionable" if questionable else "contradictory"
