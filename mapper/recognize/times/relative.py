"""Reads what counts from the article ("two days ago", "last week") or from the visit before."""

import re

from mapper.model import Span
from mapper.recognize.times.words import (
    NUMBER,
    SEASON,
    UNIT,
    WEEKDAY,
    Atom,
    rules,
    weekday_number,
    words,
)

_DAYS_FROM_ARTICLE = {
    "today": (0, ""),
    "tonight": (0, "night"),
    "yesterday": (-1, ""),
    "tomorrow": (1, ""),
    "last night": (-1, "night"),
    "overnight": (0, "overnight"),
    "this morning": (0, "morning"),
    "this afternoon": (0, "afternoon"),
    "this evening": (0, "evening"),
    "the day after tomorrow": (2, ""),
    "the day before yesterday": (-2, ""),
}


def _named_day(match: re.Match[str]) -> Atom | None:
    count, part = _DAYS_FROM_ARTICLE[" ".join(match.group().lower().split())]
    fields = {"unit": "day", "count": str(count)}
    if part:
        fields["part"] = part
    weak = match.group().lower() == "overnight"
    return Atom(span=Span(*match.span()), kind="offset", fields=fields, weak=weak)


def _counted(match: re.Match[str]) -> Atom | None:
    """Read "two days later" (from the visit), "two days ago" (from the article)."""
    way = match["way"].lower()
    back = way in {"ago", "earlier", "before", "previously", "prior"}
    visit = way not in {"ago", "from now", "hence"}
    fields = {"unit": _unit(match["unit"]), "count": _count(match["number"], back=back)}
    if way in {"before", "after", "prior"} and match["event"]:
        fields["event"] = "1"
    return Atom(
        span=Span(match.start(), match.end("way")), kind="offset", fields=fields, visit=visit
    )


def _from_now(match: re.Match[str]) -> Atom | None:
    fields = {"unit": _unit(match["unit"]), "count": _count(match["number"], back=False), "in": "1"}
    return Atom(span=Span(*match.span()), kind="offset", fields=fields)


def _count(number: str | None, *, back: bool) -> str:
    sign = "-" if back else ""
    if number is None:
        return f"{sign}few"
    cleaned = " ".join(number.lower().split())
    value = int(cleaned) if cleaned.isdigit() else words().numbers.get(cleaned)
    return f"{sign}{'few' if value is None else value}"


def _unit(unit: str) -> str:
    return {"night": "day", "moment": "minute", "second": "minute"}.get(unit.lower(), unit.lower())


def _from_day(match: re.Match[str]) -> Atom | None:
    """Read "a week from Friday", "two weeks from today"."""
    fields = {"shift": _count(match["number"], back=False), "shift_unit": _unit(match["unit"])}
    if not fields["shift"].isdigit():
        return None
    day = match["day"].lower()
    if day in _DAYS_FROM_ARTICLE:
        fields |= {"unit": "day", "count": str(_DAYS_FROM_ARTICLE[day][0])}
        return Atom(span=Span(*match.span()), kind="offset", fields=fields)
    fields |= {"weekday": str(weekday_number(match["day"])), "marker": "this coming"}
    return Atom(span=Span(*match.span()), kind="weekday", fields=fields)


_STEPS = {"next": 1, "following": 1, "previous": -1, "preceding": -1, "prior": -1, "same": 0}


def _step(match: re.Match[str]) -> Atom | None:
    """Read "the next day", "the previous night", "the same evening", "that week"."""
    which = " ".join(match["which"].lower().split()).removeprefix("the ").split(" ")[-1]
    unit = match["unit"].lower()
    fields = {"unit": unit, "count": str(_STEPS.get(which, 0))}
    if unit in {"morning", "afternoon", "evening", "night"}:
        fields |= {"unit": "day", "part": unit}
    return Atom(span=Span(*match.span()), kind="offset", fields=fields, visit=True)


def _day_before(match: re.Match[str]) -> Atom | None:
    back = match["way"].lower() == "before"
    fields = {"unit": match["unit"].lower(), "count": "-1" if back else "1"}
    if match["event"]:
        fields["event"] = "1"
    return Atom(
        span=Span(match.start(), match.end("way")), kind="offset", fields=fields, visit=True
    )


def _later_that_day(match: re.Match[str]) -> Atom | None:
    fields = {"unit": "day", "count": "0", "mod": match["mod"].lower()}
    if match["part"] and match["part"].lower() != "day":
        fields["part"] = match["part"].lower()
    return Atom(span=Span(*match.span()), kind="offset", fields=fields, visit=True)


