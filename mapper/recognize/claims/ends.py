"""The two ends of a distance: the anchor it is counted from, and the target that it locates.

"Kars, 40 km east of Ardahan": Ardahan is the anchor, Kars the target. Ends that the text leaves
open have no span. All positions are in the article's text.
"""

import re
from dataclasses import dataclass
from functools import lru_cache

from mapper.model import ClaimEnd, EndKind, Span
from mapper.recognize.claims.context import Relation, wind_of, wind_pattern
from mapper.recognize.claims.phrases import in_list, phrase_after, phrase_before
from mapper.recognize.claims.words import any_of, claim_words

IMPLICIT = ClaimEnd(kind="implicit")


@dataclass(frozen=True, slots=True)
class Ends:
    """Both ends, where the words of the claim stop, and a direction said after the anchor."""

    anchor: ClaimEnd
    target: ClaimEnd
    end: int
    direction: str | None = None
    direction_text: str | None = None


@dataclass(frozen=True, slots=True)
class Frame:
    """A quantity in its sentence: `start` with its hedge, `head` after its conversions.

    `previous` is the sentence before; `sibling` the ends of the claim just before this one.
    """

    text: str
    sentence: Span
    start: int
    head: int
    previous: Span | None = None
    sibling: ClaimEnd | None = None
    sibling_end: int = 0


def make_end(text: str, span: Span | None) -> ClaimEnd:
    """Return a claim's end of the kind that its words show."""
    if span is None:
        return IMPLICIT
    words = text[span.start : span.end]
    return ClaimEnd(kind=end_kind(words), span=span, text=words)


def end_kind(words: str) -> EndKind:
    """Return what sort of end some words name.

    >>> end_kind("the Ecuadorean border"), end_kind("the ship"), end_kind("Bahrain")
    ('border', 'moving', 'place')
    """
    lowered = re.sub(r"^(?:the|an?|its|their|this|that)\s", "", words.lower())
    last = lowered.split()[-1] if lowered.split() else ""
    head = re.split(r"\s(?:of|with|between|at|in|on|near)\s", lowered)[0].split()
    heads = {last, lowered, head[-1] if head else ""}
    kinds: tuple[tuple[str, EndKind], ...] = (
        ("borders", "border"),
        ("coasts", "coast"),
        ("moving", "moving"),
        ("implicit", "implicit"),
    )
    for listed, kind in kinds:
        if any(in_list(listed, word) for word in heads):
            return kind
    first = lowered.split(" ")[0]
    return "implicit" if first in ("where", "what") else "place"


def find_ends(frame: Frame, relation: Relation) -> Ends:
    """Return anchor and target of the claim that `relation` makes of the quantity."""
    if relation.kind in ("between", "way", "stated"):
        return _way_ends(frame, relation)
    if relation.kind == "to":
        return _to_ends(frame, relation)
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
        target = _target(frame, anchor, end)
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
_TIE = re.compile(r"\s(?:in|at|on|near)\s(?=[A-Z])")


def _target_after_to(text: str, end: int, limit: int) -> ClaimEnd | None:
    match = _TO.match(text, end, limit)
    if match is None or _direction_after().match(text, end, limit):
        return None
    span = phrase_after(text, match.end(), limit)
    return make_end(text, _with_tie(text, span, limit)) if span else None


#: "oil fields | and a refinery at" Basra; 'the "red line" | along' the 16th parallel
_SPOT = re.compile(
    r"""["”’]?(?:\sand\s[^,;:.()]{1,60}?)?\s
    (?:at\s(?=[A-Z])|along\s(?=the\s\d{1,2}(?:st|nd|rd|th)\sparallel))""",
    re.VERBOSE,
)


def _with_named_spot(text: str, span: Span, limit: int) -> Span:
    """Take in where a nameless thing is: "major oil fields and a pipeline at Kirkuk"."""
    last = text[span.start : span.end].rsplit(maxsplit=1)[-1]
    spot = _SPOT.match(text, span.end, limit) if last.islower() else None
    if spot is None or end_kind(text[span.start : span.end]) != "place":
        return span
    place = phrase_after(text, spot.end(), limit)
    return Span(span.start, place.end) if place else span


