"""Makes visit claims of movements: a place, a time and whose journey it is.

Dates are resolved here, since a place's time zone and the traveller's last dated visit are known
only now.
"""

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import date, timedelta

from mapper.model import (
    Annotations,
    Article,
    Mention,
    MentionKey,
    Modality,
    Movement,
    Place,
    Resolution,
    TimeExpression,
    When,
)
from mapper.order.travellers import Cast
from mapper.recognize.movements.readings import thresholds
from mapper.recognize.times import resolve_time
from mapper.zones import time_zone

# A dated claim this much older than the article is another, earlier journey: news tells of now.
_LONG_AGO = timedelta(days=75)
_ONE_JOURNEY = timedelta(days=30)
# The date of one row of several places ("in May Peru, Chile and Bolivia") bounds each, dates none.
_SHARED_PLACES = 2


_ANCHORING = frozenset({"asserted", "planned"})  # "the next day" counts from what these tell
# "at dawn", "6 a.m.": the words beside them say of which day.
_BARE = frozenset({"part", "clock"})
# A facility that was answered with such a place is in it; where exactly is not known.
_HOSTS = frozenset({"city", "admin", "country"})


@dataclass(frozen=True, slots=True)
class Claim:
    """One movement with its place and time.

    `rank` orders the claims of all articles as told. `own` is whether the traveller of the journey
    moves; `of_town` that a country locates a place with a name ("X in Peru"); `loose` that the
    time only bounds it; `host` the town of a site of unknown position; `by_desk` that a correction
    set status or day.
    """

    key: MentionKey
    movement: Movement
    mention: Mention
    place: Place | None
    when: When | None
    modality: Modality
    own: bool
    published: date | None
    rank: tuple[int, int]
    evidence: tuple[MentionKey, ...] = ()
    loose: bool = False
    status: str | None = None
    by_desk: str | None = field(default=None)
    host: Place | None = None
    of_town: bool = False

    @property
    def stands(self) -> bool:
        """Return whether the traveller was there, by this claim."""
        return self.own and self.modality == "asserted" and self.movement.action != "head"


def make_claims(
    articles: Sequence[Article],
    annotations: Sequence[Annotations],
    resolutions: Mapping[MentionKey, Resolution],
    cast: Cast,
) -> list[Claim]:
    """Return the claims of all articles in the order in which they are told."""
    claims: list[Claim] = []
    for index, (article, found) in enumerate(zip(articles, annotations, strict=True)):
        claims += _of_article(index, article, found, resolutions, cast)
    return claims


def _of_article(
    index: int,
    article: Article,
    found: Annotations,
    resolutions: Mapping[MentionKey, Resolution],
    cast: Cast,
) -> list[Claim]:
    mentions = {(m.span.start, m.span.end): m for m in found.mentions}
    claims: list[Claim] = []
    anchor: When | None = None
    earlier: When | None = None  # of what is told with "had", while it goes on
    for movement in sorted(found.movements, key=lambda m: m.place):
        mention = mentions.get((movement.place.start, movement.place.end))
        if mention is None:
            continue
        resolution = resolutions.get(mention.key)
        place = resolution.place if resolution else None
        host = None
        if place and mention.kind == "facility" and place.kind in _HOSTS:
            place, host = None, place
        own = _is_own(movement, article, cast)
        told_back = movement.cue_text.lower().startswith("had ")
        near = (earlier if told_back else None) or anchor
        near = _told_beside(movement, article, found.times, near) or near
        when, time = _when(movement, article, near, place)
        modality = _modality(movement, when, article.published)
        claims.append(
            Claim(
                key=mention.key,
                movement=movement,
                mention=mention,
                place=place,
                host=host,
                when=when,
                modality=modality,
                own=own,
                published=article.published,
                rank=(index, movement.place.start),
                of_town=_locates_a_town(movement, claims),
                evidence=((article.id, time.span.start, time.span.end),) if time else (),
            )
        )
        if own and when and modality in _ANCHORING and told_back:
            earlier = _anchored(when) or earlier
        elif own and when and modality in _ANCHORING:
            anchor, earlier = _anchored(when) or anchor, None
    return _with_background(_with_other_times(_loosen(claims)))


def _is_own(movement: Movement, article: Article, cast: Cast) -> bool:
    """Return whether the traveller moves: by the subject, or by a reader who is surer of it."""
    if cast.is_main(movement.traveller, article.id):
        return True
    reading = movement.reading
    if reading is None or reading.side == "none" or article.id not in cast.articles:
        return False
    return reading.probability >= thresholds().own


_BESIDE = 400  # characters back in which a day without a place still tells of now


def _told_beside(
    movement: Movement, article: Article, times: Sequence[TimeExpression], anchor: When | None
) -> When | None:
    """Return the day that the same sentence, or the one before, gives without a place.

    "He stepped down on Monday and flew to X the same day": the words of a sentence come before the
    last visit; those of the sentences before only where no visit is dated yet.
    """
    first = movement.times[0] if movement.times else None
    if first is None or first.reference != "visit":
        return None
    floor = movement.sentence.start if anchor else first.span.start - _BESIDE
    told = [t for t in times if floor <= t.span.start < first.span.start and t.kind in _TOLD_BY]
    if not told:
        return None
    ahead = told[-1].future or movement.modality == "planned"
    when = resolve_time(replace(told[-1], future=ahead), published=article.published, anchor=anchor)
    return when if when and _is_day(when) else None


_TOLD_BY = frozenset({"date", "weekday", "day_of_month", "holiday"})


