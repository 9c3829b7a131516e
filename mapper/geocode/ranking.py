"""Rank the options of every name of one article: two rounds over the same table of features."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from mapper.geocode.article_names import NameGroup
from mapper.geocode.company import add_company
from mapper.geocode.features import Setting, Table, add_qualifiers, own_table
from mapper.geocode.options import Option, Places
from mapper.geocode.weights import (
    Weights,
    calibrated,
    calibration_values,
    chances,
    own_weights_only,
)

if TYPE_CHECKING:
    from mapper.geocode.features import Floats

#: Options that are compared with each other at once; a longer article is taken in stretches, so
#: that its time grows with its length and not with its square.
MOST_ROWS = 1_500


@dataclass(frozen=True, slots=True)
class Ranked:
    """The options of one name with their chances and features, best first."""

    group: NameGroup
    options: tuple[Option, ...]
    chances: tuple[float, ...]
    rows: "Floats"
    score: float


def rank_names(
    groups: Sequence[NameGroup],
    setting: Setting,
    weights: Weights,
    divisions: Mapping[str, set[str]],
) -> list[Ranked]:
    """Return the ranking of every name that has options, in the order of `groups`."""
    ranked: list[Ranked] = []
    for stretch in _stretches(groups):
        table = ready_table(stretch, setting, weights, divisions)
        final = chances(table, weights.company)
        ranked.extend(_ranked(table, stretch, final, weights))
    return ranked


def ready_table(
    groups: Sequence[NameGroup],
    setting: Setting,
    weights: Weights,
    divisions: Mapping[str, set[str]],
) -> Table:
    """Return the table of a stretch with the features of both rounds filled in."""
    table = own_table(groups, setting)
    add_qualifiers(table, groups, divisions)
    add_company(table, groups, chances(table, own_weights_only(weights)), setting)
    return table


def _stretches(groups: Sequence[NameGroup]) -> list[list[NameGroup]]:
    stretches: list[list[NameGroup]] = [[]]
    rows = 0
    for group in groups:
        if not group.options:
            continue
        if rows + len(group.options) > MOST_ROWS and stretches[-1]:
            stretches.append([])
            rows = 0
        stretches[-1].append(group)
        rows += len(group.options)
    return [stretch for stretch in stretches if stretch]


def _ranked(
    table: Table, groups: Sequence[NameGroup], final: "Floats", weights: Weights
) -> list[Ranked]:
    found: list[Ranked] = []
    for number, group in enumerate(groups):
        rows = table.rows(number)
        order = rows.start + np.lexsort((np.arange(rows.stop - rows.start), -final[rows]))
        values = calibration_values(
            final[order],
            table.values[order[0]],
            facility=group.kind == "facility",
            demonym=group.kind == "demonym",
        )
        found.append(
            Ranked(
                group,
                tuple(table.options[row] for row in order),
                tuple(final[order].tolist()),
                table.values[order],
                calibrated(weights, values),
            )
        )
    return found


def meant_divisions(groups: Sequence[NameGroup], gazetteer: Places) -> dict[str, set[str]]:
    """Return for each qualifier ("Nevada", "Fla.") the divisions and countries that it may mean."""
    meant: dict[str, set[str]] = {}
    for group in groups:
        for name in group.qualifiers:
            if name in meant:
                continue
            places = [named.place for named in gazetteer.lookup(name)]
            ids = {p.id for p in places if p.kind == "admin"}
            codes = {p.country for p in places if p.kind == "country" and p.country}
            meant[name] = ids | codes
    return meant
