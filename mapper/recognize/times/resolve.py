"""A time expression to an interval on the calendar, by rules with no clock of their own."""

from collections.abc import Mapping
from datetime import date, timedelta

from mapper.model import Precision, TimeExpression, When
from mapper.recognize.times.calendar import (
    day_or_none,
    forward,
    month_at,
    moving_day,
    third,
    year_at,
)
from mapper.recognize.times.clock import narrow, open_side
from mapper.recognize.times.offsets import Clock, resolve_offset
from mapper.recognize.times.periods import months_between, resolve_period
from mapper.recognize.times.words import words

_FAR_DAYS, _CLOSE_DAYS = 300, 65
#: Article days are those of the desk, a day more is Asia's morning.
_AHEAD_DAYS = 1


def resolve_time(
    expression: TimeExpression,
    *,
    published: date | None,
    anchor: When | None,
    zone: str | None = None,
) -> When | None:
    """Return when an expression is, None where what it counts from is unknown.

    `anchor` is the traveller's last dated visit before it in the text, `zone` the IANA name of the
    place's time zone; see `mapper.recognize.times` for which is needed when. Days are dates; clock
    times are aware datetimes (in `zone` where given), or their day where no zone is known.
    The precision may be coarser than the interval: "next Friday" and "two weeks ago" give the most
    likely day with precision "week". Unreal days (31 February) give None.
    """
    fields = dict(expression.fields) | {"from": expression.reference}
    if fields.get("event"):
        return None
    handler = _HANDLERS.get(expression.kind)
    if handler is None:
        return None
    from_visit = anchor if expression.reference == "visit" else None
    try:
        days = handler(fields, expression.future, Clock(published, anchor))
        if days and "shift" in fields and days.first_day and days.last_day:
            days = _moved((days.first_day, days.last_day), fields)
        when = narrow(days, fields, zone, from_visit) if days else None
    except OverflowError:  # before year 1 or after 9999
        return None
    return open_side(when, fields.get("bound")) if when else None


# --- one function a kind -------------------------------------------------------------------------


def _date(fields: Mapping[str, str], future: bool, clock: Clock) -> When | None:  # noqa: FBT001 - handlers share one form
    month, day = int(fields["month"]), int(fields["day"])
    end_month, end_day = int(fields.get("end_month", month)), int(fields.get("end_day", day))
    weekday = int(fields["weekday"]) if "weekday" in fields else None
    if "alternative" in fields:
        month, day = _better_order(fields, clock)
        end_month, end_day = month, day
    stated = fields.get("year")
    year = int(stated) if stated else _year_of(month, day, weekday, clock, future=future)
    if year is None:
        return None
    first_year = int(fields.get("first_year", year - (1 if end_month < month else 0)))
    first, last = day_or_none(first_year, month, day), day_or_none(year, end_month, end_day)
    if first is None or last is None or last < first:
        return None
    return When(earliest=first, latest=last, precision="day")


def _better_order(fields: Mapping[str, str], clock: Clock) -> tuple[int, int]:
    """Return (month, day) of an all-digit date with two readings: the one nearer to the article."""
    day_first = int(fields["month"]), int(fields["day"])
    other = fields["alternative"].split("/")
    month_first = int(other[0]), int(other[1])
    year = int(fields["year"])
    near = clock.published or clock.narrative
    if near is None:
        return day_first
    both = [(day_or_none(year, *reading), reading) for reading in (day_first, month_first)]
    real = [(abs((day - near).days), reading) for day, reading in both if day is not None]
    return min(real, key=lambda pair: pair[0])[1] if real else day_first


def _year_of(
    month: int, day: int, weekday: int | None, clock: Clock, *, future: bool
) -> int | None:
    """Return the year that a date without one means; its weekday, where stated, must fit."""
    narrative = clock.narrative
    near = narrative or clock.published
    if near is None:
        return None
    years = [
        year for year in range(near.year - 6, near.year + 7) if _fits(year, month, day, weekday)
    ]
    if not years:
        return None
    if narrative is not None:
        after = [
            y for y in years if (day_or_none(y, month, day) or near) >= near - timedelta(days=31)
        ]
        return min(after, default=None)
    limit = near + timedelta(days=_AHEAD_DAYS)
    past = max((y for y in years if (day_or_none(y, month, day) or limit) <= limit), default=None)
    ahead = min((y for y in years if (day_or_none(y, month, day) or near) >= near), default=None)
    first, second = (ahead, past) if future else (past, ahead)
    if first is None or second is None:
        return first or second
    # News gives the year of a day that is nearly a year off: then the tense was read wrong.
    far, close = (abs(((day_or_none(y, month, day) or near) - near).days) for y in (first, second))
    return second if far > _FAR_DAYS and close < _CLOSE_DAYS else first


