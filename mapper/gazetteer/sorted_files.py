"""Write a spool out as a gazetteer file: SQLite sorts on disk, what is written goes to disk too.

Three passes: ids (which later rows repeat one), places by cell and importance, names by key. The
postings come in the order of the keys and stand in the file in the order of the trie's numbers.
"""

import sqlite3
from array import array
from collections.abc import Callable, Iterator, Mapping
from itertools import chain, groupby, islice
from pathlib import Path
from typing import TYPE_CHECKING, Any

import msgspec

from mapper.gazetteer.bundle import write_bundle
from mapper.gazetteer.entry import NAME_KINDS, Entry
from mapper.gazetteer.tries import split_keys
from mapper.gazetteer.writer import (
    LOOSE,
    NO_ROW,
    PLACE,
    POSTING,
    SPELLED,
    Codes,
    grid_of,
    place_record,
    trie_bytes,
    trie_name,
)

if TYPE_CHECKING:
    import numpy as np

_CHUNK = 1 << 20
_KEYS = 1 << 17  # keys whose postings are put in order at once
_RECORDS = 1 << 16  # places patched at once
_SAID = 2_000_000
_DROPPED = -1.0  # importance of a place whose id was there already
_ALT = NAME_KINDS.index("alt")
_ADMIN1_AT, _ADMIN2_AT = 12, 16  # bytes of a place record before its division rows
# A name in the order of its key: key, loose, place, spelling, kind.
_Hit = tuple[str, int, int, str | None, int]


class _Blob:
    """Bytes written to a file of their own as they come, read back in pieces."""

    def __init__(self, path: Path, start: bytes = b"") -> None:
        """Begin the file."""
        self.path = path
        self._file = path.open("wb")
        self.size = 0
        self.add(start)

    def add(self, raw: bytes) -> int:
        """Append and return where it begins."""
        at = self.size
        self._file.write(raw)
        self.size += len(raw)
        return at

    def put(self, text: str) -> int:
        """Append a string with its length before it and return its offset; 0 for the empty one."""
        if not text:
            return 0
        raw = text.encode("utf8", "replace")[:65535]
        return self.add(len(raw).to_bytes(2, "little") + raw)

    def close(self) -> None:
        """Flush what is left."""
        self._file.close()

    def chunks(self, size: int = _CHUNK) -> Iterator[bytes]:
        """Yield the file in pieces of a size in bytes."""
        self.close()
        with self.path.open("rb") as file:
            while chunk := file.read(size):
                yield chunk

    def mapped(self, dtype: "Any") -> "np.ndarray":  # noqa: ANN401
        """Return the file as an array of records."""
        import numpy as np

        self.close()
        return np.memmap(self.path, dtype, "r") if self.size else np.zeros(0, dtype)


def write_sorted(
    path: Path,
    base: sqlite3.Connection,
    meta: Mapping[str, object],
    *,
    say: Callable[[str], object],
) -> dict[str, int]:
    """Write the target from a full spool and return the counts."""
    blobs: dict[str, _Blob] = {}
    try:
        for name in ("texts", "places", "posts", "keys"):
            start = b"\0\0" if name == "texts" else b""
            blobs[name] = _Blob(path.with_name(f".{path.name}.{name}.sorted"), start)
        return _write(path, base, meta, blobs, say)
    finally:
        for blob in blobs.values():
            blob.close()
            blob.path.unlink(missing_ok=True)


