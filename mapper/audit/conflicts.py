"""Claims about the same pair of places, side by side: where they differ, and whether they clash."""

from collections.abc import Iterator, Sequence
from dataclasses import replace
from typing import NamedTuple

from mapper import geodesy
from mapper.audit.measure import is_line
from mapper.audit.rules import rule
from mapper.audit.verdict import rounding_km, stated_km
from mapper.model import Finding, Place, ResolvedEnd

#: The shortest degree of latitude on WGS 84 is 110.57 km.
LEAST_DEGREE_KM = 110.5


def with_conflicts(findings: Sequence[Finding]) -> tuple[Finding, ...]:
    """Return the findings, each with the ids of those that state another figure for its pair.

    A note tells whether one length could satisfy both.
    """
    clashes: dict[str, list[tuple[str, str]]] = {}
    for a, b in _pairs(findings):
        both = _compatible(a, b)
        clashes.setdefault(a.claim.id, []).append((b.claim.id, _note(b, compatible=both)))
        clashes.setdefault(b.claim.id, []).append((a.claim.id, _note(a, compatible=both)))
    return tuple(_with(finding, clashes.get(finding.claim.id, [])) for finding in findings)


def _with(finding: Finding, clashes: list[tuple[str, str]]) -> Finding:
    if not clashes:
        return finding
    ids = tuple(dict.fromkeys(other for other, _ in clashes))
    notes = tuple(dict.fromkeys(note for _, note in clashes))
    return replace(finding, conflicts=ids, notes=(*finding.notes, *notes))


def _pairs(findings: Sequence[Finding]) -> Iterator[tuple[Finding, Finding]]:
    """Yield the findings that state different figures for one pair of places, in their order.

    Findings are first sorted into cells by what the same pair has in common whichever end comes
    first, so that the work grows with the claims and not with their square.
    """
    cells: dict[tuple[int, int], list[_Seen]] = {}
    share = rule("conflicts", "differ_share")
    reach = rule("conflicts", "same_km")
    for finding in findings:
        stated = stated_km(finding.claim.quantity)
        if not finding.measurements or stated is None:
            continue
        here = _Seen(finding, stated, _middle_km(finding), finding.measurements[0].km)
        north, east = int(here.middle_km / reach), int(here.km / (2 * reach))
        beside = ((north + i, east + j) for i in (-1, 0, 1) for j in (-1, 0, 1))
        for other in (seen for cell in beside for seen in cells.get(cell, ())):
            near = abs(other.middle_km - here.middle_km) <= reach
            if near and _differ(other.stated, stated, share) and _same_pair(other.finding, finding):
                yield other.finding, finding
        cells.setdefault((north, east), []).append(here)


class _Seen(NamedTuple):
    """A finding with its stated low and high, how far north its ends lie, and how far apart."""

    finding: Finding
    stated: tuple[float, float]
    middle_km: float
    km: float


def _middle_km(finding: Finding) -> float:
    ends = [end.place for end in (finding.anchor, finding.target) if end.place and not is_line(end)]
    return sum(place.lat for place in ends) / len(ends) * LEAST_DEGREE_KM if ends else 0.0


def _same_pair(a: Finding, b: Finding) -> bool:
    if _same(a.anchor, b.anchor):
        return _same(a.target, b.target)
    return _same(a.anchor, b.target) and _same(a.target, b.anchor)


def _same(a: ResolvedEnd, b: ResolvedEnd) -> bool:
    if a.place is not None and b.place is not None and a.place.id == b.place.id:
        return True
    lines = is_line(a) or is_line(b)
    if a.place is not None and b.place is not None and not lines:
        return _near(a.place, b.place)
    if lines:
        return (a.end.kind, set(a.countries), a.label) == (
            b.end.kind,
            set(b.countries),
            b.label,
        ) or (bool(a.countries) and set(a.countries) == set(b.countries))
    return False


def _near(a: Place, b: Place) -> bool:
    reach = rule("conflicts", "same_km")
    if abs(a.lat - b.lat) * LEAST_DEGREE_KM > reach:
        return False
    return geodesy.distance_km((a.lat, a.lon), (b.lat, b.lon)) <= reach


def _differ(first: tuple[float, float], second: tuple[float, float], share: float) -> bool:
    """Return whether two stated lengths, low and high in km, lie apart by a share of the larger."""
    gap = max(first[0] - second[1], second[0] - first[1])
    return gap > share * max(first[1], second[1])


def _note(other: Finding, *, compatible: bool) -> str:
    said = " ".join(other.claim.text.split())
    if compatible:
        return f"another claim about the same places, {said!r}, can hold at the same time"
    return f"another claim about the same places differs: {said!r}"


def _compatible(a: Finding, b: Finding) -> bool:
    """Return whether some length lies within both claims, each rounded as it is."""
    first, second = a.claim.distance, b.claim.distance
    slack = rounding_km(a.claim) + rounding_km(b.claim)
    least = max(first.low_km, second.low_km)
    tops = [d.high_km for d in (first, second) if d.high_km is not None]
    return not tops or least - min(tops) <= slack
