"""Resolves what names a stretch of the calendar: "last week", "at the weekend", "this summer"."""

from collections.abc import Mapping
from datetime import date, timedelta

from mapper.model import Precision, When
from mapper.recognize.times.calendar import minus, month_at, plus, third, year_at
from mapper.recognize.times.words import words

#: How far a vague count may reach ("days later", "a few weeks ago"), in units.
FEW = (2, 6)
_SATURDAY = 5


def resolve_period(
    fields: Mapping[str, str], published: date | None, *, future: bool
) -> When | None:
    """Return the week, month, season or year that "last", "this" and "next" name."""
    if published is None:
        return None
    unit, marker = fields["unit"], fields.get("marker", "")
    step = {"last": -1, "next": 1}.get(marker, 0)
    if "count" in fields:
        return _span_of_days(published, unit, fields["count"], step)
    if unit == "weekend":
        return _weekend(published, marker, future=future)
    if unit == "season":
        return _season(fields["season"], published, marker, future=future)
    whole = _whole(unit, published, step)
    return _part_of(whole, fields, published) if whole else None


def _whole(unit: str, published: date, step: int) -> When | None:
    """Return this week, month or year, or one `step` further; a decade counts as its year."""
    if unit == "week":
        monday = published - timedelta(days=published.weekday()) + timedelta(days=7 * step)
        return When(earliest=monday, latest=monday + timedelta(days=6), precision="week")
    if unit == "month":
        return month_at(published.year, published.month + step)
    if unit == "quarter":
        years, quarter = divmod((published.month - 1) // 3 + step, 4)
        return months_between(published.year + years, 3 * quarter + 1, 3 * quarter + 3)
    return year_at(published.year + step)


def _span_of_days(published: date, unit: str, count: str, step: int) -> When | None:
    """Read "the past three days", "the next two weeks": up to, or from, the article's day."""
    number = FEW[1] if count == "few" else int(count)
    days = {"day": 1, "week": 7, "month": 30, "year": 365}.get(unit)
    if days is None or not step:
        return None
    length = timedelta(days=days * number)
    precision: Precision = "week" if unit == "day" else "month" if unit == "week" else "year"
    if step < 0:
        return When(earliest=minus(published, length), latest=published, precision=precision)
    return When(earliest=published, latest=plus(published, length), precision=precision)


def _part_of(whole: When, fields: Mapping[str, str], published: date) -> When:
    """Cut a period by "earlier", "later", "early" and "late"."""
    first, last = whole.first_day, whole.last_day
    if first is None or last is None:
        return whole
    mod = fields.get("mod") or fields.get("part")
    inside = first <= published <= last
    if mod == "earlier" and inside:
        last = published
    elif mod == "later" and inside:
        first = published
    else:
        first, last = third(first, last, mod)
    return When(earliest=first, latest=last, precision=whole.precision)


def _weekend(published: date, marker: str, *, future: bool) -> When:
    """Return Saturday and Sunday: the last one begun, the coming one for the future."""
    saturday = published - timedelta(days=(published.weekday() - _SATURDAY) % 7)
    if marker == "last" and published.weekday() >= _SATURDAY:
        saturday -= timedelta(days=7)
    if marker == "next" or (future and marker != "last" and published.weekday() < _SATURDAY):
        saturday += timedelta(days=7)
    return When(earliest=saturday, latest=saturday + timedelta(days=1), precision="day")


def _season(name: str, published: date, marker: str, *, future: bool) -> When | None:
    first, last = words().seasons[name]
    years = range(published.year - 2, published.year + 3)
    spans = [span for year in years if (span := months_between(year, first, last))]
    if marker == "next" or (future and marker != "last"):
        return next((span for span in spans if (span.first_day or published) > published), None)
    begun = [span for span in spans if (span.first_day or published) <= published]
    if marker == "last":
        begun = [span for span in begun if (span.last_day or published) < published]
    return begun[-1] if begun else None


def months_between(year: int, first: int, last: int) -> When | None:
    """Return the months from `first` of a year to `last`, of the next year where that is less."""
    start, end = month_at(year, first), month_at(year + (1 if last < first else 0), last)
    if start is None or end is None:
        return None
    return When(earliest=start.earliest, latest=end.latest, precision="month")
