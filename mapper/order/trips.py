"""Splits the visits of one traveller into trips."""

from collections.abc import Sequence
from datetime import date

from mapper.order.graph import day_of, moment_of
from mapper.order.stop import Stop

# Two visits further apart than this belong to two trips (issue 7).
GAP_DAYS = 14


def split_trips(stops: Sequence[Stop]) -> list[list[Stop]]:
    """Return the trips in the order of time: a gap of more than 14 days begins a new one.

    Unless one article tells of both sides of the gap: then it is one long journey.

    A visit without a date goes with the trip that its article, at the nearest words, tells of.
    """
    dated = [(day, stop) for stop in stops if (day := day_of(stop)) is not None]
    dated.sort(key=lambda item: (item[0], min(c.rank for c in item[1].claims)))
    trips: list[list[Stop]] = []
    last: date | None = None
    for day, stop in dated:
        far = last is not None and (day - last).days > GAP_DAYS
        if last is None or (far and not _told_together(stop, trips[-1])):
            trips.append([])
        trips[-1].append(stop)
        last = max(last or day, _last(stop) or day)
    undated = [stop for stop in stops if day_of(stop) is None]
    if not trips:
        return [undated] if undated else []
    homes = [list(trip) for trip in trips]
    for stop in undated:
        nearest = min(range(len(homes)), key=lambda i: _gap(stop, homes[i]))
        trips[nearest].append(stop)
    return trips


def _told_together(stop: Stop, trip: Sequence[Stop]) -> bool:
    """Return whether one article tells of both: a long voyage, not a second trip."""
    articles = {key[0] for other in trip for key in other.keys}
    return bool(articles & {key[0] for key in stop.keys})


def _last(stop: Stop) -> date | None:
    when = moment_of(stop)
    return when.last_day if when else None


def _gap(stop: Stop, trip: Sequence[Stop]) -> int:
    """Return how far apart two tellings stand in one article, in characters; far in two."""
    return min(
        (
            abs(a.rank[1] - b.rank[1]) if a.rank[0] == b.rank[0] else 10**7
            for a in stop.claims
            for other in trip
            for b in other.claims
        ),
        default=10**8,
    )
