"""Learn the weights of mapper/geocode from LGL and GWN, and measure them on unseen documents.

    train_geocode.py             measure: each corpus unseen, and folds by document
    train_geocode.py --unseen    measure each corpus unseen alone
    train_geocode.py --write     learn from both and write mapper/geocode/weights.json

Needs ../shared (corpora and scoring scripts) and the extra `train`. Deterministic: no chance enters
but the fixed folds (document number modulo FOLDS).
"""

import json
import os
import sys
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np
from scipy.optimize import minimize

ROOT = Path(__file__).resolve().parents[2]
SHARED = Path(os.environ.get("MAPPER_SHARED", ROOT.parent / "shared"))
sys.path[:0] = [str(ROOT), str(SHARED / "score")]

import corpora  # noqa: E402 - lies in ../shared
import geoparse  # noqa: E402

from mapper.gazetteer import Gazetteer  # noqa: E402
from mapper.geocode.article_names import NameGroup, OptionCache, group_names  # noqa: E402
from mapper.geocode.company import add_company  # noqa: E402
from mapper.geocode.features import (  # noqa: E402
    FEATURES,
    OWN_FEATURES,
    Setting,
    Table,
    add_qualifiers,
    own_table,
)
from mapper.geocode.outlets import outlet_country, outlet_key  # noqa: E402
from mapper.geocode.ranking import meant_divisions  # noqa: E402
from mapper.geocode.weights import CALIBRATION_FEATURES, calibration_values, chances  # noqa: E402
from mapper.model import Article, Span  # noqa: E402
from mapper.recognize.toponyms import mentions_at  # noqa: E402

FOLDS = 5
WRITE_FOLDS = 3
NEAR_KM, CLOSE_KM = 161.0, 20.0
RIDGE_OWN, RIDGE_COMPANY, RIDGE_CALIBRATION = 1.0, 2.0, 1.0
MOST_STEPS = 200
#: Set by hand, since a document is learnt from alone and these need the outlet's other articles:
#: a home region counts as much as a region that the article names.
#: Where the weights are drawn to when the corpora say little: a type word or a name behind the
#: comma is rare in them, but an editor expects it to decide.
DRAWN_TO = {
    "hint_agrees": 1.5,
    "hint_conflicts": -1.5,
    "qualifier_holds": 2.0,
    "qualifier_fails": -1.5,
    "match_family": 1.0,
    "match_stem": -1.0,
    "match_inner": -1.5,
    "main_name": 1.0,
    "outlet_country": 1.0,
    "outlet_names_it": 1.0,
    "demonym_otherwise": -2.0,
    "capitals_differ": -2.0,
    "another_bears_it": -5.0,
    "holds_namesake": -2.0,
}
#: The same for the calibration: what is only named after a place is seldom at it.
CALIBRATION_DRAWN_TO = {"weak_match": -3.0, "capitals_differ": -3.0}
BY_HAND = {"home_country": 1.5, "home_division": 2.0, "home_near": 3.0}
WEIGHTS = ROOT / "mapper" / "geocode" / "weights.json"


@dataclass(slots=True)
class Document:
    """An annotated article, its names, and for each option how far it lies from the gold."""

    corpus: str
    groups: list[NameGroup]
    setting: Setting
    divisions: dict[str, set[str]]
    errors: list[np.ndarray]  # a group: km from the gold of its first mention, each option
    golds: list[list[dict]]
    unfound: int
    table: Table


def read_documents(corpus: str, gazetteer: Gazetteer) -> list[Document]:
    cache = OptionCache(gazetteer)
    return [_document(corpus, raw, cache) for raw in corpora.load(corpus, corpora.HERE)]


def _document(corpus: str, raw: dict, cache: OptionCache) -> Document:
    article = Article(
        id=str(raw["id"]), source="", text=raw["text"], publisher=raw["domain"] or None
    )
    spans = [Span(m["start"], m["end"]) for m in raw["mentions"]]
    mentions = mentions_at(article, spans, names=cache.gazetteer)
    golds = dict(zip(((s.start, s.end) for s in spans), raw["mentions"], strict=True))
    groups = group_names(article, mentions, cache)
    unfound = sum(len(g.mentions) for g in groups if not g.options)
    unfound += len(raw["mentions"]) - sum(len(g.mentions) for g in groups)
    groups = [g for g in groups if g.options]
    setting = Setting(outlet_country(article.publisher), outlet_key(article.publisher))
    matched = [[golds[m.span.start, m.span.end] for m in g.mentions] for g in groups]
    divisions = meant_divisions(groups, cache.gazetteer)
    table = own_table(groups, setting)
    add_qualifiers(table, groups, divisions)
    errors = [
        np.array([_km(gold[0], option.place) for option in group.options])
        for group, gold in zip(groups, matched, strict=True)
    ]
    return Document(corpus, groups, setting, divisions, errors, matched, unfound, table)


