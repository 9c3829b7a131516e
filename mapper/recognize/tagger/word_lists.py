"""The word lists of the taggers' rules, read from `words.toml` once."""

import re
import tomllib
from dataclasses import dataclass
from functools import lru_cache
from importlib import resources


@dataclass(frozen=True, slots=True)
class WordLists:
    """What `words.toml` says: words as sets, words with their surroundings as patterns."""

    dotted: frozenset[str]
    body_before: re.Pattern[str]
    head_after: re.Pattern[str]
    languages: frozenset[str]
    language_before: re.Pattern[str]
    language_after: re.Pattern[str]


@lru_cache(maxsize=1)
def word_lists() -> WordLists:
    """Return the word lists; read at the first call."""
    text = resources.files("mapper.recognize.tagger").joinpath("words.toml").read_text("utf8")
    raw = {name: words.split() for name, words in tomllib.loads(text).items()}
    either = {name: "|".join(words) for name, words in raw.items()}
    return WordLists(
        dotted=frozenset(raw["dotted"]),
        # "Parliament of Iraq"
        body_before=re.compile(rf"\b(?:{either['bodies_before']})\s+(?:of|for)\s+(?:the\s+)?$"),
        # "Hampshire Police", "Iraq War"
        head_after=re.compile(
            rf" (?:(?P<event>{either['events_after']})|{either['bodies_after']}|Highway Patrol)\b"
        ),
        languages=frozenset(raw["languages"]),
        # "speaks French"
        language_before=re.compile(rf"\b(?:{either['language_before']})\s+$"),
        # "Spanish-language"
        language_after=re.compile(rf"[ \u00a0-](?:{either['language_after']})\b"),
    )
