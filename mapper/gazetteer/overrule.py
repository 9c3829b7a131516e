"""A desk's word over gazetteer entries: a small CSV table under its version control.

Columns `verb,name,place,why`: `alias` adds a name to a place, `prefer` puts a place first for a
name, `never` takes a place away from a name (all its places where `place` is empty).
"""

import csv
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING

from mapper.errors import SettingsError
from mapper.gazetteer.keys import loose_key
from mapper.model import Place

if TYPE_CHECKING:
    from mapper.gazetteer.store import NamedPlace

VERBS = ("alias", "prefer", "never")
_COLUMNS = {"verb", "name", "place"}


@dataclass(slots=True)
class Overrules:
    """The rows of a table by verb and loose key of the name, each with its places' ids."""

    by_verb: dict[str, dict[str, list[str]]] = field(
        default_factory=lambda: {verb: {} for verb in VERBS}
    )

    def ids(self, verb: str, name: str) -> Sequence[str]:
        """Return the ids that a verb gives for a name."""
        return self.by_verb[verb].get(loose_key(name), ())


def read_overrules(path: Path, place: Callable[[str], Place | None]) -> Overrules:
    """Return the overrules of a table. Raises SettingsError with the line of a wrong row."""
    found = Overrules()
    try:
        with path.open(encoding="utf-8-sig", newline="") as file:
            reader = csv.DictReader(file)
            for row in reader:
                _take(found, row, f"{path}:{reader.line_num}", place)
    except (OSError, UnicodeDecodeError, csv.Error) as error:
        message = f"{path}: the table of overrules cannot be read ({error})."
        raise SettingsError(message) from error
    return found


def _take(
    found: Overrules, row: Mapping[str, str], where: str, place: Callable[[str], Place | None]
) -> None:
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


def apply_overrules(
    named: "tuple[NamedPlace, ...]",
    name: str,
    overrules: Overrules,
    make: "Callable[[str], NamedPlace | None]",
) -> "tuple[NamedPlace, ...]":
    """Return the places of a name as the desk wants them: without, with, and in front."""
    never = overrules.ids("never", name)
    kept = [one for one in named if "" not in never and one.place.id not in never]
    there = {one.place.id for one in kept}
    for wanted in (*overrules.ids("alias", name), *overrules.ids("prefer", name)):
        added = make(wanted) if wanted not in there else None
        if added is not None:
            there.add(wanted)
            kept.append(added)
    front = list(overrules.ids("prefer", name))
    return tuple(sorted(kept, key=lambda one: one.place.id not in front))
