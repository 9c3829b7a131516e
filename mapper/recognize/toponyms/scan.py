"""What is known while an article is read, and the small questions about a name in its text."""

import re
from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import NamedTuple, Protocol, runtime_checkable

from mapper.model import NameIndex
from mapper.recognize.toponyms.runs import Word
from mapper.recognize.toponyms.tables import Tables

# How surely a find is a place, before the rest of the article is heard; ordered by what fooled the
# rules on the development corpora, not fitted.
SURE = 0.95  # a facility with its head, a qualified name ("Reno, Nevada")
CUED = 0.88  # a place word or preposition stands before it, a feature word beside it
MANY_WORDS = 0.82  # two or more capitalised words that are one name
WEIGHTY = 0.75  # a lone name of an important place
WEAK = 0.40  # a lone name of a small place without a cue: kept only where the article vouches

# Importance (0..1) from which a lone name needs no cue.
WEIGHTY_IMPORTANCE = 0.55
# The same for countries, regions and continents, whose names are seldom anything else.
LAND_IMPORTANCE = 0.35
LAND_KINDS = frozenset({"country", "admin", "region", "continent"})
# And from which a name inside a body's name is a place ("Reno Police Department").
INSIDE_IMPORTANCE = 0.4
# And from which a capitalised neighbour that nobody knows does not make it a person's name.
NATION_IMPORTANCE = 0.72

# Cues that persons and bodies seldom have: one is in a place, but also "to Clark", "from Miller".
STRONG_CUES = frozenset(
    """in near at into outside around downtown central northern southern eastern western entered
    reached throughout across inside toward towards""".split()
) | {f"{wind} of" for wind in ("north", "south", "east", "west", "northeast", "northwest")}
# Kinds of places whose names take "the" ("in the Urals"); "to the Clark" is no town.
THE_KINDS = frozenset({"region", "water", "mountain", "island", "country", "park", "continent"})
# Capitals that may be a place: countries and the abbreviations of states.
ACRONYM_KINDS = frozenset({"country", "admin", "abbreviation", "continent"})
_SETTLED = frozenset({"city", "region"})  # hints of nouns that a people's word may stand before
LONGEST_ACRONYM = 5  # letters
# Letters from which a word in capitals is compared with the word lists: "THE", not "US".
SHORTEST_SHOUT = 3

_JOINED_SUFFIXES = frozenset(
    """based born area backed led style bound held controlled friendly made registered owned
    occupied wide educated trained run sponsored flagged""".split()
)

_CONTRACTED = re.compile("['\u2019](?:s|d|m|t|ll|re|ve)?$")  # "They've", "Hope's"; not "N'Djamena"


class Find(NamedTuple):
    """A stretch of text and what it seems to be; `short` is a facility's name without its head."""

    start: int
    end: int
    label: str  # place, facility, demonym, inside (a body's name), person, body
    name: str
    confidence: float
    hint: str | None = None
    short: str | None = None


class _Spelling(Protocol):
    """What a look-up says of a name: whether it is spelled exactly so."""

    @property
    def exact(self) -> bool:
        """Whether the strict key met it."""
        ...


@runtime_checkable
class _Spelled(Protocol):
    """A name index that also knows how its names are spelled, as the gazetteer does."""

    def lookup(self, name: str) -> Sequence[_Spelling]:
        """Return what bears a name."""
        ...


@dataclass(slots=True)
class Scan:
    """What is known while the runs of one article are read."""

    text: str
    names: NameIndex
    tables: Tables
    inside_names: bool = False
    finds: list[Find] = field(default_factory=list)
    persons: set[str] = field(default_factory=set)


def is_demonym(scan: Scan, word: str) -> bool:
    """Return whether a word says to what country or place someone belongs ("Russian")."""
    kinds = scan.names.kinds(word)
    return "demonym" in kinds and not is_country_noun(word, kinds)


def is_country_noun(name: str, kinds: frozenset[str]) -> bool:
    """Return whether a form that is also a demonym is first of all a country ("US")."""
    return bool(kinds & {"country", "abbreviation"}) and name.isupper()


def demonym_find(scan: Scan, word: Word) -> Find:
    """Return a word as a find of label demonym."""
    return demonym_span(scan, word.start, word.end)


