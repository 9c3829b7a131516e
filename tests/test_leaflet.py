"""The Leaflet objects that folium makes of a scene."""

import json
import re
from dataclasses import replace
from itertools import pairwise

from sample_report import report_of_points

from mapper.export.map import map_html
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


def test_of_many_stops_the_doubtful_ones_stay_hollow_and_inferred_legs_dotted() -> None:
    page = map_html(many_stops())
    layers = re.findall(r'"className": "(mark [^"]*|leg [^"]*)"', page)
    assert set(layers) == {
        "leg stated t0 thin",
        "leg inferred t0 thin",
        "mark t0 visited",
        "mark t0 hollow visited",
    }
    counts = {
        look: len(json.loads(data)["features"])
        for look, data in re.findall(
            r'"className": "(mark [^"]*)".*?_add\((\{"features":.*?\})\);', page, re.DOTALL
        )
    }
    assert counts == {"mark t0 visited": 216, "mark t0 hollow visited": 24}
