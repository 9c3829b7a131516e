"""Visits and mentions as CSV tables for people and spreadsheets.

UTF-8 without a byte order mark, one header line, empty cells for what is not known. Text that a
spreadsheet would take for a formula gets an apostrophe in front (OWASP ASVS 1.2.10).
"""

import io
from bisect import bisect_right
from collections.abc import Iterable, Mapping, Sequence

from mapper.export.page.facts import best_mentions
from mapper.model import Article, MentionKey, Report, Span, Visit
from mapper.recognize.sentences import split_sentences

# What spreadsheets read as the start of a formula, full-width forms and control characters too.
_FORMULA_STARTS = tuple("=+-@\t\r\n\0\uff1d\uff0b\uff0d\uff20")

VISIT_COLUMNS = """
number traveller status name place lat lon country earliest latest precision mode sources sentence
""".split()
MENTION_COLUMNS = (
    "article source start end text kind role status place name lat lon country score reasons"
).split()


def guard(text: str) -> str:
    """Return text that no spreadsheet runs.

    >>> guard("=HYPERLINK(1)"), guard("Artyom")
    ("'=HYPERLINK(1)", 'Artyom')
    """
    return "'" + text if text.lstrip(" ").startswith(_FORMULA_STARTS) else text


def table_csv(rows: Iterable[Mapping[str, object]], columns: Sequence[str]) -> str:
    """Return rows as CSV text with every text cell guarded; numbers stay numbers."""
    import pandas as pd

    safe = [
        {key: guard(value) if isinstance(value, str) else value for key, value in row.items()}
        for row in rows
    ]
    frame = pd.DataFrame(safe, columns=list(columns), dtype=object)
    target = io.StringIO()
    frame.to_csv(target, index=False, lineterminator="\n")
    return target.getvalue()


def visits_csv(report: Report) -> str:
    """Return one row a visit, in display order, with the one sentence that reports it best."""
    articles = {article.id: article for article in report.articles}
    rows = (
        _visit_row(articles, itinerary.traveller, number, visit, best[visit.id])
        for itinerary in report.itineraries
        for best in [best_mentions(itinerary.visits, report)]
        for number, visit in enumerate(itinerary.visits, 1)
    )
    return table_csv(rows, VISIT_COLUMNS)


def _visit_row(
    articles: Mapping[str, Article],
    traveller: str,
    number: int,
    visit: Visit,
    mentions: Sequence[MentionKey],
) -> dict[str, object]:
    place = visit.place
    sources = sorted({articles[key[0]].source for key in mentions})
    return {
        "number": number,
        "traveller": traveller,
        "status": visit.status,
        "name": visit.name,
        "place": place.id if place else None,
        "lat": place.lat if place else None,
        "lon": place.lon if place else None,
        "country": place.country if place else None,
        "earliest": visit.when.earliest.isoformat() if visit.when.earliest else None,
        "latest": visit.when.latest.isoformat() if visit.when.latest else None,
        "precision": visit.when.precision,
        "mode": visit.mode,
        "sources": "; ".join(sources),
        "sentence": sentence_of(articles[mentions[0][0]], mentions[0]) if mentions else None,
    }


def sentence_of(article: Article, key: MentionKey) -> str:
    """Return the sentence in which a span stands, on one line; its own words if none holds it."""
    span = Span(key[1], key[2])
    sentences = split_sentences(article.text, article.marked)  # kept from the reading of the text
    after = bisect_right(sentences, span.start, key=lambda sentence: sentence.start)
    if after and sentences[after - 1].contains(span):
        return " ".join(article.quote(sentences[after - 1]).split())
    return " ".join(article.quote(span).split())


def mentions_csv(report: Report) -> str:
    """Return one row a mention; it quotes no more than the mention itself."""
    statuses = {status.key: status.status for status in report.ordering.statuses}
    sources = {article.id: article.source for article in report.articles}
    rows = []
    for resolution in report.resolutions:
        mention, place = resolution.mention, resolution.place
        rows.append(
            {
                "article": mention.article,
                "source": sources[mention.article],
                "start": mention.span.start,
                "end": mention.span.end,
                "text": mention.text,
                "kind": mention.kind,
                "role": mention.role,
                "status": statuses.get(mention.key, "none"),
                "place": place.id if place else None,
                "name": place.name if place else None,
                "lat": place.lat if place else None,
                "lon": place.lon if place else None,
                "country": place.country if place else None,
                "score": round(resolution.score, 4),
                "reasons": "; ".join(resolution.reasons),
            }
        )
    return table_csv(rows, MENTION_COLUMNS)
