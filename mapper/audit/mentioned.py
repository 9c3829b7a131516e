"""The resolved mentions of one article, looked up by the words of a claim's ends."""

from bisect import bisect_left
from collections.abc import Sequence
from dataclasses import dataclass

from mapper.model import Article, LatLon, Place, Resolution, Span


@dataclass(frozen=True, slots=True)
class Mentioned:
    """The resolutions of one article in the order of the text."""

    article: Article
    starts: tuple[int, ...]
    resolutions: tuple[Resolution, ...]

    def overlapping(self, span: Span) -> tuple[Resolution, ...]:
        """Return the resolutions whose mentions share a character with a span."""
        first = bisect_left(self.starts, span.start - 120)
        last = bisect_left(self.starts, span.end)
        return tuple(r for r in self.resolutions[first:last] if r.mention.span.overlaps(span))


def mentioned(article: Article, resolutions: Sequence[Resolution]) -> Mentioned:
    """Return the resolutions of one article, ready to be looked up by span."""
    own = sorted(resolutions, key=_place_in_text)
    return Mentioned(article, tuple(r.mention.span.start for r in own), tuple(own))


def _place_in_text(resolution: Resolution) -> tuple[int, int]:
    span = resolution.mention.span
    return span.start, span.end


def point_of(place: Place) -> LatLon:
    """Return the reference point of a place."""
    return (place.lat, place.lon)
