"""Apply the desk's word: corrections with the verb `place` rule over everything else."""

from collections.abc import Mapping, Sequence
from dataclasses import replace

from mapper.geocode.options import Places
from mapper.model import (
    AppliedCorrection,
    Candidate,
    Correction,
    Place,
    Resolution,
    Span,
    content_id,
)

VERB = "place"


def apply_desk(
    resolutions: Sequence[Resolution],
    corrections: Sequence[AppliedCorrection],
    gazetteer: Places,
) -> list[Resolution]:
    """Return the resolutions with the desk's places set; what the machine chose is kept beside.

    The last stanza that fits a mention wins. A value that names no known place changes nothing;
    `unknown_places` lists it.
    """
    spans = [
        (article, Span(start, end), applied.correction)
        for applied in corrections
        if applied.correction.verb == VERB
        for article, start, end in applied.spans
    ]
    return (
        [_with_desk(resolution, spans, gazetteer) for resolution in resolutions]
        if spans
        else list(resolutions)
    )


def unknown_places(
    corrections: Sequence[AppliedCorrection], gazetteer: Places
) -> tuple[AppliedCorrection, ...]:
    """Return the corrections, those without spans whose place the gazetteer does not hold."""
    return tuple(
        replace(
            applied,
            spans=(),
            note=f"{applied.correction.value!r} is no place of the gazetteer; see `mapper where`",
        )
        if applied.correction.verb == VERB
        and applied.correction.value != "none"
        and place_of(applied.correction.value, gazetteer) is None
        else applied
        for applied in corrections
    )


def _with_desk(
    resolution: Resolution,
    spans: Sequence[tuple[str, Span, Correction]],
    gazetteer: Places,
) -> Resolution:
    mention = resolution.mention
    ruling = [
        c
        for article, span, c in spans
        if article == mention.article and span.overlaps(mention.span)
    ]
    if not ruling:
        return resolution
    correction = ruling[-1]
    by = correction.why or correction.by or "desk"
    place = place_of(correction.value, gazetteer)
    if place is None and correction.value != "none":
        return resolution
    if place is None:
        return replace(
            resolution,
            place=None,
            score=0.0,
            reasons=("set to no place by the desk",),
            by_desk=by,
            machine=resolution.place,
        )
    reason = f"set by the desk: {by}"
    rest = tuple(c for c in resolution.candidates if c.place.id != place.id)
    return replace(
        resolution,
        candidates=(Candidate(place=place, score=1.0, reasons=(reason,)), *rest),
        place=place,
        score=1.0,
        reasons=(reason,),
        by_desk=by,
        machine=resolution.place,
    )


def place_of(value: object, gazetteer: Places) -> Place | None:
    """Return the place that a correction's value means: an id, or {name, lat, lon}; else None."""
    if isinstance(value, str):
        return None if value == "none" else gazetteer.place(value)
    if not isinstance(value, Mapping):
        return None
    name, lat, lon = value.get("name", ""), value.get("lat"), value.get("lon")
    if not isinstance(lat, int | float) or not isinstance(lon, int | float):
        return None
    return Place(
        id=content_id("desk", name, lat, lon),
        name=str(name),
        lat=float(lat),
        lon=float(lon),
        feature_code="",
        kind="facility",
        source="desk",
    )
