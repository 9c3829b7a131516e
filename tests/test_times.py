"""Time expressions: what is found, from what it counts, what day it comes to."""

import json
import os
import re
import tomllib
from datetime import date, datetime
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from mapper.model import Article, Marked, Span, TimeExpression, When
from mapper.recognize.times import recognize_times, resolve_time

CASES = tomllib.loads((Path(__file__).parent / "cases" / "times.toml").read_text("utf8"))["case"]
SHARED = Path(os.environ.get("MAPPER_SHARED") or Path(__file__).resolve().parents[2] / "shared")
ITEMS = SHARED / "bench" / "time_expressions.json"
FLOOR = 60


def article(text: str, marked: tuple[Marked, ...] = ()) -> Article:
    return Article(id="a1", source="test", text=text, marked=marked)


def day(value: date | None) -> When | None:
    return None if value is None else When(earliest=value, latest=value, precision="day")


def shown(when: When | None) -> str:
    """Write an interval as the tables do."""
    if when is None or when.earliest is None or when.latest is None:
        return ""
    if isinstance(when.earliest, datetime):
        return when.earliest.isoformat(timespec="minutes")
    first, last = when.first_day, when.last_day
    assert first is not None
    assert last is not None
    if when.precision == "year":
        years = f"{first.year}..{last.year}"
        return str(first.year) if first.year == last.year else years
    if when.precision == "month":
        return first.isoformat()[:7]
    return first.isoformat() if first == last else f"{first}..{last}"


def meant(case: dict[str, object]) -> TimeExpression | None:
    found = recognize_times(article(str(case["text"])))
    if "of" in case:
        found = tuple(time for time in found if str(case["of"]) in time.text)
    return found[0] if found else None


@pytest.mark.parametrize("case", CASES, ids=lambda case: f"{case['text'][:40]}|{case['expected']}")
def test_the_time_of_a_sentence_is_what_a_reader_takes_it_for(case: dict[str, object]) -> None:
    time = meant(case)
    published, anchor = case.get("published"), case.get("anchor")
    assert isinstance(published, date)
    assert anchor is None or isinstance(anchor, date)
    zone = str(case["zone"]) if "zone" in case else None
    when = time and resolve_time(time, published=published, anchor=day(anchor), zone=zone)
    assert shown(when) == case["expected"]


def test_a_heading_says_that_it_is_one() -> None:
    text = "Monday, 4 May:\nWe left Bergen.\nOn 5 May we saw whales.\n"
    first, second = recognize_times(article(text))
    assert dict(first.fields).get("heading") == "1"
    assert "heading" not in dict(second.fields)


def test_what_only_bounds_a_stay_leaves_one_side_open() -> None:
    (time,) = recognize_times(article("She is expected to stay in Hue until Thursday."))
    when = resolve_time(time, published=date(2024, 3, 10), anchor=None)
    assert when == When(earliest=None, latest=date(2024, 3, 14), precision="open")


def test_next_friday_gives_the_nearer_one_with_its_doubt() -> None:
    (time,) = recognize_times(article("She will fly next Friday."))
    when = resolve_time(time, published=date(2024, 5, 14), anchor=None)
    assert when == When(earliest=date(2024, 5, 17), latest=date(2024, 5, 17), precision="week")


def test_nothing_is_found_in_what_is_no_article() -> None:
    marked = (Marked(span=Span(0, 16), reason="publication line"),)
    assert recognize_times(article("Asia 17/09/2023\n\nText.", marked)) == ()


def test_a_part_of_the_day_is_hours_where_the_zone_is_known() -> None:
    (time,) = recognize_times(article("He left on Wednesday night."))
    when = resolve_time(time, published=date(2024, 6, 19), anchor=None, zone="Asia/Pyongyang")
    assert when is not None
    assert isinstance(when.earliest, datetime)
    assert when.first_day == when.last_day == date(2024, 6, 19)


PIECES = st.sampled_from(
    [
        *("Monday", "early", " on ", "6 p.m.", "May 5", "-10", ", ", "the next day", "2024", "\n"),
        *(
            "last ",
            "İ",
            "ß",
            "\xa0",
            "(",
            "GMT",
            "two days",
            " later",
            " ago",
            "in ",
            "to ",
            "night",
        ),
        *(".", "31/02/2023", "will "),
    ]
)


@given(st.lists(PIECES, max_size=30).map("".join))
def test_every_expression_quotes_its_text_and_resolves_or_not_but_never_breaks(text: str) -> None:
    written = article(text)
    for time in recognize_times(written):
        assert written.quote(time.span) == time.text
        when = resolve_time(time, published=date(2024, 2, 29), anchor=day(date(2024, 2, 28)))
        if when and when.first_day and when.last_day:
            assert when.first_day <= when.last_day


@given(st.sampled_from(["last Sunday", "yesterday", "six years ago", "next month", "last week"]))
def test_the_edges_of_the_calendar_break_nothing(words: str) -> None:
    (time,) = recognize_times(article(f"He left {words}."))
    for published in (date.min, date.max):
        resolve_time(time, published=published, anchor=None)


def _fits(when: When | None, expected: str) -> bool:
    if "|" in expected:
        return any(_fits(when, one) for one in expected.split("|"))
    if when is None or when.first_day is None or when.last_day is None:
        return False
    if when.precision == "week" and ".." in expected:
        first, last = expected.split("..")
        return (
            date.fromisoformat(first) <= when.first_day <= when.last_day <= date.fromisoformat(last)
        )
    written = shown(when)
    if isinstance(when.earliest, datetime):
        written = when.earliest.strftime("%Y-%m-%dT%H:%M")
    elif re.fullmatch(r"\d{4}-\d\d-\d\d|\d{4}-\d\d-\d\d\.\.\d{4}-\d\d-\d\d", expected):
        same = when.first_day == when.last_day
        written = str(when.first_day) if same else f"{when.first_day}..{when.last_day}"
    return written == expected.rstrip("Z")


@pytest.mark.skipif(not ITEMS.is_file(), reason="the shared time expressions are not here")
def test_the_development_expressions_come_to_their_days() -> None:
    right = 0
    items = json.loads(ITEMS.read_text("utf8"))
    for item in items:
        start = item["sentence"].rfind(item["expression"])
        span = Span(start, start + len(item["expression"]))
        found = [t for t in recognize_times(article(item["sentence"])) if t.span.overlaps(span)]
        zone = "Etc/UTC" if "T" in item["expected"] else None
        anchor = day(date.fromisoformat(item["anchor"])) if item["anchor"] else None
        published = date.fromisoformat(item["published"])
        values = [resolve_time(t, published=published, anchor=anchor, zone=zone) for t in found]
        right += len(values) == 1 and _fits(values[0], item["expected"])
    assert right >= FLOOR, f"{right} of {len(items)}"