def _locates_a_town(movement: Movement, told: Sequence[Claim]) -> bool:
    last = told[-1] if told and movement.locating else None
    return last is not None and last.movement.cue == movement.cue and last.mention.kind == "toponym"


def _anchored(when: When) -> When | None:
    """Return what "the next day" may count from: a day, or the day by which somebody was there."""
    if _is_day(when):
        return when
    if when.precision == "open" and when.earliest is None and when.last_day:
        return When(earliest=when.last_day, latest=when.last_day, precision="day")
    return None


def _is_day(when: When) -> bool:
    return when.precision in {"minute", "part", "day"}


def _when(
    movement: Movement, article: Article, anchor: When | None, place: Place | None
) -> tuple[When | None, TimeExpression | None]:
    """Return the first of a movement's times that comes to a date, with its words."""
    zone = time_zone(place.lat, place.lon) if place and movement.times else None
    days_first = sorted(movement.times, key=lambda time: time.kind in _BARE)
    for time in days_first:
        when = resolve_time(time, published=article.published, anchor=anchor, zone=zone)
        if when is not None:
            return _until_the_other(when, time, movement, article, anchor), time
    return None, None


# What joins the first and the last day of a stay: "Monday night and most of Tuesday".
_FROM_TO = re.compile(
    r"\s*,?\s*(?:and|to|until|till|through)(?:\s(?:on|late|early|again|most\sof|all\sof|part\sof|much\sof"
    r"|the\swhole\sof))*\s*"
)


def _until_the_other(
    when: When,
    time: TimeExpression,
    movement: Movement,
    article: Article,
    anchor: When | None,
) -> When:
    """Return the days from one time to the other that the text ties to it, else the one alone."""
    for other in movement.times:
        first, second = sorted((time, other), key=lambda t: t.span)
        gap = article.text[first.span.end : second.span.start]
        if other is time or not _FROM_TO.fullmatch(gap):
            continue
        ends = [
            resolve_time(
                replace(t, fields=tuple(f for f in t.fields if f[0] != "bound")),
                published=article.published,
                anchor=anchor,
            )
            for t in (first, second)
        ]
        start = ends[0].first_day if ends[0] else None
        stop = ends[1].last_day if ends[1] else None
        if start and stop and start <= stop and (stop - start).days <= _LONGEST_STAY:
            return When(earliest=start, latest=stop, precision="day")
    return when


_LONGEST_STAY = 14  # days


def _modality(movement: Movement, when: When | None, published: date | None) -> Modality:
    """Return a movement's modality; the present with a date to come is a plan ("leaves Friday")."""
    first = when.first_day if when else None
    if movement.modality == "asserted" and first and published and first > published:
        return "planned"
    return movement.modality


def _with_background(claims: list[Claim]) -> list[Claim]:
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


def _with_other_times(claims: list[Claim]) -> list[Claim]:
    """Take a bare month or year as another journey where the article's days are all later.

    "She flies to X on Monday. In April she was in Y": a journey that is told of is told by days.
    """
    told = [c for c in claims if c.own and c.modality in _ANCHORING and c.when]
    days = [c.when.first_day for c in told if c.when and _is_day(c.when) and c.when.first_day]
    first = min(days, default=None)
    if first is None or all(c.modality == "asserted" for c in told if c.when and _is_day(c.when)):
        return claims
    return [
        replace(c, modality="background")
        if c.when
        and c.modality == "asserted"
        and c.when.precision in {"month", "year"}
        and c.when.last_day
        and c.when.last_day < first - _ANOTHER_TIME
        else c
        for c in claims
    ]


def _is_old(claim: Claim, reach: date | None) -> bool:
    last = claim.when.last_day if claim.when else None
    if reach is not None and last is not None and last >= reach:
        return False
    return bool(last and claim.published and last < claim.published - _LONG_AGO)


def _reach(claims: list[Claim]) -> date | None:
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
        if c.own and c.modality == "asserted" and c.when and _is_day(c.when) and c.when.last_day
    }
    reach = published
    for day in sorted((day for day in last_days if day <= published), reverse=True):
        if reach - day > (_LONG_AGO if reach == published else _ONE_JOURNEY):
            break
        reach = day
    return reach


_MANY_DAYS = 3
_WITHIN_A_YEAR = timedelta(days=300)


def _begun(claims: Sequence[Claim]) -> date | None:
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


def _is_of_now(claim: Claim) -> bool:
    """Return whether a claim is dated by month and day alone, within the year."""
    last = claim.when.last_day if claim.when else None
    near = bool(claim.published and last and last > claim.published - _WITHIN_A_YEAR)
    dated = (t for t in claim.movement.times[:1] if t.kind in {"date", "day_of_month", "holiday"})
    return near and any("year" not in dict(time.fields) for time in dated)


def _loosen(claims: list[Claim]) -> list[Claim]:
    """Mark the ranges that one verb shares among several places as bounds only."""
    rows: dict[tuple[int, int, MentionKey], int] = {}
    for claim in claims:
        if claim.when and _is_range(claim.when) and not claim.movement.locating:
            row = _row(claim)
            rows[row] = rows.get(row, 0) + 1
    return [
        replace(claim, loose=True)
        if claim.when and rows.get(_row(claim), 0) >= _SHARED_PLACES and _is_range(claim.when)
        else claim
        for claim in claims
    ]


def _row(claim: Claim) -> tuple[int, int, MentionKey]:
    cue = claim.movement.cue
    return (cue.start, cue.end, claim.evidence[0] if claim.evidence else ("", 0, 0))


def _is_range(when: When) -> bool:
    first, last = when.first_day, when.last_day
    return first is not None and last is not None and (last - first).days > 1
