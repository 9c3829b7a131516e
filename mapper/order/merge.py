"""Joins the claims of all articles into visits: one stay at one place, with every source of it.

Claims are one visit when their places are the same, or one names the place that the other lies in
and both stand in one clause, and their times do not exclude each other. A facility without a name
joins a named one by type and date. Regions that hold several stops are no stop of their own.
"""

from collections.abc import Sequence
from datetime import date

from mapper.geodesy import neighbours
from mapper.order.claims import Claim
from mapper.order.intervals import disjoint, meet, span_of
from mapper.order.places import Containment, is_region, km_between, same_place
from mapper.order.stop import STANDING, Stop


def merge_claims(claims: Sequence[Claim], containment: Containment) -> list[Stop]:
    """Return the visits that the claims come to, in the order of their first claim."""
    groups = _clauses(claims, containment)
    groups.sort(key=_merge_order)
    known = _Known(claims)
    for group in groups:
        fits = _matching(group, known.beside(group))
        stop = fits[0] if fits else Stop()
        for other in fits[1:]:
            if _bridges(group, stop, other):
                known.drop(other)
                known.put(stop, other.claims)
        known.put(stop, group)
    stops = _join_unnamed(list(known.stops.values()), containment)
    return sorted(stops, key=lambda stop: min(claim.rank for claim in stop.claims))


class _Known:
    """The stops so far, by their places and by the names of places that nothing located."""

    def __init__(self, claims: Sequence[Claim]) -> None:
        """Note which places of the claims lie near each other."""
        placed = [place for c in claims for place in (c.place, c.host) if place]
        points = {place.id: (place.lat, place.lon) for place in placed}
        self._near = neighbours(points, _SITE_KM)
        self._at: dict[tuple[str, str], dict[int, None]] = {}
        self._numbers: dict[int, int] = {}
        self.stops: dict[int, Stop] = {}
        self._gone: list[Stop] = []

    def beside(self, group: Sequence[Claim]) -> list[Stop]:
        """Return the stops that a clause may be of, in their order: no other one can fit."""
        keys: set[tuple[str, str]] = set()
        for claim in group:
            if claim.place is None:
                keys.add(("name", claim.mention.name.lower()))
            else:
                keys.update(("place", other) for other in self._near[claim.place.id])
        numbers = {number for key in keys for number in self._at.get(key, ())}
        return [self.stops[number] for number in sorted(numbers) if number in self.stops]

    def put(self, stop: Stop, claims: Sequence[Claim]) -> None:
        """Add claims to a stop, which is new or known."""
        number = self._numbers.setdefault(id(stop), len(self._numbers))
        self.stops.setdefault(number, stop)
        for claim in claims:
            stop.add(claim)
            keys = [("place", place.id) for place in (claim.place, claim.host) if place]
            for key in (*keys, ("name", claim.mention.name.lower())):
                self._at.setdefault(key, {})[number] = None

    def drop(self, stop: Stop) -> None:
        """Forget a stop whose claims go to another one."""
        self._gone.append(self.stops.pop(self._numbers[id(stop)]))  # kept: its id stays taken


def _merge_order(group: Sequence[Claim]) -> tuple[int, int, int, tuple[int, int]]:
    """Sort sure claims before unsure ones, dated before undated ones, then as told."""
    lead = group[0]
    head = lead.movement.action == "head"
    dated = any(c.when and not c.loose for c in group)
    return (
        STANDING[lead.modality] + head,
        lead.movement.by_noun and not dated,
        not dated,
        lead.rank,
    )


def _clauses(claims: Sequence[Claim], containment: Containment) -> list[list[Claim]]:
    """Put together the claims of one clause of which one place lies in the other ("Lima, Peru")."""
    groups: list[list[Claim]] = []
    for claim in claims:
        last = groups[-1] if groups else None
        if last and _one_clause(last, claim, containment):
            last.append(claim)
        else:
            groups.append([claim])
    return groups


