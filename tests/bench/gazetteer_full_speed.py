"""Time look-ups in a large gazetteer file against the shipped one, in turns, by hand.

    python tests/bench/gazetteer_full_speed.py FULL.gaz

Prints exact look-ups a second of process time with places made anew, the median of some rounds,
and their ratio. The names are drawn from each file's own.
"""

import random
import statistics
import sys
import time
from pathlib import Path

from mapper.gazetteer.file import GazetteerFile
from mapper.gazetteer.keys import loosen
from mapper.gazetteer.store import Gazetteer
from mapper.gazetteer.unpack import shipped_file

QUERIES = 20_000
ROUNDS = 7
SEED = 7


def draw_names(file: GazetteerFile) -> list[str]:
    """Return names drawn evenly from a file's keys."""
    chance = random.Random(SEED)  # noqa: S311 (a sample)
    names: list[str] = []
    while len(names) < QUERIES:
        key = file.trie.restore_key(chance.randrange(len(file.trie)))
        if loosen(key) == key:
            names.append(key)
    return names


def rate(path: Path, names: list[str]) -> float:
    """Return look-ups a second, the places made anew."""
    gazetteer = Gazetteer([GazetteerFile(path)])
    start = time.process_time()
    for name in names:
        gazetteer.lookup(name)
    return len(names) / (time.process_time() - start)


def main() -> None:
    """Print both rates and the ratio."""
    paths = [shipped_file("places"), Path(sys.argv[1])]
    names = [draw_names(GazetteerFile(path)) for path in paths]
    rounds = [[rate(path, some) for path, some in zip(paths, names, strict=True)]
              for _ in range(ROUNDS)]  # fmt: skip
    shipped, full = (statistics.median(one) for one in zip(*rounds, strict=True))
    ratio = statistics.median(one[1] / one[0] for one in rounds)
    print(f"shipped {shipped:,.0f}/s, full {full:,.0f}/s, ratio {ratio:.2f}")


if __name__ == "__main__":
    main()
