"""Words that say when, as atoms: a date, a weekday, a clock time, a part of the day, an offset.

Each pattern is tried over the whole text; where two begin at the same character the longer one
stands. `recognize.times` joins neighbours ("early" + "on" + "Saturday") into one expression. No
pattern holds a nested repeat, so the time is linear in the text.
"""

import re
import tomllib
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from functools import cache
from pathlib import Path

from mapper.model import Span

WEEKDAYS = ("monday", "tuesday", "wednesday", "thursday", "friday", "saturday", "sunday")
MONTHS = ("jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec")

_MONTH_NAMES = (
    "January February March April May June July August September October November December".split()
)
_SHORT_MONTHS = "Jan Feb Mar Apr Jun Jul Aug Sept Sep Oct Nov Dec".split()
_MONTH = "(?:{})".format(
    "|".join(
        [f"{name}|{name.upper()}" for name in _MONTH_NAMES]
        + [rf"{name}\.?|{name.upper()}\.?" for name in _SHORT_MONTHS]
    )
)
_DAY_NAMES = "Monday Tuesday Wednesday Thursday Friday Saturday Sunday".split()
_WEEKDAY = "(?:{})".format("|".join([f"{name}|{name.upper()}" for name in _DAY_NAMES]))
# Short names only stand before a date: "Sun", "Sat" and "Wed" are words.
_WEEKDAY_BEFORE_DATE = rf"(?:(?P<weekday>{_WEEKDAY}|(?:Mon|Tues?|Wed|Thurs?|Thu|Fri|Sat|Sun)\.?),?\s{{1,2}}(?:the\s)?)?"
_D = r"(?:3[01]|[12]\d|0?[1-9])"
_TH = r"(?:st|nd|rd|th)?"
_YEAR = r"(?:1[5-9]|20)\d\d"
_Y = _YEAR + r"(?![\d,.]?\d)"
_TO = r"(?:\s?[-–—/]\s?|\s(?:to|through|until|till|and|or|thru)\s)"
_OF_YEAR = rf"(?:,?\s{{1,2}}(?:of\s)?(?P<year>{_Y}))?"
_NUMBER = (
    r"(?:\d{1,3}|an?|one|two|three|four|five|six|seven|eight|nine|ten|eleven|twelve|thirteen"
    r"|fourteen|fifteen|sixteen|eighteen|twenty|thirty|a\scouple\sof|several|a\sfew|some|many)"
)
_UNIT = r"(?:second|minute|moment|hour|day|night|week|fortnight|month|year|decade)"
_PART_NOUN = r"(?:morning|afternoon|evening|night)"
_SEASON = r"(?:spring|summer|autumn|fall|winter)"
_ZONE = (
    r"(?:\s?\(?(?P<zone>GMT|UTC|EST|EDT|ET|CST|CDT|CT|MST|MDT|PST|PDT|PT|BST|CET|CEST|EET|EEST|MSK|JST"
    r"|KST|IST|PKT|SGT|HKT|WIB|AEST|AEDT|NZST|SAST|EAT|WAT|[Ll]ocal(?:\stime)?"
    r"|(?:Moscow|Beijing|Tokyo|Seoul|London|Paris|Berlin|Kyiv|Washington|Eastern|Central|Mountain"
    r"|Pacific|Israel|Gulf|Japan|Vladivostok)(?:\s(?:[Ss]tandard|[Dd]aylight))?\s[Tt]ime)\b"
    r"(?P<zone_shift>[+-]\d{1,2}(?::?\d\d)?)?\)?)?"
)

Fields = dict[str, str]


@dataclass(frozen=True, slots=True, kw_only=True)
class Atom:
    """One piece of a time; `weak` ones only count beside another ("night" of "Monday night")."""

    span: Span
    kind: str
    fields: Fields
    visit: bool = False
    weak: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class _Rule:
    pattern: re.Pattern[str]
    read: Callable[[re.Match[str]], Atom | None]


@dataclass(frozen=True, slots=True, kw_only=True)
class Words:
    """The word lists of `times_words.toml`."""

    numbers: dict[str, int]
    parts: dict[str, tuple[int, int]]
    zones: dict[str, str]
    holidays: dict[str, tuple[int, int]]
    seasons: dict[str, tuple[int, int]]
    tense: dict[str, frozenset[str]]


@cache
def words() -> Words:
    """Return the word lists."""
    raw = tomllib.loads(Path(__file__).with_name("times_words.toml").read_text("utf8"))
    cities = {f"{city} time": zone for city, zone in raw["city_times"].items()}
    return Words(
        numbers=raw["numbers"],
        parts={name: (first, last) for name, (first, last) in raw["parts"].items()},
        zones={**raw["zones"], **cities},
        holidays={name: (month, day) for name, (month, day) in raw["holidays"].items()},
        seasons={name: (first, last) for name, (first, last) in raw["seasons"].items()},
        tense={name: frozenset(listed) for name, listed in raw["tense"].items()},
    )


