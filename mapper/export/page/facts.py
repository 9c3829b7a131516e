"""The sentence behind each fact, with its source: at most one sentence of an article a fact."""

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from mapper.export.page.plain import plain_text, safe_link
from mapper.model import Article, MentionKey, Movement, Report, Span, Visit

QUOTE_LIMIT = 360  # characters; a longer sentence is cut round the name
FACTS_SHOWN = 1  # a stop; those of other articles lie in a fold
FACTS_FOLDED = 3  # in the fold; the others are counted
UNDONE = ("planned", "speculated", "cancelled")
_WORD = re.compile(r"\w{3,}")
#: The day stands in a dateline, with its year or without.
DATED_BY = ("dateline", "cluster")
_DATELINE_END = re.compile(r"[^\n]{0,60}?(?:--|[–—]|[ \u00a0]-[ \u00a0])[ \u00a0]*")
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
    """Return the facts of every visit, by its id: of each article its best sentence, best first."""
    articles = {a.id: a for a in report.articles}
    movements = _movements(report)
    out = {}
    for itinerary in report.itineraries:
        ranked = best_mentions(itinerary.visits, report, movements)
        for visit in itinerary.visits:
            firsts: dict[str, MentionKey] = {}
            for key in ranked[visit.id]:
                if key[0] in articles:
                    firsts.setdefault(key[0], key)
            facts = (
                _fact(articles[key[0]], key, movements[key].sentence if key in movements else None)
                for key in firsts.values()
            )
            out[visit.id] = tuple(dict.fromkeys(facts))
    return out


def best_mentions(
    visits: Iterable[Visit],
    report: Report,
    movements: Mapping[MentionKey, Movement] | None = None,
) -> Mapping[str, tuple[MentionKey, ...]]:
    """Return the mentions of each visit by its id, the one that reports it best first.

    First what tells the visit as it is drawn (a done one as done, not as guessed at before), then
    what tells a movement, then what is named there itself and not to say where something else lies,
    then what bears the place's name, then a verb before a noun; else the order of the report.
    """
    movements = _movements(report) if movements is None else movements
    statuses = {s.key: s.status for s in report.ordering.statuses}
    words = {r.mention.key: _names(r.mention.text) for r in report.resolutions}

    def rank(key: MentionKey, visit: Visit, names: frozenset[str]) -> tuple[bool, ...]:
        movement = movements.get(key)
        if movement is None:
            return (statuses.get(key, visit.status) != visit.status, True)
        return (
            statuses.get(key, visit.status) != visit.status,
            False,
            movement.modality != "asserted" and visit.status not in UNDONE,
            movement.locating,
            not words.get(key, names) & names,
            movement.by_noun,
        )

    out = {}
    for visit in visits:
        names = _names(f"{visit.name} {visit.place.name if visit.place else ''}")
        out[visit.id] = tuple(sorted(visit.mentions, key=lambda k: rank(k, visit, names)))
    return out


def _movements(report: Report) -> Mapping[MentionKey, Movement]:
    return {
        (m.article, m.place.start, m.place.end): m
        for annotations in report.annotations
        for m in annotations.movements
    }


def _names(text: str) -> frozenset[str]:
    """Return the words of a name that begin with a capital: not "space center"."""
    return frozenset(word for word in _WORD.findall(text) if word[0].isupper())


def _fact(article: Article, key: MentionKey, sentence: Span | None) -> Fact:
    name = Span(key[1], key[2])
    return make_fact(article, sentence or sentence_around(article.text, name), name)


def make_fact(article: Article, sentence: Span, kept: Span) -> Fact:
    """Return a sentence as a fact, without a dateline before `kept`, the words it is quoted for."""
    return Fact(
        quote=plain_text(article.quote(_after_dateline(article, sentence, kept)), QUOTE_LIMIT),
        source=plain_text(article.publisher or article.called, 80),
        url=safe_link(article.url),
        published=article.published.isoformat() if article.published else "",
        language=article.language,
    )


def _after_dateline(article: Article, sentence: Span, kept: Span) -> Span:
    """Return the sentence from behind the dateline that opens it, where that holds its day."""
    day = article.published_text
    if article.published_from not in DATED_BY or day is None or not sentence.contains(day):
        return sentence
    end = _DATELINE_END.match(article.text, day.end, sentence.end)
    return Span(end.end(), sentence.end) if end and end.end() <= kept.start else sentence


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
