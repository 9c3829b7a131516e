"""`audit.md`: the findings for a chat, an issue or a plain editor."""

from collections.abc import Iterator

from mapper.export.audit_report.cards import Card, Quote, make_cards, make_disputes
from mapper.export.audit_report.made import (
    Made,
    clean_provenance,
    desk_corrections,
    reviewer,
    stale_corrections,
    verdict_counts,
)
from mapper.export.page.plain import plain_text
from mapper.model import Report

# What Markdown, or HTML or a template inside it, could take for its own; each escaped.
_ESCAPES = {ord(c): f"\\{c}" for c in "\\`*_{}[]#|~$!@"} | {
    ord("<"): "&lt;",
    ord(">"): "&gt;",
    ord("&"): "&amp;",
}


def audit_markdown(report: Report) -> str:
    """Return the audit as Markdown: summary, one section a claim, differences, sources."""
    return "\n".join(_lines(report)).rstrip() + "\n"


def escaped(text: str) -> str:
    """Return text that means nothing to Markdown, HTML or a template.

    >>> escaped("1 < 2 & 3")
    '1 &lt; 2 &amp; 3'
    """
    return text.translate(_ESCAPES).replace("{%", "{\\%")


def _lines(report: Report) -> Iterator[str]:
    cards, made = make_cards(report), clean_provenance(report.provenance)
    yield f"# Distance audit: {escaped(plain_text(report.title, 300)) or 'Untitled'}"
    yield ""
    name = reviewer(report)
    if name is None:
        yield "Not reviewed: found by a machine, for an editor to check."
    else:
        yield f"Reviewed by {escaped(name)}."
    if made.as_of:
        yield f"As of {escaped(made.as_of)}."
    yield ""
    yield from _summary(report, cards)
    for card in cards:
        yield from _section(card)
    yield from _disputes(report)
    yield from _sources(report, made)


def _summary(report: Report, cards: tuple[Card, ...]) -> Iterator[str]:
    claims, articles = len(cards), len(report.articles)
    yield (
        f"{claims} stated distance{'s' * (claims != 1)} "
        f"in {articles} article{'s' * (articles != 1)}."
    )
    yield ""
    if not cards:
        return
    yield from (f"- {n} {mark} {label}" for n, mark, _, label in verdict_counts(cards))
    yield ""
    yield "| | article says | measured | verdict |"
    yield "|---|---|---|---|"
    for card in cards:
        cells = (card.label, card.stated, card.measured or "not measured", card.verdict)
        yield f"| {' | '.join(escaped(cell) for cell in cells)} |"
    yield ""


def _section(card: Card) -> Iterator[str]:
    yield f"## {card.label} {card.mark} {escaped(card.verdict)}"
    yield ""
    yield from _quoted(card.quote)
    yield escaped(card.explanation)
    yield ""
    for row in card.rows:
        more = f" ({escaped(row.more)})" if row.more else ""
        yield f"- {escaped(row.term)}: {escaped(row.value)}{more}"
    if card.suggestion:
        yield f"- Suggested wording: “{escaped(card.suggestion)}”"
    if card.same_pair:
        yield f"- About the same two places: {', '.join(card.same_pair)}"
    yield from (f"- Note: {escaped(note)}" for note in card.notes)
    yield ""


def _quoted(quote: Quote) -> Iterator[str]:
    """Yield a sentence as a block quotation, the words of the claim in bold, and its source."""
    inner = f"{escaped(quote.before)}**{escaped(quote.words)}**{escaped(quote.after)}"
    yield f"> “{inner}”"
    day = f", {quote.published}" if quote.published else ""
    yield f"> ({escaped(quote.source)}{day}, characters {quote.start} to {quote.end})"
    yield ""


def _disputes(report: Report) -> Iterator[str]:
    disputes = make_disputes(report)
    if not disputes:
        return
    yield "## Where the articles differ"
    yield ""
    for dispute in disputes:
        kind = dispute.conflict.kind.replace("_", " ").capitalize()
        yield f"**{kind}, {dispute.severity}.** {escaped(dispute.explanation)}"
        yield ""
        for quote in dispute.quotes:
            yield from _quoted(quote)


def _sources(report: Report, made: Made) -> Iterator[str]:
    yield "## Sources"
    yield ""
    for article in report.articles:
        name = escaped(plain_text(article.publisher or article.called, 120))
        title = f": {escaped(plain_text(article.title, 200))}" if article.title else ""
        day = f", {article.published.isoformat()}" if article.published else ", no date"
        yield f"- {name}{title}{day}"
    yield from (f"- Not read: {escaped(name)}: {escaped(why)}" for name, why in made.skipped)
    yield from (f"- Note: {escaped(note)}" for note in made.notes)
    yield from (f"- Set by the desk: {escaped(text)}" for text in desk_corrections(report))
    yield from (f"- Fits nothing any more: {escaped(t)}" for t in stale_corrections(report))
    yield ""
    yield from (f"- {escaped(name)}: {escaped(version)}" for name, version in made.gazetteer)
    yield from (f"- {escaped(credit)}" for credit in made.credits)
    yield ""
    yield f"Made with mapper {escaped(made.version)}. “Differs” does not mean “false”."
    if made.command:
        yield f"To make it again: {escaped(made.command)}"