def find_atoms(text: str) -> list[Atom]:
    """Return the atoms of a text in its order, none overlapping another."""
    found = [
        atom
        for rule in _rules()
        for match in rule.pattern.finditer(text)
        for atom in _read(rule, match)
    ]
    kept: list[Atom] = []
    for atom in sorted(found, key=lambda atom: (atom.span.start, -atom.span.end)):
        if not kept or atom.span.start >= kept[-1].span.end:
            kept.append(atom)
    return kept


def _read(rule: _Rule, match: re.Match[str]) -> Iterator[Atom]:
    atom = rule.read(match)
    if atom is not None:
        yield atom


def month_number(name: str) -> int:
    """Return 1..12 for a month's name or short name."""
    return MONTHS.index(name[:3].lower()) + 1


def weekday_number(name: str) -> int:
    """Return 0 (Monday) .. 6 for a weekday's name or short name."""
    return [day[:3] for day in WEEKDAYS].index(name[:3].lower())


# --- dates ---------------------------------------------------------------------------------------


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


def _holiday(match: re.Match[str]) -> Atom | None:
    month, day = words().holidays[match.group().replace("’", "'")]
    fields = {"month": str(month), "day": str(day)}
    return Atom(span=Span(*match.span()), kind="date", fields=fields)


# --- weekdays, clock times, parts of the day -----------------------------------------------------


def _weekday(match: re.Match[str]) -> Atom | None:
    fields = {"weekday": str(weekday_number(match["day"]))}
    marker = (match["marker"] or "").lower().removeprefix("the ").strip()
    if match["end_day"]:
        fields["end_weekday"] = str(weekday_number(match["end_day"]))
    if marker:
        fields["marker"] = marker
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
        if not 1 <= hour <= _MONTHS_IN_YEAR:
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


_HOURS, _MINUTES = 24, 60


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


# --- relative to the article or to the traveller's day -------------------------------------------

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


@cache
def _rules() -> tuple[_Rule, ...]:
    return tuple(
        _Rule(pattern=re.compile(pattern, re.VERBOSE | flags), read=read)
        for pattern, flags, read in (*_DATE_RULES, *_DAY_RULES, *_RELATIVE_RULES)
    )


