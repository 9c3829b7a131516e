"""Ends that name no place themselves: "here", "this city", "the town", "the capital".

What they mean is settled by the dateline, by the other end and by the places of the article, never
by the stated distance. Where these do not settle it, the end stays open.
"""

import csv
import re
from collections import Counter
from collections.abc import Iterator
from dataclasses import replace
from functools import lru_cache
from pathlib import Path

from mapper.audit.ground import Ground
from mapper.audit.mentioned import Mentioned, point_of
from mapper.audit.rules import word_pattern
from mapper.model import ClaimEnd, Place, Resolution, ResolvedEnd, Span
from mapper.recognize.toponyms.datelines import dateline_span

#: "Here" and its like stand for the place of the dateline; "a rally in this city" lies in it.
HERE = re.compile(
    r"\b(?:here|(?:in|at|of)\s+this\s+(?:\w+\s){0,2}?(?:city|town|village|port|capital))$"
    r"|^this\s+(?:\w+\s){0,2}?(?:city|town|village|port|capital)$",
    re.IGNORECASE,
)
#: "the capital", "Peru's capital", "the Peruvian capital city", "the capital of Peru"
CAPITAL = re.compile(
    r"""^(?:(?:the|its|their|this|that)\s)?
    (?P<before>(?:[\w'’.-]+\s){0,3})capital(?:\scity)?(?:\sof\s(?P<of>[A-Z].*))?$""",
    re.VERBOSE | re.IGNORECASE,
)
#: "The capital" alone is that of the country, among those that the article names, in which more
#: than this share of its places lies.
HOME_SHARE = 0.5
#: The seat of a division is looked for within this distance in km.
SEAT_KM = 400.0


@lru_cache(maxsize=1)
def _capitals() -> dict[str, str]:
    """Return the gazetteer's id of each country's capital."""
    with Path(__file__).with_name("capitals.csv").open(encoding="utf-8", newline="") as file:
        rows = csv.DictReader(line for line in file if not line.startswith("#"))
        return {row["country"]: row["id"] for row in rows}


def dateline_end(end: ClaimEnd, known: Mentioned) -> ResolvedEnd:
    """Return the place of the dateline for "here" and "this city"."""
    line = dateline_span(known.article.text)
    for resolution in known.overlapping(line) if line else ():
        place = resolution.place
        if place is not None and resolution.mention.kind == "toponym":
            reason = f"{end.text!r} is the dateline, {resolution.mention.text!r}"
            return ResolvedEnd(end=end, label=resolution.mention.name, place=place, reason=reason)
    return ResolvedEnd(
        end=end, label=end.text, reason=f"{end.text!r} needs a dateline, and the text has none"
    )


def is_capital(end: ResolvedEnd) -> bool:
    """Return whether an end is a capital that its words do not name, or only by its land."""
    open_end = end.place is None or end.place.kind in ("country", "admin")
    open_end = open_end and end.by_desk is None and end.end.kind == "place"
    found = CAPITAL.match(end.end.text) if open_end else None
    return found is not None and word_pattern("no_capital").search(found["before"]) is None


def resolve_capital(
    end: ResolvedEnd, other: ResolvedEnd, known: Mentioned, ground: Ground
) -> ResolvedEnd:
    """Return a nameless capital: of the land that its words name, else of the land at hand."""
    end = replace(end, place=None, label=end.end.text)
    if word_pattern("capital_of_division").search(end.end.text):
        return _seat(end, other, ground)
    code, why = _land(end, other, known, ground)
    place = ground.place(_capitals().get(code, "")) if code else None
    if place is None or code is None or place == other.place:
        return replace(end, reason=f"{end.end.text!r} could be that of more than one country")
    reason = f"{end.end.text!r} is {place.name}, the capital of {ground.name(code)}, {why}"
    return replace(end, label=place.name, place=place, reason=reason)


def _land(
    end: ResolvedEnd, other: ResolvedEnd, known: Mentioned, ground: Ground
) -> tuple[str | None, str]:
    places = [r.place for r in known.overlapping(end.end.span)] if end.end.span else []
    named = [p.country for p in places if p and p.country]
    named = named or [p.country for p in ground.countries_in(end.end.text) if p.country]
    if named:
        return named[0], "which is named"
    if other.place is not None and other.place.country:
        return other.place.country, f"where {other.label} lies"
    lands = {
        r.place.country
        for r in known.resolutions
        if r.place and r.place.kind == "country" and r.mention.kind == "toponym"
    }
    counts = Counter(
        r.place.country for r in known.resolutions if r.place and r.place.country in lands
    )
    for code, count in counts.most_common(1):
        if count > HOME_SHARE * counts.total():
            return code, "where most places of the article lie"
    seats = {r.place.country for r in known.resolutions if r.place and _is_seat(r)}
    only = next(iter(seats)) if len(seats) == 1 else None
    return only, "the only capital that the article names"


