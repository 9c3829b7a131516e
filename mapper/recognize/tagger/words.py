"""Words of a text for the name taggers: offsets, shapes, and runs of a bounded length.

The taggers see a text as words with exact offsets, so that every span they return quotes the text.
Possessives, hyphens and slashes stand alone ("Russia" + "'s", "Berlin" + "-" + "based"); dotted
abbreviations stay whole ("U.S.", "N.C.").
"""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import lru_cache

from mapper.model import Span

MAX_RUN = 240  # words handed to a tagger at once; longer "sentences" are lists or broken texts
_SHAPE_LENGTH = 12  # characters of a word that its shape looks at: enough to tell kinds of words
_CACHED_WORDS = 50_000  # different words whose shape is kept; bounds the memory of a long stream

_WORD = re.compile(
    r"""
    [A-Z]\.[A-Z][a-z]\.                         # "W.Va."
    | (?:[^\W\d_]\.){2,}                        # "U.S.", "N.C.", "a.m."
    | [^\W\d_]+(?:['\u2019](?!s\b)[^\W\d_]+)*   # "Moscow", "O'Brien", "N'Djamena", not "Russia's"
    | \d+(?:[.,:]\d+)*                          # "17", "1,300", "6:00"
    | ['\u2019]s\b                              # the possessive
    | \S                                        # any other sign alone
    """,
    re.VERBOSE,
)


@dataclass(frozen=True, slots=True)
class Words:
    """The words of one run with their offsets in the whole text."""

    texts: tuple[str, ...]
    starts: tuple[int, ...]
    ends: tuple[int, ...]

    def __len__(self) -> int:
        return len(self.texts)


def split_words(text: str, start: int, end: int) -> Words:
    """Return the words of `text[start:end]`; their offsets count from the start of `text`.

    >>> split_words("Berlin-based, in Russia's east", 0, 30).texts
    ('Berlin', '-', 'based', ',', 'in', 'Russia', "'s", 'east')
    """
    texts, starts, ends = [], [], []
    for match in _WORD.finditer(text, start, end):
        texts.append(match[0])
        starts.append(match.start())
        ends.append(match.end())
    return Words(tuple(texts), tuple(starts), tuple(ends))


def runs(text: str, sentences: Sequence[Span]) -> Iterator[Words]:
    """Yield the words of each sentence that holds any, cut into runs of at most `MAX_RUN`."""
    for sentence in sentences:
        words = split_words(text, sentence.start, sentence.end)
        for at in range(0, len(words), MAX_RUN):
            cut = slice(at, at + MAX_RUN)
            yield Words(words.texts[cut], words.starts[cut], words.ends[cut])


@lru_cache(maxsize=_CACHED_WORDS)
def shape(word: str) -> str:
    """Return the shape of a word, repeats pressed together: "Xx", "X.", "X", "d", "x'X".

    >>> shape("Moscow"), shape("U.S."), shape("1,300"), shape("McGill")
    ('Xx', 'X.X.', 'd,d', 'XxXx')
    """
    signs: list[str] = []
    for character in word[:_SHAPE_LENGTH]:
        sign = _sign(character)
        if not signs or signs[-1] != sign:
            signs.append(sign)
    return "".join(signs)


def _sign(character: str) -> str:
    if character.isupper():
        return "X"
    if character.isdigit():
        return "d"
    return "x" if character.isalpha() else character


@lru_cache(maxsize=_CACHED_WORDS)
def word_case(word: str) -> int:
    """Return the case of a word: 0 none or lower, 1 Title, 2 CAPS, 3 mixed, 4 with a digit.

    >>> [word_case(word) for word in ("in", "Moscow", "USA", "iPhone", "A4")]
    [0, 1, 2, 3, 4]
    """
    if word.islower() or not any(map(str.isalpha, word)):
        return 4 if any(map(str.isdigit, word)) else 0
    if any(map(str.isdigit, word)):
        return 4
    if word.isupper():
        return 2 if sum(map(str.isalpha, word)) > 1 else 1
    return 1 if word[:1].isupper() and word[1:].islower() else 3 if _has_upper(word) else 0


def _has_upper(word: str) -> bool:
    return any(map(str.isupper, word))
