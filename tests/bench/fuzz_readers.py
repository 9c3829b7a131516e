"""Fuzzes a reader with mutated and made-up documents, for so many minutes of processor time.

Usage: python tests/bench/fuzz_readers.py html|feed|xml|docx CPU_MINUTES [FOLDER [SEED]]

A worker reads case after case; this process watches it. A find is: any exception but SourceError, a
message without the source's name, a mark outside the text, a case of over 30 seconds of processor
time (or ten minutes by the clock), a resident size of over 1 GB, a worker that dies. Finds are cut
down and kept in FOLDER. Printed as JSON: cases, readings, refusals by kind, processor minutes, peak
memory, the slowest case, finds.
Processor time is that of the worker and of the page reader's child, the making of cases included.
"""

import json
import multiprocessing
import os
import re
import sys
import time
import traceback
from collections import Counter
from collections.abc import Callable
from multiprocessing.connection import Connection
from pathlib import Path
from random import Random

from fuzz_cases import maker, page_seeds

from mapper.errors import SourceError
from mapper.model import Article
from mapper.read.feed import feed_entries
from mapper.read.formats import read_bytes
from mapper.read.page import PageReader
from mapper.read.plain import article_from_text
from mapper.read.xml import xml_tree

PAGES = Path(os.environ.get("MAPPER_SHARED", "../shared")) / "bench" / "pages"
HANG_SECONDS = 30.0
STUCK_SECONDS = 600.0
MEMORY_MB = 1024
CUT_SECONDS = 20.0
_NAME = "case-under-test"
_TICKS = os.sysconf("SC_CLK_TCK")


def check_article(article: Article) -> None:
    """Raise AssertionError where a mark lies outside the text or on another one."""
    end = 0
    for mark in article.marked:
        if not end <= mark.span.start < mark.span.end <= len(article.text):
            message = f"mark {mark} in a text of {len(article.text)}"
            raise AssertionError(message)
        end = mark.span.end
    article.text.encode("utf8")


def read_case(reader: str, raw: bytes, pages: PageReader) -> str:
    """Read one case and return what became of it."""
    try:
        if reader == "xml":
            xml_tree(raw, source=_NAME)
        elif reader == "feed":
            for entry in feed_entries(raw, source=_NAME, child=pages.child):
                check_article(article_from_text(entry.text or entry.title or "", source=_NAME))
        else:
            ending = ".html" if reader == "html" else ".docx"
            for article, _ in read_bytes(raw, _NAME + ending, pages=pages):
                check_article(article)
    except SourceError as error:
        message = str(error)
        if _NAME not in message or "\n" in message:
            wrong = f"a message that does not help: {message!r:.300}"
            raise AssertionError(wrong) from error
        return re.sub(r"\([^()]*\)|[\d,]+|'[^']*'", "#", message.split(": ", 1)[1])[:60]
    return "read"


def site(error: BaseException) -> str:
    """Return the kind of an error and the innermost place of ours that it went through."""
    frames = [f for f in traceback.extract_tb(error.__traceback__) if "mapper" in f.filename]
    where = f"{Path(frames[-1].filename).name}:{frames[-1].lineno}" if frames else "?"
    return f"{type(error).__name__} at {where}"


def cut_down(reader: str, raw: bytes, wanted: str, pages: PageReader) -> bytes:
    """Return a smaller case with the same error, by leaving out ever smaller pieces."""
    deadline = time.monotonic() + CUT_SECONDS
    size = len(raw) // 2
    while size and time.monotonic() < deadline:
        start = 0
        while start < len(raw) and time.monotonic() < deadline:
            shorter = raw[:start] + raw[start + size :]
            try:
                read_case(reader, shorter, pages)
            except Exception as error:  # noqa: BLE001 - any error may be the one looked for
                if site(error) == wanted:
                    raw = shorter
                    continue
            start += size
        size //= 2
    return raw


def cpu_seconds(pid: int) -> float:
    """Return the processor time of a process, 0.0 where it is gone."""
    try:
        fields = Path(f"/proc/{pid}/stat").read_text("utf8").rsplit(")", 1)[1].split()
    except OSError:
        return 0.0
    return (int(fields[11]) + int(fields[12])) / _TICKS


def peak_mb(pid: int) -> float:
    """Return the largest resident size of a process so far, 0.0 where it is gone."""
    try:
        status = Path(f"/proc/{pid}/status").read_text("utf8")
    except OSError:
        return 0.0
    found = re.search(r"VmHWM:\s+(\d+)", status)
    return int(found.group(1)) / 1024 if found else 0.0