def _fits(year: int, month: int, day: int, weekday: int | None) -> bool:
    value = day_or_none(year, month, day)
    return value is not None and (weekday is None or value.weekday() == weekday)


def _weekday(fields: Mapping[str, str], future: bool, clock: Clock) -> When | None:  # noqa: FBT001
    marker, asked = fields.get("marker", ""), int(fields["weekday"])
    if "week" in fields:
        until = int(fields["end_weekday"]) if "end_weekday" in fields else None
        return _of_week(fields["week"], asked, until, clock)
    if marker in {"following", "previous", "preceding", "same", "that"}:
        day = _weekday_from_visit(marker, asked, clock)
    elif clock.narrative is not None and not marker:
        day = forward(clock.narrative, asked)
    elif clock.published is not None:
        day = _weekday_from_article(clock.published, marker, asked, future=future)
        if future and not marker:
            day = _after_the_last(day, clock)
    else:
        day = None
    if day is None:
        return None
    last = day
    if "end_weekday" in fields:
        last = forward(day, int(fields["end_weekday"]))
        if not future and clock.published and last > clock.published + timedelta(days=_AHEAD_DAYS):
            day, last = day - timedelta(days=7), last - timedelta(days=7)
    precision: Precision = "week" if marker in {"next", "coming"} else "day"
    return When(earliest=day, latest=last, precision=precision)


def _after_the_last(day: date, clock: Clock) -> date:
    """Return a weekday to come, a week later where the plan has reached a later day already.

    "She flies on Thursday of next week ... On Friday she", said on a Friday.
    """
    last = clock.anchor.last_day if clock.anchor else None
    if last is None or clock.published is None or last <= clock.published:
        return day
    passed = day == clock.published and (last - day).days < _DAYS_OF_WEEK
    return day + timedelta(days=_DAYS_OF_WEEK) if passed else day


_DAYS_OF_WEEK = 7


def _of_week(which: str, asked: int, until: int | None, clock: Clock) -> When | None:
    """Return the weekday of last, this or next week, weeks beginning on Monday."""
    if clock.published is None:
        return None
    monday = clock.published - timedelta(days=clock.published.weekday())
    weeks = {"last": -1, "next": 1}.get(which, 0)
    day = monday + timedelta(days=7 * weeks + asked)
    last = day if until is None else forward(day, until)
    return When(earliest=day, latest=last, precision="day")


def _moved(days: tuple[date, date], fields: Mapping[str, str]) -> When | None:
    """Return a day moved by a count: "a week ago Tuesday" is a week before Tuesday."""
    unit, number = fields["shift_unit"], int(fields["shift"])
    first, last = days
    if unit in {"day", "week", "fortnight"}:
        step = timedelta(days=number * {"day": 1, "week": 7, "fortnight": 14}[unit])
        return When(earliest=first + step, latest=last + step, precision="day")
    years, months = divmod(first.month - 1 + (number if unit == "month" else 0), 12)
    years += number * {"year": 1, "decade": 10}.get(unit, 0)
    day = day_or_none(first.year + years, months + 1, first.day)
    return When(earliest=day, latest=day, precision="day") if day else None


def _day_of_month(fields: Mapping[str, str], future: bool, clock: Clock) -> When | None:  # noqa: FBT001
    """Return "the 27th": of the month of the last visit or the next, else the latest or next."""
    day = int(fields["day"])
    if "of" in fields:
        return _by_mail(fields["of"], day, clock.published)
    last = clock.anchor.last_day or clock.anchor.first_day if clock.anchor else None
    near = last or clock.published
    if near is None:
        return None
    months = [month_at(near.year, near.month + step) for step in (-1, 0, 1, 2)]
    firsts = [month.first_day for month in months if month and month.first_day]
    days = [found for m in firsts if (found := day_or_none(m.year, m.month, day))]
    if "weekday" in fields:
        days = [found for found in days if found.weekday() == int(fields["weekday"])] or days
    if last is not None:
        limit = clock.published if clock.published and not future else date.max
        ahead = [found for found in days if last - timedelta(days=_TOLD_BACK) <= found <= limit]
        chosen = min(ahead, default=max((d for d in days if d <= limit), default=None))
    elif future:
        chosen = min((found for found in days if found >= near), default=None)
    else:
        limit = near + timedelta(days=_AHEAD_DAYS)
        chosen = max((found for found in days if found <= limit), default=None)
    return When(earliest=chosen, latest=chosen, precision="day") if chosen else None


def _by_mail(which: str, day: int, published: date | None) -> When | None:
    """Return "the 16th ult.", "inst." or "prox.": of last month, this month or the next one."""
    if published is None:
        return None
    month = month_at(published.year, published.month + {"ult": -1, "prox": 1}.get(which, 0))
    first = month.first_day if month else None
    found = day_or_none(first.year, first.month, day) if first else None
    return When(earliest=found, latest=found, precision="day") if found else None


