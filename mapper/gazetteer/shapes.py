"""Areas and borders: what lies inside what, which line two countries share, where the coast runs.

Geometries are (x = longitude, y = latitude) in WGS 84 degrees; distances to them are measured in
geodesy, never here. Loaded one by one when asked for, from a mapped file.
"""

import json
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cached_property, lru_cache
from pathlib import Path
from typing import TYPE_CHECKING, Any

from mapper.gazetteer.bundle import Bundle
from mapper.gazetteer.geometry import decode
from mapper.model import LatLon, Place

if TYPE_CHECKING:
    from shapely.geometry.base import BaseGeometry


@dataclass(frozen=True, slots=True, kw_only=True)
class DisputedArea:
    """An area that more than one state claims: both its names, who claims it, and its line.

    `own_code` is the ISO code that the area itself has (Western Sahara: EH), None where it has
    none; `style` how its outline is drawn under the neutral policy.
    """

    id: str
    name: str
    also: str
    claimants: tuple[str, ...]
    administers: str | None
    line: str
    own_code: str | None
    style: str
    source: str


_COAST_REACH_DEG = (2.0, 6.0, 20.0, 180.0)  # boxes tried one after another for the nearest coast
_NEAR_COAST_DEG = 0.1  # a point this far off the drawn coast still belongs to its country (11 km)


