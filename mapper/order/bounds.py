"""Dates visits that no words date, by the visits that come before and after them.

A visit between one of Monday and one of Tuesday is of Monday or Tuesday; what is done is no later
than its report, and what is planned no earlier.
"""

from collections.abc import Sequence
from datetime import date, timedelta

from mapper.model import When
from mapper.order.graph import moment_of
from mapper.order.stop import Stop

#: Bounds further apart than this date nothing: the visit stays open.
_WIDEST = timedelta(days=1)
_FINE = frozenset({"minute", "part", "day"})


def date_between(stops: Sequence[Stop], pairs: Sequence[tuple[int, int]]) -> dict[int, When]:
    """Return the days of undated stops that lie between two bounds at most a day apart.

    `pairs` are the settled (before, after), transitively closed; the answer goes by index.
    """
    spans = [_arrival(stop) for stop in stops]
    lows: dict[int, list[date]] = {}
    highs: dict[int, list[date]] = {}
    for a, b in pairs:
        if (low := spans[a][0]) is not None:
            lows.setdefault(b, []).append(low)
        if (high := spans[b][1]) is not None:
            highs.setdefault(a, []).append(high)
    found: dict[int, When] = {}
    for i, stop in enumerate(stops):
        if stop.when is not None:
            continue
        low, high = _told_by(stop)
        first = max([*lows.get(i, ()), *([low] if low else ())], default=None)
        last = min([*highs.get(i, ()), *([high] if high else ())], default=None)
        if first and last and timedelta() <= last - first <= _WIDEST:
            found[i] = When(earliest=first, latest=last, precision="day")
    return found


def _arrival(stop: Stop) -> tuple[date | None, date | None]:
    """Return the first and the last day on which a stop may have been reached."""
    when = moment_of(stop)
    if when is None:
        return None, None
    if when.precision in _FINE and when.first_day is not None:
        return when.first_day, when.first_day
    return when.first_day, when.last_day


def _told_by(stop: Stop) -> tuple[date | None, date | None]:
    """Return the bounds that the days of its reports set: done before, planned from then on."""
    days = [c.published for c in stop.claims if c.published and c.stands == stop.stands]
    if not days:
        return None, None
    return (None, min(days)) if stop.stands else (max(days), None)
