"""Sources to articles: files, folders, globs, addresses, feeds and standard input.

Whatever cannot be read is listed with what, where and what to do next; the rest goes on.
"""

import logging
import sys
from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from datetime import date
from pathlib import Path
from typing import IO, TYPE_CHECKING

from mapper.errors import SourceError
from mapper.model import Article, FetchedSource, Progress, Reading, Skipped
from mapper.read.feed import Entry, EntryChoice, choose_entries, feed_entries, looks_like_feed
from mapper.read.formats import read_bytes
from mapper.read.page import PageReader
from mapper.read.paths import STANDARD_INPUT, Source, find_sources
from mapper.read.plain import article_from_text
from mapper.read.versions import set_aside_repeats
from mapper.settings import cache_folder

if TYPE_CHECKING:
    from mapper.read.fetch import Fetcher

#: Larger files are no single article; archives are read in batches.
MAX_BYTES = 100_000_000


logger = logging.getLogger(__name__)


@dataclass(slots=True, kw_only=True)
class _Desk:
    """What reading gathers, and what it reads with."""

    pages: PageReader
    fetcher: "Fetcher | None"
    offline: bool
    allow_hosts: Sequence[str]
    choice: EntryChoice
    progress: Progress | None
    done: int = 0
    total: int = 0
    articles: list[Article] = field(default_factory=list)
    skipped: list[Skipped] = field(default_factory=list)
    notes: list[str] = field(default_factory=list)
    fetched: list[FetchedSource] = field(default_factory=list)
    own_fetcher: bool = False

    def step(self, count: int = 1) -> None:
        """Say that so many more sources, pages of feeds included, are done."""
        self.done += count
        if self.progress is not None:
            self.progress("reading", self.done, self.total)

    def fetching(self) -> "Fetcher":
        """Return the fetcher, made at the first address: it is slow to import."""
        if self.fetcher is None:
            from mapper.read.fetch import Fetcher

            self.fetcher = Fetcher(
                cache_folder() / "pages", offline=self.offline, allow_hosts=self.allow_hosts
            )
            self.own_fetcher = True
        return self.fetcher

    def close(self) -> None:
        """End the child process and the connections that were made here."""
        self.pages.close()
        if self.own_fetcher and self.fetcher is not None:
            self.fetcher.close()


def read_articles(
    *sources: str | Path,
    published: date | None = None,
    stdin: IO[bytes] | None = None,
    offline: bool = False,
    allow_hosts: Sequence[str] = (),
    choice: EntryChoice | None = None,
    fetcher: "Fetcher | None" = None,
    progress: Progress | None = None,
) -> Reading:
    """Read every source as one or more articles, in the order given.

    A source is a file, a folder (searched through, in the order of names), a glob, an http(s)
    address of a page or a feed, or "-" for standard input (`stdin`, by default that of the
    process). `published` is the day for articles that carry none of their own. `choice` says which
    entries of feeds are read, by default all. With `offline` addresses answer from the cache
    alone; `allow_hosts` names hosts that may lie at private addresses; `fetcher` replaces the one
    that these two make. `progress` hears of every source that is done. A file named twice is read
    once; copies and older versions of a story are set aside. Never raises for a bad source: those
    stand in `Reading.skipped`. Ctrl-C ends the reading and keeps what is done.
    """
    desk = _Desk(
        pages=PageReader(),
        fetcher=fetcher,
        offline=offline,
        allow_hosts=tuple(allow_hosts),
        choice=choice or EntryChoice(),
        progress=progress,
    )
    try:
        found = list(find_sources(sources))
        desk.total = len(found)
        desk.step(0)
        for item in found:
            if isinstance(item, Skipped):
                desk.skipped.append(item)
            else:
                _read_one(item, desk, stdin)
            desk.step()
    except KeyboardInterrupt:
        desk.notes.append(
            f"Stopped by hand after {desk.done} of {desk.total} sources: the others were not read."
        )
        logger.warning("stopped by hand: going on with what is read; Ctrl-C again to leave it all")
    finally:
        desk.close()
    dated = [_with_day(article, published) for article in desk.articles]
    articles, aside = set_aside_repeats(dated)
    return Reading(
        articles=articles,
        skipped=tuple(desk.skipped),
        notes=(*desk.notes, *(one.reason for one in aside)),
        set_aside=aside,
        fetched=tuple(desk.fetched),
    )


