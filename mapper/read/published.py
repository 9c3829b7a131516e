"""Reads from a text when it was published and by whom: stamps, datelines, credits.

An "Updated" stamp is not believed, a bare date line is only when it stands alone (a diary has many,
which head its days), and no year is ever made up: a dateline without one leaves `published` open
and its words in `span` for `mapper.read.dating`.
"""

import re
import tomllib
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import date
from functools import cache
from pathlib import Path
from typing import Literal

from mapper.model import Marked, PublishedFrom, Span
from mapper.read.dates import StatedDate, find_dates
from mapper.read.lines import Line

#: Stamps stand above or below the text, in short lines.
_HEAD_LINES = 14
_TAIL_LINES = 12
_STAMP_CHARS = 220
#: A dateline opens one of the first lines (title, standfirst, credit, byline may come before it).
_DATELINE_LINES = 10
_MAX_WORDS_BEFORE = 8

_DATELINE = re.compile(
    r"""
    [\W_]{0,3}
    (?P<place>[A-Z\u00c0-\u024f][^\d()\n:]{1,45}?)       # SEOUL; Seoul; NAIROBI, Kenya
    [,\s]{1,3}
    (?P<date>(?:[A-Z][A-Za-z]{2,8}\.?\s\d{1,2}|\d{1,2}\s[A-Z][A-Za-z]{2,8}\.?)  # Sep 13
      (?:,?\s(?:19|20)\d\d)?)
    \s{0,2}
    (?:
      [(\[]\s{0,1}(?P<agency>[^()\[\]\n]{0,40})[)\]]\s{0,2}[.,:]?\s{0,2}[-–—_]{0,2}   # (EFE).-
    | [/|]\s?(?P<slashed>[A-Z][^/|\n]{1,30})[/|]\s{0,2}[-–—_]{0,2}                    # /TASS/.
    | [.,]?\s{0,2}[-–—_]{1,2}                                                          # -- or —
    )
    """,
    re.VERBOSE,
)
_PLAIN_DATELINE = re.compile(
    r"""
    [\W_]{0,3}
    [A-Z\u00c0-\u024f][^\d()\n:.!?]{1,45}?\s{0,2}        # Hanoi (VNA) –, LOS ANGELES (AP) —
    [(\[](?P<agency>[^()\[\]\n]{2,40})[)\]]\s{0,2}[.,:]?\s{0,2}[-–—_:]
    """,
    re.VERBOSE,
)
_CREDIT = re.compile(r"(?:Sources?|SOURCE|Via|Agency)\s?:\s{0,2}(?P<name>[^\n]{2,80})")
_TRAILING = re.compile(
    r"(?<=[.!?”\"’)])\s{1,3}[—–/(\[-]{0,3}\s?(?P<name>[A-Za-z][\w .-]{1,24}?)[)\]/]?$"
)
_TIME = re.compile(
    r"(?:T|at)?\d{1,2}(?:[:.h]\d\d){1,2}(?:[ap]\.?m\.?)?(?:Z|[+-]\d\d:?\d\d)?|\d{1,2}[ap]\.?m\.?"
    r"|[ap]\.?m\.?|GMT|UTC|EST|EDT|CET|CEST|BST|KST|JST|IST|MSK|PST|PDT|CST|CDT|hrs|h|at"
    r"|(?:GMT|UTC)[+-]\d\d?(?::?\d\d)?",
    re.IGNORECASE,
)
_SEPARATOR = re.compile(r"[|/•·:,;()\[\]–—-]+")
_WEEKDAY = re.compile(
    r"(?:mon|tues?|wed(?:nes)?|thu(?:rs)?|fri|sat(?:ur)?|sun)(?:day)?[.,]?", re.IGNORECASE
)
_RANGE = re.compile(r"\s?[-–—]\s?\d|\s(?:to|until|through)\s")
_NOT_A_STAMP = frozenset({"on", "in", "since", "until", "after", "before", "from", "the", "as"})


@dataclass(frozen=True, slots=True, kw_only=True)
class Publication:
    """What a text says of its own publication.

    `stated` is the date as written; its `value` may be open. `marks` are the lines that hold
    nothing else.
    """

    stated: StatedDate | None = None
    published_from: PublishedFrom | None = None
    publisher: str | None = None
    marks: tuple[Marked, ...] = ()

    @property
    def published(self) -> date | None:
        """The day, where the text settles it."""
        return self.stated.value if self.stated else None


