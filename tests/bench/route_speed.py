"""Time a rail and a road route: the first of a process, arrays mapped from disk, and warm ones.

    python tests/bench/route_speed.py [ROUNDS]

The first route is timed in new processes, imports of the routes included and the interpreter's own
start left out; a cache folder that is already unpacked is used. Asked for: 0.7 s, and 0.2 s warm.
"""

import statistics
import subprocess
import sys
import time

from mapper.model import Place
from mapper.routes import offline
from mapper.routes.offline import offline_route

PAIRS = (
    ("Khabarovsk-Vladivostok", (48.4827, 135.084), (43.115, 131.885)),
    ("Beijing-Shanghai", (39.9042, 116.4074), (31.2304, 121.4737)),
    ("New York-Los Angeles", (40.7128, -74.006), (34.05, -118.24)),
)
FIRST = """
import time
begun = time.perf_counter()
from mapper.model import Place
from mapper.routes.offline import offline_route
a = Place(id="a", name="a", lat=48.4827, lon=135.084, feature_code="PPL", kind="city")
b = Place(id="b", name="b", lat=43.115, lon=131.885, feature_code="PPL", kind="city")
assert offline_route(a, b, {mode!r})
print(time.perf_counter() - begun)
"""


def place(point: tuple[float, float]) -> Place:
    """Return a place at a point."""
    return Place(id="p", name="p", lat=point[0], lon=point[1], feature_code="PPL", kind="city")


def warm_seconds(mode: str, pair: tuple[tuple[float, float], tuple[float, float]]) -> float:
    """Return how long one route takes, with no answer kept from before."""
    offline._route.cache_clear()  # noqa: SLF001 - the search is timed, not the memory
    offline._snaps.cache_clear()  # noqa: SLF001
    begun = time.perf_counter()
    offline_route(place(pair[0]), place(pair[1]), mode)
    return time.perf_counter() - begun


def main(rounds: int = 9) -> None:
    """Print the medians."""
    for mode in ("rail", "road"):
        run = [sys.executable, "-c", FIRST.format(mode=mode)]
        offline_route(place(PAIRS[0][1]), place(PAIRS[0][2]), mode)  # unpacked, if never before
        first = [
            float(subprocess.run(run, check=True, capture_output=True, text=True).stdout)
            for _ in range(rounds)
        ]
        print(f"{mode}: first {statistics.median(first):.3f} s")
        for name, *pair in PAIRS:
            warm = [warm_seconds(mode, (pair[0], pair[1])) for _ in range(rounds)]
            print(f"{mode}: {name} warm {statistics.median(warm):.4f} s")


if __name__ == "__main__":
    main(*map(int, sys.argv[1:]))
