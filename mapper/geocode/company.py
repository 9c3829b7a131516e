"""What the other names of an article say of each option: the second round of features.

The other names speak with the probabilities of the first round: shares of countries and divisions,
nearness, neighbours in the text, the dateline, the outlet's home.
"""

from collections.abc import Sequence
from itertools import pairwise
from typing import TYPE_CHECKING, TypeAlias

import numpy as np

from mapper.geocode.article_names import NameGroup
from mapper.geocode.features import AT, Setting, Table
from mapper.model import Place

if TYPE_CHECKING:
    from numpy.typing import NDArray

    Floats: TypeAlias = NDArray[np.float64]

_EARTH_KM = 6371.0
#: How near in the text two names stand to be neighbours, in characters.
BESIDE = 60


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
        values[:, AT[column]] = (
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
        values[:, AT[named]] = np.where(such, 0.0, named_chance[codes]) * share
        inside = np.zeros(len(named_chance))
        np.maximum.at(inside, codes[~such], chances[~such])
        inside[0] = 0.0
        own = np.zeros(len(table.options))
        own[such] = inside[codes[such]]
        values[:, AT["holds_others"]] = np.maximum(values[:, AT["holds_others"]], own)
    ids = [option.place.id for option in table.options]
    same = _codes(ids)
    totals = np.zeros(int(same.max(initial=0)) + 1)
    np.add.at(totals, same, chances)
    values[:, AT["same_place_named"]] = np.clip(totals[same] - chances, 0.0, 1.0)


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
        table.values[:, AT[column]] = small * np.minimum(pulls.sum(axis=1), 4.0) / min(others, 4)
    best = np.max(np.exp(-km / 150.0) * weighed[None, :] * elsewhere, axis=1, initial=0.0)
    table.values[:, AT["nearest_company"]] = small * best


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
            values[mine, AT[column]] = (same * weighed[None, :]).sum(axis=1) / size
        pulls = np.exp(-km[mine][:, theirs] / 100.0) * weighed[None, :]
        values[mine, AT["beside_near"]] = pulls.sum(axis=1) / size


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
        values[:, AT["dateline_country"]] += other * same_country * chance
        values[:, AT["dateline_division"]] += other * same_division * chance
        values[:, AT["dateline_near"]] += other * np.exp(-km[:, top] / 100.0) * chance
    for column in ("dateline_country", "dateline_division", "dateline_near"):
        np.clip(values[:, AT[column]], 0.0, 1.0, out=values[:, AT[column]])


def _add_home(table: Table, setting: Setting) -> None:
    """Fill in agreement with what the outlet's other articles are about."""
    home = setting.home or {}
    values = table.values
    values[:, AT["home_country"]] = [home.get(o.place.country or "", 0.0) for o in table.options]
    values[:, AT["home_division"]] = [
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
        values[:, AT["home_near"]] = np.minimum((np.exp(-km / 100.0) * share).sum(axis=1), 1.0)
