"""Runs of capitalised words: the stretches of a text in which names can stand.

A run ends at a comma, a stop, a possessive or a lower-case word that is no connector, so that
"Kim left Russia on Sunday" gives three runs and "Bank of China" one. Linear in the length of the
text.
"""

import re
from bisect import bisect_right
from collections.abc import Iterator
from typing import NamedTuple

from mapper.model import Marked
from mapper.recognize.toponyms.tables import uppercase_class

UPPER = uppercase_class()
_WORD = re.compile(rf"(?<![\w])[{UPPER}](?:\w|[-'\u2019.](?=\w))*")
_BLANKS = (" ", "\u00a0")
# Words inside names of bodies and persons. "on" and "for" are not: "the Spaceport on Wednesday".
_CONNECTORS = frozenset(
    {"of", "of the", "de", "de la", "la", "del", "du", "des", "da", "do", "dos", "al", "el", "le"}
    | {"van", "van der", "von", "der", "di", "bin", "ibn", "&"}
)
# Abbreviated words after which a stop does not end a run ("St. Louis", "Gen. Smith").
_ABBREVIATED = frozenset(
    """St Ste Mt Ft Gen Maj Col Lt Capt Cmdr Adm Sgt Cpl Pvt Gov Sen Rep Rev Hon Mr Mrs Ms Dr Prof
    Pres Supt Det Ofc No Pt W N S E""".split()
)
# Characters between two words of a run at most (" of the "); marks before a sentence's first word.
LONGEST_GAP = 14
MOST_MARKS = 8
_OPENERS = ".!?:\n\u2026"
_QUOTES = "\"'\u2018\u2019\u201c\u201d([\u2014-\u2022 \u00a0\t"


class Word(NamedTuple):
    """A capitalised word; `before` is the connector in front of it ("of"), or ""."""

    start: int
    end: int
    text: str
    before: str


class Run(NamedTuple):
    """Capitalised words in a row. `opens` says that a sentence begins with it."""

    words: tuple[Word, ...]
    opens: bool
    possessive: bool


def find_runs(text: str, marked: tuple[Marked, ...] = ()) -> Iterator[Run]:
    """Return the runs of a text in order; none of them begins inside a marked span."""
    words: list[Word] = []
    possessive = False
    closed = _Closed(marked)
    for match in _WORD.finditer(text):
        start, end = match.span()
        if closed.at(start):
            continue
        bare = _bare(match.group())
        word = Word(start, start + len(bare), bare, "")
        joint = None if possessive or not words else _joint(words[-1], text[words[-1].end : start])
        if joint is None:
            if words:
                yield Run(tuple(words), _opens(text, words[0].start), possessive)
            words = [word]
        else:
            words.append(word._replace(before=joint))
        possessive = word.end < end
    if words:
        yield Run(tuple(words), _opens(text, words[0].start), possessive)


def _bare(word: str) -> str:
    """Return a word without a possessive ending."""
    return word[:-2] if word[2:] and word.endswith(("'s", "\u2019s")) else word


def _joint(last: Word, gap: str) -> str | None:
    """Return the connector that joins a word to the next ("" for a blank), None where none does."""
    if gap in _BLANKS:
        return ""
    if len(gap) > LONGEST_GAP or "\n" in gap:
        return None
    if gap in {". ", ".\u00a0", "."}:
        short = len(last.text) == 1 or last.text in _ABBREVIATED
        return "" if short else None
    if gap in {"\u2019 ", "' "} and last.text.endswith("s"):
        return ""
    middle = gap.strip(" \u00a0")
    return middle if middle in _CONNECTORS and gap[0] in _BLANKS and gap[-1] in _BLANKS else None


def _opens(text: str, start: int) -> bool:
    """Return whether a sentence, a line or a quotation begins at `start`."""
    at = start - 1
    while at >= 0 and start - at < MOST_MARKS and text[at] in _QUOTES:
        at -= 1
    return at < 0 or text[at] in _OPENERS


class _Closed:
    """Marked spans, asked by offset."""

    def __init__(self, marked: tuple[Marked, ...]) -> None:
        spans = sorted((mark.span.start, mark.span.end) for mark in marked)
        self._starts = [start for start, _ in spans]
        self._ends: list[int] = []
        for _, end in spans:
            self._ends.append(max(end, self._ends[-1]) if self._ends else end)

    def at(self, offset: int) -> bool:
        """Return whether `offset` lies in a marked span."""
        index = bisect_right(self._starts, offset) - 1
        return index >= 0 and offset < self._ends[index]