def _km(gold: dict, place) -> float:
    if gold["gid"] and place.id == f"geonames:{gold['gid']}":
        return 0.0
    return geoparse.great_circle_km(gold["lat"], gold["lon"], place.lat, place.lon)


# --- learning ------------------------------------------------------------------------------------


def samples(documents: Sequence[Document]):
    """Return rows, the group of each row, and which rows are right; groups without one left out."""
    rows, owners, right, weights = [], [], [], []
    number = 0
    for document in documents:
        for group, errors in enumerate(document.errors):
            good = errors <= CLOSE_KM
            if not good.any():
                good = (errors <= NEAR_KM) & (errors == errors.min())
            if not good.any():
                continue
            rows.append(document.table.values[document.table.rows(group)])
            owners.extend([number] * len(errors))
            right.append(good)
            weights.append(min(len(document.golds[group]), 3) ** 0.5)
            number += 1
    return np.vstack(rows), np.array(owners), np.concatenate(right), np.array(weights)


def fit(rows, owners, right, weights, *, columns, ridge):
    """Return the weights of a conditional logit (L-BFGS, ridge), zero outside `columns`."""
    values = rows[:, columns]
    count = owners[-1] + 1
    drawn = np.array([DRAWN_TO.get(name, 0.0) for name in FEATURES])[columns]

    def loss(beta):
        sums = values @ beta
        top = np.full(count, -np.inf)
        np.maximum.at(top, owners, sums)
        grown = np.exp(sums - top[owners])
        whole = np.bincount(owners, grown, count)
        good = np.maximum(np.bincount(owners, grown * right, count), 1e-12)
        p, q = grown / whole[owners], grown * right / good[owners]
        away = beta - drawn
        total = weights @ (np.log(whole) - np.log(good)) + ridge * away @ away
        return total, values.T @ ((p - q) * weights[owners]) + 2 * ridge * away

    found = minimize(loss, drawn, jac=True, method="L-BFGS-B", options={"maxiter": MOST_STEPS})
    beta = np.zeros(len(FEATURES))
    beta[columns] = found.x
    return beta


def learn(documents: Sequence[Document]):
    """Return (own, company) weights; the company is judged with the first round's chances."""
    own = fit(*samples(documents), columns=np.arange(len(OWN_FEATURES)), ridge=RIDGE_OWN)
    fill_company(documents, own)
    company = fit(*samples(documents), columns=np.arange(len(FEATURES)), ridge=RIDGE_COMPANY)
    return own, company


def fill_company(documents: Sequence[Document], own) -> None:
    for document in documents:
        document.table.values[:, len(OWN_FEATURES) :] = 0.0
        add_company(document.table, document.groups, chances(document.table, own), document.setting)


def answers(documents: Sequence[Document], own, company):
    """Return (km, calibration values, document, gold, place, mentions of its name), a row each."""
    fill_company(documents, own)
    found = []
    for number, document in enumerate(documents):
        final = chances(document.table, company)
        for index, group in enumerate(document.groups):
            rows = document.table.rows(index)
            order = rows.start + np.argsort(-final[rows], kind="stable")
            values = calibration_values(
                final[order],
                document.table.values[order[0]],
                facility=group.kind == "facility",
                demonym=group.kind == "demonym",
            )
            place = document.table.options[order[0]].place
            for gold in document.golds[index]:
                km = geoparse.great_circle_km(gold["lat"], gold["lon"], place.lat, place.lon)
                found.append((km, values, number, gold, place, len(document.golds[index])))
    return found


def fit_calibration(found, *, ridge=RIDGE_CALIBRATION):
    """Return the logistic regression of "within 161 km" on the calibration values.

    A name that its article repeats is one decision, not so many: its mentions together weigh the
    square root of their number. Chosen inside each training corpus, by folds that keep documents of
    one country together, so that they differ as corpora do: expected calibration error 0.019 and
    0.023 (LGL from GWN and the other way) instead of 0.024 and 0.027 with equal weights.
    """
    rows = np.array([[1.0, *values] for _, values, *_ in found])
    right = np.array([km <= NEAR_KM for km, *_ in found], dtype=float)
    weights = np.array([1 / count**0.5 for *_, count in found])

    drawn = np.array([0.0, *(CALIBRATION_DRAWN_TO.get(n, 0.0) for n in CALIBRATION_FEATURES)])

    def loss(beta):
        away = (beta - drawn) * (np.arange(len(beta)) > 0)
        sums = np.clip(rows @ beta, -30, 30)
        p = 1 / (1 + np.exp(-sums))
        logs = right * np.log(p + 1e-12) + (1 - right) * np.log(1 - p + 1e-12)
        slopes = rows.T @ (weights * (p - right)) + 2 * ridge * away
        return ridge * away @ away - weights @ logs, slopes

    return minimize(loss, drawn, jac=True, method="L-BFGS-B").x


