"""A ready stanza for everything that the machine could not settle, the weightiest first.

A stanza whose value only the desk can know has an empty value: pasted as it is, it is refused with
its line and what to write there.
"""

import json
import re
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from mapper.corrections import fits_alone
from mapper.model import (
    CONFIDENT_SCORE,
    Article,
    Correction,
    Finding,
    MentionKey,
    Ordering,
    Resolution,
    ResolvedEnd,
    Span,
    Suggestion,
)

# What a stanza would change, in the order in which an editor should look at it.
FLIPS_VERDICT, DATES_ARTICLE, MOVES_STOP, NAMES_PLACE = 4.0, 3.0, 2.0, 1.0
_DRAWN = {"visited", "passed", "origin", "destination", "planned"}
_CONTEXT_STEPS = (12, 24, 48, 96)  # characters of `before`, as many as single the quote out
_MOST = 200  # questions on one article; nobody works through more, and each searches the text
_SHOWN = 3  # alternatives named in a comment
_LONE_SURROGATE = re.compile("[\ud800-\udfff]")


def suggest_corrections(
    articles: Sequence[Article],
    resolutions: Sequence[Resolution],
    ordering: Ordering,
    findings: Sequence[Finding],
) -> tuple[Suggestion, ...]:
    """Return the open questions with their stanzas; what the desk settled is not asked again."""
    by_id = {article.id: article for article in articles}
    found = sorted(
        [
            *_undated(articles),
            *_open_ends(findings, by_id),
            *_open_places(resolutions, ordering, by_id),
        ],
        key=lambda q: (-q.impact, q.article.id, q.span or Span(0, 0)),
    )
    return tuple(_asked(found))


@dataclass(frozen=True, slots=True, kw_only=True)
class _Question:
    """A suggestion in the making: the context that singles its quote out is sought at the end."""

    article: Article
    span: Span | None
    question: str
    line: str
    impact: float


def _asked(found: Sequence[_Question]) -> Iterator[Suggestion]:
    """Yield the weightiest questions of each article; the last of them says how many are not."""
    total = Counter(question.article.id for question in found)
    asked: Counter[str] = Counter()
    for question in found:
        article = question.article
        asked[article.id] += 1
        if asked[article.id] > _MOST:
            continue
        left = total[article.id] - _MOST if asked[article.id] == _MOST else 0
        more = f" ({left} lighter questions on this article are left out.)" if left > 0 else ""
        yield Suggestion(
            article=article.id,
            span=question.span,
            question=question.question + more,
            stanza=stanza(article, question.span, question.line),
            impact=question.impact,
        )


def _undated(articles: Sequence[Article]) -> Iterator[_Question]:
    for article in articles:
        if article.published is None:
            yield _Question(
                article=article,
                span=None,
                question=f"{article.called}: when did it appear? Without it no day is given.",
                line='published = ""',
                impact=DATES_ARTICLE,
            )


def _open_ends(findings: Sequence[Finding], articles: dict[str, Article]) -> Iterator[_Question]:
    for finding in findings:
        article = articles[finding.claim.article]
        for name, resolved in (("anchor", finding.anchor), ("target", finding.target)):
            if resolved.place or resolved.countries or resolved.end.kind == "moving":
                continue
            if not resolved.by_desk:
                yield _open_end(finding, article, name, resolved)


def _open_end(finding: Finding, article: Article, name: str, end: ResolvedEnd) -> _Question:
    span = end.end.span or finding.claim.span
    extra = "" if end.end.span else f'end = "{name}"\n'
    return _Question(
        article=article,
        span=span,
        question=_end_question(article, finding, name, end),
        line=f'{extra}claim_end = ""',
        impact=FLIPS_VERDICT,
    )


def _end_question(article: Article, finding: Finding, name: str, end: ResolvedEnd) -> str:
    claim = finding.claim.text
    if end.end.text:
        return f"{article.called}: which place is {end.end.text!r} in {claim!r}?"
    side = "from" if name == "anchor" else "to"
    return f"{article.called}: {side} which place is {claim!r} counted? The text does not name it."


def _open_places(
    resolutions: Sequence[Resolution], ordering: Ordering, articles: dict[str, Article]
) -> Iterator[_Question]:
    status = {s.key: s.status for s in ordering.statuses}
    seen: set[tuple[str, str]] = set()
    for resolution in resolutions:
        mention = resolution.mention
        drawn = status.get(mention.key) in _DRAWN
        if resolution.by_desk or not _is_doubtful(resolution, drawn=drawn):
            continue
        if (mention.article, mention.text) in seen:
            continue
        seen.add((mention.article, mention.text))
        article = articles[mention.article]
        yield _Question(
            article=article,
            span=mention.span,
            question=_question(resolution, article),
            line=f"place = {_first_choice(resolution)}",
            impact=(MOVES_STOP if drawn else NAMES_PLACE) + (1 - resolution.score) / 2,
        )


def _is_doubtful(resolution: Resolution, *, drawn: bool) -> bool:
    if resolution.place is None:
        return drawn or resolution.mention.kind in {"toponym", "facility"}
    return drawn and resolution.score < CONFIDENT_SCORE


def _question(resolution: Resolution, article: Article) -> str:
    others = ", ".join(
        f"{c.place.name} ({c.place.country or c.place.kind}) = {c.place.id}"
        for c in resolution.candidates[:_SHOWN]
    )
    choice = f" Candidates: {others}." if others else " No gazetteer entry fits."
    return f"{article.called}: which place is {resolution.mention.text!r}?{choice}"


def _first_choice(resolution: Resolution) -> str:
    if resolution.candidates:
        return toml_text(resolution.candidates[0].place.id)
    return '""'


def stanza(article: Article, span: Span | None, verb_line: str) -> str:
    """Return a TOML stanza for a span (None: the whole article), its context as far as needed."""
    lines = ["[[correction]]", f"article = {toml_text(article.source)}"]
    if span is not None:
        lines += _quote_lines(article, span)
    return "\n".join([*lines, verb_line, 'by = ""', 'why = ""', ""])


def _quote_lines(article: Article, span: Span) -> list[str]:
    quote = article.quote(span)
    key = (article.id, span.start, span.end)
    if _fits_alone(article, key, before="", after=""):
        return [f"quote = {toml_text(quote)}"]
    for width in _CONTEXT_STEPS:
        before = article.text[max(0, span.start - width) : span.start]
        after = article.text[span.end : span.end + width]
        if _fits_alone(article, key, before=before, after=""):
            return [f"quote = {toml_text(quote)}", f"before = {toml_text(before)}"]
        if _fits_alone(article, key, before=before, after=after):
            return [
                f"quote = {toml_text(quote)}",
                f"before = {toml_text(before)}",
                f"after = {toml_text(after)}",
            ]
    return [f"quote = {toml_text(quote)}", "all = true"]


def _fits_alone(article: Article, key: MentionKey, *, before: str, after: str) -> bool:
    quote = article.text[key[1] : key[2]]
    correction = Correction(
        verb="place", value="none", article="*", quote=quote, before=before, after=after
    )
    return fits_alone(correction, article, key)


def toml_text(text: str) -> str:
    """Return a TOML basic string; lone surrogates, which TOML has no form for, become U+FFFD.

    >>> toml_text('Artyom')
    '"Artyom"'
    """
    escaped = json.dumps(text, ensure_ascii=False).replace("\x7f", "\\u007f")
    return _LONE_SURROGATE.sub("\ufffd", escaped)
