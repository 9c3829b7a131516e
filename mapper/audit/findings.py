"""Claims to findings: ends resolved, measured, judged, explained. The calls in their order."""

from collections.abc import Sequence
from dataclasses import replace
from typing import TYPE_CHECKING

from mapper.audit.alternatives import turning_notes, with_turning
from mapper.audit.conflicts import with_conflicts
from mapper.audit.ends import resolve_ends
from mapper.audit.ground import Ground
from mapper.audit.implied import implied_anchor, is_implied, reopened
from mapper.audit.measure import ends_km, is_of_dispute, measure_claim, placed_lines
from mapper.audit.mending import suggest
from mapper.audit.mentioned import Mentioned, mentioned
from mapper.audit.rules import rule
from mapper.audit.together import beside_other, together
from mapper.audit.unread import is_likely, unread_names
from mapper.audit.verdict import FLAGGED, judge, judge_direction, stated_km
from mapper.audit.ways import Ways
from mapper.audit.wording import direction_words, explain, explain_open, notes_on
from mapper.geocode import geocode_mentions
from mapper.model import (
    Annotations,
    AppliedCorrection,
    Article,
    DistanceClaim,
    Finding,
    Measurement,
    Resolution,
    ResolvedEnd,
    Router,
    Span,
)

if TYPE_CHECKING:
    from mapper.gazetteer import Gazetteer

#: Half the ellipsoid's circumference through the poles; no two places are further apart.
FURTHEST_KM = 20004.0
TOO_SHORT = "it is too short to be checked between the reference points of two places"


def audit_claims(
    articles: Sequence[Article],
    annotations: Sequence[Annotations],
    resolutions: Sequence[Resolution],
    *,
    gazetteer: "Gazetteer | None",
    routers: Sequence[Router] = (),
    corrections: Sequence[AppliedCorrection] = (),
) -> tuple[Finding, ...]:
    """Return a finding for every claim, in the order of the articles.

    Claims that a `not_a_claim` correction strikes off are left out. Without a gazetteer only
    reference points are measured; without routers no route is.
    """
    ground, ways = Ground(gazetteer), Ways(routers)
    found = []
    own: dict[str, list[Resolution]] = {article.id: [] for article in articles}
    for resolution in resolutions:
        own[resolution.mention.article].append(resolution)
    for article, annotation in zip(articles, annotations, strict=True):
        known = _known(article, annotation, own[article.id], gazetteer)
        for claim in annotation.claims:
            if not _struck_off(claim, corrections):
                found.append(_finding(article, claim, known, ground, ways, corrections))  # noqa: PERF401 - reads better
    return with_conflicts(found)


def _known(
    article: Article,
    annotation: Annotations,
    resolutions: Sequence[Resolution],
    gazetteer: "Gazetteer | None",
) -> Mentioned:
    """Return the resolutions of an article, with those of names that only its claims show."""
    known = mentioned(article, resolutions)
    unread = [m for claim in annotation.claims for m in unread_names(claim, known)]
    if not unread or gazetteer is None:
        return known
    taken = {mention.key for mention in unread}
    mentions = sorted((*annotation.mentions, *unread), key=lambda mention: mention.span)
    again = geocode_mentions([article], [replace(annotation, mentions=tuple(mentions))], gazetteer)
    found = [r for r in again if r.mention.key in taken and is_likely(r, article.text)]
    return mentioned(article, (*known.resolutions, *found))


def _struck_off(claim: DistanceClaim, corrections: Sequence[AppliedCorrection]) -> bool:
    return any(
        article == claim.article and Span(start, end).overlaps(claim.span)
        for applied in corrections
        if applied.correction.verb == "not_a_claim"
        for article, start, end in applied.spans
    )