@dataclass(frozen=True, slots=True, kw_only=True)
class StatedDay:
    """A date that a text gives for itself: as published, as updated, or in its dateline.

    `wrong_weekday` is the weekday written beside it that no reading of it has, "" for none.
    """

    kind: Literal["published", "updated", "dateline"]
    date: StatedDate
    wrong_weekday: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class _Stamp:
    stated: StatedDate
    weekday: str
    mark: Span
    keyword: bool
    bare: bool
    denied: bool
    publisher: str | None


def find_publication(text: str, lines: Sequence[Line]) -> Publication:
    """Return the day of publication, where it was read, and the publisher.

    Order: a stamp with a word for it ("Published"), another stamp, a dateline; among equals the
    first. All stamp lines are marked, believed or not.
    """
    stamps = tuple(_stamps(text, lines))
    believed = [stamp for stamp in stamps if stamp.keyword] or [
        stamp for stamp in stamps if not stamp.bare and not stamp.denied
    ]
    bare = [stamp for stamp in stamps if stamp.bare]
    if not believed and len(bare) == 1:
        believed = bare
    marked = [stamp for stamp in stamps if not stamp.bare or stamp in believed]
    dateline, dateline_agency = _dateline(text, lines)
    publisher = (
        _credited(lines)
        or next((stamp.publisher for stamp in stamps if stamp.publisher), None)
        or dateline_agency
        or _trailing_agency(lines)
    )
    stated = believed[0].stated if believed else dateline
    origin: PublishedFrom | None = "text" if believed else "dateline" if dateline else None
    marks = tuple(Marked(span=stamp.mark, reason="publication line") for stamp in marked)
    return Publication(stated=stated, published_from=origin, publisher=publisher, marks=marks)


def find_stated_days(text: str, lines: Sequence[Line]) -> Iterator[StatedDay]:
    """Yield every date that a text gives for its own publication, believed or not.

    Dates that stand alone on their lines count where there is one: several head a diary.
    """
    stamps = tuple(_stamps(text, lines))
    alone = [stamp for stamp in stamps if stamp.bare]
    for stamp in stamps:
        if stamp.bare and len(alone) > 1:
            continue
        readings = stamp.stated.readings()
        fits = not stamp.weekday or any(_is_weekday(day, stamp.weekday) for day in readings)
        kind: Literal["published", "updated"] = "updated" if stamp.denied else "published"
        wrong = "" if fits else stamp.weekday
        yield StatedDay(kind=kind, date=stamp.stated, wrong_weekday=wrong)
    dateline, _ = _dateline(text, lines)
    if dateline is not None:
        yield StatedDay(kind="dateline", date=dateline)


def _is_weekday(day: date, name: str) -> bool:
    return f"{day:%A}".lower().startswith(name[:3].lower())


def mark_trailing_agency(lines: Sequence[Line]) -> Iterator[Marked]:
    """Yield the agency's signature after the last sentence of a line near the end ("... . EFE")."""
    for line in lines[-_TAIL_LINES:]:
        match = _TRAILING.search(line.text[-40:])
        if match and match["name"] in _words().agencies:
            offset = line.span.end - len(line.text[-40:])
            start = offset + match.start() + len(match.group()) - len(match.group().lstrip())
            yield Marked(span=Span(start, line.span.end), reason="agency credit")


def agency_name(words: str) -> str | None:
    """Return the publisher that a signature such as "REUTERS" or "EFE" stands for, or None."""
    return _words().agencies.get(words.strip())


@dataclass(frozen=True, slots=True, kw_only=True)
class _Words:
    agencies: dict[str, str]
    sections: frozenset[str]
    published: frozenset[str]
    not_published: frozenset[str]


@cache
def _words() -> _Words:
    raw = tomllib.loads(Path(__file__).with_name("agencies.toml").read_text("utf8"))
    return _Words(
        agencies=raw["agencies"],
        sections=frozenset(raw["sections"]["words"]),
        published=frozenset(raw["stamps"]["published"]),
        not_published=frozenset(raw["stamps"]["not_published"]),
    )


def _stamps(text: str, lines: Sequence[Line]) -> Iterator[_Stamp]:
    last_head = min(_HEAD_LINES, len(lines))
    chosen = [*lines[:last_head], *lines[max(last_head, len(lines) - _TAIL_LINES) :]]
    for line in chosen:
        if len(line.text) > _STAMP_CHARS:
            continue
        dates = find_dates(text, line.span.start, line.span.end)
        if dates and dates[0].year is not None:
            stamp = _stamp(text, line, dates[0])
            if stamp:
                yield stamp


