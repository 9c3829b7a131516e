"""How many names with a place in them are taken for places: `python tests/eval/traps.py`.

Each name is looked up in its article where `../shared` has the text, else in the few words kept
beside it (`traps.csv`). Read by what `mapper geoparse` lists. A false place is a mention that
overlaps the name, demonyms too; a facility that is found as a whole is right. Two shares: of places
of their own, as `--no-inside` and `mapper map` have them, and with those that say in `inside` of
which longer name they are part.
"""

import csv
import json
import lzma
import os
import sys
from collections.abc import Iterator
from pathlib import Path

from mapper.gazetteer import Gazetteer
from mapper.model import Article, Mention, NameIndex, Span
from mapper.recognize.tagger import tag_names
from mapper.recognize.toponyms import recognize_tagged

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
) -> Iterator[tuple[dict[str, str], Mention]]:
    """Yield each trap that is fallen into, with the false place, one of its own if there is one."""
    found: dict[str, tuple[Mention, ...]] = {}
    for trap in read_traps():
        text, span = trap_place(trap, texts)
        if text not in found:
            article = Article(id="trap", source="trap", text=text)
            tagged = tag_names(article, names=names, fast=fast)
            found[text] = recognize_tagged(article, tagged, names=names)
        false = [
            mention
            for mention in found[text]
            if mention.span.overlaps(span)
            and mention.kind != "coreference"
            and not (mention.span == span and trap["kind"] == "facility")
        ]
        if false:
            yield trap, min(false, key=lambda mention: mention.inside is not None)


def main() -> None:
    """Print, as JSON, both shares for each tagger, and the names whose places are their own."""
    shared = Path(os.environ.get("MAPPER_SHARED", Path(__file__).resolve().parents[3] / "shared"))
    names, texts, traps = Gazetteer.open(), read_articles(shared / "corpora"), read_traps()
    for fast in (False, True):
        found = list(false_places(names, texts, fast=fast))
        fallen = [(trap["name"], place.text) for trap, place in found if place.inside is None]
        figures = {
            "fast": fast,
            "traps": len(traps),
            "false_share": round(len(fallen) / len(traps), 4),
            "with_inside": round(len(found) / len(traps), 4),
            "fallen": fallen,
        }
        sys.stdout.write(json.dumps(figures, ensure_ascii=False) + "\n")


if __name__ == "__main__":
    main()
