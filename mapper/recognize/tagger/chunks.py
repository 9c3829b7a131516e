"""Runs of words packed into chunks of pieces for the small transformer, and their scores unpacked.

Consecutive sentences share a chunk: each is read with its neighbours, and little is padding.
"""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field

from mapper.recognize.tagger.wordpiece import CLOSING, OPENING, word_pieces
from mapper.recognize.tagger.words import word_case

LONGEST_CHUNK = 160  # pieces, the length that the encoder was trained with
_SLACK = 12  # pieces by which a chunk may pass the even share: half a sentence
_MARKS = 8  # classes of gazetteer marks; a case and a mark share one row of a table

_BROAD = ("country", "continent")
_SETTLED = ("admin", "city", "abbreviation")
_FAMOUS_STEP = 3  # the top of the four steps of importance (`features`)


@dataclass(slots=True)
class Chunk:
    """Pieces with their case rows, and which word of which run the first piece of each word is."""

    pieces: list[int] = field(default_factory=list)
    cases: list[int] = field(default_factory=list)
    words: list[tuple[int, int]] = field(default_factory=list)
    heads: list[int] = field(default_factory=list)


def case_row(case: int, mark: str) -> int:
    """Return the row of the case table for a word's case and gazetteer mark."""
    return case * _MARKS + _mark_class(mark)


def _mark_class(mark: str) -> int:
    if mark == "-":
        return 0
    position, kind, step = mark[0], mark[1:-1], int(mark[-1])
    if position in "IE":
        return 1
    if kind in _BROAD:
        return 2
    if kind in _SETTLED:
        return 3 if step >= _FAMOUS_STEP else 4
    return 5


def pack(
    texts: Sequence[Sequence[str]], marks: Sequence[Sequence[str]], vocabulary: Mapping[str, int]
) -> Iterator[Chunk]:
    """Yield chunks that hold the words of all runs in order; a run is cut only if it fills one."""
    pieces = [[word_pieces(word, vocabulary) for word in words] for words in texts]
    chunk = _opened(vocabulary)
    room = _room([sum(map(len, run)) for run in pieces])
    for run, words in enumerate(texts):
        if chunk.words and len(chunk.pieces) + sum(map(len, pieces[run])) > room:
            yield _closed(chunk, vocabulary)
            chunk = _opened(vocabulary)
        for at, ids in enumerate(pieces[run]):
            if len(chunk.pieces) + len(ids) > LONGEST_CHUNK - 1:
                yield _closed(chunk, vocabulary)
                chunk = _opened(vocabulary)
            chunk.words.append((run, at))
            chunk.heads.append(len(chunk.pieces))
            chunk.pieces += ids
            chunk.cases += [case_row(word_case(words[at]), marks[run][at])] * len(ids)
    if chunk.words:
        yield _closed(chunk, vocabulary)


def _room(lengths: Sequence[int]) -> int:
    """Return the pieces that a chunk may hold, so that all of an article are of like length."""
    total = sum(lengths)
    longest = LONGEST_CHUNK - 1
    count = max(1, -(-total // (longest - _SLACK)))
    return min(longest, total // count + _SLACK)


def _opened(vocabulary: Mapping[str, int]) -> Chunk:
    return Chunk(pieces=[vocabulary[OPENING]], cases=[0])


def _closed(chunk: Chunk, vocabulary: Mapping[str, int]) -> Chunk:
    chunk.pieces.append(vocabulary[CLOSING])
    chunk.cases.append(0)
    return chunk
