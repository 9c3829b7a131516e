"""Arithmetic of intervals of days and moments."""

from collections.abc import Iterable
from datetime import UTC, date, datetime, time, timedelta
from typing import TYPE_CHECKING

from mapper.model import When

if TYPE_CHECKING:
    from mapper.order.claims import Claim

_FINENESS = ("minute", "part", "day", "week", "month", "year", "open")


def disjoint(a: When, b: When) -> bool:
    """Return whether two intervals share no day; clock times of one day are alike here."""
    return before(a, b) or before(b, a)


def before(a: When, b: When) -> bool:
    """Return whether `a` ends before `b` begins: by the clock where both have one, else by days.

    An open end is before nothing.
    """
    if a.latest is None or b.earliest is None:
        return False
    if isinstance(a.latest, datetime) and isinstance(b.earliest, datetime):
        return a.latest < b.earliest
    last, first = a.last_day, b.first_day
    return last is not None and first is not None and last < first


def meet(a: When, b: When) -> bool:
    """Return whether two bounded intervals share a day."""
    return bool((a.earliest or a.latest) and (b.earliest or b.latest)) and not disjoint(a, b)


def span_of(claims: Iterable["Claim"]) -> When | None:
    """Return the interval from the first arrival to the last departure of dated claims of a stay.

    Where one range holds all others, the narrowest counts: "in May" and "on 3 May" is 3 May.
    """
    dated = [claim for claim in claims if claim.when is not None]
    if not dated:
        return None
    whens = [claim.when for claim in dated if claim.when]
    finest = min(_FINENESS.index(when.precision) for when in whens)
    sharp = [
        claim
        for claim in dated
        if claim.when and _FINENESS.index(claim.when.precision) <= max(finest, 2)
    ]
    arrivals = [c.when for c in sharp if c.when and c.movement.action != "depart"]
    departures = [c.when for c in sharp if c.when and c.movement.action == "depart"]
    if not arrivals:
        latest = max((w.latest or w.earliest for w in departures), key=_moment, default=None)
        return When(earliest=None, latest=latest, precision=_FINENESS[finest])  # type: ignore[arg-type]
    narrow = _narrowest(arrivals)
    ends = [w.latest for w in (*narrow, *departures) if w.latest]
    starts = [w.earliest for w in narrow if w.earliest]
    return When(
        earliest=min(starts, key=_moment, default=None),
        latest=max(ends, key=_moment, default=None),
        precision=_FINENESS[finest],  # type: ignore[arg-type]
    )


def _narrowest(whens: list[When]) -> list[When]:
    """Leave out the intervals that hold another one."""
    return [
        when
        for when in whens
        if not any(other is not when and _holds(when, other) for other in whens)
    ]


def _holds(outer: When, inner: When) -> bool:
    if (outer.earliest, outer.latest) == (inner.earliest, inner.latest):
        return False
    first = outer.first_day is None or (
        inner.first_day is not None and outer.first_day <= inner.first_day
    )
    last = outer.last_day is None or (
        inner.last_day is not None and inner.last_day <= outer.last_day
    )
    wider = _length(outer) > _length(inner)
    return first and last and wider


def _length(when: When) -> timedelta:
    if when.earliest is None or when.latest is None:
        return timedelta.max
    return _moment(when.latest) - _moment(when.earliest)


def _moment(value: date | datetime | None) -> datetime:
    if value is None:
        return datetime.max.replace(tzinfo=UTC)
    if isinstance(value, datetime):
        return value if value.tzinfo else value.replace(tzinfo=UTC)
    return datetime.combine(value, time(12), UTC)
