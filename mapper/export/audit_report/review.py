"""`claimreview.json`: schema.org ClaimReview for the claims that a desk marked as reviewed.

Search engines are phasing the markup out, fact-check tools still read it; nothing is promised. A
claim that no correction marks as reviewed never gets here: a machine's finding is no review.
"""

import json
from collections.abc import Iterator

from mapper.export.audit_report.cards import words
from mapper.export.page.plain import plain_text, safe_link
from mapper.model import Article, Correction, Finding, Report, Span

BEST, WORST = 5, 1
#: The rating of a verdict on schema.org's scale; what is left out makes no review.
RATINGS = {
    "supported": 5,
    "supported_by_route": 5,
    "plausible_as_route": 4,
    "overstated": 2,
    "understated": 2,
    "contradictory": 1,
}
# In a page's <script> element nothing of the text may end the element.
_ESCAPES = {ord(c): f"\\u{ord(c):04x}" for c in "<>&\u2028\u2029"}


def claim_review_json(report: Report) -> str | None:
    """Return the reviewed claims as JSON-LD, or None where a desk reviewed none.

    A claim is reviewed when a stanza with the verb `reviewed` quotes words of it. The text is safe
    inside a script element of a page.
    """
    reviews = list(_reviews(report))
    if not reviews:
        return None
    graph = {"@context": "https://schema.org", "@graph": reviews}
    return json.dumps(graph, ensure_ascii=False, indent=1).translate(_ESCAPES) + "\n"


def _reviews(report: Report) -> Iterator[dict[str, object]]:
    for finding in report.findings:
        correction = _reviewed(report, finding)
        if correction and finding.verdict in RATINGS:
            yield _review(report, finding, correction)


def _reviewed(report: Report, finding: Finding) -> Correction | None:
    """Return the last stanza that marks this claim as reviewed and not as a draft again."""
    claim, state = finding.claim, None
    for applied in report.corrections:
        correction = applied.correction
        if not correction.quote or correction.verb not in {"reviewed", "draft"}:
            continue
        if any(
            article == claim.article and claim.span.overlaps(Span(start, end))
            for article, start, end in applied.spans
        ):
            state = correction if correction.verb == "reviewed" and correction.value else None
    return state


def _review(report: Report, finding: Finding, correction: Correction) -> dict[str, object]:
    article = report.article(finding.claim.article)
    named = correction.value if isinstance(correction.value, str) else correction.by
    review: dict[str, object] = {
        "@type": "ClaimReview",
        "@id": f"#{finding.claim.id}",
        "claimReviewed": plain_text(finding.claim.text, 400),
        "reviewBody": plain_text(finding.explanation, 600),
        "author": {"@type": "Organization", "name": plain_text(named, 120) or "the desk"},
        "itemReviewed": _claim(article),
        "reviewRating": {
            "@type": "Rating",
            "ratingValue": RATINGS[finding.verdict],
            "bestRating": BEST,
            "worstRating": WORST,
            "alternateName": words()["verdict"][finding.verdict]["label"],
        },
    }
    day = plain_text(correction.date or report.provenance.as_of or "", 40)
    if day:
        review["datePublished"] = day
    return review


def _claim(article: Article) -> dict[str, object]:
    claim: dict[str, object] = {
        "@type": "Claim",
        "author": {
            "@type": "Organization",
            "name": plain_text(article.publisher or article.called, 120),
        },
    }
    if article.published:
        claim["datePublished"] = article.published.isoformat()
    if url := safe_link(article.url):
        claim["appearance"] = {"@type": "CreativeWork", "url": url}
    return claim
