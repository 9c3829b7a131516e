"""Progress of long work in one line of a terminal; nothing where nobody watches."""

import sys
from types import TracebackType
from typing import Self

#: Columns of the line, so that no terminal wraps it.
_WIDTH = 60


class ProgressLine:
    """Writes "reading 12 of 200" over itself on stderr, and wipes it in the end.

    Silent unless stderr is a terminal: logs and pipes get no control characters.
    """

    def __init__(self) -> None:
        """Look whether stderr is a terminal."""
        self._shown = ""
        self._on = sys.stderr.isatty()

    def __enter__(self) -> Self:
        """Return itself."""
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        """Wipe the line."""
        if self._shown:
            sys.stderr.write(f"\r{' ' * len(self._shown)}\r")
            sys.stderr.flush()

    def __call__(self, what: str, done: int, total: int) -> None:
        """Show how far the work has come."""
        if not self._on:
            return
        line = f"{what}, {done:,} of {total:,}"[:_WIDTH]
        sys.stderr.write(f"\r{line.ljust(len(self._shown))}")
        sys.stderr.flush()
        self._shown = line
