"""Take away names that the inputs give to the wrong place, by rule; run when all entries are in."""

import re
from collections.abc import Mapping

from mapper.gazetteer.entry import Entry
from mapper.gazetteer.keys import loose_key

_CODE = re.compile(r"[A-Z]{2,4}")
_TWO_LETTERS = re.compile(r"[A-Z]{2}")


def drop_capital_names(entries: Mapping[str, Entry]) -> int:
    """Take the name of its capital away from a country, unless the country bears it officially.

    "Brasilia" stood among the names of Brazil; Singapore and Luxembourg keep theirs. Returns how
    many went.
    """
    capitals: dict[str, set[str]] = {}
    for entry in entries.values():
        if entry.feature_code == "PPLC" and entry.country:
            capitals.setdefault(entry.country, set()).add(loose_key(entry.name))
    dropped = 0
    for entry in entries.values():
        if entry.kind == "country" and entry.country:
            named = capitals.get(entry.country, set()) - {loose_key(entry.name)}
            dropped += _drop(entry, named)
    return dropped


_KNOWN = 0.5  # importance from which a place of its own is meant by its name
_ISLANDS = re.compile(r" islands?$")


def drop_names_of_others(entries: Mapping[str, Entry]) -> int:
    """Take from countries and capitals what others are called: towns of theirs, misspellings.

    "Baikonur" stood among the names of Kazakhstan, "Columbia" of Colombia, "Albany" of Albania,
    "Norfolk" of Norfolk Island. "Holland" stays with the Netherlands, being no form of that name.
    Returns how many went.
    """
    owners: dict[str, list[Entry]] = {}
    for entry in entries.values():
        if entry.importance >= _KNOWN:
            owners.setdefault(loose_key(entry.name), []).append(entry)
    dropped = 0
    for entry in entries.values():
        if entry.kind == "country" or entry.feature_code == "PPLC":
            own = loose_key(entry.name)
            wrong = {
                key
                for key in map(loose_key, entry.names)
                if key != own and any(_takes(one, entry, key) for one in owners.get(key, ()))
            }
            dropped += _drop(entry, wrong)
    return dropped


def _takes(owner: Entry, entry: Entry, key: str) -> bool:
    """Return whether a name is its owner's alone, though the other entry lists it."""
    if owner.id == entry.id or owner.kind not in {"city", "admin", "country"}:
        return False
    if owner.kind == "city" and owner.country == entry.country:
        return entry.kind == "country"
    own = loose_key(entry.name)
    return _ISLANDS.sub("", own) == key or _edits(own, key) <= _MISSPELT


_MISSPELT = 2


def _edits(one: str, other: str) -> int:
    """Return how many letters two keys differ by (Levenshtein's distance)."""
    row = list(range(len(other) + 1))
    for at, letter in enumerate(one, start=1):
        last, row[0] = row[0], at
        for column, wanted in enumerate(other, start=1):
            change = last + (letter != wanted)
            last = row[column]
            row[column] = min(change, last + 1, row[column - 1] + 1)
    return row[-1]


def drop_codes_of_others(entries: Mapping[str, Entry], codes: Mapping[str, str]) -> int:
    """Take two-letter codes away where another place's is meant: NY is the state's.

    A country keeps its own ISO code and what the tables say, a city no code that is a division's
    (`codes` holds the ISO 3166 codes). Returns how many went.
    """
    divisions = {code.split("-")[1] for code in codes if code.startswith(("US-", "CA-", "AU-"))}
    dropped = 0
    for entry in entries.values():
        if entry.kind not in {"country", "city"}:
            continue
        wrong = [
            name
            for name, kind in entry.names.items()
            if kind == "alt" and _TWO_LETTERS.fullmatch(name)
            and (name in divisions if entry.kind == "city" else name != entry.country)
        ]  # fmt: skip
        for name in wrong:
            del entry.names[name]
        dropped += len(wrong)
    return dropped


def drop_demonyms_of_facilities(entries: Mapping[str, Entry]) -> int:
    """Take words for peoples away from airports: lists of keywords hold the language of a name.

    "Kurdish" stood among the names of Sulaymaniyah's airport. Returns how many went.
    """
    peoples = {
        loose_key(name)
        for entry in entries.values()
        for name, kind in entry.names.items()
        if kind == "demonym"
    }
    return sum(_drop(entry, peoples) for entry in entries.values() if entry.kind == "facility")


def mark_codes(entries: Mapping[str, Entry]) -> int:
    """Call names of two to four capitals what they are: codes, which "Can" in a text is not.

    Returns how many there were.
    """
    marked = 0
    for entry in entries.values():
        for name, kind in entry.names.items():
            if kind == "alt" and _CODE.fullmatch(name):
                entry.names[name] = "code"
                marked += 1
    return marked


def _drop(entry: Entry, keys: set[str]) -> int:
    wrong = [
        name
        for name, kind in entry.names.items()
        if kind == "alt" and loose_key(name) in keys
    ]  # fmt: skip
    for name in wrong:
        del entry.names[name]
    return len(wrong)
