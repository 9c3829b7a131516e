"""Checks the stated lengths of a journey against each other and against its dates."""

from collections.abc import Iterator, Mapping, Sequence
from datetime import date

from mapper.compare.outlets import outlet_of
from mapper.model import (
    Annotations,
    Article,
    Conflict,
    Itinerary,
    Ordering,
    StatedDuration,
    content_id,
)

# A trip is told in days; flights and speeches in hours are no length of it.
_LEAST_DAYS = 1.0
_OF_A_TRIP = frozenset(
    "trip visit tour journey voyage stay stop mission pilgrimage expedition cruise sojourn".split()
)
_ALIKE = 0.5  # days


def compare_durations(
    texts: Mapping[str, Article], annotations: Sequence[Annotations], ordering: Ordering
) -> Iterator[Conflict]:
    """Yield one conflict for each journey whose length is given differently."""
    for itinerary in ordering.itineraries:
        articles = {key[0] for visit in itinerary.visits for key in visit.mentions}
        stated = [
            duration
            for found in annotations
            if found.article in articles
            for duration in found.durations
            if _is_of_trip(duration, itinerary)
        ]
        if len(stated) > 1 and _differ(stated):
            yield _conflict(texts, stated, itinerary)


def _is_of_trip(duration: StatedDuration, itinerary: Itinerary) -> bool:
    words = set(itinerary.traveller.lower().replace("-", " ").split())
    who = set((duration.traveller or itinerary.traveller).lower().replace("-", " ").split())
    return (
        duration.days_low >= _LEAST_DAYS
        and duration.subject.rstrip("s") in _OF_A_TRIP
        and bool(words & who or not duration.traveller)
    )


def _differ(stated: Sequence[StatedDuration]) -> bool:
    return max(d.days_low for d in stated) - min(d.days_high for d in stated) > _ALIKE


def _conflict(
    texts: Mapping[str, Article], stated: Sequence[StatedDuration], itinerary: Itinerary
) -> Conflict:
    ordered = sorted(stated, key=lambda d: (texts[d.article].source, d.span))
    checks = _checks(itinerary)
    lengths = {length for _, length in checks}
    unmatched = [d for d in ordered if not any(_fits(d, length) for length in lengths)]
    said = "; ".join(f"“{d.text}” ({outlet_of(d.article, texts)})" for d in ordered)
    computed = " ".join(text for text, _ in checks)
    odd = (
        " Fits neither: " + ", ".join(dict.fromkeys(f"“{d.text}”" for d in unmatched)) + "."
        if checks and unmatched
        else ""
    )
    return Conflict(
        id=content_id(
            "x", "duration", *(f"{texts[d.article].source}:{d.span.start}" for d in ordered)
        ),
        kind="duration",
        members=tuple((d.article, d.span.start, d.span.end) for d in ordered),
        severity="none" if checks and not unmatched else "soft",
        explanation=(
            f"The length of the journey is given differently: {said}. {computed}{odd}".strip()
        ),
    )


def _fits(duration: StatedDuration, days: int) -> bool:
    return duration.days_low - _ALIKE <= days <= duration.days_high + _ALIKE


def _checks(itinerary: Itinerary) -> list[tuple[str, int]]:
    """Return sentences with the days that the dates come to, both ends counted."""
    seen = [v for v in itinerary.visits if v.status in {"visited", "passed"}]
    days = [d for v in seen for d in (v.when.first_day, v.when.last_day) if d]
    origin = [
        d
        for v in itinerary.visits
        if v.status == "origin"
        for d in (v.when.first_day, v.when.last_day)
        if d
    ]
    checks: list[tuple[str, int]] = []
    if days and min(days) < max(days):  # one dated day says nothing of the length
        checks.append(_check("The stops are dated", min(days), max(days)))
    if days and origin and min(origin) < min(days):
        checks.append(_check("With the way there it is", min(origin), max(days)))
    return checks


def _check(lead: str, first: date, last: date) -> tuple[str, int]:
    days = (last - first).days + 1
    nights = days - 1
    plural = "" if nights == 1 else "s"
    text = (
        f"{lead} {first.day} {first:%B} to {last.day} {last:%B %Y}: both counted, "
        f"{days} days, {nights} night{plural}."
    )
    return text, days
