"""Reading report.json back: for reruns that print what changed, and for whoever works on."""

import json
from collections.abc import Mapping
from datetime import date, datetime
from typing import Any, TypeVar

import msgspec

from mapper.errors import SourceError
from mapper.export.report_json import FORMAT, Json
from mapper.model import (
    Annotations,
    AppliedCorrection,
    Article,
    Candidate,
    ClaimEnd,
    Conflict,
    Correction,
    Distance,
    DistanceClaim,
    Finding,
    Itinerary,
    Leg,
    Marked,
    Measurement,
    Mention,
    MentionKey,
    MentionStatus,
    Movement,
    Ordering,
    Place,
    Provenance,
    Quantity,
    Report,
    Resolution,
    ResolvedEnd,
    Route,
    SetAside,
    Span,
    StatedDuration,
    Suggestion,
    TimeExpression,
    Tolerance,
    TravellerMention,
    Visit,
    When,
)

Noun = TypeVar("Noun")


def report_from_json(text: str, *, source: str = "report.json") -> Report:
    """Read a report. Raises SourceError where the text is no report of this format."""
    try:
        fields = json.loads(text)
        if fields.get("format") != FORMAT:
            message = (
                f"{source}: format {fields.get('format')!r}, expected {FORMAT!r}; map it again."
            )
            raise SourceError(message)
        return _report(fields)
    except (ValueError, KeyError, TypeError, AttributeError, msgspec.ValidationError) as error:
        message = f"{source}: not a report that mapper wrote ({error!r}); map the articles again."
        raise SourceError(message) from error


def _report(fields: Json) -> Report:
    places = {key: Place(id=key, **place) for key, place in fields["places"].items()}
    resolutions = tuple(_resolution(mention, places) for mention in fields["mentions"])
    findings = tuple(_finding(claim, places) for claim in fields["claims"])
    return Report(
        title=fields["title"],
        articles=tuple(_article(article) for article in fields["articles"]),
        annotations=tuple(_annotations(a, resolutions, findings) for a in fields["annotations"]),
        resolutions=resolutions,
        ordering=Ordering(
            itineraries=tuple(_itinerary(i, places) for i in fields["itineraries"]),
            statuses=tuple(_status(mention) for mention in fields["mentions"]),
            notes=tuple(fields["notes"]),
        ),
        findings=findings,
        conflicts=tuple(_conflict(conflict) for conflict in fields["conflicts"]),
        corrections=tuple(_applied(applied) for applied in fields["corrections"]),
        suggestions=_nouns(fields["suggestions"], Suggestion),
        provenance=msgspec.convert(fields["provenance"], Provenance),
        set_aside=tuple(
            SetAside(**{**one, "article": _article(one["article"])})
            for one in fields.get("set_aside", ())
        ),
    )


def _article(fields: Json) -> Article:
    day = fields["published"]
    return Article(
        **{
            **fields,
            "published": date.fromisoformat(day) if day else None,
            "published_text": _span(fields["published_text"]),
            "marked": tuple(
                Marked(span=Span(start, end), reason=reason)
                for start, end, reason in fields["marked"]
            ),
        }
    )


def _resolution(fields: Json, places: Mapping[str, Place]) -> Resolution:
    return Resolution(
        mention=Mention(
            article=fields["article"],
            span=Span(fields["start"], fields["end"]),
            text=fields["text"],
            kind=fields["kind"],
            name=fields["name"],
            role=fields["role"],
            feature_hint=fields["feature_hint"],
            qualifiers=tuple(fields["qualifiers"]),
            confidence=fields["confidence"],
        ),
        candidates=tuple(
            Candidate(place=places[c["place"]], score=c["score"], reasons=tuple(c["reasons"]))
            for c in fields["candidates"]
        ),
        place=_place(fields["place"], places),
        score=fields["score"],
        reasons=tuple(fields["reasons"]),
        by_desk=fields["by_desk"],
        machine=_place(fields["machine"], places),
    )


def _status(fields: Json) -> MentionStatus:
    return MentionStatus(
        key=(fields["article"], fields["start"], fields["end"]),
        status=fields["status"],
        visit=fields["visit"],
        cue=_span(fields.get("cue")),
        reason=fields.get("status_reason", ""),
        by_desk=fields.get("status_by_desk"),
    )


def _itinerary(fields: Json, places: Mapping[str, Place]) -> Itinerary:
    return Itinerary(
        traveller=fields["traveller"],
        visits=tuple(_visit(visit, places) for visit in fields["visits"]),
        order=tuple((before, after) for before, after in fields["order"]),
        legs=tuple(
            Leg(origin=leg.pop("from"), destination=leg.pop("to"), **leg)
            for leg in map(dict, fields["legs"])
        ),
        notes=tuple(fields["notes"]),
    )


