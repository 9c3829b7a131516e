"""The words of times: months, weekdays, numbers, zones as patterns, the lists of `words.toml`."""

import re
import tomllib
from collections.abc import Callable
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import TypeAlias

from mapper.model import Span

WEEKDAYS = ("monday", "tuesday", "wednesday", "thursday", "friday", "saturday", "sunday")
MONTHS = ("jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec")

_MONTH_NAMES = (
    "January February March April May June July August September October November December".split()
)
_SHORT_MONTHS = "Jan Feb Mar Apr Jun Jul Aug Sept Sep Oct Nov Dec".split()
MONTH = "(?:{})".format(
    "|".join(
        [f"{name}|{name.upper()}" for name in _MONTH_NAMES]
        + [rf"{name}\.?|{name.upper()}\.?" for name in _SHORT_MONTHS]
    )
)
_DAY_NAMES = "Monday Tuesday Wednesday Thursday Friday Saturday Sunday".split()
WEEKDAY = "(?:{})".format("|".join([f"{name}|{name.upper()}" for name in _DAY_NAMES]))
# Short names only stand before a date: "Sun", "Sat" and "Wed" are words.
WEEKDAY_BEFORE_DATE = (
    rf"(?:(?P<weekday>{WEEKDAY}|(?:Mon|Tues?|Wed|Thurs?|Thu|Fri|Sat|Sun)\.?)"
    r",?\s{1,2}(?:the\s)?)?"
)
D = r"(?:3[01]|[12]\d|0?[1-9])"
ORDINAL = r"(?:st|nd|rd|th|d)?"  # "3d of May" in old papers
YEAR = r"(?:1[5-9]|20)\d\d"
Y = YEAR + r"(?![\d,.]?\d)"
TO = r"(?:\s?[-–—/]\s?|\s(?:to|through|until|till|and|or|thru)\s)"
OF_YEAR = rf"(?:,?\s{{1,2}}(?:of\s)?(?P<year>{Y}))?"
NUMBER = (
    r"(?:\d{1,3}|an?|one|two|three|four|five|six|seven|eight|nine|ten|eleven|twelve|thirteen"
    r"|fourteen|fifteen|sixteen|eighteen|twenty|thirty|a\scouple\sof|several|a\sfew|some|many)"
)
UNIT = r"(?:second|minute|moment|hour|day|night|week|fortnight|month|year|decade)"
PART_NOUN = r"(?:morning|afternoon|evening|night)"
SEASON = r"(?:spring|summer|autumn|fall|winter)"
ZONE = (
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
class Rule:
    """A pattern and how to read what it finds; None where a closer look refuses it."""

    pattern: re.Pattern[str]
    read: Callable[[re.Match[str]], Atom | None]


_Row: TypeAlias = tuple[str, int, Callable[[re.Match[str]], Atom | None]]


def rules(*table: _Row) -> tuple[Rule, ...]:
    """Compile rows of (verbose pattern, flags, reader)."""
    return tuple(
        Rule(pattern=re.compile(pattern, re.VERBOSE | flags), read=read)
        for pattern, flags, read in table
    )


@dataclass(frozen=True, slots=True, kw_only=True)
class Words:
    """The word lists of `words.toml`."""

    numbers: dict[str, int]
    parts: dict[str, tuple[int, int]]
    zones: dict[str, str]
    holidays: dict[str, tuple[int, int]]
    moving: dict[str, dict[str, int]]
    seasons: dict[str, tuple[int, int]]
    tense: dict[str, frozenset[str]]


@cache
def words() -> Words:
    """Return the word lists."""
    raw = tomllib.loads(Path(__file__).with_name("words.toml").read_text("utf8"))
    cities = {f"{city} time": zone for city, zone in raw["city_times"].items()}
    return Words(
        numbers=raw["numbers"],
        parts={name: (first, last) for name, (first, last) in raw["parts"].items()},
        zones={**raw["zones"], **cities},
        holidays={name: (month, day) for name, (month, day) in raw["holidays"].items()},
        moving=raw["moving"],
        seasons={name: (first, last) for name, (first, last) in raw["seasons"].items()},
        tense={name: frozenset(listed) for name, listed in raw["tense"].items()},
    )


def month_number(name: str) -> int:
    """Return 1..12 for a month's name or short name."""
    return MONTHS.index(name[:3].lower()) + 1


def weekday_number(name: str) -> int:
    """Return 0 (Monday) .. 6 for a weekday's name or short name."""
    return [day[:3] for day in WEEKDAYS].index(name[:3].lower())
