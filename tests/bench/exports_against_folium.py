"""Time all exports of a report against rendering a bare folium map of the same points.

Usage: python tests/bench/exports_against_folium.py ARTICLES [RUNS]

Three readings of "in the same run", each as medians of RUNS in turn, into a new folder each time:

- process: a new process that reads the report from a file and writes its folder, beside one that
  makes and saves the map, as whoever runs a command waits for them;
- first: the first time in a process, by the CPU, imports and all, as in `mapper map`;
- warm: once more in a process that has done it before, with nothing kept of the report itself (its
  windows of the basemap are cut anew).

At most 3 is asked for. The bare folium map has a marker a point and a line through them, no text
and no land; the exports are 17 files, among them a PNG, which takes two thirds of the warm time
(resvg has no quicker way to write one).
"""

import os
import pickle
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable
from pathlib import Path

from mapper.export import export_report
from mapper.export.page.basemap import draw_basemap
from mapper.model import Report
from mapper.pipeline import map_articles
from mapper.settings import Settings

OURS = """
import pickle, sys, time
report = pickle.loads(open(sys.argv[1], "rb").read())
start = time.process_time()
from mapper.export import export_report
export_report(report, sys.argv[2])
print(time.process_time() - start)
"""
THEIRS = """
import pickle, sys, time
points = pickle.loads(open(sys.argv[1], "rb").read())
start = time.process_time()
import folium
leaflet = folium.Map()
for point in points:
    folium.Marker(point).add_to(leaflet)
folium.PolyLine(points).add_to(leaflet)
leaflet.save(sys.argv[2])
print(time.process_time() - start)
"""


def report_points(report: Report) -> list[tuple[float, float]]:
    """Return where the report's visits are, as (lat, lon)."""
    places = [v.place for i in report.itineraries for v in i.visits]
    return [(place.lat, place.lon) for place in places if place]


def bare_map(points: list[tuple[float, float]], path: Path) -> None:
    """Write folium's own page of the points."""
    import folium

    leaflet = folium.Map()
    for point in points:
        folium.Marker(point).add_to(leaflet)
    folium.PolyLine(points).add_to(leaflet)
    leaflet.save(str(path))


def fresh_exports(report: Report, folder: Path) -> None:
    """Write all files, with nothing kept of an earlier run over the same report."""
    draw_basemap.cache_clear()
    export_report(report, folder)


def cpu_seconds(action: Callable[[], object]) -> float:
    """Return how much CPU time of this process an action takes."""
    start = time.process_time()
    action()
    return time.process_time() - start


def process_seconds(script: str, *arguments: Path) -> tuple[float, float]:
    """Return how long a script takes as a process, and the CPU time that it prints."""
    command = [sys.executable, "-c", script, *map(str, arguments)]
    start = time.perf_counter()
    done = subprocess.run(command, check=True, capture_output=True, text=True)
    return time.perf_counter() - start, float(done.stdout)


def show(name: str, ours: list[float], theirs: list[float]) -> None:
    """Print the medians and their ratio."""
    a, b = statistics.median(ours), statistics.median(theirs)
    print(f"{name}: exports {a:.3f} s, folium {b:.3f} s, {a / b:.1f} times")


def main(articles: str, runs: int = 5) -> None:
    """Print the comparison as whole processes, for a first time and warm."""
    report = map_articles(articles, settings=Settings(offline=True))
    points = report_points(report)
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        kept, dots = folder / "report", folder / "points"
        kept.write_bytes(pickle.dumps(report))
        dots.write_bytes(pickle.dumps(points))
        process_seconds(OURS, kept, folder / "first")  # unpacks and compiles what is kept for good
        processes = [
            (
                process_seconds(OURS, kept, folder / f"process{n}"),
                process_seconds(THEIRS, dots, folder / "bare.html"),
            )
            for n in range(runs)
        ]
        warm = [
            (
                cpu_seconds(lambda n=n: fresh_exports(report, folder / f"warm{n}")),
                cpu_seconds(lambda: bare_map(points, folder / "bare.html")),
            )
            for n in range(runs + 1)
        ][1:]
    print(f"load average {os.getloadavg()[0]:.1f}")
    show("process, wall", [a[0] for a, _ in processes], [b[0] for _, b in processes])
    show("first, CPU", [a[1] for a, _ in processes], [b[1] for _, b in processes])
    show("warm, CPU", [a for a, _ in warm], [b for _, b in warm])


if __name__ == "__main__":
    main(sys.argv[1], *map(int, sys.argv[2:]))
