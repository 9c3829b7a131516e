"""Build the shipped gazetteer from its recipe: inputs, entries, packed files, manifest."""

import json
import lzma
import math
from collections.abc import Callable, Iterable
from concurrent.futures import ThreadPoolExecutor
from hashlib import sha256
from itertools import repeat
from pathlib import Path

from mapper.gazetteer.bundle import Bundle
from mapper.gazetteer.curated import add_names, add_places, read_table
from mapper.gazetteer.entry import Entry
from mapper.gazetteer.from_geonames import country_ids, place_codes, read_geonames
from mapper.gazetteer.from_lists import (
    add_airports,
    add_country_demonyms,
    add_county_forms,
    add_type_words,
)
from mapper.gazetteer.from_natural_earth import (
    COUNTRY_LAYER,
    add_borders,
    add_coast,
    add_countries,
    add_disputed,
    add_divisions,
    add_nature,
    merge_regions,
)
from mapper.gazetteer.from_postal import add_postal_places, add_villages
from mapper.gazetteer.from_towns import add_towns
from mapper.gazetteer.inputs import Inputs, fetch_inputs, read_recipe
from mapper.gazetteer.located import estimate_extents, locate_entries
from mapper.gazetteer.repairs import (
    drop_capital_names,
    drop_codes_of_others,
    drop_demonyms_of_facilities,
    drop_names_of_others,
    mark_codes,
)
from mapper.gazetteer.shapes_writer import Shape, write_shapes
from mapper.gazetteer.unpack import MANIFEST, by_column
from mapper.gazetteer.writer import PLACE, write_gazetteer
from mapper.settings import cache_folder, data_folder

BUILT = "built"  # the folder of packed parts, beside the manifest
# Natural Earth's 10m lines near borders against finer maps (the triple point of Russia, China and
# North Korea lies 15 km from OpenStreetMap's; 5 km is typical): said with every figure.
LAYER_ERROR_KM = 5.0
_WIDTHS = {"places": PLACE.size, "starts": 4, "idrow": 4}  # bytes of a record, by section
# lc, lp, pb of the packing: shapes are numbers of 4 bytes, the rest is packed like text. Together
# 1 % smaller than xz's own setting for everything.
_CONTEXTS = {"shapes": (0, 2, 2), "places": (4, 0, 0)}
PART_BYTES = 16_000_000  # unpacked bytes in one xz stream: each is unpacked by a thread of its own


def build_gazetteer(
    folder: Path | None = None, *, downloads: Path | None = None, say: Callable[[str], object] = str
) -> Path:
    """Build the shipped files into `folder` (the recipe's own) and return the manifest's path.

    `say` is called with a line of progress. Same inputs and tools: the same bytes.
    """
    folder = folder or data_folder()
    say("fetching and checking the inputs")
    inputs = fetch_inputs(folder, downloads or cache_folder() / "recipe")
    work = (downloads or cache_folder() / "recipe") / "built"
    say("reading the inputs")
    entries, countries, shapes = gather_entries(inputs)
    say(f"writing {len(entries):,} places")
    meta = _meta(folder, countries)
    write_gazetteer(work / "places.gaz", entries.values(), meta)
    layer = {
        "version": meta["version"],
        "layer_name": COUNTRY_LAYER,
        "layer_error_km": LAYER_ERROR_KM,
        "disputed": read_table(inputs.table("disputed")),
    }
    write_shapes(work / "shapes.gaz", shapes, layer)
    say("packing")
    files = {name: work / f"{name}.gaz" for name in ("places", "shapes")}
    return pack_files(folder, files, rows_digest(entries.values()))


def gather_entries(
    inputs: Inputs,
) -> tuple[dict[str, Entry], dict[str, str], dict[str, Shape]]:
    """Return all entries by id, the id of every country by code, and all shapes by key."""
    entries = read_geonames(inputs)
    countries = country_ids(inputs)
    shapes: dict[str, Shape] = {}
    codes = add_countries(entries, shapes, inputs, countries)
    add_borders(shapes, inputs, codes)
    add_disputed(shapes, inputs, read_table(inputs.table("disputed")))
    add_coast(shapes, inputs)
    add_divisions(entries, shapes, inputs, codes)
    add_nature(entries, shapes, inputs)
    add_airports(entries, inputs)
    divisions = place_codes(inputs)
    add_postal_places(entries, inputs, divisions)
    add_villages(entries, inputs)
    add_towns(entries, inputs)
    for table in ("landmarks", "sites", "regions"):
        add_places(entries, inputs, table)
    add_country_demonyms(entries, inputs, countries)
    for table in ("abbreviations", "demonyms", "aliases"):
        add_names(entries, inputs, table, divisions)
    add_type_words(entries)
    add_county_forms(entries)
    drop_capital_names(entries)
    drop_names_of_others(entries)
    drop_codes_of_others(entries, divisions)
    drop_demonyms_of_facilities(entries)
    mark_codes(entries)
    merge_regions(entries)
    unplaced = [key for key, entry in entries.items() if math.isnan(entry.lat)]
    for key in unplaced:
        del entries[key]
    locate_entries(entries, shapes)
    estimate_extents(entries)
    return entries, countries, shapes


