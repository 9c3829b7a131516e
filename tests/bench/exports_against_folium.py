"""Time all exports of a report against rendering a bare folium map of the same points.

Usage: python tests/bench/exports_against_folium.py ARTICLES [RUNS]

Three comparisons, each as medians of RUNS in turn. "Warm": both in this process, everything
imported, our data loaded, but nothing kept of the report (its windows of the basemap are cut anew).
"Process": a new process each, that reads the report from a file and writes its folder, or makes and
saves the map. At most 3 is asked for. A bare folium map is pins without any text; the exports are
17 files, among them a PNG, three pages, an audit with maps and the full report.
"""

import pickle
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable
from pathlib import Path

import folium

from mapper.export import export_report
from mapper.export.page.basemap import draw_basemap
from mapper.model import Report
from mapper.pipeline import map_articles
from mapper.settings import Settings

OURS = """
import pickle, sys
from mapper.export import export_report
report = pickle.loads(open(sys.argv[1], "rb").read())
export_report(report, sys.argv[2], replace=True)
"""
THEIRS = """
import pickle, sys, folium
points = pickle.loads(open(sys.argv[1], "rb").read())
leaflet = folium.Map()
for point in points:
    folium.Marker(point).add_to(leaflet)
leaflet.save(sys.argv[2])
"""


def report_points(report: Report) -> list[tuple[float, float]]:
    """Return where the report's visits are, as (lat, lon)."""
    places = [v.place for i in report.itineraries for v in i.visits]
    return [(place.lat, place.lon) for place in places if place]


def seconds(action: Callable[[], object]) -> tuple[float, float]:
    """Return how long an action takes: by the wall clock, and of this process's CPU."""
    wall, cpu = time.perf_counter(), time.process_time()
    action()
    return time.perf_counter() - wall, time.process_time() - cpu


def bare_map(points: list[tuple[float, float]], path: Path) -> None:
    """Write folium's own page of the points."""
    leaflet = folium.Map()
    for point in points:
        folium.Marker(point).add_to(leaflet)
    leaflet.save(str(path))


def fresh_exports(report: Report, folder: Path) -> None:
    """Write all files, with nothing kept of an earlier run over the same report."""
    draw_basemap.cache_clear()
    export_report(report, folder, replace=True)


def show(name: str, pairs: list[tuple[tuple[float, float], tuple[float, float]]]) -> None:
    """Print the medians and their ratio, by wall clock and CPU."""
    for clock, unit in enumerate(("wall", "CPU")):
        ours = statistics.median(pair[0][clock] for pair in pairs)
        theirs = statistics.median(pair[1][clock] for pair in pairs)
        if ours > 0.001:
            ratio = ours / theirs
            print(f"{name}, {unit}: exports {ours:.3f} s, folium {theirs:.3f} s, {ratio:.1f} times")


def main(articles: str, runs: int = 5) -> None:
    """Print the comparison in one process and as whole processes."""
    report = map_articles(articles, settings=Settings(offline=True))
    points = report_points(report)
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        (folder / "report").write_bytes(pickle.dumps(report))
        (folder / "points").write_bytes(pickle.dumps(points))
        fresh_exports(report, folder / "out")
        bare_map(points, folder / "bare.html")
        show(
            "warm",
            [
                (
                    seconds(lambda: fresh_exports(report, folder / "out")),
                    seconds(lambda: bare_map(points, folder / "bare.html")),
                )
                for _ in range(runs)
            ],
        )

        def process(script: str, *arguments: str) -> None:
            command = [sys.executable, "-c", script, *(str(folder / a) for a in arguments)]
            subprocess.run(command, check=True)

        pairs = [
            (
                seconds(lambda: process(OURS, "report", "out2")),
                seconds(lambda: process(THEIRS, "points", "bare.html")),
            )
            for _ in range(runs)
        ]
        show("process", [((a[0], 0.0), (b[0], 0.0)) for a, b in pairs])


if __name__ == "__main__":
    main(sys.argv[1], *map(int, sys.argv[2:]))
