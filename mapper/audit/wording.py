"""What the audit says: one plain sentence a claim, and notes for the editor.

"Differs", never "false"; "consistent with", never "confirmed by": chance alone gives most routes
that match within 10 % (3,000 shuffles of detours).
"""

from collections.abc import Sequence

from mapper import geodesy
from mapper.audit.measure import is_of_dispute
from mapper.audit.rules import rule, rule_list
from mapper.audit.verdict import FLAGGED, Judged, is_borderline, stated_km
from mapper.model import (
    DirectionVerdict,
    DistanceClaim,
    Measurement,
    Quantity,
    ResolvedEnd,
    Route,
    Unit,
)
from mapper.recognize.claims import hedge_class, km_of

UNIT_NAMES: dict[Unit, str] = {
    "km": "km",
    "m": "m",
    "mile": "miles",
    "yard": "yards",
    "foot": "feet",
    "nmi": "nautical miles",
}
WIND_WORDS = {"N": "north", "E": "east", "S": "south", "W": "west"}
WAYS = {"rail": "by rail", "road": "by road", "sea": "by sea"}
#: Readings of the straight line that differ by a smaller share are told as one.
RANGE_SHARE = 0.02
MILE_KM, NAUTICAL = 1.609344, 1.852 / 1.609344


def length_words(km: float, unit: Unit) -> str:
    """Return a measured length in the article's unit, and in km where that is another.

    >>> length_words(163.4, "km"), length_words(163.4, "mile")
    ('163 km', '102 miles (163 km)')
    """
    own = _number(km / km_of(1, unit))
    if unit == "km":
        return f"{own} km"
    return f"{own} {UNIT_NAMES[unit]} ({_number(km)} km)"


def _number(value: float) -> str:
    if value < 10:  # noqa: PLR2004 - 0.3, 2.1, then 12
        return f"{value:.1f}".removesuffix(".0")
    return f"{value:,.0f}"


def wind_words(wind: str) -> str:
    """Return the words of a wind.

    >>> wind_words("SSW"), wind_words("NE")
    ('south-southwest', 'northeast')
    """
    words = [WIND_WORDS[letter] for letter in wind]
    return words[0] + "-" + "".join(words[1:]) if len(words) > 2 else "".join(words)  # noqa: PLR2004


def explain(
    claim: DistanceClaim,
    judged: Judged,
    measurements: Sequence[Measurement],
    routes: Sequence[Route],
) -> str:
    """Return what was measured and what the article says, in one sentence."""
    unit = claim.quantity.unit
    where = f" to the {judged.measurement.label}" if is_of_dispute(judged.measurement) else ""
    parts = [f"{_straight_words(judged, measurements, unit)} in a straight line{where}"]
    parts += [
        f"about {length_words(r.km, unit)} {WAYS.get(r.mode, f'by {r.mode}')}" for r in routes
    ]
    said = " ".join(filter(None, (claim.hedge, " ".join(claim.quantity.text.split()))))
    tail = f"the article says {said}"
    if judged.route is not None:
        tail += f", consistent with the distance {WAYS.get(judged.route.mode, judged.route.mode)}"
    elif judged.verdict == "plausible_as_route":
        tail += f", {_gap_words(claim, measurements)}, as a way by road or rail could be"
    elif judged.verdict in FLAGGED:
        tail += f", {_gap_words(claim, measurements)}"
    elif is_borderline(judged.margin):
        limit = length_words(judged.tolerance.total_km, unit)
        tail += f", {_gap_words(claim, measurements)}: this is near the limit ({limit}) of what "
        tail += "rounding and the choice of reference points can explain"
    return f"{', '.join(parts)}; {tail}."


def _straight_words(judged: Judged, measurements: Sequence[Measurement], unit: Unit) -> str:
    """Return the straight line, as a range where its readings differ enough to matter."""
    low, high = _reach(measurements)
    one = length_words(judged.measurement.km, unit)
    if is_of_dispute(judged.measurement):
        return one
    matters = is_borderline(judged.margin) or high - low > RANGE_SHARE * high
    if not matters or length_words(low, unit) == length_words(high, unit):
        return one
    return f"{_number(low / km_of(1, unit))} to {length_words(high, unit)}"


def _reach(measurements: Sequence[Measurement]) -> tuple[float, float]:
    kms = [measured.km for measured in measurements if not is_of_dispute(measured)]
    return min(kms), max(kms)


def _gap_words(claim: DistanceClaim, measurements: Sequence[Measurement]) -> str:
    """Return by how much a figure differs from the straight line: "36 to 40 km more than that"."""
    stated, (low, high), unit = stated_km(claim.quantity), _reach(measurements), claim.quantity.unit
    if stated is None:
        return "which differs from the straight line"
    if stated[0] > high:
        gaps, way = (stated[0] - high, stated[0] - low), "more"
    elif stated[1] < low:
        gaps, way = (low - stated[1], high - stated[1]), "less"
    else:
        return "which differs from the straight line"
    near, far = (_number(gap / km_of(1, unit)) for gap in gaps)
    span = near if near == far else f"{near} to {far}"
    return f"{span} {UNIT_NAMES[unit]} {way} than the straight line"


