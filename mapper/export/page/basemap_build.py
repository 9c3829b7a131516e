"""Build the basemap pack from Natural Earth.

`python -m mapper.export.page.basemap_build LAYERS COUNTRIES`

LAYERS is a folder with Natural Earth 1:10m layers as GeoJSON (`ne_10m_land.json` ...), COUNTRIES
the
country table of the same release (`ne_10m_admin_0_countries.shp`). Natural Earth is in the public
domain.

The pack holds two scales: "fine" for windows up to some 25 degrees, "coarse" for the world.
Coordinates are whole thousandths (fine) or hundredths (coarse) of a degree, stored as steps from
point to point, which deflate well. Simplified here once, and again for the screen when clipped.

Why not cells: land cut into cells shows hairlines between them; whole features with their boxes are
as quick, because shapely clips 100,000 points to a rectangle in milliseconds.
"""

import json
import sys
import zipfile
from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import Any

import numpy as np
import shapely
from shapely.geometry import Polygon, shape
from shapely.geometry.base import BaseGeometry

FILES = {
    "land": ("ne_10m_land", "ne_10m_minor_islands"),
    "lake": ("ne_10m_lakes",),
    "river": ("ne_10m_rivers_lake_centerlines",),
    "border": ("ne_10m_admin_0_boundary_lines_land",),
    "disputed": (
        "ne_10m_admin_0_boundary_lines_land",
        "ne_10m_admin_0_boundary_lines_disputed_areas",
    ),
}
# Scale: (units a degree, simplification in degrees, smallest area in square degrees, last
# scalerank).
# 0.004 degrees is 0.35 px at zoom 7; 0.03 the same at zoom 4.
SCALES = {"fine": (1000, 0.004, 0.00004, 7), "coarse": (100, 0.03, 0.02, 4)}
DISPUTED_WORDS = (
    "Disputed",
    "Indefinite",
    "Line of control",
    "Indeterminant",
    "Claim",
    "Breakaway",
    "Elusive",
    "Reference",
)
LANGUAGES = "AR BN DE EL EN ES FA FR HE HI HU ID IT JA KO NL PL PT RU SV TR UK UR VI ZH ZHT".split()
LAST_SEA_RANK = 4
FIXED_DATE = (1980, 1, 1, 0, 0, 0)


def build_pack(layers: Path, countries: Path, target: Path) -> int:
    """Write the pack to `target` and return its size in bytes; the same input, the same bytes."""
    arrays: dict[str, np.ndarray[Any, Any]] = {}
    for layer, files in FILES.items():
        features = [f for name in files for f in _read_features(layers / f"{name}.json")]
        for scale in SCALES:
            arrays |= _pack_layer(f"{scale}_{layer}", _geometries(layer, features, scale), scale)
    labels = {
        "countries": list(_country_labels(countries)),
        "seas": list(_sea_labels(_read_features(layers / "ne_10m_geography_marine_polys.json"))),
    }
    with zipfile.ZipFile(target, "w", zipfile.ZIP_DEFLATED, compresslevel=9) as pack:
        for name, array in arrays.items():
            entry = zipfile.ZipInfo(f"{name}.i4", FIXED_DATE)
            pack.writestr(entry, _shuffled(array), zipfile.ZIP_DEFLATED, 9)
        text = json.dumps(labels, ensure_ascii=False, separators=(",", ":"))
        pack.writestr(zipfile.ZipInfo("labels.json", FIXED_DATE), text, zipfile.ZIP_DEFLATED, 9)
    return target.stat().st_size


def _shuffled(array: np.ndarray[Any, Any]) -> bytes:
    """Return the first bytes of all numbers, then the second ones ...: they deflate by half."""
    return array.astype("<i4").view(np.uint8).reshape(-1, 4).T.tobytes()


def _read_features(path: Path) -> list[dict[str, Any]]:
    features = json.loads(path.read_text("utf8"))["features"]
    return [f for f in features if f["geometry"]]


def _geometries(
    layer: str, features: Iterable[dict[str, Any]], scale: str
) -> Iterator[BaseGeometry]:
    """Yield the simplified polygons or lines of a layer; lines that meet end to end are joined."""
    units, tolerance, smallest, last_rank = SCALES[scale]
    kept = [shape(f["geometry"]) for f in features if _belongs(layer, f["properties"], last_rank)]
    parts = shapely.get_parts(kept)
    if layer not in {"land", "lake"}:
        parts = shapely.get_parts(shapely.line_merge(shapely.multilinestrings(parts)))
    for part in parts:
        # `simplify` keeps rings valid; rings of fewer than four points vanish
        thin = part.simplify(tolerance)
        if thin.is_empty or (thin.geom_type == "Polygon" and thin.area < smallest):
            continue
        yield shapely.set_precision(thin, 1 / units, mode="pointwise")


