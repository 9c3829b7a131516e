"""What the fast tagger looks at in a word: itself, its neighbours, the gazetteer, the article.

`run_keys` names these things once a word; `expand` turns a key into features. Keys that only
depend on a word and its distance are shared by all places where it stands, so the tagger adds their
weights up once (`crf`), and the trainer writes the features out (`training/train_crf.py`).
"""

from collections.abc import Sequence
from dataclasses import dataclass
from functools import lru_cache

from mapper.model import NameIndex
from mapper.recognize.tagger.words import Words, shape, word_case

Clusters = dict[str, tuple[str, ...]]

# Names in which places are looked for: "Berea Police Department", "Paris Agreement".
INNER_HOLDERS = frozenset({"ORG", "FAC", "MISC", "PER"})
_WINDOW = (-2, -1, 0, 1, 2)
_FAR = ("-2", "2")
_LONGEST = 30  # characters of a word that count; longer ones are no words
_LOCATIVE = frozenset({"in", "at", "near", "across", "outside", "throughout"})
_TITLED = frozenset(
    """mr mrs ms dr gen lt col maj sgt capt sen rep gov president minister chancellor king queen
    prince spokesman spokeswoman leader chief director judge officer coach""".split()
)
_SPEECH = frozenset({"said", "says", "told", "added", "asked", "who"})
# From the most to the least telling; a name of several kinds counts as the first.
_KIND_ORDER = (
    "country",
    "continent",
    "abbreviation",
    "admin",
    "city",
    "region",
    "island",
    "water",
    "mountain",
    "park",
    "facility",
)
_IMPORTANCE_STEPS = (0.5, 0.7, 0.85)  # hamlets, towns, cities, and what all the world knows
_MIN_SHARED_LENGTH = 2  # one letter says nothing about the same letter elsewhere


@dataclass(frozen=True, slots=True)
class Hints:
    """What an article says elsewhere about a word written with a capital."""

    lowered: frozenset[str]
    located: frozenset[str]
    persons: frozenset[str]


def inner_keys(
    words: Sequence[str], marks: Sequence[str], label: str
) -> tuple[tuple[str, ...], ...]:
    """Return the keys of the words of one name, for finding the places inside it."""
    lowers = [word.lower()[:_LONGEST] for word in words]
    last = len(words) - 1
    return tuple(
        (
            *(f"{shift}\t{words[at + shift]}" for shift in (-1, 0, 1) if 0 <= at + shift <= last),
            f"g0={marks[at]}",
            f"o={label}|{marks[at]}",
            f"g-={marks[at - 1] if at else '^'}|{marks[at]}",
            f"g+={marks[at]}|{marks[at + 1] if at < last else '$'}",
            f"b={lowers[at - 1] if at else '^'}|{marks[at]}",
            f"c={marks[at]}|{lowers[at + 1] if at < last else '$'}",
            f"p={at == 0}|{at == last}|{marks[at]}",
        )
        for at in range(len(words))
    )


def run_keys(
    part: Words, marks: Sequence[str], hints: Hints, first: int, last: int
) -> list[tuple[str, ...]]:
    """Return the keys of the words from `first` to `last` (excluded) of a run."""
    lowers = [word.lower()[:_LONGEST] for word in part.texts]
    return [_word_keys(at, part.texts, lowers, marks, hints) for at in range(first, last)]


def _word_keys(
    at: int, words: Sequence[str], lowers: Sequence[str], marks: Sequence[str], hints: Hints
) -> tuple[str, ...]:
    last = len(words) - 1
    keys = [f"{shift}\t{words[at + shift]}" for shift in _WINDOW if 0 <= at + shift <= last]
    mark = marks[at]
    before = lowers[at - 1] if at else "^"
    after = lowers[at + 1] if at < last else "$"
    keys += (
        f"g0={mark}",
        f"b={before}|{lowers[at]}",
        f"c={lowers[at]}|{after}",
        f"g-={marks[at - 1] if at else '^'}|{mark}",
        f"g+={mark}|{marks[at + 1] if at < last else '$'}",
    )
    case = word_case(words[at])
    if case:
        keys += (
            f"n={before}|{case}|{mark}",
            f"m={after}|{case}|{mark}",
            f"d={_hint(lowers[at], hints)}|{at == 0}|{case}",
        )
    return tuple(keys)


