"""Write entries as a gazetteer file: trie of keys, postings, place records, texts, grid, ids."""

import os
import struct
import tempfile
from array import array
from collections.abc import Iterable, Iterator, Mapping, Sequence
from hashlib import blake2b
from pathlib import Path

from mapper.gazetteer.bundle import write_bundle
from mapper.gazetteer.entry import NAME_KINDS, PLACE_KIND_CODES, Entry
from mapper.gazetteer.keys import loosen, strict_key

POSTING = struct.Struct("<IIB")  # place row, text offset or NO_ROW for the place's own name, kind
# lat, lon (1e-7 degree), population, admin1 row, admin2 row, name, id, shape (text offsets),
# importance (1/65535), feature code, country, extent (km), kind, source
PLACE = struct.Struct("<iiIIIIIIHHHHBB")
LOOSE = 0x80  # set in a posting's kind where the key is a loose form of the name
NO_ROW = 0xFFFFFFFF
DEGREE = 10_000_000
MAX_KEY = 120  # characters; longer names are postal addresses or mistakes
MAX_POPULATION = NO_ROW


def cell_of(lat: float, lon: float) -> int:
    """Return the number of the one-degree cell that holds a point, row by row from the south."""
    row = min(max(int(lat + 90.0), 0), 179)
    column = min(max(int(lon + 180.0), 0), 359)
    return row * 360 + column


def id_hash(place_id: str) -> int:
    """Return the 64-bit hash under which an id is filed."""
    return int.from_bytes(blake2b(place_id.encode(), digest_size=8).digest(), "little")


class _Texts:
    """The blob of strings, each with its length before it, each stored once."""

    def __init__(self) -> None:
        self.blob = bytearray(b"\0\0")
        self._where: dict[str, int] = {"": 0}

    def put(self, text: str) -> int:
        """Return the offset of a string, storing it at its first use."""
        if (at := self._where.get(text)) is None:
            at = self._where[text] = len(self.blob)
            raw = text.encode("utf8", "replace")[:65535]
            self.blob += len(raw).to_bytes(2, "little") + raw
        return at


class _Codes:
    """A small table of strings by number, in order of first use."""

    def __init__(self) -> None:
        self.values: list[str] = []
        self._where: dict[str, int] = {}

    def put(self, value: str) -> int:
        if value not in self._where:
            self._where[value] = len(self.values)
            self.values.append(value)
        return self._where[value]


def write_gazetteer(path: Path, entries: Iterable[Entry], meta: Mapping[str, object]) -> int:
    """Write a gazetteer file and return the number of places. The order of entries is nothing."""
    rows = sorted(entries, key=lambda e: (cell_of(e.lat, e.lon), -e.importance, e.id))
    row_of = {entry.id: row for row, entry in enumerate(rows)}
    texts, codes = _Texts(), {"feature": _Codes(), "country": _Codes(), "source": _Codes()}
    places = b"".join(_place_record(entry, row_of, texts, codes) for entry in rows)
    trie, starts, posts = _index_names(rows, texts)
    hashes = sorted((id_hash(entry.id), row) for row, entry in enumerate(rows))
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
            ("grid", [_grid(rows).tobytes()]),
            ("idhash", [array("Q", (pair[0] for pair in hashes)).tobytes()]),
            ("idrow", [array("I", (pair[1] for pair in hashes)).tobytes()]),
        ),
        {**meta, "tables": tables, "counts": counts},
    )
    return len(rows)


def _place_record(
    entry: Entry, row_of: Mapping[str, int], texts: _Texts, codes: Mapping[str, _Codes]
) -> bytes:
    return PLACE.pack(
        round(entry.lat * DEGREE),
        round(entry.lon * DEGREE),
        min(max(entry.population, 0), MAX_POPULATION),
        row_of.get(entry.admin1 or "", NO_ROW),
        row_of.get(entry.admin2 or "", NO_ROW),
        texts.put(entry.name),
        texts.put(entry.id),
        texts.put(entry.shape or ""),
        round(min(max(entry.importance, 0.0), 1.0) * 65535),
        codes["feature"].put(entry.feature_code),
        codes["country"].put(entry.country or ""),
        min(round(entry.extent_km or 0), 65535),
        PLACE_KIND_CODES.index(entry.kind),
        codes["source"].put(entry.source),
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


def _index_names(rows: Sequence[Entry], texts: _Texts) -> "tuple[bytes, array[int], bytes]":
    """Return the trie, the start of each key's postings, and the postings, best first."""
    import marisa_trie  # noqa: PLC0415 (building only)

    found: dict[str, dict[tuple[int, bool], tuple[int, int]]] = {}
    for row, entry in enumerate(rows):
        for name, kind in ((entry.name, "official"), *entry.names.items()):
            text = NO_ROW if kind == "official" else texts.put(name)
            for key, loose in keys_of(name):
                by_row = found.setdefault(key, {})
                if (row, False) not in by_row:
                    by_row.setdefault((row, loose), (text, NAME_KINDS.index(kind)))
    trie = marisa_trie.Trie(sorted(found))
    ordered = sorted((trie.key_id(key), key) for key in found)
    starts, posts, count = array("I", [0]), bytearray(), 0
    for _, key in ordered:
        by_row = found[key]
        hits = [
            (loose, -rows[row].importance, row, text, kind)
            for (row, loose), (text, kind) in by_row.items()
            if not (loose and (row, False) in by_row)
        ]
        for loose, _importance, row, text, kind in sorted(hits):
            posts += POSTING.pack(row, text, kind | (LOOSE if loose else 0))
        count += len(hits)
        starts.append(count)
    return _trie_bytes(trie), starts, bytes(posts)


def _trie_bytes(trie: "object") -> bytes:
    """Return the trie as marisa writes it to a file, which is what it maps."""
    handle, name = tempfile.mkstemp()
    os.close(handle)
    try:
        trie.save(name)  # type: ignore[attr-defined]
        return Path(name).read_bytes()
    finally:
        Path(name).unlink()


def _grid(rows: Sequence[Entry]) -> "array[int]":
    """Return, for each cell, the first row that lies in it; rows are sorted by cell."""
    starts = array("I", [0]) * (180 * 360 + 1)
    for entry in rows:
        starts[cell_of(entry.lat, entry.lon) + 1] += 1
    for cell in range(1, len(starts)):
        starts[cell] += starts[cell - 1]
    return starts
