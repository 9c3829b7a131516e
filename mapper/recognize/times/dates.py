"""Reads dates, months and years as the news writes them."""

import re

from mapper.model import Span
from mapper.recognize.times.words import (
    MONTH,
    OF_YEAR,
    ORDINAL,
    SEASON,
    TO,
    WEEKDAY,
    WEEKDAY_BEFORE_DATE,
    YEAR,
    Atom,
    D,
    Y,
    month_number,
    rules,
    weekday_number,
    words,
)


def _date(match: re.Match[str]) -> Atom | None:
    """Read "May 5", "5 May 2024", "May 5-10", "30 May to 2 June", with a weekday before it."""
    part = match.groupdict()
    fields = {"month": str(month_number(part["month"])), "day": part["day"]}
    if part.get("end_day"):
        fields["end_day"] = part["end_day"]
    if part.get("end_month"):
        fields["end_month"] = str(month_number(part["end_month"]))
    if part.get("year"):
        fields["year"] = part["year"]
    if part.get("first_year"):
        fields["first_year"] = part["first_year"]
    if part.get("weekday"):
        fields["weekday"] = str(weekday_number(part["weekday"]))
    return Atom(span=Span(*match.span()), kind="date", fields=fields)


def _numeric(match: re.Match[str]) -> Atom | None:
    """Read 2023-09-17, 17/09/2023, 9/17/23; of two readings the day-first one, the other kept."""
    part = match.groupdict()
    if part["iso_year"]:
        month, day = int(part["iso_month"]), int(part["iso_day"])
        fields = {"year": part["iso_year"], "month": str(month), "day": str(day)}
        valid = month <= _MONTHS_IN_YEAR and day <= _DAYS_IN_MONTH
        return Atom(span=Span(*match.span()), kind="date", fields=fields) if valid else None
    first, second = int(part["first"]), int(part["second"])
    year = part["full_year"] or str(1900 + int(part["short_year"]))
    if not part["full_year"] and int(part["short_year"]) < _SHORT_YEAR_TURN:
        year = str(2000 + int(part["short_year"]))
    if max(first, second) > _DAYS_IN_MONTH or min(first, second) > _MONTHS_IN_YEAR:
        return None
    if not first or not second:
        return None
    if second > _MONTHS_IN_YEAR:
        first, second = second, first
    fields = {"year": year, "month": str(second), "day": str(first)}
    if first <= _MONTHS_IN_YEAR and first != second:
        fields["alternative"] = f"{first}/{second}"
    return Atom(span=Span(*match.span()), kind="date", fields=fields)


_MONTHS_IN_YEAR, _DAYS_IN_MONTH = 12, 31
#: 30/10/89 is 1989 and 30/10/24 is 2024: two digits up to this one are of this century.
_SHORT_YEAR_TURN = 50


def _month(match: re.Match[str]) -> Atom | None:
    fields = {"month": str(month_number(match["month"]))}
    named = match.groupdict()
    for name in ("year", "mod", "marker"):
        if named.get(name):
            fields[name] = named[name].lower().strip("- ").removeprefix("the ").split(" ")[0]
    start = match.start("mod" if named.get("mod") else "marker" if named.get("marker") else "month")
    return Atom(span=Span(start, match.end()), kind="month", fields=fields)


def _day_alone(match: re.Match[str]) -> Atom | None:
    """Read "on the 27th": a day of the month that the text told of last."""
    day = int(match["day"])
    if not 1 <= day <= _DAYS_IN_MONTH:
        return None
    fields = {"day": str(day)}
    if match["mail"]:
        fields["of"] = match["mail"].lower()
    return Atom(span=Span(*match.span("whole")), kind="day_of_month", fields=fields)


def _second_month(match: re.Match[str]) -> Atom | None:
    fields = {"month": str(month_number(match["month"]))}
    return Atom(span=Span(*match.span("month")), kind="month", fields=fields)


def _year(match: re.Match[str]) -> Atom | None:
    fields = {"year": match["year"]}
    named = match.groupdict()
    if named.get("end_year"):
        end = named["end_year"]
        fields["end_year"] = end if len(end) == len("2021") else match["year"][:2] + end
    if named.get("mod"):
        fields["mod"] = named["mod"].lower().strip("- ").removeprefix("the ").split(" ")[0]
    if named.get("season"):
        fields["season"] = named["season"].lower()
    group = next(name for name in ("mod", "season", "year") if named.get(name))
    end_at = match.end("end_year") if named.get("end_year") else match.end("year")
    return Atom(span=Span(match.start(group), end_at), kind="year", fields=fields)


