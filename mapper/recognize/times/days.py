"""Reads weekdays, clock times and parts of the day."""

import re

from mapper.model import Span
from mapper.recognize.times.words import (
    MONTH,
    PART_NOUN,
    WEEKDAY,
    ZONE,
    Atom,
    Fields,
    rules,
    weekday_number,
)


def _weekday(match: re.Match[str]) -> Atom | None:
    fields = {"weekday": str(weekday_number(match["day"]))}
    marker = (match["marker"] or "").lower().removeprefix("the ").strip()
    if match["end_day"]:
        fields["end_weekday"] = str(weekday_number(match["end_day"]))
    if marker:
        fields["marker"] = marker
    if match["later"]:
        fields |= {"shift_unit": "week", "shift": "1"}
    visit = marker in {"following", "previous", "preceding", "same", "that"}
    return Atom(span=Span(*match.span()), kind="weekday", fields=fields, visit=visit)


def _clock(match: re.Match[str]) -> Atom | None:
    part = match.groupdict()
    fields = clock_fields(part)
    if fields is None:
        return None
    return Atom(span=Span(*match.span()), kind="clock", fields=fields, visit=True)


def clock_fields(part: dict[str, str | None]) -> Fields | None:
    """Return hour, minute and zone of a clock time; None for 25:00 or 14:30 p.m."""
    hour = int(part["hour"] or part["military"] or part["whole"] or 0)
    minute = int(part["minute"] or part["military_minute"] or 0)
    half = (part["half"] or part["whole_half"] or "").lower()[:1]
    if half:
        if not 1 <= hour <= _HALF_DAY:
            return None
        hour = hour % 12 + (12 if half == "p" else 0)
    if hour >= _HOURS or minute >= _MINUTES:
        return None
    fields = {"hour": str(hour), "minute": str(minute)}
    if part.get("zone"):
        fields["zone"] = " ".join(str(part["zone"]).split())
    if part.get("zone_shift"):
        fields["zone_shift"] = str(part["zone_shift"])
    return fields


_HOURS, _HALF_DAY, _MINUTES = 24, 12, 60


def _named_hour(match: re.Match[str]) -> Atom | None:
    hour = "12" if match["name"].lower() in {"noon", "midday"} else "0"
    fields = {"hour": hour, "minute": "0"}
    if match["zone"]:
        fields["zone"] = " ".join(match["zone"].split())
    return Atom(span=Span(*match.span("name")), kind="clock", fields=fields, visit=True)


def _part(match: re.Match[str]) -> Atom | None:
    """Read "in the early hours", "that evening", "at dawn"; it hangs on the traveller's day."""
    fields = {"part": match["part"].lower().replace("\n", " ")}
    weak = not match["lead"]
    return Atom(span=Span(*match.span()), kind="part", fields=fields, visit=True, weak=weak)


def _edge(match: re.Match[str]) -> Atom | None:
    """Read "early", "late", "earlier", "later" before a day: part of its expression."""
    word = match.group().lower()
    fields = {"part": word} if word in {"early", "late"} else {"mod": word}
    return Atom(span=Span(*match.span()), kind="edge", fields=fields, weak=True)


def _clock_or_nothing(match: re.Match[str]) -> Atom | None:
    """Refuse 4.40 without "a.m." or a zone: a figure with decimals."""
    part = match.groupdict()
    bare_point = part["hour"] and "." in match.group()[:3] and not part["half"] and not part["zone"]
    return None if bare_point else _clock(match)


DAY_RULES = rules(
    # Sunday; last Sunday; the following Monday; this coming Friday; Monday to Wednesday
    (
        rf"""(?<![\w-])(?:(?P<marker>(?:[Tt]his\s(?:coming|past)|(?:[Tt]he\s)?(?:[Ff]ollowing|[Pp]revious|[Pp]receding|[Nn]ext|[Ll]ast|[Pp]ast|[Cc]oming|[Ss]ame)|[Tt]his|[Tt]hat)\s))?
        (?P<day>{WEEKDAY})(?:(?:\s?[-–—]\s?|\s(?:to|through|until|till)\s)(?P<end_day>{WEEKDAY}))?
        (?P<later>\sweek(?=[\s.,;])(?!\s(?:of|in|at)))?(?![\w-])""",
        0,
        _weekday,
    ),
    # 6:00 a.m. local time; 3 p.m.; 4.40 a.m.; 20:00 GMT; 1630 GMT; 0915 hours; 18h30
    (
        rf"""(?<![\w.:,/$€£-])(?:
          (?P<hour>[01]?\d|2[0-4])[:.](?P<minute>[0-5]\d)(?::[0-5]\d)?\s?(?P<half>[ap]\.?\s?m\b\.?)?(?=\b|\s|$)(?![.:]?\d|\s?(?:km|%|per\scent|percent|million|billion|met|mile|lak))
        | (?P<whole>1[0-2]|0?[1-9])(?:\so.clock)?\s?(?P<whole_half>[ap]\.?\s?m\b\.?)
        | (?P<military>[01]\d|2[0-4])(?P<military_minute>[0-5]\d)
             (?=\s?(?:GMT|UTC|hrs|hours|h\b|local|E[SD]T|BST|CET|[A-Z][a-z]+\stime|on\s{WEEKDAY}))
        ){ZONE}""",
        0,
        _clock_or_nothing,
    ),
    # at noon, just before midnight
    (
        rf"(?<!\w)(?P<name>noon|midnight|midday)(?!\w|\s(?:deadline|train|sun|oil|express)){ZONE}",
        re.IGNORECASE,
        _named_hour,
    ),
    # in the morning; that evening; at dawn; Monday "night"
    (
        rf"""(?<![\w-])(?P<lead>(?:in|during|by|at|until|before|after)\s(?:the\s|that\s)?(?:early\s|late\s|mid-)?|that\s|(?:the|that)\ssame\s)?
        (?P<part>{PART_NOUN}|dawn|daybreak|sunrise|dusk|sunset|pre-?dawn|early\shours|small\shours|lunchtime|overnight)(?!\w|['’]s|-)""",
        re.IGNORECASE,
        _part,
    ),
    # "early" on Saturday, "Earlier" on Sunday, "late" Monday
    (
        rf"""(?<!\w)(?:early|late|earlier|later)(?=\s(?:on\s|in\sthe\s)?(?:{WEEKDAY}|{MONTH}\s\d|\d\d?\s{MONTH}|yesterday|today|tomorrow|morning|afternoon|evening|this|last|next))""",
        re.IGNORECASE,
        _edge,
    ),
)
