"""Write a gazetteer file from a stream of entries, in bounded memory, by way of a file on disk.

Entries go into a SQLite file beside the target, which sorts them; then places, texts and postings
are written in order. What stays in memory is a few numbers a place and the postings: about 50
bytes a place and 15 a name, plus the trie while it is built. `writer.write_gazetteer` does the
same in memory for the shipped file; both share how a record is packed.
Why not sort in Python: 18 million names take 2 GB as strings alone.
"""

import json
import sqlite3
from array import array
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import asdict
from itertools import groupby
from pathlib import Path

from mapper.errors import GazetteerError
from mapper.gazetteer.bundle import write_bundle
from mapper.gazetteer.entry import NAME_KINDS, Entry
from mapper.gazetteer.writer import (
    LOOSE,
    POSTING,
    Codes,
    cell_of,
    grid_of,
    id_key,
    keys_of,
    place_record,
    spelling_of,
    trie_bytes,
)

_BATCH = 20_000  # entries written to the spool in one transaction
_CHUNK = 1 << 20
_PRAGMAS = (
    "journal_mode = off",
    "synchronous = off",
    "cache_size = -200000",
    "temp_store = file",
)
_TABLES = (
    (
        "create table place (n integer primary key, cell integer, importance real, "
        "id text unique, fields text)"
    ),
    "create table name (key text, loose integer, n integer, text text, kind integer)",
)


def write_stream(
    path: Path,
    entries: Iterable[Entry],
    meta: Mapping[str, object],
    *,
    say: Callable[[str], object] = str,
) -> dict[str, int]:
    """Write the entries and return the counts. A later entry of the same id is not taken.

    The spool is removed at the end, also after an error; the target is replaced in one step.
    """
    path.parent.mkdir(parents=True, exist_ok=True)
    spool = path.with_name(f".{path.name}.spool")
    texts = path.with_name(f".{path.name}.texts")
    spool.unlink(missing_ok=True)
    try:
        base = sqlite3.connect(spool, isolation_level=None)
    except sqlite3.Error as error:
        raise _no_room(path, error) from error
    try:
        for pragma in _PRAGMAS:
            base.execute(f"pragma {pragma}")
        for table in _TABLES:
            base.execute(table)
        doubles = _fill(base, entries, say)
        counts = _write(path, base, texts, meta, say)
    except (sqlite3.Error, OSError) as error:
        if isinstance(error, GazetteerError):
            raise
        raise _no_room(path, error) from error
    else:
        return {**counts, "doubles": doubles}
    finally:
        base.close()
        spool.unlink(missing_ok=True)
        texts.unlink(missing_ok=True)


def _no_room(path: Path, error: Exception) -> GazetteerError:
    return GazetteerError(
        f"{path}: the import cannot be written ({error}). Free some space beside it (five times "
        "the source); the old file, if any, is whole."
    )


def _fill(base: sqlite3.Connection, entries: Iterable[Entry], say: Callable[[str], object]) -> int:
    """Write the entries to the spool and return how many had an id that was there already."""
    number = doubles = 0
    base.execute("begin")
    for entry in entries:
        fields = asdict(entry)
        names = fields.pop("names")
        row = (number, cell_of(entry.lat, entry.lon), entry.importance, entry.id)
        taken = base.execute(
            "insert or ignore into place values (?, ?, ?, ?, ?)",
            (*row, json.dumps(fields, ensure_ascii=False)),
        ).rowcount
        if not taken:
            doubles += 1
            continue
        base.executemany(
            "insert into name values (?, ?, ?, ?, ?)", _name_rows(entry, names, number)
        )
        number += 1
        if number % _BATCH == 0:
            base.execute("commit")
            base.execute("begin")
            if number % (_BATCH * 50) == 0:
                say(f"{number:,} places read")
    base.execute("commit")
    return doubles


def _name_rows(
    entry: Entry, names: Mapping[str, str], number: int
) -> Iterator[tuple[str, bool, int, str, int]]:
    for name, kind in ((entry.name, "official"), *names.items()):
        for key, loose in keys_of(name):
            yield key, loose, number, name, NAME_KINDS.index(kind)


class _TextFile:
    """The blob of strings, written to disk as they come; short strings that repeat are kept."""

    def __init__(self, path: Path) -> None:
        """Open the file for writing."""
        self.path = path
        self._file = path.open("wb")
        self._file.write(b"\0\0")
        self._at = 2

    def put(self, text: str) -> int:
        """Append a string and return its offset; 0 for the empty one."""
        if not text:
            return 0
        raw = text.encode("utf8", "replace")[:65535]
        at = self._at
        self._file.write(len(raw).to_bytes(2, "little") + raw)
        self._at += 2 + len(raw)
        return at

    def chunks(self) -> Iterator[bytes]:
        """Close the blob and yield it in pieces."""
        self._file.close()
        with self.path.open("rb") as file:
            while chunk := file.read(_CHUNK):
                yield chunk


