"""Pages (HTML) to text and metadata, in a child process that can be killed.

Size and depth are looked at before anything is parsed: lxml loses the text of more than 253 nested
divs without a word, and other parsers are quadratic in depth.
"""

import re
from dataclasses import dataclass
from datetime import date
from types import TracebackType
from typing import Self

from mapper.errors import SourceError
from mapper.read.child import CHILD_SECONDS, Child
from mapper.read.decode import decode_bytes

#: Saved pages of news reach 0.4 MB; ten have room for twenty-five times that.
MAX_PAGE_BYTES = 10_000_000
#: 511 real pages are 19 deep at the median, 46 at most; lxml loses text below 253.
MAX_DEPTH = 200
#: Under this many characters there is no article but a notice, a login or an error.
MIN_TEXT_CHARS = 200

FEED_ENDINGS = (".xml", ".rss", ".atom")

_CONTAINERS = re.compile(
    r"<(/?)(?:div|section|article|table|ul|ol|blockquote|span|font|b|i|em|strong|a|form|center|main)"
    r"(?=[\s/>])[^<>]*>",
    re.IGNORECASE,
)
_CHARSET = re.compile(
    rb"""<meta[^<>]{0,200}?charset\s{0,3}=\s{0,3}["']?\s{0,3}([\w:.-]{2,40})""", re.IGNORECASE
)
_LOOKS_LIKE_PAGE = re.compile(
    rb"\s{0,200}(?:<!--[^\n]{0,500}-->\s{0,50})?(?:<!doctype\s{1,9}html|<html|<head|<body)",
    re.IGNORECASE,
)
#: Words of a short page that say why it holds no article.
_WALLS = tuple(
    (re.compile(pattern, re.IGNORECASE), what)
    for pattern, what in (
        (r"type=[\"']?password|log ?in to (?:continue|read)|sign in to", "a login"),
        (r"\b404\b|page (?:was )?not found|no longer available", "an error page"),
        (r"\bcookies?\b.{0,200}\b(?:accept|consent|partners|agree)", "a cookie notice"),
        (r"enable javascript|<noscript|__NEXT_DATA__|<script", "a page of script"),
    )
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Page:
    """What a page gave: the text of the article, and what the page says of itself."""

    text: str
    title: str | None = None
    byline: str | None = None
    publisher: str | None = None
    url: str | None = None
    published: date | None = None
    language: str | None = None
    note: str = ""


def looks_like_page(raw: bytes) -> bool:
    """Return whether bytes begin like HTML; a byte order mark may come first."""
    start = raw[:3000].removeprefix(b"\xef\xbb\xbf")
    if start.startswith((b"\xff\xfe", b"\xfe\xff")):
        start = start[2:].replace(b"\x00", b"")
    return _LOOKS_LIKE_PAGE.match(start) is not None


def page_depth(html: str) -> int:
    """Return how deep containers nest in a page, scripts left out; linear in its length."""
    depth = deepest = 0
    for piece in _outside_scripts(html):
        for match in _CONTAINERS.finditer(piece):
            if match.group(1):
                depth = max(0, depth - 1)
            elif not match.group().endswith("/>"):
                depth += 1
                deepest = max(deepest, depth)
    return deepest


def _outside_scripts(html: str) -> list[str]:
    lowered = html.lower() if len(html.lower()) == len(html) else html
    pieces, position = [], 0
    while (start := lowered.find("<script", position)) >= 0:
        pieces.append(html[position:start])
        end = lowered.find("</script", start)
        if end < 0:
            return pieces
        position = end
    pieces.append(html[position:])
    return pieces


class PageReader:
    """Reads pages through `child`, which is started at the first one and ended by `close`."""

    def __init__(self, seconds: float = CHILD_SECONDS) -> None:
        """Allow that many seconds a page."""
        self.child = Child(seconds)

    def __enter__(self) -> Self:
        """Return itself; the child starts with the first page."""
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        """End the child."""
        self.close()

    def read(
        self, raw: bytes, *, source: str, url: str | None = None, declared: str | None = None
    ) -> Page:
        """Return the article of a page.

        `declared` is the charset of the HTTP header. Raises SourceError for what is too large, too
        deep, too slow, or holds no article, and says which.
        """
        if len(raw) > MAX_PAGE_BYTES:
            message = (
                f"{source}: {len(raw):,} bytes are too many for a page ({MAX_PAGE_BYTES:,} at "
                "most); save its text as .txt."
            )
            raise SourceError(message)
        label = declared or _declared(raw)
        decoded = decode_bytes(raw, source=source, declared=label)
        depth = page_depth(decoded.text)
        if depth > MAX_DEPTH:
            message = (
                f"{source}: elements nest {depth:,} deep ({MAX_DEPTH} at most), which no article "
                "does; save its text as .txt."
            )
            raise SourceError(message)
        answer = self.child.ask("page", decoded.text, source=source, url=url)
        return _page(answer, decoded.text, source, url, decoded.note)

    def close(self) -> None:
        """End the child process, if there is one."""
        self.child.close()


def _declared(raw: bytes) -> str | None:
    found = _CHARSET.search(raw[:4096])
    return found.group(1).decode("ascii", "replace") if found else None


def _page(
    answer: dict[str, str | None], html: str, source: str, url: str | None, note: str
) -> Page:
    text = answer.get("text") or ""
    if len(text) < MIN_TEXT_CHARS:
        raise SourceError(_why_empty(text, html, source, answer.get("error")))
    day = answer.get("published")
    canonical = answer.get("canonical") or url
    return Page(
        text=text,
        title=answer.get("title"),
        byline=answer.get("byline"),
        publisher=answer.get("publisher"),
        url=canonical if canonical and canonical.startswith(("http://", "https://")) else None,
        published=_real_day(day),
        language=answer.get("language"),
        note=note,
    )


def _why_empty(text: str, html: str, source: str, error: str | None) -> str:
    guess = next((what for pattern, what in _WALLS if pattern.search(html[:200_000])), None)
    if error:
        guess = f"it broke the parser, {error}"
    if source.lower().endswith(FEED_ENDINGS):
        guess = "a page, though its name is that of a feed" if guess is None else guess
    because = f", it looks like {guess}" if guess and not error else f", {guess}" if guess else ""
    return (
        f"{source}: no article text found ({len(text)} characters, at least {MIN_TEXT_CHARS} "
        f"needed{because}); open it in a browser and save the text as .txt."
    )


def _real_day(text: str | None) -> date | None:
    try:
        return date.fromisoformat(text) if text else None
    except ValueError:
        return None
