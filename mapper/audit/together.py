"""Ends that go together: what a name means beside the other end, where the geocoder took a far one.

A distance in the news ties a place to one near it, so where the places chosen lie so far apart that
the claim would be contradictory, a namesake nearer to the other end is taken if the figure and its
wind bear it out; the note says so. Never a farther one, and never for a claim that is merely off:
else the figure would choose the place that makes it true. Where both figure and wind contradict the
place chosen, any namesake that both bear out is taken: two slips in one claim are rarer than a
misread name. Where the wind alone does, only a larger one is: Puno the city, not the hamlet.
"""

from collections.abc import Iterator
from dataclasses import replace

from mapper import geodesy
from mapper.audit.beside import found_beside
from mapper.audit.borders import resolve_border
from mapper.audit.ends import LARGE, mention_of
from mapper.audit.ground import Ground
from mapper.audit.measure import is_line, measure_claim
from mapper.audit.mentioned import Mentioned, point_of
from mapper.audit.rules import rule
from mapper.audit.verdict import FLAGGED, Judged, judge, judge_direction
from mapper.model import Candidate, DistanceClaim, Place, ResolvedEnd

Pair = tuple[ResolvedEnd, ResolvedEnd]


def together(
    claim: DistanceClaim,
    ends: Pair,
    judged: Judged,
    known: Mentioned,
    ground: Ground,
    *,
    turned: bool,
) -> Pair:
    """Return the ends of a flagged claim, one as its namesake where only that can be meant.

    That is a nearer one where the claim would be contradictory; where its wind is contradictory too
    (`turned`), any one that both the figure and the wind bear out.

    Ends that lie farther apart than any error of an article would make them, with no namesake that
    fits, were misread: the less sure one is left open.
    """
    nearer = judged.verdict == "contradictory" and judged.margin > 0
    if not nearer and not turned:
        return ends
    off_km = judged.tolerance.ends_km
    flagged = judged.verdict in FLAGGED
    for pair in _swaps(claim, ends, known, larger=not flagged):
        found = _with_borders(pair, known, ground)
        if _fits(claim, found, ground, off_km):
            return found
    stated = claim.distance.high_km or claim.distance.low_km
    farthest = rule("together", "misread_times") * stated
    if not flagged or not stated or judged.measurement.km <= farthest:
        return ends
    return _without_less_sure(claim, ends, known, judged)


def beside_other(claim: DistanceClaim, ends: Pair, known: Mentioned, ground: Ground) -> Pair:
    """Return the ends, an unsure one as the likeliest of its namesakes that lies beside the other.

    Beside means in the same country and nearer than a few times the stated figure; whether the
    figure fits is not asked, so that it can still be checked.
    """
    for number, said in enumerate((claim.anchor, claim.target)):
        end, other = ends[number], ends[1 - number]
        if end.place or end.by_desk or is_line(end) or other.place is None or is_line(other):
            continue
        found = mention_of(said, known)
        if found and found.place:
            continue
        candidates = found.candidates if found else ()
        near = tuple(c.place for c in candidates if _beside(claim, c, other.place))
        if found and near:
            words = found.mention.text
            reason = f"{words!r} means {near[0].name}, the likeliest beside {other.label}"
            settled = replace(
                end, place=near[0], label=words, reason=reason, alternatives=near[1:4]
            )
        else:
            settled = found_beside(claim, end, other.place, known, ground)
        if settled.place:
            return (settled, other) if number == 0 else (other, settled)
    return ends


def _beside(claim: DistanceClaim, candidate: Candidate, other: Place) -> bool:
    place, stated = candidate.place, claim.distance.high_km or claim.distance.low_km
    if candidate.score < rule("together", "least_score") or place.country != other.country:
        return False
    km = geodesy.distance_km(point_of(place), point_of(other))
    return 0 < km <= rule("together", "beside_times") * stated


def _with_borders(ends: Pair, known: Mentioned, ground: Ground) -> Pair:
    """Return the ends with a border settled anew, since it depends on where the other end lies."""
    anchor, target = ends
    if anchor.end.kind == "border" and anchor.by_desk is None:
        anchor = resolve_border(anchor, target, known, ground)
    if target.end.kind == "border" and target.by_desk is None:
        target = resolve_border(target, anchor, known, ground)
    return anchor, target


def _swaps(claim: DistanceClaim, ends: Pair, known: Mentioned, *, larger: bool) -> Iterator[Pair]:
    """Yield the ends with another place for one of them, the likelier ones first.

    With `larger`, only one of more people than the place chosen.
    """
    found = []
    for number, end in enumerate(ends):
        if end.place is None or end.by_desk or is_line(end):
            continue
        mention = mention_of(claim.anchor if number == 0 else claim.target, known)
        for candidate in mention.candidates if mention else ():
            likely = candidate.score >= rule("together", "least_score")
            if larger and candidate.place.population <= end.place.population:
                continue
            if likely and candidate.place.id != end.place.id:
                other = _as(end, candidate.place)
                pair = (other, ends[1]) if number == 0 else (ends[0], other)
                found.append((candidate.score, candidate.place.kind in LARGE, pair))
    # a town before the division that bears its name: distances are counted from towns
    found.sort(key=lambda scored: (scored[1], -scored[0]))
    return (pair for _, _, pair in found)


def _as(end: ResolvedEnd, place: Place) -> ResolvedEnd:
    old = end.place
    where = f" ({place.country})" if place.country else ""
    reason = f"{end.label!r} means {place.name}{where}: no other place of that name fits here"
    rest = tuple(p for p in end.alternatives if p.id != place.id)
    others = (old, *rest) if old else rest
    return replace(end, place=place, reason=reason, alternatives=others[:3])


def _fits(claim: DistanceClaim, pair: Pair, ground: Ground, ends_km: float) -> bool:
    measurements = measure_claim(claim, *pair, ground)
    judged = judge(claim, measurements, (), ends_km)
    if judged is None or judged.verdict not in ("supported", "plausible_as_route"):
        return False
    return judge_direction(claim.direction, measurements) in (None, "supported")


def _without_less_sure(claim: DistanceClaim, ends: Pair, known: Mentioned, judged: Judged) -> Pair:
    scores = []
    for end, said in zip(ends, (claim.anchor, claim.target), strict=True):
        mention = mention_of(said, known)
        movable = end.place is not None and not end.by_desk and not is_line(end)
        scores.append(mention.score if mention and movable else 2.0)
    number = 0 if scores[0] < scores[1] else 1
    end = ends[number]
    if scores[number] >= rule("together", "sure_score") or end.place is None:
        return ends
    reason = (
        f"{end.place.name} lies {judged.measurement.km:,.0f} km from the other end, "
        f"too far to be the {end.label!r} that is meant"
    )
    alternatives = (end.place, *end.alternatives)[:3]
    opened = replace(end, place=None, reason=reason, alternatives=alternatives)
    return (opened, ends[1]) if number == 0 else (ends[0], opened)
