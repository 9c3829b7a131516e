"""A report as JSON and back: the only place that knows the field names of report.json.

The shape is fixed for readers outside (format "mapper-report/1"); what it does not name is added
beside, so that `report_from_json(report_to_json(report)) == report`.
"""

import json
from collections.abc import Iterable
from datetime import date, datetime
from typing import Any, TypeAlias

import msgspec

from mapper.model import (
    Annotations,
    AppliedCorrection,
    Article,
    Conflict,
    Finding,
    Itinerary,
    MentionStatus,
    Place,
    Quantity,
    Report,
    Resolution,
    ResolvedEnd,
    Span,
    Visit,
)

FORMAT = "mapper-report/1"
Json: TypeAlias = dict[str, Any]


def report_to_json(report: Report) -> str:
    """Return the report as JSON with the full texts; keys in a fixed order.

    A text with lone surrogates has no UTF-8 form; then everything beyond ASCII is escaped.
    """
    fields = report_to_dict(report)
    try:
        text = msgspec.json.format(msgspec.json.encode(fields), indent=1).decode()
    except UnicodeEncodeError:
        text = json.dumps(fields, indent=1)
    return text + "\n"


def report_to_dict(report: Report) -> Json:
    """Return the report in the shape of report.json."""
    statuses = {status.key: status for status in report.ordering.statuses}
    return {
        "format": FORMAT,
        "title": report.title,
        "articles": [article_to_dict(article) for article in report.articles],
        "places": {place.id: place_to_dict(place) for place in _places(report)},
        "mentions": [
            {**mention_to_dict(resolution), **_status_to_dict(statuses.get(resolution.mention.key))}
            for resolution in report.resolutions
        ],
        "itineraries": [itinerary_to_dict(itinerary) for itinerary in report.itineraries],
        "claims": [claim_to_dict(finding) for finding in report.findings],
        "conflicts": [_conflict_to_dict(conflict) for conflict in report.conflicts],
        "annotations": [_annotations_to_dict(annotations) for annotations in report.annotations],
        "corrections": [_applied_to_dict(applied) for applied in report.corrections],
        "suggestions": [msgspec.to_builtins(suggestion) for suggestion in report.suggestions],
        "notes": list(report.ordering.notes),
        "provenance": msgspec.to_builtins(report.provenance),
        "set_aside": [
            {
                "article": article_to_dict(one.article),
                "kind": one.kind,
                "of": one.of,
                "reason": one.reason,
            }
            for one in report.set_aside
        ],
    }


def article_to_dict(article: Article) -> Json:
    """Return an article with its full text."""
    return {
        "id": article.id,
        "source": article.source,
        "title": article.title,
        "url": article.url,
        "publisher": article.publisher,
        "published": article.published.isoformat() if article.published else None,
        "published_from": article.published_from,
        "published_text": _span(article.published_text),
        "language": article.language,
        "text": article.text,
        "marked": [[mark.span.start, mark.span.end, mark.reason] for mark in article.marked],
    }


def place_to_dict(place: Place) -> Json:
    """Return a place with all that the gazetteer says of it."""
    return {name: value for name, value in _fields(place) if name != "id"}


def place_object(place: Place | None) -> Json | None:
    """Return a place as `mapper geoparse`, `claims` and `where` print it, or None."""
    if place is None:
        return None
    names = ("id", "name", "lat", "lon", "feature_code", "country")
    return {name: getattr(place, name) for name in names}


def mention_to_dict(resolution: Resolution) -> Json:
    """Return a mention with its choice and the losers, places by their ids."""
    mention = resolution.mention
    return {
        "article": mention.article,
        "start": mention.span.start,
        "end": mention.span.end,
        "text": mention.text,
        "kind": mention.kind,
        "role": mention.role,
        "place": _id(resolution.place),
        "score": resolution.score,
        "candidates": [
            {"place": c.place.id, "score": c.score, "reasons": list(c.reasons)}
            for c in resolution.candidates
        ],
        "reasons": list(resolution.reasons),
        "name": mention.name,
        "feature_hint": mention.feature_hint,
        "qualifiers": list(mention.qualifiers),
        "confidence": mention.confidence,
        "by_desk": resolution.by_desk,
        "machine": _id(resolution.machine),
    }


def _status_to_dict(status: MentionStatus | None) -> Json:
    if status is None:
        return {"status": "none", "visit": None}
    return {
        "status": status.status,
        "visit": status.visit,
        "cue": _span(status.cue),
        "status_reason": status.reason,
        "status_by_desk": status.by_desk,
    }


def itinerary_to_dict(itinerary: Itinerary) -> Json:
    """Return one traveller's trip."""
    return {
        "traveller": itinerary.traveller,
        "visits": [_visit_to_dict(visit) for visit in itinerary.visits],
        "order": [list(pair) for pair in itinerary.order],
        "legs": [
            {
                "from": leg.origin,
                "to": leg.destination,
                **{n: v for n, v in _fields(leg) if n not in {"origin", "destination"}},
            }
            for leg in itinerary.legs
        ],
        "notes": list(itinerary.notes),
    }


