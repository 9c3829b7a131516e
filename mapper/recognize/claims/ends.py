"""The two ends of a distance: the anchor it is counted from, and the target that it locates.

"Kars, 40 km east of Ardahan": Ardahan is the anchor, Kars the target. Ends that the text leaves
open have no span. All positions are in the article's text.
"""

import re
from functools import lru_cache

from mapper.model import ClaimEnd, Span
from mapper.recognize.claims.context import Relation, wind_of, wind_pattern
from mapper.recognize.claims.frame import IMPLICIT, Ends, Frame, end_kind, make_end
from mapper.recognize.claims.pairs import apart_ends, to_ends, way_ends, with_tie
from mapper.recognize.claims.phrases import in_list, phrase_after
from mapper.recognize.claims.targets import subject, target_of


def find_ends(frame: Frame, relation: Relation) -> Ends:
    """Return anchor and target of the claim that `relation` makes of the quantity."""
    if relation.kind in ("between", "way", "stated"):
        return way_ends(frame, relation)
    if relation.kind == "to":
        return to_ends(frame, relation)
    if relation.kind in ("of", "from", "off", "river", "within"):
        return _anchored(frame, relation)
    return _unanchored(frame, relation)


# --- with an anchor ------------------------------------------------------------------------------


def _anchored(frame: Frame, relation: Relation) -> Ends:
    text, limit = frame.text, frame.sentence.end
    span = phrase_after(text, relation.end, limit)
    span = _with_named_spot(text, span, limit) if span else None
    end = span.end if span else relation.end
    anchor = make_end(text, span)
    later = None
    if relation.direction is None:
        later = _direction_after().match(text, end, limit)
        later = later or _coast_side().match(text, relation.end, limit)
    target = _target_after_to(text, end, limit) if relation.kind == "from" else None
    if target is None:
        target = target_of(frame, anchor, end)
    else:
        end = target.span.end if target.span else end
    if later is None:
        return Ends(anchor, target, end)
    return Ends(anchor, target, max(end, later.end()), wind_of(later["dir"]), later["dir"])


@lru_cache(maxsize=1)
def _direction_after() -> re.Pattern[str]:
    """Return the pattern of a wind after the anchor: ", to the east-southeast"."""
    return re.compile(rf",?\sto\sthe\s(?P<dir>{wind_pattern()})\b", re.VERBOSE | re.IGNORECASE)


@lru_cache(maxsize=1)
def _coast_side() -> re.Pattern[str]:
    """Return the pattern of "the west coast": what lies off it lies to the west."""
    return re.compile(
        rf"(?:the|its)\s(?P<dir>{wind_pattern()})\s(?:coast|shore)\b", re.VERBOSE | re.IGNORECASE
    )


#: "from Osh, their home, to the capital"
_TO = re.compile(r"(?:,[^,;.()]{1,40},)?\sto\s(?=(?:the|an?|its|their)\s|[A-Z])")


def _target_after_to(text: str, end: int, limit: int) -> ClaimEnd | None:
    match = _TO.match(text, end, limit)
    if match is None or _direction_after().match(text, end, limit):
        return None
    span = phrase_after(text, match.end(), limit)
    return make_end(text, with_tie(text, span, limit)) if span else None


#: "the entrance | to the base", "the road | to Mosul"
_LEADS_TO = re.compile(r"\sto\s(?=(?:the|an?|its|their)\s|[A-Z])")
#: "the border | with Chad", "the border | between Chad and Sudan"
_BORDER_OF = re.compile(r"\s(?:with|between)\s(?=(?:the\s)?[A-Z])")
_AND_OTHER = re.compile(r"\sand\s(?=(?:the\s)?[A-Z])")
#: "oil fields | and a refinery at" Basra; 'the "red line" | along' the 16th parallel
_SPOT = re.compile(
    r"""["”’]?(?:\sand\s[^,;:.()]{1,60}?)?\s
    (?:at\s(?=[A-Z])|along\s(?=the\s\d{1,2}(?:st|nd|rd|th)\sparallel))""",
    re.VERBOSE,
)


def _with_named_spot(text: str, span: Span, limit: int) -> Span:
    """Take in where a nameless thing is: "major oil fields and a pipeline at Kirkuk"."""
    last = text[span.start : span.end].rsplit(maxsplit=1)[-1]
    parts = end_kind(text[span.start : span.end]) == "border"
    tie = _BORDER_OF if parts else _LEADS_TO if in_list("openings", last) else _SPOT
    spot = tie.match(text, span.end, limit) if last.islower() else None
    if spot is None or end_kind(text[span.start : span.end]) not in ("place", "border"):
        return span
    place = phrase_after(text, spot.end(), limit)
    other = _AND_OTHER.match(text, place.end, limit) if place and "between" in spot[0] else None
    if other is not None:
        place = phrase_after(text, other.end(), limit) or place
    return Span(span.start, place.end) if place else span


def _unanchored(frame: Frame, relation: Relation) -> Ends:
    """Return the ends of "ten miles away", "half a mile apart", "30 km to the north"."""
    text = frame.text
    end = relation.end
    if relation.kind == "apart":
        return apart_ends(frame, subject(frame), end)
    at = re.compile(r"\s(?:at|in)\s").match(text, end, frame.sentence.end)
    after = phrase_after(text, at.end(), frame.sentence.end) if at else None
    before = target_of(frame, IMPLICIT, end)
    if relation.kind == "away" and after and not re.search("[A-Z]", before.text[1:]):
        return Ends(IMPLICIT, make_end(text, after), after.end)
    on = frame.sibling and _FURTHER.search(text, frame.start, end)
    return Ends(frame.sibling if on and frame.sibling else IMPLICIT, before, end)


#: "in Yerevan, 170 km | further south": counted from the place of the distance before
_FURTHER = re.compile(r"\b(?:further|farther|another)\b")
