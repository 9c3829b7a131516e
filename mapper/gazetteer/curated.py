"""Entries and names out of the curated tables (`gazetteer/tables/*.csv`), each row with a source."""

import csv
from pathlib import Path

from mapper.errors import GazetteerError
from mapper.gazetteer.entry import Entry
from mapper.gazetteer.fame import by_fame
from mapper.gazetteer.inputs import Inputs

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


def add_landmarks(entries: dict[str, Entry], inputs: Inputs) -> None:
    """Add the landmarks: what news names and no package holds."""
    for row in read_table(inputs.table("landmarks")):
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
        entries[entry.id] = entry


def add_abbreviations(entries: dict[str, Entry], inputs: Inputs, countries: dict[str, str]) -> None:
    """Add abbreviations and news names of countries and divisions."""
    for row in read_table(inputs.table("abbreviations")):
        wanted = row["division"] or countries.get(row["country"], "")
        entry = entries.get(wanted)
        if entry is None:
            message = f"abbreviations: {row['name']!r} means no place that is there ({wanted!r})"
            raise GazetteerError(message)
        entry.add_name(row["name"], row["kind"])