def _one_clause(group: Sequence[Claim], claim: Claim, containment: Containment) -> bool:
    for other in group:
        same_cue = other.movement.cue == claim.movement.cue and other.key[0] == claim.key[0]
        if not same_cue:
            continue
        if claim.movement.locating or _possessor(other, claim):
            return True
        if claim.joined and _of_one_spot(other, claim):
            return True
        if claim.key[1] - other.key[2] > _ADJOINING:
            continue
        if containment.holds(claim.place, other.place) or containment.holds(
            other.place, claim.place
        ):
            return True
        unknown = claim.place is None or other.place is None
        if unknown and claim.mention.name in other.mention.qualifiers:
            return True
    return False


def _of_one_spot(a: Claim, b: Claim) -> bool:
    """Return whether one name is an area or a water, the other a spot that may lie there."""
    if a.place is None or b.place is None or a.modality != b.modality:
        return False
    wide = [is_region(c.place) or c.place.kind == "water" for c in (a, b) if c.place]
    if wide[0] == wide[1]:
        return False
    water = "water" in {a.place.kind, b.place.kind}
    near = km_between((a.place.lat, a.place.lon), (b.place.lat, b.place.lon))
    return near <= _WATER_KM if water else a.place.country == b.place.country


_WATER_KM = 600.0  # the middle of a river or a lake from a town on it

# Characters between the names of "Lima, Peru" and "Lima (Peru)"; more and they are two ends.
_ADJOINING = 3


def _possessor(other: Claim, claim: Claim) -> bool:
    """Return whether the name before is the owner of this one ("Lima's Hotel Bolivar")."""
    return other.movement.locating and 0 <= claim.key[1] - other.key[2] <= 3  # noqa: PLR2004 ("'s ")


# --- which visit a claim belongs to --------------------------------------------------------------


def _matching(group: Sequence[Claim], stops: Sequence[Stop]) -> list[Stop]:
    fits = [stop for stop in stops if _fits(group, stop)]
    return sorted(fits, key=lambda stop: _nearness(group, stop))


def _bridges(group: Sequence[Claim], first: Stop, second: Stop) -> bool:
    """Return whether a clause naming a site and its town shows that two stops are one."""
    places = {c.place.id for c in group if c.place}
    a, b = set(first.places) & places, set(second.places) & places
    one_site = bool(a) and bool(b) and a != b
    return (
        one_site
        and first.stands == second.stands
        and all(
            not (x.when and y.when and disjoint(x.when, y.when))
            for x in first.claims
            for y in second.claims
        )
    )


def _nearness(group: Sequence[Claim], stop: Stop) -> tuple[bool, bool, int]:
    """Rank visits of one place: dates that meet, the same sureness, the nearest told before."""
    lead = group[0]
    when = span_of([c for c in group if c.when])
    dated = bool(when and stop.when and meet(when, stop.when))
    gaps = [
        abs(lead.rank[1] - c.rank[1]) if c.rank[0] == lead.rank[0] else 10**7 for c in stop.claims
    ]
    return (not dated, stop.stands != lead.stands, min(gaps))


def _fits(group: Sequence[Claim], stop: Stop) -> bool:
    named = [c for c in group if c.place and not (c.movement.locating and is_region(c.place))]
    shared = any(
        same_place(c.place, place)
        for c in named
        for place in stop.places.values()
        if not (is_region(place) and len(stop.places) > 1 and not is_region(c.place))
    )
    spelled = any(
        c.place is None
        and o.place is None
        and c.mention.kind != "coreference"
        and c.mention.name.lower() == o.mention.name.lower()
        for c in group
        for o in stop.claims
    )
    if not (shared or spelled or any(_named_after(c, o) for c in group for o in stop.claims)):
        return _planned_there(group, stop)
    return not _apart(group, stop) and _times_fit(group, stop)


def _planned_there(group: Sequence[Claim], stop: Stop) -> bool:
    """Return whether a plan for a town and a day was kept at a site of that town."""
    lead = group[0]
    when, place, site = span_of([c for c in group if c.when]), lead.place, stop.place
    if lead.modality != "planned" or not stop.stands or not when or not stop.when:
        return False
    if not place or not site or is_region(place) or is_region(site) or not meet(when, stop.when):
        return False
    return km_between((place.lat, place.lon), (site.lat, site.lon)) <= _SITE_KM


