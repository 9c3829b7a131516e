"""Import a newsroom's own places: GeoNames dumps, CSV or TSV with a column map, GeoJSON.

Rows are read one by one and never held together. A row that is wrong is counted, the first ones
are reported with line and reason, and the rest goes on; a source that is wrong as a whole raises
GazetteerError and leaves the old file as it was.
Other sources: hand any iterable of `entry.Entry` to `spool.write_stream`.
"""

import csv
import io
import json
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass
from hashlib import sha256
from pathlib import Path

from mapper.errors import GazetteerError
from mapper.gazetteer.entry import PLACE_KIND_CODES, Entry
from mapper.gazetteer.fame import importance_of
from mapper.gazetteer.geonames_dump import (
    Divisions,
    read_alternate_names,
    read_division_codes,
    read_geonames_dump,
    read_hierarchy,
)
from mapper.gazetteer.import_report import ImportReport, read_point
from mapper.gazetteer.spool import write_stream

_ENDINGS = (".zip", ".txt")
# Columns of a CSV file that mean something; the map of a user's file names theirs for ours.
CSV_FIELDS = ("id", "name", "lat", "lon", "aliases", "feature_code", "kind", "country",
              "population", "importance")  # fmt: skip
NEEDED = ("name", "lat", "lon")
DELIMITERS = (",", ";", "\t")


@dataclass(frozen=True, slots=True, kw_only=True)
class GeonamesTables:
    """GeoNames' tables beside a dump: alternateNamesV2, hierarchy, admin1Codes, admin2Codes."""

    alternates: Path | None = None
    hierarchy: Path | None = None
    division_codes: tuple[Path, ...] = ()

    def files(self) -> tuple[Path, ...]:
        """Return those that are given."""
        named = (self.alternates, self.hierarchy)
        return (*(path for path in named if path), *self.division_codes)


def import_source(
    source: Path,
    target: Path,
    *,
    columns: Mapping[str, str] | None = None,
    tables: GeonamesTables | None = None,
    licence: str = "",
    date: str = "",
    say: Callable[[str], object] = str,
) -> ImportReport:
    """Read a source into a gazetteer file at `target` and return what came of it.

    The form is told by the name: `.geojson` and `.json` are GeoJSON, `.csv` and `.tsv` tables,
    `.zip` and `.txt` GeoNames dumps, to which `tables` may be added. `columns` maps our fields
    (CSV_FIELDS) to the table's headings. An import that was killed goes on where it stood when it
    is called again with the same files. Raises GazetteerError where nothing can be read; the old
    target stays whole.
    """
    report = ImportReport(path=target)
    tables = tables or GeonamesTables()
    files = [source, *tables.files()]
    _check_files(files)
    is_dump = source.name.lower().endswith(_ENDINGS)
    if len(files) > 1 and not is_dump:
        message = f"{source}: only a GeoNames dump (.zip, .txt) takes GeoNames' further tables."
        raise GazetteerError(message)
    if is_dump:
        entries = read_geonames_dump(source, report, _divisions(tables, report))
    else:
        entries = _own_entries(source, report, columns or {})
    further = read_alternate_names(tables.alternates, report) if tables.alternates else ()
    counts = write_stream(
        target,
        _some(entries, source, report),
        _meta(source, licence, date),
        further=further,
        fingerprint=_fingerprint(files, columns or {}, licence, date),
        say=say,
    )
    report.places, report.names = counts["places"], counts["names"]
    report.doubles, report.orphans = counts["doubles"], counts["orphans"]
    return report


def _divisions(tables: GeonamesTables, report: ImportReport) -> Divisions:
    divisions = Divisions()
    for path in tables.division_codes:
        read_division_codes(path, report, divisions)
    if tables.hierarchy:
        read_hierarchy(tables.hierarchy, report, divisions)
    return divisions


def _check_files(files: Iterable[Path]) -> None:
    for path in files:
        if not path.is_file():
            message = f"{path}: no such file. Give a GeoNames dump, a CSV or TSV table, or GeoJSON."
            raise GazetteerError(message)


def _own_entries(source: Path, report: ImportReport, columns: Mapping[str, str]) -> Iterator[Entry]:
    name = source.name.lower()
    if name.endswith((".geojson", ".json")):
        return read_geojson(source, report)
    if name.endswith((".csv", ".tsv")):
        return read_table_file(source, report, columns)
    message = f"{source}: unknown form. Known: .zip and .txt (GeoNames), .csv, .tsv, .geojson."
    raise GazetteerError(message)


def _meta(source: Path, licence: str, date: str) -> dict[str, object]:
    origin = {
        "name": source.name, "version": "", "data": source.stem, "licence": licence,
        "date": date, "sha256": "",
    }  # fmt: skip
    return {"version": date, "sources": [origin], "countries": {}}


def _fingerprint(files: Iterable[Path], columns: Mapping[str, str], *more: str) -> str:
    """Return what names the same import: files by name, size and time of change, and options."""
    stats = [(str(path.resolve()), path.stat().st_size, path.stat().st_mtime_ns) for path in files]
    return sha256(repr((stats, sorted(columns.items()), more)).encode()).hexdigest()


def _some(entries: Iterator[Entry], source: Path, report: ImportReport) -> Iterator[Entry]:
    """Pass entries on; raise where there is none at all, so that no empty file replaces a good."""
    first = next(entries, None)
    if first is None:
        why = "; ".join(f"line {line}: {reason}" for line, reason in report.reasons[:3])
        message = f"{source}: no place could be read. {why or 'The file is empty.'}"
        raise GazetteerError(message)
    yield first
    yield from entries


