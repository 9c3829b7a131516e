"""Write entries as a gazetteer file: trie of keys, postings, place records, texts, grid, ids.

What makes the file small: a spelling that its key gives back by rule (`keys.spell`) is not stored,
GeoNames ids are numbers, and texts stand in the order in which they are used.
"""

import os
import struct
import tempfile
from array import array
from collections.abc import Iterable, Iterator, Mapping, Sequence
from pathlib import Path
from typing import Protocol

from mapper.gazetteer.bundle import write_bundle
from mapper.gazetteer.entry import NAME_KINDS, PLACE_KIND_CODES, Entry
from mapper.gazetteer.keys import loosen, spell, strict_key

# place row; offset of the spelling, or NO_ROW (the place's own name), or SPELLED; kind of name
POSTING = struct.Struct("<IIB")
# lat, lon (1e-5 degree), population, admin1 row, admin2 row, name, id, shape (text offsets),
# importance (1/65535), feature code, country, source (numbers in the tables), extent (km), kind
PLACE = struct.Struct("<iiIIIIIIHHHHHB")
LOOSE = 0x80  # set in a posting's kind where the key is a loose form of the name
NUMBERED = 0x80  # set in a place's kind where the id is a GeoNames number, not a text
NO_ROW = 0xFFFFFFFF
SPELLED = 0xFFFFFFFE
NUMBER_PREFIX = "geonames:"
STEPS = 100_000  # steps in a degree: 1.1 m, the precision of GeoNames' own figures
MAX_KEY = 120  # characters; longer names are postal addresses or mistakes
MAX_POPULATION = NO_ROW


def cell_of(lat: float, lon: float) -> int:
    """Return the number of the one-degree cell that holds a point, row by row from the south."""
    row = min(max(int(lat + 90.0), 0), 179)
    column = min(max(int(lon + 180.0), 0), 359)
    return row * 360 + column


def id_key(place_id: str) -> tuple[int, int | str]:
    """Return what ids are sorted by: GeoNames numbers first, by value, then texts.

    >>> id_key("geonames:7"), id_key("mapper:x")
    ((0, 7), (1, 'mapper:x'))
    """
    number = place_id.removeprefix(NUMBER_PREFIX)
    if number != place_id and number.isdecimal() and str(int(number)) == number:
        return (0, int(number)) if int(number) < NO_ROW else (1, place_id)
    return (1, place_id)


class TextSink(Protocol):
    """Where strings go: `put` returns the offset under which one is found again."""

    def put(self, text: str) -> int:
        """Store a string."""
        ...


class Texts:
    """The blob of strings, each with its length before it, each stored once."""

    def __init__(self) -> None:
        """Start with the empty string at offset 0."""
        self.blob = bytearray(b"\0\0")
        self._where: dict[str, int] = {"": 0}

    def put(self, text: str) -> int:
        """Return the offset of a string, storing it at its first use."""
        if (at := self._where.get(text)) is None:
            at = self._where[text] = len(self.blob)
            raw = text.encode("utf8", "replace")[:65535]
            self.blob += len(raw).to_bytes(2, "little") + raw
        return at


class Codes:
    """A small table of strings by number, in order of first use."""

    def __init__(self) -> None:
        """Start empty."""
        self.values: list[str] = []
        self._where: dict[str, int] = {}

    def put(self, value: str) -> int:
        """Return the number of a string."""
        if value not in self._where:
            self._where[value] = len(self.values)
            self.values.append(value)
        return self._where[value]


