"""The Leaflet objects: folium's own scripts, kept as parts and filled with numbers alone."""

import json
import re
from dataclasses import replace
from itertools import pairwise

from sample_report import report_of_points, sample_report

from mapper.export.map import map_html
from mapper.export.page.leaflet import PARTS
from mapper.export.page.leaflet_build import folium_parts
from mapper.model import Leg


def many_stops():
    """Return 240 stops: every tenth doubtful, every other leg stated."""
    points = [(f"Stop {n}", 40 + (n % 25) / 5, 20 + n / 20) for n in range(240)]
    report = report_of_points(points)
    [itinerary] = report.itineraries
    visits = tuple(
        replace(v, score=0.3 if n % 10 == 0 else 1.0) for n, v in enumerate(itinerary.visits)
    )
    legs = tuple(
        Leg(origin=a.id, destination=b.id, mode=None, stated=n % 2 == 0, straight_km=None)
        for n, (a, b) in enumerate(pairwise(visits))
    )
    changed = replace(itinerary, visits=visits, legs=legs)
    return replace(report, ordering=replace(report.ordering, itineraries=(changed,)))


def test_the_parts_are_what_the_installed_folium_writes() -> None:
    assert json.loads(PARTS.read_text("utf8")) == folium_parts()


def test_every_mark_of_a_part_is_filled_in() -> None:
    for report in (sample_report(), many_stops()):
        script = map_html(report).split("<script>")[1]
        made = script[script.index("var map_m") : script.index("The page of a journey")]
        assert not re.search(r"%\(\w+\)s|771\d{3}|KEY|CLASSES", made)


def test_of_many_stops_the_doubtful_ones_stay_hollow_and_inferred_legs_dotted() -> None:
    page = map_html(many_stops())
    layers = re.findall(r'"className": "(mark [^"]*|leg [^"]*)"', page)
    assert set(layers) == {
        "leg stated t0",
        "leg inferred t0",
        "mark t0 visited",
        "mark t0 hollow visited",
    }
    counts = {
        look: len(json.loads(data)["features"])
        for look, data in re.findall(
            r'"className": "(mark [^"]*)".*?_add\((\{"type":.*?\})\);', page, re.DOTALL
        )
    }
    assert counts == {"mark t0 visited": 216, "mark t0 hollow visited": 24}
