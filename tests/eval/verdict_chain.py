"""Count false alarms and missed errors through the whole chain, extraction to verdict.

    python tests/eval/verdict_chain.py ../shared/bench/distance_dev.json

A claim counts where the gold's own coordinates bear it out (as in verdict_study). False alarms are
such claims flagged in the text as it stands. Then errors are planted in the text itself, in those
over 30 km: miles for kilometres and back, a digit more, the opposite wind; what is not flagged is
missed. Shares are of the claims whose two ends the chain could measure, and of all. Prints JSON.
"""

import json
import re
import sys
from collections import Counter
from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import Any

from verdict_study import BORNE_OUT, LEAST_KM

from mapper.audit.verdict import FLAGGED
from mapper.gazetteer import Gazetteer
from mapper.geodesy import distance_km
from mapper.recognize.claims import km_of
from mapper.routes import open_routers
from mapper.streams import claims_lines

_SWAPS = (
    (r"\bmiles?\b", "kilometres"),
    (r"\b(?:km|kms|kilomet(?:er|re)s?)\b", "miles"),
)
_OPPOSITE = {"north": "south", "south": "north", "east": "west", "west": "east"}

Gold = dict[str, Any]


def borne_out(gold: Gold) -> float | None:
    """Return the geodesic in km of a claim that its coordinates bear out, else None."""
    value, ends = (
        gold["quantity"].get("value"),
        (gold.get("anchor_coord"), gold.get("target_coord")),
    )
    if not (value and all(ends)):
        return None
    km = distance_km(*((end[0], end[1]) for end in ends if end))
    ratio = km_of(value, gold["quantity"]["unit"]) / km if km else 0.0
    return km if BORNE_OUT[0] <= ratio <= BORNE_OUT[1] else None


def planted(text: str, gold: Gold, error: str) -> str | None:
    """Return the text with one error in a claim, None where it cannot be planted.

    A conversion in brackets is taken out, since two units that differ are a finding of another
    kind.
    """
    start, end = gold["quantity"]["start"], gold["quantity"]["end"]
    last = max([end, *(other["end"] for other in gold["alternates"])])
    tail = text[last:].removeprefix(")") if last > end else text[end:]
    words = text[start:end]
    if error == "swap":
        changed = next((re.sub(a, b, words) for a, b in _SWAPS if re.search(a, words)), words)
    elif error == "tenfold":
        changed = re.sub(r"(\d)(?=\D*$)", r"\g<1>0", words, count=1)
    else:
        changed = words
        near = tail[:40]
        turned = re.sub("north|south|east|west", lambda m: _OPPOSITE[m[0]], near)
        if not gold.get("direction") or turned == near:
            return None
        return text[:start] + changed + turned + tail[40:]
    return None if changed == words else text[:start] + changed + tail


def answers(texts: Iterable[str], gazetteer: Gazetteer) -> Iterator[list[Gold]]:
    """Yield the findings of each text."""
    lines = (json.dumps({"id": str(i), "text": text}) for i, text in enumerate(texts))
    for row in claims_lines(lines, gazetteer=gazetteer, routers=open_routers(("offline",))):
        yield row["claims"]


def at(claims: list[Gold], start: int) -> Gold | None:
    """Return the finding whose quantity holds a position."""
    held = (c for c in claims if c["quantity"]["start"] <= start + 1 < c["quantity"]["end"] + 1)
    return next(held, None)


def study(documents: list[Gold]) -> dict[str, float]:
    """Return the shares, and how many claims each rests on."""
    gazetteer = Gazetteer.open()
    cases = [
        (document["text"], gold, km)
        for document in documents
        for gold in document["claims"]
        if (km := borne_out(gold)) is not None
    ]
    jobs: list[tuple[str, str, int]] = [("as_is", t, g["quantity"]["start"]) for t, g, _ in cases]
    for error in ("swap", "tenfold", "opposite"):
        for text, gold, km in cases:
            changed = planted(text, gold, error) if km > LEAST_KM else None
            if changed is not None:
                jobs.append((error, changed, gold["quantity"]["start"]))
    counts: Counter[str] = Counter()
    for (kind, _, start), claims in zip(
        jobs, answers((t for _, t, _ in jobs), gazetteer), strict=True
    ):
        found = at(claims, start)
        counts[f"{kind}_all"] += 1
        if found is None or found["verdict"] == "unverifiable":
            continue
        counts[f"{kind}_measured"] += 1
        turned = found["direction_verdict"] in ("questionable", "contradictory")
        flagged = turned if kind == "opposite" else found["verdict"] in FLAGGED
        counts[f"{kind}_flagged"] += flagged
    return dict(counts)


def main() -> None:
    """Read the benchmark, print the counts and the shares."""
    counts = study(json.loads(Path(sys.argv[1]).read_text("utf8")))
    figures: dict[str, float] = dict(counts)
    for kind in ("as_is", "swap", "tenfold", "opposite"):
        measured = counts.get(f"{kind}_measured", 0)
        figures[f"{kind}_share"] = round(counts.get(f"{kind}_flagged", 0) / max(1, measured), 4)
    sys.stdout.write(json.dumps(figures, indent=1) + "\n")


if __name__ == "__main__":
    main()
