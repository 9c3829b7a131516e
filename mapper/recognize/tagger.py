"""Names in an article with their kind and how sure it is: places, facilities, persons and more.

`tag_names` runs one of two taggers over the sentences of an article and puts their spans right by
rule. Labels: LOC (place), FAC (building, airport, road), PER, ORG, NORP (nationality, faith, party),
MISC (events, products, titles).
"""

from collections.abc import Iterator, Sequence

from mapper.model import Article, NameIndex, Span
from mapper.recognize.sentences import split_sentences
from mapper.recognize.tagger_rules import corrected_spans
from mapper.recognize.tagger_spans import TaggedSpan, spans_of_labels
from mapper.recognize.tagger_words import Words, runs


def tag_names(article: Article, *, names: NameIndex, fast: bool = False) -> tuple[TaggedSpan, ...]:
    """Return the names of an article in the order of the text, a longer one before those inside it.

    `fast` takes the smaller tagger. Marked spans and empty text give none.
    """
    parts = list(runs(article.text, split_sentences(article.text, article.marked)))
    return corrected_spans(article, _crf_spans(article, parts, names), names)


def _crf_spans(article: Article, parts: Sequence[Words], names: NameIndex) -> Iterator[TaggedSpan]:
    from mapper.recognize.tagger_crf import decode_runs, load_crf

    crf = load_crf()
    for part, found in decode_runs(crf, article, parts, names):
        for stretch in found:
            for first, last, label in spans_of_labels(stretch.labels):
                columns = [crf.labels.index(name) for name in stretch.labels[first:last]]
                sure = min(
                    float(stretch.marginals[at, column])
                    for at, column in zip(range(first, last), columns, strict=True)
                )
                begin, end = stretch.first + first, stretch.first + last - 1
                span = Span(part.starts[begin], part.ends[end])
                yield TaggedSpan(span=span, text=article.quote(span), label=label, probability=sure)
