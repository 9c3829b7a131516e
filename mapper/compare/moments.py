"""Compares days and clock times that the articles give for one thing."""

from collections.abc import Iterator, Mapping, Sequence
from datetime import datetime

from mapper.compare.outlets import outlet_of
from mapper.model import (
    Annotations,
    Article,
    Conflict,
    Ordering,
    Resolution,
    TimeExpression,
    Visit,
    When,
    content_id,
)
from mapper.recognize.times import resolve_time
from mapper.zones import time_zone

# Two dates of one arrival are a contradiction only this near; further apart they are two visits.
_NEAR_DAYS = 3


def compare_days(
    texts: Mapping[str, Article],
    annotations: Sequence[Annotations],
    resolutions: Sequence[Resolution],
    ordering: Ordering,
) -> Iterator[Conflict]:
    """Yield a conflict where articles that report one visit each give it another day."""
    del annotations, resolutions  # the visits hold all that is needed
    for itinerary in ordering.itineraries:
        visits = [v for v in itinerary.visits if v.status == "visited" and v.place]
        for index, first in enumerate(visits):
            for second in visits[index + 1 :]:
                if _one_visit_two_days(first, second):
                    yield _days(texts, first, second)


def _one_visit_two_days(a: Visit, b: Visit) -> bool:
    if a.place is None or b.place is None or a.place.id != b.place.id:
        return False
    if {key[0] for key in a.mentions} & {key[0] for key in b.mentions}:
        return False
    first, second = a.when.first_day, b.when.first_day
    if first is None or second is None or first == second:
        return False
    return abs((first - second).days) <= _NEAR_DAYS


def _days(texts: Mapping[str, Article], a: Visit, b: Visit) -> Conflict:
    members = (a.evidence or a.mentions)[:1] + (b.evidence or b.mentions)[:1]
    first, second = (outlet_of(key[0], texts) for key in members)
    return Conflict(
        id=content_id("x", "date", *(f"{texts[m[0]].source}:{m[1]}" for m in members)),
        kind="date",
        members=members,
        severity="hard",
        explanation=(
            f"The visit to {a.name} is dated {a.when.first_day} by {first} and {b.when.first_day} "
            f"by {second}; neither reports two visits."
        ),
    )


def compare_clock_times(
    texts: Mapping[str, Article],
    annotations: Sequence[Annotations],
    resolutions: Sequence[Resolution],
) -> Iterator[Conflict]:
    """Yield, for each movement with two clock times, whether they are the same moment."""
    place_of = {resolution.mention.key: resolution.place for resolution in resolutions}
    told: set[tuple[int, int]] = set()
    for found in annotations:
        article = texts[found.article]
        for movement in found.movements:
            place = place_of.get((found.article, movement.place.start, movement.place.end))
            zone = time_zone(place.lat, place.lon) if place else None
            clocks = [
                (time, when)
                for time in movement.times
                if (when := _moment(time, article, zone)) is not None
            ]
            if len(clocks) > 1 and _pair(clocks) not in told:
                told.add(_pair(clocks))
                yield _clock_conflict(article, clocks, zone)


def _pair(clocks: Sequence[tuple[TimeExpression, When]]) -> tuple[int, int]:
    spans = sorted(time.span for time, _ in clocks)
    return (spans[0].start, spans[1].start)


def _moment(time: TimeExpression, article: Article, zone: str | None) -> When | None:
    when = resolve_time(time, published=article.published, anchor=None, zone=zone)
    if when is None or when.precision != "minute" or not isinstance(when.earliest, datetime):
        return None
    return when


def _clock_conflict(
    article: Article, clocks: Sequence[tuple[TimeExpression, When]], zone: str | None
) -> Conflict:
    ordered = sorted(clocks, key=lambda item: item[0].span)[:2]
    (first, a), (second, b) = ordered
    same = a.earliest == b.earliest
    local = f"{zone} is UTC{a.earliest:%z}" if isinstance(a.earliest, datetime) and zone else ""
    verdict = (
        f"“{first.text}” and “{second.text}” are the same moment: {local or 'by their zones'}."
        if same
        else f"“{first.text}” and “{second.text}” are given for one event but differ: {local}."
    )
    return Conflict(
        id=content_id("x", "time_zone", article.source, first.span.start, second.span.start),
        kind="time_zone",
        members=tuple((article.id, t.span.start, t.span.end) for t, _ in ordered),
        severity="none" if same else "soft",
        explanation=verdict,
    )
