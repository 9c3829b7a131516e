"""Set the verdict rule against the development benchmark: false alarms and missed errors.

    python tests/eval/verdict_study.py ../shared/bench/distance_dev.json

The gold's coordinates stand in for the geocoder, so that the figures are those of the rule alone. A
claim is borne out where its distance is 0.87 to 1.3 times the geodesic, the band in which the notes
place nine of ten true claims. Three errors are planted in every claim over 30 km that is borne out:
miles for kilometres (and back), a factor of ten, the opposite direction. Prints JSON.
"""

import json
import sys
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path
from typing import Any

from mapper.audit.ground import Ground
from mapper.audit.measure import measure_claim
from mapper.audit.verdict import FLAGGED, judge, judge_direction
from mapper.geodesy import WINDS
from mapper.model import (
    Article,
    ClaimEnd,
    DistanceClaim,
    NameIndex,
    Place,
    Quantity,
    ResolvedEnd,
)
from mapper.recognize.claims import claimed_distance, recognize_claims

BORNE_OUT = (0.87, 1.3)
LEAST_KM = 30.0
ENDS_KM = 3.0


def claims_with_coordinates(
    documents: list[dict[str, Any]], names: NameIndex
) -> Iterator[tuple[DistanceClaim, dict[str, Any]]]:
    """Yield the claims found that the gold has with both coordinates, beside the gold."""
    for document in documents:
        article = Article(id=document["id"], source=document["id"], text=document["text"])
        found = recognize_claims(article, (), names=names)
        for gold in document["claims"]:
            if not (gold.get("anchor_coord") and gold.get("target_coord")):
                continue
            start, end = gold["quantity"]["start"], gold["quantity"]["end"]
            for claim in found:
                span = claim.quantity.span
                if span.start < end and start < span.end:
                    yield claim, gold
                    break


def verdict_of(claim: DistanceClaim, gold: dict[str, Any]) -> tuple[str, str | None]:
    """Return verdict and direction verdict between the gold's coordinates, without routes."""
    anchor, target = (_end(gold[f"{name}_coord"]) for name in ("anchor", "target"))
    measurements = measure_claim(claim, anchor, target, Ground(None))
    judged = judge(claim, measurements, (), ENDS_KM)
    direction = judge_direction(claim.direction, measurements)
    return (judged.verdict if judged else "unverifiable"), direction


def _end(coordinates: list[Any]) -> ResolvedEnd:
    place = Place(
        id="gold",
        name="gold",
        lat=float(coordinates[0]),
        lon=float(coordinates[1]),
        feature_code="PPL",
        kind="city",
    )
    return ResolvedEnd(end=ClaimEnd(kind="place"), label="gold", place=place)


def with_quantity(claim: DistanceClaim, quantity: Quantity) -> DistanceClaim:
    """Return the claim with another figure."""
    return replace(
        claim, quantity=quantity, distance=claimed_distance(quantity, claim.hedge), alternates=()
    )


def swapped(claim: DistanceClaim) -> DistanceClaim:
    """Return the claim with miles for kilometres, or kilometres for miles."""
    unit = "km" if claim.quantity.unit == "mile" else "mile"
    return with_quantity(claim, replace(claim.quantity, unit=unit))


def tenfold(claim: DistanceClaim, factor: float) -> DistanceClaim:
    """Return the claim ten times as long, or a tenth."""
    own = claim.quantity
    values = {
        name: None if value is None else value * factor
        for name, value in (
            ("value", own.value),
            ("value_low", own.value_low),
            ("value_high", own.value_high),
        )
    }
    return with_quantity(claim, replace(own, **values))


def opposite(claim: DistanceClaim) -> DistanceClaim:
    """Return the claim with the direction turned round."""
    if claim.direction is None:
        return claim
    return replace(claim, direction=WINDS[(WINDS.index(claim.direction) + 8) % 16])


def study(documents: list[dict[str, Any]], names: NameIndex) -> dict[str, float]:
    """Return the shares of false alarms and of planted errors that are flagged."""
    pairs = list(claims_with_coordinates(documents, names))
    ratio = "ratio_stated_to_geodesic"
    true = [(c, g) for c, g in pairs if BORNE_OUT[0] <= g[ratio] <= BORNE_OUT[1]]
    long = [(c, g) for c, g in true if g["geodesic_km"] > LEAST_KM]
    turned = [(c, g) for c, g in long if c.direction]
    figures = {
        "claims": float(len(pairs)),
        "borne_out": float(len(true)),
        "false_alarms": _share(verdict_of(c, g)[0] in FLAGGED for c, g in true),
        "unit_swap_flagged": _share(verdict_of(swapped(c), g)[0] in FLAGGED for c, g in long),
        "factor_ten_flagged": _share(
            verdict_of(tenfold(c, factor), g)[0] in FLAGGED for c, g in long for factor in (10, 0.1)
        ),
        "opposite_flagged": _share(
            verdict_of(opposite(c), g)[1] == "contradictory" for c, g in turned
        ),
    }
    return {name: round(figure, 4) for name, figure in figures.items()}


def _share(flags: Iterator[bool]) -> float:
    listed = list(flags)
    return sum(listed) / len(listed) if listed else 0.0


class NoNames:
    """A gazetteer without names; the grammar needs none."""

    def longest_name(self, text: str, start: int) -> int | None:  # noqa: ARG002 - protocol
        """Return None."""
        return None

    def has_name(self, name: str) -> bool:  # noqa: ARG002 - protocol
        """Return False."""
        return False

    def kinds(self, name: str) -> frozenset[str]:  # noqa: ARG002 - protocol
        """Return nothing."""
        return frozenset()

    def importance(self, name: str) -> float:  # noqa: ARG002 - protocol
        """Return 0."""
        return 0.0


if __name__ == "__main__":
    benchmark = json.loads(Path(sys.argv[1]).read_text("utf8"))
    sys.stdout.write(json.dumps(study(benchmark, NoNames()), indent=1) + "\n")
