"""A very long text in parts, so that reading it takes no more memory than one of them.

An article of the press is one part, as it is. A book, or an archive pasted into one line, is cut
at the ends of paragraphs, lines or words; names agree within a part.
"""

from collections.abc import Iterator
from dataclasses import replace

from mapper.model import Article, Span

#: Characters of a part: some forty long reads of the press. Ten megabytes took 868 MB of memory
#: in one piece and take 303 MB so.
LONGEST = 200_000
_SEARCHED = 20_000  # characters at the end of a part in which a good place to cut is looked for
_ENDS = ("\n\n", "\n", ". ", " ")


def text_parts(article: Article, longest: int = LONGEST) -> Iterator[tuple[int, Article]]:
    """Yield (offset, part) of an article; each part is an article of at most `longest` characters.

    Marked spans are cut where the text is. The parts' texts, one after the other, are the text.
    """
    start = 0
    while len(article.text) - start > longest:
        end = _cut(article.text, start, start + longest)
        yield start, _part(article, start, end)
        start = end
    yield start, article if start == 0 else _part(article, start, len(article.text))


def _cut(text: str, start: int, end: int) -> int:
    """Return where to cut at or before `end`, behind the best of `_ENDS` that is near it."""
    for mark in _ENDS:
        at = text.rfind(mark, max(start, end - _SEARCHED), end)
        if at > start:
            return at + len(mark)
    return end


def _part(article: Article, start: int, end: int) -> Article:
    marked = tuple(
        replace(
            mark, span=Span(max(mark.span.start, start) - start, min(mark.span.end, end) - start)
        )
        for mark in article.marked
        if mark.span.start < end and start < mark.span.end
    )
    return replace(article, text=article.text[start:end], marked=marked)
