"""Noun phrases beside a distance, read word by word from a given place; no parser, no model.

`phrase_after` reads forward ("of | the walled city of Harar"), `phrase_before` reads
backward ("the Trail smelter |, about 400 miles"). Both stop at words that cannot stand in the name
of a place; words.toml holds the lists. Each looks at a bounded number of words.
"""

import re
from dataclasses import dataclass
from functools import lru_cache

from mapper.model import Span
from mapper.recognize.claims.words import claim_words

#: Words looked at on either side of a phrase's start, and lowercase words before a name.
MOST_WORDS = 14
MOST_PLAIN = 5
#: How far back the words of a phrase are read, in characters.
REACH = 240

_WORD = re.compile(
    r"""
    (?:(?:St|Ste|Mt|Ft|Sts|Mts)\.(?=\s))          # St. John's
    | (?:[A-Z]\.){1,4}                            # U.S.
    | [^\W_](?:[\w'’&/-]*[\w])?                   # Faya-Largeau, Vava’u, Bir
    """,
    re.VERBOSE,
)
_NO_BREAK = re.compile(r"\s*['\"“”‘’]?\s*")


@dataclass(frozen=True, slots=True)
class _Word:
    start: int
    end: int
    text: str

    @property
    def is_name(self) -> bool:
        """Whether it can be part of a name: a capital, and no small word that opens a sentence."""
        if _is_small(self.lower):
            return len(self.text) > 1 and self.text.isupper()
        return self.text[0].isupper()

    @property
    def lower(self) -> str:
        return self.text.lower()


@lru_cache(maxsize=1)
def _lists() -> dict[str, frozenset[str]]:
    return {name: frozenset(listed) for name, listed in claim_words()["ends"].items()}


def in_list(name: str, word: str) -> bool:
    """Return whether a lowercase word or phrase stands in a list of words.toml's [ends]."""
    return word in _lists()[name]


def _is_small(word: str) -> bool:
    lists = _lists()
    return word in lists["determiners"] or word in lists["stops"]


def _words(text: str, start: int, end: int) -> list[_Word]:
    return [_Word(m.start(), m.end(), m[0]) for m in _WORD.finditer(text, start, end)]


def _joined(text: str, end: int, start: int) -> bool:
    """Return whether nothing but blanks, or one quotation mark, stands between two words."""
    match = _NO_BREAK.fullmatch(text, end, start)
    return match is not None and (end < start)


def phrase_after(text: str, start: int, limit: int) -> Span | None:
    """Return the noun phrase that begins at `start`, up to `limit` at most, or None."""
    words = _words(text, start, min(limit, start + REACH))[:MOST_WORDS]
    if not words or not _NO_BREAK.fullmatch(text, start, words[0].start):
        return None
    if words[0].lower in ("where", "what"):
        return _clause(text, words[0].start, limit)
    if words[0].lower in ("here", "there"):
        return Span(words[0].start, words[0].end)
    taken = _take_forward(text, words, opens_name=_opens_name(text, words))
    if not taken:
        return None
    span = Span(taken[0].start, taken[-1].end)
    if all(not word.is_name or in_list("nouns", word.lower) for word in taken):
        return _with_apposition(text, span, limit)
    return span


def _clause(text: str, start: int, limit: int) -> Span:
    stop = re.compile(r"[,;.:)]").search(text, start, limit)
    return Span(start, stop.start() if stop else limit)


#: "500 km from the capital, Piura | about 980 km": the name is that of the next distance.
_NEXT_DISTANCE = re.compile(r"\s(?:[a-z]+\s)?[\d,.]+\s?(?:km|kilomet|mile)")


def _with_apposition(text: str, span: Span, limit: int) -> Span:
    """Take in the name of a nameless phrase: "the capital, Riyadh"."""
    match = re.compile(r",\s+(?=[A-Z])").match(text, span.end, limit)
    if match is None:
        return span
    name = _take_forward(text, _words(text, match.end(), limit)[:MOST_WORDS])
    if not name or _NEXT_DISTANCE.match(text, name[-1].end, limit):
        return span
    return Span(span.start, name[-1].end)


def _opens_name(text: str, words: list[_Word]) -> bool:
    """Return whether a small word with a capital opens a name: "of | In Salah"."""
    first, then = words[0], words[1:2]
    return (
        in_list("stops", first.lower)
        and first.text.istitle()
        and bool(then)
        and then[0].text.istitle()
        and _joined(text, first.end, then[0].start)
    )


def _take_forward(text: str, words: list[_Word], *, opens_name: bool = False) -> list[_Word]:
    taken: list[_Word] = []
    named = False
    for i, word in enumerate(words):
        if opens_name and not i:
            taken.append(word)
            continue
        if i and not _joined(text, words[i - 1].end, word.start):
            break
        if not _goes_on(word, words[i + 1] if i + 1 < len(words) else None, taken, named=named):
            break
        taken.append(word)
        named = named or word.is_name
    while taken and (taken[-1].lower == "of" or in_list("determiners", taken[-1].lower)):
        taken.pop()
    return taken