def _visit_to_dict(visit: Visit) -> Json:
    return {
        "id": visit.id,
        "place": _id(visit.place),
        "name": visit.name,
        "status": visit.status,
        "earliest": _moment(visit.when.earliest),
        "latest": _moment(visit.when.latest),
        "precision": visit.when.precision,
        "mentions": [list(key) for key in visit.mentions],
        "evidence": [list(key) for key in visit.evidence],
        "mode": visit.mode,
        "score": visit.score,
        "by_desk": visit.by_desk,
    }


def claim_to_dict(finding: Finding) -> Json:
    """Return a claim with its finding.

    `straight_km` spans all readings, `bearing_deg` is that of the first.
    """
    claim = finding.claim
    measured = finding.measurements
    return {
        "id": claim.id,
        "article": claim.article,
        "start": claim.span.start,
        "end": claim.span.end,
        "text": claim.text,
        "quantity": _quantity_to_dict(claim.quantity),
        "low_km": claim.distance.low_km,
        "high_km": claim.distance.high_km,
        "hedge": claim.hedge,
        "direction": claim.direction,
        "anchor": _end_to_dict(finding.anchor),
        "target": _end_to_dict(finding.target),
        "straight_km": [min(m.low_km for m in measured), max(m.high_km for m in measured)]
        if measured
        else None,
        "bearing_deg": measured[0].bearing_deg if measured else None,
        "routes": [msgspec.to_builtins(route) for route in finding.routes],
        "verdict": finding.verdict,
        "direction_verdict": finding.direction_verdict,
        "tolerance_km": finding.tolerance.total_km if finding.tolerance else None,
        "margin": finding.margin,
        "reading": finding.reading,
        "explanation": finding.explanation,
        "attribution": claim.attribution,
        "suggestion": finding.suggestion,
        "conflicts": list(finding.conflicts),
        "notes": list(finding.notes),
        "measurements": [msgspec.to_builtins(measurement) for measurement in measured],
        "tolerance": msgspec.to_builtins(finding.tolerance),
        "sentence": _span(claim.sentence),
        "alternates": [_quantity_to_dict(quantity) for quantity in claim.alternates],
        "direction_text": claim.direction_text,
        "mode": claim.mode,
        "hours": list(claim.hours) if claim.hours else None,
        "attribution_source": _span(claim.attribution_source),
    }


def _quantity_to_dict(quantity: Quantity) -> Json:
    return {
        "start": quantity.span.start,
        "end": quantity.span.end,
        **{name: value for name, value in _fields(quantity) if name != "span"},
    }


def _end_to_dict(resolved: ResolvedEnd) -> Json:
    span = resolved.end.span
    return {
        "start": span.start if span else None,
        "end": span.end if span else None,
        "text": resolved.end.text,
        "place": _id(resolved.place),
        "kind": resolved.end.kind,
        "label": resolved.label,
        "reason": resolved.reason,
        "countries": list(resolved.countries),
        "alternatives": [place.id for place in resolved.alternatives],
        "by_desk": resolved.by_desk,
    }


def _conflict_to_dict(conflict: Conflict) -> Json:
    return {**dict(_fields(conflict)), "members": [list(key) for key in conflict.members]}


def _annotations_to_dict(annotations: Annotations) -> Json:
    return {
        "article": annotations.article,
        "times": msgspec.to_builtins(annotations.times),
        "travellers": msgspec.to_builtins(annotations.travellers),
        "movements": msgspec.to_builtins(annotations.movements),
        "durations": msgspec.to_builtins(annotations.durations),
    }


def _applied_to_dict(applied: AppliedCorrection) -> Json:
    correction = applied.correction
    value = correction.value
    return {
        **{name: v for name, v in _fields(correction) if name != "value"},
        "value": {"day": value.isoformat()} if isinstance(value, date) else value,
        "spans": [list(key) for key in applied.spans],
        "others": [list(key) for key in applied.others],
        "note": applied.note,
    }


def _places(report: Report) -> list[Place]:
    """Return every place that the report speaks of, once, by id."""
    found = {place.id: place for place in _spoken_of(report) if place is not None}
    return [found[key] for key in sorted(found)]


def _spoken_of(report: Report) -> Iterable[Place | None]:
    for resolution in report.resolutions:
        yield resolution.place
        yield resolution.machine
        yield from (candidate.place for candidate in resolution.candidates)
    for itinerary in report.itineraries:
        yield from (visit.place for visit in itinerary.visits)
    for finding in report.findings:
        for end in (finding.anchor, finding.target):
            yield end.place
            yield from end.alternatives


def _fields(item: Any) -> list[tuple[str, Any]]:  # noqa: ANN401 (any of the model's dataclasses)
    return [(name, getattr(item, name)) for name in item.__dataclass_fields__]


def _id(place: Place | None) -> str | None:
    return place.id if place else None


def _span(span: Span | None) -> list[int] | None:
    return [span.start, span.end] if span else None


def _moment(moment: date | datetime | None) -> str | None:
    if isinstance(moment, datetime):
        return moment.isoformat(timespec="minutes")
    return moment.isoformat() if moment else None
