"""Names in an article with their kind and how sure it is: places, facilities, persons and more.

`tag_names` runs one of two taggers over the sentences of an article and puts their spans right by
rule. Labels: LOC (place), FAC (building, airport, road), PER, ORG, NORP (nationality, faith or
party), MISC (events, products, titles).
"""

from collections.abc import Iterator, Sequence
from dataclasses import replace
from typing import cast

import numpy as np

from mapper.model import Article, NameIndex, Span
from mapper.recognize.sentences import split_sentences
from mapper.recognize.tagger.crf import INNER_FILE, label_inside, label_runs, load_crf
from mapper.recognize.tagger.encoder import (
    INNER_LABELS,
    encode_runs,
    load_encoder,
    log_probabilities,
    names_of_scores,
)
from mapper.recognize.tagger.encoder import (
    MODEL_FILE as ENCODER_FILE,
)
from mapper.recognize.tagger.features import INNER_HOLDERS, gazetteer_marks
from mapper.recognize.tagger.long_text import text_parts
from mapper.recognize.tagger.rules import corrected_spans
from mapper.recognize.tagger.spans import NameLabel, TaggedSpan
from mapper.recognize.tagger.words import Words, runs

_Found = tuple[int, int, int, str, float, str | None]  # run, first, last, label, sure, inside


def tag_names(article: Article, *, names: NameIndex, fast: bool = False) -> tuple[TaggedSpan, ...]:
    """Return the names of an article in the order of the text, each before those inside it.

    `fast` takes the smaller tagger. Marked spans and empty text give none.
    """
    found: list[TaggedSpan] = []
    for offset, part in text_parts(article):
        tagged = _tag_part(part, names=names, fast=fast)
        found.extend(_moved(one, offset) for one in tagged)
    return tuple(found)


def _tag_part(article: Article, *, names: NameIndex, fast: bool) -> tuple[TaggedSpan, ...]:
    parts = list(runs(article.text, split_sentences(article.text, article.marked)))
    marks = [gazetteer_marks(article.text, part, names) for part in parts]
    found = (
        _found_fast(parts, marks)
        if fast or not ENCODER_FILE.is_file()
        else _found_well(parts, marks)
    )
    spans = (_tagged(article, parts, one) for one in found)
    return corrected_spans(article, spans, parts, names)


def _moved(tagged: TaggedSpan, offset: int) -> TaggedSpan:
    if not offset:
        return tagged
    return replace(tagged, span=Span(tagged.span.start + offset, tagged.span.end + offset))


def _tagged(article: Article, parts: Sequence[Words], found: _Found) -> TaggedSpan:
    run, first, last, label, sure, inside = found
    span = Span(parts[run].starts[first], parts[run].ends[last - 1])
    return TaggedSpan(
        span=span,
        text=article.quote(span),
        label=cast("NameLabel", label),
        probability=sure,
        inside=cast("NameLabel | None", inside),
    )


def _found_fast(parts: Sequence[Words], marks: Sequence[Sequence[str]]) -> Iterator[_Found]:
    outer = list(label_runs(load_crf(), parts, marks))
    holders = [one for one in outer if one[2] - one[1] > 1 and one[3] in INNER_HOLDERS]
    inner = label_inside(
        load_crf(INNER_FILE),
        [
            (parts[run].texts[first:last], marks[run][first:last], label)
            for run, first, last, label, _ in holders
        ],
    )
    for found in outer:
        yield *found, None
    for (run, begin, end, label, _), places in zip(holders, inner, strict=True):
        for first, last, sure in places:
            if last - first < end - begin:
                yield run, begin + first, begin + last, "LOC", sure, label


def _found_well(parts: Sequence[Words], marks: Sequence[Sequence[str]]) -> Iterator[_Found]:
    encoder = load_encoder()
    for run, outer, inner in encode_runs(encoder, parts, marks):
        for first, last, label, sure in names_of_scores(outer, encoder.labels):
            yield run, first, last, label, sure, None
            if last - first > 1 and label in INNER_HOLDERS:
                chances = np.exp(log_probabilities(inner[first:last]))
                for begin, end, _, chance in names_of_scores(np.log(chances), INNER_LABELS):
                    if end - begin < last - first:
                        yield run, first + begin, first + end, "LOC", chance, label
