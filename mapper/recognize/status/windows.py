"""An article as windows of pieces in which every place is marked, for the status reader.

A piece knows the case of its word and its role: part of a place name, words for the one the
article tells of most or for somebody else, a time before, after or long before the article's date.
A window repeats the sentence before it, so that its first place is read in context too; sentences
far from any place are left out.
"""

from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date

from mapper.model import Span, TimeExpression, TravellerMention
from mapper.recognize.tagger.wordpiece import CLOSING, OPENING, word_pieces
from mapper.recognize.tagger.words import Words, split_words, word_case
from mapper.recognize.times import resolve_time

LONGEST_WINDOW = 400  # pieces, the length that the reader was trained with
_CONTEXT = 40  # pieces of the sentence before that a window repeats at most
_NEAR = 1  # sentences on either side of a place that are read with it
_ROLES = 8  # a case and a role share one row of a table
_PLAIN, _PLACE, _MAIN, _OTHER, _BEFORE, _AHEAD, _LONG_AGO = range(7)
_LONG = 120  # days before the article after which a time is long ago, mostly another journey
# What is a date by the article's own; weekdays and hours say little without their verb.
_DATED = frozenset({"date", "month", "year", "offset", "day_of_month", "period"})

Roles = Sequence[tuple[Span, int]]


@dataclass(slots=True)
class Window:
    """Pieces with their rows of the case table, and the first piece of each place read here."""

    pieces: list[int] = field(default_factory=list)
    cases: list[int] = field(default_factory=list)
    places: list[int] = field(default_factory=list)
    heads: list[int] = field(default_factory=list)


@dataclass(slots=True)
class _Read:
    """A sentence as pieces; `heads` pairs each place that begins in it with its first piece."""

    pieces: list[int] = field(default_factory=list)
    cases: list[int] = field(default_factory=list)
    heads: list[tuple[int, int]] = field(default_factory=list)


def main_traveller(travellers: Sequence[TravellerMention]) -> str | None:
    """Return whom an article names most often, the first named among equals."""
    counts = Counter(mention.traveller for mention in travellers)
    return max(counts, key=lambda name: counts[name], default=None)


def roles_of(
    places: Sequence[Span],
    travellers: Sequence[TravellerMention],
    times: Sequence[TimeExpression] = (),
    published: date | None = None,
) -> list[tuple[Span, int]]:
    """Return the spans of a text that have a role; where two overlap, the last one counts.

    Without a date of publication only words of the future tell when something is.
    """
    main = main_traveller(travellers)
    dated = [(time.span, _when(time, published)) for time in times]
    people = [(t.span, _MAIN if t.traveller == main else _OTHER) for t in travellers]
    return [*dated, *people, *((span, _PLACE) for span in places)]


def _when(time: TimeExpression, published: date | None) -> int:
    if published and time.kind in _DATED and time.reference != "visit":
        when = resolve_time(time, published=published, anchor=None)
        if when and when.first_day and when.last_day:
            if when.first_day > published:
                return _AHEAD
            if when.last_day < published:
                long_ago = (published - when.last_day).days > _LONG
                return _LONG_AGO if long_ago else _BEFORE
    return _AHEAD if time.future else _PLAIN


def make_windows(
    text: str,
    sentences: Sequence[Span],
    places: Sequence[Span],
    roles: Roles,
    vocabulary: Mapping[str, int],
) -> Iterator[Window]:
    """Yield the windows of a text; together they hold each of `places`, in order, exactly once.

    `roles` are those of `roles_of`. A place outside all sentences is in no window. `Window.places`
    are indices into `places`.
    """
    read = [_read(text, sentence, places, roles, vocabulary) for sentence in sentences]
    held = [number for number, sentence in enumerate(read) if sentence.heads]
    kept = sorted({near for at in held for near in range(at - _NEAR, at + _NEAR + 1)})
    kept = [at for at in kept if 0 <= at < len(read)]
    room = _room([len(read[at].pieces) for at in kept])
    window = _opened(vocabulary)
    before: _Read | None = None
    for at in kept:
        sentence = read[at]
        if window.heads and len(window.pieces) + len(sentence.pieces) > room:
            yield _closed(window, vocabulary)
            window = _opened(vocabulary)
            if before is not None:
                window.pieces += before.pieces[-_CONTEXT:]
                window.cases += before.cases[-_CONTEXT:]
        _add(window, sentence)
        before = sentence
    if window.heads:
        yield _closed(window, vocabulary)


def _read(
    text: str,
    sentence: Span,
    places: Sequence[Span],
    roles: Roles,
    vocabulary: Mapping[str, int],
) -> _Read:
    words = split_words(text, sentence.start, sentence.end)
    played = _played(words, sentence, roles)
    starts = {}
    for number, place in enumerate(places):
        if sentence.start <= place.start < sentence.end:
            starts[_word_at(words, place)] = number
    read = _Read()
    for at, word in enumerate(words.texts):
        if at in starts:
            read.heads.append((starts[at], len(read.pieces)))
        ids = word_pieces(word, vocabulary)
        read.pieces += ids
        read.cases += [word_case(word) * _ROLES + played[at]] * len(ids)
    return read


def _played(words: Words, sentence: Span, roles: Roles) -> list[int]:
    played = [_PLAIN] * len(words)
    for span, role in roles:
        if span.overlaps(sentence):
            for at, (start, end) in enumerate(zip(words.starts, words.ends, strict=True)):
                if start < span.end and end > span.start:
                    played[at] = role
    return played


def _word_at(words: Words, place: Span) -> int:
    return next(at for at, end in enumerate(words.ends) if end > place.start)


def _room(lengths: Sequence[int]) -> int:
    """Return the pieces that a window may hold, so that all of an article are of like length."""
    total = sum(lengths)
    count = max(1, -(-total // (LONGEST_WINDOW - _CONTEXT)))
    return min(LONGEST_WINDOW - 1, total // count + _CONTEXT)


def _add(window: Window, sentence: _Read) -> None:
    """Add a sentence, cut where it passes the longest window; its places beyond are not read."""
    shift = len(window.pieces)
    room = LONGEST_WINDOW - 1 - shift
    window.pieces += sentence.pieces[:room]
    window.cases += sentence.cases[:room]
    for place, head in sentence.heads:
        if head < room:
            window.places.append(place)
            window.heads.append(shift + head)


def _opened(vocabulary: Mapping[str, int]) -> Window:
    return Window(pieces=[vocabulary[OPENING]], cases=[0])


def _closed(window: Window, vocabulary: Mapping[str, int]) -> Window:
    window.pieces.append(vocabulary[CLOSING])
    window.cases.append(0)
    return window
