"""Texts and what reading makes of them: spans, articles, what was skipped or set aside."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date
from hashlib import blake2b
from typing import Literal, TypeAlias

PublishedFrom: TypeAlias = Literal["argument", "metadata", "text", "dateline", "cluster"]
MentionKey: TypeAlias = tuple[str, int, int]
LatLon: TypeAlias = tuple[float, float]


def content_id(prefix: str, *parts: object) -> str:
    """Return an id made from content alone, such as `content_id("claim", source, start, end)`.

    >>> content_id("c", "a.txt", 3, 9) == content_id("c", "a.txt", 3, 9)
    True
    """
    digest = blake2b("\x1f".join(map(str, parts)).encode("utf8", "surrogatepass"), digest_size=5)
    return f"{prefix}-{digest.hexdigest()}"


@dataclass(frozen=True, slots=True, order=True)
class Span:
    """Half-open range of `str` indices into an article's text."""

    start: int
    end: int

    def overlaps(self, other: "Span") -> bool:
        """Return whether the two share a character."""
        return self.start < other.end and other.start < self.end

    def contains(self, other: "Span") -> bool:
        """Return whether `other` lies wholly inside."""
        return self.start <= other.start and other.end <= self.end


@dataclass(frozen=True, slots=True, kw_only=True)
class Marked:
    """A span that is not article, such as a credit, and why; nothing is recognized there."""

    span: Span
    reason: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Article:
    """One document. `text` is the source as read, with nothing added, dropped or normalised."""

    id: str
    source: str
    text: str
    title: str | None = None
    url: str | None = None
    publisher: str | None = None
    published: date | None = None
    published_from: PublishedFrom | None = None
    published_text: Span | None = None
    language: str | None = None
    marked: tuple[Marked, ...] = ()
    byline: str | None = None

    def quote(self, span: Span) -> str:
        """Return the text of a span."""
        return self.text[span.start : span.end]

    @property
    def called(self) -> str:
        """The source as people call it: "-" is standard input."""
        return "standard input" if self.source == "-" else self.source


@dataclass(frozen=True, slots=True, kw_only=True)
class Skipped:
    """A source that could not be read: what, where, and what to do next, in `reason`."""

    source: str
    reason: str


@dataclass(frozen=True, slots=True, kw_only=True)
class SetAside:
    """An article that another one speaks for: a copy of it, or an older version of the same story.

    `of` is the id of the article that counts, `reason` says what tells so and what has changed.
    """

    article: Article
    kind: Literal["copy", "older version"]
    of: str
    reason: str


@dataclass(frozen=True, slots=True, kw_only=True)
class FetchedSource:
    """An address that was asked for: when (ISO 8601, UTC), and the SHA-256 of what it answered."""

    url: str
    fetched: str
    sha256: str


#: Hears of long work: what is being done, how much of it is done, and how much there is.
Progress: TypeAlias = Callable[[str, int, int], None]


@dataclass(frozen=True, slots=True, kw_only=True)
class Reading:
    """What came of the sources: the articles, and those that could not be read.

    `notes` say what had to be guessed, such as an encoding, one line a source. `set_aside` holds
    copies and older versions; they are kept and count no second time. `fetched` lists the addresses
    that were asked, in their order.
    """

    articles: tuple[Article, ...]
    skipped: tuple[Skipped, ...] = ()
    notes: tuple[str, ...] = ()
    set_aside: tuple[SetAside, ...] = ()
    fetched: tuple[FetchedSource, ...] = ()
