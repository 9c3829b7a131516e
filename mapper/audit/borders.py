"""Which border is meant: by the countries named, or by those at hand, with the reason said."""

import re
from dataclasses import replace

from mapper.audit.ground import Ground
from mapper.audit.mentioned import Mentioned, point_of
from mapper.model import MAX_LAT_DEG, Place, ResolvedEnd, Span


def resolve_border(
    border: ResolvedEnd, other: ResolvedEnd, known: Mentioned, ground: Ground
) -> ResolvedEnd:
    """Return a border with the countries that it parts, and why these.

    Named countries count first; what is missing is the country of the other end, and for "the
    border" alone that neighbour of it that the article names most.
    """
    parallel = _PARALLEL.search(border.end.text)
    if parallel is not None:
        label = f"the {parallel[0]}"
        return replace(border, label=label, reason="a line of latitude", place=None)
    span = border.end.span or Span(0, 0)
    places = [r.place for r in known.overlapping(span) if r.place is not None]
    places = places or ground.countries_in(border.end.text)
    codes = tuple(dict.fromkeys(p.country for p in places if p.country))
    home = _home(other.place, ground) if other.place else None
    division = next((p for p in places if p.kind == "admin" and p.shape), None)
    if division is not None:
        label = f"the border of {division.name}"
        return replace(border, place=division, label=label, reason=f"{division.name} is named")
    if len(codes) > 1:
        return _border_of(border, codes[:2], "both countries are named", ground)
    if codes and home and codes[0] != home:
        reason = f"{ground.name(codes[0])} is named, and {other.label} lies in {ground.name(home)}"
        return _border_of(border, (home, codes[0]), reason, ground)
    if codes and home is None:
        name = ground.name(codes[0])
        return replace(border, reason=f"which neighbour's border with {name}, the text leaves open")
    return _counted_border(border, codes[0] if codes else home, known, ground)


def _home(place: Place, ground: Ground) -> str | None:
    """Return the country that holds a place; in a disputed area the gazetteer's."""
    return ground.country_of(point_of(place)) or place.country


def _counted_border(
    border: ResolvedEnd, home: str | None, known: Mentioned, ground: Ground
) -> ResolvedEnd:
    if home is None:
        return replace(border, reason="no country is at hand whose border it could be")
    beside = ground.neighbours(home)
    adjective = next((c for c in beside if _shares_stem(border.end.text, ground.name(c))), None)
    if adjective is not None:
        reason = f"{border.end.text!r} names {ground.name(adjective)}"
        return _border_of(border, (home, adjective), reason, ground)
    counts = _countries_named(known)
    near = [code for code in beside if counts.get(code)]
    near.sort(key=lambda code: (-counts[code], code))
    strange = _CAPITAL.search(_LINES.sub("", border.end.text)[1:]) is not None
    if strange or not near:
        named = f"no country is known by the name in {border.end.text!r}"
        none = f"the article names no neighbour of {ground.name(home)}"
        return replace(border, reason=named if strange else none)
    reason = (
        f"of {ground.name(home)}'s neighbours the article names {ground.name(near[0])} most "
        f"({_times(counts[near[0]])})"
    )
    found = _border_of(border, (home, near[0]), reason, ground)
    others = tuple(p for p in (ground.country(code) for code in near[1:3]) if p is not None)
    return replace(found, alternatives=others)


#: "the 38th parallel", "the 40th parallel south"
_PARALLEL = re.compile(
    r"\b(?P<degrees>\d{1,2})(?:st|nd|rd|th)\sparallel(?:\s(?P<side>north|south))?\b", re.IGNORECASE
)


def parallel_deg(words: str) -> float | None:
    """Return the latitude of a parallel, negative to the south; None where words name none.

    >>> parallel_deg("the 38th parallel"), parallel_deg("the 40th parallel south")
    (38.0, -40.0)
    """
    match = _PARALLEL.search(words)
    if match is None or float(match["degrees"]) >= MAX_LAT_DEG:
        return None
    south = (match["side"] or "").lower() == "south"
    return -float(match["degrees"]) if south else float(match["degrees"])


def _times(count: int) -> str:
    return {1: "once", 2: "twice"}.get(count, f"{count} times")


#: Lines whose own name is written with capitals.
_LINES = re.compile(
    r"\b(?:Line\sof\s(?:Actual\s)?(?:Control|Contact)|DMZ|Demilitari[sz]ed\sZone|Green\sLine|Blue\sLine)\b"
)
_CAPITAL = re.compile(r"\b[A-Z]")
#: Letters that an adjective has in common with its country: "North Korean", "Mongolian".
STEM = 5


def _shares_stem(words: str, country: str) -> bool:
    stem = country.lower()[: max(STEM, len(country) - 2)]
    return len(country) >= STEM and re.search(rf"\b{re.escape(stem)}", words.lower()) is not None


def _countries_named(known: Mentioned) -> dict[str, int]:
    counts: dict[str, int] = {}
    for resolution in known.resolutions:
        place = resolution.place
        if place is not None and place.country and place.kind == "country":
            counts[place.country] = counts.get(place.country, 0) + 1
    return counts


def _border_of(
    border: ResolvedEnd, codes: tuple[str, ...], reason: str, ground: Ground
) -> ResolvedEnd:
    names = "-".join(ground.name(code) for code in codes)
    return replace(border, label=f"the {names} border", countries=codes, reason=reason, place=None)