def _quarter(match: re.Match[str]) -> Atom | None:
    """Read "the first quarter of 2024", "Q3 2024"."""
    number = match["q"] or _QUARTERS[match["nth"].lower()]
    fields = {"quarter": number, "year": match["year"]}
    return Atom(span=Span(*match.span()), kind="quarter", fields=fields)


_QUARTERS = {"first": "1", "second": "2", "third": "3", "fourth": "4", "last": "4", "final": "4"}


def _decade(match: re.Match[str]) -> Atom | None:
    """Read "the 1990s", "the early 1980s"."""
    fields = {"year": match["year"], "end_year": str(int(match["year"]) + 9)}
    if match["mod"]:
        fields["mod"] = match["mod"].lower()
    start = match.start("mod") if match["mod"] else match.start("year")
    return Atom(span=Span(start, match.end()), kind="year", fields=fields)


def _holiday(match: re.Match[str]) -> Atom | None:
    """Read "New Year's Eve", "Memorial Day weekend": a fixed day, or one that moves by the year."""
    name = match["name"].replace("’", "'")
    if name in words().holidays:
        month, day = words().holidays[name]
        fields = {"month": str(month), "day": str(day)}
        return Atom(span=Span(*match.span("name")), kind="date", fields=fields)
    fields = {"holiday": name} | ({"weekend": "1"} if match["weekend"] else {})
    return Atom(span=Span(*match.span()), kind="holiday", fields=fields)


_HOLIDAY_NAMES = "|".join(
    re.escape(name).replace("'", "['’]").replace(r"\ ", r"\s").replace(" ", r"\s")
    for name in sorted((*words().holidays, *words().moving), key=len, reverse=True)
)


def _day_month(match: re.Match[str]) -> Atom | None:
    """Read "5 May", "5-10 May", "30 May to 2 June": the last month named is that of the end."""
    part = match.groupdict()
    month = str(month_number(part["month"]))
    fields = {"month": month, "day": part["day"]}
    if part["end_day"]:
        fields["end_day"] = part["end_day"]
        if part["month_a"]:
            fields |= {"month": str(month_number(part["month_a"])), "end_month": month}
    if part["year"]:
        fields["year"] = part["year"]
    if part["weekday"]:
        fields["weekday"] = str(weekday_number(part["weekday"]))
    return Atom(span=Span(*match.span()), kind="date", fields=fields)


