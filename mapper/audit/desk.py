"""Ends as the desk sets them: `claim_end` stanzas rule over everything the machine decided."""

from collections.abc import Sequence
from dataclasses import replace

from mapper.audit.ground import Ground
from mapper.model import (
    AppliedCorrection,
    ClaimEnd,
    DistanceClaim,
    MentionKey,
    Place,
    ResolvedEnd,
    Span,
)


def end_by_desk(
    claim: DistanceClaim,
    name: str,
    corrections: Sequence[AppliedCorrection],
    ground: Ground,
) -> ResolvedEnd | None:
    """Return the end as a `claim_end` stanza sets it, or None where none concerns it."""
    end = claim.anchor if name == "anchor" else claim.target
    for applied in corrections:
        stanza = applied.correction
        if stanza.verb != "claim_end" or not _concerns(claim, end, name, stanza.end, applied.spans):
            continue
        place = _desk_place(stanza.value, ground)
        by = stanza.why or stanza.by or "desk"
        label = place.name if place else (end.text or "open")
        reason = f"set by the desk: {by}" if place else f"left open by the desk: {by}"
        kind = replace(end, kind="place") if place else replace(end, kind="implicit")
        return ResolvedEnd(end=kind, label=label, place=place, reason=reason, by_desk=by)
    return None


def _concerns(
    claim: DistanceClaim, end: ClaimEnd, name: str, named: str, spans: Sequence[MentionKey]
) -> bool:
    """Return whether a stanza is about this end: it names it, or its quote is the end's words."""
    for article, start, stop in spans:
        quote = Span(start, stop)
        if article != claim.article:
            continue
        if named:
            if named == name and quote.overlaps(claim.sentence) and quote.overlaps(claim.span):
                return True
        elif end.span is not None and quote.overlaps(end.span):
            return not quote.overlaps(claim.quantity.span)
    return False


def _desk_place(value: object, ground: Ground) -> Place | None:
    if isinstance(value, str):
        return None if value == "none" else ground.place(value)
    if not isinstance(value, dict):
        return None
    lat, lon = float(value["lat"]), float(value["lon"])
    name = str(value.get("name", f"{lat}, {lon}"))
    return Place(
        id=f"desk:{lat:.5f},{lon:.5f}",
        name=name,
        lat=lat,
        lon=lon,
        feature_code="",
        kind="facility",
        country=ground.country_of((lat, lon)),
        source="desk",
    )
