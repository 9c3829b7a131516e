"""Words to the pieces that the small transformer reads (WordPiece, Wu et al. 2016, uncased).

Own code, because a word already has its offsets (`words`): pieces only need to know their
word, so no alignment can go wrong, and no tokenizer library is needed.
"""

import unicodedata
from collections.abc import Mapping
from functools import lru_cache

UNKNOWN, OPENING, CLOSING, PADDING = "[UNK]", "[CLS]", "[SEP]", "[PAD]"
_LONGEST_WORD = 40  # characters looked at; a longer "word" is an address or noise
_MOST_PIECES = 12  # pieces kept of one word; the first of them carries the label


def word_pieces(word: str, vocabulary: Mapping[str, int]) -> tuple[int, ...]:
    """Return the piece ids of a word, longest piece first; at least one.

    >>> word_pieces("U.S.", {"[UNK]": 0, "u": 1, ".": 2, "s": 3})
    (1, 2, 3, 2)
    """
    found: list[int] = []
    for part in _parts(word[:_LONGEST_WORD]):
        found += _pieces(part, vocabulary)
    return tuple(found[:_MOST_PIECES]) or (vocabulary[UNKNOWN],)


def _pieces(part: str, vocabulary: Mapping[str, int]) -> list[int]:
    """Return the ids of the longest pieces from the left, or the unknown one if a rest has none."""
    found: list[int] = []
    start = 0
    while start < len(part):
        end = len(part)
        mark = "##" if start else ""
        while end > start and mark + part[start:end] not in vocabulary:
            end -= 1
        if end == start:
            return [vocabulary[UNKNOWN]]
        found.append(vocabulary[mark + part[start:end]])
        start = end
    return found


@lru_cache(maxsize=20_000)
def _parts(word: str) -> tuple[str, ...]:
    """Return a word in lower case without accents, cut at signs and between ideographs."""
    parts: list[str] = []
    joined = False
    for sign in unicodedata.normalize("NFD", word.lower()):
        if unicodedata.category(sign) == "Mn":
            continue
        alone = not sign.isalnum() or "\u4e00" <= sign <= "\u9fff"
        if joined and not alone:
            parts[-1] += sign
        else:
            parts.append(sign)
        joined = not alone
    return tuple(parts)
