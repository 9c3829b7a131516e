"""Say where entries lie that only have a point: country and first-order division by their areas.

And how wide a town is, where nothing tells: by its population.
"""

import math
from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING

from mapper.gazetteer.entry import Entry
from mapper.gazetteer.shapes_writer import Shape

if TYPE_CHECKING:
    from shapely.geometry.base import BaseGeometry

_ISO_LENGTH = 2
_LOCAL_KM = 150.0  # a thing wider than this may well lie in several countries
# People on a square kilometre of built-up land: towns of the world have 2,000 to 6,000 (Angel and
# others, Atlas of Urban Expansion 2016, median near 4,000); the outskirts that news counts in
# make it less.
_PEOPLE_A_KM2 = 2500
_SMALLEST_TOWN_KM = 1.0


def locate_entries(entries: Mapping[str, Entry], shapes: Mapping[str, Shape]) -> None:
    """Give country and division to entries that lack them, by the areas that hold their points.

    Points in a disputed area get no country; landmarks keep the one that their table names.
    """
    countries = {
        key.split(":")[1]: shape.geometry
        for key, shape in shapes.items()
        if key.startswith("country:") and len(key.split(":")[1]) == _ISO_LENGTH
    }
    divisions = {
        entry.id: shapes[entry.shape].geometry
        for entry in entries.values()
        if entry.shape and entry.shape.startswith("division:")
    }
    disputed = {key: s.geometry for key, s in shapes.items() if key.startswith("disputed:")}
    local = [e for e in entries.values() if _is_local(e)]
    held = _holders(local, disputed)
    stateless = [e for e in local if not e.country and e.id not in held]
    for entry_id, code in _holders(stateless, countries).items():
        entries[entry_id].country = code
    loose = [e for e in local if not e.admin1 and e.country]
    for entry_id, division in _holders(loose, divisions).items():
        if entries[division].country == entries[entry_id].country and division != entry_id:
            entries[entry_id].admin1 = division


def _is_local(entry: Entry) -> bool:
    return entry.kind in {"city", "facility", "park", "island", "mountain", "water"} and (
        (entry.extent_km or 0) < _LOCAL_KM
    )


def _holders(entries: Sequence[Entry], areas: Mapping[str, "BaseGeometry"]) -> dict[str, str]:
    """Return, by entry id, the key of the area that holds its point (the first in key order)."""
    import shapely

    keys = sorted(areas)
    tree = shapely.STRtree([areas[key] for key in keys])
    points = shapely.points([entry.lon for entry in entries], [entry.lat for entry in entries])
    found: dict[str, str] = {}
    for at, area in sorted(tree.query(points, predicate="within").T.tolist()):
        found.setdefault(entries[at].id, keys[area])
    return found


def estimate_extents(entries: Mapping[str, Entry]) -> None:
    """Give towns the radius in km that their population fills; at least one kilometre."""
    for entry in entries.values():
        if entry.kind == "city" and entry.extent_km is None and entry.population:
            radius = math.sqrt(entry.population / (_PEOPLE_A_KM2 * math.pi))
            entry.extent_km = max(_SMALLEST_TOWN_KM, round(radius, 1))
