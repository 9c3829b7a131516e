"""Entries and names out of the curated tables, `gazetteer/tables/*.csv`: a source in each row."""

import csv
from collections.abc import Mapping
from pathlib import Path

from mapper.errors import GazetteerError
from mapper.gazetteer.entry import Entry
from mapper.gazetteer.fame import by_fame
from mapper.gazetteer.inputs import Inputs
from mapper.gazetteer.keys import loose_key

CURATED = "mapper's own table"


def read_table(path: Path) -> list[dict[str, str]]:
    """Return the rows of a table; raises GazetteerError for a row without a source."""
    with path.open(encoding="utf8", newline="") as file:
        rows = list(csv.DictReader(file))
    for number, row in enumerate(rows, start=2):
        if not row.get("source") or None in row:
            message = f"{path}:{number}: every row needs all its columns and a source: {row}"
            raise GazetteerError(message)
    return rows


def add_places(entries: dict[str, Entry], inputs: Inputs, table: str) -> None:
    """Add the places of a table: what news names and no package holds.

    A region that is there by the same name and within its reach takes the row's names and extent.
    """
    known: dict[str, Entry] = {}
    for entry in entries.values():
        if entry.feature_code == "RGN":
            known.setdefault(loose_key(entry.name), entry)
    for row in read_table(inputs.table(table)):
        entry = _place_of(row)
        there = known.get(loose_key(entry.name))
        if there is not None and _within(there, entry):
            there.extent_km = there.extent_km or entry.extent_km
            there.importance = max(there.importance, entry.importance)
            for alias, kind in entry.names.items():
                there.add_name(alias, kind)
        else:
            entries[entry.id] = entry


def _within(there: Entry, entry: Entry) -> bool:
    reach_deg = (entry.extent_km or 0) / 111
    return abs(there.lat - entry.lat) < reach_deg and abs(there.lon - entry.lon) < 2 * reach_deg


def _place_of(row: Mapping[str, str]) -> Entry:
    entry = Entry(
        id=f"mapper:{row['id']}",
        name=row["name"],
        lat=float(row["lat"]),
        lon=float(row["lon"]),
        feature_code=row["feature_code"],
        kind=row["kind"],
        country=row["country"] or None,
        importance=by_fame(int(row["fame"])),
        extent_km=float(row["extent_km"] or 0) or None,
        source=f"{CURATED}; {row['source']}",
    )
    for alias in row["aliases"].split("|"):
        entry.add_name(alias)
    return entry


def add_names(
    entries: dict[str, Entry], inputs: Inputs, table: str, codes: Mapping[str, str]
) -> None:
    """Add the names of a table to the places that they mean.

    `place` is an ISO 3166 code of a country or division (`codes` gives the id), an id, or
    "New_York_City@US", the most important place of that official name in a country; several are
    divided by blanks ("Congolese" belongs to two countries).
    """
    path = inputs.table(table)
    by_name: dict[str, Entry] = {}
    for entry in entries.values():
        name = f"{entry.name.replace(' ', '_')}@{entry.country or ''}"
        if name not in by_name or entry.importance > by_name[name].importance:
            by_name[name] = entry
    missing: list[str] = []
    for number, row in enumerate(read_table(path), start=2):
        for wanted in row["place"].split():
            meant = entries.get(codes.get(wanted, wanted)) or by_name.get(wanted)
            if meant is None:
                missing.append(f"{path.name}:{number}: {row['name']!r} means {wanted!r}")
                continue
            for name in row["name"].split("|"):
                meant.add_name(name, row["kind"])
                if name in meant.names and row["kind"] in {"abbr", "demonym"}:
                    meant.names[name] = row["kind"]  # over an "alt" of the same spelling
    if missing:
        message = "Names of places that are not there: " + "; ".join(missing)
        raise GazetteerError(message)
