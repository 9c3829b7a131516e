"""Finds stated lengths of journeys and stays: "a six-day trip", "spent eight days in"."""

import re
from bisect import bisect_left
from collections.abc import Iterator, Sequence

from mapper.model import Article, Span, StatedDuration, TravellerMention
from mapper.recognize.movements.words import lexicon
from mapper.recognize.sentences import split_sentences

_NUMBERS = {
    word: float(value)
    for value, words in enumerate(
        """
        zero|a an one|two|three|four|five|six|seven|eight|nine|ten|eleven|twelve|thirteen|fourteen
        |fifteen|sixteen|seventeen|eighteen|nineteen|twenty
        """.replace("\n", " ").split("|")
    )
    for word in words.split()
} | {"thirty": 30.0, "forty": 40.0, "fifty": 50.0, "half-a": 0.5}
# A month and a year have no length in days of their own: the range that they may have.
_DAYS = {
    "minute": (1 / 1440, 1 / 1440),
    "hour": (1 / 24, 1 / 24),
    "day": (1.0, 1.0),
    "night": (1.0, 2.0),  # nights + 1 days where both ends are counted
    "week": (7.0, 7.0),
    "month": (28.0, 31.0),
    "year": (365.0, 366.0),
}
_NUMBER = r"(?P<number>\d+(?:\.\d+)?|" + "|".join(sorted(_NUMBERS, key=len, reverse=True)) + ")"
_UNIT = r"(?P<unit>minute|hour|day|night|week|month|year)"
_TRIP = "|".join(
    word for word, kind in sorted(lexicon().nouns.items()) if kind == "trip" and word != "leg"
)
_ADJECTIVE = re.compile(
    rf"""
    \b{_NUMBER}[-\u2010\u2011\u2013 ]{_UNIT}(?:-long|s['\u2019])?   # six-day, week-long, 20-hour
    (?:\s[\w'-]+){{0,3}}?                                  # official, state
    \s(?P<noun>{_TRIP})\b                                  # trip, visit
    """,
    re.VERBOSE | re.IGNORECASE,
)
_SPENT = re.compile(
    rf"""
    \b(?:spent|spend|spending|spends|stayed|staying|lasted|took|takes|taking|for|in)\s
    (?P<hedge>(?:a\ total\ of|about|around|nearly|almost|some|more\ than|over|only|just|the)\s)*
    (?P<value>{_NUMBER}(?:\s1/2)?\s(?:full\s|whole\s)?{_UNIT}s?)
    (?P<rest>\sin(?:\s(?-i:[A-Z])[\w'\u2019-]+){{1,3}})?
    """,
    re.VERBOSE | re.IGNORECASE,
)
_STAYS = re.compile(r"\b(?:spen[dt]|spending|spends|stay\w*|last(?:ed|s))\b", re.IGNORECASE)
_TRAVEL = re.compile(
    r"\b(?:including|counting|with)\s(?:the\s)?(?:travel|journey|transit)", re.IGNORECASE
)
_LOOSE = 1.5  # "more than", "nearly": how far the range reaches, in units of the stated one


def recognize_durations(
    article: Article, travellers: Sequence[TravellerMention]
) -> tuple[StatedDuration, ...]:
    """Return the stated lengths of trips and stays, in days; the length of a speech is none.

    `includes_travel` where the sentence says so. A figure in hours is a part of a day.
    """
    found: list[StatedDuration] = []
    for sentence in split_sentences(article.text, article.marked):
        found += _in_sentence(article, sentence, travellers)
    return tuple(sorted(found, key=lambda duration: duration.span))


def _in_sentence(
    article: Article, sentence: Span, travellers: Sequence[TravellerMention]
) -> Iterator[StatedDuration]:
    text = article.text
    travel = _TRAVEL.search(text, sentence.start, sentence.end) is not None
    taken: list[Span] = []
    for match in _ADJECTIVE.finditer(text, sentence.start, sentence.end):
        span = Span(match.start(), match.end())
        taken.append(span)
        yield _duration(article, span, match, match["noun"].lower(), travellers, travel=travel)
    for match in _SPENT.finditer(text, sentence.start, sentence.end):
        span = Span(match.start("value"), match.end("value"))
        if match["hedge"]:
            span = Span(match.start("hedge"), span.end)
        if not _STAYS.match(text, match.start()) or any(span.overlaps(other) for other in taken):
            continue
        end = match.end("rest") if match["rest"] and "total" not in (match["hedge"] or "") else 0
        span = Span(span.start, len(text[: end or span.end].rstrip()))
        yield _duration(article, span, match, "stay", travellers, travel=travel)


def _duration(
    article: Article,
    span: Span,
    match: re.Match[str],
    subject: str,
    travellers: Sequence[TravellerMention],
    *,
    travel: bool,
) -> StatedDuration:
    word = match["number"].lower()
    value = _NUMBERS.get(word) or float(word)
    low, high = _DAYS[match["unit"].lower()]
    before = bisect_left(travellers, span.start, key=lambda found: found.span.start)
    return StatedDuration(
        article=article.id,
        span=span,
        text=article.quote(span),
        days_low=value * low,
        days_high=value * high if match["unit"].lower() != "night" else value + 1,
        subject=subject,
        traveller=travellers[before - 1].traveller if before else None,
        includes_travel=travel,
    )
