"""Finds two stops that one article tells in one order and another article in the other."""

from collections.abc import Iterator, Mapping, Sequence
from itertools import pairwise

from mapper.compare.outlets import outlet_of
from mapper.model import (
    Annotations,
    Article,
    Conflict,
    Itinerary,
    MentionKey,
    Movement,
    Ordering,
    Visit,
    content_id,
)

_SEEN = frozenset({"visited", "passed", "origin"})


def compare_orders(
    texts: Mapping[str, Article], annotations: Sequence[Annotations], ordering: Ordering
) -> Iterator[Conflict]:
    """Yield a conflict for each two visits that two articles put in opposite order, by words.

    Only "then", "before", "after" and "from ... to" count, not the order in which news tells.
    """
    for itinerary in ordering.itineraries:
        visits = {visit.id: visit for visit in itinerary.visits if visit.status in _SEEN}
        said = _statements(annotations, visits)
        for (a, b), keys in said.items():
            against = [k for k in said.get((b, a), ()) if k[0] not in {key[0] for key in keys}]
            if a < b and against:
                yield _conflict(texts, (visits[a], visits[b]), (keys[0], against[0]), itinerary)


def _statements(
    annotations: Sequence[Annotations], visits: Mapping[str, Visit]
) -> dict[tuple[str, str], list[MentionKey]]:
    """Return, for each two visits that words put in order, the mentions of the second told."""
    visit_of = {key: visit.id for visit in visits.values() for key in visit.mentions}
    said: dict[tuple[str, str], list[MentionKey]] = {}
    for found in annotations:
        told = [
            (movement, key)
            for movement in found.movements
            if (key := (found.article, movement.place.start, movement.place.end)) in visit_of
            and movement.modality == "asserted"
        ]
        for (first, first_key), (second, key) in pairwise(told):
            onward = _onward(first, second)
            a, b = visit_of[first_key], visit_of[key]
            if onward is not None and a != b:
                said.setdefault((a, b) if onward else (b, a), []).append(key)
    return said


def _onward(first: Movement, second: Movement) -> bool | None:
    """Return whether words put the second movement behind the first, None where none do."""
    together = first.sentence == second.sentence
    if second.link == "then" or (together and second.link == "before"):
        return True
    if together and second.link == "after":
        return False
    way = first.cue == second.cue and first.action == "depart" and second.action == "arrive"
    return True if way else None


def _conflict(
    texts: Mapping[str, Article],
    visits: tuple[Visit, Visit],
    members: tuple[MentionKey, MentionKey],
    itinerary: Itinerary,
) -> Conflict:
    first, second = visits
    one, other = (outlet_of(key[0], texts) for key in members)
    settled = {(first.id, second.id): first, (second.id, first.id): second}
    shown = next((visit for pair, visit in settled.items() if pair in itinerary.order), None)
    drawn = f" The route shows {shown.name} first." if shown else ""
    return Conflict(
        id=content_id("x", "order", *(f"{texts[a].source}:{s}" for a, s, _ in members)),
        kind="order",
        members=members,
        severity="soft",
        explanation=(
            f"{one} puts {first.name} before {second.name}, {other} puts it after.{drawn}"
        ),
    )
