"""A report in lines for the terminal: the route, the findings, the conflicts, what is missing."""

from collections.abc import Iterator
from datetime import datetime

from mapper.export.folder import Exported
from mapper.model import Conflict, Finding, Provenance, Report, Suggestion, Visit

_LISTED = {"cancelled", "speculated"}
_QUOTE_WIDTH = 100


def report_lines(report: Report) -> Iterator[str]:
    """Yield what an editor wants to see first, in the order route, distances, conflicts, open."""
    yield report.title
    yield ""
    yield from route_lines(report)
    yield ""
    yield from finding_lines(report)
    yield ""
    yield from conflict_lines(report)
    yield from missing_lines(report)


def reading_lines(provenance: Provenance) -> Iterator[str]:
    """Yield what could not be read and why, what was fetched, and what had to be guessed."""
    for skipped in provenance.skipped:
        yield f"skipped: {skipped.reason}"
    if len(provenance.skipped) > 1:
        yield f"not read: {len(provenance.skipped)} sources, each for its reason above"
    if provenance.fetched:
        days = sorted(fetched.fetched[:10] for fetched in provenance.fetched)
        span = days[0] if days[0] == days[-1] else f"{days[0]} to {days[-1]}"
        yield f"fetched: {len(days)} pages, {span}; times and hashes in internal/report.json"
    for note in provenance.notes:
        yield f"note: {note}"


def route_lines(report: Report) -> Iterator[str]:
    """Yield the itineraries, one line a stop."""
    if not report.itineraries:
        yield "Route: no visit found."
    for itinerary in report.itineraries:
        yield f"Route of {itinerary.traveller}:"
        for number, visit in enumerate(itinerary.visits, 1):
            yield f"  {number:2}  {_when(visit):24}  {_stop(visit)}"
        yield from (f"      note: {note}" for note in itinerary.notes)


def _stop(visit: Visit) -> str:
    name = visit.name if visit.place else f"{visit.name} (not located)"
    status = "" if visit.status == "visited" else f" - {visit.status.replace('_', ' ')}"
    listed = ", not drawn" if visit.status in _LISTED else ""
    desk = " [set by the desk]" if visit.by_desk else ""
    sources = len({article for article, _, _ in visit.mentions})
    return f"{name}{status}{listed}{desk}  ({sources} source{'s' if sources != 1 else ''})"


def _when(visit: Visit) -> str:
    first, last = visit.when.first_day, visit.when.last_day
    if first is None and last is None:
        return "no date"
    if first != last:
        return f"{first or ''} .. {last or ''}"
    moment = visit.when.earliest
    if visit.when.precision == "minute" and isinstance(moment, datetime):
        return moment.strftime("%Y-%m-%d %H:%M")
    return str(first)


def finding_lines(report: Report) -> Iterator[str]:
    """Yield the findings, one line a claim with its verdict and the sentence that explains it."""
    if not report.findings:
        yield "Distances: no claim found."
        return
    yield "Distances:"
    for finding in report.findings:
        yield f"  {finding_line(report, finding)}"


def finding_line(report: Report, finding: Finding) -> str:
    """Return one claim with its verdict, the source and the explanation."""
    verdict = finding.verdict.replace("_", " ")
    if finding.direction_verdict in {"questionable", "contradictory"}:
        verdict += f", direction {finding.direction_verdict}"
    source = report.article(finding.claim.article).called
    quote = " ".join(finding.claim.text.split())[:_QUOTE_WIDTH]
    return f'{verdict}: "{quote}" ({source}). {finding.explanation}'


def conflict_lines(report: Report) -> Iterator[str]:
    """Yield what the articles say differently, then what only looked so."""
    open_ones = [conflict for conflict in report.conflicts if conflict.severity != "none"]
    settled = [conflict for conflict in report.conflicts if conflict.severity == "none"]
    yield "Conflicts:" if open_ones else "Conflicts: none."
    yield from (f"  {_conflict(conflict)}" for conflict in open_ones)
    if settled:
        yield "Settled:"
        yield from (f"  {_conflict(conflict)}" for conflict in settled)


def _conflict(conflict: Conflict) -> str:
    return f"{conflict.kind.replace('_', ' ')}: {conflict.explanation}"


def missing_lines(report: Report) -> Iterator[str]:
    """Yield what could not be settled, in a line each, and corrections that fit nothing."""
    if report.suggestions:
        yield "Open:"
        yield from (f"  {_question(suggestion)}" for suggestion in report.suggestions)
    stale = [applied for applied in report.corrections if not applied.spans]
    if stale:
        yield "Corrections that fit nothing:"
        yield from (f"  line {a.correction.line}: {a.note}" for a in stale)


def _question(suggestion: Suggestion) -> str:
    return " ".join(suggestion.question.split())


def folder_lines(exported: Exported) -> Iterator[str]:
    """Yield where the files are, which of them may leave the house, and what a rerun changed."""
    names = ", ".join(path.name for path in exported.public)
    yield f"Written to {exported.folder}"
    yield f"  may leave the house: {names}"
    yield "  stays inside: internal/ (full texts, ready stanzas for corrections.toml)"
    if exported.changes:
        yield "Changed since the last run:"
        yield from (f"  {change}" for change in exported.changes)
