"""Measure the oracle coverage of the gazetteer: a place of the name lies near the gold.

    python tests/eval/gazetteer_coverage.py [--misses N]

A mention is covered when a place that `Gazetteer.lookup` gives for its text lies within 161 km of
the gold point, or (countries, divisions, regions, seas) its area holds the gold point. This is a
ceiling for any geocoder, not an accuracy. Corpora are read from `../shared` and never copied.
"""

import argparse
import importlib.util
import math
import os
import sys
from collections import Counter
from pathlib import Path
from types import ModuleType

from mapper.gazetteer import Gazetteer
from mapper.model import Place

NEAR_KM = 161.0  # 100 miles, the field's measure of a right toponym
FLOORS = {"lgl": 0.94, "gwn": 0.80}  # what issue 3 asks for
_EARTH_KM = 6371.0088


def shared_folder() -> Path:
    """Return where the shared reading lies."""
    named = os.environ.get("MAPPER_SHARED")
    return Path(named) if named else Path(__file__).resolve().parents[3] / "shared"


def corpus_readers() -> ModuleType:
    """Load the readers of the corpora, which belong to the shared reading."""
    path = shared_folder() / "score" / "corpora.py"
    spec = importlib.util.spec_from_file_location("corpora", path)
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


def great_circle_km(lat: float, lon: float, other_lat: float, other_lon: float) -> float:
    """Return the haversine distance in km; 0.6 % is nothing beside 161 km."""
    phi, other_phi = math.radians(lat), math.radians(other_lat)
    half = math.sin((other_phi - phi) / 2) ** 2 + (
        math.cos(phi) * math.cos(other_phi) * math.sin(math.radians(other_lon - lon) / 2) ** 2
    )
    return 2 * _EARTH_KM * math.asin(min(1.0, math.sqrt(half)))


def covers(gazetteer: Gazetteer, place: Place, lat: float, lon: float, *, areas: bool) -> bool:
    """Return whether a place is where the gold says."""
    if great_circle_km(place.lat, place.lon, lat, lon) <= NEAR_KM:
        return True
    return areas and gazetteer.shapes.contains(place, (lat, lon))


def measure(gazetteer: Gazetteer, corpus: str) -> tuple[int, int, int, Counter]:
    """Return gold mentions, covered by point, covered by point or area, and the misses."""
    readers = corpus_readers()
    gold = by_point = by_area = 0
    misses: Counter = Counter()
    path = shared_folder() / "corpora" / readers.FILES[corpus]
    for document in readers.READERS[corpus](path):
        for mention in document["mentions"]:
            gold += 1
            places = [named.place for named in gazetteer.lookup(mention["text"])]
            point = (mention["lat"], mention["lon"])
            if any(covers(gazetteer, place, *point, areas=False) for place in places):
                by_point += 1
                by_area += 1
            elif any(covers(gazetteer, place, *point, areas=True) for place in places):
                by_area += 1
            else:
                misses[(mention["text"], mention["kind"], len(places))] += 1
    return gold, by_point, by_area, misses


def main() -> int:
    """Print the coverage of each development corpus; exit 1 under a floor."""
    parser = argparse.ArgumentParser()
    parser.add_argument("--misses", type=int, default=0)
    arguments = parser.parse_args()
    gazetteer = Gazetteer.open()
    failed = False
    for corpus, floor in FLOORS.items():
        gold, by_point, by_area, misses = measure(gazetteer, corpus)
        failed |= by_point / gold < floor
        sys.stdout.write(
            f"{corpus}: {gold} mentions, within {NEAR_KM:.0f} km {by_point / gold:.4f}, "
            f"or inside the area {by_area / gold:.4f} (floor {floor})\n"
        )
        for (text, kind, places), count in misses.most_common(arguments.misses):
            sys.stdout.write(f"  {count:4d} {text!r} {kind} ({places} places)\n")
    return 1 if failed else 0


if __name__ == "__main__":
    sys.exit(main())