def _named_after(a: Claim, b: Claim) -> bool:
    """Return whether a facility bears the name of the town it stands in ("Artyom-Primorsky 1")."""
    words, others = ({w for w in _words(c.mention.name) if len(w) > 3} for c in (a, b))  # noqa: PLR2004
    if not (words and others) or words == others or not (words < others or others < words):
        return False
    if is_region(a.place) or is_region(b.place) or a.place is None or b.place is None:
        return False
    kinds = {a.place.kind, b.place.kind}
    near = km_between((a.place.lat, a.place.lon), (b.place.lat, b.place.lon)) <= _SITE_KM
    return "facility" in kinds and near


_SITE_KM = 15.0  # a town's own facility stands this near to its middle


def _words(name: str) -> list[str]:
    return name.lower().replace("-", " ").split()


def _apart(group: Sequence[Claim], stop: Stop) -> bool:
    """Return whether the text goes back to the place, or the claim looks ahead to a new visit."""
    lead = group[0]
    if lead.movement.link == "again" and lead.stands:
        return any(
            c.stands and c.rank < lead.rank and c.rank[0] == lead.rank[0] for c in stop.claims
        )
    if lead.modality == "planned" and lead.movement.action in {"arrive", "visit", "head", "stay"}:
        left = [c for c in stop.claims if c.stands]
        if left and all(c.movement.action == "depart" for c in left):
            return True  # to go back to where the journey began is a visit of its own
    ahead = lead.movement.action == "head" or lead.modality == "planned"
    ahead = ahead and lead.movement.action != "depart"
    if ahead and stop.stands and lead.published:
        last = stop.when.last_day if stop.when else None
        return last is not None and last < _told(lead)
    return False


def _told(claim: Claim) -> date:
    first = claim.when.first_day if claim.when else None
    return first or claim.published or date.max


def _times_fit(group: Sequence[Claim], stop: Stop) -> bool:
    """Return whether the times allow one stay: they meet, or it is arrived at and then left."""
    for claim in group:
        for other in stop.claims:
            apart = claim.when and other.when and disjoint(claim.when, other.when)
            if apart and not _stay(claim, other):
                return False
    return True


def _stay(a: Claim, b: Claim) -> bool:
    """Return whether one claim arrives and the other, later, departs from the same place."""
    first, second = sorted(
        (a, b), key=lambda c: (c.when.last_day or date.max) if c.when else date.max
    )
    return first.movement.action != "depart" and second.movement.action == "depart"


# --- facilities without a name -------------------------------------------------------------------


def _join_unnamed(stops: list[Stop], containment: Containment) -> list[Stop]:
    """Join each unnamed facility to the one visit of its type whose time allows it."""
    kept = list(stops)
    for stop in stops:
        if not _unnamed(stop):
            continue
        fits = [
            other
            for other in kept
            if other is not stop
            and _may_be(stop, other, containment)
            and not _unnamed_before(stop, other)
        ]
        if not fits:
            continue
        fits.sort(key=lambda other: _likeness(stop, other))
        for claim in stop.claims:
            fits[0].add(claim)
        kept.remove(stop)
    return kept


def _unnamed(stop: Stop) -> bool:
    specific = [place for place in stop.places.values() if not is_region(place)]
    return not specific and any(c.mention.kind == "coreference" for c in stop.claims)


def _unnamed_before(stop: Stop, other: Stop) -> bool:
    """Return whether both lack a name and the other is told later: only one of them joins."""
    first, second = (min(c.rank for c in s.claims) for s in (stop, other))
    return _unnamed(other) and first < second


def _may_be(stop: Stop, other: Stop, containment: Containment) -> bool:
    if not stop.types & other.types or not other.stands:
        return False
    regions = [p for p in stop.places.values() if is_region(p)]
    place = other.place
    if place and any(not (r.id == place.id or containment.holds(r, place)) for r in regions):
        return False
    return all(
        not (a.when and b.when and disjoint(a.when, b.when))
        for a in stop.claims
        for b in other.claims
    )


def _likeness(stop: Stop, other: Stop) -> tuple[bool, bool, int]:
    dated = bool(stop.when and other.when)
    same_article = bool({k[0] for k in stop.keys} & {k[0] for k in other.keys})
    gap = min(
        (
            abs(a.rank[1] - b.rank[1])
            for a in stop.claims
            for b in other.claims
            if a.rank[0] == b.rank[0]
        ),
        default=10**7,
    )
    return (not dated, not same_article, gap)