def _with_tie(text: str, span: Span, limit: int) -> Span:
    """Take in the place that a phrase names after itself: "a terminal at Bir Ali"."""
    tie = _TIE.match(text, span.end, limit)
    place = phrase_after(text, tie.end(), limit) if tie else None
    return Span(span.start, place.end) if place else span


# --- the target, mostly before the number --------------------------------------------------------


def _target(frame: Frame, anchor: ClaimEnd, end: int) -> ClaimEnd:
    text = frame.text
    cut = _trimmed(text, frame.sentence.start, frame.start)
    if _at_start(text, frame.sentence.start, cut):
        return _target_later(frame, end)
    if frame.sibling and _coordinated(text, frame.sibling_end, frame.start):
        return frame.sibling
    if anchor.text.lower() in ("each other", "one another"):
        return make_end(text, _first_phrase(text, frame.sentence))
    found = _target_before(frame, cut)
    return _named_later(frame, found, end)


def _unanchored(frame: Frame, relation: Relation) -> Ends:
    """Return the ends of "ten miles away", "half a mile apart", "30 km to the north"."""
    text = frame.text
    end = relation.end
    if relation.kind == "apart":
        return Ends(IMPLICIT, make_end(text, _subject(frame)), end)
    at = re.compile(r"\s(?:at|in)\s").match(text, end, frame.sentence.end)
    after = phrase_after(text, at.end(), frame.sentence.end) if at else None
    before = _target(frame, IMPLICIT, end)
    if relation.kind == "away" and after and not re.search("[A-Z]", before.text[1:]):
        return Ends(IMPLICIT, make_end(text, after), after.end)
    return Ends(IMPLICIT, before, end)


#: What may stand between the target and the number: ", located", ", which is now", " at a point"
_TRAILING = re.compile(r"[\s,(–—-]+$")
_IN_WATER = re.compile(
    r",?\s+(?:in\s+)?[\w,.]+\s+(?:feet|meters|metres|fathoms|m|ft)\s+(?:of\s+water|above\s+sea\s+level|high),?$"
)


@lru_cache(maxsize=1)
def _located() -> re.Pattern[str]:
    listed = claim_words()["ends"]["located"]
    return re.compile(rf"[\s,]+{any_of(listed)}$", re.IGNORECASE)


@lru_cache(maxsize=1)
def _copula() -> re.Pattern[str]:
    listed = claim_words()["ends"]["copulas"]
    return re.compile(rf"(?:\b|(?=['’])){any_of(listed)}{_DONE}$", re.IGNORECASE)


#: What may follow a verb of being: "was | still", "were | killed", "was | found"
_DONE = r"(?:\s(?:\w+ly|now|still|also|not))?(?:\s\w+(?:ed|en|wn|und|ught|unk|uck|ilt|eld))?"


@lru_cache(maxsize=1)
def _going() -> re.Pattern[str]:
    listed = claim_words()["ends"]["going"]
    return re.compile(rf"\b{any_of(listed)}(?:\s(?:\w+ly|another|the|back|on))?$", re.IGNORECASE)


@lru_cache(maxsize=1)
def _also_located() -> re.Pattern[str]:
    """Return the pattern of a first wind: "Tarutung, | south of the city of Medan and"."""
    wind = wind_pattern()
    return re.compile(rf",?\s{wind}\sof\s[^,;]{{1,60}}\sand$", re.VERBOSE | re.IGNORECASE)


def _trimmed(text: str, floor: int, end: int) -> int:
    """Return where the words before a number stop once commas and "located" are taken off."""
    for _ in range(4):
        before = end
        blank = _TRAILING.search(text, max(floor, end - 8), end)
        end = blank.start() if blank else end
        for pattern in (_IN_WATER, _located(), _also_located()):
            match = pattern.search(text, max(floor, end - 90), end)
            end = match.start() if match else end
        if end == before:
            break
    return max(end, floor)


def _at_start(text: str, floor: int, cut: int) -> bool:
    return not text[floor:cut].strip("\"'“”‘’([—–- ")


