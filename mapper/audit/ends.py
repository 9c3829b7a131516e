"""What the ends of a claim mean: places, borders, coasts, or nothing that can be measured.

An end is resolved by the place mentions that overlap its words. A name that only qualifies ("Iran's
oil rig", "a region near the Ecuadorean border") is no answer: rather unresolved than wrong.
"""

import re
import unicodedata
from bisect import bisect_left
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace

from mapper.audit.ground import Ground
from mapper.model import (
    AppliedCorrection,
    Article,
    ClaimEnd,
    DistanceClaim,
    LatLon,
    Mention,
    MentionKey,
    Place,
    Resolution,
    ResolvedEnd,
    Span,
)
from mapper.recognize.claims import in_list

#: A dateline ends within so many characters: "KHABAROVSK, Russia, Sept 14 (Agency) -".
DATELINE_REACH = 80
#: Kinds of places that are too large to stand for something that only lies in them.
LARGE = ("country", "admin", "region", "continent", "water")
#: "The city", "the spaceport": below this score a guess is worse than none.
LEAST_COREFERENCE = 0.5
#: Candidates less likely than this are no alternatives.
LEAST_ALTERNATIVE = 0.05
#: Sites that lie outside the town they are named after.
REMOTE = re.compile(
    r"\b(?:field|fields|oilfields?|gasfields?|mines?|rigs?|platforms?|wells?|basin|property|claims?"
    r"|deposits?|prospect|concession|block)\b",
    re.IGNORECASE,
)
#: The name goes on ("Admiralty | Island"), or is that of a numbered well ("Lufeng | 13-1-1").
_LONGER_NAME = re.compile(r"[\s-](?:[A-Z]|\d+-\d)")
_NAME_BEFORE = re.compile(
    r"(?<![.!?]\s)\b(?!(?:The|A|An|In|At|Near|On|From|Its|This)\b)[A-Z]\w+\s$"
)
_POSSESSIVE = re.compile(r"['’]s?\s")
_TIED = re.compile(
    r"\b(?:near|off|from|outside|around|towards?|beyond)\s+(?:the\s)?$", re.IGNORECASE
)
_IN = re.compile(r"\b(?:in|on|within|across)\s+(?:the\s|its\s)?$", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class Mentioned:
    """The resolutions of one article in the order of the text."""

    article: Article
    starts: tuple[int, ...]
    resolutions: tuple[Resolution, ...]

    def overlapping(self, span: Span) -> tuple[Resolution, ...]:
        """Return the resolutions whose mentions share a character with a span."""
        first = bisect_left(self.starts, span.start - 120)
        last = bisect_left(self.starts, span.end)
        return tuple(r for r in self.resolutions[first:last] if r.mention.span.overlaps(span))


def mentioned(article: Article, resolutions: Sequence[Resolution]) -> Mentioned:
    """Return the resolutions of one article, ready to be looked up by span."""
    own = sorted(resolutions, key=_place_in_text)
    return Mentioned(article, tuple(r.mention.span.start for r in own), tuple(own))


def _place_in_text(resolution: Resolution) -> tuple[int, int]:
    span = resolution.mention.span
    return span.start, span.end


def resolve_ends(
    claim: DistanceClaim,
    known: Mentioned,
    ground: Ground,
    corrections: Sequence[AppliedCorrection] = (),
) -> tuple[ResolvedEnd, ResolvedEnd]:
    """Return anchor and target of a claim with the places that they mean.

    A border is settled last, since "the border" is that of the country where the other end lies.
    """
    anchor, target = (
        _by_desk(claim, name, corrections, ground) or _resolve(end, known)
        for name, end in (("anchor", claim.anchor), ("target", claim.target))
    )
    if anchor.end.kind == "border" and anchor.by_desk is None:
        anchor = resolve_border(anchor, target, known, ground)
    if target.end.kind == "border" and target.by_desk is None:
        target = resolve_border(target, anchor, known, ground)
    return anchor, target


def _resolve(end: ClaimEnd, known: Mentioned) -> ResolvedEnd:
    if end.span is None:
        return ResolvedEnd(end=end, label="", reason="the text does not name it")
    if end.kind in ("border", "coast"):
        return ResolvedEnd(end=end, label=end.text, place=_named(end, known))
    if end.text.lower() == "here":
        return _dateline(end, known)
    found = _mention_of(end, known)
    if found is None or found.place is None:
        return ResolvedEnd(end=end, label=end.text, reason=_why_not(end, found))
    place = found.place if found.by_desk else _town_of(found, found.place, end.text)
    return ResolvedEnd(
        end=end,
        label=place.name,
        place=place,
        reason=f"{found.mention.text!r} means {_named_in(place)}",
        alternatives=tuple(
            candidate.place
            for candidate in found.candidates
            if candidate.place != place and candidate.score >= LEAST_ALTERNATIVE
        )[:3],
        by_desk=found.by_desk,
    )


_DIVISION = re.compile(
    r"\b(?:province|state|region|county|district|prefecture|governorate|oblast|department|territory"
    r"|republic|krai|canton|division)\b",
    re.IGNORECASE,
)


def _town_of(found: Resolution, place: Place, words: str) -> Place:
    """Return the town of a division's name: distances are counted from towns.

    "Mendoza, 600 miles west of Buenos Aires" means the towns, unless the words name a division; and
    a town that bears the very name goes before a country that bears it in another tongue.
    """
    if place.kind not in ("admin", "country") or _DIVISION.search(words):
        return place
    towns = [c.place for c in found.candidates if c.place.kind == "city"]
    inside = (town for town in towns if place.id in (town.admin1, town.admin2))
    if place.kind == "admin":
        return next(inside, place)
    name = _folded(found.mention.name)
    bearers = (town for town in towns if _folded(town.name) == name != _folded(place.name))
    return next(bearers, place)


def _folded(name: str) -> str:
    letters = unicodedata.normalize("NFKD", name.lower())
    return "".join(letter for letter in letters if not unicodedata.combining(letter))


def _named_in(place: Place) -> str:
    return f"{place.name} ({place.country})" if place.country else place.name


def _why_not(end: ClaimEnd, found: Resolution | None) -> str:
    if end.kind == "moving":
        return f"{end.text!r} moves"
    if end.kind == "implicit":
        return f"{end.text!r} is no place on a map"
    if found is None:
        return f"no place is named in {end.text!r}"
    return f"no place in the gazetteer fits {found.mention.text!r}"


def _mention_of(end: ClaimEnd, known: Mentioned) -> Resolution | None:
    """Return the resolution that the end's words are about, else None."""
    if end.span is None:
        return None
    inside = [r for r in known.overlapping(end.span) if r.mention.kind != "demonym"]
    usable = [r for r in inside if _stands_for(r, end, known.article.text)]
    usable.sort(key=lambda r: (r.place is None, *_preference(r, end, known.article.text)))
    whole = [
        r for r in usable if r.mention.kind == "facility" and r.mention.span.end >= end.span.end
    ]
    return next(iter(whole or usable), None)


_RANK = {"facility": 0, "toponym": 1, "coreference": 2, "demonym": 3}
_AT = re.compile(r"\b(?:at|in)\s+(?:the\s(?:town|city|village|port)\sof\s)?$", re.IGNORECASE)


def _preference(found: Resolution, end: ClaimEnd, text: str) -> tuple[int, int]:
    """Return the order of the names in an end's words: "the smelter in | Henderson" first."""
    start = end.span.start if end.span else 0
    at = found.mention.span
    town = found.place is not None and found.place.kind not in LARGE
    if found.mention.kind == "toponym" and town and _AT.search(text, start, at.start):
        return 0, at.start
    return _RANK[found.mention.kind] + 1, at.start


def _stands_for(found: Resolution, end: ClaimEnd, text: str) -> bool:
    """Return whether a mention inside an end's words is what they are about."""
    span, at = end.span or Span(0, 0), found.mention.span
    before, after = text[span.start : at.start], text[at.end : span.end]
    if found.mention.kind == "coreference":
        return found.score >= LEAST_COREFERENCE
    large = found.place is not None and found.place.kind in LARGE
    named = found.mention.kind == "toponym"
    strangers = (
        _POSSESSIVE.match(text, at.end, span.end),
        named and not _is_whole_name(found.mention.text, before, after),
        named and REMOTE.search(after),
        _TIED.search(before) and (large or end.kind == "moving"),
        large and _IN.search(before) and re.search(r"\w+\s+\w+\s*$", before),
    )
    return not any(strangers)


def _is_whole_name(name: str, before: str, after: str) -> bool:
    """Return whether a name is neither part of a longer one nor a mere word ("the Capital")."""
    if _LONGER_NAME.match(after) or _NAME_BEFORE.search(before):
        return False
    return not in_list("nouns", name.lower())


def unread_names(claim: DistanceClaim, known: Mentioned) -> Iterator[Mention]:
    """Yield the names in a claim's ends that no mention covers.

    "40 km east of X" is evidence that X is a place, which recognition alone may not have had.
    """
    for end in (claim.anchor, claim.target):
        found = _mention_of(end, known)
        if end.kind != "place" or end.span is None or (found and found.place):
            continue
        for match in _NAME.finditer(known.article.text, end.span.start, end.span.end):
            span = Span(match.start(), match.end())
            before = known.article.text[end.span.start : span.start]
            after = known.article.text[span.end : end.span.end]
            same = [r for r in known.overlapping(span) if r.place or r.mention.span == span]
            owner = _POSSESSIVE.match(known.article.text, span.end, end.span.end)
            if same or owner or not _is_whole_name(match[0], before, after) or REMOTE.search(after):
                continue
            yield Mention(
                article=claim.article, span=span, text=match[0], kind="toponym", name=match[0]
            )


def is_likely(found: Resolution, text: str) -> bool:
    """Return whether the place found for such a name is one: no town is called "the" anything."""
    if found.place is None:
        return False
    start = found.mention.span.start
    return found.place.kind != "city" or text[max(0, start - 4) : start].lower() != "the "


_NAME = re.compile(
    r"\b(?!(?:The|A|An|In|At|Near|On|From|Its|This|His|Her|Their)\b)"
    r"(?:St\.\s)?[A-Z][\w-]*\w(?:['’](?!s\s)\w+)?(?:\s[A-Z][\w-]*\w(?:['’](?!s\s)\w+)?){0,3}"
)


def _dateline(end: ClaimEnd, known: Mentioned) -> ResolvedEnd:
    """Return the place of the dateline for "here"."""
    for resolution in known.resolutions:
        if resolution.mention.span.start > DATELINE_REACH:
            break
        if resolution.place is not None and resolution.mention.kind == "toponym":
            reason = f"'here' is the dateline, {resolution.mention.text!r}"
            name = resolution.place.name
            return ResolvedEnd(end=end, label=name, place=resolution.place, reason=reason)
    return ResolvedEnd(end=end, label=end.text, reason="'here', and the text has no dateline")


# --- borders -------------------------------------------------------------------------------------


def _named(end: ClaimEnd, known: Mentioned) -> Place | None:
    """Return the first place named in the words of a border or coast, demonyms included."""
    span = end.span or Span(0, 0)
    return next((r.place for r in known.overlapping(span) if r.place), None)


def resolve_border(
    border: ResolvedEnd, other: ResolvedEnd, known: Mentioned, ground: Ground
) -> ResolvedEnd:
    """Return a border with the countries that it parts, and why these.

    Named countries count first; what is missing is the country of the other end, and for "the
    border" alone that neighbour of it that the article names most.
    """
    span = border.end.span or Span(0, 0)
    places = [r.place for r in known.overlapping(span) if r.place is not None]
    places = places or ground.countries_in(border.end.text)
    codes = tuple(dict.fromkeys(p.country for p in places if p.country))
    home = ground.country_of(point_of(other.place)) if other.place else None
    division = next((p for p in places if p.kind == "admin" and p.shape), None)
    if division is not None:
        label = f"the border of {division.name}"
        return replace(border, place=division, label=label, reason=f"{division.name} is named")
    if len(codes) > 1:
        return _border_of(border, codes[:2], "both countries are named", ground)
    if codes and home and codes[0] != home:
        reason = f"{ground.name(codes[0])} is named, and {other.label} lies in {ground.name(home)}"
        return _border_of(border, (home, codes[0]), reason, ground)
    return _counted_border(border, codes[0] if codes else home, known, ground)


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
    strange = _CAPITAL.search(border.end.text[1:]) is not None
    if strange or not near:
        named = f"no country is known by the name in {border.end.text!r}"
        none = f"the article names no neighbour of {ground.name(home)}"
        return replace(border, reason=named if strange else none)
    reason = (
        f"of {ground.name(home)}'s neighbours the article names {ground.name(near[0])} most "
        f"({counts[near[0]]} times)"
    )
    found = _border_of(border, (home, near[0]), reason, ground)
    others = tuple(p for p in (ground.country(code) for code in near[1:3]) if p is not None)
    return replace(found, alternatives=others)


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


def point_of(place: Place) -> LatLon:
    """Return the reference point of a place."""
    return (place.lat, place.lon)


# --- the desk ------------------------------------------------------------------------------------


def _by_desk(
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