def _visit(fields: Json, places: Mapping[str, Place]) -> Visit:
    return Visit(
        id=fields["id"],
        name=fields["name"],
        place=_place(fields["place"], places),
        status=fields["status"],
        when=When(
            earliest=_moment(fields["earliest"]),
            latest=_moment(fields["latest"]),
            precision=fields["precision"],
        ),
        mentions=_keys(fields["mentions"]),
        evidence=_keys(fields["evidence"]),
        mode=fields["mode"],
        score=fields["score"],
        by_desk=fields["by_desk"],
    )


def _finding(fields: Json, places: Mapping[str, Place]) -> Finding:
    anchor, target = (_end(fields[name], places) for name in ("anchor", "target"))
    tolerance = fields["tolerance"]
    return Finding(
        claim=_claim(fields, anchor.end, target.end),
        anchor=anchor,
        target=target,
        verdict=fields["verdict"],
        explanation=fields["explanation"],
        measurements=_nouns(fields["measurements"], Measurement),
        routes=_nouns(fields["routes"], Route),
        direction_verdict=fields["direction_verdict"],
        tolerance=msgspec.convert(tolerance, Tolerance) if tolerance else None,
        margin=fields["margin"],
        reading=fields["reading"],
        suggestion=fields["suggestion"],
        conflicts=tuple(fields["conflicts"]),
        notes=tuple(fields["notes"]),
    )


def _claim(fields: Json, anchor: ClaimEnd, target: ClaimEnd) -> DistanceClaim:
    hours = fields["hours"]
    sentence = fields["sentence"]
    return DistanceClaim(
        id=fields["id"],
        article=fields["article"],
        span=Span(fields["start"], fields["end"]),
        text=fields["text"],
        sentence=Span(*sentence),
        quantity=_quantity(fields["quantity"]),
        distance=Distance(low_km=fields["low_km"], high_km=fields["high_km"]),
        anchor=anchor,
        target=target,
        alternates=tuple(_quantity(quantity) for quantity in fields["alternates"]),
        hedge=fields["hedge"],
        direction=fields["direction"],
        direction_text=fields["direction_text"],
        mode=fields["mode"],
        hours=(hours[0], hours[1]) if hours else None,
        attribution=fields["attribution"],
        attribution_source=_span(fields["attribution_source"]),
    )


def _quantity(fields: Json) -> Quantity:
    rest = {name: value for name, value in fields.items() if name not in {"start", "end"}}
    return Quantity(span=Span(fields["start"], fields["end"]), **rest)


def _end(fields: Json, places: Mapping[str, Place]) -> ResolvedEnd:
    start, end = fields["start"], fields["end"]
    span = None if start is None else Span(start, end)
    return ResolvedEnd(
        end=ClaimEnd(kind=fields["kind"], span=span, text=fields["text"]),
        label=fields["label"],
        place=_place(fields["place"], places),
        reason=fields["reason"],
        countries=tuple(fields["countries"]),
        alternatives=tuple(places[key] for key in fields["alternatives"]),
        by_desk=fields["by_desk"],
    )


def _conflict(fields: Json) -> Conflict:
    return Conflict(**{**fields, "members": _keys(fields["members"])})


def _annotations(
    fields: Json, resolutions: tuple[Resolution, ...], findings: tuple[Finding, ...]
) -> Annotations:
    article = fields["article"]
    return Annotations(
        article=article,
        mentions=tuple(r.mention for r in resolutions if r.mention.article == article),
        times=_nouns(fields["times"], TimeExpression),
        travellers=_nouns(fields["travellers"], TravellerMention),
        movements=_nouns(fields["movements"], Movement),
        durations=_nouns(fields["durations"], StatedDuration),
        claims=tuple(f.claim for f in findings if f.claim.article == article),
    )


def _applied(fields: Json) -> AppliedCorrection:
    fields = dict(fields)
    spans, others, note = (fields.pop(name) for name in ("spans", "others", "note"))
    value = fields.pop("value")
    if isinstance(value, dict) and set(value) == {"day"}:
        value = date.fromisoformat(value["day"])
    return AppliedCorrection(
        correction=Correction(value=value, **fields),
        spans=_keys(spans),
        others=_keys(others),
        note=note,
    )


def _nouns(items: list[Any], noun: type[Noun]) -> tuple[Noun, ...]:
    return tuple(msgspec.convert(item, noun) for item in items)


def _keys(items: list[list[Any]]) -> tuple[MentionKey, ...]:
    return tuple((article, start, end) for article, start, end in items)


def _place(key: str | None, places: Mapping[str, Place]) -> Place | None:
    return places[key] if key is not None else None


def _span(pair: list[int] | None) -> Span | None:
    return Span(*pair) if pair is not None else None


def _moment(text: str | None) -> date | datetime | None:
    if text is None:
        return None
    return datetime.fromisoformat(text) if "T" in text else date.fromisoformat(text)
