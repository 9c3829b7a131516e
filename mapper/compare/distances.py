"""Finds stated distances between the same two places that differ."""

from collections.abc import Hashable, Iterator, Mapping, Sequence
from typing import TypeAlias

from mapper.compare.outlets import outlet_of
from mapper.geodesy import distance_km, neighbours
from mapper.model import Article, Conflict, Finding, LatLon, ResolvedEnd, content_id

# Two figures this close are one figure, rounded differently ("75 km" and "about 80 km").
SAME_FIGURE = 1.15
# Two reference points this near are one end: a town and its own station.
SAME_END_KM = 15.0
Near: TypeAlias = Mapping[Hashable, Sequence[Hashable]]


def compare_distances(
    texts: Mapping[str, Article], findings: Sequence[Finding]
) -> Iterator[Conflict]:
    """Yield a conflict for each group of claims about the same two places that differ."""
    near = _near_places(findings)
    pairs: dict[tuple[Hashable, Hashable], list[int]] = {}
    for number, finding in enumerate(findings):
        pairs.setdefault((_key(finding.anchor), _key(finding.target)), []).append(number)
    grouped: set[int] = set()
    for number, first in enumerate(findings):
        if number in grouped:
            continue
        like = {other for ends in _like(first, near) for other in pairs.get(ends, ())} - grouped
        group = [
            first,
            *(findings[n] for n in sorted(like) if n > number and _same_ends(first, findings[n])),
        ]
        grouped.update(n for n in like if n > number and _same_ends(first, findings[n]))
        figures = [figure for finding in group if (figure := _km(finding)) is not None]
        if len(group) > 1 and figures and max(figures) > SAME_FIGURE * min(figures):
            yield _conflict(texts, group)


def _key(end: ResolvedEnd) -> Hashable:
    """Return what two ends that are one have in common, but for places near each other."""
    if end.countries:
        return (frozenset(end.countries), end.end.kind)
    return end.label if end.place is None else (end.place.id,)


def _like(finding: Finding, near: Near) -> Iterator[tuple[Hashable, Hashable]]:
    """Yield the pairs of ends, either way round, that a claim about the same places may have."""
    anchor, target = _key(finding.anchor), _key(finding.target)
    for a in near.get(anchor, (anchor,)):
        for b in near.get(target, (target,)):
            yield from ((a, b), (b, a))


def _near_places(findings: Sequence[Finding]) -> Near:
    """Return, for each place at the end of a claim, the keys of those as near as one end."""
    ends = [end for f in findings for end in (f.anchor, f.target) if end.place is not None]
    points: dict[Hashable, LatLon] = {
        (place.id,): (place.lat, place.lon) for end in ends if (place := end.place) is not None
    }
    return neighbours(points, SAME_END_KM)


def _km(finding: Finding) -> float | None:
    """Return the figure of a claim in km: the middle of a range, the bound of "more than"."""
    low, high = finding.claim.distance.low_km, finding.claim.distance.high_km
    if finding.claim.quantity.value is not None and high is not None and low > 0:
        return (low + high) / 2
    return low or high


def _same_ends(a: Finding, b: Finding) -> bool:
    straight = _same_end(a.anchor, b.anchor) and _same_end(a.target, b.target)
    return straight or (_same_end(a.anchor, b.target) and _same_end(a.target, b.anchor))


def _same_end(a: ResolvedEnd, b: ResolvedEnd) -> bool:
    if a.countries or b.countries:
        return set(a.countries) == set(b.countries) and a.end.kind == b.end.kind
    if a.place is None or b.place is None:
        return bool(a.label) and a.label == b.label and a.place is b.place
    if a.place.id == b.place.id:
        return True
    area = {a.place.kind, b.place.kind} & {"country", "admin", "region", "water", "continent"}
    return (
        not area
        and distance_km((a.place.lat, a.place.lon), (b.place.lat, b.place.lon)) <= SAME_END_KM
    )


def _conflict(texts: Mapping[str, Article], group: Sequence[Finding]) -> Conflict:
    ordered = sorted(group, key=lambda f: (texts[f.claim.article].source, f.claim.span))
    said = "; ".join(f"“{_stated(f)}” ({outlet_of(f.claim.article, texts)})" for f in ordered)
    measured = next((m for f in ordered for m in f.measurements), None)
    check = f" In a straight line it is {measured.km:,.0f} km." if measured else ""
    routes = {r.mode: r.km for f in ordered for r in f.routes}
    ways = ", ".join(f"{km:,.0f} km by {mode}" for mode, km in sorted(routes.items()))
    return Conflict(
        id=content_id("x", "distance", *(texts[f.claim.article].source for f in ordered),
                      *(f.claim.span.start for f in ordered)),
        kind="distance",
        members=tuple((f.claim.article, f.claim.span.start, f.claim.span.end) for f in ordered),
        severity="soft",
        explanation=(
            f"The same way, from {ordered[0].anchor.label} to {ordered[0].target.label}, is given "
            f"differently: {said}.{check}" + (f" The way is {ways}." if ways else "")
        ),
    )  # fmt: skip


def _stated(finding: Finding) -> str:
    hedge = f"{finding.claim.hedge} " if finding.claim.hedge else ""
    return " ".join(f"{hedge}{finding.claim.quantity.text}".split())