def _stamp(text: str, line: Line, stated: StatedDate) -> _Stamp | None:
    """Read one line as a stamp; None where it is a sentence or a headline with a date in it."""
    before = text[line.span.start : stated.span.start].split()
    if not _fits_before(before):
        return None
    words = {word.strip(".,:;|()[]").lower() for word in before}
    keyword = bool(words & _words().published) and not words & _words().not_published
    end, rest = _tail_of_stamp(text, stated.span.end, line.span.end)
    denied = bool(words & _words().not_published)
    if not keyword and (rest or _RANGE.match(text, stated.span.end)):
        return None
    names = (word.strip(".,:;|()[]") for word in before)
    weekday = next((word for word in reversed(before[-2:]) if _WEEKDAY.fullmatch(word)), "")
    return _Stamp(
        stated=_read_by_weekday(stated, weekday),
        weekday=weekday.rstrip(".,"),
        mark=Span(line.span.start, end),
        keyword=keyword,
        bare=not denied and not words - _weekday_words(words),
        denied=denied,
        publisher=next((_words().agencies[n] for n in names if n in _words().agencies), None),
    )


def _read_by_weekday(stated: StatedDate, weekday: str) -> StatedDate:
    """Return 03/04/2023 behind "Monday" with the one reading that is a Monday, else as it is."""
    if stated.month_first is None or not weekday:
        return stated
    fitting = [day for day in stated.readings() if _is_weekday(day, weekday)]
    if len(fitting) != 1:
        return stated
    return replace(stated, month=fitting[0].month, day=fitting[0].day, month_first=None)


def _weekday_words(words: set[str]) -> set[str]:
    return {word for word in words if not word or _WEEKDAY.fullmatch(word)}


def _fits_before(before: list[str]) -> bool:
    """Return whether only names, desks, bylines and words for publishing stand before the date."""
    if len(before) > _MAX_WORDS_BEFORE:
        return False
    if before and before[0].strip(",:").lower() in _NOT_A_STAMP:
        return False
    known = _words().published | _words().not_published | {"by", "on", "and", "first", "last", "at"}
    return all(
        word[0].isupper()
        or not any(c.isalpha() for c in word)
        or word.strip(".,:;|()[]").lower() in known
        for word in before
    )


def _tail_of_stamp(text: str, start: int, end: int) -> tuple[int, str]:
    """Return where a stamp ends that begins before `start`, and what of its line is left.

    Times, zones, separators, further dates and section words belong to it; a headline does not.
    """
    dates = {d.span.start: d.span.end for d in find_dates(text, start, end)}
    position = start
    past_separator = False
    for match in re.finditer(r"\S+", text[start:end]):
        first, last = start + match.start(), start + match.end()
        word = match.group()
        if first < position:
            continue
        if first in dates:
            position = dates[first]
            continue
        bare = word.strip("|/•·:,;()[]–—-.")
        separator = _SEPARATOR.fullmatch(word) is not None
        if not separator and not _belongs(bare) and not (past_separator and word[0].isupper()):
            break
        past_separator = past_separator or separator
        position = last
    return position, text[position:end].strip()


def _belongs(bare: str) -> bool:
    """Return whether a word after a date still belongs to the stamp."""
    patterns = (_TIME, _WEEKDAY)
    return (
        not bare
        or bare.lower() in _words().sections | _words().published | _words().not_published
        or bare.lower() == "last"
        or bare in _words().agencies
        or any(pattern.fullmatch(bare) for pattern in patterns)
    )


def _dateline(text: str, lines: Sequence[Line]) -> tuple[StatedDate | None, str | None]:
    agency = None
    for line in lines[:_DATELINE_LINES]:
        match = _DATELINE.match(line.text)
        if match:
            start = line.span.start
            dates = find_dates(text, start + match.start("date"), start + match.end("date"))
            if dates:
                named = match["agency"] or match["slashed"] or ""
                return dates[0], agency_name(named) or agency
        plain = _PLAIN_DATELINE.match(line.text)
        if plain and agency is None:
            agency = agency_name(plain["agency"])
    return None, agency


def _credited(lines: Sequence[Line]) -> str | None:
    for line in [*lines[:_HEAD_LINES], *lines[-_TAIL_LINES:]]:
        match = _CREDIT.fullmatch(line.text)
        if match:
            return agency_name(match["name"]) or match["name"].strip()
    return None


def _trailing_agency(lines: Sequence[Line]) -> str | None:
    for line in reversed(lines[-_TAIL_LINES:]):
        match = _TRAILING.search(line.text[-40:])
        if match and match["name"] in _words().agencies:
            return _words().agencies[match["name"]]
    return None
