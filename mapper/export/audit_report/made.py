"""What the page and the Markdown both say of the report as a whole, every text fit to be shown."""

from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass

from mapper.export.audit_report.cards import Card, words
from mapper.export.page.plain import plain_text
from mapper.model import Provenance, Report


def verdict_counts(cards: tuple[Card, ...]) -> Iterator[tuple[int, str, str, str]]:
    """Yield number, mark, tone and label of each verdict that occurs, gravest first."""
    counts = Counter(card.finding.verdict for card in cards)
    ranked = sorted(counts, key=lambda verdict: words()["verdict"][verdict]["rank"])
    for verdict in ranked:
        word = words()["verdict"][verdict]
        yield counts[verdict], word["mark"], word["tone"], word["label"]


@dataclass(frozen=True, slots=True, kw_only=True)
class Made:
    """What the report was made with, as `Provenance` has it, every text one clean line."""

    version: str
    command: str
    as_of: str
    gazetteer: tuple[tuple[str, str], ...]
    credits: tuple[str, ...]
    skipped: tuple[tuple[str, str], ...]
    notes: tuple[str, ...]


def clean_provenance(provenance: Provenance) -> Made:
    """Return what the report was made with."""
    return Made(
        version=plain_text(provenance.version, 40),
        command=plain_text(provenance.command, 500),
        as_of=plain_text(provenance.as_of or "", 40),
        gazetteer=tuple(
            (plain_text(name, 80), plain_text(version, 160))
            for name, version in provenance.gazetteer
        ),
        credits=tuple(plain_text(credit, 400) for credit in provenance.credits),
        skipped=tuple(
            (plain_text(skipped.source, 120), plain_text(skipped.reason, 400))
            for skipped in provenance.skipped
        ),
        notes=tuple(plain_text(note, 400) for note in provenance.notes),
    )


def reviewer(report: Report) -> str | None:
    """Return who reviewed the whole report ("the desk" without a name), None while nobody did.

    The last stanza about the report as a whole counts, "reviewed" or "draft".
    """
    state: str | None = None
    for applied in report.corrections:
        correction = applied.correction
        if correction.quote or not applied.spans:
            continue
        if correction.verb == "reviewed" and correction.value:
            name = correction.value if isinstance(correction.value, str) else correction.by
            state = plain_text(name, 120) or "the desk"
        elif correction.verb in {"reviewed", "draft"}:
            state = None
    return state


def stale_corrections(report: Report) -> tuple[str, ...]:
    """Return the stanzas that fit nothing any more, each with its line."""
    return tuple(
        plain_text(
            f"line {applied.correction.line}: {applied.correction.verb}: {applied.note}", 300
        )
        for applied in report.corrections
        for correction in [applied.correction]
        if not applied.spans
    )


def desk_corrections(report: Report) -> tuple[str, ...]:
    """Return what the desk said on claims, in its own words."""
    return tuple(
        plain_text(
            f"{applied.correction.verb.replace('_', ' ')}: "
            f"“{plain_text(applied.correction.quote, 120)}”"
            f"{', ' + applied.correction.by if applied.correction.by else ''}"
            f"{': ' + applied.correction.why if applied.correction.why else ''}",
            400,
        )
        for applied in report.corrections
        if applied.spans and applied.correction.verb in {"not_a_claim", "claim_end"}
    )
