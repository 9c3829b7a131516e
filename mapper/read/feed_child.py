"""RSS and Atom to plain fields, in the child process of `mapper.read.child_main`."""

import io
from collections.abc import Mapping
from contextlib import suppress
from typing import Any

#: What feedparser 6.0.14 raises on mutated feeds (found by fuzzing), by their common parents.
_PARSER_ERRORS = (LookupError, TypeError, ValueError, ArithmeticError, AttributeError)


def read_feed(text: str) -> dict[str, Any]:
    """Return a feed's title and the fields of its entries, markup and dates as they are written.

    An entry that breaks the parser is passed over; "error" says what a whole feed breaks.
    """
    import feedparser

    # Bytes in a stream: a string might be taken for an address or a path and opened.
    body = text.encode("utf8", "replace")
    try:
        parsed = feedparser.parse(
            io.BytesIO(body), sanitize_html=False, resolve_relative_uris=False
        )
        publisher = parsed.feed.get("title") or None
    except _PARSER_ERRORS as error:
        return {"error": f"{error!r:.80}"}
    entries = []
    for entry in parsed.entries:
        with suppress(*_PARSER_ERRORS):
            entries.append(_fields(entry))
    return {"error": None, "title": publisher, "entries": entries}


def _fields(entry: Mapping[str, Any]) -> dict[str, str | None]:
    contents = [content.get("value") or "" for content in entry.get("content") or []]
    return {
        "title": entry.get("title") or "",
        "link": entry.get("link"),
        "day": entry.get("published") or entry.get("updated"),
        "markup": max([*contents, entry.get("summary") or ""], key=len),
        "author": entry.get("author") or None,
    }