def _write(
    path: Path,
    base: sqlite3.Connection,
    texts_path: Path,
    meta: Mapping[str, object],
    say: Callable[[str], object],
) -> dict[str, int]:
    texts = _TextFile(texts_path)
    codes = {"feature": Codes(), "country": Codes(), "source": Codes()}
    say("sorting the places")
    row_of, importances, by_id, cells = _order(base)
    rows_by_id = _division_rows(base, row_of)
    places = bytearray()
    query = "select fields from place order by cell, -importance, id"
    for (fields,) in base.execute(query):
        places += place_record(Entry(**json.loads(fields)), rows_by_id, texts, codes)
    say("building the index of names")
    trie, starts, posts = _index(base, row_of, importances, texts)
    tables = {name: table.values for name, table in codes.items()}
    counts = {
        "places": len(row_of),
        "names": len(posts) // POSTING.size,
        "keys": len(starts) - 1,
    }
    write_bundle(
        path,
        (
            ("trie", [trie]),
            ("starts", [starts.tobytes()]),
            ("posts", [memoryview(posts)]),
            ("places", [memoryview(places)]),
            ("texts", texts.chunks()),
            ("grid", [grid_of(cells).tobytes()]),
            ("idrow", [by_id.tobytes()]),
        ),
        {**meta, "tables": tables, "counts": counts},
    )
    return counts


def _order(
    base: sqlite3.Connection,
) -> "tuple[array[int], array[float], array[int], array[int]]":
    """Return the row of each entry by its number, importances and cells by row, rows by id."""
    total = base.execute("select count(*) from place").fetchone()[0]
    row_of, importances, cells = array("I", bytes(4 * total)), array("f"), array("I")
    numbered: list[tuple[int, int]] = []
    texted: list[tuple[str, int]] = []
    query = "select n, importance, cell, id from place order by cell, -importance, id"
    for row, (number, importance, cell, place_id) in enumerate(base.execute(query)):
        row_of[number] = row
        importances.append(importance)
        cells.append(cell)
        key = id_key(place_id)[1]
        if isinstance(key, int):
            numbered.append((key, row))
        else:
            texted.append((key, row))
    by_id = array("I", (row for _, row in sorted(numbered)))
    by_id.extend(row for _, row in sorted(texted))
    return row_of, importances, by_id, cells


def _division_rows(base: sqlite3.Connection, row_of: "array[int]") -> dict[str, int]:
    """Return the rows of divisions by id: what `admin1` and `admin2` can point to."""
    query = 'select id, n from place where fields like \'%"feature_code": "ADM%\''
    return {place_id: row_of[number] for place_id, number in base.execute(query)}


def _index(
    base: sqlite3.Connection,
    row_of: "array[int]",
    importances: "array[float]",
    texts: _TextFile,
) -> "tuple[bytes, array[int], bytearray]":
    import marisa_trie

    base.execute("create index name_key on name (key)")
    keys = (key for (key,) in base.execute("select distinct key from name order by key"))
    trie = marisa_trie.Trie(keys)
    starts = array("I", bytes(4 * (len(trie) + 1)))
    for key, count in base.execute("select key, count(distinct n) from name group by key"):
        starts[trie.key_id(key) + 1] = count
    for at in range(1, len(starts)):
        starts[at] += starts[at - 1]
    posts = bytearray(starts[-1] * POSTING.size)
    query = (
        "select key, loose, name.n, text, kind, json_extract(fields, '$.name') from name "
        "join place using (n) order by key, loose, -importance"
    )
    for key, hits in groupby(base.execute(query), key=lambda hit: str(hit[0])):
        at = starts[trie.key_id(key)] * POSTING.size
        seen: set[int] = set()
        ranked = sorted(hits, key=lambda hit: (hit[1], -importances[row_of[hit[2]]], hit[2]))
        for _, loose, number, text, kind, official in ranked:
            if number not in seen:
                seen.add(number)
                spelling = spelling_of(text, key, official, texts)
                flags = kind | (LOOSE if loose else 0)
                POSTING.pack_into(posts, at, row_of[number], spelling, flags)
                at += POSTING.size
    return trie_bytes(trie), starts, posts
