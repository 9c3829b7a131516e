"""Let the tagger and the rules correct each other.

The tagger reads context and finds names that no gazetteer holds; the rules know the gazetteer and
keep spans whole ("Komsomolsk-on-Amur"). A find that the tagger takes for a person or a body goes,
a name that only the tagger sees comes, and a lone name that only the gazetteer vouches for goes.
"""

from bisect import bisect_left, bisect_right
from collections.abc import Iterator, Sequence

from mapper.model import Span
from mapper.recognize.tagger.spans import TaggedSpan
from mapper.recognize.toponyms.scan import (
    CUED,
    LAND_KINDS,
    Find,
    Scan,
    cue_before,
    is_demonym,
    is_never,
)
from mapper.recognize.toponyms.tables import LONGEST_HEAD

# Probabilities from which the tagger is heard; measured on LGL and GWN with a tagger that saw
# neither, in steps of 0.1: exact F1 changes by less than 0.003 between neighbours.
ADDED = 0.5  # a place that the rules missed
STRUCK = 0.7  # a person or body that the rules took for a place
HOLDS = 0.4  # a person's or body's longer name that holds a place, no country: "Sydney Pollock"
KNOWN = 0.5  # the same, no preposition before it
CUED_NAME = 0.7  # a place behind a preposition, though no gazetteer knows it: "from Lukla"
SURE_NAME = 0.8  # the same without a preposition; not behind "the": "the Kalibr missile"
# A find that the tagger leaves out needs this confidence by the rules.
ALONE = CUED
_NO_PLACES = {"PER", "ORG", "MISC"}


def with_tagged(scan: Scan, finds: Sequence[Find], tagged: Sequence[TaggedSpan]) -> list[Find]:
    """Return the finds as the tagged spans correct them; both are in the order of the text."""
    outer = sorted((tag for tag in tagged if tag.inside is None), key=lambda tag: tag.span)
    persons = {tag.span.start for tag in outer if _is(tag, {"PER"}, STRUCK)}
    outer = [tag for tag in outer if not _is_given_name(scan, tag.span, persons)]
    starts = [tag.span.start for tag in outer]
    kept = [
        find
        for find in finds
        if _stands(scan, find, _over(find, outer, starts))
        and not _is_given_name(scan, Span(find.start, find.end), persons)
    ]
    taken = [(find.start, find.end) for find in kept]
    kept.extend(_added(scan, outer, taken))
    return sorted(kept, key=lambda find: (find.start, -find.end))


def overlooked(scan: Scan, finds: Sequence[Find], tagged: Sequence[TaggedSpan]) -> list[Find]:
    """Return the nationalities and countries among finds where the tagger sees no name at all.

    Others of the rules' finds would lose: with every name that a cue vouches for, or every land,
    exact F1 falls by 0.001 to 0.005 on LGL and GWN; with these it gains 0.001, `fast` 0.006.
    """
    outer = sorted((tag for tag in tagged if tag.inside is None), key=lambda tag: tag.span)
    starts = [tag.span.start for tag in outer]
    found = []
    for find in finds:
        if find.label != "demonym" and not _is_country(scan, find):
            continue
        if not _over(find, outer, starts):
            found.append(find)
    return found


def _is_country(scan: Scan, find: Find) -> bool:
    return find.label == "place" and bool(scan.names.kinds(find.name) & {"country", "continent"})


def inside_of(tagged: Sequence[TaggedSpan]) -> Iterator[tuple[tuple[int, int], str]]:
    """Yield (span, longer name) of each place that stands inside a longer name, in text order."""
    holder: TaggedSpan | None = None
    for tag in sorted(tagged, key=lambda tag: (tag.span.start, -tag.span.end)):
        if tag.inside is None:
            holder = tag
        elif holder is not None and tag.span.end <= holder.span.end:
            yield (tag.span.start, tag.span.end), holder.text
        elif tag.within is not None:
            yield (tag.span.start, tag.span.end), tag.within


def _over(find: Find, outer: Sequence[TaggedSpan], starts: Sequence[int]) -> list[TaggedSpan]:
    """Return the tagged spans that overlap a find; `starts` are theirs, in order."""
    first = max(0, bisect_right(starts, find.start) - 1)
    some = outer[first : bisect_left(starts, find.end)]
    return [tag for tag in some if tag.span.start < find.end and find.start < tag.span.end]


