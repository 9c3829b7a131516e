"""Time look-ups in a large gazetteer file against the shipped one, in turns, by hand.

    python tests/bench/gazetteer_full_speed.py FULL.gaz

Prints exact look-ups a second of process time, the median of some rounds, and their ratio: at
first touch, when each block is checked against its checksum, and afterwards; look-ups alone, and
with every place read. Places are made anew each time; the names are drawn from each file's own.
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


def rates(path: Path, names: list[str]) -> list[float]:
    """Return look-ups a second at first touch and afterwards, alone and with the places read."""
    found = []
    for read in (False, True):
        file = GazetteerFile(path)
        for _ in range(2):
            gazetteer = Gazetteer([file])
            file.forget_places()
            start = time.process_time()
            for name in names:
                for one in gazetteer.lookup(name):
                    if read:
                        _ = one.place
            found.append(len(names) / (time.process_time() - start))
    return found


def main() -> None:
    """Print both rates and the ratio, cold and warm."""
    paths = [shipped_file("places"), Path(sys.argv[1])]
    names = [draw_names(GazetteerFile(path)) for path in paths]
    rounds = [
        [rates(path, some) for path, some in zip(paths, names, strict=True)] for _ in range(ROUNDS)
    ]
    words = ("first touch", "afterwards", "first touch, places read", "afterwards, places read")
    for at, word in enumerate(words):
        shipped, full = (statistics.median(one[which][at] for one in rounds) for which in (0, 1))
        ratio = statistics.median(one[1][at] / one[0][at] for one in rounds)
        print(f"{word}: shipped {shipped:,.0f}/s, full {full:,.0f}/s, ratio {ratio:.2f}")


if __name__ == "__main__":
    main()
