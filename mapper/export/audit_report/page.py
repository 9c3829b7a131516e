"""`audit.html`: the findings on one page that needs no script, no network and no other file."""

import base64
import hashlib
from functools import lru_cache
from importlib.resources import files

from mapper.audit.rules import rule
from mapper.export.audit_report.cards import Card, make_cards, make_disputes, words
from mapper.export.audit_report.made import (
    clean_provenance,
    desk_corrections,
    reviewer,
    stale_corrections,
    verdict_counts,
)
from mapper.export.audit_report.picture import MAPS_DRAWN, claim_bars, claim_map
from mapper.export.page.plain import plain_text, safe_link
from mapper.export.page.templates import render_template
from mapper.model import Article, Report

TITLE_LIMIT = 300
SHORT_TITLE = 80


def audit_html(report: Report) -> str:
    """Return the audit of a report as one HTML page.

    It prints, reads without JavaScript (there is none), follows the reader's light or dark setting,
    and of the articles holds the sentences with a claim and the words of a conflict alone.
    """
    cards = make_cards(report)
    style = _style()
    context = {
        "title": plain_text(report.title, TITLE_LIMIT) or "Untitled",
        "short_title": plain_text(report.title, SHORT_TITLE) or "Untitled",
        "policy": _policy(style),
        "style": style,
        "cards": [_drawn(card, number) for number, card in enumerate(cards)],
        "counts": tuple(verdict_counts(cards)),
        "flagged": sum(card.flagged for card in cards),
        "disputes": make_disputes(report),
        "articles": [_source(article) for article in report.articles],
        "provenance": clean_provenance(report.provenance),
        "reviewer": reviewer(report),
        "stale": stale_corrections(report),
        "desk": desk_corrections(report),
        "rule": rule,
        "verdicts": sorted(words()["verdict"].values(), key=lambda word: word["rank"]),
    }
    return render_template("audit.html.j2", context) + "\n"


def _drawn(card: Card, number: int) -> dict[str, object]:
    """Return a card with its drawings; the first cards alone have a map."""
    picture = claim_map(card) if number < MAPS_DRAWN else ""
    return {"card": card, "map": picture, "bars": claim_bars(card)}


def _source(article: Article) -> dict[str, str | None]:
    return {
        "name": plain_text(article.publisher or article.called, 120),
        "file": plain_text(article.called, 120),
        "title": plain_text(article.title or "", 200),
        "url": safe_link(article.url),
        "published": article.published.isoformat() if article.published else None,
        "published_from": article.published_from,
    }


@lru_cache(maxsize=1)
def _style() -> str:
    return files("mapper.export").joinpath("templates/audit.css").read_text(encoding="utf8").strip()


def _policy(style: str) -> str:
    """Return the Content-Security-Policy: this style sheet, and nothing else at all."""
    digest = base64.b64encode(hashlib.sha256(style.encode("utf8")).digest()).decode("ascii")
    return f"default-src 'none'; style-src 'sha256-{digest}'; base-uri 'none'; form-action 'none'"
