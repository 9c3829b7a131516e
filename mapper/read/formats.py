"""Bytes to stories by what they are: the content decides, then the ending of the name."""

from collections.abc import Iterable, Iterator
from pathlib import PurePosixPath

from mapper.errors import SourceError
from mapper.model import Article
from mapper.read.decode import decode_bytes
from mapper.read.documents import (
    Story,
    csv_stories,
    docx_story,
    json_stories,
    markdown_story,
    pdf_story,
)
from mapper.read.newsml import looks_like_newsml, newsml_stories
from mapper.read.page import PageReader, looks_like_page
from mapper.read.plain import article_from_text

PAGE_ENDINGS = frozenset({".html", ".htm", ".xhtml"})
JSON_ENDINGS = frozenset({".json", ".jsonl", ".ndjson", ".ninjs"})
TABLE_ENDINGS = frozenset({".csv", ".tsv"})
MARKDOWN_ENDINGS = frozenset({".md", ".markdown"})
#: What a folder is searched for. A JSON file or a table in a folder is read when it is named.
FOLDER_ENDINGS = frozenset({".txt", ".text", ".docx", ".pdf", *PAGE_ENDINGS, *MARKDOWN_ENDINGS})
_ZIP = b"PK\x03\x04"
_PDF = b"%PDF-"


def read_bytes(
    raw: bytes,
    name: str,
    *,
    pages: PageReader,
    url: str | None = None,
    declared: str | None = None,
) -> Iterator[tuple[Article, str]]:
    """Yield the articles in a source, each with a note on what had to be guessed ("" for none).

    Ids are "a1" throughout; the caller numbers. Raises SourceError for what holds no article.
    """
    if not raw.strip():
        message = f"{name}: the file is empty; hand in the text of an article."
        raise SourceError(message)
    ending = PurePosixPath(name.lower()).suffix
    if looks_like_page(raw) or ending in PAGE_ENDINGS:
        yield _from_page(raw, name, pages, url, declared)
        return
    stories = _stories(raw, name, ending, pages)
    if stories is not None:
        for story in stories:
            yield _from_story(story, name), story.note
    elif ending in MARKDOWN_ENDINGS:
        story, front = markdown_story(raw, source=name)
        yield _from_story(story, name, front=front), story.note
    elif raw.lstrip()[:5] == b"<?xml":
        message = f"{name}: XML of a kind that is not read here; save the article's text as .txt."
        raise SourceError(message)
    else:
        decoded = decode_bytes(raw, source=name, declared=declared)
        yield article_from_text(decoded.text, source=name, url=url), decoded.note


def _stories(raw: bytes, name: str, ending: str, pages: PageReader) -> Iterable[Story] | None:
    """Return the stories of a container, None for what is none."""
    if looks_like_newsml(raw):
        return newsml_stories(raw, source=name)
    if raw.startswith(_PDF):
        return (pdf_story(raw, source=name, child=pages.child),)
    if raw.startswith(_ZIP):
        return (docx_story(raw, source=name),)
    if ending in JSON_ENDINGS or (ending in {"", "."} and raw.lstrip()[:1] == b"{"):
        return json_stories(raw, source=name)
    if ending in TABLE_ENDINGS:
        return csv_stories(raw, source=name)
    return None


def _from_page(
    raw: bytes, name: str, pages: PageReader, url: str | None, declared: str | None
) -> tuple[Article, str]:
    page = pages.read(raw, source=name, url=url, declared=declared)
    article = article_from_text(
        page.text,
        source=name,
        title=page.title,
        metadata_date=page.published,
        publisher=page.publisher,
        url=page.url,
        byline=page.byline,
        language=page.language,
    )
    return article, page.note


def _from_story(story: Story, name: str, *, front: int = 0) -> Article:
    return article_from_text(
        story.text,
        source=f"{name}#{story.part}" if story.part else name,
        title=story.title,
        metadata_date=story.published,
        publisher=story.publisher,
        url=story.url,
        byline=story.byline,
        language=story.language,
        front=front,
    )
