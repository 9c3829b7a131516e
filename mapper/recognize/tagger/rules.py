"""Rules that put the taggers' spans right; the same for both taggers.

Each rule is a pure function over one article's spans. They carry conventions that training data of
several houses do not agree on: where a name begins and ends, and what counts as two.
"""

import re
from bisect import bisect_left
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import replace

from mapper.model import Article, NameIndex, Span
from mapper.recognize.tagger.agree import agreed_spans
from mapper.recognize.tagger.senses import as_land, with_seats, without_languages
from mapper.recognize.tagger.spans import PLACE_LABELS, NameLabel, TaggedSpan
from mapper.recognize.tagger.word_lists import word_lists
from mapper.recognize.tagger.words import Words, split_words

_SPLIT = re.compile(r"\s*[,/;]\s*|\s+\(")  # "Ames, Iowa", "Surfside/Garden City"
_LOWER_EDGE = re.compile(
    r"""
    ^(?:(?:the|The|THE)\s+|[a-z]+\s+)+(?=[^\W\d_a-z])   # "the Hague", "northern Iraq"
    | (?:\s+[a-z]+)+$                                   # "Primorye region"
    | ['\u2019]s?$                                      # "Russia's"
    """,
    re.VERBOSE,
)
_STREET = re.compile(r"\s(?:St|Street|Ave|Avenue|Road|Rd|Blvd|Boulevard|Drive|Dr|Lane|Highway)\.?$")
_PARTY = re.compile(r"^(?:[A-Z]|DFL|GOP)-(?=[A-Z][a-z])")  # "R-Elbow Lake", "D-Conn."
_DEMONYM_HOLDERS = frozenset({"ORG", "MISC", "FAC"})
# Datelines such as DALLAS (AP) - and OAKLAND, Calif. -- and ST. LOUIS –
_DATELINE = re.compile(
    r"""
    (?<![\w'-]) (?P<place>[A-Z]{2,20}(?:\.?[ -][A-Z]{2,20}){0,3}) \b
    (?P<state>,[ ][A-Z][\w.]{1,15}(?:[ ][A-Z][\w.]{1,15})?)?   # or the country
    (?P<agency>[ ]\([A-Z][\w ]{1,30}\))?
    [ ]?(?P<dash>--|\u2013|\u2014|-[ ])
    """,
    re.VERBOSE,
)
_SHORTEST_DATELINE = 5  # letters of a place with neither state nor agency: "NATO -" is none
_DATELINE_SURE = 0.85
_LOOK_BACK = 40  # characters before a place in which the head of a body's name stands
# Diseases are named after places: "West Nile virus", "St. Louis Encephalitis", "Zika outbreak" not.
_DISEASE_AFTER = re.compile(
    r"""
    (?:[- ]Congo)?[ ](?:hemorrhagic[ ]|haemorrhagic[ ]|spotted[ ])?
    (?:[Vv]irus|[Ff]ever|[Ff]lu|[Ii]nfluenza|[Ee]ncephalitis|[Dd]isease
      |[Rr]espiratory[ ][Ss]yndrome)\b
    """,
    re.VERBOSE,
)
_LEAST = 0.35  # probability below which a place is not worth showing
_DOTTED_BEFORE = re.compile(r"(?:^|\s)([A-Z][a-z]+)$")


def corrected_spans(
    article: Article, spans: Iterable[TaggedSpan], parts: Sequence[Words], names: NameIndex
) -> tuple[TaggedSpan, ...]:
    """Return the spans of an article after all rules, in the order of the text."""
    pieces = [piece for span in spans for piece in _split(article, as_land(span, names))]
    edged = [edged for piece in pieces if (edged := _trim(article, piece))]
    dotted = [_keep_dot(article, span) for span in edged]
    snapped = [_held(article, _as_street(span)) for span in _snap(article, dotted, names)]
    seated = with_seats(article, _with_datelines(article, snapped, names), names)
    agreed = agreed_spans(article, seated, parts)
    kept = [
        span
        for span in agreed
        if span.label != "LOC" or (span.probability >= _LEAST and _is_place_name(article, span))
    ]
    kept += _demonyms_inside(article, kept, names)
    spoken = without_languages(article, kept)
    return tuple(sorted(spoken, key=lambda s: (s.span.start, -s.span.end)))


def _held(article: Article, tagged: TaggedSpan) -> TaggedSpan:
    """Return a place that a body, war or race beside it takes its name from as inside that name."""
    if tagged.label != "LOC" or tagged.inside is not None:
        return tagged
    start, end = tagged.span.start, tagged.span.end
    before = word_lists().body_before.search(article.text, max(0, start - _LOOK_BACK), start)
    if before is not None:
        return replace(tagged, inside="ORG", within=article.text[before.start() : end])
    after = word_lists().head_after.match(article.text, end)
    if after is None:
        return tagged
    label: NameLabel = "MISC" if after["event"] else "ORG"
    return replace(tagged, inside=label, within=article.text[start : after.end()])


def _is_place_name(article: Article, tagged: TaggedSpan) -> bool:
    """Return False for words without any capital, and for what a disease is named after."""
    if tagged.text.islower():
        return False
    disease = _DISEASE_AFTER.match(article.text, tagged.span.end)
    return not disease and not tagged.text.endswith((" virus", " fever", " Encephalitis"))