def explain_open(anchor: ResolvedEnd, target: ResolvedEnd, problem: str) -> str:
    """Return why a claim could not be checked, and what would help."""
    if problem.startswith("no two places"):
        return f"The figure cannot hold: {problem}."
    if problem:
        return f"Not checked: {problem}."
    reasons = []
    for name, resolved in (("from", anchor), ("to", target)):
        coast = resolved.end.kind == "coast" and not resolved.reason
        settled = resolved.place is not None or resolved.countries or coast
        if not settled:
            words = f" {resolved.end.text!r}" if resolved.end.text else ""
            why = f" ({resolved.reason})" if resolved.reason else ""
            reasons.append(f"the place it counts {name}{words} is open{why}")
    why = "; ".join(reasons) or "its two ends cannot be measured against each other"
    return f"Not checked: {why}. A claim_end correction settles it."


def direction_words(
    claim: DistanceClaim,
    verdict: DirectionVerdict | None,
    measurements: Sequence[Measurement],
    labels: tuple[str, str],
) -> str:
    """Return the sentence on a direction that does not hold, empty where it does.

    `labels` names anchor and target.
    """
    if verdict not in ("questionable", "contradictory") or claim.direction is None:
        return ""
    wanted = geodesy.wind_bearing(claim.direction)
    bearings = [m.bearing_deg for m in measurements if m.bearing_deg is not None]
    if not bearings:
        return ""
    bearing = min(bearings, key=lambda degrees: geodesy.turn_deg(degrees, wanted))
    off = geodesy.turn_deg(bearing, wanted)
    wind = wind_words(geodesy.wind_name(bearing))
    anchor, target = labels
    lies = f"{target[:1].upper()}{target[1:]} lies to the {wind} of {anchor}"
    return (
        f" {lies} ({bearing:.0f} degrees), "
        f"{off:.0f} degrees off the article's {claim.direction_text!r}."
    )


# --- notes ---------------------------------------------------------------------------------------


def notes_on(
    claim: DistanceClaim, judged: Judged | None, routes: Sequence[Route]
) -> tuple[str, ...]:
    """Return what an editor should know besides the verdict."""
    notes = [*_unit_notes(claim), *_speed_notes(claim)]
    if judged is None:
        return tuple(notes)
    if is_borderline(judged.margin):
        notes.append(
            f"borderline: the figure uses up {abs(judged.margin):.0%} of the "
            f"{judged.tolerance.total_km:.0f} km that it may be off, so other reference points "
            "could turn the verdict"
        )
    if judged.verdict in FLAGGED:
        notes += _swap_notes(claim, judged.measurement.km)
    if judged.verdict == "overstated" and hedge_class(claim.hedge) == "upper":
        notes.append("the bound holds as it stands, but the length is not a fifth of it")
    if judged.verdict in FLAGGED and claim.attribution == "quoted":
        notes.append(
            "a direct quote: not rewritten; an editor's note beside it could give the figure"
        )
    if claim.mode in WAYS and not any(route.mode == claim.mode for route in routes):
        notes.append(f"stated {WAYS[claim.mode]}, and no such route could be measured")
    return tuple(notes)


def _unit_notes(claim: DistanceClaim) -> list[str]:
    first = stated_km(claim.quantity)
    notes = []
    for other in claim.alternates:
        second = stated_km(other)
        if first is None or second is None or not first[1]:
            continue
        if abs(second[1] - first[1]) / first[1] > rule("notes", "units_share"):
            notes.append(
                f"the two units differ: {_flat(claim.quantity)} is "
                f"{length_words(first[1], other.unit)}, not {_flat(other)}"
            )
    if claim.quantity.unit == "nmi" and first is not None:
        notes.append(f"nautical miles: {_flat(claim.quantity)} is {_number(first[1])} km")
    if "league" in claim.quantity.text.lower():
        notes.append("a league is read as three miles")
    return notes


def _flat(quantity: Quantity) -> str:
    return " ".join(quantity.text.split())


def _swap_notes(claim: DistanceClaim, km: float) -> list[str]:
    """Return the mix-ups of units that would explain a figure; guesses, never verdicts."""
    stated = stated_km(claim.quantity)
    if stated is None or km <= 0:
        return []
    guesses = (
        (stated[1] / MILE_KM, "as if kilometres had been written as miles"),
        (stated[1] * MILE_KM, "as if miles had been written as kilometres"),
        (stated[1] * NAUTICAL, "as if nautical miles had been taken for miles"),
    )
    share = rule("notes", "swap_share")
    return [f"the figure fits {why}" for guess, why in guesses if abs(guess - km) <= share * km]


def _speed_notes(claim: DistanceClaim) -> list[str]:
    """Return a note where the stated time and distance make an unlikely speed."""
    stated = stated_km(claim.quantity)
    if claim.hours is None or stated is None or claim.hours[0] <= 0:
        return []
    slowest, fastest = stated[0] / claim.hours[1], stated[1] / claim.hours[0]
    least, most = rule_list("speed", claim.mode or "any")
    if slowest > most or fastest < least:
        return [f"the stated time makes {slowest:.0f} km/h, unlikely for this way of going"]
    return [f"the stated time makes {slowest:.0f} km/h"]
