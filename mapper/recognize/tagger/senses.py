"""What a name stands for here, where its words or their neighbours settle it against the tagger.

A state or bloc of states is a place whatever it does ("the EU said"); a language is none ("in
English,"); what stands behind a party's letter is the seat of its member ("Smith, D-Raleigh").
Exact F1 of the whole geoparse on LGL and GeoWebNews, points gained by each, `fast` in brackets:
blocs 0.2 and 0.8 (0.2 and 1.2), seats 0.4 and 0.0 (0.3 and 0.0).
"""

import re
from bisect import bisect_right
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import replace

from mapper.model import Article, NameIndex, Span
from mapper.recognize.tagger.spans import TaggedSpan
from mapper.recognize.tagger.word_lists import word_lists

_LANDS = frozenset({"country", "continent", "region"})
_WEIGHTY = 0.7  # importance of a state or a bloc; regions below it share their names with bodies
_SEAT = re.compile(r"(?:(?<=, )|(?<=\())(?:[RDI]|DFL|GOP)-(?=[A-Z])(?!Day\b)")  # "R-Elbow Lake"
_SEAT_SURE = 0.9
_LOOK_BACK = 20  # characters before a name in which the word that tells of a language stands
_ENDS_CLAUSE = re.compile(r"[\"\u201d\u2019]?\s*(?:[.,;:!?)]|\Z)|\s+(?:and|or|but|as|at|to|with)\b")


def as_land(tagged: TaggedSpan, names: NameIndex) -> TaggedSpan:
    """Return a body whose whole name is that of a state or a bloc of states as a place."""
    if tagged.label != "ORG" or tagged.inside is not None:
        return tagged
    is_land = names.kinds(tagged.text) & _LANDS and names.importance(tagged.text) >= _WEIGHTY
    return replace(tagged, label="LOC") if is_land else tagged


def without_languages(article: Article, spans: Iterable[TaggedSpan]) -> Iterator[TaggedSpan]:
    """Yield the spans but those of nationalities that mean a language."""
    for tagged in spans:
        if tagged.label != "NORP" or not _is_language(article.text, tagged):
            yield tagged


def _is_language(text: str, tagged: TaggedSpan) -> bool:
    known = word_lists()
    if tagged.text not in known.languages:
        return False
    start, end = tagged.span.start, tagged.span.end
    if known.language_after.match(text, end):
        return True
    told = known.language_before.search(text, max(0, start - _LOOK_BACK), start)
    return told is not None and _ENDS_CLAUSE.match(text, end) is not None


def with_seats(article: Article, spans: Sequence[TaggedSpan], names: NameIndex) -> list[TaggedSpan]:
    """Return the spans with the places behind a party's letter, which taggers take for names.

    A name that runs into such a place ends before it.
    """
    seats = {
        match.start(): Span(match.end(), end)
        for match in _SEAT.finditer(article.text)
        if (end := names.longest_name(article.text, match.end())) is not None
        and not any(mark.span.overlaps(Span(match.end(), end)) for mark in article.marked)
    }
    if not seats:
        return list(spans)
    letters = sorted(seats)
    kept = [cut for tagged in spans if (cut := _before_seat(article, tagged, letters, seats))]
    return kept + [
        TaggedSpan(span=span, text=article.quote(span), label="LOC", probability=_SEAT_SURE)
        for span in seats.values()
    ]


def _before_seat(
    article: Article, tagged: TaggedSpan, letters: Sequence[int], seats: Mapping[int, Span]
) -> TaggedSpan | None:
    """Return a span as far as no party's letter stands in it; None if it begins with a seat."""
    start = tagged.span.start
    at = bisect_right(letters, start)
    if at and start < seats[letters[at - 1]].end:
        return None
    if at == len(letters) or letters[at] >= tagged.span.end:
        return tagged
    text = article.text[start : letters[at]].rstrip(" ,(")
    return replace(tagged, span=Span(start, start + len(text)), text=text)