def _is_seat(found: Resolution) -> bool:
    place = found.place
    named = place is not None and found.mention.kind == "toponym"
    return named and place is not None and _capitals().get(place.country or "") == place.id


def _seat(end: ResolvedEnd, other: ResolvedEnd, ground: Ground) -> ResolvedEnd:
    """Return the seat of the division in which the other end lies."""
    home = other.place
    if home is None or not home.admin1:
        return replace(end, reason=f"whose {end.end.text!r} is meant, the text does not say")
    for place in ground.cities_near(point_of(home), SEAT_KM):
        if place.feature_code in ("PPLA", "PPLC") and place.admin1 == home.admin1 and place != home:
            reason = f"{end.end.text!r} is {place.name}, the seat of the division of {other.label}"
            return replace(end, label=place.name, place=place, reason=reason)
    return replace(end, reason=f"the gazetteer has no seat for the division of {other.label}")


def instead_of_other(end: ResolvedEnd, other: ResolvedEnd, known: Mentioned) -> ResolvedEnd:
    """Return "the city" as the town that the article is about, where it had the other end's place.

    "The city is 40 km from Tula" cannot mean Tula: it is the town named most before it; where two
    are named as often it stays open.
    """
    same = end.place is not None and other.place is not None and end.place.id == other.place.id
    span = end.end.span
    nominal = (same and _is_nominal(end, known)) or (
        end.place is None and _TOWN.match(end.end.text)
    )
    if not nominal or span is None or end.by_desk:
        return end
    towns = [p for p in _towns_before(span.start, known) if p != other.place]
    counts = Counter(place.id for place in towns).most_common(2)
    tied = len(counts) > 1 and counts[0][1] == counts[1][1]
    if not counts or tied:
        reason = f"which town {end.end.text!r} is, the text does not settle"
        return replace(end, place=None, label=end.end.text, reason=reason)
    place = next(p for p in towns if p.id == counts[0][0])
    reason = f"{end.end.text!r} is {place.name}, the town that the article names most before it"
    return replace(end, place=place, label=place.name, reason=reason, alternatives=())


#: "The oil field", "this mine": the site of that kind named last before it.
_SITE = re.compile(r"^(?:the|this|that)\s(?:[a-z-]+\s){0,2}(?P<head>[a-z]+)$", re.IGNORECASE)
#: Characters before a nominal in which its site is looked for: about two paragraphs.
SITE_REACH = 1000


def site_before(end: ResolvedEnd, known: Mentioned) -> ResolvedEnd:
    """Return a nameless site as the one of its kind that the article named last before it."""
    match = _SITE.match(end.end.text) if end.place is None and not end.by_desk else None
    span = end.end.span
    if match is None or span is None or re.search("[A-Z]", end.end.text[1:]):
        return end
    kind = re.compile(rf"(?:^|\s)(?:[a-z-]+\s)?{re.escape(match['head'])}\b", re.IGNORECASE)
    for resolution in reversed(
        known.overlapping(Span(max(0, span.start - SITE_REACH), span.start))
    ):
        at, place = resolution.mention.span, resolution.place
        after = known.article.text[at.end : at.end + len(end.end.text)]
        named = kind.search(resolution.mention.text) or kind.match(after)
        if at.end > span.start or not named or resolution.mention.kind == "coreference":
            continue
        if place is None or place.kind != "facility":
            return end
        reason = f"{end.end.text!r} is {resolution.mention.name}, named last before it"
        return replace(end, label=resolution.mention.name, place=place, reason=reason)
    return end


_TOWN = re.compile(r"^(?:the|this|that)\s(?:city|town|village|port)$", re.IGNORECASE)


def _is_nominal(end: ResolvedEnd, known: Mentioned) -> bool:
    found = known.overlapping(end.end.span) if end.end.span else ()
    return bool(found) and all(r.mention.kind == "coreference" for r in found)


def _towns_before(start: int, known: Mentioned) -> Iterator[Place]:
    for resolution in known.resolutions:
        if resolution.mention.span.start >= start:
            return
        town = _town(resolution)
        if town is not None:
            yield town


def _town(resolution: Resolution) -> Place | None:
    if resolution.mention.kind != "toponym" or resolution.place is None:
        return None
    if resolution.place.kind == "city":
        return resolution.place
    inside = (c.place for c in resolution.candidates if c.place.kind == "city")
    return next((p for p in inside if resolution.place.id in (p.admin1, p.admin2)), None)
