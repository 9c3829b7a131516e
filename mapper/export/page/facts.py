"""The sentence behind each fact, with its source: at most one sentence of an article a fact."""

import re
from collections.abc import Mapping
from dataclasses import dataclass

from mapper.export.page.plain import plain_text, safe_link
from mapper.model import Article, MentionKey, Report, Span

QUOTE_LIMIT = 360  # characters; a longer sentence is cut round the name
FACTS_SHOWN = 1  # a stop; those of other articles lie in a fold
FACTS_FOLDED = 3  # in the fold; the others are counted
_SENTENCE_END = re.compile(r"[.!?…。！？؟][\"'”’»)\]]*\s+|\n\s*\n|\r\n\s*\r\n")


@dataclass(frozen=True, slots=True, kw_only=True)
class Fact:
    """A sentence of an article and where it comes from; `published` is ISO 8601 or empty."""

    quote: str
    source: str
    url: str | None
    published: str
    language: str | None


def visit_facts(report: Report) -> Mapping[str, tuple[Fact, ...]]:
    """Return the facts of every visit, by its id: of each article the first sentence alone.

    A sentence that tells of a movement comes before one that only names the place.
    """
    articles = {a.id: a for a in report.articles}
    sentences = {
        (m.article, m.place.start, m.place.end): m.sentence
        for annotations in report.annotations
        for m in annotations.movements
    }
    out = {}
    for itinerary in report.itineraries:
        for visit in itinerary.visits:
            ranked = sorted(visit.mentions, key=lambda k: k not in sentences)
            known = [key for key in ranked if key[0] in articles]
            firsts = {key[0]: key for key in reversed(known)}
            keys = [key for key in known if firsts[key[0]] == key]
            facts = [_fact(articles[key[0]], key, sentences.get(key)) for key in keys]
            out[visit.id] = tuple(dict.fromkeys(facts))
    return out


def _fact(article: Article, key: MentionKey, sentence: Span | None) -> Fact:
    return make_fact(article, sentence or sentence_around(article.text, Span(key[1], key[2])))


def make_fact(article: Article, sentence: Span) -> Fact:
    """Return a sentence as a fact."""
    return Fact(
        quote=plain_text(article.quote(sentence), QUOTE_LIMIT),
        source=plain_text(article.publisher or article.source, 80),
        url=safe_link(article.url),
        published=article.published.isoformat() if article.published else "",
        language=article.language,
    )


def sentence_around(text: str, span: Span) -> Span:
    """Return the sentence that holds a span, looked for in the neighbourhood only.

    >>> sentence_around("One. Two three. Four", Span(5, 8))
    Span(start=5, end=15)
    """
    left = max(0, span.start - QUOTE_LIMIT)
    right = min(len(text), span.end + QUOTE_LIMIT)
    ends = [m.end() for m in _SENTENCE_END.finditer(text, left, span.start)]
    start = ends[-1] if ends else left
    stop = _SENTENCE_END.search(text, span.end, right)
    end = stop.end() if stop else right
    while end > span.end and text[end - 1].isspace():
        end -= 1
    return Span(start, end)
