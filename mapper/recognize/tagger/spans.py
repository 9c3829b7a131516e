"""What the taggers return: a name in the text, its label and how sure that is."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from typing import Literal, TypeAlias

from mapper.model import Span

NameLabel: TypeAlias = Literal["LOC", "FAC", "PER", "ORG", "NORP", "MISC"]


@dataclass(frozen=True, slots=True, kw_only=True)
class TaggedSpan:
    """A name in the text.

    `probability` is that of its label, in 0..1; `inside` the label of the longer name that holds it
    ("ORG" for "Berea" in "Berea Police Department"), or None.
    """

    span: Span
    text: str
    label: NameLabel
    probability: float
    inside: NameLabel | None = None


PLACE_LABELS = frozenset({"LOC", "FAC"})


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
