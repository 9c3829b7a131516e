"""Says how places lie to each other: the same, one inside the other, or of the same type."""

from collections.abc import Iterable
from functools import lru_cache
from typing import TYPE_CHECKING

from mapper.model import Mention, Place

if TYPE_CHECKING:
    from mapper.gazetteer import Gazetteer

# Words for one type of facility; an unnamed one joins a named one of its type.
# Each row was written from its dictionary senses; a word in two rows would join what differs.
_TYPES = (
    "spaceport cosmodrome space rocket launch",
    "airport airfield airbase airstrip aerodrome knevichi",
    "plant factory works factories plants mill shipyard",
    "university college campus academy",
    "school kindergarten",
    "museum gallery memorial",
    "hospital clinic medical",
    "embassy consulate",
    "palace castle residence",
    "church cathedral basilica mosque synagogue temple shrine monastery",
    "station terminal",
    "port harbor harbour pier dock",
    "aquarium oceanarium zoo",
    "stadium arena",
    "prison jail camp",
    "base garrison barracks",
    "theater theatre opera",
    "hotel inn lodge",
    "parliament congress",
    "farm ranch",
    "dam reservoir",
    "mine quarry",
)
_TYPE_OF = {word: row.split()[0] for row in _TYPES for word in row.split()}
_REGIONS = frozenset({"country", "admin", "region", "continent", "island", "park"})
# Stops this near are one stop where neither has a facility's name of its own.
NEAR_KM = 3.0


def facility_type(mention: Mention, place: Place | None = None) -> str | None:
    """Return the type word of a facility ("plant"), read from its name from the end."""
    texts = [mention.text, mention.name, place.name if place else ""]
    for text in texts:
        for word in reversed(text.replace("-", " ").lower().split()):
            if word in _TYPE_OF:
                return _TYPE_OF[word]
    return None


def is_region(place: Place | None) -> bool:
    """Return whether a place is an area that may hold stops."""
    return place is not None and place.kind in _REGIONS


class Containment:
    """Answers "does a hold b?" from the gazetteer's parents and areas, and keeps the answers."""

    def __init__(self, gazetteer: "Gazetteer | None") -> None:
        """Keep the gazetteer; without one, only the places' own country and division count."""
        self._gazetteer = gazetteer
        self._known: dict[tuple[str, str], bool] = {}

    def holds(self, outer: Place | None, inner: Place | None) -> bool:
        """Return whether `inner` lies in `outer`, another place. Nothing holds what is unknown."""
        if outer is None or inner is None or outer.id == inner.id:
            return False
        key = (outer.id, inner.id)
        if key not in self._known:
            self._known[key] = self._holds(outer, inner)
        return self._known[key]

    def _holds(self, outer: Place, inner: Place) -> bool:  # noqa: PLR0911 (one case a line)
        if outer.kind == "country":
            return inner.kind not in {"country", "continent"} and inner.country == outer.country
        if not is_region(outer) and outer.kind != "city":
            return False
        if outer.id in {inner.admin1, inner.admin2}:
            return True
        if outer.kind == "city":
            return False
        if self._gazetteer is None or (inner.kind == "country" and outer.kind != "continent"):
            return False
        point = (inner.lat, inner.lon)
        if self._gazetteer.shapes.contains(outer, point):
            return True
        radius = outer.extent_km if not outer.shape else None
        return radius is not None and km_between((outer.lat, outer.lon), point) <= radius


@lru_cache(maxsize=4096)
def km_between(a: tuple[float, float], b: tuple[float, float]) -> float:
    """Return the distance of two points in km."""
    from mapper.geodesy import distance_km

    return distance_km(a, b)


def same_place(a: Place | None, b: Place | None) -> bool:
    """Return whether two places are one: the same entry, or two of one kind at the same spot."""
    if a is None or b is None:
        return False
    if a.id == b.id:
        return True
    alike = a.kind == b.kind and not is_region(a)
    return alike and km_between((a.lat, a.lon), (b.lat, b.lon)) <= NEAR_KM


def smallest(places: Iterable[Place]) -> Place | None:
    """Return the place that says most exactly where: a facility before a town before an area."""
    rank = {"facility": 0, "mountain": 1, "park": 2, "city": 3, "island": 4, "water": 5,
            "region": 6, "admin": 7, "country": 8, "continent": 9}  # fmt: skip
    return min(places, key=lambda place: (rank.get(place.kind, 5), place.id), default=None)