class _Worker:
    """Reads cases from number `first` on, and tells the watcher of each."""

    def __init__(self, reader: str, seed: str, folder: Path, pipe: Connection) -> None:
        self.reader, self.seed, self.folder, self.pipe = reader, seed, folder, pipe
        self.pages = PageReader()
        self.children = 0.0  # processor time of page readers' children that have ended
        self.child_pid = 0

    def run(self, first: int) -> None:
        make = maker(self.reader, page_seeds(PAGES) if self.reader == "html" else [])
        number = first
        while True:
            self.one(number, make)
            number += 1

    def one(self, number: int, make: Callable[[Random], bytes]) -> None:
        raw = make(Random(f"{self.seed}:{self.reader}:{number}"))  # noqa: S311 - cases, no secrets
        self.pipe.send(("start", number, 0.0, 0.0, ""))
        begun = time.monotonic()
        try:
            kind = read_case(self.reader, raw, self.pages)
        except Exception as error:  # noqa: BLE001 - that is what is looked for
            kind = f"FIND {site(error)}"
            self.keep(number, cut_down(self.reader, raw, site(error), self.pages), error)
        seconds = time.monotonic() - begun
        memory = max(peak_mb(os.getpid()), peak_mb(self._child()))
        self.pipe.send(("done", number, seconds, memory, kind))

    def _child(self) -> int:
        pid = self.pages.child.pid or 0
        if pid != self.child_pid:
            self.pipe.send(("child", pid, 0.0, 0.0, ""))
            self.child_pid = pid
        return pid

    def keep(self, number: int, raw: bytes, error: Exception) -> None:
        name = f"{self.reader}-{re.sub(r'[^A-Za-z0-9]+', '-', site(error))}"
        path = self.folder / f"{name}.bin"
        if not path.exists() or len(path.read_bytes()) > len(raw):
            path.write_bytes(raw)
            path.with_suffix(".txt").write_text(
                f"case {number}\n{''.join(traceback.format_exception(error))}", "utf8"
            )


def _work(reader: str, seed: str, folder: Path, pipe: Connection, first: int) -> None:
    _Worker(reader, seed, folder, pipe).run(first)


class _Watcher:
    """Starts workers one after the other, and counts what they do."""

    def __init__(self, reader: str, seconds: float, folder: Path, seed: str) -> None:
        self.reader, self.seconds, self.folder, self.seed = reader, seconds, folder, seed
        self.kinds: Counter[str] = Counter()
        self.spent = self.peak = self.slowest = 0.0
        self.cases = self.slow_case = self.running = 0

    def run(self) -> None:
        """Watch workers until the processor time is used up."""
        self.folder.mkdir(parents=True, exist_ok=True)
        while self.spent < self.seconds:
            self.watch_one()
            self.running += 1

    def watch_one(self) -> None:
        """Start a worker and listen until it is stopped: out of time, stuck, too large or dead."""
        pipe, theirs = multiprocessing.Pipe(duplex=False)
        settings = (self.reader, self.seed, self.folder, theirs, self.running)
        worker = multiprocessing.Process(target=_work, args=settings)
        worker.start()
        theirs.close()
        times = {worker.pid or 0: 0.0}
        began, used = time.monotonic(), 0.0
        while self.spent + sum(times.values()) < self.seconds:
            times = {pid: max(seconds, cpu_seconds(pid)) for pid, seconds in times.items()}
            if not pipe.poll(1.0):
                hangs = sum(times.values()) - used > HANG_SECONDS
                if hangs or time.monotonic() - began > STUCK_SECONDS:
                    self.find("hang")
                    break
                continue
            try:
                event, number, seconds, memory, kind = pipe.recv()
            except EOFError:
                self.find("died")
                break
            if event == "child":
                times[number] = 0.0
                continue
            began, used = time.monotonic(), sum(times.values())
            self.running = number
            if event == "done" and not self.count(seconds, memory, kind):
                break
        self.spent += sum(times.values())
        worker.terminate()
        worker.join()
        pipe.close()

    def count(self, seconds: float, memory: float, kind: str) -> bool:
        """Count a case; False where it took too much memory."""
        self.cases += 1
        self.kinds[kind] += 1
        self.peak = max(self.peak, memory)
        if seconds > self.slowest:
            self.slowest, self.slow_case = seconds, self.running
        if memory > MEMORY_MB:
            self.find("memory")
        return memory <= MEMORY_MB

    def find(self, what: str) -> None:
        """Keep the number of the running case: with the seed it makes the case again."""
        self.kinds[f"FIND {what}"] += 1
        path = self.folder / f"{self.reader}-{what}-{self.seed}-{self.running}.txt"
        path.write_text(str(self.running), "utf8")

    def answer(self) -> dict[str, object]:
        """Return the counts."""
        refused = Counter({k: v for k, v in self.kinds.items() if not k.startswith("FIND")})
        return {
            "reader": self.reader,
            "seed": self.seed,
            "cases": self.cases,
            "cpu_minutes": round(self.spent / 60, 2),
            "peak_mb": round(self.peak),
            "slowest_seconds": round(self.slowest, 2),
            "slowest_case": self.slow_case,
            "read": refused.pop("read", 0),
            "finds": {k: v for k, v in self.kinds.items() if k.startswith("FIND")},
            "refused": dict(refused.most_common(25)),
        }


def main(reader: str, minutes: str, folder: str = "fuzz-finds", seed: str = "1") -> None:
    """Fuzz and print the counts."""
    watcher = _Watcher(reader, float(minutes) * 60, Path(folder), seed)
    watcher.run()
    print(json.dumps(watcher.answer(), indent=1))


if __name__ == "__main__":
    main(*sys.argv[1:])
