"""Time the gazetteer's look-ups against plain SQLite over the same names, in the same run.

    python tests/bench/gazetteer_speed.py [FILE]

Prints exact look-ups a second on one core: ours, and SQLite's with an index over the same
(key, row) pairs and the same place columns; the same with every place read, against SQLite with the
same objects made of its rows; and the time from nothing open to the first answer, over opening an
empty SQLite file, both warm. Names are all different, and no place is kept from round to round.
"""

import random
import sqlite3
import statistics
import sys
import tempfile
import time
from collections.abc import Callable
from pathlib import Path

from mapper.gazetteer.file import GazetteerFile
from mapper.gazetteer.keys import loosen, strict_key
from mapper.gazetteer.store import Gazetteer
from mapper.gazetteer.unpack import shipped_file
from mapper.model import Place

QUERIES = 40_000
SEED = 7
ROUNDS = 5


def plain_sqlite(file: GazetteerFile, path: Path) -> sqlite3.Connection:
    """Build the usual store: a table of places, a table of names with an index."""
    base = sqlite3.connect(path)
    base.execute(
        "create table place (row integer primary key, id text, name text, lat real, lon real, "
        "feature text, kind text, country text, admin1 text, admin2 text, population integer, "
        "importance real, extent real, shape text, source text)"
    )
    base.execute("create table name (key text, row integer)")
    fields = (
        "id name lat lon feature_code kind country admin1 admin2 population importance "
        "extent_km shape source"
    ).split()
    for row in range(file.count):
        place = file.place(row)
        values = [row, *(getattr(place, field) for field in fields)]
        base.execute(f"insert into place values ({','.join('?' * 15)})", values)  # noqa: S608
    for key in file.trie:
        rows = [(key, posting[0]) for posting in file.postings(key)]
        base.executemany("insert into name values (?, ?)", rows)
    base.execute("create index name_key on name (key)")
    base.commit()
    base.close()
    base = sqlite3.connect(f"file:{path}?mode=ro&immutable=1", uri=True)
    base.execute("pragma mmap_size = 1000000000")
    return base


def as_place(record: tuple[object, ...]) -> Place:
    """Make the same object out of a row of SQLite as the gazetteer gives."""
    fields = (
        "id name lat lon feature_code kind country admin1 admin2 population importance "
        "extent_km shape source"
    ).split()
    return Place(**dict(zip(fields, record[1:], strict=True)))


def rate(function: Callable[[str], object], names: list[str], file: GazetteerFile) -> float:
    """Return calls a second of process time, the best of some rounds."""
    best = 0.0
    for _ in range(ROUNDS):
        file.forget_places()
        start = time.process_time()
        for name in names:
            function(name)
        best = max(best, len(names) / (time.process_time() - start))
    return best


def first_answer_ms(path: Path) -> float:
    """Return the milliseconds from nothing open to the first places of a name."""
    times = []
    for _ in range(20):
        start = time.perf_counter()
        Gazetteer([GazetteerFile(path)]).lookup("Vladivostok")
        times.append((time.perf_counter() - start) * 1000)
    return statistics.median(times)


def empty_sqlite_ms(folder: Path) -> float:
    """Return the milliseconds to open an empty SQLite file and ask it something."""
    path = folder / "empty.sqlite"
    sqlite3.connect(path).close()
    times = []
    for _ in range(20):
        start = time.perf_counter()
        base = sqlite3.connect(path)
        base.execute("select 1").fetchone()
        times.append((time.perf_counter() - start) * 1000)
        base.close()
    return statistics.median(times)


def main() -> None:
    """Print the rates and the start."""
    path = Path(sys.argv[1]) if len(sys.argv) > 1 else shipped_file("places")
    file = GazetteerFile(path)
    gazetteer = Gazetteer([file])
    keys = [key for key in file.trie if loosen(key) == key]
    names = random.Random(SEED).sample(keys, min(QUERIES, len(keys)))  # noqa: S311 (a sample)
    with tempfile.TemporaryDirectory() as folder:
        base = plain_sqlite(file, Path(folder) / "plain.sqlite")
        query = "select place.* from name join place using (row) where key = ?"
        sql = rate(lambda name: base.execute(query, (strict_key(name),)).fetchall(), names, file)
        made = rate(
            lambda name: [as_place(row) for row in base.execute(query, (strict_key(name),))],
            names, file,
        )  # fmt: skip
        found = rate(gazetteer.lookup, names, file)
        places = rate(lambda name: [one.place for one in gazetteer.lookup(name)], names, file)
        sys.stdout.write(
            f"plain SQLite {sql:,.0f}/s, lookup {found:,.0f}/s ({found / sql:.2f}); with places "
            f"made {made:,.0f}/s, lookup with places read {places:,.0f}/s ({places / made:.2f}, "
            f"{places / sql:.2f} of plain rows)\n"
        )
        ours, theirs = first_answer_ms(path), empty_sqlite_ms(Path(folder))
        sys.stdout.write(f"first answer {ours:.2f} ms, empty SQLite {theirs:.2f} ms\n")
        base.close()


if __name__ == "__main__":
    main()