def _write(
    path: Path,
    base: sqlite3.Connection,
    meta: Mapping[str, object],
    blobs: Mapping[str, _Blob],
    say: Callable[[str], object],
) -> dict[str, int]:
    codes = {"feature": Codes(), "country": Codes(), "source": Codes()}
    say("sorting the ids")
    by_id, dropped = _by_id(base)
    say("sorting the places")
    row_of, importances, grid = _write_places(base, dropped, blobs, codes, say)
    say("sorting the names")
    base.execute("pragma shrink_memory")
    tries, firsts, counts = _write_names(base, row_of, importances, blobs, say)
    del importances
    say("writing the file")
    order, starts, key_starts = _order_of_keys(tries, counts, blobs["keys"])
    tables = {name: table.values for name, table in codes.items()}
    found = {
        "places": len(by_id),
        "names": blobs["posts"].size // POSTING.size,
        "keys": len(counts),
    }
    write_bundle(
        path,
        (
            *((trie_name(number), _saved(trie)) for number, trie in enumerate(tries)),
            ("starts", [starts.tobytes()]),
            ("posts", _ordered_posts(blobs["posts"], order, key_starts, counts)),
            ("places", _patched_places(blobs["places"], row_of)),
            ("texts", blobs["texts"].chunks()),
            ("grid", [grid.tobytes()]),
            ("idrow", [array("I", (row_of[number] for number in by_id)).tobytes()]),
        ),
        {**meta, "tables": tables, "counts": found, "firsts": firsts},
    )
    return {**found, "doubles": sum(dropped)}


def _by_id(base: sqlite3.Connection) -> "tuple[array[int], bytearray]":
    """Return the places in the order of their ids, and a mark for those that repeat one."""
    total = base.execute("select count(*) from place").fetchone()[0]
    by_id, dropped = array("I"), bytearray(total)
    last: object = None
    query = "select id, n from place order by number is null, number, id, n"
    for place_id, number in base.execute(query):
        if place_id == last:
            dropped[number] = 1
        else:
            by_id.append(number)
            last = place_id
    return by_id, dropped


def _write_places(
    base: sqlite3.Connection,
    dropped: bytearray,
    blobs: Mapping[str, _Blob],
    codes: Mapping[str, Codes],
    say: Callable[[str], object],
) -> "tuple[array[int], array[float], array[int]]":
    """Write the records and return row and importance of each place, and the grid.

    A record names its divisions by their number in the spool; `_patched_places` makes rows of
    these, since a division may come later than what lies in it.
    """
    total = len(dropped)
    row_of, importances = array("I", bytes(4 * total)), array("f", bytes(4 * total))
    cells = array("I")
    divisions = dict(base.execute("select id, n from place where division order by n desc"))
    unpack = msgspec.msgpack.Decoder(list[Any]).decode
    put, places = place_record, blobs["places"]
    query = (
        "select n, cell, importance, id, fields from place order by cell, importance desc, id, n"
    )
    for number, cell, importance, place_id, fields in base.execute(query):
        if dropped[number]:
            importances[number] = _DROPPED
            continue
        entry = _entry(place_id, importance, unpack(fields))
        row_of[number] = len(cells)
        importances[number] = importance
        places.add(put(entry, divisions, blobs["texts"], codes))
        cells.append(cell)
        if len(cells) % _SAID == 0:
            say(f"{len(cells):,} places sorted")
    return row_of, importances, grid_of(cells)


def _entry(place_id: str, importance: float, fields: list[Any]) -> Entry:
    name, lat, lon, code, kind, country, admin1, admin2, people, extent, shape, source = fields
    return Entry(
        id=place_id, name=name, lat=lat, lon=lon, feature_code=code, kind=kind, country=country,
        admin1=admin1, admin2=admin2, population=people, importance=importance, extent_km=extent,
        shape=shape, source=source,
    )  # fmt: skip


def _patched_places(places: _Blob, row_of: "array[int]") -> Iterator[bytes]:
    """Yield the records with the rows of their divisions."""
    import numpy as np

    rows = np.frombuffer(row_of, "u4")
    for chunk in places.chunks(_RECORDS * PLACE.size):
        raw = np.frombuffer(bytearray(chunk), "u1")
        table = raw.reshape(-1, PLACE.size)
        for at in (_ADMIN1_AT, _ADMIN2_AT):
            numbers = np.ascontiguousarray(table[:, at : at + 4]).view("<u4").ravel()
            known = numbers != NO_ROW
            numbers[known] = rows[numbers[known]]
            table[:, at : at + 4] = numbers.view("u1").reshape(-1, 4)
        yield raw.tobytes()


