"""Ends that the gazetteer does not know as they are written, looked for round the other end.

Three kinds: a site spelt with one slip; a town in another romanization ("Unzan", Unsan); a nameless
site ("a silver ore body") of which the article names just one nearby. Sites lie thinly, so that one
slip is no other site; among towns a name one letter off is mostly another town, and only a spelling
that sounds the same is taken. The figure gives the reach of the search alone, so that it can still
be checked, and what fits twice stays open.
"""

import re
import unicodedata
from collections.abc import Iterator
from dataclasses import replace

from mapper import geodesy
from mapper.audit.ground import Ground
from mapper.audit.mentioned import Mentioned, point_of
from mapper.audit.rules import rule, site_type
from mapper.audit.unread import unread_names
from mapper.geocode.hints import agreement
from mapper.geocode.options import facility_stem
from mapper.model import DistanceClaim, Mention, Place, ResolvedEnd

#: Letters of a name in which one slip still leaves a likeness.
LEAST_LETTERS = 6
#: A nameless site: "an Iranian oil platform", "a gold ore body on Admiralty Island".
_NAMELESS = re.compile(
    r"(?:an?|the|its|their|this)\s(?:[\w-]+\s){0,5}?(?P<head>ore\sbody|[a-z]+)"
    r"(?:\s(?:on|in|at|near|off)\s.*)?",
    re.IGNORECASE | re.DOTALL,
)
#: Spellings of one sound in the romanizations that news uses, replaced one after the other.
_SOUNDS = (
    ("kh", "h"), ("gh", "g"), ("ph", "f"), ("dj", "j"), ("zh", "j"), ("sh", "s"), ("tch", "ch"),
    ("ou", "u"), ("oo", "u"), ("ee", "i"), ("ck", "k"), ("q", "k"), ("y", "i"), ("w", "v"),
    ("z", "s"), ("e", "i"), ("o", "u"),
)  # fmt: skip
#: What a romanization adds to a name: "Unsan-ŭp", "Yongbyŏn-gun", "Kafr al-Zayat".
_ADDED = re.compile(r"-(?:up|eup|gun|ri|kun|si|shi)$|\b(?:al|el|as|ad|ar|at|an)[-\s]")


def found_beside(
    claim: DistanceClaim, end: ResolvedEnd, other: Place, known: Mentioned, ground: Ground
) -> ResolvedEnd:
    """Return an open end as the only place beside the other one that its words can mean."""
    stated = claim.distance.high_km or claim.distance.low_km
    reach = min(rule("together", "beside_times") * stated, rule("together", "sites_km"))
    span = end.end.span
    if span is None:
        return end
    unplaced = (r.mention for r in known.overlapping(span) if r.place is None)
    for mention in (*unread_names(claim, known), *unplaced):
        if not span.overlaps(mention.span) or mention.kind not in ("facility", "toponym"):
            continue
        if mention.kind == "facility":
            found, how = list(_misspelt(mention, other, reach, ground)), "spelt with one slip"
        else:
            found, how = list(_respelt(mention, other, reach, ground)), "in another spelling"
        if len(found) == 1:
            reason = f"{mention.text!r} is taken as {found[0].name}, {how}"
            return replace(end, place=found[0], label=mention.text, reason=reason)
    found = list(_named_elsewhere(end, other, reach, known, ground))
    if len(found) == 1:
        reason = f"{end.end.text!r}: the only such site beside it that the article names"
        return replace(end, place=found[0], label=found[0].name, reason=reason)
    return end


def _misspelt(mention: Mention, other: Place, reach: float, ground: Ground) -> Iterator[Place]:
    stem = facility_stem(mention.name).casefold()
    if len(stem) < LEAST_LETTERS:
        return
    for place in ground.sites_near(point_of(other), reach):
        of_type = agreement(mention.feature_hint, place) == "agrees"
        if of_type and one_slip(stem, facility_stem(place.name).casefold()):
            yield place


def _respelt(mention: Mention, other: Place, reach: float, ground: Ground) -> Iterator[Place]:
    written = sound_of(mention.name)
    if len(mention.name) < rule("together", "respelt_letters"):
        return
    for place in ground.cities_near(point_of(other), min(reach, rule("together", "respelt_km"))):
        if place.country == other.country and sound_of(place.name) == written:
            yield place


def _named_elsewhere(
    end: ResolvedEnd, other: Place, reach: float, known: Mentioned, ground: Ground
) -> Iterator[Place]:
    match = _NAMELESS.fullmatch(end.end.text) if end.end.kind == "place" else None
    found = site_type(match["head"].replace(" ", "")) if match else None
    if found is None:
        return
    for place in ground.sites_near(point_of(other), reach):
        stem = facility_stem(place.name)
        if agreement(found[0], place) == "agrees" and len(stem) >= LEAST_LETTERS:
            named = re.finditer(rf"\b{re.escape(stem)}\b", known.article.text)
            if any(_is_free(match, known, other, reach) for match in named):
                yield place


def _is_free(name: re.Match[str], known: Mentioned, other: Place, reach: float) -> bool:
    """Return whether a name does not stand for a town nearby, after which the site is named."""
    return not any(
        r.place
        and r.place.kind != "facility"
        and r.mention.span.start <= name.start() < r.mention.span.end
        and geodesy.distance_km(point_of(r.place), point_of(other)) <= reach
        for r in known.resolutions
    )


def sound_of(name: str) -> str:
    """Return how a name sounds, whichever romanization it is written in.

    >>> sound_of("Unzan") == sound_of("Ŭnsan-ŭp"), sound_of("Khouribga") == sound_of("Huribga")
    (True, True)
    >>> sound_of("Gori") == sound_of("Gali")
    False
    """
    marks = unicodedata.normalize("NFKD", name.lower())
    plain = "".join(c for c in marks if not unicodedata.combining(c) and c not in "'’‘")
    sound = re.sub(r"[^a-z]", "", _ADDED.sub("", plain))
    for written, spoken in _SOUNDS:
        sound = sound.replace(written, spoken)
    return re.sub(r"(.)\1+", r"\1", sound)


def one_slip(written: str, meant: str) -> bool:
    """Return whether one letter was changed, left out, put in, or exchanged with the next.

    >>> one_slip("daqign", "daqing"), one_slip("burgan", "burghan"), one_slip("zubair", "zubara")
    (True, True, False)
    """
    if written == meant or abs(len(written) - len(meant)) > 1:
        return False
    first = next((i for i, (a, b) in enumerate(zip(written, meant, strict=False)) if a != b), None)
    if first is None:  # one more letter at the end
        return True
    mine, theirs = written[first:], meant[first:]
    exchanged = mine[:2] == theirs[:2][::-1] and mine[2:] == theirs[2:]
    return exchanged or mine[1:] == theirs[1:] or mine[1:] == theirs or mine == theirs[1:]
