"""Finds calendar dates as publishers write them: the year may be missing, the order may be unclear.

Only dates of publication are read here, in credits, datelines and stamps; what the sentences of an
article say about time is `recognize.times`' work.
"""

import re
from dataclasses import dataclass
from datetime import date

from mapper.model import Span

MONTHS = ("jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec")

_MONTH = (
    r"(?:jan(?:uary)?|feb(?:ruary)?|mar(?:ch)?|apr(?:il)?|may|june?|july?|aug(?:ust)?"
    r"|sept?(?:ember)?|oct(?:ober)?|nov(?:ember)?|dec(?:ember)?)\b\.?"
)
_DATE = re.compile(
    rf"""
    (?<![\w/.-])
    (?:
      (?P<iso_y>(?:19|20)\d\d)(?P<iso_sep>[-/.])(?P<iso_m>\d\d?)(?P=iso_sep)(?P<iso_d>\d\d?)
                                                       # 2023-09-17, 2023/09/17, 2023-09-17T18:37
    | (?P<num_a>\d\d?)(?P<num_sep>[/.-])(?P<num_b>\d\d?)(?P=num_sep)(?P<num_y>(?:19|20)\d\d)
                                                       # 17/09/2023, 17.09.2023
    | (?P<md_m>{_MONTH})\s{{0,2}}(?P<md_d>\d\d?)(?:st|nd|rd|th)?(?!\d)
      (?:\s{{0,2}},?\s{{0,2}}(?P<md_y>(?:19|20)\d\d)(?!\d))?
                                                       # September 17,2023; Sept. 17, 2023; Sep 13
    | (?P<dm_d>\d\d?)(?:st|nd|rd|th)?(?:\s{{1,2}}|-)(?:of\s)?(?P<dm_m>{_MONTH})
      (?:(?:\s{{0,2}},?\s{{0,2}}|-)(?P<dm_y>(?:19|20)\d\d)(?!\d))?
                                                       # 17 September 2023, 17-Sep-2023, 13 Sep
    )
    (?![\w/])
    | (?<![\w/.-])(?P<t_y>(?:19|20)\d\d)-(?P<t_m>\d\d)-(?P<t_d>\d\d)(?=T\d\d:?\d\d)
                                                       # the day of 2023-09-17T18:37
    """,
    re.VERBOSE | re.IGNORECASE,
)


_DIGIT = re.compile(r"\d")


@dataclass(frozen=True, slots=True, kw_only=True)
class StatedDate:
    """A date as written. `year` is None where it is left out.

    `month_first` is another reading of an all-digit date such as 03/09/2023, None where there is
    only one.
    """

    span: Span
    year: int | None
    month: int
    day: int
    month_first: tuple[int, int] | None = None

    @property
    def value(self) -> date | None:
        """The day, None without a year or with two readings."""
        if self.year is None or self.month_first is not None:
            return None
        return date(self.year, self.month, self.day)

    def readings(self) -> tuple[date, ...]:
        """Return every day that may be meant, the day-first reading first; empty without a year."""
        if self.year is None:
            return ()
        first = date(self.year, self.month, self.day)
        return (first, date(self.year, *self.month_first)) if self.month_first else (first,)


def find_dates(text: str, start: int = 0, end: int | None = None) -> tuple[StatedDate, ...]:
    """Return the dates in a piece of text, in its order; days that do not exist are left out.

    >>> [d.value for d in find_dates("Published September 17,2023")]
    [datetime.date(2023, 9, 17)]
    >>> find_dates("31 February 2023")
    ()
    """
    stop = len(text) if end is None else end
    if _DIGIT.search(text, start, stop) is None:
        return ()
    found = (_stated(match) for match in _DATE.finditer(text, start, stop))
    return tuple(stated for stated in found if stated is not None)


def date_in_year(stated: StatedDate, year: int) -> date | None:
    """Return a date without a year as a day of `year`; None for 29 February of a common year."""
    return _day(year, stated.month, stated.day)


def _stated(match: re.Match[str]) -> StatedDate | None:
    part = match.groupdict()
    span = Span(*match.span())
    for prefix in ("iso", "t"):
        if part[f"{prefix}_y"]:
            numbers = [int(part[f"{prefix}_{unit}"]) for unit in "ymd"]
            return _checked(span, numbers[0], numbers[1], numbers[2])
    if part["num_y"]:
        return _all_digits(span, int(part["num_y"]), int(part["num_a"]), int(part["num_b"]))
    prefix = "md" if part["md_m"] else "dm"
    year = int(part[f"{prefix}_y"]) if part[f"{prefix}_y"] else None
    month = MONTHS.index(part[f"{prefix}_m"][:3].lower()) + 1
    return _checked(span, year, month, int(part[f"{prefix}_d"]))


def _all_digits(span: Span, year: int, first: int, second: int) -> StatedDate | None:
    day_first = _day(year, second, first)
    month_first = _day(year, first, second)
    if day_first is None and month_first is None:
        return None
    if day_first is None or month_first is None or day_first == month_first:
        day = day_first or month_first
        return _checked(span, year, day.month, day.day) if day else None
    other = (month_first.month, month_first.day)
    return StatedDate(span=span, year=year, month=second, day=first, month_first=other)


def _checked(span: Span, year: int | None, month: int, day: int) -> StatedDate | None:
    # 2000 is a leap year: a 29 February without a year may exist.
    if _day(2000 if year is None else year, month, day) is None:
        return None
    return StatedDate(span=span, year=year, month=month, day=day)


def _day(year: int, month: int, day: int) -> date | None:
    try:
        return date(year, month, day)
    except ValueError:
        return None