class Shapes:
    """Areas and borders of one shapes file. `layer_name` and `layer_error_km` say how good."""

    def __init__(self, path: Path) -> None:
        """Map the file; raises GazetteerError where it is not whole."""
        self.bundle = Bundle(path)
        self._data, _ = self.bundle.section("data")
        meta: dict[str, Any] = self.bundle.meta
        self.layer_name: str = meta["layer_name"]
        self.layer_error_km: float = meta["layer_error_km"]
        self.disputed = tuple(_disputed_area(row) for row in meta.get("disputed", ()))
        self._geometry = lru_cache(maxsize=512)(self._read)

    @cached_property
    def _index(self) -> dict[str, list[Any]]:
        found: dict[str, list[Any]] = json.loads(self.bundle.read(*self.bundle.section("index")))
        return found

    def _read(self, key: str) -> "BaseGeometry":
        at, length = self._index[key][:2]
        return decode(self.bundle.read(self._data + at, self._data + at + length))

    def geometry(self, key: str) -> "BaseGeometry | None":
        """Return the geometry of a key such as "country:KP", or None."""
        return self._geometry(key) if key in self._index else None

    def area(self, place: Place) -> "BaseGeometry | None":
        """Return the area of a place as a MultiPolygon, or None where only a point is known."""
        return self.geometry(place.shape) if place.shape else None

    def country_area(self, code: str) -> "BaseGeometry | None":
        """Return the land of a country by its ISO code, as its de facto administration has it."""
        return self.geometry(f"country:{code.upper()}")

    def contains(self, place: Place, point: LatLon) -> bool:
        """Return whether the area of a place holds the point; False where it has no area."""
        if not place.shape or not self._in_box(place.shape, point):
            return False
        return self._holds(place.shape, point)

    def _in_box(self, key: str, point: LatLon, margin: float = 0.0) -> bool:
        entry = self._index.get(key)
        if entry is None:
            return False
        west, south, east, north = entry[2:6]
        lat, lon = point
        return bool(
            south - margin <= lat <= north + margin and west - margin <= lon <= east + margin
        )

    def _holds(self, key: str, point: LatLon) -> bool:
        import shapely

        return bool(shapely.intersects_xy(self._geometry(key), point[1], point[0]))

    def country_of(self, point: LatLon) -> str | None:
        """Return the ISO code of the country whose land holds the point.

        Points up to 11 km off a drawn coast (piers, small islands) belong to the nearest country.
        In a disputed area no state is forced: the area's own ISO code where it has one, else None.
        """
        area = self.disputed_at(point)
        if area is not None:
            return area.own_code
        keys = [key for key in self._country_keys if self._in_box(key, point, _NEAR_COAST_DEG)]
        for key in keys:
            if self._holds(key, point):
                return _iso_of(key)
        return self._off_shore(keys, point)

    def _off_shore(self, keys: list[str], point: LatLon) -> str | None:
        import shapely

        spot = shapely.Point(point[1], point[0])
        away = [(shapely.distance(self._geometry(key), spot), key) for key in keys]
        near = [pair for pair in away if pair[0] <= _NEAR_COAST_DEG]
        return _iso_of(min(near)[1]) if near else None

    @cached_property
    def _country_keys(self) -> tuple[str, ...]:
        return tuple(key for key in self._index if key.startswith("country:"))

    def disputed_at(self, point: LatLon) -> DisputedArea | None:
        """Return the disputed area that holds the point, the first in the table, or None."""
        for area in self.disputed:
            key = f"disputed:{area.id}"
            if self._in_box(key, point) and self._holds(key, point):
                return area
        return None

    def disputed_between(self, code_a: str, code_b: str) -> tuple[DisputedArea, ...]:
        """Return the areas that both countries claim; a border measured there has two readings."""
        wanted = {code_a.upper(), code_b.upper()}
        return tuple(area for area in self.disputed if wanted <= set(area.claimants))

    def claimed_area(self, code: str) -> "BaseGeometry | None":
        """Return the land of a country with every disputed area that it claims."""
        return self._with_disputed(code, claimed=True)

    def undisputed_area(self, code: str) -> "BaseGeometry | None":
        """Return the land of a country without any disputed area."""
        return self._with_disputed(code, claimed=False)

    def _with_disputed(self, code: str, *, claimed: bool) -> "BaseGeometry | None":
        import shapely

        land = self.country_area(code)
        if land is None:
            return None
        for area in self.disputed:
            part = self.geometry(f"disputed:{area.id}")
            if code.upper() not in area.claimants or part is None:
                continue
            land = shapely.union(land, part) if claimed else shapely.difference(land, part)
        return land

    def shared_border(self, code_a: str, code_b: str) -> "BaseGeometry | None":
        """Return the land border that two countries share, all its lines, or None."""
        import shapely

        lines = [self._geometry(key) for key in self._border_keys(code_a, code_b)]
        return shapely.unary_union(lines) if lines else None

    def _border_keys(self, code_a: str, code_b: str) -> list[str]:
        first, second = sorted((code_a.upper(), code_b.upper()))
        prefix = f"border:{first}-{second}:"
        return [key for key in self._index if key.startswith(prefix)]

    def neighbours(self, code: str) -> tuple[str, ...]:
        """Return the codes of the countries that share a land border with this one."""
        pairs = [key.split(":")[1].split("-") for key in self._index if key.startswith("border:")]
        found = {other for pair in pairs if code.upper() in pair for other in pair}
        return tuple(sorted(found - {code.upper()}))

    def coast(self, near: LatLon) -> "BaseGeometry | None":
        """Return the lines of coast around a point: at least the nearest, more beside it.

        Boxes of 2, 6, 20 and 180 degrees are tried until one holds a line; across the antimeridian
        the lines on the other side are moved by 360 degrees.
        """
        import shapely
        from shapely import affinity

        lat, lon = near
        for reach in _COAST_REACH_DEG:
            # Twice the reach across, since degrees of longitude shrink towards the poles.
            box = (lon - 2 * reach, lat - reach, lon + 2 * reach, lat + reach)
            found = [
                affinity.translate(part, xoff=shift)
                for shift in (-360.0, 0.0, 360.0)
                for part in self._coast_in(box, shift)
            ]
            if found:
                return shapely.union_all(found)
        return None

    def _coast_in(
        self, box: tuple[float, float, float, float], shift: float
    ) -> list["BaseGeometry"]:
        import shapely

        west, south, east, north = box
        found = []
        for key in self._coast_keys:
            left, bottom, right, top = self._index[key][2:6]
            if left + shift <= east and right + shift >= west and bottom <= north and top >= south:
                clipped = shapely.clip_by_rect(
                    self._geometry(key), west - shift, south, east - shift, north
                )
                if not clipped.is_empty:
                    found.append(clipped)
        return found

    @cached_property
    def _coast_keys(self) -> tuple[str, ...]:
        return tuple(key for key in self._index if key.startswith("coast:"))


def _iso_of(key: str) -> str | None:
    code = key.removeprefix("country:")
    return code if len(code) == 2 else None  # noqa: PLR2004 (three letters: no ISO code of its own)


def _disputed_area(row: Mapping[str, str]) -> DisputedArea:
    return DisputedArea(
        id=row["id"],
        name=row["name"],
        also=row["also"],
        claimants=tuple(row["claimants"].split()),
        administers=row["administers"] or None,
        line=row["line"],
        own_code=row["own_code"] or None,
        style=row["style"],
        source=row["source"],
    )
