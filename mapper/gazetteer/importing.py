"""Import a newsroom's own places: GeoNames dumps, CSV or TSV with a column map, GeoJSON.

Rows are read one by one and never held together. A row that is wrong is counted, its first
`KEPT_ROWS` lines are reported with the reason, and the rest goes on; a source that is wrong as a
whole raises GazetteerError and leaves the old file as it was.
Other sources: hand any iterable of `entry.Entry` to `spool.write_stream`.
"""

import csv
import io
import json
import zipfile
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path, PurePosixPath
from typing import BinaryIO

from mapper.errors import GazetteerError
from mapper.gazetteer.entry import PLACE_KIND_CODES, Entry, kind_of
from mapper.gazetteer.fame import importance_of
from mapper.gazetteer.spool import write_stream

KEPT_ROWS = 20  # reasons kept for the report; the others are only counted
MAX_UNPACKED = 20_000_000_000  # bytes; allCountries is 1.7 GB, alternateNamesV2 0.8 GB
MAX_RATIO = 200  # GeoNames' text packs 1 : 5; a bomb 1 : 1000
_GEONAMES_COLUMNS = 19
_MAX_LINE = 1 << 20
_DIVISION_CODES = {"ADM1", "ADM1H", "ADM2", "ADM2H"}
# Columns of a CSV file that mean something; the map of a user's file names theirs for ours.
CSV_FIELDS = ("id", "name", "lat", "lon", "aliases", "feature_code", "kind", "country",
              "population", "importance")  # fmt: skip


@dataclass(slots=True, kw_only=True)
class ImportReport:
    """What came of an import: counts, and the rows that were left out with line and reason."""

    path: Path
    places: int = 0
    names: int = 0
    doubles: int = 0
    skipped: int = 0
    reasons: list[tuple[int, str]] = field(default_factory=list)

    def skip(self, line: int, reason: str) -> None:
        """Count a row that was left out."""
        self.skipped += 1
        if len(self.reasons) < KEPT_ROWS:
            self.reasons.append((line, reason))


def import_source(
    source: Path,
    target: Path,
    *,
    columns: Mapping[str, str] | None = None,
    licence: str = "",
    date: str = "",
    say: Callable[[str], object] = str,
) -> ImportReport:
    """Read a source into a gazetteer file at `target` and return what came of it.

    The form is told by the name: `.geojson` and `.json` are GeoJSON, `.csv` and `.tsv` tables,
    `.zip` and `.txt` GeoNames dumps. `columns` maps our fields (CSV_FIELDS) to the table's
    headings. Raises GazetteerError where nothing can be read; the old target stays whole.
    """
    report = ImportReport(path=target)
    name = source.name.lower()
    if not source.is_file():
        message = f"{source}: no such file. Give a GeoNames dump, a CSV or TSV table, or GeoJSON."
        raise GazetteerError(message)
    if name.endswith((".geojson", ".json")):
        entries = read_geojson(source, report)
    elif name.endswith((".csv", ".tsv")):
        entries = read_table_file(source, report, columns or {})
    elif name.endswith((".zip", ".txt")):
        entries = read_geonames_dump(source, report)
    else:
        message = f"{source}: unknown form. Known: .zip and .txt (GeoNames), .csv, .tsv, .geojson."
        raise GazetteerError(message)
    origin = {
        "name": source.name, "version": "", "data": source.stem, "licence": licence,
        "date": date, "sha256": "",
    }  # fmt: skip
    meta = {"version": date, "sources": [origin], "countries": {}}
    counts = write_stream(target, _some(entries, source, report), meta, say=say)
    report.places, report.names = counts["places"], counts["names"]
    report.doubles = counts["doubles"]
    return report


def _some(entries: Iterator[Entry], source: Path, report: ImportReport) -> Iterator[Entry]:
    """Pass entries on; raise where there is none at all, so that no empty file replaces a good."""
    first = next(entries, None)
    if first is None:
        why = "; ".join(f"line {line}: {reason}" for line, reason in report.reasons[:3])
        message = f"{source}: no place could be read. {why or 'The file is empty.'}"
        raise GazetteerError(message)
    yield first
    yield from entries


# --- GeoNames ------------------------------------------------------------------------------------


def read_geonames_dump(source: Path, report: ImportReport) -> Iterator[Entry]:
    """Yield the places of `allCountries.zip`, `XX.zip` or `XX.txt`, all 19 columns read.

    The file is read twice: first for the codes of divisions, then for all rows.
    """
    codes: dict[str, str] = {}
    for _, row in _dump_rows(source, ImportReport(path=source)):
        if row[7] in _DIVISION_CODES:
            parts = [row[8], row[10]] + ([row[11]] if row[7].startswith("ADM2") else [])
            codes.setdefault(".".join(parts), f"geonames:{row[0]}")
    for line, row in _dump_rows(source, report):
        entry = _geonames_entry(line, row, report)
        if entry is not None:
            first = codes.get(f"{row[8]}.{row[10]}")
            second = codes.get(f"{row[8]}.{row[10]}.{row[11]}") if row[11] else None
            entry.admin1 = first if first != entry.id else None
            entry.admin2 = second if second != entry.id else None
            yield entry


