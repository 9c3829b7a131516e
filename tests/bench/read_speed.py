r"""Speed of reading plain text against `splitlines` and one pass of `re.finditer(r"\w+")`.

Usage: python tests/bench/read_speed.py FOLDER_OR_XML [RUNS]

Texts are the files of a folder, or the <text> elements of a corpus in XML. Both sides run in turn,
in processor time; reading is bytes to Article, marks and dates included. At least 0.2 is asked for.
"""

import re
import statistics
import sys
import time
from collections.abc import Callable, Sequence
from pathlib import Path
from xml.etree.ElementTree import parse

from mapper.read.decode import decode_bytes
from mapper.read.plain import article_from_text

_WORD = re.compile(r"\w+")


def texts(source: Path) -> list[bytes]:
    """Return the texts of a folder or a corpus."""
    if source.is_dir():
        return [path.read_bytes() for path in sorted(source.glob("*.txt"))]
    found = (element.findtext("text") for element in parse(source).iter("article"))  # noqa: S314
    return [text.encode() for text in found if text]


def read(raw: bytes) -> None:
    """Read one text as the reader of plain text does."""
    article_from_text(decode_bytes(raw, source="text").text, source="text")


def scan(raw: bytes) -> None:
    """Split one text into lines, and look at every word once."""
    text = raw.decode()
    text.splitlines()
    for _ in _WORD.finditer(text):
        pass


def seconds(work: Callable[[bytes], None], raws: Sequence[bytes]) -> float:
    """Return the processor time of one pass."""
    started = time.process_time()
    for raw in raws:
        work(raw)
    return time.process_time() - started


def main(source: str, runs: int = 7) -> None:
    """Print megabytes a second of both, and their ratio."""
    raws = texts(Path(source))
    size = sum(map(len, raws)) / 1e6
    repeats = max(1, round(2 / size))
    raws = raws * repeats
    seconds(read, raws[:5])
    pairs = [(seconds(read, raws), seconds(scan, raws)) for _ in range(runs)]
    ratio = statistics.median(theirs / ours for ours, theirs in pairs)
    ours, theirs = (size * repeats / min(times) for times in zip(*pairs, strict=True))
    print(f"{size:.2f} MB in {len(raws) // repeats} texts, {repeats} times, {runs} runs")
    print(f"reading {ours:.1f} MB/s, splitlines and words {theirs:.1f} MB/s, ratio {ratio:.2f}")


if __name__ == "__main__":
    main(sys.argv[1], *map(int, sys.argv[2:]))
