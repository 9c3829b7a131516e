"""The learned weights: a reviewed file (`weights.json`) and the two sums that use it.

A conditional logit: the chance of an option is the softmax, over the options of its name, of the
weighted sum of its features; so each weight says how many times more likely a feature makes an
option (e to its power), other things equal. Made by tests/eval/train_geocode.py.
"""

import json
from collections.abc import Mapping
from dataclasses import dataclass
from functools import lru_cache
from importlib import resources
from math import exp, log
from typing import TYPE_CHECKING

import numpy as np

from mapper.geocode.features import AT, FEATURES, OWN_FEATURES, Table

if TYPE_CHECKING:
    from mapper.geocode.features import Floats

_LEAST = 1e-6


@dataclass(frozen=True, slots=True)
class Weights:
    """Weights of both rounds in the order of FEATURES, and the calibration of the score."""

    own: "Floats"
    company: "Floats"
    calibration: Mapping[str, float]


def weights_from(raw: Mapping[str, Mapping[str, float]]) -> Weights:
    """Return weights from their file's form; a feature that is not named weighs nothing."""
    own = np.array([raw["own"].get(name, 0.0) for name in FEATURES])
    company = np.array([raw["company"].get(name, 0.0) for name in FEATURES])
    return Weights(own, company, raw["calibration"])


@lru_cache(maxsize=1)
def shipped_weights() -> Weights:
    """Return the weights in `weights.json`; read at the first call."""
    text = resources.files("mapper.geocode").joinpath("weights.json").read_text(encoding="utf8")
    return weights_from(json.loads(text))


#: What a desk's `prefer` adds: more than any weight of ours, so that only a name behind the comma
#: that speaks for another place ("Moscow, Russia") is stronger.
PREFERRED_LOG_ODDS = 20.0


def chances(table: Table, weights: "Floats") -> "Floats":
    """Return the chance of every option among those of its name; they sum to 1 for each name."""
    if not table.options:
        return np.zeros(0)
    preferred = np.array([option.preferred for option in table.options])
    preferred &= table.values[:, AT["qualifier_fails"]] == 0.0
    sums = table.values @ weights + PREFERRED_LOG_ODDS * preferred
    groups = table.groups
    highest = np.full(len(table.starts), -np.inf)
    np.maximum.at(highest, groups, sums)
    grown = np.exp(sums - highest[groups])
    totals = np.zeros(len(table.starts))
    np.add.at(totals, groups, grown)
    return np.asarray(grown / totals[groups])


def own_weights_only(weights: Weights) -> "Floats":
    """Return the weights of the first round."""
    return np.where(np.arange(len(FEATURES)) < len(OWN_FEATURES), weights.own, 0.0)


#: What the calibration hears beside the chance itself. A region or a sea has no one point; a place
#: whose country and surroundings nothing else in the article names is the doubtful one. The last
#: four took the wrong pins at 70 % from 5.6 and 6.2 to 3.9 and 3.8 % (LGL and GWN, each unseen).
CALIBRATION_FEATURES = (
    "chance_log_odds",
    "margin",
    "single",
    "importance",
    "country",
    "inexact_name",
    "hint_conflicts",
    "qualifier_holds",
    "company",
    "weak_match",
    "facility",
    "demonym",
    "capitals_differ",
    "region",
    "water",
    "country_share",
    "near_300_km",
)


def calibration_values(
    ranked: "Floats", row: "Floats", *, facility: bool, demonym: bool
) -> tuple[float, ...]:
    """Return the values of CALIBRATION_FEATURES for the best option of a name.

    `ranked` are the chances of its options, highest first; `row` the features of the best.
    """
    best = min(max(float(ranked[0]), _LEAST), 1 - _LEAST)
    second = float(ranked[1]) if len(ranked) > 1 else 0.0
    value = dict(zip(FEATURES, row.tolist(), strict=True))
    near = max(value["nearest_company"], value["division_named"], value["beside_same_division"])
    weak = value["match_stem"] + value["match_inner"]
    return (
        log(best / (1 - best)) if len(ranked) > 1 else 0.0,
        best - second,
        float(len(ranked) == 1),
        value["importance"],
        value["country"],
        value["inexact_name"],
        value["hint_conflicts"],
        value["qualifier_holds"],
        near,
        weak,
        float(facility),
        float(demonym),
        value["capitals_differ"],
        value["region"],
        value["water"],
        value["country_share"],
        value["near_300_km"],
    )


def calibrated(weights: Weights, values: tuple[float, ...]) -> float:
    """Return the probability, in 0..1, that the best option is right (logistic regression)."""
    table = weights.calibration
    total = table.get("intercept", 0.0) + sum(
        table.get(name, 0.0) * value
        for name, value in zip(CALIBRATION_FEATURES, values, strict=True)
    )
    return 1 / (1 + exp(-max(-30.0, min(30.0, total))))
