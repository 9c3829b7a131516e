"""Answers which of many spans overlap, lie in or hold a given one, without looking at them all.

Sorted starts and the furthest end so far make each question a bisection; a text of n finds is then
read in n log n steps where a scan of all finds for each sentence takes n * n.
"""

from bisect import bisect_left, bisect_right
from collections.abc import Iterable, Iterator
from itertools import accumulate
from typing import Generic, TypeVar

from mapper.model import Span

T = TypeVar("T")


class SpanIndex(Generic[T]):
    """Things that stand at spans of one text, to be found by a span; spans may overlap."""

    def __init__(self, placed: Iterable[tuple[Span, T]]) -> None:
        """Sort by start; things that start alike keep the order in which they came."""
        self._placed = sorted(placed, key=lambda pair: pair[0].start)
        self._starts = [span.start for span, _ in self._placed]
        self._reach = list(accumulate((span.end for span, _ in self._placed), max))

    def overlapped(self, span: Span) -> bool:
        """Return whether something shares a character with the span.

        >>> index = SpanIndex([(Span(2, 5), "a"), (Span(8, 9), "b")])
        >>> index.overlapped(Span(4, 6)), index.overlapped(Span(5, 8))
        (True, False)
        """
        last = bisect_left(self._starts, span.end)
        return last > 0 and self._reach[last - 1] > span.start

    def overlapping(self, span: Span) -> Iterator[tuple[Span, T]]:
        """Yield what shares a character with the span, in the order of starts."""
        first, last = bisect_right(self._reach, span.start), bisect_left(self._starts, span.end)
        for number in range(first, last):
            if self._placed[number][0].overlaps(span):
                yield self._placed[number]

    def inside(self, span: Span) -> Iterator[tuple[Span, T]]:
        """Yield what lies wholly inside the span, in the order of starts.

        >>> index = SpanIndex([(Span(2, 5), "a"), (Span(8, 9), "b")])
        >>> [name for _, name in index.inside(Span(2, 8))]
        ['a']
        """
        first = bisect_left(self._starts, span.start)
        for number in range(first, bisect_right(self._starts, span.end)):
            if self._placed[number][0].end <= span.end:
                yield self._placed[number]

    def holding(self, span: Span) -> T | None:
        """Return the first thing by start that wholly holds the span, None where nothing does.

        >>> SpanIndex([(Span(2, 5), "a"), (Span(8, 9), "b")]).holding(Span(3, 5))
        'a'
        """
        first, last = bisect_left(self._reach, span.end), bisect_right(self._starts, span.start)
        for number in range(first, last):
            if self._placed[number][0].contains(span):
                return self._placed[number][1]
        return None
