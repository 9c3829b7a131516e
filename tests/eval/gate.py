"""The quality gate: measures mapper against the shared gold and fails below pinned floors.

Usage: python tests/eval/gate.py [--only NAME] [--update] [--allow-regression] [--require]

The gold, the corpora and the scoring scripts lie beside the repository in `../shared` (or where
MAPPER_SHARED says); without them the gate says so and is skipped, or fails with --require.
`floors.json` holds the floor of every figure and the sha256 of its gold, so that no score changes
because the gold did. --update pins the figures just measured; it refuses to lower a floor unless
--allow-regression is given. The texts of `tests/data/held_out` are measured in the same way;
nothing is made after a look at them.
"""

import argparse
import hashlib
import json
import os
import re
import subprocess
import sys
import tempfile
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import TypedDict

HERE = Path(__file__).resolve().parent
FLOORS = HERE / "floors.json"
SHARED = Path(os.environ.get("MAPPER_SHARED", HERE.parents[2] / "shared"))
HELD_OUT = HERE.parent / "data" / "held_out"
# One flipped mention of LGL moves a figure by 0.0002; floors are compared with this much room.
EPSILON = 0.0005
LOWER_IS_BETTER = re.compile(r"wrong|extra|drawn_in_error|false|off$")
Figures = dict[str, float]


class Pinned(TypedDict):
    """The floors of one measure, and the sha256 of the gold that they stand on."""

    gold: str
    floors: Figures


def run(*command: str, stdin: Path | None = None) -> str:
    """Return what a command prints; its own messages go to stderr."""
    with stdin.open("rb") if stdin else open(os.devnull, "rb") as source:  # noqa: PTH123 (a device)
        done = subprocess.run(command, stdin=source, stdout=subprocess.PIPE, check=False)
    return done.stdout.decode("utf8")


def mapper(*arguments: str, stdin: Path | None = None) -> str:
    """Run the command line of this environment."""
    return run(sys.executable, "-m", "mapper", *arguments, stdin=stdin)


def score(script: str, *arguments: str) -> str:
    """Run one of the shared scoring scripts."""
    return run(sys.executable, str(SHARED / "score" / script), *arguments)


def numbers(text: str) -> list[float]:
    """Return the numbers of a line such as "80 of 87 place mentions right, 2 wrong"."""
    return [float(number) for number in re.findall(r"\d+(?:\.\d+)?", text)]


def five_articles(folder: Path) -> Figures:
    """Places, claims, verdicts, conflicts and itinerary of the five articles."""
    mapper("map", str(SHARED / "articles"), "-o", str(folder / "five"), "--offline")
    report = str(folder / "five" / "internal" / "report.json")
    last = {
        what: numbers(score("articles.py", report, what).strip().splitlines()[-1])
        for what in ("places", "claims", "verdicts", "conflicts")
    }
    itinerary = json.loads(score("itinerary.py", str(SHARED / "gold" / "itinerary.json"), report))
    return {
        "places_right": last["places"][0],
        "places_wrong": last["places"][2],
        "claims_right": last["claims"][0],
        "claims_false": last["claims"][2],
        "verdicts_right": last["verdicts"][0],
        "conflicts_found": last["conflicts"][0],
        "conflicts_extra": last["conflicts"][2],
        "route_f1": itinerary["status"]["route_f1"] or 0.0,
        "planned_f1": itinerary["status"]["planned_f1"] or 0.0,
        "drawn_in_error": itinerary["status"]["drawn_in_error"],
        "pairs_right": itinerary["order"]["right"],
        "days_right": itinerary["dates"]["right"],
        "false_dates": itinerary["dates"]["false_dates"],
    }


def passages(gold: Path) -> Callable[[Path], Figures]:
    """Journeys of annotated passages, each mapped alone."""

    def measure(folder: Path) -> Figures:
        command = folder / "mapper"
        command.write_text(f'#!/bin/sh\nexec "{sys.executable}" -m mapper "$@"\n')
        command.chmod(0o755)
        total = json.loads(score("passages.py", str(command), str(gold)).strip().splitlines()[-1])
        return {
            "route_f1": total["route_f1"],
            "planned_f1": total["planned_f1"],
            "pairs": total["pairs_right"] / total["pairs"],
            "days": total["days_right"] / total["dated"],
            "drawn_in_error": total["drawn_in_error"],
        }

    return measure


def claims(gold: Path) -> Callable[[Path], Figures]:
    """Distance claims of a benchmark."""

    def measure(folder: Path) -> Figures:
        documents, answers = folder / "claims-docs.jsonl", folder / "claims.jsonl"
        documents.write_text(score("claims.py", "docs", str(gold)), encoding="utf8")
        answers.write_text(mapper("claims", stdin=documents), encoding="utf8")
        found = json.loads(score("claims.py", str(gold), str(answers)))
        known = found["with_coordinates"]
        return {
            **{
                name: found[name]
                for name in ("f1", "value", "unit", "hedge", "direction", "anchor", "target")
            },
            "both_ends_within_10_km": found["both_within_10_km"] / known,
            "an_end_over_50_km_off": found["an_end_over_50_km_off"] / known,
        }

    return measure


