"""Words that stand for a place without naming it: "the spaceport", "an airport near Vladivostok".

They become mentions of kind "coreference" with the type as `feature_hint`; which named place they
take up is geocoding's matter. Generic plurals ("aircraft factories") are left out.
"""

import re
from bisect import bisect_right
from collections.abc import Iterator

from mapper.model import Article, Mention, Span
from mapper.recognize.toponyms.runs import UPPER
from mapper.recognize.toponyms.tables import Tables
from mapper.spans import SpanIndex

# Confidence that the words mean one place: low, since "the airport" is often any airport.
NOMINAL_CONFIDENCE = 0.6

_NAME_NEXT = re.compile(rf"[ \u00a0](?:of[ \u00a0](?:the[ \u00a0])?)?[{UPPER}]")
_NOUN_NEXT = re.compile(
    r"""
    [ \u00a0](?:
      official|officials|staff|worker|workers|student|students|board|police|security|authority
      |authorities|campus|campuses|council|system|systems|team|project|program|programme|terminal
      |operator|operators|spokesman|spokeswoman|director|manager|wall|walls|hall|halls|limits|centre
      |center|leaders|government|commission|president|professor|graduate|degree|code|doors?|grounds
    )(?![\w-])
    """,
    re.VERBOSE,
)
_LOCATED = re.compile(
    rf"""
    [ \u00a0](?:near|in|at|outside|of)[ \u00a0](?:the[ \u00a0]\w{{1,20}}[ \u00a0]of[ \u00a0])?
    (?P<name>[{UPPER}][\w-]{{1,40}}(?:[ \u00a0][{UPPER}][\w-]{{1,40}}){{0,2}})
    """,
    re.VERBOSE,
)


def find_nominals(article: Article, tables: Tables, taken: list[Span]) -> Iterator[Mention]:
    """Return the nominals of an article that overlap no mention in `taken` (in text order)."""
    text = article.text
    starts = [other.start for other in taken]
    marked = SpanIndex((mark.span, mark) for mark in article.marked)
    for match in tables.nominal.finditer(text):
        head = " ".join(match["head"].split())
        if not _stands_alone(text, match, head, tables):
            continue
        start, end = match.start("head"), match.end("head")
        span = Span(start, end)
        after = bisect_right(starts, start)
        if any(span.overlaps(other) for other in taken[max(0, after - 1) : after + 1]):
            continue
        if marked.overlapped(span):
            continue
        located = _LOCATED.match(text, end)
        yield Mention(
            article=article.id,
            span=span,
            text=text[start:end],
            kind="coreference",
            name=head,
            feature_hint=tables.facility_heads.get(head) or tables.feature_words.get(head),
            qualifiers=(located["name"],) if located else (),
            confidence=NOMINAL_CONFIDENCE,
        )


def _stands_alone(text: str, match: re.Match[str], head: str, tables: Tables) -> bool:
    """Return whether the head neither belongs to a name nor to a longer common noun."""
    end = match.end("head")
    if _NAME_NEXT.match(text, end) or _NOUN_NEXT.match(text, end):
        return False
    if head in tables.definite_nominals:
        first = match["determiner"].split()[0].lower()
        return (
            first in {"the", "this", "that"} or head in tables.nominals - tables.definite_nominals
        )
    return True
