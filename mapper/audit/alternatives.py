"""Other places that an end may mean: those that would turn the verdict are shown, no others."""

from dataclasses import replace

from mapper.audit.ground import Ground
from mapper.audit.measure import is_line, measure_claim
from mapper.audit.rules import rule
from mapper.audit.verdict import FLAGGED, Judged, judge
from mapper.model import DistanceClaim, Place, ResolvedEnd

#: A border so many times as far off is no serious alternative.
LIKELY = 5.0


def with_turning(
    claim: DistanceClaim,
    ends: tuple[ResolvedEnd, ResolvedEnd],
    judged: Judged,
    ends_km: float,
    ground: Ground,
) -> tuple[ResolvedEnd, ResolvedEnd]:
    """Return anchor and target, each with those alternatives alone that would turn the verdict.

    A verdict turns between flagged and not flagged, by the straight line; routes are not asked
    again, so a claim that a route bears out keeps its verdict unless the line already speaks.
    """
    anchor, target = ends
    if not anchor.alternatives and not target.alternatives:
        return ends

    def turns(changed: tuple[ResolvedEnd, ResolvedEnd]) -> bool:
        measurements = measure_claim(claim, *changed, ground)
        line = is_line(anchor) or is_line(target)
        most = LIKELY if line else rule("together", "misread_times")
        if measurements and measurements[0].km > most * judged.measurement.km:
            return False
        again = judge(claim, measurements, (), ends_km)
        return again is not None and (again.verdict in FLAGGED) != (judged.verdict in FLAGGED)

    anchors = tuple(p for p in anchor.alternatives if turns((_meaning(anchor, p), target)))
    targets = tuple(p for p in target.alternatives if turns((anchor, _meaning(target, p))))
    return replace(anchor, alternatives=anchors), replace(target, alternatives=targets)


def _meaning(end: ResolvedEnd, place: Place) -> ResolvedEnd:
    """Return the end as if it meant another place; a border as if it were another neighbour's."""
    if is_line(end) and end.countries and place.country:
        return replace(end, countries=(end.countries[0], place.country), place=None)
    return replace(end, place=place)


def _told_apart(place: Place, ground: Ground) -> str:
    """Return a place's name with what tells it from its namesakes: "Reno (Nevada, US)"."""
    division = ground.place(place.admin1) if place.admin1 else None
    kind = {"admin": "the division", "facility": "the site"}.get(place.kind, "")
    marks = [kind, division.name if division else "", place.country or ""]
    words = ", ".join(filter(None, marks))
    return f"{place.name} ({words})" if words else place.name


def turning_notes(anchor: ResolvedEnd, target: ResolvedEnd, ground: Ground) -> tuple[str, ...]:
    """Return a note for each other place that would turn the verdict."""
    return tuple(
        f"if {end.end.text!r} meant {_told_apart(place, ground)}, the verdict would turn"
        for end in (anchor, target)
        for place in end.alternatives
    )
