"""Stated distances in a text: "about 74 kilometers from Vladivostok".

Our own grammar, because no library tells a distance between two places from a length: quantulum3
and recognizers-text reach F1 0.43 to 0.53 here. Its parts: `amounts` reads numbers with
units, `context` decides what a length is of, `ends` finds the places it lies between,
`source` who says it; the words are in words.toml. Linear in the length of the text.
"""

import re
from bisect import bisect_right
from collections.abc import Iterator, Sequence
from dataclasses import replace
from itertools import groupby

from mapper.model import (
    Article,
    ClaimEnd,
    Distance,
    DistanceClaim,
    Mention,
    NameIndex,
    Quantity,
    Span,
    content_id,
)
from mapper.recognize.claims.amounts import find_quantities, km_of
from mapper.recognize.claims.context import Relation, find_relation
from mapper.recognize.claims.ends import find_ends
from mapper.recognize.claims.frame import Ends, Frame
from mapper.recognize.claims.source import find_hours, find_mode, find_source
from mapper.recognize.claims.words import hedge_after, hedge_before, hedge_class
from mapper.recognize.sentences import split_sentences

#: What opens a conversion after a quantity: "50 miles (about 80 km)", "50 miles, or 80 km,".
_OPENS = re.compile(
    r"""
      \s?[(\[]\s?(?:(?:about|around|some|roughly|approximately|almost|nearly|or|c\.|ca\.)\s)?
    | \s?/\s?
    | \s?[,–—-]\s?or\s(?:about\s|some\s|around\s)?
    """,
    re.VERBOSE,
)
_CLOSES = re.compile(r"\s?[)\]] | \s?[,–—](?=\s) | (?=[\s.;]|$)", re.VERBOSE)


def recognize_claims(
    article: Article, mentions: Sequence[Mention], *, names: NameIndex
) -> tuple[DistanceClaim, ...]:
    """Return the distances that an article states between two places, in the order of the text.

    `mentions` of places widen the ends to whole names; without any, capital letters decide. Spans
    that are marked as no article hold no claim. `names` is part of every recognizer's call; this
    one needs no gazetteer.
    """
    del names
    quantities = list(find_quantities(article.text))
    if not quantities:
        return ()
    sentences = split_sentences(article.text, article.marked)
    starts = [sentence.start for sentence in sentences]
    spans = sorted((mention.span for mention in mentions), key=lambda span: span.start)
    claims: list[DistanceClaim] = []
    for index, group in groupby(quantities, lambda q: bisect_right(starts, q.span.start) - 1):
        if index < 0:
            continue
        previous = sentences[index - 1] if index else None
        inside = [q for q in group if q.span.end <= sentences[index].end]
        claims.extend(_claims_in(article, sentences[index], previous, inside, spans))
    return tuple(claims)


def _claims_in(
    article: Article,
    sentence: Span,
    previous: Span | None,
    quantities: list[Quantity],
    mentions: list[Span],
) -> Iterator[DistanceClaim]:
    text = article.text
    sibling, sibling_end = None, 0
    for quantity, alternates, end in _with_conversions(text, quantities):
        view = _view(sentence, quantity)
        hedge, start, head = _hedge(text, quantity, end, view)
        relation = find_relation(text, quantity, start, head, view)
        if relation is None:
            continue
        before = previous if view.start == sentence.start else None
        frame = Frame(text, view, start, head, before, sibling, sibling_end)
        ends = _widened(text, find_ends(frame, relation), mentions)
        sibling, sibling_end = ends.target, ends.end
        claim = _claim(article, frame, (quantity, *alternates), hedge, relation, ends)
        yield replace(claim, sentence=sentence)


#: Characters of a sentence that are read on either side of a quantity; real sentences are shorter,
#: and a text that never ends one stays linear.
VIEW = 700


def _view(sentence: Span, quantity: Quantity) -> Span:
    start, end = quantity.span.start - VIEW, quantity.span.end + VIEW
    return Span(max(sentence.start, start), min(sentence.end, end))


