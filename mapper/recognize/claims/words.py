"""The word lists of the distance grammar, read once from words.toml and made into patterns."""

import re
import tomllib
from collections.abc import Iterable
from functools import lru_cache
from pathlib import Path
from typing import Any


@lru_cache(maxsize=1)
def claim_words() -> dict[str, Any]:
    """Return the tables of words.toml."""
    with Path(__file__).with_name("words.toml").open("rb") as file:
        return tomllib.load(file)


def any_of(phrases: Iterable[str]) -> str:
    r"""Return a pattern for any of the phrases, longest first, with any blanks between words.

    >>> any_of(["over", "more than"])
    '(?:more\\s{1,3}than|over)'
    """
    longest_first = sorted(phrases, key=lambda phrase: (-len(phrase), phrase))
    joined = (r"\s{1,3}".join(map(re.escape, phrase.split())) for phrase in longest_first)
    return "(?:" + "|".join(joined) + ")"


def hedge_class(hedge: str | None) -> str | None:
    """Return what a hedge does to its number; None for no hedge, or one that does nothing known.

    approximate, lower (a lower bound), upper, reach (an upper bound of "within"), short (an upper
    bound that is nearly reached), emphasis.

    >>> hedge_class("more than"), hedge_class("About"), hedge_class("just"), hedge_class(None)
    ('lower', 'approximate', 'emphasis', None)
    """
    if hedge is None:
        return None
    return _hedge_classes().get(" ".join(hedge.lower().split()))


@lru_cache(maxsize=1)
def _hedge_classes() -> dict[str, str]:
    table: dict[str, list[str]] = claim_words()["hedges"]
    return {hedge: name for name, hedges in table.items() for hedge in hedges}


@lru_cache(maxsize=1)
def _hedge_pattern() -> re.Pattern[str]:
    listed = [h for h in _hedge_classes() if h not in ("or more", "or less", "plus", "or so")]
    return re.compile(
        rf"(?<![\w-])(?P<hedge>{any_of([*listed, 'between'])})\s{{0,3}}(?:the\s)?$", re.IGNORECASE
    )


_AFTER = re.compile(r"\s(?P<hedge>or\s(?:so|more|less))\b", re.IGNORECASE)
#: Characters before a number in which its hedge is looked for.
HEDGE_REACH = 32


def hedge_before(text: str, start: int, floor: int) -> re.Match[str] | None:
    """Return the hedge that ends where a number starts: "just over | 20 miles"."""
    return _hedge_pattern().search(text, max(floor, start - HEDGE_REACH), start)


def hedge_after(text: str, end: int) -> re.Match[str] | None:
    """Return the hedge that follows a number: "20 miles | or so"."""
    return _AFTER.match(text, end)
