"""Pages to text and metadata, in the child process of `mapper.read.child_main`."""

import json
from collections.abc import Iterator, Mapping
from typing import TYPE_CHECKING

from mapper.read.furniture import DROPPED_PATH, mark_furniture

if TYPE_CHECKING:
    from lxml.html import HtmlElement

_ARTICLE_TYPES = ("Article", "BlogPosting", "Report", "LiveBlogPosting")
#: JSON-LD nests an article in a list, a graph, the main entity of a page.
_LINKED_DEPTH = 6
#: Where pages write their day, the surest first.
_DATE_NAMES = (
    "article:published_time",
    "og:article:published_time",
    "datepublished",
    "parsely-pub-date",
    "sailthru.date",
    "dc.date.issued",
    "dcterms.created",
    "dc.date",
    "publishdate",
    "publish-date",
    "publication_date",
    "pubdate",
    "cxenseparse:recs:publishtime",
    "date",
)


def read_page(html: str, url: str | None) -> dict[str, str | None]:
    """Return text and metadata of a page as strings; "text" is None where no article was found."""
    from lxml import etree  # noqa: PLC0415, RUF100 - only the child pays for these
    from trafilatura import bare_extraction, load_html  # noqa: PLC0415, RUF100

    try:
        tree = load_html(html)
        if tree is None:
            return {"text": None, "error": None}
        stated = _stated(tree)
        mark_furniture(tree)
        found = bare_extraction(
            tree, url=url, with_metadata=True, include_comments=False, prune_xpath=DROPPED_PATH
        )
    except (MemoryError, RecursionError, ValueError, etree.LxmlError) as error:
        return {"text": None, "error": f"{type(error).__name__}: {error}"[:200]}
    answer: dict[str, str | None] = {"text": None, "error": None, **stated}
    if found is None or isinstance(found, dict):
        return answer
    answer["text"] = found.text
    answer["published"] = stated.get("published") or found.date
    answer["title"] = stated.get("title") or found.title
    answer["byline"] = stated.get("byline") or found.author
    answer["publisher"] = stated.get("publisher") or found.sitename
    answer["canonical"] = stated.get("canonical") or found.url
    answer["language"] = stated.get("language") or found.language
    return answer


def _stated(tree: "HtmlElement") -> dict[str, str | None]:
    """Return what the page says of itself, in JSON-LD first, then in its head."""
    linked = _linked_data(tree)
    metas = _metas(tree)
    dates = (linked.get("datePublished"), *(metas.get(name) for name in _DATE_NAMES), _time(tree))
    title = linked.get("headline") or _heading(tree) or metas.get("og:title")
    language = tree.get("lang") or linked.get("inLanguage")
    return {
        "published": next((day for value in dates if (day := _day(value))), None),
        "title": _clean(title),
        "byline": _clean(linked.get("author") or metas.get("author")),
        "publisher": _clean(metas.get("og:site_name") or linked.get("publisher")),
        "canonical": _canonical(tree) or metas.get("og:url"),
        "language": (language or "")[:2].lower() or None,
    }


def _linked_data(tree: "HtmlElement") -> dict[str, str]:
    """Return the JSON-LD fields of the article, as strings; broken JSON is passed over."""
    for script in tree.iter("script"):
        if "ld+json" not in (script.get("type") or ""):
            continue
        try:
            data = json.loads(script.text_content().strip(), strict=False)
        except (ValueError, RecursionError):
            continue
        for node in _nodes(data):
            if _is_article(node):
                wanted = ("datePublished", "headline", "author", "publisher", "inLanguage")
                return {name: text for name in wanted if (text := _named(node.get(name)))}
    return {}


def _nodes(data: object, depth: int = 0) -> Iterator[Mapping[str, object]]:
    if depth > _LINKED_DEPTH:
        return
    if isinstance(data, list):
        for item in data[:100]:
            yield from _nodes(item, depth + 1)
    elif isinstance(data, dict):
        yield data
        for name in ("@graph", "mainEntity", "mainEntityOfPage"):
            yield from _nodes(data.get(name), depth + 1)


def _is_article(node: Mapping[str, object]) -> bool:
    kinds = node.get("@type")
    listed = kinds if isinstance(kinds, list) else [kinds]
    return any(isinstance(kind, str) and kind.endswith(_ARTICLE_TYPES) for kind in listed)


def _named(value: object) -> str | None:
    """Return a string, the name of an object, or the names of a list."""
    if isinstance(value, str):
        return value
    if isinstance(value, dict):
        return _named(value.get("name"))
    if isinstance(value, list):
        return ", ".join(name for item in value[:5] if (name := _named(item))) or None
    return None


def _metas(tree: "HtmlElement") -> dict[str, str]:
    found: dict[str, str] = {}
    for meta in tree.iter("meta"):
        name = meta.get("property") or meta.get("name") or meta.get("itemprop") or ""
        content = meta.get("content")
        if name and content:
            found.setdefault(name.lower(), content)
    return found


def _time(tree: "HtmlElement") -> str | None:
    """Return the moment of the <time> that is marked as publication, or of all that name a day.

    Pages list the days of other articles too: unmarked ones count only where they agree.
    """
    given = [element for element in tree.iter("time") if element.get("datetime")]
    for element in given:
        if element.get("itemprop") == "datePublished" or element.get("pubdate") is not None:
            return str(element.get("datetime"))
    days = {_day(element.get("datetime")) for element in given}
    return days.pop() if len(days) == 1 else None


def _heading(tree: "HtmlElement") -> str | None:
    """Return the text of the only <h1>, None for several or none."""
    headings = [heading.text_content().strip() for heading in tree.iter("h1")]
    named = [text for text in headings if text]
    return named[0] if len(named) == 1 else None


def _canonical(tree: "HtmlElement") -> str | None:
    for link in tree.iter("link"):
        if link.get("rel") == "canonical" and (link.get("href") or "").startswith("http"):
            return str(link.get("href"))
    return None


def _day(value: str | None) -> str | None:
    """Return the day of an ISO 8601 moment as its publisher wrote it, None for anything else."""
    text = (value or "").strip()[:10]
    parts = text.split("-")
    digits = [len(part) for part in parts if part.isascii() and part.isdigit()]
    return text if digits == [4, 2, 2] else None


def _clean(text: str | None) -> str | None:
    return " ".join(text.split()) or None if text else None