def _write_names(
    base: sqlite3.Connection,
    row_of: "array[int]",
    importances: "array[float]",
    blobs: Mapping[str, _Blob],
    say: Callable[[str], object],
) -> "tuple[list[Any], list[str], array[int]]":
    """Write postings and keys in the order of the keys.

    Returns the tries of the keys, the first letter of each but the first, and how many postings
    each key has.
    """
    import marisa_trie

    counts = array("I")

    def keys() -> Iterator[str]:
        query = "select key, loose, n, spelling, kind from name order by key, loose, rowid"
        for key, hits in groupby(base.execute(query), key=_key):
            ranked = _ranked(list(hits), row_of, importances)
            if not ranked:
                continue
            for _, loose, number, spelling, kind in ranked:
                flags = kind | (LOOSE if loose else 0)
                offset = _offset(spelling, blobs["texts"])
                blobs["posts"].add(POSTING.pack(row_of[number], offset, flags))
            counts.append(len(ranked))
            blobs["keys"].add(key.encode("utf8") + b"\n")
            if len(counts) % _SAID == 0:
                say(f"{len(counts):,} names sorted")
            yield key

    tries: list[Any] = []
    firsts: list[str] = []
    for run in split_keys(keys()):
        first = next(run)
        tries.append(marisa_trie.Trie(chain([first], run)))
        firsts.append(first[:1])
        say(f"{len(counts):,} names in {len(tries)} tries")
    return tries, firsts[1:], counts


def _saved(trie: "Any") -> Iterator[bytes]:  # noqa: ANN401
    yield trie_bytes(trie)


def _key(hit: _Hit) -> str:
    return hit[0]


def _ranked(hits: list[_Hit], row_of: "array[int]", importances: "array[float]") -> list[_Hit]:
    """Return the hits of a key, one a place, best first; of two kinds the one that says more."""
    if len(hits) > 1:
        hits.sort(
            key=lambda hit: (
                hit[1], -importances[hit[2]], row_of[hit[2]], hit[3] is not None, hit[4] == _ALT,
            )
        )  # fmt: skip
    seen: set[int] = set()
    kept = []
    for hit in hits:
        if hit[2] not in seen and importances[hit[2]] != _DROPPED:
            seen.add(hit[2])
            kept.append(hit)
    return kept


def _offset(spelling: str | None, texts: _Blob) -> int:
    if spelling is None:
        return NO_ROW
    return texts.put(spelling) if spelling else SPELLED


def _order_of_keys(
    tries: "list[Any]",
    counts: "array[int]",
    keys: _Blob,
) -> "tuple[np.ndarray, array[int], np.ndarray]":
    """Return the keys' places in key order by trie number, the file's starts, and our starts."""
    import numpy as np

    keys.close()
    order = np.zeros(len(counts), "u4")
    with keys.path.open("rb") as file:
        number = 0
        for trie in tries:
            begin = number
            for line in islice(file, len(trie)):
                order[begin + trie.key_id(line[:-1].decode("utf8"))] = number
                number += 1
    sizes = np.frombuffer(counts, "u4")
    starts = np.zeros(len(counts) + 1, "u4")
    np.cumsum(sizes[order], out=starts[1:])
    ours = np.zeros(len(counts), "u4")
    np.cumsum(sizes[:-1], out=ours[1:])
    return order, array("I", starts.tobytes()), ours


def _ordered_posts(
    posts: _Blob,
    order: "np.ndarray",
    key_starts: "np.ndarray",
    counts: "array[int]",
) -> Iterator[bytes]:
    """Yield the postings in the order of the trie's numbers."""
    import numpy as np

    records = posts.mapped(np.dtype((np.void, POSTING.size)))
    sizes = np.frombuffer(counts, "u4")
    for start in range(0, len(order), _KEYS):
        keys = order[start : start + _KEYS]
        many = sizes[keys].astype("i8")
        ends = np.cumsum(many)
        shift = np.repeat(key_starts[keys].astype("i8") - (ends - many), many)
        yield records[shift + np.arange(len(shift))].tobytes()