def _with_day(article: Article, published: date | None) -> Article:
    if published is None or article.published is not None:
        return article
    return replace(article, published=published, published_from="argument")


def _read_one(item: Source, desk: _Desk, stdin: IO[bytes] | None) -> None:
    """Add the articles of one source to the desk, or why there are none."""
    try:
        raw, url, declared = _bytes_of(item, desk, stdin)
        if looks_like_feed(raw):
            _read_feed(raw, item.name, desk)
            return
        for article, note in read_bytes(
            raw, item.name, pages=desk.pages, url=url, declared=declared
        ):
            desk.articles.append(article)
            if note:
                desk.notes.append(f"{item.name}: {note}.")
    except SourceError as error:
        desk.skipped.append(Skipped(source=item.name, reason=str(error)))


def _read_feed(raw: bytes, name: str, desk: _Desk) -> None:
    """Add the articles of a feed, those that were asked for."""
    entries = feed_entries(raw, source=name, child=desk.pages.child)
    chosen = choose_entries(entries, desk.choice, source=name)
    if len(chosen) < len(entries):
        desk.notes.append(
            f"{name}: {len(chosen)} of {len(entries)} entries read ({desk.choice.options})."
        )
    desk.total += len(chosen)
    for entry in chosen:
        _read_entry(entry, name, desk)
        desk.step()


def _read_entry(entry: Entry, feed: str, desk: _Desk) -> None:
    """Add the article of a feed's entry: the text it brings, or the page it names."""
    name = entry.url or f"{feed}#{entry.title or 'untitled'}"
    try:
        if entry.text is not None:
            desk.articles.append(_entry_article(entry, name))
            return
        raw, url, declared = _fetched_bytes(entry.url, desk, feed)
        for article, note in read_bytes(raw, name, pages=desk.pages, url=url, declared=declared):
            day, origin = article.published, article.published_from
            if day is None and entry.published is not None:
                day, origin = entry.published, "metadata"
            desk.articles.append(
                replace(
                    article,
                    title=article.title or entry.title,
                    published=day,
                    published_from=origin,
                )
            )
            if note:
                desk.notes.append(f"{name}: {note}.")
    except SourceError as error:
        desk.skipped.append(Skipped(source=name, reason=str(error)))


def _entry_article(entry: Entry, name: str) -> Article:
    return article_from_text(
        entry.text or "",
        source=name,
        title=entry.title,
        metadata_date=entry.published,
        publisher=entry.publisher,
        url=entry.url,
        byline=entry.byline,
    )


def _bytes_of(
    item: Source, desk: _Desk, stdin: IO[bytes] | None
) -> tuple[bytes, str | None, str | None]:
    """Return the bytes of a source, its address, and the charset its server named."""
    if item.name == STANDARD_INPUT:
        return _standard_input(stdin), None, None
    if item.path is None:
        return _fetched_bytes(item.name, desk)
    return _file_bytes(item.path, item.name), None, None


def _fetched_bytes(
    url: str | None, desk: _Desk, feed: str = ""
) -> tuple[bytes, str | None, str | None]:
    if url is None:
        message = f"{feed}: an entry brings no article and no http address; open the feed."
        raise SourceError(message)
    fetched = desk.fetching().fetch(url)
    desk.fetched.append(FetchedSource(url=url, fetched=fetched.fetched, sha256=fetched.sha256))
    return fetched.body, fetched.final_url, fetched.charset


def _file_bytes(path: Path, name: str) -> bytes:
    try:
        if not path.is_file():
            message = f"{name}: no ordinary file; save the article as one."
            raise SourceError(message)
        size = path.stat().st_size
        if size > MAX_BYTES:
            message = (
                f"{name}: {size:,} bytes are too many for an article ({MAX_BYTES:,} at most); "
                "cut it into articles."
            )
            raise SourceError(message)
        return path.read_bytes()
    except OSError as error:
        if isinstance(error, SourceError):
            raise
        reason = error.strerror or str(error)
        message = f"{name}: cannot be read ({reason}); check its permissions."
        raise SourceError(message) from error


def _standard_input(stdin: IO[bytes] | None) -> bytes:
    stream = stdin if stdin is not None else sys.stdin.buffer
    raw = stream.read(MAX_BYTES + 1)
    if len(raw) > MAX_BYTES:
        message = f"{STANDARD_INPUT}: more than {MAX_BYTES:,} bytes on standard input; cut it up."
        raise SourceError(message)
    return raw