def _coordinated(text: str, sibling_end: int, start: int) -> bool:
    """Return whether a distance follows another: "... of St. John's | and 35 km from"."""
    return (
        bool(sibling_end)
        and re.fullmatch(r",?\s(?:and|but|or)\s", text[sibling_end:start]) is not None
    )


def _target_before(frame: Frame, cut: int) -> ClaimEnd:
    text, floor = frame.text, frame.sentence.start
    near = max(floor, cut - 40)
    going = _going().search(text, near, cut)
    if going is not None:
        return make_end(text, _destination(text, floor, going.start()) or _subject(frame))
    copula = _copula().search(text, near, cut)
    if copula is not None:
        return make_end(text, _subject_before(frame, copula.start()))
    relative = _RELATIVE.search(text, near, cut)
    if relative:
        cut = relative.start()
    closed = relative is not None or text[cut : cut + 1] == ","
    span = phrase_before(text, cut, floor)
    if span is None:
        return make_end(text, _subject(frame))
    return make_end(text, _named_before(text, floor, span, closed=closed))


#: "Dvani, | a village of 200 people", "Bodo is | a town in Norway"
_COMMA = re.compile(r",\s+$")
_IS_A = re.compile(r"\s(?:is|was|are|were)\s+$")
#: "Lofoten is | a chain of steep islands in" Norway
_IS_A_KIND = re.compile(r"\s(?:is|was|are|were)\s(?:an?|one)\s[^,;:.()]{0,60}\s(?:in|of|on)\s+$")
_ARTICLE = re.compile(r"(?:an?|the|one)\s", re.IGNORECASE)


def _named_before(text: str, floor: int, span: Span, *, closed: bool) -> Span:
    """Return the name that a description stands for, if one stands before it; else the span.

    `closed` tells that the description ends with a comma or goes on with "that is".
    """
    kind_of = _IS_A_KIND.search(text, max(floor, span.start - 80), span.start)
    if kind_of is not None:
        return phrase_before(text, kind_of.start(), floor) or span
    article = _ARTICLE.match(text, span.start, span.end)
    near = max(floor, span.start - 6)
    town = _with_town(text, floor, span)
    if article is None or town != span:
        return town
    copula = _IS_A.search(text, near, span.start)
    if copula is not None and article[0][0] in "aoAO":
        return phrase_before(text, copula.start(), floor) or span
    comma = _COMMA.search(text, near, span.start)
    if comma is None:
        return span
    named = phrase_before(text, comma.start(), floor)
    if named is None or not (closed or (article[0][0] in "aA" and text[named.start].isupper())):
        return span
    return named


#: "Akuressa, | in Matara district", "Reno, | Nevada"
_IN_REGION = re.compile(r",\s+(?:(?:in|on|near)\s+)?$")


def _with_town(text: str, floor: int, span: Span) -> Span:
    """Take in the town that stands before its region."""
    match = _IN_REGION.search(text, max(floor, span.start - 9), span.start)
    town = phrase_before(text, match.start(), floor) if match else None
    if match is None or town is None:
        return span
    bare = match[0].strip() == ","
    if bare and not (text[span.start].isupper() and text[town.end - 1 : town.end].isalpha()):
        return span
    return Span(town.start, span.end) if text[town.start : town.end] != "" else span


_RELATIVE = re.compile(r",?\s+(?:which|that|who)\s*$", re.IGNORECASE)
_PRONOUNS = ("it", "they", "he", "she", "we", "i", "you", "this", "that", "these", "those")
_PRONOUN = re.compile(rf"\b({'|'.join(_PRONOUNS)})\s*$", re.IGNORECASE)


def _subject_before(frame: Frame, end: int) -> Span | None:
    """Return the subject of a verb that starts at `end`; a pronoun's antecedent where it is one."""
    text, floor = frame.text, frame.sentence.start
    cut = _TRAILING.search(text, max(floor, end - 8), end)
    end = cut.start() if cut else end
    relative = _RELATIVE.search(text, max(floor, end - 10), end)
    if relative is not None:
        span = phrase_before(text, relative.start(), floor)
        return _named_before(text, floor, span, closed=True) if span else None
    if _PRONOUN.search(text, max(floor, end - 8), end):
        return _antecedent(frame)
    span = phrase_before(text, end, floor)
    if span is None or (cut and "," in cut[0] and not re.search("[A-Z]", text[span.start : end])):
        return _first_phrase(text, Span(floor, end))  # "The slick, now 15 miles wide, | is"
    return span


