"""Say why a place was chosen, or lost, in words that an editor understands."""

from collections.abc import Iterator, Sequence
from typing import TYPE_CHECKING

from mapper.geocode.article_names import NameGroup
from mapper.geocode.features import FEATURES
from mapper.geocode.options import Option

if TYPE_CHECKING:
    from mapper.geocode.features import Floats

#: From this on a share or nearness is worth a word.
_MUCH = 0.3
#: The same for nearness within 30 km, which few share.
_CLOSE = 0.1

OUTLET_COUNTRY = "lies in the outlet's country"
OUTLET_HOME = "where the outlet's other articles are at home"

_TYPE_WORDS = {
    "country": "a country",
    "continent": "a continent",
    "admin": "a division",
    "city": "a town",
    "region": "a region",
    "water": "a water",
    "island": "an island",
    "mountain": "a mountain",
    "facility": "a facility",
    "park": "a park",
}


def reasons_for(
    group: NameGroup, option: Option, row: "Floats", rivals: Sequence[Option]
) -> tuple[str, ...]:
    """Return what speaks for and against an option, the strongest first; at most six."""
    value = dict(zip(FEATURES, row.tolist(), strict=True))
    found = [*_by_words(group, option, value), *_by_company(value), *_by_rank(value, rivals)]
    return tuple(found[:6])


def _by_words(group: NameGroup, option: Option, value: dict[str, float]) -> Iterator[str]:
    place = option.place
    if option.preferred:
        yield "put first for this name by the desk's table"
    if value["qualifier_holds"]:
        yield f"lies in {', '.join(group.qualifiers)}, which follows the name"
    if value["qualifier_fails"]:
        yield f"does not lie in {', '.join(group.qualifiers)}, which follows the name"
    if value["hint_agrees"]:
        yield f"is of the type that the text names ({', '.join(group.hints)})"
    if value["hint_conflicts"]:
        kind = _TYPE_WORDS.get(place.kind, place.kind)
        yield f"is {kind}, but the text names another type ({', '.join(group.hints)})"
    yield from _by_spelling(option, value)
    if value["name_abbr"]:
        yield f"{group.name} is an abbreviation of it"
    if value["name_demonym"]:
        yield f"{group.name} is the word for what belongs to it"
    if value["outlet_country"]:
        yield OUTLET_COUNTRY
    if value["outlet_names_it"]:
        yield "the outlet bears its name"


def _by_spelling(option: Option, value: dict[str, float]) -> Iterator[str]:
    if option.match == "family":
        yield f"known as {option.name}"
    elif option.match == "stem":
        yield f"only the name {option.name} fits: it may be what the place is named after"
    elif option.match == "inner":
        yield f"{option.name} stands inside the name"
    elif value["inexact_name"]:
        yield f"spelled {option.name} in the gazetteer"


def _by_company(value: dict[str, float]) -> Iterator[str]:
    if value["dateline_division"] > _MUCH:
        yield "same region as the dateline"
    elif value["dateline_country"] > _MUCH:
        yield "same country as the dateline"
    if value["division_named"] > _MUCH:
        yield "the article names its region"
    if value["country_named"] > _MUCH:
        yield "the article names its country"
    if value["beside_same_division"] > _MUCH:
        yield "named beside places of the same region"
    if value["near_30_km"] > _CLOSE or value["nearest_company"] > 2 * _MUCH:
        yield "close to other places of the article"
    elif value["nearest_company"] > _MUCH or value["near_300_km"] > _MUCH:
        yield "in reach of other places of the article"
    elif value["country_share"] > _MUCH:
        yield "most places of the article lie in the same country"
    if value["home_near"] > _MUCH or value["home_division"] > _MUCH:
        yield OUTLET_HOME
    if value["holds_others"] > _MUCH:
        yield "other places of the article lie in it"


def _by_rank(value: dict[str, float], rivals: Sequence[Option]) -> Iterator[str]:
    if len(rivals) == 1:
        yield "the only place known by that name"
    elif value["most_important"]:
        yield f"the largest of {len(rivals)} places of that name"
    elif value["importance_below_best"] > 0:
        yield f"not the largest of {len(rivals)} places of that name"
