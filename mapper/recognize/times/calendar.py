"""Days, months and years that may not exist: 31 February is None, month 13 the next January."""

from calendar import monthrange
from datetime import date, timedelta

from mapper.model import When

_DECEMBER = 12


def day_or_none(year: int, month: int, day: int) -> date | None:
    """Return a day, None where there is no such day."""
    try:
        return date(year, month, day)
    except ValueError:
        return None


def month_at(year: int, month: int) -> When | None:
    """Return a month; 0 is December of the year before, 13 January of the year after."""
    year, month = year + (month - 1) // _DECEMBER, (month - 1) % _DECEMBER + 1
    first = day_or_none(year, month, 1)
    if first is None:
        return None
    last = first.replace(day=monthrange(year, month)[1])
    return When(earliest=first, latest=last, precision="month")


def year_at(year: int) -> When | None:
    """Return a year, None outside the calendar (1..9999)."""
    first, last = day_or_none(year, 1, 1), day_or_none(year, _DECEMBER, 31)
    return When(earliest=first, latest=last, precision="year") if first and last else None


def moving_day(
    year: int, *, month: int = 0, weekday: int = 0, nth: int = 0, easter: int | None = None
) -> date:
    """Return the nth weekday of a month (-1 the last), or the day so far from Easter Sunday.

    Easter by the Gregorian computus of Meeus, Jones and Butcher.
    """
    if easter is not None:
        return _easter(year) + timedelta(days=easter)
    if nth < 0:
        last = date(year, month, monthrange(year, month)[1])
        return last - timedelta(days=(last.weekday() - weekday) % 7)
    return forward(date(year, month, 1), weekday) + timedelta(days=7 * (nth - 1))


def _easter(year: int) -> date:
    a, (b, c) = year % 19, divmod(year, 100)
    d, e = divmod(b, 4)
    g = (8 * b + 13) // 25
    h = (19 * a + b - d - g + 15) % 30
    i, k = divmod(c, 4)
    m = (32 + 2 * e + 2 * i - h - k) % 7
    n = (a + 11 * h + 22 * m) // 451
    month, day = divmod(h + m - 7 * n + 114, 31)
    return date(year, month, day + 1)


def forward(day: date, weekday: int) -> date:
    """Return the first such weekday (0 is Monday) on or after a day."""
    return day + timedelta(days=(weekday - day.weekday()) % 7)


def minus(day: date, span: timedelta) -> date:
    """Return a day earlier, the first day of the calendar where there is none."""
    return date.min if (day - date.min) < span else day - span


def plus(day: date, span: timedelta) -> date:
    """Return a day later, the last day of the calendar where there is none."""
    return date.max if (date.max - day) < span else day + span


def third(first: date, last: date, mod: str | None) -> tuple[date, date]:
    """Return the early, middle or late third of a period, or all of it."""
    length = (last - first).days // 3
    if mod in {"early", "beginning", "start"}:
        return first, first + timedelta(days=length)
    if mod in {"late", "end"}:
        return last - timedelta(days=length), last
    if mod in {"mid", "middle"}:
        return first + timedelta(days=length), last - timedelta(days=length)
    return first, last
