"""Says where the day of publication is in doubt: two readings, dates that contradict each other.

Nothing is decided here; the notes tell an editor what was believed and what speaks against it.
"""

from collections.abc import Iterator, Sequence
from datetime import date, timedelta

from mapper.model import Article
from mapper.read.dates import StatedDate, date_in_year, find_dates
from mapper.read.lines import find_lines
from mapper.read.published import StatedDay, find_stated_days

#: A dateline is written on the day before publication, or some days before in weeklies.
_DATELINE_DAYS = 7
#: Stamps in another time zone than the metadata differ by a day.
_ZONE_DAYS = 1
#: A text that names nothing but days this long after its publication was not published then:
#: announcements name the days of what they announce, seldom a month ahead and nothing else.
_LATER_DAYS = 31


def date_doubts(articles: Sequence[Article]) -> tuple[str, ...]:
    """Return a note for each doubt about a day of publication, in the order of the articles."""
    return tuple(
        f"{article.called}: {doubt}." for article in articles for doubt in _doubts(article)
    )


def _doubts(article: Article) -> Iterator[str]:
    lines = tuple(find_lines(article.text))
    for stated in find_stated_days(article.text, lines):
        doubt = _doubt(article, stated)
        if doubt:
            yield doubt
    if article.published is not None and article.published_from in {"metadata", "argument"}:
        yield from _later_days(article, article.published)


def _doubt(article: Article, stated: StatedDay) -> str | None:
    """Return what speaks against an article's day in one date of its text, None for nothing."""
    words = " ".join(article.quote(stated.date.span).split())
    published = article.published
    readings = _readings(stated.date, published)
    if stated.wrong_weekday and readings:
        return f"{words!r} in its text was no {stated.wrong_weekday}; check the date"
    if published is None:
        return _open_doubt(stated, words, readings)
    if article.published_from == "cluster" and stated.date.month_first is not None:
        return f"{words!r} has two readings; {_day(published)} is near the other articles"
    if not readings or any(_fits(stated, day, published) for day in readings):
        return None
    return _contradiction(stated, words, f"{_day(published)} ({article.published_from}) counts")


def _contradiction(stated: StatedDay, words: str, believed: str) -> str:
    if stated.kind == "dateline":
        return f"its dateline says {words!r}, which does not fit its day; {believed}"
    if stated.kind == "updated":
        return f"it was updated ({words!r}) before it was published; {believed}"
    return f"its text says {words!r}, which is another day; {believed}"


def _open_doubt(stated: StatedDay, words: str, readings: Sequence[date]) -> str | None:
    if stated.kind == "updated":
        return (
            f"{words!r} says when it was updated, not when it was published; its day stays open, "
            "give it with --published"
        )
    if stated.date.month_first is not None:
        either = " or ".join(_day(day) for day in readings)
        return f"{words!r} is {either}; its day stays open, give it with --published"
    return None


def _readings(stated: StatedDate, published: date | None) -> tuple[date, ...]:
    """Return the days that a date may mean; without a year, those nearest to the publication."""
    if stated.year is not None or published is None:
        return stated.readings()
    years = range(published.year - 1, published.year + 2)
    days = [day for year in years if (day := date_in_year(stated, year)) is not None]
    return (min(days, key=lambda day: abs(day - published)),) if days else ()


def _fits(stated: StatedDay, day: date, published: date) -> bool:
    zone = timedelta(days=_ZONE_DAYS)
    if stated.kind == "updated":
        return day >= published - zone
    if stated.kind == "dateline":
        return published - timedelta(days=_DATELINE_DAYS) <= day <= published + zone
    return abs(day - published) <= zone


def _later_days(article: Article, published: date) -> Iterator[str]:
    """Yield a doubt where all full dates of the text lie long after the day of publication."""
    days = [stated.value for stated in find_dates(article.text)]
    full = [day for day in days if day is not None]
    if full and min(full) > published + timedelta(days=_LATER_DAYS):
        yield (
            f"its text speaks of {_day(min(full))}, long after its day of publication, "
            f"{_day(published)} ({article.published_from}); check that day"
        )


def _day(day: date) -> str:
    return f"{day.day} {day:%B %Y}"
