"""Ends that come in pairs: from A to B, between A and B, A and B apart."""

import re

from mapper.model import ClaimEnd, Span
from mapper.recognize.claims.context import Relation
from mapper.recognize.claims.frame import IMPLICIT, Ends, Frame, make_end
from mapper.recognize.claims.phrases import phrase_after

_BETWEEN = re.compile(r"\b(?:between|separat\w+|divid\w+)\s", re.IGNORECASE)
_FROM = re.compile(r"\bfrom\s", re.IGNORECASE)
_AND = re.compile(r"\s(?:and|from|to)\s")


def way_ends(frame: Frame, relation: Relation) -> Ends:
    """Return both ends of a way: after the number, or before it where the relation is stated."""
    text, limit = frame.text, frame.sentence.end
    if relation.kind == "between":
        return _pair(text, relation.end, limit)
    if relation.kind == "stated":
        return _pair_before(frame, relation.end)
    between = _BETWEEN.match(text, relation.end, limit)
    if between:
        return _pair(text, between.end(), limit)
    origin = _FROM.match(text, relation.end, limit)
    if origin:
        return _pair(text, origin.end(), limit)
    to = re.compile(r"to\s").match(text, relation.end, limit)
    span = phrase_after(text, to.end(), limit) if to else None
    return Ends(_origin(frame), make_end(text, span), span.end if span else relation.end)


def _pair(text: str, start: int, limit: int) -> Ends:
    """Read "A and B" or "A to B"."""
    first = phrase_after(text, start, limit)
    if first is None:
        return Ends(IMPLICIT, IMPLICIT, start)
    joint = _AND.match(text, first.end, limit)
    second = phrase_after(text, joint.end(), limit) if joint else None
    if second is None:  # "between the two towns"
        return Ends(IMPLICIT, make_end(text, first), first.end)
    if joint and joint[0].strip() == "from":  # "90 miles separate Key West from Cuba"
        return Ends(make_end(text, second), make_end(text, first), second.end)
    return Ends(make_end(text, first), make_end(text, second), second.end)


#: "Kars and Ardahan | are 90 km apart", "Kars and Ardahan, | 90 km apart,"
_APART = re.compile(
    r"\sand\s(?P<second>\w[^,;:()]{1,60}?)"
    r"(?:,?\s(?:are|were|lie|lay|stand|stood|sit|sat)(?:\s\w+){0,2}|,)\s$"
)


def apart_ends(frame: Frame, first: Span | None, end: int) -> Ends:
    """Read "A and B are N km apart"; of "the two camps are N km apart" the target alone."""
    text = frame.text
    second = _APART.match(text, first.end, frame.start) if first else None
    if second is None:
        return Ends(IMPLICIT, make_end(text, first), end)
    span = phrase_after(text, second.start("second"), second.end("second"))
    return Ends(make_end(text, first), make_end(text, span), end)


def _pair_before(frame: Frame, end: int) -> Ends:
    """Read the pair that stands before the number: "the distance between A and B is 40 km"."""
    text, floor = frame.text, frame.sentence.start
    for pattern in (_BETWEEN, _FROM):
        match = pattern.search(text, floor, frame.start)
        if match:
            found = _pair(text, match.end(), frame.start)
            return Ends(found.anchor, found.target, end)
    return Ends(IMPLICIT, IMPLICIT, end)


def _origin(frame: Frame) -> ClaimEnd:
    """Return the place after a "from" before the number; implicit where there is none."""
    found = list(_FROM.finditer(frame.text, frame.sentence.start, frame.start))
    if not found:
        return IMPLICIT
    return make_end(frame.text, phrase_after(frame.text, found[-1].end(), frame.start))


def to_ends(frame: Frame, relation: Relation) -> Ends:
    """Return the ends of "From the station it is 250 km south to the border"."""
    span = phrase_after(frame.text, relation.end, frame.sentence.end)
    if span is not None:
        span = with_tie(frame.text, span, frame.sentence.end)
    return Ends(
        _origin(frame),
        make_end(frame.text, span),
        span.end if span else relation.end,
    )


_TIE = re.compile(r"\s(?:in|at|on|near)\s(?=[A-Z])")


def with_tie(text: str, span: Span, limit: int) -> Span:
    """Take in the place that a phrase names after itself: "a terminal at Bir Ali"."""
    tie = _TIE.match(text, span.end, limit)
    place = phrase_after(text, tie.end(), limit) if tie else None
    return Span(span.start, place.end) if place else span