def _geonames_entry(line: int, row: list[str], report: ImportReport) -> Entry | None:
    point = read_point(row[4], row[5])
    if isinstance(point, str):
        report.skip(line, point)
        return None
    if not row[0].isdecimal() or not row[1]:
        report.skip(line, f"no id or no name: {row[0]!r}, {row[1]!r}")
        return None
    population = int(row[14]) if row[14].isdecimal() else 0
    kind = kind_of(row[6], row[7])
    entry = Entry(
        id=f"geonames:{int(row[0])}",
        name=row[1],
        lat=point[0],
        lon=point[1],
        feature_code=row[7] or row[6],
        kind=kind,
        country=row[8] or None,
        population=population,
        importance=importance_of(kind, row[7], population),
        source="GeoNames (CC BY 4.0)",
    )
    for name in (row[2], *row[3].split(",")):
        entry.add_name(name)
    return entry


def _dump_rows(source: Path, report: ImportReport) -> Iterator[tuple[int, list[str]]]:
    with _open_text(source, ".txt") as file:
        for number, raw in enumerate(_lines(file, source), start=1):
            try:
                row = raw.decode("utf8").rstrip("\r\n").split("\t")
            except UnicodeDecodeError as error:
                report.skip(number, f"no UTF-8 at byte {error.start}")
                continue
            if len(row) != _GEONAMES_COLUMNS:
                report.skip(number, f"{len(row)} columns, GeoNames has {_GEONAMES_COLUMNS}")
                continue
            yield number, row


def _lines(file: BinaryIO, source: Path) -> Iterator[bytes]:
    try:
        while line := file.readline(_MAX_LINE):
            yield line
    except (zipfile.BadZipFile, EOFError, OSError) as error:
        message = f"{source}: cut off or damaged ({error}). Fetch it again; nothing was changed."
        raise GazetteerError(message) from error


@contextmanager
def _open_text(source: Path, ending: str) -> Iterator[BinaryIO]:
    """Open a text file, or the one text file of a zip that is no bomb and climbs nowhere."""
    if source.suffix.lower() != ".zip":
        with source.open("rb") as file:
            yield file
        return
    try:
        packed = zipfile.ZipFile(source)
    except (zipfile.BadZipFile, OSError) as error:
        message = f"{source}: no whole zip file ({error}). Fetch it again; nothing was changed."
        raise GazetteerError(message) from error
    with packed, packed.open(_only_member(packed, source, ending)) as member:
        yield member  # type: ignore[misc]


def _only_member(packed: zipfile.ZipFile, source: Path, ending: str) -> zipfile.ZipInfo:
    wanted = []
    for info in packed.infolist():
        path = PurePosixPath(info.filename.replace("\\", "/"))
        if path.is_absolute() or ".." in path.parts:
            message = f"{source}: holds {info.filename!r}, a path that climbs out. Not read."
            raise GazetteerError(message)
        too_packed = info.file_size > MAX_RATIO * max(info.compress_size, 1)
        if info.file_size > MAX_UNPACKED or (too_packed and info.file_size > _MAX_LINE):
            message = (
                f"{source}: {info.filename!r} would unpack to {info.file_size:,} bytes from "
                f"{info.compress_size:,}: a zip bomb? Not read."
            )
            raise GazetteerError(message)
        if path.suffix == ending and path.name.lower() != "readme.txt":
            wanted.append(info)
    if len(wanted) != 1:
        message = f"{source}: holds {len(wanted)} files *{ending}, one is expected."
        raise GazetteerError(message)
    return wanted[0]


# --- tables and GeoJSON --------------------------------------------------------------------------


def read_point(lat: object, lon: object) -> tuple[float, float] | str:
    """Return (lat, lon), or why they are none. A latitude beyond 90 hints at swapped columns.

    >>> read_point("43.1", "131.9"), read_point("131.9", "43.1")
    ((43.1, 131.9), 'latitude 131.9 is out of range: are lat and lon swapped?')
    """
    try:
        found = (float(str(lat)), float(str(lon)))
    except ValueError:
        return f"no coordinates: {lat!r}, {lon!r}"
    if abs(found[0]) <= 90 and abs(found[1]) <= 180:  # noqa: PLR2004 (degrees)
        return found
    if abs(found[1]) <= 90 < abs(found[0]) <= 180:  # noqa: PLR2004
        return f"latitude {found[0]} is out of range: are lat and lon swapped?"
    return f"coordinates out of range: {found[0]}, {found[1]}"


def read_table_file(
    source: Path, report: ImportReport, columns: Mapping[str, str]
) -> Iterator[Entry]:
    """Yield the places of a CSV or TSV file with a heading; aliases are divided by `|`."""
    with source.open("rb") as raw:
        text = io.TextIOWrapper(raw, encoding="utf-8-sig", errors="replace", newline="")
        delimiter = "\t" if source.suffix.lower() == ".tsv" else ","
        reader = csv.DictReader(text, delimiter=delimiter)
        headings = list(reader.fieldnames or ())
        _check_columns(source, headings, columns)
        try:
            for row in reader:
                fields = {key: (row.get(columns.get(key, key)) or "").strip() for key in CSV_FIELDS}
                entry = _entry_of(fields, source, reader.line_num, report)
                if entry is not None:
                    yield entry
        except csv.Error as error:
            message = f"{source}:{reader.line_num}: no table ({error}). Nothing was changed."
            raise GazetteerError(message) from error


def _check_columns(source: Path, headings: list[str], columns: Mapping[str, str]) -> None:
    unknown = sorted(set(columns) - set(CSV_FIELDS))
    missing = [columns.get(key, key) for key in ("name", "lat", "lon")]
    missing = [heading for heading in missing if heading not in headings]
    missing += [heading for key, heading in columns.items() if heading not in headings]
    if unknown or missing:
        message = (
            f"{source}: columns {unknown or sorted(set(missing))} do not fit; the file has "
            f"{headings}, mapper knows {list(CSV_FIELDS)}. Give a map such as name=Title."
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
