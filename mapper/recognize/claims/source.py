"""Who says a distance, by which way it is meant, and how long that way is said to take."""

import re
from functools import lru_cache

from mapper.model import Attribution, Span
from mapper.recognize.claims.amounts import read_number
from mapper.recognize.claims.phrases import phrase_after, phrase_before
from mapper.recognize.claims.words import any_of, claim_words

#: Characters on either side of a claim in which its way and its hours are looked for.
BESIDE = 60

#: Characters before a claim in which the quotation mark that opens its quote is looked for.
QUOTE_REACH = 1000

_QUOTES = {"“": "”", '"': '"', "«": "»", "„": "“"}


def find_source(text: str, sentence: Span, claim: Span) -> tuple[Attribution, Span | None]:
    """Return who says a claim: the outlet, a source that it names, or a direct quote.

    The span is that of the source named, None where the sentence names none.
    """
    named = _named_source(text, sentence)
    if _is_quoted(text, claim):
        return "quoted", named
    return ("attributed", named) if named is not None else ("outlet", None)


def _is_quoted(text: str, claim: Span) -> bool:
    """Return whether the claim stands inside quotation marks of its own paragraph."""
    reach = max(0, claim.start - QUOTE_REACH)
    start = max(reach, text.rfind("\n", reach, claim.start) + 1)
    open_mark = None
    for mark in text[start : claim.start]:
        if open_mark is not None and mark == _QUOTES[open_mark]:
            open_mark = None
        elif open_mark is None and mark in _QUOTES:
            open_mark = mark
    return open_mark is not None


@lru_cache(maxsize=1)
def _patterns() -> tuple[re.Pattern[str], re.Pattern[str]]:
    sources = claim_words()["sources"]
    according = re.compile(rf"\b{any_of(sources['according'])}\s+", re.IGNORECASE)
    said = re.compile(rf"(?:\s|,\s?)(?:has\s|have\s|also\s)?(?P<verb>{any_of(sources['said'])})\b")
    return according, said


def _named_source(text: str, sentence: Span) -> Span | None:
    according, said = _patterns()
    match = according.search(text, sentence.start, sentence.end)
    if match is not None:
        span = phrase_after(text, match.end(), sentence.end)
        if span is not None:
            return span
    for match in said.finditer(text, sentence.start, sentence.end):
        span = phrase_before(text, match.start(), sentence.start)
        if span is not None:
            return span
        if _PRONOUN_END.search(text, max(sentence.start, match.start() - 5), match.start()):
            return Span(match.start("verb"), match.end("verb"))
    return None


_PRONOUN_END = re.compile(r"\b(?:[Hh]e|[Ss]he|[Tt]hey|[Ii]t|[Ww]e|I)$")


@lru_cache(maxsize=1)
def _ways() -> tuple[tuple[str, re.Pattern[str]], ...]:
    modes: dict[str, list[str]] = claim_words()["modes"]
    return tuple(
        (mode, re.compile(rf"\b{any_of(ways)}\b", re.IGNORECASE)) for mode, ways in modes.items()
    )


def find_mode(text: str, sentence: Span, claim: Span) -> str | None:
    """Return the way by which a distance is meant, where its own words say so, else None.

    straight, road, rail, sea, foot or river: "90 km by road", "a 40-mile drive".
    """
    end = min(sentence.end, claim.end + 24)
    for mode, pattern in _ways():
        if pattern.search(text, claim.start, end):
            return mode
    return None


@lru_cache(maxsize=1)
def _hours() -> re.Pattern[str]:
    number = any_of([*claim_words()["numbers"]["ones"], "half an", "half a", "an", "a"])
    trips = any_of(claim_words()["ends"]["trips"])
    ways = any_of(way for listed in claim_words()["modes"].values() for way in listed)
    return re.compile(
        rf"""
        (?:\b(?P<low>\d{{1,2}}(?:\.\d)?|{number})(?:\s?(?:-|–|to|or)\s?))?
        \b(?P<high>\d{{1,3}}(?:\.\d)?|{number}(?:\sand\sa\shalf)?)
        [\s-](?P<unit>hours?|hrs?|minutes?|mins?)(?P<half>\sand\sa\shalf)?
        (?:['’]s?)?(?:[\s-](?:{ways}|{trips}|away|from|on))
        """,
        re.VERBOSE | re.IGNORECASE,
    )


def find_hours(text: str, sentence: Span, claim: Span) -> tuple[float, float] | None:
    """Return the travel time said beside a distance, in hours, low and high; None for none.

    "90 miles, six hours by train", "a two-hour drive".
    """
    start = max(sentence.start, claim.start - BESIDE)
    match = _hours().search(text, start, min(sentence.end, claim.end + BESIDE))
    if match is None:
        return None
    high = _read_hours(match["high"]) + (0.5 if match["half"] else 0.0)
    low = _read_hours(match["low"]) if match["low"] else high
    share = 1 / 60 if match["unit"].lower().startswith("min") else 1.0
    return (min(low, high) * share, max(low, high) * share)


def _read_hours(text: str) -> float:
    return read_number(text) or 0.0
