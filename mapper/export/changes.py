"""What a rerun changed, in a line each: for the terminal and for the note on the page."""

from collections.abc import Iterator

from mapper.export.page.sequence import UNPLACED
from mapper.export.page.staging import visit_labels
from mapper.export.page.words import words_of
from mapper.geodesy import distance_km
from mapper.model import Finding, Report, Visit

MOVED_KM = 0.1  # less is rounding of the gazetteer's coordinates


def report_changes(before: Report, after: Report) -> tuple[str, ...]:
    """Return what a reader sees differ between two reports on one folder; empty if nothing."""
    return (*_visit_changes(before, after), *_claim_changes(before, after))


def _visit_changes(before: Report, after: Report) -> Iterator[str]:
    old = _visits(before)
    new = _visits(after)
    for key, (stop, visit) in new.items():
        if key not in old:
            yield f"{stop}: new"
        else:
            yield from _visit_change(stop, old[key][1], visit)
    for key, (stop, _) in old.items():
        if key not in new:
            yield f"{stop}: gone"


def _visit_change(stop: str, old: Visit, new: Visit) -> Iterator[str]:
    if old.place and new.place:
        km = distance_km((old.place.lat, old.place.lon), (new.place.lat, new.place.lon))
        if km > MOVED_KM:
            yield f"{stop}: moved {km:.0f} km"
    elif old.place != new.place:
        yield f"{stop}: {'placed' if new.place else 'no longer placed'}"
    if old.status != new.status:
        yield f"{stop}: {old.status}, now {new.status}"
    said, now = (_days(old), _days(new)) if _days(old) != _days(new) else _clock(old, new)
    if said != now:
        yield f"{stop}: {said}, now {now}"


def _days(visit: Visit) -> str:
    first, last = visit.when.first_day, visit.when.last_day
    if first is None and last is None:
        return "no date"
    return str(first or last) if first == last or last is None else f"{first or '...'} to {last}"


def _clock(old: Visit, new: Visit) -> tuple[str, str]:
    """Return both times as the page has them; the same words where a reader sees no change."""
    words = words_of("en")
    return words.when(old.when), words.when(new.when)


def _visits(report: Report) -> dict[str, tuple[str, Visit]]:
    """Return each visit by id with what the page calls it: "stop 3 Oban", or just "Highland"."""
    labels = visit_labels(report)
    return {
        visit.id: (f"stop {label} {visit.name}" if numbered else visit.name, visit)
        for itinerary in report.itineraries
        for visit in itinerary.visits
        for label in [labels[visit.id]]
        for numbered in [label and not label.endswith(UNPLACED)]
    }


def _claim_changes(before: Report, after: Report) -> Iterator[str]:
    old = _claims(before)
    new = _claims(after)
    for key, (number, finding) in new.items():
        if key not in old:
            yield f"claim {number} ({finding.claim.quantity.text}): new, {_said(finding)}"
        elif old[key][1].verdict != finding.verdict:
            yield f"claim {number}: {_said(old[key][1])}, now {_said(finding)}"
    for key, (number, finding) in old.items():
        if key not in new:
            yield f"claim {number} ({finding.claim.quantity.text}): gone"


def _claims(report: Report) -> dict[str, tuple[int, Finding]]:
    return {finding.claim.id: (n, finding) for n, finding in enumerate(report.findings, 1)}


def _said(finding: Finding) -> str:
    return finding.verdict.replace("_", " ")