def _finding(
    article: Article,
    claim: DistanceClaim,
    known: Mentioned,
    ground: Ground,
    ways: Ways,
    corrections: Sequence[AppliedCorrection],
) -> Finding:
    ends = resolve_ends(claim, known, ground, corrections)
    if ends[0].place is None or ends[1].place is None:
        ends = beside_other(claim, ends, known, ground)
    ends = (implied_anchor(claim, *ends, known), ends[1])
    off_km = ends_km(*ends, ground)
    measurements = measure_claim(claim, *ends, ground)
    judged = judge(claim, measurements, (), off_km)
    flagged = judged is not None and judged.verdict in FLAGGED
    wind = judge_direction(claim.direction, measurements)
    if is_implied(ends[0]) and (flagged or wind in ("questionable", "contradictory")):
        ends = (reopened(ends[0], measurements[0]), ends[1])
        measurements, judged = (), None
    elif judged is not None and (flagged or wind == "contradictory"):
        astray = wind == "contradictory"
        ends = together(claim, ends, judged, known, ground, turned=astray)
        measurements = measure_claim(claim, *ends, ground)
        judged = judge(claim, measurements, (), off_km)
    anchor, target = placed_lines(*ends, measurements)
    problem = _problem(claim, measurements)
    if problem or not measurements:
        return _open_finding(claim, anchor, target, problem, measurements)
    routes = ways.between(claim, anchor, target, measurements[0], ground)
    if routes:
        judged = judge(claim, measurements, routes, off_km)
    if judged is None:
        problem = "it names no number"
        return _open_finding(claim, anchor, target, problem, measurements)
    anchor, target = with_turning(claim, (anchor, target), judged, off_km, ground)
    direction = judge_direction(claim.direction, measurements)
    turned = direction_words(claim, direction, measurements, (anchor.label, target.label))
    return Finding(
        claim=claim,
        anchor=anchor,
        target=target,
        verdict=judged.verdict,
        explanation=explain(claim, judged, measurements, routes) + turned,
        measurements=measurements,
        routes=routes,
        direction_verdict=direction,
        tolerance=judged.tolerance,
        margin=round(abs(judged.margin), 4),
        reading=judged.reading,
        suggestion=suggest(article, claim, judged, routes, direction, off_km),
        notes=(
            *notes_on(claim, judged, routes),
            *_border_notes(anchor, target, measurements, ground),
            *turning_notes(anchor, target, ground),
        ),
    )


def _open_finding(
    claim: DistanceClaim,
    anchor: ResolvedEnd,
    target: ResolvedEnd,
    problem: str,
    measurements: tuple[Measurement, ...],
) -> Finding:
    # without a verdict, no alternative turns one
    anchor, target = (
        replace(end, alternatives=()) if end.place and end.alternatives else end
        for end in (anchor, target)
    )
    return Finding(
        claim=claim,
        anchor=anchor,
        target=target,
        verdict="contradictory" if problem.startswith("no two places") else "unverifiable",
        explanation=explain_open(anchor, target, problem),
        measurements=measurements,
        direction_verdict=judge_direction(claim.direction, measurements),
        notes=notes_on(claim, None, ()),
    )


def _problem(claim: DistanceClaim, measurements: Sequence[Measurement]) -> str:
    """Return what makes a claim impossible to check, empty where nothing does."""
    stated = stated_km(claim.quantity)
    if stated is None:
        return "it names no number"
    if stated[0] > FURTHEST_KM:
        return f"no two places on Earth are more than {FURTHEST_KM:,.0f} km apart"
    longest = max((measured.km for measured in measurements), default=stated[1])
    problems = (
        (stated[1] <= 0, "a distance of zero has no ends to measure between"),
        (longest == 0, "both ends are the same place on the map"),
        (max(stated[1], longest) < rule("notes", "least_km"), TOO_SHORT),
    )
    return next((words for holds, words in problems if holds), "")


def _border_notes(
    anchor: ResolvedEnd,
    target: ResolvedEnd,
    measurements: Sequence[Measurement],
    ground: Ground,
) -> list[str]:
    notes = []
    for end in (anchor, target):
        if end.end.kind == "border" and end.countries:
            where = f"{end.label}: {end.reason}; the line is that of {ground.layer}"
            notes.append(f"{where}, good to {ground.border_km:.0f} km")
            notes += _dispute_notes(end, measurements, ground)
    return notes


def _dispute_notes(
    border: ResolvedEnd, measurements: Sequence[Measurement], ground: Ground
) -> list[str]:
    """Return which line a disputed border was measured to, and what the others would give."""
    others = [measured for measured in measurements if is_of_dispute(measured)]
    if not others:
        return []
    areas = ", ".join(ground.disputed(border.countries[0], border.countries[1]))
    told = "; ".join(f"{m.km:,.0f} km to the {m.label}" for m in others)
    line = f"{measurements[0].label}, {measurements[0].km:,.0f} km"
    return [f"part of this border is disputed ({areas}): measured to the {line}; {told}"]
