"""Dates articles that carry none, or no year, from the other articles of the run.

The day comes from the dated article that tells the same story: it shares names and words, and the
weekday of the undated article's opening fits its day. A lone article is never dated: nothing in it
says which Sunday its "Sunday" is.
"""

import re
from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date

from mapper.model import Article, Span, TimeExpression
from mapper.read.dates import date_in_year, find_dates
from mapper.spans import SpanIndex

#: Openings tell of the article's own day or the day before (wire copy crosses midnight).
_OPENING_CHARS = 700
_OPENING_DAYS = 1
#: Share of an article's names that the other one must hold as well to tell the same story. Any two
#: of the five articles of one trip share 0.33 and more, two random articles of GeoWebNews 0.20 at
#: the 99th percentile of 4,000 pairs.
_SAME_STORY = 0.22
_LEAST_NAMES = 4
#: A year is taken from articles at most this far away: the same story, not its anniversary.
_NEAR_DAYS = 60

_NAME = re.compile(r"(?<![.!?]\s)(?<!^)\b[A-Z][\w’'-]{2,}", re.MULTILINE)
_NO_NAMES = frozenset(
    """The This That These Those There Then They She His Her Its Our And But For From With After
    Before When While Where Monday Tuesday Wednesday Thursday Friday Saturday Sunday January
    February March April May June July August September October November December""".split()
)


@dataclass(frozen=True, slots=True, kw_only=True)
class _Evidence:
    """A day that an undated article may have, and how much speaks for it."""

    day: date
    likeness: float
    distance_days: int


def date_articles(
    articles: Sequence[Article], times: Sequence[Sequence[TimeExpression]]
) -> tuple[Article, ...]:
    """Return the articles with days for those that have none, as far as the others settle them.

    `times` are the expressions of each article, in the same order. A dateline without a year takes
    the year that puts it nearest to the dated articles of the same story, its weekday checked; an
    article without any date takes the day of the most similar dated one whose day fits the weekday
    in its opening. `published_from` is then "cluster". What nothing settles stays open.
    """
    names = [_names(article) for article in articles]
    dated = [index for index, article in enumerate(articles) if article.published is not None]
    first = [
        _with_year(article, times[index], _like(index, names, articles, dated))
        for index, article in enumerate(articles)
    ]
    sure = [index for index, article in enumerate(first) if article.published is not None]
    return tuple(
        _with_day(article, times[index], _like(index, names, first, sure))
        for index, article in enumerate(first)
    )


def _with_year(
    article: Article, times: Sequence[TimeExpression], like: Sequence[tuple[float, Article]]
) -> Article:
    """Return an article whose dateline lacks the year with the year of the nearest like article."""
    if article.published is not None or article.published_text is None or not like:
        return article
    span = article.published_text
    stated = find_dates(article.text, span.start, span.end)
    if not stated or stated[0].year is not None:
        return _with_reading(article, like)
    weekday = _opening_weekday(times)
    found = []
    for likeness, other in like:
        if other.published is None:
            continue
        for year in range(other.published.year - 1, other.published.year + 2):
            day = date_in_year(stated[0], year)
            if day is None or abs((day - other.published).days) > _NEAR_DAYS:
                continue
            if weekday is None or _distance(day, weekday) <= _OPENING_DAYS:
                found.append((-likeness, abs((day - other.published).days), day))
    if not found:
        return article
    return replace(article, published=min(found)[2], published_from="cluster")


def _with_reading(article: Article, like: Sequence[tuple[float, Article]]) -> Article:
    """Return an article dated 03/09/2023 with the reading that lies near the other articles."""
    span = article.published_text
    stated = find_dates(article.text, span.start, span.end) if span else ()
    readings = stated[0].readings() if stated else ()
    days = [other.published for _, other in like if other.published is not None]
    near = [d for d in readings if any(abs((d - day).days) <= _NEAR_DAYS for day in days)]
    if len(near) != 1:
        return article
    return replace(article, published=near[0], published_from="cluster")


def _with_day(
    article: Article, times: Sequence[TimeExpression], like: Sequence[tuple[float, Article]]
) -> Article:
    """Return an undated article with the day of the likest article that its weekday allows."""
    if article.published is not None or article.published_text is not None or not like:
        return article
    weekday = _opening_weekday(times)
    if weekday is None:
        return article
    fitting = [
        _Evidence(
            day=other.published,
            likeness=likeness,
            distance_days=_distance(other.published, weekday),
        )
        for likeness, other in like
        if other.published is not None and _distance(other.published, weekday) <= _OPENING_DAYS
    ]
    if not fitting:
        return article
    best = min(fitting, key=lambda e: (e.distance_days, -e.likeness, e.day))
    return replace(article, published=best.day, published_from="cluster")


def _distance(day: date, weekday: int) -> int:
    """Return how many days `day` is past the last such weekday, 0..6."""
    return (day.weekday() - weekday) % 7


def _opening_weekday(times: Sequence[TimeExpression]) -> int | None:
    """Return the weekday that the opening gives for its news, None without one."""
    for time in times:
        fields = dict(time.fields)
        if time.kind != "weekday" or "marker" in fields or "bound" in fields or time.future:
            continue
        if time.span.start > _OPENING_CHARS:
            return None
        return int(fields["weekday"])
    return None


def _names(article: Article) -> frozenset[str]:
    """Return the capitalised words inside sentences, what is marked as no article left out."""
    found = set()
    marked = SpanIndex((mark.span, mark) for mark in article.marked)
    for match in _NAME.finditer(article.text):
        if marked.overlapped(Span(match.start(), match.start() + 1)):
            continue
        name = match.group().removesuffix("’s").removesuffix("'s").rstrip("’'")
        if name not in _NO_NAMES:
            found.add(name)
    return frozenset(found)


def _like(
    index: int, names: Sequence[frozenset[str]], articles: Sequence[Article], dated: Sequence[int]
) -> list[tuple[float, Article]]:
    """Return the dated articles that tell the same story as article `index`, likest first."""
    found = []
    for other in dated:
        if other == index:
            continue
        likeness = _likeness(names[index], names[other])
        if likeness >= _SAME_STORY:
            found.append((likeness, articles[other]))
    return sorted(found, key=lambda pair: (-pair[0], pair[1].source))


def _likeness(one: frozenset[str], other: frozenset[str]) -> float:
    """Return the share of the smaller article's names that both hold, 0.0 for too few names."""
    fewer = min(len(one), len(other))
    return len(one & other) / fewer if fewer >= _LEAST_NAMES else 0.0
