"""A second look at lone names that the tagger takes for persons or bodies: towns may be meant.

The tagger judges by context, and news tells of towns as it does of people: "Juba closed its
airspace", "to Ayr, Kilmarnock". What the gazetteer knows as a town of weight, nobody in the article
bears and no list of names holds is the town, unless the tagger is sure.
"""

from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import replace

from mapper.recognize.tagger.spans import TaggedSpan
from mapper.recognize.toponyms.scan import Scan, cue_before, is_demonym, is_never

# Measured on LGL, GeoWebNews and marked journeys of the test data, none seen by the tagger: of such
# names this share are places. Persons: 67, 32 and 95 %, bodies 65, 50 and 93 % from TOWN on;
# persons behind a preposition 90 %, 0 of 4 and 100 % from HAMLET on. Above half of F1 it gains.
_TOWN = 0.6  # importance from which a name that the tagger doubts is a town
_CITY = 0.7  # importance from which a person's name is a town however sure the tagger is
_HAMLET = 0.4  # the same behind a preposition
_DOUBTED = 0.9  # a probability below this is a doubt
_STATE = 0.8  # importance of states and great cities, which bodies are named after
_KINDS = frozenset({"city", "admin", "island", "water"})


def taken_back(scan: Scan, tagged: Iterable[TaggedSpan]) -> list[TaggedSpan]:
    """Return the tagged spans, lone names of towns as places."""
    spans = list(tagged)
    borne = _parts_of_full_names(spans)
    return [replace(span, label="LOC") if _is_town(scan, span, borne) else span for span in spans]


def _parts_of_full_names(spans: Sequence[TaggedSpan]) -> frozenset[str]:
    words: Counter[str] = Counter()
    for span in spans:
        if span.label == "PER" and " " in span.text:
            words.update(span.text.split())
    return frozenset(words)


def _is_town(scan: Scan, span: TaggedSpan, borne: frozenset[str]) -> bool:
    if span.inside is not None or span.label not in {"PER", "ORG", "NORP"} or span.text.isupper():
        return False
    if not scan.names.kinds(span.text) & _KINDS or is_demonym(scan, span.text):
        return False
    return not _is_borne(scan, span.text, borne) and _outweighs(scan, span)


def _is_borne(scan: Scan, name: str, borne: frozenset[str]) -> bool:
    """Return whether a name is a person's in the article or by the lists, or a common word."""
    words = name.split()
    listed = scan.tables.given | scan.tables.surnames
    known = any(word in borne or word in scan.tables.given for word in words)
    return known or name in listed or is_never(scan.tables, name)


def _outweighs(scan: Scan, span: TaggedSpan) -> bool:
    importance = scan.names.importance(span.text)
    if importance >= _TOWN and span.probability < _DOUBTED:
        return span.label != "ORG" or importance < _STATE
    if span.label == "PER" and importance >= _CITY:
        return True
    return importance >= _HAMLET and cue_before(scan, span.span.start) not in {None, "the"}
