"""Dates the movements of an article while it is told: each from its own words and the day before.

"The next day" counts from the traveller's last dated visit, what is told with "had" from what else
is told so, and a plan from the plan before it. A text that tells of no day near its own (a
reference work) carries the year that it names.
"""

import re
from collections.abc import Sequence
from dataclasses import replace
from datetime import date, timedelta

from mapper.model import Article, Modality, Movement, Place, Span, TimeExpression, When
from mapper.order.background import ANCHORING, is_day
from mapper.recognize.movements.readings import is_own
from mapper.recognize.times import resolve_time
from mapper.recognize.times.written import writing_day
from mapper.zones import time_zone

# "at dawn", "6 a.m.": the words beside them say of which day.
_BARE = frozenset({"part", "clock"})
_BESIDE = 400  # characters back in which a day without a place still tells of now
_TOLD_BY = frozenset({"date", "weekday", "day_of_month", "holiday"})
_LONGEST_STAY = 14  # days
# What joins the first and the last day of a stay: "Monday night and most of Tuesday".
_FROM_TO = re.compile(
    r"\s*,?\s*(?:and|to|until|till|through)(?:\s(?:on|late|early|again|most\sof|all\sof|part\sof|much\sof"
    r"|the\swhole\sof))*\s*"
)
#: Times that count from the article's own day: a text that has one tells of now.
_OF_NOW = frozenset({"weekday", "offset", "period"})
#: A plan told in the past ("was to leave on Monday") may lie behind the report.
_PAST_HELPERS = ("was ", "were ", "had ")
_WEEK = timedelta(days=7)
#: So many plans told in the order of their days are a programme, which goes on.
_ROW = 3
#: News tells a journey of so long by weekdays of its own week still; a diary by those of its days.
_ONE_STORY = timedelta(days=200)


