"""Agreement within an article: one name means one thing, wherever it stands.

A tagger sees a few sentences at a time. What it is sure of in one place decides where it wavers in
another: "Mansfield" beside "in Mansfield, Ohio", or a surname beside the full name.
"""

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import replace

from mapper.model import Article, Span
from mapper.recognize.tagger.spans import PLACE_LABELS, NameLabel, TaggedSpan
from mapper.recognize.tagger.words import Words, split_words

_SURE = 0.8  # a probability that speaks for other mentions of the same form
_WAVERING = 0.8  # a label below this yields to a sure one elsewhere
_MAJORITY = 1.5  # times the summed probability of the other labels that one needs to win
_COPIED = 0.75  # share of the probability that a mention found only by its form inherits
_SHORTEST = 4  # characters of a form that is looked for again; shorter ones are too often words
_LONGEST = 6  # words of such a form


def agreed_spans(
    article: Article, spans: Sequence[TaggedSpan], parts: Sequence[Words]
) -> list[TaggedSpan]:
    """Return the spans relabelled by majority, with missed mentions of sure places added."""
    outer = [tagged for tagged in spans if tagged.inside is None]
    winners = _winners(outer)
    surnames = _surnames(outer)
    settled = [_settle(tagged, winners, surnames) for tagged in spans]
    return [*settled, *_missed(article, settled, parts)]


def _winners(spans: Iterable[TaggedSpan]) -> dict[str, NameLabel]:
    """Return the label that clearly leads for each form that is tagged in two ways."""
    sums: dict[str, dict[NameLabel, float]] = defaultdict(lambda: defaultdict(float))
    for tagged in spans:
        label: NameLabel = "LOC" if tagged.label in PLACE_LABELS else tagged.label
        sums[tagged.text.lower()][label] += tagged.probability
    found: dict[str, NameLabel] = {}
    for form, weights in sums.items():
        first, *others = sorted(weights, key=lambda label: (-weights[label], label))
        if others and weights[first] >= _MAJORITY * sum(weights[label] for label in others):
            found[form] = first
    return found


def _surnames(spans: Iterable[TaggedSpan]) -> frozenset[str]:
    """Return the last words of the full names of persons."""
    return frozenset(
        tagged.text.rsplit(maxsplit=1)[-1]
        for tagged in spans
        if tagged.label == "PER" and " " in tagged.text and tagged.probability >= _SURE
    )


def _settle(
    tagged: TaggedSpan, winners: Mapping[str, NameLabel], surnames: frozenset[str]
) -> TaggedSpan:
    if tagged.inside is not None or tagged.probability >= _WAVERING:
        return tagged
    label = winners.get(tagged.text.lower(), tagged.label)
    if label == tagged.label and tagged.label in PLACE_LABELS and tagged.text in surnames:
        label = "PER"
    if label == tagged.label or (label == "LOC" and tagged.label == "FAC"):
        return tagged
    return replace(tagged, label=label)


def _missed(
    article: Article, spans: Sequence[TaggedSpan], parts: Sequence[Words]
) -> Iterator[TaggedSpan]:
    """Yield mentions of sure places that no span covers, found word by word in linear time."""
    forms = {
        split_words(tagged.text, 0, len(tagged.text)).texts: tagged
        for tagged in spans
        if tagged.label == "LOC"
        and tagged.inside is None
        and tagged.probability >= _SURE
        and len(tagged.text) >= _SHORTEST
        and tagged.text[0].isupper()
    }
    firsts = {form[0] for form in forms}
    taken = _covered(spans)
    for part in parts:
        for at, word in enumerate(part.texts):
            if word not in firsts or part.starts[at] in taken:
                continue
            for end in range(min(len(part), at + _LONGEST), at, -1):
                source = forms.get(part.texts[at:end])
                if source is not None and not taken & set(part.starts[at:end]):
                    span = Span(part.starts[at], part.ends[end - 1])
                    sure = source.probability * _COPIED
                    yield TaggedSpan(
                        span=span, text=article.quote(span), label="LOC", probability=sure
                    )
                    break


def _covered(spans: Iterable[TaggedSpan]) -> frozenset[int]:
    return frozenset(at for tagged in spans for at in range(tagged.span.start, tagged.span.end))
