"""Write a gazetteer file from a stream of entries, in bounded memory and resumably.

Entries go into a spool, a SQLite file beside the target, in transactions; a run that was killed
goes on after the last of them when it comes back with the same sources. SQLite then sorts places
and names on disk, and `sorted_files` writes them out. What stays in memory is about 30 bytes a
place, 20 a name, and the trie while it is built. `writer.write_gazetteer` does the same in memory
for the shipped file; both share how a record is packed.
Why not sort in Python: 18 million names take 2 GB as strings alone.
"""

import sqlite3
from collections.abc import Callable, Iterable, Iterator, Mapping
from itertools import islice
from pathlib import Path

import msgspec

from mapper.errors import GazetteerError
from mapper.gazetteer.entry import NAME_KINDS, Entry
from mapper.gazetteer.keys import spell
from mapper.gazetteer.sorted_files import write_sorted
from mapper.gazetteer.writer import cell_of, id_key, keys_of

SPOOL_VERSION = 3  # a spool of another layout is begun anew
_BATCH = 20_000  # entries in one transaction: what a kill can cost
_SAID = 500_000  # entries between two lines of progress
_PRAGMAS = (
    "locking_mode = exclusive",  # a second import to the same target is refused
    "journal_mode = truncate",  # rows are only appended: little is journalled
    "synchronous = off",  # a killed process loses nothing; after a power cut the spool is checked
    "cache_size = -64000",
    "temp_store = file",
)
_TABLES = (
    "create table if not exists state (key text primary key, value text) without rowid",
    (
        "create table if not exists place (n integer primary key, cell integer, importance real, "
        "number integer, id text, division integer, fields blob)"
    ),
    # spelling: null is the place's own name, "" what the key spells by rule
    (
        "create table if not exists name (key text, loose integer, n integer, spelling text, "
        "kind integer)"
    ),
)
_PLACE_SQL = "insert into place values (?, ?, ?, ?, ?, ?, ?)"
_NAME_SQL = "insert into name values (?, ?, ?, ?, ?)"
_FAILURES = (sqlite3.Error, OSError)

NameRow = tuple[str, bool, int, str | None, int]
FurtherName = tuple[int, str, str]  # GeoNames number of a place, name, kind


def write_stream(
    path: Path,
    entries: Iterable[Entry],
    meta: Mapping[str, object],
    *,
    further: Iterable[FurtherName] = (),
    fingerprint: str = "",
    say: Callable[[str], object] = str,
) -> dict[str, int]:
    """Write the entries and return the counts. A later entry of the same id is not taken.

    `further` are names for GeoNames numbers, read after the entries. A run with the same
    `fingerprint` that was killed is gone on with, provided that the iterables give the same again;
    "" begins anew. The spool is removed at the end, also after an error; the target is replaced in
    one step.
    """
    path.parent.mkdir(parents=True, exist_ok=True)
    spool = path.with_name(f".{path.name}.spool")
    try:
        base = _open_spool(spool, fingerprint)
    except _FAILURES as error:
        raise _trouble(path, error) from error
    try:
        _clear_parts(path)
        _fill(base, entries, say)
        orphans = _add_further(base, further, say)
        counts = write_sorted(path, base, meta, say=say)
    except _FAILURES as error:
        _discard(base, spool)
        if isinstance(error, GazetteerError):
            raise
        raise _trouble(path, error) from error
    _discard(base, spool)
    return {**counts, "orphans": orphans}


def _trouble(path: Path, error: Exception) -> GazetteerError:
    if "locked" in str(error):
        return GazetteerError(
            f"{path}: another import to the same file is running. Wait for it, or name another."
        )
    return GazetteerError(
        f"{path}: the import cannot be written ({error}). Free some space beside it (five times "
        "the unpacked source); the old file, if any, is whole."
    )


def _clear_parts(path: Path) -> None:
    """Remove what a killed run left half-written; the spool's lock says that none is running."""
    for pattern in (f".{path.name}.*.part", f".{path.name}.*.sorted"):
        for left in path.parent.glob(pattern):
            left.unlink(missing_ok=True)


def _discard(base: sqlite3.Connection, spool: Path) -> None:
    base.close()
    for name in (spool.name, f"{spool.name}-journal"):
        spool.with_name(name).unlink(missing_ok=True)


def _open_spool(spool: Path, fingerprint: str) -> sqlite3.Connection:
    """Open the spool of a killed run of the same sources, or a new one."""
    wanted = f"{SPOOL_VERSION} {fingerprint}"
    if spool.exists():
        base = _connect(spool)
        try:
            if fingerprint and _state(base, "fingerprint") == wanted:
                return base
        except sqlite3.OperationalError as error:
            base.close()
            if "locked" in str(error):
                raise
        except sqlite3.DatabaseError:
            pass  # no whole spool: begun anew
        _discard(base, spool)
    base = _connect(spool)
    base.execute("begin exclusive")
    for table in _TABLES:
        base.execute(table)
    _keep(base, fingerprint=wanted)
    base.execute("commit")
    return base


def _connect(spool: Path) -> sqlite3.Connection:
    base = sqlite3.connect(spool, isolation_level=None, timeout=0)
    for pragma in _PRAGMAS:
        base.execute(f"pragma {pragma}")
    return base


