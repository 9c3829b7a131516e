"""Checks how many countries, cities or stops the articles give a journey."""

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

from mapper.compare.outlets import outlet_of
from mapper.model import Article, Conflict, Itinerary, Ordering, Span, content_id
from mapper.recognize.movements.words import lexicon

_NUMBERS = {
    word: number
    for number, word in enumerate(
        "two three four five six seven eight nine ten eleven twelve".split(), start=2
    )
}
# What is counted, by its words in the singular; a nation and a country are one.
_KINDS = {
    "nation": "countries", "country": "countries", "countries": "countries", "state": "states",
    "city": "cities", "cities": "cities", "capital": "capitals", "island": "islands",
    "stop": "stops", "town": "towns",
}  # fmt: skip
_NUMBER = rf"(?P<number>{'|'.join(_NUMBERS)}|\d\d?)"
_KIND = rf"(?P<kind>{'|'.join(_KINDS)})s?"
_TRIP = "|".join(sorted(word for word, kind in lexicon().nouns.items() if kind == "trip"))
_COUNTS = (
    # a four-nation tour; his three-city swing
    re.compile(rf"\b{_NUMBER}[-\u2010\u2011 ]{_KIND}\s(?:[\w-]+\s)?(?:{_TRIP})\b", re.IGNORECASE),
    # a tour of four countries; a trip through three cities
    re.compile(
        rf"\b(?:{_TRIP})\s(?:of|to|through|across|around)\s(?:the\s)?{_NUMBER}\s(?:[\w-]+\s)?{_KIND}\b",
        re.IGNORECASE,
    ),
)
_THERE = frozenset({"visited", "planned", "destination"})


@dataclass(frozen=True, slots=True)
class _Stated:
    """A number of places of one kind that an article gives a journey."""

    article: str
    span: Span
    kind: str
    number: int


def compare_counts(texts: Mapping[str, Article], ordering: Ordering) -> Iterator[Conflict]:
    """Yield a conflict where articles on one journey count its countries or stops differently."""
    for itinerary in ordering.itineraries:
        told = {key[0] for visit in itinerary.visits for key in visit.mentions}
        stated = [found for article in sorted(told) for found in _stated(texts[article])]
        for kind in dict.fromkeys(found.kind for found in stated):
            counts = [found for found in stated if found.kind == kind]
            if len({found.number for found in counts}) > 1:
                yield _conflict(texts, counts, itinerary)


def _stated(article: Article) -> Iterator[_Stated]:
    for pattern in _COUNTS:
        for match in pattern.finditer(article.text):
            span = Span(*match.span())
            if any(mark.span.overlaps(span) for mark in article.marked):
                continue
            word = match["number"].lower()
            number = _NUMBERS.get(word) or int(word)
            yield _Stated(article.id, span, _KINDS[match["kind"].lower()], number)


def _conflict(
    texts: Mapping[str, Article], counts: Sequence[_Stated], itinerary: Itinerary
) -> Conflict:
    ordered = sorted(counts, key=lambda found: (texts[found.article].source, found.span))
    said = "; ".join(
        f"“{texts[c.article].quote(c.span)}” ({outlet_of(c.article, texts)})" for c in ordered
    )
    members = tuple((c.article, c.span.start, c.span.end) for c in ordered)
    return Conflict(
        id=content_id("x", "count", *(f"{texts[a].source}:{s}" for a, s, _ in members)),
        kind="count",
        members=members,
        severity="soft",
        explanation=(
            f"The {ordered[0].kind} are counted differently: {said}."
            f"{_check(ordered[0].kind, itinerary)}"
        ),
    )


def _check(kind: str, itinerary: Itinerary) -> str:
    """Return how many countries the stops that are known lie in."""
    lands = {
        visit.place.country
        for visit in itinerary.visits
        if visit.place and visit.place.country and visit.status in _THERE
    }
    if kind != "countries" or not lands:
        return ""
    noun = "country" if len(lands) == 1 else "countries"
    return f" The stops found, planned ones included, lie in {len(lands)} {noun}."
