"""Anchors that the text leaves out: "in Gori and in Kaspi, 30 km away", "another 40 km to Kaspi".

The anchor is the only place named before the target in its sentence, else the only one of the
sentence before. Where two could be meant it stays open, and a figure that such an anchor does not
bear out opens it again: the article named no anchor, so that we may be wrong and it may not.
"""

import re
from dataclasses import replace

from mapper.audit.mentioned import Mentioned
from mapper.model import DistanceClaim, Measurement, Place, ResolvedEnd, Span

#: Kinds of places from whose point a distance is counted.
_POINTS = ("city", "island", "facility", "mountain", "park")
_LANDS = ("country", "continent", "region", "water")
_LAST_STOP = re.compile(r"[.!?]['\"’”)]*\s+(?=\S)")
#: Characters before a sentence in which the one before it is looked for.
_REACH = 600


def implied_anchor(
    claim: DistanceClaim, anchor: ResolvedEnd, target: ResolvedEnd, known: Mentioned
) -> ResolvedEnd:
    """Return the anchor that the words before the target imply; as it is where none is sure."""
    open_end = anchor.place is None and anchor.end.span is None and anchor.by_desk is None
    if not open_end or anchor.end.kind != "implicit" or target.place is None:
        return anchor
    limit = claim.quantity.span.start
    if target.end.span is not None:
        limit = min(limit, target.end.span.start)
    here = Span(claim.sentence.start, limit)
    for span in (here, _sentence_before(known.article.text, claim.sentence.start)):
        places = _points_in(span, known)
        if len(places) == 1 and target.place.id not in places:
            (place,) = places.values()
            if place.kind not in _POINTS:
                return anchor
            reason = f"{place.name} is implied: the place named last before {target.label!r}"
            return replace(anchor, place=place, label=place.name, reason=reason)
        if places:
            return anchor
    return anchor


def _sentence_before(text: str, start: int) -> Span:
    first = max(0, start - _REACH)
    head = text[first:start].rstrip()
    stops = list(_LAST_STOP.finditer(head))
    return Span(first + (stops[-1].end() if stops else 0), start)


def _points_in(span: Span, known: Mentioned) -> dict[str, Place]:
    """Return the places in a stretch of text, without the lands and divisions round them."""
    if span.end <= span.start:
        return {}
    places = [r.place for r in known.overlapping(span) if r.place and r.mention.kind != "demonym"]
    round_them = {code for p in places for code in (p.admin1, p.admin2) if p.kind in _POINTS}
    return {p.id: p for p in places if p.kind not in _LANDS and p.id not in round_them}


def is_implied(anchor: ResolvedEnd) -> bool:
    """Return whether an anchor was found by what the text implies alone."""
    return anchor.place is not None and anchor.end.kind == "implicit" and anchor.by_desk is None


def reopened(anchor: ResolvedEnd, found: Measurement) -> ResolvedEnd:
    """Return an implied anchor as an open end, since it does not lie where it should."""
    place = anchor.place
    if place is None:
        return anchor
    reason = f"the text does not name it; {place.name}, named before, is {found.km:,.0f} km away"
    return replace(anchor, place=None, label="", reason=reason)
