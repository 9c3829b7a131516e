"""How many names with a place in them a tagger takes for places: `python tests/eval/traps.py`.

Each name is looked up in its article where `../shared` has the text, else in the few words kept
beside it (`traps.csv`). A false place is a place of its own that overlaps the name; a facility that
is found as a whole is right, and places marked as inside a longer name do not count.
"""

import csv
import json
import lzma
import os
import sys
from collections.abc import Iterator
from pathlib import Path

from mapper.gazetteer import Gazetteer
from mapper.model import Article, NameIndex, Span
from mapper.recognize.tagger import TaggedSpan, tag_names

TRAPS_FILE = Path(__file__).parent / "traps.csv"


def read_traps() -> list[dict[str, str]]:
    """Return the rows of the trap set."""
    lines = (line for line in TRAPS_FILE.open(encoding="utf8") if not line.startswith("#"))
    return list(csv.DictReader(lines))


def read_articles(corpora: Path) -> dict[str, str]:
    """Return the text of each Wikinews article by its title, or nothing where it is missing."""
    path = corpora / "wikinews_2019_2020.jsonl.xz"
    if not path.is_file():
        return {}
    with lzma.open(path, "rt", encoding="utf8") as lines:
        return {row["id"]: row["text"] for row in map(json.loads, lines)}


def trap_place(trap: dict[str, str], texts: dict[str, str]) -> tuple[str, Span]:
    """Return the text that a trap is tried in, and where its name stands there."""
    text = texts.get(trap["article"])
    if text is None:
        text = " ".join(part for part in (trap["before"], trap["name"], trap["after"]) if part)
    start = _found(text, trap)
    return text, Span(start, start + len(trap["name"]))


def _found(text: str, trap: dict[str, str]) -> int:
    at = text.find(trap["name"])
    while at >= 0:
        before = " ".join(text[max(0, at - 80) : at].split())
        if before.endswith(trap["before"]):
            return at
        at = text.find(trap["name"], at + 1)
    return text.find(trap["name"])


def false_places(
    names: NameIndex, texts: dict[str, str], *, fast: bool
) -> Iterator[tuple[dict[str, str], str]]:
    """Yield each trap that a tagger falls into, with the false place."""
    found: dict[str, tuple[TaggedSpan, ...]] = {}
    for trap in read_traps():
        text, span = trap_place(trap, texts)
        if text not in found:
            article = Article(id="trap", source="trap", text=text)
            found[text] = tag_names(article, names=names, fast=fast)
        for tagged in found[text]:
            is_whole = tagged.span == span and trap["kind"] == "facility"
            is_place = tagged.label == "LOC" and tagged.inside is None
            if is_place and tagged.span.overlaps(span) and not is_whole:
                yield trap, tagged.text
                break


def main() -> None:
    """Print, as JSON, the share of traps that each tagger falls into, and the names."""
    shared = Path(os.environ.get("MAPPER_SHARED", Path(__file__).resolve().parents[3] / "shared"))
    names, texts, traps = Gazetteer.open(), read_articles(shared / "corpora"), read_traps()
    for fast in (False, True):
        fallen = [(trap["name"], place) for trap, place in false_places(names, texts, fast=fast)]
        figures = {"fast": fast, "traps": len(traps), "false_share": len(fallen) / len(traps)}
        sys.stdout.write(json.dumps({**figures, "fallen": fallen}, ensure_ascii=False) + "\n")


if __name__ == "__main__":
    main()
