"""Read GeoNames' own dumps: the main table, alternateNamesV2, hierarchy, codes of divisions.

Formats: GeoNames' readme of its export folder. A row that is wrong is counted and left out.
"""

from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path

from mapper.gazetteer.entry import Entry, kind_of
from mapper.gazetteer.fame import importance_of
from mapper.gazetteer.import_report import ImportReport, read_point
from mapper.gazetteer.packed import numbered_lines

_COLUMNS = 19
_ALTERNATE_COLUMNS = (8, 10)  # before and since the years from and to were added
_DIVISION_CODES = {"ADM1", "ADM1H", "ADM2", "ADM2H"}
_DIVISION_MARKS = (b"\tADM1", b"\tADM2")
_SOURCE = "GeoNames (CC BY 4.0)"
_MOST_STEPS = 8  # parents walked up to find a division
# Languages of alternateNamesV2 that are none: addresses, links, ids of other lists.
_NO_NAMES = {"link", "wkdt", "post", "unlc", "phon", "piny", "tcid", "fr_1793"}
_CODES = {"iata": "code", "icao": "code", "faac": "code", "abbr": "abbr"}


@dataclass(slots=True)
class Divisions:
    """Ids of divisions by code ("NL.07", "NL.07.0363"), and each place's parent by number."""

    codes: dict[str, str] = field(default_factory=dict)
    names: dict[str, tuple[str, ...]] = field(default_factory=dict)
    parents: dict[int, int] = field(default_factory=dict)
    levels: dict[int, int] = field(default_factory=dict)  # 1 or 2 of a division's number

    def above(self, number: int, level: int) -> str | None:
        """Return the id of the division of a level that the hierarchy puts a place in."""
        for _ in range(_MOST_STEPS):
            number = self.parents.get(number, 0)
            if not number:
                return None
            if self.levels.get(number) == level:
                return f"geonames:{number}"
        return None


def read_geonames_dump(
    source: Path, report: ImportReport, divisions: Divisions | None = None
) -> Iterator[Entry]:
    """Yield the places of `allCountries.zip`, `XX.zip` or `XX.txt`, all 19 columns read.

    The file is read twice: first for the codes of divisions, then for all rows. `divisions` holds
    what hierarchy and code tables add.
    """
    divisions = divisions or Divisions()
    _note_divisions(source, divisions)
    for line, row in _rows(source, report, (_COLUMNS,)):
        entry = _entry(line, row, report)
        if entry is not None:
            _place_in(entry, row, divisions)
            yield entry


def _note_divisions(source: Path, divisions: Divisions) -> None:
    for _, raw in numbered_lines(source):
        if not any(mark in raw for mark in _DIVISION_MARKS):
            continue
        row = raw.decode("utf8", "replace").rstrip("\r\n").split("\t")
        if len(row) == _COLUMNS and row[7] in _DIVISION_CODES and row[0].isdecimal():
            level = 1 if row[7].startswith("ADM1") else 2
            divisions.codes.setdefault(_code(row, level), f"geonames:{int(row[0])}")
            divisions.levels.setdefault(int(row[0]), level)


def _code(row: list[str], level: int) -> str:
    return ".".join([row[8], row[10], row[11]] if level == 2 else [row[8], row[10]])  # noqa: PLR2004


def _place_in(entry: Entry, row: list[str], divisions: Divisions) -> None:
    number = int(row[0])
    first = divisions.codes.get(_code(row, 1)) or divisions.above(number, 1)
    second = divisions.codes.get(_code(row, 2)) if row[11] else divisions.above(number, 2)
    entry.admin1 = first if first != entry.id else None
    entry.admin2 = second if second != entry.id else None
    level = divisions.levels.get(number)
    if level and divisions.names:
        for name in divisions.names.get(_code(row, level), ()):
            entry.add_name(name)


def _entry(line: int, row: list[str], report: ImportReport) -> Entry | None:
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
        source=_SOURCE,
    )
    for name in {row[2]: None, **dict.fromkeys(row[3].split(","))}:
        entry.add_name(name)
    return entry


def read_alternate_names(source: Path, report: ImportReport) -> Iterator[tuple[int, str, str]]:
    """Yield (GeoNames number of the place, name, kind) of alternateNamesV2.

    Historic, colloquial and short names keep their kind; links, postcodes and other lists' ids are
    no names and are passed over.
    """
    for line, row in _rows(source, report, _ALTERNATE_COLUMNS):
        if row[2] in _NO_NAMES:
            continue
        name = row[3].strip()
        if not row[1].isdecimal() or not name:
            report.skip(line, f"no place or no name: {row[1]!r}, {row[3]!r}")
        else:
            yield int(row[1]), name, _kind_of_name(row)


def _kind_of_name(row: list[str]) -> str:
    if row[2] in _CODES:
        return _CODES[row[2]]
    flags = (("historic", row[7]), ("colloquial", row[6]), ("short", row[5]))
    return next((kind for kind, flag in flags if flag == "1"), "alt")


def read_hierarchy(source: Path, report: ImportReport, divisions: Divisions) -> None:
    """Note each place's parent from `hierarchy.zip`: parent, child, and a type."""
    for line, row in _rows(source, report, (2, 3)):
        if row[0].isdecimal() and row[1].isdecimal():
            if len(row) < 3 or row[2] in {"", "ADM"}:  # noqa: PLR2004 (the type's column)
                divisions.parents.setdefault(int(row[1]), int(row[0]))
        else:
            report.skip(line, f"no numbers: {row[0]!r}, {row[1]!r}")


def read_division_codes(source: Path, report: ImportReport, divisions: Divisions) -> None:
    """Note code, names and number from `admin1CodesASCII.txt` or `admin2Codes.txt`."""
    for line, row in _rows(source, report, (4,)):
        if not row[3].isdecimal() or "." not in row[0]:
            report.skip(line, f"no code or no number: {row[0]!r}, {row[3]!r}")
            continue
        divisions.codes.setdefault(row[0], f"geonames:{int(row[3])}")
        divisions.levels.setdefault(int(row[3]), row[0].count("."))
        divisions.names[row[0]] = (row[1], row[2])


def _rows(
    source: Path, report: ImportReport, columns: tuple[int, ...]
) -> Iterator[tuple[int, list[str]]]:
    for number, raw in numbered_lines(source):
        try:
            row = raw.decode("utf8").rstrip("\r\n").split("\t")
        except UnicodeDecodeError as error:
            report.skip(number, f"{source.name}: no UTF-8 at byte {error.start}")
            continue
        if len(row) in columns:
            yield number, row
        else:
            expected = " or ".join(map(str, columns))
            report.skip(number, f"{len(row)} columns, {source.name} needs {expected}")