def _goes_on(word: _Word, following: _Word | None, taken: list[_Word], *, named: bool) -> bool:
    """Return whether the phrase that was `taken` so far goes on with `word`."""
    lower = word.lower
    after_of = not taken or taken[-1].lower == "of"
    if in_list("determiners", lower):
        return after_of or (lower in ("two", "three", "four", "one") and not named)
    if lower == "of" or (lower[0].isdigit() and not word.is_name):
        return bool(taken)
    if in_list("stops", lower) or word.is_name:
        return word.is_name
    if named and not after_of and not _owns(taken):
        joins = in_list("particles", lower) and following is not None and following.is_name
        return in_list("nouns", lower) or in_list("nouns", lower.removesuffix("s")) or joins
    described = following is not None and in_list("nouns", following.lower)
    if _is_done(lower) and any(not in_list("determiners", before.lower) for before in taken):
        return described  # "the balloon | drifted", but "the walled city", "the nearest paved road"
    return len(taken) <= MOST_PLAIN


def _owns(taken: list[_Word]) -> bool:
    """Return whether a phrase stops at an owner: "Japan's | northern coast", not "St. John's"."""
    saint = len(taken) > 1 and taken[-2].lower in ("st.", "st", "saint")
    return not saint and taken[-1].lower.endswith(("'s", "’s", "s'", "s’"))


# --- backward ------------------------------------------------------------------------------------


def phrase_before(text: str, end: int, floor: int) -> Span | None:
    """Return the noun phrase that ends at `end`, not before `floor`; None where none does.

    Takes in what an "of" or a place word ties to it: "the Sullivan mine at Kimberley".
    """
    words = _words(text, max(floor, end - REACH), end)
    if not words or not _NO_BREAK.fullmatch(text, words[-1].end, end):
        return None
    first = _core_start(text, words, len(words) - 1)
    if first is None:
        return None
    first = _tied(text, words, first)
    return Span(words[first].start, words[-1].end)


def _core_start(text: str, words: list[_Word], last: int) -> int | None:
    """Return the index of the first word of the phrase whose last word is `last`."""
    if in_list("stops", words[last].lower):
        return None
    first, named = None, False
    for i in range(last, max(-1, last - MOST_WORDS), -1):
        word = words[i]
        if i < last and not _joined(text, word.end, words[i + 1].start):
            break
        if in_list("determiners", word.lower):
            return i
        if in_list("stops", word.lower) or word.lower == "of":
            break
        if not word.is_name and is_verb(word.lower):
            break
        if not word.is_name and named and not _described(text, words, i):
            break
        first, named = i, named or word.is_name
    return first


def _is_done(word: str) -> bool:
    """Return whether a lowercase word looks like a past: "drifted", not "red" or "so-called"."""
    return word.endswith("ed") and len(word) > 4 and "-" not in word  # noqa: PLR2004 - "shed"


def is_verb(word: str) -> bool:
    """Return whether a word looks like a verb by its ending.

    >>> is_verb("destroyed"), is_verb("met"), is_verb("red"), is_verb("king")
    (True, True, False, False)
    """
    if not word.islower() or in_list("pasts", word):
        return word.islower()
    return word.endswith(("ed", "ing")) and len(word) > 4  # noqa: PLR2004 - "red", "king"


def _described(text: str, words: list[_Word], i: int) -> bool:
    """Return whether a lowercase word before a name belongs to it: "the village Dvani"."""
    for j in range(i, max(-1, i - 3), -1):
        if j < i and not _joined(text, words[j].end, words[j + 1].start):
            return False
        if in_list("determiners", words[j].lower):
            return True
        if in_list("stops", words[j].lower) or is_verb(words[j].lower):
            return False
    return False


def _tied(text: str, words: list[_Word], first: int) -> int:
    """Go back over "of", "at", "in", "on", "near" to the phrase that they tie to."""
    for _ in range(3):
        if first < 2 or not _joined(text, words[first - 1].end, words[first].start):  # noqa: PLR2004
            return first
        tie = words[first - 1].lower
        if tie not in ("of", "at", "in", "on", "near", "off", "with") or not _joined(
            text, words[first - 2].end, words[first - 1].start
        ):
            return first
        before = _core_start(text, words, first - 2)
        if before is None:
            return first
        solid = in_list("determiners", words[before].lower) or words[before].is_name
        bordering = in_list("borders", words[first - 2].lower)
        if (tie == "with" and not bordering) or (tie not in ("of", "with") and not solid):
            return first
        first = before
    return first
