"""Labelled documents as sequences for a trainer: words with the label of each."""

from collections.abc import Iterator
from dataclasses import dataclass

from mapper.model import NameIndex, Span
from mapper.recognize.tagger.words import Words, runs
from mapper.recognize.training.corpora import UNSURE, Labelled


@dataclass(frozen=True, slots=True)
class Example:
    """One run of words, its labels in BIO, and for each word whether it begins or goes on inside.

    A label of "?" is unsure. `inner` marks places inside longer names (None: not annotated).
    """

    document: Labelled
    words: Words
    labels: tuple[str, ...]
    inner: tuple[str, ...] | None


def make_examples(document: Labelled, names: NameIndex) -> list[Example]:
    """Return the runs of a document; a hidden demonym is named NORP by the gazetteer."""
    parts = list(runs(document.text, document.sentences))
    return [
        Example(
            document,
            part,
            tuple(_outer(document, part, names)),
            tuple(_bio(part, [(s, e, "LOC") for s, e in document.inner]))
            if document.inner is not None
            else None,
        )
        for part in parts
    ]


def _outer(document: Labelled, part: Words, names: NameIndex) -> Iterator[str]:
    for word, label in zip(part.texts, _bio(part, document.spans), strict=True):
        if ("NORP" in document.hidden and label == "O" and _is_demonym(word, names)) or (
            document.source == "wikigold" and label == "B-MISC" and _is_demonym(word, names)
        ):
            yield "B-NORP"
        else:
            yield UNSURE if label[2:] == UNSURE else label


def _is_demonym(word: str, names: NameIndex) -> bool:
    return word[:1].isupper() and "demonym" in names.kinds(word)


def _bio(part: Words, spans: object) -> list[str]:
    """Return the BIO label of each word; a word belongs to the span that holds its start."""
    labels = ["O"] * len(part)
    if not part.starts:
        return labels
    first, last = part.starts[0], part.ends[-1]
    chosen = [s for s in spans if s[0] < last and s[1] > first]  # type: ignore[attr-defined]
    for start, end, label in chosen:
        begun = False
        for at in range(len(part)):
            if part.starts[at] < end and part.ends[at] > start:
                labels[at] = f"{'I' if begun else 'B'}-{label}"
                begun = True
    return labels


def span_of(part: Words, first: int, last: int) -> Span:
    """Return the span of the words from `first` to `last`, both included."""
    return Span(part.starts[first], part.ends[last])
