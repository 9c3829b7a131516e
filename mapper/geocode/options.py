"""The places that the words of a mention may mean, before any of the article is heard.

A toponym is looked up as it stands, then without its type word. A facility is looked up whole
("Knevichi airport"), then with the other words for its type ("Vostochny cosmodrome" for "Vostochny
space center"), then by its parts, which give the town it is named after: a poor answer, marked as
such, but better than none.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Literal, Protocol

from mapper.geocode.hints import agreement
from mapper.model import LatLon, Mention, Place
from mapper.recognize.toponyms import bare_name
from mapper.recognize.toponyms.tables import tables

#: How the words met the place: the whole name; the name with another word of the same type; the
#: name without its type word; a name inside it; the place that the text puts it in or near; a
#: named facility that a nominal or short form takes up.
Match = Literal["whole", "family", "stem", "inner", "located", "antecedent"]

#: Places of one name that are weighed; "San Jose" has more, the rest are hamlets.
MOST_OPTIONS = 90
#: Type words that are tried beside a name that no place bears.
#: Letters from which a final s may be a plural: "Ohioans", not "Laos".
SHORTEST_PLURAL = 5
_REGION_WORDS = ("Oblast", "Region", "Province", "Krai", "County", "State", "District")


class Named(Protocol):
    """A place with the name by which it was found (`gazetteer.store.NamedPlace`)."""

    @property
    def place(self) -> Place:
        """The place itself."""
        ...

    @property
    def name(self) -> str:
        """The name as the gazetteer spells it."""
        ...

    @property
    def kind(self) -> str:
        """What the name is to the place: official, alt, abbr, demonym ..."""
        ...

    @property
    def exact(self) -> bool:
        """Whether it was found by the strict key."""
        ...

    @property
    def preferred(self) -> bool:
        """Whether a desk's table puts the place first for the name."""
        ...


class Places(Protocol):
    """What geocoding asks of a gazetteer."""

    def lookup(self, name: str) -> tuple[Named, ...]:
        """Return the places that bear a name, most important first."""
        ...

    def longest_name(self, text: str, start: int) -> int | None:
        """Return the end of the longest name at an offset."""
        ...

    def place(self, place_id: str) -> Place | None:
        """Return the place of an id."""
        ...

    def country(self, code: str) -> Place | None:
        """Return the place of a country's code."""
        ...

    def near(
        self, point: LatLon, km: float, *, kinds: Sequence[str] = ()
    ) -> tuple[tuple[float, Place], ...]:
        """Return (km, place) of the places within `km` of a point, nearest first."""
        ...


@dataclass(frozen=True, slots=True)
class Option:
    """A place that a mention may mean, and how its words met it."""

    place: Place
    match: Match
    name: str
    name_kind: str
    exact: bool
    preferred: bool = False


def find_options(mention: Mention, gazetteer: Places) -> tuple[Option, ...]:
    """Return the places that the words of a mention may mean, most important first."""
    if mention.kind == "coreference":
        return ()
    found: dict[str, Option] = {}
    for option in _search(mention, gazetteer):
        found.setdefault(option.place.id, option)
        if len(found) >= MOST_OPTIONS:
            break
    return tuple(found.values())


def _search(mention: Mention, gazetteer: Places) -> Iterator[Option]:
    name = bare_name(mention.name)
    yield from _named(gazetteer, name, "whole")
    if mention.kind == "facility":
        yield from _facility(mention, name, gazetteer)
        return
    whole = gazetteer.lookup(name)
    if mention.feature_hint == "region" and not whole:
        for word in _REGION_WORDS:
            yield from _named(gazetteer, f"{name} {word}", "family")
    if whole:
        return
    yield from _without_type_word(name, gazetteer)


def _without_type_word(name: str, gazetteer: Places) -> Iterator[Option]:
    first, _, rest = name.partition(" ")
    stem, _, last = name.rpartition(" ")
    if stem and last.lower() in tables().feature_words:
        yield from _named(gazetteer, stem, "stem")
    elif rest and first in tables().directions:
        yield from _named(gazetteer, rest, "stem")
    elif name.endswith("s") and len(name) >= SHORTEST_PLURAL:
        yield from _named(gazetteer, name[:-1], "stem")


def _named(gazetteer: Places, name: str, match: Match) -> Iterator[Option]:
    for named in gazetteer.lookup(name):
        yield Option(named.place, match, named.name, named.kind, named.exact, named.preferred)


# --- facilities ----------------------------------------------------------------------------------


def _facility(mention: Mention, name: str, gazetteer: Places) -> Iterator[Option]:
    """Return a facility under the other words for its type, then the places it is named after."""
    stem = facility_stem(name)
    hint = mention.feature_hint
    for head in _heads(hint):
        yield from _of_type(_named(gazetteer, f"{stem} {head}", "family"), hint)
    if stem != name:
        yield from _of_type(_named(gazetteer, stem, "family"), hint)
        yield from _of_kinds(_named(gazetteer, stem, "stem"))
    for part in inner_names(name, gazetteer):
        if part not in {name, stem}:
            yield from _of_kinds(_named(gazetteer, part, "inner"))


def _heads(hint: str | None) -> tuple[str, ...]:
    return tuple(word for word, of in tables().facility_heads.items() if of == hint)


def _of_type(options: Iterator[Option], hint: str | None) -> Iterator[Option]:
    return (option for option in options if agreement(hint, option.place) == "agrees")


def _of_kinds(options: Iterator[Option]) -> Iterator[Option]:
    """Keep towns and islands: a state's university is nowhere near the state's middle."""
    return (option for option in options if option.place.kind in {"city", "island"})


def facility_stem(name: str) -> str:
    """Return a facility's name without the words for its type.

    >>> facility_stem("Vostochny space center"), facility_stem("KnAAZ")
    ('Vostochny', 'KnAAZ')
    """
    heads = tables().facility_heads
    words = name.split()
    for count in range(min(4, len(words) - 1), 0, -1):
        if " ".join(words[-count:]).lower() in heads:
            return " ".join(words[:-count])
    return name


def inner_names(name: str, gazetteer: Places) -> tuple[str, ...]:
    """Return the gazetteer names inside a name, left to right, given names left out.

    "Yuri Gagarin Komsomolsk-on-Amur Aircraft Plant" holds Komsomolsk-on-Amur; "Gagarin" after a
    given name is a person.
    """
    found: list[str] = []
    at = 0
    given = tables().given
    after_given = False
    while at < len(name):
        stop = name.find(" ", at)
        word = name[at : stop if stop != -1 else len(name)]
        end = None if after_given or word in given else gazetteer.longest_name(name, at)
        after_given = word in given
        if end is not None and name[at].isupper() and word.lower() not in tables().facility_heads:
            found.append(name[at:end])
            stop = name.find(" ", end)
        at = stop + 1 if stop != -1 else len(name)
    return tuple(found)
