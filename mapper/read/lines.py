"""Lines of a text with their offsets; the text itself is never split, joined or trimmed."""

import re
from collections.abc import Iterator
from dataclasses import dataclass

from mapper.model import Span

# Every line end that `str.splitlines` knows, save the separators \x1c-\x1e, which are no line ends.
_LINE = re.compile(r"[^\n\r\v\f\x85\u2028\u2029]+")
#: What stands at the edges of a line beside white space: zero-width characters and marks.
_EDGE = " \t\xa0\u202f\u2007\u3000\ufeff\u200b\u200c\u200d\u2060\xad"


@dataclass(frozen=True, slots=True, kw_only=True)
class Line:
    """A line that is not empty, without the white space at its edges."""

    span: Span
    text: str


def find_lines(text: str) -> Iterator[Line]:
    r"""Yield the lines that hold more than white space.

    >>> [line.text for line in find_lines("One\r\n\r\n  two \xa0")]
    ['One', 'two']
    """
    for match in _LINE.finditer(text):
        raw = match.group()
        trimmed = raw.strip(_EDGE)
        if trimmed:
            edge = 0 if len(trimmed) == len(raw) else len(raw) - len(raw.lstrip(_EDGE))
            start = match.start() + edge
            yield Line(span=Span(start, start + len(trimmed)), text=trimmed)
