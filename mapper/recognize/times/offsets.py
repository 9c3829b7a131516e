"""Resolves what counts from a day: "two days later", "the next morning", "a few weeks ago"."""

from collections.abc import Mapping
from datetime import date, datetime, timedelta

from mapper.model import Precision, When
from mapper.recognize.times.calendar import forward, minus, month_at, plus, year_at
from mapper.recognize.times.periods import FEW

#: A journey that ended longer before the article than this is told by its own calendar: weekdays
#: and dates without a year then count from the visit before.
_NARRATIVE_DAYS = 60


class Clock:
    """What expressions count from: the day of the article and the last visit."""

    __slots__ = ("anchor", "published")

    def __init__(self, published: date | None, anchor: When | None) -> None:
        """Keep both; either may be unknown."""
        self.published = published
        self.anchor = anchor

    @property
    def narrative(self) -> date | None:
        """The day of the last visit, where the article tells of a journey long past."""
        last = self.anchor.last_day or self.anchor.first_day if self.anchor else None
        if last is None:
            return None
        if self.published is None or (self.published - last).days > _NARRATIVE_DAYS:
            return last
        return None


def resolve_offset(fields: Mapping[str, str], clock: Clock) -> When | None:
    """Return the days that an offset comes to, None where what it counts from is unknown."""
    base = _base(fields, clock)
    if base is None:
        return None
    unit, count = fields["unit"], fields["count"]
    if count.lstrip("-") == "few":
        return _vague(base, unit, back=count.startswith("-"))
    number = int(count)
    if unit in {"hour", "minute"}:
        return _hours(base, number if unit == "hour" else 0, clock)
    return _shifted(base, unit, number)


def _base(fields: Mapping[str, str], clock: Clock) -> tuple[date, date] | None:
    """Return the first and last day that an offset counts from."""
    if fields.get("from") == "visit":
        if clock.anchor is None:
            return None
        first, last = clock.anchor.first_day, clock.anchor.last_day
        return (first or last, last or first) if first or last else None  # type: ignore[return-value]
    return (clock.published, clock.published) if clock.published else None


def _hours(base: tuple[date, date], hours: int, clock: Clock) -> When:
    moment = clock.anchor.latest if clock.anchor else None
    if isinstance(moment, datetime):
        shifted = moment + timedelta(hours=hours)
        return When(earliest=shifted, latest=shifted, precision="part")
    return When(earliest=base[0], latest=base[1], precision="part")


def _vague(base: tuple[date, date], unit: str, *, back: bool) -> When:
    """Read "days later", "a few weeks ago": an interval; hours and minutes stay within the day."""
    if unit in {"hour", "minute"}:
        return When(earliest=base[0], latest=base[1], precision="part")
    days = {"day": 1, "week": 7, "fortnight": 14, "month": 30, "year": 365, "decade": 3650}[unit]
    near, far = timedelta(days=FEW[0] * days), timedelta(days=FEW[1] * days)
    precision: Precision = "week" if unit == "day" else "month" if unit == "week" else "year"
    if back:
        return When(earliest=minus(base[0], far), latest=minus(base[1], near), precision=precision)
    return When(earliest=plus(base[0], near), latest=plus(base[1], far), precision=precision)


def _shifted(base: tuple[date, date], unit: str, number: int) -> When | None:
    if unit in {"day", "week", "fortnight"}:
        step = timedelta(days=number * {"day": 1, "week": 7, "fortnight": 14}[unit])
        # "the next day" of a stay counts from its end, "the day before" from its beginning.
        start = base[0] if number <= 0 else base[1]
        end = base[1] if number >= 0 else base[0]
        precision: Precision = "day" if unit == "day" else "week"
        return When(earliest=start + step, latest=end + step, precision=precision)
    if unit == "weekend":
        saturday = forward(base[1] + timedelta(days=1), 5)
        return When(earliest=saturday, latest=saturday + timedelta(days=1), precision="day")
    if unit == "month":
        return month_at(base[0].year, base[0].month + number)
    years = number * (10 if unit == "decade" else 1)
    return year_at(base[0].year + years)