def corpus(name: str) -> Callable[[Path], Figures]:
    """Recognition, resolution and end to end on a corpus.

    The tagger never saw the corpora; the resolver's shipped weights did, so its figures here guard
    against regressions alone. `tests/eval/train_geocode.py --unseen` gives the honest ones.
    """

    def measure(folder: Path) -> Figures:
        documents = folder / f"{name}-docs.jsonl"
        gold, free = folder / f"{name}-gold.jsonl", folder / f"{name}-free.jsonl"
        documents.write_text(score("geoparse.py", "docs", name), encoding="utf8")
        gold.write_text(mapper("geoparse", "--gold-mentions", stdin=documents), encoding="utf8")
        free.write_text(mapper("geoparse", stdin=documents), encoding="utf8")
        fast = folder / f"{name}-fast.jsonl"
        fast.write_text(mapper("geoparse", "--fast", stdin=documents), encoding="utf8")
        resolved = json.loads(score("geoparse.py", "resolve", name, str(gold)))
        found = json.loads(score("geoparse.py", "end2end", name, str(free)))
        quick = json.loads(score("geoparse.py", "end2end", name, str(fast)))
        return {
            "recognition_f1": found["exact"]["recognition"]["f1"],
            "fast_recognition_f1": quick["exact"]["recognition"]["f1"],
            "end_to_end_f1": found["overlap"]["end_to_end_161km"]["f1"],
            "acc161": resolved["acc161"],
            "wrong_161km_at_70": resolved["wrong_pins_161km_at_70"] or 1.0,
            "wrong_20km_at_70": resolved["wrong_pins_20km_at_70"] or 1.0,
        }

    return measure


MEASURES: dict[str, Callable[[Path], Figures]] = {
    "five_articles": five_articles,
    "passages": passages(SHARED / "bench" / "itinerary"),
    "claims": claims(SHARED / "bench" / "distance_dev.json"),
    "held_out_journeys": passages(HELD_OUT / "journeys"),
    "held_out_claims": claims(HELD_OUT / "distance_claims.json"),
    "lgl": corpus("lgl"),
    "gwn": corpus("gwn"),
}
GOLD = {
    "five_articles": [
        SHARED / "gold" / name for name in ("places.json", "distance_claims.json", "itinerary.json")
    ],
    "passages": [SHARED / "bench" / "itinerary"],
    "claims": [SHARED / "bench" / "distance_dev.json"],
    "held_out_journeys": [HELD_OUT / "journeys"],
    "held_out_claims": [HELD_OUT / "distance_claims.json"],
    "lgl": [SHARED / "corpora" / "lgl.xml"],
    "gwn": [SHARED / "corpora" / "gwn.xml"],
}


def digest(paths: Sequence[Path]) -> str:
    """Return one sha256 over the gold files of a measure."""
    total = hashlib.sha256()
    for path in paths:
        for file in sorted(path.glob("*.json")) if path.is_dir() else [path]:
            total.update(file.read_bytes())
    return total.hexdigest()


def fell(name: str, figure: float, floor: float) -> bool:
    """Return whether a figure is worse than its floor."""
    worse = figure - floor if LOWER_IS_BETTER.search(name) else floor - figure
    return worse > EPSILON


def main() -> int:
    """Measure, compare, and write new floors where asked."""
    parser = argparse.ArgumentParser(description=__doc__.split("\n", 1)[0])
    parser.add_argument("--only", choices=MEASURES, action="append")
    parser.add_argument("--update", action="store_true")
    parser.add_argument("--allow-regression", action="store_true")
    parser.add_argument("--require", action="store_true", help="fail where the gold is missing")
    options = parser.parse_args()
    if not (SHARED / "score").is_dir():
        print(f"gate: skipped, there is no {SHARED}; MAPPER_SHARED names the folder with the gold")
        return int(options.require)
    floors = json.loads(FLOORS.read_text(encoding="utf8")) if FLOORS.exists() else {}
    failed = False
    with tempfile.TemporaryDirectory() as scratch:
        for name in options.only or MEASURES:
            failed |= not _check(name, floors, Path(scratch), options)
    if options.update and not failed:
        FLOORS.write_text(json.dumps(floors, indent=1, sort_keys=True) + "\n", encoding="utf8")
    return int(failed)


def _check(
    name: str, floors: dict[str, Pinned], scratch: Path, options: argparse.Namespace
) -> bool:
    pinned = floors.get(name)
    gold = digest(GOLD[name])
    if pinned and pinned["gold"] != gold and not options.update:
        print(f"{name}: the gold differs from the one that the floors stand on; see --update")
        return False
    known = pinned["floors"] if pinned else {}
    figures = MEASURES[name](scratch)
    fallen = {
        key for key, value in figures.items() if key in known and fell(key, value, known[key])
    }
    for key, value in figures.items():
        mark = "  FELL" if key in fallen else ""
        print(f"{name}.{key}: {value:.4g} (floor {known.get(key, '-')}){mark}", flush=True)
    if fallen and not (options.update and options.allow_regression):
        return False
    if options.update:
        kept = {
            key: value if key in fallen else better(key, value, known.get(key, value))
            for key, value in figures.items()
        }
        floors[name] = {"gold": gold, "floors": {k: round(v, 4) for k, v in kept.items()}}
    return True


def better(name: str, figure: float, floor: float) -> float:
    """Return the better of a figure and its floor."""
    return min(figure, floor) if LOWER_IS_BETTER.search(name) else max(figure, floor)


if __name__ == "__main__":
    sys.exit(main())
