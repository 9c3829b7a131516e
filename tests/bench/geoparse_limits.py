"""How `mapper geoparse` grows with its input, and what it needs: `geoparse_limits.py DOCS.jsonl`.

DOCS.jsonl holds `{"id", "text"}` a line (`score/geoparse.py docs lgl`); its texts are joined and
repeated. `--fast` takes the smaller tagger, `--megabytes N` and `--documents N` set the largest
input (10 and 100,000). Each size runs in a process of its own; time is processor time, the exponent
the slope of its logarithm over that of the size, start-up taken off; memory is the peak of what a
process holds beside the pages of the gazetteer's mapped file.
"""

import argparse
import json
import math
import os
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Iterator
from itertools import cycle, islice
from pathlib import Path

GAZETTEER = ".gaz"  # how the mapped file's name ends
POLL_S = 0.2
SHORT = 160  # characters of a short document
PARTS = (8, 4, 2, 1)  # the largest input is divided by these


def held_kb(pid: int) -> int:
    """Return the resident kB of a process without the pages of the gazetteer; 0 when it ended."""
    try:
        lines = Path(f"/proc/{pid}/smaps").read_text("utf8").splitlines()
    except (FileNotFoundError, ProcessLookupError):
        return 0
    total, counts = 0, True
    for line in lines:
        first, _, rest = line.partition(" ")
        if not first.endswith(":"):
            counts = not line.endswith(GAZETTEER)
        elif first == "Rss:" and counts:
            total += int(rest.split()[0])
    return total


def geoparse(path: Path, *, fast: bool) -> tuple[float, float, float]:
    """Return (processor seconds, peak MB, MB at a quarter of the time) of one run over a file."""
    command = [sys.executable, "-m", "mapper", "geoparse", *(["--fast"] if fast else [])]
    before = os.times()
    seen = []
    with (
        path.open("rb") as source,
        subprocess.Popen(command, stdin=source, stdout=subprocess.DEVNULL) as running,
    ):
        while running.poll() is None:
            seen.append(held_kb(running.pid))
            time.sleep(POLL_S)
    if running.returncode:
        message = f"mapper geoparse ended with {running.returncode} on {path.stat().st_size} bytes"
        raise RuntimeError(message)
    after = os.times()
    spent = after.children_user + after.children_system
    spent -= before.children_user + before.children_system
    return spent, max(seen) / 1024, max(seen[: max(1, len(seen) // 4)]) / 1024


def long_line(texts: list[str], size: int) -> Iterator[str]:
    """Yield one document of `size` characters."""
    joined = "\n\n".join(texts)
    repeated = joined * (size // len(joined) + 1)
    yield json.dumps({"id": "long", "text": repeated[:size]})


def short_lines(texts: list[str], count: int) -> Iterator[str]:
    """Yield `count` documents of a sentence or two."""
    cut = [text[at : at + SHORT] for text in texts for at in range(0, len(text), SHORT)]
    for number, text in enumerate(islice(cycle(cut), count)):
        yield json.dumps({"id": number, "text": text})


def slope(sizes: list[int], seconds: list[float]) -> float:
    """Return the exponent of growth: the least-squares slope of log time over log size."""
    x, y = [math.log(size) for size in sizes], [math.log(second) for second in seconds]
    middle, height = sum(x) / len(x), sum(y) / len(y)
    across = sum((a - middle) ** 2 for a in x)
    return sum((a - middle) * (b - height) for a, b in zip(x, y, strict=True)) / across


def growth(
    texts: list[str], largest: int, make: Callable[[list[str], int], Iterator[str]], *, fast: bool
) -> dict[str, object]:
    """Return the figures of one kind of input in growing sizes."""
    rows, sizes = [], [largest // part for part in PARTS]
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "in.jsonl"
        path.write_text(json.dumps({"id": 0, "text": "Reno"}) + "\n", "utf8")
        start_s, _, _ = geoparse(path, fast=fast)
        for size in sizes:
            path.write_text("\n".join(make(texts, size)) + "\n", "utf8")
            rows.append(geoparse(path, fast=fast))
    return {
        "sizes": sizes,
        "seconds": [round(row[0] - start_s, 1) for row in rows],
        "exponent": round(slope(sizes, [row[0] - start_s for row in rows]), 3),
        "peak_mb": [round(row[1]) for row in rows],
        "largest_mb_at_a_quarter": round(rows[-1][2]),
    }


def main() -> None:
    """Print the figures as JSON, one line for each kind of input."""
    parser = argparse.ArgumentParser(description=__doc__.split("\n", 1)[0])
    parser.add_argument("docs", type=Path)
    parser.add_argument("--fast", action="store_true")
    parser.add_argument("--megabytes", type=float, default=10)
    parser.add_argument("--documents", type=int, default=100_000)
    options = parser.parse_args()
    rows = options.docs.read_text("utf8").split("\n")
    texts = [json.loads(row)["text"] for row in rows if row]
    kinds = {
        "one long line, characters": (int(options.megabytes * 1e6), long_line),
        "short documents": (options.documents, short_lines),
    }
    for name, (largest, make) in kinds.items():
        figures = growth(texts, largest, make, fast=options.fast)
        print(json.dumps({"input": name, "fast": options.fast, **figures}), flush=True)


if __name__ == "__main__":
    main()
