"""The child process of `mapper.read.child`: reads texts from standard input, answers with JSON.

One request is a line of JSON ({"kind", "size", "url"}) and that many bytes of UTF-8; one answer is
a line of JSON.
"""

import json
import sys
from typing import Any

from mapper.read.feed_child import read_feed
from mapper.read.page_child import read_page
from mapper.read.pdf_child import read_pdf

#: One page's tree takes at most some hundred megabytes; the interpreter with lxml maps 400.
MEMORY_BYTES = 1_500_000_000


def main() -> None:
    """Answer requests until standard input ends."""
    limit_memory()
    reader, writer = sys.stdin.buffer, sys.stdout.buffer
    while line := reader.readline():
        request = json.loads(line)
        text = reader.read(request["size"]).decode("utf8", "replace")
        answer = _answer(request["kind"], text, request["url"])
        writer.write(json.dumps(answer).encode() + b"\n")
        writer.flush()


def _answer(kind: str, text: str, url: str | None) -> dict[str, Any]:
    if kind == "feed":
        return read_feed(text)
    if kind == "pdf":
        return read_pdf(text)
    return read_page(text, url)


def limit_memory() -> None:
    """Keep this process under its memory limit, where the system knows such limits."""
    try:
        import resource  # noqa: PLC0415, RUF100 - not on Windows
    except ImportError:
        return
    resource.setrlimit(resource.RLIMIT_AS, (MEMORY_BYTES, MEMORY_BYTES))


if __name__ == "__main__":
    main()