def _period(match: re.Match[str]) -> Atom | None:
    """Read "last week", "earlier this month", "at the weekend", "next summer", "past two days"."""
    part = match.groupdict()
    unit = part["unit"].lower()
    marker = (part["marker"] or "").lower().removeprefix("the ").split(" ")[0]
    fields = {"unit": "season", "season": unit} if unit in words().seasons else {"unit": unit}
    if marker:
        fields["marker"] = {"past": "last", "coming": "next", "current": "this"}.get(marker, marker)
    if part.get("mod"):
        fields["mod"] = part["mod"].lower().strip("- ")
    if part.get("number"):
        fields["count"] = _count(part["number"], back=False)
        fields["unit"] = unit.rstrip("s")
    return Atom(span=Span(*match.span()), kind="period", fields=fields)


def _counted_or_nothing(match: re.Match[str]) -> Atom | None:
    """Refuse "day before" and "year later" without a number: other rules read those."""
    plural = match.group()[match.end("unit") - match.start() :].startswith("s")
    if match["number"] is None and not plural:
        return None
    return _counted(match)


def _period_or_nothing(match: re.Match[str]) -> Atom | None:
    """Refuse "last days" and "this weeks": plurals want a number or "the past/coming"."""
    unit, marker = match["unit"].lower(), match["marker"].lower()
    plural = unit.endswith("s")
    if plural and match["number"] is None:
        return None
    if not plural and match["number"] is not None:
        return None
    if marker.split()[-1] == "this" and plural:
        return None
    return _period(match)


#: What "before" and "after" count from where a word follows: "the day before the vote". Not in "the
#: day before that, in X" and "the day before in X", which count from the visit before.
EVENT = (
    r"(?P<event>\s(?!(?:at|in|on)\s|(?:that|this)"
    r"(?:[.,;]|\s(?:at|in|on|to|from|by|with|he|she|they|it|was|were|the|had)\b))\w)?"
)

RELATIVE_RULES = rules(
    (
        r"""(?<![\w-])(?:the\sday\safter\stomorrow|the\sday\sbefore\syesterday|today|tonight|yesterday|tomorrow
        |last\snight|this\smorning|this\safternoon|this\sevening|overnight)(?!\w)""",
        re.IGNORECASE,
        _named_day,
    ),
    # three days ago; two days later; a day earlier; hours later; two days before the summit
    (
        rf"""(?<![\w-])(?:(?P<number>{NUMBER})\s)?(?P<unit>{UNIT})s?\s(?P<way>ago|earlier|later|before|after|from\snow|hence|afterwards?|previously)(?!\w)
        {EVENT}""",
        re.IGNORECASE,
        _counted_or_nothing,
    ),
    # a week from Friday; two weeks from tomorrow
    (
        rf"(?<![\w-])(?P<number>{NUMBER})\s(?P<unit>day|week|fortnight|month)s?\sfrom\s(?:(?:this|next)\s)?(?P<day>{WEEKDAY}|today|tomorrow)(?!\w)",
        re.IGNORECASE,
        _from_day,
    ),
    # in two weeks; in three days' time
    (
        rf"(?<![\w-])(?:with)?in\s(?:(?:about|around)\s)?(?P<number>{NUMBER})\s(?P<unit>{UNIT})s?(?:['’]\stime)?(?!\w|['’])",
        re.IGNORECASE,
        _from_now,
    ),
    # the next day; the following morning; the previous night; the same day; that day
    (
        r"""(?<![\w-])(?P<which>the\s(?:very\s)?(?:next|following|previous|preceding|prior|same)|that(?:\ssame|\svery)?|next)\s
        (?P<unit>day|night|morning|afternoon|evening|(?<!next\s)(?:week|month|year|weekend))(?!\w|-)""",
        re.IGNORECASE,
        _step,
    ),
    # the day before; the night after
    (
        rf"""(?<![\w-])(?:the|a)\s(?P<unit>day|week|month|year)\s(?P<way>before|after)(?!\w|\s(?:yesterday|tomorrow))
        {EVENT}""",
        re.IGNORECASE,
        _day_before,
    ),
    # later that day; earlier in the day; later in the evening
    (
        r"(?<![\w-])(?P<mod>later|earlier|late|early)\s(?:in\sthe|that(?:\ssame)?|the\ssame|on\sthe\ssame)\s(?P<part>day|morning|afternoon|evening|night)(?!\w)",
        re.IGNORECASE,
        _later_that_day,
    ),
    # last week; earlier this month; at the weekend; next year; this summer; the past two days
    (
        rf"""(?<![\w-])(?:(?P<mod>early|earlier|late|later|mid)[\s-](?:in\s)?)?
        (?P<marker>(?:the\s)?(?:last|past|next|coming|this|current|this\spast|this\scoming)\s)
        (?:(?P<number>{NUMBER})\s)?(?P<unit>weekend|weeks?|months?|years?|days|quarter|decade|{SEASON})(?!\w|-|\s(?:or|of)\s)""",
        re.IGNORECASE,
        _period_or_nothing,
    ),
    (
        r"(?<![\w-])(?P<mod>early|earlier|late|later)?(?P<marker>)(?:\s)?(?:at|over|on|during|spent|spends|spending|and)\sthe\s(?P<unit>weekend)(?!\w)",
        re.IGNORECASE,
        _period,
    ),
)
