"""A desk's word over gazetteer entries: a small CSV table under its version control.

Columns `verb,name,place,why`: `alias` adds a name to a place, `prefer` puts a place first for a
name, `never` takes a place away from a name (all its places where `place` is empty, and then the
name is no name in text either). Names are compared by their loose key.
"""

import csv
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from functools import cached_property
from pathlib import Path
from typing import TYPE_CHECKING

from mapper.errors import SettingsError
from mapper.gazetteer.keys import loose_key, strict_key
from mapper.gazetteer.named import PREFERRED, NamedPlace, give_name
from mapper.model import Place

if TYPE_CHECKING:
    import marisa_trie

VERBS = ("alias", "prefer", "never")
_COLUMNS = {"verb", "name", "place"}

FindPlace = Callable[[str], Place | None]


@dataclass
class Overrules:
    """The rows of one or more tables, by verb and loose key of the name, as ids of places."""

    by_verb: dict[str, dict[str, list[str]]] = field(
        default_factory=lambda: {verb: {} for verb in VERBS}
    )
    names: list[str] = field(default_factory=list)  # of alias and prefer: names in text

    def ids(self, verb: str, name: str) -> Sequence[str]:
        """Return the ids that a verb gives for a name."""
        return self.by_verb[verb].get(loose_key(name), ())

    def is_struck(self, name: str) -> bool:
        """Return whether the desk takes all places away from a name and gives it none."""
        given = (*self.ids("alias", name), *self.ids("prefer", name))
        return "" in self.ids("never", name) and not given

    @cached_property
    def trie(self) -> "marisa_trie.Trie":
        """The names that the desk added, as they may stand in text."""
        import marisa_trie

        keys = {key for name in self.names for key in (strict_key(name), loose_key(name))}
        return marisa_trie.Trie(sorted(keys))


def read_overrules(paths: Sequence[Path], place: FindPlace) -> Overrules:
    """Return the overrules of tables, in order; `place` finds a place by its id.

    Raises SettingsError with the line of a row that does not fit.
    """
    found = Overrules()
    for path in paths:
        try:
            with path.open(encoding="utf-8-sig", newline="") as file:
                reader = csv.DictReader(file)
                for row in reader:
                    _take(found, row, f"{path}:{reader.line_num}", place)
        except (OSError, UnicodeDecodeError, csv.Error) as error:
            message = f"{path}: the table of overrules cannot be read ({error})."
            raise SettingsError(message) from error
    return found


def _take(found: Overrules, row: Mapping[str, str], where: str, place: FindPlace) -> None:
    if not set(row) >= _COLUMNS or row["verb"] not in VERBS or not row["name"]:
        message = f"{where}: a row needs verb ({', '.join(VERBS)}), name and place: {dict(row)}"
        raise SettingsError(message)
    if row["place"] and place(row["place"]) is None:
        message = f"{where}: no place has the id {row['place']!r}. `mapper where NAME` shows ids."
        raise SettingsError(message)
    if not row["place"] and row["verb"] != "never":
        message = f"{where}: {row['verb']} needs the id of a place."
        raise SettingsError(message)
    found.by_verb[row["verb"]].setdefault(loose_key(row["name"]), []).append(row["place"])
    if row["verb"] != "never":
        found.names.append(row["name"])


def apply_overrules(
    named: tuple[NamedPlace, ...], name: str, overrules: Overrules, place: FindPlace
) -> tuple[NamedPlace, ...]:
    """Return the places of a name as the desk wants them: without, with, and in front."""
    never, front = overrules.ids("never", name), overrules.ids("prefer", name)
    kept = [one for one in named if "" not in never and one.place.id not in never]
    there = {one.place.id for one in kept}
    for wanted in (*overrules.ids("alias", name), *front):
        found = place(wanted) if wanted not in there else None
        if found is not None:
            there.add(wanted)
            kept.append(give_name(found, name))
    marked = [
        one._replace(flags=one.flags | PREFERRED) if one.place.id in front else one for one in kept
    ]
    return tuple(sorted(marked, key=lambda one: not one.preferred))
