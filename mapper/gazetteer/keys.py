"""Turn a name into the keys under which the gazetteer files it, and a text into a key.

Two keys: the strict one forgives case, diacritics, typographic quotes and blanks; the loose one
also dots, apostrophes, hyphens, a leading "the", and "St", "Mt", "Ft" for Saint, Mount, Fort.
Both are filed in one trie, so that "Sana'a" and "Sanaa" are one look-up each.
"""

import re
import unicodedata
from collections.abc import Sequence
from functools import lru_cache

# Letters that NFKD does not take apart, and typographic marks, by their plain equals.
PLAIN = {
    "ø": "o", "Ø": "o", "ł": "l", "Ł": "l", "đ": "d", "Đ": "d", "ð": "d", "Ð": "d", "ı": "i",
    "þ": "th", "Þ": "th", "ß": "ss", "ẞ": "ss", "æ": "ae", "Æ": "ae", "œ": "oe", "Œ": "oe",
    "ħ": "h", "Ħ": "h", "ŋ": "n", "Ŋ": "n", "ə": "a", "Ə": "a",
    "‘": "'", "’": "'", "ʻ": "'", "ʼ": "'", "`": "'", "´": "'", "′": "'", "ʹ": "'", "ʿ": "'",
    "ʾ": "'", "“": '"', "”": '"', "–": "-", "—": "-", "‐": "-", "‑": "-", "−": "-",
    "\u00ad": "", "\u200b": "", "\u200c": "", "\u200d": "", "\ufeff": "",
}  # fmt: skip

LOOSE_WORDS = {"st": "saint", "ste": "sainte", "mt": "mount", "ft": "fort"}
_ASKING = frozenset((*LOOSE_WORDS, "the"))

_ASKS = re.compile(r"[^\w\s]|_|^the |\b(?:ste?|mt|ft)\b")
_DROPPED = re.compile(r"'s\b|['.\"]")
_RUN = re.compile(r"\s\s|`")
_ONE_BLANK = re.compile(r"\s")
_MARK = re.compile(r"[^\w\s]|_")
# A name whose first mark lies further on is found by its strict key; running text has marks all
# over, and taking them out of every window was a quarter of the recognition's time.
_LOOSE_REACH = 24
_LOOSE_WINDOW = 60
_COUNT = range(1, 1025)
_WORD_START = re.compile(r"(?<![\w'’])\w")
_TO_BLANK = re.compile(r"[^\w\s]|_")


@lru_cache(maxsize=4096)
def fold_char(char: str) -> str:
    """Return the plain lower-case form of one character: "" for a mark, " " for a blank.

    >>> fold_char("É"), fold_char("ø"), fold_char("’")
    ('e', 'o', "'")
    """
    if char in PLAIN:
        return PLAIN[char]
    if char.isspace():
        return " "
    if "\ud800" <= char <= "\udfff":
        return ""
    plain = unicodedata.normalize("NFKD", char)
    kept = "".join(part for part in plain if not unicodedata.combining(part))
    return "".join(PLAIN.get(part, part) for part in kept.casefold())


class _Folds(dict[int, str]):
    """The plain form of each character, by its number, made when it is first met."""

    def __missing__(self, number: int) -> str:
        if len(self) > _MOST_FOLDS:
            self.clear()
        plain = self[number] = fold_char(chr(number))
        return plain


_FOLDS = _Folds()
_MOST_FOLDS = 20_000


def strict_key(name: str) -> str:
    """Return the key that forgives case, diacritics, quotes and blanks.

    >>> strict_key("  Komsomolsk–on–Amur "), strict_key("Łódź"), strict_key("N. Korea")
    ('komsomolsk-on-amur', 'lodz', 'n. korea')
    """
    return " ".join(_folded(name).split())


def _folded(name: str) -> str:
    return name.lower().replace("`", "'") if name.isascii() else name.translate(_FOLDS)


def both_keys(name: str) -> tuple[str, str]:
    """Return the strict and the loose key of a name, at once and in half the time.

    >>> both_keys("St. Lucia"), both_keys("New  York")
    (('st. lucia', 'saint lucia'), ('new york', 'new york'))
    """
    words = _folded(name).split()
    key = " ".join(words)
    if "".join(words).isalnum() and _ASKING.isdisjoint(words):
        return key, key
    return key, loosen(key)


def loose_key(name: str) -> str:
    """Return the key that also forgives punctuation, "the", and St, Mt, Ft.

    >>> loose_key("The St. Mary’s River"), loose_key("U.S."), loose_key("Sana'a")
    ('saint mary river', 'us', 'sanaa')
    """
    return loosen(strict_key(name))


def loosen(key: str) -> str:
    """Return the loose form of a strict key; the key itself where nothing asks for more."""
    if not _ASKS.search(key):
        return key
    words = _TO_BLANK.sub(" ", _DROPPED.sub("", key)).split()
    if len(words) > 1 and words[0] == "the":
        words = words[1:]
    return " ".join([LOOSE_WORDS.get(word, word) for word in words]) if words else key


def spell(key: str) -> str:
    """Return the likeliest spelling of a key: each word with a capital.

    >>> spell("komsomolsk-on-amur"), spell("new york")
    ('Komsomolsk-On-Amur', 'New York')
    """
    return _WORD_START.sub(_capital, key)


def _capital(match: re.Match[str]) -> str:
    return match[0].upper()


def fold_window(text: str) -> tuple[str, Sequence[int]]:
    """Return the strict fold of a stretch of text and, for each folded character, where it ends.

    `ends[i]` is the index in `text` after the character that gave folded character i. Runs of
    blanks become one. Nothing is stripped. Plain ASCII goes by a short cut, 20 times as fast.
    """
    if text.isascii() and not _RUN.search(text):
        return _ONE_BLANK.sub(" ", text.lower()), _COUNT[: len(text)]
    folded: list[str] = []
    ends: list[int] = []
    for index, char in enumerate(text):
        for part in fold_char(char):
            if part == " " and folded and folded[-1] == " ":
                ends[-1] = index + 1
                continue
            folded.append(part)
            ends.append(index + 1)
    return "".join(folded), ends


def loosen_window(folded: str, ends: Sequence[int]) -> tuple[str, Sequence[int]]:
    """Return a folded window with dots and apostrophes dropped and other marks as blanks.

    The word rules (Saint, "the") need whole words and are left to `loosen`; a name in running
    text that needs them is filed in that spelling as well.
    """
    if not _MARK.search(folded, 0, _LOOSE_REACH):
        return folded, ends
    folded, ends = folded[:_LOOSE_WINDOW], ends[:_LOOSE_WINDOW]
    chars: list[str] = []
    kept: list[int] = []
    for char, end in zip(folded, ends, strict=True):
        if char in "'.\"":
            continue
        plain = char if char.isalnum() else " "
        if plain == " " and chars and chars[-1] == " ":
            kept[-1] = end
            continue
        chars.append(plain)
        kept.append(end)
    return "".join(chars), kept