def write_gazetteer(path: Path, entries: Iterable[Entry], meta: Mapping[str, object]) -> int:
    """Write a gazetteer file and return the number of places. The order of entries is nothing."""
    rows = sorted(entries, key=lambda e: (cell_of(e.lat, e.lon), -e.importance, e.id))
    row_of = {entry.id: row for row, entry in enumerate(rows)}
    texts, codes = Texts(), {"feature": Codes(), "country": Codes(), "source": Codes()}
    places = b"".join(place_record(entry, row_of, texts, codes) for entry in rows)
    trie, starts, posts = _index_names(rows, texts)
    by_id = sorted(range(len(rows)), key=lambda row: id_key(rows[row].id))
    tables = {name: table.values for name, table in codes.items()}
    counts = {"places": len(rows), "names": len(posts) // POSTING.size, "keys": len(starts) - 1}
    write_bundle(
        path,
        (
            ("trie", [trie]),
            ("starts", [starts.tobytes()]),
            ("posts", [posts]),
            ("places", [places]),
            ("texts", [bytes(texts.blob)]),
            ("grid", [grid_of(cell_of(e.lat, e.lon) for e in rows).tobytes()]),
            ("idrow", [array("I", by_id).tobytes()]),
        ),
        {**meta, "tables": tables, "counts": counts},
    )
    return len(rows)


def place_record(
    entry: Entry, row_of: Mapping[str, int], texts: TextSink, codes: Mapping[str, Codes]
) -> bytes:
    """Return the packed record of an entry; `row_of` gives the rows of divisions by id."""
    scheme, number = id_key(entry.id)
    return PLACE.pack(
        round(entry.lat * STEPS),
        round(entry.lon * STEPS),
        min(max(entry.population, 0), MAX_POPULATION),
        row_of.get(entry.admin1 or "", NO_ROW),
        row_of.get(entry.admin2 or "", NO_ROW),
        texts.put(entry.name),
        number if isinstance(number, int) else texts.put(number),
        texts.put(entry.shape or ""),
        round(min(max(entry.importance, 0.0), 1.0) * 65535),
        codes["feature"].put(entry.feature_code),
        codes["country"].put(entry.country or ""),
        codes["source"].put(entry.source),
        min(round(entry.extent_km or 0), 65535),
        PLACE_KIND_CODES.index(entry.kind) | (NUMBERED if scheme == 0 else 0),
    )


def keys_of(name: str) -> Iterator[tuple[str, bool]]:
    """Yield the strict key of a name and, where it differs, the loose one, with "is loose".

    >>> list(keys_of("St. Lucia"))
    [('st. lucia', False), ('saint lucia', True)]
    """
    strict = strict_key(name)
    if not strict or len(strict) > MAX_KEY:
        return
    yield strict, False
    loose = loosen(strict)
    if loose != strict:
        yield loose, True


def _index_names(rows: Sequence[Entry], texts: Texts) -> "tuple[bytes, array[int], bytes]":
    """Return the trie, the start of each key's postings, and the postings, best first."""
    import marisa_trie

    found: dict[str, dict[int, tuple[bool, str, str]]] = {}
    for row, entry in enumerate(rows):
        for name, kind in ((entry.name, "official"), *entry.names.items()):
            for key, loose in keys_of(name):
                by_row = found.setdefault(key, {})
                known = by_row.get(row)
                is_closer = known is None or (known[0] and not loose)
                # "Salvadorán" and "Salvadoran" are one key: the word for people says more.
                says_more = known is not None and known[0] == loose and known[2] == "alt"
                if is_closer or (says_more and kind == "demonym"):
                    by_row[row] = (loose, name, kind)
    trie = marisa_trie.Trie(sorted(found))
    starts, posts, count = array("I", [0]), bytearray(), 0
    for _, key in sorted((trie.key_id(key), key) for key in found):
        by_row = found[key]
        best_first = sorted(by_row, key=lambda row: (by_row[row][0], -rows[row].importance, row))
        for row in best_first:
            loose, name, kind = by_row[row]
            spelling = spelling_of(name, key, rows[row].name, texts)
            flags = NAME_KINDS.index(kind) | (LOOSE if loose else 0)
            posts += POSTING.pack(row, spelling, flags)
        count += len(by_row)
        starts.append(count)
    return trie_bytes(trie), starts, bytes(posts)


def spelling_of(name: str, key: str, official: str, texts: TextSink) -> int:
    """Return the offset of a name's spelling, or how it comes without one."""
    if name == official:
        return NO_ROW
    return SPELLED if spell(key) == name else texts.put(name)


def trie_name(number: int) -> str:
    """Return the name of the section that holds a file's first trie, second ..."""
    return f"trie-{number}" if number else "trie"


def trie_bytes(trie: "object") -> bytes:
    """Return the trie as marisa writes it to a file, which is what it maps."""
    handle, name = tempfile.mkstemp()
    os.close(handle)
    try:
        trie.save(name)  # type: ignore[attr-defined]
        return Path(name).read_bytes()
    finally:
        Path(name).unlink()


def grid_of(cells: Iterable[int]) -> "array[int]":
    """Return, for each cell, the first row that lies in it; rows are sorted by cell."""
    starts = array("I", [0]) * (180 * 360 + 1)
    for cell in cells:
        starts[cell + 1] += 1
    for cell in range(1, len(starts)):
        starts[cell] += starts[cell - 1]
    return starts
