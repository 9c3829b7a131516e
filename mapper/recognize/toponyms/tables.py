"""The word lists of toponym recognition, read from `words.toml` once and indexed for the scan."""

import re
import sys
import tomllib
from collections.abc import Iterable
from functools import lru_cache
from importlib import resources
from typing import NamedTuple

#: Words looked at when a head is sought before or after a name ("rocket launch facility" has 3).
LONGEST_HEAD = 4


class Tables(NamedTuple):
    """What `words.toml` says, each table as a set or a mapping from words in lower case."""

    facility_heads: dict[str, str]
    nominals: frozenset[str]
    definite_nominals: frozenset[str]
    heads_of: frozenset[str]
    heads_plain: frozenset[str]
    feature_words: dict[str, str]
    prepositions: frozenset[str]
    titles: frozenset[str]
    common_titles: frozenset[str]
    given: frozenset[str]
    surnames: frozenset[str]
    organisations: frozenset[str]
    media: frozenset[str]
    local: frozenset[str]
    common: frozenset[str]
    openers: frozenset[str]
    calendar: frozenset[str]
    directions: frozenset[str]
    acronyms: frozenset[str]
    seats: frozenset[str]
    never: frozenset[str]
    actor_verbs: frozenset[str]
    head_after: re.Pattern[str]
    nominal: re.Pattern[str]


def uppercase_class() -> str:
    """Return a regex character class of every upper-case letter up to U+24FF, as ranges."""
    letters = [c for c in range(0x41, 0x2500) if chr(c).isupper() or chr(c).istitle()]
    ranges: list[list[int]] = []
    for code in letters:
        if ranges and code == ranges[-1][1] + 1:
            ranges[-1][1] = code
        else:
            ranges.append([code, code])
    return "".join(chr(a) if a == b else f"{chr(a)}-{chr(b)}" for a, b in ranges)


def _inverted(table: dict[str, list[str]]) -> dict[str, str]:
    return {sys.intern(word): hint for hint, words in table.items() for word in words}


def _alternation(phrases: Iterable[str]) -> str:
    """Return the phrases as one alternation, longest first, with any blanks between words."""
    ordered = sorted(phrases, key=lambda phrase: (-len(phrase), phrase))
    return "|".join(r"[ \u00a0]".join(map(re.escape, phrase.split())) for phrase in ordered)


def _head_after(heads: Iterable[str]) -> re.Pattern[str]:
    return re.compile(rf"[ \u00a0]({_alternation(heads)})(?![\w-])")


def _nominal(phrases: Iterable[str]) -> re.Pattern[str]:
    """Match "the spaceport", "an airport", "Russia's main space launch site"; the head is `head`.

    Up to three lower-case words may stand between; a head that a proper name follows or that is
    part of a longer common noun is for the caller to refuse.
    """
    return re.compile(
        rf"""
        (?<![\w-])
        (?P<determiner>(?:[Tt]he|[Aa]n?|[Tt]h(?:is|at)|[Ii]ts|[Hh]is|[Tt]heir|[Aa]nother|[^\W\d_]{{2,30}}['\u2019]s)
        (?:[ \u00a0][A-Z][a-z]{{2,20}})?)            # "a Russian aircraft plant"
        (?:[ \u00a0](?P<before>(?:[a-z][a-z-]{{1,20}}[ \u00a0]){{0,3}}?)|[ \u00a0])
        (?P<head>{_alternation(phrases)})
        (?![\w-])
        """,
        re.VERBOSE,
    )


@lru_cache(maxsize=1)
def tables() -> Tables:
    """Return the word lists; read at the first call."""
    text = (
        resources.files("mapper.recognize.toponyms")
        .joinpath("words.toml")
        .read_text(encoding="utf8")
    )
    raw = tomllib.loads(text)
    heads = _inverted(raw["facility_heads"])
    hinted = {word for word, hint in heads.items() if hint in raw["nominals"]["hints"]}
    definite = frozenset(raw["nominals"]["definite"])
    nominals = frozenset({*hinted, *raw["nominals"]["phrases"], *definite})
    common = raw["common"]
    return Tables(
        facility_heads=heads,
        nominals=nominals,
        definite_nominals=definite,
        heads_of=frozenset(raw["before_name"]["of"]),
        heads_plain=frozenset(raw["before_name"]["plain"]),
        feature_words=_inverted(raw["feature_words"]),
        prepositions=frozenset(raw["place_cues"]["prepositions"]),
        titles=frozenset(raw["persons"]["titles"]),
        common_titles=frozenset(raw["persons"]["common_titles"]),
        given=frozenset(raw["persons"]["given"]),
        surnames=frozenset(raw["persons"]["surnames"]),
        organisations=frozenset(raw["organisations"]["heads"]),
        media=frozenset(raw["organisations"]["media"]),
        local=frozenset(raw["organisations"]["local"]),
        common=frozenset(common["words"]),
        openers=frozenset(common["words"]) - frozenset(common["name_starts"]),
        calendar=frozenset(common["calendar"]),
        directions=frozenset(common["directions"]),
        acronyms=frozenset(common["acronyms"]),
        seats=frozenset(common["seats"]),
        never=frozenset(
            {*common["words"], *common["calendar"], *common["acronyms"], *common["nouns"]}
            | {*raw["persons"]["titles"], *raw["organisations"]["heads"]}
            | {*raw["organisations"]["media"]}
        ),
        actor_verbs=frozenset(raw["role"]["actor_verbs"]),
        head_after=_head_after(heads),
        nominal=_nominal(nominals),
    )
