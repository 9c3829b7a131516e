"""Time the gazetteer's look-ups against plain SQLite over the same names, in the same run.

    python tests/bench/gazetteer_speed.py [FILE]

Prints exact look-ups a second on one core: ours (places made, and rows alone), and SQLite's with
an index over the same (key, row) pairs and the same place columns; and the time from nothing open
to the first answer, over opening an empty SQLite file, both warm.
"""

import random
import sqlite3
import statistics
import sys
import tempfile
import time
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


def rate(function: object, names: list[str]) -> float:
    """Return calls a second of process time, the best of some rounds."""
    best = 0.0
    for _ in range(ROUNDS):
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
        sql = rate(lambda name: base.execute(query, (strict_key(name),)).fetchall(), names)
        made = rate(
            lambda name: [as_place(row) for row in base.execute(query, (strict_key(name),))], names
        )
        rows = rate(lambda name: file.postings(strict_key(name)), names)
        full = rate(gazetteer.lookup, names)
        fresh = rate(Gazetteer([GazetteerFile(path)]).lookup, names[:8000])
        sys.stdout.write(
            f"plain SQLite {sql:,.0f}/s, with places made {made:,.0f}/s ({full / made:.2f}); "
            f"postings {rows:,.0f}/s ({rows / sql:.2f}); "
            f"lookup {full:,.0f}/s ({full / sql:.2f}); {fresh:,.0f}/s when places are few\n"
        )
        ours, theirs = first_answer_ms(path), empty_sqlite_ms(Path(folder))
        sys.stdout.write(f"first answer {ours:.2f} ms, empty SQLite {theirs:.2f} ms\n")
        base.close()


if __name__ == "__main__":
    main()
