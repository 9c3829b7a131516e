"""Documents with structure (DOCX, PDF, ninjs, JSON lines, CSV, Markdown) to stories.

A story is a text with what its container says of it; `mapper.read.sources` makes it an Article.
"""

import csv
import io
import json
import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from importlib.util import find_spec
from xml.etree.ElementTree import Element

from mapper.errors import SourceError
from mapper.read.archive import open_zip, read_member
from mapper.read.child import Child
from mapper.read.dates import find_dates
from mapper.read.decode import decode_bytes
from mapper.read.xml import xml_tree

_WORD = "{http://schemas.openxmlformats.org/wordprocessingml/2006/main}"
_DUBLIN = "{http://purl.org/dc/elements/1.1/}"
#: Names under which tables and JSON carry what we need, the first that is there counts.
TEXT_FIELDS = (
    "text",
    "body_text",
    "body",
    "content",
    "article",
    "fulltext",
    "full_text",
    "story",
    "articlebody",
    "main_content",
)
_TITLE_FIELDS = ("title", "headline", "headlines", "name")
_DATE_FIELDS = (
    "published",
    "publish_date",
    "published_at",
    "versioncreated",
    "firstcreated",
    "datepublished",
    "pubdate",
    "date",
    "publication_date",
)
_PUBLISHER_FIELDS = ("publisher", "source", "outlet", "sitename", "copyrightholder", "provider")
_URL_FIELDS = ("url", "link", "uri", "canonical")
_BYLINE_FIELDS = ("byline", "author", "authors")
#: A row of a table is an article; cells of more than this are none.
_CELL_CHARS = 10_000_000


@dataclass(frozen=True, slots=True, kw_only=True)
class Story:
    """One text out of a container; `part` tells it from its neighbours ("line 3"), "" if alone."""

    text: str
    part: str = ""
    title: str | None = None
    byline: str | None = None
    publisher: str | None = None
    url: str | None = None
    published: date | None = None
    language: str | None = None
    note: str = ""


# --- DOCX ----------------------------------------------------------------------------------------


def docx_story(raw: bytes, *, source: str) -> Story:
    """Return the paragraphs of a Word document, tables included, one a line.

    Deleted text of tracked changes is left out. The document's own dates are those of the file,
    not of publication, and are not used.
    """
    archive = open_zip(raw, source=source)
    root = xml_tree(read_member(archive, "word/document.xml", source=source), source=source)
    lines = [_paragraph(element) for element in root.iter(f"{_WORD}p")]
    title = author = None
    if "docProps/core.xml" in archive.namelist():
        core = xml_tree(read_member(archive, "docProps/core.xml", source=source), source=source)
        title, author = core.findtext(f"{_DUBLIN}title"), core.findtext(f"{_DUBLIN}creator")
    text = "\n".join(lines)
    if not text.strip():
        message = f"{source}: the document holds no text; save the article as .txt."
        raise SourceError(message)
    return Story(text=text, title=title or None, byline=author or None)


def _paragraph(paragraph: Element) -> str:
    pieces = []
    for element in paragraph.iter():
        if element.tag == f"{_WORD}t":
            pieces.append(element.text or "")
        elif element.tag == f"{_WORD}tab":
            pieces.append("\t")
        elif element.tag in {f"{_WORD}br", f"{_WORD}cr"}:
            pieces.append("\n")
        elif element.tag == f"{_WORD}noBreakHyphen":
            pieces.append("\u2011")
    return "".join(pieces)


# --- PDF -----------------------------------------------------------------------------------------


def pdf_story(raw: bytes, *, source: str, child: Child) -> Story:
    """Return the text of a PDF, read in the child process by a library of the extra "pdf".

    Raises SourceError where that is not installed, and for what is locked, damaged or a scan.
    """
    if find_spec("pypdf") is None:
        message = (
            f"{source}: a PDF document, and the reader for these is not installed; "
            "pip install 'itinerary-mapper[pdf]', or copy its text into a .txt file."
        )
        raise SourceError(message)
    answer = child.ask("pdf", raw.decode("latin-1"), source=source)
    why = answer["error"] or ("" if answer["text"].strip() else "it holds pictures and no text")
    if why:
        message = f"{source}: a PDF document that cannot be read, {why}; save its text as .txt."
        raise SourceError(message)
    return Story(text=answer["text"], title=answer["title"].strip() or None)


# --- JSON ----------------------------------------------------------------------------------------


def json_stories(raw: bytes, *, source: str) -> Iterator[Story]:
    """Yield the stories of JSON: one object (ninjs or any with a text field), a list, or lines."""
    text = decode_bytes(raw, source=source).text.lstrip("\ufeff")
    whole = _parsed(text)
    if isinstance(whole, list):
        yield from _numbered(whole, "item", source)
    elif isinstance(whole, dict):
        yield from _numbered(_items(whole), "item" if "items" in whole else "", source)
    else:
        lines = (_parsed(line) for line in text.splitlines() if line.strip())
        yield from _numbered(lines, "line", source)


def _parsed(text: str) -> object:
    try:
        return json.loads(text)
    except (ValueError, RecursionError):
        return None


def _items(whole: Mapping[str, object]) -> list[object]:
    items = whole.get("items")
    return list(items) if isinstance(items, list) and items else [whole]


def _numbered(items: Iterator[object] | list[object], word: str, source: str) -> Iterator[Story]:
    found = broken = 0
    for number, item in enumerate(items, start=1):
        broken += item is None
        if not isinstance(item, dict):
            continue
        fields = {str(name).lower(): value for name, value in item.items()}
        text = _json_text(fields)
        if text.strip():
            found += 1
            yield _story(fields, text, f"{word} {fields.get('id') or number}" if word else "")
    if found:
        return
    listed = ", ".join(TEXT_FIELDS[:5])
    message = f"{source}: no JSON object here has a text field ({listed}, ...); rename yours."
    if broken:
        message = f"{source}: damaged JSON, cut off perhaps; save it again where it came from."
    raise SourceError(message)