def _belongs(layer: str, properties: dict[str, Any], last_rank: int) -> bool:
    if layer in {"lake", "river"}:
        return (properties["scalerank"] or 0) <= last_rank
    if layer in {"border", "disputed"}:
        return _is_disputed(properties) == (layer == "disputed")
    return True


def _is_disputed(properties: dict[str, Any]) -> bool:
    return str(properties["featurecla"]).startswith(DISPUTED_WORDS)


def _pack_layer(
    name: str, geometries: Iterable[BaseGeometry], scale: str
) -> dict[str, np.ndarray[Any, Any]]:
    """Return the rings or lines of a layer as steps, their lengths, and rings a polygon."""
    units = SCALES[scale][0]
    lines: list[np.ndarray[Any, Any]] = []
    rings: list[int] = []
    for geometry in geometries:
        parts = _rings(geometry)
        rings.append(len(parts))
        lines += [np.rint(shapely.get_coordinates(p) * units).astype(np.int32) for p in parts]
    steps = [np.diff(line, axis=0, prepend=np.zeros((1, 2), np.int32)) for line in lines]
    return {
        f"{name}_x": np.concatenate(steps)[:, 0].astype("<i4"),
        f"{name}_y": np.concatenate(steps)[:, 1].astype("<i4"),
        f"{name}_length": np.array([len(line) for line in lines], "<i4"),
        f"{name}_rings": np.array(rings, "<i4"),
    }


def _rings(geometry: BaseGeometry) -> list[BaseGeometry]:
    if isinstance(geometry, Polygon):
        return [geometry.exterior, *geometry.interiors]
    return [geometry]


def _country_labels(path: Path) -> Iterator[dict[str, Any]]:
    """Yield names by language, the label's point, its first zoom, and other points well inside.

    A window often shows a corner of a large country: its name then stands at one of those points.
    """
    import shapefile

    with shapefile.Reader(str(path), encoding="utf8") as reader:
        for item in reader.iterShapeRecords():
            row = item.record.as_dict()
            if row["TYPE"] == "Lease":
                continue
            names = {c.lower(): row[f"NAME_{c}"] for c in LANGUAGES if row.get(f"NAME_{c}")}
            names = {k: v for k, v in names.items() if k != "en" and v != row["NAME"]}
            names["en"] = row["NAME"]  # NAME_EN is "People's Republic of China"
            yield {
                "names": names,
                "lat": round(float(row["LABEL_Y"]), 2),
                "lon": round(float(row["LABEL_X"]), 2),
                "zoom": float(row["MIN_LABEL"]),
                "inside": _points_inside(shape(item.shape.__geo_interface__)),
            }


def _points_inside(country: BaseGeometry) -> list[tuple[int, int]]:
    """Return the (lat, lon) of the points of a grid of whole degrees that lie well inside."""
    inner = country.simplify(0.05).buffer(-0.6)
    if inner.is_empty:
        return []
    west, south, east, north = (round(b) for b in inner.bounds)
    step = max(1, round((inner.area / 60) ** 0.5))
    grid = [(y, x) for y in range(south, north + 1, step) for x in range(west, east + 1, step)]
    shapely.prepare(inner)
    hits = shapely.contains_xy(inner, [x for _, x in grid], [y for y, _ in grid])
    return [point for point, hit in zip(grid, hits, strict=True) if hit]


def _sea_labels(features: Iterable[dict[str, Any]]) -> Iterator[dict[str, Any]]:
    """Yield the name, the other name, the point and the first zoom of each sea."""
    for feature in features:
        properties = feature["properties"]
        if properties["scalerank"] > LAST_SEA_RANK or not properties["name"]:
            continue
        for part in _largest_parts(shape(feature["geometry"])):
            point = part.representative_point()
            box = part.bounds
            yield {
                "name": properties["name"].title() if properties["name"].isupper()
                else properties["name"],
                "other": properties["namealt"],
                "lat": round(point.y, 2),
                "lon": round(point.x, 2),
                "zoom": float(properties["min_label"]),
                "box": [round(b, 1) for b in box],
            }  # fmt: skip


def _largest_parts(geometry: BaseGeometry) -> list[BaseGeometry]:
    parts = list(getattr(geometry, "geoms", [geometry]))
    largest = max(part.area for part in parts)
    return [part for part in parts if part.area >= largest / 2]


if __name__ == "__main__":
    out = Path(__file__).parent.parent / "assets" / "basemap.zip"
    size = build_pack(Path(sys.argv[1]), Path(sys.argv[2]), out)
    sys.stdout.write(f"{out}: {size:,} bytes\n")
