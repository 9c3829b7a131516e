"""Time findings, routes aside, against bare calls of `geopy.distance.geodesic`, in one run.

    python tests/bench/findings_speed.py [DOCS.jsonl]

DOCS.jsonl holds one `{"id", "text"}` a line. Texts are read and their names resolved before; what
is timed is everything from a claim to its finding. Without it the claims are made up, between two
places that stand for certain: what a finding itself costs. Prints findings and calls a second, each
the best of nine runs in turn, and their ratio; at least 0.5 is asked of the second form.
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
from mapper.model import Annotations, Article, Mention, Place, Resolution, Span
from mapper.recognize.article import recognize_article
from mapper.recognize.claims import recognize_claims

RUNS = 9
MADE_UP = 200
CALLS = 2000


def cpu_seconds(work: Callable[[], object]) -> float:
    """Return the processor time of one run."""
    start = time.process_time()
    work()
    return time.process_time() - start


def read_claims(
    path: str, gazetteer: Gazetteer
) -> tuple[list[Article], list[Annotations], list[Resolution]]:
    """Return the documents of a file, their claims and the places of their names."""
    rows = [json.loads(line) for line in Path(path).read_text("utf8").splitlines()]
    articles = [Article(id=f"a{i}", source=f"{i}", text=row["text"]) for i, row in enumerate(rows)]
    annotations = [recognize_article(article, names=gazetteer) for article in articles]
    return articles, annotations, list(geocode_mentions(articles, annotations, gazetteer))


def made_up_claims() -> tuple[list[Article], list[Annotations], list[Resolution]]:
    """Return claims between places of our own, of which nothing is in doubt."""
    articles, annotations, resolutions = [], [], []
    for i in range(MADE_UP):
        places = [
            Place(
                id=f"t:{name}{i}",
                name=f"{name}{i}",
                lat=lat + i / 200,
                lon=10.0,
                feature_code="PPL",
                kind="city",
                country="DE",
            )
            for name, lat in (("P", 51.0), ("Q", 50.0))
        ]
        text = f"{places[0].name} is {60 + i} km north of {places[1].name}."
        article = Article(id=f"a{i}", source=f"{i}", text=text)
        found = []
        for place in places:
            start = text.index(place.name)
            mention = Mention(
                article=article.id,
                span=Span(start, start + len(place.name)),
                text=place.name,
                kind="toponym",
                name=place.name,
            )
            found.append(mention)
            resolutions.append(Resolution(mention=mention, candidates=(), place=place, score=1.0))
        claims = recognize_claims(article, found, names=None)
        articles.append(article)
        annotations.append(Annotations(article=article.id, mentions=tuple(found), claims=claims))
    return articles, annotations, resolutions


def main(path: str | None = None) -> None:
    """Time both and print the figures."""
    gazetteer = Gazetteer.open()
    documents = read_claims(path, gazetteer) if path else made_up_claims()

    def audited() -> int:
        return len(audit_claims(*documents, gazetteer=gazetteer))

    found = audited()
    pairs = [(-60 + i % 120, i % 360 - 180.0) for i in range(CALLS + 1)]
    taken = [
        (
            cpu_seconds(audited),
            cpu_seconds(lambda: [geodesic(a, b).km for a, b in itertools.pairwise(pairs)]),
        )
        for _ in range(RUNS)
    ]  # in turn: a busy machine slows both
    ours, bare = (min(times) for times in zip(*taken, strict=True))
    findings, calls = found / ours, CALLS / bare
    figures = {
        "findings": found,
        "findings_per_second": round(findings),
        "geodesics_per_second": round(calls),
        "times": round(findings / calls, 2),
    }
    print(json.dumps(figures, indent=1))


if __name__ == "__main__":
    main(*sys.argv[1:])
