"""Time findings, routes aside, against bare calls of `geopy.distance.geodesic`, in one run.

    python tests/bench/findings_speed.py DOCS.jsonl

DOCS.jsonl holds one `{"id", "text"}` a line. Texts are read and their names resolved before; what
is timed is everything from a claim to its finding. Prints findings and calls a second, each the
best of three runs, and their ratio.
"""

import itertools
import json
import sys
import time
from collections.abc import Callable
from pathlib import Path

from geopy.distance import geodesic

from mapper.audit import audit_claims
from mapper.gazetteer import Gazetteer
from mapper.geocode import geocode_mentions
from mapper.model import Article
from mapper.recognize.article import recognize_article

RUNS = 3
CALLS = 2000


def best_of(work: Callable[[], object]) -> float:
    """Return the seconds of processor time of the best of `RUNS` runs."""
    times = []
    for _ in range(RUNS):
        start = time.process_time()
        work()
        times.append(time.process_time() - start)
    return min(times)


def main(path: str) -> None:
    """Time both and print the figures."""
    rows = [json.loads(line) for line in Path(path).read_text("utf8").splitlines()]
    articles = [Article(id=f"a{i}", source=f"{i}", text=row["text"]) for i, row in enumerate(rows)]
    gazetteer = Gazetteer.open()
    annotations = [recognize_article(article, names=gazetteer) for article in articles]
    resolutions = geocode_mentions(articles, annotations, gazetteer)

    def audited() -> int:
        return len(audit_claims(articles, annotations, resolutions, gazetteer=gazetteer))

    found = audited()
    findings = found / best_of(audited)
    pairs = [(-60 + i % 120, i % 360 - 180.0) for i in range(CALLS + 1)]
    calls = CALLS / best_of(lambda: [geodesic(a, b).km for a, b in itertools.pairwise(pairs)])
    figures = {
        "findings": found,
        "findings_per_second": round(findings),
        "geodesics_per_second": round(calls),
        "times": round(findings / calls, 2),
    }
    print(json.dumps(figures, indent=1))


if __name__ == "__main__":
    main(sys.argv[1])