DATE_RULES = rules(
    # May 9; Sept. 17, 2023; September 17,2023; Saturday, March 7; May 5-10, 2024; May 30-June 2
    (
        rf"""(?<![\w-]){WEEKDAY_BEFORE_DATE}(?P<month>{MONTH})\s{{0,2}}(?P<day>{D}){ORDINAL}(?![\d:]|\.\d|,\d\d\d\b)
        (?:,?\s(?P<first_year>{Y})(?=\s?[-–—]|\sto\s|\sthrough\s|\suntil\s))?
        (?:{TO}(?:(?P<end_month>{MONTH})\s{{1,2}})?(?P<end_day>{D}){ORDINAL}
           (?![\d:]|\.\d|\s?(?:a\.?m|p\.?m|o.clock|GMT|UTC|%|km|people|other|years|days|hours)))?
        (?:,?\s{{0,2}}(?:of\s)?(?P<year>{Y}))?""",
        0,
        _date,
    ),
    # 9 May; 17 September 2023; the 9th of May; 5-10 May; 30 May to 2 June 2024
    (
        rf"""(?<![\w.:,/-]){WEEKDAY_BEFORE_DATE}(?P<day>{D}){ORDINAL}
        (?:(?:\s(?:of\s)?(?P<month_a>{MONTH}))?{TO}(?:the\s)?(?P<end_day>{D}){ORDINAL})?
        \s(?:of\s)?(?P<month>{MONTH})(?![\w]){OF_YEAR}""",
        0,
        _day_month,
    ),
    # 17-Sep-2023
    (rf"(?<![\w-])(?P<day>{D})-(?P<month>{MONTH})-(?P<year>{Y})", 0, _date),
    # 2023-09-17; 17/09/2023; 17.09.2023; 10/30/89
    (
        rf"""(?<![\w/.-])(?:(?P<iso_year>{YEAR})[-/](?P<iso_month>\d\d)[-/](?P<iso_day>\d\d)(?=\b|T)
        |(?P<first>\d\d?)(?P<sep>[/.-])(?P<second>\d\d?)(?P=sep)(?:(?P<full_year>(?:19|20)\d\d)|(?P<short_year>\d\d)))(?![\w/-]|\.\d)""",
        0,
        _numeric,
    ),
    # on the 27th; the night of the 23rd; not "the 20th century", "the 3rd floor"
    (
        # the 16th ult., the 3d inst.: of the month before, of this month
        rf"""(?:(?<![\w-])(?:on|of|from|until|till|by|since|after|before|and|to|{WEEKDAY})|,)\s
        (?P<whole>the\s(?P<day>\d\d?)(?:st|nd|rd|th|d)(?:\s(?P<mail>inst|ult|prox)(?:ant|imo)?\b)?)
        (?=\s*[.,;:)\n]|\s*$|\s(?:in|at|and|to|until|they|he|she|it|we|the|an?|from|by|with|when|where|while|his|her|their
        |before|after|under|for|on|aboard|near|outside|into|via|through|over|there|that|which|who
        |was|were|is|are|had|has|will|would|went|came|saw|took|put|brought|[a-z]+ed|completes|marks|opens|closes|ends|begins|starts)\b)""",
        re.IGNORECASE,
        _day_alone,
    ),
    # September 2023; early May 2024; mid-May; the end of May; in July; last October
    (
        rf"""(?<![\w-])(?P<mod>(?:early|late|mid|the\sbeginning\sof|the\sstart\sof|the\send\sof|the\smiddle\sof)[\s-]{{1,2}}(?:in\s)?)?
        (?P<month>{MONTH})(?:,?\s(?:of\s)?|,)(?P<year>{Y})""",
        0,
        _month,
    ),
    (
        rf"""(?<![\w-])(?:
          (?P<mod>(?:early|late|mid|the\sbeginning\sof|the\sstart\sof|the\send\sof|the\smiddle\sof)[\s-]{{1,2}}(?:in\s)?)
        | (?P<marker>(?:last|next|this|this\spast|this\scoming|previous|the\sfollowing)\s)
        | (?:in|since|until|till|by|during|through|from|between|[Ii]n|[Ss]ince|[Bb]y)\s )
        (?P<month>{MONTH})(?![\w-]|\s\d|\sand\s[A-Z][a-z]+\ssaid)""",
        0,
        _month,
    ),
    # in May and August
    (
        rf"(?:[Ii]n|between|from|since)\s{MONTH}\s(?:and|or|to)\s(?P<month>{MONTH})(?!\w|\s\d)",
        0,
        _second_month,
    ),
    # in 2019; since early 2022; (1950-1953); from 2019 to 2021; summer 2023; late 2019
    (
        rf"""(?:
          (?<![\w-])(?:[Ii]n|[Ss]ince|[Uu]ntil|[Bb]y|[Ff]rom|[Dd]uring|[Tt]hrough|[Bb]efore|[Aa]fter|[Oo]f|circa|around|between|for|[Tt]he)\s
            (?:(?P<mod>(?:early|late|mid|the\sbeginning\sof|the\sstart\sof|the\send\sof|the\smiddle\sof)[\s-]{{1,2}})|(?P<season>{SEASON})\s(?:of\s)?)?
          | \( | (?<=\s)(?=(?:19|20)\d\d[-–](?:19|20)?\d\d\b)
        )
        (?P<year>{Y})(?:(?:\s?[-–]\s?|\s(?:to|and|through|until)\s)(?P<end_year>(?:1[5-9]|20)\d\d|\d\d(?=\W)))?
        (?![\w%-]|\s(?:km|kilomet|met|mile|people|tons?|tonnes|dollars|euros|troops|soldiers|feet|homes|jobs|pounds|hours|cases|US|U\.S))""",
        0,
        _year,
    ),
    (
        rf"""(?<![\w-])(?:(?P<mod>(?:[Ee]arly|[Ll]ate|[Mm]id)[\s-])|(?P<season>{SEASON})\s(?:of\s)?)(?P<year>{Y})(?![\w-])""",
        0,
        _year,
    ),
    # the first quarter of 2024; Q3 2024
    (
        rf"(?<![\w-])(?:(?P<nth>{'|'.join(_QUARTERS)})\squarter\sof\s|Q(?P<q>[1-4])\s)(?P<year>{Y})",
        re.IGNORECASE,
        _quarter,
    ),
    # the 1990s; the early 1980s; mid-1990s
    (
        r"(?<![\w-])(?:(?P<mod>early|late|mid)[\s-])?(?P<year>(?:1[5-9]|20)\d0)['’]?s\b",
        re.IGNORECASE,
        _decade,
    ),
    # Christmas Day, New Year's Eve, Memorial Day weekend
    (
        rf"(?<!\w)(?P<name>{_HOLIDAY_NAMES})(?P<weekend>\sweekend)?(?!\w|\s[Ii]sland|['’])",
        0,
        _holiday,
    ),
)
