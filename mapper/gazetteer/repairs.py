"""Take away names that the inputs give to the wrong place, by rule; run when all entries are in."""

import re
from collections.abc import Mapping

from mapper.gazetteer.entry import Entry
from mapper.gazetteer.keys import loose_key

_CODE = re.compile(r"[A-Z]{2,4}")


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