def demonym_span(scan: Scan, start: int, end: int) -> Find:
    """Return a stretch of text as a find of label demonym."""
    return Find(start, end, "demonym", scan.text[start:end], CUED)


def is_never(tables: Tables, word: str) -> bool:
    """Return whether a word alone is never a place: function words, days, acronyms, titles."""
    plain = _CONTRACTED.sub("", word.rstrip("."))
    if len(plain) == 1 or plain in tables.never:
        return True
    return plain.isupper() and len(plain) >= SHORTEST_SHOUT and plain.capitalize() in tables.never


def is_named(scan: Scan, start: int, end: int) -> bool:
    """Return whether the gazetteer's longest name at `start` ends at `end`."""
    return scan.names.longest_name(scan.text, start) == end


def end_of_name(scan: Scan, start: int) -> int | None:
    """Return the end of the longest name at an offset, without a possessive that is no part of it.

    "Russia's" is Russia, "St. John's" is more than St. John; "German town" in lower case is no
    Germantown, though "Irish sea" is the Irish Sea.
    """
    end = scan.names.longest_name(scan.text, start)
    if end is not None and " " in scan.text[start:end]:
        people, _, noun = scan.text[start:end].rpartition(" ")
        if scan.tables.feature_words.get(noun) in _SETTLED and is_demonym(scan, people):
            return start + len(people)
    if (
        end is None
        or scan.text[end - 2 : end] not in {"'s", "\u2019s"}
        or end - start <= len("X's")
    ):
        return end
    return end if _owns_ending(scan, scan.text[start:end]) else end - 2


def _owns_ending(scan: Scan, name: str) -> bool:
    """Return whether a possessive ending is part of the name itself: "St. John's"."""
    if isinstance(scan.names, _Spelled):
        return any(named.exact for named in scan.names.lookup(name))
    return scan.names.importance(name) > scan.names.importance(name[:-2])


def with_ending(scan: Scan, start: int, end: int) -> int:
    """Return the end of a name, moved behind a possessive ending that is part of it."""
    longer = end + 2
    if scan.text[end:longer] in {"'s", "\u2019s"} and end_of_name(scan, start) == longer:
        return longer
    return end


def covered(scan: Scan, words: Sequence[Word], index: int) -> int | None:
    """Return the index after the last word that the longest name from here covers, or None."""
    end = end_of_name(scan, words[index].start)
    if end is None:
        return None
    stop = index
    while stop < len(words) and words[stop].end <= end:
        stop += 1
    if stop > index:
        return stop
    suffix = scan.text[end : words[index].end]
    joined = suffix.startswith(("-", "\u2013")) and (
        suffix[1:] in _JOINED_SUFFIXES or suffix[1:2].isupper()
    )
    return index + 1 if joined else None


def cue_before(scan: Scan, start: int) -> str | None:
    """Return the preposition or place word right before an offset; "the" for one before "the"."""
    window = scan.text[max(0, start - 20) : start]
    if not window or window[-1] not in " \u00a0" or "\n" in window:
        return None
    words = window.lower().split()
    article = bool(words) and words[-1] == "the"
    words = words[:-1] if article else words
    if not words:
        return None
    prepositions = scan.tables.prepositions
    pair = " ".join(words[-2:])
    cue = pair if pair in prepositions else words[-1] if words[-1] in prepositions else None
    return "the" if cue is not None and article else cue


def feature_beside(scan: Scan, start: int, end: int) -> str | None:
    """Return the hint of a feature word before or after a name, or inside its end."""
    table = scan.tables.feature_words
    name = scan.text[start:end]
    inside = name.rpartition(" ")[2].lower() if " " in name else ""
    if inside in table:
        return table[inside]
    after = scan.text[end : end + 18].lstrip(" \u00a0").split(" ", 1)[0].rstrip(".,;:)\"'\u2019\n")
    if scan.text[end : end + 1] in {" ", "\u00a0"} and after.lower() in table and after:
        return table[after.lower()]
    before = scan.text[max(0, start - 24) : start].split()
    if before[1:] and before[-1] == "of" and before[-2].lower() in table:
        return table[before[-2].lower()]
    return None
