"""Feeds (RSS, Atom) and news sitemaps to entries: what to read, how it is called, and its day."""

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from email.utils import parsedate_to_datetime

from mapper.errors import SourceError
from mapper.read.child import Child
from mapper.read.documents import day_of, http_address, without_tags
from mapper.read.xml import MAX_XML_DEPTH, without_declaration, xml_depth, xml_text, xml_tree

MAX_FEED_BYTES = 5_000_000
#: An entry that brings this much text brings the whole article.
WHOLE_ARTICLE_CHARS = 1_200

_FEED = re.compile(rb"<(?:rss|feed|rdf:RDF|urlset|sitemapindex)[\s>]")
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


@dataclass(frozen=True, slots=True, kw_only=True)
class EntryChoice:
    """Which entries of a feed are read; without a word, all.

    `newest` is a number of entries, `since` the first day, `match` words of the title or address
    (case aside; a star stands for anything).
    """

    newest: int | None = None
    since: date | None = None
    match: str | None = None

    @property
    def options(self) -> str:
        """The choice as the options of the command line."""
        named = (("--newest", self.newest), ("--since", self.since), ("--match", self.match))
        return " ".join(f"{name} {value}" for name, value in named if value is not None)

    def fits(self, entry: Entry) -> bool:
        """Return whether an entry's day, and its title or address, are those asked for.

        >>> EntryChoice(match="to*sea").fits(Entry(title="To the sea", url=None, published=None))
        True
        """
        if self.since is not None and (entry.published is None or entry.published < self.since):
            return False
        words = (self.match or "").lower().split("*")
        named = f"{entry.title or ''} {entry.url or ''}".lower()
        position = 0
        for word in words:
            position = named.find(word, position)
            if position < 0:
                return False
            position += len(word)
        return True


def looks_like_feed(raw: bytes) -> bool:
    """Return whether bytes begin like a feed or a sitemap."""
    head = raw[:4000].replace(b"\x00", b"")
    return _FEED.search(head) is not None and b"<html" not in head[:1000].lower()


def feed_entries(raw: bytes, *, source: str, child: Child | None = None) -> tuple[Entry, ...]:
    """Return the entries of a feed in its order, read through `child` or one of its own.

    Raises SourceError for what is too large, declares entities, or is no feed, and for an index of
    sitemaps, which lists no articles but further lists.
    """
    if len(raw) > MAX_FEED_BYTES:
        message = (
            f"{source}: {len(raw):,} bytes are too many for a feed ({MAX_FEED_BYTES:,} at most); "
            "hand in the addresses of its articles."
        )
        raise SourceError(message)
    text = xml_text(raw, source=source)
    if xml_depth(text) > MAX_XML_DEPTH:
        message = (
            f"{source}: elements nest over {MAX_XML_DEPTH} deep, which no feed needs; check it "
            "with its sender."
        )
        raise SourceError(message)
    head = text[:4000]
    if "<sitemapindex" in head:
        raise SourceError(_index_of_sitemaps(raw, source))
    entries = tuple(_sitemap(raw, source)) if "<urlset" in head else _feed(text, source, child)
    if not entries:
        message = f"{source}: no entries in this feed; open it in a browser to see what it holds."
        raise SourceError(message)
    return entries


def choose_entries(
    entries: Sequence[Entry], choice: EntryChoice, *, source: str
) -> tuple[Entry, ...]:
    """Return the entries that are asked for, in the order of the feed; the newest come first.

    An entry without a day is not known to be new: `since` leaves it out, `newest` puts it last.
    Raises SourceError where none is left.
    """
    chosen = [entry for entry in entries if choice.fits(entry)]
    if choice.newest is not None:
        chosen.sort(key=lambda entry: entry.published or date.min, reverse=True)
        del chosen[choice.newest :]
    if not chosen:
        message = (
            f"{source}: none of its {len(entries)} entries fits {choice.options}; ask for others."
        )
        raise SourceError(message)
    return tuple(chosen)


def _index_of_sitemaps(raw: bytes, source: str) -> str:
    root = xml_tree(raw, source=source)
    listed = [http_address((loc.text or "").strip()) for loc in root.iter(f"{_SITEMAP}loc")]
    some = ", ".join(url for url in listed[:3] if url)
    return f"{source}: an index of {len(listed)} sitemaps; hand in one of them ({some:.300})."


def _feed(text: str, source: str, child: Child | None) -> tuple[Entry, ...]:
    """Return the entries of RSS or Atom, parsed in a child that can be killed."""
    own = child or Child()
    try:
        answer = own.ask("feed", without_declaration(text), source=source)
    finally:
        if child is None:
            own.close()
    if answer["error"]:
        message = (
            f"{source}: the feed breaks its parser ({answer['error']}); check it with its sender."
        )
        raise SourceError(message)
    if not answer["entries"] and not answer["title"]:
        message = f"{source}: no feed could be read in it; check the address of the feed."
        raise SourceError(message)
    return tuple(_entry(fields, answer["title"]) for fields in answer["entries"])


def _entry(fields: Mapping[str, str | None], publisher: str | None) -> Entry:
    text = without_tags(fields["markup"] or "")
    return Entry(
        title=without_tags(fields["title"] or "") or None,
        url=http_address(fields["link"]),
        published=_written_day(fields["day"]),
        text=text if len(text) >= WHOLE_ARTICLE_CHARS else None,
        byline=fields["author"],
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