def _state(base: sqlite3.Connection, key: str) -> str:
    row = base.execute("select value from state where key = ?", (key,)).fetchone()
    return str(row[0]) if row else ""


def _keep(base: sqlite3.Connection, **values: object) -> None:
    rows = [(key, str(value)) for key, value in values.items()]
    base.executemany("insert or replace into state values (?, ?)", rows)


def _fill(base: sqlite3.Connection, entries: Iterable[Entry], say: Callable[[str], object]) -> None:
    """Write the entries that are not in the spool yet."""
    taken = int(_state(base, "taken") or 0)
    if taken:
        say(f"going on after {taken:,} places")
    pack = msgspec.msgpack.Encoder().encode
    stream = iter(entries)
    skipped = sum(1 for _ in islice(stream, taken))
    number = skipped
    while batch := list(islice(stream, _BATCH)):
        names: list[NameRow] = []
        places = []
        for entry in batch:
            places.append(_place_row(entry, number, pack))
            names.extend(_name_rows(entry, number))
            number += 1
        base.execute("begin")
        base.executemany(_PLACE_SQL, places)
        base.executemany(_NAME_SQL, names)
        _keep(base, taken=number)
        base.execute("commit")
        if number % _SAID < _BATCH:
            say(f"{number:,} places read")


def _place_row(
    entry: Entry, number: int, pack: Callable[[object], bytes]
) -> tuple[int, int, float, int | None, str, bool, bytes]:
    key = id_key(entry.id)[1]
    fields = (
        entry.name, entry.lat, entry.lon, entry.feature_code, entry.kind, entry.country,
        entry.admin1, entry.admin2, entry.population, entry.extent_km, entry.shape, entry.source,
    )  # fmt: skip
    return (
        number, cell_of(entry.lat, entry.lon), entry.importance,
        key if isinstance(key, int) else None, entry.id, entry.feature_code.startswith("ADM"),
        pack(fields),
    )  # fmt: skip


def _name_rows(entry: Entry, number: int) -> Iterator[NameRow]:
    for key, loose in keys_of(entry.name):
        yield key, loose, number, None, 0
    for name, kind in entry.names.items():
        yield from _further_rows(name, kind, number)


def _further_rows(name: str, kind: str, number: int) -> Iterator[NameRow]:
    for key, loose in keys_of(name):
        yield key, loose, number, "" if spell(key) == name else name, NAME_KINDS.index(kind)


def _add_further(
    base: sqlite3.Connection, further: Iterable[FurtherName], say: Callable[[str], object]
) -> int:
    """Add names to places by GeoNames number; return how many had no place.

    Begun anew after a kill: 18 million names take minutes, and their places must all be there.
    """
    if (done := _state(base, "orphans")) != "":
        return int(done)
    stream = iter(further)
    first = list(islice(stream, _BATCH))
    if not first:
        return 0
    base.execute("begin")
    base.execute("delete from name where rowid > ?", (_names_of_places(base),))
    base.execute("commit")
    numbers, rows = _numbers(base)
    orphans = seen = 0
    batch = first
    while batch:
        places = _find(numbers, rows, [number for number, _, _ in batch])
        names: list[NameRow] = []
        for (_, name, kind), place in zip(batch, places, strict=True):
            if place is None:
                orphans += 1
            else:
                names.extend(_further_rows(name, kind, place))
        base.execute("begin")
        base.executemany(_NAME_SQL, names)
        base.execute("commit")
        seen += len(batch)
        if seen % _SAID < _BATCH:
            say(f"{seen:,} further names read")
        batch = list(islice(stream, _BATCH))
    base.execute("begin")
    _keep(base, orphans=orphans)
    base.execute("commit")
    return orphans


def _names_of_places(base: sqlite3.Connection) -> int:
    """Return the last row of the names that came with the places, kept when first asked for."""
    kept = _state(base, "own_names")
    if not kept:
        kept = str(base.execute("select coalesce(max(rowid), 0) from name").fetchone()[0])
        base.execute("insert into state values ('own_names', ?)", (kept,))
    return int(kept)


def _numbers(base: sqlite3.Connection):  # type: ignore[no-untyped-def]  # noqa: ANN202 (arrays)
    """Return the GeoNames numbers in order, and the place of each."""
    import numpy as np

    total = base.execute("select count(*) from place").fetchone()[0]
    numbers, places = np.zeros(total, "u4"), np.zeros(total, "u4")
    query = "select number, n from place where number is not null"
    count = 0
    for number, place in base.execute(query):
        numbers[count], places[count] = number, place
        count += 1
    order = np.argsort(numbers[:count], kind="stable")
    return numbers[:count][order], places[:count][order]


def _find(numbers, places, wanted: list[int]) -> list[int | None]:  # type: ignore[no-untyped-def]  # noqa: ANN001
    import numpy as np

    if not len(numbers):
        return [None] * len(wanted)
    asked = np.array(wanted, "i8")
    at = np.minimum(np.searchsorted(numbers, asked), len(numbers) - 1)
    there = numbers[at] == asked
    return [int(place) if ok else None for place, ok in zip(places[at], there, strict=True)]