def _holiday(fields: Mapping[str, str], future: bool, clock: Clock) -> When | None:  # noqa: FBT001
    """Return a day that moves by the year: the last one before the article, or the next."""
    near = clock.narrative or clock.published
    if near is None:
        return None
    years = (near.year - 1, near.year, near.year + 1)
    days = [moving_day(year, **words().moving[fields["holiday"]]) for year in years]
    limit = near + timedelta(days=_AHEAD_DAYS)
    past = [day for day in days if day <= limit]
    ahead = [day for day in days if day >= near]
    day = min(ahead) if future or clock.narrative else max(past)
    if "weekend" not in fields:
        return When(earliest=day, latest=day, precision="day")
    saturday = day - timedelta(days=(day.weekday() - _SATURDAY) % 7)
    return When(earliest=saturday, latest=max(day, saturday + timedelta(days=1)), precision="day")


_SATURDAY = 5

#: "The 3rd" told behind a visit of the 5th is of that month, not of the next.
_TOLD_BACK = 7


def _weekday_from_article(published: date, marker: str, asked: int, *, future: bool) -> date:
    """Return the day a weekday means in an article of `published`.

    In the past up to and including the article's own day; "last Sunday" said on a Sunday is a week
    back; "next" is strictly ahead.
    """
    back = (published.weekday() - asked) % 7
    ahead = (asked - published.weekday()) % 7
    if marker in {"last", "past", "this past"}:
        return published - timedelta(days=back or 7)
    if marker in {"next", "coming", "this coming"}:
        return published + timedelta(days=ahead or 7)
    return published + timedelta(days=ahead) if future else published - timedelta(days=back)


def _weekday_from_visit(marker: str, asked: int, clock: Clock) -> date | None:
    last = clock.anchor.last_day if clock.anchor else None
    if last is None:
        return None
    if marker == "following":
        return forward(last + timedelta(days=1), asked)
    back = (last.weekday() - asked) % 7
    return last - timedelta(days=back or (7 if marker in {"previous", "preceding"} else 0))


def _month(fields: Mapping[str, str], future: bool, clock: Clock) -> When | None:  # noqa: FBT001
    month = int(fields["month"])
    if "year" in fields:
        found = month_at(int(fields["year"]), month)
    else:
        near = clock.narrative or clock.published
        if near is None:
            return None
        found = month_at(_month_year(month, near, fields.get("marker", ""), clock, future), month)
    if found is None or found.first_day is None or found.last_day is None:
        return None
    first, last = third(found.first_day, found.last_day, fields.get("mod"))
    return When(earliest=first, latest=last, precision="month")


def _month_year(month: int, near: date, marker: str, clock: Clock, future: bool) -> int:  # noqa: FBT001
    """Return the year of a bare month: the latest not after the article's, or the next ahead."""
    if clock.narrative is not None or marker == "following":
        return near.year + (1 if month < near.month else 0)
    if marker == "last":
        return near.year - (1 if month >= near.month else 0)
    if marker == "next" or future:
        return near.year + (1 if month < near.month else 0)
    return near.year - (1 if month > near.month else 0)


def _year(fields: Mapping[str, str], future: bool, clock: Clock) -> When | None:  # noqa: FBT001, ARG001
    year = int(fields["year"])
    if "season" in fields:
        return months_between(year, *words().seasons[fields["season"]])
    first, last = year_at(year), year_at(int(fields.get("end_year", year)))
    if not first or not last or not first.first_day or not last.last_day:
        return None
    if last.last_day < first.first_day:
        return None
    start, end = third(first.first_day, last.last_day, fields.get("mod"))
    return When(earliest=start, latest=end, precision="year")


def _quarter(fields: Mapping[str, str], future: bool, clock: Clock) -> When | None:  # noqa: FBT001, ARG001
    last = 3 * int(fields["quarter"])
    return months_between(int(fields["year"]), last - 2, last)


def _within_day(fields: Mapping[str, str], future: bool, clock: Clock) -> When | None:  # noqa: FBT001, ARG001
    """Put a time of the day that stands alone on the traveller's day, else on the article's."""
    if clock.anchor and clock.anchor.last_day:
        day = clock.anchor.last_day
        return When(earliest=day, latest=day, precision="day")
    if clock.published:
        return When(earliest=clock.published, latest=clock.published, precision="day")
    return None


_HANDLERS = {
    "date": _date,
    "weekday": _weekday,
    "day_of_month": _day_of_month,
    "holiday": _holiday,
    "offset": lambda fields, _, clock: resolve_offset(fields, clock),
    "period": lambda fields, future, clock: resolve_period(fields, clock.published, future=future),
    "month": _month,
    "quarter": _quarter,
    "year": _year,
    "clock": _within_day,
    "part": _within_day,
}