# --- tables and GeoJSON --------------------------------------------------------------------------


def read_table_file(
    source: Path, report: ImportReport, columns: Mapping[str, str]
) -> Iterator[Entry]:
    """Yield the places of a CSV or TSV file with a heading; aliases are divided by `|`.

    A CSV file's columns are divided by what its heading has most: comma, semicolon or tab. With
    semicolons, as spreadsheets write them where the comma is decimal, 43,1 is a coordinate too.
    """
    with source.open("rb") as raw:
        text = io.TextIOWrapper(raw, encoding="utf-8-sig", errors="replace", newline="")
        heading = text.readline()
        text.seek(0)
        is_tsv = source.suffix.lower() == ".tsv"
        delimiter = "\t" if is_tsv else max(DELIMITERS, key=heading.count)
        reader = csv.DictReader(text, delimiter=delimiter)
        headings = list(reader.fieldnames or ())
        _check_columns(source, headings, columns)
        try:
            for row in reader:
                fields = {key: (row.get(columns.get(key, key)) or "").strip() for key in CSV_FIELDS}
                if delimiter == ";":
                    fields |= {key: fields[key].replace(",", ".") for key in ("lat", "lon")}
                entry = _entry_of(fields, source, reader.line_num, report)
                if entry is not None:
                    yield entry
        except csv.Error as error:
            message = f"{source}:{reader.line_num}: no table ({error}). Nothing was changed."
            raise GazetteerError(message) from error


def _check_columns(source: Path, headings: list[str], columns: Mapping[str, str]) -> None:
    unknown = sorted(set(columns) - set(CSV_FIELDS))
    if unknown:
        message = (
            f"--column {unknown[0]}={columns[unknown[0]]}: mapper has no field {unknown[0]}; "
            f"it knows {', '.join(CSV_FIELDS)}."
        )
        raise GazetteerError(message)
    needed = dict.fromkeys([*(columns.get(key, key) for key in NEEDED), *columns.values()])
    missing = [heading for heading in needed if heading not in headings]
    if missing:
        lacking = next((key for key in NEEDED if columns.get(key, key) in missing), NEEDED[0])
        message = (
            f"{source}: no column {', '.join(missing)}; its columns are "
            f"{', '.join(headings) or 'none'}. Say which is meant: --column {lacking}=HEADING."
        )
        raise GazetteerError(message)


def _entry_of(
    fields: Mapping[str, str], source: Path, line: int, report: ImportReport
) -> Entry | None:
    point = read_point(fields["lat"], fields["lon"])
    kind = fields.get("kind") or "city"
    if isinstance(point, str):
        report.skip(line, point)
    elif not fields["name"] or "\ufffd" in fields["name"]:
        report.skip(line, f"no name in UTF-8: {fields['name']!r}")
    elif kind not in PLACE_KIND_CODES:
        report.skip(line, f"kind {kind!r}; known are {', '.join(PLACE_KIND_CODES)}")
    else:
        return _user_entry(fields, source, line, kind, point)
    return None


def _user_entry(
    fields: Mapping[str, str], source: Path, line: int, kind: str, point: tuple[float, float]
) -> Entry:
    population = fields.get("population", "")
    people = int(population) if population.isdecimal() else 0
    code = fields.get("feature_code") or ""
    entry = Entry(
        id=fields.get("id") or f"{source.stem}:{line}",
        name=fields["name"],
        lat=point[0],
        lon=point[1],
        feature_code=code,
        kind=kind,
        country=fields.get("country") or None,
        population=people,
        importance=_share(fields.get("importance", ""), importance_of(kind, code, people)),
        source=source.name,
    )
    for alias in (fields.get("aliases") or "").split("|"):
        entry.add_name(alias)
    return entry


def _share(text: str, otherwise: float) -> float:
    """Return a number in 0..1, or the other value where the text is none."""
    try:
        return min(1.0, max(0.0, float(text)))
    except ValueError:
        return otherwise


def read_geojson(source: Path, report: ImportReport) -> Iterator[Entry]:
    """Yield the places of a FeatureCollection; areas and lines stand at their middle point."""
    try:
        features = json.loads(source.read_bytes())["features"]
    except (ValueError, KeyError, TypeError, OSError) as error:
        message = f"{source}: no GeoJSON FeatureCollection ({error}). Nothing was changed."
        raise GazetteerError(message) from error
    for number, feature in enumerate(features, start=1):
        if not isinstance(feature, dict) or not isinstance(feature.get("properties"), dict):
            report.skip(number, "no feature with properties")
            continue
        point = _middle(feature.get("geometry"))
        if point is None:
            report.skip(number, "no geometry")
            continue
        given = {key: feature["properties"].get(key) for key in CSV_FIELDS}
        fields = {key: "" if value is None else str(value) for key, value in given.items()}
        fields.update(lat=str(point[1]), lon=str(point[0]))
        if not fields["id"] and feature.get("id") is not None:
            fields["id"] = str(feature["id"])
        entry = _entry_of(fields, source, number, report)
        if entry is not None:
            yield entry


def _middle(geometry: object) -> tuple[float, float] | None:
    from shapely.errors import ShapelyError
    from shapely.geometry import Point, shape

    if not isinstance(geometry, dict):
        return None
    try:
        drawn = shape(geometry)
    except (ShapelyError, ValueError, TypeError, KeyError, IndexError, AttributeError):
        return None
    if drawn.is_empty:
        return None
    point = drawn if isinstance(drawn, Point) else drawn.representative_point()
    return (point.x, point.y)
