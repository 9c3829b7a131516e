"""Sources to articles: files, folders, globs, addresses, feeds and standard input.

Whatever cannot be read is listed with what, where and what to do next; the rest goes on.
"""

import glob
import sys
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field, replace
from datetime import date
from pathlib import Path
from typing import IO, TYPE_CHECKING

from mapper.errors import SourceError
from mapper.model import Article, Reading, Skipped
from mapper.read.feed import Entry, feed_entries, looks_like_feed
from mapper.read.formats import FOLDER_ENDINGS, read_bytes
from mapper.read.page import PageReader
from mapper.read.plain import article_from_text
from mapper.read.versions import set_aside_repeats
from mapper.settings import OVERRULES_NAME, cache_folder

if TYPE_CHECKING:
    from mapper.read.fetch import Fetcher

STANDARD_INPUT = "-"
#: Larger files are no single article; archives are read in batches.
MAX_BYTES = 100_000_000
#: Stand beside articles by design and are no articles; a folder is silent about them.
_BESIDE = frozenset({".toml", ".gitignore", ".ds_store", ".license"})
_SCHEMES = ("http://", "https://")


@dataclass(frozen=True, slots=True, kw_only=True)
class _File:
    """A file by its path and the name it bears in the report, or an address (`path` None)."""

    path: Path | None
    name: str


@dataclass(slots=True, kw_only=True)
class _Desk:
    """What reading gathers, and what it reads with."""

    pages: PageReader
    fetcher: "Fetcher | None"
    offline: bool
    allow_hosts: Sequence[str]
    articles: list[Article] = field(default_factory=list)
    skipped: list[Skipped] = field(default_factory=list)
    notes: list[str] = field(default_factory=list)
    own_fetcher: bool = False

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
    newest: int | None = None,
    match: str | None = None,
    fetcher: "Fetcher | None" = None,
) -> Reading:
    """Read every source as one or more articles, in the order given.

    A source is a file, a folder (searched through, in the order of names), a glob, an http(s)
    address of a page or a feed, or "-" for standard input (`stdin`, by default that of the
    process). `published` is the day for articles that carry none of their own. `newest` and
    `match` choose among the entries of feeds. With `offline` addresses answer from the cache
    alone; `allow_hosts` names hosts that may lie at private addresses; `fetcher` replaces the one
    that these two make. A file named twice is read once; copies and older versions of a story are
    set aside. Never raises for a bad source: those stand in `Reading.skipped`. Ctrl-C ends the
    reading and keeps what is done.
    """
    desk = _Desk(
        pages=PageReader(), fetcher=fetcher, offline=offline, allow_hosts=tuple(allow_hosts)
    )
    try:
        for item in _distinct(_expand(sources)):
            if isinstance(item, Skipped):
                desk.skipped.append(item)
            else:
                _read_one(item, desk, stdin, newest, match)
    except KeyboardInterrupt:
        desk.notes.append("Stopped by hand: the sources after this point were not read.")
    finally:
        desk.close()
    dated = [_with_day(article, published) for article in desk.articles]
    articles, aside = set_aside_repeats(dated)
    notes = (*desk.notes, *(one.reason for one in aside))
    return Reading(articles=articles, skipped=tuple(desk.skipped), notes=notes, set_aside=aside)


def _with_day(article: Article, published: date | None) -> Article:
    if published is None or article.published is not None:
        return article
    return replace(article, published=published, published_from="argument")


def _read_one(
    item: _File, desk: _Desk, stdin: IO[bytes] | None, newest: int | None, match: str | None
) -> None:
    """Add the articles of one source to the desk, or why there are none."""
    try:
        raw, url, declared = _bytes_of(item, desk, stdin)
        if looks_like_feed(raw):
            for entry in feed_entries(raw, source=item.name, newest=newest, match=match):
                _read_entry(entry, item.name, desk)
            return
        for article, note in read_bytes(
            raw, item.name, pages=desk.pages, url=url, declared=declared
        ):
            desk.articles.append(article)
            if note:
                desk.notes.append(f"{item.name}: {note}.")
    except SourceError as error:
        desk.skipped.append(Skipped(source=item.name, reason=str(error)))


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
    item: _File, desk: _Desk, stdin: IO[bytes] | None
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
    desk.notes.append(f"{url}: fetched {fetched.fetched}, sha256 {fetched.sha256}.")
    return fetched.body, fetched.final_url, fetched.charset


def _expand(sources: Sequence[str | Path]) -> Iterator[_File | Skipped]:
    for source in sources:
        if str(source) == STANDARD_INPUT or str(source).lower().startswith(_SCHEMES):
            yield _File(path=None, name=str(source))
            continue
        path = Path(source)
        try:
            is_folder, exists = path.is_dir(), path.exists()
        except (OSError, ValueError) as error:
            yield Skipped(source=str(source), reason=f"{source!s:.200}: no usable path ({error}).")
            continue
        if is_folder:
            yield from _in_folder(path)
        elif exists:
            yield _File(path=path, name=path.name)
        else:
            yield from _in_glob(str(source))


def _in_folder(folder: Path) -> Iterator[_File | Skipped]:
    found = False
    for path in sorted(folder.rglob("*")):
        inside = path.relative_to(folder)
        if any(part.startswith(".") for part in inside.parts) or not path.is_file():
            continue
        if _is_output(path, folder):
            continue
        if path.suffix.lower() in FOLDER_ENDINGS:
            found = True
            yield _File(path=path, name=path.name)
        elif path.suffix.lower() not in _BESIDE and path.name != OVERRULES_NAME:
            known = ", ".join(sorted(FOLDER_ENDINGS))
            reason = f"{path}: not read with its folder, which is searched for {known}; name it."
            yield Skipped(source=str(inside), reason=reason)
    if not found:
        reason = f"{folder}: no article in this folder; hand in files such as .txt or .html."
        yield Skipped(source=str(folder), reason=reason)


def _is_output(path: Path, folder: Path) -> bool:
    """Return whether a file lies in an output folder of mapper's own."""
    parents = [parent for parent in path.parents if parent.is_relative_to(folder)]
    return any((parent / "internal" / "report.json").is_file() for parent in parents)


def _in_glob(pattern: str) -> Iterator[_File | Skipped]:
    if not glob.has_magic(pattern):
        reason = f"{pattern}: no such file or folder; check the path."
        yield Skipped(source=pattern, reason=reason)
        return
    paths = [Path(name) for name in sorted(glob.glob(pattern, recursive=True))]  # noqa: PTH207 - takes absolute patterns
    files = [path for path in paths if path.is_file()]
    if not files:
        yield Skipped(source=pattern, reason=f"{pattern}: no file fits this pattern; check it.")
    for path in files:
        yield _File(path=path, name=path.name)


def _distinct(items: Iterator[_File | Skipped]) -> Iterator[_File | Skipped]:
    """Yield each file once; of files that share a name, the later ones bear their folder's too."""
    paths: set[Path] = set()
    names: set[str] = set()
    for item in items:
        if isinstance(item, _File) and item.path is None:
            if item.name not in names:
                names.add(item.name)
                yield item
        elif isinstance(item, _File) and item.path is not None:
            path = item.path.resolve()
            if path in paths:
                continue
            paths.add(path)
            parts = path.parts
            depth = 1
            name = item.name
            while name in names and depth < len(parts):
                depth += 1
                name = "/".join(parts[-depth:])
            names.add(name)
            yield replace(item, name=name)
        else:
            yield item


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
