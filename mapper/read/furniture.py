"""Tells the elements of a page that hold no article by what they are called (`furniture.toml`).

Runs in the child process of `mapper.read.page_child`. Elements are marked, not removed: the
extractor reads dates and names in them before it leaves them out.
"""

import re
import tomllib
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from lxml.html import HtmlElement

#: The attribute that marks an element, and where the extractor finds it.
DROPPED = "data-mapper-dropped"
DROPPED_PATH = f"//*[@{DROPPED}]"
_NAMES = ("class", "id", "data-testid", "data-component", "data-module", "data-type")
_CAMEL = re.compile(r"(?<=[a-z])(?=[A-Z])")
_SEPARATOR = re.compile(r"[^a-z0-9]+")
_SENTENCE = re.compile(r"[.!?][\"'”’)]?(?:\s|$)")
#: Longer headings are paragraphs by mistake.
_HEADLINE_CHARS = 300


@dataclass(frozen=True, slots=True, kw_only=True)
class _Table:
    words: re.Pattern[str]
    prose_stays: re.Pattern[str]
    elements: frozenset[str]
    always: frozenset[str]
    roles: frozenset[str]
    max_chars: int
    prose_sentences: int
    prose_link_share: float


def mark_furniture(tree: "HtmlElement") -> None:
    """Mark every element of a page that holds no article, and its headline.

    The headline is the page's only <h1>: it is told as the title, and half of all pages keep it
    outside the article anyway.
    """
    table = _table()
    for element in tree.iter(*table.elements, *table.always):
        if element.get(DROPPED) is None and _is_furniture(element, table):
            element.set(DROPPED, "")
    headings = [heading for heading in tree.iter("h1") if heading.text_content().strip()]
    if len(headings) == 1 and len(headings[0].text_content()) <= _HEADLINE_CHARS:
        headings[0].set(DROPPED, "")


def _is_furniture(element: "HtmlElement", table: _Table) -> bool:
    names = _names(element)
    always = element.tag in table.always or element.get("role") in table.roles
    certain = always or (element.tag in table.elements and table.words.search(names) is not None)
    if not certain and not table.prose_stays.search(names):
        return False
    text = element.text_content()
    if len(text) >= table.max_chars:
        return False
    return certain or not _is_prose(element, text, table)


def _is_prose(element: "HtmlElement", text: str, table: _Table) -> bool:
    linked = sum(len(link.text_content()) for link in element.iter("a"))
    sentences = len(_SENTENCE.findall(text))
    few_links = linked <= table.prose_link_share * len(text)
    return few_links and sentences >= table.prose_sentences


def _names(element: "HtmlElement") -> str:
    """Return the names that an element bears, in lower case, as words between spaces."""
    given = " . ".join(value for name in _NAMES if (value := element.get(name)))
    return _SEPARATOR.sub(" ", _CAMEL.sub(" ", given).lower()) if given else ""


@cache
def _table() -> _Table:
    raw = tomllib.loads(Path(__file__).with_name("furniture.toml").read_text("utf8"))
    return _Table(
        words=_whole_words(raw["words"]),
        prose_stays=_whole_words(raw["prose_stays"]),
        elements=frozenset(raw["elements"]),
        always=frozenset(raw["always"]),
        roles=frozenset(raw["roles"]),
        max_chars=raw["max_chars"],
        prose_sentences=raw["prose_sentences"],
        prose_link_share=raw["prose_link_share"],
    )


def _whole_words(words: list[str]) -> re.Pattern[str]:
    joined = "|".join(re.escape(word) for word in sorted(words, key=len, reverse=True))
    return re.compile(rf"(?<![a-z0-9])(?:{joined})s?(?![a-z0-9])")
