"""The thresholds of the audit, read once from rules.toml, where each has its evidence."""

import tomllib
from functools import lru_cache
from pathlib import Path


@lru_cache(maxsize=1)
def _tables() -> dict[str, dict[str, float | list[float]]]:
    with Path(__file__).with_name("rules.toml").open("rb") as file:
        return tomllib.load(file)


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