def _stands(scan: Scan, find: Find, over: Sequence[TaggedSpan]) -> bool:
    """Return whether a find of the rules stays, given the tagged spans that overlap it."""
    if find.label in {"demonym", "facility", "inside"}:
        return find.label != "facility" or not any(_is(tag, {"PER"}, STRUCK) for tag in over)
    if any(_is(tag, {"LOC", "FAC", "NORP"}, 0.0) for tag in over):
        return True
    least = STRUCK if _is_country(scan, find) else HOLDS
    if any(_is(tag, _NO_PLACES, least) and _is_longer(tag, find) for tag in over):
        return False
    if _is_firm(scan, find):
        return True
    against = any(_is(tag, _NO_PLACES, STRUCK) for tag in over)
    return not against and find.confidence >= ALONE


def _is_given_name(scan: Scan, span: Span, persons: set[int]) -> bool:
    """Return whether a lone word stands right before what the tagger takes for a person."""
    blank = scan.text[span.end : span.end + 1] in {" ", "\u00a0"}
    lone = " " not in scan.text[span.start : span.end]
    return lone and blank and span.end + 1 in persons


def _is_firm(scan: Scan, find: Find) -> bool:
    """Return whether the tagger's silence says nothing: lands, names of many words, facilities."""
    kinds = scan.names.kinds(find.name)
    many = " " in find.name or "-" in find.name
    return many or bool(kinds & LAND_KINDS) or kinds == {"facility"}


def _is_longer(tag: TaggedSpan, find: Find) -> bool:
    """Return whether a tagged span holds a find and more: "Bank of China"."""
    return (
        tag.span.start <= find.start
        and find.end <= tag.span.end
        and (tag.span.end - tag.span.start > find.end - find.start)
    )


def _is(tag: TaggedSpan, labels: set[str], least: float) -> bool:
    return tag.label in labels and tag.probability >= least


def _added(
    scan: Scan, tags: Sequence[TaggedSpan], taken: Sequence[tuple[int, int]]
) -> Iterator[Find]:
    """Return the places among tagged spans that overlap nothing taken."""
    busy = sorted(taken)
    at = 0
    for tag in tags:
        start, end = tag.span.start, tag.span.end
        while at < len(busy) and busy[at][1] <= start:
            at += 1
        if at < len(busy) and busy[at][0] < end:
            continue
        text = scan.text[start:end]
        kind = _label(scan, tag, text)
        if kind == "place" and not _is_sound(scan, tag, text):
            continue
        if kind is not None and tag.probability >= ADDED:
            yield Find(start, end, kind, text, tag.probability, _hint(scan, kind, text))


def _is_sound(scan: Scan, tag: TaggedSpan, text: str) -> bool:
    """Return whether a name that the tagger alone calls a place may stand on a map."""
    if text in scan.tables.seats or text in scan.persons:
        return False
    cued = cue_before(scan, tag.span.start) is not None
    known = bool(scan.names.kinds(text))
    if is_never(scan.tables, text):
        return known and cued and tag.probability >= STRUCK
    if known:
        return tag.probability >= (ADDED if cued else KNOWN)
    if cued:
        return tag.probability >= CUED_NAME
    start = tag.span.start
    return tag.probability >= SURE_NAME and scan.text[max(0, start - 4) : start] != "the "


def _label(scan: Scan, tag: TaggedSpan, text: str) -> str | None:
    if tag.label == "NORP":
        return "demonym" if is_demonym(scan, text) else None
    return {"LOC": "place", "FAC": "facility"}.get(tag.label)


def _hint(scan: Scan, kind: str, text: str) -> str | None:
    """Return the hint of the type word that ends a name, or None."""
    words = text.lower().split()
    heads = scan.tables.facility_heads if kind == "facility" else scan.tables.feature_words
    for count in range(min(LONGEST_HEAD, len(words)), 0, -1):
        hint = heads.get(" ".join(words[-count:]))
        if hint is not None:
            return hint
    return None
