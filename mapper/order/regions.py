"""Regions round the stops: those that hold several, those that date them, those reached."""

from collections.abc import Iterable, Sequence
from dataclasses import replace

from mapper.model import Place, When
from mapper.order.claims import Claim
from mapper.order.places import Containment, is_region
from mapper.order.stop import Stop


def mark_reached(stops: Iterable[Stop], containment: Containment) -> None:
    """Mark the stops headed for that lie in a region where the traveller was seen afterwards."""
    listed = list(stops)
    for region in listed:
        if not (region.stands and is_region(region.place)):
            continue
        if any(s.stands and containment.holds(region.place, s.place) for s in listed):
            continue
        arrivals = [c for c in region.claims if c.stands and c.movement.action != "depart"]
        for stop in listed:
            heads = [c for c in stop.claims if c.modality == "asserted"]
            near = {c.key[0] for c in arrivals} & {c.key[0] for c in heads}
            if near and not stop.stands and containment.holds(region.place, stop.place):
                stop.reached = True


def containers(stops: Iterable[Stop], containment: Containment) -> dict[int, list[Stop]]:
    """Return, by the id() of each stop that is a mere region, the stops that lie in it."""
    listed = list(stops)
    held: dict[int, list[Stop]] = {}
    for stop in listed:
        if _is_toured(stop):  # "a tour of the Pacific"
            held[id(stop)] = [other for other in listed if other.stands >= stop.stands]
            held[id(stop)].remove(stop)
        if not held.get(id(stop)):
            held.pop(id(stop), None)
        if not is_region(stop.place):
            continue
        inside = [
            other
            for other in listed
            if other is not stop
            and any(containment.holds(place, other.place) for place in stop.places.values())
            and _overlaps(stop, other)
        ]
        if inside:
            held[id(stop)] = inside
    return held


#: Whose object is a region, not a town: "a tour of the Pacific".
_ROUND = frozenset({"tour", "cruise", "swing"})


def _is_toured(stop: Stop) -> bool:
    """Return whether a stop is a sea, or what no place fits, told of as the region of the trip.

    "A tour of the Pacific", "a Pacific trip".
    """
    if not all(c.movement.by_noun or c.movement.locating for c in stop.claims):
        return False
    if stop.place is not None:
        return stop.place.kind == "water"
    return all(
        c.mention.kind == "toponym"
        and (c.movement.cue_text.lower() in _ROUND or c.movement.place < c.movement.cue)
        for c in stop.claims
    )


def _overlaps(region: Stop, stop: Stop) -> bool:
    """Return whether a stop in a region belongs to its visit: alike in sureness and time."""
    if region.stands and not stop.stands:
        return False
    return not (region.when and stop.when and region.stands and _far(region.when, stop.when))


def _far(a: When, b: When) -> bool:
    first, last = a.last_day, b.first_day
    other_first, other_last = b.last_day, a.first_day
    gap = max(
        (last - first).days if first and last else 0,
        (other_last - other_first).days if other_first and other_last else 0,
    )
    return gap > 14  # noqa: PLR2004 (days; a gap of more is another trip)


def date_inside(stops: Sequence[Stop], containment: Containment) -> list[Stop]:
    """Date the undated stops of an article by the one day that it gives for a region round them.

    "She paid tribute on Tuesday on a visit to East Africa": what the same article tells of there,
    without another date for any of it, is of that Tuesday.
    """
    for region in stops:
        days = [c for c in region.claims if c.stands and c.when and not c.loose and _is_stay(c)]
        if not days or not (is_region(region.place) or _may_be_region(region)):
            continue
        article = days[0].key[0]
        inside = [
            stop
            for stop in stops
            if stop is not region
            and stop.stands
            and article in {key[0] for key in stop.keys}
            and _lies_in(stop, region.place, stops, containment)
        ]
        if any(stop.when for stop in inside):
            continue
        for stop in inside:
            stop.claims = [
                replace(c, when=days[0].when, evidence=days[0].evidence)
                if stop.reached or _is_stay(c)
                else c
                for c in stop.claims
            ]
    return list(stops)


def _may_be_region(stop: Stop) -> bool:
    """Return whether a visit that no place fits may be to a region ("a visit to the X")."""
    return not stop.places and all(
        c.movement.by_noun and not c.movement.locating for c in stop.claims
    )


def _is_stay(claim: Claim) -> bool:
    return claim.movement.action not in {"depart", "head"} or claim.modality != "asserted"


def _lies_in(
    stop: Stop, region: Place | None, stops: Sequence[Stop], containment: Containment
) -> bool:
    """Return whether a stop lies in a region; one without a place is where its article was last."""
    if region is None:
        return True
    if stop.place is not None:
        return containment.holds(region, stop.place)
    rank = min(c.rank for c in stop.claims)
    before = [
        (c.rank, other)
        for other in stops
        for c in other.claims
        if other.place is not None and c.rank[0] == rank[0] and c.rank < rank
    ]
    last = max(before, key=lambda item: item[0], default=None)
    return last is not None and containment.holds(region, last[1].place)