def _claim(
    article: Article,
    frame: Frame,
    quantities: tuple[Quantity, ...],
    hedge: str | None,
    relation: Relation,
    ends: Ends,
) -> DistanceClaim:
    text, quantity = article.text, quantities[0]
    end = max(ends.end, frame.head)
    span = Span(frame.start, len(text[:end].rstrip()))  # "870 km southeast of | it"
    attribution, source = find_source(text, frame.sentence, span)
    return DistanceClaim(
        id=content_id("claim", article.source, quantity.span.start, quantity.span.end),
        article=article.id,
        span=span,
        text=article.quote(span),
        sentence=frame.sentence,
        quantity=quantity,
        distance=claimed_distance(quantity, hedge),
        anchor=ends.anchor,
        target=ends.target,
        alternates=quantities[1:],
        hedge=hedge,
        direction=relation.direction or ends.direction,
        direction_text=relation.direction_text or ends.direction_text,
        mode=relation.mode or find_mode(text, frame.sentence, span),
        hours=find_hours(text, frame.sentence, span),
        attribution=attribution,
        attribution_source=source,
    )


def claimed_distance(quantity: Quantity, hedge: str | None) -> Distance:
    """Return what a quantity with its hedge says, in km: bounds are open on one side.

    A vague amount says nothing: from 0 to no upper bound.
    """
    if quantity.value is None:
        if quantity.value_low is None or quantity.value_high is None:
            return Distance(low_km=0.0, high_km=None)
        low, high = quantity.value_low, quantity.value_high
        return Distance(low_km=km_of(low, quantity.unit), high_km=km_of(high, quantity.unit))
    km = km_of(quantity.value, quantity.unit)
    effect = hedge_class(hedge)
    if effect == "lower":
        return Distance(low_km=km, high_km=None)
    return Distance(low_km=0.0 if effect in ("upper", "reach", "short") else km, high_km=km)


def _hedge(text: str, quantity: Quantity, head: int, sentence: Span) -> tuple[str | None, int, int]:
    """Return the hedge, where claim words begin with it, and where they go on after it."""
    start = quantity.span.start
    before = hedge_before(text, start, sentence.start)
    after = hedge_after(text, head)
    head = after.end() if after else head
    if before is not None:
        words = " ".join(before["hedge"].lower().split())
        return words, before.start("hedge"), head
    return (" ".join(after["hedge"].lower().split()) if after else None), start, head


def _with_conversions(
    text: str, quantities: list[Quantity]
) -> Iterator[tuple[Quantity, tuple[Quantity, ...], int]]:
    """Yield each quantity with its conversions, "50 miles (80 km)", and where they end."""
    i = 0
    while i < len(quantities):
        quantity, alternates, head = quantities[i], [], quantities[i].span.end
        while i + 1 < len(quantities):
            closed = _conversion_end(text, head, quantities[i + 1], quantity)
            if closed is None:
                break
            alternates.append(quantities[i + 1])
            head, i = closed, i + 1
        yield quantity, tuple(alternates), head
        i += 1


def _conversion_end(text: str, head: int, other: Quantity, first: Quantity) -> int | None:
    """Return where a conversion of `first` that stands right after `head` ends, else None."""
    opens = _OPENS.match(text, head, other.span.start)
    if opens is None or opens.end() != other.span.start or other.unit == first.unit:
        return None
    closes = _CLOSES.match(text, other.span.end)
    return closes.end() if closes else None


def _widened(text: str, ends: Ends, mentions: list[Span]) -> Ends:
    """Let an end that cuts a place mention in two take in the whole of it."""
    anchor = _whole(text, ends.anchor, mentions)
    target = _whole(text, ends.target, mentions)
    last = max((e.span.end for e in (anchor,) if e.span), default=0)
    grown = ends.anchor.span is not None and last > ends.anchor.span.end >= ends.end
    return replace(ends, anchor=anchor, target=target, end=last if grown else ends.end)


def _whole(text: str, end: ClaimEnd, mentions: list[Span]) -> ClaimEnd:
    if end.span is None or not mentions:
        return end
    span = end.span
    first = bisect_right(mentions, span.start, key=lambda mention: mention.start)
    last = bisect_right(mentions, span.end - 1, key=lambda mention: mention.start)
    for mention in mentions[max(0, first - 1) : last]:
        if mention.overlaps(span):
            span = Span(min(span.start, mention.start), max(span.end, mention.end))
    return end if span == end.span else replace(end, span=span, text=text[span.start : span.end])
