"""What speaks for and against each option, as numbers that can be read one by one.

Every feature has a name and a unit-free value; the weights (`weights.json`) say how much each
counts, and `reasons` puts the same features in words. Two rounds: features of the option alone
and its name, then of its company, where the other names of the article speak with the
probabilities of the first round.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from math import log1p
from typing import TYPE_CHECKING, TypeAlias

import numpy as np

from mapper.geocode.article_names import NameGroup
from mapper.geocode.hints import agreement
from mapper.geocode.options import Option
from mapper.model import Place
from mapper.recognize.toponyms.scan import LONGEST_ACRONYM

if TYPE_CHECKING:
    from numpy.typing import NDArray

    Floats: TypeAlias = NDArray[np.float64]

OWN_FEATURES = (
    "importance",
    "importance_below_best",
    "most_important",
    "log_rank",
    "inexact_name",
    "main_name",
    "name_alt",
    "name_abbr",
    "name_demonym",
    "name_odd",
    "country",
    "continent",
    "admin1",
    "admin2",
    "lower_division",
    "capital",
    "city",
    "part_of_city",
    "region",
    "water",
    "island",
    "mountain",
    "facility",
    "park",
    "hint_agrees",
    "hint_conflicts",
    "qualifier_holds",
    "qualifier_fails",
    "outlet_country",
    "outlet_names_it",
    "match_family",
    "match_stem",
    "match_inner",
    "no_people",
    "demonym_of_country",
    "demonym_otherwise",
    "capitals_differ",
    "another_bears_it",
    "holds_namesake",
)
COMPANY_FEATURES = (
    "country_share",
    "country_named",
    "division_share",
    "division_named",
    "holds_others",
    "near_30_km",
    "near_100_km",
    "near_300_km",
    "near_1000_km",
    "nearest_company",
    "beside_same_country",
    "beside_same_division",
    "beside_near",
    "dateline_country",
    "dateline_division",
    "dateline_near",
    "home_country",
    "home_division",
    "home_near",
    "same_place_named",
)
FEATURES = OWN_FEATURES + COMPANY_FEATURES

_KIND_COLUMN = {
    "country": "country",
    "continent": "continent",
    "city": "city",
    "region": "region",
    "water": "water",
    "island": "island",
    "mountain": "mountain",
    "facility": "facility",
    "park": "park",
}
#: Kinds whose short names are not customary, as "the Pacific" is.
_NAMED_IN_FULL = frozenset({"country", "admin", "city"})
_MATCH_COLUMN = {"family": "match_family", "stem": "match_stem", "inner": "match_inner"}
_NAME_COLUMN = {
    "alt": "name_alt",
    "short": "name_alt",
    "abbr": "name_abbr",
    "demonym": "name_demonym",
}
AT: Mapping[str, int] = {name: index for index, name in enumerate(FEATURES)}
#: Letters that a town needs to be seen in an outlet's name: "York" may, "Ore" not.
SHORTEST_TOWN = 4


@dataclass(frozen=True, slots=True)
class Setting:
    """What is known of an article beside its names.

    `outlet_country` and `outlet` come from the publisher; `home` maps places that the outlet's
    articles are about to their share.
    """

    outlet_country: str | None = None
    outlet: str = ""
    home: Mapping[str, float] | None = None
    home_points: Sequence[tuple[float, float, float]] = ()


@dataclass(slots=True)
class Table:
    """The options of an article as rows: `groups[i]` is the group of row i."""

    options: list[Option]
    groups: "NDArray[np.int64]"
    values: "Floats"
    starts: list[int]

    def rows(self, group: int) -> slice:
        """Return the rows of a group."""
        return slice(self.starts[group], self.starts[group + 1])


def own_table(groups: Sequence[NameGroup], setting: Setting) -> Table:
    """Return the options of all groups with the features of each alone."""
    options: list[Option] = []
    starts = [0]
    for group in groups:
        options.extend(group.options)
        starts.append(len(options))
    values = np.zeros((len(options), len(FEATURES)))
    owners = np.repeat(np.arange(len(groups)), np.diff(starts))
    for number, group in enumerate(groups):
        _fill_own(values[starts[number] : starts[number + 1]], group, setting)
    return Table(options, owners, values, starts)


def _fill_own(rows: "Floats", group: NameGroup, setting: Setting) -> None:
    ranked = sorted(-option.place.importance for option in group.options)
    best = -ranked[0] if ranked else 0.0
    _add_bearers(rows, group)
    for row, option in zip(rows, group.options, strict=True):
        place = option.place
        rank = ranked.index(-place.importance)
        row[AT["importance"]] = place.importance
        row[AT["importance_below_best"]] = best - place.importance
        row[AT["most_important"]] = rank == 0
        row[AT["log_rank"]] = log1p(rank)
        row[AT["inexact_name"]] = not option.exact
        row[AT["main_name"]] = place.name.casefold() == group.name.casefold()
        row[AT[_NAME_COLUMN.get(option.name_kind, "name_odd")]] = option.name_kind != "official"
        _fill_type(row, place)
        _fill_words(row, group, option)
        row[AT["outlet_country"]] = setting.outlet_country is not None and (
            place.country == setting.outlet_country
        )
        row[AT["outlet_names_it"]] = _names_outlet(group.name, setting) and place.kind == "city"


def _add_bearers(rows: "Floats", group: NameGroup) -> None:
    """Fill in what speaks against a name that an option bears on the side or shares with a town.

    "Albany" is a spelling of Albania but the name of Albany; a province named after its city holds
    another option of that name, and Washington is also the country's capital.
    """
    options = group.options
    bearers = [o.place.importance for o in options if o.name_kind == "official" and o.exact]
    greatest = max(bearers, default=0.0)
    towns = {
        part
        for o in options
        if o.place.kind == "city" and o.match == "whole"
        for part in (o.place.admin1, o.place.admin2)
    }
    capitals = {o.place.country for o in options if o.place.feature_code == "PPLC"}
    for row, option in zip(rows, options, strict=True):
        aside = option.name_kind == "alt" and option.place.kind in _NAMED_IN_FULL
        row[AT["another_bears_it"]] = greatest * aside
        row[AT["holds_namesake"]] = option.place.kind == "admin" and (
            option.place.id in towns or option.place.country in capitals
        )


def _names_outlet(name: str, setting: Setting) -> bool:
    """Return whether a name stands in the outlet's ("Oxford" in "oxfordpress.com")."""
    return len(name) >= SHORTEST_TOWN and name.casefold().replace(" ", "") in setting.outlet