def _with_datelines(
    article: Article, spans: Sequence[TaggedSpan], names: NameIndex
) -> list[TaggedSpan]:
    """Return the spans with the places of datelines, which taggers take for bodies and persons.

    A dateline counts where its words in capitals are a name that the gazetteer knows.
    """
    found = {
        at: Span(match.start("place"), match.end("place"))
        for match in _DATELINE.finditer(article.text)
        if _is_dateline(match) and names.kinds(match["place"]) & {"city", "admin", "country"}
        for at in range(match.start("place"), match.end("place"))
    }
    kept = [span for span in spans if found.keys().isdisjoint(_reach(span))]
    places = sorted(span for span in set(found.values()) if not _is_marked(article, span))
    return kept + [
        TaggedSpan(span=span, text=article.quote(span), label="LOC", probability=_DATELINE_SURE)
        for span in places
    ]


def _is_dateline(match: re.Match[str]) -> bool:
    if match["state"] or match["agency"]:
        return True
    return len(match["place"]) >= _SHORTEST_DATELINE and match["dash"] != "- "


def _reach(tagged: TaggedSpan) -> range:
    return range(tagged.span.start, tagged.span.end)


def _is_marked(article: Article, span: Span) -> bool:
    return any(mark.span.overlaps(span) for mark in article.marked)


def _as_street(tagged: TaggedSpan) -> TaggedSpan:
    """Return a street as a facility."""
    is_street = tagged.label == "LOC" and not tagged.inside and _STREET.search(tagged.text)
    return replace(tagged, label="FAC") if is_street else tagged


def _resized(article: Article, tagged: TaggedSpan, start: int, end: int) -> TaggedSpan:
    span = Span(start, end)
    return replace(tagged, span=span, text=article.quote(span))


def _split(article: Article, tagged: TaggedSpan) -> Iterator[TaggedSpan]:
    """Yield the parts of a place that lists two ("Ames, Iowa"); others as they are."""
    if tagged.label not in PLACE_LABELS:
        yield tagged
        return
    start = tagged.span.start
    for match in _SPLIT.finditer(tagged.text):
        if match.start() > start - tagged.span.start:
            yield _resized(article, tagged, start, tagged.span.start + match.start())
        start = tagged.span.start + match.end()
    if start < tagged.span.end:
        yield _resized(article, tagged, start, tagged.span.end)


def _trim(article: Article, tagged: TaggedSpan) -> TaggedSpan | None:
    """Return a place without lower-case words and marks at its ends; None if nothing is left."""
    if tagged.label not in PLACE_LABELS:
        return tagged
    start, end = tagged.span.start, tagged.span.end
    party = _PARTY.match(tagged.text)
    if party:
        return _resized(article, tagged, start + party.end(), end)
    for match in _LOWER_EDGE.finditer(tagged.text):
        if match.start() == 0 and match.end() < len(tagged.text):
            start = tagged.span.start + match.end()
        elif match.end() == len(tagged.text) and match.start() > 0:
            end = min(end, tagged.span.start + match.start())
    return _resized(article, tagged, start, end) if start < end else None


def _keep_dot(article: Article, tagged: TaggedSpan) -> TaggedSpan:
    """Return "Calif" with the full stop that belongs to it."""
    end = tagged.span.end
    word = _DOTTED_BEFORE.search(tagged.text)
    if (
        tagged.label == "LOC"
        and word
        and word[1] in word_lists().dotted
        and article.text[end : end + 1] == "."
    ):
        return _resized(article, tagged, tagged.span.start, end + 1)
    return tagged


def _snap(article: Article, spans: Sequence[TaggedSpan], names: NameIndex) -> Iterator[TaggedSpan]:
    """Yield the spans, a place grown to a hyphenated gazetteer name that begins where it does.

    "Miami-" and "Dade County" are one; a name that runs on behind the grown place stops it.
    """
    reach = sorted((span.span.start, span.span.end) for span in spans)
    grown_to = 0
    for tagged in spans:
        start, end = tagged.span.start, tagged.span.end - tagged.text.endswith("-")
        if start < grown_to:
            continue
        if tagged.label in PLACE_LABELS and article.text[end : end + 1] == "-":
            longest = names.longest_name(article.text, start)
            after = bisect_left(reach, (longest or 0, 0))
            runs_on = after > 0 and reach[after - 1][1] > (longest or 0)
            if longest is not None and end < longest and not runs_on:
                grown_to = longest
                yield _resized(article, tagged, start, longest)
                continue
        yield tagged


def _demonyms_inside(
    article: Article, spans: Sequence[TaggedSpan], names: NameIndex
) -> Iterator[TaggedSpan]:
    """Yield the nationalities inside the names of bodies and events: "Canadian Press"."""
    for holder in spans:
        if holder.inside is not None or holder.label not in _DEMONYM_HOLDERS:
            continue
        words = split_words(article.text, holder.span.start, holder.span.end)
        for word, start, end in zip(words.texts, words.starts, words.ends, strict=True):
            if len(words) > 1 and word[0].isupper() and "demonym" in names.kinds(word):
                yield replace(
                    _resized(article, holder, start, end), label="NORP", inside=holder.label
                )
