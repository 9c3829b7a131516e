"""Spell Cyrillic place names in Latin letters, as the state's own romanization does.

The letters stand in `gazetteer/tables/romanization.csv`, the source of each system in its rows.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

from mapper.gazetteer.curated import read_table

_VOWELS = frozenset("аеёиоуыэюяіїє")
_SIGNS = frozenset("ъьй")  # after these a letter is spelt as after a vowel


@dataclass(frozen=True, slots=True)
class Romanizer:
    """One system: how each letter is spelt first in a word, after a vowel, and elsewhere."""

    first: Mapping[str, str]
    after_vowel: Mapping[str, str]
    elsewhere: Mapping[str, str]

    def spell(self, name: str) -> str:
        """Return a name in Latin letters; what the system does not know stays as it is."""
        spelt: list[str] = []
        before, at = "", 0
        while at < len(name):
            table = self._table(before)
            pair = name[at : at + 2].lower()
            letter = pair if pair in table else pair[0]
            spelling = table.get(letter, letter)
            spelt.append(spelling.capitalize() if name[at] != letter[0] else spelling)
            at += len(letter)
            before = letter[-1]
        return "".join(spelt)

    def _table(self, before: str) -> Mapping[str, str]:
        if not before.isalpha() and before != "'":
            return self.first
        return self.after_vowel if before in _VOWELS or before in _SIGNS else self.elsewhere


def read_romanization(path: Path) -> dict[str, Romanizer]:
    """Return the romanizers by country, from a table of letters."""
    systems: dict[str, tuple[dict[str, str], dict[str, str], dict[str, str]]] = {}
    for row in read_table(path):
        for country in row["countries"].split():
            columns = systems.setdefault(country, ({}, {}, {}))
            for column, field in zip(columns, ("first", "after_vowel", "elsewhere"), strict=True):
                column[row["letter"]] = row[field]
    return {country: Romanizer(*columns) for country, columns in systems.items()}