class Days:
    """The days told so far in one article, and its own day."""

    def __init__(self, article: Article, times: Sequence[TimeExpression]) -> None:
        """Begin an article; `times` are all that it has, in its order."""
        self.published = writing_day(article, times)
        self._text = article.text
        self._times = times
        self._done: When | None = None
        self._done_at = 0  # where the words of that day stand
        self._aside: set[Span] = set()  # the words of days told with "had"
        self._ahead: When | None = None
        self._ahead_at = 0  # where it is told
        self._plans: list[date] = []
        self._back: When | None = None  # of what is told with "had", while it goes on
        #: What each expression that counts from a visit came to: "the next day" is one day.
        self._known: dict[Span, When | None] = {}
        years = _named_years(times, self.published)
        near = any(t.kind in _OF_NOW and t.reference == "article" for t in times)
        #: Whether the article tells of now; a reference work names years, and no day near its own.
        self.of_now = near or not years
        self._years = () if self.of_now else years

    def of(
        self, movement: Movement, place: Place | None
    ) -> tuple[When | None, TimeExpression | None]:
        """Return the first of a movement's times that comes to a date, with its words."""
        anchor = self._anchor(movement)
        zone = time_zone(place.lat, place.lon) if place and movement.times else None
        days_first = sorted(movement.times, key=lambda time: time.kind in _BARE)
        for told in days_first:
            time = _in_tense(told, movement)
            if told.span in self._known:
                when = self._known[told.span]
            else:
                near = None if self._counts_back(time, anchor) else anchor
                when = resolve_time(time, published=self.published, anchor=near, zone=zone)
            if told.reference == "visit" and "hour" not in dict(told.fields):
                self._known[told.span] = when
            if when is not None:
                when = self._until_the_other(when, time, movement, anchor)
                return self._onward(when, time, movement), told
        return None, None

    def tell(self, movement: Movement, when: When, modality: Modality) -> None:
        """Note the day of a movement of the traveller."""
        day = _anchored(when)
        if day is None or modality not in ANCHORING:
            return
        if modality == "planned":
            self._ahead, self._ahead_at = day, movement.place.start
            if day.first_day:
                self._plans.append(day.first_day)
        elif _is_told_back(movement):
            self._back = day
            self._aside.update(time.span for time in movement.times)
        else:
            self._done, self._back = day, None
        if movement.times:
            self._done_at = max(self._done_at, movement.times[0].span.start)

    def _anchor(self, movement: Movement) -> When | None:
        anchor = self._done
        if movement.modality == "planned":
            anchor = self._ahead or anchor
        elif _is_told_back(movement):
            anchor = self._back or anchor
        anchor = self._told_beside(movement, anchor) or anchor or self._ahead
        return anchor or self._year_before(movement)

    def _counts_back(self, time: TimeExpression, anchor: When | None) -> bool:
        """Return whether a weekday counts from the article, though its story began long before."""
        last = anchor.last_day if anchor else None
        if time.kind != "weekday" or not self.of_now or self.published is None or last is None:
            return False
        return time.reference == "article" and self.published - last < _ONE_STORY

    def _year_before(self, movement: Movement) -> When | None:
        """Return the beginning of the latest year named before a movement, in a text of the past.

        An earlier one is that of something else ("a choir founded in 1971").
        """
        day = max((day for at, day in self._years if at < movement.place.start), default=None)
        return When(earliest=day, latest=day, precision="year") if day else None

    def _told_beside(self, movement: Movement, anchor: When | None) -> When | None:
        """Return the day that the same sentence, or the one before, gives without a place.

        "He stepped down on Monday and flew to X the same day": the words of a sentence come before
        the last visit; those of the sentences before only where no visit is dated yet, or for
        "that day".
        """
        first = movement.times[0] if movement.times else None
        if first is None or first.reference != "visit":
            return None
        same = dict(first.fields).get("count") == "0" or first.text.lower().startswith("that ")
        floor = movement.sentence.start if anchor and not same else first.span.start - _BESIDE
        floor = max(floor, self._done_at) if anchor and same else floor
        told = [
            t
            for t in self._times
            if floor <= t.span.start < first.span.start
            and t.kind in _TOLD_BY
            and (t.span not in self._aside or movement.sentence.contains(t.span) or not anchor)
        ]
        if not told:
            return None
        ahead = told[-1].future or movement.modality == "planned"
        time = replace(told[-1], future=ahead)
        when = resolve_time(time, published=self.published, anchor=anchor)
        return when if when and is_day(when) else None

    def _until_the_other(
        self, when: When, time: TimeExpression, movement: Movement, anchor: When | None
    ) -> When:
        """Return the days from one time to the other that the text ties to it, else the one."""
        for other in movement.times:
            first, second = sorted((time, other), key=lambda t: t.span)
            gap = self._text[first.span.end : second.span.start]
            if other.span == time.span or not _FROM_TO.fullmatch(gap):
                continue
            ends = [
                resolve_time(
                    replace(t, fields=tuple(f for f in t.fields if f[0] != "bound")),
                    published=self.published,
                    anchor=anchor,
                )
                for t in (_in_tense(first, movement), _in_tense(second, movement))
            ]
            start = ends[0].first_day if ends[0] else None
            stop = ends[1].last_day if ends[1] else None
            if start and stop and start <= stop and (stop - start).days <= _LONGEST_STAY:
                return When(earliest=start, latest=stop, precision="day")
        return when

    def _onward(self, when: When, time: TimeExpression, movement: Movement) -> When:
        """Return a day of a plan behind the plan told before it; plans are told in their order.

        "Sunday's concert is in X; Tuesday's in Y", said on a Monday: the Tuesday is the second one.
        """
        first, last = when.earliest, self._ahead.last_day if self._ahead else None
        bare = time.kind == "weekday" and time.future and "marker" not in dict(time.fields)
        if not bare or last is None or first is None or movement.link in {"before", "earlier"}:
            return when
        day = when.first_day
        if day is None or not timedelta() < last - day < _WEEK:
            return when
        apart = "\n" in self._text[self._ahead_at : movement.place.start]
        row = len(self._plans) >= _ROW and sorted(self._plans) == self._plans
        if apart and not (row and day < self._plans[0]):
            return when  # the aim may be told first
        return When(
            earliest=first + _WEEK,
            latest=when.latest + _WEEK if when.latest else None,
            precision=when.precision,
        )


def _in_tense(time: TimeExpression, movement: Movement) -> TimeExpression:
    """Return a time in the tense of its movement: a plan lies ahead, what is reached does not.

    Where a journey begins the verb alone says which ("they leave X on Sunday").
    """
    reading = movement.reading
    read = reading is not None and is_own(reading)
    planned = movement.modality == "planned" or (
        read and reading is not None and reading.status == "planned"
    )
    if planned and not movement.cue_text.lower().startswith(_PAST_HELPERS):
        return replace(time, future=True)
    reached = read and reading is not None and reading.status in {"visited", "passed"}
    if time.future and movement.modality == "asserted" and reached:
        return replace(time, future=False)
    return time


def _is_told_back(movement: Movement) -> bool:
    return movement.cue_text.lower().startswith("had ")


def _anchored(when: When) -> When | None:
    """Return what "the next day" may count from: a day, or the day by which somebody was there."""
    if is_day(when):
        return when
    if when.precision == "open" and when.earliest is None and when.last_day:
        return When(earliest=when.last_day, latest=when.last_day, precision="day")
    return None


def _named_years(
    times: Sequence[TimeExpression], published: date | None
) -> tuple[tuple[int, date], ...]:
    """Return the first day of each year that a text names, alone or with a month or a day.

    The years of a life or a reign ("1811-1879") are none, nor is one to come.
    """
    found: list[tuple[int, date]] = []
    for time in times:
        fields = dict(time.fields)
        year = fields.get("year", "")
        if year.isdigit() and "end_year" not in fields and int(year) > 0:
            day = date(int(year), 1, 1)
            if published is None or day <= published:
                found.append((time.span.start, day))
    return tuple(found)
