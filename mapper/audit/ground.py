"""What the audit asks of a gazetteer: countries, areas, borders, coasts; asked once each."""

import re
import tomllib
from functools import lru_cache
from pathlib import Path
from typing import TYPE_CHECKING

from mapper import geodesy
from mapper.audit.rules import rule
from mapper.model import LatLon, Place

#: "North Korean", "Sino" and "Russian" of "the Sino-Russian border"
_CAPITALS = re.compile(r"[A-Z][\w'’]*(?:\s[A-Z][\w'’]*){0,3}")

if TYPE_CHECKING:
    from shapely import Geometry

    from mapper.gazetteer import Gazetteer


@lru_cache(maxsize=1)
def _sea_parts() -> dict[str, list[str]]:
    """Return the ids of the parts of a sea by its id."""
    with Path(__file__).with_name("seas.toml").open("rb") as file:
        parts: dict[str, list[str]] = tomllib.load(file)["parts"]
    return parts


class Ground:
    """A gazetteer with a memory for one run: the same border is fetched and prepared once.

    A gazetteer without shapes, or none at all, answers None: then only points are measured.
    """

    def __init__(self, gazetteer: "Gazetteer | None") -> None:
        """Keep the gazetteer; nothing is asked yet."""
        self._gazetteer = gazetteer
        self._borders: dict[tuple[str, str], Geometry | None] = {}
        self._edges: dict[str, Geometry | None] = {}
        self._claimed: dict[tuple[str, bool], Geometry | None] = {}
        self._countries: dict[LatLon, str | None] = {}
        self._gaps: dict[tuple[str, str], tuple[LatLon, LatLon] | None] = {}
        self._nearest: dict[tuple[LatLon, int], geodesy.Nearest] = {}

    def place(self, place_id: str) -> Place | None:
        """Return the place of an id."""
        return self._gazetteer.place(place_id) if self._gazetteer else None

    def country(self, code: str) -> Place | None:
        """Return the country of an ISO code."""
        return self._gazetteer.country(code) if self._gazetteer else None

    def name(self, code: str) -> str:
        """Return the name of a country, its code where it is unknown."""
        place = self.country(code)
        return place.name if place else code

    def countries_in(self, words: str) -> list[Place]:
        """Return the countries that words such as "the North Korean border" name.

        Each run of capital words is looked up; what names something else is left out.
        """
        found = []
        for run in _CAPITALS.findall(words):
            rows = self._gazetteer.lookup(run) if self._gazetteer else ()
            country = next((row.place for row in rows if row.place.kind == "country"), None)
            if country is not None:
                found.append(country)
        return found

    def cities_near(self, point: LatLon, km: float) -> list[Place]:
        """Return the towns within a distance, nearest first."""
        found = self._gazetteer.near(point, km, kinds=("city",)) if self._gazetteer else ()
        return [place for _, place in found]

    def sites_near(self, point: LatLon, km: float) -> list[Place]:
        """Return the facilities within a distance, nearest first."""
        found = self._gazetteer.near(point, km, kinds=("facility",)) if self._gazetteer else ()
        return [place for _, place in found]

    def with_area(self, place: Place) -> Place:
        """Return a place, or the one of its name and kind whose outline is known."""
        if self._gazetteer is None or place.shape or place.kind not in ("continent", "water"):
            return place
        named = (row.place for row in self._gazetteer.lookup(place.name))
        return next((p for p in named if p.kind == place.kind and p.shape), place)

    def country_of(self, point: LatLon) -> str | None:
        """Return the code of the country that holds a point."""
        if point not in self._countries:
            found = self._gazetteer.country_of(point) if self._gazetteer else None
            self._countries[point] = found
        return self._countries[point]

    def same_land(self, a: LatLon, b: LatLon) -> bool:
        """Return whether two points lie on one piece of land, of a country or of two that meet."""
        import shapely

        parts = [self._piece(point) for point in (a, b)]
        if parts[0] is None or parts[1] is None:
            return False
        return bool(shapely.intersects(*parts))

    def _piece(self, point: LatLon) -> "Geometry | None":
        import shapely

        code = self.country_of(point)
        area = self.country_area(code) if code else None
        if area is None:
            return None
        pieces = shapely.get_parts(area)
        nearest = shapely.distance(pieces, shapely.Point(point[1], point[0])).argmin()
        piece: Geometry = pieces[int(nearest)]
        return piece

    def neighbours(self, code: str) -> tuple[str, ...]:
        """Return the codes of the countries that share a land border with one."""
        return self._gazetteer.shapes.neighbours(code) if self._gazetteer else ()

    def area(self, place: Place) -> "Geometry | None":
        """Return the area of a place."""
        if self._gazetteer is None or not place.shape:
            return None
        return self._gazetteer.shapes.area(place)

    def shore(self, place: Place) -> "Geometry | None":
        """Return the area whose coast a name means: a land's, or a sea's with all its parts."""
        import shapely

        key = f"shore:{place.id}"
        if key not in self._edges:
            place = self.with_area(place)
            parts = [place, *filter(None, map(self.place, _sea_parts().get(place.id, ())))]
            areas = [area for area in map(self.area, parts) if area is not None]
            self._edges[key] = shapely.union_all(areas) if areas else None
        return self._edges[key]

    def country_area(self, code: str) -> "Geometry | None":
        """Return the land of a country."""
        return self._gazetteer.shapes.country_area(code) if self._gazetteer else None

    def border(self, code_a: str, code_b: str) -> "Geometry | None":
        """Return the line that two countries share."""
        key = (min(code_a, code_b), max(code_a, code_b))
        if key not in self._borders:
            shapes = self._gazetteer.shapes if self._gazetteer else None
            self._borders[key] = shapes.shared_border(*key) if shapes else None
        return self._borders[key]

    def disputed(self, code_a: str, code_b: str) -> tuple[str, ...]:
        """Return the names of the areas that both countries claim."""
        shapes = self._gazetteer.shapes if self._gazetteer else None
        found = shapes.disputed_between(code_a, code_b) if shapes else ()
        return tuple(area.name for area in found)

    def claimed(self, code: str, *, every: bool) -> "Geometry | None":
        """Return the land of a country with every area that it claims, or without any disputed."""
        key = (code, every)
        if key not in self._claimed:
            shapes = self._gazetteer.shapes if self._gazetteer else None
            ask = shapes and (shapes.claimed_area if every else shapes.undisputed_area)
            self._claimed[key] = ask(code) if ask else None
        return self._claimed[key]

    def edge(self, key: str, area: "Geometry") -> "Geometry":
        """Return the boundary line of an area, kept under a key."""
        import shapely

        found = self._edges.get(key)
        if found is None:
            found = shapely.boundary(area)
            self._edges[key] = found
        return found

    def coast(self, near: LatLon) -> "Geometry | None":
        """Return the coast round a point."""
        return self._gazetteer.shapes.coast(near) if self._gazetteer else None

    def _whole(self, place: Place) -> "Geometry | None":
        """Return the area of a place, of a country with all the land that it claims."""
        if place.kind == "country" and place.country and self._gazetteer is not None:
            return self._gazetteer.shapes.claimed_area(place.country)
        return self.area(place)

    def gap(self, a: Place, b: Place) -> tuple[LatLon, LatLon] | None:
        """Return the nearest points of two areas that do not meet."""
        key = (a.id, b.id)
        if key not in self._gaps:
            area_a, area_b = self._whole(a), self._whole(b)
            found = None
            if area_a is not None and area_b is not None:
                on_a, on_b, km = geodesy.nearest_between(area_a, area_b)
                found = (on_a, on_b) if km > 0 else None
            self._gaps[key] = found
        return self._gaps[key]

    def nearest(self, point: LatLon, geometry: "Geometry") -> geodesy.Nearest:
        """Return the nearest point of a geometry that this object handed out."""
        key = (point, id(geometry))
        if key not in self._nearest:
            self._nearest[key] = geodesy.nearest_point(point, geometry)
        return self._nearest[key]

    @property
    def layer(self) -> str:
        """The name of the layer that borders come from."""
        return self._gazetteer.shapes.layer_name if self._gazetteer else ""

    @property
    def border_km(self) -> float:
        """How far the layer may be off at a border, in km."""
        if self._gazetteer is None:
            return rule("ends", "border_km")
        return float(self._gazetteer.shapes.layer_error_km)
