"""Finds events that the articles put at different places, and departures that say too much."""

import re
from collections.abc import Iterator, Mapping, Sequence

from mapper.geodesy import distance_km
from mapper.model import (
    Annotations,
    Article,
    Conflict,
    Itinerary,
    MentionKey,
    Movement,
    Ordering,
    Resolution,
    Span,
    TravellerMention,
    Visit,
    content_id,
)
from mapper.spans import SpanIndex

_MEETING = re.compile(
    r"\b(?:met|meets?|meeting|talks|summit|welcomed|received|greeted|greets|audience)\b"
)


def compare_meetings(
    texts: Mapping[str, Article], annotations: Sequence[Annotations], ordering: Ordering
) -> Iterator[Conflict]:
    """Yield a conflict where one meeting of a day, with one person, stands at several places."""
    people = {
        found.article: SpanIndex((t.span, t) for t in found.travellers if t.kind == "person")
        for found in annotations
    }
    for itinerary in ordering.itineraries:
        visit_of = {key: visit for visit in itinerary.visits for key in visit.mentions}
        held: dict[str, list[tuple[Visit, MentionKey]]] = {}
        for found in annotations:
            article = texts[found.article]
            for movement in found.movements:
                key = (found.article, movement.place.start, movement.place.end)
                visit = visit_of.get(key)
                if visit is None or visit.status != "visited" or movement.modality != "asserted":
                    continue
                for person in _met(article, movement, people[found.article], itinerary):
                    held.setdefault(person, []).append((visit, key))
        for person, entries in sorted(held.items()):
            for group in _of_one_day(entries):
                if len({visit.id for visit, _ in group}) > 1:
                    yield _meeting(texts, person, group)


def _met(
    article: Article,
    movement: Movement,
    people: SpanIndex[TravellerMention],
    itinerary: Itinerary,
) -> set[str]:
    """Return the last words of the names of those met in a movement's sentence."""
    if not _MEETING.search(article.text, movement.sentence.start, movement.sentence.end):
        return set()
    own = set(itinerary.traveller.lower().replace("-", " ").split())
    return {
        person.traveller.split()[-1].lower()
        for _, person in people.inside(movement.sentence)
        if not own & set(person.traveller.lower().replace("-", " ").split())
    }


def _of_one_day(
    entries: Sequence[tuple[Visit, MentionKey]],
) -> Iterator[list[tuple[Visit, MentionKey]]]:
    days: dict[str, list[tuple[Visit, MentionKey]]] = {}
    for visit, key in entries:
        day = visit.when.first_day
        if day is not None and day == visit.when.last_day:
            days.setdefault(day.isoformat(), []).append((visit, key))
    yield from days.values()


def _meeting(
    texts: Mapping[str, Article], person: str, group: Sequence[tuple[Visit, MentionKey]]
) -> Conflict:
    members = tuple(sorted({key for _, key in group}))
    visits = {visit.id: visit for visit, _ in group}
    names = " and ".join(sorted({visit.name for visit in visits.values()}))
    placed = [visit.place for visit in visits.values() if visit.place]
    apart = ""
    if len(placed) > 1:
        a, b = placed[0], placed[1]
        apart = f" They lie {distance_km((a.lat, a.lon), (b.lat, b.lon)):,.0f} km apart."
    day = group[0][0].when.first_day
    return Conflict(
        id=_id("place", texts, members),
        kind="place",
        members=members,
        severity="soft",
        explanation=(
            f"The meeting with {person.title()} on {day} is put at {names}.{apart} "
            "Either there were two meetings, or one of the places is named loosely."
        ),
    )


def _id(kind: str, texts: Mapping[str, Article], members: Sequence[MentionKey]) -> str:
    return content_id("x", kind, *(f"{texts[a].source}:{s}" for a, s, _ in members))


# --- "left the country" --------------------------------------------------------------------------


def compare_departures(
    texts: Mapping[str, Article],
    annotations: Sequence[Annotations],
    resolutions: Sequence[Resolution],
    ordering: Ordering,
) -> Iterator[Conflict]:
    """Yield a conflict where "left the country" is said of leaving its last stop.

    Only where the last stop is left too and no article reports the traveller beyond the border.
    """
    place_of = {resolution.mention.key: resolution.place for resolution in resolutions}
    for itinerary in ordering.itineraries:
        last = _last_stop(itinerary)
        if last is None or last.place is None:
            continue
        country = last.place.country
        left: list[tuple[Movement, bool]] = []
        for found in annotations:
            for movement in found.movements:
                key = (found.article, movement.place.start, movement.place.end)
                place = place_of.get(key)
                whole = place is not None and place.kind == "country" and place.country == country
                if _leaves(movement) and whole:
                    left.append((movement, True))
                elif key in last.mentions and movement.modality == "asserted":
                    left.append((movement, False))
        if any(whole for _, whole in left) and any(not whole for _, whole in left):
            yield _departure(texts, left, last)


def _leaves(movement: Movement) -> bool:
    return movement.action == "depart" and movement.modality == "asserted" and not movement.locating


def _last_stop(itinerary: Itinerary) -> Visit | None:
    """Return the stop at which the traveller was seen last, by order and date."""
    seen = [v for v in itinerary.visits if v.status in {"visited", "passed", "origin"}]
    if len(seen) < 2:  # noqa: PLR2004 (a journey of one stop has no last leg)
        return None
    known = {visit.id for visit in seen}
    later = {a for a, b in itinerary.order if b in known}
    ends = [visit for visit in seen if visit.id not in later and visit.when.last_day]
    return ends[-1] if ends else None


def _departure(
    texts: Mapping[str, Article], left: Sequence[tuple[Movement, bool]], last: Visit
) -> Conflict:
    members = tuple(sorted(_one_each(left)))
    country = next(texts[m.article].quote(m.place) for m, whole in left if whole)
    return Conflict(
        id=_id("place", texts, members),
        kind="place",
        members=members,
        severity="soft",
        explanation=(
            f"“Left {country}” is said of the departure from {last.name}, which lies in {country}; "
            "no article reports the crossing of the border."
        ),
    )


def _one_each(left: Sequence[tuple[Movement, bool]]) -> list[MentionKey]:
    """Return a quote an article: the country left, or the stop where one sentence names both."""
    quotes: dict[str, MentionKey] = {}
    for article in dict.fromkeys(m.article for m, _ in left):
        mine = [(m, whole) for m, whole in left if m.article == article]
        leaving = [m for m, whole in mine if not whole]
        dated = [m for m, whole in mine if whole and m.times]
        both = [m for m in leaving if any(m.sentence == d.sentence for d in dated)]
        chosen = (both or dated or leaving or [m for m, _ in mine])[0]
        span = Span(
            min(chosen.cue.start, chosen.place.start), max(chosen.cue.end, chosen.place.end)
        )
        quotes[article] = (article, span.start, span.end)
    return list(quotes.values())