def _fill_type(row: "Floats", place: Place) -> None:
    code = place.feature_code
    if place.kind == "admin":
        column = {"ADM1": "admin1", "ADM2": "admin2"}.get(code, "lower_division")
    elif code == "PPLX":
        column = "part_of_city"
    else:
        column = _KIND_COLUMN.get(place.kind, "facility")
    row[AT[column]] = 1.0
    row[AT["capital"]] = code == "PPLC"
    row[AT["no_people"]] = place.population == 0


def _fill_words(row: "Floats", group: NameGroup, option: Option) -> None:
    agreements = [agreement(hint, option.place) for hint in group.hints]
    row[AT["hint_agrees"]] = "agrees" in agreements
    row[AT["hint_conflicts"]] = "conflicts" in agreements and "agrees" not in agreements
    column = _MATCH_COLUMN.get(option.match)
    if column:
        row[AT[column]] = 1.0
    row[AT["demonym_otherwise"]] = group.kind == "demonym" and option.name_kind != "demonym"
    row[AT["capitals_differ"]] = _differs_in_capitals(group, option)
    row[AT["demonym_of_country"]] = group.kind == "demonym" and option.place.kind == "country"


def _differs_in_capitals(group: NameGroup, option: Option) -> bool:
    """Return whether an acronym meets a plain name ("EU" and the town of Eu).

    A dateline is in capitals by custom ("ROME (AP)").
    """
    shown = group.mentions[0].text
    short = shown.isupper() and len(shown) <= LONGEST_ACRONYM
    return short and not group.in_dateline and not option.name.isupper()


# --- names behind the comma ----------------------------------------------------------------------


def add_qualifiers(
    table: Table, groups: Sequence[NameGroup], divisions: Mapping[str, set[str]]
) -> None:
    """Fill in whether the names behind the comma hold: "Nevada" for a place in Nevada.

    `divisions` gives for each qualifier the ids (divisions) and codes (countries) that it may mean.
    """
    for number, group in enumerate(groups):
        if not group.qualifiers:
            continue
        meant = set().union(*(divisions.get(q, set()) for q in group.qualifiers))
        if not meant:
            continue
        rows = table.values[table.rows(number)]
        for row, option in zip(rows, group.options, strict=True):
            held = bool(meant & parents_of(option.place))
            row[AT["qualifier_holds"]] = held
            row[AT["qualifier_fails"]] = not held


def parents_of(place: Place) -> set[str]:
    """Return the ids and the country code that a place lies in."""
    return {part for part in (place.admin1, place.admin2, place.country) if part}
