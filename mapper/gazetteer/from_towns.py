"""Towns, polar stations and ghost towns out of Natural Earth that no set of GeoNames has.

GeoNames' sets of cities leave out what has no population on record: county towns of North Korea,
villages of the Arctic, every station of Antarctica.
"""

from collections.abc import Mapping
from typing import Any

from mapper.gazetteer.entry import Entry
from mapper.gazetteer.fame import WITHOUT_PEOPLE, importance_of
from mapper.gazetteer.from_natural_earth import NATURAL_EARTH, plain_names, read_layer
from mapper.gazetteer.inputs import Inputs
from mapper.gazetteer.keys import loose_key

# Natural Earth's class -> GeoNames code and kind; a plain town where it is not listed.
_CODES = {
    "Scientific station": ("STNB", "facility"),
    "Meteorological Station": ("STNM", "facility"),
    "Historic place": ("PPLH", "city"),
    "Admin-1 capital": ("PPLA", "city"),
}
#: A town of the same name nearer than this, in degrees, is the same: points differ within a city.
SAME_DEG = 0.3


def add_towns(entries: dict[str, Entry], inputs: Inputs) -> None:
    """Add the places that are missing by their number, and by their name near their point."""
    rows = [row for row, _ in read_layer(inputs, "populated_places")]
    wanted = {name.casefold() for row in rows for name in _names(row)}
    known: dict[str, list[Entry]] = {}
    for entry in entries.values():
        for name in {entry.name.casefold(), *map(str.casefold, entry.names)} & wanted:
            known.setdefault(name, []).append(entry)
    for row in rows:
        names = _names(row)
        namesakes = [entry for name in names for entry in known.get(name.casefold(), ())]
        there = entries.get(f"geonames:{int(row['GEONAMEID'] or 0)}")
        if (there and _same(row, there)) or any(_same(row, entry) for entry in namesakes):
            continue
        entry = _town(row, names)
        if any(other.country == entry.country for other in namesakes):
            # the figure is often that of the namesake: Crato on the Madeira, 273,883 people
            entry.population, entry.importance = 0, WITHOUT_PEOPLE
        entries.setdefault(entry.id, entry)


def _names(row: Mapping[str, Any]) -> list[str]:
    """Return the names of a row, the first one its own; NAMEALT has broken ones ("H" for Hanoi)."""
    fields = (row["NAME"], row["NAMEASCII"], row["NAME_EN"])
    listed = [name for field in fields if field for name in plain_names(field)]
    return list(dict.fromkeys(listed))


def _same(row: Mapping[str, Any], entry: Entry) -> bool:
    lat, lon = float(row["LATITUDE"]), float(row["LONGITUDE"])
    return abs(entry.lat - lat) < SAME_DEG and abs(entry.lon - lon) < 2 * SAME_DEG


def _town(row: Mapping[str, Any], names: list[str]) -> Entry:
    code, kind = _CODES.get(row["FEATURECLA"], ("PPL", "city"))
    population = max(0, int(row["POP_MIN"] or 0))  # -99 where it is unknown
    country = str(row["ISO_A2"] or "")
    entry = Entry(
        id=f"ne:town-{loose_key(names[0]).replace(' ', '-')}-{country.lower()}",
        name=names[0],
        lat=float(row["LATITUDE"]),
        lon=float(row["LONGITUDE"]),
        feature_code=code,
        kind=kind,
        country=country if country.isalpha() else None,
        population=population if kind == "city" else 0,
        importance=importance_of(kind, code, population) if population else WITHOUT_PEOPLE,
        source=NATURAL_EARTH,
    )
    for name in names[1:]:
        entry.add_name(name)
    return entry
