"""The command line as a process of its own: `mapper`, or `python -m mapper`."""

import atexit
import contextlib
import gc
import os
import sys

from mapper.cli import main

# Loading makes hundreds of thousands of objects that stay, and next to no cycles: with the
# interpreter's own thresholds, looking for some takes 1/20 of the time of `mapper map`.
_COLLECT_AFTER = (50_000, 20, 20)


def run() -> None:
    """Run the command and leave at once.

    The process ends without taking apart what it loaded, which takes 1/8 of the time of `mapper
    map`; what was registered for the end of the process is called, and nothing else is left to do.
    """
    gc.set_threshold(*_COLLECT_AFTER)
    try:
        main(prog_name="mapper")
    except SystemExit as end:
        if not isinstance(end.code, int):
            raise
        atexit._run_exitfuncs()  # noqa: SLF001 (as os.fork users do; there is no public name)
        for stream in (sys.stdout, sys.stderr):
            with contextlib.suppress(OSError, ValueError):  # its reader has left, or it is closed
                stream.flush()
        os._exit(end.code)


if __name__ == "__main__":
    run()
