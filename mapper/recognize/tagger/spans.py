"""What the taggers return: a name in the text, its label and how sure that is."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from typing import Literal, TypeAlias

from mapper.model import NameIndex, Span

NameLabel: TypeAlias = Literal["LOC", "FAC", "PER", "ORG", "NORP", "MISC"]


@dataclass(frozen=True, slots=True, kw_only=True)
class TaggedSpan:
    """A name in the text.

    `probability` is that of its label, in 0..1; `inside` the label of the longer name that holds it
    ("ORG" for "Berea" in "Berea Police Department"), or None; `within` is that name where a rule
    sees it and no span of its own holds it.
    """

    span: Span
    text: str
    label: NameLabel
    probability: float
    inside: NameLabel | None = None
    within: str | None = None


PLACE_LABELS = frozenset({"LOC", "FAC"})

# Probability from which a facility that the gazetteer does not hold counts as a place mention. LGL
# marks no facility and loses by each, GeoWebNews marks most: exact F1 .804/.864 with all, .821/.861
# from 0.8, .838/.850 with none.
SURE_FACILITY = 0.8


def place_spans(
    spans: Iterable[TaggedSpan], *, names: NameIndex, inside: bool = False
) -> tuple[TaggedSpan, ...]:
    """Return the spans that mention a place: places, facilities, and nationalities.

    A facility must be known to the gazetteer or sure; of NORP only what the gazetteer knows as a
    demonym counts (no faith, no party). `inside` keeps places inside longer names as well.
    """
    return tuple(
        tagged for tagged in spans if (inside or tagged.inside is None) and _is_place(tagged, names)
    )


def _is_place(tagged: TaggedSpan, names: NameIndex) -> bool:
    if tagged.label == "FAC":
        return tagged.probability >= SURE_FACILITY or names.has_name(tagged.text)
    return tagged.label == "LOC" or (
        tagged.label == "NORP" and "demonym" in names.kinds(tagged.text)
    )


def spans_of_labels(labels: Iterable[str]) -> Iterator[tuple[int, int, NameLabel]]:
    """Yield (first, last excluded, label) of each name in BIO labels.

    >>> list(spans_of_labels(["B-LOC", "I-LOC", "O", "B-PER"]))
    [(0, 2, 'LOC'), (3, 4, 'PER')]
    """
    begin, current = 0, "O"
    for at, label in enumerate([*labels, "O"]):
        if label.startswith("I-") and current == label[2:]:
            continue
        if current != "O":
            yield begin, at, current  # type: ignore[misc] # labels come from the model's own list
        begin, current = at, label[2:] or "O"