_DATE_RULES: tuple[tuple[str, int, Callable[[re.Match[str]], Atom | None]], ...] = (
    # May 9; Sept. 17, 2023; September 17,2023; Saturday, March 7; May 5-10, 2024; May 30-June 2
    (
        rf"""(?<![\w-]){_WEEKDAY_BEFORE_DATE}(?P<month>{_MONTH})\s{{0,2}}(?P<day>{_D}){_TH}(?![\d:]|\.\d|,\d\d\d\b)
        (?:,?\s(?P<first_year>{_Y})(?=\s?[-–—]|\sto\s|\sthrough\s|\suntil\s))?
        (?:{_TO}(?:(?P<end_month>{_MONTH})\s{{1,2}})?(?P<end_day>{_D}){_TH}
           (?![\d:]|\.\d|\s?(?:a\.?m|p\.?m|o.clock|GMT|UTC|%|km|people|other|years|days|hours)))?
        (?:,?\s{{0,2}}(?:of\s)?(?P<year>{_Y}))?""",
        0,
        _date,
    ),
    # 9 May; 17 September 2023; the 9th of May; 5-10 May; 30 May to 2 June 2024
    (
        rf"""(?<![\w.:,/-]){_WEEKDAY_BEFORE_DATE}(?P<day>{_D}){_TH}
        (?:(?:\s(?:of\s)?(?P<month_a>{_MONTH}))?{_TO}(?:the\s)?(?P<end_day>{_D}){_TH})?
        \s(?:of\s)?(?P<month>{_MONTH})(?![\w]){_OF_YEAR}""",
        0,
        lambda match: _day_month(match),
    ),
    # 17-Sep-2023
    (rf"(?<![\w-])(?P<day>{_D})-(?P<month>{_MONTH})-(?P<year>{_Y})", 0, _date),
    # 2023-09-17; 17/09/2023; 17.09.2023; 10/30/89
    (
        rf"""(?<![\w/.-])(?:(?P<iso_year>{_YEAR})[-/](?P<iso_month>\d\d)[-/](?P<iso_day>\d\d)(?=\b|T)
        |(?P<first>\d\d?)(?P<sep>[/.-])(?P<second>\d\d?)(?P=sep)(?:(?P<full_year>(?:19|20)\d\d)|(?P<short_year>\d\d)))(?![\w/-]|\.\d)""",
        0,
        _numeric,
    ),
    # September 2023; early May 2024; mid-May; the end of May; in July; last October
    (
        rf"""(?<![\w-])(?P<mod>(?:early|late|mid|the\sbeginning\sof|the\sstart\sof|the\send\sof|the\smiddle\sof)[\s-]{{1,2}}(?:in\s)?)?
        (?P<month>{_MONTH})(?:,?\s(?:of\s)?|,)(?P<year>{_Y})""",
        0,
        _month,
    ),
    (
        rf"""(?<![\w-])(?:
          (?P<mod>(?:early|late|mid|the\sbeginning\sof|the\sstart\sof|the\send\sof|the\smiddle\sof)[\s-]{{1,2}}(?:in\s)?)
        | (?P<marker>(?:last|next|this|this\spast|this\scoming|previous|the\sfollowing)\s)
        | (?:in|since|until|till|by|during|through|from|between|[Ii]n|[Ss]ince|[Bb]y)\s )
        (?P<month>{_MONTH})(?![\w-]|\s\d|\sand\s[A-Z][a-z]+\ssaid)""",
        0,
        _month,
    ),
    # in May and August
    (
        rf"(?:[Ii]n|between|from|since)\s{_MONTH}\s(?:and|or|to)\s(?P<month>{_MONTH})(?!\w|\s\d)",
        0,
        _second_month,
    ),
    # in 2019; since early 2022; (1950-1953); from 2019 to 2021; summer 2023; late 2019
    (
        rf"""(?:
          (?<![\w-])(?:[Ii]n|[Ss]ince|[Uu]ntil|[Bb]y|[Ff]rom|[Dd]uring|[Tt]hrough|[Bb]efore|[Aa]fter|[Oo]f|circa|around|between|for|[Tt]he)\s
            (?:(?P<mod>(?:early|late|mid|the\sbeginning\sof|the\sstart\sof|the\send\sof|the\smiddle\sof)[\s-]{{1,2}})|(?P<season>{_SEASON})\s(?:of\s)?)?
          | \( | (?<=\s)(?=(?:19|20)\d\d[-–](?:19|20)?\d\d\b)
        )
        (?P<year>{_Y})(?:(?:\s?[-–]\s?|\s(?:to|and|through|until)\s)(?P<end_year>(?:1[5-9]|20)\d\d|\d\d(?=\W)))?
        (?![\w%-]|\s(?:km|kilomet|met|mile|people|tons?|tonnes|dollars|euros|troops|soldiers|feet|homes|jobs|pounds|hours|cases|US|U\.S))""",
        0,
        _year,
    ),
    (
        rf"""(?<![\w-])(?:(?P<mod>(?:[Ee]arly|[Ll]ate|[Mm]id)[\s-])|(?P<season>{_SEASON})\s(?:of\s)?)(?P<year>{_Y})(?![\w-])""",
        0,
        _year,
    ),
    # Christmas Day, New Year's Eve
    (
        r"(?<!\w)(?:Christmas\sDay|Christmas\sEve|Christmas|Boxing\sDay|New\sYear['’]s\s(?:Eve|Day)|Valentine['’]s\sDay|Bastille\sDay|Halloween)(?!\w)",
        0,
        _holiday,
    ),
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


_DAY_RULES: tuple[tuple[str, int, Callable[[re.Match[str]], Atom | None]], ...] = (
    # Sunday; last Sunday; the following Monday; this coming Friday; Monday to Wednesday
    (
        rf"""(?<![\w-])(?:(?P<marker>(?:[Tt]his\s(?:coming|past)|(?:[Tt]he\s)?(?:[Ff]ollowing|[Pp]revious|[Pp]receding|[Nn]ext|[Ll]ast|[Pp]ast|[Cc]oming|[Ss]ame)|[Tt]his|[Tt]hat)\s))?
        (?P<day>{_WEEKDAY})(?:(?:\s?[-–—]\s?|\s(?:to|through|until|till)\s)(?P<end_day>{_WEEKDAY}))?(?![\w-])""",
        0,
        _weekday,
    ),
    # 6:00 a.m. local time; 3 p.m.; 4.40 a.m.; 20:00 GMT; 1630 GMT; 0915 hours; 18h30
    (
        rf"""(?<![\w.:,/$€£-])(?:
          (?P<hour>[01]?\d|2[0-4])[:.](?P<minute>[0-5]\d)(?::[0-5]\d)?\s?(?P<half>[ap]\.?\s?m\b\.?)?(?=\b|\s|$)(?![.:]?\d|\s?(?:km|%|per\scent|percent|million|billion|met|mile|lak))
        | (?P<whole>1[0-2]|0?[1-9])(?:\so.clock)?\s?(?P<whole_half>[ap]\.?\s?m\b\.?)
        | (?P<military>[01]\d|2[0-4])(?P<military_minute>[0-5]\d)(?=\s?(?:GMT|UTC|hrs|hours|h\b|local|EST|EDT|BST|CET|[A-Z][a-z]+\stime|on\s(?:{_WEEKDAY})))
        ){_ZONE}""",
        0,
        lambda match: _clock_or_nothing(match),
    ),
    # at noon, just before midnight
    (
        rf"(?<!\w)(?P<name>noon|midnight|midday)(?!\w|\s(?:deadline|train|sun|oil|express)){_ZONE}",
        re.IGNORECASE,
        _named_hour,
    ),
    # in the morning; that evening; at dawn; Monday "night"
    (
        rf"""(?<![\w-])(?P<lead>(?:in|during|by|at|until|before|after)\s(?:the\s|that\s)?(?:early\s|late\s|mid-)?|that\s|(?:the|that)\ssame\s)?
        (?P<part>{_PART_NOUN}|dawn|daybreak|sunrise|dusk|sunset|pre-?dawn|early\shours|small\shours|lunchtime|overnight)(?!\w|['’]s|-)""",
        re.IGNORECASE,
        _part,
    ),
    # "early" on Saturday, "Earlier" on Sunday, "late" Monday
    (
        rf"""(?<!\w)(?:early|late|earlier|later)(?=\s(?:on\s|in\sthe\s)?(?:{_WEEKDAY}|{_MONTH}\s\d|\d\d?\s{_MONTH}|yesterday|today|tomorrow|morning|afternoon|evening|this|last|next))""",
        re.IGNORECASE,
        _edge,
    ),
)


def _clock_or_nothing(match: re.Match[str]) -> Atom | None:
    """Refuse 4.40 without "a.m." or a zone: a figure with decimals."""
    part = match.groupdict()
    bare_point = part["hour"] and "." in match.group()[:3] and not part["half"] and not part["zone"]
    return None if bare_point else _clock(match)


_RELATIVE_RULES: tuple[tuple[str, int, Callable[[re.Match[str]], Atom | None]], ...] = (
    (
        r"""(?<![\w-])(?:the\sday\safter\stomorrow|the\sday\sbefore\syesterday|today|tonight|yesterday|tomorrow
        |last\snight|this\smorning|this\safternoon|this\sevening|overnight)(?!\w)""",
        re.IGNORECASE,
        _named_day,
    ),
    # three days ago; two days later; a day earlier; hours later; two days before the summit
    (
        rf"""(?<![\w-])(?:(?P<number>{_NUMBER})\s)?(?P<unit>{_UNIT})s?\s(?P<way>ago|earlier|later|before|after|from\snow|hence|afterwards?|previously)(?!\w)
        (?P<event>\s(?:(?:the|his|her|their|its|a|an|that|this|he|she|they|it)\b|[A-Z]|\w+ing\b|\w+['’]s\b))?""",
        re.IGNORECASE,
        lambda match: _counted_or_nothing(match),
    ),
    # in two weeks; in three days' time
    (
        rf"(?<![\w-])(?:with)?in\s(?:(?:about|around)\s)?(?P<number>{_NUMBER})\s(?P<unit>{_UNIT})s?(?:['’]\stime)?(?!\w|['’])",
        re.IGNORECASE,
        _from_now,
    ),
    # the next day; the following morning; the previous night; the same day; that day
    (
        rf"""(?<![\w-])(?P<which>the\s(?:very\s)?(?:next|following|previous|preceding|prior|same)|that(?:\ssame|\svery)?|next)\s
        (?P<unit>day|night|morning|afternoon|evening|(?<!next\s)(?:week|month|year|weekend))(?!\w|-)""",
        re.IGNORECASE,
        _step,
    ),
    # the day before; the night after
    (
        r"""(?<![\w-])(?:the|a)\s(?P<unit>day|week|month|year)\s(?P<way>before|after)(?!\w|\s(?:yesterday|tomorrow))
        (?P<event>\s(?:(?:the|his|her|their|its|a|an|that|this)\b|[A-Z]|\w+ing\b|\w+['’]s\b))?""",
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
        (?:(?P<number>{_NUMBER})\s)?(?P<unit>weekend|weeks?|months?|years?|days|quarter|decade|{_SEASON})(?!\w|-|\s(?:or|of)\s)""",
        re.IGNORECASE,
        lambda match: _period_or_nothing(match),
    ),
    (
        r"(?<![\w-])(?P<mod>early|earlier|late|later)?(?P<marker>)(?:\s)?(?:at|over|on|during)\sthe\s(?P<unit>weekend)(?!\w)",
        re.IGNORECASE,
        _period,
    ),
)


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