def apply_calibration(found, beta):
    rows = np.array([[1.0, *values] for _, values, *_ in found])
    return 1 / (1 + np.exp(-np.clip(rows @ beta, -30, 30)))


# --- measuring -----------------------------------------------------------------------------------


def report(name: str, found, scores, total: int) -> None:
    km = np.array([f[0] for f in found])
    order = np.argsort(-scores, kind="stable")[: round(0.7 * total)]
    surest = km[order]
    right = km <= NEAR_KM
    bins = np.minimum((scores * 10).astype(int), 9)
    filled = [bins == number for number in range(10) if (bins == number).any()]
    ece = sum(abs(right[b].mean() - scores[b].mean()) * b.sum() for b in filled) / len(km)
    keep = scores >= np.quantile(scores, 0.1)
    print(
        f"{name:24} n {total} acc161 {right.sum() / total:.4f} "
        f"acc20 {(km <= CLOSE_KM).sum() / total:.4f} answered {len(km) / total:.3f} "
        f"wrong at 70 %: {np.mean(surest > NEAR_KM):.3f} {np.mean(surest > CLOSE_KM):.3f} "
        f"ece {ece:.3f} abstaining +{right[keep].mean() - right.mean():.3f}"
    )


def total_mentions(documents: Sequence[Document]) -> int:
    return sum(d.unfound + sum(map(len, d.golds)) for d in documents)


def measure(train: Sequence[Document], test: Sequence[Document], name: str) -> list:
    found, scores = predict(train, test)
    report(name, found, scores, total_mentions(test))
    return found


def predict(train: Sequence[Document], test: Sequence[Document]):
    """Return answers and scores for `test`, learnt from `train` alone, calibrated on its folds."""
    own, company, beta = learn_all(train, FOLDS)
    found = answers(test, own, company)
    return found, apply_calibration(found, beta)


def learn_all(train: Sequence[Document], folds: int):
    """Return the weights of both rounds, and the calibration by held-out folds of documents."""
    held = []
    for fold in range(folds):
        part = [d for i, d in enumerate(train) if i % folds != fold]
        rest = [d for i, d in enumerate(train) if i % folds == fold]
        held.extend(answers(rest, *learn(part)))
    return *learn(train), fit_calibration(held)


def main(*options: str) -> None:
    gazetteer = Gazetteer.open()
    sets = {name: read_documents(name, gazetteer) for name in ("lgl", "gwn")}
    both = sets["lgl"] + sets["gwn"]
    if "--write" in options:
        write(both)
        return
    for name, other in (("lgl", "gwn"), ("gwn", "lgl")):
        measure(sets[other], sets[name], f"{name}, learnt from {other}")
    if "--unseen" in options:
        return
    for name, documents in sets.items():
        found, scores = [], []
        for fold in range(FOLDS):
            train = [d for i, d in enumerate(both) if i % FOLDS != fold]
            test = [d for i, d in enumerate(both) if i % FOLDS == fold and d.corpus == name]
            part, sure = predict(train, test)
            found.extend(part)
            scores.extend(sure)
        total = total_mentions(documents)
        report(f"{name}, folds of both", found, np.array(scores), total)


def write(documents: Sequence[Document]) -> None:
    raw = {
        "about": "Conditional logit, learnt by tests/eval/train_geocode.py from LGL and GWN",
        **weights_file(documents, WRITE_FOLDS),
    }
    WEIGHTS.write_text(json.dumps(raw, indent=1) + "\n", encoding="utf8")


def weights_file(documents: Sequence[Document], folds: int) -> dict[str, dict[str, float]]:
    """Return what `weights.json` holds, learnt from these documents."""
    own, company, beta = learn_all(documents, folds)
    for name, weight in BY_HAND.items():
        company[FEATURES.index(name)] = weight
    return {
        "own": {n: v for n, v in _named(FEATURES, own).items() if n in OWN_FEATURES},
        "company": _named(FEATURES, company),
        "calibration": _named(("intercept", *CALIBRATION_FEATURES), beta),
    }


def _named(names: Sequence[str], values) -> dict[str, float]:
    return {name: round(float(value), 3) for name, value in zip(names, values, strict=True)}


if __name__ == "__main__":
    main(*sys.argv[1:])