def _antecedent(frame: Frame) -> Span | None:
    """Return what a pronoun stands for: the phrase that opens the sentence before."""
    if frame.previous is None:
        return None
    match = _SAID.match(frame.text, frame.previous.start, frame.previous.end)
    start = match.end() if match else frame.previous.start
    return _first_phrase(frame.text, Span(start, frame.previous.end))


#: "He said | the well ..."
_SAID = re.compile(r"[^.,;]{1,60}?\s(?:said|says|reported|told\s\w+)\s(?:that\s)?(?=[a-z])")


def _subject(frame: Frame) -> Span | None:
    """Return the phrase that opens the sentence, up to the number."""
    return _first_phrase(frame.text, Span(frame.sentence.start, frame.start))


_OPENING = re.compile(
    r"""[\s"'“‘(]*(?:(?:But|And|However|Meanwhile|Also|Still|Yet|Then|In|On|At|As|For|After)\b[^,.;]{0,60},\s+)?"""
)


def _first_phrase(text: str, span: Span) -> Span | None:
    match = _OPENING.match(text, span.start, span.end)
    return phrase_after(text, match.end() if match else span.start, span.end)


#: "arrived at the launch site on Wednesday, travelling 900 km north of Omsk"
_ARRIVED = re.compile(
    r"\b(?:arriv\w+\s(?:at|in)|reach\w*|visit\w*|enter\w*|head\w*\s(?:to|for)|to|at)\s"
    r"(?=(?:the|an?|its|their)\s|[A-Z])"
)


def _destination(text: str, floor: int, end: int) -> Span | None:
    """Return where a going that was told before the number led to; the last place of arrival."""
    found = None
    for match in _ARRIVED.finditer(text, floor, end):
        found = phrase_after(text, match.end(), end) or found
    return found


#: "Some 40 km north of Kirkuk lies Dibis", "..., rebels took the town of Hola"
_LATER = re.compile(r",?\s+(?:lies|lie|is|are|was|were|stands|sits|stood|lay)\s+|,\s+")


def _target_later(frame: Frame, end: int) -> ClaimEnd:
    match = _LATER.match(frame.text, end, frame.sentence.end)
    if match is None:
        return IMPLICIT
    return make_end(frame.text, phrase_after(frame.text, match.end(), frame.sentence.end))


_AT_NAME = re.compile(r"\s(?:at|in)\s(?=(?:the\s(?:town|village|city|port|district)\sof\s)?[A-Z])")


def _named_later(frame: Frame, found: ClaimEnd, end: int) -> ClaimEnd:
    """Prefer the place named right after the anchor to a nameless thing before the number."""
    if re.search("[A-Z]", found.text[1:]) or found.text[:1].isupper():
        return found
    match = re.compile(r"\sat\s(?=[A-Z])").match(frame.text, end, frame.sentence.end)
    if match is None:
        return found
    span = phrase_after(frame.text, match.end(), frame.sentence.end)
    return make_end(frame.text, span) if span else found


# --- ways: from A to B, between A and B ----------------------------------------------------------

_BETWEEN = re.compile(r"\b(?:between|separat\w+|divid\w+)\s", re.IGNORECASE)
_FROM = re.compile(r"\bfrom\s", re.IGNORECASE)
_AND = re.compile(r"\s(?:and|from|to)\s")


def _way_ends(frame: Frame, relation: Relation) -> Ends:
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
    end = second.end if second else first.end
    return Ends(make_end(text, first), make_end(text, second), end)


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


def _to_ends(frame: Frame, relation: Relation) -> Ends:
    """Return the ends of "From the station it is 250 km south to the border"."""
    span = phrase_after(frame.text, relation.end, frame.sentence.end)
    if span is not None:
        span = _with_tie(frame.text, span, frame.sentence.end)
    return Ends(
        _origin(frame),
        make_end(frame.text, span),
        span.end if span else relation.end,
    )
