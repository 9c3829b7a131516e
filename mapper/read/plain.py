"""A text to an Article: title, day of publication, publisher, and what in it is no article."""

import re
from collections.abc import Sequence
from datetime import date

from mapper.model import Article, Marked, PublishedFrom, Span
from mapper.read.boilerplate import mark_boilerplate, mark_repeats
from mapper.read.lines import Line, find_lines
from mapper.read.published import find_publication, mark_trailing_agency

#: Longer first lines are paragraphs; the longest headline in the articles and corpora here has 140.
_TITLE_CHARS = 200
_SENTENCE_END = re.compile(r"[.…][\"'”’)\]]{0,2}$")
_BYTE_ORDER_MARK = "\ufeff"


def article_from_text(  # noqa: PLR0913 - one field of the article each, by name
    text: str,
    *,
    source: str,
    number: int = 1,
    published: date | None = None,
    title: str | None = None,
    metadata_date: date | None = None,
    publisher: str | None = None,
    url: str | None = None,
    byline: str | None = None,
    language: str | None = None,
    front: int = 0,
) -> Article:
    """Return the article that a text is, with nothing in the text changed.

    `published` is the user's word and wins; `metadata_date`, `title` and `publisher` come from
    outside the text (a page's header, a feed) and win over what is read in it. `front` is where
    front matter ends, which is marked.
    """
    lines = tuple(line for line in find_lines(text) if line.span.start >= front)
    publication = find_publication(text, lines)
    marks = [*_head_marks(text, front), *publication.marks, *mark_trailing_agency(lines)]
    marks += [*mark_boilerplate(lines), *mark_repeats(lines)]
    marked = merge_marks(marks)
    day, origin = _day_of_publication(published, metadata_date, publication.published)
    from_text = origin is None and publication.published is not None
    return Article(
        id=f"a{number}",
        source=source,
        text=text,
        title=title or _title(text, lines, marked),
        url=url,
        publisher=publisher or publication.publisher,
        published=publication.published if from_text else day,
        published_from=publication.published_from if from_text else origin,
        published_text=publication.stated.span if publication.stated else None,
        marked=marked,
        byline=byline,
        language=language,
    )


def merge_marks(marks: Sequence[Marked]) -> tuple[Marked, ...]:
    """Return marks in the order of the text, those inside an earlier or longer one left out."""
    kept: list[Marked] = []
    for mark in sorted(marks, key=lambda mark: (mark.span.start, -mark.span.end)):
        if kept and mark.span.start < kept[-1].span.end:
            continue
        kept.append(mark)
    return tuple(kept)


def _day_of_publication(
    argument: date | None, metadata: date | None, in_text: date | None
) -> tuple[date | None, PublishedFrom | None]:
    if argument is not None:
        return argument, "argument"
    if metadata is not None:
        return metadata, "metadata"
    return in_text, None


def _title(text: str, lines: Sequence[Line], marked: Sequence[Marked]) -> str | None:
    """Return the headline: the first line that is article, when it does not read as a paragraph."""
    ends = {mark.span.start: mark.span.end for mark in marked}
    for number, line in enumerate(lines):
        start = max(line.span.start, ends.get(line.span.start, line.span.start))
        headline = text[start : line.span.end].strip()
        if not headline:
            continue
        is_short = len(headline) <= _TITLE_CHARS and not _SENTENCE_END.search(headline)
        return headline.lstrip("# ") if is_short and number + 1 < len(lines) else None
    return None


def _head_marks(text: str, front: int) -> tuple[Marked, ...]:
    """Mark front matter, or a byte order mark alone."""
    if front:
        return (Marked(span=Span(0, front), reason="front matter"),)
    if text.startswith(_BYTE_ORDER_MARK):
        return (Marked(span=Span(0, 1), reason="byte order mark"),)
    return ()
