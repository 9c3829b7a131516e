"""What speaks for and against each option, as numbers that can be read one by one.

Every feature has a name and a unit-free value; the weights (`weights.json`) say how much each
counts, and `reasons` puts the same features in words. Two rounds: features of the option alone
and its name, then of its company, where the other names of the article speak with the
probabilities of the first round.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from itertools import pairwise
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

_EARTH_KM = 6371.0
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
_MATCH_COLUMN = {"family": "match_family", "stem": "match_stem", "inner": "match_inner"}
_NAME_COLUMN = {
    "alt": "name_alt",
    "short": "name_alt",
    "abbr": "name_abbr",
    "demonym": "name_demonym",
}
_AT: Mapping[str, int] = {name: index for index, name in enumerate(FEATURES)}
#: Letters that a town needs to be seen in an outlet's name: "York" may, "Ore" not.
SHORTEST_TOWN = 4
#: How near in the text two names stand to be neighbours, in characters.
BESIDE = 60


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
    for row, option in zip(rows, group.options, strict=True):
        place = option.place
        rank = ranked.index(-place.importance)
        row[_AT["importance"]] = place.importance
        row[_AT["importance_below_best"]] = best - place.importance
        row[_AT["most_important"]] = rank == 0
        row[_AT["log_rank"]] = log1p(rank)
        row[_AT["inexact_name"]] = not option.exact
        row[_AT["main_name"]] = place.name.casefold() == group.name.casefold()
        row[_AT[_NAME_COLUMN.get(option.name_kind, "name_odd")]] = option.name_kind != "official"
        _fill_type(row, place)
        _fill_words(row, group, option)
        row[_AT["outlet_country"]] = setting.outlet_country is not None and (
            place.country == setting.outlet_country
        )
        row[_AT["outlet_names_it"]] = _names_outlet(group.name, setting) and place.kind == "city"


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
    row[_AT[column]] = 1.0
    row[_AT["capital"]] = code == "PPLC"
    row[_AT["no_people"]] = place.population == 0


def _fill_words(row: "Floats", group: NameGroup, option: Option) -> None:
    agreements = [agreement(hint, option.place) for hint in group.hints]
    row[_AT["hint_agrees"]] = "agrees" in agreements
    row[_AT["hint_conflicts"]] = "conflicts" in agreements and "agrees" not in agreements
    column = _MATCH_COLUMN.get(option.match)
    if column:
        row[_AT[column]] = 1.0
    row[_AT["demonym_otherwise"]] = group.kind == "demonym" and option.name_kind != "demonym"
    row[_AT["capitals_differ"]] = _differs_in_capitals(group, option)
    row[_AT["demonym_of_country"]] = group.kind == "demonym" and option.place.kind == "country"


def _differs_in_capitals(group: NameGroup, option: Option) -> bool:
    """Return whether an acronym meets a plain name ("EU" and the town of Eu).

    A dateline is in capitals by custom ("ROME (AP)").
    """
    shown = group.mentions[0].text
    short = shown.isupper() and len(shown) <= LONGEST_ACRONYM
    return short and not group.in_dateline and not option.name.isupper()


# --- company -------------------------------------------------------------------------------------


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
            row[_AT["qualifier_holds"]] = held
            row[_AT["qualifier_fails"]] = not held


def parents_of(place: Place) -> set[str]:
    """Return the ids and the country code that a place lies in."""
    return {part for part in (place.admin1, place.admin2, place.country) if part}


def add_company(
    table: Table, groups: Sequence[NameGroup], chances: "Floats", setting: Setting
) -> None:
    """Fill in what the other names of the article say, given the chances of every option."""
    if not table.options:
        return
    values = table.values
    owners = table.groups
    count = len(groups)
    countries = _codes([option.place.country for option in table.options])
    divisions = _codes([_division(option.place) for option in table.options])
    weights = np.array([min(len(group.mentions), 3) for group in groups], dtype=float)
    others = max(1.0, float(weights.sum()))
    for column, codes in (("country_share", countries), ("division_share", divisions)):
        shares = _shares(codes, owners, chances, count)
        total = weights @ shares
        own = shares[owners, codes] * weights[owners]
        known = codes > 0
        values[:, _AT[column]] = (
            known * (total[codes] - own) / np.maximum(others - weights[owners], 1.0)
        )
    _add_named(table, chances, countries, divisions)
    closeness = _angles(table)
    _add_nearness(table, groups, chances, closeness)
    _add_neighbours(table, groups, chances, countries, divisions, closeness)
    _add_dateline(table, groups, chances, countries, divisions, closeness)
    _add_home(table, setting)


def _division(place: Place) -> str | None:
    return place.id if place.feature_code == "ADM1" else place.admin1


def _codes(keys: Sequence[str | None]) -> "NDArray[np.int64]":
    """Return the keys as small numbers; 0 stands for None."""
    known: dict[str, int] = {}
    return np.array([known.setdefault(k, len(known) + 1) if k else 0 for k in keys], dtype=np.int64)


def _shares(
    codes: "NDArray[np.int64]", owners: "NDArray[np.int64]", chances: "Floats", count: int
) -> "Floats":
    """Return, for each group and code, the chance that the group lies in it."""
    shares = np.zeros((count, int(codes.max(initial=0)) + 1))
    np.add.at(shares, (owners, codes), chances)
    return shares


def _add_named(
    table: Table,
    chances: "Floats",
    countries: "NDArray[np.int64]",
    divisions: "NDArray[np.int64]",
) -> None:
    """Fill in whether the article names the country or division itself, and who lies in it."""
    values = table.values
    for codes, is_such, named, share in (
        (countries, _is_country, "country_named", 1.0),
        (divisions, _is_division, "division_named", 1.0),
    ):
        such = np.array([is_such(option.place) for option in table.options], dtype=bool)
        named_chance = np.zeros(int(codes.max(initial=0)) + 1)
        np.maximum.at(named_chance, codes[such], chances[such])
        named_chance[0] = 0.0
        values[:, _AT[named]] = np.where(such, 0.0, named_chance[codes]) * share
        inside = np.zeros(len(named_chance))
        np.maximum.at(inside, codes[~such], chances[~such])
        inside[0] = 0.0
        own = np.zeros(len(table.options))
        own[such] = inside[codes[such]]
        values[:, _AT["holds_others"]] = np.maximum(values[:, _AT["holds_others"]], own)
    ids = [option.place.id for option in table.options]
    same = _codes(ids)
    totals = np.zeros(int(same.max(initial=0)) + 1)
    np.add.at(totals, same, chances)
    values[:, _AT["same_place_named"]] = np.clip(totals[same] - chances, 0.0, 1.0)


def _is_country(place: Place) -> bool:
    return place.kind == "country"


def _is_division(place: Place) -> bool:
    return place.feature_code == "ADM1"


def _angles(table: Table) -> "Floats":
    """Return the great-circle distance of every pair of options, in km (sphere, 0.6 % off)."""
    points = np.radians([(option.place.lat, option.place.lon) for option in table.options])
    lat, lon = points[:, 0], points[:, 1]
    unit = np.column_stack((np.cos(lat) * np.cos(lon), np.cos(lat) * np.sin(lon), np.sin(lat)))
    return np.asarray(_EARTH_KM * np.arccos(np.clip(unit @ unit.T, -1.0, 1.0)))


def _small(table: Table) -> "NDArray[np.bool_]":
    """Return which options are points at the scale of nearness: no country, no continent."""
    return np.array(
        [o.place.kind not in {"country", "continent"} for o in table.options], dtype=bool
    )


def _add_nearness(
    table: Table, groups: Sequence[NameGroup], chances: "Floats", km: "Floats"
) -> None:
    """Fill in how many of the other names have a likely place within 30 to 1,000 km."""
    count = len(groups)
    small = _small(table)
    weighed = chances * small
    others = max(1, count - 1)
    elsewhere = table.groups[:, None] != table.groups[None, :]
    for column, reach in (
        ("near_30_km", 30.0),
        ("near_100_km", 100.0),
        ("near_300_km", 300.0),
        ("near_1000_km", 1000.0),
    ):
        pulls = np.exp(-km / reach) * weighed[None, :] * elsewhere
        table.values[:, _AT[column]] = small * np.minimum(pulls.sum(axis=1), 4.0) / min(others, 4)
    best = np.max(np.exp(-km / 150.0) * weighed[None, :] * elsewhere, axis=1, initial=0.0)
    table.values[:, _AT["nearest_company"]] = small * best


def _add_neighbours(
    table: Table,
    groups: Sequence[NameGroup],
    chances: "Floats",
    countries: "NDArray[np.int64]",
    divisions: "NDArray[np.int64]",
    km: "Floats",
) -> None:
    """Fill in agreement with the names that stand beside a name in the text."""
    values = table.values
    for number, others in enumerate(_beside(groups)):
        if not others or table.starts[number] == table.starts[number + 1]:
            continue
        mine = table.rows(number)
        theirs = np.concatenate([np.arange(table.starts[o], table.starts[o + 1]) for o in others])
        if not len(theirs):
            continue
        weighed = chances[theirs]
        size = len(others)
        for column, codes in (
            ("beside_same_country", countries),
            ("beside_same_division", divisions),
        ):
            same = (codes[mine][:, None] == codes[theirs][None, :]) & (codes[mine] > 0)[:, None]
            values[mine, _AT[column]] = (same * weighed[None, :]).sum(axis=1) / size
        pulls = np.exp(-km[mine][:, theirs] / 100.0) * weighed[None, :]
        values[mine, _AT["beside_near"]] = pulls.sum(axis=1) / size


def _beside(groups: Sequence[NameGroup]) -> list[list[int]]:
    """Return for each group the other groups with a mention within BESIDE characters of its own."""
    places = sorted(
        (start, number) for number, group in enumerate(groups) for start in group.starts
    )
    found: list[set[int]] = [set() for _ in groups]
    for (start, one), (after, other) in pairwise(places):
        if one != other and after - start <= BESIDE:
            found[one].add(other)
            found[other].add(one)
    return [sorted(numbers) for numbers in found]


def _add_dateline(
    table: Table,
    groups: Sequence[NameGroup],
    chances: "Floats",
    countries: "NDArray[np.int64]",
    divisions: "NDArray[np.int64]",
    km: "Floats",
) -> None:
    values = table.values
    for number, group in enumerate(groups):
        rows = table.rows(number)
        if not group.in_dateline or rows.start == rows.stop:
            continue
        top = rows.start + int(np.argmax(chances[rows]))
        other = table.groups != number
        chance = float(chances[top])
        same_country = (countries == countries[top]) & (countries > 0)
        same_division = (divisions == divisions[top]) & (divisions > 0)
        values[:, _AT["dateline_country"]] += other * same_country * chance
        values[:, _AT["dateline_division"]] += other * same_division * chance
        values[:, _AT["dateline_near"]] += other * np.exp(-km[:, top] / 100.0) * chance
    for column in ("dateline_country", "dateline_division", "dateline_near"):
        np.clip(values[:, _AT[column]], 0.0, 1.0, out=values[:, _AT[column]])


def _add_home(table: Table, setting: Setting) -> None:
    """Fill in agreement with what the outlet's other articles are about."""
    home = setting.home or {}
    values = table.values
    values[:, _AT["home_country"]] = [home.get(o.place.country or "", 0.0) for o in table.options]
    values[:, _AT["home_division"]] = [
        home.get(_division(o.place) or "", 0.0) for o in table.options
    ]
    if setting.home_points:
        points = np.radians(np.array(setting.home_points)[:, :2])
        share = np.array(setting.home_points)[:, 2]
        here = np.radians([(o.place.lat, o.place.lon) for o in table.options])
        cosine = np.sin(here[:, :1]) * np.sin(points[:, 0]) + np.cos(here[:, :1]) * np.cos(
            points[:, 0]
        ) * np.cos(here[:, 1:] - points[:, 1])
        km = _EARTH_KM * np.arccos(np.clip(cosine, -1.0, 1.0))
        values[:, _AT["home_near"]] = np.minimum((np.exp(-km / 100.0) * share).sum(axis=1), 1.0)