def _json_text(fields: Mapping[str, object]) -> str:
    """Return the text of an object: ninjs 2 and 3 list bodies by role, ninjs 1 names them."""
    bodies = fields.get("bodies")
    if isinstance(bodies, list):
        listed = [body for body in bodies if isinstance(body, dict)]
        for body in sorted(listed, key=lambda body: body.get("contentType") != "text/plain"):
            if isinstance(body.get("value"), str):
                return without_tags(body["value"])
    if isinstance(fields.get("body_text"), str):
        return str(fields["body_text"])
    for name in ("body_xhtml", "body_html"):
        if isinstance(fields.get(name), str):
            return without_tags(str(fields[name]))
    return next((str(fields[n]) for n in TEXT_FIELDS if isinstance(fields.get(n), str)), "")


_BREAK_TAG = re.compile(
    r"</?(?:p|div|br|h[1-6]|li|tr|blockquote|section|article)\b[^<>]*>", re.IGNORECASE
)
_LONE_SURROGATE = re.compile("[\ud800-\udfff]")
_ANY_TAG = re.compile(r"<[A-Za-z/!][^<>]*>")


def without_tags(markup: str) -> str:
    """Return the text of a short piece of markup, a paragraph a line; nothing is run or fetched."""
    from html import unescape

    if "<" not in markup:
        return markup
    text = unescape(_ANY_TAG.sub("", _BREAK_TAG.sub("\n", markup)))
    return "\n\n".join(line.strip() for line in text.split("\n") if line.strip())


def _story(fields: Mapping[str, object], text: str, part: str) -> Story:
    stated = _first(fields, _DATE_FIELDS)
    published = day_of(stated)
    unread = f"its date {stated!r:.40} names no day for sure" if stated and not published else ""
    return Story(
        note=unread,
        text=_whole_characters(text),
        part=part,
        title=_first(fields, _TITLE_FIELDS),
        byline=_first(fields, _BYLINE_FIELDS),
        publisher=_first(fields, _PUBLISHER_FIELDS),
        url=http_address(_first(fields, _URL_FIELDS)),
        published=published,
        language=(_first(fields, ("language", "lang")) or "")[:2].lower() or None,
    )


def _whole_characters(text: str) -> str:
    """Return text with lone surrogates, which JSON lets through, as U+FFFD; the length stays."""
    return _LONE_SURROGATE.sub("\ufffd", text)


def _first(fields: Mapping[str, object], names: tuple[str, ...]) -> str | None:
    for name in names:
        value = fields.get(name)
        if isinstance(value, list) and value:
            value = value[0]
        if isinstance(value, dict):
            value = value.get("value") or value.get("name") or value.get("main")
        if isinstance(value, str) and value.strip():
            return " ".join(_whole_characters(value).split())[:500]
    return None


def http_address(address: str | None) -> str | None:
    """Return an address that may be shown as a link, None for javascript: and the like."""
    ok = address is not None and address.lower().startswith(("http://", "https://"))
    return address if ok else None


def day_of(text: str | None) -> date | None:
    """Return the day of a moment as written, None where there is none or it has two readings.

    >>> day_of("2024-03-10T23:30:00+09:00"), day_of("10 March 2024"), day_of("03/04/2024")
    (datetime.date(2024, 3, 10), datetime.date(2024, 3, 10), None)
    """
    try:
        return date.fromisoformat((text or "")[:10])
    except ValueError:
        dates = find_dates((text or "")[:100])
        return dates[0].value if len(dates) == 1 else None


# --- tables and Markdown -------------------------------------------------------------------------


def csv_stories(raw: bytes, *, source: str) -> Iterator[Story]:
    """Yield a story a row of a table that has a text column; the header names the columns."""
    text = decode_bytes(raw, source=source).text.lstrip("\ufeff")
    csv.field_size_limit(_CELL_CHARS)
    rows = csv.reader(io.StringIO(text, newline=""), delimiter=_delimiter(text))
    try:
        header = [name.strip().lower() for name in next(rows, [])]
        column = next((name for name in TEXT_FIELDS if name in header), None)
        if column is None:
            listed = ", ".join(TEXT_FIELDS[:5])
            message = f"{source}: no column of the table is called {listed} ...; rename yours."
            raise SourceError(message)
        for number, row in enumerate(rows, start=2):
            fields = dict(zip(header, row, strict=False))
            if fields.get(column, "").strip():
                label = fields.get("id") or str(number)
                yield _story(fields, fields[column], f"row {label}")
    except csv.Error as error:
        message = f"{source}: a damaged table ({error}); save it again as CSV."
        raise SourceError(message) from error


def _delimiter(text: str) -> str:
    first = text.split("\n", 1)[0]
    return max((",", ";", "\t"), key=first.count)


_FRONT = re.compile(
    r"\A\ufeff?---[ \t]*\r?\n(?P<head>(?:[^\r\n]*\r?\n){0,60}?)---[ \t]*(?:\r?\n|\Z)"
)


def markdown_story(raw: bytes, *, source: str) -> tuple[Story, int]:
    """Return a Markdown file as it is, with what its front matter says, and where that ends."""
    text = decode_bytes(raw, source=source).text
    front = _FRONT.match(text)
    fields: dict[str, object] = {}
    for line in front["head"].splitlines() if front else []:
        name, colon, value = line.partition(":")
        if colon:
            fields[name.strip().lower()] = value.strip().strip("\"'")
    return _story(fields, text, ""), front.end() if front else 0
