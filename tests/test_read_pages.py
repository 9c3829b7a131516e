"""Saved pages in the layouts of different outlets: the article is kept whole, and nothing else is.

The pages (tests/cases/pages) are our own, in the markup of common systems. Elements with
`data-gold` are article, those with `data-either` may stay or go (a summary, titles of live posts);
the marks are taken off before the page is read.
"""

import re
from pathlib import Path

import pytest
from lxml import html as lxml_html

from mapper.model import Article
from mapper.read import read_articles
from mapper.read.furniture import DROPPED_PATH, mark_furniture

PAGES = sorted((Path(__file__).parent / "cases" / "pages").glob("*.html"))
_MARK = re.compile(r" data-(?:gold|either)")


def words(text: str) -> str:
    return " ".join(re.findall(r"\w+", text.lower()))


def marked_elements(html: str, mark: str) -> list[str]:
    tree = lxml_html.document_fromstring(
        html.encode(), parser=lxml_html.HTMLParser(encoding="utf8")
    )
    return [words(element.text_content()) for element in tree.xpath(f"//*[@{mark}]")]


def body(article: Article) -> str:
    pieces, position = [], 0
    for mark in article.marked:
        pieces.append(article.text[position : mark.span.start])
        position = mark.span.end
    return "\n".join([*pieces, article.text[position:]])


def read_page(folder: Path, path: Path) -> Article:
    saved = folder / path.name
    saved.write_text(_MARK.sub("", path.read_text("utf8")), encoding="utf8")
    reading = read_articles(saved)
    assert reading.skipped == ()
    return reading.articles[0]


@pytest.mark.parametrize("path", PAGES, ids=[path.stem for path in PAGES])
def test_a_page_keeps_its_article_whole_and_nothing_else(tmp_path: Path, path: Path) -> None:
    html = path.read_text("utf8")
    text = body(read_page(tmp_path, path))
    article = marked_elements(html, "data-gold")
    if not article:  # its text lies in a script alone
        article = [words(html.split('"articleBody":"')[1].split('"}')[0].replace("\\n", " "))]
    kept = words(text)
    assert [line for line in article if line not in kept] == []
    allowed = [*article, *marked_elements(html, "data-either")]
    lines = [words(line) for line in text.split("\n") if words(line)]
    assert [line for line in lines if not any(line in one or one in line for one in allowed)] == []


DAYS = {
    "amp": "2023-11-08", "arc": "2024-05-02", "broadcaster": "2024-01-09", "drupal": "2024-06-18",
    "french_cms": "2024-01-12", "gallery": "2023-08-30", "german_cms": "2024-04-09",
    "infinite": "2024-09-12", "liveblog": "2024-07-15", "nextjs": "2024-08-03",
    "oldtables": "2007-06-14", "paywall": "2024-02-20", "substack": "2024-06-01",
    "wordpress": "2024-03-11",
}  # fmt: skip


@pytest.mark.parametrize("path", PAGES, ids=[path.stem for path in PAGES])
def test_a_page_has_the_day_of_its_publication_and_no_later_one(tmp_path: Path, path: Path) -> None:
    article = read_page(tmp_path, path)
    assert (str(article.published), article.published_from) == (DAYS[path.stem], "metadata")


def test_a_section_that_reads_as_prose_is_no_widget_whatever_it_is_called() -> None:
    prose = "<p>The envoy reached Varna on Sunday. She met the board there. It rained.</p>"
    links = "<p><a href=/a>Envoy in Varna</a></p><p><a href=/b>Rain in Burgas.</a></p>"
    tree = lxml_html.document_fromstring(
        f"<html><body><article><div class='relatedSection'>{prose}</div>"
        f"<div class='td-related_posts'>{links}</div></article></body></html>"
    )
    mark_furniture(tree)
    assert [element.get("class") for element in tree.xpath(DROPPED_PATH)] == ["td-related_posts"]


def test_words_inside_words_name_no_widget() -> None:
    names = ("stock-quote", "shareholders", "historical", "commentary-text", "prominent")
    body = "".join(f"<div class='{name}'>The envoy left.</div>" for name in names)
    tree = lxml_html.document_fromstring(f"<html><body>{body}</body></html>")
    mark_furniture(tree)
    assert tree.xpath(DROPPED_PATH) == []
