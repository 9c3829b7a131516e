"""Feeds (RSS, Atom) and news sitemaps to entries: what to read, how it is called, and its day."""

import io
import re
from collections.abc import Iterator, Mapping
from contextlib import suppress
from dataclasses import dataclass
from datetime import date
from email.utils import parsedate_to_datetime
from typing import Any

from mapper.errors import SourceError
from mapper.read.documents import day_of, http_address, without_tags
from mapper.read.xml import MAX_XML_DEPTH, without_declaration, xml_depth, xml_text, xml_tree

MAX_FEED_BYTES = 5_000_000
#: An entry that brings this much text brings the whole article.
WHOLE_ARTICLE_CHARS = 1_200

#: What feedparser 6.0.14 raises on mutated feeds (found by fuzzing), by their common parents.
_PARSER_ERRORS = (LookupError, TypeError, ValueError, ArithmeticError, AttributeError)

_FEED = re.compile(rb"<(?:rss|feed|rdf:RDF|urlset)[\s>]")
_SITEMAP = "{http://www.sitemaps.org/schemas/sitemap/0.9}"
_NEWS = "{http://www.google.com/schemas/sitemap-news/0.9}"


@dataclass(frozen=True, slots=True, kw_only=True)
class Entry:
    """One item of a feed; `text` is the article where the feed brings it whole."""

    title: str | None
    url: str | None
    published: date | None
    text: str | None = None
    byline: str | None = None
    publisher: str | None = None


def looks_like_feed(raw: bytes) -> bool:
    """Return whether bytes begin like a feed or a sitemap."""
    head = raw[:4000].replace(b"\x00", b"")
    return _FEED.search(head) is not None and b"<html" not in head[:1000].lower()


def feed_entries(
    raw: bytes, *, source: str, newest: int | None = None, match: str | None = None
) -> tuple[Entry, ...]:
    """Return the entries of a feed in its order, or the `newest` by date, newest first.

    `match` keeps entries whose title or address holds it, case aside. Raises SourceError for what
    is too large, declares entities, or is no feed.
    """
    if len(raw) > MAX_FEED_BYTES:
        message = f"{source}: {len(raw):,} bytes are too many for a feed ({MAX_FEED_BYTES:,})."
        raise SourceError(message)
    text = xml_text(raw, source=source)
    if xml_depth(text) > MAX_XML_DEPTH:
        message = f"{source}: elements nest over {MAX_XML_DEPTH} deep, which no feed needs."
        raise SourceError(message)
    is_sitemap = "<urlset" in text[:4000]
    entries = list(_sitemap(raw, source) if is_sitemap else _feed(text, source))
    if match:
        wanted = match.lower()
        entries = [e for e in entries if wanted in f"{e.title} {e.url}".lower()]
    if newest is not None:
        entries.sort(key=lambda entry: entry.published or date.min, reverse=True)
        entries = entries[: max(0, newest)]
    if not entries:
        message = f"{source}: no entries in this feed{' fit ' + repr(match) if match else ''}."
        raise SourceError(message)
    return tuple(entries)


def _feed(text: str, source: str) -> Iterator[Entry]:
    """Yield the entries of RSS or Atom; one that breaks the parser is passed over."""
    import feedparser

    # Bytes in a stream: a string might be taken for an address or a path and opened.
    body = without_declaration(text).encode("utf8", "replace")
    try:
        parsed = feedparser.parse(
            io.BytesIO(body), sanitize_html=False, resolve_relative_uris=False
        )
        publisher = parsed.feed.get("title") or None
    except _PARSER_ERRORS as error:
        message = f"{source}: the feed breaks its parser ({error!r:.80}); check it with its sender."
        raise SourceError(message) from error
    if not parsed.entries and not publisher:
        message = f"{source}: no feed could be read in it; check the address of the feed."
        raise SourceError(message)
    for entry in parsed.entries:
        with suppress(*_PARSER_ERRORS):
            yield _entry(entry, publisher)


def _entry(entry: Mapping[str, Any], publisher: str | None) -> Entry:
    contents = [content.get("value") or "" for content in entry.get("content") or []]
    text = without_tags(max([*contents, entry.get("summary") or ""], key=len))
    return Entry(
        title=without_tags(entry.get("title") or "") or None,
        url=http_address(entry.get("link")),
        published=_written_day(entry.get("published") or entry.get("updated")),
        text=text if len(text) >= WHOLE_ARTICLE_CHARS else None,
        byline=entry.get("author") or None,
        publisher=publisher,
    )


def _written_day(text: str | None) -> date | None:
    """Return the day as its publisher wrote it: in UTC, midnight would move it."""
    if not text:
        return None
    day = day_of(text.strip())
    if day is not None:
        return day
    try:
        return parsedate_to_datetime(text).date()
    except (ValueError, TypeError, IndexError, OverflowError):
        return None


def _sitemap(raw: bytes, source: str) -> Iterator[Entry]:
    root = xml_tree(raw, source=source)
    for url in root.iter(f"{_SITEMAP}url"):
        news = url.find(f"{_NEWS}news")
        stated = news.findtext(f"{_NEWS}publication_date") if news is not None else None
        name = news.findtext(f"{_NEWS}publication/{_NEWS}name") if news is not None else None
        yield Entry(
            title=news.findtext(f"{_NEWS}title") if news is not None else None,
            url=http_address((url.findtext(f"{_SITEMAP}loc") or "").strip()),
            published=day_of((stated or "").strip()),
            publisher=name,
        )
