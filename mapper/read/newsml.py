"""NewsML-G2 and NITF, the XML in which agencies deliver, to stories."""

import re
from collections.abc import Iterator
from datetime import date
from xml.etree.ElementTree import Element

from mapper.errors import SourceError
from mapper.read.documents import Story, day_of
from mapper.read.xml import xml_tree

_OPENING = re.compile(
    rb"<(?:\w{1,20}:)?(?:newsItem|newsMessage|packageItem|knowledgeItem|nitf)[\s>]"
)
_PARAGRAPHS = frozenset({"p", "hl1", "hl2", "h1", "h2", "h3", "h4", "li", "td", "th", "pre"})


def looks_like_newsml(raw: bytes) -> bool:
    """Return whether bytes begin like a news item in XML."""
    return _OPENING.search(raw[:3000].replace(b"\x00", b"")) is not None


def newsml_stories(raw: bytes, *, source: str) -> Iterator[Story]:
    """Yield the text items of a message; pictures and packages without text are passed over.

    Raises SourceError where the XML is hostile or broken, or holds no text at all.
    """
    root = xml_tree(raw, source=source)
    items = [element for element in root.iter() if _name(element) == "newsItem"]
    found = 0
    for item in items or [root]:
        text = "\n\n".join(_paragraphs(item))
        if not text:
            continue
        found += 1
        yield Story(
            text=text,
            part=item.get("guid") or f"item {found}" if len(items) > 1 else "",
            title=_first(item, "headline", "hl1", "title"),
            byline=_first(item, "by", "byline", "byttl"),
            publisher=_publisher(item),
            published=_day(item),
            language=_language(item),
        )
    if not found:
        message = f"{source}: a news item without text (a picture or a package); hand in its text."
        raise SourceError(message)


def _name(element: Element) -> str:
    return str(element.tag).rpartition("}")[2]


def _paragraphs(item: Element) -> Iterator[str]:
    """Yield the paragraphs of an item's content, else its inline data as it stands."""
    bodies = [e for e in item.iter() if _name(e) in {"inlineXML", "body", "body.content"}]
    body = next((e for e in reversed(bodies) if any(_is_paragraph(p) for p in e.iter())), None)
    if body is not None:
        for element in body.iter():
            if _is_paragraph(element) and not any(_is_paragraph(p) for p in element):
                text = " ".join("".join(element.itertext()).split())
                if text:
                    yield text
        return
    for element in item.iter():
        if _name(element) == "inlineData" and (element.text or "").strip():
            yield (element.text or "").strip()


def _is_paragraph(element: Element) -> bool:
    return _name(element) in _PARAGRAPHS


def _first(item: Element, *names: str) -> str | None:
    for name in names:
        for element in item.iter():
            text = " ".join("".join(element.itertext()).split()) if _name(element) == name else ""
            if text:
                return text[:500]
    return None


def _publisher(item: Element) -> str | None:
    for element in item.iter():
        if _name(element) in {"provider", "copyrightHolder", "creditline", "infoSource"}:
            named = _first(element, "name") or " ".join("".join(element.itertext()).split())
            literal = element.get("literal") or element.get("qcode", "").rpartition(":")[2]
            if named or literal:
                return named or literal
    return None


def _day(item: Element) -> date | None:
    # The item's first day, then that of its version: an update keeps the story's own day.
    for name in ("firstCreated", "contentCreated", "date.issue", "versionCreated", "dateline"):
        for element in item.iter():
            if _name(element) == name:
                day = day_of(element.get("norm") or (element.text or "").strip())
                if day is not None:
                    return day
    return None


def _language(item: Element) -> str | None:
    for element in item.iter():
        if _name(element) == "language" and element.get("tag"):
            return str(element.get("tag"))[:2].lower()
    given = item.get("{http://www.w3.org/XML/1998/namespace}lang")
    return given[:2].lower() if given else None
