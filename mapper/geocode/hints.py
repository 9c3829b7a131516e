"""Say whether a place is of the type that the text's own words ask for ("airport", "island")."""

import tomllib
from collections.abc import Mapping
from functools import lru_cache
from importlib import resources
from typing import Literal

from mapper.model import Place

Agreement = Literal["agrees", "conflicts", "silent"]


@lru_cache(maxsize=1)
def _rules() -> Mapping[str, Mapping[str, list[str]]]:
    text = resources.files("mapper.geocode").joinpath("hints.toml").read_text(encoding="utf8")
    return tomllib.loads(text)


@lru_cache(maxsize=4096)
def _fits(hint: str, feature_code: str, kind: str) -> Agreement:
    rule = _rules().get(hint)
    if rule is None:
        return "silent"
    if kind in rule.get("kinds", ()):
        return "agrees"
    for code in rule.get("codes", ()):
        if feature_code == code or (code[-1] == "*" and feature_code.startswith(code[:-1])):
            return "agrees"
    return "conflicts"


def agreement(hint: str | None, place: Place) -> Agreement:
    """Return whether a hint agrees with a place's type; "silent" where there is no hint.

    >>> airport = Place(id="x", name="X", lat=0, lon=0, feature_code="AIRP", kind="facility")
    >>> agreement("airport", airport), agreement("island", airport), agreement(None, airport)
    ('agrees', 'conflicts', 'silent')
    """
    return "silent" if hint is None else _fits(hint, place.feature_code, place.kind)