def _hint(lower: str, hints: Hints) -> str:
    return (
        ("l" if lower in hints.lowered else "")
        + ("p" if lower in hints.located else "")
        + ("h" if lower in hints.persons else "")
    )


def article_hints(parts: Sequence[Words]) -> Hints:
    """Return which words stand elsewhere in lower case, after "in", or beside "Mr" or "said"."""
    lowered, located, persons = set(), set(), set()
    for part in parts:
        words = part.texts
        for at, word in enumerate(words):
            if word.islower():
                lowered.add(word)
            elif len(word) >= _MIN_SHARED_LENGTH and at and word[0].isupper():
                before = words[at - 1].lower()
                if before in _LOCATIVE:
                    located.add(word.lower())
                after = words[at + 1] if at + 1 < len(words) else ""
                if before in _TITLED or after in _SPEECH:
                    persons.add(word.lower())
    return Hints(frozenset(lowered), frozenset(located), frozenset(persons))


def gazetteer_marks(text: str, part: Words, names: NameIndex) -> list[str]:
    """Return for each word where it stands in a gazetteer name and of what kind, or "-".

    Only names that begin with a capital are looked up, the longest first, without overlap.
    """
    marks = ["-"] * len(part)
    at = 0
    while at < len(part):
        end = names.longest_name(text, part.starts[at]) if _may_begin(part.texts[at]) else None
        if end is None:
            at += 1
            continue
        stop = at + 1
        while stop < len(part) and part.ends[stop] <= end:
            stop += 1
        kind = _kind(names, text[part.starts[at] : end])
        for place in range(at, stop) if kind is not None else ():
            marks[place] = f"{_position(place, at, stop)}{kind}"
        at = stop
    return marks


def _may_begin(word: str) -> bool:
    return word[0].isupper()


def _position(place: int, start: int, stop: int) -> str:
    if stop - start == 1:
        return "S"
    return "B" if place == start else "E" if place == stop - 1 else "I"


def _kind(names: NameIndex, name: str) -> str | None:
    """Return the most telling kind of a name and the step of its importance.

    None for a nationality: the taggers know those by their endings and neighbours, and the lists of
    them change more often than the models are trained.
    """
    kinds = names.kinds(name)
    if "demonym" in kinds:
        return None
    kind = next((kind for kind in _KIND_ORDER if kind in kinds), "other")
    importance = names.importance(name)
    return f"{kind}{sum(importance >= step for step in _IMPORTANCE_STEPS)}"


def expand(key: str, clusters: Clusters) -> tuple[str, ...]:
    """Return the features of a key: those of a word at a distance, or the key itself."""
    shift, tab, word = key.partition("\t")
    if not tab:
        return (key,)
    found = _word_features(word) if shift == "0" else _neighbour_features(word, far=shift in _FAR)
    groups = tuple(f"k{depth}={code}" for depth, code in enumerate(clusters.get(word.lower(), ())))
    return tuple(f"{shift}:{feature}" for feature in (*found, *groups))


@lru_cache(maxsize=20_000)
def _word_features(word: str) -> tuple[str, ...]:
    lower = word.lower()[:_LONGEST]
    return (
        "1",
        f"w={lower}",
        f"s={shape(word)}",
        f"c={word_case(word)}",
        f"p2={lower[:2]}",
        f"p3={lower[:3]}",
        f"e2={lower[-2:]}",
        f"e3={lower[-3:]}",
        f"e4={lower[-4:]}",
        f"l={min(len(word), 8)}",
    )


def _neighbour_features(word: str, *, far: bool) -> tuple[str, ...]:
    lower = word.lower()[:_LONGEST]
    near = (f"w={lower}", f"s={shape(word)}")
    return near if far else (*near, f"e3={lower[-3:]}", f"p3={lower[:3]}")
