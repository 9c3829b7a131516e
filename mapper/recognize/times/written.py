"""The day that an article tells from: its dateline's, where that is earlier than its issue's.

"VIENNA, August 13. - She arrived this morning", printed on the 15th: this morning is the 13th's.
"""

import re
from collections.abc import Sequence
from datetime import date, timedelta

from mapper.model import Article, TimeExpression
from mapper.recognize.times.resolve import resolve_time

#: A report by wire or mail is printed within so many days; what is dated earlier is no dateline.
_LATE_DAYS = 10
#: Characters from the head of a text in which the day of its dateline stands.
_HEAD = 90
_PLACE = re.compile(r"\s*[A-Z][A-Z.'\u2019-]+[A-Z.]\b[^\n]*?,?\s*\Z")
_DASH = re.compile(r"[.,]?\s?(?:\([\w /.&-]{2,40}\)[.,]?\s?)?(?:--|[\u2013\u2014]|-\s)")


def writing_day(article: Article, times: Sequence[TimeExpression]) -> date | None:
    """Return the day of an article's dateline, else the day on which it was published."""
    first = times[0] if times else None
    if article.published is None or first is None or first.span.start > _HEAD:
        return article.published
    placed = _PLACE.match(article.text, 0, first.span.start)
    if first.kind not in {"date", "weekday"} or not placed:
        return article.published
    if not _DASH.match(article.text, first.span.end):
        return article.published
    when = resolve_time(first, published=article.published, anchor=None)
    day = when.first_day if when and when.precision == "day" else None
    if day is None or not timedelta() <= article.published - day <= timedelta(days=_LATE_DAYS):
        return article.published
    return day
