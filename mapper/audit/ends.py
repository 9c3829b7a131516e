"""What the ends of a claim mean: places, borders, coasts, or nothing that can be measured.

An end is resolved by the place mentions that overlap its words. A name that only qualifies ("Iran's
oil rig", "a region near the Ecuadorean border") is no answer: rather unresolved than wrong.
"""

import re
import unicodedata
from collections.abc import Sequence

from mapper.audit.borders import resolve_border
from mapper.audit.desk import end_by_desk
from mapper.audit.ground import Ground
from mapper.audit.mentioned import Mentioned
from mapper.audit.nominals import (
    HERE,
    dateline_end,
    instead_of_other,
    is_capital,
    resolve_capital,
    site_before,
)
from mapper.audit.rules import word_pattern
from mapper.model import (
    AppliedCorrection,
    ClaimEnd,
    DistanceClaim,
    Place,
    Resolution,
    ResolvedEnd,
    Span,
)
from mapper.recognize.claims import in_list

#: Kinds of places that are too large to stand for something that only lies in them.
LARGE = ("country", "admin", "region", "continent", "water")
#: "The city", "the spaceport": below this score a guess is worse than none.
LEAST_COREFERENCE = 0.5
#: A country smaller than this, in km, and its town of the same name are one: Singapore, Monaco.
CITY_STATE_KM = 40.0
#: Candidates less likely than this are no alternatives.
LEAST_ALTERNATIVE = 0.05
#: The name goes on ("Admiralty | Island"), or is that of a numbered well ("Lufeng | 13-1-1").
_LONGER_NAME = re.compile(r"[\s-](?:[A-Z]|\d+-\d)")
_NAME_BEFORE = re.compile(
    r"(?<![.!?]\s)\b(?!(?:The|A|An|In|At|Near|On|From|Its|This)\b)[A-Z]\w+\s$"
)
#: "Iran's | oil rig": the name only owns what follows.
POSSESSIVE = re.compile(r"['’]s?\s")
_TIED = re.compile(
    r"\b(?:near|off|from|outside|around|towards?|beyond)\s+(?:the\s)?$", re.IGNORECASE
)
_IN = re.compile(r"\b(?:in|on|within|across)\s+(?:the\s|its\s)?$", re.IGNORECASE)


def resolve_ends(
    claim: DistanceClaim,
    known: Mentioned,
    ground: Ground,
    corrections: Sequence[AppliedCorrection] = (),
) -> tuple[ResolvedEnd, ResolvedEnd]:
    """Return anchor and target of a claim with the places that they mean.

    Capitals and borders are settled last: "the border" is that of the country where the other end
    lies.
    """
    anchor, target = (
        end_by_desk(claim, name, corrections, ground) or _resolve(end, known)
        for name, end in (("anchor", claim.anchor), ("target", claim.target))
    )
    anchor, target = site_before(anchor, known), site_before(target, known)
    target = instead_of_other(target, anchor, known)
    anchor = instead_of_other(anchor, target, known)
    if is_capital(anchor):
        anchor = resolve_capital(anchor, target, known, ground)
    if is_capital(target):
        target = resolve_capital(target, anchor, known, ground)
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
    if HERE.search(end.text):
        return dateline_end(end, known)
    found = mention_of(end, known)
    if found is None or found.place is None:
        return ResolvedEnd(end=end, label=end.text, reason=_why_not(end, found))
    place = found.place if found.by_desk else _town_of(found, found.place, end.text)
    return ResolvedEnd(
        end=end,
        label=_own_words(found, place),
        place=place,
        reason=f"{found.mention.text!r} means {_named_in(place)}",
        alternatives=tuple(
            candidate.place
            for candidate in found.candidates
            if candidate.place != place and candidate.score >= LEAST_ALTERNATIVE
        )[:3],
        by_desk=found.by_desk,
    )


def _own_words(found: Resolution, place: Place) -> str:
    """Return the article's own name for a place; the gazetteer's for "the city", demonyms."""
    if found.mention.kind in ("coreference", "demonym"):
        return place.name
    return " ".join(found.mention.text.split())


def _town_of(found: Resolution, place: Place, words: str) -> Place:
    """Return the town of a division's name: distances are counted from towns.

    "Cordoba, 400 miles from Buenos Aires" means the towns, unless the words name a division; and
    a town that bears the very name goes before a country that bears it in another tongue.
    """
    if place.kind not in ("admin", "country") or word_pattern("division").search(words):
        return place
    towns = [c.place for c in found.candidates if c.place.kind == "city"]
    if place.kind == "country" and (place.extent_km or CITY_STATE_KM) < CITY_STATE_KM:
        own = (town for town in towns if town.country == place.country)
        seat = next((t for t in own if _folded(t.name) == _folded(place.name)), None)
        if seat is not None:
            return seat
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


def mention_of(end: ClaimEnd, known: Mentioned) -> Resolution | None:
    """Return the resolution that the end's words are about, else None."""
    if end.span is None:
        return None
    inside = [r for r in known.overlapping(end.span) if r.mention.kind != "demonym"]
    if len(inside) == 1 and inside[0].mention.span == end.span and inside[0].place:
        return inside[0] if _stands_for(inside[0], end, known.article.text) else None
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
    named = found.mention.kind == "toponym"
    if named and not is_whole_name(found.mention.text, before, after):
        return False
    if not before and not after:
        return True
    if POSSESSIVE.match(text, at.end, span.end) or (named and word_pattern("remote").search(after)):
        return False
    large = found.place is not None and _town_of(found, found.place, end.text).kind in LARGE
    if (large or end.kind == "moving") and _TIED.search(before):
        return False
    return not (large and _IN.search(before) and re.search(r"\w+\s+\w+\s*$", before))


def is_whole_name(name: str, before: str, after: str) -> bool:
    """Return whether a name is neither part of a longer one nor a mere word ("the Capital")."""
    if (after and _LONGER_NAME.match(after)) or (before and _NAME_BEFORE.search(before)):
        return False
    return not in_list("nouns", name.lower().removeprefix("the "))


def _named(end: ClaimEnd, known: Mentioned) -> Place | None:
    """Return the first place named in the words of a border or coast, demonyms included."""
    span = end.span or Span(0, 0)
    return next((r.place for r in known.overlapping(span) if r.place), None)
