"""The thresholds and word lists of the audit, read once from rules.toml and words.toml."""

import re
import tomllib
from functools import lru_cache
from pathlib import Path
from typing import Any


@lru_cache(maxsize=1)
def _tables() -> dict[str, dict[str, float | list[float]]]:
    with Path(__file__).with_name("rules.toml").open("rb") as file:
        return tomllib.load(file)


@lru_cache(maxsize=1)
def _words() -> dict[str, Any]:
    with Path(__file__).with_name("words.toml").open("rb") as file:
        return tomllib.load(file)


@lru_cache(maxsize=8)
def word_pattern(name: str) -> re.Pattern[str]:
    """Return the pattern of any word of a list of words.toml.

    >>> bool(word_pattern("division").search("Napo Province"))
    True
    """
    listed: list[str] = _words()[name]
    return re.compile(rf"\b(?:{'|'.join(map(re.escape, listed))})\b", re.IGNORECASE)


@lru_cache(maxsize=128)
def site_type(head: str) -> tuple[str, str] | None:
    """Return the type word and the usual name of a site's last word; None for no such site.

    >>> site_type("rigs"), site_type("dam"), site_type("town")
    (('mine', 'oil field'), ('powerplant', 'dam'), None)
    """
    table: dict[str, dict[str, list[str]]] = _words()["sites"]
    for hint, names in table.items():
        for name, heads in names.items():
            if head.lower() in heads:
                return hint, name
    return None


@lru_cache(maxsize=64)
def rule(table: str, name: str) -> float:
    """Return one threshold.

    >>> rule("verdict", "route_ratio")
    1.45
    """
    value = _tables()[table][name]
    if isinstance(value, list):
        message = f"rules.toml: [{table}] {name} is a list; ask rule_list."
        raise TypeError(message)
    return float(value)


@lru_cache(maxsize=64)
def rule_list(table: str, name: str) -> tuple[float, ...]:
    """Return a list of thresholds; that of "any" for a name that is not there.

    >>> rule_list("speed", "foot")
    (1.5, 8.0)
    """
    listed = _tables()[table].get(name, _tables()[table].get("any", []))
    if not isinstance(listed, list):
        message = f"rules.toml: [{table}] {name} is no list; ask rule."
        raise TypeError(message)
    return tuple(map(float, listed))
