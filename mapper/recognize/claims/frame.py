"""A quantity in its sentence, and the ends that its words are made into."""

import re
from dataclasses import dataclass

from mapper.model import ClaimEnd, EndKind, Span
from mapper.recognize.claims.phrases import in_list

IMPLICIT = ClaimEnd(kind="implicit")


@dataclass(frozen=True, slots=True)
class Ends:
    """Both ends, where the words of the claim stop, and a direction said after the anchor."""

    anchor: ClaimEnd
    target: ClaimEnd
    end: int
    direction: str | None = None
    direction_text: str | None = None


@dataclass(frozen=True, slots=True)
class Frame:
    """A quantity in its sentence: `start` with its hedge, `head` after its conversions.

    `previous` is the sentence before; `sibling` the ends of the claim just before this one.
    """

    text: str
    sentence: Span
    start: int
    head: int
    previous: Span | None = None
    sibling: ClaimEnd | None = None
    sibling_end: int = 0


def make_end(text: str, span: Span | None) -> ClaimEnd:
    """Return a claim's end of the kind that its words show."""
    if span is None:
        return IMPLICIT
    words = text[span.start : span.end]
    return ClaimEnd(kind=end_kind(words), span=span, text=words)


def end_kind(words: str) -> EndKind:
    """Return what sort of end some words name.

    >>> end_kind("the Ecuadorean border"), end_kind("the ship"), end_kind("Bahrain")
    ('border', 'moving', 'place')
    """
    lowered = re.sub(r"^(?:the|an?|its|their|this|that)\s", "", words.lower())
    last = lowered.split()[-1] if lowered.split() else ""
    head = re.split(r"\s(?:of|with|between|at|in|on|near)\s", lowered)[0].split()
    heads = {last, lowered, head[-1] if head else ""}
    kinds: tuple[tuple[str, EndKind], ...] = (
        ("borders", "border"),
        ("coasts", "coast"),
        ("moving", "moving"),
        ("implicit", "implicit"),
    )
    for listed, kind in kinds:
        if any(in_list(listed, word) for word in heads):
            return kind
    first = lowered.split(" ")[0]
    return "implicit" if first in ("where", "what") else "place"
