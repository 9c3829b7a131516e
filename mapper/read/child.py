"""Owns the child process in which the parsers of pages and feeds run, and kills it when it hangs.

Parsers written in C cannot be interrupted from Python, and patterns of third parties are quadratic
on hostile input: a feed of 100 kB with one long author kept its parser busy for half a minute.
"""

import json
import subprocess
import sys
import threading
from contextlib import suppress
from typing import Any, Literal

from mapper.errors import SourceError

#: Seconds for one page or feed. The slowest of 120 saved pages takes under 2 on a busy machine.
CHILD_SECONDS = 20.0


_NEXT_STEP = {
    "page": "save its text as .txt",
    "feed": "hand in the addresses of its articles",
    "pdf": "copy its text into a .txt file",
}


class Child:
    """A process that is started at the first question and again after each one that broke it."""

    def __init__(self, seconds: float = CHILD_SECONDS) -> None:
        """Allow that many seconds for each answer."""
        self._seconds = seconds
        self._process: subprocess.Popen[bytes] | None = None

    @property
    def pid(self) -> int | None:
        """The process that runs now, None before the first question."""
        return self._process.pid if self._process else None

    def ask(
        self,
        kind: Literal["page", "feed", "pdf"],
        text: str,
        *,
        source: str,
        url: str | None = None,
    ) -> dict[str, Any]:
        """Return what the parser of that kind makes of a text.

        Raises SourceError where it takes too long, too much memory, or crashes.
        """
        process = self._running()
        body = text.encode("utf8", "replace")
        head = json.dumps({"kind": kind, "size": len(body), "url": url}).encode() + b"\n"
        timed_out = threading.Event()

        def stop() -> None:
            timed_out.set()
            process.kill()

        timer = threading.Timer(self._seconds, stop)
        timer.start()
        try:
            line = _exchange(process, head + body)
        finally:
            timer.cancel()
        if not line:
            self.close()
            why = f"took over {self._seconds:g} s" if timed_out.is_set() else "broke the reader"
            message = f"{source}: the {kind} {why}; {_NEXT_STEP[kind]}."
            raise SourceError(message)
        answer: dict[str, Any] = json.loads(line)
        return answer

    def close(self) -> None:
        """End the process, if there is one."""
        process, self._process = self._process, None
        if process is None:
            return
        process.kill()
        process.wait()
        for pipe in (process.stdin, process.stdout):
            if pipe is not None:
                with suppress(OSError):  # what was left for the dead child to read
                    pipe.close()

    def _running(self) -> subprocess.Popen[bytes]:
        if self._process is None or self._process.poll() is not None:
            self.close()
            self._process = subprocess.Popen(
                [sys.executable, "-m", "mapper.read.child_main"],
                stdin=subprocess.PIPE,
                stdout=subprocess.PIPE,
                stderr=subprocess.DEVNULL,
            )
        return self._process


def _exchange(process: subprocess.Popen[bytes], request: bytes) -> bytes:
    """Return the child's answer, b"" when it died or was killed."""
    if process.stdin is None or process.stdout is None:
        return b""
    try:
        process.stdin.write(request)
        process.stdin.flush()
        return process.stdout.readline()
    except (OSError, ValueError):
        return b""
