"""Let the tagger and the rules correct each other.

The tagger reads context and finds names that no gazetteer holds; the rules know the gazetteer and
keep spans whole ("Komsomolsk-on-Amur"). A find that the tagger takes for a person or a body goes,
a name that only the tagger sees comes, and a lone name that only the gazetteer vouches for goes.
"""

from collections.abc import Iterator, Sequence
from typing import Protocol

from mapper.model import Span
from mapper.recognize.toponyms.scan import (
    CUED,
    LAND_IMPORTANCE,
    LAND_KINDS,
    Find,
    Scan,
    is_demonym,
    is_never,
)
from mapper.recognize.toponyms.tables import LONGEST_HEAD

# Probabilities from which the tagger is heard; measured on LGL and GWN with a tagger that saw
# neither, in steps of 0.1: exact F1 changes by less than 0.003 between neighbours.
ADDED = 0.5  # a place that the rules missed
STRUCK = 0.7  # a person or body that the rules took for a place
# A facility that no gazetteer holds needs this where places inside names are wanted.
SURE_FACILITY = 0.8
# A find that the tagger leaves out needs this confidence by the rules.
ALONE = CUED


class Tagged(Protocol):
    """A tagged span (`recognize.tagger.TaggedSpan`)."""

    @property
    def span(self) -> Span:
        """Where it stands."""
        ...

    @property
    def label(self) -> str:
        """LOC, FAC, PER, ORG, NORP or MISC."""
        ...

    @property
    def probability(self) -> float:
        """How sure the tagger is, in 0..1."""
        ...

    @property
    def inside(self) -> str | None:
        """The label of the longer name that holds it, None for an outer name."""
        ...


def with_tagged(scan: Scan, finds: Sequence[Find], tagged: Sequence[Tagged]) -> list[Find]:
    """Return the finds as the tagged spans correct them; both are in the order of the text."""
    outer = sorted((tag for tag in tagged if tag.inside is None), key=lambda tag: tag.span)
    kept = [find for find in finds if _stands(scan, find, _over(find, outer))]
    if scan.inside_names:
        kept = [find for find in kept if not _is_spanned_otherwise(scan, find, outer)]
    taken = [(find.start, find.end) for find in kept]
    kept.extend(_added(scan, outer, taken))
    if scan.inside_names:
        inner = [tag for tag in tagged if tag.inside is not None]
        kept.extend(_added(scan, inner, [(find.start, find.end) for find in kept], label="inside"))
    return sorted(kept, key=lambda find: (find.start, -find.end))


def _is_spanned_otherwise(scan: Scan, find: Find, outer: Sequence[Tagged]) -> bool:
    """Return whether the tagger has a place with other bounds here; its bounds are better."""
    if find.label not in {"place", "facility"}:
        return False
    for tag in _over(find, outer):
        if _is(tag, {"LOC"}, ADDED) or (_is(tag, {"FAC"}, ADDED) and _is_known(scan, tag)):
            return (tag.span.start, tag.span.end) != (find.start, find.end)
    return False


def _is_known(scan: Scan, tag: Tagged) -> bool:
    """Return whether a facility is in the gazetteer, or sure enough to do without."""
    text = scan.text[tag.span.start : tag.span.end]
    return tag.probability >= SURE_FACILITY or scan.names.has_name(text)


def _over(find: Find, outer: Sequence[Tagged]) -> list[Tagged]:
    return [tag for tag in outer if tag.span.start < find.end and find.start < tag.span.end]


def _stands(scan: Scan, find: Find, over: Sequence[Tagged]) -> bool:
    """Return whether a find of the rules stays, given the tagged spans that overlap it."""
    if find.label in {"demonym", "facility", "inside"}:
        return find.label != "facility" or not any(_is(tag, {"PER"}, STRUCK) for tag in over)
    if any(_is(tag, {"LOC", "FAC", "NORP"}, 0.0) for tag in over):
        return True
    against = [tag for tag in over if _is(tag, {"PER", "ORG", "MISC"}, STRUCK)]
    if _is_firm(scan, find):
        return not any(_is_longer(tag, find) for tag in against)
    return not against and find.confidence >= ALONE


def _is_firm(scan: Scan, find: Find) -> bool:
    """Return whether the tagger's silence says nothing: lands, names of many words, facilities."""
    kinds = scan.names.kinds(find.name)
    many = " " in find.name or "-" in find.name
    return many or bool(kinds & LAND_KINDS) or kinds == {"facility"}


def _is_longer(tag: Tagged, find: Find) -> bool:
    """Return whether a tagged span holds a find and more: "Bank of China"."""
    return (
        tag.span.start <= find.start
        and find.end <= tag.span.end
        and (tag.span.end - tag.span.start > find.end - find.start)
    )


def _is(tag: Tagged, labels: set[str], least: float) -> bool:
    return tag.label in labels and tag.probability >= least


def _added(
    scan: Scan, tags: Sequence[Tagged], taken: Sequence[tuple[int, int]], label: str | None = None
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
        kind = label or _label(scan, tag, text)
        if kind == "facility" and scan.inside_names and not _is_known(scan, tag):
            continue
        if kind == "place" and not scan.inside_names and not _is_sound(scan, tag, text):
            continue
        if kind is not None and tag.probability >= ADDED:
            yield Find(start, end, kind, text, tag.probability, _hint(scan, kind, text))


def _is_sound(scan: Scan, tag: Tagged, text: str) -> bool:
    """Return whether a name that the tagger alone calls a place may stand on a map."""
    if is_never(scan.tables, text) or text in scan.tables.seats or text in scan.persons:
        return False
    return scan.names.importance(text) >= LAND_IMPORTANCE and tag.probability >= STRUCK


def _label(scan: Scan, tag: Tagged, text: str) -> str | None:
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
