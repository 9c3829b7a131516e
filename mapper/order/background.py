"""Takes what an article tells of other times as background: other journeys than the one told."""

from collections.abc import Sequence
from dataclasses import replace
from datetime import date, timedelta
from typing import TYPE_CHECKING

from mapper.model import When
from mapper.recognize.movements.readings import is_kept

if TYPE_CHECKING:
    from mapper.order.claims import Claim

# A dated claim this much older than the article is another, earlier journey: news tells of now.
_LONG_AGO = timedelta(days=75)
_ONE_JOURNEY = timedelta(days=30)
#: "The next day" counts from what these tell.
ANCHORING = frozenset({"asserted", "planned"})


def is_day(when: When) -> bool:
    """Return whether a time is known to the day."""
    return when.precision in {"minute", "part", "day"}


def with_background(claims: list["Claim"]) -> list["Claim"]:
    """Take what is dated long before the article as background, where it tells of now as well."""
    reach = _reach(claims)
    first = min((c.rank for c in claims if _is_old(c, reach)), default=None)
    now = any(
        c.own
        and c.modality == "asserted"
        and not _is_old(c, reach)
        and (c.when or (first and c.rank < first))
        for c in claims
    )
    if not now:
        return claims
    return [replace(c, modality="background") if _is_old(c, reach) else c for c in claims]


_ANOTHER_TIME = timedelta(days=10)


def with_other_times(claims: list["Claim"]) -> list["Claim"]:
    """Take a bare month or year as another journey where the article's days are all later.

    "She flies to X on Monday. In April she was in Y": a journey that is told of is told by days.
    """
    told = [c for c in claims if c.own and c.modality in ANCHORING and c.when]
    days = [c.when.first_day for c in told if c.when and is_day(c.when) and c.when.first_day]
    first = min(days, default=None)
    if first is None or all(c.modality == "asserted" for c in told if c.when and is_day(c.when)):
        return claims
    return [
        replace(c, modality="background")
        if c.when
        and c.modality == "asserted"
        and c.when.precision in {"month", "year"}
        and c.when.last_day
        and c.when.last_day < first - _ANOTHER_TIME
        and not is_kept(c.movement.reading)
        else c
        for c in claims
    ]


def _is_old(claim: "Claim", reach: date | None) -> bool:
    if is_kept(claim.movement.reading):
        return False
    last = claim.when.last_day if claim.when else None
    if reach is not None and last is not None and last >= reach:
        return False
    return bool(last and claim.published and last < claim.published - _LONG_AGO)


def _reach(claims: list["Claim"]) -> date | None:
    """Return how far back one long journey goes: no gap between its days is over a month."""
    published = next((c.published for c in claims if c.published), None)
    if published is None:
        return None
    begun = _begun(claims)
    if begun is not None:
        return begun
    last_days = {
        c.when.last_day
        for c in claims
        if c.own and c.modality == "asserted" and c.when and is_day(c.when) and c.when.last_day
    }
    reach = published
    for day in sorted((day for day in last_days if day <= published), reverse=True):
        if reach - day > (_LONG_AGO if reach == published else _ONE_JOURNEY):
            break
        reach = day
    return reach


_MANY_DAYS = 3
_WITHIN_A_YEAR = timedelta(days=300)


def _begun(claims: Sequence["Claim"]) -> date | None:
    """Return the first day of a tour of months: told by several days, none with its year."""
    days = {
        c.when.first_day
        for c in claims
        if c.own and c.modality == "asserted" and c.when and c.when.first_day and _is_of_now(c)
    }
    set_out = {
        c.when.last_day
        for c in claims
        if c.own and c.stands and c.movement.action == "depart" and c.when and _is_of_now(c)
    }
    started = [d for d in set_out if d and any(c.published and d < c.published for c in claims)]
    if started and any(c.own and c.stands and c.movement.action != "depart" for c in claims):
        return min(started)
    long_ago = [d for d in days if any(c.published and d < c.published - _LONG_AGO for c in claims)]
    return min(long_ago) if len(long_ago) >= _MANY_DAYS else None


def _is_of_now(claim: "Claim") -> bool:
    """Return whether a claim is dated by month and day alone, within the year."""
    last = claim.when.last_day if claim.when else None
    near = bool(claim.published and last and last > claim.published - _WITHIN_A_YEAR)
    dated = (t for t in claim.movement.times[:1] if t.kind in {"date", "day_of_month", "holiday"})
    return near and any("year" not in dict(time.fields) for time in dated)