def _meta(folder: Path, countries: dict[str, str]) -> dict[str, object]:
    recipe = read_recipe(folder)
    sources = [
        {
            "name": package.get("name") or package["path"],
            "version": package.get("version", ""),
            "data": package["data"],
            "licence": package["licence"],
            "date": package["date"],
            "sha256": package["sha256"],
        }
        for package in [*recipe["package"], *recipe["file"]]
    ]
    return {"version": recipe["version"], "sources": sources, "countries": countries}


def rows_digest(entries: Iterable[Entry]) -> str:
    """Return one SHA-256 over all rows, the same on any machine and with any tool version."""
    digest = sha256()
    for entry in sorted(entries, key=lambda e: e.id):
        fields = [
            entry.id, entry.name, round(entry.lat, 6), round(entry.lon, 6), entry.feature_code,
            entry.kind, entry.country, entry.admin1, entry.admin2, entry.population,
            round(entry.importance, 4), entry.shape, sorted(entry.names.items()),
        ]  # fmt: skip
        digest.update(json.dumps(fields, ensure_ascii=False).encode("utf8", "replace"))
    return digest.hexdigest()


def pack_files(folder: Path, files: dict[str, Path], digest: str) -> Path:
    """Pack files into xz parts beside a manifest of hashes; remove parts of an older build."""
    manifest: dict[str, object] = {"rows_sha256": digest}
    facts: dict[str, object] = {}
    (folder / BUILT).mkdir(parents=True, exist_ok=True)
    wanted: set[str] = set()
    for name, path in files.items():
        raw = path.read_bytes()
        pieces = _pieces(raw, Bundle(path))
        with ThreadPoolExecutor() as pool:
            packed = list(pool.map(_pack, pieces, repeat(_CONTEXTS[name])))
        parts = []
        for number, (data, (_, width)) in enumerate(zip(packed, pieces, strict=True)):
            part = {"file": f"{BUILT}/{name}-{number:02d}.xz", "width": width}
            (folder / str(part["file"])).write_bytes(data)
            wanted.add(str(part["file"]))
            parts.append(part)
        facts[name] = {"size": len(raw), "sha256": sha256(raw).hexdigest(), "parts": parts}
    for old in (folder / BUILT).glob("*.xz"):
        if f"{BUILT}/{old.name}" not in wanted:
            old.unlink()
    manifest["files"] = facts
    path = folder / MANIFEST
    path.write_text(json.dumps(manifest, indent=1, sort_keys=True) + "\n", "utf8")
    return path


def _pieces(raw: bytes, bundle: Bundle) -> list[tuple[bytes, int]]:
    """Return a file in pieces, each with the width of its records; the last has the footer.

    Records of one width are packed column by column, which saves a sixth of their size.
    """
    cuts = sorted(
        (bundle.section(name), _WIDTHS.get(name, 1)) for name in bundle.footer["sections"]
    )
    pieces: list[tuple[bytes, int]] = []
    at = 0
    for (start, end), width in cuts:
        if start > at:
            pieces.append((raw[at:start], 1))  # the blanks before a section
        step = PART_BYTES // width * width
        pieces += [(raw[one : min(one + step, end)], width) for one in range(start, end, step)]
        at = end
    pieces.append((raw[at:], 1))
    return _joined(pieces)


def _joined(pieces: list[tuple[bytes, int]]) -> list[tuple[bytes, int]]:
    """Return the pieces with small neighbours without records put together."""
    joined: list[tuple[bytes, int]] = []
    for piece, width in pieces:
        if joined and width == joined[-1][1] == 1 and len(joined[-1][0]) + len(piece) < PART_BYTES:
            joined[-1] = (joined[-1][0] + piece, 1)
        else:
            joined.append((piece, width))
    return joined


def _pack(piece: tuple[bytes, int], context: tuple[int, int, int]) -> bytes:
    raw, width = piece
    options = dict(zip(("lc", "lp", "pb"), context, strict=True), dict_size=PART_BYTES)
    lzma2 = {"id": lzma.FILTER_LZMA2, "preset": 9 | lzma.PRESET_EXTREME, **options}
    return lzma.compress(by_column(raw, width), filters=[lzma2])
