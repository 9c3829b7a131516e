"""Time `mapper map` on five articles against importing pandas, folium, shapely and geopy.

Usage: python tests/bench/map_against_imports.py ARTICLES [RUNS]

Both are whole processes, run in turn; the ratio of the medians is printed. At most 3 is asked for.
Both find their modules compiled, as pip leaves them.
"""

import compileall
import statistics
import subprocess
import sys
import tempfile
import time
from pathlib import Path

IMPORTS = "import pandas, folium, shapely, geopy"
PACKAGE = Path(__file__).parents[2] / "mapper"


def seconds(*command: str) -> float:
    """Return how long a command takes."""
    start = time.perf_counter()
    subprocess.run(command, check=True, stdout=subprocess.DEVNULL)
    return time.perf_counter() - start


def mapping(articles: str) -> float:
    """Return how long mapping into a new folder takes; a rerun compares with the last one too."""
    with tempfile.TemporaryDirectory() as folder:
        command = (sys.executable, "-m", "mapper", "map", articles, "--offline")
        return seconds(*command, "-o", str(Path(folder, "out")))


def main(articles: str, runs: int = 5) -> None:
    """Print both medians and their ratio."""
    compileall.compile_dir(PACKAGE, quiet=1)
    importing = (sys.executable, "-c", IMPORTS)
    pairs = [(mapping(articles), seconds(*importing)) for _ in range(runs + 1)][1:]
    ours, theirs = (statistics.median(times) for times in zip(*pairs, strict=True))
    print(f"mapper map {ours:.2f} s, imports {theirs:.2f} s, ratio {ours / theirs:.2f}")


if __name__ == "__main__":
    main(sys.argv[1], *map(int, sys.argv[2:]))
